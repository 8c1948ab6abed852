"""Action URLs of others: what they ask for, and what the phone would have called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.action_url import EXTRAS
from snom_dialer.protocol.foreign_url import Asked, asked, expanded

URL = "http://cti.example/snom?number=$remote&id=$call-id&mac=$mac&who=$display_remote"


def test_what_a_url_asks_for() -> None:
    assert asked(URL) == Asked(frozenset({"remote", "call_id", "display_remote"}), ("$mac",))


def test_each_variable_counts_once_and_extras_are_bounded() -> None:
    many = "&".join(f"a{n}=$user_name{n}" for n in range(30))
    assert asked(f"http://h/?{many}&{many}").extras == tuple(f"$user_name{n}" for n in range(EXTRAS))


@pytest.mark.parametrize(
    ("url", "values", "called"),
    [
        pytest.param(
            URL,
            {"remote": "sip:030@pbx", "call_id": "a@b", "x0": "0004132E08B4", "display_remote": "Anna & Bert"},
            "http://cti.example/snom?number=sip%3A030%40pbx&id=a%40b&mac=0004132E08B4&who=Anna%20%26%20Bert",
            id="all-told",
        ),
        pytest.param("http://h/?a=$remote&b=$mac", {}, "http://h/?a=$remote&b=$mac", id="nothing-told"),
        pytest.param("http://h/$mac&/settings.xml", {"x0": "00"}, "http://h/00/settings.xml", id="closed-in-path"),
        pytest.param("http://h/$mac/x?y=$local", {"x0": "00", "local": "1"}, "http://h/00/x?y=1", id="open-in-path"),
        pytest.param("http://h/?a=$user_uid[1]", {"x0": "7"}, "http://h/?a=7", id="indexed"),
        pytest.param("http://h/?a=$sip_header(X-Id)&b=1", {"x0": "7"}, "http://h/?a=7&b=1", id="sip-header"),
        pytest.param("http://h/?price=5$", {}, "http://h/?price=5$", id="a-dollar-alone"),
        pytest.param("https://u:p@h/", {}, "https://u:p@h/", id="as-it-stands"),
        pytest.param("ftp://h/", {}, "", id="no-http"),
        pytest.param("snom://mb_nop#key=F1", {}, "", id="for-the-phone-itself"),
    ],
)
def test_what_the_phone_would_have_called(url: str, values: dict[str, str], called: str) -> None:
    assert expanded(url, values) == called


@given(st.text(), st.dictionaries(st.sampled_from(["remote", "call_id", "x0"]), st.text()))
def test_no_value_leaves_its_place(text: str, values: dict[str, str]) -> None:
    url = expanded("http://h/p?a=$remote&b=$call-id&c=$mac", values)
    assert url.startswith("http://h/p?a=")
    assert url.count("&") == 2
    assert url.count("#") == 0
    assert isinstance(expanded("http://h/" + text, values), str)
