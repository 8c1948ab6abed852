"""Addresses in every form in which a phone was seen to send them, and in those that a stranger may make up."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.event import NOBODY, Party
from snom_dialer.protocol.text import TEXT_LIMIT, plain
from snom_dialer.protocol.uri import party, strip_call_id


def _party(uri: str, number: str, name: str = "") -> Party:
    return Party(uri=uri, number=number, name=name)


# docs/snom-protocol.md §3
@pytest.mark.parametrize(
    ("uri", "read"),
    [
        pytest.param("cug_snom@10.10.10.1", _party("cug_snom@10.10.10.1", "cug_snom"), id="user-at-host"),
        pytest.param("sip:123@pbx", _party("sip:123@pbx", "123"), id="sip"),
        pytest.param("SIPS:123@pbx", _party("SIPS:123@pbx", "123"), id="sips-in-capitals"),
        pytest.param("<sip:123@pbx>", _party("sip:123@pbx", "123"), id="brackets"),
        pytest.param("<sip:123@pbx>;tag=abc", _party("sip:123@pbx", "123"), id="what-follows-the-bracket"),
        pytest.param("<sip:123@pbx", _party("sip:123@pbx", "123"), id="open-bracket"),
        pytest.param("03012345", _party("03012345", "03012345"), id="bare-number"),
        pytest.param("+4930123", _party("+4930123", "+4930123"), id="bare-number-with-plus"),
        pytest.param("", NOBODY, id="empty"),
        pytest.param(" \x00", NOBODY, id="as-good-as-empty"),
        pytest.param("<>", NOBODY, id="empty-brackets"),
        pytest.param("tel:+49-30-123;ext=5", _party("tel:+49-30-123;ext=5", "+4930123"), id="tel"),
        pytest.param("TEL:(030) 1.2", _party("TEL:(030) 1.2", "03012"), id="tel-separators"),
        pytest.param("sip:a-b.c@pbx", _party("sip:a-b.c@pbx", "a-b.c"), id="separators-of-a-sip-user-stay"),
        pytest.param("sip:%23%2A21@pbx", _party("sip:%23%2A21@pbx", "#*21"), id="escapes-in-the-user"),
        pytest.param("%2B49@pbx", _party("%2B49@pbx", "+49"), id="escaped-plus"),
        pytest.param("100%@pbx", _party("100%@pbx", "100%"), id="broken-escape"),
        pytest.param("sip:a%00b@pbx", _party("sip:a%00b@pbx", "ab"), id="escaped-control-character"),
        pytest.param("sip:M%FCller@pbx", _party("sip:M%FCller@pbx", "Müller"), id="latin-1"),
        pytest.param("123;phone-context=+49@pbx", _party("123;phone-context=+49@pbx", "123"), id="user-parameter"),
        pytest.param("sip:123@pbx:5060;user=phone", _party("sip:123@pbx:5060;user=phone", "123"), id="uri-parameter"),
        pytest.param("sip:123@[2001:db8::1]:5060", _party("sip:123@[2001:db8::1]:5060", "123"), id="ipv6"),
        pytest.param("sip:123?subject=x", _party("sip:123?subject=x", "123"), id="headers-without-host"),
        pytest.param("sip:10.0.0.9:5060", _party("sip:10.0.0.9:5060", "10.0.0.9:5060"), id="host-alone"),
        pytest.param("@pbx", _party("@pbx", ""), id="no-user"),
        pytest.param("1@2@3", _party("1@2@3", "1"), id="cut-at-the-first-at"),
        pytest.param(
            "sip:anonymous@anonymous.invalid", _party("sip:anonymous@anonymous.invalid", "anonymous"), id="anonymous"
        ),
        pytest.param("Anna <sip:1@x>", _party("sip:1@x", "1", "Anna"), id="display"),
        pytest.param('"Anna" <sip:1@x>', _party("sip:1@x", "1", "Anna"), id="quoted-display"),
        pytest.param('"Anna" sip:1@x', _party("sip:1@x", "1", "Anna"), id="quoted-display-without-brackets"),
        pytest.param('"" <sip:1@x>', _party("sip:1@x", "1"), id="empty-display"),
        pytest.param('"Anna <sip:1@x>', _party("sip:1@x", "1", "Anna"), id="unclosed-quote"),
        pytest.param('"A <a@b>, \\\\B" <sip:1@x>', _party("sip:1@x", "1", "A <a@b>, \\B"), id="all-sorts-in-quotes"),
        pytest.param("Anna <>", _party("", "", "Anna"), id="display-alone"),
        pytest.param("An\u202ena <sip:1\u200b@x>", _party("sip:1@x", "1", "Anna"), id="unseen-characters"),
        pytest.param(
            '"Display \\"x\\"" <sip:u;phone-context=+49.x@[2001:db8::1]:5060;transport=tls?h=v>',
            _party("sip:u;phone-context=+49.x@[2001:db8::1]:5060;transport=tls?h=v", "u", 'Display "x"'),
            id="everything",
        ),
    ],
)
def test_an_address_is_read(uri: str, read: Party) -> None:
    assert party(uri) == read


@pytest.mark.parametrize(
    ("uri", "read"),
    [
        pytest.param("sip:anna:geheim@pbx", _party("sip:anna@pbx", "anna"), id="sip"),
        pytest.param("anna:geheim@pbx", _party("anna@pbx", "anna"), id="no-scheme"),
        pytest.param("sip:anna:geheim@2@pbx", _party("sip:anna@pbx", "anna"), id="at-in-the-password"),
        pytest.param("sip:anna:ge;heim@2;x@pbx", _party("sip:anna@pbx", "anna"), id="semicolon-in-the-password"),
        pytest.param("sip:anna@x:geheim@pbx", _party("sip:anna@x@pbx", "anna"), id="at-in-the-user"),
    ],
)
def test_a_password_is_kept_nowhere(uri: str, read: Party) -> None:
    assert party(uri) == read


@pytest.mark.parametrize(
    ("uri", "name", "shown"),
    [
        pytest.param('"Anna" <sip:1@x>', "Berta", "Berta", id="beside-wins"),
        pytest.param('"Anna" <sip:1@x>', " \u200b", "Anna", id="nothing-beside"),
        pytest.param("", "iPhone **621", "iPhone **621", id="name-alone"),
        pytest.param("1@x", "<img src=x>\n", "<img src=x>", id="markup-is-only-text"),
    ],
)
def test_the_name_beside_wins_over_the_one_inside(uri: str, name: str, shown: str) -> None:
    assert party(uri, name).name == shown


def test_every_part_is_bounded_and_the_number_is_cut_off_after_the_user() -> None:
    read = party(f'"{"n" * 9000}" <sip:{"1" * 9000}@{"h" * 9000}>')
    assert [len(read.uri), len(read.number), len(read.name)] == [TEXT_LIMIT] * 3
    assert party(f"sip:123@{'h' * 9000}").number == "123"
    assert party(f"{'n' * 9000} <sip:123@x>").number == "123"


@pytest.mark.parametrize(
    ("call_id", "stripped"),
    [("3c3b966053be-phxdiv27t9gm",) * 2, ("4f2a@10.0.0.1", "4f2a"), ("a@b@c", "a"), ("", "")],
    ids=["own", "with-host", "two-ats", "none"],
)
def test_a_call_id_is_compared_without_its_host(call_id: str, stripped: str) -> None:
    assert strip_call_id(call_id) == stripped


@given(st.text(), st.text())
def test_no_text_raises_and_all_that_comes_out_is_plain(uri: str, name: str) -> None:
    read = party(uri, name)
    for part in (read.uri, read.number, read.name):
        assert part == plain(part)


@given(st.text(st.sampled_from('aé1 @:;?<>"\\%2#sip:tel[]+-\x00')))
def test_no_shape_raises(uri: str) -> None:
    assert party(uri).number == plain(party(uri).number)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_an_escaped_user_comes_back(user: str) -> None:
    assert party(f"<sip:{quote(user, safe='')}@pbx;user=phone>").number == plain(user)


@given(st.text("abc@;:?", min_size=1), st.sampled_from(["", "sip:", "sips:"]))
def test_no_password_comes_through(password: str, scheme: str) -> None:
    assert party(f"{scheme}user:{password}@host").uri == f"{scheme}user@host"
