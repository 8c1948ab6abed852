"""Who is at the other end: an address as a phone writes it, taken apart into address, number and name.

A phone sends `user@host`, a bare number, a SIP or tel URI, or a whole address with display name and brackets, depending
on its firmware and on the caller's equipment (docs/snom-protocol.md §3). All of them are read, nothing is refused.

Not for: numbers that a person typed (numbers.clean), or deciding whether an address can be dialled.
"""

import re

from snom_dialer.protocol.event import Party
from snom_dialer.protocol.text import one_line, plain, unescape

_SCHEME = re.compile(r"(?:sips?|tel):", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)')
_QUOTED_PAIR = re.compile(r"\\(.)")
_USER_END = re.compile(r"[@;?]")
_VISUAL_SEPARATORS = str.maketrans("", "", "-.() ")  # RFC 3966 §5.1.1, and blanks


def party(uri: str, name: str = "") -> Party:
    """Read an address in any form a phone sends it, with the display name that came beside it, if any.

    The number is the user part without escapes, parameters and password; it is whatever stands there, `anonymous` too.
    `name` wins over a display name inside `uri`. A password is kept nowhere. Never raises (docs/snom-protocol.md §3).
    """
    display, address = _split_display(one_line(uri))
    found = _SCHEME.match(address)
    scheme = found[0] if found else ""
    rest = _without_password(address.removeprefix(scheme))
    return Party(uri=plain(scheme + rest), number=_number(scheme, rest), name=plain(name) or plain(display))


def strip_call_id(call_id: str) -> str:
    """Give the part of a Call-ID before `@`: `aaa` and `aaa@host` are the same call (docs/snom-protocol.md §6)."""
    return call_id.partition("@")[0]


def _split_display(text: str) -> tuple[str, str]:
    """Give display name and address of `"Display" <address>;parameters`; every part but one may be missing."""
    display = ""
    if quoted := _QUOTED.match(text):
        display, text = _QUOTED_PAIR.sub(r"\1", quoted[1]), quoted[2]
    before, bracket, after = text.partition("<")
    if not bracket:
        return display, text.strip()
    return display or before.strip(' "'), after.partition(">")[0].strip()


def _without_password(rest: str) -> str:
    """Drop the password of `user:password@host`, up to the last `@`, as a password may hold one too."""
    info, at, host = rest.rpartition("@")
    return info.partition(":")[0] + at + host


def _number(scheme: str, rest: str) -> str:
    user = _USER_END.split(rest, maxsplit=1)[0]
    number = plain(unescape(user.encode()))
    return number.translate(_VISUAL_SEPARATORS) if scheme.lower() == "tel:" else number
