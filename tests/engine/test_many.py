"""Two hundred phones in one program, twenty of them dead: set up side by side, in little time and memory."""

import json
import signal
import socket
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from snom_dialer.config.model import Phone
from snom_dialer.engine.keeper import Timing
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.cli.running import Serving, serving
from tests.engine.running import Running, running

pytestmark = pytest.mark.slow

PHONES, SILENT, REFUSING = 180, 10, 10
SECONDS, MEGABYTES = 30.0, 150.0


@pytest.fixture(scope="module")
def phones() -> Iterator[SimulatorThread]:
    setups = (Setup(number=f"{1000 + n}", mac=f"000413{n:06X}", quirks={"slow": 0.05}) for n in range(PHONES))
    with SimulatorThread(*setups) as sim:
        yield sim


@pytest.fixture
def hosts(phones: SimulatorThread) -> Iterator[dict[str, str]]:
    """The address of each phone by its name; those named `silent` take a connection and never say a word."""
    with ExitStack() as held:
        silent = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(SILENT)]
        refusing = [held.enter_context(socket.socket()) for _ in range(REFUSING)]
        for each in refusing:
            each.bind(("127.0.0.1", 0))
        ports = {f"{phone.setup.number}": phone.port for phone in phones.phones}
        ports |= {f"silent {n}": each.getsockname()[1] for n, each in enumerate(silent)}
        ports |= {f"refusing {n}": each.getsockname()[1] for n, each in enumerate(refusing)}
        yield {name: f"127.0.0.1:{port}" for name, port in ports.items()}


def active(program: Running) -> set[str]:
    return {str(record["name"]) for record in program.of_type("phone", state="active")}


def test_the_dead_hold_up_nobody_and_every_call_is_heard(
    tmp_path: Path, phones: SimulatorThread, hosts: dict[str, str]
) -> None:
    began = time.monotonic()
    listed = [Phone(name=name, host=host) for name, host in hosts.items()]
    with running(tmp_path, *listed, timing=Timing(retry=(60.0,))) as program:
        program.wait_for(lambda: len(active(program)) == PHONES, SECONDS)
        assert time.monotonic() - began < SECONDS
        assert not any(name.startswith(("silent", "refusing")) for name in active(program))
        phones.call(lambda: [phone.ring("030", "Anna") for phone in phones.phones])
        program.wait_for(lambda: len(program.of_type("call", change="started")) == PHONES, SECONDS)
        assert {record["call"]["phone"] for record in program.of_type("call")} == {
            phone.setup.number for phone in phones.phones
        }
        for phone in phones.phones:
            phones.call(phone.line.drop)
        assert program.stop() < 10  # dead ones included
    assert [phone.name for phone in phones.phones if phone.settings.get("action_incoming_url")] == []


def test_one_request_at_a_time_goes_to_each_phone(tmp_path: Path, phones: SimulatorThread) -> None:
    few = phones.phones[:20]
    for phone in few:
        phones.quirk("truncate_concurrent", True, phone.setup.number)
    listed = [Phone(name=phone.setup.number, host=f"127.0.0.1:{phone.port}") for phone in few]
    with running(tmp_path, *listed) as program:
        program.wait_for(lambda: len(active(program)) == len(few), SECONDS)
        states = defaultdict(set)
        for record in program.of_type("phone"):
            states[record["name"]].add(record["state"])
        assert all("degraded" not in each for each in states.values())
    for phone in few:
        phones.quirk("truncate_concurrent", False, phone.setup.number)


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of another process is told by Linux alone")
def test_the_memory_of_the_whole_process(tmp_path: Path, hosts: dict[str, str]) -> None:
    listed = [{"name": name, "host": host} for name, host in hosts.items()]
    config = tmp_path / "c.json"
    config.write_text(json.dumps({"version": 2, "phones": listed, "callback": {"port": 0}}))
    with serving("serve", "--json", "--config", str(config), environ={"HOME": str(tmp_path)}) as program:
        wait_for_all(program)
        assert peak_megabytes(program.child.pid) < MEGABYTES
        assert program.end(signal.SIGTERM) == 0


def wait_for_all(program: Serving) -> None:
    missing = {str(number) for number in range(1000, 1000 + PHONES)}
    until = time.monotonic() + SECONDS
    while missing:
        missing.discard(program.record("phone", until - time.monotonic(), state="active")["name"])


def peak_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM:"))
