"""Random, shuffled, doubled and dropped events: what must hold whatever a phone sends."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from snom_dialer.calls.call import Call, CallChange, Change, Moment
from snom_dialer.calls.tracker import Tracker
from snom_dialer.calls.transition import REFINABLE
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent

KINDS = st.sampled_from([kind for kind in EventKind if kind is not EventKind.SETUP])
CALL_IDS = st.sampled_from(["", "a", "a@pbx", "b", "c@1.2.3.4"])
NUMBERS = st.sampled_from(["", "030", "040"])
REASONS = st.sampled_from(["", "SIP;cause=200", "SIP;cause=486"])
ONGOING = st.sampled_from([None, None, None, 0, 1, 2])
PAUSES = st.sampled_from([0.0, 0.01, 0.5, 2.0, 4.9, 6.0, 100.0, 200.0, 700.0, 50_000.0])


class Playing(RuleBasedStateMachine):
    """Plays events at one tracker and keeps books of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.made = 0
        self.tracker = Tracker("desk", self.new_id)
        self.wall, self.mono = 1e9, 0.0
        self.known: dict[str, Call] = {}
        self.ended_at: dict[str, float] = {}
        self.refined: Counter[str] = Counter()
        self.fired: Counter[tuple[str, EventKind]] = Counter()

    def new_id(self) -> str:
        self.made += 1
        return f"call-{self.made}"

    @property
    def now(self) -> Moment:
        return Moment(self.wall, self.mono)

    def check(self, changes: tuple[CallChange, ...]) -> None:
        for change, call in changes:
            before = self.known.get(call.id)
            assert (before is None) == (change is Change.STARTED)
            assert (call.outcome is None) == call.live
            assert call.connected_at is None or call.connected_at >= call.started_at
            assert call.ended_at is None or call.ended_at >= (call.connected_at or call.started_at)
            assert call.duration >= 0
            if before is not None:
                self.compare(before, call)
            if change is Change.ENDED:
                self.ended_at[call.id] = self.mono
            self.known[call.id] = call

    def compare(self, before: Call, call: Call) -> None:
        assert (call.phone, call.call_id, call.started_at) == (before.phone, before.call_id, before.started_at)
        assert before.connected_at in (None, call.connected_at), "time never runs backwards"
        if before.live:
            return
        assert not call.live, "ended is final"
        assert call.ended_at == before.ended_at
        if call.outcome is not before.outcome:
            self.refined[call.id] += 1
            assert self.refined[call.id] == 1, "refined at most once"
            assert self.mono - self.ended_at[call.id] <= REFINABLE

    @rule(kind=KINDS, call_id=CALL_IDS, number=NUMBERS, reason=REASONS, ongoing=ONGOING, twice=st.booleans())
    def event(self, kind: EventKind, call_id: str, number: str, reason: str, ongoing: int | None, twice: bool) -> None:
        event = PhoneEvent(
            kind=kind, call_id=call_id, remote=Party(number=number), nr_ongoing_calls=ongoing, cancel_reason=reason
        )
        for _ in range(1 + twice):
            report = self.tracker.feed(event, self.now)
            self.check(report.changes)
            if report.first and report.call is not None:
                self.fired[report.call.id, kind] += 1
                assert self.fired[report.call.id, kind] == 1, "an action runs once per call and event"

    @rule()
    def restart(self) -> None:
        self.check(self.tracker.feed(PhoneEvent(kind=EventKind.SETUP), self.now).changes)
        assert self.tracker.live() == []

    @rule(seconds=PAUSES)
    def wait(self, seconds: float) -> None:
        self.wall += seconds
        self.mono += seconds
        self.check(self.tracker.expire(self.now))
        deadline = self.tracker.deadline()
        assert deadline is None or deadline > self.mono

    @rule(seconds=st.sampled_from([-3600.0, 3600.0]))
    def clock_jumps(self, seconds: float) -> None:
        self.wall += seconds

    @rule()
    def program_restarts(self) -> None:
        live = self.tracker.live()
        # That a call was held or a handset lifted in it is not remembered beyond the run of the program.
        for key in [key for key in self.fired if key[1] not in (EventKind.INCOMING, EventKind.OUTGOING)]:
            del self.fired[key]
        self.tracker = Tracker("desk", self.new_id)
        self.check(self.tracker.restore(live, self.now))

    @invariant()
    def the_live_calls_are_the_ones_that_were_told(self) -> None:
        live = self.tracker.live()
        assert {call.id for call in live} == {call.id for call in self.known.values() if call.live}
        assert all(self.known[call.id] == call for call in live)
        ids = [call.call_id.partition("@")[0] for call in live if call.call_id]
        assert len(ids) == len(set(ids)), "never two live calls with one id"


class PlayingHookOnly(Playing):
    """The same with a phone that has neither connected nor disconnected."""

    def new_id(self) -> str:
        self.tracker.ends_by_hook = True
        return super().new_id()


LONG = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestPlaying = Playing.TestCase
TestPlaying.settings = LONG
TestPlayingHookOnly = PlayingHookOnly.TestCase
TestPlayingHookOnly.settings = LONG
