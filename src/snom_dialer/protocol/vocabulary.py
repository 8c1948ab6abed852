"""The words a Snom phone uses to tell something: its Action URL settings and its runtime variables, as two tables.

Nothing but names, so that the virtual phone may share it with the code that it puts to the test.
Not for: what is done with them (action_url) or which phone has which (capability).
"""

from dataclasses import dataclass

from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.text import TEXT_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionUrl:
    """A setting of the phone that holds the URL for one kind of event (docs/snom-protocol.md §6).

    `caption` is what the phone's web page calls it; `since` the first firmware to be expected to have it, judged by the
    age of what names it; `armed` whether it is written by default; `writable` whether we may ever write it, and if not,
    `why_not`.
    """

    setting: str
    caption: str
    kind: EventKind
    since: str
    armed: bool = False
    writable: bool = True
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A runtime variable that the phone puts into an Action URL (docs/snom-protocol.md §6).

    `name` is the placeholder and query key, `phone` what is written for the phone to replace; `stranger` whether the
    other party of a call chooses its content; `since` the first firmware to be expected to have it (the 190 class has
    none at all); `longest` the length in characters to which its value is cut.
    """

    name: str
    phone: str
    since: str
    stranger: bool = False
    longest: int = TEXT_LIMIT


_NO_FORWARDING = "phones no longer use it: they tell nothing about call forwarding through it"

# docs/snom-protocol.md §6. Several names have no `_url` at their end; that is how the phone spells them.
ACTION_URLS: tuple[ActionUrl, ...] = (
    ActionUrl(
        setting="action_incoming_url", caption="Incoming call", kind=EventKind.INCOMING, since="4", armed=True,
    ),
    ActionUrl(
        setting="action_outgoing_url", caption="Outgoing call", kind=EventKind.OUTGOING, since="4", armed=True,
    ),
    ActionUrl(
        setting="action_connected_url", caption="On connected", kind=EventKind.CONNECTED, since="4", armed=True,
    ),
    ActionUrl(
        setting="action_disconnected_url", caption="On disconnected", kind=EventKind.DISCONNECTED, since="4",
        armed=True,
    ),
    ActionUrl(setting="action_onhook_url", caption="On-hook", kind=EventKind.ONHOOK, since="4", armed=True),
    ActionUrl(setting="action_offhook_url", caption="Off-hook", kind=EventKind.OFFHOOK, since="4", armed=True),
    ActionUrl(setting="action_missed_url", caption="Missed call", kind=EventKind.MISSED, since="6", armed=True),
    ActionUrl(setting="action_hold", caption="Hold", kind=EventKind.HOLD, since="8", armed=True),
    ActionUrl(setting="action_unhold", caption="Unhold", kind=EventKind.UNHOLD, since="8", armed=True),
    ActionUrl(setting="action_setup_url", caption="Setup finished", kind=EventKind.SETUP, since="6", armed=True),
    ActionUrl(setting="action_log_on_url", caption="Log on", kind=EventKind.LOG_ON, since="7", armed=True),
    ActionUrl(setting="action_log_off_url", caption="Log off", kind=EventKind.LOG_OFF, since="7"),
    ActionUrl(setting="action_reg_failed", caption="Registration failed", kind=EventKind.REG_FAILED, since="7"),
    ActionUrl(setting="action_dnd_on_url", caption="DND on", kind=EventKind.DND_ON, since="6"),
    ActionUrl(setting="action_dnd_off_url", caption="DND off", kind=EventKind.DND_OFF, since="6"),
    ActionUrl(setting="action_transfer", caption="Transfer", kind=EventKind.TRANSFER, since="8"),
    ActionUrl(setting="action_blind_transfer", caption="Blind transfer", kind=EventKind.BLIND_TRANSFER, since="8"),
    ActionUrl(
        setting="action_attended_transfer", caption="Attended transfer", kind=EventKind.ATTENDED_TRANSFER, since="8",
    ),
    ActionUrl(
        setting="action_received_attended_transfer", caption="Received attended transfer",
        kind=EventKind.RECEIVED_ATTENDED_TRANSFER, since="8",
    ),
    ActionUrl(setting="action_longpress_url", caption="Line key long press", kind=EventKind.LONGPRESS, since="8"),
    ActionUrl(
        setting="action_received_subscr_notify_url", caption="Received NOTIFY subscription",
        kind=EventKind.RECEIVED_SUBSCR_NOTIFY, since="10",
    ),
    ActionUrl(
        setting="action_redirection_on_url", caption="Call forwarding on", kind=EventKind.REDIRECTION_ON, since="6",
        writable=False, why_not=_NO_FORWARDING,
    ),
    ActionUrl(
        setting="action_redirection_off_url", caption="Call forwarding off", kind=EventKind.REDIRECTION_OFF, since="6",
        writable=False, why_not=_NO_FORWARDING,
    ),
    ActionUrl(
        setting="action_blacklist_url", caption="Check for blacklisting", kind=EventKind.BLACKLIST, since="8.9.3.70",
        writable=False, why_not="the phone silently rejects an incoming call when this address answers 200",
    ),
    ActionUrl(
        setting="action_firewall_test", caption="CSTA firewall test", kind=EventKind.FIREWALL_TEST, since="8.7",
        writable=False, why_not="it tells nothing about calls, and CSTA clients test the firewall with it",
    ),
)  # fmt: skip

# docs/snom-protocol.md §6. The order is the one in the query: what the phone itself makes first, what a stranger
# chooses last, free text at the very end, so that nobody can write the value of a variable that stands before his own.
VARIABLES: tuple[Variable, ...] = (
    Variable(name="nr_ongoing_calls", phone="$nr_ongoing_calls", since="10"),
    Variable(name="csta_id", phone="$csta_id", since="7.3.4"),
    Variable(name="phone_ip", phone="$phone_ip", since="7"),
    Variable(name="local_ip", phone="$local_ip", since="7"),
    Variable(name="active_url", phone="$active_url", since="6"),
    Variable(name="active_user", phone="$active_user", since="6"),
    Variable(name="active_host", phone="$active_host", since="6"),
    Variable(name="active_key", phone="$active_key", since="7"),
    Variable(name="expansion_module", phone="$expansion_module", since="7"),
    Variable(name="longpress_key", phone="$longpress_key", since="8"),
    Variable(name="context_url", phone="$context_url", since="7"),
    Variable(name="call_id", phone="$call-id", since="4", longest=255),  # the one name with a hyphen
    Variable(name="local", phone="$local", since="4"),
    Variable(name="remote", phone="$remote", since="4", stranger=True),
    Variable(name="cancel_reason", phone="$cancel_reason", since="8", stranger=True),
    Variable(name="display_local", phone="$display_local", since="6", stranger=True),
    Variable(name="display_remote", phone="$display_remote", since="6", stranger=True),
)
