"""Whether a number is an emergency number: those are never altered, delayed or kept back by a PBX rule.

The numbers of each country stand in emergency_table. A number counts only as a whole: 1120 is an extension.

Not for: deciding what follows from it (cli refuses them in batch mode, the window dials them untouched).
"""

import re
from typing import NamedTuple

from snom_dialer.numbers.emergency_table import EMERGENCY

EVERYWHERE = frozenset({"112", "911"})


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class EmergencyRule(NamedTuple):
    """A site's own list: clean numbers that count beside those of the region, and numbers that do not.

    112 and 911 cannot be taken away.
    """

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


NO_RULE = EmergencyRule()


def emergency_numbers(region: str | None, rule: EmergencyRule = NO_RULE) -> frozenset[str]:
    """Return the emergency numbers of `region` (ISO 3166, two capitals); of an unknown one only 112 and 911."""
    known = frozenset(EMERGENCY.get(region or "", "").split())
    return (known | rule.add) - rule.remove | EVERYWHERE


def is_emergency(number: str, region: str | None, rule: EmergencyRule = NO_RULE, *, outside_prefix: str = "") -> bool:
    """Whether `number`, which is clean, calls for help in `region`.

    It does so with the PBX's `outside_prefix` before it as well, with a `+` before it, and as the user part of a SIP
    address: in doubt it is one.
    """
    dialled = number.partition("@")[0].removeprefix("+")
    numbers = emergency_numbers(region, rule)
    return dialled in numbers or (bool(outside_prefix) and dialled.removeprefix(outside_prefix) in numbers)


def region_of_locale(locale_name: str) -> str | None:
    """Return the region in a locale's name (`de_DE.UTF-8` → `DE`, `zh-Hant-TW` → `TW`), None where it has none."""
    parts = re.split("[_-]", re.split("[.@]", locale_name, maxsplit=1)[0])[1:]
    return next((part.upper() for part in parts if re.fullmatch("[A-Za-z]{2}", part)), None)
