"""The listener follows this computer's addresses: what phones are to call, and what happens where nobody can listen."""

import asyncio
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.config.model import Callback, Phone
from snom_dialer.engine import doorway as doorway_module
from snom_dialer.engine.doorway import Doorway
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.listener import Listener
from snom_dialer.phone.port import PORTS_TRIED

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
ROOT = Path(__file__).parent.parent.parent
DESK, HALL = Phone(name="desk", host="192.0.2.1"), Phone(name="hall", host="192.0.2.2")


class Ways:
    """The routing table of a computer: from which of its addresses each host is reached, "" where from none."""

    def __init__(self) -> None:
        self.by_host: dict[str, str] = {}
        self.usual = HERE
        self.slow: dict[str, threading.Event] = {}

    def __call__(self, host: str, port: int) -> str:
        if host in self.slow:
            self.slow[host].wait(5)
        return self.by_host.get(host, self.usual)


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Ways:
    found = Ways()
    monkeypatch.setattr(doorway_module, "local_address_for", lambda host, port=80: found(host, port))
    return found


def play(scene: Callable[[Doorway], Coroutine[Any, Any, None]], phones: Sequence[Phone], callback: Callback) -> None:
    """Play a scene with a doorway that is closed at its end."""

    async def run() -> None:
        door = Doorway(Listener(lambda _: True), callback, phones)
        try:
            await scene(door)
        finally:
            await door.stop()

    asyncio.run(run())


