"""The one form in which numbers are compared: E.164, `+` and digits.

Not for: what is dialled (clean, dial). Where a number has no such form the answer is "", never a guess: extensions,
star codes, short codes and SIP addresses are numbers only to their own PBX or country.
"""

import re

_DIALLABLE = r"\+?[0-9]{5,20}"


def e164(number: str, region: str | None) -> str:
    """Return `number`, which is clean, as E.164, read as dialled in `region` (ISO 3166, two capitals).

    "" for everything that is no valid number of the public network, and without a region for everything that does not
    begin with `+`. The first call takes some 50 ms, as it loads the numbering plans.
    """
    if not re.fullmatch(_DIALLABLE, number):
        return ""
    import phonenumbers  # 16 MB: only for those who ask

    plan = phonenumbers.PhoneMetadata.metadata_for_region(region or "", None)
    if plan is not None and plan.national_prefix == "0" and not number.startswith(("+", "0")):
        return ""  # without an area code: the same digits mean somebody else in every town
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
