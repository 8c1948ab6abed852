"""Everything by name and by keyboard, and room for every text: for people who see little or use no mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.accessible import clashing, cut, disordered, forgotten, tab_round, unnamed
from tests.gui.every_window import EVERY, shown
from tests.gui.settings import own_user

pytestmark = pytest.mark.slow

KEYBOARD = [name for name in EVERY if not name.startswith("card")]  # cards take no focus; the tray has all of it


@pytest.fixture(params=EVERY)
def window(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[QWidget]:
    own_user(tmp_path, monkeypatch)
    with shown(request.param, qtbot, tmp_path) as made:
        yield made


def test_a_screen_reader_can_name_everything(window: QWidget) -> None:
    assert unnamed(window) == []


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


def test_there_is_room_for_every_text(window: QWidget) -> None:
    assert cut(window) == []


@pytest.fixture
def twice() -> Iterator[None]:
    """Letters twice as large."""
    font = QApplication.font()
    large = QFont(font)
    large.setPointSizeF(2 * font.pointSizeF())
    QApplication.setFont(large)
    yield
    QApplication.setFont(font)


@pytest.mark.usefixtures("twice")
def test_there_is_room_for_every_text_at_twice_the_size(window: QWidget) -> None:
    assert cut(window) == []
