"""Reading the command line: words, options in any place, help, and what is wrong with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from snom_dialer import __version__
from snom_dialer.__main__ import main
from snom_dialer.cli import main as cli_main
from snom_dialer.cli.command import COMMANDS, GROUPS, Entry, find
from snom_dialer.errors import Exit
from snom_dialer.simulator.thread import SimulatorThread
from tests.cli.running import Cli, asked, process, write_config


@pytest.mark.parametrize(
    "argv",
    [
        ["dial", "030", "398", "330", "--json", "--phone", "desk"],
        ["--json", "--phone", "desk", "dial", "030", "398", "330"],
        ["--phone", "desk", "dial", "--json", "030 398 330"],
        ["--phone=desk", "-v", "dial", "030", "398", "330", "--json"],
    ],
    ids=["behind", "before", "around", "with-equals"],
)
def test_options_stand_before_or_behind_the_command_and_words_make_one_number(
    argv: list[str], cli: Cli, sim: SimulatorThread, config: Path
) -> None:
    write_config(config, sim)
    ran = cli(*argv)
    done = {"type": "done", "command": "dial", "number": "030398330", "phone": "desk", "by": "command"}
    assert (ran.status, ran.records) == (0, [done])
    assert asked(sim)[-1] == ("/command.htm?number=030398330", 302)


def test_config_is_an_option_like_the_others(cli: Cli, sim: SimulatorThread, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    write_config(other, sim)
    assert cli("hangup", "--config", str(other)).status == 0
    assert cli("--config", str(other), "hangup").status == 0
    assert cli("hangup").status == 3


@pytest.mark.parametrize("words", ["hangup_all", "hangup-all"])
def test_hangup_all_has_two_names(words: str, cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    assert cli(words, "--json").last["command"] == "hangup_all"
    assert asked(sim)[-1] == ("/command.htm?RELEASE_ALL_CALLS", 200)


# ---- wrong usage -----------------------------------------------------------------------------------------------------

WRONG = {
    "no command": (["frob"], "there is no command `frob`; see `snom-dialer --help`"),
    "two words": (["frob", "bar"], "there is no command `frob`"),
    "unknown option": (["dial", "1", "--frob"], "unrecognized arguments: --frob; see `snom-dialer dial --help`"),
    "unknown option alone": (["--frob"], "unrecognized arguments: --frob; see `snom-dialer --help`"),
    "abbreviated option": (["dial", "1", "--pho", "desk"], "unrecognized arguments: --pho"),
    "number missing": (["dial"], "required: NUMBER"),
    "value missing": (["dial", "1", "--host"], "argument --host: expected one argument"),
    "too much": (["hangup", "now"], "unrecognized arguments: now"),
    "group alone": (["phone"], "`phone` wants one of: add, list"),
    "group, wrong word": (["actions", "frob"], "`actions` wants one of: list, test"),
    "no number": (["calls", "--limit", "x"], "argument --limit: invalid int value"),
    "none wanted": (["calls", "--limit", "0"], "--limit has to be from 1"),
    "too many wanted": (["calls", "--limit", "9" * 30], "--limit has to be from 1"),
    "no such choice": (["simulate", "--auth", "frob"], "argument --auth: invalid"),
    "no such model": (["simulate", "--model", "frob"], "no virtual phone of the model `frob`"),
    "unfit model": (["demo", "--model", "190"], "a snom 190 takes no commands or tells too little"),
    "host": (["--host", "a b", "dial", "1"], "`a b` is not a host name"),
    "keys": (["--host", "127.0.0.1", "keyevent", "1;;2"], "wrong at character 3"),
    "no keys": (["--host", "127.0.0.1", "keyevent", ""], "the key sequence is wrong"),
    "event": (["actions", "test", "frob"], "there is no event named `frob`"),
    "line ends": (["frob\nbar\x1b[31m"], "there is no command `frob?bar?[31m`"),
    "not UTF-8": (["\udcff"], "there is no command `?`"),
    "braces": (["{frob}"], "there is no command `{frob}`"),
}


@pytest.mark.parametrize(("argv", "says"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_one_sentence_and_exit_2(argv: list[str], says: str, cli: Cli) -> None:
    ran = cli(*argv)
    assert (ran.status, ran.out.count("\n")) == (2, 1 if "--json" in argv else 0)
    assert says in ran.err
    assert ran.err.startswith("snom-dialer: ")
    assert ran.err.endswith(".\n")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(("argv", "says"), WRONG.values(), ids=WRONG)
def test_wrong_usage_is_an_error_object_beside_the_sentence(argv: list[str], says: str, cli: Cli) -> None:
    ran = cli(*argv, "--json")
    error = ran.last
    assert list(error) == ["type", "code", "exit", "message", "next", "values"]
    assert (len(ran.records), error["type"], error["exit"], ran.status) == (1, "error", 2, 2)
    assert ran.out.isascii()
    assert "".join(char if char.isprintable() else "?" for char in error["message"]) in ran.err


# ---- help ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("argv", [["--help"], ["-h"], ["-v", "--help"]], ids=" ".join)
def test_the_help_names_every_command_and_every_exit_status(argv: list[str], cli: Cli) -> None:
    ran = cli(*argv)
    assert (ran.status, ran.err) == (0, "")
    for entry in COMMANDS:
        assert f"\n  {entry.words:<20}{entry.help}\n" in ran.out
    for status in Exit:
        assert f"\n  {status.value:<20}" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.words)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_a_help(entry: Entry, option: str, cli: Cli) -> None:
    for argv in ([*entry.words.split(), option], [option, *entry.words.split()]):
        ran = cli(*argv)
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.startswith(f"usage: snom-dialer {entry.words} ")
        assert f"{entry.help[1:]}." in " ".join(ran.out.split())
        assert "--version" in ran.out


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_group_has_a_help(group: str, cli: Cli) -> None:
    ran = cli(group, "--help")
    assert (ran.status, ran.err) == (0, "")
    own = [entry for entry in COMMANDS if entry.words.startswith(f"{group} ")]
    assert ran.out.count(f"\n  {group} ") == len(own)


def test_help_does_not_make_a_command_of_an_unknown_word(cli: Cli) -> None:
    assert cli("frob", "--help").status == 2
    assert cli("phone", "frob", "--help").status == 2


@pytest.mark.parametrize("argv", [["--version"], ["dial", "1", "--version"], ["--version", "phone", "list"]])
def test_the_version_is_told_and_nothing_else_done(argv: list[str], cli: Cli) -> None:
    assert cli(*argv) == (0, f"snom-dialer {__version__}\n", "")
    assert cli(*argv, "--json").records == [{"type": "done", "command": "version", "version": __version__}]


def test_every_command_can_be_carried_out() -> None:
    from importlib import import_module

    for entry in COMMANDS:
        assert callable(getattr(import_module(f"snom_dialer.cli.{entry.module}"), entry.function))
        assert find(entry.words.split()) is entry


# ---- saying more -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "lines"),
    [([], 0), (["-v"], 1), (["--verbose"], 1), (["-vv"], 3), (["-v", "-v"], 3), (["-vvv"], 3), (["-vv", "--json"], 3)],
    ids=["plain", "v", "verbose", "vv", "v-v", "vvv", "vv-json"],
)
def test_v_says_more(options: list[str], lines: int, cli: Cli, sim: SimulatorThread, config: Path) -> None:
    write_config(config, sim)
    err = cli("dial", "030123", *options).err.splitlines()
    assert len(err) == lines
    assert err[-1:] == ["desk: dial 030123 – done by the command"][:lines]
    assert err[:-1] == ["GET /command.htm?… -> 401", "GET /command.htm?… -> 302"][: max(0, lines - 1)]


# ---- when we are to blame --------------------------------------------------------------------------------------------


def _break(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli_main, "find", broken)


def test_a_bug_is_a_sentence_and_its_trace_is_in_a_file(
    cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, ZeroDivisionError("secret"))
    ran = cli("dial", "1", "--json")
    log = config.with_name("dialer.json.state") / "log" / "crash.log"
    assert (ran.status, ran.last["code"], ran.last["exit"]) == (1, "bug", 1)
    assert "ZeroDivisionError" in ran.err
    assert str(log) in ran.err
    assert "Traceback" not in ran.err
    assert "secret" not in ran.err
    assert "in broken" in log.read_text(encoding="utf-8")
    assert log.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", [["--config", "{}"], ["--config={}"]], ids=["two words", "one word"])
def test_the_trace_lies_beside_the_configuration_that_was_named(
    form: list[str], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break(monkeypatch, ZeroDivisionError())
    other = tmp_path / "other.json"
    assert str(tmp_path / "other.json.state") in cli("dial", "1", *(word.format(other) for word in form)).err


def test_a_bug_is_told_where_no_file_can_be_written(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, ZeroDivisionError())
    (tmp_path / "file").touch()
    ran = cli("dial", "1", "--config", str(tmp_path / "file" / "below.json"))
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "no log, as none could be written" in ran.err


def test_an_interruption_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, KeyboardInterrupt())
    ran = cli("dial", "1", "--json")
    assert (ran.status, ran.last["code"], ran.last["exit"]) == (130, "interrupted", 130)
    assert ran.err.startswith("snom-dialer: interrupted; look at the phone")


def test_an_interruption_before_there_is_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_argv: list[str], _window: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_main, "run", interrupted)
    assert main() == 130


# ---- whole processes -------------------------------------------------------------------------------------------------


def test_the_script_and_the_module_are_the_same() -> None:
    script = process("frob", "--json")
    module = subprocess.run(
        [sys.executable, "-m", "snom_dialer", "frob", "--json"], capture_output=True, text=True, timeout=20
    )
    assert (script.returncode, script.stdout, script.stderr) == (module.returncode, module.stdout, module.stderr)
    assert (script.returncode, json.loads(script.stdout)["code"]) == (2, "command_unknown")
