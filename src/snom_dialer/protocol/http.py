"""HTTP as Snom phones speak it: a request as bytes, an answer from bytes.

Written strictly, read leniently. A request is built so that no value can become a second header or parameter; an answer
may be HTTP/1.0 or 1.1, cut off anywhere, or no HTTP at all, and still becomes a value instead of an error.

Not for: sending (phone.transport), logging in (auth, exchange), or requests that arrive here (action_url).
"""

import re
from collections.abc import Generator
from typing import NamedTuple, TypeVar

HEAD_LIMIT = 64 * 1024  # bytes of status line and headers that are read, interim answers (1xx) included
BODY_LIMIT = 8 * 1024 * 1024  # bytes of a body that are kept

Headers = tuple[tuple[str, str], ...]


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Request(NamedTuple):
    """A request to a phone. `target` is in origin form and already percent-encoded ASCII.

    Its repr shows neither headers nor body: they hold credentials and passwords.
    """

    target: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Request(target={self.target!r}, method={self.method!r})"


class Response(NamedTuple):
    """An answer of a phone. `complete` is false where the phone closed the connection in the middle of it.

    Status 0 stands for bytes that are no HTTP. Header names are lower-case where a ResponseReader made it.
    """

    status: int
    headers: Headers = ()
    body: bytes = b""
    complete: bool = True

    def header(self, name: str) -> str:
        """The first header of that name, in any case; "" where there is none."""
        return next(iter(self.header_all(name)), "")

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every header of that name, in any case, in the order of arrival."""
        return tuple(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def text(self) -> str:
        """The body as text: UTF-8, and Latin-1 where it is not (old firmware names no charset)."""
        return _text(self.body)


def octets(text: str) -> bytes:
    """The bytes of a text: UTF-8. Never raises.

    A byte of a command line or of the environment that was no UTF-8 (Python keeps it as a lone surrogate) leaves as it
    came; any other lone surrogate becomes `?`.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


# ---- requests -------------------------------------------------------------------------------------------------------

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_QUOTED = tuple(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256))

# Sets of characters, as patterns would have to be compiled at each start of a command.
_VISIBLE = frozenset(map(chr, range(0x21, 0x7F)))
_TARGET = _VISIBLE - {"#"}  # it would begin a fragment, and those are not sent
_AUTHORITY = _VISIBLE - {"/"}
_NAME = frozenset(filter(str.isalnum, _VISIBLE)).union("!#$%&'*+.^_`|~-")
_CONTROLS = frozenset(map(chr, (*range(0x20), 0x7F)))

_OURS = frozenset(("host", "connection", "content-length", "transfer-encoding"))


def quote_value(text: str) -> str:
    """Percent-encode a value for a query: everything but letters, digits, `-`, `.`, `_` and `~`, as UTF-8.

    Phones want `+`, `#` and `*` encoded as well (docs/snom-protocol.md §5). Never raises.
    """
    return "".join([_QUOTED[byte] for byte in octets(text)])


def encode(request: Request, host: str, extra: Headers = ()) -> bytes:
    """The bytes of a request to `host` (a name or address, with `:port` and brackets as in a URL).

    `extra` headers follow those of the request. Host, Connection and the length of the body are set here and nowhere
    else. Raises ValueError for a blank or control character where it could begin another header or request.
    """
    headers = (*request.headers, *extra)
    for what, right in _rules(request, host, headers):
        if not right:
            raise ValueError(f"{what} cannot be sent over HTTP")  # the text itself may be a secret
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in (*_framing(request, host), *headers)]
    return b"".join([octets(line) + b"\r\n" for line in lines]) + b"\r\n" + request.body


def _rules(request: Request, host: str, headers: Headers) -> Generator[tuple[str, bool], None, None]:
    method = request.method
    yield "the method", method.isascii() and method.isalpha() and method.isupper()
    yield "the target", request.target.startswith("/") and _TARGET.issuperset(request.target)
    yield "the host", host != "" and _AUTHORITY.issuperset(host)
    for name, value in headers:
        yield "a header name", name != "" and _NAME.issuperset(name) and name.lower() not in _OURS
        yield f"the value of header {name}", _CONTROLS.isdisjoint(value)


def _framing(request: Request, host: str) -> Headers:
    # Without keep-alive most pages of a phone answer with nothing at all (docs/snom-protocol.md §1).
    length = (("Content-Length", str(len(request.body))),) if request.body or request.method == "POST" else ()
    return (("Host", host), ("Connection", "keep-alive"), *length)


# ---- answers --------------------------------------------------------------------------------------------------------

_T = TypeVar("_T")
_Steps = Generator[None, None, _T]

_PROTOCOL = b"HTTP/"
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)")
_CHUNK_SIZE = rb"(?s)[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?"  # not compiled before a phone sends chunks
_CHUNK_LINES_LIMIT = 4096
_LENGTH_DIGITS = 18
_INTERIM = range(100, 200)
_BODILESS = frozenset((204, 304))


class _HaltError(Exception):
    """Nothing more can be read: the stream ended too early, a limit is reached, or the bytes are senseless."""


