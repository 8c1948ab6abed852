"""The call cards: what they say, what their buttons announce and when they are dead, how long they stay and where."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.calls.call import Call, CallState, Direction, Outcome
from snom_dialer.config.model import Corner
from snom_dialer.gui import deck, text
from snom_dialer.gui.card import FAREWELL, Card
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.guarded import CALM
from snom_dialer.protocol.event import Party

LEFT = Qt.MouseButton.LeftButton
ANNA = Party(number="+49301234567", name="Anna Schmidt")
EVIL = "<b>Bold</b><img src='file:///x'>\u202egnp.exe\u0000\r\n\r\n\u200b" + "W\u0301\u0302\u0303 مرحبا " * 1000
BEGAN = 1_790_000_000.0


class Clock:
    """Time as the test wants it: that which never jumps, and that which people see."""

    def __init__(self) -> None:
        self.mono = 1000.0
        self.wall = BEGAN + 20

    def pass_(self, seconds: float) -> None:
        self.mono += seconds
        self.wall += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def window(qtbot: QtBot, clock: Clock) -> CardWindow:
    made = CardWindow(clock=lambda: clock.mono, wall=lambda: clock.wall)
    qtbot.addWidget(made)
    return made


def ringing(id_: str = "a", remote: Party = ANNA) -> Call:
    return Call(
        id=id_,
        phone="Reception",
        direction=Direction.INCOMING,
        remote=remote,
        local=Party(number="12"),
        started_at=BEGAN,
    )


def connected(id_: str = "a", remote: Party = ANNA) -> Call:
    return ringing(id_, remote).but({"state": CallState.CONNECTED, "connected_at": BEGAN + 10})


def ended(outcome: Outcome, id_: str = "a") -> Call:
    return ringing(id_).but({"state": CallState.ENDED, "outcome": outcome, "ended_at": BEGAN + 15})


def show(window: CardWindow, call: Call, *, may_answer: bool = True, may_hang_up: bool = True) -> Card:
    window.show_call(call, may_answer=may_answer, may_hang_up=may_hang_up)
    return window.card(call.id)


def remove(window: CardWindow, id_: str) -> None:
    window.remove(id_)
    QApplication.processEvents()


def rested(window: CardWindow, clock: Clock, call: Call) -> Card:
    card = show(window, call)
    clock.pass_(CALM)
    return card


def timers(widget: QWidget) -> list[QTimer]:
    return [timer for timer in widget.findChildren(QTimer) if timer.isActive()]


def go(card: Card) -> None:
    """Let the time pass for which the card of a call that has ended stays."""
    (timer,) = timers(card)
    assert timer.interval() == FAREWELL
    timer.start(0)


class Announced(list[tuple[str, str]]):
    """Everything that a window announces."""

    def __init__(self, window: CardWindow) -> None:
        super().__init__()
        for name in ("answer", "hang_up", "closed", "copied"):
            getattr(window, name).connect(lambda what, name=name: self.append((name, what)))


# ---- what it says ----------------------------------------------------------------------------------------------------


def test_it_says_who_calls_from_where_to_which_line_and_what_the_call_does(window: CardWindow) -> None:
    card = show(window, ringing())
    assert [each.text() for each in (card.who, card.number, card.line, card.state)] == [
        "Anna Schmidt",
        "+49301234567",
        "Line 12",
        "Rings",
    ]
    assert card.time.isHidden()
    assert card.reason.isHidden()
    assert "Anna Schmidt" in card.accessibleName()


def test_a_number_without_a_name_stands_in_its_place_and_not_twice(window: CardWindow) -> None:
    card = show(window, ringing(remote=Party(number="110")))
    assert card.who.text() == "110"
    assert card.number.isHidden()
    assert card.copy_button.isVisible()


def test_a_caller_of_whom_nothing_is_known_has_no_number_to_copy(window: CardWindow) -> None:
    card = show(window, ringing(remote=Party()))
    assert card.who.text() == "Unknown caller"
    assert card.copy_button.isHidden()


def test_the_phone_is_named_where_there_are_several(window: CardWindow) -> None:
    card = show(window, ringing())
    window.several_phones = True
    assert card.line.text() == "Line 12, Reception"
    assert show(window, ringing("b").but({"local": Party()})).line.text() == "Reception"


@pytest.mark.parametrize(
    ("call", "may_answer", "may_hang_up", "reason"),
    [
        (ringing(), True, True, ""),
        (ringing(), True, False, "Several calls: reject on the phone"),
        (ringing(), False, True, "Several calls ring: answer on the phone"),
        (ringing(), False, False, "Several calls: answer or reject on the phone"),
        (connected(), False, True, ""),
        (connected(), False, False, "Several calls: hang up on the phone"),
        (ended(Outcome.BUSY), False, False, ""),
    ],
)
def test_what_cannot_be_done_from_here_is_said(
    window: CardWindow, call: Call, may_answer: bool, may_hang_up: bool, reason: str
) -> None:
    card = show(window, call, may_answer=may_answer, may_hang_up=may_hang_up)
    assert card.reason.text() == reason
    assert card.reason.isVisible() is bool(reason)
    assert card.answer_button.isVisible() is may_answer
    assert card.hang_up_button.isVisible() is call.live
    assert card.hang_up_button.isEnabled() is may_hang_up
    assert card.hang_up_button.toolTip() == ("" if may_hang_up else reason)


def test_hanging_up_is_called_rejecting_while_it_rings(window: CardWindow) -> None:
    assert show(window, ringing()).hang_up_button.text() == "Reject"
    card = show(window, connected(), may_answer=True)
    assert card.hang_up_button.text() == "Hang up"
    assert card.answer_button.isHidden()  # there is nothing left to answer, whoever says so


def test_a_stranger_cannot_change_how_it_looks(window: CardWindow) -> None:
    show(window, ringing())
    size = window.size()
    card = show(window, ringing(remote=Party(number=EVIL[1:], name=EVIL)).but({"local": Party(number=EVIL)}))
    assert window.size() == size
    for label in (card.who, card.number, card.line):
        assert label.textFormat() == Qt.TextFormat.PlainText
        assert label.text().isprintable()
        assert len(label.text()) <= 210
        assert "<b>" not in label.toolTip()
        assert "&lt;img" in label.toolTip()


# ---- its time --------------------------------------------------------------------------------------------------------


def test_the_time_runs_on_though_the_clock_on_the_wall_is_set(qtbot: QtBot, window: CardWindow, clock: Clock) -> None:
    card = show(window, connected())
    assert card.time.text() == "0:10"
    clock.mono += 4.99
    clock.wall -= 3600
    show(window, connected().but({"duration": 4.0}))
    assert card.time.text() == "0:14"
    clock.mono += 1
    qtbot.waitUntil(lambda: card.time.text() == "0:15", timeout=1000)  # with the next full second, by itself


def test_no_time_runs_where_nobody_sees_it_or_nobody_speaks(window: CardWindow) -> None:
    card = show(window, ringing())
    QApplication.processEvents()
    assert not timers(window)
    show(window, connected())
    assert timers(card)
    window.hide()
    assert not timers(card)
    window.show()
    assert timers(card)
    show(window, connected().but({"state": CallState.HELD}))
    assert timers(card)  # on hold it goes on
    show(window, ended(Outcome.ANSWERED).but({"connected_at": BEGAN + 10, "duration": 61.4}))
    assert card.time.text() == "1:01"
    assert [timer.interval() for timer in timers(card)] == [FAREWELL]


def test_no_time_runs_on_a_card_that_is_only_counted(window: CardWindow) -> None:
    cards = [show(window, connected(id_)) for id_ in "abcdef"]
    assert [bool(timers(card)) for card in cards[1:]] == [True] * 5
    assert not cards[0].isVisible()
    assert not timers(cards[0])


# ---- how long it stays -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.MISSED])
def test_the_card_of_a_call_that_has_ended_says_how_and_goes(
    qtbot: QtBot, window: CardWindow, outcome: Outcome
) -> None:
    announced = Announced(window)
    show(window, ringing())
    card = show(window, ended(outcome))
    assert card.state.text() == text.end_of(ended(outcome))
    go(card)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=1000)
    assert window.ids() == ()
    assert announced == []


def test_a_missed_call_stays_with_its_time_until_it_is_closed(qtbot: QtBot, window: CardWindow) -> None:
    announced = Announced(window)
    card = show(window, ended(Outcome.MISSED))
    assert card.state.text() == "Missed"
    assert card.time.text() == text.when(BEGAN)
    assert not timers(card)
    QTest.mouseClick(card.close_button, LEFT)
    assert announced == [("closed", "a")]
    assert window.ids() == ()


def test_a_missed_call_goes_where_nobody_wants_it_kept(qtbot: QtBot, window: CardWindow) -> None:
    card = show(window, ended(Outcome.MISSED))
    window.keep_missed = False
    go(card)
    qtbot.waitUntil(lambda: not window.ids(), timeout=1000)
    window.show_call(ended(Outcome.MISSED), may_answer=False, may_hang_up=False)
    assert window.ids() == ()


def test_a_call_that_proves_to_be_rejected_goes_after_all(window: CardWindow) -> None:
    card = show(window, ended(Outcome.MISSED))
    show(window, ended(Outcome.REJECTED))
    assert card.state.text() == "Rejected"
    assert [timer.interval() for timer in timers(card)] == [FAREWELL]


def test_a_call_that_proves_to_be_missed_stays_after_all(window: CardWindow) -> None:
    card = show(window, ended(Outcome.UNKNOWN))
    show(window, ended(Outcome.MISSED))
    assert not timers(card)


def test_a_card_that_has_gone_comes_back_only_for_a_missed_call(qtbot: QtBot, window: CardWindow) -> None:
    go(show(window, ended(Outcome.UNKNOWN)))
    qtbot.waitUntil(lambda: not window.ids(), timeout=1000)
    window.show_call(ended(Outcome.REJECTED), may_answer=False, may_hang_up=False)
    assert window.ids() == ()
    show(window, ended(Outcome.MISSED))
    assert window.ids() == ("a",)


def test_nothing_brings_back_a_card_that_a_person_has_closed(qtbot: QtBot, window: CardWindow) -> None:
    QTest.mouseClick(show(window, ringing()).close_button, LEFT)
    for call in (ringing(), connected(), ended(Outcome.MISSED)):
        window.show_call(call, may_answer=True, may_hang_up=True)
        assert window.ids() == ()
        assert not window.isVisible()


def test_a_card_is_taken_away_without_a_word(window: CardWindow) -> None:
    announced = Announced(window)
    show(window, ringing())
    remove(window, "a")
    remove(window, "nobody")
    assert not window.isVisible()
    assert announced == []


# ---- clicks and keys -------------------------------------------------------------------------------------------------


def test_the_buttons_announce_what_a_person_wants(qtbot: QtBot, window: CardWindow, clock: Clock) -> None:
    announced = Announced(window)
    card = rested(window, clock, ringing())
    for button in (card.answer_button, card.hang_up_button, card.copy_button, card.close_button):
        QTest.mouseClick(button, LEFT)
    assert announced == [("answer", "a"), ("hang_up", "a"), ("copied", "+49301234567"), ("closed", "a")]


def test_a_click_meant_for_what_stood_there_before_does_nothing(qtbot: QtBot, window: CardWindow, clock: Clock) -> None:
    announced = Announced(window)
    card = show(window, ringing())
    clock.pass_(CALM - 0.01)
    QTest.mouseClick(card.answer_button, LEFT)
    QTest.mousePress(card.hang_up_button, LEFT)  # too soon
    clock.pass_(0.02)
    QTest.mouseRelease(card.hang_up_button, LEFT)
    assert announced == []
    QTest.mouseClick(card.hang_up_button, LEFT)
    assert announced == [("hang_up", "a")]


@pytest.mark.parametrize("moved_by", ["another card", "another corner", "another button"])
def test_the_buttons_are_dead_again_when_they_have_moved(
    qtbot: QtBot, window: CardWindow, clock: Clock, moved_by: str
) -> None:
    window.set_corner(Corner.TOP_LEFT)
    show(window, ringing("first"))
    card = rested(window, clock, ringing())
    announced = Announced(window)
    if moved_by == "another card":
        remove(window, "first")
    elif moved_by == "another corner":
        window.set_corner(Corner.BOTTOM_LEFT)
    else:
        show(window, connected())
    QTest.mouseClick(card.hang_up_button, LEFT)
    assert announced == []
    clock.pass_(CALM)
    QTest.mouseClick(card.hang_up_button, LEFT)
    assert announced == [("hang_up", "a")]


def test_what_changes_nothing_about_the_buttons_leaves_them_alive(
    qtbot: QtBot, window: CardWindow, clock: Clock
) -> None:
    announced = Announced(window)
    card = rested(window, clock, ringing())
    show(window, ringing(remote=Party(number="+49301234567", name="Somebody else")))
    QTest.mouseClick(card.answer_button, LEFT)
    assert announced == [("answer", "a")]


def test_a_double_click_counts_once(qtbot: QtBot, window: CardWindow, clock: Clock) -> None:
    announced = Announced(window)
    card = rested(window, clock, ringing())
    QTest.mouseClick(card.answer_button, LEFT)
    QTest.mouseDClick(card.answer_button, LEFT)  # the second press, as Qt tells it
    QTest.mouseRelease(card.answer_button, LEFT)
    assert announced == [("answer", "a")]


def test_no_key_presses_anything_and_nothing_can_have_the_focus(qtbot: QtBot, window: CardWindow, clock: Clock) -> None:
    announced = Announced(window)
    card = rested(window, clock, ringing())
    for target in (window, card):
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            QTest.keyClick(target, key)
    assert announced == []
    parts = [window, *window.findChildren(QWidget)]
    assert all(part.focusPolicy() == Qt.FocusPolicy.NoFocus for part in parts)
    assert not any(part.isDefault() or part.autoDefault() for part in window.findChildren(QPushButton))
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


# ---- its place -------------------------------------------------------------------------------------------------------


def room() -> QRect:
    return QGuiApplication.primaryScreen().availableGeometry()


@pytest.mark.parametrize("corner", Corner)
def test_it_stands_in_its_corner_and_a_new_card_moves_no_other(window: CardWindow, corner: Corner) -> None:
    window.set_corner(corner)
    card = show(window, ringing())
    before = card.mapToGlobal(QPoint())
    show(window, ringing("b"))
    assert card.mapToGlobal(QPoint()) == before
    place, middle = window.geometry(), room().center()
    assert room().contains(place)
    assert (place.center().x() < middle.x()) is corner.value.endswith("left")
    assert (place.center().y() < middle.y()) is corner.value.startswith("top")
    near = place.top() - room().top(), room().bottom() - place.bottom()
    assert min(near) < window.fontMetrics().height()


@pytest.fixture
def large_text(qtbot: QtBot) -> Iterator[None]:
    usual = QApplication.font()
    large = QApplication.font()
    large.setPointSizeF(2 * usual.pointSizeF())
    QApplication.setFont(large)
    yield
    QApplication.setFont(usual)


@pytest.mark.usefixtures("large_text")
def test_text_at_200_percent_stays_readable_and_on_the_screen(window: CardWindow) -> None:
    for id_ in "abcdefg":
        show(window, ringing(id_), may_answer=False, may_hang_up=False)
    card = show(window, ringing("last"), may_answer=False, may_hang_up=False)
    assert room().contains(window.geometry())
    assert window.more.isVisible()
    assert card.height() >= card.height_in(card.width())
    for label in (card.who, card.reason, card.state):
        assert label.height() >= label.fontMetrics().height()


def test_a_card_grows_with_the_font(qtbot: QtBot, window: CardWindow) -> None:
    show(window, ringing())
    small = window.size()
    font = window.font()
    font.setPointSizeF(2 * font.pointSizeF())
    window.setFont(font)
    qtbot.waitUntil(lambda: window.width() > 1.5 * small.width(), timeout=1000)
    assert window.height() > 1.5 * small.height()
    assert room().contains(window.geometry())


# ---- many of them ----------------------------------------------------------------------------------------------------


def visible(window: CardWindow) -> list[str]:
    shown = {card.showing.call.id for card in window.findChildren(Card) if card.isVisible()}
    return [id_ for id_ in window.ids() if id_ in shown]


def test_five_are_shown_and_the_others_counted(qtbot: QtBot, window: CardWindow) -> None:
    for id_ in "abcdefg":
        show(window, ended(Outcome.MISSED, id_))
    assert visible(window) == ["c", "d", "e", "f", "g"]
    assert window.more.text() == "and 2 more"
    QTest.mouseClick(window.card("d").close_button, LEFT)
    assert visible(window) == ["b", "c", "e", "f", "g"]
    QTest.mouseClick(window.card("g").close_button, LEFT)
    assert visible(window) == ["a", "b", "c", "e", "f"]
    assert window.more.isHidden()


def test_calls_that_go_on_are_shown_before_those_that_have_ended(window: CardWindow) -> None:
    show(window, connected("a"))
    for id_ in "bcdefg":
        show(window, ended(Outcome.MISSED, id_))
    assert visible(window) == ["a", "d", "e", "f", "g"]


def test_missed_calls_do_not_pile_up_for_ever(window: CardWindow) -> None:
    show(window, connected("live"))
    for number in range(deck.KEPT + 5):
        show(window, ended(Outcome.MISSED, str(number)))
    assert len(window.ids()) == deck.KEPT + 1
    assert window.ids()[:2] == ("live", "5")


def cards_of(window: CardWindow) -> list[Card]:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return window.findChildren(Card)


def test_however_many_there_are_there_are_five_cards(window: CardWindow) -> None:
    for number in range(200):
        window.show_call(ringing(str(number)), may_answer=False, may_hang_up=False)
    QApplication.processEvents()
    assert visible(window) == ["195", "196", "197", "198", "199"]
    assert len(cards_of(window)) == 5
    assert window.more.text() == "and 195 more"
    for number in range(3, 200):
        window.remove(str(number))
    QApplication.processEvents()
    assert visible(window) == ["0", "1", "2"]
    assert len(cards_of(window)) == 3


@pytest.mark.parametrize("corner", [Corner.BOTTOM_RIGHT, Corner.TOP_LEFT])
def test_a_card_that_is_shown_again_stands_where_it_stood(window: CardWindow, clock: Clock, corner: Corner) -> None:
    window.set_corner(corner)
    for id_ in "abcdef":
        show(window, connected(id_))
    clock.mono += 5
    clock.wall -= 3600
    remove(window, "c")
    assert visible(window) == ["a", "b", "d", "e", "f"]
    assert window.card("a").time.text() == "0:15"
    tops = [window.card(id_).mapToGlobal(QPoint()).y() for id_ in visible(window)]
    assert tops == sorted(tops, reverse=corner is Corner.BOTTOM_RIGHT)


def test_a_click_meant_for_another_call_does_nothing(window: CardWindow, clock: Clock) -> None:
    window.set_corner(Corner.TOP_LEFT)
    for id_ in "abcdefg":
        show(window, connected(id_))
    clock.pass_(CALM)
    where = window.card("c").hang_up_button.mapToGlobal(QPoint())
    announced = Announced(window)
    remove(window, "g")
    assert window.card("b").hang_up_button.mapToGlobal(QPoint()) == where  # where that of another one was
    QTest.mouseClick(window.card("b").hang_up_button, LEFT)
    assert announced == []


def test_what_has_ended_and_is_only_counted_goes_at_once_and_a_missed_one_comes_back(window: CardWindow) -> None:
    for id_ in "abcdef":
        show(window, connected(id_))
    window.show_call(ended(Outcome.UNKNOWN, "b"), may_answer=False, may_hang_up=False)
    QApplication.processEvents()
    assert window.ids() == ("a", "c", "d", "e", "f")
    window.show_call(ended(Outcome.MISSED, "b"), may_answer=False, may_hang_up=False)
    QApplication.processEvents()
    assert window.ids() == ("a", "c", "d", "e", "f", "b")
    assert window.more.text() == "and 1 more"


def test_many_live_calls_push_no_missed_one_out(window: CardWindow) -> None:
    show(window, ended(Outcome.MISSED, "missed"))
    for number in range(2 * deck.KEPT):
        window.show_call(ringing(str(number)), may_answer=False, may_hang_up=False)
    QApplication.processEvents()
    assert "missed" in window.ids()


def test_that_the_window_appears_is_told_once(window: CardWindow) -> None:
    told: list[bool] = []
    window.appeared.connect(lambda: told.append(window.isVisible()))
    show(window, ringing("a"))
    show(window, ringing("b"))
    assert told == [True]
    remove(window, "a")
    remove(window, "b")
    show(window, ringing("c"))
    assert told == [True, True]


def test_nothing_comes_up_once_it_is_stopped(window: CardWindow) -> None:
    show(window, ringing("a"))
    window.show_call(ringing("b"), may_answer=True, may_hang_up=True)  # still to be shown
    window.stop()
    window.show_call(ringing("c"), may_answer=True, may_hang_up=True)
    window.set_corner(Corner.TOP_LEFT)
    window.several_phones = True
    QApplication.processEvents()
    assert not window.isVisible()
    assert len(window.findChildren(Card)) == 1


def test_a_card_is_there_at_once(window: CardWindow) -> None:
    show(window, ringing("warm"))
    took = []
    for number in range(5):  # the best of a few: others work on this machine, too
        began = time.perf_counter()
        card = show(window, ringing(str(number)))
        took.append(time.perf_counter() - began)
        assert card.isVisible()
        remove(window, str(number))
    assert min(took) < 0.05
