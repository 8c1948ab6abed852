"""What may happen to a call: phases, signals, and the one table of all transitions between them.

Theory of operation
===================

A phone tells what happens as single requests that can be doubled, reordered, late or missing altogether, and some
models leave out half of what they know (docs/snom-protocol.md §6, §11). A call therefore has a *phase*:

    NONE       nobody has heard of this call yet
    RINGING, DIALING, CONNECTED, HELD      the call lives
    ENDED      it ended unanswered by an event of its own; for five seconds one more event may say why
    LOST       it ended because it cannot be true any more; an event of its own may still prove it
    CLOSED     it ended, and nothing can change that

and everything that may happen to it is a *signal*: an event of the phone, or one of our own conclusions:

    SILENCE      nothing was heard of the call for longer than a call in this phase stays silent
    SUPERSEDED   another call began in its place
    NONE_LEFT    the phone said that no call is going on
    RESTARTED    the phone started anew

TRANSITIONS says for every pair of phase and signal what becomes of the call. No other place changes a phase; a pair
that is not in the table stays as it is, and is counted. The state diagram in docs/architecture.md is drawn from it.

Not for: applying the table to the calls of a phone (tracker).
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from snom_dialer.calls.call import CallState, Change, Direction, Outcome
from snom_dialer.protocol.event import EventKind

REFINABLE = 5.0  # seconds in which the outcome of an ended call may be refined, once
SECOND_END = 1.0  # seconds; a `disconnected` repeated sooner is one doubled on the way (§11: the real one takes 2 s)


class Phase(Enum):
    """Where a call stands; see the top of this file."""

    NONE = "none"
    RINGING = "ringing"
    DIALING = "dialing"
    CONNECTED = "connected"
    HELD = "held"
    ENDED = "ended"
    LOST = "lost"
    CLOSED = "closed"


class Conclusion(Enum):
    """What we conclude ourselves, without an event of the call; see the top of this file."""

    SILENCE = "silence"
    SUPERSEDED = "superseded"
    NONE_LEFT = "none_left"
    RESTARTED = "restarted"


class Verdict(Enum):
    """How the outcome of a call that ends is found."""

    BY_REASON = "cancel reason, else the direction decides"
    ANSWERED = "it was answered"
    MISSED = "the phone says that it was missed"
    SECOND_END = "an incoming call was rejected"
    UNKNOWN = "nobody knows"
    BY_HISTORY = "answered if it was ever connected, else as BY_REASON"


class Step(NamedTuple):
    """One entry of the table: where the call goes, what is told, how its outcome is found, which way it went.

    The last two bound the seconds since the call ended: outside of them the signal is ignored.
    """

    to: Phase
    change: Change
    verdict: Verdict | None = None
    direction: Direction | None = None
    not_before: float = 0.0
    not_after: float = float("inf")


Signal = EventKind | Conclusion
Table = Mapping[tuple[Phase, Signal], Step]

LIVE = (Phase.RINGING, Phase.DIALING, Phase.CONNECTED, Phase.HELD)
_CONNECT = Step(Phase.CONNECTED, Change.CONNECTED)
_LOSE = Step(Phase.LOST, Change.ENDED, Verdict.UNKNOWN)

TRANSITIONS: Table = {
    # A call begins. One that began before we listened is taken up where it is.
    (Phase.NONE, EventKind.INCOMING): Step(Phase.RINGING, Change.STARTED, direction=Direction.INCOMING),
    (Phase.NONE, EventKind.OUTGOING): Step(Phase.DIALING, Change.STARTED, direction=Direction.OUTGOING),
    (Phase.NONE, EventKind.CONNECTED): Step(Phase.CONNECTED, Change.STARTED),
    (Phase.NONE, EventKind.HOLD): Step(Phase.HELD, Change.STARTED),
    (Phase.NONE, EventKind.UNHOLD): Step(Phase.CONNECTED, Change.STARTED),
    # It is answered. Hold and unhold prove that it was, where `connected` was lost.
    (Phase.RINGING, EventKind.CONNECTED): _CONNECT,
    (Phase.DIALING, EventKind.CONNECTED): _CONNECT,
    (Phase.RINGING, EventKind.HOLD): Step(Phase.HELD, Change.HELD),
    (Phase.DIALING, EventKind.HOLD): Step(Phase.HELD, Change.HELD),
    (Phase.RINGING, EventKind.UNHOLD): _CONNECT,
    (Phase.DIALING, EventKind.UNHOLD): _CONNECT,
    (Phase.CONNECTED, EventKind.HOLD): Step(Phase.HELD, Change.HELD),
    (Phase.HELD, EventKind.UNHOLD): Step(Phase.CONNECTED, Change.RESUMED),
    # `connected` overtook the event that says which way the call goes.
    (Phase.CONNECTED, EventKind.INCOMING): Step(Phase.CONNECTED, Change.UPDATED, direction=Direction.INCOMING),
    (Phase.CONNECTED, EventKind.OUTGOING): Step(Phase.CONNECTED, Change.UPDATED, direction=Direction.OUTGOING),
    (Phase.HELD, EventKind.INCOMING): Step(Phase.HELD, Change.UPDATED, direction=Direction.INCOMING),
    (Phase.HELD, EventKind.OUTGOING): Step(Phase.HELD, Change.UPDATED, direction=Direction.OUTGOING),
    # It ends.
    (Phase.RINGING, EventKind.DISCONNECTED): Step(Phase.ENDED, Change.ENDED, Verdict.BY_REASON),
    (Phase.DIALING, EventKind.DISCONNECTED): Step(Phase.ENDED, Change.ENDED, Verdict.BY_REASON),
    (Phase.CONNECTED, EventKind.DISCONNECTED): Step(Phase.CLOSED, Change.ENDED, Verdict.ANSWERED),
    (Phase.HELD, EventKind.DISCONNECTED): Step(Phase.CLOSED, Change.ENDED, Verdict.ANSWERED),
    (Phase.RINGING, EventKind.MISSED): Step(Phase.CLOSED, Change.ENDED, Verdict.MISSED),
    # One more event says how it ended (§11: missed: disconnected, then missed; declined: disconnected twice).
    (Phase.ENDED, EventKind.MISSED): Step(Phase.CLOSED, Change.UPDATED, Verdict.MISSED, not_after=REFINABLE),
    (Phase.ENDED, EventKind.DISCONNECTED): Step(
        Phase.CLOSED, Change.UPDATED, Verdict.SECOND_END, not_before=SECOND_END, not_after=REFINABLE
    ),
    (Phase.LOST, EventKind.DISCONNECTED): Step(
        Phase.CLOSED, Change.UPDATED, Verdict.BY_HISTORY, not_after=REFINABLE
    ),
    (Phase.LOST, EventKind.MISSED): Step(Phase.CLOSED, Change.UPDATED, Verdict.MISSED, not_after=REFINABLE),
    # We gave it up too early: what is ended stays ended, and the call goes on as a new one.
    (Phase.LOST, EventKind.CONNECTED): Step(Phase.CONNECTED, Change.STARTED),
    (Phase.LOST, EventKind.UNHOLD): Step(Phase.CONNECTED, Change.STARTED),
    (Phase.LOST, EventKind.HOLD): Step(Phase.HELD, Change.STARTED),
    # It cannot be true any more.
    **{(phase, conclusion): _LOSE for phase in LIVE for conclusion in Conclusion},
}  # fmt: skip

HOOK_TRANSITIONS: Table = {
    # Phones without `connected` and `disconnected` (§9, snom 190 class): the handset is all there is.
    **TRANSITIONS,
    (Phase.RINGING, EventKind.OFFHOOK): _CONNECT,
    (Phase.DIALING, EventKind.ONHOOK): _LOSE,
    (Phase.CONNECTED, EventKind.ONHOOK): Step(Phase.CLOSED, Change.ENDED, Verdict.ANSWERED),
    (Phase.HELD, EventKind.ONHOOK): Step(Phase.CLOSED, Change.ENDED, Verdict.ANSWERED),
}

SILENT: Mapping[Phase, float] = {
    # Seconds for which a call of this phase may stay silent before it cannot be true any more.
    Phase.RINGING: 180.0,
    Phase.DIALING: 180.0,
    Phase.CONNECTED: 12 * 3600.0,
    Phase.HELD: 12 * 3600.0,
}

STATES: Mapping[Phase, CallState] = {
    Phase.RINGING: CallState.RINGING,
    Phase.DIALING: CallState.DIALING,
    Phase.CONNECTED: CallState.CONNECTED,
    Phase.HELD: CallState.HELD,
    Phase.ENDED: CallState.ENDED,
    Phase.LOST: CallState.ENDED,
    Phase.CLOSED: CallState.ENDED,
}
PHASES: Mapping[CallState, Phase] = {state: phase for phase, state in STATES.items() if phase in LIVE}

PASSED: Mapping[CallState | Direction, tuple[EventKind, ...]] = {
    # The events that a call which is found in this state, or went this way, must have had. It may have had either
    # start, where a phone calls itself under one Call-ID; neither is to set off its actions a second time.
    Direction.INCOMING: (EventKind.INCOMING, EventKind.OUTGOING),
    Direction.OUTGOING: (EventKind.INCOMING, EventKind.OUTGOING),
    Direction.UNKNOWN: (),
    CallState.RINGING: (),
    CallState.DIALING: (),
    CallState.CONNECTED: (EventKind.CONNECTED,),
    CallState.HELD: (EventKind.CONNECTED, EventKind.HOLD),
}

UNANSWERED: Mapping[Direction, Outcome] = {
    # An incoming call that ends unanswered is missed until something says otherwise: better one call too many to call
    # back than one that nobody hears of.
    Direction.INCOMING: Outcome.MISSED,
    Direction.OUTGOING: Outcome.NO_ANSWER,
    Direction.UNKNOWN: Outcome.UNKNOWN,
}

CANCEL_REASONS: tuple[tuple[str, Outcome, Outcome], ...] = (
    # What stands in `$cancel_reason` (a SIP Reason header, RFC 3326), outcome of an incoming and of an outgoing call.
    # The literals that phones send are not known (§13), so these are the protocol's own.
    ("cause=200", Outcome.ANSWERED_ELSEWHERE, Outcome.ANSWERED_ELSEWHERE),
    ("completed elsewhere", Outcome.ANSWERED_ELSEWHERE, Outcome.ANSWERED_ELSEWHERE),
    ("cause=26", Outcome.ANSWERED_ELSEWHERE, Outcome.ANSWERED_ELSEWHERE),  # Q.850 non-selected user clearing
    ("cause=486", Outcome.REJECTED, Outcome.BUSY),
    ("cause=600", Outcome.REJECTED, Outcome.BUSY),
    ("cause=17", Outcome.REJECTED, Outcome.BUSY),  # Q.850 user busy
    ("cause=603", Outcome.REJECTED, Outcome.REJECTED),
    ("cause=21", Outcome.REJECTED, Outcome.REJECTED),  # Q.850 call rejected
)


def outcome_by_reason(cancel_reason: str, direction: Direction) -> Outcome | None:
    """Return the outcome that the phone's own words give, None where they give none."""
    reason = cancel_reason.lower()
    for text, if_incoming, if_outgoing in CANCEL_REASONS:
        if text in reason:
            return if_incoming if direction is Direction.INCOMING else if_outgoing
    return None


def outcome(
    verdict: Verdict, *, direction: Direction, was_connected: bool, before: Outcome | None, by_reason: Outcome | None
) -> Outcome:
    """Return how a call ended: `before` is the outcome it already had, `by_reason` what the phone's words give."""
    match verdict:
        case Verdict.MISSED:
            return Outcome.MISSED
        case Verdict.UNKNOWN:
            return Outcome.UNKNOWN
        case Verdict.ANSWERED:
            return Outcome.ANSWERED
        case Verdict.BY_HISTORY if was_connected:
            return Outcome.ANSWERED
        case Verdict.SECOND_END:
            return Outcome.REJECTED if before is Outcome.MISSED else before or Outcome.UNKNOWN
    return by_reason or UNANSWERED[direction]
