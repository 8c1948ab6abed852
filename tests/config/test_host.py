"""Where a phone is, as people write it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.config.host import Host, is_address, parse_host, without_user
from snom_dialer.errors import CallerError, Code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.0.20", Host("192.168.0.20")),
        ("  192.168.0.20\n", Host("192.168.0.20")),
        ("192.168.0.20:8080", Host("192.168.0.20", 8080)),
        ("192.168.0.20/", Host("192.168.0.20")),
        ("snom", Host("snom")),
        ("Snom-320.Example.", Host("snom-320.example.")),
        ("snom_320.example:1", Host("snom_320.example", 1)),
        ("büro.example", Host("xn--bro-hoa.example")),
        ("fd00::20", Host("fd00::20")),
        ("FD00:0:0::0020", Host("fd00::20")),
        ("[fd00::20]", Host("fd00::20")),
        ("[fd00::20]:65535", Host("fd00::20", 65535)),
        ("fe80::1%eth0", Host("fe80::1%eth0")),
        ("[fe80::1%25eth0]:80", Host("fe80::1%eth0", 80)),
        ("http://192.168.0.20", Host("192.168.0.20", scheme="http")),
        ("HTTPS://Snom.example:8443/", Host("snom.example", 8443, "https", path="/")),
        ("http://[fd00::20]:81/index.htm", Host("fd00::20", 81, "http", path="/index.htm")),
        ("http://admin@snom", Host("snom", None, "http", "admin")),
        ("http://admin:@snom", Host("snom", None, "http", "admin", "")),
        ("http://:pw@snom", Host("snom", None, "http", None, "pw")),
        ("http://ad%40min:p%3Aw%2F%C3%BC@snom:80/", Host("snom", 80, "http", "ad@min", "p:w/ü", "/")),
    ],
)
def test_what_people_write_is_understood(text: str, expected: Host) -> None:
    assert parse_host(text) == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        (" \t", "empty"),
        ("x" * 1025, "too long"),
        ("a b", "blank"),
        ("a\u00a0b", "blank"),
        ("a\r\nHost: b", r"U\+000D|blank"),
        ("a\x00b", r"U\+0000"),
        ("a\u202eb", r"U\+202E"),
        ("a\\b", r"a \\"),
        ("http://snom/?settings=save", r"a \?"),
        ("http://snom#x", "a #"),
        ("ftp://snom", "http:// or https://"),
        ("://snom", "letters, digits"),
        ("admin@snom", "--user"),
        ("http://admin:a/b@snom", "%2F"),
        ("http://snom/@evil.example", "behind the host"),
        ("http://a@b@snom", "more than one @"),
        ("http://a%3Ab:c@snom", "colon"),
        ("http://a:%ff@snom", "UTF-8"),
        ("http://a:%0d%0a@snom", "control"),
        ("http://", "letters, digits"),
        ("http:///x", "letters, digits"),
        ("snom:", "from 1 to 65535"),
        ("snom:0", "from 1 to 65535"),
        ("snom:65536", "from 1 to 65535"),
        ("snom:-1", "from 1 to 65535"),
        ("snom:٨٠", "from 1 to 65535"),
        ("snom:" + "9" * 900, "from 1 to 65535"),
        ("[fd00::20]80", "brackets"),
        ("[fd00::20", "brackets"),
        ("fd00::20]", "brackets"),
        ("[fd00::20]:x", "from 1 to 65535"),
        ("[192.168.0.20]", "no IPv6"),
        ("fd00::20::1", "no IPv6"),
        ("1:2:3", "no IPv6"),
        ("fd00::ü", "no IPv6"),
        ("fe80::1%", "zone"),
        ("fe80::1%a/b", "zone"),
        ("192.168.0.256", "four numbers"),
        ("192.168.0", "four numbers"),
        ("192.168.0.020", "four numbers"),
        ("3232235540", "four numbers"),
        ("10.0.0.0/24", "letters, digits"),
        ("-snom", "letters, digits"),
        ("snom-.example", "letters, digits"),
        ("snom..example", "letters, digits"),
        (".", "letters, digits"),
        ("sn*m", "letters, digits"),
        ("x" * 64, "letters, digits"),
        (".".join(["x" * 60] * 5), "letters, digits"),
        ("ü" * 64, "letters, digits"),
    ],
)  # fmt: skip
def test_what_is_no_host_is_told_with_the_reason(text: str, what: str) -> None:
    with pytest.raises(CallerError) as caught:
        parse_host(text)
    assert caught.value.code is Code.HOST_INVALID
    assert re.search(what, str(caught.value.values["what"]))


def test_an_address_in_digits_of_another_script_is_the_address_or_none() -> None:
    assert parse_host("10.0.0.②") == Host("10.0.0.2")


@pytest.mark.parametrize(
    "text",
    [
        "http://admin:geheim@sn om",
        "admin:geheim@snom",
        "http://admin:ge/heim@snom",
        "http://admin:geheim@snom:0",
        "http://a@b:geheim@snom",
    ],
)
def test_no_error_shows_a_password(text: str) -> None:
    with pytest.raises(CallerError) as caught:
        parse_host(text)
    assert "heim" not in str(caught.value)
    assert "heim" not in repr(caught.value)


def test_an_error_shows_what_was_written_on_one_short_line() -> None:
    with pytest.raises(CallerError) as caught:
        parse_host("a\nb" + "c" * 200)
    assert caught.value.values["host"] == "a?b" + "c" * 76 + "…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://admin:geheim@snom:80/x", "snom:80"),
        ("[fd00::20]:80", "[fd00::20]:80"),
        ("fd00::20", "[fd00::20]"),
        ("snom", "snom"),
    ],
)
def test_a_host_is_shown_as_in_a_url(text: str, shown: str) -> None:
    host = parse_host(text)
    assert str(host) == shown
    assert "geheim" not in repr(host)


@given(st.text() | st.from_regex(r"(https?://)?([a-z:%0-9]*@)?[a-z0-9.:\[\]%-]*(/[a-z]*)?", fullmatch=True))
def test_any_text_is_a_host_or_refused_in_our_words(text: str) -> None:
    try:
        host = parse_host(text)
    except CallerError as refused:
        code = refused.code
    else:
        assert parse_host(str(host)) == Host(host.host, host.port)
        assert re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]+(%[A-Za-z0-9._-]+)?", host.host)
        return
    assert code is Code.HOST_INVALID


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.0.2", True),
        ("fd00::2", True),
        ("fe80::1%eth0", True),
        ("[fd00::2]", False),
        ("snom", False),
        ("1.2.3", False),
        ("1:2", False),
        ("", False),
    ],
)
def test_an_address_is_told_from_a_name(text: str, expected: bool) -> None:
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://a:b@snom:80/", "http://snom:80/"),
        ("http://snom", "http://snom"),
        ("snom:80", "snom:80"),
        ("fe80::1", "fe80::1"),
    ],
)
def test_user_and_password_can_be_taken_out(text: str, expected: str) -> None:
    assert without_user(text) == expected
