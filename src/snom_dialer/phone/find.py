"""Finding phones: hearing those that announce themselves, and looking at addresses that the user names.

Listening sends nothing, not even an answer. A look at an address is one connection and one `GET /` without a log-in, to
its web server on 443 or else on 80. Neither is ever done unasked.

Not for: identifying a phone for good (client), or which addresses a text stands for (address_range).
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from snom_dialer.errors import Code, NetworkError, fault
from snom_dialer.phone.address_range import addresses
from snom_dialer.phone.multicast import PORT
from snom_dialer.phone.neighbour import snom_mac_of
from snom_dialer.phone.tls import Encrypted, Floor, LegacyNeededError
from snom_dialer.phone.transport import Endpoint, Plain
from snom_dialer.protocol.http import Request, Response
from snom_dialer.protocol.identity import Identity, from_front_page, from_server, from_user_agent, is_snom, merge
from snom_dialer.protocol.markup import title
from snom_dialer.protocol.pnp import announcement

AT_ONCE = 32  # addresses that are looked at side by side
CONNECT_TIMEOUT = 1.0  # seconds for each of the two ports; a network of the house answers in milliseconds
ANSWER_TIMEOUT = 4.0  # seconds for the handshake, and again for the page
TOTAL_TIMEOUT = 120.0  # seconds for all addresses; 1024 of which none answers take 64
DOORS = (("https", 443), ("http", 80))
_DATAGRAM = 65535  # bytes; Windows fails where a datagram is longer than what is asked for
_MOST = 1000  # announcements that are told; more are no phones but somebody who plays


class Source(StrEnum):
    """What showed that there is a phone: its announcement, its web page, or no more than its MAC address."""

    PNP = "pnp"
    WEB = "web"
    ARP = "arp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phone. `scheme` and `port` are where its web server answered; "" and 0 are "not known", as with the rest."""

    address: str
    source: Source
    scheme: str = ""
    port: int = 0
    model: str = ""
    firmware: str = ""
    mac: str = ""


# ---- listening -------------------------------------------------------------------------------------------------------


def listen(seconds: float, line: socket.socket) -> Iterator[Found]:
    """Yield each phone that announces itself on `line` (see multicast.open_group) within so many seconds, once.

    Raises FIND_PORT where the network fails meanwhile.
    """
    until = time.monotonic() + seconds
    told: set[Found] = set()
    while (left := until - time.monotonic()) > 0 and len(told) < _MOST:
        try:
            line.settimeout(left)
            data, (sender, *_) = line.recvfrom(_DATAGRAM)
        except TimeoutError:
            return
        except OSError as error:
            raise fault(Code.FIND_PORT, port=PORT, reason=(error.strerror or str(error)).lower()) from error
        found = _heard(data, sender)
        if found is not None and found not in told:
            told.add(found)
            yield found


def _heard(data: bytes, sender: str) -> Found | None:
    heard = announcement(data, sender)
    if heard is None:
        return None
    return Found(address=heard.address, source=Source.PNP, model=heard.model, firmware=heard.firmware, mac=heard.mac)


# ---- looking ---------------------------------------------------------------------------------------------------------


def probe(
    texts: Iterable[str],
    *,
    doors: tuple[tuple[str, int], ...] = DOORS,
    total: float = TOTAL_TIMEOUT,
    at_once: int = AT_ONCE,
    mac_of: Callable[[str], str] = snom_mac_of,
    late: Callable[[str], None] = lambda address: None,
) -> Iterator[Found]:
    """Look at the addresses that the texts stand for (see address_range), and yield the phones as they answer.

    `doors` are the schemes and ports that are tried at each, in their order, until one lets us in. What takes longer
    than `total` seconds is given up, and `late` is told each address for which there was no time. Raises USAGE.
    """
    look = _Look(doors, mac_of)
    with ThreadPoolExecutor(at_once, thread_name_prefix="look for phones") as pool:
        visits = {pool.submit(look.visit, address): address for address in addresses(texts)}
        try:
            yield from _answers(visits, total)
        finally:  # also where nobody wants to hear more
            missed = [address for visit, address in visits.items() if not visit.done()]
            pool.shutdown(wait=False, cancel_futures=True)
            look.end()
    for address in missed:
        late(address)


