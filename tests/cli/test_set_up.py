"""`phone status`, `transfer`, `undo`, `urls`, `open`, `start`, `stop`, `watch` and `provisioning`."""

import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.config.model import Callback, Config, Phone, SetUp
from snom_dialer.engine.keeper import Timing
from snom_dialer.protocol.vocabulary import ACTION_URLS
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import places
from snom_dialer.system.network import local_addresses
from tests.cli.running import Cli, closed_port, host_of, serving, write_config
from tests.engine.running import Running, memory_of, phone_of
from tests.phone.loopback import Stage, answer, web

COMMANDS = ("status", "transfer", "undo", "urls", "open", "start", "stop", "watch", "provisioning")
CRM = "http://crm.example/call?n=$remote"
OURS = "/snom/"


def urls(phone: VirtualPhone) -> dict[str, str]:
    """The Action URLs that stand in a phone."""
    found = {row.setting: phone.settings.get(row.setting) for row in ACTION_URLS}
    return {name: value for name, value in found.items() if value}


def secrets(config: Path) -> list[str]:
    """The secrets of this user, as they lie on the disk."""
    file = config.with_name("dialer.json.state") / "callback-secrets.json"
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))["phones"]
    return list(found.values())


def entry(name: str, host: str, **more: object) -> dict[str, object]:
    return {"name": name, "host": host, "username": "admin", "password": "0000", **more}


@contextmanager
def program(config: Path, *phones: Phone, **options: Any) -> Iterator[Running]:
    """A running program of this user, whose commands are those of this process."""
    document = {
        "version": 2,
        "callback": {"port": 0},
        "phones": [entry(phone.name, phone.host, set_up=phone.set_up.value) for phone in phones],
    }
    config.write_text(json.dumps(document), encoding="utf-8")
    started = Running(Config(phones=phones, callback=Callback(port=0)), places(config), **options)
    started.start()
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def foreign() -> Iterator[SimulatorThread]:
    """A phone in which a CRM's Action URL stands, and one that tells the phone itself what to do."""
    settings = {"action_incoming_url": CRM, "action_missed_url": "phone://mb_nop"}
    with SimulatorThread(Setup(auth=Auth.DIGEST, settings=settings)) as result:
        yield result


class Terminal(io.StringIO):
    """Standard input of somebody who sits there and answers."""

    def isatty(self) -> bool:
        return True


# ---- an empty state --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_configuration(command: str, cli: Cli, config: Path) -> None:
    ran = cli("phone", command)
    error = {"start": "no Snom dialer is running", "stop": "no Snom dialer is running", "watch": "no Snom dialer is"}
    assert ran.status == (8 if command in error else 3)
    assert error.get(command, "there is no configuration yet") in ran.err
    assert ran.out == ""
    assert list(config.parent.glob("dialer.json*")) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_phone(command: str, cli: Cli, config: Path) -> None:
    write_config(config)
    ran = cli("phone", command, "--json")
    running = command in ("transfer", "start", "stop", "watch")
    assert ran.status == (0 if command == "status" else 8 if running else 3)
    if command != "status":
        assert ran.last["code"] == ("program_not_running" if running else "phone_none")


