"""How calls come up: on cards, as notifications, not at all; always with what may be done now, and however many."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from snom_dialer.calls.call import Call, CallState, Change, Direction, Outcome
from snom_dialer.config.model import Appearance, CallDisplay
from snom_dialer.gui.announcer import Announcer
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.card import Card
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.news import CallNews, Snapshot
from snom_dialer.gui.session import Session
from snom_dialer.protocol.event import Party
from snom_dialer.system.notification import Notifications
from tests.gui.desk import PATIENCE, configured

if sys.platform != "linux":
    pytest.skip("there is no D-Bus on this system", allow_module_level=True)

from tests.desktop import session_bus
from tests.gui.fake_desktop import Desktop, desktop
from tests.system.fake_notifier import FIRST

SHOWN, ANSWER, REJECT, HANG_UP = (
    ("default", "Show"),
    ("answer", "Answer"),
    ("hang_up", "Reject"),
    ("hang_up", "Hang up"),
)


def call(id_: str, state: CallState = CallState.RINGING, outcome: Outcome | None = None, phone: str = "desk") -> Call:
    return Call(
        id=id_,
        phone=phone,
        direction=Direction.INCOMING,
        state=state,
        outcome=outcome,
        remote=Party(number="030" + id_, name="Caller " + id_),
        started_at=1_790_000_000.0,
    )


def connected(id_: str) -> Call:
    return call(id_, CallState.CONNECTED)


def ended(id_: str, outcome: Outcome = Outcome.MISSED) -> Call:
    return call(id_, CallState.ENDED, outcome)


class Scene:
    """An announcer with everything around it but an engine: the test says what happens."""

    def __init__(self, qtbot: QtBot, bridge: Bridge) -> None:
        self.qtbot = qtbot
        self.board = Board()
        self.session = Session(bridge)
        self.cards = CardWindow()
        self.announcer = Announcer(self.board, self.session, self.cards)
        self.session.open()

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=PATIENCE)

    def take(self, call: Call) -> None:
        self.board.take(CallNews(change=Change.UPDATED, call=call))
        self.announcer.show(call)

    def snapshot(self, *calls: Call) -> None:
        self.board.take(Snapshot(calls=calls))
        self.announcer.begin(calls)

    def settled(self) -> None:
        """Wait until everything asked of the desktop so far has been answered, and shown."""
        answered: list[bool] = []
        self.session.when_quiet_is_known(answered.append)
        self.until(lambda: bool(answered))
        QApplication.processEvents()

    def follow(self, **appearance: object) -> None:
        self.announcer.follow(Appearance()._replace(**appearance))  # type: ignore[arg-type]

    def offers(self, id_: str) -> tuple[bool, bool]:
        """Return whether a card offers to answer and to hang up."""
        showing = self.cards.card(id_).showing
        return showing.may_answer, showing.may_hang_up


@contextmanager
def scene(qtbot: QtBot, folder: Path) -> Iterator[Scene]:
    bridge = Bridge(configured(folder)[0])
    bridge.open()
    made = Scene(qtbot, bridge)
    try:
        yield made
    finally:
        made.announcer.stop()
        with qtbot.waitSignal(bridge.closed, timeout=PATIENCE):
            made.session.close(bridge.close)
        bridge.join(5.0)


@pytest.fixture
def alone(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Without a desktop that shows notifications."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with scene(qtbot, tmp_path) as made:
        yield made


class Notified(Scene):
    """With a desktop that shows notifications, and calls that are to come up as those."""

    desktop: Desktop

    def begin(self, desktop: Desktop) -> None:
        self.desktop = desktop
        self.until(lambda: self.session._notifications is not None)
        self.follow(calls=CallDisplay.NOTIFICATION)

    def said(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return titles and buttons of everything that the desktop was asked to show."""
        parts = ((notice.title, notice.actions) for notice in self.desktop.notices)
        return [(title, list(zip(actions[::2], actions[1::2], strict=True))) for title, actions in parts]


