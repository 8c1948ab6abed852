"""`phone find`: what it prints, and that it does nothing that nobody asked for."""

import argparse
import io
import json
import socket
import sys
from functools import partial
from pathlib import Path

import pytest

from snom_dialer.cli import find
from snom_dialer.cli.command import Entry
from snom_dialer.cli.find import proposed, run_find
from snom_dialer.cli.main import Call
from snom_dialer.cli.output import Output
from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.phone.find import Source, probe
from snom_dialer.phone.multicast import open_line
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.phone.loopback import HERE, Stage, closed_port, silent

ENTRY = Entry("phone find", "…", "find", "run_find", "find", "Set-up")
MAC = "000413A00001"


class Told:
    """A call with its output."""

    def __init__(self, *addresses: str, seconds: float = 0.05, as_json: bool = False) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        args = argparse.Namespace(addresses=list(addresses), seconds=seconds)
        self.call = Call(ENTRY, args, Output(as_json=as_json, out=self.out, err=self.err))

    @property
    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    @property
    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()


def deaf() -> socket.socket:
    raise AssertionError("nobody asked to listen")


def heard(line: socket.socket) -> str:
    return f"{HERE}:{line.getsockname()[1]}"


# ---- listening -------------------------------------------------------------------------------------------------------


def test_without_addresses_it_listens_and_tells_what_it_hears(config: Path) -> None:
    told = Told()
    line = open_line(HERE, 0)
    with SimulatorThread(Setup(model="D735", mac=MAC, pnp=heard(line))) as sim:
        assert run_find(told.call, lambda: line) == Exit.DONE
        assert sim.phone.log == []  # it only listens
    assert told.lines == [
        "listening for 0.05 s: reboot the phone, or plug it in, and it announces itself",
        "  127.0.0.1                   snom D735, firmware 10.1.169.16, MAC 00:04:13:A0:00:01 (announced itself)",
    ]
    assert line.fileno() == -1  # closed
    assert not config.exists()


def test_programs_get_records() -> None:
    told = Told(as_json=True)
    line = open_line(HERE, 0)
    with SimulatorThread(Setup(model="D735", mac=MAC, pnp=heard(line))):
        run_find(told.call, lambda: line)
    found = {
        "type": "found", "address": HERE, "scheme": None, "port": None, "model": "D735", "firmware": "10.1.169.16",
        "mac": MAC, "source": "pnp",
    }  # fmt: skip
    assert told.records == [found, {"type": "done", "command": "phone find", "count": 1}]


def test_silence_ends_with_what_to_do_next() -> None:
    told = Told()
    assert run_find(told.call, lambda: open_line(HERE, 0)) == Exit.DONE
    assert told.lines[-1].startswith("no phone announced itself; try a longer --seconds")
    told = Told(as_json=True)
    run_find(told.call, lambda: open_line(HERE, 0))
    assert told.records == [{"type": "done", "command": "phone find", "count": 0}]


def test_a_port_that_cannot_be_had_is_told() -> None:
    def refused() -> socket.socket:
        raise fault(Code.FIND_PORT, port=5060, reason="address already in use")

    told = Told()
    with pytest.raises(DialerError, match="UDP port 5060") as raised:
        run_find(told.call, refused)
    assert raised.value.exit is Exit.COMPUTER
    assert told.lines == []  # it does not say that it listens where it does not


def test_it_listens_on_the_networks_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    joined: list[object] = []
    line = open_line(HERE, 0)

    def opened(addresses: object) -> socket.socket:
        joined.append(addresses)
        return line

    monkeypatch.setattr(find, "local_addresses", lambda: ("192.168.0.9",))
    monkeypatch.setattr(find, "open_group", opened)
    assert run_find(Told().call) == Exit.DONE
    assert joined == [("192.168.0.9",)]


@pytest.mark.parametrize("seconds", [0.0, -1.0, 3601.0, float("nan"), float("inf")])
def test_senseless_times_are_refused(seconds: float) -> None:
    with pytest.raises(DialerError, match="--seconds") as raised:
        run_find(Told(seconds=seconds).call, deaf)
    assert raised.value.code is Code.USAGE


# ---- `phone add` without HOST ----------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Standard input of somebody who sits there and answers."""

    def isatty(self) -> bool:
        return True


