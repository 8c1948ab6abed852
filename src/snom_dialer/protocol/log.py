r"""The log of a phone, as a page read again and again or as syslog datagrams, turned into events.

What counts are the traces of SIP messages, in the forms of every firmware (docs/snom-protocol.md §12):

    Received from udp:10.0.0.1:5060 at Oct 2 01:15:53.729 (442 bytes):
    Sent to Udp:10.0.0.1:5060 from Udp:10.0.0.2:5060 at Nov 21 11:28:35.878 (685 bytes):

each followed by the message itself, up to the next trace or log line. A page grows, loses its beginning, is cleared or
comes cut off: each message counts once, known by its trace line, time and all. One that may not be complete waits until
something follows it, or until it stands there unchanged a second time.

Not for: fetching (phone.log_poll, phone.syslog), reading SIP (sip), or what the messages mean (dialog).
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from snom_dialer.protocol.dialog import Dialogs
from snom_dialer.protocol.event import PhoneEvent
from snom_dialer.protocol.markup import unescape
from snom_dialer.protocol.sip import Message, read

PAGE_LIMIT = 512 * 1024  # characters at the end of a page that are read
DATAGRAM_LIMIT = 64 * 1024  # bytes of a syslog message
_LINES_LIMIT = 256  # lines of a syslog message that is put together from datagrams
_SEEN_LIMIT = 16 * 1024  # more than the messages that fit into a page

# ---- what lines look like (docs/snom-protocol.md §12) ----------------------------------------------------------------

_TIME = r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
_DATES = rf"\[[0-9]\]\s+[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}\s+{_TIME}:|[A-Z][a-z]{{2}}\s+[0-9]{{1,2}}\s+{_TIME}"
_STAMP = rf"(?:<[0-9]{{1,3}}>)?(?:(?:{_DATES})\s+)?"  # with the priority that syslog puts before it
_SIGNATURE = r"(?P<signature>(?:[\w.-]{1,64}\s){0,2}?)"  # address, MAC or name of the phone
_LEVEL = r"\[[A-Z0-9 ]{1,8}\]\s+"
_MODULE = r"(?:[A-Z0-9_]{1,16}:\s+)?"

_TRACE = re.compile(
    rf"{_STAMP}{_SIGNATURE}(?:{_LEVEL}{_MODULE})?(?i:(?P<way>sent to|received from)\s(?:udp|tcp|tls|sctp):\S)"
)
_DATED = re.compile(rf"(?:<[0-9]{{1,3}}>)?(?:{_DATES})\s")
_LEVELLED = re.compile(rf"{_STAMP}{_SIGNATURE}{_LEVEL}")
_STAMPED = re.compile(_STAMP)

# ---- what pages look like --------------------------------------------------------------------------------------------

_TAG = "\0"
_PAGE = re.compile(r"\s*+<[a-zA-Z!]")
_LINE_END = re.compile(r"\r?\n")
# No other tags: an address in brackets that a phone forgot to escape has to stay.
_BLOCK = "html|head|title|body|pre|p|div|center|table|thead|tbody|tr|t[dh]|h[1-6r]|[ou]l|li|form|textarea|meta|link"
_INLINE = "a|b|i|u|tt|em|strong|code|font|span|small|nobr|input|img|select|option"
_MARKUP = re.compile(
    rf"""<!--.*?(?:-->|\Z)
    |<(?P<raw>script|style)\b.*?(?:</(?P=raw)\s*+>|\Z)
    |(?P<break><br\b[^<>]*+>)(?:\r?\n)?
    |</?(?:{_BLOCK}|(?P<inline>{_INLINE}))(?=[\s/>])[^<>]*+>(?(inline)|(?:\r?\n)?)
    |<!doctype[^<>]*+>""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class _Trace(NamedTuple):
    """The trace line of a message, and the lines after it."""

    line: str
    sent: bool
    signature: str
    lines: list[str]


