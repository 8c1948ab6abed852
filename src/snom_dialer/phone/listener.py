"""The small web server that phones call back: one request line in, one empty answer out.

It is lenient where phones are odd (blanks, raw bytes and `#` in the URL, bare line feeds; docs/snom-protocol.md §6) and
hard where strangers are: a request line of 8 KiB, a head of 16 KiB, five seconds for both, 256 connections of which the
longest silent one makes room for the next. The answer goes out before any work is done; the rest of the head is read
first, as it says who the phone is.

    right secret            200, empty, and the callback is handed on
    anything else           404, empty, counted
    another method than GET 405        a longer request line 414        half a request: closed, counted

Not for: what an event means (protocol.action_url), which secret is right (whoever gives `accept`), what follows.
"""

import asyncio
import contextlib
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from snom_dialer.phone.port import bind_all, first_free

LINE_LIMIT = 8 * 1024  # bytes
HEAD_LIMIT = 16 * 1024  # bytes
CONNECTIONS = 256
QUEUE = 1024  # connections that wait to be taken in, as far as the system allows
PATIENCE = 5.0  # seconds to send a request
_END = re.compile(rb"\r?\n\r?\n")


class Arrival(NamedTuple):
    """A request that came in: its target as raw bytes, the address it came from, its User-Agent and its Via."""

    target: bytes
    peer: str
    user_agent: str
    via: str = ""


Accept = Callable[[Arrival], bool]


class Listener:
    """Listens on one port of some addresses. `accept` says within microseconds whether the secret was right."""

    def __init__(self, accept: Accept, *, patience: float = PATIENCE, connections: int = CONNECTIONS) -> None:
        self.accept = accept
        self.patience = patience
        self.counts: Counter[str] = Counter()
        self.port = 0
        self._connections = connections
        self._open: dict[_Connection, None] = {}  # in the order in which they came
        self._servers: dict[str, asyncio.Server] = {}  # by address

    async def start(self, addresses: Iterable[str], port: int) -> int:
        """Listen on the first free port from `port` on, the same on all addresses, and return it.

        0 takes any. Raises PORT_TAKEN where none of twenty is free, ADDRESS_GONE where an address is not ours.
        """
        wanted = tuple(addresses)
        sockets = first_free(wanted, port, socket.SOCK_STREAM)
        self.port = sockets[0].getsockname()[1]
        self._servers = dict(zip(wanted, await self._serve(sockets), strict=True))
        return self.port

    async def move(self, addresses: Iterable[str], port: int) -> int:
        """Listen on other addresses from now on, and return the port: the one so far where the new ones have it free.

        What is being received on an address that stays is not disturbed. Raises what `start` raises.
        """
        wanted = tuple(addresses)
        for address in [address for address in self._servers if address not in wanted]:
            self._servers.pop(address).close()
        new = tuple(address for address in wanted if address not in self._servers)
        try:
            added = await self._serve(bind_all(new, self.port, socket.SOCK_STREAM))
        except OSError:
            await self.stop()
            return await self.start(wanted, port)
        self._servers.update(zip(new, added, strict=True))
        return self.port

    async def _serve(self, sockets: list[socket.socket]) -> list[asyncio.Server]:
        loop = asyncio.get_running_loop()
        servers = [await loop.create_server(lambda: _Connection(self), sock=bound) for bound in sockets]
        for bound in sockets:
            bound.listen(QUEUE)  # asyncio asked for 100; a phone that finds the queue full tries again after 1 s
        return servers

    async def stop(self) -> None:
        """Close the port and every connection."""
        for server in self._servers.values():
            server.close()
        self._servers = {}
        for connection in list(self._open):
            connection.drop()

    # ---- for the connections -----------------------------------------------------------------------------------------

    def admit(self, connection: "_Connection") -> None:
        """Take a new connection in; where the house is full, the one that came first has to go."""
        if len(self._open) >= self._connections:
            self.counts["dropped"] += 1
            next(iter(self._open)).drop()
        self._open[connection] = None

    def dismiss(self, connection: "_Connection") -> None:
        """Forget a connection that is closed."""
        self._open.pop(connection, None)


class _Connection(asyncio.Protocol):
    """One request of a phone, or of anybody else."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if peer else ""
        self._timer = asyncio.get_running_loop().call_later(self._listener.patience, self._give_up)
        self._listener.admit(self)

    def data_received(self, data: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._received += data
        head = self._head()
        if head is None:
            if len(self._received) > LINE_LIMIT and b"\n" not in self._received[: LINE_LIMIT + 1]:
                self._refuse("414 URI Too Long")
            elif len(self._received) > HEAD_LIMIT:
                self._refuse("431 Request Header Fields Too Large")
            return
        self._answer(head)

    def eof_received(self) -> None:
        """Take note of half a request; asyncio closes the connection then."""
        self._listener.counts["unfinished"] += 1

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._transport = None
        self._listener.dismiss(self)

    def drop(self) -> None:
        """Close at once, without an answer."""
        if self._transport is not None:
            self._transport.abort()
        self._listener.dismiss(self)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _head(self) -> bytes | None:
        """Return the whole head, None before its blank line has come."""
        found = _END.search(self._received)
        return bytes(self._received[: found.start()]) if found else None

    def _answer(self, head: bytes) -> None:
        line, *headers = head.replace(b"\r\n", b"\n").split(b"\n")  # a bare CR is part of what a phone put in
        method, _, rest = line.partition(b" ")
        target, _, version = rest.rpartition(b" ")  # the target itself may hold blanks
        if len(line) > LINE_LIMIT:
            self._refuse("414 URI Too Long")
        elif not version.startswith(b"HTTP/"):
            self._refuse("400 Bad Request")
        elif method != b"GET":
            self._refuse("405 Method Not Allowed", b"Allow: GET\r\n")
        elif self._listener.accept(
            Arrival(target.strip(), self._peer, _header(headers, b"user-agent"), _header(headers, b"via"))
        ):
            self._close("200 OK")
        else:
            self._refuse("404 Not Found")

    def _refuse(self, status: str, header: bytes = b"") -> None:
        self._listener.counts["refused"] += 1
        self._close(status, header)

    def _close(self, status: str, header: bytes = b"") -> None:
        assert self._transport is not None
        # An empty body: XML in it would be shown and carried out by the phone.
        head = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n"
        self._transport.write(head.encode("ascii") + header + b"\r\n")
        with contextlib.suppress(OSError):  # the other side may have gone already
            self._transport.write_eof()  # now: what was handed on is looked at before the loop comes to closing
        self._transport.close()

    def _give_up(self) -> None:
        self._listener.counts["unfinished"] += 1
        self.drop()


def _header(lines: list[bytes], wanted: bytes) -> str:
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == wanted:
            return value.strip().decode("utf-8", "replace")[:300]
    return ""
