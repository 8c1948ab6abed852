from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import Code, DialerError, PhoneError, fault
from snom_dialer.protocol.command import (
    CAUSE_REQUEST,
    Command,
    Verb,
    answer_call,
    cause,
    dial,
    dtmf,
    hang_up,
    judge,
    needs_cause,
    press,
    release_all,
)
from snom_dialer.protocol.exchange import Answer, Login
from snom_dialer.protocol.http import Request, Response, encode
from snom_dialer.protocol.key import parse

HOST = "192.168.0.20"
MANAGER = b"<html><head><title>Phone Manager</title>"

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def answer(status: int, body: bytes = b"", location: str = "", *, complete: bool = True) -> Answer:
    headers = (("location", location),) if location else ()
    response = Response(status=status, headers=headers, body=body, complete=complete)
    return Answer(response=response, authenticated=True, login=Login.DIGEST)


def silence(*, authenticated: bool) -> Answer:
    return Answer(response=None, authenticated=authenticated, login=Login.BASIC if authenticated else Login.NONE)


# ---- requests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "verb", "target", "shown"),
    [
        pytest.param(dial("123"), Verb.DIAL, "number=123", "dial 123", id="dial"),
        pytest.param(dial("+4930123"), Verb.DIAL, "number=%2B4930123", "dial +4930123", id="dial-plus"),
        pytest.param(dial("*21*1234#"), Verb.DIAL, "number=%2A21%2A1234%23", "dial …", id="dial-star-code"),
        pytest.param(dial("1\n2"), Verb.DIAL, "number=1%0A2", "dial …", id="dial-control"),
        pytest.param(
            dial("5", "123@domain1"), Verb.DIAL, "number=5&outgoing_uri=123%40domain1", "dial 5", id="dial-identity"
        ),
        pytest.param(
            dial("12&outgoing_uri=sip:x@y"),
            Verb.DIAL,
            "number=12%26outgoing_uri%3Dsip%3Ax%40y",
            "dial 12&outgoing_uri=sip:x@y",
            id="dial-injection",
        ),
        pytest.param(
            press(parse("9;1;9;6;ENTER,,1000;*,1000,2000;#,,1000;9")),
            Verb.KEYS,
            "key=9;1;9;6;ENTER,,1000;%2A,1000,2000;%23,,1000;9",
            "press keys",
            id="keys",
        ),
        pytest.param(dtmf("12*#A"), Verb.DTMF, "key_dtmf=12%2A%23A", "send tones", id="dtmf"),
        pytest.param(release_all(), Verb.RELEASE_ALL, "RELEASE_ALL_CALLS", "hang up all calls", id="release"),
        pytest.param(hang_up(), Verb.KEYS, "key=CANCEL", "hang up", id="hang-up"),
        pytest.param(answer_call(), Verb.KEYS, "key=ENTER", "answer", id="answer"),
    ],
)
def test_a_command_is_one_get(command: Command, verb: Verb, target: str, shown: str) -> None:
    assert command == Command(verb=verb, request=Request(target=f"/command.htm?{target}"), shown=shown)


@given(texts, st.text(st.characters(exclude_categories=["Cs"])))
def test_a_dial_never_has_another_parameter(number: str, identity: str) -> None:
    request = dial(number, identity).request
    encode(request, HOST)  # fit to be sent
    query = parse_qsl(urlsplit(request.target).query, keep_blank_values=True, strict_parsing=True)
    assert query == [("number", number)] + ([("outgoing_uri", identity)] if identity else [])


@pytest.mark.parametrize(
    "command", [press(parse("4;7;1;1")), dtmf("4711"), dial("*4711#")], ids=["keys", "dtmf", "code"]
)
def test_what_may_be_a_pin_is_neither_shown_nor_in_the_repr(command: Command) -> None:
    assert not any(digit in command.shown for digit in "471")
    assert "4" not in repr(command)


