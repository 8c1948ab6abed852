"""A clean number → what the phone is told to dial, where a PBX refuses `+` or wants a prefix for the outside line.

Not for: cleaning what a person typed (clean), or escaping it for a URL (protocol.command). Emergency numbers are sent
as they stand and do not come here: ask emergency.is_emergency first.
"""

from typing import NamedTuple

INSIDE_DIGITS = 6  # the longest number that is taken for an extension


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class DialRule(NamedTuple):
    """What the PBX wants: `plus_as` stands in place of a leading `+`, `outside_prefix` before outside numbers."""

    plus_as: str = "+"
    outside_prefix: str = ""


AS_IT_STANDS = DialRule()


def dial_string(number: str, rule: DialRule = AS_IT_STANDS) -> str:
    """Return what to dial for `number`, which is clean: first the `+` is replaced, then the prefix put before it."""
    return (rule.outside_prefix if is_outside(number) else "") + _without_plus(number, rule)


def is_outside(number: str) -> bool:
    """Whether `number` leaves the house: it begins with `+`, has more than six digits, or begins with 0 and has five.

    So extensions (`101`), the operator (`0`) and every emergency number that begins with 0 (`000`) stay inside, and so
    do star codes and SIP addresses.
    """
    if "@" in number or "*" in number or "#" in number:
        return False
    return number.startswith("+") or len(number) > INSIDE_DIGITS or (number.startswith("0") and len(number) > 4)


def _without_plus(number: str, rule: DialRule) -> str:
    if number.startswith("+") and "@" not in number:
        return rule.plus_as + number.removeprefix("+")
    return number
