"""Everything by name and by keyboard, and room for every text: for people who see little or use no mouse."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QMenu, QMessageBox, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.config.model import Language
from snom_dialer.engine.configuration import good_copy
from snom_dialer.errors import Code, fault
from snom_dialer.gui.board import Board
from snom_dialer.gui.language import Translation
from snom_dialer.gui.memory import Memory
from snom_dialer.gui.news import Snapshot
from snom_dialer.gui.rescue import rescued
from snom_dialer.gui.tray import Tray
from snom_dialer.gui.windows import Windows
from snom_dialer.state.places import Places, places
from tests.gui.accessible import clashing, cut, disordered, doubled, forgotten, tab_round, unnamed
from tests.gui.desk import bridged
from tests.gui.every_window import ADA, CARDS, EVERY, call, shown
from tests.gui.settings import own_user

pytestmark = pytest.mark.slow

KEYBOARD = [name for name in EVERY if not name.startswith("card")]  # cards take no focus; the tray has all of it


@pytest.fixture(params=EVERY)
def window(
    request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[QWidget]:
    own_user(tmp_path, monkeypatch)
    with shown(request.param, qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def twice() -> Iterator[None]:
    """Letters twice as large."""
    font = QApplication.font()
    large = QFont(font)
    large.setPointSizeF(2 * font.pointSizeF())
    QApplication.setFont(large)
    yield
    QApplication.setFont(font)


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    """Each language that the windows speak."""
    before = QLocale()
    translation = Translation(qapp)
    translation.speak(Language(request.param))
    assert QCoreApplication.translate("DialWindow", "&Dial") == {"en": "&Dial", "de": "&Wählen"}[request.param]
    yield
    translation.speak(Language.ENGLISH)
    QLocale.setDefault(before)


# ---- every window ----------------------------------------------------------------------------------------------------


def test_a_screen_reader_can_name_everything(window: QWidget) -> None:
    assert unnamed(window) == []


@pytest.mark.usefixtures("language")
def test_no_letter_means_two_things(window: QWidget) -> None:
    assert clashing(window) == []


@pytest.mark.parametrize("window", KEYBOARD, indirect=True)
def test_tab_visits_everything_in_the_order_of_reading(qtbot: QtBot, window: QWidget) -> None:
    window.resize(1600, 1600)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    visited = tab_round(window)
    assert forgotten(window, visited) == []
    assert disordered(window, visited) == []


@pytest.mark.usefixtures("language")
def test_there_is_room_for_every_text(window: QWidget) -> None:
    assert cut(window) == []


@pytest.mark.usefixtures("language", "twice")
def test_there_is_room_for_every_text_at_twice_the_size(window: QWidget) -> None:
    assert cut(window) == []


@pytest.mark.timeout(180)
def test_there_is_room_on_a_screen_that_is_scaled() -> None:
    environ = os.environ | {"QT_SCALE_FACTOR": "1.5"}
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "room_for_every_text", __file__)
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stdout
    assert f"{4 * len(EVERY)} passed" in done.stdout  # in two languages and two sizes


# ---- questions -------------------------------------------------------------------------------------------------------


def rescue(_: QtBot, where: Places) -> None:
    where.state_dir.mkdir(parents=True, exist_ok=True)
    good_copy(where).write_text("{}", encoding="utf-8")
    file = "/home/ada/.config/snom-dialer/config.json"
    rescued(where, fault(Code.CONFIG_INVALID, path=file, count=1, faults="phones: it is empty"))


def without_tray(qtbot: QtBot, where: Places) -> None:
    with bridged(qtbot, where) as behind:
        Windows(Memory(behind.bridge, where)).asked_to_end()


@pytest.mark.parametrize("ask", [rescue, without_tray])
def test_a_question_is_as_good_as_a_window(qtbot: QtBot, tmp_path: Path, ask: Callable[[QtBot, Places], None]) -> None:
    looked: list[list[str]] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        visited = tab_round(box)
        looked.append([*unnamed(box), *clashing(box), *cut(box), *forgotten(box, visited), *disordered(box, visited)])
        box.reject()

    QTimer.singleShot(0, look)
    ask(qtbot, places(tmp_path / "c.json", {"HOME": str(tmp_path)}))
    assert looked == [[]]


# ---- the tray: where the keyboard finds what cards have --------------------------------------------------------------


def tray_of(*names: str) -> tuple[Tray, QMenu]:
    """The tray with a call in each of these states, and its menu."""
    board = Board()
    board.take(Snapshot(calls=tuple(call(name, *CARDS[name]) for name in names)))
    tray = Tray(board)
    tray.renew()
    return tray, tray._menu


def entry(menu: QMenu, words: str) -> QAction:
    return next(action for action in menu.actions() if action.text().replace("&", "") == words and action.isVisible())


def of_call(menu: QMenu, number: int) -> QMenu:
    found = menu.actions()[number].menu()
    assert isinstance(found, QMenu)
    return found


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("ringing", ["Answer", "Reject", "Copy number"]),
        ("dialing", ["Hang up", "Copy number"]),
        ("connected", ["Hang up", "Copy number"]),
        ("held", ["Hang up", "Copy number"]),
    ],
)
def test_the_tray_has_what_the_card_of_a_call_has(qtbot: QtBot, state: str, words: list[str]) -> None:
    tray, menu = tray_of(state)
    calls = of_call(menu, 0)
    assert "Ada Lovelace" in calls.title()
    shown = [action for action in calls.actions() if action.isVisible()]
    assert [action.text().replace("&", "") for action in shown] == words
    announcers = {"Answer": tray.answer, "Reject": tray.hang_up, "Hang up": tray.hang_up, "Copy number": tray.copy}
    for action in shown:
        assert action.isEnabled()
        with qtbot.waitSignal(announcers[action.text().replace("&", "")]) as told:
            action.trigger()
        assert told.args == [ADA.number if "Copy" in action.text() else state]


def test_the_tray_has_every_call_and_every_window() -> None:
    _, menu = tray_of("ringing", "held", "connected")
    assert [of_call(menu, number).title().rpartition("– ")[2] for number in range(3)] == [
        "Rings",
        "On hold",
        "Connected",
    ]
    for words in ("Dial", "Calls", "Do not disturb", "Settings", "Quit"):
        assert entry(menu, words).isEnabled()
    assert [doubled(each) for each in (menu, *(of_call(menu, number) for number in range(3)))] == [[]] * 4


# ---- that the looking itself would see something ---------------------------------------------------------------------


def test_what_is_missing_is_seen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    parts = [QPushButton(""), QPushButton("&Go"), QPushButton("&Get"), QLabel("text " * 50), QCheckBox("much " * 50)]
    for part in parts:
        column.addWidget(part)
    parts[3].setAccessibleName("something else")
    window.show()
    QWidget.setTabOrder(parts[2], parts[1])
    for part in parts[3:]:
        part.setFixedWidth(50)
    parts[0].setFocusPolicy(Qt.FocusPolicy.NoFocus)
    QApplication.processEvents()
    assert len(unnamed(window)) == 2
    assert clashing(window) == ["Alt+G: &Go, &Get"]
    assert len(cut(window)) == 2
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    parts[2].setFocus()
    visited = tab_round(window)
    assert len(forgotten(window, visited)) == 1
    assert len(disordered(window, visited)) == 2
