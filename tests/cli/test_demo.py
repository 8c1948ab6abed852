"""`demo` and `simulate`: what a newcomer tries first."""

import json
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from snom_dialer.cli import demo
from tests.cli.running import SCRIPT, Cli, process, serving

STORY = """\
1. a virtual phone, and a web server that stands for your CRM
2. the program starts and sets the phone up by itself
program  desk is set up
action_incoming_url
3. an outgoing call, dialled through command.htm
GET /command.htm?number=%2B4930398330 → 302
program  desk dials +4930398330
program  desk connected: +4930398330
program  desk ended after
4. an incoming call, and your action URL
program  desk rings: Ada Lovelace (+441632960961)
CRM      GET /crm?caller=%2B441632960961&name=Ada%20Lovelace
program  action for incoming: http://127.0.0.1:
program  desk connected: Ada Lovelace
5. the end: the phone gets its former settings back
no Action URL of ours is left in it""".splitlines()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary directories are made, also by child processes."""
    path = tmp_path / "scratch"
    path.mkdir()
    monkeypatch.setenv("TMPDIR", str(path))
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path


@pytest.mark.slow
def test_the_demo_tells_its_story_to_the_end(scratch: Path, config: Path) -> None:
    ran = process("demo")
    assert (ran.returncode, ran.stderr) == (0, "")
    position = 0
    for line in STORY:
        found = ran.stdout.find(line, position)
        assert found >= 0, f"`{line}` is not told, or too early:\n{ran.stdout}"
        position = found
    assert not re.search(r"/snom/[A-Za-z0-9_-]{22}", ran.stdout), "the secret is shown"
    assert max(map(len, ran.stdout.splitlines())) < 120
    assert list(scratch.iterdir()) == []
    assert not config.exists()
    assert not Path(config.parent / "home").exists()


@pytest.mark.slow
@pytest.mark.parametrize("model", ["320", "D765"])
def test_the_demo_for_programs_and_with_other_models(
    model: str, cli: Cli, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_PAUSE", 0.0)
    ran = cli("demo", "--json", "--keep", "--model", model)
    assert (ran.status, ran.err) == (0, "")
    assert ran.last == {"type": "done", "command": "demo"}
    types = {record["type"] for record in ran.records}
    assert types == {"simulator", "ready", "snapshot", "phone", "set_up", "call", "action", "done"}
    (kept,) = scratch.iterdir()
    found = cli("--config", str(kept / "demo.json"), "calls", "--json").records
    assert [record["call"]["outcome"] for record in found[:-1]] == ["answered", "answered"]


@pytest.mark.slow
def test_a_demo_that_stops_short_keeps_its_log(cli: Cli, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_PATIENCE", 0.0)
    ran = cli("demo", "--json")
    assert (ran.status, ran.last["code"]) == (1, "bug")
    (kept,) = scratch.iterdir()
    assert f"the details are in {kept / 'demo.json.state' / 'log'}" in ran.err
    assert (kept / "demo.json.state" / "log" / "snom-dialer.log").exists()


@pytest.mark.slow
def test_what_stays_in_the_phone_is_told(cli: Cli, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_PAUSE", 0.0)
    monkeypatch.setattr("snom_dialer.phone.setup.give_back", lambda *_: ())
    ran = cli("demo", "--json")
    assert (ran.status, ran.last["code"]) == (6, "setting_read_only")
    assert list(scratch.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_demo_that_is_interrupted_leaves_nothing(scratch: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        child = subprocess.Popen(
            [sys.executable, str(SCRIPT), "demo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    finally:
        signal.signal(signal.SIGINT, before)
    with child:
        assert child.stdout is not None
        while "is set up" not in (line := child.stdout.readline()):
            assert line
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=10)
    assert (child.returncode, err.count("\n")) == (130, 1)
    assert list(scratch.iterdir()) == []


# ---- simulate --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_virtual_phone_runs_until_it_is_ended_and_can_be_dialled(cli: Cli) -> None:
    with serving("simulate", "--json", "--no-console", "--auth", "digest") as started:
        url = started.record("listening")["url"]
        assert cli("--host", url, "--user", "admin", "dial", "030123", password="0000").status == 0
        assert started.record("request", status=302)["target"] == "/command.htm?number=030123"
        assert started.end(signal.SIGTERM) == 0
        started.rest()
        assert [record["type"] for record in started.records[-2:]] == ["stopped", "done"]
        assert started.errors() == ""


@pytest.mark.slow
def test_a_virtual_phone_for_people_is_worked_by_lines() -> None:
    with serving("simulate", "--model", "320") as started:
        started.line(lambda line: "phone 101: a snom320 listens on http://127.0.0.1:" in line)
        assert started.child.stdin is not None
        started.child.stdin.write("ring 030123 Anna\nquit\n")
        started.child.stdin.flush()
        started.line(lambda line: "call with 030123 Anna" in line)
        assert started.child.wait(10) == 0


def test_a_port_that_is_taken_is_one_sentence(cli: Cli) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = cli("simulate", "--json", "--no-console", "--port", str(taken.getsockname()[1]))
    assert (ran.status, json.loads(ran.out.splitlines()[-1])["code"], ran.err.count("\n")) == (8, "simulator_port", 1)