def _answers(visits: Iterable[Future[Found | None]], total: float) -> Iterator[Found]:
    finished = as_completed(visits, timeout=total)
    while True:
        try:
            found = next(finished).result()
        except (StopIteration, TimeoutError):
            return
        if found is not None:
            yield found


class _Answer(NamedTuple):
    """What came of a visit. `there` tells whether anything answered at that address, be it only with a refusal."""

    there: bool
    endpoint: Endpoint | None = None
    response: Response | None = None


class _Look:
    """Visits addresses, each in a thread of its own; `end` cuts all visits short."""

    def __init__(self, doors: tuple[tuple[str, int], ...], mac_of: Callable[[str], str]) -> None:
        self._doors = doors
        self._mac_of = mac_of
        self._lock = threading.Lock()
        self._under_way: set[Plain] = set()
        self._over = False

    def visit(self, address: str) -> Found | None:
        """Ask at one address; None where there is no phone. Raises nothing that a device can cause."""
        answer = self._ask(address)
        identity = _recognised(answer.response) if answer.response is not None else None
        mac = self._mac_of(address) if answer.there else ""
        if identity is None and not mac:
            return None
        known = merge(identity or Identity(), Identity(mac=mac))
        return Found(
            address=address,
            source=Source.ARP if identity is None else Source.WEB,
            scheme=answer.endpoint.scheme if answer.endpoint else "",
            port=answer.endpoint.port if answer.endpoint else 0,
            model=known.model,
            firmware=known.firmware,
            mac=known.mac,
        )

    def end(self) -> None:
        """Cut short what is under way; whatever follows ends at once."""
        with self._lock:
            self._over = True
            for transport in self._under_way:
                transport.abort()

    def _ask(self, address: str) -> _Answer:
        """Try the doors; those that only an old TLS opens come last, as it costs an old phone seconds."""
        there = False
        plan = [(Endpoint(scheme, address, port), False) for scheme, port in self._doors]
        for endpoint, legacy in plan:  # it grows on the way
            try:
                return _Answer(True, endpoint, self._get(_transport(endpoint, legacy=legacy)))
            except LegacyNeededError:
                there = True
                plan.append((endpoint, True))
            except NetworkError as error:
                if error.code is Code.NO_ROUTE:
                    break
                there = there or error.code is not Code.TIMED_OUT
        return _Answer(there)

    def _get(self, transport: Plain) -> Response | None:
        """Send the one request. Raises what opening raises; what breaks after that is no answer, and not repeated."""
        with self._lock:
            self._under_way.add(transport)
            if self._over:
                transport.abort()
        try:
            connection = transport.open()
            try:
                return transport.talk(connection, Request(target="/"))
            except NetworkError:
                return None
        finally:
            with self._lock:
                self._under_way.discard(transport)


def _transport(endpoint: Endpoint, *, legacy: bool) -> Plain:
    if endpoint.scheme == "http":
        return Plain(endpoint, connect_timeout=CONNECT_TIMEOUT, total_timeout=ANSWER_TIMEOUT)
    floor = Floor(endpoint.host)  # nothing is known of it, and nothing secret is sent
    return Encrypted(endpoint, floor, legacy=legacy, connect_timeout=CONNECT_TIMEOUT, total_timeout=ANSWER_TIMEOUT)


def _recognised(response: Response) -> Identity | None:
    """Who a device is by its start page, None where that does not show a Snom phone (docs/snom-protocol.md §8)."""
    named = from_user_agent(title(response.text))  # an owner may have called it by its MAC address
    if not is_snom(response) and not named.mac:
        return None
    return merge(from_front_page(response.text), from_server(response.header("server")), named)
