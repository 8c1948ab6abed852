"""What a PBX gets: the plus replaced, the outside prefix before numbers that leave the house."""

import pytest

from snom_dialer.numbers.dial import DialRule, dial_string
from snom_dialer.numbers.emergency_table import EMERGENCY

PLAIN = DialRule()
BOTH = DialRule(plus_as="00", outside_prefix="0")

CASES = {
    "no rule": ("+4930123", PLAIN, "+4930123"),
    "plus": ("+4930123", DialRule(plus_as="00"), "004930123"),
    "plus away": ("+4930123", DialRule(plus_as=""), "4930123"),
    "plus, then prefix": ("+4930123", BOTH, "0004930123"),
    "plus of a short number": ("+49", BOTH, "00049"),
    "plus in the middle": ("*21*+4930123#", BOTH, "*21*+4930123#"),
    "national": ("030123", BOTH, "0030123"),
    "shortest national": ("03012", BOTH, "003012"),
    "local": ("3983312", BOTH, "03983312"),
    "longest extension": ("398331", BOTH, "398331"),
    "extension": ("101", BOTH, "101"),
    "operator": ("0", BOTH, "0"),
    "extension with 0": ("0123", BOTH, "0123"),
    "star code": ("**61*03012345#", BOTH, "**61*03012345#"),
    "hash code": ("#21#0301234", BOTH, "#21#0301234"),
    "SIP address": ("+4930123@pbx.example", BOTH, "+4930123@pbx.example"),
}


@pytest.mark.parametrize(("number", "rule", "dialled"), CASES.values(), ids=CASES)
def test_dial_string(number: str, rule: DialRule, dialled: str) -> None:
    assert dial_string(number, rule) == dialled


def test_without_a_rule_nothing_changes() -> None:
    assert dial_string("+4930123") == "+4930123"


def test_no_emergency_number_of_any_country_is_altered_even_by_mistake() -> None:
    for numbers in EMERGENCY.values():
        for number in numbers.split():
            assert dial_string(number, BOTH) == number
