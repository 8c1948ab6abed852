"""The dial window: what keys, mouse and clipboard do in it."""

import time
from collections.abc import Iterator
from typing import TypeAlias

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.gui.dial_window import NARROWEST, DialWindow, visible_place
from snom_dialer.gui.number_field import DEAD, NumberField

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


def matches(field: NumberField) -> QAbstractItemView:
    """Return the list that opens while something is typed."""
    popup = field.edit.completer().popup()
    assert popup is not None
    return popup


def items(field: NumberField) -> list[str]:
    return [field.itemText(row) for row in range(field.count())]


def test_a_number_that_was_filled_in_stays_marked_when_the_recent_ones_arrive(window: DialWindow) -> None:
    """What is typed then takes its place, and is not dialled behind it."""
    window.open_with("5551234")
    window.field.offer(["5551234", "101"])
    QTest.keyClicks(window.field.edit, "9")
    assert window.field.text() == "9"


@pytest.mark.parametrize("before", [[], ["101"], ["101", "102", "103"]])
@pytest.mark.parametrize("after", [[], ["030"], ["030", "101", "102", "103", "104"]])
@pytest.mark.parametrize("marked", [(3, 0), (1, 2), (5, -3), (0, 7)])
def test_new_numbers_leave_the_line_as_it_is(
    qtbot: QtBot, before: list[str], after: list[str], marked: tuple[int, int]
) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.offer(before)
    field.begin("5551234")
    field.edit.setSelection(*marked) if marked[1] else field.edit.setCursorPosition(marked[0])
    changes: list[object] = []
    field.edit.textChanged.connect(changes.append)
    field.currentIndexChanged.connect(changes.append)
    stood = (field.edit.cursorPosition(), field.edit.selectedText())
    field.offer(after)
    assert (field.edit.cursorPosition(), field.edit.selectedText(), field.text()) == (*stood, "5551234")
    assert items(field) == after
    assert changes == []


def test_the_same_numbers_again_change_nothing_at_all(window: DialWindow) -> None:
    touched: list[object] = []
    for signal in (window.field.model().rowsInserted, window.field.model().rowsRemoved):
        signal.connect(lambda *_: touched.append(None))
    window.field.offer(["+4930123456", "101", "030 99"])
    assert touched == []
    window.field.offer(["101"])
    assert touched


def test_a_list_that_was_only_looked_at_leaves_a_number_marked(window: DialWindow) -> None:
    window.open_with("5551234")
    window.field.showPopup()
    window.field.hidePopup()
    QTest.keyClicks(window.field.edit, "9")
    assert window.field.text() == "9"


def test_new_numbers_wait_until_the_list_of_matches_is_closed(qtbot: QtBot, window: DialWindow) -> None:
    QTest.keyClicks(window.field.edit, "1")
    popup = matches(window.field)
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Key.Key_Down)
    chosen = popup.currentIndex().data()
    window.field.offer(["7", "8"])
    window.field.offer(["7", "9"])
    assert popup.isVisible()
    assert popup.currentIndex().data() == chosen == "+4930123456"
    QTest.keyClick(popup, Key.Key_Return)
    assert window.field.text() == chosen
    qtbot.waitUntil(lambda: items(window.field) == ["7", "9"])
    assert window.field.text() == chosen


def test_new_numbers_wait_until_the_list_of_all_is_closed(qtbot: QtBot, window: DialWindow) -> None:
    window.field.showPopup()
    assert window.field.view().isVisible()
    window.field.offer(["7"])
    assert window.field.count() == 3
    window.field.hidePopup()
    qtbot.waitUntil(lambda: items(window.field) == ["7"])


def test_a_list_does_not_stay_open_over_a_new_beginning(qtbot: QtBot, window: DialWindow) -> None:
    QTest.keyClicks(window.field.edit, "1")
    qtbot.waitUntil(matches(window.field).isVisible)
    window.open_with("030")
    assert not matches(window.field).isVisible()


def test_a_text_that_comes_late_fills_an_empty_field_only(qtbot: QtBot, window: DialWindow, heard: Heard) -> None:
    awake(qtbot, window)
    window.field.fill("0301")
    assert (window.field.text(), window.field.edit.selectedText()) == ("0301", "0301")
    press(window, Key.Key_Return)  # nobody has seen yet what is there
    assert heard.all == []
    window.open_with()
    QTest.keyClicks(window.field.edit, "4")
    window.field.fill("0301")
    assert window.field.text() == "4"


@pytest.fixture
def other(qtbot: QtBot) -> QWidget:
    """Another window, with a field of its own."""
    other = QLineEdit()
    qtbot.addWidget(other)
    return other


def test_enter_does_nothing_just_after_the_window_has_got_the_focus(
    qtbot: QtBot, window: DialWindow, heard: Heard, other: QWidget
) -> None:
    """It may get that long after it has come; what was typed elsewhere until then ends here."""
    window.open_with("0301")
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    awake(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.field.edit.hasFocus)
    press(window, Key.Key_Return)
    assert heard.all == []
    awake(qtbot, window)
    press(window, Key.Key_Return)
    assert heard.all == [("dial", "0301")]


