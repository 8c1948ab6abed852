import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.sip import Message, read
from tests.protocol.sip_sample import ANNA, HELD, TALKING, US, sip


def parse(text: str) -> Message:
    message = read(text.split("\r\n"))
    assert message is not None
    return message


def test_a_request() -> None:
    message = parse(sip("INVITE", branch="z9hG4bK-1", body=TALKING))
    assert (message.method, message.status, message.call_id, message.cseq) == ("INVITE", 0, "c1@pbx", 1)
    assert message.headers["from"] == f"{ANNA};tag=a"
    assert message.headers["to"] == US
    assert (message.branch, message.in_dialog, message.holds) == ("z9hG4bK-1", False, False)
    assert message.body[0] == "v=0"
    assert (message.closed, message.whole) == (True, True)


def test_a_tag_in_a_name_is_none() -> None:
    assert not parse(sip("INVITE", callee='"x;tag=1" <sip:101@h;tag=2>')).in_dialog


def test_a_response() -> None:
    message = parse(sip(486, cseq="7 INVITE", tag="b"))
    assert (message.method, message.status, message.cseq) == ("INVITE", 486, 7)
    assert (message.branch, message.in_dialog, message.holds) == ("", True, None)


def test_compact_and_folded_headers() -> None:
    message = parse("\r\n".join([
        "", "  BYE sip:x SIP/2.0  ", "v: SIP/2.0/UDP h;rport", "\t;branch = z1", "v: SIP/2.0/UDP i;branch=z2",
        "f:<sip:a@h>", "t: <sip:b@h>;tag=1", "i : x1", "CSEQ: 4  BYE", "l: 0", "", "",
    ]))  # fmt: skip
    assert (message.method, message.call_id, message.cseq, message.branch) == ("BYE", "x1", 4, "z1")
    assert message.headers["from"] == "<sip:a@h>"
    assert message.in_dialog
    assert message.whole


def test_blank_lines_between_headers() -> None:
    """Some pages part lines by more than a line end."""
    spaced = [piece for line in sip("BYE", "Reason: SIP;cause=200").split("\r\n") for piece in (line, "")]
    message = read(spaced)
    assert message is not None
    assert message.headers["from"] == f"{ANNA};tag=a"
    assert message.closed


def test_nothing_after_the_headers_counts_as_one() -> None:
    message = parse(sip("BYE", body="Reason: SIP;cause=200\nnot: a header\n"))
    assert "reason" not in message.headers


@pytest.mark.parametrize(
    ("reasons", "told"),
    [
        (["SIP;cause=200"], "SIP;cause=200"),
        (["SIP;cause=486", "Q.850;cause=17"], "SIP;cause=486, Q.850;cause=17"),
        (["x" * 300, "y"], "x" * 300),
    ],
)
def test_every_reason_counts_up_to_a_limit(reasons: list[str], told: str) -> None:
    assert parse(sip("CANCEL", *[f"Reason: {reason}" for reason in reasons])).headers["reason"] == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n\r\n",
        "hello",
        "INVITE sip:x",
        "INVITE sip:x HTTP/1.1\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n",
        "SIP/2.0 2000 OK\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n",
        "INVITE sip:x SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n",
        "INVITE sip:x SIP/2.0\r\nCall-ID: \r\nCSeq: 1 INVITE\r\n\r\n",
        "INVITE sip:x SIP/2.0\r\nCall-ID: 1\r\nCSeq: one\r\n\r\n",
        "INVITE sip:x SIP/2.0\r\nno header\r\n\r\n",
    ],
)
def test_what_is_no_message(text: str) -> None:
    assert read(text.split("\r\n")) is None


@pytest.mark.parametrize(
    ("there", "closed", "whole"),
    [
        (1.0, True, True),
        ("\r\na=sendrecv", True, False),
        ("v=0", True, False),
        ("\r\nv=0", False, False),
        ("Content-Length", False, False),
    ],
)
def test_an_end_that_is_missing(there: str | float, closed: bool, whole: bool) -> None:
    text = sip("INVITE", body=TALKING)
    message = parse(text[: text.index(there)] if isinstance(there, str) else text)
    assert (message.closed, message.whole) == (closed, whole)


def test_without_a_length_the_headers_are_all() -> None:
    assert parse("BYE x SIP/2.0\r\nf: a\r\nt: b\r\ni: 1\r\nCSeq: 1 BYE\r\n\r\n").whole


@pytest.mark.parametrize(
    ("body", "holds"),
    [
        (HELD, True),
        (HELD.replace("sendonly", "inactive"), True),
        (TALKING.replace("10.0.0.2", "0.0.0.0"), True),
        (TALKING, False),
        (HELD.replace("sendonly", "recvonly"), False),
        ("<xml/>\n", None),
        ("", None),
    ],
)
def test_hold_in_a_session_description(body: str, holds: bool | None) -> None:
    assert parse(sip("INVITE", body=body)).holds is holds


@pytest.mark.parametrize(
    ("header", "stale"),
    [
        ('WWW-Authenticate: Digest realm="x", stale=TRUE', True),
        ('Proxy-Authenticate: Digest stale="true", realm="x"', True),
        ('WWW-Authenticate: Digest realm="x", stale=false', False),
        ("Warning: stale=true", False),
    ],
)
def test_stale_challenges(header: str, stale: bool) -> None:
    assert parse(sip(401, header)).stale is stale


@given(st.lists(st.text(), max_size=20))
def test_any_lines_can_be_read(lines: list[str]) -> None:
    read(lines)
    message = read(["BYE x SIP/2.0", "i: 1", "CSeq: 1 BYE", *lines])
    assert message is not None
    assert (message.call_id, message.branch, message.in_dialog, message.stale, message.holds) is not None
