"""Which addresses this computer has, and word of it when they change.

    Linux                   the kernel tells (netlink): addresses, links, routes, within a third of a second
    elsewhere, or refused   the addresses are compared every five seconds, in a thread of its own

One word is given for a burst of changes, and rather one too many than one too few: whoever hears it looks again.
Windows and macOS: not tried on the real thing.

Not for: which address one phone can reach (phone.address), or what to do about a change (engine).
"""

import asyncio
import contextlib
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address

QUIET = 0.3  # seconds without another change, after which a burst is over
LONGEST = 2.0  # seconds after which a burst that does not end is told of all the same
PERIOD = 5.0  # seconds between two comparisons
FIRST_LOOK = 1.0  # seconds that a start waits for the first of them, should the resolver be slow

# Connecting a UDP socket sends nothing; it shows the address from which this computer would speak to the world. These
# are addresses for documentation, which lead nowhere (RFC 5737, RFC 3849).
_FAR_AWAY = ((socket.AF_INET, "198.51.100.1"), (socket.AF_INET6, "2001:db8::1"))


class Means(StrEnum):
    """How a change is found out."""

    NETLINK = "netlink"
    COMPARISON = "comparison"


def local_addresses() -> tuple[str, ...]:
    """Return the addresses of this computer: IPv4 before IPv6, each in numerical order.

    Loopback addresses are among them only where there is nothing else, IPv6 addresses that are link-local, tentative or
    deprecated never. Empty where there is none at all. Takes microseconds on Linux, elsewhere the resolver's time.
    """
    if sys.platform == "linux":
        from snom_dialer.system import netlink

        with contextlib.suppress(OSError):
            return usable(netlink.dump())
    return usable(portable_addresses())


def usable(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return those of the addresses that somebody else could reach, in order; loopback for want of any."""
    found = sorted({ip_address(text.partition("%")[0]) for text in addresses}, key=lambda ip: (ip.version, int(ip)))
    outer = tuple(str(ip) for ip in found if _is_outer(ip))
    return outer or tuple(str(ip) for ip in found if ip.is_loopback)


def portable_addresses(
    far_away: Iterable[tuple[int, str]] = _FAR_AWAY, hostname: Callable[[], str] = socket.gethostname
) -> Iterator[str]:
    """Find addresses by what every system offers: the way to somewhere else, and this computer's own name."""
    for family, address in far_away:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            yield str(probe.getsockname()[0])
    with contextlib.suppress(OSError, UnicodeError):
        for *_, name in socket.getaddrinfo(hostname(), None, type=socket.SOCK_DGRAM):
            yield str(name[0])


def _subscribe() -> socket.socket:
    if sys.platform == "linux":
        from snom_dialer.system import netlink

        return netlink.subscribe()
    raise OSError("there is no netlink on this system")


class AddressWatch:
    """Calls `changed`, in the event loop, when addresses, links or routes of this computer have changed.

    Everything that changes after `start` has returned is told. `subscribe` returns a netlink socket or raises OSError;
    `addresses` is what a comparison compares.
    """

    def __init__(
        self,
        changed: Callable[[], None],
        *,
        addresses: Callable[[], tuple[str, ...]] = local_addresses,
        subscribe: Callable[[], socket.socket] = _subscribe,
        period: float = PERIOD,
    ) -> None:
        self._changed = changed
        self._addresses = addresses
        self._subscribe = subscribe
        self._period = period
        self._burst: Burst | None = None
        self._socket: socket.socket | None = None
        self._comparison: _Comparison | None = None

    @property
    def means(self) -> Means:
        """How a change is found out at present."""
        return Means.NETLINK if self._socket is not None else Means.COMPARISON

    async def start(self) -> Means:
        """Begin to watch, and return how it is done."""
        loop = asyncio.get_running_loop()
        try:
            self._socket = self._subscribe()
        except OSError:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FIRST_LOOK):
                    await self._compare().looked
            return self.means
        self._burst = Burst(loop, self._changed)
        loop.add_reader(self._socket, self._hear)
        return self.means

    def stop(self) -> None:
        """Watch no more; `changed` is not called after this. Has to be called in the loop."""
        self._close_socket()
        if self._burst is not None:
            self._burst.cancel()
        if self._comparison is not None:
            self._comparison.stop()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _hear(self) -> None:
        from snom_dialer.system import netlink

        assert self._socket is not None
        assert self._burst is not None
        self._burst.note()
        try:
            netlink.drain(self._socket)
        except OSError:  # never seen; whatever it is, the other way does not depend on it
            self._close_socket()
            self._compare()

    def _close_socket(self) -> None:
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _compare(self) -> "_Comparison":
        self._comparison = _Comparison(self._addresses, self._changed, self._period)
        self._comparison.start()
        return self._comparison


class Burst:
    """Makes one call of many: after `QUIET` seconds without another change, at the latest `LONGEST` after the first."""

    def __init__(self, loop: asyncio.AbstractEventLoop, tell: Callable[[], None]) -> None:
        self._loop = loop
        self._tell = tell
        self._timer: asyncio.TimerHandle | None = None
        self._latest = 0.0

    def note(self) -> None:
        """Take note that something has happened."""
        now = self._loop.time()
        if self._timer is None:
            self._latest = now + LONGEST
        else:
            self._timer.cancel()
        self._timer = self._loop.call_at(min(now + QUIET, self._latest), self._end)

    def cancel(self) -> None:
        """Forget what has happened."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self) -> None:
        self._timer = None
        self._tell()


class _Comparison:
    """Looks every `period` seconds whether the addresses are others than before.

    In a daemon thread: where this computer's own name has to be looked up, a resolver without a network may take half
    a minute, and neither the loop nor the end of the program shall wait for it.
    """

    def __init__(self, addresses: Callable[[], tuple[str, ...]], changed: Callable[[], None], period: float) -> None:
        self._addresses = addresses
        self._changed = changed
        self._period = period
        self._stopped = threading.Event()
        self._loop = asyncio.get_running_loop()
        self.looked: asyncio.Future[None] = self._loop.create_future()  # done when the first look has been taken

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, name="addresses", daemon=True).start()

    def stop(self) -> None:
        """End it; nothing is told from now on."""
        self._stopped.set()

    def _run(self) -> None:
        known = self._addresses()
        self._in_loop(self._have_looked)
        while not self._stopped.wait(self._period):
            found = self._addresses()
            if found != known:
                known = found
                self._in_loop(self._tell)

    def _in_loop(self, call: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
            self._loop.call_soon_threadsafe(call)

    def _have_looked(self) -> None:
        if not self.looked.done():
            self.looked.set_result(None)

    def _tell(self) -> None:
        if not self._stopped.is_set():
            self._changed()


def _is_outer(ip: IPv4Address | IPv6Address) -> bool:
    if ip.is_loopback or ip.is_unspecified:
        return False
    return ip.version == 4 or not ip.is_link_local
