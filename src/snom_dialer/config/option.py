"""Every option of the configuration, declared once. Validation and documentation are derived from this table.

Not for: applying the table to a file (validator), or for the options of commands (cli).
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from snom_dialer.config import check
from snom_dialer.config.model import (
    DEFAULT_HOTKEYS,
    DEFAULT_PORT,
    VERSION,
    CallDisplay,
    Colors,
    Corner,
    Foreign,
    Language,
    Scheme,
    SetUp,
)
from snom_dialer.protocol.event_kind import EventKind


class Kind(NamedTuple):
    """What may stand in the file: types as JSON knows them, and what they are called."""

    caption: str
    types: tuple[type, ...]
    item: type = object

    def accepts(self, value: object) -> bool:
        """Whether a value is of this kind. True is no number here, though Python says so."""
        if isinstance(value, bool):
            return bool in self.types
        return isinstance(value, self.types) and (
            not isinstance(value, list) or all(isinstance(item, self.item) for item in value)
        )


NONE = type(None)
TEXT = Kind("text", (str,))
TEXT_OR_NULL = Kind("text or null", (str, NONE))
WHOLE = Kind("a whole number", (int,))
WHOLE_OR_NULL = Kind("a whole number or null", (int, NONE))
BOOLEAN = Kind("true or false", (bool,))
TEXTS = Kind("a list of texts", (list,), str)


class _Required:
    """The default of what has none."""

    def __repr__(self) -> str:
        return "required"


REQUIRED = _Required()


def unchanged(value: Any) -> object:
    """The usual way from the file into the model."""
    return value


class Option(NamedTuple):
    """One option. `key` is its path in the file, with `[]` where a list is; the environment variable `env` wins.

    `check` sees only values of the right kind other than null, and returns what is wrong; `convert` makes a right one
    what the model holds. `default` is as it would stand in the file. `since`: version of the file.
    """

    key: str
    kind: Kind
    default: object
    help: str
    check: Callable[[Any], str] = check.anything
    convert: Callable[[Any], object] = unchanged
    env: str = ""
    since: int = 2


OPTIONS = (
    Option("version", WHOLE, REQUIRED, f"the version of this file's shape; {VERSION} at present", check.version),
    # ---- phones -----------------------------------------------------------------------------------------------------
    Option("phones[].name", TEXT, "phone", "what `--phone` and the windows call it; each name once", check.name),
    Option(
        "phones[].host", TEXT, REQUIRED,
        "where the phone is: a name, an IPv4 or IPv6 address, `host:port`, or the URL of its web page", check.host,
    ),
    Option(
        "phones[].scheme", TEXT, "auto",
        "`http`, `https`, or `auto`: find out, remember, and never go back from HTTPS", check.one_of(Scheme), Scheme,
    ),
    Option("phones[].port", WHOLE_OR_NULL, None, "the port of its web server; null: the usual one", check.port),
    Option("phones[].username", TEXT, "", "the user name of its web page; empty: it asks for none", check.user),
    Option(
        "phones[].password", TEXT, "",
        "the password of its web page, only where there is no keyring to hold it", check.plain,
        env="SNOM_DIALER_PASSWORD",
    ),
    Option("phones[].identity", TEXT, "", "the identity to dial with, as `user@registrar`", check.identity),
    Option(
        "phones[].set_up", TEXT, "automatic",
        "`automatic`: we write the Action URLs into the phone; `manual`: somebody else does",
        check.one_of(SetUp), SetUp,
    ),
    Option(
        "phones[].foreign", TEXT, "chain",
        "Action URLs of others in the phone: `chain` (we call them on), `leave`, or `replace`",
        check.one_of(Foreign), Foreign,
    ),
    Option("phones[].store", BOOLEAN, True, "whether the phone is to keep what we write over a restart"),
    Option("phones[].clear_log", BOOLEAN, True, "whether the log of an old phone is cleared between calls"),
    Option("default_phone", TEXT_OR_NULL, None, "the phone that is meant where none is named"),
    # ---- callbacks --------------------------------------------------------------------------------------------------
    Option(
        "callback.address", TEXT_OR_NULL, None,
        "the address of this computer that the phone calls back; null: the one that it can reach", check.address,
    ),
    Option(
        "callback.port", WHOLE, DEFAULT_PORT,
        "the TCP port for it; the next free one where it is taken, any free one for 0", check.own_port,
    ),
    Option(
        "callback.external_address", TEXT_OR_NULL, None,
        "the name or address to write into the phone instead, where there is NAT between the two", check.reachable,
    ),
    # ---- actions ----------------------------------------------------------------------------------------------------
    Option("actions[].event", TEXT, REQUIRED, "the event that triggers it", check.event, EventKind),
    Option("actions[].url", TEXT, REQUIRED, "the URL, with placeholders like `{number}`; empty: nothing", check.url),
    Option("actions[].browser", BOOLEAN, False, "true: open it in the web browser; false: fetch it in the background"),
    Option("actions[].phone", TEXT_OR_NULL, None, "the phone whose events trigger it; null: every phone's"),
    # ---- the desktop ------------------------------------------------------------------------------------------------
    Option(
        "hotkeys.show_window", TEXT, DEFAULT_HOTKEYS["show_window"],
        "the keys that bring the dial window; empty: none", check.plain,
    ),
    Option("hotkeys.hangup", TEXT, DEFAULT_HOTKEYS["hangup"], "the keys that hang up; empty: none", check.plain),
    Option(
        "hotkeys.answer", TEXT, DEFAULT_HOTKEYS["answer"],
        "the keys that answer, while exactly one call rings; empty: none", check.plain,
    ),
    Option(
        "hotkeys.dial_selection", TEXT, DEFAULT_HOTKEYS["dial_selection"],
        "the keys that put the selected text into the dial window; empty: none", check.plain,
    ),
    Option(
        "hotkeys.dial_clipboard", TEXT, DEFAULT_HOTKEYS["dial_clipboard"],
        "the keys that put the clipboard into the dial window; empty: none", check.plain,
    ),
    # ---- numbers ----------------------------------------------------------------------------------------------------
    Option(
        "numbers.region", TEXT_OR_NULL, None,
        "the country that numbers are read for, like `DE`; null: that of the system's language", check.region,
    ),
    Option("numbers.plus_as", TEXT, "+", "what is dialled for a leading `+`, `00` for example", check.dialled),
    Option("numbers.outside_prefix", TEXT, "", "what is dialled before a number outside the house", check.dialled),
    Option("numbers.emergency.add", TEXTS, [], "further emergency numbers of this site", check.numbers, tuple),
    Option("numbers.emergency.remove", TEXTS, [], "numbers that are no emergency numbers here", check.numbers, tuple),
    # ---- appearance -------------------------------------------------------------------------------------------------
    Option(
        "appearance.colors", TEXT, "system",
        "the colours of the windows: `light`, `dark`, or `system`: as the desktop has them",
        check.one_of(Colors), Colors,
    ),
    Option(
        "appearance.language", TEXT, "system",
        "the language of the windows: `en`, `de`, or `system`: that of the desktop", check.one_of(Language), Language,
    ),
    Option(
        "appearance.calls", TEXT, "card",
        "how a call is shown: a `card` of our own, a `notification` of the desktop, or `off`: in the tray alone",
        check.one_of(CallDisplay), CallDisplay,
    ),
    Option(
        "appearance.corner", TEXT, "bottom_right",
        "where the cards stand: `top_left`, `top_right`, `bottom_left` or `bottom_right`",
        check.one_of(Corner), Corner,
    ),
    Option("appearance.keep_missed", BOOLEAN, True, "whether the card of a missed call stays until it is closed"),
    Option("appearance.do_not_disturb", BOOLEAN, False, "true: calls are shown in the tray alone for now"),
)  # fmt: skip


def section(prefix: str) -> dict[str, Any]:
    """Return the options whose key begins with `prefix` as a tree by key: an Option, or a dict where it goes deeper."""
    tree: dict[str, Any] = {}
    for option in OPTIONS:
        if option.key.startswith(prefix):
            *outer, last = option.key.removeprefix(prefix).split(".")
            _descend(tree, outer)[last] = option
    return tree


def _descend(tree: dict[str, Any], names: list[str]) -> dict[str, Any]:
    for each in names:
        tree = tree.setdefault(each, {})
    return tree
