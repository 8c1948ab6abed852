"""Datagrams over loopback, through a real loop; the order of events is waited for, never a time."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any

import pytest

from snom_dialer.errors import Code, DialerError
from snom_dialer.phone import port as port_module
from snom_dialer.phone.port import PORTS_TRIED
from snom_dialer.phone.syslog import BURST, SENDERS, SIZE_LIMIT, Datagram, SyslogReceiver, is_from
from snom_dialer.protocol.event import EventKind, PhoneEvent
from snom_dialer.protocol.log import LogReader
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread

MAC = "000413A00001"
HERE = "127.0.0.1"


class Inbox:
    """Accepts what does not begin with `foreign`, and lets a test wait for it."""

    def __init__(self) -> None:
        self.got: list[Datagram] = []
        self._came = asyncio.Event()

    def accept(self, datagram: Datagram) -> bool:
        self.got.append(datagram)
        self._came.set()
        return not datagram.data.startswith(b"foreign")

    async def wait(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                await self._came.wait()
                self._came.clear()


def in_loop(test: Callable[[Inbox, SyslogReceiver], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        inbox = Inbox()
        receiver = SyslogReceiver(inbox.accept)
        try:
            await test(inbox, receiver)
        finally:
            receiver.stop()
            await asyncio.sleep(0)  # lets asyncio close the sockets

    asyncio.run(run())


def send(port: int, *datagrams: bytes, to: str = HERE) -> None:
    with closing(socket.socket(socket.AF_INET6 if ":" in to else socket.AF_INET, socket.SOCK_DGRAM)) as sender:
        for data in datagrams:
            sender.sendto(data, (to, port))


def test_datagrams_arrive_with_their_sender() -> None:
    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        port = await receiver.start([HERE], 0)
        assert port == receiver.port
        send(port, b"one", b"", b"foreign", b"\xff" * SIZE_LIMIT)
        await inbox.wait(lambda: len(inbox.got) == 4)
        assert inbox.got[:2] == [Datagram(b"one", HERE), Datagram(b"", HERE)]
        assert receiver.counts == {"received": 3, "foreign": 1}

    in_loop(test)


def test_several_addresses_share_one_port() -> None:
    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        port = await receiver.start([HERE, "127.0.0.2", "::1"], 0)
        for address in (HERE, "127.0.0.2", "::1"):
            send(port, address.encode(), to=address)
        await inbox.wait(lambda: len(inbox.got) == 3)
        assert {datagram.data for datagram in inbox.got} == {b"127.0.0.1", b"127.0.0.2", b"::1"}
        assert {datagram.peer for datagram in inbox.got} <= {"127.0.0.1", "127.0.0.2", "::1"}

    in_loop(test)


def test_a_port_that_is_taken_gives_way_to_the_next() -> None:
    """The socket of the first address, which was free, is closed again: one left open would be warned of."""

    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as holder:
            holder.bind(("127.0.0.2", 0))
            taken = holder.getsockname()[1]
            if taken > 65000:
                pytest.fail("the system gave a port at the very end of the range")
            port = await receiver.start([HERE, "127.0.0.2"], taken)
            assert taken < port < taken + PORTS_TRIED

    in_loop(test)


def test_no_port_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_module, "PORTS_TRIED", 1)

    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as holder:
            holder.bind((HERE, 0))
            taken = holder.getsockname()[1]
            with pytest.raises(DialerError) as caught:
                await receiver.start([HERE], taken)
        assert caught.value.code is Code.PORT_TAKEN

    in_loop(test)


@pytest.mark.parametrize("address", ["192.0.2.1", "no address"])
def test_an_address_that_is_not_ours(address: str) -> None:
    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        with pytest.raises(DialerError) as caught:
            await receiver.start([HERE, address], 0)
        assert caught.value.code is Code.ADDRESS_GONE

    in_loop(test)


def test_stopping_and_starting_again() -> None:
    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        first = await receiver.start([HERE], 0)
        receiver.stop()
        await asyncio.sleep(0)
        assert await receiver.start([HERE], first) == first
        send(first, b"x")
        await inbox.wait(lambda: bool(inbox.got))

    in_loop(test)


# ---- bounds ----------------------------------------------------------------------------------------------------------


def test_what_is_too_long_is_dropped() -> None:
    got: list[Datagram] = []

    def accept(datagram: Datagram) -> bool:
        got.append(datagram)
        return True

    receiver = SyslogReceiver(accept)
    receiver.take(Datagram(b"x" * (SIZE_LIMIT + 1), HERE), 0)
    receiver.take(Datagram(b"x" * SIZE_LIMIT, HERE), 0)
    assert len(got) == 1
    assert receiver.counts == {"oversized": 1, "received": 1}


def test_a_flood_is_dropped_and_hurts_nobody_else() -> None:
    receiver = SyslogReceiver(lambda datagram: True, rate=10, burst=3)
    for _ in range(5):
        receiver.take(Datagram(b"x", "10.0.0.1"), 100)
    assert receiver.counts == {"received": 3, "flooded": 2}
    receiver.take(Datagram(b"x", "10.0.0.2"), 100)
    receiver.take(Datagram(b"x", "10.0.0.1"), 100.05)
    assert receiver.counts == {"received": 4, "flooded": 3}
    receiver.take(Datagram(b"x", "10.0.0.1"), 100.11)
    receiver.take(Datagram(b"x", "10.0.0.1"), 100.11)
    assert receiver.counts == {"received": 5, "flooded": 4}
    for _ in range(5):
        receiver.take(Datagram(b"x", "10.0.0.1"), 1000)
    assert receiver.counts == {"received": 8, "flooded": 6}


def test_a_log_as_busy_as_it_gets_is_no_flood() -> None:
    receiver = SyslogReceiver(lambda datagram: True)
    for number in range(BURST):
        receiver.take(Datagram(b"x", HERE), number / 1e6)
    assert receiver.counts["received"] == BURST


def test_the_memory_for_senders_is_bounded() -> None:
    receiver = SyslogReceiver(lambda datagram: True)
    for number in range(SENDERS * 2):
        receiver.take(Datagram(b"x", str(number)), 0)
        receiver.take(Datagram(b"x", HERE), 0)
    assert len(receiver._room) == SENDERS
    assert HERE in receiver._room


# ---- whose it is -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "peer", "address", "mac", "theirs"),
    [
        (b"x", "10.0.0.1", "10.0.0.1", "", True),
        (b"x", "10.0.0.1", "10.0.0.2", MAC, False),
        (b"x", "::ffff:10.0.0.1", "10.0.0.1", "", True),
        (b"x", "fe80::1%eth0", "FE80:0::1", "", True),
        (b"x", "phone", "phone", "", True),
        (b"x", "", "", "", False),
        (b"<134>000413A00001 Sent to", "1.1.1.1", "10.0.0.1", MAC, True),
        (b"<134>000413a00001 Sent to", "1.1.1.1", "", MAC.lower(), True),
        (b"Feb 24 16:20:08 10.1.1.1 00:04:13:A0:00:01 [INFO  ] PHN: x", "1.1.1.1", "10.0.0.1", MAC, True),
        (b"<134>000413A000012 x", "1.1.1.1", "10.0.0.1", MAC, False),
        (b"<134>x [INFO  ] PHN: call from 000413A00001", "1.1.1.1", "10.0.0.1", MAC, False),
        (b"<134>x Received from udp:1\n\nFrom: 000413A00001 x", "1.1.1.1", "10.0.0.1", MAC, False),
        (b"x" * 200 + b" 000413A00001 ", "1.1.1.1", "10.0.0.1", MAC, False),
        (b"", "1.1.1.1", "10.0.0.1", "", False),
    ],
)
def test_whose_a_datagram_is(data: bytes, peer: str, address: str, mac: str, theirs: bool) -> None:
    assert is_from(Datagram(data, peer), address, mac) is theirs


# ---- all of it -------------------------------------------------------------------------------------------------------


def test_a_virtual_phone_is_followed_by_its_syslog() -> None:
    async def test(inbox: Inbox, receiver: SyslogReceiver) -> None:
        port = await receiver.start([HERE], 0)
        with SimulatorThread(Setup(model="190", mac=MAC)) as sim:
            sim.set("syslog_server", f"{HERE}:{port}")
            sim.ring("030123", "Anna", call_id="c1@h")
            sim.answer()
            sim.remote_hang_up()
        await inbox.wait(lambda: len(inbox.got) == 3)

        reader = LogReader()
        events: list[PhoneEvent] = []
        for datagram in inbox.got:
            assert is_from(datagram, "", MAC)
            assert is_from(datagram, HERE, "")
            events += reader.feed_datagram(datagram.data)
        assert [event.kind for event in events] == [EventKind.INCOMING, EventKind.CONNECTED, EventKind.DISCONNECTED]
        assert events[0].remote.number == "030123"

    in_loop(test)
