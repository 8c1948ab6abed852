"""What a phone tells: the kinds of events, and one event as a frozen fact.

Not for: how an event arrives (action_url) or what it does to a call (calls.tracker).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class EventKind(StrEnum):
    """An event, named as the phone's setting is without `action_` and `_url` (docs/snom-protocol.md §6).

    Open at the edge: a name that nobody has heard of becomes UNKNOWN.
    """

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    MISSED = "missed"
    HOLD = "hold"
    UNHOLD = "unhold"
    ONHOOK = "onhook"
    OFFHOOK = "offhook"
    SETUP = "setup"
    LOG_ON = "log_on"
    LOG_OFF = "log_off"
    REG_FAILED = "reg_failed"
    DND_ON = "dnd_on"
    DND_OFF = "dnd_off"
    REDIRECTION_ON = "redirection_on"
    REDIRECTION_OFF = "redirection_off"
    TRANSFER = "transfer"
    BLIND_TRANSFER = "blind_transfer"
    ATTENDED_TRANSFER = "attended_transfer"
    RECEIVED_ATTENDED_TRANSFER = "received_attended_transfer"
    LONGPRESS = "longpress"
    BLACKLIST = "blacklist"
    RECEIVED_SUBSCR_NOTIFY = "received_subscr_notify"
    FIREWALL_TEST = "firewall_test"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "EventKind":
        return cls.UNKNOWN


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
