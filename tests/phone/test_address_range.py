"""What a user may name for a search, and where it ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.address_range import LIMIT, addresses


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("192.168.0.20", ("192.168.0.20",), id="one"),
        pytest.param(" 192.168.0.20 ", ("192.168.0.20",), id="blanks"),
        pytest.param("10.0.0.254-10.0.1.1", ("10.0.0.254", "10.0.0.255", "10.0.1.0", "10.0.1.1"), id="range"),
        pytest.param("10.0.0.9-11", ("10.0.0.9", "10.0.0.10", "10.0.0.11"), id="short range"),
        pytest.param("10.0.0.9 - 10.0.0.9", ("10.0.0.9",), id="range of one"),
        pytest.param("10.0.0.0/30", ("10.0.0.1", "10.0.0.2"), id="network without its ends"),
        pytest.param("10.0.0.2/30", ("10.0.0.1", "10.0.0.2"), id="network named by a host"),
        pytest.param("10.0.0.4/31", ("10.0.0.4", "10.0.0.5"), id="a network of two"),
        pytest.param("10.0.0.4/32", ("10.0.0.4",), id="a network of one"),
        pytest.param("fd00::20", ("fd00::20",), id="IPv6"),
        pytest.param("fe80::1%br-lan", ("fe80::1%br-lan",), id="IPv6 with a zone that has a dash"),
        pytest.param("fd00::9-fd00::a", ("fd00::9", "fd00::a"), id="IPv6 range"),
        pytest.param("fd00::8/127", ("fd00::8", "fd00::9"), id="IPv6 network"),
    ],
)
def test_forms(text: str, named: tuple[str, ...]) -> None:
    assert addresses([text]) == named


def test_several_texts_keep_their_order_and_name_each_address_once() -> None:
    assert addresses(["10.0.0.2", "10.0.0.1-3", "10.0.0.2"]) == ("10.0.0.2", "10.0.0.1", "10.0.0.3")


@pytest.mark.parametrize(
    "text",
    [
        "", "phone.lan", "192.168.0.20:80", "192.168.0.300", "10.0.0.9-", "-10.0.0.9", "10.0.0.9-8", "10.0.0.9-256",
        "10.0.0.1-fd00::1", "fd00::1-2", "fe80::1%eth0-fe80::2%eth0", "10.0.0.0/33", "10.0.0.0/x", "/24",
        "224.0.1.75", "0.0.0.0", "255.255.255.255", "224.0.0.0/24", "223.255.255.255-224.0.0.1", "::", "ff02::1",
        "0.0.0.0/0", "10.0.0.9\x1b[2J", "9" * 1000, "http://10.0.0.9/",
    ],
)  # fmt: skip
def test_what_names_no_device_is_refused_in_words(text: str) -> None:
    with pytest.raises(DialerError) as raised:
        addresses(["10.0.0.1", text])
    assert raised.value.code is Code.USAGE
    assert "names no addresses" in raised.value.message
    assert raised.value.message.isprintable()
    assert len(raised.value.message) < 250


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(["10.0.0.0/21"], id="network"),
        pytest.param(["10.0.0.0/8"], id="a network that is never counted out"),
        pytest.param(["fd00::/64"], id="IPv6 network"),
        pytest.param(["10.0.0.0-10.0.4.0"], id="range"),
        pytest.param(["fd00::-fd00:ffff::"], id="IPv6 range"),
        pytest.param(["10.0.0.0/23", "10.0.2.0/23", "10.0.4.1-6"], id="together"),
    ],
)
def test_more_than_the_limit_is_refused(texts: list[str]) -> None:
    with pytest.raises(DialerError) as raised:
        addresses(texts)
    assert raised.value.code is Code.USAGE
    assert "at most 1024 addresses" in raised.value.message


def test_as_many_as_the_limit_are_taken() -> None:
    assert len(addresses(["10.0.0.0/22"])) == LIMIT - 2
    assert len(addresses(["10.0.0.0-10.0.3.255"])) == LIMIT == 1024


@given(st.lists(st.text(st.sampled_from("0123456789.:-/%fe x"), max_size=30), max_size=5))
def test_no_text_gives_more_than_the_limit_or_another_error(texts: list[str]) -> None:
    try:
        found = addresses(texts)
    except DialerError as error:
        found = ()
        code = error.code
    else:
        code = Code.USAGE
    assert code is Code.USAGE
    assert len(found) == len(set(found)) <= LIMIT
