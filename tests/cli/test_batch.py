"""Batch commands working alone: what the phone gets, what it never gets, and what is left behind."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.cli.running import SCRIPT, Cli, asked, closed_port, host_of, write_config

# ---- what the phone gets ---------------------------------------------------------------------------------------------

COMMANDS = {
    "dial": (["dial", "+49 (0)30 398 33-0"], "number=%2B4930398330", 302),
    "dial a link": (["dial", "tel:+49-30-398330;ext=5"], "number=%2B4930398330", 302),
    "dial an address": (["dial", "sip:bob@pbx.example;transport=tls"], "number=bob%40pbx.example", 302),
    "star code": (["dial", "*21*", "123#"], "number=%2A21%2A123%23", 302),
    "keys": (["keyevent", "9;1;ENTER,,1000"], "key=9;1;ENTER,,1000", 200),
    "hang up": (["hangup"], "key=CANCEL", 200),
    "hang up all": (["hangup_all"], "RELEASE_ALL_CALLS", 200),
}


@pytest.mark.parametrize(("argv", "query", "status"), COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("auth", Auth)
def test_commands_reach_the_phone(auth: Auth, argv: list[str], query: str, status: int, cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=auth)) as sim:
        write_config(config, sim)
        ran = cli(*argv)
        first = [] if auth is Auth.NONE else [(f"/command.htm?{query}", 401)]
        assert asked(sim) == [*first, (f"/command.htm?{query}", status)]
    assert (ran.status, ran.out) == (0, "")
    assert ("travels readable" in ran.err) == (auth is Auth.BASIC)


def test_identity_and_dialling_rules_of_the_configuration_count(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    phone = {"name": "desk", "host": host_of(sim), "username": "admin", "password": "0000", "identity": "7@pbx.example"}
    write_config(config, phones=[phone], numbers={"plus_as": "00", "outside_prefix": "0"})
    assert cli("dial", "+4930398330").status == 0
    assert asked(sim)[-1][0] == "/command.htm?number=0004930398330&outgoing_uri=7%40pbx.example"


def test_a_phone_that_is_not_configured(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    ran = cli("--host", host_of(sim), "--user", "admin", "dial", "030123", "--json", password="0000")
    assert ran.last == {
        "type": "done", "command": "dial", "number": "030123", "phone": host_of(sim), "by": "command",
    }  # fmt: skip
    assert not config.exists()


def test_several_phones(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    desk = {"name": "desk", "host": host_of(sim), "username": "admin", "password": "0000"}
    other = {"name": "other", "host": f"127.0.0.1:{closed_port()}"}
    write_config(config, phones=[desk, other])
    ambiguous = cli("dial", "1", "--json")
    assert (ambiguous.status, ambiguous.last["code"]) == (3, "phone_ambiguous")
    assert "--phone (desk, other)" in ambiguous.err
    assert cli("dial", "1", "--phone", "desk").status == 0
    assert cli("dial", "1", "--phone", "other").status == 4
    unknown = cli("dial", "1", "--phone", "frob", "--json")
    assert (unknown.status, unknown.last["code"]) == (3, "phone_unknown")
    write_config(config, phones=[desk, other], default_phone="desk")
    assert cli("dial", "1").status == 0
    assert len(asked(sim)) == 4


# ---- what it never gets ----------------------------------------------------------------------------------------------

NEVER = {
    "empty": ([""], "number_empty"),
    "blanks": (["  ", "\t"], "number_empty"),
    "words": (["hello", "world"], "number_senseless"),
    "a second parameter": (["12&outgoing_uri=sip:x@y"], "number_senseless"),
    "another parameter": (["12&key=F_REC"], "number_senseless"),
    "a header": (["12\r\nHost: evil"], "number_senseless"),
    "a fragment of a URL": (["12?x=1"], "number_senseless"),
    "two numbers": (["030123,030124"], "number_senseless"),
    "endless": (["1" * 5000], "number_senseless"),
    "112": (["112"], "number_emergency"),
    "of the region": (["9-9-9"], "number_emergency"),
    "of the site": (["5555"], "number_emergency"),
}


@pytest.mark.parametrize(("number", "code"), NEVER.values(), ids=NEVER)
@pytest.mark.parametrize("how", ["configured", "--host"])
def test_refused_before_anything_is_sent(
    how: str, number: list[str], code: str, cli: Cli, sim: SimulatorThread, config: Path
) -> None:
    write_config(config, sim, numbers={"emergency": {"add": ["5555"]}})
    host = ["--host", host_of(sim), "--user", "admin"] if how == "--host" else []
    ran = cli("dial", *number, *host, "--json", password="0000")
    assert (ran.status, ran.last["code"], ran.last["exit"]) == (7, code, 7)
    assert ran.err.count("\n") == 1
    assert len(ran.err) < 300
    assert asked(sim) == []


# ---- log-in ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", [Auth.BASIC, Auth.DIGEST])
def test_a_wrong_password_is_tried_once_and_by_no_other_process(auth: Auth, cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=auth)) as sim:
        write_config(config, sim)
        tried = cli("dial", "030123", "--json", password="wrong")
        assert (tried.status, tried.last["code"]) == (5, "login_refused")
        assert [status for _, status in asked(sim)] == [401, 401]  # the bare one, and the one with the password
        assert sim.phone.login.failures == 1
        for command in (["dial", "1"], ["hangup"], ["hangup_all"], ["keyevent", "1"]):
            again = cli(*command, "--json", password="wrong")
            assert (again.status, again.last["code"]) == (5, "login_known_wrong")
            assert "phone password" in again.err
        assert len(asked(sim)) == 2
        assert cli("dial", "1", password="0000").status == 0  # other credentials are not barred


def test_phone_test_lets_it_be_tried_again(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    assert cli("dial", "1", password="late").status == 5
    sim.set("http_pass", "late")
    assert cli("dial", "1", password="late").status == 5
    assert cli("phone", "test", password="late").status == 0
    assert cli("dial", "1", password="late").status == 0


def test_phone_test_does_not_make_a_wrong_password_right(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    assert cli("phone", "test", password="wrong").status == 5
    before = len(asked(sim))
    assert cli("dial", "1", password="wrong").status == 5
    assert len(asked(sim)) == before


def test_phone_password_sets_another_one(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, password="new")) as sim:
        write_config(config, sim)
        assert cli("dial", "1").status == 5
        assert cli("phone", "password", password="new").status == 0
        assert cli("dial", "1").status == 0
        assert json.loads(config.read_text(encoding="utf-8"))["phones"][0]["password"] == "new"


def test_no_credentials_where_the_phone_wants_some(cli: Cli, sim: SimulatorThread) -> None:
    ran = cli("--host", host_of(sim), "dial", "1", "--json")
    assert (ran.status, ran.last["code"]) == (5, "login_needed")


def test_a_password_in_a_url_works_and_warns_and_stands_in_no_file(cli: Cli, tmp_path: Path) -> None:
    # Short ones: a long name of a file would be a hash.
    with SimulatorThread(Setup(auth=Auth.DIGEST, user="u", password="qqq")) as sim:
        ran = cli("--host", f"http://u:qqq@localhost:{sim.phone.port}", "dial", "1", "-vv")
        assert ran.status == 0
        assert "a password inside a URL is seen by everybody" in ran.err
        assert "qqq" not in ran.err
        assert cli("--host", f"http://u:wrong@localhost:{sim.phone.port}", "dial", "1").status == 5
    assert len(list(tmp_path.rglob("phone-*.json"))) == 1
    for path in tmp_path.rglob("*"):
        assert "qqq" not in path.name
        assert path.is_dir() or "qqq" not in path.read_text(encoding="utf-8")


def test_a_password_that_travels_readable_is_told_once(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.BASIC)) as sim:
        write_config(config, sim)
        assert "travels readable" in cli("dial", "1").err
        assert cli("dial", "1").err == ""


# ---- the way there ---------------------------------------------------------------------------------------------------


def test_nobody_there(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": f"127.0.0.1:{closed_port()}"}])
    ran = cli("dial", "1", "--json")
    assert (ran.status, ran.last["code"]) == (4, "connection_refused")


@pytest.mark.slow
def test_silence_ends_within_the_connect_time_out(cli: Cli, config: Path) -> None:
    import socket

    with socket.socket() as deaf:  # a full backlog: further connections hang as towards a phone that is off
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = []
        for _ in range(4):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(deaf.getsockname())
        write_config(config, phones=[{"name": "desk", "host": f"127.0.0.1:{deaf.getsockname()[1]}"}])
        began = time.monotonic()
        ran = cli("dial", "1", "--json")
        took = time.monotonic() - began
        for each in waiting:
            each.close()
    assert (ran.status, ran.last["code"]) == (4, "timed_out")
    assert 2.5 < took < 4.0


@pytest.mark.parametrize("scheme", ["auto", "https"])
def test_https(scheme: str, cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, tls=Certificate.PHONE)) as sim:
        phone = {"name": "desk", "host": host_of(sim), "scheme": scheme, "username": "admin", "password": "0000"}
        write_config(config, phones=[phone])
        assert cli("dial", "1").status == 0
        sim.call(lambda: sim.phone.web.show_certificate(Certificate.CHANGED))
        before = len(asked(sim))
        changed = cli("dial", "1", "--json")
        assert (changed.status, changed.last["code"]) == (7, "certificate_changed")
        assert "phone trust" in changed.err
        assert len(asked(sim)) == before
        assert cli("phone", "trust", "--json").last["code"] == "not_accepted"
        assert cli("dial", "1").status == 7
        assert cli("phone", "trust", "--yes").status == 0
        assert cli("dial", "1").status == 0


REFUSALS = {
    "hidden tags": (Setup(auth=Auth.DIGEST, hidden_tags=True), "hidden_tags", "use_hidden_tags"),
    "uri queries": (
        Setup(auth=Auth.DIGEST, quirks={"refuse_queries": True}, settings={"restrict_uri_queries": "on"}),
        "uri_queries", "restrict_uri_queries",
    ),
    "Phone Manager": (Setup(auth=Auth.DIGEST, model="D865"), "phone_manager", "D8xx"),
    "closed": (
        Setup(auth=Auth.DIGEST, quirks={"close_unanswered": "before"}), "closed_unanswered", "look at the phone",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("setup", "code", "names"), REFUSALS.values(), ids=REFUSALS)
def test_what_the_phone_refuses_has_its_cause(setup: Setup, code: str, names: str, cli: Cli, config: Path) -> None:
    with SimulatorThread(setup) as sim:
        write_config(config, sim)
        ran = cli("dial", "1", "--json")
    assert (ran.status, ran.last["code"]) == (6, code)
    assert names in ran.err


def test_the_old_interface_of_a_phone_with_the_manager_takes_commands(cli: Cli) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, model="D865")) as sim:
        host = f"127.0.0.1:{sim.phone.web.classic_port}"
        assert cli("--host", host, "--user", "admin", "dial", "1", password="0000").status == 0


# ---- what is left behind ---------------------------------------------------------------------------------------------


def test_nothing_is_written_but_what_is_remembered_of_the_phone(
    cli: Cli, sim: SimulatorThread, config: Path, tmp_path: Path
) -> None:
    write_config(config, sim)
    before = config.read_bytes()
    assert cli("dial", "030123").status == 0
    assert cli("hangup").status == 0
    assert config.read_bytes() == before
    state = tmp_path / "dialer.json.state"
    assert [path.name for path in state.iterdir()] == ["phone-desk.json"]
    remembered = (state / "phone-desk.json").read_text(encoding="utf-8")
    assert "030123" not in remembered
    assert "0000" not in remembered.replace(json.loads(remembered).get("mac", "-"), "")
    assert not (tmp_path / "home").exists()


def test_the_file_of_the_original_is_read_as_it_stands(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    flat = {"ip": host_of(sim), "username": "admin", "password": "0000", "web_port": 0, "recent_numbers": ["1"]}
    config.write_text(json.dumps(flat), encoding="utf-8")
    assert cli("dial", "030123").status == 0
    assert json.loads(config.read_text(encoding="utf-8")) == flat
    assert [path.name for path in config.parent.glob("dialer.json.*")] == ["dialer.json.state"]


def loaded(*argv: str, **environ: str) -> set[str]:
    """The modules that a whole process imports, from Python's own account of it; the process has to succeed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", str(SCRIPT), *argv],
        capture_output=True, text=True, timeout=20, env={**clean, **environ}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}