@pytest.mark.parametrize("command", ["transfer", "undo", "urls", "open", "provisioning"])
def test_several_phones_and_none_is_meant(command: str, cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102", mac="000413A00002")) as sim:
        phones = [phone_of(phone, name=name) for phone, name in zip(sim.phones, ("desk", "hall"), strict=True)]
        with program(config, *phones):
            ran = cli("phone", command, "--json")
            assert (ran.status, ran.last["code"]) == (3, "phone_ambiguous")
            assert cli("phone", command, "nobody", "--json").last["code"] == "phone_unknown"


@pytest.mark.parametrize("command", ["transfer", "undo", "urls", "provisioning"])
def test_a_phone_that_is_not_configured(command: str, cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim)
    ran = cli("phone", command, "--host", host_of(sim))
    assert (ran.status, "for configured phones alone" in ran.err) == (2, True)
    assert sim.phone.log == []


# ---- status ----------------------------------------------------------------------------------------------------------


def test_status_without_a_program(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, phones=[entry("desk", f"http://admin:0000@{host_of(sim)}/", password="")])
    ran = cli("phone", "status")
    *lines, addresses = ran.out.splitlines()
    assert lines == [
        "no Snom dialer is running, so nobody hears of calls; `snom-dialer serve` starts one",
        f"desk (http://{host_of(sim)}/): inactive: no program looks after it",
    ]
    assert addresses == f"addresses of this computer: {', '.join(local_addresses())}"
    told = cli("phone", "status", "--json")
    assert "0000" not in told.out
    assert [told.records[0][key] for key in ("state", "since", "reachable")] == ["inactive", None, None]
    done = {"type": "done", "command": "phone status", "running": False, "count": 1}
    assert told.last == {**done, "addresses": list(local_addresses())}


def test_status_tells_of_the_last_self_test(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim)
    assert cli("phone", "status", "--json").records[0]["last_test"] is None
    cli("phone", "test")
    assert cli("phone", "status", "--json").records[0]["last_test"]["culprit"] is None
    assert "last self-test 0 s ago: all was well" in cli("phone", "status").out
    sim.set("use_hidden_tags", "on")
    cli("phone", "test")
    assert "last self-test 0 s ago: hidden_tags failed" in cli("phone", "status").out


def test_status_of_a_running_program(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    off = Phone(name="off", host=f"127.0.0.1:{closed_port()}")
    with program(config, phone_of(sim), off) as running:
        running.armed()
        running.record("phone", name="off", reachable=False)
        lines = cli("phone", "status").out.splitlines()
        assert lines[0].startswith(f"desk ({host_of(sim)}): active for 0 s")
        assert lines[1].endswith("; no event yet")
        assert lines[2].startswith(f"off ({off.host}): degraded for 0 s: the phone at 127.0.0.1 refused the connection")
        assert lines[-2] == "refused callbacks: 0"
        sim.ring("030123")
        running.call(state="ringing")
        (told,) = cli("phone", "status", "desk", "--json").records[:-1]
        assert (told["name"], told["state"], told["events"]) == ("desk", "active", 1)
        assert told["last_event"] >= told["since"]
        assert "last event 0 s ago, 1 in all" in cli("phone", "status", "desk").out


# ---- urls, provisioning ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("runs", [False, True], ids=["alone", "running"])
def test_urls_are_shown_without_their_secret(runs: bool, cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim)) as running:
        running.armed()
        standing = urls(sim.phone)
        if not runs:
            running.stop()
        plain, told = cli("phone", "urls"), cli("phone", "urls", "--json")
        shown = cli("phone", "urls", "--show-secret", "--json")
    (secret,) = secrets(config)
    assert secret not in plain.out + plain.err + told.out + told.err
    values = {record["setting"]: record["value"] for record in shown.records[:-1]}
    assert all(secret in value for name, value in values.items() if name.startswith("action_"))
    assert "can make up calls" in shown.err
    assert values.pop("disconnected_url_on_reject") == "on"
    assert values.keys() == standing.keys()
    if runs:
        assert values == standing
    else:
        assert "any free one is taken" in plain.err
    assert told.last == {"type": "done", "command": "phone urls", "count": len(standing) + 1}
    assert len(plain.out.splitlines()) == len(standing) + 1


@pytest.mark.parametrize("runs", [False, True], ids=["alone", "running"])
def test_urls_of_all_phones(runs: bool, cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102", mac="000413A00002")) as sim:
        phones = [phone_of(phone, name=name) for phone, name in zip(sim.phones, ("desk", "hall"), strict=True)]
        with program(config, *phones) as running:
            for name in ("desk", "hall"):
                running.armed(name)
            if not runs:
                running.stop()
            ran = cli("phone", "urls", "--all")
            assert [line for line in ran.out.splitlines() if not line.startswith("  ")] == ["desk:", "hall:"]
            told = cli("phone", "urls", "--all", "--json").records
            assert {record["phone"] for record in told[:-1]} == {"desk", "hall"}
            assert all(secret not in ran.out for secret in secrets(config))


def test_what_an_administrator_provisions(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim, callback={"address": "192.0.2.7", "port": 5000})
    ran = cli("phone", "provisioning")
    (secret,) = secrets(config)
    assert ran.out.startswith('<?xml version="1.0" encoding="utf-8"?>\n<settings>\n')
    assert f'<action_incoming_url perm="RW">http://192.0.2.7:5000/snom/{secret}/incoming?' in ran.out
    assert "whoever reads them can make up calls" in ran.err
    assert secret not in ran.err
    assert cli("phone", "provisioning", "--json").records[0]["xml"].rstrip() == ran.out.rstrip()
    assert sim.phone.log == []


def test_a_port_that_nobody_knows_cannot_be_provisioned(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim)
    ran = cli("phone", "provisioning")
    assert (ran.status, ran.out) == (2, "")
    assert '"port" under "callback" is 0' in ran.err


# ---- open ------------------------------------------------------------------------------------------------------------


def test_open_is_refused_where_nobody_would_see_it(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim)
    ran = cli("phone", "open")
    assert (ran.status, ran.out) == (8, "")
    assert f"there is no graphical session, or no browser, to show http://{host_of(sim)}/" in ran.err
    assert cli("phone", "open", "--json").last["code"] == "no_browser"


def test_open_only_prints(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    write_config(config, phones=[entry("desk", f"http://admin:0000@{host_of(sim)}/", password="")])
    assert cli("phone", "open", "--print").out == f"http://{host_of(sim)}/\n"
    ran = cli("phone", "open", "--print", "--host", "https://192.0.2.1/", "--json")
    assert ran.records[0] == {"type": "page", "phone": "192.0.2.1", "url": "https://192.0.2.1/"}


def test_open_shows_the_page(cli: Cli, config: Path, sim: SimulatorThread, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("snom_dialer.cli.url.open_url", open_url)
    write_config(config, sim)
    assert cli("phone", "open").status == 0
    assert opened == [f"http://{host_of(sim)}/"]


# ---- transfer --------------------------------------------------------------------------------------------------------


def test_transfer_says_what_chaining_costs_before_it_writes(
    cli: Cli, config: Path, foreign: SimulatorThread, capsys: pytest.CaptureFixture[str]
) -> None:
    with program(config, phone_of(foreign)) as running:
        running.armed()
        cli("phone", "undo")
        ran = cli("phone", "transfer")
        lines = ran.out.splitlines()
        assert "only while this computer is on" in lines[0]
        assert "no longer reaches the phone" in lines[0]
        assert f"  Incoming call: {CRM}" in lines
        assert "  Missed call: left as it is" in lines
        written = next(index for index, line in enumerate(lines) if line.startswith("desk: written: "))
        assert written > lines.index(f"  Incoming call: {CRM}")
        assert lines[-1] == "desk: left to others: action_missed_url; these events are not heard of"
        assert OURS in urls(foreign.phone)["action_incoming_url"]
        told = cli("phone", "transfer", "--json").records[0]
        assert (told["written"], told["left"], told["verified"]) == ([], ["action_missed_url"], True)
        assert told["foreign"]["action_incoming_url"] == CRM


def test_a_password_in_the_url_of_others_is_not_shown(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup(settings={"action_incoming_url": "https://ada:geheim@crm.example/a@b"})) as sim:
        with program(config, phone_of(sim)) as running:
            running.armed()
            ran, told = cli("phone", "transfer"), cli("phone", "transfer", "--json")
        assert "geheim" not in ran.out + ran.err + told.out + told.err
        assert "  Incoming call: https://crm.example/a@b" in ran.out
        assert "ada:geheim@" in urls(sim.phone)["action_incoming_url"]  # given back as it was


@pytest.mark.parametrize(("choice", "stays"), [("chain", False), ("leave", True), ("replace", False)])
def test_what_becomes_of_the_url_of_others_is_said(
    choice: str, stays: bool, cli: Cli, config: Path, foreign: SimulatorThread
) -> None:
    with program(config, phone_of(foreign)) as running:
        running.armed()
        assert cli("phone", "transfer", "--foreign", choice).status == 0
        assert (urls(foreign.phone)["action_incoming_url"] == CRM) is stays
        assert ("action_incoming_url" in running.memory().record().chained) is (choice == "chain")


def test_it_asks_for_each_url_on_a_terminal_alone(
    cli: Cli, config: Path, foreign: SimulatorThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    with program(config, phone_of(foreign)) as running:
        running.armed()
        monkeypatch.setattr(sys, "stdin", Terminal("leave\n\n"))
        ran = cli("phone", "transfer")
        assert ran.err.count("[c]hain, [l]eave or [r]eplace?") == 2
        assert urls(foreign.phone)["action_incoming_url"] == CRM
        monkeypatch.setattr(sys, "stdin", Terminal("c\nc\n"))
        assert "[c]hain" not in cli("phone", "transfer", "--json").err  # nobody sits behind a program
        assert urls(foreign.phone)["action_incoming_url"] == CRM
        cli("phone", "transfer")
        assert OURS in urls(foreign.phone)["action_incoming_url"]


def test_what_is_chosen_for_one_phone_is_for_that_one(cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"action_incoming_url": CRM}
    with SimulatorThread(Setup(settings=settings), Setup(number="102", mac="000413A00002", settings=settings)) as sim:
        phones = [phone_of(phone, name=name) for phone, name in zip(sim.phones, ("desk", "hall"), strict=True)]
        with program(config, *phones) as running:
            for name in ("desk", "hall"):
                running.armed(name)
            monkeypatch.setattr(sys, "stdin", Terminal("leave\nchain\n"))
            assert cli("phone", "transfer", "--all").status == 0
            assert [urls(phone)["action_incoming_url"] == CRM for phone in sim.phones] == [True, False]


def test_one_dead_phone_does_not_keep_the_others_from_it(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    off = Phone(name="a dead one", host=f"127.0.0.1:{closed_port()}")
    with program(config, off, phone_of(sim)) as running:
        running.armed()
        cli("phone", "undo", "desk")
        assert urls(sim.phone) == {}
        ran = cli("phone", "transfer", "--all", "--json")
        assert (ran.status, ran.last["code"]) == (4, "connection_refused")
        assert [record["name"] for record in ran.records[:-1]] == ["desk"]
        assert "a dead one: the phone at 127.0.0.1 refused" in ran.err
        assert urls(sim.phone) != {}


def test_a_phone_set_up_by_hand_is_never_written_to(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim, set_up=SetUp.MANUAL)):
        ran = cli("phone", "transfer")
        assert (ran.status, "are kept by hand" in ran.err) == (2, True)
        assert cli("phone", "transfer", "--all").status == 0
        assert urls(sim.phone) == {}


def test_what_is_not_stored_is_gone_after_a_restart(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim)) as running:
        running.armed()
        cli("phone", "undo")
        assert cli("phone", "transfer", "--no-store").status == 0
        assert urls(sim.phone) != {}
        running.program.line("desk").keeper.switch_off("so that nobody repairs it")
        sim.call(sim.phone.settings.reboot)
        assert urls(sim.phone) == {}


# ---- undo ------------------------------------------------------------------------------------------------------------


def test_undo_lasts_until_it_is_wanted_again(cli: Cli, config: Path, foreign: SimulatorThread) -> None:
    before = urls(foreign.phone)
    with program(config, phone_of(foreign)) as running:
        running.armed()
        ran = cli("phone", "undo")
        assert ran.status == 0
        assert "desk: given back: action_connected_url, " in ran.out
        assert "left alone until `snom-dialer phone start`" in ran.out
        assert urls(foreign.phone) == before
        assert cli("phone", "status").out.startswith(f"desk ({host_of(foreign)}): inactive for 0 s")
        assert "given back: nothing" in cli("phone", "undo").out
    with program(config, phone_of(foreign)):
        assert cli("phone", "status", "--json").records[0]["state"] == "inactive"
        cli("phone", "start")
        foreign.wait_for(lambda: OURS in urls(foreign.phone)["action_incoming_url"])


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_undo_alone_after_the_program_was_killed(cli: Cli, config: Path, foreign: SimulatorThread) -> None:
    before = dict(urls(foreign.phone))
    write_config(config, foreign)
    with serving("serve", "--json") as serve:
        serve.record("phone", state="active")
        serve.end(signal.SIGKILL)
    assert OURS in urls(foreign.phone)["action_incoming_url"]
    assert "`snom-dialer phone undo` removes them" in cli("phone", "status").out
    ran = cli("phone", "undo", "--json")
    assert (ran.status, "action_incoming_url" in ran.records[0]["written"]) == (0, True)
    assert urls(foreign.phone) == before
    assert "`snom-dialer phone start` or `transfer` begins again" in cli("phone", "status").out
    assert cli("phone", "undo", "--json").records[0]["written"] == []


def test_undo_alone_of_all_phones_goes_on_after_a_dead_one(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim)) as running:
        running.armed()
        kept, standing = running.memory().record(), urls(sim.phone)
        running.stop()
        running.memory().keep_record(kept)  # as if it had been killed
        memory_of(running.places, Phone(name="dead", host="127.0.0.1:1")).keep_record(kept)
    sim.call(lambda: sim.phone.settings.provision(standing))
    dead = entry("dead", f"127.0.0.1:{closed_port()}")
    write_config(config, phones=[dead, entry("desk", host_of(sim))])
    ran = cli("phone", "undo", "--all", "--json")
    assert (ran.status, ran.last["code"]) == (4, "connection_refused")
    assert [record["name"] for record in ran.records[:-1]] == ["desk"]
    assert urls(sim.phone) == {}
    assert memory_of(running.places, Phone(name="dead", host="127.0.0.1:1")).record() == kept


@pytest.mark.parametrize("runs", [False, True], ids=["alone", "running"])
def test_what_cannot_be_read_is_not_given_back(runs: bool, cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup()) as sim, program(config, phone_of(sim)) as running:
        running.armed()
        kept = running.memory().record()
        if not runs:
            running.stop()
            running.memory().keep_record(kept)  # as if it had been killed
        sim.quirk("truncate")
        ran = cli("phone", "undo", "--json")
        assert (ran.status, ran.records[0]["written"]) == (0, None)
        assert "desk does not show its settings; nothing was given back, all stays remembered" in ran.err
        assert running.memory().record().former == kept.former


def test_what_cannot_be_read_back_is_told(cli: Cli, config: Path) -> None:
    with Stage(web(lambda target, _: answer(200 if "save" in target or target == "/" else 404))) as stage:
        phone = Phone(name="desk", host=f"http://127.0.0.1:{stage.port}")
        with program(config, phone) as running:
            running.record("phone", state="active")
            ran = cli("phone", "transfer", "--json")
            assert (ran.status, ran.records[0]["verified"]) == (0, None)
            assert "nobody knows whether it took them" in ran.err


# ---- start, stop, watch ----------------------------------------------------------------------------------------------


def test_stop_and_start(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim)) as running:
        running.armed()
        assert cli("phone", "stop").out == "the callback server is stopped; `snom-dialer phone start` begins again\n"
        assert urls(sim.phone) == {}
        assert not cli("status", "--json").records[0]["callback"]["open"]
        assert "the callback server was stopped" in cli("phone", "status").out
        assert "callbacks: stopped; 0 refused" in cli("status").out
        ran = cli("phone", "start", "--json")
        assert (ran.records[0]["type"], ran.records[0]["open"]) == ("callback", True)
        sim.wait_for(lambda: urls(sim.phone))
        assert cli("phone", "start").out.startswith("phones call back at 127.0.0.1, port ")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize(
    ("store", "says"),
    [
        (True, "desk has restarted; its settings are looked at"),
        (False, "desk had lost our settings (12); they were written again"),
    ],
    ids=["announced", "found out"],
)
def test_watch_shows_a_reboot(store: bool, says: str, config: Path, sim: SimulatorThread) -> None:
    sim.quirk("reboot_seconds", 0.05)
    with program(config, phone_of(sim, store=store), timing=Timing(watch=0.1, retry=(0.02,))) as running:
        running.armed()
        with serving("phone", "watch") as watch:
            watch.line(lambda line: line.endswith("desk is set up"))
            sim.reboot()
            watch.line(lambda line: line.endswith(says))
            assert watch.end(signal.SIGINT) == 0  # the way in which it ends
            assert watch.errors() == ""


@pytest.mark.slow
def test_watch_shows_another_address_that_is_put_right(config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim)) as running:
        running.armed()
        with serving("phone", "watch") as watch:
            watch.line(lambda line: line.endswith("desk is set up"))
            running.do(lambda: running.line().move("127.0.0.2", 5000))
            watch.line(lambda line: line.endswith("desk is to call 127.0.0.2, port 5000 from now on"))
            watch.line(lambda line: line.endswith("desk was given our settings (11)"))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_watch_ends_with_the_program(config: Path, sim: SimulatorThread) -> None:
    write_config(config, sim)
    with serving("serve", "--json") as serve:
        serve.record("phone", state="active")
        with serving("phone", "watch", "--json") as watch, serving("phone", "watch") as reader:
            watch.record("phone")
            reader.line(lambda line: "desk" in line)
            assert serve.end(signal.SIGTERM) == 0
            watch.rest()
            assert watch.records[-1] == {"type": "done", "command": "phone watch"}
            assert watch.child.wait(10) == 0
            reader.line(lambda line: line == "the program has ended")
    with serving("serve", "--json") as serve:
        serve.record("ready")
        with serving("phone", "watch", "--json") as watch:
            watch.record("ready")
            serve.end(signal.SIGKILL)
            assert watch.record("error")["code"] == "program_not_running"
            assert watch.child.wait(10) == 8


# ---- the running program hears of changes ----------------------------------------------------------------------------


def test_a_new_password_is_taken_up_at_once(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim, password="wrong")) as running:
        running.record("phone", name="desk", state="degraded")
        ran = cli("phone", "password", password="0000")
        assert "the running program has taken it up" in ran.out
        running.armed()
        running.record("phone", name="desk", state="active")
    assert OURS not in str(urls(sim.phone))


