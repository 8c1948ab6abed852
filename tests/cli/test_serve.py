"""`serve` as a real process, and the commands for it: `status`, `quit`, `calls`, and batch commands handed over."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from snom_dialer.journal.reader import open_for_reading
from snom_dialer.protocol.vocabulary import ACTION_URLS
from snom_dialer.simulator.thread import SimulatorThread
from tests.cli.running import SCRIPT, Cli, Serving, asked, closed_port, host_of, process, serving, write_config

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"
SOON = 5.0  # seconds within which it is ready, whatever the phone does; it takes a fraction of one
END = 2.0  # seconds that an end may take

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="there are no such signals")]


def urls(sim: SimulatorThread) -> dict[str, str]:
    """The Action URLs that stand in the phone."""
    found = {row.setting: sim.phone.settings.get(row.setting) for row in ACTION_URLS}
    return {name: value for name, value in found.items() if value}


def recent(config: Path) -> list[str]:
    with open_for_reading(config.with_name("dialer.json.state") / "journal.sqlite") as journal:
        return journal.recent()


@pytest.fixture
def serve(sim: SimulatorThread, config: Path) -> Iterator[Serving]:
    """A program that has set its phone up."""
    write_config(config, sim)
    with serving("serve", "--json") as started:
        started.record("phone", reachable=True)
        yield started


# ---- its start -------------------------------------------------------------------------------------------------------


def test_it_is_ready_though_the_phone_is_off(config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": f"127.0.0.1:{closed_port()}"}])
    began = time.monotonic()
    with serving("serve", "--json") as started:
        ready = started.record("ready", timeout=SOON)
        assert time.monotonic() - began < SOON
        assert ready["callback"]["port"] > 0
        phone = started.record("phone", name="desk", reachable=False)
        assert "refused the connection" in phone["reason"]
        assert [record["type"] for record in started.records] == ["ready", "snapshot", "phone", "phone"]
        assert started.records[2]["state"] == "inactive"  # not tried yet
        assert phone["state"] == "degraded"
        assert started.end(signal.SIGTERM) == 0
        assert started.errors() == ""


def test_it_is_ready_and_ends_though_the_phone_is_silent(config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it accepts, and never says a word
        write_config(config, phones=[{"name": "desk", "host": f"127.0.0.1:{silent.getsockname()[1]}"}])
        with serving("serve", "--json") as started:
            started.record("ready", timeout=SOON)
            silent.settimeout(SOON)
            held = silent.accept()[0]
            began = time.monotonic()
            assert started.end(signal.SIGTERM) == 0
            assert time.monotonic() - began < END
            held.close()


def test_it_runs_without_a_phone(config: Path) -> None:
    write_config(config)
    with serving("serve", "--json") as started:
        started.record("snapshot")
        assert started.end(signal.SIGTERM) == 0


def test_a_second_one_says_who_runs(serve: Serving, cli: Cli) -> None:
    second = process("serve", "--json")
    error = json.loads(second.stdout)
    assert (second.returncode, error["code"]) == (8, "program_running")
    assert f"process {serve.child.pid}" in second.stderr
    assert serve.child.poll() is None


BROKEN = {
    "broken": ("{", "config_broken"),
    "types": ('{"version": 2, "phones": 1}', "config_invalid"),
    "a URL": ('{"version": 2, "actions": [{"event": "missed", "url": "http://{number}/"}]}', "config_invalid"),
    "newer": ('{"version": 99}', "config_newer"),
}


@pytest.mark.parametrize(("text", "code"), BROKEN.values(), ids=BROKEN)
def test_a_wrong_configuration_is_left_alone(text: str, code: str, config: Path) -> None:
    config.write_text(text, encoding="utf-8")
    ran = process("serve", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["code"], config.read_text(encoding="utf-8")) == (3, code, text)
    assert list(config.parent.glob("dialer.json?*")) == []


def test_a_broken_configuration_names_the_last_good_copy(serve: Serving, config: Path, cli: Cli) -> None:
    assert serve.end(signal.SIGTERM) == 0
    good = config.read_bytes()
    config.write_text("{", encoding="utf-8")
    copy = config.with_name("dialer.json.state") / "config.good.json"
    assert f"last good copy: {copy}" in cli("config", "check").err
    assert copy.read_bytes() == good


def test_the_file_of_the_original_is_carried_over(sim: SimulatorThread, config: Path) -> None:
    flat = json.loads((FIXTURES / "version-1-flat.json").read_text(encoding="utf-8"))
    flat |= {"ip": host_of(sim), "username": "admin", "password": "0000", "web_port": 0}
    config.write_text(json.dumps(flat), encoding="utf-8")
    before = config.read_bytes()
    with serving("serve", "--json") as started:
        started.record("phone", reachable=True)
        copy = config.with_name("dialer.json.bak")
        assert copy.read_bytes() == before
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert json.loads(config.read_text(encoding="utf-8"))["version"] == 2
        assert started.end(signal.SIGTERM) == 0
    assert recent(config) == flat["recent_numbers"]


def test_a_file_that_cannot_be_brought_up_to_date_is_a_warning(sim: SimulatorThread, config: Path) -> None:
    config.write_text(json.dumps({"ip": host_of(sim), "web_port": 0}), encoding="utf-8")
    config.with_name("dialer.json.bak").mkdir()  # no copy can be put there
    for number in range(2, 3):
        config.with_name(f"dialer.json.bak{number}").mkdir()
    before = config.read_bytes()
    with serving("serve", "--json") as started:
        started.record("ready")
        assert started.end(signal.SIGTERM) == 0
        assert config.read_bytes() == before or "version" in json.loads(config.read_bytes())


# ---- its end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_the_phone_gets_its_settings_back(
    number: signal.Signals, sim: SimulatorThread, config: Path
) -> None:
    sim.set("action_incoming_url", "http://other.example/ring")
    before = urls(sim)
    write_config(config, sim)
    with serving("serve", "--json") as started:
        told = started.record("phone", reachable=True)
        assert "action_incoming_url" in told["reason"]
        assert len(urls(sim)) > 6
        began = time.monotonic()
        assert started.end(number) == 0
        assert time.monotonic() - began < END
        started.rest()
        assert started.records[-1] == {"type": "done", "command": "serve"}
        assert started.errors() == ""
    assert urls(sim) == before


def test_quit_ends_it_to_the_very_end(serve: Serving, cli: Cli) -> None:
    ran = cli("quit", "--json")
    assert (ran.status, ran.last) == (0, {"type": "done", "command": "quit"})
    with serving("serve", "--json") as second:  # nothing of the first one is in the way
        second.record("ready")
        assert serve.child.wait(SOON) == 0
        assert cli("quit").out == "Snom dialer has ended\n"
        assert second.child.wait(SOON) == 0


def test_nothing_runs(cli: Cli, config: Path) -> None:
    write_config(config)
    for command in ("status", "quit"):
        ran = cli(command, "--json")
        assert (ran.status, ran.last["code"]) == (8, "program_not_running")
        assert "snom-dialer serve" in ran.err


def test_a_reader_who_has_gone_ends_it_cleanly(sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    source, target = os.pipe()
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), "serve", "--json"], stdout=target, stderr=subprocess.PIPE
    ) as child:
        os.close(target)
        with os.fdopen(source) as out:
            while json.loads(out.readline()).get("state") != "active":
                pass
        assert urls(sim)
        sim.ring("030123")
        err = child.communicate(timeout=SOON)[1]
    assert (child.returncode, err) == (8, b"")
    assert urls(sim) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="the size of a pipe cannot be set here")
def test_a_reader_who_stalls_holds_up_neither_calls_nor_the_end(sim: SimulatorThread, config: Path) -> None:
    import fcntl

    write_config(config, sim)
    source, target = os.pipe()
    fcntl.fcntl(target, fcntl.F_SETPIPE_SZ, 4096)
    with subprocess.Popen([sys.executable, str(SCRIPT), "serve", "--json"], stdout=target) as child:
        os.close(target)
        sim.wait_for(lambda: len(urls(sim)) > 6, timeout=SOON)
        for _ in range(10):  # far more than the pipe takes
            sim.ring("030123")
            sim.remote_hang_up()
        sim.settle()
        assert len(sim.phone.deliveries) >= 20
        assert {delivery.reply.status for delivery in sim.phone.deliveries} == {200}
        began = time.monotonic()
        child.terminate()
        assert child.wait(SOON) == 0
        assert time.monotonic() - began < END
    os.close(source)
    assert urls(sim) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="the size of a pipe cannot be set here")
def test_a_reader_who_was_too_slow_is_told_and_begins_anew(sim: SimulatorThread, config: Path) -> None:
    import fcntl

    write_config(config, sim)
    source, target = os.pipe()
    fcntl.fcntl(target, fcntl.F_SETPIPE_SZ, 4096)
    with subprocess.Popen([sys.executable, str(SCRIPT), "serve", "--json"], stdout=target) as child:
        os.close(target)
        sim.wait_for(lambda: len(urls(sim)) > 6, timeout=SOON)
        home = urlsplit(urls(sim)["action_incoming_url"])
        for number in range(1100):
            with socket.create_connection((home.hostname or "", home.port or 0)) as phone:
                phone.sendall(f"GET {home.path}?call_id={number}&remote=sip:{number}@x HTTP/1.0\r\n\r\n".encode())
                assert phone.recv(100).startswith(b"HTTP/1.1 200 ")
        with os.fdopen(source) as out:
            records = (json.loads(line) for line in out)
            types = [record["type"] for record in takewhile(lambda record: record["type"] != "dropped", records)]
            assert types[:2] == ["ready", "snapshot"]
            assert set(types[2:]) <= {"call", "phone", "set_up"}
            assert 900 < len(types) < 1100
            assert next(records)["type"] == "ready"
            assert len(next(records)["calls"]) == 1100
            child.terminate()
            assert [record["type"] for record in records][-1] == "done"
        assert child.wait(SOON) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
def test_a_full_disk_stops_the_telling_and_nothing_else(sim: SimulatorThread, config: Path, cli: Cli) -> None:
    write_config(config, sim)
    with (
        Path("/dev/full").open("w", encoding="utf-8") as full,
        subprocess.Popen(
            [sys.executable, str(SCRIPT), "serve", "--json"], stdout=full, stderr=subprocess.PIPE, text=True
        ) as child,
    ):
        sim.wait_for(lambda: len(urls(sim)) > 6, timeout=SOON)
        sim.ring("030123")
        sim.settle()
        assert cli("quit").status == 0
        err = child.communicate(timeout=SOON)[1]
    assert (child.returncode, err.count("\n")) == (0, 1)
    assert "nothing more is printed ([Errno 28] No space left on device); the program goes on" in err
    assert "030123" in cli("calls").out


# ---- what it tells ---------------------------------------------------------------------------------------------------


def test_people_read_what_happens(sim: SimulatorThread, config: Path, cli: Cli) -> None:
    write_config(config, sim)
    with serving("serve") as started:
        started.line(lambda line: "desk is set up" in line)
        sim.ring("+441632960961", "Ada Lovelace")
        started.line(lambda line: line.endswith("  desk rings: Ada Lovelace (+441632960961)"))
        status = cli("status").out.splitlines()
        assert status[0].startswith(f"Snom dialer 0.1.0 runs as process {started.child.pid} for ")
        assert status[1] == f"configuration: {config}"
        assert status[2].startswith("callbacks: 127.0.0.1, port ")
        assert status[3].startswith(f"phone desk ({host_of(sim)}): active; last event ")
        assert status[4:] == ["  call: Ada Lovelace (+441632960961) – rings"]
        sim.answer()
        started.line(lambda line: line.endswith("  desk connected: Ada Lovelace (+441632960961)"))
        sim.hang_up()
        started.line(lambda line: "  desk ended after " in line)
        assert started.end(signal.SIGTERM) == 0
        assert "ready: phones call back at 127.0.0.1, port " in started.seen[0]
    line = cli("calls").out
    assert "  ← Ada Lovelace (+441632960961)  ended after " in line
    assert line.endswith("  desk\n")


def test_programs_get_status_and_calls(serve: Serving, sim: SimulatorThread, config: Path, cli: Cli) -> None:
    sim.ring("030123", "Anna")
    call = serve.record("call", change="started")["call"]
    status, done = cli("status", "--json").records
    assert (status["pid"], status["config"]) == (serve.child.pid, str(config))
    (phone,) = status["phones"]
    assert (phone["name"], phone["reachable"], phone["calls"]) == ("desk", True, 1)
    assert phone["last_event"].endswith("Z")
    assert [each["id"] for each in status["calls"]] == [call["id"]]
    assert done == {"type": "done", "command": "status"}
    sim.remote_hang_up()
    ended = serve.record("call", change="ended")["call"]
    sim.ring("2", "Bob")
    serve.record("call", change="started")
    assert serve.end(signal.SIGTERM) == 0
    newest, older, done = cli("calls", "--json").records
    assert (newest["call"]["remote"]["name"], older["call"]["id"]) == ("Bob", call["id"])
    apart = datetime.fromisoformat(older["call"]["started_at"]) - datetime.fromisoformat(ended["started_at"])
    assert abs(apart) <= timedelta(milliseconds=1)
    assert done == {"type": "done", "command": "calls", "count": 2}
    assert [record["type"] for record in cli("calls", "--limit", "1", "--json").records] == ["call", "done"]


def test_status_shows_no_password(sim: SimulatorThread, config: Path, cli: Cli) -> None:
    write_config(config, phones=[{"name": "desk", "host": f"http://admin:0000@{host_of(sim)}"}])
    with serving("serve", "--json") as started:
        started.record("phone", reachable=True)
        shown = cli("status").out + cli("status", "--json").out
        assert ":0000@" not in shown
        assert f"http://{host_of(sim)}" in shown
        assert started.end(signal.SIGTERM) == 0


def test_no_calls_yet(cli: Cli, config: Path) -> None:
    write_config(config)
    assert cli("calls") == (0, "no calls yet; they are kept while `snom-dialer serve` runs\n", "")
    assert cli("calls", "--json").records == [{"type": "done", "command": "calls", "count": 0}]
    assert not config.with_name("dialer.json.state").exists()


# ---- commands handed over --------------------------------------------------------------------------------------------


def test_a_number_is_handed_over_and_remembered(serve: Serving, sim: SimulatorThread, cli: Cli, config: Path) -> None:
    ran = cli("dial", "030", "123", "--json")
    assert ran.last == {
        "type": "done", "command": "dial", "number": "030123", "phone": "desk", "by": "running program",
    }  # fmt: skip
    assert serve.record("call", change="started")["call"]["direction"] == "outgoing"
    said = cli("hangup", "-v")
    assert said.err == "desk: hangup – done by the running program\n"
    serve.record("call", change="ended")
    assert cli("dial", "*21*1234#").status == 0  # it may hold a PIN
    assert cli("keyevent", "1;2;3").status == 0
    assert cli("hangup-all").status == 0
    assert serve.end(signal.SIGTERM) == 0
    assert recent(config) == ["030123"]


def test_a_phone_named_by_host_is_not_handed_over(serve: Serving, sim: SimulatorThread, cli: Cli, config: Path) -> None:
    ran = cli("--host", host_of(sim), "--user", "admin", "dial", "030123", "--json", password="0000")
    assert ran.last["by"] == "command"
    assert serve.end(signal.SIGTERM) == 0
    assert recent(config) == []


HANDED = {
    "emergency": (["dial", "112"], 7, "number_emergency"),
    "empty": (["dial", ""], 7, "number_empty"),
    "keys": (["keyevent", "1;;"], 2, "keys_invalid"),
    "phone": (["dial", "1", "--phone", "frob"], 3, "phone_unknown"),
}


def test_a_refusal_of_the_running_program_is_the_same(serve: Serving, sim: SimulatorThread, cli: Cli) -> None:
    before = len(asked(sim))
    for argv, status, code in HANDED.values():
        ran = cli(*argv, "--json")
        assert (ran.status, ran.last["code"], ran.err.count("\n")) == (status, code, 1)
    assert len(asked(sim)) == before
    sim.set("use_hidden_tags", "on")
    ran = cli("dial", "1", "--json")
    assert (ran.status, ran.last["code"]) == (6, "hidden_tags")


def test_a_socket_that_was_left_behind_is_in_nobodys_way(
    serve: Serving, sim: SimulatorThread, cli: Cli, config: Path
) -> None:
    serve.child.kill()
    serve.child.wait(SOON)
    assert Path(cli("config", "paths", "--json").records[0]["socket"]).exists()
    assert cli("dial", "1", "--json").last["by"] == "command"
    assert cli("phone", "default", "desk").out == "desk is the default phone now\n"
    assert cli("status").status == 8


def test_a_change_of_the_phones_says_when_it_counts(serve: Serving, cli: Cli) -> None:
    assert "the running program has taken it up" in cli("phone", "default", "desk").out


def test_a_program_that_does_not_end_is_told(serve: Serving, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snom_dialer.cli.running._END", 0.0)
    ran = cli("quit", "--json")
    assert (ran.status, ran.last["code"]) == (8, "program_unsure")


def test_a_state_directory_that_cannot_be_used_is_told(config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim)
    config.with_name("dialer.json.state").touch()
    ran = process("serve", "--json")
    assert (ran.returncode, json.loads(ran.stdout)["code"]) == (8, "file_failed")
    assert ran.stderr.count("\n") == 1


def test_verbose_logs_to_the_terminal_without_secrets(sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    with serving("serve", "--json", "-vv") as started:
        started.record("phone", reachable=True)
        assert started.end(signal.SIGTERM) == 0
        err = started.errors()
    assert "GET /settings.xml -> 200" in err
    assert "Traceback" not in err
    secrets = (config.with_name("dialer.json.state") / "callback-secrets.json").read_text(encoding="utf-8")
    assert json.loads(secrets)["phones"]["desk"] not in err
    shutil.rmtree(config.with_name("dialer.json.state"))