HEAVY = {"keyring", "sqlite3", "logging", "asyncio", "phonenumbers", "platformdirs"}


@pytest.mark.parametrize("password", ["in the file", "in the environment"])
def test_dialling_alone_loads_nothing_heavy(password: str, sim: SimulatorThread, config: Path) -> None:
    phone = {"name": "desk", "host": host_of(sim), "username": "admin"}
    write_config(config, phones=[phone | ({"password": "0000"} if password == "in the file" else {})])
    environ = {} if password == "in the file" else {"SNOM_DIALER_PASSWORD": "0000"}
    first, known = loaded("dial", "030123", **environ), loaded("dial", "030123", **environ)
    assert "snom_dialer.cli.target" in first
    assert HEAVY & (first | known) == set()
    # An unknown phone is tried with HTTPS first, unless the port says otherwise; a known one is not.
    assert "ssl" in first
    assert "ssl" not in known
    assert asked(sim)[-1] == ("/command.htm?number=030123", 302)


def test_https_needs_ssl_and_nothing_else_that_is_heavy(config: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, tls=Certificate.PHONE)) as sim:
        write_config(config, sim)
        modules = loaded("dial", "030123")
    assert "ssl" in modules
    assert HEAVY & modules == set()


def test_other_commands_than_the_one_that_is_given_are_not_loaded() -> None:
    modules = loaded("--version")
    ours = {name for name in modules if name.startswith("snom_dialer.")}
    assert ours <= {
        "snom_dialer.__main__", "snom_dialer.cli", "snom_dialer.cli.main", "snom_dialer.cli.command",
        "snom_dialer.cli.output", "snom_dialer.errors",
    }  # fmt: skip


# ---- asking for a password -------------------------------------------------------------------------------------------


class Terminal:
    """Standard input at which somebody sits."""

    def isatty(self) -> bool:
        return True


def test_a_password_is_asked_for_on_a_terminal(cli: Cli, sim: SimulatorThread, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = []

    def getpass(prompt: str, stream: object = None) -> str:
        prompts.append((prompt, stream is sys.stderr))
        return "0000"

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", getpass)
    assert cli("--host", host_of(sim), "--user", "admin", "dial", "1").status == 0
    assert prompts == [("Password of admin at 127.0.0.1: ", True)]


def test_ctrl_d_at_the_question_is_no_bug(cli: Cli, sim: SimulatorThread, monkeypatch: pytest.MonkeyPatch) -> None:
    def getpass(prompt: str, stream: object = None) -> str:
        raise EOFError

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", getpass)
    assert cli("--host", host_of(sim), "--user", "admin", "dial", "1").status == 5
