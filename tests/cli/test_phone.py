"""`phone add`, `list`, `remove`, `default`, `password`: what gets into the configuration, and what never does."""

import json
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest

from snom_dialer.journal.reader import open_for_reading
from snom_dialer.phone.self_test import Hop
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from snom_dialer.simulator.web_login import Verdict
from snom_dialer.simulator.wire import WebRequest
from tests.cli.running import Cli, asked, closed_port, host_of, write_config
from tests.config.test_secret import Locked, Memory

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def phones(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document(path)["phones"]
    return found


@pytest.fixture
def safe() -> Iterator[Memory]:
    """A keyring that works."""
    before, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


# ---- add -------------------------------------------------------------------------------------------------------------


def test_a_phone_is_tried_and_kept(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    ran = cli("phone", "add", host_of(sim), "--user", "admin", password="0000")
    assert ran.status == 0
    assert ran.out.splitlines() == ["found a snom D385, 10.1.184.15", f"added D385 ({host_of(sim)}) to {config}"]
    assert "there is no keyring" in ran.err
    assert phones(config) == [
        {
            "name": "D385", "host": host_of(sim), "scheme": "auto", "port": None, "username": "admin",
            "password": "0000", "identity": "", "set_up": "automatic", "foreign": "chain", "store": True,
            "clear_log": True,
        }
    ]  # fmt: skip
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert all(status in (200, 401) and "command.htm" not in target for target, status in asked(sim))
    assert cli("dial", "1").status == 0


def test_a_phone_is_kept_as_json_says(cli: Cli, sim: SimulatorThread) -> None:
    ran = cli("phone", "add", host_of(sim), "--user", "admin", "--name", "desk", "--json", password="0000")
    assert ran.records == [{"type": "done", "command": "phone add", "name": "desk", "host": host_of(sim)}]


def test_options_of_a_new_phone(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup()) as sim:
        cli("phone", "add", host_of(sim), "--name", "hall", "--identity", "7@pbx.example", "--manual")
    (phone,) = phones(config)
    assert (phone["name"], phone["identity"], phone["set_up"]) == ("hall", "7@pbx.example", "manual")
    assert (phone["username"], "password" in phone) == ("", False)


def test_a_password_goes_into_the_keyring(cli: Cli, sim: SimulatorThread, config: Path, safe: Memory) -> None:
    ran = cli("phone", "add", host_of(sim), "--user", "admin", "--name", "desk", password="0000")
    assert (ran.status, ran.err) == (0, "")
    assert safe.entries == {("snom-dialer", f"desk/admin@{host_of(sim)}"): "0000"}
    assert "0000" not in config.read_text(encoding="utf-8")
    assert cli("dial", "1").status == 0
    assert cli("phone", "remove", "desk").status == 0
    assert safe.entries == {}


def test_a_password_in_the_url_is_taken_out_of_it(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    ran = cli("phone", "add", f"http://admin:0000@{host_of(sim)}")
    assert ran.status == 0
    assert "a password inside a URL is seen" in ran.err
    (phone,) = phones(config)
    assert (phone["host"], phone["username"], phone["password"]) == (f"http://{host_of(sim)}", "admin", "0000")


def test_names_are_made_and_several_phones_are_told(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102")) as sim:
        hosts = [f"127.0.0.1:{phone.port}" for phone in sim.phones]
        first, second = (cli("phone", "add", host) for host in hosts)
    assert "several" not in first.out
    assert "choose one with `snom-dialer phone default NAME`" in second.out
    assert [phone["name"] for phone in phones(config)] == ["D385", "D385 2"]


WRONG = {
    "name with blanks": (["--name", " desk"], "--name has to be"),
    "name as an option": (["--name=-desk"], "--name has to be"),
    "long name": (["--name", "x" * 65], "--name has to be"),
    "name of two lines": (["--name", "a\nb"], "--name has to be"),
    "identity": (["--identity", "bob"], "--identity has to look like"),
    "user with a colon": (["--user", "a:b"], "--user cannot hold a colon"),
}


@pytest.mark.parametrize(("argv", "says"), WRONG.values(), ids=WRONG)
def test_what_the_configuration_would_refuse_never_gets_into_it(
    argv: list[str], says: str, cli: Cli, sim: SimulatorThread, config: Path
) -> None:
    ran = cli("phone", "add", host_of(sim), *argv, "--json", password="0000")
    assert (ran.status, ran.last["code"]) == (2, "usage")
    assert says in ran.err
    assert not config.exists()
    assert asked(sim) == []


def test_a_name_is_given_once(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    before = config.read_bytes()
    ran = cli("phone", "add", host_of(sim), "--name", "desk", "--json")
    assert (ran.status, ran.last["code"]) == (2, "phone_exists")
    assert (config.read_bytes(), asked(sim)) == (before, [])


def test_a_wrong_password_is_tried_once_and_nothing_is_saved(
    cli: Cli, sim: SimulatorThread, config: Path, tmp_path: Path
) -> None:
    add = ["phone", "add", host_of(sim), "--user", "admin", "--json"]
    codes = [cli(*add, password="wrong").last["code"] for _ in range(4)]
    assert codes == ["login_refused", *["login_known_wrong"] * 3]
    assert sim.phone.login.failures == 1
    assert not config.exists()
    assert list((tmp_path / "dialer.json.state").glob("phone-*")) == []
    assert cli(*add, password="0000").status == 0


def test_a_phone_that_is_off_is_saved_only_when_asked(cli: Cli, config: Path) -> None:
    host = f"127.0.0.1:{closed_port()}"
    ran = cli("phone", "add", host, "--json")
    assert (ran.status, ran.last["code"], config.exists()) == (4, "connection_refused", False)
    ran = cli("phone", "add", host, "--save-anyway")
    assert (ran.status, phones(config)[0]["name"]) == (0, host)
    assert "refused the connection" in ran.err
    assert "saved all the same" in ran.err


def test_a_broken_file_is_left_alone(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    config.write_text('{"version": 2, "phones": [', encoding="utf-8")
    ran = cli("phone", "add", host_of(sim), "--json")
    assert (ran.status, ran.last["code"]) == (3, "config_broken")
    assert config.read_text(encoding="utf-8") == '{"version": 2, "phones": ['
    assert asked(sim) == []


def test_no_password_and_nobody_to_ask(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    assert cli("phone", "add", host_of(sim), "--user", "admin").status == 5
    assert not config.exists()


# ---- list, default, remove -------------------------------------------------------------------------------------------


def test_a_list_for_people(cli: Cli, config: Path) -> None:
    one = {"name": "desk", "host": "http://u:secret@192.0.2.1", "set_up": "manual"}
    write_config(config, phones=[one, {"name": "a longer name", "host": "phone.example"}], default_phone="desk")
    ran = cli("phone", "list")
    assert ran.out.splitlines() == [
        "*  desk           http://192.0.2.1  user u  manual set-up",
        "   a longer name  phone.example             automatic set-up",
    ]
    assert "secret" not in ran.err


def test_a_list_for_programs(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": "http://u:secret@192.0.2.1", "identity": "7@pbx.example"}])
    assert cli("phone", "list", "--json").records == [
        {
            "type": "phone", "name": "desk", "host": "http://192.0.2.1", "username": "u", "identity": "7@pbx.example",
            "set_up": "automatic", "default": True,
        },
        {"type": "done", "command": "phone list", "count": 1},
    ]  # fmt: skip


def test_an_empty_list(cli: Cli, config: Path) -> None:
    write_config(config)
    assert cli("phone", "list").out == "no phones yet; add one with `snom-dialer phone add HOST`\n"
    assert cli("phone", "list", "--json").records == [{"type": "done", "command": "phone list", "count": 0}]


def test_the_default_phone(cli: Cli, config: Path) -> None:
    two = [{"name": "a", "host": "192.0.2.1"}, {"name": "b", "host": "192.0.2.2"}]
    write_config(config, phones=two)
    ran = cli("phone", "default", "b")
    assert (ran.status, ran.out) == (0, "b is the default phone now\n")
    assert document(config)["default_phone"] == "b"
    assert cli("phone", "default", "c", "--json").last["code"] == "phone_unknown"
    assert cli("phone", "remove", "b", "--json").last == {"type": "done", "command": "phone remove", "name": "b"}
    assert (document(config)["default_phone"], [phone["name"] for phone in phones(config)]) == (None, ["a"])


def test_a_phone_is_forgotten_with_all_that_is_remembered(
    cli: Cli, sim: SimulatorThread, config: Path, tmp_path: Path
) -> None:
    write_config(config, sim)
    cli("dial", "1")
    cli("dial", "1", password="wrong")
    state = tmp_path / "dialer.json.state"
    assert (state / "phone-desk.json").exists()
    assert "desk" not in (state / "refused.json").read_text(encoding="utf-8")
    assert json.loads((state / "refused.json").read_text(encoding="utf-8"))
    assert cli("phone", "remove", "desk").out == "removed desk\n"
    assert not (state / "phone-desk.json").exists()
    assert json.loads((state / "refused.json").read_text(encoding="utf-8")) == {}
    assert cli("phone", "list").status == 0


def test_a_phone_with_actions_of_its_own_stays(cli: Cli, config: Path) -> None:
    action = {"event": "incoming", "url": "http://crm.example", "phone": "desk"}
    write_config(config, phones=[{"name": "desk", "host": "192.0.2.1"}], actions=[action])
    before = config.read_bytes()
    ran = cli("phone", "remove", "desk", "--json")
    assert (ran.status, ran.last["code"], config.read_bytes()) == (2, "phone_in_use", before)
    assert f"1 action(s) in {config} are for the phone `desk` alone" in ran.err


def test_a_keyring_that_is_locked_is_told_at_removal(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": "192.0.2.1", "username": "u"}])
    keyring.set_keyring(Locked())
    ran = cli("phone", "remove", "desk")
    assert (ran.status, phones(config)) == (0, [])
    assert "may still be in the keyring: the system's keyring said no (Failed to unlock the collection!)" in ran.err


# ---- password --------------------------------------------------------------------------------------------------------


def test_a_new_password_takes_the_place_of_the_old_one(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    ran = cli("phone", "password", password="new")
    assert ran.out == "the password of desk is set; try it with `snom-dialer phone test desk`\n"
    assert phones(config)[0]["password"] == "new"
    assert asked(sim) == []


def test_the_password_is_asked_for_and_not_read_from_the_file(
    cli: Cli, sim: SimulatorThread, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    write_config(config, sim)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream: "typed")
    assert cli("phone", "password").status == 0
    assert phones(config)[0]["password"] == "typed"


def test_without_a_password_nothing_is_set(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    before = config.read_bytes()
    ran = cli("phone", "password", "desk", "--json")
    assert (ran.status, ran.last["code"], config.read_bytes()) == (2, "usage", before)
    assert "SNOM_DIALER_PASSWORD" in ran.err


def test_a_password_needs_a_user(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "my desk", "host": "http://x:old@192.0.2.1"}, {"name": "b", "host": "b"}])
    assert cli("phone", "password", "b", password="p").status == 2
    assert cli("phone", "password", "b", "--user", "a:b", password="p").status == 2
    assert phones(config)[1]["username"] == "" if "username" in phones(config)[1] else True
    ran = cli("phone", "password", "--phone", "my desk", "--user", "u", "--json", password="p")
    assert ran.last == {"type": "done", "command": "phone password", "name": "my desk"}
    phone = phones(config)[0]
    assert (phone["host"], phone["username"], phone["password"]) == ("http://192.0.2.1", "u", "p")
    assert "phone test 'my desk'`" in cli("phone", "password", "my desk", password="q").out


def test_a_new_password_lets_the_phone_be_asked_again(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    assert cli("dial", "1", password="wrong").status == 5
    cli("phone", "password", password="wrong")
    before = len(asked(sim))
    assert cli("dial", "1", password="wrong").status == 5
    assert len(asked(sim)) > before


# ---- the file of the original ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["default", "phone"], ["add", "192.0.2.9", "--name", "x"]], ids=["default", "add"])
def test_phone_commands_bring_the_file_of_the_original_up_to_date(command: list[str], cli: Cli, config: Path) -> None:
    shutil.copy(FIXTURES / "version-1-flat.json", config)
    before = config.read_bytes()
    recent = json.loads(before)["recent_numbers"]
    cli("phone", *command)
    copy = config.with_name("dialer.json.bak")
    assert copy.read_bytes() == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert document(config)["version"] == 2
    with open_for_reading(config.with_name("dialer.json.state") / "journal.sqlite") as journal:
        assert journal.recent() == recent[:100]


# ---- info, test, trust -----------------------------------------------------------------------------------------------


def test_info_for_people(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    lines = cli("phone", "info").out.splitlines()
    assert lines[:2] == ["snom D385, firmware 10.1.184.15", "MAC 00:04:13:A0:00:01, reached by http"]
    assert "  dial                 works  by `command.htm`, while `use_hidden_tags` is off" in lines


@pytest.mark.parametrize(("model", "works"), [("D385", True), ("190", False)])
def test_info_for_programs(model: str, works: bool, cli: Cli) -> None:
    with SimulatorThread(Setup(model=model)) as sim:
        info, done = cli("--host", host_of(sim), "phone", "info", "--json").records
    assert (info["type"], info["phone"], info["scheme"]) == ("info", host_of(sim), "http")
    features = {feature["name"]: feature for feature in info["features"]}
    assert features["call events"]["works"] is works
    assert all(feature["why"] for feature in features.values())
    assert done == {"type": "done", "command": "phone info"}


def test_info_of_an_encrypted_phone_shows_the_certificate(cli: Cli) -> None:
    with SimulatorThread(Setup(tls=Certificate.PHONE)) as sim:
        out = cli("--host", host_of(sim), "phone", "info").out
        (info, _) = cli("--host", host_of(sim), "phone", "info", "--json").records
    assert "reached by https (TLSv1.3, certificate SHA-256 " in out
    assert len(info["certificate"]) == 64


HOPS = [hop.value for hop in Hop]


def test_a_good_way_is_told_hop_by_hop(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    ran = cli("phone", "test", "--json")
    *hops, verdict, done = ran.records
    assert [hop["hop"] for hop in hops] == HOPS
    assert verdict == {"type": "verdict", "ok": True, "culprit": None}
    assert done == {"type": "done", "command": "phone test"}
    lines = cli("phone", "test").out.splitlines()
    assert lines[-1] == "all is well on the way to the phone and back, as far as it was tried"
    assert lines[4] == "  login        ok      the phone took the password (digest)"
    assert all(target.startswith(("/info.htm", "/settings.xml")) for target, _ in asked(sim))


FAULTS = {
    "password": (Setup(auth=Auth.DIGEST, password="other"), "login", 5, "login_refused"),
    "hidden tags": (Setup(auth=Auth.DIGEST, hidden_tags=True), "hidden_tags", 6, "hidden_tags"),
    "Phone Manager": (Setup(auth=Auth.DIGEST, model="D865"), "model", 6, "phone_manager_alone"),
}


@pytest.mark.parametrize(("setup", "hop", "status", "code"), FAULTS.values(), ids=FAULTS)
def test_the_hop_that_fails_is_named(setup: Setup, hop: str, status: int, code: str, cli: Cli, config: Path) -> None:
    with SimulatorThread(setup) as sim:
        write_config(config, sim)
        ran = cli("phone", "test", "desk", "--json")
        people = cli("phone", "test", "desk")
    *hops, verdict, error = ran.records
    assert (ran.status, verdict["culprit"], error["code"]) == (status, hop, code)
    assert {entry["hop"]: entry["result"] for entry in hops}[hop] == "failed"
    assert next(entry for entry in hops if entry["hop"] == hop)["cure"] == error["next"]
    assert people.status == status
    assert f"  {hop:<13}FAILED  " in people.out
    assert people.err.count("\n") == 1


def test_a_phone_that_is_off_fails_at_its_hop(cli: Cli) -> None:
    ran = cli("--host", f"127.0.0.1:{closed_port()}", "phone", "test", "--json")
    assert (ran.status, ran.records[-2]["culprit"], ran.last["code"]) == (4, "tcp", "connection_refused")


def test_a_password_that_is_good_for_commands_alone_passes(
    cli: Cli, sim: SimulatorThread, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = sim.phone.login.check

    def users_check(request: WebRequest) -> Verdict:
        return Verdict.REFUSED if request.target.startswith("/settings") else check(request)

    monkeypatch.setattr(sim.phone.login, "check", users_check)
    write_config(config, sim)
    ran = cli("phone", "test")
    assert (ran.status, "took the password (digest), but not for its settings" in ran.out) == (0, True)
    assert cli("dial", "1").status == 0


def test_trust_where_nothing_changed(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    cli("dial", "1")
    ran = cli("phone", "trust")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "remembered  http, no certificate, log-in by Digest",
        "there now   http, no certificate, log-in by Digest",
        "nothing has changed",
    ]
    assert cli("phone", "trust", "--json").last == {"type": "done", "command": "phone trust", "changed": False}


def test_trust_where_nothing_was_known(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    assert cli("phone", "trust").out.startswith("remembered  nothing\n")


@pytest.mark.parametrize(("typed", "status"), [("y\n", 0), ("YES\n", 0), ("n\n", 7), ("\n", 7), ("", 7)])
def test_a_changed_certificate_is_compared_and_accepted(
    typed: str, status: int, cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with SimulatorThread(Setup(auth=Auth.DIGEST, tls=Certificate.PHONE)) as sim:
        write_config(config, sim)
        cli("dial", "1")
        sim.call(lambda: sim.phone.web.show_certificate(Certificate.CHANGED))
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        ran = cli("phone", "trust", "--json")
        assert ran.status == status
        assert ran.err.startswith("Accept what is there now? [y/N] ")
        trust = ran.records[0]
        assert trust["type"] == "trust"
        assert len({trust["remembered"]["certificate"], trust["now"]["certificate"], None}) == 3
        people = cli("phone", "trust", "--yes").out if status else ""
        assert people.count("certificate SHA-256 ") == (2 if status else 0)
        assert cli("dial", "1").status == 0


def test_a_phone_that_asks_for_less_than_before_is_accepted_by_trust_alone(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        write_config(config, sim)
        cli("dial", "1")
        sim.set("http_scheme", "off")
        assert cli("dial", "1", "--json").last["code"] == "login_downgrade"
        assert cli("phone", "trust").status == 7
        ran = cli("phone", "trust", "--yes", "--json")
        assert (ran.status, ran.last["changed"]) == (0, True)
        assert cli("dial", "1").status == 0
