"""The log of a virtual phone: lines as each firmware has them, SIP traces, syslog (docs/snom-protocol.md §12).

Not for: the log of this program.
"""

import contextlib
import socket
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from snom_dialer.simulator.call import Call
from snom_dialer.simulator.profile import LogFormat

_LINES: Final = 500
_LEVELS: Final[Mapping[int, str]] = {2: "WARN  ", 5: "NOTICE", 6: "INFO  ", 7: "DEBUG0", 8: "DEBUG1", 9: "DEBUG2"}
_PHRASES: Final[Mapping[str, str]] = {"200": "OK", "180": "Ringing", "486": "Busy Here"}


class LogBook:
    """The lines of one phone's log. `syslog` returns `IP:PORT` or "", `signature` what a datagram is signed with."""

    def __init__(self, form: LogFormat, syslog: Callable[[], str], signature: Callable[[], str]) -> None:
        self._form = form
        self._syslog = syslog
        self._signature = signature
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._socket: socket.socket | None = None

    @property
    def text(self) -> str:
        """Everything in the log."""
        return "\n".join(self._lines)

    def clear(self) -> None:
        """Empty the log."""
        self._lines.clear()

    def close(self) -> None:
        """Give the syslog socket back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def write(self, text: str, *, level: int = 5, module: str = "PHN") -> None:
        """Write a line, and send it to the syslog server where one is set."""
        now = _now()
        self._lines.append(self._line(now, text, level, module))
        datagram = f"<134>{now:%b} {now.day:2} {now:%H:%M:%S} {self._signature()} [{_LEVELS[level]}] {module}: {text}"
        self._send(datagram.encode())

    def _line(self, now: datetime, text: str, level: int, module: str) -> str:
        if self._form is LogFormat.LEVEL_FIRST:
            return f"[{level}] {now.day}/{now.month}/{now:%Y %H:%M:%S}: {text}"
        if self._form is LogFormat.NAMED:
            return f"{now:%b} {now.day:2} {now:%H:%M:%S}  [{_LEVELS[level]}] {module}: {text}"
        return f"{now:%b} {now.day:2} {now:%H:%M:%S}.{now.microsecond // 1000:03} [{_LEVELS[level]}] {module}: {text}"

    def trace(self, message: str, call: Call, *, sent: bool) -> None:
        """Write a SIP message of a call; `message` is a method or the status of a response."""
        body = _sip(message, call, sent=sent)
        now = _now()
        at = f"at {now:%b} {now.day} {now:%H:%M:%S}.{now.microsecond // 1000:03} ({len(body.encode())} bytes):"
        peer = f"{call.identity.host or 'pbx'}:5060"
        if self._form is LogFormat.MILLISECONDS:
            way = f"Sent to Udp:{peer} from Udp:phone:5060" if sent else f"Received from Udp:{peer} on Udp:phone:5060"
        else:
            way = f"Sent to udp:{peer}" if sent else f"Received from udp:{peer}"
        self._lines.extend([f"{way} {at}", "", *body.splitlines(), ""])
        self._send(f"<134>{self._signature()} {way} {at}\n\n{body}".encode())

    def _send(self, datagram: bytes) -> None:
        host, _, port = self._syslog().rpartition(":")
        if not host or not port.isdecimal():
            return
        if self._socket is None:
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with contextlib.suppress(OSError, OverflowError):
            self._socket.sendto(datagram, (host, int(port)))


def _now() -> datetime:
    return datetime.now().astimezone()


def _sip(message: str, call: Call, *, sent: bool) -> str:
    ours = f'"{call.identity.realname}" <sip:{call.identity.address}>'
    theirs = f'"{call.remote.name}" <sip:{call.remote.address}>'
    caller, callee = (theirs, ours) if call.incoming else (ours, theirs)
    response = message.isdecimal()
    target = call.remote.address if sent else call.identity.address
    first, second = (ours, theirs) if sent else (theirs, ours)
    if message != "BYE":  # either side may send BYE; all others belong to the INVITE of the caller
        first, second = caller, callee
    start = f"SIP/2.0 {message} {_PHRASES.get(message, '')}" if response else f"{message} sip:{target} SIP/2.0"
    method = "INVITE" if response else message
    lines = [start, f"From: {first};tag=1", f"To: {second}", f"Call-ID: {call.call_id}", f"CSeq: 1 {method}"]
    reason = f"Reason: {call.cancel_reason}"
    return "\r\n".join(
        [*lines, *([reason] if call.cancel_reason and not response else []), "Content-Length: 0", "", ""]
    )