def test_what_the_program_cannot_read_is_told(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    broken = config.with_name("broken.json")
    broken.write_text("{", encoding="utf-8")
    write_config(config, sim)
    alien = Running(Config(callback=Callback(port=0)), places(config)._replace(config_file=broken))
    alien.start()
    try:
        ran = cli("phone", "default", "desk")
    finally:
        alien.stop()
    assert ran.status == 0
    assert "the running program did not take it up" in ran.err


def test_a_new_phone_waits_for_the_next_start(cli: Cli, config: Path, sim: SimulatorThread) -> None:
    with program(config, phone_of(sim)) as running, SimulatorThread(Setup(number="102", mac="000413A00002")) as other:
        running.armed()
        ran = cli("phone", "add", host_of(other), "--name", "hall")
        assert "when it is started again: the new phone hall" in ran.out
        assert "when it is started again: the new phone hall" in cli("phone", "default", "desk").out
        ran = cli("phone", "remove", "hall")
        assert "the running program has taken it up" in ran.out
        ran = cli("phone", "remove", "desk")
        assert "that the phone desk is gone" in ran.out
        assert urls(sim.phone) != {}


def test_a_phone_that_has_moved_is_followed(cli: Cli, config: Path) -> None:
    with SimulatorThread(Setup()) as sim:
        gone = phone_of(sim)._replace(host=f"127.0.0.1:{closed_port()}")
        with program(config, gone) as running:
            running.record("phone", name="desk", reachable=False)
            document: dict[str, Any] = json.loads(config.read_text(encoding="utf-8"))
            document["phones"][0]["host"] = host_of(sim)
            config.write_text(json.dumps(document), encoding="utf-8")
            assert "taken it up" in cli("phone", "default", "desk").out
            running.armed()
