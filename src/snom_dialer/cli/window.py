"""`snom-dialer` with a number or nothing: the desktop program. `show` and its like: wishes to the one that runs.

A second start hands its wish to the running window and ends. A number only ever fills the window; it is not dialled.
Somebody waits for that, so nothing is loaded here that the wish does not need.

Not for: the window itself (gui), which is loaded only where one is opened.
"""

from typing import NamedTuple

from snom_dialer.cli.main import Call
from snom_dialer.control.client import hand_over
from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.numbers.clean import clean

_PATIENCE = 5.0  # seconds for the running window to take a wish


class Opening(NamedTuple):
    """How a window is opened. `number` fills it, "" nothing; `hidden`: in the tray alone, as at the log-in."""

    number: str = ""
    hidden: bool = False
    verbose: int = 0


def run_window(call: Call) -> int:
    """Show the window of the running program, or open one."""
    text = " ".join(call.args.text)
    number = clean(text) if text else ""
    if _shown(call, number):
        return int(Exit.DONE)
    from snom_dialer.system.browser import can_show  # a second start is over by now

    if not can_show():
        raise fault(Code.NO_SCREEN)
    if call.window is None:
        raise fault(Code.NO_DESKTOP, reason="it is not part of this installation")
    return call.window(call.places(), Opening(number, call.args.tray, call.output.verbose))


def run_show(call: Call) -> int:
    """Bring the dial window of the running program to the front."""
    return _wish(call)


def run_dial_selection(call: Call) -> int:
    """Have the selected text put into the dial window."""
    return _wish(call)


def run_dial_clipboard(call: Call) -> int:
    """Have the clipboard put into the dial window."""
    return _wish(call)


def _wish(call: Call) -> int:
    conversation = hand_over(call.places().socket, call.entry.words, {})
    if conversation is None:
        raise fault(Code.PROGRAM_NOT_RUNNING)
    with conversation:
        list(conversation.go(_PATIENCE))
    call.output.done(call.entry.words)
    return int(Exit.DONE)


def _shown(call: Call, number: str) -> bool:
    """Let the running window show itself, or, where ours was to be hidden, leave it alone; false where there is none.

    It has accepted, and so it is there, before it is told to go.
    """
    try:
        conversation = hand_over(call.places().socket, "show", {"text": number})
    except DialerError as error:
        if error.code is Code.NO_WINDOW:
            return False
        raise
    if conversation is None:
        return False
    with conversation:
        if not call.args.tray:
            list(conversation.go(_PATIENCE))
    call.output.done("show", number=number or None)
    return True
