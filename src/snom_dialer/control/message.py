"""What a command and the running program say to each other: one JSON object a line.

    program   {"hello": "snom-dialer", "protocol": 1, "version": "0.1.0", "pid": 4711}
    command   {"command": "dial", "arguments": {"number": "030123"}}
    program   {"accepted": true}
    command   {"go": true}
    program   {"type": …}  any number of them, and then one of
    program   {"done": {…}}   or   {"error": {"code": "timed_out", "values": {…}}}

Nothing happens before `go`: a command that loses patience before `accepted` goes away without it and works alone, and
one that said `go` never does. So whatever happens, nothing is done twice.

Not for: sockets (client, server), or what the commands are (engine).
"""

import json
from collections.abc import Mapping

from snom_dialer.errors import Code, DialerError, fault

NAME = "snom-dialer"
PROTOCOL = 1
LINE_LIMIT = 256 * 1024  # bytes of one line, the line feed included
LOG = "the log of the running program"

Message = Mapping[str, object]


def encode(message: Message) -> bytes:
    """Return the line that holds `message`."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> Message:
    """Return the message that a line holds, an empty one for a line that holds none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def hello(version: str, pid: int) -> Message:
    """Return the first line of a running program."""
    return {"hello": NAME, "protocol": PROTOCOL, "version": version, "pid": pid}


def error_message(error: DialerError) -> Message:
    """Return an error as it travels: its code and its values as text."""
    return {"error": {"code": error.code.value, "values": {name: str(value) for name, value in error.values.items()}}}


def error_of(message: Message) -> DialerError | None:
    """Return the error that a message holds, the same one that the other side raised; None where it holds none."""
    found = message.get("error")
    if not isinstance(found, dict):
        return None
    values = found.get("values")
    try:
        code = Code(str(found.get("code")))
        return fault(code, **{str(name): value for name, value in dict(values or {}).items()})
    except (ValueError, TypeError):
        return fault(Code.BUG, what=f"an error that we do not know: {found.get('code')}", log=LOG)
