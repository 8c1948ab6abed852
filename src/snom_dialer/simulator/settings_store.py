"""The settings of a phone: what is in force (RAM) and what survives a reboot (flash).

Not for: what a phone starts with (factory) or how its pages show them (settings_page).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from snom_dialer.simulator.factory import INDEXED, PRIVATE, Factory


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a write: names in force now, names refused as read-only, names that this phone does not have."""

    written: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    stored: bool = False


@dataclass(slots=True)
class _Draft:
    written: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


class SettingsStore:
    """Settings by name without brackets (`user_name1`).

    A write holds at once, in RAM. Only `store` puts what is in RAM into flash, all of it, not just what was written
    with it (docs/snom-protocol.md §7).
    """

    def __init__(self, factory: Iterable[Factory]) -> None:
        rows = tuple(factory)
        self._factory = {row.name: row.value for row in rows}
        self._read_only = {row.name for row in rows if row.read_only}
        self._ram = dict(self._factory)
        self._flash = dict(self._factory)

    def get(self, name: str) -> str:
        """Return the value in force, or "" for a name that this phone does not have."""
        return self._ram.get(name, "")

    def on(self, name: str) -> bool:
        """Whether a switch among the settings is on."""
        return self.get(name) == "on"

    def stored(self, name: str) -> str:
        """Return the value that a reboot would bring back."""
        return self._flash.get(name, "")

    def has(self, name: str) -> bool:
        """Whether this phone has a setting of this name."""
        return name in self._ram or INDEXED.fullmatch(name) is not None

    def read_only(self, name: str) -> bool:
        """Whether the setting has the flag perm=R."""
        return name in self._read_only

    def shown(self) -> dict[str, str]:
        """Return everything in force that may be shown: all but passwords."""
        return {name: value for name, value in self._ram.items() if not PRIVATE.fullmatch(name)}

    def changed(self) -> dict[str, str]:
        """Return what differs from the factory, passwords left out."""
        return {name: value for name, value in self.shown().items() if value != self._factory.get(name)}

    def save(self, changes: Iterable[tuple[str, str]], *, store: bool = False) -> Saved:
        """Write as a request of the web server does."""
        draft = _Draft()
        for name, value in changes:
            self._save_one(name, value, draft)
        if store := store and not self.on("disable_storing_changes"):
            self._flash = dict(self._ram)
        return Saved(
            written=tuple(draft.written), refused=tuple(draft.refused), unknown=tuple(draft.unknown), stored=store
        )

    def _save_one(self, name: str, value: str, draft: _Draft) -> None:
        if not self.has(name):
            draft.unknown.append(name)
        elif self.read_only(name):
            draft.refused.append(name)
        else:
            self._ram[name] = value
            draft.written.append(name)

    def provision(self, values: Mapping[str, str], *, read_only: bool = False) -> None:
        """Put values into RAM and flash as a provisioning server does, on request with the flag perm=R."""
        for name, value in values.items():
            self._ram[name] = self._flash[name] = value
            (self._read_only.add if read_only else self._read_only.discard)(name)

    def reboot(self) -> None:
        """Forget everything that was not stored."""
        self._ram = dict(self._flash)
