"""What a person typed, pasted or clicked → a number that a phone can dial.

The result is always one of two things, and nothing else ever comes out:

- NUMBER: digits, `*` and `#`, with a `+` at the front (or behind a star code: `*21*+4930…#`), at most 64 characters;
- ADDRESS: a SIP address `user@host[:port]` of plain ASCII without scheme, password and parameters, at most 256.

Where a text could be read in two ways it is refused instead: a number is never misread.

Not for: what a PBX wants to see instead (dial), whether it is an emergency number (emergency), or the form in which
numbers are compared (canonical).
"""

import re

from snom_dialer.errors import Code, DialerError, fault

NUMBER = r"(?:\+?[0-9]|[*#])(?:[0-9*#]|(?<=[*#])\+(?=[0-9]))*"
ADDRESS = r"[A-Za-z0-9_.~!*#+-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
NUMBER_LIMIT = 64
ADDRESS_LIMIT = 256

_TEXT_LIMIT = 1024
_SHOWN = 40
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_DASHES = "\u02d7\u058a\u2010-\u2015\u2043\u207b\u2212\u2e3a\u2e3b\u301c\u30fc\ufe58\ufe63"
_ASCII = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},  # full-width forms
    **dict.fromkeys(map(ord, "\u2024\u2027\u00b7\u2022"), "."),
    **dict.fromkeys(map(ord, "\u2044\u2215"), "/"),
    0xFE62: "+",
    0xFE5F: "#",
    0xFE61: "*",
}
_SEPARATORS = r"[\s()\[\]./-]"
_LINK = r"(?is)(tel|callto|sips?):(?://)?(.*)"
_KEEPS_ZERO = "225|229|241|242|378|39"  # countries whose own numbers begin with 0: there `(0)` is to be dialled
_TRUNK_ZERO = rf"^((?:\+|00|011){_SEPARATORS}*(?!{_KEEPS_ZERO})[1-9][0-9]{{0,2}}{_SEPARATORS}*[(\[]\s*)0"
_VANITY = r"(\+[0-9]+|[0-9]{3,})([A-Za-z]{2,})"
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_NOT_VANITY = (
    # Words that people write behind a number; the keys with these letters are not part of it.
    r"(?i)\b(?:and|cell|dw|durchwahl|ext|extension|extn|fax|handy|home|mob|mobil|mobile|oder|office|or|phone|priv|"
    r"privat|tel|telefax|telefon|telephone|und|voice|work)\b"
)
_SENSELESS = (
    # What gives a text away, and what is said of it; the first that fits is told. Blanks and brackets still stand.
    (r"[\x00-\x08\x0e-\x1f\x7f-\x9f]", "it holds a control character"),
    (r"[0-9]\s*[,;]", "it holds a comma or semicolon, which is a pause or a second number"),
    (r"(?i)[0-9]\s*[pw]\s*(?:[0-9]|$)", "it holds a pause (`p` or `w`)"),
    (r"[0-9][^*#]*\+", "it holds two numbers"),
    (r"(?:[0-9][^0-9/]*){5}/[^0-9/]*0[^0-9/]*(?:[0-9][^0-9/]*){6}", "it holds two numbers"),
)


def clean(text: str) -> str:
    """Return the number or SIP address in `text`, in the alphabet of NUMBER or ADDRESS.

    Blanks, brackets, dots, slashes, dashes and invisible characters fall away, digits of any script become ASCII,
    the 0 of `(0)` or `(030)` behind an international prefix is dropped, letters of a
    vanity number become the keys that bear them. Of a `tel:`, `callto:`, `sip:` or `sips:` link its parameters fall
    away, an extension (`;ext=`) among them: the main number can be dialled, the rest only be sent as keys once somebody
    has answered.

    Raises NUMBER_EMPTY where nothing is left, NUMBER_SENSELESS for everything that is not one number.
    """
    if len(text) > _TEXT_LIMIT:
        raise _senseless(text, "it is too long")
    plain = _plain(text)
    link = re.fullmatch(_LINK, plain)
    body = _body(text, link[2]) if link else plain
    if not body:
        raise fault(Code.NUMBER_EMPTY)
    if len(body.splitlines()) > 1:
        raise _senseless(text, "it has several lines")
    return _address(text, body) if "@" in body else _number(text, body)


def _plain(text: str) -> str:
    """Return `text` with every character that has an ASCII twin replaced by it, and without what nobody sees."""
    digits = (text if text.isascii() else _twins(text)).strip()
    return digits[1:-1].strip() if digits[:1] + digits[-1:] == "<>" else digits


def _twins(text: str) -> str:
    seen = re.sub(f"[{_DASHES}]", "-", re.sub(f"[{_INVISIBLE}]", "", text.translate(_ASCII)))
    return "".join(str(int(char)) if char.isdecimal() else char for char in seen)


def _body(text: str, link: str) -> str:
    """Return what a link calls, without parameters and query, its escapes undone."""
    from urllib.parse import unquote_to_bytes  # the only place that needs it; dialling starts faster without

    escaped = re.split("[;?]", link, maxsplit=1)[0]
    try:
        return _plain(unquote_to_bytes(escaped).decode())
    except UnicodeError:
        raise _senseless(text, "its escapes are not UTF-8") from None


def _address(text: str, body: str) -> str:
    address = re.split("[;?]", body, maxsplit=1)[0]
    if len(address) > ADDRESS_LIMIT:
        raise _senseless(text, "it is too long")
    if not re.fullmatch(ADDRESS, address):
        raise _senseless(text, "it is neither a number nor a SIP address like user@host")
    return address


def _number(text: str, body: str) -> str:
    what = next((what for pattern, what in _SENSELESS if re.search(pattern, body)), "")
    if what:
        raise _senseless(text, what)
    joined = re.sub(_SEPARATORS, "", re.sub(_TRUNK_ZERO, r"\1", body))
    number = _keys(body, joined)
    if not re.search("[0-9]", number):
        raise _senseless(text, "it holds no digit")
    if not re.fullmatch(NUMBER, number):
        raise _senseless(text, "it holds something that no key dials")
    if len(number) > NUMBER_LIMIT:
        raise _senseless(text, "it is too long")
    return number


def _keys(body: str, joined: str) -> str:
    """Return `joined` with the letters of a vanity number as keys; letters that are none stay, and are refused."""
    vanity = re.fullmatch(_VANITY, joined)
    if vanity is None or re.search(_NOT_VANITY, re.sub("[0-9]", " ", body)):
        return joined
    return vanity[1] + vanity[2].upper().translate(_KEYPAD)


def _senseless(text: str, what: str) -> DialerError:
    shown = "".join(char if char.isprintable() else "?" for char in text[:_SHOWN])
    return fault(Code.NUMBER_SENSELESS, text=shown + "…" * (len(text) > _SHOWN), what=what)
