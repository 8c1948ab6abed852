"""docs/command-line.md, docs/stream.md and docs/stream.schema.json say what the program does."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from snom_dialer.calls.call import CallState, Change, Direction, Outcome
from snom_dialer.cli import demo
from snom_dialer.cli.command import ALIASES, COMMANDS
from snom_dialer.cli.main import parser_of
from snom_dialer.cli.reference import documented
from snom_dialer.engine.record import call_record
from snom_dialer.errors import Exit
from snom_dialer.phone.self_test import Hop, Result
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.cli.running import Cli, Record, closed_port, host_of, serving, write_config
from tests.journal.sample import ended

DOCS = Path(__file__).parents[2] / "docs"
COMMAND_LINE = (DOCS / "command-line.md").read_text(encoding="utf-8")
STREAM = (DOCS / "stream.md").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads((DOCS / "stream.schema.json").read_text(encoding="utf-8"))
OUTPUT: dict[str, Any] = SCHEMA["$defs"]["output"]
OPEN = {"done", "virtual_phone"}  # kinds that others add keys to


# ---- the commands ----------------------------------------------------------------------------------------------------


def test_the_page_of_commands_is_up_to_date() -> None:
    assert documented(COMMAND_LINE) == COMMAND_LINE, "renew it with scripts/make-command-line-doc"


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.words)
def test_every_command_and_option_stands_on_the_page(entry: Any) -> None:
    _, found, rest = COMMAND_LINE.partition(f"#### `{entry.words}")
    assert found
    section = COMMAND_LINE.partition("## Alone")[0] + rest.partition("####")[0]
    options = set(re.findall(r"--[a-z-]+", parser_of(entry).format_usage())) - {"--help"}
    assert {option for option in options if f"`{option}" not in section} == set()


def test_other_names_stand_on_the_page() -> None:
    assert all(f"Also written `{alias}`." in COMMAND_LINE for alias in ALIASES)


@pytest.mark.parametrize("name", ["common options", "commands", "exit statuses"])
def test_a_page_without_a_place_for_something_is_refused(name: str) -> None:
    for mark in (f"<!-- {name}: begin", f"<!-- {name}: end"):
        with pytest.raises(ValueError, match=name):
            documented(COMMAND_LINE.replace(mark, ""))


def test_what_stands_around_the_tables_stays() -> None:
    changed = COMMAND_LINE.replace("| 0 | done |", "| 0 | frob |")
    assert changed != COMMAND_LINE
    assert documented(changed) == COMMAND_LINE


# ---- the schema ------------------------------------------------------------------------------------------------------


def closed(schema: Any, name: str = "") -> Any:
    """Return the schema with every object closed, so that a key that is not described is found."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value, key) for key, value in schema.items()}
    return inner | ({"additionalProperties": False} if "required" in schema and name != "virtual_phone" else {})


STRICT = closed(SCHEMA)


