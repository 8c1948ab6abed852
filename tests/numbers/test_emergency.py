"""Emergency numbers: ours are the library's, in every country, and nothing hides one."""

import subprocess
import sys
from pathlib import Path

import phonenumbers
import pytest
from phonenumbers.shortnumberinfo import SUPPORTED_SHORT_REGIONS

from snom_dialer.numbers import emergency_table
from snom_dialer.numbers.clean import clean
from snom_dialer.numbers.emergency import EmergencyRule, emergency_numbers, is_emergency, region_of_locale

ROOT = Path(__file__).parents[2]


def test_the_table_is_what_the_script_makes_of_the_installed_library() -> None:
    made = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make-emergency-table"], capture_output=True, text=True, check=True
    )
    assert made.stdout == Path(emergency_table.__file__).read_text(encoding="utf-8")


def test_every_region_agrees_with_the_library_on_every_short_number() -> None:
    shorts = [f"{number:0{length}}" for length in (2, 3) for number in range(10**length)]
    for region in SUPPORTED_SHORT_REGIONS:
        theirs = {number for number in shorts if phonenumbers.is_emergency_number(number, region)}
        ours = {number for number in shorts if is_emergency(number, region)}
        assert ours == theirs | {"112", "911"}, region


CASES = {
    "police": ("110", "DE", True),
    "everywhere": ("112", "DE", True),
    "America's in Germany": ("911", "DE", True),
    "Germany's in America": ("110", "US", False),
    "longer": ("1123", "DE", False),
    "shorter": ("11", "DE", False),
    "with a plus": ("+112", "DE", True),
    "at a host": ("110@pbx.example", "DE", True),
    "unknown region": ("112", "QQ", True),
    "unknown region, not everywhere": ("110", "QQ", False),
    "no region": ("911", None, True),
    "no region, not everywhere": ("110", None, False),
    "long": ("90000", "SE", True),
}


@pytest.mark.parametrize(("number", "region", "answer"), CASES.values(), ids=CASES)
def test_is_emergency(number: str, region: str | None, answer: bool) -> None:
    assert is_emergency(number, region) is answer


@pytest.mark.parametrize("text", ["tel:112", "1 1 2", "\uff11\uff11\uff12", "callto://112", "sip:112@pbx", "(112)"])
def test_no_spelling_hides_it(text: str) -> None:
    assert is_emergency(clean(text), "DE")


def test_the_outside_prefix_hides_nothing() -> None:
    assert is_emergency("0112", "DE", outside_prefix="0")
    assert is_emergency("112", "DE", outside_prefix="0")
    assert is_emergency("9-110".replace("-", ""), "DE", outside_prefix="9")
    assert not is_emergency("0112", "DE")
    assert not is_emergency("00112", "DE", outside_prefix="0")


def test_a_prefix_that_an_emergency_number_begins_with() -> None:
    assert is_emergency("112", "DE", outside_prefix="1")


def test_the_site_adds_and_removes() -> None:
    rule = EmergencyRule(add=frozenset({"8888"}), remove=frozenset({"110", "112", "911"}))
    assert is_emergency("8888", "DE", rule)
    assert not is_emergency("110", "DE", rule)
    assert emergency_numbers("DE", rule) == {"112", "911", "8888"}


LOCALES = {
    "de_DE.UTF-8": "DE",
    "de-DE": "DE",
    "sr_RS@latin": "RS",
    "zh_Hant_TW": "TW",
    "de_de": "DE",
    "es_419": None,
    "German_Germany.1252": None,
    "de": None,
    "C": None,
    "C.UTF-8": None,
    "POSIX": None,
    "": None,
}


@pytest.mark.parametrize(("name", "region"), LOCALES.items(), ids=LOCALES)
def test_region_of_locale(name: str, region: str | None) -> None:
    assert region_of_locale(name) == region