class LogReader:
    """Follows one phone through its log. Feed it what was read; it tells what is new, as events.

    The same call may come by page and by datagram. Nothing raises, and memory is bounded.
    """

    def __init__(self) -> None:
        self._dialogs = Dialogs()
        self._seen: dict[int, None] = {}  # messages by their hash, in the order in which they came
        self._tail = 0  # the hash of the message that waits at the end of the page
        self._pending: _Trace | None = None  # a message of which further datagrams may bring the rest

    def feed(self, text: str) -> list[PhoneEvent]:
        """Read the whole page as it stands now, HTML or plain text, and return what is new."""
        traces, is_open = _traces(text)
        tail, self._tail = self._tail, 0
        events = []
        for number, trace in enumerate(traces, 1):
            message = read(trace.lines)
            if message is None:
                continue
            if is_open and number == len(traces) and not message.whole:
                self._tail = hash((trace.line, *trace.lines))
                if self._tail != tail:
                    break
            if self._is_new(trace, message) and (event := self._dialogs.follow(message, sent=trace.sent)):
                events.append(event)
        return events

    def catch_up(self, text: str, *, newest: bool = False, known: Collection[str] = ()) -> list[PhoneEvent]:
        """Read a page that holds what happened while nobody looked, and return only what is going on.

        With `newest` the call that began last is told in any case, for the phone itself has just told of one. So are
        those whose Call-IDs are `known`: they went on when somebody looked last, and may have ended since.
        """
        before = self._dialogs.newest
        events = self.feed(text)
        told = self._dialogs.live() | frozenset(known)
        if newest and self._dialogs.newest != before:
            told |= {self._dialogs.newest}
        return [event for event in events if event.call_id in told]

    def feed_datagram(self, data: bytes) -> list[PhoneEvent]:
        """Read one syslog datagram: a message, a piece of one, or a line of the log."""
        first, *rest = _LINE_END.split(_text(data[:DATAGRAM_LIMIT]))
        if rest and not rest[-1]:
            rest.pop()  # nothing: each line of a datagram is a whole one, whether or not it has an end
        messages = []
        if trace := _trace(first):
            messages.append(self._take_pending())
            self._pending = trace
            trace.lines.extend(rest)
        elif _LEVELLED.match(first):
            messages.append(self._take_pending())
        elif self._pending is not None:
            self._pending.lines.extend([_payload(first, self._pending.signature), *rest])
        if self._pending is not None and _is_closed(self._pending):
            messages.append(self._take_pending())
        events = (self._dialogs.follow(message, sent=sent) for message, sent in filter(None, messages))
        return [event for event in events if event is not None]

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _is_new(self, trace: _Trace, message: Message) -> bool:
        key = hash((trace.line, message.method, message.status, message.call_id, message.cseq))
        is_new = key not in self._seen
        self._seen[key] = None
        if len(self._seen) > _SEEN_LIMIT:
            del self._seen[next(iter(self._seen))]
        return is_new

    def _take_pending(self) -> tuple[Message, bool] | None:
        trace, self._pending = self._pending, None
        message = read([*trace.lines, ""]) if trace is not None else None
        return (message, trace.sent) if trace is not None and message is not None else None


def _traces(text: str) -> tuple[list[_Trace], bool]:
    """Find the traces of a page, and whether the last one is the last thing on it."""
    found: list[_Trace] = []
    current: _Trace | None = None
    for line in _lines(text):
        if trace := _trace(line):
            current = trace
            found.append(trace)
        elif _DATED.match(line):
            current = None
        elif current is not None:
            current.lines.append(line)
    return found, current is not None


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a page. They are parted before they are unescaped, so that no escaped value begins one."""
    if not _PAGE.match(text):
        yield from _LINE_END.split(text[-PAGE_LIMIT:])
        return
    for line in _LINE_END.split(_MARKUP.sub(_layout, text[-PAGE_LIMIT:])):
        if line.strip() != _TAG:
            yield unescape(line.replace(_TAG, ""))


def _layout(tag: re.Match[str]) -> str:
    """What stands for a tag: a break is a line end, and a block begins a line that is none without text in it."""
    if tag["inline"]:
        return ""
    return "\n" if tag["break"] else f"\n{_TAG}"


def _trace(line: str) -> _Trace | None:
    match = _TRACE.match(line)
    return _Trace(line, match["way"][0] in "sS", match["signature"], []) if match else None


def _is_closed(pending: _Trace) -> bool:
    """Whether the headers are there, or what is there is too much to wait for more."""
    if len(pending.lines) > _LINES_LIMIT or sum(map(len, pending.lines)) > DATAGRAM_LIMIT:
        return True
    message = read([*pending.lines, ""])
    return message is not None and message.closed


def _payload(line: str, signature: str) -> str:
    """Take off what syslog and the phone put before a line."""
    return _STAMPED.sub("", line, count=1).removeprefix(signature)


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
