"""What a single value has to be, beyond its type. Each check returns what is wrong, "" where nothing is.

The sentences complete "KEY: …" and never repeat the value, which may be a secret.

Not for: types (option.Kind), or what one value means for another (validator).
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from snom_dialer.config.host import is_address, parse_host
from snom_dialer.config.model import VERSION
from snom_dialer.errors import DialerError
from snom_dialer.protocol.event_kind import EventKind

# Texts: a batch command does not pay for compiling what its configuration has no use for.
_IDENTITY = r'[^\s@<>"&?#;%]+@[^\s@<>"&?#;%]+'
_REGION = r"[A-Z]{2}"
_DIALLED = frozenset("0123456789+*#")
_DEPTH_LIMIT = 32


def anything(_value: object) -> str:
    """Every value of the type will do."""
    return ""


def plain(text: str) -> str:
    """Text of one line, without control characters and halves of characters."""
    return "" if text.isprintable() else "has to be one line without control characters"


def version(number: int) -> str:
    """The version of this very shape; newer files were refused and older ones brought up to date before."""
    return "" if number == VERSION else f"has to be {VERSION}"


def name(text: str) -> str:
    """A name of a phone, as it is given to --phone."""
    if not text or text != text.strip() or len(text) > 64 or text.startswith("-"):
        return "has to be a name of 1 to 64 characters that begins with none of blank and dash"
    return plain(text)


def host(text: str) -> str:
    """A host as a person writes it."""
    try:
        parse_host(text)
    except DialerError as error:
        return f"is no host name, address or URL: {error.values['what']}"
    return ""


def user(text: str) -> str:
    """A name to log in with. HTTP's Basic ends the name at a colon (RFC 7617, section 2)."""
    return "cannot hold a colon" if ":" in text else plain(text)


def identity(text: str) -> str:
    """An identity of the phone, or none."""
    if not text:
        return ""
    return (
        "" if not text or (text.isprintable() and re.fullmatch(_IDENTITY, text)) else "has to look like user@registrar"
    )


def port(value: int) -> str:
    """A port that something listens on."""
    return "" if 0 < value < 65536 else "has to be from 1 to 65535"


def own_port(value: int) -> str:
    """A port to listen on, 0 for any."""
    return "" if 0 <= value < 65536 else "has to be from 1 to 65535, or 0 for any free one"


def address(text: str) -> str:
    """An address of this computer."""
    return "" if is_address(text) else "has to be an IPv4 or IPv6 address, or null"


def reachable(text: str) -> str:
    """A name or an address, without port and scheme."""
    wrong = host(text)
    if wrong:
        return wrong
    found = parse_host(text)
    return "has to be a name or an address alone" if found.port or found.scheme else ""


def event(text: str) -> str:
    """An event that an action can wait for."""
    return "" if EventKind(text) is not EventKind.UNKNOWN else f"has to be one of {words(EventKind)}"


def url(text: str) -> str:
    """The beginning of a URL template, or nothing. Placeholders are checked where they are filled in."""
    if text and not text.lower().startswith(("http://", "https://")):
        return "has to begin with http:// or https://, or be empty"
    return plain(text)


def region(text: str) -> str:
    """A country as ISO 3166 writes it."""
    return "" if re.fullmatch(_REGION, text) else "has to be a country in two capital letters, or null"


def dialled(text: str) -> str:
    """Something that a phone can dial, or nothing."""
    return "" if len(text) <= 16 and _DIALLED.issuperset(text) else "has to be at most 16 of 0-9, +, * and #"


def numbers(texts: list[str]) -> str:
    """Numbers that a phone can dial."""
    right = all(text and not dialled(text) for text in texts)
    return "" if right else "has to hold numbers, each 1 to 16 of 0-9, +, * and #"


def shallow(value: object) -> str:
    """Something that is not nested without an end. Deeper values could be read and then not be written."""
    level = [value]
    for _ in range(_DEPTH_LIMIT):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return ""
    return f"is nested deeper than {_DEPTH_LIMIT} levels"


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []


def one_of(choices: type[StrEnum]) -> Callable[[str], str]:
    """Make the check that a text is one of these."""

    def check(text: str) -> str:
        return "" if text in [choice.value for choice in choices] else f"has to be one of {words(choices)}"

    return check


def words(choices: type[StrEnum]) -> str:
    """Return the choices as a person reads them."""
    return ", ".join(choice.value for choice in choices if choice.value != "unknown")
