"""The command line in tests: in this process, or as a process of its own."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from snom_dialer.simulator.thread import SimulatorThread

SCRIPT = Path(sysconfig.get_path("scripts")) / "snom-dialer"
PATIENCE = 20.0  # seconds for what takes a fraction of one

Record = dict[str, Any]


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[Record]:
        """Standard output as JSON, one object a line; fails where it is anything else."""
        found = [json.loads(line) for line in self.out.splitlines()]
        assert all(isinstance(record, dict) for record in found)
        return found

    @property
    def last(self) -> Record:
        """The last record."""
        return self.records[-1]


Cli = Callable[..., Ran]


def write_config(path: Path, sim: SimulatorThread | None = None, **more: object) -> None:
    """Write a configuration with the phone `desk`, which is the simulated one, or with what is given."""
    document: dict[str, object] = {"version": 2, "callback": {"port": 0}}
    if sim is not None:
        document["phones"] = [{"name": "desk", "host": host_of(sim), "username": "admin", "password": "0000"}]
    path.write_text(json.dumps(document | more, indent=1), encoding="utf-8")


def host_of(sim: SimulatorThread) -> str:
    """Where the simulated phone is, as a person writes it."""
    return f"127.0.0.1:{sim.phone.port}"


def asked(sim: SimulatorThread) -> list[tuple[str, int]]:
    """The requests that the phone was sent, with the status of each answer."""
    return [(seen.request.target, seen.status) for seen in sim.phone.log]


def closed_port() -> int:
    """A port of this machine on which nobody listens."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def process(
    *argv: str, environ: Mapping[str, str] | None = None, stdin: Any = subprocess.DEVNULL
) -> "subprocess.CompletedProcess[str]":
    """Run the installed script to its end."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *argv],
        capture_output=True,
        text=True,
        errors="replace",
        env={**os.environ, **(environ or {})},
        stdin=stdin,
        timeout=PATIENCE,
    )


class Serving:
    """`snom-dialer serve --json`, or another command that goes on, as a process whose lines can be waited for."""

    def __init__(self, *argv: str, environ: Mapping[str, str] | None = None) -> None:
        self.child = subprocess.Popen(
            [sys.executable, str(SCRIPT), *argv],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environ or {})},
        )
        self.seen: list[str] = []
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put("")

    def line(self, holds: Callable[[str], bool], timeout: float = PATIENCE) -> str:
        """Return the next line for which `holds`; fails where the process ends before there is one."""
        while line := self._lines.get(timeout=timeout):
            self.seen.append(line)
            if holds(line):
                return line
        raise AssertionError(f"it ended: {self.child.wait(PATIENCE)}\n{self.seen}\n{self.errors()}")

    def record(self, type: str, timeout: float = PATIENCE, **facts: object) -> Record:
        """Return the next record of a type in which these facts stand."""

        def fits(line: str) -> bool:
            record = json.loads(line)
            return record["type"] == type and all(record.get(name) == value for name, value in facts.items())

        found: Record = json.loads(self.line(fits, timeout))
        return found

    @property
    def records(self) -> list[Record]:
        """Everything that was read so far."""
        return [json.loads(line) for line in self.seen]

    def rest(self) -> None:
        """Read to the end."""
        while line := self._lines.get(timeout=PATIENCE):
            self.seen.append(line)

    def errors(self) -> str:
        """What stands on standard error, once it has ended."""
        assert self.child.stderr is not None
        return self.child.stderr.read()

    def end(self, number: int) -> int:
        """Send a signal and return the exit status."""
        self.child.send_signal(number)
        return self.child.wait(PATIENCE)

    def close(self) -> None:
        """Wait for the end and let go of everything."""
        self.child.wait(PATIENCE)
        self._reading.join(PATIENCE)
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            if pipe is not None:
                pipe.close()


@contextlib.contextmanager
def serving(*argv: str, environ: Mapping[str, str] | None = None) -> Iterator[Serving]:
    """Start a command that goes on, and kill it at the end if it still does."""
    started = Serving(*argv, environ=environ)
    try:
        yield started
    finally:
        if started.child.poll() is None:
            started.child.kill()
        started.close()
