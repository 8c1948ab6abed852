"""What stands in a virtual phone and what it was asked, for tests of the set-up."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from snom_dialer.calls.call import Moment
from snom_dialer.config.model import Phone
from snom_dialer.control.client import hand_over
from snom_dialer.engine.keeper import Timing
from snom_dialer.engine.program import system_clock
from snom_dialer.protocol.action_url import ACTION_URLS
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import PATIENCE, Running, running

DEFAULT = {row.setting for row in ACTION_URLS if row.armed}
SWITCH = "disconnected_url_on_reject"
WATCHING = Timing(watch=0.03, retry=(0.02,))  # every look that a minute would bring, in the time of a test


def urls(sim: SimulatorThread) -> dict[str, str]:
    """The Action URLs of the phone that are in force."""
    return {row.setting: value for row in ACTION_URLS if (value := sim.phone.settings.get(row.setting))}


def stored(sim: SimulatorThread) -> dict[str, str]:
    """The Action URLs of the phone that would survive a reboot."""
    return {row.setting: value for row in ACTION_URLS if (value := sim.phone.settings.stored(row.setting))}


def asked(sim: SimulatorThread) -> list[str]:
    return [seen.request.target for seen in sim.phone.log]


def writes(sim: SimulatorThread) -> list[str]:
    return [target for target in asked(sim) if "settings=save" in target]


def looks(sim: SimulatorThread) -> int:
    """How often the settings were read."""
    return sum(target.startswith("/settings.xml") for target in asked(sim))


def more_looks(program: Running, sim: SimulatorThread, count: int) -> None:
    """Wait until the phone was looked at so many times more."""
    wanted = looks(sim) + count
    program.wait_for(lambda: looks(sim) >= wanted)


def reason(program: Running) -> str:
    return str(program.of_type("phone")[-1]["reason"])


def standing(program: Running, name: str = "desk") -> tuple[str, str]:
    """The state, and why."""
    (phone,) = (phone for phone in program.status()["phones"] if phone["name"] == name)
    return phone["state"], phone["reason"]


def order(program: Running, command: str, **arguments: object) -> dict[str, Any]:
    """Let the program do a command of the set-up. Raises what it answers with."""
    conversation = hand_over(program.places.socket, command, arguments, patience=PATIENCE)
    assert conversation is not None
    with conversation:
        messages = list(conversation.go(PATIENCE))
    done = messages[-1]["done"]
    assert isinstance(done, dict)
    return done


def comes_to_stand(program: Running, state: str, name: str = "desk") -> str:
    """Wait until the phone is in that state, and return why."""
    program.wait_for(lambda: standing(program, name)[0] == state)
    return standing(program, name)[1]


def repaired(program: Running, count: int) -> None:
    """Wait until so many repairs were told."""
    program.wait_for(lambda: len(program.of_type("set_up", change="repaired")) == count)


class Clock:
    """The time, and whatever is added to it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> Moment:
        now = system_clock()
        return Moment(now.wall + self.ahead, now.mono + self.ahead)


@contextmanager
def beside(tmp_path: Path, name: str, *phones: Phone, **options: Any) -> Iterator[Running]:
    """Run a program that knows nothing of others: with its own files, as that of another user."""
    home = tmp_path / name
    home.mkdir(exist_ok=True)
    with running(home, *phones, **options) as program:
        yield program
