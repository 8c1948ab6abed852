"""`snom-dialer simulate`: its options, and running until somebody ends it.

Not for: the program's other commands.
"""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterable
from typing import Final

from snom_dialer.errors import Code, fault
from snom_dialer.simulator import quirk
from snom_dialer.simulator.console import Console, overview
from snom_dialer.simulator.happening import Happening
from snom_dialer.simulator.operation import usage
from snom_dialer.simulator.profile import MODELS
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.simulation import Simulation, series
from snom_dialer.simulator.tls import Certificate

_USER: Final = "admin"
_PASSWORD: Final = "0000"  # noqa: S105 - what old phones came with


def quirk_table() -> str:
    """Return all quirks with default and help, one a line."""
    return "\n".join(f"  {f'{row.name}={written(row.default)}':32} {row.help}" for row in quirk.ALL)


def written(value: quirk.Value) -> str:
    """Write the value of a quirk as people write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else value


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command to a parser, which may have `--json` and `--user` already."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"quirks and their defaults:\n{quirk_table()}\n\nconsole:\n{overview()}"
    add = parser.add_argument
    add("--model", default="D385", help=f"one of {', '.join(MODELS)} (default D385)")
    add("--phones", type=int, default=1, metavar="N", help="how many phones, which can call each other (default 1)")
    add("--number", default="101", help="the first phone's number; the others count on (default 101)")
    add("--port", type=int, default=0, help="port of the first phone; the others count on (default: any free one)")
    add("--bind", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default: this machine only)")
    add("--control-port", type=int, default=0, metavar="PORT", help="port of the HTTP control (default: any free one)")
    add("--tls", action="store_true", help="speak HTTPS, with a test certificate")
    add("--certificate", type=Certificate, choices=list(Certificate), default=Certificate.PHONE, help="which one")
    add("--auth", type=Auth, choices=list(Auth), default=Auth.NONE, help="log-in to the web page (default none)")
    add("--password", help=f"password of the log-in (default {_PASSWORD})")
    add("--hidden-tags", action="store_true", help="switch use_hidden_tags on: the phone then refuses remote control")
    add("--auto-answer", type=float, metavar="S", help="let the network answer outgoing calls after S seconds")
    add("--quirk", action="append", default=[], metavar="NAME[=VALUE]", help="switch a quirk on, or set it")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="provision a setting of the phone")
    add("--read-only", action="append", default=[], metavar="NAME=VALUE", help="provision a setting with perm=R")
    add("--pnp", default="", metavar="IP:PORT", help="send the SUBSCRIBE of a booting phone there")
    add("--no-console", action="store_true", help="take no lines from standard input")
    _add_once(parser, "--user", help=f"user of the log-in (default {_USER})")
    _add_once(parser, "--json", action="store_true", help="print one JSON object a line")


def _add_once(parser: argparse.ArgumentParser, name: str, *, help: str, action: str = "store") -> None:
    with contextlib.suppress(argparse.ArgumentError):
        parser.add_argument(name, action=action, help=help)


def setups(args: argparse.Namespace) -> tuple[Setup, ...]:
    """Make the phones that the options ask for; raises USAGE."""
    quirks: dict[str, quirk.Value] = dict(_pairs(args.quirk, "on"))
    if args.auto_answer is not None:
        quirks["answer_after"] = args.auto_answer
    if args.phones < 1 or not args.number.isdecimal():
        raise usage("--phones is at least 1, and --number has digits only")
    setup = Setup(
        model=args.model,
        number=args.number,
        host=args.bind,
        port=args.port,
        tls=args.certificate if args.tls else None,
        auth=args.auth,
        user=args.user or _USER,
        password=args.password or _PASSWORD,
        hidden_tags=args.hidden_tags,
        pnp=args.pnp,
        quirks=quirks,
        settings=dict(_pairs(args.set, "")),
        read_only=dict(_pairs(args.read_only, "")),
    )
    return series(setup, args.phones)


def _pairs(texts: Iterable[str], alone: str) -> Iterable[tuple[str, str]]:
    for text in texts:
        name, mark, value = text.partition("=")
        yield name, value if mark else alone


def run(args: argparse.Namespace) -> int:
    """Run until `quit`, Ctrl-C or SIGTERM and return 0; raises USAGE, and SIMULATOR_PORT where a port is taken."""
    try:
        asyncio.run(_run(args))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        raise fault(Code.SIMULATOR_PORT, reason=error.strerror or error) from None
    return 0


async def _run(args: argparse.Namespace) -> None:
    def show(news: Happening) -> None:
        print(news.json if args.json else news.sentence, flush=True)

    def say(text: str) -> None:  # standard output is for JSON alone where that was asked for
        print(text, file=sys.stderr if args.json else sys.stdout, flush=True)

    simulation = Simulation(*setups(args), control=args.control_port, observe=show)
    console = Console(simulation.find, say)
    with contextlib.suppress(NotImplementedError):  # Windows has no handlers for signals in its loop
        for ending in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(ending, console.over.set)
    async with simulation:
        if not args.no_console:
            console.listen(sys.stdin.readline)
        await console.over.wait()
