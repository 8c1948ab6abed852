"""The settings as they stand in the dialog: judged, and held against what they were.

What the pages give is a JSON document. The phones in it have two more things that stand in none: which phone each of
them was before, and the password that was typed for it.

Not for: fields (pages), asking a phone (phone_test), or files (saving). No Qt in here.
"""

import copy
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from snom_dialer.actions.placeholder import check
from snom_dialer.config.document import document_of
from snom_dialer.config.host import Host, parse_host, without_user
from snom_dialer.config.model import Config, Phone
from snom_dialer.config.validator import Path, validate
from snom_dialer.errors import DialerError

Document = dict[str, Any]

USER_MISSING = "is missing, as there is a password"


class Given(NamedTuple):
    """What the page of the phones knows beside the document: the name a phone had ("" for a new one), its password."""

    was: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Given({self.was!r})"


class Candidate(NamedTuple):
    """A phone that may be saved. `origin` is what is configured for it, None for a new one; `password` was typed."""

    phone: Phone
    origin: Phone | None = None
    password: str = ""

    def __repr__(self) -> str:
        return f"Candidate({self.phone!r}, {self.origin!r})"

    @property
    def host(self) -> str:
        """Where it is, as it is given to --host."""
        web = self.phone.web()
        return f"{web.scheme}://{web}" if web.scheme else str(web)

    @property
    def key(self) -> tuple[str, ...]:
        """Everything that a test of it depends on."""
        web = self.phone.web()
        was = self.origin.name if self.origin is not None else ""
        return self.host, web.username or "", self.password, self.phone.identity, was

    @property
    def moved(self) -> bool:
        """Whether it is somewhere else than it was, as far as anybody knows."""
        return self.origin is None or _place(self.phone.web()) != _place(self.origin.web())

    @property
    def renamed(self) -> bool:
        """Whether its password, were it in the keyring, would have to be found under another name now."""
        return self.origin is None or entry(self.phone) != entry(self.origin)

    @property
    def needs_test(self) -> bool:
        """Whether something was changed that a test can tell to be wrong."""
        if self.origin is None or self.password:
            return True
        before, now = self.origin.web(), self.phone.web()
        same = (now.host, now.port, now.scheme, now.username) == (
            before.host,
            before.port,
            before.scheme,
            before.username,
        )
        return not same or self.phone.identity != self.origin.identity


class Judged(NamedTuple):
    """What the document says: faults by their place, or the configuration and its phones."""

    config: Config | None
    faults: dict[Path, str]
    candidates: tuple[Candidate, ...] = ()


class Draft:
    """What was configured when the dialog was opened, and what becomes of it."""

    def __init__(self, config: Config | None) -> None:
        self.config = config or Config()

    def document(self) -> Document:
        """Return the document of what was configured, for the pages to put theirs into."""
        return copy.deepcopy(document_of(self.config))

    def judged(self, document: Document, given: Sequence[Given]) -> Judged:
        """Judge what the pages gave. Names of phones that were changed are changed wherever they stand."""
        _rename(document, given)
        reading = validate(document)
        faults: dict[Path, str] = {}
        for path, what in [*reading.faults, *_user_faults(document, given)]:
            faults.setdefault(path, what)
        if reading.config is None or faults:
            return Judged(None, faults)
        faults = dict(_url_faults(reading.config))
        candidates = (
            Candidate(phone, self.phone(one.was), one.password)
            for phone, one in zip(reading.config.phones, given, strict=True)
        )
        return Judged(None, faults) if faults else Judged(reading.config, {}, tuple(candidates))

    def judged_phone(self, document: Document, given: Sequence[Given], index: int) -> Judged:
        """Judge one of the phones alone, for its test: what is wrong elsewhere keeps nobody from that."""
        alone = {"version": document["version"], "phones": [document["phones"][index]]}
        judged = self.judged(alone, [given[index]])
        return judged._replace(faults={_at(path, index): what for path, what in judged.faults.items()})

    def phone(self, name: str) -> Phone | None:
        """Return the configured phone of that name."""
        return next((phone for phone in self.config.phones if phone.name == name), None)

    def removed(self, candidates: Sequence[Candidate]) -> tuple[Phone, ...]:
        """Return the phones that are configured and shall not be any more."""
        left = {one.origin.name for one in candidates if one.origin is not None}
        return tuple(phone for phone in self.config.phones if phone.name not in left)

    def changes(self, config: Config, candidates: Sequence[Candidate]) -> bool:
        """Whether there is anything to save."""
        return config != self.config or any(one.password for one in candidates)


def entry(phone: Phone) -> tuple[str, str, str]:
    """Return what a password in the keyring belongs to."""
    web = phone.web()
    return phone.name, web.username or "", str(web)


def split_address(text: str) -> tuple[str, str, str]:
    """Take user name and password out of an address as a person writes it; all as it stands where it is none."""
    text = text.strip()
    try:
        host = parse_host(text)
    except DialerError:
        return text, "", ""
    return without_user(text), host.username or "", host.password or ""


def shown_address(document: Document) -> str:
    """Return the address of a phone as one text, whichever keys it stands in: what may be typed for it."""
    text = without_user(str(document.get("host", "")))
    scheme, port = document.get("scheme", "auto"), document.get("port")
    if scheme == "auto" and port is None:
        return text
    try:
        host = parse_host(text)
    except DialerError:
        return text
    found = host.scheme or ("" if scheme == "auto" else scheme)
    place = str(host._replace(port=host.port or port))
    return f"{found}://{place}" if found else place


def free_name(name: str, taken: Sequence[str]) -> str:
    """Return a name that no other phone has."""
    return next(each for each in (name, *(f"{name} {n}" for n in range(2, 10_000))) if each not in taken)


def _at(path: Path, index: int) -> Path:
    return ("phones", index, *path[2:]) if path[:1] == ("phones",) else path


def _reached(phone: Phone) -> Host:
    return phone.web()._replace(password=None, path="")


def _place(web: Host) -> tuple[str, int | None]:
    return web.host, web.port


def _rename(document: Document, given: Sequence[Given]) -> None:
    names = [phone.get("name") for phone in document["phones"]]
    new = {one.was: name for one, name in zip(given, names, strict=True) if one.was and one.was != name}
    for action in document.get("actions", []):
        if action.get("phone") in new:  # the page of the actions knows the former names alone
            action["phone"] = new[action["phone"]]


def _user_faults(document: Document, given: Sequence[Given]) -> Iterator[tuple[Path, str]]:
    """A password is sent together with a user name, and never without."""
    for index, (phone, one) in enumerate(zip(document["phones"], given, strict=True)):
        if one.password and not phone.get("username"):
            yield ("phones", index, "username"), USER_MISSING


def _url_faults(config: Config) -> Iterator[tuple[Path, str]]:
    for index, action in enumerate(config.actions):
        try:
            check(action.url)
        except DialerError as error:
            yield ("actions", index, "url"), str(error.values["what"])
