"""The log-in rules, one by one: what is sent for which answer, and what is never sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import Code, DialerError
from snom_dialer.protocol.auth import Challenge, Credentials, basic, digest
from snom_dialer.protocol.exchange import Answer, Login, Policy, exchange
from snom_dialer.protocol.http import Request, Response

REQUEST = Request(target="/command.htm?number=1", method="POST", headers=(("X", "y"),), body=b"z")
ALICE = Credentials(username="alice", password="secret")
POLICY = Policy(host="10.0.0.7")

OK = Response(status=200, body=b"<html>")
FOUND = Response(status=302, headers=(("location", "index.htm"),))


def asks(*challenges: str, complete: bool = True) -> Response:
    return Response(status=401, headers=tuple(("WWW-Authenticate", text) for text in challenges), complete=complete)


BASIC = asks('Basic realm="snom"')
DIGEST = asks('Digest realm="snom", nonce="1", qop="auth"')
STALE = asks('Digest realm="snom", nonce="2", qop="auth", stale=true')


def play(
    *responses: Response | None, credentials: Credentials | None = ALICE, policy: Policy = POLICY
) -> tuple[list[Request], Answer | DialerError]:
    """Play a phone that answers with these, in order: the requests that reached it, and how the exchange ended."""
    cnonces = iter(("c1", "c2"))
    steps = exchange(REQUEST, credentials, policy, lambda: next(cnonces))
    requests = [next(steps)]
    try:
        for response in responses:
            requests.append(steps.send(response))
    except StopIteration as end:
        answer: Answer = end.value
        return requests, answer
    except DialerError as error:
        return requests, error
    raise AssertionError(f"another request was sent: {requests[-1]}")


def signed(value: str) -> Request:
    headers = (*REQUEST.headers, ("Authorization", value))
    return Request(target=REQUEST.target, method=REQUEST.method, headers=headers, body=REQUEST.body)


def proof(nonce: str, cnonce: str) -> Request:
    challenge = Challenge(scheme="digest", realm="snom", nonce=nonce, qop=("auth",))
    return signed(digest(challenge, ALICE, "POST", "/command.htm?number=1", cnonce))


# ---- the first request ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(OK, id="200"),
        pytest.param(FOUND, id="302"),
        pytest.param(Response(status=307), id="307"),
        pytest.param(Response(status=403, body=b"snom VoIP phone: Error"), id="403"),
        pytest.param(Response(status=500), id="500"),
        pytest.param(Response(status=200, complete=False), id="truncated"),
        pytest.param(None, id="closed"),
    ],
)
@pytest.mark.parametrize("credentials", [ALICE, None], ids=["credentials", "none"])
def test_a_phone_that_asks_for_nothing_is_told_nothing(
    response: Response | None, credentials: Credentials | None
) -> None:
    requests, answer = play(response, credentials=credentials)
    assert requests == [REQUEST]
    assert answer == Answer(response=response, authenticated=False, login=Login.NONE)


@pytest.mark.parametrize("credentials", [None, Credentials(username="", password="x")], ids=["none", "no-user"])
@pytest.mark.parametrize("response", [BASIC, DIGEST, asks(), asks(complete=False)])
def test_a_log_in_without_credentials_is_needed(response: Response, credentials: Credentials | None) -> None:
    requests, error = play(response, credentials=credentials)
    assert len(requests) == 1
    assert isinstance(error, DialerError)
    assert (error.code, error.values) == (Code.LOGIN_NEEDED, {"host": "10.0.0.7"})


@pytest.mark.parametrize(
    ("response", "policy", "code", "values"),
    [
        pytest.param(
            asks("Negotiate", 'Digest realm="snom", nonce="1", algorithm=SHA-512-256'),
            POLICY,
            Code.LOGIN_SCHEME_UNKNOWN,
            {"host": "10.0.0.7", "offered": "Negotiate, Digest SHA-512-256"},
            id="unknown-scheme",
        ),
        pytest.param(
            asks('Digest realm="snom", nonce="1", qop="auth-int"'),
            POLICY,
            Code.LOGIN_SCHEME_UNKNOWN,
            {"host": "10.0.0.7", "offered": "Digest"},
            id="auth-int-only",
        ),
        pytest.param(
            asks(), POLICY, Code.LOGIN_SCHEME_UNKNOWN, {"host": "10.0.0.7", "offered": "nothing"}, id="no-challenge"
        ),
        pytest.param(
            asks("Negotiate", complete=False),
            POLICY,
            Code.LOGIN_SCHEME_UNKNOWN,
            {"host": "10.0.0.7", "offered": "Negotiate"},
            id="unknown-scheme-truncated",
        ),
        pytest.param(
            asks(complete=False),
            POLICY,
            Code.CONNECTION_LOST,
            {"host": "10.0.0.7", "reason": "its request for a log-in came cut off"},
            id="cut-off-before-the-challenge",
        ),
        pytest.param(
            asks('Basic realm="Router\u202e\n of snom"'),
            POLICY,
            Code.LOGIN_SCHEME_UNKNOWN,
            {"host": "10.0.0.7", "offered": "Basic"},
            id="control-character-in-the-realm",
        ),
        pytest.param(
            asks('Basic realm="Router\u202e of snom"'),
            POLICY,
            Code.LOGIN_REALM_FOREIGN,
            {"host": "10.0.0.7", "realm": "Router of snom"},
            id="foreign-realm",
        ),
        pytest.param(asks("Basic"), POLICY, Code.LOGIN_REALM_FOREIGN, {"host": "10.0.0.7", "realm": ""}, id="no-realm"),
        pytest.param(
            BASIC,
            Policy(host="h", allow_basic=False),
            Code.LOGIN_DOWNGRADE,
            {"host": "h"},
            id="basic-where-digest-was-seen",
        ),
        pytest.param(
            asks('Basic realm="x"'),
            Policy(host="h", allow_basic=False),
            Code.LOGIN_REALM_FOREIGN,
            {"host": "h", "realm": "x"},
            id="foreign-realm-where-digest-was-seen",
        ),
    ],
)
def test_credentials_are_kept_back(response: Response, policy: Policy, code: Code, values: dict[str, str]) -> None:
    requests, error = play(response, policy=policy)
    assert requests == [REQUEST]
    assert isinstance(error, DialerError)
    assert (error.code, error.values) == (code, values)


def test_a_long_foreign_realm_is_cut() -> None:
    _, error = play(asks(f'Basic realm="{"x" * 5000}"'))
    assert isinstance(error, DialerError)
    assert len(str(error.values["realm"])) <= 80


# ---- the second request ---------------------------------------------------------------------------------------------

_AFTER = [
    pytest.param(OK, id="200"),
    pytest.param(FOUND, id="302"),
    pytest.param(Response(status=307), id="307"),
    pytest.param(Response(status=403), id="403"),
    pytest.param(Response(status=200, complete=False), id="truncated"),
    pytest.param(None, id="closed"),
]


@pytest.mark.parametrize("response", _AFTER)
def test_digest_is_answered(response: Response | None) -> None:
    requests, answer = play(DIGEST, response)
    assert requests == [REQUEST, proof("1", "c1")]
    assert answer == Answer(response=response, authenticated=True, login=Login.DIGEST)


@pytest.mark.parametrize("response", _AFTER)
@pytest.mark.parametrize("realm", ["snom", "SNOM 320", "snomD785-1234"])
def test_basic_is_answered_in_the_name_of_a_snom(response: Response | None, realm: str) -> None:
    requests, answer = play(asks(f'Basic realm="{realm}"'), response)
    assert requests == [REQUEST, signed(basic(ALICE))]
    assert answer == Answer(response=response, authenticated=True, login=Login.BASIC)


def test_digest_goes_before_basic_and_is_allowed_where_basic_is_not() -> None:
    both = asks('Basic realm="snom"', 'Digest realm="snom", nonce="1", qop="auth"')
    requests, answer = play(both, OK, policy=Policy(host="h", allow_basic=False))
    assert requests == [REQUEST, proof("1", "c1")]
    assert answer == Answer(response=OK, authenticated=True, login=Login.DIGEST)


def test_a_truncated_question_is_answered_where_its_challenge_came_whole() -> None:
    requests, answer = play(asks('Digest realm="snom", nonce="1", qop="auth"', complete=False), OK)
    assert requests == [REQUEST, proof("1", "c1")]
    assert answer == Answer(response=OK, authenticated=True, login=Login.DIGEST)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(BASIC, BASIC, id="basic"),
        pytest.param(DIGEST, DIGEST, id="digest"),
        pytest.param(DIGEST, asks('Digest realm="snom", nonce="2", qop="auth"'), id="new-nonce-but-not-stale"),
        pytest.param(DIGEST, asks('Digest realm="snom", nonce="1", qop="auth", stale=true'), id="stale-but-same-nonce"),
        pytest.param(DIGEST, BASIC, id="basic-after-digest"),
        pytest.param(BASIC, DIGEST, id="digest-after-basic"),
        pytest.param(BASIC, STALE, id="stale-after-basic"),
        pytest.param(DIGEST, asks(), id="no-challenge"),
        pytest.param(DIGEST, asks(complete=False), id="truncated"),
        pytest.param(DIGEST, asks('Digest realm="snom", nonce="2", algorithm=X, stale=true'), id="stale-but-not-ours"),
    ],
)
def test_refused_credentials_are_not_sent_again(first: Response, second: Response) -> None:
    requests, error = play(first, second)
    assert len(requests) == 2
    assert isinstance(error, DialerError)
    assert (error.code, error.values) == (Code.LOGIN_REFUSED, {"host": "10.0.0.7", "user": "alice"})
    assert "secret" not in str(error)


# ---- the third request ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("response", _AFTER)
def test_an_old_nonce_is_replaced_once(response: Response | None) -> None:
    requests, answer = play(DIGEST, STALE, response)
    assert requests == [REQUEST, proof("1", "c1"), proof("2", "c2")]
    assert answer == Answer(response=response, authenticated=True, login=Login.DIGEST)


def test_a_phone_that_calls_every_nonce_old_is_left_alone() -> None:
    requests, error = play(DIGEST, STALE, asks('Digest realm="snom", nonce="3", qop="auth", stale=true'))
    assert len(requests) == 3
    assert isinstance(error, DialerError)
    assert error.code is Code.LOGIN_REFUSED


def test_stale_in_the_first_question_means_nothing() -> None:
    requests, answer = play(STALE, OK)
    assert requests == [REQUEST, proof("2", "c1")]
    assert answer == Answer(response=OK, authenticated=True, login=Login.DIGEST)


# ---- answers that end any exchange ----------------------------------------------------------------------------------

_BEFORE = [pytest.param((), id="1st"), pytest.param((DIGEST,), id="2nd"), pytest.param((DIGEST, STALE), id="3rd")]


@pytest.mark.parametrize("before", _BEFORE)
@pytest.mark.parametrize(
    ("response", "code"),
    [
        pytest.param(Response(status=0, complete=False), Code.ANSWER_SENSELESS, id="no-http"),
        pytest.param(Response(status=200, body=b"<html>Login failed!</html>"), Code.LOGIN_LOCKED, id="locked"),
    ],
)
def test_no_request_follows(before: tuple[Response, ...], response: Response, code: Code) -> None:
    requests, error = play(*before, response)
    assert len(requests) == len(before) + 1
    assert isinstance(error, DialerError)
    assert (error.code, error.values) == (code, {"host": "10.0.0.7"})


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(Response(status=200, body=b"Login failed!" + b" " * 8192), id="a-long-page-that-holds-the-words"),
        pytest.param(Response(status=403, body=b"Login failed!"), id="another-status"),
    ],
)
def test_the_words_of_a_locked_phone_count_only_in_a_short_200(response: Response) -> None:
    _, answer = play(response)
    assert answer == Answer(response=response, authenticated=False, login=Login.NONE)


# ---- whatever a phone does ------------------------------------------------------------------------------------------

_RESPONSES = st.one_of(
    st.none(),
    st.sampled_from([OK, FOUND, BASIC, DIGEST, STALE, asks(), asks(complete=False)]),
    st.builds(Response, status=st.integers(0, 999), body=st.binary(), complete=st.booleans()),
    st.text().map(asks),
    st.integers().map(lambda nonce: asks(f"Digest realm=snom, nonce={nonce}, stale=true")),
)


@given(st.tuples(_RESPONSES, _RESPONSES, _RESPONSES), st.booleans())
def test_at_most_three_requests_and_at_most_two_with_credentials(
    responses: tuple[Response | None, ...], allow_basic: bool
) -> None:
    requests, end = play(*responses, policy=Policy(host="h", allow_basic=allow_basic))
    assert requests[0] == REQUEST
    shown = [value for request in requests for name, value in request.headers if name == "Authorization"]
    assert len(shown) == len(requests) - 1 == len(set(shown))
    assert all(value.startswith("Digest ") for value in shown) or (allow_basic and len(shown) == 1)
    assert isinstance(end, Answer) is not isinstance(end, DialerError)
