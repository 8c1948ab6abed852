"""Settings of a phone: written by requests, read from every form in which a phone shows them, and compared.

Keys are setting names as a write request wants them (docs/snom-protocol.md §7): an indexed setting has its index behind
its name without brackets, so `<user_name idx="1">` and `user_name[1]` are both `user_name1`.

Not for: which settings to write (action_url), in which order, or what to do when one was not taken (phone.setup).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from snom_dialer.protocol.http import Request, quote_value
from snom_dialer.protocol.markup import Tag, tags, text_of, unescape

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_INDEXED = re.compile(r"([a-z][a-z0-9_]*)(?:\[([0-9]{1,4})\])?")
_LINE = re.compile(r"^[ \t]*([a-z][a-z0-9_]*(?:\[[0-9]{1,4}\])?)([!&$]?):[ \t]?([^\r\n]*)", re.MULTILINE)
_PAGE = re.compile(r"<(?:html|body|pre|br|p|td)\b", re.IGNORECASE)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RESERVED = frozenset({"settings", "store_settings"})  # the words of the request itself

# §7: the mark of a setting in the XML export and in the text of old firmware. No mark says nothing.
_WRITABLE: Mapping[str, bool] = {"RW": True, "$": True, "!": True, "R": False, "&": False, " ": False}

# Pages that show settings, best first (§7). The short export leaves out what has its default.
ACTIONS_REQUEST = Request(target="/action.htm")  # the Action URLs, and nothing else
OTHERS_REQUEST = Request(target="/settings.htm")
READ_REQUESTS: tuple[Request, ...] = (
    Request(target="/settings.xml"),
    Request(target="/settings_wo_default.xml"),
    ACTIONS_REQUEST,
    OTHERS_REQUEST,
)


class Page(StrEnum):
    """The pages that take settings from a query (docs/snom-protocol.md §7)."""

    DUMMY = "/dummy.htm"
    SETTINGS = "/settings.htm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting as the phone shows it; `writable` is None where the phone does not say."""

    value: str
    writable: bool | None = None


def write_requests(
    changes: Mapping[str, str], *, store: bool, page: Page = Page.DUMMY, longest: int = 2000
) -> tuple[Request, ...]:
    """The requests that write `changes`, in their order; none where there are none.

    They are split so that no target is longer than `longest` characters, unless one setting alone is. With `store` the
    last one makes the phone keep in flash all that it has, ours or not (docs/snom-protocol.md §7).
    Raises ValueError for a name that is not one of a setting.
    """
    start = f"{page}?settings=save"
    end = "&store_settings=save" if store else ""
    parts = list(_parts(changes, longest - len(start) - len(end)))
    ends = [""] * (len(parts) - 1) + [end]
    return tuple(Request(target=start + part + last) for part, last in zip(parts, ends, strict=False))


def read(text: str) -> dict[str, Setting] | None:
    """The settings that a page or an export shows, by name; None where none can be recognised: "not verified".

    Takes the XML export, HTML forms and the `name!: value` lines of old firmware, and whatever is left of them where
    the answer was cut off. Never raises.
    """
    return next((found for reader in _READERS if (found := reader(text))), None)


def difference(wanted: Mapping[str, str], present: Mapping[str, Setting]) -> dict[str, str]:
    """What of `wanted` the phone does not have yet. A setting that is not shown counts as empty."""
    return {name: value for name, value in wanted.items() if value != _value(present.get(name))}


def provisioning_xml(values: Mapping[str, str], *, perm: str | None = None) -> str:
    """A settings file for the provisioning server; `perm` ("", "R" or "RW") is written to every setting.

    Names are written as they are: an indexed setting has to be given an `idx` by hand (docs/snom-protocol.md §7).
    Raises ValueError for a name that is not one of a setting, and for characters that XML cannot hold.
    """
    mark = "" if perm is None else f' perm="{_escape(perm)}"'
    lines = (f"    <{_checked(name)}{mark}>{_escape(value)}</{name}>\n" for name, value in values.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<settings>\n  <phone-settings e="2">\n'
        f"{''.join(lines)}  </phone-settings>\n</settings>\n"
    )


# ---- writing ---------------------------------------------------------------------------------------------------------


