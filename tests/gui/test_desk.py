"""What leads to what: announcements of the windows to the phone, news of the engine to the windows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from snom_dialer.config.load import load
from snom_dialer.config.save import save
from snom_dialer.gui.board import Picture
from snom_dialer.gui.desk import Desk
from snom_dialer.gui.guarded import CALM
from snom_dialer.gui.language import Translation
from snom_dialer.gui.news import EngineState
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places
from tests.engine.test_commands import commands
from tests.gui.desk import PATIENCE, configured, host_of


class Working:
    """A desk with an engine and a virtual phone behind it."""

    def __init__(self, qtbot: QtBot, sim: SimulatorThread, where: Places, desk: Desk) -> None:
        self.qtbot, self.sim, self.places, self.desk = qtbot, sim, where, desk

    def until(self, holds: Callable[[], object], patience: int = PATIENCE) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=patience)

    def armed(self) -> None:
        self.until(lambda: self.desk.board.phones and self.desk.board.phones["desk"].state == "active")

    def said(self) -> str:
        """Return what stands below the number."""
        return self.desk.windows.dial_window()._said.text()

    def dial(self, text: str) -> None:
        """Dial as a person does who has the window open."""
        self.desk.show_window(text)
        self.desk.windows.dial_window()._dial.click()

    def ring(self, number: str = "030123", name: str = "Anna") -> str:
        """Let a call come in, and wait for its card; return its id."""
        before = set(self.desk.cards.ids())
        self.sim.ring(number, name)
        self.until(lambda: set(self.desk.cards.ids()) - before)
        (found,) = set(self.desk.cards.ids()) - before
        return found

    def press(self, call: str, name: str) -> None:
        """Click on a button of a card, once it is not dead any more."""
        card = self.desk.cards.card(call)
        button = next(each for each in card.findChildren(QPushButton) if each.text() == name)
        began = self.desk.cards._clock()
        self.until(lambda: self.desk.cards._clock() - began > CALM + 0.05)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@contextmanager
def working(qtbot: QtBot, directory: Path, **config: object) -> Iterator[Working]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with SimulatorThread() as sim:
        where, loaded = configured(directory, host_of(sim), **config)
        desk = Desk(app, where, Translation(app))
        desk.start(loaded, hidden=True)
        try:
            yield Working(qtbot, sim, where, desk)
        finally:
            with qtbot.waitSignal(desk.ended, timeout=PATIENCE):
                desk.quit()
            desk.bridge.join(5.0)


def with_log_in(host: str, quirks: dict[str, object]) -> dict[str, object]:
    """A silent phone is set up by hand: then nothing but the command itself is asked of it, and waited for."""
    phone = {"name": "desk", "host": host, "username": "admin", "password": quirks.get("password", "0000")}
    return {"phones": [phone | ({"set_up": "manual"} if "slow" in quirks else {})]}


@pytest.fixture
def at_work(qtbot: QtBot, tmp_path: Path) -> Iterator[Working]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        desk = Desk(app, where, Translation(app))
        desk.start(loaded, hidden=True)
        made = Working(qtbot, sim, where, desk)
        made.armed()
        ended: list[None] = []
        desk.ended.connect(lambda: ended.append(None))
        try:
            yield made
        finally:
            desk.quit()
            qtbot.waitUntil(lambda: bool(ended), timeout=PATIENCE)
            desk.bridge.join(5.0)


# ---- to the phone ----------------------------------------------------------------------------------------------------


def test_a_number_is_dialled_told_and_remembered(at_work: Working) -> None:
    at_work.dial("030 12-3")
    assert at_work.said() == "Calling 030 12-3 …"
    at_work.until(lambda: at_work.desk.memory.numbers == ["030123"])
    assert commands(at_work.sim) == ["number=030123"]
    at_work.sim.remote_answer()
    at_work.until(lambda: at_work.said() == "")
    with open_for_reading(at_work.places.state_dir / "journal.sqlite") as journal:
        assert journal.recent() == ["030123"]


@pytest.mark.parametrize("again", ["0301", "030 / 1", "(030) 1"])
def test_a_number_that_is_on_its_way_is_not_dialled_again(at_work: Working, again: str) -> None:
    at_work.sim.quirk("slow", 1.0)
    at_work.dial("0301")
    at_work.desk.caller._clock = lambda: 1e9  # long after: what counts is that the phone has not taken it
    at_work.dial(again)
    assert at_work.said() == "0301 is being called already"
    at_work.until(lambda: at_work.desk.memory.numbers == ["0301"])
    assert commands(at_work.sim) == ["number=0301"]


def test_emergency_numbers_go_out_as_they_stand(at_work: Working) -> None:
    at_work.dial("112")
    at_work.until(lambda: commands(at_work.sim) == ["number=112"])


def test_what_cannot_be_dialled_is_told_in_place(at_work: Working) -> None:
    at_work.dial("nonsense")
    at_work.until(lambda: "not something a phone can dial" in at_work.said())
    assert commands(at_work.sim) == []
    at_work.dial("nonsense")  # it may be tried again at once: nothing was sent
    at_work.until(lambda: at_work.said().startswith("⚠"))


def test_keys_are_sent_and_never_remembered(at_work: Working) -> None:
    window = at_work.desk.windows.dial_window()
    window.keys.emit("91 96", "")
    window.keys.emit("9;ENTER,,100", "")
    at_work.until(lambda: commands(at_work.sim) == ["key=9;1;9;6", "key=9;ENTER,,100"])
    assert at_work.desk.memory.numbers == []
    log = (at_work.places.log_dir / "snom-dialer.log").read_text() if at_work.places.log_dir.exists() else ""
    assert "9;1;9;6" not in log


def test_hang_up_by_hotkey_ends_all_calls_of_the_phone_that_has_some(at_work: Working) -> None:
    at_work.ring()
    at_work.desk.session.pressed.emit("hangup", 0)
    at_work.until(lambda: commands(at_work.sim) == ["RELEASE_ALL_CALLS"])


def test_answer_by_hotkey_only_while_one_call_rings(at_work: Working) -> None:
    at_work.desk.session.pressed.emit("answer", 0)
    call = at_work.ring()
    at_work.desk.session.pressed.emit("answer", 0)
    at_work.until(lambda: at_work.desk.cards.card(call).showing.call.state == "connected")
    assert commands(at_work.sim) == ["key=ENTER"]


def test_a_card_answers_and_hangs_up(at_work: Working) -> None:
    call = at_work.ring()
    at_work.press(call, "Answer")
    at_work.until(lambda: at_work.desk.board.picture is Picture.IN_CALL)
    at_work.press(call, "Hang up")
    at_work.until(lambda: at_work.desk.board.picture is Picture.IDLE)
    assert commands(at_work.sim) == ["key=ENTER", "key=CANCEL"]


def test_with_two_calls_no_card_offers_what_is_not_certain(at_work: Working) -> None:
    first, second = at_work.ring(), at_work.ring("030456", "Berta")
    at_work.until(lambda: not at_work.desk.cards.card(first).showing.may_answer)
    for call in (first, second):
        showing = at_work.desk.cards.card(call).showing
        assert (showing.may_answer, showing.may_hang_up) == (False, False)
        assert showing.reason


@pytest.mark.parametrize("text", ["030 / 12", "tel:+4930-1"])
def test_clipboard_and_links_only_fill_the_window(at_work: Working, text: str) -> None:
    QApplication.clipboard().setText(text)
    at_work.desk.bridge.wished.emit("dial-clipboard", "")
    assert at_work.desk.windows.dial_window().field.text() in ("03012", "+49301")
    at_work.desk.bridge.wished.emit("show", "0309")
    assert at_work.desk.windows.dial_window().field.text() == "0309"
    assert commands(at_work.sim) == []


# ---- from the engine -------------------------------------------------------------------------------------------------


def test_how_a_call_ended_is_shown_also_when_it_turns_out_late(at_work: Working) -> None:
    call = at_work.ring()
    at_work.sim.remote_hang_up()
    at_work.until(lambda: at_work.desk.cards.card(call).showing.call.outcome == "missed")
    assert at_work.desk.board.picture is Picture.IDLE
    at_work.desk.windows.show_calls()
    calls = at_work.desk.windows.calls
    assert calls is not None
    at_work.until(lambda: calls.model.rowCount() == 1)


@pytest.mark.parametrize("appearance", [{"calls": "off"}, {"do_not_disturb": True}])
def test_who_does_not_want_cards_gets_none(qtbot: QtBot, tmp_path: Path, appearance: dict[str, object]) -> None:
    with working(qtbot, tmp_path, appearance=appearance) as at_work:
        at_work.armed()
        at_work.sim.ring("030123", "Anna")
        at_work.until(lambda: at_work.desk.board.picture is Picture.RINGING)
        at_work.sim.remote_hang_up()
        at_work.until(lambda: at_work.desk.board.picture is Picture.IDLE)
        assert at_work.desk.cards.ids() == ()


def test_do_not_disturb_can_be_had_for_a_while(at_work: Working) -> None:
    at_work.desk.tray.quiet.emit(True)
    at_work.sim.ring("030123", "Anna")
    at_work.until(lambda: at_work.desk.board.picture is Picture.RINGING)
    at_work.sim.remote_hang_up()
    at_work.until(lambda: at_work.desk.board.picture is Picture.IDLE)
    assert at_work.desk.cards.ids() == ()
    at_work.desk.tray.quiet.emit(False)
    at_work.ring()


@pytest.mark.parametrize(
    ("quirks", "said"),
    [
        ({"password": "wrong"}, "refused the password"),
        ({"slow": 60.0}, "did not answer"),
    ],
)
def test_what_is_wrong_with_the_phone_is_told_in_words(
    qtbot: QtBot, tmp_path: Path, quirks: dict[str, object], said: str
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        if "slow" in quirks:
            sim.quirk("slow", 60.0)
        where, loaded = configured(tmp_path, **with_log_in(host_of(sim), quirks))
        desk = Desk(app, where, Translation(app))
        desk.start(loaded)
        made = Working(qtbot, sim, where, desk)
        made.dial("030")
        if "slow" in quirks:
            made.until(lambda: made.said() == "The phone has not answered yet …")
        made.until(lambda: made.said().startswith("⚠ "), 30_000)
        assert said in made.said()
        made.until(lambda: desk.board.picture is Picture.NO_CONTACT)
        assert desk.board.troubles[0].phone == "desk"
        with qtbot.waitSignal(desk.ended, timeout=PATIENCE):
            desk.quit()
        desk.bridge.join(5.0)


# ---- its life --------------------------------------------------------------------------------------------------------


def test_new_settings_are_followed_and_the_engine_begins_anew_only_if_it_must(at_work: Working) -> None:
    states: list[EngineState] = []
    at_work.desk.bridge.told.connect(lambda news: states.append(news.state) if hasattr(news, "error") else None)
    loaded = load(at_work.places.config_file)
    config = loaded.config._replace(appearance=loaded.config.appearance._replace(keep_missed=False))
    save(at_work.places.config_file, config, loaded.text)
    at_work.desk.follow(load(at_work.places.config_file))
    assert not at_work.desk.cards.keep_missed
    assert states == []
    loaded = load(at_work.places.config_file)
    save(at_work.places.config_file, config._replace(numbers=config.numbers._replace(plus_as="00")), loaded.text)
    at_work.desk.follow(load(at_work.places.config_file))
    at_work.until(lambda: states == [EngineState.STARTING, EngineState.OWN])
    at_work.dial("+4930")
    at_work.until(lambda: commands(at_work.sim) == ["number=004930"])


@pytest.mark.parametrize("ends", [True, False])
def test_without_a_tray_closing_asks_once(at_work: Working, ends: bool) -> None:
    def choose() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == ("&End it" if ends else "&Go on")).click()

    at_work.desk.show_window()
    window = at_work.desk.windows.dial_window()
    QTimer.singleShot(0, choose)
    if ends:
        with at_work.qtbot.waitSignal(at_work.desk.ended, timeout=PATIENCE):
            window.close()
        return
    window.close()
    assert not window.isVisible()
    at_work.desk.show_window()
    window.close()  # asked once
    assert not window.isVisible()


def test_where_it_stood_and_how_wide_it_was_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    for number in range(2):
        with working(qtbot, tmp_path) as at_work:
            at_work.desk.show_window()
            window = at_work.desk.windows.dial_window()
            if number:
                assert window.width() == 620
            window.resize(620, window.height())
            window.hide()
            at_work.until((at_work.places.state_dir / "window.json").exists)
