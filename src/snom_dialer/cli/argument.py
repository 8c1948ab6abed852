"""The arguments of the commands beside the common options, by the name under which command.COMMANDS asks for them.

Not for: what they mean.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping


def _number(parser: ArgumentParser) -> None:
    parser.add_argument("number", nargs="+", metavar="NUMBER", help="a number, an extension, a link or a SIP address")


def _text(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="NUMBER", help="a number or a link; it is filled in, not dialled")
    parser.add_argument("--tray", action="store_true", help="show nothing but the tray icon, as at the log-in")


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
    parser.add_argument(
        "new_host",
        nargs="?",
        metavar="HOST",
        help="name, address, HOST:PORT or the URL of its web page; without it, what announces itself is proposed",
    )
    parser.add_argument("--name", default="", help="what to call it (its model)")
    parser.add_argument("--identity", default="", metavar="USER@REGISTRAR", help="the identity to dial with")
    parser.add_argument("--manual", action="store_true", help="somebody else writes the Action URLs into it")
    parser.add_argument("--save-anyway", action="store_true", help="save it even where it cannot be reached")


def _name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the name of the phone")


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="NAME", help="the name of the phone, where several are configured")


def _test(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument(
        "--minibrowser", action="store_true", help="show an empty page on the phone, which has to be idle, to hear it"
    )
    parser.add_argument("--wait", type=float, metavar="S", help="seconds to wait for a call (60 on a terminal, else 0)")


def _trust(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument("--yes", action="store_true", help="accept without being asked")


def _transfer(parser: ArgumentParser) -> None:
    _which(parser)
    _all(parser)
    parser.add_argument(
        "--foreign", choices=["chain", "leave", "replace"], help="what becomes of Action URLs of others (as configured)"
    )
    parser.add_argument("--no-store", action="store_true", help="the phone forgets them at its next restart")


def _undo(parser: ArgumentParser) -> None:
    _which(parser)
    _all(parser)


def _all(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="every configured phone")


def _urls(parser: ArgumentParser) -> None:
    _which(parser)
    _all(parser)
    parser.add_argument("--show-secret", action="store_true", help="do not mask the secret in the addresses")


def _open(parser: ArgumentParser) -> None:
    _which(parser)
    parser.add_argument("--print", action="store_true", help="only print the address")


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
    parser.add_argument("--desktop", action="store_true", help="show the desktop program, with calls that come in")
    parser.add_argument("--keep", action="store_true", help="keep the demo's own configuration, and say where it is")


ARGUMENTS: Mapping[str, Callable[[ArgumentParser], None]] = {
    "number": _number,
    "text": _text,
    "keys": _keys,
    "limit": _limit,
    "event": _event,
    "add": _add,
    "name": _name,
    "which": _which,
    "test": _test,
    "trust": _trust,
    "find": _find,
    "transfer": _transfer,
    "undo": _undo,
    "urls": _urls,
    "open": _open,
    "simulate": _simulate,
    "demo": _demo,
}