def test_an_empty_number_is_refused() -> None:
    with pytest.raises(DialerError) as caught:
        dial("")
    assert caught.value.code is Code.NUMBER_EMPTY


def test_no_key_is_refused() -> None:
    with pytest.raises(DialerError) as caught:
        press(())
    assert caught.value.code is Code.KEYS_INVALID


@pytest.mark.parametrize(("digits", "position"), [("", 1), ("12a", 3), ("1 2", 2), ("&key=CANCEL", 1), ("²", 1)])
def test_what_has_no_tone_is_refused(digits: str, position: int) -> None:
    with pytest.raises(DialerError) as caught:
        dtmf(digits)
    assert caught.value.code is Code.KEYS_INVALID
    assert caught.value.values["position"] == position


# ---- answers ---------------------------------------------------------------------------------------------------------

EVERY_VERB = [dial("1"), press(parse("1")), dtmf("1"), release_all()]


@pytest.mark.parametrize("command", EVERY_VERB, ids=lambda command: command.verb)
@pytest.mark.parametrize(
    "taken",
    [
        pytest.param(answer(302, location="index.htm"), id="302"),
        pytest.param(answer(302, location="http://192.168.0.20/index.htm"), id="302-absolute"),
        pytest.param(answer(302), id="302-bare"),
        pytest.param(answer(200), id="200"),
        pytest.param(answer(204), id="204"),
        pytest.param(answer(200, b"<html><title>snom 320</title>"), id="200-page"),
        pytest.param(answer(200, b"<html>", complete=False), id="200-cut-off"),
        pytest.param(answer(302, complete=False), id="302-cut-off"),
        pytest.param(answer(200, b"var text = 'Login failed!';" + b" " * 9000), id="200-long-page"),
    ],
)
def test_what_counts_as_taken(command: Command, taken: Answer) -> None:
    judge(command, taken, HOST)


def test_a_dial_with_credentials_may_close_without_a_word() -> None:
    judge(dial("1"), silence(authenticated=True), HOST)


@pytest.mark.parametrize(
    ("command", "authenticated"),
    [(dial("1"), False), *((command, known) for command in EVERY_VERB[1:] for known in (True, False))],
)
def test_any_other_silence_is_doubtful(command: Command, authenticated: bool) -> None:
    with pytest.raises(PhoneError) as caught:
        judge(command, silence(authenticated=authenticated), HOST)
    assert caught.value.code is Code.CLOSED_UNANSWERED
    assert caught.value.values["host"] == HOST


@pytest.mark.parametrize("command", EVERY_VERB, ids=lambda command: command.verb)
@pytest.mark.parametrize(
    ("refused", "code"),
    [
        pytest.param(answer(0), Code.ANSWER_SENSELESS, id="no-HTTP"),
        pytest.param(answer(200, MANAGER), Code.PHONE_MANAGER, id="manager"),
        pytest.param(answer(404, MANAGER.upper()), Code.PHONE_MANAGER, id="manager-404"),
        pytest.param(answer(200, b"<p>Login failed!"), Code.LOGIN_LOCKED, id="locked-200"),
        pytest.param(answer(403, b"Login failed!"), Code.LOGIN_LOCKED, id="locked-403"),
        pytest.param(answer(307), Code.WRONG_SCHEME, id="307-bare"),
        pytest.param(answer(307, location="https://192.168.0.20/"), Code.WRONG_SCHEME, id="307"),
        pytest.param(answer(301, location="https://192.168.0.20/"), Code.WRONG_SCHEME, id="301"),
        pytest.param(answer(308, location="http://192.168.0.20/"), Code.WRONG_SCHEME, id="308"),
        pytest.param(answer(302, location="https://h/command.htm?number=1"), Code.WRONG_SCHEME, id="302-again"),
        pytest.param(answer(301, location="/other"), Code.COMMAND_REFUSED, id="301-same-scheme"),
        pytest.param(answer(308), Code.COMMAND_REFUSED, id="308-bare"),
        pytest.param(answer(403, b"<TITLE>snom VoIP phone: Error</TITLE>"), Code.COMMAND_REFUSED, id="403"),
        pytest.param(answer(404), Code.COMMAND_REFUSED, id="404"),
        pytest.param(answer(500, complete=False), Code.COMMAND_REFUSED, id="500-cut-off"),
        pytest.param(answer(304), Code.COMMAND_REFUSED, id="304"),
    ],
)
def test_what_counts_as_refused(command: Command, refused: Answer, code: Code) -> None:
    with pytest.raises(PhoneError) as caught:
        judge(command, refused, HOST)
    assert caught.value.code is code
    assert HOST in caught.value.message
    assert needs_cause(caught.value) is (code is Code.COMMAND_REFUSED)


