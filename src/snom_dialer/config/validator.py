"""A JSON document, held against the table of options: the configuration it means, or every fault at once.

Not for: files and JSON text (load), or documents of former versions (step).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from snom_dialer.config import check
from snom_dialer.config.host import parse_host
from snom_dialer.config.model import Action, Appearance, Callback, Config, Numbers, Phone
from snom_dialer.config.option import REQUIRED, Option, section

Path = tuple[str | int, ...]
"""A place in a document: ("phones", 0, "port")."""

_TOP = {name: node for name, node in section("").items() if not name.endswith("[]")}
_PHONE = section("phones[].")
_ACTION = section("actions[].")
_LISTS = ("phones", "actions")


class Finding(NamedTuple):
    """Something about one place of a document, as the second half of the sentence "PLACE: …"."""

    path: Path
    what: str


class Reading(NamedTuple):
    """What a document says. `config` is None exactly where there are faults; warnings are things that work."""

    config: Config | None
    faults: list[Finding]
    warnings: list[Finding]


def validate(document: object) -> Reading:
    """Read a document of the present version. Never raises, whatever it is."""
    reader = _Reader()
    config = reader.config(document)
    return Reading(None if reader.faults else config, reader.faults, reader.warnings)


class _Reader:
    """Collects what is to be said while it walks through a document."""

    def __init__(self) -> None:
        self.faults: list[Finding] = []
        self.warnings: list[Finding] = []

    def fault(self, path: Path, what: str) -> None:
        if what:
            self.faults.append(Finding(path, what))

    def config(self, document: object) -> Config | None:
        if not isinstance(document, dict):
            self.fault((), "has to be an object: {…}")
            return None
        top = {key: value for key, value in document.items() if key not in _LISTS}
        values, extra = self.fields(_TOP, top, ())
        phones = self.items(_PHONE, document, "phones")
        actions = self.items(_ACTION, document, "actions")
        self.check_hosts(phones)
        self.check_names(phones, actions, values["default_phone"])
        return None if self.faults else _config(values, extra, phones, actions)

    def items(self, tree: Mapping[str, Any], document: Mapping[str, object], name: str) -> list[dict[str, Any]]:
        items = document.get(name, [])
        if not isinstance(items, list):
            self.fault((name,), "has to be a list: […]")
            return []
        found = [self.fields(tree, item, (name, index)) for index, item in enumerate(items)]
        return [{**values, "extra": extra} for values, extra in found]

    def fields(self, tree: Mapping[str, Any], value: object, path: Path) -> tuple[dict[str, Any], dict[str, object]]:
        """Return the values by name, defaults filled in, and what we do not know, nested as it stands."""
        if not isinstance(value, dict):
            self.fault(path, "has to be an object: {…}")
            return {}, {}
        values: dict[str, Any] = {}
        extra = self.unknown(tree, value, path)
        for name, node in tree.items():
            if isinstance(node, Option):
                values[name] = self.option(node, value.get(name, node.default), (*path, name))
            else:
                values[name], inner = self.fields(node, value.get(name, {}), (*path, name))
                extra |= {name: inner} if inner else {}
        return values, extra

    def unknown(self, tree: Mapping[str, Any], value: dict[str, object], path: Path) -> dict[str, object]:
        extra = {key: inner for key, inner in value.items() if key not in tree}
        for key, inner in extra.items():
            self.warnings.append(Finding((*path, key), "is not known here; it is kept as it is"))
            self.fault((*path, key), check.shallow(inner))
        return extra

    def option(self, option: Option, value: object, path: Path) -> object:
        wrong = _wrong(option, value)
        self.fault(path, wrong)
        return None if wrong or value is None else option.convert(value)

    def check_hosts(self, phones: list[dict[str, Any]]) -> None:
        """A host may be a URL, and then must not contradict the keys beside it. None is what was wrong already."""
        for index, phone in enumerate(phones):
            path: Path = ("phones", index)
            if phone.get("host") is None:
                continue
            host = parse_host(phone["host"])
            for name, other in (("port", host.port), ("scheme", host.scheme), ("username", host.username)):
                if other and phone[name] not in (None, "", "auto", other):
                    self.fault((*path, name), "is another one than that in the host")
            if host.password:
                warning = "holds a password; `snom-dialer phone password` keeps it better"
                self.warnings.append(Finding((*path, "host"), warning))

    def check_names(self, phones: list[dict[str, Any]], actions: list[dict[str, Any]], default: str | None) -> None:
        names = [phone.get("name") for phone in phones]
        for index, name in enumerate(names):
            if name is not None and name in names[:index]:
                self.fault(("phones", index, "name"), "is the name of another phone too")
        if default not in {None, *names}:
            self.fault(("default_phone",), "is not the name of a phone")
        for index, action in enumerate(actions):
            if action.get("phone") not in {None, *names}:
                self.fault(("actions", index, "phone"), "is not the name of a phone")


def _wrong(option: Option, value: object) -> str:
    if value is REQUIRED:
        return "is missing"
    if not option.kind.accepts(value):
        return f"has to be {option.kind.caption}"
    return "" if value is None else option.check(value)


def _config(
    values: dict[str, Any], extra: dict[str, object], phones: list[dict[str, Any]], actions: list[dict[str, Any]]
) -> Config:
    numbers = values.pop("numbers")
    emergency = numbers.pop("emergency")
    return Config(
        phones=tuple(Phone(**phone) for phone in phones),
        actions=tuple(Action(**action) for action in actions),
        callback=Callback(**values.pop("callback")),
        appearance=Appearance(**values.pop("appearance")),
        numbers=Numbers(**numbers, emergency_add=emergency["add"], emergency_remove=emergency["remove"]),
        extra=extra,
        **values,
    )
