"""What people type and paste, and what a phone gets of it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import CallerError, Code
from snom_dialer.numbers.clean import ADDRESS, ADDRESS_LIMIT, NUMBER, NUMBER_LIMIT, clean

CLEANED = {
    "as it is": ("03039833123", "03039833123"),
    "extension": ("101", "101"),
    "one digit": ("0", "0"),
    "blanks and dashes": (" 030 39833-123 ", "03039833123"),
    "slash and brackets": ("(030)/39833.123", "03039833123"),
    "trunk zero": ("+49 (0)30 39833-0", "+4930398330"),
    "trunk zero in square brackets": ("+49 [0] 30 39833-0", "+4930398330"),
    "trunk zero with its area code": ("+49 (030) 39833-0", "+4930398330"),
    "trunk zero after 00": ("0049 (0)30 39833-0", "004930398330"),
    "trunk zero after 011": ("011 44 (0)20 7946 0000", "011442079460000"),
    "trunk zero that is one: Italy": ("+39 (0)6 12345678", "+390612345678"),
    "area code without country": ("(0)30 39833", "03039833"),
    "no-break and thin blanks": ("030\u00a039\u2009833\u202f123", "03039833123"),
    "tab": ("030\t123", "030123"),
    "line break at the end": ("030123\r\n", "030123"),
    "dashes of every kind": ("030\u201012\u201334\u20145\u22126\ufe637", "0301234567"),
    "bidi marks": ("\u202a+49 30 123\u202c\u200e", "+4930123"),
    "zero width": ("030\u200b12\u00ad3\ufeff", "030123"),
    "arabic-indic": ("\u0660\u0663\u0660 \u06f1\u06f2\u06f3", "030123"),
    "full width": ("\uff0b\uff14\uff19\uff0d\uff13\uff10", "+4930"),
    "full width star code": ("\uff0a\uff12\uff11\uff03", "*21#"),
    "small plus": ("\ufe6249 30", "+4930"),
    "middle dots": ("030\u00b712\u00b734", "0301234"),
    "angle brackets": ("<+49 30 123>", "+4930123"),
    "star code": ("*21#", "*21#"),
    "forwarding": ("**61*", "**61*"),
    "question": ("*#21#", "*#21#"),
    "forwarding abroad": ("*21*+49 30 123#", "*21*+4930123#"),
    "tel link": ("tel:+49-30-39833-0", "+4930398330"),
    "TEL link with slashes": ("TEL://+4930123/", "+4930123"),
    "tel link, typed": ("Tel: 030 123", "030123"),
    "tel link with context": ("tel:7042;phone-context=example.com", "7042"),
    "tel link with extension": ("tel:+4930123;ext=45", "+4930123"),
    "tel link, escaped": ("tel:%2B49%20(0)30%20123", "+4930123"),
    "star code in a link": ("tel:*21%23", "*21#"),
    "callto": ("callto:030123", "030123"),
    "sip link with a number": ("sip:101", "101"),
    "sip link": ("sip:alice@pbx.example", "alice@pbx.example"),
    "sips link with parameters": ("sips:101@pbx.example:5061;transport=tls?subject=x", "101@pbx.example:5061"),
    "sip link in angle brackets": ("<sip:+4930123@pbx.example;user=phone>", "+4930123@pbx.example"),
    "SIP address": ("bob.b-1@10.0.0.5", "bob.b-1@10.0.0.5"),
    "SIP address with IPv6": ("101@[fd00::20]:5060", "101@[fd00::20]:5060"),
    "SIP address of a star code": ("*21#@pbx", "*21#@pbx"),
    "vanity": ("0800 FLOWERS", "08003569377"),
    "vanity after plus": ("+1-800-flowers", "+18003569377"),
    "vanity with a digit": ("+1 800 4 MY HAIR", "+1800469" + "4247"),
    "longest": ("1" * NUMBER_LIMIT, "1" * NUMBER_LIMIT),
    "longest address": ("a@" + "b" * (ADDRESS_LIMIT - 2), "a@" + "b" * (ADDRESS_LIMIT - 2)),
}

REFUSED = {
    "word": ("hello", "no digit"),
    "brackets only": ("()", "no digit"),
    "star only": ("**", "no digit"),
    "letters first": ("FLOWERS 0800", "no key"),
    "letters after two digits": ("08 FLOWERS", "no key"),
    "one letter": ("0800 A", "no key"),
    "extension in words": ("030 123456 ext 45", "no key"),
    "extension": ("030 123456 x45", "no key"),
    "label": ("030 123456 Fax", "no key"),
    "label with a dash": ("0800-FLOWERS-mobil", "no key"),
    "letters between digits": ("030 12AB34", "no key"),
    "pause p": ("030123p45", "pause"),
    "pause w": ("030123 W 45", "pause"),
    "pause at the end": ("030123p", "pause"),
    "comma": ("030123,,45", "comma"),
    "semicolon": ("030123;ext=45", "comma or semicolon"),
    "two numbers with a comma": ("030 123, 040 456", "comma"),
    "two numbers with plus": ("+49 30 123 +49 40 456", "two numbers"),
    "two numbers with a slash": ("030 123456 / 0170 1234567", "two numbers"),
    "two numbers in two lines": ("030 123\n040 456", "several lines"),
    "two numbers in two lines of a link": ("tel:030%0A040", "several lines"),
    "two numbers with a word": ("030 12345 oder 040 67890", "no key"),
    "second parameter": ("12&outgoing_uri=1", "no key"),
    "second parameter with an address": ("12&outgoing_uri=sip:x@y", "neither"),
    "second parameter, full width": ("12\uff06a=1", "no key"),
    "question mark": ("12?a", "no key"),
    "percent": ("12%26a", "no key"),
    "escaped ampersand": ("tel:12%26a", "no key"),
    "escaped zero": ("tel:12%003", "control"),
    "escapes that are not UTF-8": ("tel:12%ff", "UTF-8"),
    "zero byte": ("12\x003", "control"),
    "escape character": ("12\x1b[0m", "control"),
    "plus in the middle": ("0049+30", "two numbers"),
    "plus twice": ("++4930", "no key"),
    "time of day": ("12:30", "no key"),
    "foreign letters": ("0800 \u0424\u041b\u041e", "no key"),
    "surrogate": ("12\ud800", "no key"),
    "address with a blank": ("a b@host", "neither"),
    "address with a password": ("sip:bob:secret@host", "neither"),
    "address with an umlaut": ("m\u00fcller@host", "neither"),
    "address without host": ("101@", "neither"),
    "address with a second parameter": ("a&b=1@host", "neither"),
    "two addresses": ("a@b@c", "neither"),
    "too long": ("1" * (NUMBER_LIMIT + 1), "too long"),
    "address too long": ("a@" + "b" * (ADDRESS_LIMIT - 1), "too long"),
    "novel": ("1 " * 600, "too long"),
}


@pytest.mark.parametrize(("text", "number"), CLEANED.values(), ids=CLEANED)
def test_a_text_becomes_a_number(text: str, number: str) -> None:
    assert clean(text) == number


@pytest.mark.parametrize(("text", "what"), REFUSED.values(), ids=REFUSED)
def test_what_could_be_misread_is_refused_and_named(text: str, what: str) -> None:
    with pytest.raises(CallerError) as caught:
        clean(text)
    assert caught.value.code is Code.NUMBER_SENSELESS
    assert what in str(caught.value.values["what"])


@pytest.mark.parametrize("text", ["", " \t\n", "\u200b\ufeff", "tel:", "sip://", "<>", "tel:%20", "callto:;x=y"])
def test_nothing_is_no_number(text: str) -> None:
    with pytest.raises(CallerError) as caught:
        clean(text)
    assert caught.value.code is Code.NUMBER_EMPTY


def test_a_refusal_shows_the_text_cut_and_without_what_a_terminal_obeys() -> None:
    with pytest.raises(CallerError) as caught:
        clean("\x1b[31m\u202e" + "x" * 600)
    shown = str(caught.value.values["text"])
    assert shown.startswith("?[31m?xxx")
    assert shown.endswith("x…")
    assert len(shown) == 41


NUMBERISH = st.text(alphabet="0123456789+*#()[]-./ ,;pwxABC@:%&?\n\u0663\uff11\u200b<>telsip", max_size=80)


def cleaned_or_refused(text: str) -> str | None:
    try:
        return clean(text)
    except CallerError as error:
        if error.code in (Code.NUMBER_EMPTY, Code.NUMBER_SENSELESS):
            return None
        raise


@given(st.text() | NUMBERISH | NUMBERISH.map("tel:".__add__) | NUMBERISH.map("sip:101@".__add__))
def test_nothing_but_the_alphabet_ever_comes_out(text: str) -> None:
    number = cleaned_or_refused(text)
    if number is not None:
        assert re.fullmatch(f"{NUMBER}|{ADDRESS}", number)
        assert len(number) <= ADDRESS_LIMIT
        assert clean(number) == number


@given(st.from_regex(rf"(?:{NUMBER}|{ADDRESS})\Z", fullmatch=True).filter(lambda text: re.search("[0-9]|@", text)))
def test_what_is_clean_stays_as_it_is(number: str) -> None:
    assert len(number) > NUMBER_LIMIT or clean(number) == number


@given(
    st.from_regex(r"\+?[1-9]{1,20}", fullmatch=True),
    st.lists(st.sampled_from(" -./()\u00a0\u2013\u200e"), min_size=21, max_size=21),
)
def test_separators_change_nothing(number: str, separators: list[str]) -> None:
    spread = "".join(digit + mark for digit, mark in zip(number, separators, strict=False))
    assert clean(spread) == number
