"""The configuration as frozen facts, as the rest of the house sees it.

Not for: reading or writing it (load, save), or saying what an option means (option).
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from snom_dialer.config.host import Host, parse_host, without_user
from snom_dialer.errors import Code, fault
from snom_dialer.protocol.event_kind import EventKind

VERSION = 2  # of the file; version 1 is the original's flat file, which bears no number
DEFAULT_PORT = 58231  # the original's
_NOTHING: Mapping[str, object] = MappingProxyType({})
DEFAULT_HOTKEYS: Mapping[str, str] = {
    "show_window": "<ctrl>+<alt>+s",  # the original's
    "hangup": "<ctrl>+<alt>+x",  # the original's
    "answer": "",
    "dial_selection": "",
    "dial_clipboard": "",
}


class Scheme(StrEnum):
    """How to speak to a phone's web server. AUTO finds out, remembers, and never goes back to less safety."""

    AUTO = "auto"
    HTTP = "http"
    HTTPS = "https"


class Foreign(StrEnum):
    """What becomes of an Action URL that somebody else has put into a phone."""

    CHAIN = "chain"
    LEAVE = "leave"
    REPLACE = "replace"


class SetUp(StrEnum):
    """Who writes the Action URLs into a phone: this program, or an administrator by hand."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class Colors(StrEnum):
    """The colours of the windows. SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """The language of the windows. SYSTEM follows the desktop."""

    SYSTEM = "system"
    ENGLISH = "en"
    GERMAN = "de"


class CallDisplay(StrEnum):
    """How the desktop program shows a call: a card of its own, a notification of the desktop, or in the tray alone."""

    CARD = "card"
    NOTIFICATION = "notification"
    OFF = "off"


class Corner(StrEnum):
    """The corner of the screen in which the cards stand."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Phone(NamedTuple):
    """One phone as it stands in the file. `web()` is what to connect to.

    `host` is the text as written: a name, an address, either with a port, or a URL. `password` is "" where the
    keyring has it. `identity` ("user@registrar") is sent as `outgoing_uri`. `extra` are keys that we do not know.
    """

    host: str
    name: str = "phone"
    scheme: Scheme = Scheme.AUTO
    port: int | None = None
    username: str = ""
    password: str = ""
    identity: str = ""
    set_up: SetUp = SetUp.AUTOMATIC
    foreign: Foreign = Foreign.CHAIN
    store: bool = True
    clear_log: bool = True
    extra: Mapping[str, object] = _NOTHING

    def __repr__(self) -> str:
        return _shown(self._replace(host=without_user(self.host)), "password", "extra")

    def web(self) -> Host:
        """Where its web server is and as whom to log in: what the keys say, else what the host as written says.

        Raises HOST_INVALID, but never for a phone of a loaded configuration.
        """
        host = parse_host(self.host)
        return host._replace(
            scheme=host.scheme if self.scheme is Scheme.AUTO else self.scheme.value,
            port=host.port if self.port is None else self.port,
            username=self.username or host.username,
            password=self.password or host.password,
        )


class Callback(NamedTuple):
    """Where the phone's callbacks arrive. `address` None: found per phone. `port` 0: any free one."""

    address: str | None = None
    port: int = DEFAULT_PORT
    external_address: str | None = None


class Action(NamedTuple):
    """A URL template that an event triggers, opened in the web browser or fetched. `phone` None: of every phone."""

    event: EventKind
    url: str
    browser: bool = False
    phone: str | None = None
    extra: Mapping[str, object] = _NOTHING

    def __repr__(self) -> str:
        return _shown(self, "extra")


class Numbers(NamedTuple):
    """How numbers are dialled here. `region` None: that of the system's language settings."""

    region: str | None = None
    plus_as: str = "+"
    outside_prefix: str = ""
    emergency_add: tuple[str, ...] = ()
    emergency_remove: tuple[str, ...] = ()


class Appearance(NamedTuple):
    """How the desktop program looks, and how it shows calls. `keep_missed`: until somebody closes the card."""

    colors: Colors = Colors.SYSTEM
    language: Language = Language.SYSTEM
    calls: CallDisplay = CallDisplay.CARD
    corner: Corner = Corner.BOTTOM_RIGHT
    keep_missed: bool = True
    do_not_disturb: bool = False


class Config(NamedTuple):
    """Everything the user chose. `extra` holds the keys that we do not know, nested as they stand in the file."""

    version: int = VERSION
    phones: tuple[Phone, ...] = ()
    default_phone: str | None = None
    callback: Callback = Callback()
    actions: tuple[Action, ...] = ()
    hotkeys: Mapping[str, str] = DEFAULT_HOTKEYS
    numbers: Numbers = Numbers()
    appearance: Appearance = Appearance()
    extra: Mapping[str, object] = _NOTHING

    def __repr__(self) -> str:
        return _shown(self, "extra")


def _shown(fact: NamedTuple, *hidden: str) -> str:
    """Return a fact as text without what is a password, or may be one."""
    fields = [f"{name}={value!r}" for name, value in fact._asdict().items() if name not in hidden]
    joined = ", ".join(fields)
    return f"{type(fact).__name__}({joined})"


def chosen_phone(config: Config, name: str | None, path: Path) -> Phone:
    """Return the phone of that name; without a name the default phone, or the only one.

    Raises PHONE_UNKNOWN, PHONE_NONE (which names `path`, the file) or PHONE_AMBIGUOUS.
    """
    wanted = name if name is not None else config.default_phone
    known = ", ".join(phone.name for phone in config.phones) or "none"
    if wanted is not None:
        for phone in config.phones:
            if phone.name == wanted:
                return phone
        raise fault(Code.PHONE_UNKNOWN, name=wanted, known=known)
    if not config.phones:
        raise fault(Code.PHONE_NONE, path=path)
    if len(config.phones) > 1:
        raise fault(Code.PHONE_AMBIGUOUS, known=known)
    return config.phones[0]
