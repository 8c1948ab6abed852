"""Markup as phones write it: tags, title and text of a page, read leniently and in linear time.

Serves pages of the web interface and the XML export alike. A page that was cut off gives what stands in it; nothing is
defined by or fetched for a document type, as that is text like any other.

Not for: validating, building a tree, or knowing what a page means (identity, setting).
"""

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

# Every alternative also ends at the end of the text, so that no start is ever scanned twice, whatever a page holds.
_MARKUP = re.compile(
    r"""<!--.*?(?:-->|\Z)
    |<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)
    |<(?P<name>/?[a-z][a-z0-9_:.-]*)
      (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+)(?:>|\Z)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([^\s=/>"']++)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s>]*+)))?""")
_ENTITY = re.compile(r"&(?:#([0-9]{1,7});|#[xX]([0-9a-fA-F]{1,6});|([a-zA-Z][a-zA-Z0-9]{0,30};))")
_COMMON = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'", "nbsp;": "\xa0"}


class Tag(NamedTuple):
    """A tag and the raw text between it and the next one. `name` is in lower case and begins with `/` in an end tag."""

    name: str
    attributes: dict[str, str]
    text: str
    empty: bool = False


def tags(page: str) -> Iterator[Tag]:
    """Every tag in the order of the page; comments, scripts and style sheets are left out."""
    matches = _MARKUP.finditer(page)
    for match, following in pairwise(chain(matches, (None,))):
        assert match is not None  # only the last one is
        if name := match["name"]:
            raw = match["attributes"]
            text = page[match.end() : following.start() if following else len(page)]
            yield Tag(name.lower(), _attributes(raw), text, raw.endswith("/"))


def title(page: str) -> str:
    """The title of the page, in one line; "" where it has none."""
    match = re.search(r"<title\b[^<>]*>([^<]*)", page, re.IGNORECASE)
    return " ".join(unescape(match[1]).split()) if match else ""


def text_of(page: str) -> str:
    """The page without its markup: a new line stands for every tag."""
    return unescape(_MARKUP.sub("\n", page))


def unescape(text: str) -> str:
    """Replace entities that end in a semicolon: a bare `&copy=1` in an unescaped URL stays what it is."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _attributes(raw: str) -> dict[str, str]:
    return {match[1].lower(): unescape(match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(raw)}


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _COMMON.get(name) or _rare(name, match[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


def _rare(name: str, otherwise: str) -> str:
    from html.entities import html5  # 6 ms that a command never needs

    return html5.get(name, otherwise)
