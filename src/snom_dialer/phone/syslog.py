"""The UDP socket at which phones deliver their log (docs/snom-protocol.md §12).

Anybody can send a datagram, and give any address as its sender. So each is small, each sender has a rate, and one
counts only where `accept` knows its origin, for which `is_from` is meant: the phone's address, or its MAC address in
the place where phones sign.

    too long                                     dropped, counted as "oversized"
    too many from one address                    dropped, counted as "flooded"
    not accepted                                 counted as "foreign"

Not for: what a datagram says (protocol.log), which phones there are (whoever gives `accept`), or any answer.
"""

import asyncio
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address
from typing import Final, NamedTuple

from snom_dialer.phone.port import first_free

SIZE_LIMIT: Final = 16 * 1024  # bytes of a datagram; the longest are SIP messages
RATE: Final = 200.0  # datagrams a second from one address, in the long run; a log at level 9 stays below
BURST: Final = 400  # that may come at once
SENDERS: Final = 256  # addresses whose rate is remembered
_SIGNED: Final = 200  # bytes at the beginning in which the signature stands, and nothing that a caller chose
_LINE_END: Final = re.compile(rb"[\r\n\[]")  # a level in brackets comes after the signature


class Datagram(NamedTuple):
    """What came, and the address it came from, as text."""

    data: bytes
    peer: str


Accept = Callable[[Datagram], bool]


def is_from(datagram: Datagram, address: str, mac: str) -> bool:
    """Whether it comes from the phone at this IP address, or bears its MAC (12 hex digits); "" is nobody."""
    if address and _plain(datagram.peer) == _plain(address):
        return True
    signed = _LINE_END.split(datagram.data[:_SIGNED], maxsplit=1)[0].upper().replace(b":", b"")
    return (
        bool(mac) and re.search(rb"(?<![0-9A-Z])%b(?![0-9A-Z])" % re.escape(mac.upper().encode()), signed) is not None
    )


class SyslogReceiver:
    """Receives on one port of some addresses. `counts` tells what came: received, foreign, oversized, flooded."""

    def __init__(self, accept: Accept, *, rate: float = RATE, burst: int = BURST) -> None:
        """`accept` is called in the event loop, and says whether the datagram belongs to a phone."""
        self.counts: Counter[str] = Counter()
        self.port = 0
        self._accept = accept
        self._rate = rate
        self._burst = burst
        self._room: dict[str, tuple[float, float]] = {}  # what a sender may still send, and since when
        self._transports: list[asyncio.DatagramTransport] = []

    async def start(self, addresses: Iterable[str], port: int) -> int:
        """Receive on the first free port from `port` on, the same on all addresses, and return it.

        0 takes any. Raises PORT_TAKEN where none of twenty is free, ADDRESS_GONE where an address is not ours.
        """
        sockets = first_free(tuple(addresses), port, socket.SOCK_DGRAM)
        self.port = sockets[0].getsockname()[1]
        for bound in sockets:
            await self._serve(bound)
        return self.port

    def stop(self) -> None:
        """Close the port. It may be started again."""
        for transport in self._transports:
            transport.abort()
        self._transports = []

    # ---- for the sockets ---------------------------------------------------------------------------------------------

    def take(self, datagram: Datagram, now: float) -> None:
        """Take a datagram that came in; `now` is in seconds of a clock that never goes back."""
        if len(datagram.data) > SIZE_LIMIT:
            self.counts["oversized"] += 1
        elif not self._has_room(datagram.peer, now):
            self.counts["flooded"] += 1
        else:
            self.counts["received" if self._accept(datagram) else "foreign"] += 1

    # ---- how ---------------------------------------------------------------------------------------------------------

    async def _serve(self, bound: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Socket(self, loop), sock=bound)
        self._transports.append(transport)

    def _has_room(self, peer: str, now: float) -> bool:
        """Count a datagram against what its sender may send; the sender that was silent longest is forgotten."""
        room, since = self._room.pop(peer, (float(self._burst), now))
        room = min(float(self._burst), room + (now - since) * self._rate)
        if len(self._room) >= SENDERS:
            del self._room[next(iter(self._room))]
        self._room[peer] = (max(room - 1, 0.0) if room >= 1 else room, now)
        return room >= 1


class _Socket(asyncio.DatagramProtocol):
    """One bound socket. Errors of the network, such as Windows reports them here, mean nothing to a receiver."""

    def __init__(self, receiver: SyslogReceiver, loop: asyncio.AbstractEventLoop) -> None:
        self._receiver = receiver
        self._loop = loop

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._receiver.take(Datagram(data, addr[0]), self._loop.time())


def _plain(address: str) -> str:
    """One way of writing for an address: without a zone, and IPv4 as such also where it came in over IPv6."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str((read.ipv4_mapped if isinstance(read, IPv6Address) else None) or read)
