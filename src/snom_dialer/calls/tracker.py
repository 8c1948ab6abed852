"""The calls of one phone: applies the table of transitions to the events that arrive.

Calls are told apart by the part of the Call-ID before `@`, as phones leave the rest out at will. An event without a
Call-ID belongs to the only live call that it can belong to, else to none.

Not for: what an event means for a call (transition), how it arrives (phone.listener), what it sets off (actions.plan),
and keeping what was (journal).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from snom_dialer.calls.call import Call, CallChange, Change, Direction, Moment, Outcome
from snom_dialer.calls.transition import (
    HOOK_TRANSITIONS,
    LIVE,
    PASSED,
    PHASES,
    REFINABLE,
    SILENT,
    STATES,
    TRANSITIONS,
    Conclusion,
    Phase,
    Signal,
    Step,
    Verdict,
    outcome,
    outcome_by_reason,
)
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent
from snom_dialer.protocol.uri import strip_call_id

REMEMBERED = 600.0  # seconds in which late events of an ended call are still recognised as such

_STARTS = (EventKind.INCOMING, EventKind.OUTGOING)
_ENDS = (EventKind.DISCONNECTED, EventKind.ONHOOK, EventKind.MISSED)
_WITHOUT_ID: Mapping[EventKind, tuple[Phase, ...]] = {
    # Which calls an event without a Call-ID can belong to.
    EventKind.CONNECTED: (Phase.RINGING, Phase.DIALING),
    EventKind.DISCONNECTED: LIVE,
    EventKind.MISSED: (Phase.RINGING,),
    EventKind.HOLD: (Phase.CONNECTED,),
    EventKind.UNHOLD: (Phase.HELD,),
    EventKind.OFFHOOK: (Phase.RINGING,),
    EventKind.ONHOOK: (Phase.DIALING, Phase.CONNECTED, Phase.HELD),
}


class Report(NamedTuple):
    """What one event did: changes in order, the call that it belongs to, and whether it is the first of its kind there.

    User actions run for `first` only, so that a doubled event sets nothing off twice.
    """

    changes: tuple[CallChange, ...]
    call: Call | None
    first: bool


class _Track:
    """What the tracker remembers of one call beside the call itself."""

    __slots__ = ("call", "connected", "ended", "heard", "key", "phase", "seen")

    def __init__(self, key: str, call: Call, phase: Phase, mono: float) -> None:
        self.key = key
        self.call = call
        self.phase = phase
        self.heard = mono  # when something was last heard of it
        self.connected: float | None = None
        self.ended = mono
        self.seen: set[EventKind] = set()


class Tracker:
    """The calls of one phone. Feed it events and let it look at the clock; it tells what changed."""

    def __init__(self, phone: str, new_id: Callable[[], str], *, ends_by_hook: bool = False) -> None:
        """`new_id` gives a fresh id for each call; `ends_by_hook`: the phone has no connected and disconnected."""
        self._phone = phone
        self._new_id = new_id
        self._live: dict[str, _Track] = {}  # in the order in which they began
        self._over: dict[str, _Track] = {}  # in the order in which they ended
        self._early: dict[str, tuple[PhoneEvent, float]] = {}  # ends that came before their beginning
        self._anonymous = 0
        self.ends_by_hook = ends_by_hook
        self.counts: Counter[str] = Counter()

    # ---- what others ask -------------------------------------------------------------------------------------------

    def live(self) -> list[Call]:
        """Return the calls that are going on, oldest first."""
        return [track.call for track in self._live.values()]

    def deadline(self) -> float | None:
        """Return the monotonic second at which `expire` will have something to end, or None."""
        return min((track.heard + SILENT[track.phase] for track in self._live.values()), default=None)

    # ---- what happens ----------------------------------------------------------------------------------------------

    def feed(self, event: PhoneEvent, at: Moment) -> Report:
        """Apply one event of the phone that arrived `at`."""
        self._forget(at)
        if event.kind is EventKind.SETUP:
            return Report(self._conclude(Conclusion.RESTARTED, self._live.values(), at), None, True)
        track = self._find(event)
        if track is None and (Phase.NONE, event.kind) in TRANSITIONS:
            return self._begin(event, at)
        if track is None:
            return self._without_call(event, at)
        changes, current = self._step(track, event.kind, event, at)
        first = event.kind not in current.seen
        current.seen.add(event.kind)
        if event.nr_ongoing_calls == 0:
            changes += self._cross_check(event, current, at)
        return Report(changes, current.call, first)

    def expire(self, at: Moment) -> tuple[CallChange, ...]:
        """End the calls that have been silent for too long."""
        silent = [track for track in self._live.values() if track.heard + SILENT[track.phase] <= at.mono]
        return self._conclude(Conclusion.SILENCE, silent, at)

    def restore(self, calls: Iterable[Call], at: Moment) -> tuple[CallChange, ...]:
        """Take up calls that were live when the program last ran; those that cannot be true any more are ended."""
        for call in calls:
            age = max(0.0, at.wall - (call.connected_at or call.started_at))
            track = _Track(self._key(call.call_id), call, PHASES[call.state], at.mono - age)
            track.connected = None if call.connected_at is None else track.heard
            track.seen.update(PASSED[call.direction], PASSED[call.state])
            self._live[track.key] = track
        return self.expire(at)

    # ---- how -------------------------------------------------------------------------------------------------------

    def _key(self, call_id: str) -> str:
        if call_id:
            return strip_call_id(call_id)
        self._anonymous += 1
        return f"\0{self._anonymous}"  # cannot be a Call-ID: the parser lets no control character through

    def _find(self, event: PhoneEvent) -> _Track | None:
        if event.call_id:
            key = strip_call_id(event.call_id)
            return self._live.get(key) or self._over.get(key)
        if event.kind in _STARTS:
            return self._repeated_start(event)
        if event.kind is EventKind.MISSED and (ended := self._just_ended()) is not None:
            return ended
        phases = _WITHOUT_ID.get(event.kind, ())
        fits = [track for track in self._live.values() if track.phase in phases]
        if len(fits) > 1 and event.remote.number:
            fits = [track for track in fits if track.call.remote.number == event.remote.number]
        return fits[0] if len(fits) == 1 else None

    def _repeated_start(self, event: PhoneEvent) -> _Track | None:
        """Find the call that a start without a Call-ID repeats: same direction, same other side, not yet answered."""
        begun, number = TRANSITIONS[Phase.NONE, event.kind].to, event.remote.number
        for track in self._live.values():
            if track.phase is begun and (not number or track.call.remote.number in (number, "")):
                return track
        return None

    def _just_ended(self) -> _Track | None:
        """Find the call whose end a `missed` without a Call-ID explains: the last one that ended."""
        last = next(reversed(self._over.values()), None)
        return last if last is not None and last.phase is Phase.ENDED else None

    def _begin(self, event: PhoneEvent, at: Moment, *, direction: Direction = Direction.UNKNOWN) -> Report:
        step = TRANSITIONS[Phase.NONE, event.kind]
        gone = self._conclude(Conclusion.SUPERSEDED, self._superseded(event, step), at)
        connected = step.to is not Phase.RINGING and step.to is not Phase.DIALING
        call = Call(
            id=self._new_id(),
            phone=self._phone,
            call_id=event.call_id,
            direction=step.direction or direction,
            state=STATES[step.to],
            remote=event.remote,
            local=event.local,
            started_at=at.wall,
            connected_at=at.wall if connected else None,
        )
        track = _Track(self._key(event.call_id), call, step.to, at.mono)
        track.connected = at.mono if connected else None
        track.seen.add(event.kind)
        self._over.pop(track.key, None)
        self._live[track.key] = track
        changes = (*gone, CallChange(Change.STARTED, call), *self._early_end(track, at))
        return Report(changes, track.call, True)

    def _superseded(self, event: PhoneEvent, step: Step) -> list[_Track]:
        """Return the calls that cannot go on beside the one that begins.

        A phone dials one number at a time, and one without Call-IDs rings for one call at a time.
        """
        return [
            track
            for track in self._live.values()
            if (step.to is Phase.DIALING and track.phase is Phase.DIALING)
            or (not event.call_id and not track.call.call_id and track.phase in (Phase.RINGING, Phase.DIALING))
        ]

    def _early_end(self, track: _Track, at: Moment) -> tuple[CallChange, ...]:
        """End a call at once whose end overtook its beginning."""
        event, _ = self._early.pop(track.key, (None, 0.0))
        if event is None:
            return ()
        track.seen.add(event.kind)
        return self._step(track, event.kind, event, at)[0]

    def _without_call(self, event: PhoneEvent, at: Moment) -> Report:
        """Count an event that belongs to no call; an end is remembered for a moment, as its beginning may be late."""
        first = True
        if event.kind in (EventKind.DISCONNECTED, EventKind.MISSED):
            self.counts["end_without_call"] += 1
            if event.call_id:
                first = self._early.setdefault(strip_call_id(event.call_id), (event, at.mono))[0] is event
        return Report(self._cross_check(event, None, at) if event.nr_ongoing_calls == 0 else (), None, first)

    def _step(
        self, track: _Track, signal: Signal, event: PhoneEvent | None, at: Moment
    ) -> tuple[tuple[CallChange, ...], _Track]:
        """Take the step that the table names; return what changed, and the track that holds the call from now on."""
        step = (HOOK_TRANSITIONS if self.ends_by_hook else TRANSITIONS).get((track.phase, signal))
        live = track.call.live
        if step is not None and not live and not step.not_before <= at.mono - track.ended <= step.not_after:
            step = None
        if step is not None and step.change is Change.STARTED and event is not None:
            report = self._begin(event, at, direction=track.call.direction)
            return report.changes, self._live[track.key]
        facts = self._news(track, event, at) if live and event is not None else {}
        if step is None:
            self.counts["repeated" if live else "late"] += 1
            return self._tell(track, Change.UPDATED, facts), track
        if step.direction is not None and track.call.direction is Direction.UNKNOWN:
            facts["direction"] = step.direction
        self._move(track, step, event, at, facts)
        return self._tell(track, step.change, facts), track

    def _move(self, track: _Track, step: Step, event: PhoneEvent | None, at: Moment, facts: dict[str, object]) -> None:
        """Put into `facts` what a step changes beside the parties: state, times, duration and outcome.

        The wall clock may have been set back since the call began; its times stay in order all the same.
        """
        track.phase = step.to
        if step.to in (Phase.CONNECTED, Phase.HELD) and track.connected is None:
            track.connected = at.mono
            facts["connected_at"] = max(at.wall, track.call.started_at)
        if STATES[step.to] is not track.call.state:
            facts["state"] = STATES[step.to]
        if step.change is Change.ENDED:
            track.ended = at.mono
            self._over[track.key] = self._live.pop(track.key)
            facts["ended_at"] = max(at.wall, track.call.connected_at or track.call.started_at)
        if track.connected is not None and track.call.live:
            facts["duration"] = round(at.mono - track.connected, 3)
        if step.verdict is not None:
            facts["outcome"] = self._outcome(step.verdict, track, event)

    def _outcome(self, verdict: Verdict, track: _Track, event: PhoneEvent | None) -> Outcome:
        call = track.call
        by_reason = None if event is None else outcome_by_reason(event.cancel_reason, call.direction)
        if by_reason is not None and track.phase is Phase.ENDED:
            track.phase = Phase.CLOSED  # the phone has said why; nothing that follows knows better
        return outcome(
            verdict,
            direction=call.direction,
            was_connected=track.connected is not None,
            before=call.outcome,
            by_reason=by_reason,
        )

    def _tell(self, track: _Track, change: Change, facts: dict[str, object]) -> tuple[CallChange, ...]:
        old = track.call
        if change is Change.UPDATED and all(getattr(old, name) == value for name, value in facts.items()):
            return ()
        track.call = old.but(facts)
        return (CallChange(change, track.call),)

    def _news(self, track: _Track, event: PhoneEvent, at: Moment) -> dict[str, object]:
        """Return what the event tells about the two sides that was not known before."""
        track.heard = at.mono
        facts: dict[str, object] = {}
        for side in ("remote", "local"):
            known, told = getattr(track.call, side), getattr(event, side)
            if told != known and (better := _better(known, told)) != known:
                facts[side] = better
        return facts

    def _cross_check(self, event: PhoneEvent, about: _Track | None, at: Moment) -> tuple[CallChange, ...]:
        """End what is left when the phone says, with an end, that no call is going on.

        A call that began to ring while the one that just ended was up stays: whether the phone counts a call that
        only rings is not known (§13).
        """
        if event.kind not in _ENDS:
            return ()
        since = float("inf") if about is None else about.call.started_at
        left = [
            track
            for track in self._live.values()
            if not (track.phase is Phase.RINGING and track.call.started_at > since)
        ]
        return self._conclude(Conclusion.NONE_LEFT, left, at)

    def _conclude(self, why: Conclusion, tracks: Iterable[_Track], at: Moment) -> tuple[CallChange, ...]:
        return tuple(change for track in list(tracks) for change in self._step(track, why, None, at)[0])

    def _forget(self, at: Moment) -> None:
        """Drop what is too old to matter; the oldest stands first."""
        while self._over and at.mono - (oldest := next(iter(self._over.values()))).ended > REMEMBERED:
            del self._over[oldest.key]
        while self._early and at.mono - next(iter(self._early.values()))[1] > REFINABLE:
            del self._early[next(iter(self._early))]


def _better(known: Party, told: Party) -> Party:
    """Return what is known of one side after one more event: news count, an empty value takes nothing away."""
    if told.number and known.number and told.number != known.number:
        return told  # somebody else is on the line now: a transfer, a pick-up
    return Party(uri=told.uri or known.uri, number=told.number or known.number, name=told.name or known.name)
