"""Who is this phone? Model, firmware, MAC address and family, from whatever a phone shows of itself.

Every reader takes any text and gives what it could find; nothing found is an empty Identity. Sources:
docs/snom-protocol.md §8.

Not for: what a model can do (capability), or fetching the pages (phone.client).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from snom_dialer.protocol.auth import parse_challenges
from snom_dialer.protocol.http import Response
from snom_dialer.protocol.markup import text_of, title
from snom_dialer.protocol.phone_manager import is_phone_manager
from snom_dialer.protocol.setting import read


class Family(StrEnum):
    """Phones that share a web interface and its abilities. Open at the edge: anything else is UNKNOWN."""

    SNOM_1XX = "1xx"  # the 190 class: 100, 190, 200, 220
    SNOM_3XX = "3xx"  # 300, 320, 360, 370
    SNOM_7XX = "7xx"  # 710, 715, 720, 725, 760
    SNOM_8XX = "8xx"  # 820, 821, 870
    D1XX = "D1xx"
    D3XX = "D3xx"
    D7XX = "D7xx"
    D8XX = "D8xx"  # D81x, D86x, D89x, SP800: the Phone Manager
    PA1 = "PA1"
    OTHER = "other"  # DECT bases and conference phones: another firmware altogether
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> "Family":
        return cls.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A phone. `model` is like `320` or `D735`, `mac` 12 upper-case hex digits; "" is "not told"."""

    model: str = ""
    firmware: str = ""
    mac: str = ""
    family: Family = Family.UNKNOWN


# docs/snom-protocol.md §9: how a model begins. The longest beginning that fits wins.
_FAMILIES = {
    "1": Family.SNOM_1XX,
    "2": Family.SNOM_1XX,
    "3": Family.SNOM_3XX,
    "7": Family.SNOM_7XX,
    "8": Family.SNOM_8XX,
    "D1": Family.D1XX,
    "D3": Family.D3XX,
    "D7": Family.D7XX,
    "D8": Family.D8XX,
    "SP8": Family.D8XX,
    "PA1": Family.PA1,
    "M": Family.OTHER,
    "C": Family.OTHER,
}
_OUIS = ("000413", "1C7126")  # §8: registered to Snom

_MODEL = r"((?:D|SP)?[0-9]{3}|PA1\+?|MP|[MC][0-9]{1,3})"
_MODEL_ALONE = re.compile(rf"(?:snom[ -]?)?{_MODEL}", re.IGNORECASE)
_MODEL_IN_TITLE = re.compile(rf"snom ?{_MODEL}(?![0-9a-z])", re.IGNORECASE)
_MODEL_AND_FIRMWARE = re.compile(
    rf"snom ?{_MODEL}(?:-SIP |/)([0-9]{{1,6}}(?:\.[0-9]{{1,6}}){{1,5}}[a-z]?)", re.IGNORECASE
)
_HARDWARE = re.compile(rf"\bHardware(?:[- ]Version)?:?\s{{0,20}}(?:snom ?)?{_MODEL}(?![0-9a-z])", re.IGNORECASE)
_MAC_LABELLED = re.compile(r"\bMAC(?:[- ]Address)?:?\s*+((?:[0-9A-F]{2}[:-]?){5}[0-9A-F]{2})\b", re.IGNORECASE)
_MAC_ALONE = re.compile(rf"\b((?:{'|'.join(_OUIS)})[0-9A-F]{{6}})\b", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\w.])[0-9]{1,6}(?:\.[0-9]{1,6})*")


def family_of(model: str) -> Family:
    """The family of a model, written with or without `snom`; UNKNOWN for one that nobody has heard of."""
    name = _model(model)
    return next((_FAMILIES[name[:n]] for n in (3, 2, 1) if name[:n] in _FAMILIES), Family.UNKNOWN)


def version_of(firmware: str) -> tuple[int, ...]:
    """A firmware version as something that compares: `snom320-SIP 8.4.35` is (8, 4, 35); () where there is none."""
    match = _VERSION.search(firmware)
    return tuple(int(part) for part in match[0].split(".")) if match else ()


