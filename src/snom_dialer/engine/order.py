"""From what a person asks for to the command that the phone gets: the same way alone and in the running program.

Not for: carrying it out (phone.client).
"""

import os
from collections.abc import Mapping
from typing import NamedTuple

from snom_dialer.config.model import Numbers
from snom_dialer.errors import Code, fault
from snom_dialer.numbers.clean import clean
from snom_dialer.numbers.dial import DialRule, dial_string
from snom_dialer.numbers.emergency import EmergencyRule, is_emergency, region_of_locale
from snom_dialer.protocol import command
from snom_dialer.protocol.command import Command


class Order(NamedTuple):
    """A command for a phone; `number` is what was dialled, cleaned, "" for everything that must not be remembered.

    `brief`: it is meant for a call as it stands now, and soon for no other one any more.
    """

    command: Command
    number: str = ""
    brief: bool = False


def dial(text: str, numbers: Numbers, identity: str = "", *, by_hand: bool = False) -> Order:
    """Dial what a person wrote. Only `by_hand`, in the window, may it be an emergency number, and then as it stands.

    Raises NUMBER_EMPTY, NUMBER_SENSELESS and NUMBER_EMERGENCY.
    """
    number = clean(text)
    emergency = is_emergency(
        number,
        numbers.region or system_region(),
        EmergencyRule(add=frozenset(numbers.emergency_add), remove=frozenset(numbers.emergency_remove)),
        outside_prefix=numbers.outside_prefix,
    )
    if emergency and not by_hand:
        raise fault(Code.NUMBER_EMERGENCY, number=number)
    rule = DialRule(plus_as=numbers.plus_as, outside_prefix=numbers.outside_prefix)
    dialled = number if emergency else dial_string(number, rule)
    return Order(command.dial(dialled, identity), "" if _holds_pin(number) else number)


def press_keys(text: str) -> Order:
    """Press the keys of a sequence like `9;ENTER,,1000`. Raises KEYS_INVALID."""
    from snom_dialer.protocol.key import parse  # dialling starts faster without

    return Order(command.press(parse(text)))


def hang_up() -> Order:
    """End the selected call, or reject the one that rings."""
    return Order(command.hang_up(), brief=True)


def answer() -> Order:
    """Answer the call that rings. Never by lifting the handset: that would begin a call where none rings any more."""
    return press_keys("ENTER")._replace(brief=True)


def hang_up_all() -> Order:
    """End every call."""
    return Order(command.release_all())


def system_region(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the country of the system's language settings, None where they name none."""
    for name in ("LC_ALL", "LC_TELEPHONE", "LC_CTYPE", "LANG"):
        if region := region_of_locale(environ.get(name, "")):
            return region
    return None


def _holds_pin(number: str) -> bool:
    """Whether it is a star code with something behind it, as `*21*1234#`: it may be a PIN."""
    return "*" in number or "#" in number