@contextmanager
def notified(
    qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch, *, faults: tuple[str, ...] = ()
) -> Iterator[Notified]:
    with ExitStack() as ended:
        bus = ended.enter_context(session_bus(folder))
        address = bus.environ["DBUS_SESSION_BUS_ADDRESS"]
        monkeypatch.delenv("DISPLAY", raising=False)
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        shown = ended.enter_context(desktop(address, "actions", faults=faults))
        monkeypatch.setattr(sys.modules[__name__], "Scene", Notified)
        made = ended.enter_context(scene(qtbot, folder))
        assert isinstance(made, Notified)
        made.begin(shown)
        yield made


@pytest.fixture
def at_desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notified]:
    with notified(qtbot, tmp_path, monkeypatch) as made:
        yield made


# ---- cards -----------------------------------------------------------------------------------------------------------


def test_what_a_card_offers_follows_calls_that_do_not_come_up(alone: Scene) -> None:
    alone.take(connected("a"))
    alone.until(alone.cards.isVisible)
    assert alone.offers("a") == (False, True)
    alone.follow(do_not_disturb=True)
    alone.take(call("b"))
    alone.settled()
    assert alone.cards.ids() == ("a",)
    assert alone.offers("a") == (False, False)  # the phone would reject the other one
    alone.take(ended("b"))
    alone.settled()
    assert alone.offers("a") == (False, True)


def test_a_call_that_somebody_else_has_seen_changes_what_a_card_offers(alone: Scene) -> None:
    alone.take(call("a"))
    alone.take(call("b"))
    alone.until(lambda: alone.cards.ids() == ("a", "b"))
    assert alone.offers("a") == alone.offers("b") == (False, False)
    alone.snapshot(call("b"))  # the first one ended while nobody told us
    alone.settled()
    assert alone.cards.ids() == ("b",)
    assert alone.offers("b") == (True, True)


def test_a_missed_call_stays_when_the_engine_begins_anew(alone: Scene) -> None:
    alone.take(call("a"))
    alone.until(alone.cards.isVisible)
    alone.take(ended("a"))
    alone.snapshot(call("b"))
    alone.until(lambda: alone.cards.ids() == ("a", "b"))


def test_what_changes_before_it_is_known_whether_to_disturb_waits_for_that(alone: Scene) -> None:
    asked = alone.session._quiet
    quiet = [True]

    async def answer() -> bool:
        await asked()
        return quiet[0]

    alone.session._quiet = answer  # type: ignore[method-assign]
    alone.take(call("a"))
    alone.take(connected("a"))
    assert alone.cards.ids() == ()
    alone.settled()
    alone.take(ended("a"))
    alone.settled()
    assert alone.cards.ids() == ()
    quiet[0] = False
    alone.take(call("b"))
    alone.take(ended("b"))  # and a call that was shorter than the question
    alone.until(lambda: alone.cards.ids() == ("b",))
    assert alone.cards.card("b").showing.missed


def test_hundreds_of_calls_do_not_hold_anything_up(alone: Scene) -> None:
    calls = [call(str(number), phone=f"phone {number % 3}") for number in range(250)]
    began = time.monotonic()
    for each in calls:
        alone.take(each)
    alone.until(lambda: alone.cards.more.text() == "and 245 more")
    for each in calls:
        alone.take(connected(each.id))
        QApplication.processEvents()
    alone.settled()
    assert time.monotonic() - began < 5  # half a second on a usual machine; it was more than a minute once
    assert len([card for card in alone.cards.findChildren(Card) if card.isVisible()]) == 5
    for each in calls:
        alone.take(ended(each.id, Outcome.REJECTED))
    alone.settled()
    assert len(alone.cards.ids()) == 5


def test_nothing_comes_up_after_the_end(alone: Scene) -> None:
    alone.take(call("a"))  # on its way
    alone.announcer.stop()
    alone.take(call("b"))
    alone.follow(keep_missed=False)
    alone.snapshot(call("c"))
    alone.settled()
    assert not alone.cards.isVisible()
    assert alone.cards.findChildren(Card) == []


# ---- what fails ------------------------------------------------------------------------------------------------------


class Broken:
    """Whatever is asked of it fails."""

    def __getattr__(self, name: str) -> object:
        raise ZeroDivisionError


