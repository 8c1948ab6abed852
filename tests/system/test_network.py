"""Which addresses are of use, and how a change is told; the real changes are in test_namespace.py."""

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Callable
from typing import cast

import pytest

from snom_dialer.system.network import (
    LONGEST,
    QUIET,
    AddressWatch,
    Burst,
    Means,
    local_addresses,
    portable_addresses,
    usable,
)


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        pytest.param([], (), id="none"),
        pytest.param(["127.0.0.1", "::1"], ("127.0.0.1", "::1"), id="only-loopback"),
        pytest.param(["127.0.0.1", "10.0.0.1", "::1"], ("10.0.0.1",), id="no-loopback-beside-others"),
        pytest.param(["127.0.1.1", "fe80::1%eth0"], ("127.0.1.1",), id="link-local-is-no-other"),
        pytest.param(["fe80::1", "fd00::1"], ("fd00::1",), id="no-link-local"),
        pytest.param(["169.254.3.4"], ("169.254.3.4",), id="a-phone-on-a-bare-cable"),
        pytest.param(["0.0.0.0", "::"], (), id="not-addresses-of-anything"),
        pytest.param(["10.0.0.1", "10.0.0.1"], ("10.0.0.1",), id="once"),
        pytest.param(["FD00:0::1"], ("fd00::1",), id="as-usually-written"),
    ],
)
def test_the_addresses_of_use(addresses: list[str], expected: tuple[str, ...]) -> None:
    assert usable(addresses) == expected


def test_their_order_does_not_depend_on_where_they_come_from() -> None:
    ordered = ("9.0.0.1", "10.0.0.2", "10.0.0.10", "fd00::2", "fd00::10")
    shuffled = list(ordered)
    for seed in range(10):
        random.Random(seed).shuffle(shuffled)
        assert usable(shuffled) == ordered


def test_this_computer_has_addresses() -> None:
    found = local_addresses()
    assert found
    assert found == usable(found) == local_addresses()


# ---- without netlink -------------------------------------------------------------------------------------------------