def faults(command: str, record: Record) -> list[str]:
    """What is wrong with a record that a command printed; none where it is as described, to the last key."""
    if record["type"] == "error":
        kinds = [{"$ref": "#/$defs/error"}]
    else:
        kinds = [kind for kind in STRICT["$defs"]["output"][command]["anyOf"] if not kind["$ref"].endswith("/error")]
    validator = Draft202012Validator({"anyOf": kinds, "$defs": STRICT["$defs"]})
    return [error.message for error in validator.iter_errors(record)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_command_has_its_output_described() -> None:
    assert list(OUTPUT) == [*(entry.words for entry in sorted(COMMANDS, key=_place)), "--version"]
    described = {kind["$ref"].rpartition("/")[2] for output in OUTPUT.values() for kind in output["anyOf"]}
    inner = set(re.findall(r"#/\$defs/(\w+)", json.dumps(SCHEMA["$defs"])))
    assert set(SCHEMA["$defs"]) - {"output"} == described | inner


def _place(entry: Any) -> int:
    return list(OUTPUT).index(entry.words)


def test_fixed_sets_are_those_of_the_program() -> None:
    defs = SCHEMA["$defs"]
    call = defs["call"]["properties"]
    assert call["state"]["enum"] == [state.value for state in CallState]
    assert call["direction"]["enum"] == [direction.value for direction in Direction]
    assert call["outcome"]["enum"] == [*(outcome.value for outcome in Outcome), None]
    assert list(call) == list(call_record(ended(1)))
    assert defs["call_change"]["properties"]["change"]["enum"] == [change.value for change in Change]
    assert defs["event"]["enum"] == [kind.value for kind in EventKind if kind is not EventKind.UNKNOWN]
    assert defs["hop"]["properties"]["hop"]["enum"] == [hop.value for hop in Hop]
    assert defs["hop"]["properties"]["result"]["enum"] == [result.value for result in Result]
    assert defs["error"]["properties"]["exit"]["enum"] == [status.value for status in Exit if status is not Exit.DONE]


@pytest.mark.parametrize("record", [{}, {"type": "frob"}, {"type": "call", "call": {}}, {"type": "error", "exit": 5}])
def test_other_things_are_not_as_described(record: Record) -> None:
    assert not Draft202012Validator(SCHEMA).is_valid(record)


# ---- the page about it -----------------------------------------------------------------------------------------------


def test_the_examples_of_the_page_are_as_described() -> None:
    examples = [
        json.loads(line) for block in re.findall(r"```json\n(.*?)```", STREAM, re.DOTALL) for line in block.splitlines()
    ]
    assert len(examples) >= 7
    for example in examples:
        assert faults("dial" if example.get("command") == "dial" else "serve", example) == []


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in schema.get("enum", ()) if isinstance(value, str))
        for inner in schema.values():
            yield from _names(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _names(inner)


def test_the_page_names_every_key_and_value() -> None:
    page = STREAM + (DOCS / "configuration.md").read_text(encoding="utf-8")
    defs = {name: value for name, value in SCHEMA["$defs"].items() if name not in ("event", "output", "hop")}
    known = set(_names(defs)) - {"http", "https", "ms", "digest", "message", "next"}
    assert {name for name in known if f"`{name}`" not in page} == set()
    assert all(f"`{kind['properties']['type']['const']}`" in STREAM for kind in defs.values() if _has_type(kind))


def _has_type(kind: Any) -> bool:
    return "const" in kind.get("properties", {}).get("type", {})


def test_the_page_names_every_command() -> None:
    rows = STREAM.partition("## The other commands")[2]
    assert [words for words in OUTPUT if words != "serve" and f"`{words}`" not in rows] == []


# ---- what is really printed ------------------------------------------------------------------------------------------


def check(ran: Any, command: str, *types: str) -> None:
    """Fail unless everything that a command printed is as described, and each of these types is among it."""
    assert [(record, wrong) for record in ran.records if (wrong := faults(command, record))] == []
    assert {*types, ran.last["type"]} <= {record["type"] for record in ran.records}
    assert ran.last["type"] == ("done" if ran.status == 0 else "error")
    assert ran.last.get("command", command) == command or command == "--version"


SET_UP = {
    "status": "phone_status", "urls": "setting", "open": "page", "provisioning": "provisioning",
    "transfer": "transferred", "stop": "callback", "start": "callback", "undo": "undone", "watch": "ready",
}  # fmt: skip


def check_set_up(cli: Cli, *, running: bool) -> None:
    """Fail unless the commands for the set-up print what is described."""
    for word, type in SET_UP.items():
        needs_program = word in ("transfer", "stop", "start", "watch")
        if word == "watch" and running:
            continue  # it goes on; it is tried where it is ended
        types = () if needs_program and not running else (type,)
        ran = cli("phone", word, *(["--print"] if word == "open" else []), "--json")
        check(ran, f"phone {word}", *(() if ran.status else types))


def test_commands_that_need_no_program(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    host = host_of(sim)
    check(cli("phone", "add", host, "--user", "admin", "--json", password="0000"), "phone add")
    check(cli("phone", "add", host, "--json", "--name", "D385"), "phone add")
    for words in ("dial 030123", "keyevent 1", "hangup", "hangup_all"):
        check(cli(*words.split(), "--json"), words.split()[0])
    for words in ("dial 112", "keyevent ;", "hangup --phone x", "hangup_all x"):
        check(cli(*words.split(), "--json"), words.split()[0])
    check(cli("phone", "list", "--json"), "phone list", "phone")
    check(cli("phone", "info", "--json"), "phone info", "info")
    check(cli("phone", "test", "--json"), "phone test", "hop", "verdict")
    check(cli("phone", "test", "--json", password="x"), "phone test", "hop", "verdict")
    check(cli("phone", "trust", "--json"), "phone trust", "trust")
    check(cli("phone", "find", "127.0.0.2", "--json"), "phone find")
    check(cli("phone", "find", "nowhere", "--json"), "phone find")
    check(cli("phone", "default", "D385", "--json"), "phone default")
    check(cli("phone", "password", "--json", password="0000"), "phone password")
    check(cli("config", "check", "--json"), "config check")
    check(cli("config", "paths", "--json"), "config paths", "paths")
    check_set_up(cli, running=False)
    check(cli("phone", "remove", "D385", "--json"), "phone remove")
    check(cli("calls", "--json"), "calls")
    check(cli("status", "--json"), "status")
    check(cli("quit", "--json"), "quit")
    check(cli("--version", "--json"), "--version")


def test_phones_of_every_kind(cli: Cli, config: Path) -> None:
    for setup in (Setup(tls=Certificate.PHONE, auth=Auth.BASIC), Setup(model="190"), Setup(model="D865")):
        with SimulatorThread(setup) as sim:
            write_config(config, sim)
            check(cli("phone", "info", "--json"), "phone info")
            check(cli("phone", "test", "--json"), "phone test", "hop", "verdict")
            check(cli("phone", "trust", "--yes", "--json"), "phone trust", "trust")


def test_actions(cli: Cli, config: Path) -> None:
    urls = [f"http://127.0.0.1:{closed_port()}/", "http://crm.example/{number}"]
    write_config(
        config,
        phones=[{"name": "desk", "host": "192.0.2.1"}],
        actions=[{"event": "incoming", "url": urls[0]}, {"event": "missed", "url": urls[1], "browser": True}],
    )
    check(cli("actions", "list", "--json"), "actions list", "action")
    check(cli("actions", "test", "missed", "--dry-run", "--json"), "actions test", "action")
    check(cli("actions", "test", "incoming", "--json"), "actions test", "action")


@pytest.mark.slow
def test_a_running_program(cli: Cli, sim: SimulatorThread, config: Path) -> None:
    actions = [
        {"event": "incoming", "url": f"http://127.0.0.1:{sim.phone.port}/info.htm?n={{number}}"},
        {"event": "outgoing", "url": "http://crm.example/", "browser": True},
    ]
    off = {"name": "off", "host": f"127.0.0.1:{closed_port()}"}
    desk = {"name": "desk", "host": host_of(sim), "username": "admin", "password": "0000"}
    write_config(config, phones=[desk, off], default_phone="desk", actions=actions)
    with serving("serve", "--json") as started:
        while not {record.get("name") for record in started.records} >= {"desk", "off"}:
            started.record("phone")
        check(cli("dial", "030123", "--json"), "dial")
        started.record("call", change="started")
        check(cli("status", "--json"), "status", "status")
        sim.remote_answer()
        sim.hang_up()
        started.record("call", change="ended")
        sim.ring("1", "Ünal")
        started.record("action", event="incoming")
        check_set_up(cli, running=True)
        check(cli("quit", "--json"), "quit")
        check(cli("calls", "--json"), "calls", "call")
        started.rest()
        assert started.child.wait(10) == 0
        assert [(record, wrong) for record in started.records if (wrong := faults("serve", record))] == []
        types = {each["type"] for each in started.records}
        assert types == {"ready", "snapshot", "phone", "set_up", "call", "action", "done"}
        numbers = [record["seq"] for record in started.records if "seq" in record]
        assert numbers[0] == numbers[1]
        assert numbers == sorted(numbers)


@pytest.mark.slow
def test_trying_out(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_PAUSE", 0.0)
    check(cli("demo", "--json"), "demo", "ready", "snapshot", "phone", "call", "action", "simulator")
    with serving("simulate", "--json", "--no-console") as started:
        started.record("listening")
        assert started.end(signal.SIGTERM) == 0
        started.rest()
        assert [(record, wrong) for record in started.records if (wrong := faults("simulate", record))] == []