@pytest.mark.parametrize("part", ["_display", "_notifications"])
def test_a_call_comes_up_though_the_desktop_cannot_be_asked(alone: Scene, part: str) -> None:
    alone.settled()
    setattr(alone.session, part, Broken())
    alone.follow(calls=CallDisplay.NOTIFICATION)
    alone.take(call("a"))
    alone.until(alone.cards.isVisible)
    setattr(alone.session, part, None)


def test_a_notification_that_fails_becomes_a_card(at_desk: Notified, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notifications, "show", Broken.__getattr__)
    at_desk.take(call("a"))
    at_desk.until(at_desk.cards.isVisible)


@pytest.mark.parametrize("missed", [False, True])
def test_a_desktop_that_hangs_hides_no_call(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missed: bool
) -> None:
    with notified(qtbot, tmp_path, monkeypatch, faults=("sleeps",)) as at_desk:
        began = time.monotonic()
        at_desk.take(call("a"))
        at_desk.until(lambda: len(at_desk.desktop.notices) == 1)
        if missed:
            at_desk.take(ended("a"))
        at_desk.until(at_desk.cards.isVisible)
        assert time.monotonic() - began < 2
        at_desk.take(call("b"))
        at_desk.until(lambda: at_desk.cards.ids() == ("a", "b"))
        at_desk.desktop.wake()
        at_desk.until(lambda: at_desk.desktop.closed == [FIRST])
        assert len(at_desk.desktop.notices) == 1


# ---- notifications ---------------------------------------------------------------------------------------------------


def test_notifications_offer_what_may_be_done_now(at_desk: Notified) -> None:
    at_desk.take(connected("a"))
    at_desk.until(lambda: at_desk.said() == [("Caller a", [SHOWN, HANG_UP])])
    at_desk.follow(calls=CallDisplay.OFF)
    at_desk.take(call("b"))  # it does not come up, and yet changes what the phone would hang up
    at_desk.until(lambda: at_desk.said()[1:] == [("Caller a", [SHOWN])])
    at_desk.take(ended("b"))
    at_desk.until(lambda: at_desk.said()[2:] == [("Caller a", [SHOWN, HANG_UP])])
    assert [notice.replaces for notice in at_desk.desktop.notices] == [0, FIRST, FIRST]


def test_what_changes_nothing_is_not_shown_again(at_desk: Notified) -> None:
    at_desk.take(call("a"))
    at_desk.take(call("b"))
    at_desk.until(lambda: len(at_desk.said()) >= 2)
    at_desk.settled()
    before = len(at_desk.said())
    for id_ in ("a", "c", "b", "d"):
        at_desk.take(call(id_))
    at_desk.until(lambda: len(at_desk.said()) == before + 2)
    at_desk.take(ended("c", Outcome.REJECTED))  # withdrawn
    at_desk.until(lambda: len(at_desk.desktop.closed) == 1)
    assert sorted(title for title, _ in at_desk.said()[before:]) == ["Caller c", "Caller d"]


def test_what_a_person_has_closed_comes_back_only_with_something_new(at_desk: Notified) -> None:
    at_desk.take(call("a"))
    at_desk.until(lambda: at_desk.said() == [("Caller a", [SHOWN, ANSWER, REJECT])])
    with at_desk.qtbot.waitSignal(at_desk.session.gone, timeout=PATIENCE):
        at_desk.desktop.end(FIRST)
    at_desk.take(call("b"))
    at_desk.until(lambda: at_desk.said()[1:] == [("Caller b", [SHOWN])])
    at_desk.take(connected("a"))
    at_desk.until(lambda: {title for title, _ in at_desk.said()[2:]} == {"Caller a", "Caller b"})


def test_a_button_of_a_notification_is_announced(at_desk: Notified) -> None:
    at_desk.take(call("a"))
    at_desk.until(lambda: len(at_desk.said()) == 1)
    with at_desk.qtbot.waitSignal(at_desk.announcer.answer, timeout=PATIENCE) as answered:
        at_desk.desktop.press(FIRST, "answer")
    assert answered.args == ["a"]