def answers(address: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((address, port), 5).close()
    except ConnectionRefusedError:
        return False
    return True


@contextmanager
def taken(count: int, host: str) -> Iterator[int]:
    """Ports in a row that somebody holds; the first one is given. Others than test_listener's, which may run beside."""
    for first in range(10_000, 19_000, count):
        with ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    stack.enter_context(socket.create_server((host, port)))
            except OSError:
                continue
            yield first
            return
    pytest.fail("no free ports")


# ---- finding ---------------------------------------------------------------------------------------------------------


def test_each_phone_calls_the_address_from_which_it_is_reached(ways: Ways) -> None:
    ways.by_host = {HALL.host: ELSEWHERE}

    async def scene(door: Doorway) -> None:
        await door.start()
        assert door.homes == {"desk": HERE, "hall": ELSEWHERE}
        assert door.addresses == (HERE, ELSEWHERE)
        assert answers(HERE, door.listener.port)
        assert answers(ELSEWHERE, door.listener.port)

    play(scene, (DESK, HALL), Callback(port=0))


@pytest.mark.parametrize(
    ("callback", "home", "bound"),
    [
        pytest.param(Callback(address=ELSEWHERE, port=0), ELSEWHERE, ELSEWHERE, id="address"),
        pytest.param(Callback(external_address="203.0.113.9", port=0), "203.0.113.9", "0.0.0.0", id="external"),
        pytest.param(
            Callback(address=ELSEWHERE, external_address="203.0.113.9", port=0), "203.0.113.9", ELSEWHERE, id="both"
        ),
    ],
)
def test_what_is_configured_counts(ways: Ways, callback: Callback, home: str, bound: str) -> None:
    async def scene(door: Doorway) -> None:
        await door.start()
        assert (door.homes, door.addresses) == ({"desk": home}, (bound,))
        ways.usual = "127.0.0.3"
        assert not await door.refresh()

    play(scene, (DESK,), callback)


def test_without_phones_nobody_but_this_computer_can_call(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        await door.start()
        assert (door.homes, door.addresses) == ({}, (HERE,))

    play(scene, (), Callback(port=0))


def test_a_name_that_is_not_found_in_time_is_where_most_of_the_network_is(
    ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorway_module, "FINDING", 0.05)
    slow = Phone(name="slow", host="slow.example")
    quick = Phone(name="quick", host="quick.example")
    ways.by_host = {"slow.example": ELSEWHERE, "quick.example": ELSEWHERE}
    ways.slow = {"slow.example": threading.Event()}

    async def scene(door: Doorway) -> None:
        await door.start()
        assert door.homes == {"slow": HERE, "quick": ELSEWHERE}
        ways.slow.pop("slow.example").set()
        assert await door.refresh()
        assert door.homes == {"slow": ELSEWHERE, "quick": ELSEWHERE}

    play(scene, (slow, quick), Callback(port=0))


# ---- following -------------------------------------------------------------------------------------------------------


def test_a_new_address_is_followed_with_the_same_port(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        await door.start()
        port = door.listener.port
        assert not await door.refresh()
        ways.usual = ELSEWHERE
        assert await door.refresh()
        assert (door.homes, door.addresses, door.listener.port) == ({"desk": ELSEWHERE}, (ELSEWHERE,), port)
        assert answers(ELSEWHERE, port)
        assert not answers(HERE, port)
        assert not await door.refresh()

    play(scene, (DESK,), Callback(port=0))


def test_an_address_that_we_still_have_stays_open_as_phones_still_call_it(
    ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {HERE, ELSEWHERE}
    monkeypatch.setattr(doorway_module, "is_ours", ours.__contains__)

    async def scene(door: Doorway) -> None:
        await door.start()
        port = door.listener.port
        ways.usual = ELSEWHERE
        assert await door.refresh()
        assert door.addresses == (ELSEWHERE, HERE)
        assert answers(HERE, port)
        ours.remove(HERE)
        assert not await door.refresh()  # nothing that a phone would have to know
        assert door.record()["addresses"] == [ELSEWHERE]
        assert not answers(HERE, port)

    play(scene, (DESK,), Callback(port=0))


def test_a_new_port_is_news_for_every_phone(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        await door.start()
        port = door.listener.port
        with socket.create_server((ELSEWHERE, port)):
            ways.by_host = {HALL.host: ELSEWHERE}
            assert await door.refresh()
        assert door.listener.port != port
        assert door.homes == {"desk": HERE, "hall": ELSEWHERE}
        assert answers(HERE, door.listener.port)
        assert answers(ELSEWHERE, door.listener.port)

    play(scene, (DESK, HALL), Callback(port=0))


def test_without_a_network_the_last_address_stays_open(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        ways.usual = ELSEWHERE
        await door.start()
        port = door.listener.port
        ways.usual = ""
        assert await door.refresh()
        assert (door.homes, door.addresses) == ({"desk": ""}, (ELSEWHERE,))
        assert answers(ELSEWHERE, port)
        ways.usual = ELSEWHERE
        assert await door.refresh()
        assert (door.homes, door.listener.port) == ({"desk": ELSEWHERE}, port)

    play(scene, (DESK,), Callback(port=0))


def test_a_start_without_a_network_waits_for_one(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        ways.usual = ""
        await door.start()
        assert (door.homes, door.addresses) == ({"desk": ""}, (HERE,))
        ways.usual = ELSEWHERE
        assert await door.refresh()
        assert (door.homes, door.record()["addresses"]) == ({"desk": ELSEWHERE}, [ELSEWHERE])

    play(scene, (DESK,), Callback(port=0))


@pytest.mark.parametrize(("address", "code"), [(ELSEWHERE, Code.PORT_TAKEN), ("192.0.2.77", Code.ADDRESS_GONE)])
def test_where_nobody_can_listen_that_is_told_until_somebody_can(ways: Ways, address: str, code: Code) -> None:
    with taken(PORTS_TRIED, ELSEWHERE) as port:

        async def scene(door: Doorway) -> None:
            await door.start()
            ways.usual = address
            for _ in range(2):  # not only the first time
                with pytest.raises(DialerError) as caught:
                    await door.refresh()
                assert caught.value.code is code
                assert (door.wanted, door.open) == (True, False)
            ways.usual = HERE
            assert await door.refresh()  # the same address and port as before, and news all the same
            assert door.open
            assert (door.homes, door.listener.port) == ({"desk": HERE}, port)
            assert answers(HERE, port)

        play(scene, (DESK,), Callback(port=port))


def test_a_start_that_fails_leaves_nothing_to_be_followed(ways: Ways) -> None:
    ways.usual = "192.0.2.77"

    async def scene(door: Doorway) -> None:
        with pytest.raises(DialerError) as caught:
            await door.start()
        assert caught.value.code is Code.ADDRESS_GONE
        ways.usual = HERE
        assert not await door.refresh()
        assert not door.open
        await door.start()
        assert door.open

    play(scene, (DESK,), Callback(port=0))


def test_a_door_that_was_closed_is_not_opened_by_a_new_address(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        await door.start()
        port = door.listener.port
        await door.stop()
        ways.usual = ELSEWHERE
        assert not await door.refresh()
        assert not answers(ELSEWHERE, port)

    play(scene, (DESK,), Callback(port=0))


def test_closing_wins_over_a_move_that_is_under_way(ways: Ways) -> None:
    named = Phone(name="desk", host="desk.example")

    async def scene(door: Doorway) -> None:
        await door.start()
        port = door.listener.port
        ways.usual, ways.slow = ELSEWHERE, {"desk.example": threading.Event()}
        refresh = asyncio.create_task(door.refresh())
        await asyncio.sleep(0)
        stop = asyncio.create_task(door.stop())
        await asyncio.sleep(0)
        ways.slow["desk.example"].set()
        await asyncio.gather(refresh, stop)
        assert not door.open
        assert not answers(HERE, port)
        assert not answers(ELSEWHERE, port)

    play(scene, (named,), Callback(port=0))


def test_two_who_start_it_open_one_door(ways: Ways) -> None:
    async def scene(door: Doorway) -> None:
        await asyncio.gather(door.start(), door.start())
        port = door.listener.port
        await door.stop()
        assert not answers(HERE, port)

    play(scene, (DESK,), Callback(port=0))


# ---- the whole program, while the computer's address really changes --------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="there are no network namespaces on this system")
@pytest.mark.parametrize(
    "scene",
    ["new_address", "both_addresses", "interface_goes_and_returns", "port_taken", "start_without_network"],
)
def test_in_a_network_of_its_own(scene: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.engine.namespace", scene, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=50)
    assert (run.stdout, run.returncode) == (f"{scene} came to its end\n", 0), run.stderr