def test_the_way_to_somewhere_else_shows_an_address() -> None:
    way = [(socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1"), (socket.AF_INET, "::1")]
    found = list(portable_addresses(way, lambda: "127.0.0.7"))
    assert {"127.0.0.1", "127.0.0.7"} <= set(found)
    assert usable(found)


@pytest.mark.parametrize("name", ["no.such.host.invalid", "x" * 300, "a\N{SNOWMAN}..b"])
def test_a_computer_that_does_not_know_its_own_name_has_no_more_addresses(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    lookup = socket.getaddrinfo

    def without_a_network(host: str, *args: object, **kwargs: object) -> object:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_AGAIN, "no resolver")
        return lookup(host, *args, **kwargs)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(socket, "getaddrinfo", without_a_network)
    assert list(portable_addresses((), lambda: name)) == []


def refused() -> socket.socket:
    raise PermissionError("sandbox")


def test_where_netlink_is_refused_the_portable_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snom_dialer.system.netlink.dump", refused)
    monkeypatch.setattr("snom_dialer.system.network.portable_addresses", lambda: ["10.0.0.2", "10.0.0.1"])
    assert local_addresses() == ("10.0.0.1", "10.0.0.2")


class Computer:
    """A computer whose addresses a test changes; says when it is looked at."""

    def __init__(self) -> None:
        self.now: tuple[str, ...] = ("10.0.0.1",)
        self.looks = 0
        self.free = threading.Event()
        self.free.set()
        self.entered = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def __call__(self) -> tuple[str, ...]:
        self.entered.set()
        self.free.wait(10)
        self.looks += 1
        with contextlib.suppress(RuntimeError):  # the test is over
            self._loop.call_soon_threadsafe(self._news.set)
        return self.now

    async def until_looked(self, times: int) -> None:
        wanted = self.looks + times
        async with asyncio.timeout(5):
            while self.looks < wanted:
                self._news.clear()
                await self._news.wait()


def test_a_comparison_tells_of_changes_and_of_nothing_else() -> None:
    async def scene() -> None:
        computer, changed, told = Computer(), asyncio.Event(), []

        def tell() -> None:
            told.append(computer.now)
            changed.set()

        watch = AddressWatch(tell, addresses=computer, subscribe=refused, period=0.001)
        assert await watch.start() is Means.COMPARISON
        assert computer.looks >= 1
        await computer.until_looked(3)
        assert told == []
        for now in (("10.0.0.2",), (), ("10.0.0.2",)):
            computer.now = now
            async with asyncio.timeout(5):
                await changed.wait()
            changed.clear()
        await computer.until_looked(3)
        assert told == [("10.0.0.2",), (), ("10.0.0.2",)]
        watch.stop()

    asyncio.run(scene())


def test_a_stopped_comparison_looks_no_more_and_tells_nothing() -> None:
    async def scene() -> None:
        computer, told = Computer(), []
        watch = AddressWatch(lambda: told.append(1), addresses=computer, subscribe=refused, period=0.001)
        await watch.start()
        before = set(threading.enumerate())
        computer.free.clear()  # the resolver hangs
        computer.now = ()
        computer.entered.clear()
        assert computer.entered.wait(5)
        watch.stop()
        computer.free.set()
        for thread in before:
            if thread.name == "addresses":
                thread.join(5)
                assert not thread.is_alive()
        await asyncio.sleep(0)
        assert told == []

    asyncio.run(scene())


def test_a_resolver_that_hangs_holds_up_neither_start_nor_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snom_dialer.system.network.FIRST_LOOK", 0.01)
    computers = []

    async def scene() -> None:
        computer = Computer()
        computers.append(computer)
        computer.free.clear()
        watch = AddressWatch(lambda: None, addresses=computer, subscribe=refused)
        assert await watch.start() is Means.COMPARISON
        assert computer.looks == 0
        watch.stop()

    asyncio.run(scene())
    computers[0].free.set()


def test_a_fault_in_what_is_told_does_not_end_the_watch() -> None:
    async def scene() -> None:
        loop, computer, faults = asyncio.get_running_loop(), Computer(), asyncio.Queue[object]()
        loop.set_exception_handler(lambda _, context: faults.put_nowait(context["exception"]))

        def fail() -> None:
            raise ZeroDivisionError

        watch = AddressWatch(fail, addresses=computer, subscribe=refused, period=0.001)
        await watch.start()
        for number in range(2):
            computer.now = (f"10.0.1.{number}",)
            async with asyncio.timeout(5):
                assert isinstance(await faults.get(), ZeroDivisionError)
        watch.stop()

    asyncio.run(scene())


def test_a_netlink_that_breaks_is_replaced_by_a_comparison() -> None:
    async def scene() -> None:
        computer, changed = Computer(), asyncio.Event()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        watch = AddressWatch(changed.set, addresses=computer, subscribe=lambda: _Broken(ours), period=0.001)
        assert await watch.start() is Means.NETLINK
        theirs.close()
        await computer.until_looked(1)
        assert watch.means is Means.COMPARISON
        async with asyncio.timeout(5):
            await changed.wait()  # what the socket may have wanted to tell
            changed.clear()
            computer.now = ()
            await changed.wait()
        watch.stop()

    asyncio.run(scene())


class _Broken(socket.socket):
    """A socket that has something to tell and then fails."""

    def __init__(self, whole: socket.socket) -> None:
        super().__init__(whole.family, whole.type, whole.proto, whole.detach())

    def recv(self, *_: object) -> bytes:
        raise OSError(9, "gone")


def test_a_watch_that_never_started_can_be_stopped() -> None:
    async def scene() -> None:
        AddressWatch(lambda: None).stop()

    asyncio.run(scene())


# ---- bursts ----------------------------------------------------------------------------------------------------------


class Timers:
    """The clock of a loop, moved by hand."""

    def __init__(self) -> None:
        self.now = 50.0
        self.set: list[_Timer] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> "_Timer":
        self.set.append(_Timer(when, call))
        return self.set[-1]

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for timer in [timer for timer in self.set if timer.when <= self.now + 1e-9]:
            self.set.remove(timer)
            if not timer.cancelled:
                timer.call()


class _Timer:
    def __init__(self, when: float, call: Callable[[], None]) -> None:
        self.when, self.call, self.cancelled = when, call, False

    def cancel(self) -> None:
        self.cancelled = True


@pytest.fixture
def timers() -> Timers:
    return Timers()


@pytest.fixture
def told() -> list[float]:
    return []


@pytest.fixture
def burst(timers: Timers, told: list[float]) -> Burst:
    return Burst(cast("asyncio.AbstractEventLoop", timers), lambda: told.append(round(timers.now - 50, 3)))


def test_one_change_is_told_when_it_has_become_quiet(burst: Burst, timers: Timers, told: list[float]) -> None:
    burst.note()
    timers.advance(QUIET - 0.01)
    assert told == []
    timers.advance(0.01)
    assert told == [QUIET]
    timers.advance(10)
    assert told == [QUIET]


def test_a_burst_is_told_once_after_its_last_change(burst: Burst, timers: Timers, told: list[float]) -> None:
    for _ in range(5):
        burst.note()
        timers.advance(0.2)
    timers.advance(QUIET)
    assert told == [1.3]


def test_changes_that_do_not_end_are_told_of_all_the_same(burst: Burst, timers: Timers, told: list[float]) -> None:
    for _ in range(45):
        burst.note()
        timers.advance(0.1)
    assert told == [LONGEST, 2 * LONGEST]


def test_what_is_cancelled_is_not_told(burst: Burst, timers: Timers, told: list[float]) -> None:
    burst.cancel()
    burst.note()
    burst.cancel()
    timers.advance(10)
    assert told == []
    burst.note()
    timers.advance(QUIET)
    assert len(told) == 1
