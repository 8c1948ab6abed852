"""Real changes of addresses, in a network namespace; run as `python -m tests.system.namespace SCENE`.

A scene that came to its end says so; nothing of it reaches the computer's own network.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import partial

from snom_dialer.system import network
from snom_dialer.system.network import AddressWatch, Means, local_addresses, portable_addresses, usable
from tests.system import kernel

FLOOD = 2000  # addresses; more messages than the socket's buffer holds


class Ear:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.told = 0
        self._news = asyncio.Event()

    def __call__(self) -> None:
        self.told += 1
        self._news.set()

    async def until_told(self) -> None:
        async with asyncio.timeout(10):
            await self._news.wait()
        self._news.clear()


def addresses() -> None:
    """What `local_addresses` says is what this network has, in order."""
    assert local_addresses() == ()
    kernel.set_up(True)
    assert local_addresses() == ("127.0.0.1", "::1")
    kernel.add_address("fd00::20")
    assert local_addresses() == ("fd00::20",)
    for text in ("10.1.0.20", "9.0.0.1", "10.1.0.3", "fd00::3", "fe80::3"):
        kernel.add_address(text)
    kernel.add_address("fd00::4", deprecated=True)
    kernel.add_address("10.1.0.4", deprecated=True)  # says nothing about IPv4
    everything = ("9.0.0.1", "10.1.0.3", "10.1.0.4", "10.1.0.20", "fd00::3", "fd00::20")
    assert local_addresses() == everything, local_addresses()
    kernel.remove_address("9.0.0.1")
    assert local_addresses() == everything[1:]


def portable() -> None:
    """Where netlink is refused, the way to somewhere else shows an address."""
    kernel.set_up(True)
    assert "10.1.0.3" not in usable(portable_addresses())
    kernel.add_address("10.1.0.3")
    kernel.add_route("0.0.0.0/0")
    assert "10.1.0.3" in usable(portable_addresses())


@asynccontextmanager
async def watching(means: Means, watch: AddressWatch) -> AsyncIterator[None]:
    assert await watch.start() is means
    try:
        yield
    finally:
        watch.stop()


def changes() -> None:
    """Each kind of change is told, once."""
    steps: Iterable[Callable[[], None]] = (
        partial(kernel.set_up, True),
        partial(kernel.set_largest_packet, 9000),
        partial(kernel.add_address, "10.1.0.3"),
        partial(kernel.add_address, "fd00::3"),
        partial(kernel.add_route, "10.2.0.0/16"),
        partial(kernel.add_route, "fd02::/64"),
        partial(kernel.remove_route, "10.2.0.0/16"),
        partial(kernel.remove_route, "fd02::/64"),
        partial(kernel.remove_address, "10.1.0.3"),
        partial(kernel.remove_address, "fd00::3"),
        partial(kernel.set_up, False),
    )

    async def scene() -> None:
        ear = Ear()
        async with watching(Means.NETLINK, AddressWatch(ear)):
            for number, step in enumerate(steps):
                step()
                await ear.until_told()
                assert ear.told == number + 1

    network.QUIET = 0.1
    asyncio.run(scene())


def burst() -> None:
    """Many changes are told once, and a watch that has been stopped tells of none."""

    async def scene() -> None:
        first, second = Ear(), Ear()
        stopped = AddressWatch(first)
        async with watching(Means.NETLINK, stopped), watching(Means.NETLINK, AddressWatch(second)):
            for number in range(1, 50):
                kernel.add_address(f"10.1.0.{number}")
                await asyncio.sleep(0)
            await second.until_told()
            assert (first.told, second.told) == (1, 1)
            kernel.remove_address("10.1.0.1")
            for _ in range(3):
                await asyncio.sleep(0)  # both have heard of it, and wait for more
            stopped.stop()
            await second.until_told()
            kernel.remove_address("10.1.0.2")
            await second.until_told()
            assert (first.told, second.told) == (1, 3)

    network.QUIET = 0.05
    kernel.set_up(True)
    asyncio.run(scene())


def flood() -> None:
    """More messages than the socket holds are a change like any other, and the next change is heard, too."""

    async def scene() -> None:
        ear = Ear()
        watch = AddressWatch(ear)
        async with watching(Means.NETLINK, watch):
            for number in range(FLOOD):
                kernel.add_address(f"10.1.{number >> 8}.{number & 255}")
            await ear.until_told()
            assert watch.means is Means.NETLINK
            kernel.remove_address("10.1.0.9")
            await ear.until_told()
            assert watch.means is Means.NETLINK
        assert len(local_addresses()) == FLOOD - 1  # many datagrams long

    network.QUIET = 0.05
    kernel.set_up(True)
    asyncio.run(scene())


def comparison() -> None:
    """Without netlink, the addresses are compared."""

    def refused() -> socket.socket:
        raise PermissionError

    async def scene() -> None:
        ear = Ear()
        async with watching(Means.COMPARISON, AddressWatch(ear, subscribe=refused, period=0.01)):
            kernel.set_up(True)
            await ear.until_told()
            kernel.add_address("10.1.0.3")
            await ear.until_told()
            kernel.remove_address("10.1.0.3")
            await ear.until_told()
            assert ear.told == 3

    asyncio.run(scene())


SCENES = {scene.__name__: scene for scene in (addresses, portable, changes, burst, flood, comparison)}

if __name__ == "__main__":
    kernel.leave_the_network()
    SCENES[sys.argv[1]]()
    print(sys.argv[1], "came to its end")
