"""Two hundred phones in one running program: how soon all are set up while some are dead, and what memory that takes.

    python -m benchmarks.many COUNT    is so many virtual phones, prints their ports, and ends with its standard input

Not for: events of many phones (callback).
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.program import SCRIPT
from benchmarks.row import Row
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread

_PHONES, _DEAD = 200, 20
_SECONDS, _MEGABYTES = 30.0, 150.0


class Measured(NamedTuple):
    """Seconds from the start of the process until all living phones were set up, and the most memory it ever had."""

    seconds: float
    megabytes: float


def rows(folder: Path) -> list[Row]:
    """Measure it once: it takes seconds, and what is promised is far off."""
    found = measured(folder, _PHONES, _DEAD)
    name = f"{_PHONES} phones, {_DEAD} of them dead"
    return [
        Row(f"{name}: all set up", f"{found.seconds:.1f} s", target="≤ 30 s", ok=found.seconds <= _SECONDS),
        Row(f"{name}: memory", f"{found.megabytes:.0f} MB", target="≤ 150 MB", ok=found.megabytes <= _MEGABYTES),
    ]


def measured(folder: Path, phones: int, dead: int) -> Measured:
    """Run `snom-dialer serve` with so many phones. Linux only: raises FileNotFoundError."""
    with _living(phones - dead) as ports, _silent(dead) as silent:
        config = _configuration(folder, [*ports, *silent])
        began = time.perf_counter()
        command = [str(SCRIPT), "--config", str(config), "serve", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            _wait_for(process, len(ports))
            found = Measured(time.perf_counter() - began, _most_memory(process.pid))
            process.terminate()
            process.communicate()
    return found


@contextmanager
def _living(count: int) -> Iterator[list[int]]:
    command = [sys.executable, "-m", "benchmarks.many", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield [int(port) for port in process.stdout.readline().split()]
        process.communicate()  # closes its standard input


@contextmanager
def _silent(count: int) -> Iterator[list[int]]:
    """Ports of phones that take a connection and never say a word: the dead that cost most."""
    with ExitStack() as held:
        yield [held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(count)]


def _configuration(folder: Path, ports: list[int]) -> Path:
    phones = [{"name": f"phone {number}", "host": f"127.0.0.1:{port}"} for number, port in enumerate(ports)]
    path = folder / "many.json"
    path.write_text(json.dumps({"version": 2, "phones": phones, "callback": {"port": 0}}), encoding="utf-8")
    path.chmod(0o600)
    return path


def _wait_for(process: "subprocess.Popen[str]", count: int) -> None:
    """Wait until so many phones are set up. Raises ValueError where the program ends before."""
    assert process.stdout is not None
    missing = count
    for line in process.stdout:
        record = json.loads(line)
        missing -= record["type"] == "phone" and record["state"] == "active"
        if not missing:
            return
    raise ValueError(f"the program ended before {missing} phones were set up")


def _most_memory(pid: int) -> float:
    """Return the most memory that a process has had so far, in MB."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


def main(count: int) -> None:
    """Be so many phones."""
    setups = (Setup(number=f"{1000 + number}", mac=f"000413{number:06X}") for number in range(count))
    with SimulatorThread(*setups) as simulator:
        print(*(phone.port for phone in simulator.phones), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
