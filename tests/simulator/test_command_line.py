"""`simulate`: options into phones, output, and the end."""

import argparse
import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from snom_dialer.errors import CallerError, Code, ComputerError
from snom_dialer.simulator import quirk
from snom_dialer.simulator.command_line import add_arguments, run, setups
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.tls import Certificate

_PROGRAM = (
    # a shell's background job starts with SIGINT ignored, and would hand that on to this child
    "import argparse, signal, sys\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "from snom_dialer.simulator.command_line import add_arguments, run\n"
    "p = argparse.ArgumentParser()\nadd_arguments(p)\nsys.exit(run(p.parse_args()))\n"
)


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(words)


def test_defaults_are_one_open_phone_on_this_machine() -> None:
    (setup,) = setups(parsed())
    assert (setup.model, setup.number, setup.host, setup.port) == ("D385", "101", "127.0.0.1", 0)
    assert (setup.tls, setup.auth, setup.quirks) == (None, Auth.NONE, {})


def test_options_become_phones() -> None:
    words = (
        "--model 320 --phones 2 --number 20 --port 8080 --tls --certificate legacy --auth digest --user u --password p"
    )
    more = "--hidden-tags --auto-answer 1.5 --quirk slow=2 --quirk truncate --set language=Deutsch --read-only mac=1"
    first, second = setups(parsed(*words.split(), *more.split()))
    assert (first.number, second.number, first.port, second.port) == ("20", "21", 8080, 8081)
    assert (first.tls, first.auth, first.user, first.password) == (Certificate.LEGACY, Auth.DIGEST, "u", "p")
    assert first.quirks == {"answer_after": 1.5, "slow": "2", "truncate": "on"}
    assert first.provisioned()["use_hidden_tags"] == "on"
    assert (first.settings, first.read_only) == ({"language": "Deutsch"}, {"mac": "1"})


@pytest.mark.parametrize("words", [["--phones", "0"], ["--number", "abc"]])
def test_senseless_options_are_refused(words: list[str]) -> None:
    with pytest.raises(CallerError, match="--phones"):
        setups(parsed(*words))


def test_the_parser_may_have_json_and_user_already() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--user")
    add_arguments(parser)
    assert parser.parse_args(["--json"]).json is True


def test_help_has_every_quirk(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("--help")
    text = capsys.readouterr().out
    assert all(f"  {row.name}=" in text for row in quirk.ALL)


def test_it_runs_until_quit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("answer\nquit\n"))
    assert run(parsed()) == 0
    out = capsys.readouterr().out
    assert "phone 101: a snomD385 listens on http://127.0.0.1:" in out
    assert "\nfalse\n" in out


def test_json_has_standard_output_for_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("answer\nquit\n"))
    assert run(parsed("--json")) == 0
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row["type"] for row in rows] == ["listening", "control", "stopped"]
    assert rows[0]["at"].endswith("Z")
    assert printed.err == "false\n"


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ComputerError) as caught:
        run(parsed("--no-console", "--port", str(taken.getsockname()[1])))
    assert caught.value.code is Code.SIMULATOR_PORT
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_well(number: signal.Signals, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM, encoding="utf-8")
    command = [sys.executable, str(program), "--json", "--no-console"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["type"] == "listening"
        child.send_signal(number)
        out, err = child.communicate(timeout=20)
    assert (child.returncode, err) == (0, "")
    assert '"stopped"' in out
