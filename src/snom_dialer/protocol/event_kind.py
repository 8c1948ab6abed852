"""The kinds of events that a phone tells of.

A file of its own, as the configuration of every batch command names them and needs nothing else of event.

Not for: what an event carries (event).
"""

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
