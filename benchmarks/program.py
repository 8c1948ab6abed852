"""The program under test as users have it: the script of .venv, a configuration of its own, processes of its own.

Not for: measuring.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.phone import PASSWORD, USER
from snom_dialer.state.places import places
from snom_dialer.state.secret import callback_secret
from snom_dialer.state.store import Store

SCRIPT = Path(sys.executable).with_name("snom-dialer")
NAME = "desk"
_PATIENCE = 10.0  # seconds for something to start


def configuration(folder: Path, name: str, host: str, *, set_up: str = "manual", **more: object) -> Path:
    """Write a configuration with one phone and its password, and return the file."""
    phone = {"name": NAME, "host": host, "username": USER, "password": PASSWORD, "set_up": set_up}
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"version": 2, "phones": [phone], **more}), encoding="utf-8")
    path.chmod(0o600)
    return path


def dialling(config: Path, number: str) -> list[str]:
    """Return the command that dials."""
    return [str(SCRIPT), "--config", str(config), "dial", number]


class Serving(NamedTuple):
    """A running program: its process, the port that it listens on, and the secret that its phone would have."""

    pid: int
    port: int
    secret: str

    def callback(self, event: str, query: str) -> bytes:
        """Return what a phone sends for an event."""
        target = f"/snom/{self.secret}/{event}?{query}"
        return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0 (snom)\r\n\r\n".encode()


@contextmanager
def serving(folder: Path, host: str, actions: Sequence[Mapping[str, object]] = ()) -> Iterator[tuple[Serving, Path]]:
    """Run `snom-dialer serve`; give what it is and its configuration."""
    port = free_port()
    callback = {"port": port, "address": "127.0.0.1"}
    config = configuration(folder, f"serve-{port}", host, callback=callback, actions=list(actions))
    secret = callback_secret(Store(places(config).state_dir), NAME)
    command = [str(SCRIPT), "--config", str(config), "serve"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for_port(port)
            yield Serving(process.pid, port, secret), config
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port of this computer that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until somebody listens there."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), _PATIENCE).close()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its threads have used. Linux only: raises FileNotFoundError."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
