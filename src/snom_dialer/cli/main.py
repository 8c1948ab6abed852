"""Reads the command line, finds the command, and turns whatever stops it into one sentence and an exit status.

Only the parser of the command that was given is built, and only its module is loaded: a batch dial has no time for the
rest.

Not for: carrying out commands (the modules named in command.COMMANDS).
"""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from snom_dialer.cli.command import COMMANDS, GROUPS, WINDOW, Entry, find
from snom_dialer.cli.output import Output
from snom_dialer.errors import Code, DialerError, Exit, fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from snom_dialer.cli.window import Opening
    from snom_dialer.state.places import Places

    Window = Callable[[Places, Opening], int]

_WITH_VALUE = ("--config", "--phone", "--host", "--user")


class Call(NamedTuple):
    """A command with its arguments, ready to be carried out. `window` opens the desktop program, which is not ours."""

    entry: Entry
    args: argparse.Namespace
    output: Output
    window: "Window | None" = None

    def places(self) -> "Places":
        """Return where everything of this configuration lies."""
        from snom_dialer.state.places import places

        return places(Path(self.args.config) if self.args.config else None)


def run(argv: list[str], window: "Window | None" = None) -> int:
    """Carry out a command line; return the exit status. Never raises."""
    output = Output(as_json="--json" in argv, verbose=_verbosity(argv))
    try:
        return _run(argv, output, window)
    except DialerError as error:
        return output.fail(error)
    except KeyboardInterrupt:
        return output.fail(fault(Code.INTERRUPTED))
    except BrokenPipeError:
        return int(Exit.COMPUTER)  # whoever read has gone; nothing is left to be said to anybody
    except Exception as error:  # noqa: BLE001  # the last line of defence: a bug becomes a sentence, its trace a log
        return output.fail(_bug(argv, error))


def _run(argv: list[str], output: Output, window: "Window | None") -> int:
    words, rest = _split(argv)
    entry = find(words)
    if "--version" in rest or (entry is None and _asks_help(words, rest)):
        return _general(words, rest, output)
    if entry is None and not all(map(_may_be_number, words)):
        raise _unknown(words)
    if entry is None:
        entry, rest = WINDOW, [*words, *rest]
    try:
        call = Call(entry, parser_of(entry).parse_args(rest), output, window)
    except _HelpAskedError as asked:
        output.line(str(asked).rstrip())
        return int(Exit.DONE)
    from importlib import import_module

    module = import_module(f"snom_dialer.cli.{entry.module}")
    status: int = getattr(module, entry.function)(call)
    return status


def _split(argv: list[str]) -> tuple[list[str], list[str]]:
    """Take the words of the command out of the arguments; options may stand before and behind them."""
    words: list[str] = []
    rest: list[str] = []
    index = 0
    while index < len(argv):
        argument = argv[index]
        if argument in _WITH_VALUE:
            rest += argv[index : index + 2]
            index += 2
            continue
        index += 1
        if argument.startswith("-") or (words and (len(words) > 1 or words[0] not in GROUPS)):
            rest.append(argument)
        else:
            words.append(argument)
    return words, rest


def _asks_help(words: list[str], rest: list[str]) -> bool:
    """Whether these words, which name no command, ask for help on all commands or on a group of them."""
    return bool({"-h", "--help"} & set(rest)) and (not words or (len(words) == 1 and words[0] in GROUPS))


def _may_be_number(word: str) -> bool:
    """Whether it is more likely a number, a link or an address than the name of a command that was mistyped."""
    return ":" in word or "@" in word or word[:1].isdigit() or word.startswith(("+", "*", "#", "("))


def _unknown(words: list[str]) -> DialerError:
    if words and words[0] in GROUPS:
        known = ", ".join(entry.words.split()[1] for entry in COMMANDS if entry.words.startswith(f"{words[0]} "))
        return fault(Code.USAGE, what=f"`{words[0]}` wants one of: {known}", command=words[0])
    return fault(Code.COMMAND_UNKNOWN, what=f"there is no command `{' '.join(words)}`")


def _verbosity(argv: list[str]) -> int:
    return sum(argument.count("v") for argument in argv if argument.rstrip("v") == "-") + argv.count("--verbose")


# ---- parsers ---------------------------------------------------------------------------------------------------------


class _Help(argparse.HelpFormatter):
    """As wide as the terminal. By itself argparse loads `shutil` for that, with every option of every command."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width() - 2)


def _width() -> int:
    try:
        return int(os.environ.get("COLUMNS") or os.get_terminal_size().columns)
    except (OSError, ValueError):  # no terminal, or nonsense
        return 80


class _HelpAskedError(Exception):
    """Carries the help of a command past argparse, which would print it unseen by us and end the process."""


class _Parser(argparse.ArgumentParser):
    def print_help(self, file: object = None) -> NoReturn:
        raise _HelpAskedError(self.format_help())

    def error(self, message: str) -> NoReturn:
        command = self.prog.removeprefix("snom-dialer").strip()
        raise fault(Code.USAGE, what=message, command=command) if command else fault(Code.COMMAND_UNKNOWN, what=message)


def parser_of(entry: Entry) -> argparse.ArgumentParser:
    """Return what reads the arguments of a command, and knows its help."""
    description = f"{entry.help[0].upper()}{entry.help[1:]}."
    parser = _Parser(
        prog=f"snom-dialer {entry.words}".strip(), description=description, formatter_class=_Help, allow_abbrev=False
    )
    _add_common(parser)
    if entry.arguments:
        from snom_dialer.cli.argument import ARGUMENTS

        ARGUMENTS[entry.arguments](parser)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command has."""
    parser.add_argument("--config", metavar="FILE", help="another configuration file")
    parser.add_argument("--phone", metavar="NAME", help="the phone, where several are configured")
    parser.add_argument("--host", metavar="HOST", help="a phone that is not configured: HOST[:PORT] or a URL")
    parser.add_argument("--user", metavar="NAME", help="user name for --host, `phone add` and `phone password`")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="say more; -vv: requests and answers")
    parser.add_argument("--version", action="store_true", help="print the version and do nothing else")


def _general(words: list[str], rest: list[str], output: Output) -> int:
    if "--version" in rest:
        from snom_dialer import __version__

        output.say(f"snom-dialer {__version__}")
        output.done("version", version=__version__)
        return int(Exit.DONE)
    from snom_dialer.cli.help import general_help, group_help

    output.line(group_help(words[0]) if words else general_help())
    return int(Exit.DONE)


# ---- bugs ------------------------------------------------------------------------------------------------------------


def _bug(argv: list[str], error: Exception) -> DialerError:
    """Write the trace where people can find it, and say where."""
    import traceback

    where = "no log, as none could be written"
    try:
        from snom_dialer.state.places import places

        log = places(_config_of(argv)).log_dir / "crash.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error, limit=-20)) + "\n")
        where = str(log)
    except (OSError, DialerError):
        pass
    return fault(Code.BUG, what=type(error).__name__, log=where)


def _config_of(argv: list[str]) -> Path | None:
    for index, argument in enumerate(argv):
        if argument == "--config" and index + 1 < len(argv):
            return Path(argv[index + 1])
        if argument.startswith("--config="):
            return Path(argument.partition("=")[2])
    return None
