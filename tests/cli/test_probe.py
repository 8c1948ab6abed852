"""`phone test` from the command line: alone and beside a running program, with every fault that can be planted."""

import io
import os
import re
import socket
import sys
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.cli.command import COMMANDS
from snom_dialer.cli.listening import OwnEar
from snom_dialer.cli.main import Call
from snom_dialer.cli.output import Output
from snom_dialer.cli.way_back import WayBack
from snom_dialer.control.message import encode, hello
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.errors import CATALOGUE, Code
from snom_dialer.phone.client import Client
from snom_dialer.phone.finding import Finding, Result, untried
from snom_dialer.phone.self_test import Hop
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.protocol.identity import Identity, family_of
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from snom_dialer.state.places import places
from snom_dialer.system import firewall
from tests.cli.running import Cli, Ran, Record, Serving, asked, host_of, serving, write_config
from tests.control.serving import Fake, fake
from tests.engine.site import Answer, site

HOPS = [hop.value for hop in Hop]
SECRET = "fedcba9876543210FEDCBA"  # of another Snom dialer
GONE = "127.0.0.1:1"  # where nobody ever listens
DEAF = {"event_timeout": 0.0}  # the phone's requests get nowhere, as behind a firewall


def hops(ran: Ran) -> dict[str, Record]:
    """Return the hops of a test by name; all of them were told, once, in order, and after them what they come to."""
    *found, verdict, last = ran.records
    assert [record["hop"] for record in found] == HOPS
    assert {record["type"] for record in found} == {"hop"}
    assert all(set(record) == {"type", "hop", "result", "detail", "cure"} for record in found)
    failed = [record["hop"] for record in found if record["result"] == "failed"]
    assert verdict == {"type": "verdict", "ok": not failed, "culprit": failed[0] if failed else None}
    assert last["type"] == ("error" if failed else "done")
    assert (ran.status == 0) is (failed == [])
    return {record["hop"]: record for record in found}


def result(ran: Ran, hop: Hop) -> str:
    return str(hops(ran)[hop.value]["result"])


def pages_shown(sim: SimulatorThread) -> list[str]:
    """Return the requests by which the phone was given a page to show, as far as it took them."""
    return [target for target, status in asked(sim) if target.startswith("/minibrowser.htm") and status == 200]


@contextmanager
def program(sim: SimulatorThread, config: Path, **more: object) -> Iterator[Serving]:
    """A program that runs, with its phone set up."""
    write_config(config, sim, **more)
    with serving("serve", "--json") as running:
        running.record("phone", state="active")
        yield running


class Terminal(io.StringIO):
    """A terminal at which somebody types this."""

    def isatty(self) -> bool:
        return True


# ---- without a program -----------------------------------------------------------------------------------------------


def test_where_nobody_runs_a_phone_is_well_if_it_can_be_dialled_with(
    cli: Cli, sim: SimulatorThread, config: Path
) -> None:
    write_config(config, sim)
    before = sim.phone.settings.shown()
    ran = cli("phone", "test", "--json")
    found = hops(ran)
    assert (ran.last, ran.err) == ({"type": "done", "command": "phone test"}, "")
    assert [found[hop]["result"] for hop in ("permission", "urls", "callback")] == ["ok", "untried", "untried"]
    assert "no Snom dialer is running" in found["urls"]["detail"]
    assert sim.phone.settings.shown() == before


def test_a_phone_that_is_not_configured_has_no_way_back(cli: Cli) -> None:
    with SimulatorThread(Setup()) as sim:
        found = hops(cli("--host", host_of(sim), "phone", "test", "--json"))
    assert [found[hop]["result"] for hop in ("permission", "urls", "callback")] == ["untried"] * 3


