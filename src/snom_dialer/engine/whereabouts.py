"""Where a phone is: at the address or behind the name that is configured, or where it has moved to.

Not for: the way to it (phone.way), or where it calls us (doorway).
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from ipaddress import ip_address

from snom_dialer.engine.errand import Errands
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.workers import Workers
from snom_dialer.errors import DialerError
from snom_dialer.phone.listener import Arrival
from snom_dialer.protocol.identity import from_user_agent

log = logging.getLogger(__name__)


class Whereabouts:
    """Knows one phone by its address. `meet` and `follow_name` until cancelled."""

    def __init__(self, phone: str, errands: Errands, memory: PhoneMemory, moved: Callable[[str], None]) -> None:
        """`moved` is told the address at which the phone has proven to be now."""
        self._phone = phone
        self._errands = errands
        self._memory = memory
        self._moved = moved
        self._strange: asyncio.Queue[Arrival] = asyncio.Queue(1)  # an event from where the phone should not be
        self._named: frozenset[str] = frozenset()  # where its name leads

    def addresses(self) -> frozenset[str]:
        """Return every address that it is known to have."""
        return self._named | {self._errands.where.host, self._errands.moved_to}

    def is_at(self, peer: str) -> bool:
        """Whether it has that very address: then events without a secret may be its own."""
        return peer in self.addresses()

    # ---- events from elsewhere ---------------------------------------------------------------------------------------

    def look_at(self, arrival: Arrival) -> None:
        """Take note of who sent an event; that of a chained one is somebody else."""
        if not arrival.via and not self._strange.full() and not self._is_expected(arrival.peer):
            self._strange.put_nowait(arrival)

    def _is_expected(self, peer: str) -> bool:
        """Whether an event may come from there; a name leads to the phone wherever it is."""
        return not _is_address(self._errands.where.host) or self.is_at(peer)

    async def meet(self) -> None:
        """Look at senders that are not where the phone should be; beside the events, as it may take seconds."""
        while True:
            await self._meet(await self._strange.get())

    async def _meet(self, arrival: Arrival) -> None:
        """Follow the phone to another address, once it proves with its certificate that it is the same one."""
        try:
            facts = self._memory.facts()
            if not facts.pin or not facts.mac or from_user_agent(arrival.user_agent).mac != facts.mac:
                return
            await self._errands.prove(arrival.peer)
        except DialerError as error:
            log.warning("events of %s come from %s, which is not that phone: %s", self._phone, arrival.peer, error)
        else:
            log.info("%s has moved to %s", self._phone, arrival.peer)
            self._moved(arrival.peer)

    # ---- its name ----------------------------------------------------------------------------------------------------

    async def follow_name(self, every: float) -> None:
        """Look its name up every so many seconds. What was found stays while nothing else is."""
        worker = Workers(1, f"look up {self._phone}")
        try:
            while True:
                host = self._errands.where.host
                found = frozenset() if _is_address(host) else await asyncio.wrap_future(worker.submit(_look_up, host))
                if found and found != self._named:
                    log.info("%s is at %s", host, ", ".join(sorted(found)))
                    self._named = found
                await asyncio.sleep(every)
        finally:
            worker.shutdown()


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _look_up(host: str) -> frozenset[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(str(address[0]) for *_, address in found)