def chosen(told: Told, phones: int = 1) -> str:
    """Return what `phone add` would take, with so many phones that announce themselves."""
    line = open_line(HERE, 0)
    setups = [Setup(model="D735", mac=f"{MAC[:-1]}{n}", number=str(n), pnp=heard(line)) for n in range(phones)]
    with SimulatorThread(*setups):
        return proposed(told.call, lambda: line, 0.1)


@pytest.mark.parametrize("answer", ["\n", "y\n", "Yes\n", "1\n"])
def test_what_is_heard_is_proposed(
    answer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    told = Told()
    assert chosen(told) == HERE
    assert told.lines[0].startswith("no HOST was given: listening for 0.1 s for phones that are rebooted")
    assert "snom D735" in told.lines[1]
    assert capsys.readouterr().err == "Add this one? [Y/n] "


@pytest.mark.parametrize("answer", ["n\n", "0\n", "2\n", "frob\n", ""])
def test_what_is_not_chosen_is_not_added(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if answer:
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
    with pytest.raises(DialerError, match=rf"no phone was chosen; .*phone add {HERE}`") as raised:
        chosen(Told())
    assert raised.value.exit is Exit.USAGE


def test_one_of_several_is_chosen_by_its_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("2\n"))
    assert chosen(Told(), phones=2) == HERE
    assert capsys.readouterr().err == "Which one, 1 to 2? [1] "


def test_programs_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    told = Told(as_json=True)
    with pytest.raises(DialerError, match="no phone was chosen"):
        chosen(told)
    assert [record["type"] for record in told.records] == ["found"]


def test_nothing_heard_is_nothing_proposed() -> None:
    with pytest.raises(DialerError, match=r"no phone announced itself within 0\.1 s") as raised:
        chosen(Told(), phones=0)
    assert raised.value.code is Code.USAGE


# ---- looking ---------------------------------------------------------------------------------------------------------


def test_with_addresses_it_looks_there_and_does_not_listen(config: Path) -> None:
    with SimulatorThread(Setup(model="D735")) as sim:
        told, port = Told(HERE), sim.phone.port
        assert run_find(told.call, deaf, (("http", port),)) == Exit.DONE
        again = Told(f"{HERE}-1", HERE, as_json=True)
        run_find(again.call, deaf, (("http", port),))
    assert told.lines == [
        "looking at 1 address, with one request without a log-in to each that answers",
        f"  {f'http://{HERE}:{port}/':<28}snom D735 (its web page answers)",
    ]
    found = {
        "type": "found", "address": HERE, "scheme": "http", "port": port, "model": "D735", "firmware": None,
        "mac": None, "source": "web",
    }  # fmt: skip
    assert again.records == [found, {"type": "done", "command": "phone find", "count": 1}]
    assert not config.exists()


def test_a_phone_of_which_little_is_known() -> None:
    with SimulatorThread(Setup(settings={"phone_name": "Reception"})) as sim:
        told = Told(HERE)
        run_find(told.call, deaf, (("http", sim.phone.port),))
    assert told.lines[-1].endswith("/     snom (model not told) (its web page answers)")


def test_nobody_there_ends_with_what_to_do_next() -> None:
    with closed_port() as refusing:
        told = Told(HERE)
        assert run_find(told.call, deaf, (("http", refusing),)) == Exit.DONE
    assert told.lines[-1].startswith("no phone there; reboot it and listen")


def test_what_took_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "probe", partial(probe, total=0.2))
    with Stage(silent) as stalling:
        told = Told(f"{HERE}-2", as_json=True)
        assert run_find(told.call, deaf, (("http", stalling.port),)) == Exit.DONE
    assert told.records == [{"type": "done", "command": "phone find", "count": 0}]
    assert told.err.getvalue() == (
        "snom-dialer: there was no time for 1 address, 127.0.0.1 among them; name fewer at once\n"
    )


def test_every_way_to_know_a_phone_has_words() -> None:
    assert set(find._SIGNS) == set(Source)


def test_what_names_no_address_is_refused() -> None:
    told = Told("phone.lan")
    with pytest.raises(DialerError, match=r"`phone\.lan` names no addresses"):
        run_find(told.call, deaf)
    assert told.lines == []