class ResponseReader:
    """Reads one answer from bytes that arrive in any portions: `feed` until `done`, `eof` when the phone closes.

    Bare line feeds, lines that are no headers, folded headers and any number of interim answers are borne. What stands
    after the end of the answer is ignored. No input raises an error.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._ended = False
        self._status: int | None = None
        self._headers: list[tuple[str, str]] = []
        self._body = bytearray()
        self._room = HEAD_LIMIT  # what the lines to come may still take
        self._complete = False
        self._done = False
        self._steps = self._read()

    @property
    def done(self) -> bool:
        """Whether more bytes would change nothing: the answer is whole, hopeless, or over a limit."""
        return self._done

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the connection."""
        if not self._done:
            self._buffer += data
            self._advance()

    def eof(self) -> None:
        """Take note that the phone closed the connection."""
        if not self._done:
            self._ended = True
            self._advance()

    def response(self) -> Response | None:
        """The answer as far as it came; None where not even a status came.

        Before `done` it is told as not complete: that is what a time-out leaves.
        """
        if self._status is None:
            return None
        headers, body = tuple(self._headers), bytes(self._body)
        return Response(status=self._status, headers=headers, body=body, complete=self._complete)

    def _advance(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._complete = self._done = True
        except _HaltError:
            self._done = True

    # Each step below yields where it needs more bytes and raises _HaltError where none can help; what was gathered
    # until then is the answer.

    def _read(self) -> _Steps[None]:
        status = yield from self._head()
        while status in _INTERIM:
            self._headers.clear()
            status = yield from self._head()
        if status not in _BODILESS:
            yield from self._content()

    def _head(self) -> _Steps[int]:
        status = yield from self._status_line()
        while line := (yield from self._whole_line()).rstrip():
            self._field(_text(line))
        return status

    def _status_line(self) -> _Steps[int]:
        yield from self._protocol()
        line = yield from self._line()
        if match := _STATUS.match(line):
            status = int(match[1])
            self._status = None if status in _INTERIM else status
            return status
        if line.endswith(b"\n") or len(line) >= len("HTTP/1.1 200"):
            self._status = 0
        raise _HaltError  # cut off before the status: no answer came

    def _protocol(self) -> _Steps[None]:
        """See at the first wrong byte that this is no HTTP: a foreign server may send half a line and then wait."""
        while _PROTOCOL.startswith(self._buffer[:5]) and len(self._buffer) < len(_PROTOCOL) and not self._ended:
            yield
        if not _PROTOCOL.startswith(self._buffer[:5]):
            self._status = 0
            raise _HaltError

    def _field(self, line: str) -> None:
        name, colon, value = line.partition(":")
        if line[0] in " \t" and self._headers:
            last, begun = self._headers[-1]
            self._headers[-1] = (last, f"{begun} {line.strip()}")
        elif colon:
            self._headers.append((name.strip().lower(), value.strip()))

    def _content(self) -> _Steps[None]:
        headers = dict(reversed(self._headers))  # the first of a name wins
        length = headers.get("content-length", "")
        if "chunked" in headers.get("transfer-encoding", "").lower():
            yield from self._chunks()
        elif not (length.isascii() and length.isdecimal() and len(length) <= _LENGTH_DIGITS):
            yield from self._take(BODY_LIMIT + 1)  # until the phone closes
        elif (yield from self._take(int(length))):
            raise _HaltError

    def _chunks(self) -> _Steps[None]:
        while size := (yield from self._chunk_size()):
            yield from self._take(size)
            if (yield from self._whole_line()).strip():
                raise _HaltError

    def _chunk_size(self) -> _Steps[int]:
        self._room = _CHUNK_LINES_LIMIT
        if match := re.fullmatch(_CHUNK_SIZE, (yield from self._whole_line()).rstrip()):
            return int(match[1], 16)
        raise _HaltError

    def _take(self, count: int) -> _Steps[int]:
        """Keep the next `count` bytes, or fewer where the stream ends first; the number of those that are missing."""
        while True:
            part = self._buffer[:count]
            del self._buffer[:count]
            self._keep(part)
            count -= len(part)
            if not count or self._ended:
                return count
            yield

    def _keep(self, part: bytearray) -> None:
        room = BODY_LIMIT - len(self._body)
        self._body += part[:room]
        if len(part) > room:
            raise _HaltError

    def _whole_line(self) -> _Steps[bytes]:
        """A line with its end. A header that is cut off is dropped: half a challenge would spoil good credentials."""
        line = yield from self._line()
        if not line.endswith(b"\n"):
            raise _HaltError
        return line

    def _line(self) -> _Steps[bytes]:
        """The next line with its end, or what there is of it where the stream or the room ends first."""
        buffer, room = self._buffer, self._room
        while (end := buffer.find(b"\n", 0, room)) < 0 and len(buffer) < room and not self._ended:
            yield
        line = bytes(buffer[: room if end < 0 else end + 1])
        del buffer[: len(line)]
        self._room -= len(line)
        return line


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
