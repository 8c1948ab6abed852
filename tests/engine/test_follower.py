"""What a phone tells, however oddly: the journal has each call once and right, and actions are set off once."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.actions.plan import Action
from snom_dialer.calls.call import Call, Moment
from snom_dialer.engine.action_runner import ActionRunner
from snom_dialer.engine.follower import WAITING, Follower, Heard, Surroundings
from snom_dialer.engine.stream import Stream
from snom_dialer.phone.listener import Arrival
from snom_dialer.protocol.action_url import Callback
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running, fetching, phone_of, running
from tests.engine.site import Site, site

KINDS = (EventKind.INCOMING, EventKind.OUTGOING, EventKind.CONNECTED, EventKind.DISCONNECTED, EventKind.MISSED)
ALL_KINDS = ",".join(KINDS)


@pytest.fixture
def crm() -> Iterator[Site]:
    with site() as result:
        yield result


def journal(program: Running) -> list[Call]:
    """What the journal holds, oldest first, once everything that the phone sent is in it."""
    program.wait_for(lambda: program.do(lambda: program.program.journal.flush(1.0)))
    return list(reversed(program.do(lambda: program.program.journal.calls(20))))


def heard_all(sim: SimulatorThread, program: Running) -> None:
    """Wait until the program has looked at every event that the phone has sent."""
    sim.settle()
    sent = len(sim.phone.deliveries)
    program.wait_for(lambda: program.status()["phones"][0]["events"] >= sent)


def answered(sim: SimulatorThread, number: str) -> None:
    sim.ring(number, "Anna")
    sim.settle()
    sim.answer()
    sim.settle()
    sim.remote_hang_up()


def dialed(sim: SimulatorThread, number: str) -> None:
    sim.do("dial", number=number)
    sim.settle()
    sim.remote_answer()
    sim.settle()
    sim.hang_up()


def unanswered(sim: SimulatorThread, number: str) -> None:
    sim.ring(number, "Anna")
    sim.settle()
    sim.remote_hang_up()


ODDITIES: list[dict[str, Any]] = [
    {},
    {"empty_local": True},
    {"unknown_variables": "local,display_local"},
    {"unknown_variables": "call-id"},
    {"unknown_variables": "call-id", "missing_values": "empty"},
    {"unknown_variables": "call-id,local,nr_ongoing_calls,cancel_reason"},
    {"unknown_variables": "nr_ongoing_calls,cancel_reason,display_remote"},
    {"missing_values": "empty"},
    {"sip_prefix": True, "escape_values": True},
    {"call_id_host": True},
    {"call_id_bare": True},
    {"missed_first": True},
    {"onhook_with_data": True},
    {"doubled_events": ALL_KINDS},
    {"doubled_events": ALL_KINDS, "unknown_variables": "nr_ongoing_calls"},
    {"disconnected_twice": "always", "disconnected_gap": 0.01},
]


@pytest.mark.parametrize("quirks", ODDITIES, ids=lambda quirks: " ".join(f"{k}={v}" for k, v in quirks.items()) or "-")
def test_what_a_phone_leaves_out_or_says_twice_changes_nothing(
    tmp_path: Path, crm: Site, quirks: dict[str, Any]
) -> None:
    actions = [fetching(kind, f"{crm.url}/{kind}?n={{number}}") for kind in KINDS]
    with (
        SimulatorThread(Setup(quirks=quirks)) as sim,
        running(tmp_path, phone_of(sim), actions=actions) as program,
    ):
        program.armed()
        for act, number in ((answered, "1"), (dialed, "2"), (unanswered, "3")):
            act(sim, number)
            heard_all(sim, program)
        crm.wait_for(9)
        calls = journal(program)
    told = [(call.direction.value, call.remote.number, call.outcome and call.outcome.value) for call in calls]
    assert told == [("incoming", "1", "answered"), ("outgoing", "2", "answered"), ("incoming", "3", "missed")]
    hidden = "local" in str(quirks.get("unknown_variables", "")) or "empty_local" in quirks
    assert {call.local.number for call in calls} == {"" if hidden else "101"}
    kinds = Counter(target.partition("?")[0].strip("/") for target in crm.targets)
    assert kinds == {"incoming": 2, "outgoing": 1, "connected": 2, "disconnected": 3, "missed": 1}
    assert all(target[-1] in "123" for target in crm.targets)


@pytest.mark.parametrize(
    ("dropped", "direction", "outcome", "actions"),
    [
        ("incoming", "unknown", "answered", ["connected", "disconnected"]),
        ("connected", "incoming", "missed", ["incoming", "disconnected"]),  # nothing says that it was answered
        ("missed", "incoming", "answered", ["incoming", "connected", "disconnected"]),
        ("incoming,connected", None, None, ["disconnected"]),
    ],
)
def test_events_that_never_come(
    tmp_path: Path, crm: Site, dropped: str, direction: str | None, outcome: str | None, actions: list[str]
) -> None:
    wanted = [fetching(kind, f"{crm.url}/{kind}") for kind in KINDS]
    with (
        SimulatorThread(Setup(quirks={"dropped_events": dropped})) as sim,
        running(tmp_path, phone_of(sim), actions=wanted) as program,
    ):
        program.armed()
        answered(sim, "1")
        heard_all(sim, program)
        crm.wait_for(len(actions))
        calls = journal(program)
        assert program.status()["calls"] == []
    assert [(call.direction.value, call.outcome and call.outcome.value) for call in calls] == (
        [(direction, outcome)] if direction else []
    )
    assert crm.targets == [f"/{kind}" for kind in actions]


def test_an_end_that_never_comes_is_concluded_from_the_next_one(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.quirk("dropped_events", "disconnected")
        answered(sim, "1")
        heard_all(sim, program)
        assert len(program.status()["calls"]) == 1
        sim.quirk("dropped_events", "")
        answered(sim, "2")
        heard_all(sim, program)
        calls = journal(program)
        assert program.status()["calls"] == []
    told = [(call.remote.number, call.outcome and call.outcome.value) for call in calls]
    assert told == [("1", "unknown"), ("2", "answered")]


@pytest.mark.parametrize("doubled", ["", ALL_KINDS], ids=["once", "doubled"])
def test_events_in_the_wrong_order(tmp_path: Path, crm: Site, doubled: str) -> None:
    actions = [fetching(kind, f"{crm.url}/{kind}?n={{number}}") for kind in KINDS]
    quirks: dict[str, Any] = {"reorder_events": True, "reorder_gap": 0.05, "doubled_events": doubled}
    with (
        SimulatorThread(Setup(quirks=quirks)) as sim,
        running(tmp_path, phone_of(sim), actions=actions) as program,
    ):
        program.armed()
        for number in ("1", "2"):  # connected comes before incoming
            sim.ring(number)
            sim.answer()
            sim.settle()
            sim.hang_up()
            heard_all(sim, program)
        sim.ring("3")  # disconnected comes before incoming, and missed after it
        sim.remote_hang_up()
        heard_all(sim, program)
        crm.wait_for(9)
        calls = journal(program)
        assert program.status()["calls"] == []
    told = sorted((call.remote.number, call.direction.value, call.outcome and call.outcome.value) for call in calls)
    assert told == [("1", "incoming", "answered"), ("2", "incoming", "answered"), ("3", "incoming", "missed")]
    kinds = Counter(target.partition("?")[0].strip("/") for target in crm.targets)
    assert kinds == {"incoming": 3, "connected": 2, "disconnected": 3, "missed": 1}


# ---- the queue by itself ---------------------------------------------------------------------------------------------


class Watched:
    """A follower whose clock stands, and what it lets others know."""

    def __init__(self) -> None:
        self.now = 100.0
        self.taken: list[EventKind] = []
        self.after: list[EventKind] = []
        self.take = False
        self.until = 0
        self.reached: asyncio.Event | None = None
        self.stream = Stream(lambda: Moment(self.now, self.now), list)
        self.changes: list[str] = []
        self.stream.tap(lambda change: self.changes.append(change.change.value))
        around = Surroundings(self.stream, ActionRunner(self.stream.publish), self.clock, (), None)
        self.follower = Follower("desk", around, self.aside, self.settled)

    def clock(self) -> Moment:
        return Moment(self.now, self.now)

    def aside(self, told: PhoneEvent, heard: Heard) -> bool:
        self.taken.append(told.kind)
        return self.take

    def settled(self, told: PhoneEvent, heard: Heard) -> None:
        self.after.append(told.kind)
        if len(self.after) >= self.until and self.reached is not None:
            self.reached.set()

    def event(self, kind: EventKind, **values: str) -> None:
        callback = Callback(secret="", event=kind.value, kind=kind, values=values)
        self.follower.take(callback, Arrival(b"", "127.0.0.1", ""))

    def play(self, until: int) -> None:
        """Run it until so many events are settled."""

        async def main() -> None:
            run = asyncio.create_task(self.follower.run())
            self.until, self.reached = until, asyncio.Event()
            async with asyncio.timeout(5):
                await self.reached.wait()
            run.cancel()

        asyncio.run(main())


def test_an_event_that_is_taken_aside_counts_as_heard_and_does_nothing_else() -> None:
    watched = Watched()
    watched.take = True
    watched.event(EventKind.INCOMING, call_id="1")
    watched.play(1)
    assert (watched.changes, watched.after) == ([], [EventKind.INCOMING])
    assert (watched.follower.counts["events"], watched.follower.last_event) == (1, 100.0)
    watched.take = False
    watched.event(EventKind.INCOMING, call_id="1")
    watched.play(2)
    assert watched.changes == ["started"]


def test_what_a_log_tells_is_no_sign_that_the_phone_reaches_us() -> None:
    watched = Watched()
    watched.follower.hear(PhoneEvent(kind=EventKind.INCOMING, call_id="1"), watched.clock())
    assert watched.changes == ["started"]
    assert (watched.follower.counts["events"], watched.follower.last_event) == (0, None)


def test_a_beginning_without_any_value_repeats_the_call_that_begins() -> None:
    """As where a phone knows a variable in one event and not in another."""
    watched = Watched()
    known = PhoneEvent(kind=EventKind.INCOMING, call_id="1", remote=Party(uri="030@p", number="030", name=""))
    watched.follower.hear(known, watched.clock())
    watched.follower.hear(PhoneEvent(kind=EventKind.INCOMING), watched.clock())
    assert watched.changes == ["started"]
    other = PhoneEvent(kind=EventKind.INCOMING, remote=Party(uri="040@p", number="040", name=""))
    watched.follower.hear(other, watched.clock())
    assert watched.changes == ["started", "started"]


def test_a_call_that_has_been_silent_for_too_long_is_ended_while_nothing_arrives() -> None:
    watched = Watched()
    watched.follower.hear(PhoneEvent(kind=EventKind.INCOMING, call_id="1"), watched.clock())
    watched.now += 181.0

    async def main() -> None:
        changed = asyncio.Event()
        watched.stream.tap(lambda change: changed.set())
        run = asyncio.create_task(watched.follower.run())
        async with asyncio.timeout(5):
            await changed.wait()
        run.cancel()

    asyncio.run(main())
    assert watched.changes == ["started", "ended"]


def test_more_than_can_wait_is_lost_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    watched = Watched()
    for number in range(WAITING + 3):
        watched.event(EventKind.HOLD, call_id=str(number))
    assert watched.follower.counts["lost"] == 3
    assert "events of desk are lost" in caplog.text
    watched.play(WAITING)
    assert watched.follower.counts["events"] == WAITING


def test_actions_of_the_event_and_no_other_are_set_off() -> None:
    watched = Watched()
    action = Action(event=EventKind.HOLD, url="http://127.0.0.1/", browser=False, phone="elsewhere")
    around = watched.follower._around._replace(actions=(action,))
    follower = Follower("desk", around, watched.aside, watched.settled)
    follower.hear(PhoneEvent(kind=EventKind.HOLD, call_id="1"), watched.clock())
    assert watched.changes == ["started"]
