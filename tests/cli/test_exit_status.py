"""Every exit status, reached by a real situation; a script can rely on each of them."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from snom_dialer.cli import main as cli_main
from snom_dialer.cli.help import EXITS
from snom_dialer.errors import CATALOGUE, Exit
from snom_dialer.simulator.thread import SimulatorThread
from tests.cli.running import SCRIPT, Cli, Ran, asked, closed_port, host_of, write_config

DOCUMENT = Path(__file__).parents[2] / "docs" / "command-line.md"
Situation = Callable[[Cli, SimulatorThread, Path, pytest.MonkeyPatch], Ran]


def done(cli: Cli, sim: SimulatorThread, config: Path, _: pytest.MonkeyPatch) -> Ran:
    write_config(config, sim)
    return cli("dial", "030123", "--json")


def bug(cli: Cli, sim: SimulatorThread, config: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    monkeypatch.setattr(cli_main, "find", lambda words: words.frob)
    return cli("dial", "030123", "--json")


def usage(cli: Cli, *_: object) -> Ran:
    return cli("dial", "--json")


def configuration(cli: Cli, *_: object) -> Ran:
    return cli("dial", "030123", "--json")


def unreachable(cli: Cli, *_: object) -> Ran:
    return cli("--host", f"127.0.0.1:{closed_port()}", "dial", "030123", "--json")


def credentials(cli: Cli, sim: SimulatorThread, config: Path, _: pytest.MonkeyPatch) -> Ran:
    write_config(config, sim)
    return cli("dial", "030123", "--json", password="wrong")


def refused_by_phone(cli: Cli, sim: SimulatorThread, config: Path, _: pytest.MonkeyPatch) -> Ran:
    write_config(config, sim)
    sim.set("use_hidden_tags", "on")
    return cli("dial", "030123", "--json")


def refused_by_us(cli: Cli, sim: SimulatorThread, config: Path, _: pytest.MonkeyPatch) -> Ran:
    write_config(config, sim)
    return cli("dial", "112", "--json")


def computer(cli: Cli, *_: object) -> Ran:
    return cli("status", "--json")


def interrupted(_: Cli, sim: SimulatorThread, config: Path, __: pytest.MonkeyPatch) -> Ran:
    write_config(config, sim)
    sim.quirk("slow", 5.0)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job would hand on that it ignores
    try:
        child = subprocess.Popen(
            [sys.executable, str(SCRIPT), "dial", "030123", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)
    with child:
        sim.wait_for(lambda: asked(sim), timeout=10)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=10)
    return Ran(child.returncode, out, err)


SITUATIONS: dict[Exit, Situation] = {
    Exit.DONE: done,
    Exit.BUG: bug,
    Exit.USAGE: usage,
    Exit.CONFIGURATION: configuration,
    Exit.UNREACHABLE: unreachable,
    Exit.CREDENTIALS: credentials,
    Exit.REFUSED_BY_PHONE: refused_by_phone,
    Exit.REFUSED_BY_US: refused_by_us,
    Exit.COMPUTER: computer,
    Exit.INTERRUPTED: interrupted,
}


@pytest.mark.parametrize("status", Exit)
def test_every_status_is_reached(
    status: Exit, cli: Cli, sim: SimulatorThread, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = SITUATIONS[status](cli, sim, config, monkeypatch)
    assert ran.status == status.value
    if status is Exit.DONE:
        assert (ran.last["type"], ran.err) == ("done", "")
        return
    assert (ran.last["type"], ran.last["exit"]) == ("error", status.value)
    assert re.fullmatch(r"snom-dialer: [^\n]+; [^\n]+\.\n", ran.err)
    assert json.dumps(ran.last["message"])[1:-1] in json.dumps(ran.err)


def test_the_help_explains_all_of_them() -> None:
    assert [number for number, _ in EXITS] == [status.value for status in Exit]
    assert {entry.exit for entry in CATALOGUE.values()} == set(Exit) - {Exit.DONE}


def test_the_phone_is_asked_by_its_name(cli: Cli, sim: SimulatorThread) -> None:
    ran = cli("--host", host_of(sim), "dial", "1")
    assert "the phone at 127.0.0.1 asks for a user name" in ran.err