def test_a_page_of_ours_arrives_without_a_program(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    ran = cli("phone", "test", "--minibrowser", "--json")
    assert "fetched our page" in hops(ran)["callback"]["detail"]
    assert ran.status == 0
    (shown,) = pages_shown(sim)
    assert re.fullmatch(r"/minibrowser\.htm\?url=http%3A%2F%2F127\.0\.0\.1%3A\d+%2Fsnom%2F[\w-]{22}%2Ftest", shown)
    assert not sim.phone.line.calls


@pytest.mark.parametrize(("firmware", "begins"), [("8.4.31", "127.0.0.1%3A"), ("8.4.32", "http%3A"), ("", "http%3A")])
def test_old_firmware_wants_the_address_of_a_page_without_its_scheme(
    firmware: str, begins: str, sim: SimulatorThread
) -> None:
    call = Call(COMMANDS[0], Namespace(wait=None, minibrowser=True), Output(as_json=True))
    ear = OwnEar("127.0.0.1", "127.0.0.1", 0, "s" * 22, manual=False)
    client = Client(Where("127.0.0.1", sim.phone.port), Credentials(username="admin", password="0000"))
    identity = Identity(model="300", firmware=firmware, family=family_of("300"))
    assert WayBack(call, ear, None)(client, identity, untried(Hop.URLS, "")).result is Result.OK
    assert pages_shown(sim)[0].startswith(f"/minibrowser.htm?url={begins}")


def test_a_phone_without_a_minibrowser_is_not_asked_for_it(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(model="190")) as sim:
        write_config(config, sim)
        ran = cli("phone", "test", "--minibrowser", "--json")
        assert not pages_shown(sim)
    assert result(ran, Hop.CALLBACK) == "untried"


def test_a_firewall_is_told_with_its_command(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, quirks=DEAF)) as sim:
        write_config(config, sim)
        ran = cli("phone", "test", "--minibrowser", "--wait", "0.2", "--json")
        people = cli("phone", "test", "--minibrowser", "--wait", "0.2")
    found = hops(ran)["callback"]
    assert (ran.status, ran.last["code"], found["result"]) == (8, "callback_unseen", "failed")
    port = re.search(r"port (\d+)", found["detail"])
    assert port is not None
    assert port[1] in found["cure"], "the firewall is to be opened for that very port"
    assert "127.0.0.1" in found["cure"]
    assert found["cure"] == ran.last["next"]
    assert people.status == 8
    assert "  callback     FAILED  nothing arrived at 127.0.0.1, port " in people.out


