"""The arguments of the commands beside the common options, by the name under which command.COMMANDS asks for them.

Not for: what they mean.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping


def _number(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="+", metavar="NUMBER", help="a number, an extension, a link or a SIP address")


def _keys(parser: ArgumentParser) -> None:
    parser.add_argument("keys", metavar="KEYS", help="KEY[,MILLISECONDS[,PAUSE]] separated by `;`")


def _limit(parser: ArgumentParser) -> None:
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="how many (20)")


def _event(parser: ArgumentParser) -> None:
    parser.add_argument("event", metavar="EVENT", help="incoming, connected, missed, …")
    parser.add_argument("--dry-run", action="store_true", help="only show the final URL, call nothing")
    parser.add_argument("--number", default="+4930398330", help="the other side's number to try it with")
    parser.add_argument("--name", default="Ada Lovelace", help="the other side's name to try it with")


def _add(parser: ArgumentParser) -> None:
    parser.add_argument("new_host", metavar="HOST", help="name, address, HOST:PORT or the URL of its web page")
    parser.add_argument("--name", default="", help="what to call it (its model)")
    parser.add_argument("--identity", default="", metavar="USER@REGISTRAR", help="the identity to dial with")
    parser.add_argument("--manual", action="store_true", help="somebody else writes the Action URLs into it")
    parser.add_argument("--save-anyway", action="store_true", help="save it even where it cannot be reached")


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the name of the phone")


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the name of the phone, where several are configured")


def _trust(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument("--yes", action="store_true", help="accept without being asked")


def _find(parser: ArgumentParser) -> None:
    parser.add_argument(
        "addresses",
        nargs="*",
        metavar="ADDRESS",
        help="look there instead of listening: 192.168.0.20, 192.168.0.20-40 or 192.168.0.0/24 (at most 1024)",
    )
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="how long to listen (10)")


def _simulate(parser: ArgumentParser) -> None:
    from snom_dialer.simulator.command_line import add_arguments

    add_arguments(parser)


def _demo(parser: ArgumentParser) -> None:
    parser.add_argument("--model", default="D385", help="the model of the virtual phone (D385)")
    parser.add_argument("--keep", action="store_true", help="keep the demo's own configuration, and say where it is")


ARGUMENTS: Mapping[str, Callable[[ArgumentParser], None]] = {
    "number": _number,
    "keys": _keys,
    "limit": _limit,
    "event": _event,
    "add": _add,
    "name": _name,
    "which": _which,
    "trust": _trust,
    "find": _find,
    "simulate": _simulate,
    "demo": _demo,
}
