"""The window of the running program, asked to show itself: by a second start, whoever notices that it is one.

Not for: what the window does then (gui), or other commands (client).
"""

from pathlib import Path

from snom_dialer.control.client import hand_over
from snom_dialer.errors import Code, DialerError

PATIENCE = 5.0  # seconds for the window to take a wish that was accepted


def shown(socket: Path, number: str, *, hidden: bool) -> bool:
    """Let the window show itself with the number, "" for none; false where there is no window that accepts it in time.

    Where ours was to be `hidden`, it is left as it is: it has accepted, and so it is there, before it is told to go.
    Raises PROGRAM_OTHER_VERSION and PROGRAM_UNSURE.
    """
    try:
        conversation = hand_over(socket, "show", {"text": number})
    except DialerError as error:
        if error.code is Code.NO_WINDOW:
            return False
        raise
    if conversation is None:
        return False
    with conversation:
        if not hidden:
            list(conversation.go(PATIENCE))
    return True
