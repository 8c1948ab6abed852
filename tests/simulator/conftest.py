"""Fixtures: a receiver of Action URLs, and one virtual phone as it comes from the factory."""

from collections.abc import Iterator

import pytest

from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Receiver, receiver


@pytest.fixture
def inbox() -> Iterator[Receiver]:
    with receiver() as result:
        yield result


@pytest.fixture
def sim() -> Iterator[SimulatorThread]:
    with SimulatorThread(Setup(quirks={"reboot_seconds": 0.05, "disconnected_gap": 0.05})) as result:
        yield result
