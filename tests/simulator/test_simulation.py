"""Several phones together: calls between them, the network, the thread that tests use, PnP."""

import asyncio
import socket

import pytest

from snom_dialer.errors import CallerError
from snom_dialer.simulator.call import Nobody, Signal
from snom_dialer.simulator.happening import Happening
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.pnp import subscribe
from snom_dialer.simulator.profile import model
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.simulation import Simulation, series
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Receiver, arm, ask


def states(sim: SimulatorThread) -> list[list[str]]:
    return [[call.state.value for call in phone.line.calls] for phone in sim.phones]


def pair() -> SimulatorThread:
    return SimulatorThread(*series(Setup(name=""), 2))


def test_a_dial_on_one_rings_the_other(inbox: Receiver) -> None:
    with pair() as sim:
        arm(sim, inbox, "?r=$remote&dr=$display_remote", phone="102")
        assert ask(sim.phone.port, "/command.htm?number=102").status == 302
        assert states(sim) == [["calling"], ["ringing"]]
        sim.answer("102")
        assert states(sim) == [["connected"], ["connected"]]
        sim.hang_up()
        assert states(sim) == [[], []]
        sim.settle()
        assert inbox.targets[0] == "/incoming?r=101@pbx.example&dr="
        assert inbox.names == ["incoming", "connected", "disconnected"]


def test_the_caller_gives_up_and_the_callee_missed_a_call(inbox: Receiver) -> None:
    with pair() as sim:
        arm(sim, inbox, phone="102")
        sim.do("dial", number="102")
        sim.hang_up()
        sim.settle()
        assert inbox.names == ["incoming", "disconnected", "missed"]


@pytest.mark.parametrize("how", ["reject", "dnd"])
def test_the_callee_does_not_want_to(how: str) -> None:
    with pair() as sim:
        if how == "dnd":
            sim.do("keys", "102", keys="DND")
        sim.do("dial", number="102")
        if how == "reject":
            sim.reject("102")
        assert states(sim) == [[], []]


def test_the_other_party_of_a_joined_call_is_the_other_phone() -> None:
    with pair() as sim:
        sim.do("dial", number="102")
        sim.remote_answer()
        assert states(sim) == [["connected"], ["connected"]]
        sim.remote_hang_up()
        assert states(sim) == [[], []]


def test_a_reboot_ends_the_calls_of_the_other_phone() -> None:
    with pair() as sim:
        sim.quirk("reboot_seconds", 0.01, "102")
        sim.do("dial", number="102")
        sim.answer("102")
        sim.reboot("102")
        assert states(sim) == [[], []]


def test_one_cannot_call_oneself(sim: SimulatorThread) -> None:
    sim.do("dial", number="101")
    assert states(sim) == [["calling"]]


def test_the_network_can_answer_by_itself() -> None:
    with SimulatorThread(Setup(quirks={"answer_after": 0.01})) as sim:
        sim.do("dial", number="030")
        sim.wait_for(lambda: states(sim) == [["connected"]])


def test_what_comes_too_late_changes_nothing(sim: SimulatorThread) -> None:
    sim.ring("030")
    call = sim.phone.line.calls[0]
    sim.call(lambda: call.far.act(Signal.ANSWER))
    assert states(sim) == [["ringing"]]
    sim.hang_up()
    sim.call(lambda: call.far.act(Signal.HANG_UP))
    assert sim.call(lambda: sim.phone.line.reject(call)) is False
    Nobody().act(Signal.ANSWER)
    Nobody().hears(Signal.ANSWER)
    assert not call.live


def test_a_series_counts_on() -> None:
    rows = series(Setup(number="20", port=8080, mac="0004130000FF"), 2)
    assert [(row.number, row.port, row.mac) for row in rows] == [
        ("20", 8080, "0004130000FF"),
        ("21", 8081, "000413000100"),
    ]
    assert series(Setup(), 2)[1].port == 0


def test_a_phone_is_found_by_name_or_number() -> None:
    with SimulatorThread(Setup(), Setup(number="102", name="Anna")) as sim:
        assert sim.simulation.find("Anna") is sim.simulation.find("102") is sim.phones[1]
        with pytest.raises(CallerError, match="nobody"):
            sim.ring("1", phone="nobody")


def test_waiting_ends_with_what_happened_last(sim: SimulatorThread) -> None:
    sim.ring("030", "Anna")
    with pytest.raises(TimeoutError, match="call with 030 Anna: incoming"):
        sim.wait_for(lambda: False, timeout=0.01)


def test_an_asynchronous_program_needs_no_thread() -> None:
    seen: list[Happening] = []

    async def run() -> int:
        async with Simulation(observe=seen.append) as simulation:
            assert simulation.control_port == 0
            return simulation.phones[0].port

    assert asyncio.run(run()) > 0
    assert [news.what for news in seen] == ["listening", "stopped"]


def test_a_phone_alone() -> None:
    async def run() -> VirtualPhone:
        phone = VirtualPhone()
        await phone.start()
        phone.ring("030")
        await phone.stop()
        return phone

    assert len(asyncio.run(run()).line.calls) == 1


def test_a_booting_phone_announces_itself() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        to = f"127.0.0.1:{server.getsockname()[1]}"
        with SimulatorThread(Setup(model="370", mac="0004132E08B4", pnp=to)) as sim:
            data = server.recv(4000).decode()
            assert data.startswith("SUBSCRIBE sip:MAC%3a0004132E08B4@224.0.1.75 SIP/2.0\r\n")
            assert 'vendor="snom";model="snom370";version="8.7.5.48"' in data
            sim.set("pnp_config", "off")
            sim.quirk("reboot_seconds", 0)
            sim.reboot()
            server.setblocking(False)
            with pytest.raises(BlockingIOError):
                server.recv(1)


def test_nowhere_to_announce_is_no_fault() -> None:
    with SimulatorThread(Setup(pnp="127.0.0.1:x")) as sim:
        assert sim.phone.port


def test_the_announcement_has_no_branch() -> None:
    assert b"branch" not in subscribe(model("D385"), "000413A00001", "127.0.0.1", 1053)


def test_an_ipv6_address_stands_in_brackets() -> None:
    with SimulatorThread(Setup(host="::1")) as sim:
        assert sim.phone.url == f"http://[::1]:{sim.phone.port}"
