"""What a call is: a frozen fact that the tracker replaces whenever an event changes it.

Not for: deciding what an event does to a call (tracker), or keeping calls (journal).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from snom_dialer.protocol.event import NOBODY, Party


class Moment(NamedTuple):
    """One point in time on two clocks, both in seconds.

    `wall` is Unix time and is what people see; `mono` never jumps and is what durations and deadlines are counted with.
    """

    wall: float
    mono: float


class CallState(StrEnum):
    """What a call is doing, as everybody outside sees it."""

    RINGING = "ringing"
    DIALING = "dialing"
    CONNECTED = "connected"
    HELD = "held"
    ENDED = "ended"


class Direction(StrEnum):
    """Who began the call; unknown for one that began before anybody listened."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    MISSED = "missed"
    REJECTED = "rejected"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    UNKNOWN = "unknown"


class Change(StrEnum):
    """What happened to a call."""

    STARTED = "started"
    CONNECTED = "connected"
    HELD = "held"
    RESUMED = "resumed"
    ENDED = "ended"
    UPDATED = "updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call on one phone.

    `id` is ours and unique for ever, `call_id` the SIP Call-ID as the phone sent it ("" from phones that send none).
    The three times are Unix seconds or None, `duration` seconds from connected to the end (or to this change).
    """

    id: str
    phone: str
    call_id: str = ""
    direction: Direction = Direction.UNKNOWN
    state: CallState = CallState.RINGING
    outcome: Outcome | None = None
    remote: Party = NOBODY
    local: Party = NOBODY
    started_at: float = 0.0
    connected_at: float | None = None
    ended_at: float | None = None
    duration: float = 0.0

    @property
    def live(self) -> bool:
        """Whether the call is still going on."""
        return self.state is not CallState.ENDED

    def but(self, changes: Mapping[str, object]) -> "Call":
        """Return the same call with some fields changed; several times faster than dataclasses.replace."""
        values: dict[str, object] = {name: getattr(self, name) for name in _FIELDS}
        values.update(changes)
        return Call(**values)  # type: ignore[arg-type]  # the names come from the class itself


_FIELDS = tuple(Call.__dataclass_fields__)


class CallChange(NamedTuple):
    """A change of a call, and the call as it is after it."""

    change: Change
    call: Call
