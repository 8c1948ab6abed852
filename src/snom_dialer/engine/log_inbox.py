"""Where phones of the 190 class deliver their log: opened beside the callback port once there is such a phone.

Not for: receiving (phone.syslog), or what a log says (log_follower).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Protocol

from snom_dialer.errors import DialerError
from snom_dialer.phone.address import in_url
from snom_dialer.phone.syslog import Datagram, SyslogReceiver
from snom_dialer.state.log_server import keep_log_server, log_servers
from snom_dialer.state.store import Store

log = logging.getLogger(__name__)


class Ear(Protocol):
    """Who takes what a phone delivers."""

    def signed(self, datagram: Datagram) -> bool:
        """Whether it bears the phone's MAC address."""

    def push(self, datagram: Datagram) -> bool:
        """Take it; false where the phone is not followed by its log."""


class Recipient(Protocol):
    """A phone whose log may be delivered."""

    @property
    def ear(self) -> Ear:
        """Who takes it."""

    def is_at(self, peer: str) -> bool:
        """Whether the phone has that address."""


class LogInbox:
    """A UDP port that goes where the callback port goes. `port` is 0 while it is closed."""

    def __init__(self, store: Store, phones: Callable[[], Iterable[Recipient]], wanted: Callable[[], None]) -> None:
        """`wanted` is called when somebody wants it for the first time; whoever gave it calls `follow` then."""
        self.port = 0
        self._store = store
        self._phones = phones
        self._receiver = SyslogReceiver(self._deliver)
        self._wanted = wanted
        self._is_wanted = False
        self._addresses: tuple[str, ...] = ()
        self._last = 0  # the port so far, which phones know

    def want(self) -> None:
        """Have it opened, if it is not yet."""
        if not self._is_wanted:
            self._is_wanted = True
            self._wanted()

    def _deliver(self, datagram: Datagram) -> bool:
        """Hand a piece of a log to the phone that signed it, else to the one at its address; false if to none."""
        phones = list(self._phones())
        signed = [phone for phone in phones if phone.ear.signed(datagram)]
        return any(phone.ear.push(datagram) for phone in signed or phones if signed or phone.is_at(datagram.peer))

    def server(self, address: str) -> str:
        """Return what a phone that reaches us there is to be told, "" while it is closed. Raises FILE_FAILED."""
        if not address or not self.port:
            return ""
        server = f"{in_url(address)}:{self.port}"
        keep_log_server(self._store, server)
        return server

    def earlier(self) -> tuple[str, ...]:
        """Return what phones were told at any time. Raises FILE_FAILED."""
        return log_servers(self._store)

    async def follow(self, addresses: tuple[str, ...], port: int) -> bool:
        """Receive on these addresses, on a port from `port` on; say whether the port is another one now.

        Where none is free, or an address is gone, the phones' log pages are read instead.
        """
        if not self._is_wanted or (self.port and addresses == self._addresses):
            return False
        before = self.port
        self.stop()
        await asyncio.sleep(0)  # the sockets are closed one turn of the loop later
        try:
            self.port = self._last = await self._receiver.start(addresses, self._last or port)
        except DialerError as error:
            log.warning("phones cannot deliver their log here, so that it is read: %s", error)
        self._addresses = addresses
        return self.port != before

    def stop(self) -> None:
        """Receive no more, until `follow`."""
        self._receiver.stop()
        self.port = 0
