"""`snom-dialer` with a number or nothing: the desktop program. `show` and its like: wishes to the one that runs.

A second start hands its wish to the running window and ends. A number only ever fills the window; it is not dialled.
Somebody waits for that, so nothing is loaded here that the wish does not need.

Not for: the window itself (gui), which is loaded only where one is opened.
"""

from typing import TYPE_CHECKING, NamedTuple

from snom_dialer.cli.main import Call
from snom_dialer.control.client import hand_over
from snom_dialer.control.window import PATIENCE, shown
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.numbers.clean import clean

if TYPE_CHECKING:
    from snom_dialer.state.places import Places

_PATIENCE = 3.0  # seconds; a program that is busy is still asked, as there is nobody else who could do it


class Opening(NamedTuple):
    """How a window is opened. `number` fills it, "" nothing; `hidden`: in the tray alone, as at the log-in."""

    number: str = ""
    hidden: bool = False
    verbose: int = 0


def run_window(call: Call) -> int:
    """Show the window of the running program, or open one."""
    text = " ".join(call.args.text)
    number = clean(text) if text else ""
    if shown(call.places().socket, number, hidden=call.args.tray):
        call.output.done("show", number=number or None)
        return int(Exit.DONE)
    return opened(call, call.places(), Opening(number, call.args.tray, call.output.verbose))


def opened(call: Call, places: "Places", opening: Opening) -> int:
    """Open a window and return its exit status. Raises NO_SCREEN and NO_DESKTOP."""
    from snom_dialer.system.browser import can_show  # a second start is over by now

    if not can_show():
        raise fault(Code.NO_SCREEN)
    if call.window is None:
        raise fault(Code.NO_DESKTOP, reason="it is not part of this installation")
    return call.window(places, opening)


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
    conversation = hand_over(call.places().socket, call.entry.words, {}, patience=_PATIENCE)
    if conversation is None:
        raise fault(Code.PROGRAM_NOT_RUNNING)
    with conversation:
        list(conversation.go(PATIENCE))
    call.output.done(call.entry.words)
    return int(Exit.DONE)
