"""What a stranger sent, made fit to show: nothing in it can move, hide or break what stands beside it.

Not for: escaping. What comes out is plain text; where it is put (a URL, a label, a log) is escaped there.
"""

import re
from unicodedata import category

TEXT_LIMIT = 200

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls; bidi overrides, isolates and everything of no width; surrogates
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")


def plain(text: str, limit: int = TEXT_LIMIT) -> str:
    """Give `text` as one line of at most `limit` characters (1 or more); a cut ends in `…`."""
    text = one_line(text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """Give `text` without what cannot be seen, each run of blanks and line ends as one blank, none at the ends."""
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or _is_seen(char))
    return " ".join(text.split())


def unescape(raw: bytes) -> str:
    """Resolve percent escapes; the bytes are UTF-8 or else Latin-1. `+` and a broken escape stay as they are."""
    data = _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()), raw)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _is_seen(char: str) -> bool:
    point = ord(char)
    noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return not noncharacter and category(char) not in _UNSEEN
