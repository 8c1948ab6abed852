"""What a booting phone shows of itself: the SIP SUBSCRIBE by which it asks a whole network for its provisioning.

It holds MAC address, model and firmware, and stands in one datagram (docs/snom-protocol.md §8). Anybody on the network
can send one, so what it says is a hint and no proof.

Not for: hearing it (phone.find), or answering: whoever answers provisions the phone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from snom_dialer.protocol.identity import is_snom_mac

SIZE_LIMIT = 8 * 1024  # bytes that are read; a real one has about 450


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A phone that announced itself.

    `mac` is 12 upper-case hex digits, `model` like `370` or `D735`, `address` where the phone is; "" is "not told".
    """

    mac: str
    model: str
    firmware: str
    address: str


_START = re.compile(r"SUBSCRIBE\s+(\S+)", re.IGNORECASE)
_COMPACT = {"f": "from", "t": "to", "v": "via", "m": "contact", "o": "event"}  # RFC 3261 §7.3.3, RFC 6665 §8.4
_PACKAGE = re.compile(r"\s*ua-profile\s*(?:;|\Z)", re.IGNORECASE)  # RFC 6080
_PARAMETER = re.compile(r';\s*([A-Za-z-]+)\s*=\s*(?:"([^"]*+)"|([^;"\s]*+))')
# `sip:MAC%3a0004132E08B4@…`; the separators between the digits were not seen, only thought of.
_MAC = re.compile(r"MAC(?:%3A|:)((?:[0-9A-F]{2}(?:%3A|[:-])?){5}[0-9A-F]{2})(?![0-9A-F])", re.IGNORECASE)
_CONTACT_HOST = re.compile(r"sips?:(?:[^@<>\s]*+@)?(\[[^\]\s]*+\]|[^:;>?\s]*+)", re.IGNORECASE)
_VIA_HOST = re.compile(r"\s*SIP\s*/\s*2\.0\s*/\s*[A-Za-z]+\s+(\[[^\]\s]*+\]|[^:;,\s]*+)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,31}")  # a model, a firmware; anything else is as if not told
_MAKER = re.compile(r"snom[ _-]?", re.IGNORECASE)


def announcement(data: bytes, sender: str = "") -> Announcement | None:
    """Read a datagram that came from the address `sender`; None where no Snom phone announces itself in it.

    Cut off, badly ended and folded lines are borne. The address is the sender's, as that is where the datagram was seen
    to come from; where it is not known, the first numeric one of Contact and Via. Never raises.
    """
    lines = _unfolded(data[:SIZE_LIMIT].decode("latin-1").lstrip())
    start = _START.match(lines[0])
    headers = _headers(lines[1:])
    if not start or not _PACKAGE.match(headers.get("event", "")):
        return None
    told = _parameters(headers["event"])
    mac = _mac((start[1], headers.get("from", ""), headers.get("to", "")))
    if not (_MAKER.match(told.get("vendor", "")) or is_snom_mac(mac)):
        return None
    return Announcement(
        mac=mac,
        model=_model(told.get("model", "")),
        firmware=_word(told.get("version", "")),
        address=_address(sender, headers),
    )


# ---- lines and headers -----------------------------------------------------------------------------------------------


def _unfolded(text: str) -> list[str]:
    return re.sub(r"\r?\n[ \t]+", " ", text).split("\n")


def _headers(lines: Iterable[str]) -> dict[str, str]:
    """The first of each name, with the long names, in lower case."""
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        headers.setdefault(_COMPACT.get(name, name), value.strip())
    return headers


def _parameters(value: str) -> dict[str, str]:
    return {match[1].lower(): match[2] or match[3] or "" for match in _PARAMETER.finditer(value)}


# ---- what stands in them ---------------------------------------------------------------------------------------------


def _mac(texts: Iterable[str]) -> str:
    found = next(filter(None, map(_MAC.search, texts)), None)
    return re.sub("%3A|[:-]", "", found[1].upper()) if found else ""


def _model(text: str) -> str:
    """The model without its maker. `OEM` is no model: it comes from an answer that was taken for a question (§8)."""
    name = _word(_MAKER.sub("", text.strip(), count=1)).upper()
    return "" if name == "OEM" else name


def _word(text: str) -> str:
    word = text.strip()
    return word if _WORD.fullmatch(word) else ""


def _address(sender: str, headers: dict[str, str]) -> str:
    contact = _CONTACT_HOST.search(headers.get("contact", ""))
    via = _VIA_HOST.match(headers.get("via", ""))
    hosts = (sender, contact[1] if contact else "", via[1] if via else "")
    return next(filter(None, map(_numeric, hosts)), "")


def _numeric(host: str) -> str:
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return ""