def is_snom_mac(mac: str) -> bool:
    """Whether a MAC address, written in any way, belongs to Snom."""
    return _mac(mac).startswith(_OUIS)


def is_snom(response: Response) -> bool:
    """Whether a device has shown itself to be a Snom phone by this answer; nothing is written to one that has not."""
    return any(sign(response) for sign in _SIGNS)


def from_info_page(html: str) -> Identity:
    """From `/info.htm`: `Mac:`, `Hardware:` and `Firmware-Version:` of the table, or the Phone Manager."""
    text = text_of(html)
    hardware = _HARDWARE.search(text)
    shown = merge(_named(text), _identity(model=hardware[1] if hardware else ""), _labelled(text))
    return merge(shown, _manager(html))


def from_front_page(html: str) -> Identity:
    """From `/`: the title is the model, or the model and half the MAC address, or whatever the owner wrote there."""
    match = _MODEL_IN_TITLE.match(title(html))
    return merge(_identity(model=match[1] if match else ""), _manager(html))


def from_settings_xml(text: str) -> Identity:
    """From `/settings.xml`: `phone_type`, `mac` and `firmware_version`, as far as they are in it."""
    found = read(text) or {}
    kind, mac, firmware = (found[name].value if name in found else "" for name in _IDENTITY_SETTINGS)
    return merge(_named(firmware), _identity(model=_model(kind), mac=_mac(mac)))


def from_user_agent(text: str) -> Identity:
    """From the User-Agent of a callback, or of SIP. The owner can change it, so it is a hint and no proof."""
    mac = _MAC_ALONE.search(text)
    return merge(_named(text), _identity(mac=mac[1] if mac else ""))


def from_server(header: str) -> Identity:
    """From the `Server` header, which mostly says no more than `snom embedded`."""
    return _named(header)


def merge(*identities: Identity) -> Identity:
    """One identity of several: for each fact the first that is told."""
    families = (i.family for i in identities if i.family is not Family.UNKNOWN)
    return Identity(
        model=_first(i.model for i in identities),
        firmware=_first(i.firmware for i in identities),
        mac=_first(i.mac for i in identities),
        family=next(families, Family.UNKNOWN),
    )


# ---- pieces ----------------------------------------------------------------------------------------------------------

_IDENTITY_SETTINGS = ("phone_type", "mac", "firmware_version")


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _identity(*, model: str = "", firmware: str = "", mac: str = "") -> Identity:
    name = model.upper()
    return Identity(model=name, firmware=firmware, mac=_mac(mac), family=family_of(name))


def _model(text: str) -> str:
    match = _MODEL_ALONE.fullmatch(text.strip())
    return match[1].upper() if match else ""


def _mac(text: str) -> str:
    digits = text.translate(_SEPARATORS).upper()
    return digits if len(digits) == 12 and _HEX.issuperset(digits) else ""


def _named(text: str) -> Identity:
    """What stands as `snom320-SIP 8.4.35` or `snom370/8.7.5.48` in a text."""
    match = _MODEL_AND_FIRMWARE.search(text)
    return _identity(model=match[1], firmware=match[2]) if match else Identity()


def _labelled(text: str) -> Identity:
    match = _MAC_LABELLED.search(text)
    return _identity(mac=match[1] if match else "")


def _manager(html: str) -> Identity:
    return Identity(family=Family.D8XX) if is_phone_manager(html) else Identity()


_SEPARATORS = str.maketrans("", "", ":-. ")
_HEX = frozenset("0123456789ABCDEF")


# ---- the signs of a Snom phone ---------------------------------------------------------------------------------------


def _server(response: Response) -> bool:
    return response.header("server").lower().startswith("snom")


def _titled(response: Response) -> bool:
    return title(response.text).lower().startswith("snom") or is_phone_manager(response.text)


def _realm(response: Response) -> bool:
    challenges = parse_challenges(response.header_all("www-authenticate"))
    return response.status == 401 and any(challenge.realm.lower().startswith("snom") for challenge in challenges)


# §8: `Server: snom embedded`, the titles `snom 320`, `snomD305-8325FE` and `Phone Manager`, and (§2) the realm.
_SIGNS: tuple[Callable[[Response], bool], ...] = (_server, _titled, _realm)
