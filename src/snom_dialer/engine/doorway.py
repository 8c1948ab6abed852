"""Where the phones call: the listener, on the addresses that they reach, wherever those move to.

Not for: what arrives (program), or writing new addresses into phones (keeper).
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from ipaddress import ip_address

from snom_dialer.config.model import Callback, Phone
from snom_dialer.engine.record import Record
from snom_dialer.engine.workers import Workers
from snom_dialer.phone.address import is_ours, local_address_for
from snom_dialer.phone.listener import Listener

log = logging.getLogger(__name__)

FINDING = 2.0  # seconds for finding out which of our addresses the phones reach: names may take half a minute
_LOOPBACK = "127.0.0.1"
_ANYWHERE = "192.0.2.1"  # of a network that exists in documents only (RFC 5737)


class Doorway:
    """The listener and its addresses. `homes` is what each phone is to call, "" while there is no way to it.

    `wanted` is whether anybody wants us to listen, `open` whether we do.
    """

    def __init__(self, listener: Listener, callback: Callback, phones: Sequence[Phone]) -> None:
        self.listener = listener
        self.homes: Mapping[str, str] = {}
        self.addresses: tuple[str, ...] = ()
        self.wanted = False
        self.open = False
        self._callback = callback
        self._phones = phones
        self._turn = asyncio.Lock()  # finding takes up to two seconds, in which somebody may close the door

    async def start(self) -> None:
        """Listen where the phones can reach us. Raises PORT_TAKEN and ADDRESS_GONE."""
        async with self._turn:
            if not self.open:
                await self._open(await self._find())
            self.wanted = True

    def follow(self, phones: Sequence[Phone]) -> None:
        """Take note that phones are configured to be somewhere else; `refresh` looks where they reach us."""
        self._phones = phones

    async def refresh(self) -> bool:
        """Look again where the phones reach us, follow, and say whether what they are to call has changed.

        Also true where nobody listened before. Raises PORT_TAKEN and ADDRESS_GONE; then nobody listens, until it is
        looked again.
        """
        async with self._turn:
            if not self.wanted:
                return False
            before = (self.open, self.listener.port, self.homes)
            homes = await self._find()
            if not self.open:
                await self._open(homes)
            elif (addresses := self._with_former(self._bound(homes))) != self.addresses:
                await self._move(addresses)
            self.homes = homes
            return before != (self.open, self.listener.port, self.homes)

    def record(self) -> Record:
        """Return how it stands, for whoever wants to know."""
        counts = self.listener.counts
        return {
            "open": self.open,
            "addresses": list(self.addresses),
            "port": self.listener.port,
            "wanted_port": self._callback.port,
            "refused": counts["refused"] + counts["unfinished"] + counts["dropped"],
        }

    async def stop(self) -> None:
        """Listen no more."""
        async with self._turn:
            self.wanted = self.open = False
            await self.listener.stop()

    async def _open(self, homes: Mapping[str, str]) -> None:
        addresses = self._bound(homes)
        await self.listener.start(addresses, self._callback.port)
        self.homes, self.addresses, self.open = homes, addresses, True

    async def _move(self, addresses: tuple[str, ...]) -> None:
        self.open = False
        await self.listener.move(addresses, self._callback.port)
        log.info("listening on %s instead of %s", ", ".join(addresses), ", ".join(self.addresses))
        self.addresses, self.open = addresses, True

    async def _find(self) -> dict[str, str]:
        """Find what each phone is to call: as configured, else the address from which it is reached.

        A phone whose name cannot be found just now is taken to be where most of the network is.
        """
        if configured := self._callback.external_address or self._callback.address:
            return {phone.name: configured for phone in self._phones}
        named = not all(map(_is_address, self._phones))
        usual = local_address_for(_ANYWHERE) if named else ""  # nothing is sent there
        homes = {phone.name: _home_address(phone) if _is_address(phone) else usual for phone in self._phones}
        return homes | await self._find_named([phone for phone in self._phones if not _is_address(phone)])

    async def _find_named(self, phones: Sequence[Phone]) -> dict[str, str]:
        """Find those that are known by name, as far as their names can be found in time."""
        if not phones:
            return {}
        finders = Workers(len(phones), "find an address")
        try:
            found = {phone.name: asyncio.wrap_future(finders.submit(_home_address, phone)) for phone in phones}
            await asyncio.wait(found.values(), timeout=FINDING)
        finally:
            finders.shutdown()
        return {name: one.result() for name, one in found.items() if one.done() and one.result()}

    def _bound(self, homes: Mapping[str, str]) -> tuple[str, ...]:
        """Return the addresses to listen on; while there is no network, the last ones stay."""
        callback = self._callback
        if callback.address:
            return (callback.address,)
        if callback.external_address:
            return ("0.0.0.0",)  # noqa: S104  # NAT: any address may be the inner one
        return tuple(dict.fromkeys(filter(None, homes.values()))) or self.addresses or (_LOOPBACK,)

    def _with_former(self, addresses: tuple[str, ...]) -> tuple[str, ...]:
        """Add the addresses so far that we still have: phones call them until they know the new ones."""
        return (*addresses, *(each for each in self.addresses if each not in addresses and is_ours(each)))


def _is_address(phone: Phone) -> bool:
    """Whether a phone is known by its address, so that the way to it is found in microseconds."""
    try:
        ip_address(phone.web().host)
    except ValueError:
        return False
    return True


def _home_address(phone: Phone) -> str:
    web = phone.web()
    return local_address_for(web.host, web.port or 80)
