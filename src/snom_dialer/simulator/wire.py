"""HTTP as the virtual phone's web server reads and writes it: lenient in, plain out.

Not for: what a page answers (page), connections (web), or requests that the phone itself sends (fetch).
"""

import re
from asyncio import StreamReader
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote_to_bytes

# The original's request to settings.htm has a line of 3 kB and, with Digest, a head of 6.4 kB.
LINE_LIMIT: Final = 64 * 1024
_BODY_LIMIT: Final = 524_288  # the setting webserver_max_data_size of real phones
_HEADER_LIMIT: Final = 100
# The target may hold raw blanks: a phone takes what stands between the first and the last one.
_REQUEST_LINE: Final = re.compile(r"(?P<method>[A-Z]+) (?P<target>.*?)(?: HTTP/(?P<version>1\.[01]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRequest:
    """A request as it came: `target` is Latin-1 text of the bytes on the wire, header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query as it came."""
        return self.target.partition("?")[2]

    @property
    def keep_alive(self) -> bool:
        """Whether the request has `Connection: keep-alive` in so many words."""
        return "keep-alive" in self.headers.get("connection", "").lower()

    def parameters(self, *, plus_is_blank: bool = False) -> list[tuple[str, str]]:
        """Name and value of everything in the query and in a form's body, in order; a name alone has the value ""."""
        pairs = list(_pairs(self.query, "&", "=", plus_is_blank))
        text = self.body.decode("latin-1").strip()
        # A client was seen to send the body as lines `NUMBER:123` (docs/snom-protocol.md §1).
        by_line = ":" in text.partition("\n")[0] and "=" not in text
        return pairs + list(_pairs(text, "\n" if by_line else "&", ":" if by_line else "=", plus_is_blank=not by_line))


def _pairs(text: str, between: str, within: str, plus_is_blank: bool) -> Iterator[tuple[str, str]]:
    for piece in filter(None, (piece.strip("\r") for piece in text.split(between))):
        name, _, value = piece.replace("+", " ").partition(within) if plus_is_blank else piece.partition(within)
        yield unescape(name), unescape(value)


def unescape(text: str) -> str:
    """Undo percent-encoding of Latin-1 text from the wire; the bytes are UTF-8, else Latin-1."""
    data = unquote_to_bytes(text.encode("latin-1", "replace"))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAnswer:
    """An answer of the phone's web server."""

    status: int = 200
    body: str = ""
    type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()

    def encode(self, *, server: str = "snom embedded", keep_open: bool = False) -> bytes:
        """Write the answer with the headers that every one of them has (docs/snom-protocol.md §1)."""
        body = self.body.encode()
        lines = [
            f"HTTP/1.1 {self.status} {_reason(self.status)}",
            f"Server: {server}",
            f"Content-Type: {self.type}; charset=utf-8",
            *(f"{name}: {value}" for name, value in self.headers),
            f"Content-Length: {len(body)}",
            f"Connection: {'keep-alive' if keep_open else 'close'}",
        ]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


async def read_request(reader: StreamReader) -> WebRequest | None:
    """Read one request; None where the connection ends or what comes is not HTTP."""
    try:
        return await _read(reader)
    except (ValueError, OSError, EOFError):
        return None


async def _read(reader: StreamReader) -> WebRequest | None:
    found = _REQUEST_LINE.fullmatch(await _line(reader))
    if found is None:
        return None
    headers = await read_headers(reader)
    length = min(int(headers.get("content-length") or 0), _BODY_LIMIT)
    body = await reader.readexactly(length) if length > 0 else b""
    return WebRequest(method=found["method"], target=found["target"].strip(" "), headers=headers, body=body)


async def read_headers(reader: StreamReader) -> dict[str, str]:
    """Read header lines up to the empty one; the last of two alike wins."""
    headers: dict[str, str] = {}
    for _ in range(_HEADER_LIMIT):
        line = await _line(reader)
        if not line:
            break
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return headers


async def _line(reader: StreamReader) -> str:
    return (await reader.readline()).decode("latin-1").rstrip("\r\n")
