"""Virtual phones in a process of their own, so that what they do is not done at the cost of what is measured.

    python -m benchmarks.phone        prints a port for each entry of PHONES, and ends with its standard input

Not for: measuring.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate

USER, PASSWORD = "admin", "benchmark"
PHONES = (
    Setup(number="101", auth=Auth.DIGEST, password=PASSWORD),
    Setup(number="102", auth=Auth.DIGEST, password=PASSWORD, tls=Certificate.PHONE),
    Setup(number="103", auth=Auth.DIGEST, password=PASSWORD),
)


class Phones(NamedTuple):
    """The addresses of three phones: one for plain HTTP, one for HTTPS, and one that a running program has."""

    plain: str
    encrypted: str
    running: str


@contextmanager
def virtual_phones() -> Iterator[Phones]:
    """Start them; they are gone afterwards."""
    command = [sys.executable, "-m", "benchmarks.phone"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        plain, encrypted, running = process.stdout.readline().split()
        yield Phones(f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{encrypted}", f"http://127.0.0.1:{running}")
        process.communicate()  # closes its standard input


def main() -> None:
    """Be the phones."""
    with SimulatorThread(*PHONES) as simulator:
        print(*(phone.port for phone in simulator.phones), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