def test_what_is_left_of_a_program_that_was_killed(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    """Its port is heard on, and so the phone's next call proves the way back."""
    quiet = 20000 + os.getpid() % 10000  # none that anybody gets who asks for any
    with program(sim, config, callback={"port": quiet}) as running:
        running.child.kill()
        running.child.wait(10)
        port = running.records[0]["callback"]["port"]
    write_config(config, sim, callback={"port": port})
    still = cli("phone", "test", "--json")
    assert "no Snom dialer is running" in hops(still)["urls"]["detail"]
    assert hops(still)["callback"]["result"] == "untried"
    heard = with_a_call(cli, sim)
    assert "told of a call" in hops(heard)["callback"]["detail"]


def with_a_call(cli: Cli, sim: SimulatorThread) -> Ran:
    """Test while somebody calls: as soon as the phone has been asked for its settings."""
    before = len(sim.phone.log)
    over = threading.Event()

    def ring() -> None:
        sim.wait_for(lambda: any("test=1" in seen.request.target for seen in list(sim.phone.log)[before:]))
        while not over.wait(0.1):
            sim.ring("030123")
            sim.settle()
            sim.reject()
            sim.settle()

    caller = threading.Thread(target=ring)
    caller.start()
    try:
        return cli("phone", "test", "--wait", "10", "--json")
    finally:
        over.set()
        caller.join()


def test_an_address_that_is_not_ours_is_told(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim, callback={"address": "192.0.2.1"})
    assert result(cli("phone", "test", "--json"), Hop.CALLBACK) == "untried", "nothing is opened where nothing is tried"
    ran = cli("phone", "test", "--minibrowser", "--json")
    assert (ran.status, ran.records[-2]["culprit"], ran.last["code"]) == (8, "callback", "address_gone")


def judged(
    client: Client, in_place: Result, *, wait: float | None = None, phone: Mapping[str, Any] | None = None
) -> Finding:
    """What comes of the last hop with this client, where a page may be shown."""
    call = Call(COMMANDS[0], Namespace(wait=wait, minibrowser=True), Output(as_json=True))
    ear = OwnEar("127.0.0.1", "127.0.0.1", 0, "s" * 22, manual=False)
    return WayBack(call, ear, phone)(client, Identity(), Finding(Hop.URLS, in_place, ""))


def test_a_page_that_the_phone_does_not_take_is_no_failure() -> None:
    found = judged(Client(Where("127.0.0.1", 1)), Result.UNTRIED, wait=10)
    assert (found.result, "did not show our page" in found.detail) == (Result.UNTRIED, True)


def test_no_page_is_shown_while_a_call_is_on(sim: SimulatorThread) -> None:
    client = Client(Where("127.0.0.1", sim.phone.port), Credentials(username="admin", password="0000"))
    for calls, shown in ((1, 0), (0, 1)):
        phone = {"last_event": 5.0, "since": 6.0, "calls": calls}
        found = judged(client, Result.OK, phone=phone)
        assert (found.result is Result.OK, len(pages_shown(sim))) == (bool(shown), shown)


@pytest.mark.parametrize(("host", "who"), [("localhost", "127.0.0.1"), ("desk..example", "the phone")])
def test_the_firewall_is_opened_for_the_phones_address(host: str, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firewall, "find", lambda: firewall.Firewall(firewall.Tool.UFW))
    found = judged(Client(Where(host, 1)), Result.OK, wait=0.05)
    assert (found.result, found.error is None) == (Result.FAILED, False)
    assert who in found.cure
    assert "sudo ufw allow proto tcp from " in found.cure


@pytest.mark.parametrize(
    ("target", "manual", "heard", "knocked"),
    [
        (f"/snom/{'s' * 22}/test", False, True, False),
        (f"/snom/{'t' * 22}/incoming", False, False, True),
        ("/snom/incoming", False, False, True),
        ("/snom/incoming", True, True, False),
        ("/", True, False, True),
    ],
)
def test_who_is_heard(target: str, manual: bool, heard: bool, knocked: bool) -> None:
    with OwnEar("127.0.0.1", "127.0.0.1", 0, "s" * 22, manual=manual) as ear:
        fetch_url(f"http://127.0.0.1:{ear.port}{target}")
        assert (ear.hears(0), ear.knocks()) == (heard, knocked)


def test_a_dead_snom_dialer_in_the_phone_is_named(cli: Cli, config: Path) -> None:
    setup = Setup(settings={"action_incoming_url": f"http://{GONE}/snom/{SECRET}/incoming"})
    with SimulatorThread(setup) as sim:
        write_config(config, sim)
        ran = cli("phone", "test", "--json")
    assert (ran.status, ran.last["code"], result(ran, Hop.URLS)) == (6, "urls_dead", "failed")
    assert GONE in hops(ran)["urls"]["detail"]
    assert SECRET not in ran.out


# ---- faults on the way there -----------------------------------------------------------------------------------------

THERE: Mapping[str, tuple[Setup, str, int, str]] = {
    "password": (Setup(auth=Auth.DIGEST, password="other"), "login", 5, "login_refused"),
    "hidden tags": (Setup(auth=Auth.DIGEST, hidden_tags=True), "hidden_tags", 6, "hidden_tags"),
    "restricted queries": (Setup(quirks={"refuse_queries": True}), "uri_queries", 6, "uri_queries"),
    "D8xx": (Setup(auth=Auth.DIGEST, model="D865"), "model", 6, "phone_manager_alone"),
    "read-only": (Setup(read_only={"action_incoming_url": ""}), "permission", 6, "setting_read_only"),
    "no web server": (Setup(quirks={"close_unanswered": "before"}), "tcp", 4, "no_web_server"),
}


@pytest.mark.parametrize(("setup", "hop", "status", "code"), THERE.values(), ids=THERE)
def test_the_hop_that_fails_is_named(setup: Setup, hop: str, status: int, code: str, cli: Cli, config: Path) -> None:
    with SimulatorThread(setup) as sim:
        write_config(config, sim)
        ran = cli("phone", "test", "--json")
        people = cli("phone", "test")
    found = hops(ran)
    assert (ran.status, ran.records[-2]["culprit"], ran.last["code"]) == (status, hop, code)
    assert found[hop]["cure"] == ran.last["next"]
    assert (people.status, f"  {hop:<13}FAILED  " in people.out, people.err.count("\n")) == (status, True, 1)


def test_a_phone_that_is_off(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": GONE}])
    not_reached(cli("phone", "test", "--json"), "tcp", "connection_refused")


def test_a_name_that_nobody_knows(cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    write_config(config, phones=[{"name": "desk", "host": "desk.example"}])
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    not_reached(cli("phone", "test", "--json"), "name", "name_unknown")


def not_reached(ran: Ran, hop: str, code: str) -> None:
    assert (ran.status, ran.records[-2]["culprit"], ran.last["code"]) == (4, hop, code)
    assert hops(ran)["callback"]["detail"] == f"not tried, as {hop} failed"


def test_a_changed_certificate(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(tls=Certificate.PHONE)) as sim:
        write_config(config, sim)
        assert cli("phone", "test").status == 0
        sim.call(lambda: sim.phone.web.show_certificate(Certificate.CHANGED))
        ran = cli("phone", "test", "--json")
    assert (ran.status, ran.records[-2]["culprit"], ran.last["code"]) == (7, "tls", "certificate_changed")


# ---- beside a running program ----------------------------------------------------------------------------------------


def test_an_event_is_proof(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    with program(sim, config) as running:
        sim.ring("030123")
        running.record("call")
        ran = cli("phone", "test", "--json")
        found = hops(ran)
    assert ran.status == 0
    assert [found[hop]["result"] for hop in ("permission", "urls", "callback")] == ["ok"] * 3
    assert "the phone told of something" in found["callback"]["detail"]


def test_a_page_of_ours_arrives_at_the_program(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    with program(sim, config):
        unasked = cli("phone", "test", "--json")
        assert "nothing has called here yet" in hops(unasked)["callback"]["detail"]
        assert not pages_shown(sim)
        assert unasked.err == ""
        ran = cli("phone", "test", "--minibrowser", "--json")
    assert (ran.status, "fetched our page" in hops(ran)["callback"]["detail"]) == (0, True)
    assert not sim.phone.line.calls


def test_a_call_arrives_at_the_program(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    with program(sim, config):
        ran = with_a_call(cli, sim)
    assert (ran.status, hops(ran)["callback"]["result"]) == (0, "ok")


def lose_one(sim: SimulatorThread) -> None:
    sim.set("action_incoming_url", "")


def overwrite(sim: SimulatorThread) -> None:
    sim.set("action_incoming_url", "http://crm.example/find")


def leave_dead(sim: SimulatorThread) -> None:
    sim.set("action_missed_url", f"http://{GONE}/snom/{SECRET}/missed")


def lock(sim: SimulatorThread) -> None:
    sim.call(lambda: sim.phone.settings.provision({"action_incoming_url": ""}, read_only=True))


def hide_tags(sim: SimulatorThread) -> None:
    sim.set("use_hidden_tags", "on")


def end_admin_mode(sim: SimulatorThread) -> None:
    sim.set("admin_mode", "off")


def change_password(sim: SimulatorThread) -> None:
    sim.set("http_pass", "another")


def deafen(sim: SimulatorThread) -> None:
    sim.quirk("event_timeout", 0.0)


BESIDE: Mapping[str, tuple[Callable[[SimulatorThread], None], str, int, str]] = {
    "a setting lost": (lose_one, "urls", 6, "urls_missing"),
    "a setting overwritten": (overwrite, "urls", 6, "urls_missing"),
    "a dead one left behind": (leave_dead, "urls", 6, "urls_dead"),
    "read-only": (lock, "permission", 6, "setting_read_only"),
    "no administrator": (end_admin_mode, "permission", 6, "setting_read_only"),
    "hidden tags": (hide_tags, "hidden_tags", 6, "hidden_tags"),
    "password changed": (change_password, "login", 5, "login_refused"),
    "firewall": (deafen, "callback", 8, "callback_unseen"),
}


@pytest.fixture(scope="module")
def one_program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SimulatorThread, Path]]:
    """One program for all faults, as each fault is mended behind it. It looks at its phone once a minute."""
    path = tmp_path_factory.mktemp("one") / "dialer.json"
    environ = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "HOME": str(path.parent)}
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        write_config(path, sim)
        with serving("--config", str(path), "serve", "--json", environ=environ) as running:
            running.record("phone", state="active")
            yield sim, path


@pytest.mark.parametrize(("plant", "hop", "status", "code"), BESIDE.values(), ids=BESIDE)
def test_every_fault_beside_a_running_program(
    plant: Callable[[SimulatorThread], None],
    hop: str,
    status: int,
    code: str,
    cli: Cli,
    one_program: tuple[SimulatorThread, Path],
) -> None:
    sim, path = one_program
    good: dict[str, Any] = sim.call(lambda: dict(sim.phone.settings._ram))
    plant(sim)
    try:
        ran = cli("--config", str(path), "phone", "test", "--minibrowser", "--wait", "0.3", "--json")
    finally:
        sim.call(lambda: sim.phone.settings.provision(good))
        sim.quirk("event_timeout", 3.0)
    assert (ran.status, ran.records[-2]["culprit"], ran.last["code"]) == (status, hop, code)
    assert hops(ran)[hop]["cure"] == ran.last["next"]
    assert SECRET not in ran.out


@pytest.mark.parametrize(("status", "hop"), [(200, "ok"), (404, "failed")], ids=["calls us on", "does not"])
def test_another_snom_dialer_in_our_place_is_asked(
    status: int, hop: str, cli: Cli, sim: SimulatorThread, config: Path
) -> None:
    with site() as other, program(sim, config):
        other.answers[f"/snom/{SECRET}/peer_calls"] = [Answer(status=status)]
        sim.set("action_incoming_url", f"{other.url}/snom/{SECRET}/incoming")
        ran = cli("phone", "test", "--json")
        assert len(other.targets) == 1
    assert result(ran, Hop.URLS) == hop


def test_a_url_that_the_user_left_to_somebody_else_is_not_missing(cli: Cli, config: Path) -> None:
    foreign = {"action_incoming_url": "http://crm.example/find"}
    with SimulatorThread(Setup(auth=Auth.DIGEST, settings=foreign)) as sim, program(sim, config):
        assert hops(cli("phone", "test", "--json"))["urls"]["detail"] == "ours stand in it"
        assert cli("phone", "transfer", "--foreign", "leave").status == 0
        found = hops(cli("phone", "test", "--json"))["urls"]
    assert (found["result"], found["detail"]) == ("ok", "ours stand in it; left to others: action_incoming_url")


def test_urls_of_another_time_are_noticed(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    with program(sim, config):
        here = re.sub("/snom/.*", "", sim.phone.settings.get("action_incoming_url"))
        assert hops(cli("phone", "test", "--json"))["urls"]["detail"] == "ours stand in it"
        stray = threading.Thread(target=lambda: knock(sim, f"{here}/snom/{SECRET}/incoming"))
        stray.start()
        ran = cli("phone", "test", "--wait", "0.5", "--json")
        stray.join()
    assert "came with another secret" in hops(ran)["callback"]["detail"]


def knock(sim: SimulatorThread, url: str) -> None:
    sim.wait_for(lambda: sum("test=1" in seen.request.target for seen in sim.phone.log) > 2)
    fetch_url(url)


def test_a_program_of_another_version_does_not_keep_the_phone_from_being_tested(
    cli: Cli, sim: SimulatorThread, config: Path
) -> None:
    def of_tomorrow(program: Fake, connection: socket.socket) -> None:
        connection.sendall(encode({**hello("99", 4711), "protocol": 99}))
        program.listen(connection)

    write_config(config, sim)
    at = places().socket
    at.parent.mkdir(parents=True, exist_ok=True)
    with fake(at, of_tomorrow):
        ran = cli("phone", "test", "--json")
    assert (ran.status, result(ran, Hop.MODEL)) == (0, "ok")
    assert "speaks another version" in ran.err


def test_a_program_that_was_told_to_stop(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    with program(sim, config):
        assert cli("phone", "stop").status == 0
        ran = cli("phone", "test", "--minibrowser", "--json")
    found = hops(ran)
    assert (ran.status, found["urls"]["result"], found["callback"]["result"]) == (0, "untried", "untried")
    assert "phone start" in found["callback"]["detail"]


def test_urls_kept_by_hand(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    phone = {"name": "desk", "host": host_of(sim), "username": "admin", "password": "0000", "set_up": "manual"}
    write_config(config, phones=[phone])
    with serving("serve", "--json") as running:
        port = running.record("ready")["callback"]["port"]
        ran = cli("phone", "test", "--json")
        assert (ran.status, ran.last["code"]) == (6, "urls_by_hand_missing")
        sim.set("action_incoming_url", f"http://127.0.0.1:{port}/snom/incoming")
        assert result(cli("phone", "test", "--json"), Hop.URLS) == "ok"
        sim.ring("030123")
        running.record("call")
        assert result(cli("phone", "test", "--json"), Hop.CALLBACK) == "ok"


# ---- at a terminal ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "shown"), [("y\n", True), ("\n", False), ("", False)])
def test_nothing_is_shown_on_the_phone_without_consent(
    typed: str, shown: bool, cli: Cli, sim: SimulatorThread, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    write_config(config, sim)
    ran = cli("phone", "test", "--wait", "0.5")
    assert "Only while no call is on [y/N]" in ran.err
    assert bool(pages_shown(sim)) is shown
    assert "make any call" not in ran.err


def test_at_a_terminal_somebody_is_asked_to_call(
    cli: Cli, sim: SimulatorThread, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    with program(sim, config):
        ran = cli("phone", "test", "--wait", "0.3")
    assert "make any call now, I am listening (0.3 s)" in ran.err
    assert (ran.status, "callback     FAILED" in ran.out) == (8, True)


# ---- the page of the documentation -----------------------------------------------------------------------------------


def test_every_hop_has_its_section() -> None:
    page = (Path(__file__).parents[2] / "docs" / "when-nothing-arrives.md").read_text(encoding="utf-8")
    assert re.findall(r"^## `?(\w+)`?$", page, re.MULTILINE) == HOPS
    named = {code for code in re.findall(r"`(\w+)`", page) if code in set(Code)}
    assert {"urls_missing", "urls_dead", "callback_unseen", "setting_read_only"} <= named
    for code in named & {"urls_missing", "callback_unseen"}:
        assert f"exit {int(CATALOGUE[Code(code)].exit)}" in page
