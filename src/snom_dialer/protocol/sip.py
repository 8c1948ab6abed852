"""SIP messages as they stand in the log of a phone, read as far as calls need it.

Tolerant where a log is: line ends of any kind, blank lines between headers, compact and folded headers, an end that is
missing. Any lines can be read; what is no SIP message, or lacks Call-ID or CSeq, is none.

Not for: finding messages in a log (log), or knowing what they do to a call (dialog). Nothing here speaks SIP.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_REQUEST = re.compile(r"([A-Z]{2,20})\s+\S+\s+SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0\s+([1-6][0-9]{2})(?![0-9])")
_HEADER = re.compile(r"([A-Za-z][\w.!%*+'~-]{0,40})\s*+:(.*)")
_CSEQ = re.compile(r"([0-9]{1,10})\s+([A-Z]{2,20})")
_LENGTH = re.compile(r"[0-9]{1,7}")
_BRANCH = re.compile(r";\s*branch\s*=\s*([^\s;,]+)", re.IGNORECASE)
_TAG = re.compile(r";\s*tag\s*=", re.IGNORECASE)
_STALE = re.compile(r"\bstale\s*=\s*\"?true", re.IGNORECASE)
_INACTIVE = re.compile(r"a=(?:sendonly|inactive)\s*|c=IN IP4 0\.0\.0\.0\s*")  # RFC 3264 §8.4: both are in use

# RFC 3261 §7.3.3 and §20: the short names of the headers that are read here, and of no others.
_COMPACT = {"i": "call-id", "f": "from", "t": "to", "v": "via", "l": "content-length"}
_NEEDED = frozenset({"call-id", "cseq", "from", "to"})
_READ = _NEEDED | {"via", "content-length", "reason", "authorization", "proxy-authorization"}
_READ |= {"www-authenticate", "proxy-authenticate"}

_REASON_LIMIT = 200  # characters after which no further Reason is added


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message. `method` is that of the CSeq in a response; `status` is 0 in a request.

    `headers` holds those that are read here, under their long names in lower case: the first of each, but of `reason`
    all. `body` are its lines. `closed`: a blank line ended the headers; `whole`: the body is as long as it should be,
    too.
    """

    method: str
    status: int
    call_id: str
    cseq: int
    headers: Mapping[str, str]
    body: tuple[str, ...]
    closed: bool
    whole: bool

    @property
    def branch(self) -> str:
        """Which transaction it belongs to, "" where that is not told."""
        match = _BRANCH.search(self.headers.get("via", ""))
        return match[1] if match else ""

    @property
    def in_dialog(self) -> bool:
        """Whether its To has a tag: a request with one belongs to a call that has begun already."""
        return _TAG.search(self.headers.get("to", "").rpartition(">")[2]) is not None

    @property
    def stale(self) -> bool:
        """Whether a challenge only asks for the same credentials with a new nonce."""
        return any(_STALE.search(self.headers.get(name, "")) for name in ("www-authenticate", "proxy-authenticate"))

    @property
    def holds(self) -> bool | None:
        """Whether its session description puts the other side on hold; None where it has none."""
        if not any(line.startswith("m=") for line in self.body):
            return None
        return any(_INACTIVE.fullmatch(line) for line in self.body)


def read(lines: Sequence[str]) -> Message | None:
    """Read one message out of a text that was split at its line ends; what follows it is taken for its body.

    The last line has no end, so a blank one does not close the headers. Never raises.
    """
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    start = lines[first].strip() if first < len(lines) else ""
    request, response = _REQUEST.fullmatch(start), _RESPONSE.match(start)
    if request is None and response is None:
        return None
    headers, end = _head(lines, first + 1)
    cseq = _CSEQ.match(headers.get("cseq", ""))
    call_id = headers.get("call-id", "")
    if cseq is None or not call_id:
        return None
    body = tuple(lines[end:])
    length = _LENGTH.match(headers.get("content-length", ""))
    wanted = int(length[0]) if length else 0
    closed = end < len(lines)
    return Message(
        method=request[1] if request else cseq[2],
        status=int(response[1]) if response else 0,
        call_id=call_id,
        cseq=int(cseq[1]),
        headers=headers,
        body=body,
        closed=closed,
        whole=closed and len("\r\n".join(body).encode("utf-8", "replace")) >= wanted,
    )


def _head(lines: Sequence[str], at: int) -> tuple[dict[str, str], int]:
    """Read headers from a line on; return them, and the line after the blank one at which nothing needed is missing."""
    headers: dict[str, str] = {}
    name = value = ""
    for number, line in enumerate(lines[at:], at):
        if line[:1] in (" ", "\t") and name and line.strip():
            value += " " + line.strip()
            continue
        _note(headers, name, value)
        if not line.strip() and headers.keys() >= _NEEDED:
            return headers, number + 1
        match = _HEADER.match(line)
        name, value = (match[1].lower(), match[2].strip()) if match else ("", "")
    _note(headers, name, value)
    return headers, len(lines)


def _note(headers: dict[str, str], name: str, value: str) -> None:
    name = _COMPACT.get(name, name)
    if name == "reason" and name in headers and len(headers[name]) < _REASON_LIMIT:
        headers[name] += ", " + value
    elif name in _READ:
        headers.setdefault(name, value)
