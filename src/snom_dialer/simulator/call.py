"""A call as the phone itself sees it, and the far end it has.

Not for: keys (keypad), what is told about a call (variable), or joining two phones (switchboard).
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.identity import Identity


class CallState(StrEnum):
    """Where a call stands; the values are the words of `$(lines:STATE)` (docs/snom-protocol.md §13)."""

    RINGING = "ringing"
    CALLING = "calling"
    CONNECTED = "connected"
    HOLDING = "holding"
    CLOSED = "closed"


class Signal(StrEnum):
    """What one end of a call does, seen from the other."""

    ANSWER = "answer"
    HANG_UP = "hang_up"
    BUSY = "busy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """The other party: `number` and `host` make its address, `name` is what it calls itself."""

    number: str
    host: str
    name: str = ""

    @property
    def address(self) -> str:
        """`user@host`, without a scheme."""
        return f"{self.number}@{self.host}" if self.host else self.number


class FarEnd(Protocol):
    """The other end of a call."""

    def hears(self, signal: Signal) -> None:
        """Learn what the near end did."""

    def act(self, signal: Signal, reason: str = "") -> None:
        """Do something by hand; the near end then learns of it."""


class Nobody:
    """The far end of a call that has not been joined to anybody yet."""

    def hears(self, signal: Signal) -> None:
        """Hear nothing."""

    def act(self, signal: Signal, reason: str = "") -> None:
        """Do nothing."""


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One call of one phone. `csta_id` is negative for incoming calls (docs/snom-protocol.md §6)."""

    call_id: str
    csta_id: int
    incoming: bool
    remote: Remote
    identity: Identity
    state: CallState
    far: FarEnd = field(default_factory=Nobody)
    cancel_reason: str = ""
    answered: bool = False

    @property
    def live(self) -> bool:
        """Whether the call is not over."""
        return self.state is not CallState.CLOSED

    @property
    def up(self) -> bool:
        """Whether somebody has answered, and nobody has hung up."""
        return self.state in {CallState.CONNECTED, CallState.HOLDING}

    def as_dict(self) -> dict[str, object]:
        """Render for the control port."""
        return {
            "call_id": self.call_id,
            "csta_id": self.csta_id,
            "incoming": self.incoming,
            "state": self.state.value,
            "number": self.remote.number,
            "name": self.remote.name,
            "identity": self.identity.address,
        }


class Fire(Protocol):
    """Send the Action URL of an event; `more` are variables that only this event has."""

    def __call__(self, kind: EventKind, call: Call | None = None, **more: str) -> None:
        """Send it."""


class Trace(Protocol):
    """Write a SIP message to the phone's log."""

    def __call__(self, message: str, call: Call, *, sent: bool) -> None:
        """Write it: the method, or the status of a response; `sent` by this phone or received."""


def own_call_id(host: str) -> str:
    """Make a call id as Snom phones do for calls they start: `3c3b966053be-phxdiv27t9gm`, then @host where given."""
    return f"{secrets.token_hex(6)}-{secrets.token_hex(6)}" + (f"@{host}" if host else "")


def foreign_call_id(host: str) -> str:
    """Make a call id as it comes with an incoming call: hex digits, then @host where given."""
    return secrets.token_hex(16) + (f"@{host}" if host else "")
