"""Reads the command line, finds the command, and turns whatever stops it into one sentence and an exit status.

Only the parser of the command that was given is built, and only its module is loaded: a batch dial has no time for the
rest.

Not for: carrying out commands (the modules named in command.COMMANDS).
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from snom_dialer.cli.command import COMMANDS, GROUPS, Entry, find
from snom_dialer.cli.output import Output
from snom_dialer.errors import Code, DialerError, Exit, fault

if TYPE_CHECKING:
    from snom_dialer.state.places import Places

_WITH_VALUE = ("--config", "--phone", "--host", "--user")


class Call(NamedTuple):
    """A command with its arguments, ready to be carried out."""

    entry: Entry
    args: argparse.Namespace
    output: Output

    def places(self) -> "Places":
        """Return where everything of this configuration lies."""
        from snom_dialer.state.places import places

        return places(Path(self.args.config) if self.args.config else None)


def run(argv: list[str]) -> int:
    """Carry out a command line; return the exit status. Never raises."""
    output = Output(as_json="--json" in argv, verbose=_verbosity(argv))
    try:
        return _run(argv, output)
    except DialerError as error:
        return output.fail(error)
    except KeyboardInterrupt:
        return int(Exit.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read has gone; nothing is left to be said to anybody
        return int(Exit.COMPUTER)
    except Exception as error:  # noqa: BLE001  # the last line of defence: a bug becomes a sentence, its trace a log
        return output.fail(_bug(argv, error))


def _run(argv: list[str], output: Output) -> int:
    words, rest = _split(argv)
    if not words and ("--version" in rest or not rest or {"-h", "--help"} & set(rest)):
        return _general(rest, output)
    entry = find(words)
    if entry is None:
        raise _unknown(words, rest)
    call = Call(entry, _parser(entry).parse_args(rest), output)
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


def _unknown(words: list[str], rest: list[str]) -> DialerError:
    if words and words[0] in GROUPS:
        known = ", ".join(entry.words.split()[1] for entry in COMMANDS if entry.words.startswith(f"{words[0]} "))
        return fault(Code.USAGE, what=f"`{words[0]}` wants one of: {known}", command=words[0])
    return fault(Code.USAGE, what=f"there is no command `{' '.join(words) or rest[0]}`", command="")


def _verbosity(argv: list[str]) -> int:
    return sum(argument.count("v") for argument in argv if argument in ("-v", "-vv")) + argv.count("--verbose")


# ---- parsers ---------------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise fault(Code.USAGE, what=message, command=self.prog.removeprefix("snom-dialer").strip())


def _parser(entry: Entry) -> argparse.ArgumentParser:
    description = f"{entry.help[0].upper()}{entry.help[1:]}."
    parser = _Parser(prog=f"snom-dialer {entry.words}", description=description, allow_abbrev=False)
    add_common(parser)
    if entry.arguments:
        from snom_dialer.cli.argument import ARGUMENTS

        ARGUMENTS[entry.arguments](parser)
    return parser


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command has."""
    parser.add_argument("--config", metavar="FILE", help="another configuration file")
    parser.add_argument("--phone", metavar="NAME", help="the phone, where several are configured")
    parser.add_argument("--host", metavar="HOST", help="a phone that is not configured: HOST[:PORT] or a URL")
    parser.add_argument("--user", metavar="NAME", help="user name for --host; password: SNOM_DIALER_PASSWORD")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("-v", "--verbose", action="count", default=0, help="say more; -vv: requests and answers")


def _general(rest: list[str], output: Output) -> int:
    if "--version" in rest:
        from snom_dialer import __version__

        output.say(f"snom-dialer {__version__}")
        output.done("version", version=__version__)
        return int(Exit.DONE)
    from snom_dialer.cli.help import general_help

    print(general_help(), flush=True)
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
