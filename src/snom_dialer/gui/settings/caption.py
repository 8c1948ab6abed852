"""What the tables of the core are called in the settings: events, placeholders, hops, states; and whole sentences.

The same English as in those tables, once more as literals, as only those find their way into a translation.

Not for: single errors and calls (gui.text).
"""

from collections.abc import Mapping

from snom_dialer.engine.keeper import State
from snom_dialer.errors import DialerError
from snom_dialer.gui.phrase import phrase
from snom_dialer.gui.text import translate, what_happened, what_next
from snom_dialer.phone.finding import Hop, Result
from snom_dialer.protocol.event_kind import EventKind
from snom_dialer.protocol.vocabulary import ACTION_URLS


def event_captions() -> Mapping[EventKind, str]:
    """Return what each event is called on the phone's web page, in the order of its table."""
    return {
        EventKind.INCOMING: translate("Event", "Incoming call"),
        EventKind.OUTGOING: translate("Event", "Outgoing call"),
        EventKind.CONNECTED: translate("Event", "On connected"),
        EventKind.DISCONNECTED: translate("Event", "On disconnected"),
        EventKind.ONHOOK: translate("Event", "On-hook"),
        EventKind.OFFHOOK: translate("Event", "Off-hook"),
        EventKind.MISSED: translate("Event", "Missed call"),
        EventKind.HOLD: translate("Event", "Hold"),
        EventKind.UNHOLD: translate("Event", "Unhold"),
        EventKind.SETUP: translate("Event", "Setup finished"),
        EventKind.LOG_ON: translate("Event", "Log on"),
        EventKind.LOG_OFF: translate("Event", "Log off"),
        EventKind.REG_FAILED: translate("Event", "Registration failed"),
        EventKind.DND_ON: translate("Event", "DND on"),
        EventKind.DND_OFF: translate("Event", "DND off"),
        EventKind.TRANSFER: translate("Event", "Transfer"),
        EventKind.BLIND_TRANSFER: translate("Event", "Blind transfer"),
        EventKind.ATTENDED_TRANSFER: translate("Event", "Attended transfer"),
        EventKind.RECEIVED_ATTENDED_TRANSFER: translate("Event", "Received attended transfer"),
        EventKind.LONGPRESS: translate("Event", "Line key long press"),
        EventKind.RECEIVED_SUBSCR_NOTIFY: translate("Event", "Received NOTIFY subscription"),
        EventKind.REDIRECTION_ON: translate("Event", "Call forwarding on"),
        EventKind.REDIRECTION_OFF: translate("Event", "Call forwarding off"),
        EventKind.BLACKLIST: translate("Event", "Check for blacklisting"),
        EventKind.FIREWALL_TEST: translate("Event", "CSTA firewall test"),
    }


def setting_caption(setting: str) -> str:
    """Return what a setting of ours in the phone is for."""
    kind = next((row.kind for row in ACTION_URLS if row.setting == setting), None)
    return translate("Event", "Tell of rejected calls") if kind is None else event_captions()[kind]


def placeholder_captions() -> Mapping[str, str]:
    """Return what each placeholder stands for, ours first."""
    return {
        "timestamp": translate("Placeholder", "when it happened: ISO 8601, local time with offset"),
        "number": translate("Placeholder", "the other side's number"),
        "number.e164": translate("Placeholder", "the same as +COUNTRY…, where it has such a form"),
        "name": translate("Placeholder", "the other side's name"),
        "duration": translate("Placeholder", "seconds connected, decimal"),
        "direction": translate("Placeholder", "incoming, outgoing or unknown"),
        "phone": translate("Placeholder", "the name of the phone in the configuration"),
        "event": translate("Placeholder", "the event that fired this"),
        "remote": translate("Placeholder", "the other side as SIP address"),
        "display_remote": translate("Placeholder", "the other side's name, as the phone shows it"),
        "local": translate("Placeholder", "your own side as SIP address"),
        "display_local": translate("Placeholder", "your own side's name"),
        "call_id": translate("Placeholder", "the SIP Call-ID"),
        "csta_id": translate("Placeholder", "the CSTA id of the call"),
        "active_url": translate("Placeholder", "the SIP address of the active line"),
        "active_user": translate("Placeholder", "the user of the active line"),
        "active_host": translate("Placeholder", "the registrar of the active line"),
        "active_key": translate("Placeholder", "the line key"),
        "expansion_module": translate("Placeholder", "the expansion module of the key"),
        "longpress_key": translate("Placeholder", "the key that was held down"),
        "phone_ip": translate("Placeholder", "the phone's address"),
        "local_ip": translate("Placeholder", "the phone's own address, as it sees it"),
        "nr_ongoing_calls": translate("Placeholder", "how many calls are going on"),
        "context_url": translate("Placeholder", "the context of the call"),
        "cancel_reason": translate("Placeholder", "why the call was cancelled"),
    }


def hop_caption(hop: Hop) -> str:
    """Return what is tried at a hop of the self-test."""
    return {
        Hop.NAME: translate("Hop", "Name"),
        Hop.ROUTE: translate("Hop", "Network"),
        Hop.TCP: translate("Hop", "Connection"),
        Hop.TLS: translate("Hop", "Encryption"),
        Hop.LOGIN: translate("Hop", "Log-in"),
        Hop.HIDDEN_TAGS: translate("Hop", "Remote control"),
        Hop.URI_QUERIES: translate("Hop", "Commands in addresses"),
        Hop.MODEL: translate("Hop", "Model"),
        Hop.PERMISSION: translate("Hop", "Permission to write"),
        Hop.URLS: translate("Hop", "Action URLs"),
        Hop.CALLBACK: translate("Hop", "Way back"),
    }[hop]


def result_caption(result: Result) -> str:
    """Return how a hop went."""
    return {
        Result.OK: translate("Hop", "✓ Well"),
        Result.FAILED: translate("Hop", "✗ Failed"),
        Result.UNTRIED: translate("Hop", "– Not tried"),
    }[result]


def state_caption(state: State) -> str:
    """Return how the set-up of a phone stands."""
    return {
        State.INACTIVE: translate("SetUp", "Inactive"),
        State.ACTIVE: translate("SetUp", "Active"),
        State.DEGRADED: translate("SetUp", "Degraded"),
    }[state]


def sentences(error: DialerError) -> str:
    """Return what happened and what to do about it, as two sentences."""
    return translate("Error", "{what}. {next}.").format(what=what_happened(error), next=what_next(error))


def capital(sentence: str) -> str:
    """Return a phrase of the core as it is said where it stands alone; the name of a setting stays as it is."""
    said = phrase(sentence)
    return said if "_" in said.partition(" ")[0] else said[:1].upper() + said[1:]