@pytest.mark.parametrize(
    ("location", "unwanted"),
    [
        ("https://h/", "HTTP"),
        (" HTTPS://h/", "HTTP"),
        ("http://h/", "HTTPS"),
        ("ftp://h/", "this scheme"),
        ("", "this scheme"),
    ],
)
def test_a_wrong_scheme_is_named_as_far_as_the_phone_tells(location: str, unwanted: str) -> None:
    with pytest.raises(PhoneError) as caught:
        judge(dial("1"), answer(307, location=location), HOST)
    assert f"does not want {unwanted} but" in caught.value.message


@given(
    command=st.sampled_from(EVERY_VERB),
    status=st.integers(0, 999),
    body=st.binary(max_size=50) | st.sampled_from([MANAGER, b"Login failed!"]),
    location=st.text(),
)
def test_whatever_the_phone_answers_is_taken_or_the_phones_fault(
    command: Command, status: int, body: bytes, location: str
) -> None:
    taken = False
    with suppress(PhoneError):
        judge(command, answer(status, body, location), HOST)
        taken = True
    assert not taken or status == 302 or 200 <= status < 300


# ---- causes ----------------------------------------------------------------------------------------------------------

REFUSAL = fault(Code.COMMAND_REFUSED, host=HOST, status=403)


def settings(**values: str) -> Answer:
    lines = "".join(f"<{name} perm=''>{value}</{name}>" for name, value in values.items())
    return answer(200, f"<settings><phone-settings>{lines}</phone-settings></settings>".encode())


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        pytest.param(settings(use_hidden_tags="on", restrict_uri_queries="on"), Code.HIDDEN_TAGS, id="hidden-tags"),
        pytest.param(settings(use_hidden_tags="off", restrict_uri_queries="on"), Code.URI_QUERIES, id="uri-queries"),
        pytest.param(settings(restrict_uri_queries="on"), Code.URI_QUERIES, id="uri-queries-alone"),
        pytest.param(answer(403), Code.LOGIN_LOCKED, id="refused-again"),
        pytest.param(answer(200, b"Login failed!"), Code.LOGIN_LOCKED, id="locked"),
        pytest.param(answer(200, MANAGER), Code.PHONE_MANAGER, id="manager"),
    ],
)
def test_the_cause_is_named(seen: Answer, code: Code) -> None:
    found = cause(seen, REFUSAL, HOST)
    assert found.code is code
    assert HOST in found.message


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(settings(use_hidden_tags="off", restrict_uri_queries="off"), id="gates-open"),
        pytest.param(answer(404, b"404"), id="no-such-page"),
        pytest.param(answer(200), id="empty"),
        pytest.param(silence(authenticated=True), id="silence"),
    ],
)
def test_without_a_cause_the_refusal_stands(seen: Answer) -> None:
    assert cause(seen, REFUSAL, HOST) is REFUSAL


def test_the_cause_is_looked_for_in_the_export() -> None:
    assert CAUSE_REQUEST.target == "/settings.xml"
    assert CAUSE_REQUEST.method == "GET"
