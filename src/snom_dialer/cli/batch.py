"""Batch mode: one command to the phone, no window, no running program needed.

    a program runs and accepts within 300 ms     it does it, in the order of its queue
    none runs, or it does not accept in time     the command speaks to the phone itself
    a phone was named by --host                  the command speaks to that phone itself

Not for: anything that takes long to load. Every import here is waited for by somebody who wants to telephone.
"""

import sys
from typing import TYPE_CHECKING

from snom_dialer.cli.main import Call
from snom_dialer.errors import Exit

if TYPE_CHECKING:
    from snom_dialer.cli.target import Target
    from snom_dialer.engine.order import Order

_SILENCE = 60.0  # seconds that a running program may take for a command it accepted: the phone may be slow and queued


def run_dial(call: Call) -> int:
    """Dial a number."""
    return _run(call, " ".join(call.args.number))


def run_keyevent(call: Call) -> int:
    """Press keys."""
    return _run(call, call.args.keys)


def run_hangup(call: Call) -> int:
    """End the selected call."""
    return _run(call, "")


def run_hangup_all(call: Call) -> int:
    """End every call."""
    return _run(call, "")


def _run(call: Call, text: str) -> int:
    if not (call.args.host is None and _handed_over(call, text)):
        _alone(call, text)
    return int(Exit.DONE)


def _handed_over(call: Call, text: str) -> bool:
    """Let the running program do it; false where none does."""
    socket = call.places().socket
    if sys.platform != "win32" and not socket.exists():  # a pipe of Windows is not seen among the files
        return False
    from snom_dialer.control.client import hand_over

    arguments = {"text": text, "phone": call.args.phone or ""}
    conversation = hand_over(socket, call.entry.words, arguments)
    if conversation is None:
        return False
    with conversation:
        for message in conversation.go(_SILENCE):
            done = message.get("done")
            if isinstance(done, dict):
                _say_done(call, str(done.get("number", "")), str(done.get("phone", "")), by="running program")
    return True


def _alone(call: Call, text: str) -> None:
    from snom_dialer.cli.target import target

    found = target(call)
    order = _order(call, text, found)
    client = found.client(call)
    try:
        client.run(order.command)
    finally:
        found.keep(call, client)
    _say_done(call, order.number, found.phone.name, by="command")


def _order(call: Call, text: str, found: "Target") -> "Order":
    from snom_dialer.engine.order import dial, hang_up, hang_up_all, press_keys

    match call.entry.words:
        case "dial":
            return dial(text, found.config.numbers, found.phone.identity)
        case "keyevent":
            return press_keys(text)
        case "hangup":
            return hang_up()
    return hang_up_all()


def _say_done(call: Call, number: str, phone: str, *, by: str) -> None:
    call.output.detail(1, f"{phone}: {call.entry.words} {number}".rstrip() + f" – done by the {by}")
    call.output.done(call.entry.words, number=number or None, phone=phone, by=by)
