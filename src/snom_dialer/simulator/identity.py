"""The phone's own lines, as its settings have them.

Not for: who the phone is on the network (model and MAC are in profile and setup).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from snom_dialer.simulator.settings_store import SettingsStore

_MOST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One line as configured; `index` counts from 1."""

    index: int
    user: str
    host: str
    realname: str = ""

    @property
    def address(self) -> str:
        """`user@registrar`, without a scheme."""
        return f"{self.user}@{self.host}"


def identities(settings: SettingsStore) -> Iterator[Identity]:
    """Yield the lines that are configured and switched on."""
    get = settings.get
    for index in range(1, _MOST + 1):
        user = get(f"user_name{index}")
        if user and get(f"user_active{index}") != "off":
            yield Identity(index=index, user=user, host=get(f"user_host{index}"), realname=get(f"user_realname{index}"))


def identity(settings: SettingsStore, wanted: str = "") -> Identity:
    """Find the line for `user@registrar` or `user`; without a match the active one, else the first."""
    rows = list(identities(settings))
    matches = [row for row in rows if wanted.removeprefix("sip:") in {row.address, row.user}]
    active = [row for row in rows if str(row.index) == settings.get("active_line")]
    return next(iter([*matches, *active, *rows]), Identity(index=1, user="", host=""))
