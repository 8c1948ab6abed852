"""`config check`, `config paths`, and what every command says of a configuration that is wrong."""

import json
from pathlib import Path

import pytest

from tests.cli.running import Cli, write_config

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"

WRONG = {
    "none": (None, "config_missing", ["snom-dialer phone add HOST"]),
    "empty": ("", "config_broken", ["line 1, column 1", "the file is empty"]),
    "broken": ('{"version": 2,\n "phones": [}', "config_broken", ["line 2, column 13"]),
    "no object": ("[]", "config_invalid", []),
    "types": (
        '{"version": 2,\n"phones": 7,\n"callback": {"port": "x"}}', "config_invalid",
        ["2 fault(s)", "line 2, phones", "line 3, callback.port"],
    ),
    "newer": ('{"version": 99}', "config_newer", ["version 99", "knows up to 2"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "says"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("command", ["dial 1", "hangup", "phone info", "phone test", "phone default x", "config check"])
def test_a_wrong_configuration_is_told_with_its_place_and_left_alone(
    command: str, text: str | None, code: str, says: list[str], cli: Cli, config: Path
) -> None:
    if text is not None:
        config.write_text(text, encoding="utf-8")
    ran = cli(*command.split(), "--json")
    assert (ran.status, ran.last["code"], ran.last["exit"]) == (3, code, 3)
    for each in [*says, str(config)]:
        assert each in ran.err
    assert ran.err.count("\n") == 1
    assert (config.read_text(encoding="utf-8") if config.exists() else None) == text


@pytest.mark.parametrize("command", ["dial 1", "phone info", "phone password"])
def test_a_configuration_without_a_phone_is_told(command: str, cli: Cli, config: Path) -> None:
    write_config(config)
    ran = cli(*command.split(), "--json")
    assert (ran.status, ran.last["code"]) == (3, "phone_none")
    assert "snom-dialer phone add HOST" in ran.err


def test_unknown_keys_are_a_warning(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": "127.0.0.1:1", "frob": 1}], colour="red")
    before = config.read_bytes()
    for command in (["config", "check"], ["dial", "1"]):
        ran = cli(*command)
        assert ran.status == (0 if command[0] == "config" else 4)
        assert "phones[0].frob" in ran.err
        assert "colour" in ran.err
    assert config.read_bytes() == before
    assert len(cli("config", "check", "--json").last["warnings"]) == 2


def test_a_right_one(cli: Cli, config: Path) -> None:
    write_config(config, phones=[{"name": "desk", "host": "192.0.2.1"}])
    assert cli("config", "check") == (0, f"{config} has no faults: 1 phone, no actions\n", "")
    assert cli("config", "check", "--json").records == [
        {"type": "done", "command": "config check", "phones": 1, "actions": 0, "warnings": []}
    ]


def test_every_wrong_url_is_named_with_its_line(cli: Cli, config: Path) -> None:
    urls = ["http://{number}.example/", "http://fine.example/{number}", "https://", "http://u:secret@x:99999/"]
    write_config(config, actions=[{"event": "incoming", "url": url} for url in urls])
    ran = cli("config", "check", "--json")
    assert (ran.status, ran.last["code"]) == (3, "config_invalid")
    assert "has 3 fault(s): line " in ran.err
    for index, url in enumerate(urls):
        line = next(n for n, text in enumerate(config.read_text().splitlines(), 1) if json.dumps(url) in text)
        assert (f"line {line}, actions[{index}].url: " in ran.err) == (index != 1)
    assert "secret" not in ran.err


def test_the_file_of_the_original(cli: Cli, config: Path) -> None:
    flat = {"ip": "192.0.2.1", "action_url_incoming": "http://crm.example/{remote}"}
    config.write_text(json.dumps(flat), encoding="utf-8")
    out = cli("config", "check").out
    assert "`serve` and `phone …` bring it up to date" in out
    assert "no faults: 1 phone, 1 action" in out
    config.write_text(json.dumps(flat | {"action_url_incoming": "http://{remote}/"}), encoding="utf-8")
    ran = cli("config", "check")
    assert (ran.status, "1 fault(s): actions[0].url: " in ran.err) == (3, True)


def test_paths(cli: Cli, config: Path, tmp_path: Path) -> None:
    write_config(config)
    lines = cli("config", "paths").out.splitlines()
    assert lines[0] == f"config   {config}"
    assert lines[1] == f"state    {tmp_path}/dialer.json.state  (not there yet)"
    paths, done = cli("config", "paths", "--json").records
    assert list(paths) == ["type", "config", "state", "journal", "log", "socket"]
    assert (paths["config"], done) == (str(config), {"type": "done", "command": "config paths"})
    assert not (tmp_path / "dialer.json.state").exists()
