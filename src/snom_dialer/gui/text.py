"""Words for what the core names: errors, states and ends of calls, times. In the language of the windows.

Not for: the texts of single windows, which stand in them.
"""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from snom_dialer.calls.call import Call, CallState, Direction, Outcome
from snom_dialer.errors import CATALOGUE, DialerError
from snom_dialer.gui.phrase import in_words

translate = QCoreApplication.translate


def what_happened(error: DialerError) -> str:
    """Return the first half of an error's sentence."""
    return _filled(CATALOGUE[error.code].message, error)


def what_next(error: DialerError) -> str:
    """Return what to do about it."""
    return _filled(CATALOGUE[error.code].next, error)


def _filled(template: str, error: DialerError) -> str:
    text = translate("Error", template).format(**in_words(error.values))
    return text[:1].upper() + text[1:]


def state_of(call: Call) -> str:
    """Return what a call does, or how it ended."""
    if call.state is CallState.ENDED:
        return end_of(call)
    return {
        CallState.RINGING: translate("Call", "Rings"),
        CallState.DIALING: translate("Call", "Calling"),
        CallState.CONNECTED: translate("Call", "Connected"),
        CallState.HELD: translate("Call", "On hold"),
    }[call.state]


def end_of(call: Call) -> str:
    """Return how a call ended."""
    return {
        Outcome.ANSWERED: translate("Call", "Ended"),
        Outcome.MISSED: translate("Call", "Missed"),
        Outcome.REJECTED: translate("Call", "Rejected"),
        Outcome.BUSY: translate("Call", "Busy"),
        Outcome.NO_ANSWER: translate("Call", "No answer"),
        Outcome.ANSWERED_ELSEWHERE: translate("Call", "Answered elsewhere"),
        Outcome.UNKNOWN: translate("Call", "Ended"),
    }[call.outcome or Outcome.UNKNOWN]


def direction_of(call: Call) -> str:
    """Return who began the call."""
    return {
        Direction.INCOMING: translate("Call", "Incoming"),
        Direction.OUTGOING: translate("Call", "Outgoing"),
        Direction.UNKNOWN: translate("Call", "Call"),
    }[call.direction]


def who(call: Call) -> str:
    """Return the other side: its name, else its number, else that nobody told it."""
    return call.remote.name or number_of(call) or translate("Call", "Unknown caller")


def number_of(call: Call) -> str:
    """Return the number of the other side, "" where it is not known."""
    return call.remote.number or call.remote.uri


def lasting(seconds: float) -> str:
    """Return a running time: 0:07, 12:34 or 1:02:03."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def when(seconds: float) -> str:
    """Return a point in time, Unix seconds, as this country writes it."""
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(seconds)), QLocale.FormatType.ShortFormat)
