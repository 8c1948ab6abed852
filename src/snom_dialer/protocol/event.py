"""What a phone tells: one event as a frozen fact.

Not for: how an event arrives (action_url) or what it does to a call (calls.tracker).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from snom_dialer.protocol.event_kind import EventKind

__all__ = ["NOBODY", "EventKind", "Party", "PhoneEvent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of a call, as plain text fit for showing: no control or bidi characters, cut to a bounded length.

    `uri` is what the phone sent, `number` the user part without parameters, `name` the display name; "" is "not told".
    """

    uri: str = ""
    number: str = ""
    name: str = ""


NOBODY = Party()


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneEvent:
    """One event of one phone. A value that the phone did not send, or sent as an unexpanded `$variable`, is absent.

    `call_id` is the SIP Call-ID as sent ("" where there is none), `local` the phone's own side, `values` every known
    variable that came, by placeholder name (`call_id`, `csta_id`, …), as plain text of bounded length.
    """

    kind: EventKind
    call_id: str = ""
    remote: Party = NOBODY
    local: Party = NOBODY
    nr_ongoing_calls: int | None = None
    cancel_reason: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