def test_a_list_that_opens_and_closes_does_not_make_it_deaf(qtbot: QtBot, window: DialWindow, heard: Heard) -> None:
    qtbot.waitUntil(window.field.edit.hasFocus)
    awake(qtbot, window)
    window.field.edit.setText("0301")
    window.field.showPopup()
    window.field.hidePopup()
    press(window, Key.Key_Tab)
    window.field.edit.setFocus(Qt.FocusReason.TabFocusReason)
    press(window, Key.Key_Return)
    assert heard.all == [("dial", "0301")]


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ("+49 (0)30 / 39833-0", "+4930398330"),
        ("tel:+49-30-1", "+49301"),
        ("\u202a030\u00a0123\u202c", "030123"),
        ("9;ENTER,,1000", "9;ENTER,,1000"),  # no number: it stays as it is
        ("no number at all", "no number at all"),
        ("call \u202e1234\u202c, please", "call 1234, please"),
        ("030\x00\x1b[2J 1,2\u2028\x07", "030[2J 1,2 "),
    ],
)
def test_what_is_pasted_is_cleaned(qtbot: QtBot, window: DialWindow, pasted: str, shown: str) -> None:
    QGuiApplication.clipboard().setText(pasted)
    press(window, Key.Key_V, Held.ControlModifier)
    assert window.field.text() == shown


def test_what_is_pasted_over_something_longer_is_cleaned_too(window: DialWindow) -> None:
    window.open_with("+4930123456789")
    QGuiApplication.clipboard().setText("(030) \u202e12")
    press(window, Key.Key_V, Held.ControlModifier)
    assert window.field.text() == "03012"


@pytest.mark.parametrize(
    "text",
    ["5" * 10_000, "030 1\n" * 200_000, "\u202e" * 1_000_000, "\x00\x1b" * 5000, "<b>" * 400_000, "😀" * 300_000],
    ids=["long", "megabyte", "bidi", "control", "markup", "emoji"],
)
def test_whatever_is_put_into_it_stays_small_and_in_plain_sight(
    qtbot: QtBot, window: DialWindow, heard: Heard, text: str
) -> None:
    width = window.width()
    QGuiApplication.clipboard().setText(text)
    press(window, Key.Key_V, Held.ControlModifier)
    pasted = window.field.text()
    window.open_with(text)
    window.field.offer([text, "101"])
    awake(qtbot, window)
    press(window, Key.Key_Return)
    (dialled,) = heard.all or [("dial", "")]
    for each in (pasted, window.field.text(), dialled[1]):
        assert len(each) <= 1024
        assert each.isprintable()
    window.say(text)
    qtbot.waitUntil(lambda: window.height() < 1000 and window.width() == width)
    assert len(window._said.text()) <= 500


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
    QTest.keyClicks(window.field.edit, "7")
    window.field.offer([str(number) for number in range(100)])
    assert window.field.text() == "7"
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


# ---- room for what happened ------------------------------------------------------------------------------------------

GERMAN = (
    "Das Telefon „Empfang“ unter 192.0.2.17 hat das Kennwort abgelehnt, das in den Einstellungen für den Benutzer "
    "„admin“ eingetragen ist. Öffnen Sie die Einstellungen, tragen Sie unter „Telefon“ das Kennwort der "
    "Weboberfläche des Telefons ein und drücken Sie „Verbindung prüfen“."
)


@pytest.fixture(params=[1, 2], ids=["100 %", "200 %"])
def scaled(request: pytest.FixtureRequest) -> Iterator[None]:
    """Letters of that size."""
    usual = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(usual.pointSizeF() * request.param)
    QApplication.setFont(larger)
    yield
    QApplication.setFont(usual)


def is_told_wholly(window: DialWindow) -> bool:
    said = window._said
    lowest = said.mapTo(window, QPoint(0, said.height())).y()
    return said.height() >= said.heightForWidth(said.width()) and lowest <= window.height()


@pytest.mark.usefixtures("scaled")
def test_a_long_sentence_is_to_be_read_wholly_and_leaves_no_room_behind(qtbot: QtBot) -> None:
    window = DialWindow()
    qtbot.addWidget(window)
    window.place(None, 500)
    window.open_with()
    qtbot.waitExposed(window)
    empty = window.height()
    window.say(GERMAN, trouble=True)
    line = window._said.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: is_told_wholly(window))
    assert window._said.height() >= 3 * line
    assert window.height() >= empty + 3 * line
    window.say("Aufgelegt")
    qtbot.waitUntil(lambda: is_told_wholly(window) and window._said.height() < 2 * line)
    assert empty < window.height() < empty + 3 * line
    window.say("")
    qtbot.waitUntil(lambda: window.height() == empty)


@pytest.mark.usefixtures("scaled")
def test_a_sentence_is_to_be_read_wholly_in_a_window_made_narrower(qtbot: QtBot, window: DialWindow) -> None:
    window.resize(1200, window.height())
    window.say(GERMAN)
    qtbot.waitUntil(lambda: is_told_wholly(window))
    before = window.height()
    window.resize(NARROWEST, window.height())
    qtbot.waitUntil(lambda: window.height() > before and is_told_wholly(window))


def test_larger_letters_find_room_in_a_window_that_is_there(qtbot: QtBot, window: DialWindow) -> None:
    window.say(GERMAN)
    usual = window.font()
    larger = window.font()
    larger.setPointSizeF(usual.pointSizeF() * 2)
    before = window.height()
    for widget in (window, *window.findChildren(QWidget)):
        widget.setFont(larger)
    qtbot.waitUntil(lambda: window.height() > before and is_told_wholly(window))
    assert window.width() >= window.minimumSizeHint().width()