def _parts(changes: Mapping[str, str], room: int) -> Iterator[str]:
    """The queries `&name=value…`, as few as fit into `room` characters each."""
    part = ""
    for name, value in changes.items():
        # `$` may stay literal (§7) and keeps the many variables of an Action URL short.
        piece = f"&{_checked(name)}={quote_value(value).replace('%24', '$')}"
        if part and len(part) + len(piece) > room:
            yield part
            part = ""
        part += piece
    if part:
        yield part


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise ValueError(f"not the name of a setting: {name!r}")
    return name


def _escape(value: str) -> str:
    if _NOT_IN_XML.search(value):
        raise ValueError("a character that XML cannot hold")
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;")):
        value = value.replace(character, entity)
    return value


# ---- reading ---------------------------------------------------------------------------------------------------------


def _value(setting: Setting | None) -> str:
    return setting.value if setting else ""


def _key(name: str, index: str = "") -> str:
    """The name as a write request wants it; "" where it is not one of a setting."""
    match = _INDEXED.fullmatch(name)
    return match[1] + (match[2] or index) if match else ""


def _from_export(text: str) -> dict[str, Setting]:
    """`<phone-settings><name idx="1" perm="RW">value</name>…`; a value without its end tag may be cut, and is left."""
    start = text.find("<phone-settings")
    if start < 0:
        return {}
    end = text.find("</phone-settings", start)
    found = {}
    for tag, following in pairwise(tags(text[start : end if end > 0 else len(text)] + "</phone-settings>")):
        name = _key(tag.name, _index(tag.attributes.get("idx", "")))
        if name and (tag.empty or following.name == "/" + tag.name):
            value = "" if tag.empty else unescape(tag.text)
            found[name] = Setting(value=value, writable=_WRITABLE.get(tag.attributes.get("perm", "")))
    return found


def _index(text: str) -> str:
    return text if text.isascii() and text.isdecimal() else ""


def _from_form(page: str) -> dict[str, Setting]:
    found = {}
    for field, value in _fields(page):
        if name := _key(field.attributes.get("name", "")):
            found[name] = Setting(value=value, writable=False if field.attributes.keys() & _LOCKED else None)
    return _plausible(found)


def _fields(page: str) -> Iterator[tuple[Tag, str]]:
    """Every field with what it holds. A list shows its first entry, and after that the one that is chosen."""
    owner = None
    shown = False
    for tag in tags(page):
        if tag.name == "select":
            owner, shown = tag, False
        elif tag.name == "option" and owner:
            if not shown or "selected" in tag.attributes:
                yield owner, tag.attributes.get("value", unescape(tag.text).strip())
            shown = True
        elif (value := _content(tag)) is not None:
            yield tag, value


def _content(tag: Tag) -> str | None:
    kind = tag.attributes.get("type", "text").lower() if tag.name == "input" else tag.name
    if tag.name not in ("input", "textarea") or kind in _NO_SETTING:
        return None
    return _CONTENT.get(kind, _typed)(tag)


def _typed(tag: Tag) -> str:
    return tag.attributes.get("value", "")


def _ticked(tag: Tag) -> str:
    return tag.attributes.get("value", "on") if "checked" in tag.attributes else "off"


def _chosen(tag: Tag) -> str | None:
    return tag.attributes.get("value", "on") if "checked" in tag.attributes else None


def _written(tag: Tag) -> str:
    return unescape(tag.text).strip()


_LOCKED = frozenset({"readonly", "disabled"})
_NO_SETTING = frozenset({"submit", "button", "reset", "image", "file", "password"})  # a password is never shown
_CONTENT: Mapping[str, Callable[[Tag], str | None]] = {"checkbox": _ticked, "radio": _chosen, "textarea": _written}


def _from_lines(text: str) -> dict[str, Setting]:
    """`name!: value`, `name&: value`, `name: value`, one a line, with or without markup around them."""
    lines = _LINE.findall(text_of(text) if _PAGE.search(text) else text)
    return _plausible(
        {_key(name): Setting(value=value.rstrip(), writable=_WRITABLE.get(mark)) for name, mark, value in lines}
    )


def _plausible(found: dict[str, Setting]) -> dict[str, Setting]:
    """All or nothing: a page whose fields or lines all have one-word names is a log-in or an error, not settings."""
    return found if any("_" in name for name in found) else {}


_READERS: tuple[Callable[[str], dict[str, Setting]], ...] = (_from_export, _from_form, _from_lines)
