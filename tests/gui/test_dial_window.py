"""The dial window: what keys, mouse and clipboard do in it."""

import time
from typing import TypeAlias

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from snom_dialer.gui.dial_window import NARROWEST, DialWindow, visible_place
from snom_dialer.gui.number_field import DEAD

Key: TypeAlias = Qt.Key
Held: TypeAlias = Qt.KeyboardModifier


class Heard:
    """Everything that the window announced."""

    def __init__(self, window: DialWindow) -> None:
        self.all: list[tuple[str, str]] = []
        window.dial.connect(lambda text, _: self.all.append(("dial", text)))
        window.keys.connect(lambda text, _: self.all.append(("keys", text)))
        window.hang_up.connect(lambda _: self.all.append(("hang up", "")))
        window.settings.connect(lambda: self.all.append(("settings", "")))
        window.shut.connect(lambda: self.all.append(("shut", "")))


@pytest.fixture
def window(qtbot: QtBot) -> DialWindow:
    window = DialWindow()
    qtbot.addWidget(window)
    window.field.offer(["+4930123456", "101", "030 99"])
    window.open_with()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def heard(window: DialWindow) -> Heard:
    return Heard(window)


def awake(qtbot: QtBot, window: DialWindow) -> None:
    """Wait until the window takes Enter."""
    began = time.monotonic()
    qtbot.waitUntil(lambda: time.monotonic() - began > DEAD / 1000, timeout=2000)


def press(window: DialWindow, key: Key, held: Held = Held.NoModifier) -> None:
    QTest.keyClick(window.field.edit, key, held)


def test_it_opens_empty_and_ready_to_type(qtbot: QtBot, window: DialWindow) -> None:
    assert window.windowTitle() == "Snom dialer"
    assert window.field.text() == ""
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    qtbot.waitUntil(window.field.edit.hasFocus)


def test_enter_dials_what_was_typed_once(qtbot: QtBot, window: DialWindow, heard: Heard) -> None:
    awake(qtbot, window)
    QTest.keyClicks(window.field.edit, "0301")
    press(window, Key.Key_Return)
    assert heard.all == [("dial", "0301")]
    press(window, Key.Key_Enter, Held.KeypadModifier)
    assert heard.all == [("dial", "0301")] * 2


def test_enter_does_nothing_just_after_the_window_has_come(qtbot: QtBot, window: DialWindow, heard: Heard) -> None:
    """A word that is being typed elsewhere ends here."""
    window.open_with("0301")
    press(window, Key.Key_Return)
    press(window, Key.Key_Return, Held.ShiftModifier)
    assert heard.all == []
    awake(qtbot, window)
    press(window, Key.Key_Return)
    assert heard.all == [("dial", "0301")]


def test_shift_enter_sends_keys_and_shift_is_not_remembered(qtbot: QtBot, window: DialWindow, heard: Heard) -> None:
    awake(qtbot, window)
    window.field.edit.setText("9196")
    QTest.keyPress(window.field.edit, Key.Key_Shift)
    press(window, Key.Key_Return, Held.ShiftModifier)
    window.hide()  # Shift is let go of while nobody looks
    window.open_with("9196")
    awake(qtbot, window)
    press(window, Key.Key_Return)
    assert heard.all == [("keys", "9196"), ("dial", "9196")]


def test_a_number_taken_from_the_list_of_matches_is_not_dialled_yet(
    qtbot: QtBot, window: DialWindow, heard: Heard
) -> None:
    awake(qtbot, window)
    QTest.keyClicks(window.field.edit, "123")
    assert window.field.text() == "123"  # nothing was completed in the line
    popup = window.field.edit.completer().popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Key.Key_Down)
    QTest.keyClick(popup, Key.Key_Return)
    assert window.field.text() == "+4930123456"
    assert heard.all == []
    press(window, Key.Key_Return)
    assert heard.all == [("dial", "+4930123456")]


def test_enter_with_the_list_open_and_nothing_chosen_dials_what_is_typed(
    qtbot: QtBot, window: DialWindow, heard: Heard
) -> None:
    awake(qtbot, window)
    QTest.keyClicks(window.field.edit, "10")
    popup = window.field.edit.completer().popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Key.Key_Return)
    assert heard.all == [("dial", "10")]


def test_escape_hides_it_and_tells_where_it_stood(qtbot: QtBot, window: DialWindow) -> None:
    with qtbot.waitSignal(window.hidden) as told:
        press(window, Key.Key_Escape)
    assert not window.isVisible()
    assert told.args is not None
    assert told.args[0].width() == window.width()


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ("+49 (0)30 / 39833-0", "+4930398330"),
        ("tel:+49-30-1", "+49301"),
        ("\u202a030\u00a0123\u202c", "030123"),
        ("9;ENTER,,1000", "9;ENTER,,1000"),  # no number: it stays as it is
        ("no number at all", "no number at all"),
    ],
)
def test_what_is_pasted_is_cleaned(qtbot: QtBot, window: DialWindow, pasted: str, shown: str) -> None:
    QGuiApplication.clipboard().setText(pasted)
    press(window, Key.Key_V, Held.ControlModifier)
    assert window.field.text() == shown


def test_what_is_typed_stays_as_it_is(qtbot: QtBot, window: DialWindow) -> None:
    QTest.keyClicks(window.field.edit, "030 / 12")
    assert window.field.text() == "030 / 12"


def test_the_buttons_announce_what_they_are_for(window: DialWindow, heard: Heard) -> None:
    window.field.edit.setText("101")
    for button in window.findChildren(QToolButton):
        button.click()
    assert sorted(heard.all) == [("dial", "101"), ("hang up", ""), ("settings", "")]


def test_closing_is_only_announced(window: DialWindow, heard: Heard) -> None:
    window.close()
    assert heard.all == [("shut", "")]
    assert window.isVisible()


def test_the_numbers_keep_their_order_and_what_is_typed_stays(window: DialWindow) -> None:
    QTest.keyClicks(window.field.edit, "0")
    window.field.offer([str(number) for number in range(100)])
    assert window.field.text() == "0"
    assert [window.field.itemText(row) for row in range(3)] == ["0", "1", "2"]


def test_several_phones_can_be_chosen_from_and_one_cannot(window: DialWindow) -> None:
    window.offer_phones(["desk"], "")
    assert window.phone() == ""
    window.offer_phones(["desk", "hall"], "hall")
    assert window.phone() == "hall"


def test_what_happened_is_shown_as_it_is(window: DialWindow) -> None:
    window.say("<b>Calling</b> 030")
    assert window._said.text() == "<b>Calling</b> 030"
    assert window._said.textFormat() is Qt.TextFormat.PlainText
    window.say("The phone refused the password", trouble=True)
    assert window._said.text().startswith("⚠ ")  # not by colour alone


@pytest.mark.parametrize("stood", [QRect(5000, 5000, 500, 80), QRect(-900, -900, 500, 80), None])
def test_it_is_always_to_be_seen_wholly(qtbot: QtBot, window: DialWindow, stood: QRect | None) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    at = visible_place(stood, 500, 80)
    assert room.contains(QRect(at.x(), at.y(), 500, 80))


def test_it_is_as_wide_as_it_was_and_never_too_narrow(window: DialWindow) -> None:
    window.place(QRect(10, 10, 640, 80), 640)
    assert window.width() == 640
    window.place(None, 1)
    assert window.width() >= NARROWEST
