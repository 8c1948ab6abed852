"""The list of the last calls: newest first, plain, missed ones in bold and in words, everything by keyboard."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from snom_dialer.calls.call import Call, CallState, Direction, Outcome
from snom_dialer.gui import text
from snom_dialer.gui.calls_model import COLUMNS, KIND, NUMBER, OUTCOME, PHONE, WHEN, WHO
from snom_dialer.gui.calls_window import CallsWindow
from snom_dialer.protocol.event import Party

BEGAN = 1_790_000_000.0
EVIL = "<b>Bold</b>\u202egnp.exe\r\n\r\n" + "W " * 5000


def call(number: int, outcome: Outcome | None = Outcome.ANSWERED, **facts: Any) -> Call:
    usual = {
        "id": str(number),
        "phone": "Reception",
        "direction": Direction.INCOMING,
        "state": CallState.ENDED,
        "outcome": outcome,
        "remote": Party(number=f"+4930{number}", name=f"Caller {number}"),
        "started_at": BEGAN + number,
        "duration": 61.0,
    }
    return Call(**(usual | facts))


@pytest.fixture
def window(qtbot: QtBot) -> CallsWindow:
    made = CallsWindow()
    qtbot.addWidget(made)
    made.show()
    return made


def said(window: CallsWindow, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> Any:
    return window.model.index(row, column).data(role)


def ids(window: CallsWindow) -> list[str]:
    return [window.model.call(row).id for row in range(window.model.rowCount())]


def chosen(window: CallsWindow) -> str:
    return window.model.call(window.table.currentIndex().row()).id


class Numbers(list[str]):
    """The numbers that were asked for."""

    def __init__(self, window: CallsWindow) -> None:
        super().__init__()
        window.call_back.connect(self.append)


# ---- what it says ----------------------------------------------------------------------------------------------------


def test_where_there_are_no_calls_it_says_so(window: CallsWindow) -> None:
    assert window.empty.isVisible()
    assert window.empty.text() == "No calls yet"
    window.add(call(1))
    assert window.table.isVisible()
    assert not window.empty.isVisible()
    window.set_calls([])
    assert window.empty.isVisible()


def test_a_row_says_what_it_was_who_when_and_how_long(window: CallsWindow) -> None:
    window.set_calls([call(1)])
    assert [said(window, 0, column) for column in range(COLUMNS)] == [
        "Incoming",
        "Caller 1",
        "+49301",
        text.when(BEGAN + 1),
        "1:01",
        "Reception",
    ]


@pytest.mark.parametrize(
    ("told", "kind", "outcome"),
    [
        (call(1, Outcome.MISSED), "Missed", ""),
        (call(1, Outcome.REJECTED), "Incoming", "Rejected"),
        (call(1, Outcome.BUSY, direction=Direction.OUTGOING), "Outgoing", "Busy"),
        (call(1, Outcome.UNKNOWN, direction=Direction.UNKNOWN), "Call", "Ended"),
        (call(1, Outcome.UNKNOWN, connected_at=BEGAN + 5), "Incoming", "1:01"),
        (call(1, None, state=CallState.CONNECTED), "Incoming", "Connected"),
    ],
)
def test_how_it_ended_is_said_in_words(window: CallsWindow, told: Call, kind: str, outcome: str) -> None:
    window.set_calls([told])
    assert said(window, 0, KIND) == kind
    assert said(window, 0, OUTCOME) == outcome


def test_a_missed_call_stands_out_in_word_picture_and_weight(window: CallsWindow) -> None:
    window.set_calls([call(2, Outcome.MISSED), call(1)])
    assert said(window, 0, WHO, Qt.ItemDataRole.FontRole).bold()
    assert said(window, 1, WHO, Qt.ItemDataRole.FontRole) is None
    missed, usual = (said(window, row, KIND, Qt.ItemDataRole.DecorationRole).pixmap(32).toImage() for row in (0, 1))
    assert missed != usual


def test_the_pictures_have_the_colour_of_the_text(window: CallsWindow) -> None:
    window.set_calls([call(1)])
    before = said(window, 0, KIND, Qt.ItemDataRole.DecorationRole).pixmap(32).toImage()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor("#ff0000"))
    window.setPalette(palette)
    assert said(window, 0, KIND, Qt.ItemDataRole.DecorationRole).pixmap(32).toImage() != before


def test_the_phone_is_named_where_there_are_several(window: CallsWindow) -> None:
    assert window.table.isColumnHidden(PHONE)
    window.several_phones = True
    assert not window.table.isColumnHidden(PHONE)


def test_a_stranger_cannot_change_how_it_looks(window: CallsWindow) -> None:
    evil = call(1, remote=Party(number=EVIL, name=EVIL), phone=EVIL)
    window.set_calls([evil])
    window.several_phones = True
    for column in (WHO, NUMBER, PHONE):
        assert said(window, 0, column).isprintable()
        assert len(said(window, 0, column)) <= 200
        assert "<b>" not in said(window, 0, column, Qt.ItemDataRole.ToolTipRole)
        assert "&lt;b&gt;" in said(window, 0, column, Qt.ItemDataRole.ToolTipRole)
    assert window.table.columnWidth(NUMBER) < 60 * window.fontMetrics().averageCharWidth()
    assert window.table.rowHeight(0) < 3 * window.fontMetrics().height()


# ---- which calls -----------------------------------------------------------------------------------------------------


def test_the_newest_stands_first_and_each_call_once(window: CallsWindow) -> None:
    window.set_calls([call(1), call(3), call(3)])
    window.add(call(4, None, state=CallState.RINGING))
    window.add(call(2))
    window.add(call(4, Outcome.MISSED))
    assert ids(window) == ["4", "3", "2", "1"]
    assert said(window, 0, KIND) == "Missed"


def test_older_ones_are_asked_for_at_the_end_once_and_stand_below(qtbot: QtBot, window: CallsWindow) -> None:
    asked = []
    window.asked_for_more.connect(lambda: asked.append(window.model.oldest()))
    window.set_calls([call(number) for number in range(100, 200)])
    bar = window.table.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=1000)
    for place in (bar.maximum() // 2, bar.maximum(), bar.maximum() - 1, bar.maximum()):
        bar.setValue(place)
    assert asked == [call(100)]
    window.extend([call(99), call(98), call(100)])
    assert ids(window)[-4:] == ["101", "100", "99", "98"]
    qtbot.waitUntil(lambda: bar.maximum() > bar.value(), timeout=1000)
    bar.setValue(bar.maximum())
    assert asked == [call(100), call(98)]


def test_what_is_selected_stays_so(window: CallsWindow) -> None:
    window.set_calls([call(1), call(2), call(3)])
    assert chosen(window) == "3"
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert chosen(window) == "2"
    window.add(call(4))
    assert chosen(window) == "2"
    window.set_calls([call(1), call(2), call(5)])
    assert chosen(window) == "2"
    window.set_calls([call(7), call(6)])
    assert chosen(window) == "7"


# ---- what can be done ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_asks_for_the_number_of_the_row(window: CallsWindow, key: Qt.Key) -> None:
    numbers = Numbers(window)
    window.set_calls([call(1), call(2)])
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    QTest.keyClick(window.table, key)
    assert numbers == ["+49301"]


def test_a_double_click_does_so_too_and_a_single_one_does_not(qtbot: QtBot, window: CallsWindow) -> None:
    numbers = Numbers(window)
    window.set_calls([call(1), call(2)])
    middle = window.table.visualRect(window.model.index(1, WHEN)).center()
    view = window.table.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert numbers == []
    assert chosen(window) == "1"
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert numbers == ["+49301"]


def test_ctrl_c_copies_the_number_and_nothing_else(qtbot: QtBot, window: CallsWindow) -> None:
    window.activateWindow()
    window.set_calls([call(1)])
    qtbot.waitUntil(window.table.hasFocus, timeout=1000)  # without a click or a Tab
    QTest.keyClick(window.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "+49301"


def test_the_menu_offers_only_what_can_be_done(window: CallsWindow) -> None:
    numbers = Numbers(window)
    window.set_calls([call(2), call(1, remote=Party())])
    back, copy = window.table.actions()
    assert back.isEnabled()
    back.trigger()
    copy.trigger()
    assert numbers == ["+49302"]
    assert QGuiApplication.clipboard().text() == "+49302"
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    assert not back.isEnabled()
    assert not copy.isEnabled()
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    assert numbers == ["+49302"]


@pytest.mark.parametrize("calls", [[], [call(1)]])
def test_escape_closes_it(window: CallsWindow, calls: list[Call]) -> None:
    window.set_calls(calls)
    QTest.keyClick(window.table if calls else window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_it_has_room_for_large_text(qtbot: QtBot, window: CallsWindow) -> None:
    window.set_calls([call(1, Outcome.MISSED)])
    before, font = window.table.fontMetrics().height(), window.font()
    font.setPointSizeF(2 * font.pointSizeF())
    window.setFont(font)
    assert window.table.fontMetrics().height() > before
    assert window.table.rowHeight(0) >= window.table.fontMetrics().height()
