"""E.164, and all that has none."""

import subprocess
import sys

import pytest

from snom_dialer.numbers.canonical import e164

CASES = {
    "national": ("03039833123", "DE", "+493039833123"),
    "international": ("+4930398330", None, "+4930398330"),
    "00": ("004930398330", "DE", "+4930398330"),
    "011": ("0114930398330", "US", "+4930398330"),
    "ten digits": ("2125551212", "US", "+12125551212"),
    "no trunk prefix there": ("611234567", "ES", "+34611234567"),
    "zero kept": ("0612345678", "IT", "+390612345678"),
    "freephone": ("+80012345678", None, "+80012345678"),
    "local, without area code": ("39833123", "DE", ""),
    "no region": ("03039833123", None, ""),
    "unknown region": ("03039833123", "QQ", ""),
    "extension": ("101", "DE", ""),
    "operator": ("0", "DE", ""),
    "short code": ("116117", "DE", ""),
    "emergency": ("112", "DE", ""),
    "emergency with plus": ("+112", "DE", ""),
    "star code": ("**61*", "DE", ""),
    "star code with a number": ("*21*03039833123#", "DE", ""),
    "hash code": ("*21#", "DE", ""),
    "SIP address": ("03039833123@pbx", "DE", ""),
    "not valid": ("+4911012", None, ""),
    "endless": ("0" * 30, "DE", ""),
    "nothing": ("", "DE", ""),
}


@pytest.mark.parametrize(("number", "region", "canonical"), CASES.values(), ids=CASES)
def test_e164(number: str, region: str | None, canonical: str) -> None:
    assert e164(number, region) == canonical


def test_nobody_pays_for_the_numbering_plans_who_does_not_ask() -> None:
    code = (
        "import sys; from snom_dialer.numbers import canonical, clean, dial, emergency\n"
        "canonical.e164('101', 'DE'); clean.clean('030 123'); emergency.is_emergency('112', 'DE')\n"
        "sys.exit('phonenumbers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
