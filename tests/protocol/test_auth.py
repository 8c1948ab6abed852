"""Log-in: the examples of the RFCs, challenges of every shape, and a choice that never falls back for nothing."""

import base64
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.auth import Challenge, Credentials, basic, choose, digest, offered, parse_challenges

MUFASA = Credentials(username="Mufasa", password="Circle Of Life")


def fields(value: str) -> dict[str, str]:
    """The parameters of a Digest header as a server reads them, with an expression of its own."""
    assert value.startswith("Digest ")
    pairs = re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))', value)
    return {name: re.sub(r"\\(.)", r"\1", quoted) or token for name, quoted, token in pairs}


# ---- Digest ---------------------------------------------------------------------------------------------------------

RFC_2617 = Challenge(
    scheme="digest",
    realm="testrealm@host.com",
    nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
    opaque="5ccc069c403ebaf9f0171e9517f40e41",
    qop=("auth", "auth-int"),
)


def rfc_7616(algorithm: str) -> Challenge:
    return Challenge(
        scheme="digest",
        realm="http-auth@example.org",
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        algorithm=algorithm,
        qop=("auth", "auth-int"),
    )


def test_the_example_of_rfc_2617() -> None:
    assert fields(digest(RFC_2617, MUFASA, "GET", "/dir/index.html", "0a4f113b")) == {
        "username": "Mufasa",
        "realm": "testrealm@host.com",
        "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        "uri": "/dir/index.html",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": "0a4f113b",
        "response": "6629fae49393a05397450978507c4ef1",
        "opaque": "5ccc069c403ebaf9f0171e9517f40e41",
    }


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616(algorithm: str, response: str) -> None:
    credentials = Credentials(username="Mufasa", password="Circle of Life")
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    header = digest(rfc_7616(algorithm), credentials, "GET", "/dir/index.html", cnonce)
    assert fields(header)["response"] == response
    assert fields(header)["opaque"] == "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
    # these three are tokens, and old servers do not read them in quotation marks
    assert re.search(rf"qop=auth, nc=00000001$|algorithm={algorithm}, ", header)
    assert '"auth"' not in header


def test_the_form_without_quality_of_protection() -> None:
    challenge = Challenge(scheme="digest", realm=RFC_2617.realm, nonce=RFC_2617.nonce)
    credentials = Credentials(username="Mufasa", password="CircleOfLife")
    header = fields(digest(challenge, credentials, "GET", "/dir/index.html", "unused"))
    assert header["response"] == "1949323746fe6a43ef61f9606e7febea"  # RFC 2069, as its erratum 749 has it
    assert set(header) == {"username", "realm", "nonce", "uri", "response"}


@pytest.mark.parametrize(
    ("algorithm", "hash_name", "qop"),
    [("MD5-sess", "md5", ()), ("md5-SESS", "md5", ("auth",)), ("SHA-256-sess", "sha256", ("auth",))],
)
def test_a_session_puts_both_nonces_into_the_secret(algorithm: str, hash_name: str, qop: tuple[str, ...]) -> None:
    def h(text: str) -> str:
        return hashlib.new(hash_name, text.encode()).hexdigest()

    challenge = Challenge(scheme="digest", realm="snom", nonce="n", algorithm=algorithm, qop=qop)
    header = fields(digest(challenge, MUFASA, "POST", "/x?y=z", "c", nc=0x2A))
    secret, request = h(h("Mufasa:snom:Circle Of Life") + ":n:c"), h("POST:/x?y=z")
    assert header["response"] == h(f"{secret}:n:0000002a:c:auth:{request}" if qop else f"{secret}:n:{request}")
    assert header["algorithm"] == algorithm
    assert header["cnonce"] == "c"
    assert header.get("nc") == ("0000002a" if qop else None)


def test_names_and_passwords_are_utf_8() -> None:
    challenge = Challenge(scheme="digest", realm="snom", nonce="n")
    header = digest(challenge, Credentials(username="Jürgen", password="pä§"), "GET", "/", "c")
    secret = hashlib.md5("Jürgen:snom:pä§".encode()).hexdigest()
    request = hashlib.md5(b"GET:/").hexdigest()
    assert fields(header)["response"] == hashlib.md5(f"{secret}:n:{request}".encode()).hexdigest()
    assert 'username="Jürgen"' in header


def test_quotation_marks_and_backslashes_do_not_end_a_value() -> None:
    challenge = Challenge(scheme="digest", realm=r'sn"om', nonce="n", opaque="\\")
    header = digest(challenge, Credentials(username=r'a", uri="\b', password="p"), "GET", '/"', "c")
    assert r'username="a\", uri=\"\\b"' in header
    assert fields(header)["username"] == r'a", uri="\b'
    assert fields(header)["uri"] == '/"'
    assert fields(header)["opaque"] == "\\"
    secret = hashlib.md5(rb'a", uri="\b:sn"om:p').hexdigest()
    request = hashlib.md5(b'GET:/"').hexdigest()
    assert fields(header)["response"] == hashlib.md5(f"{secret}:n:{request}".encode()).hexdigest()


@given(st.text(), st.text(), st.text(min_size=1))
def test_a_server_that_knows_the_password_comes_to_the_same_proof(user: str, password: str, realm: str) -> None:
    challenge = Challenge(scheme="digest", realm=realm, nonce="n", qop=("auth",))
    header = fields(digest(challenge, Credentials(username=user, password=password), "GET", "/", "c"))
    secret = hashlib.md5(f"{header['username']}:{header['realm']}:{password}".encode()).hexdigest()
    expected = hashlib.md5(f"{secret}:n:00000001:c:auth:{hashlib.md5(b'GET:/').hexdigest()}".encode()).hexdigest()
    assert (header["username"], header["realm"], header["response"]) == (user, realm, expected)


# ---- Basic ----------------------------------------------------------------------------------------------------------


def test_the_examples_of_rfc_7617() -> None:
    aladdin = Credentials(username="Aladdin", password="open sesame")
    assert basic(aladdin) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert basic(Credentials(username="test", password="123£")) == "Basic dGVzdDoxMjPCow=="


@given(st.text(), st.text())
def test_basic_is_one_line_of_ascii(user: str, password: str) -> None:
    scheme, _, value = basic(Credentials(username=user, password=password)).partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(value.encode("ascii"), validate=True).decode() == f"{user}:{password}"


def test_no_repr_shows_a_password() -> None:
    assert "Life" not in repr(MUFASA)
    assert "Mufasa" in repr(MUFASA)


# ---- parse_challenges -----------------------------------------------------------------------------------------------

_DIGEST = Challenge(scheme="digest", realm="snom", nonce="abc")
_BASIC = Challenge(scheme="basic", realm="snom")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(['Basic realm="snom"'], (_BASIC,), id="basic"),
        pytest.param(["Basic"], (Challenge(scheme="basic"),), id="basic-without-realm"),
        pytest.param(["BASIC REALM = snom"], (_BASIC,), id="case-blanks-and-no-quotation-marks"),
        pytest.param(
            ['Digest realm="snom",nonce="abc",opaque="o",algorithm=MD5,qop="auth, AUTH-INT",stale=TRUE,domain="/"'],
            (
                Challenge(
                    scheme="digest",
                    realm="snom",
                    nonce="abc",
                    opaque="o",
                    algorithm="MD5",
                    qop=("auth", "auth-int"),
                    stale=True,
                ),
            ),
            id="digest-with-everything",
        ),
        pytest.param(["Digest realm=snom, nonce=abc, stale=false, qop="], (_DIGEST,), id="digest-bare"),
        pytest.param(['Digest realm="",nonce=a='], (Challenge(scheme="digest", nonce="a="),), id="empty-realm"),
        pytest.param(
            ['Digest realm="snom", nonce="abc", Basic realm="snom"'], (_DIGEST, _BASIC), id="two-in-one-header"
        ),
        pytest.param(['Basic realm="snom"', 'Digest realm="snom", nonce="abc"'], (_BASIC, _DIGEST), id="two-headers"),
        pytest.param(
            ["Negotiate", "NTLM TlRMTVNTUA==, Basic realm=snom, Bearer x=y"],
            (_BASIC,),
            id="unknown-schemes-are-skipped",
        ),
        pytest.param(
            [r'Basic realm="snom \"a, b\" \\", Digest realm="snom", nonce="abc"'],
            (Challenge(scheme="basic", realm=r'snom "a, b" ' + "\\"), _DIGEST),
            id="escapes-and-commas-in-quotation-marks",
        ),
        pytest.param([",, ,Basic realm=snom,,"], (_BASIC,), id="empty-elements"),
        pytest.param(["Digest realm=snom, nonce=abc, nonce=xyz, Realm=evil"], (_DIGEST,), id="the-first-of-two-counts"),
        pytest.param(['Digest realm="snom"'], (), id="no-nonce"),
        pytest.param(['Digest realm="snom", nonce=""'], (), id="empty-nonce"),
        pytest.param(['Digest nonce="abc"'], (), id="no-realm"),
        pytest.param(['Digest realm="snom", nonce="abc'], (), id="unfinished-quotation"),
        pytest.param(['Digest realm="snom", nonce="abc\\'], (), id="unfinished-escape"),
        pytest.param(['Digest realm="snom", nonce="a\x01bc"'], (), id="control-character"),
        pytest.param(['Digest realm="snom", nonce="a\\\nbc"'], (), id="escaped-control-character"),
        pytest.param(["Digest realm=snom, nonce=a\x00"], (), id="control-character-in-a-token"),
        pytest.param(
            ['Digest realm="snom", nonce="abc" rubbish, Basic realm="snom"'], (_BASIC,), id="broken-before-good"
        ),
        pytest.param(
            ['Basic realm="snom", Digest realm="\x01", nonce="abc"'], (_BASIC,), id="broken-from-its-first-parameter-on"
        ),
        pytest.param(['Digest realm="snom", nonce="abc", qop = "auth'], (), id="broken-where-blanks-are"),
        pytest.param(['realm="snom", nonce="abc"'], (), id="no-scheme"),
        pytest.param(['nonsense here, Basic realm="snom"'], (_BASIC,), id="rubbish-before"),
        pytest.param(['(?), Basic realm="snom"'], (_BASIC,), id="broken-before-any-scheme"),
        pytest.param(["Digest", "realm=snom, nonce=abc"], (), id="parameters-do-not-cross-headers"),
        pytest.param([""], (), id="empty"),
        pytest.param([], (), id="none"),
    ],
)
def test_challenges_of_every_shape(values: list[str], expected: tuple[Challenge, ...]) -> None:
    assert parse_challenges(values) == expected


_HEADER = st.lists(
    st.one_of(
        st.sampled_from(["Digest ", "Basic ", "realm=", "nonce=", '"', "\\", ",", " ", "=", "a", "stale=true"]),
        st.text(),
    )
).map("".join)


@given(st.lists(_HEADER))
def test_no_header_raises_and_no_challenge_can_break_a_request(values: list[str]) -> None:
    for challenge in parse_challenges(values):
        text = challenge.realm + challenge.nonce + challenge.opaque + challenge.algorithm
        assert not re.search(r"[\x00-\x1f\x7f]", text)
        assert challenge.scheme == "basic" or challenge.nonce
    assert len(offered(values)) <= 80
    assert offered(values).isprintable()


@given(st.text(st.characters(min_codepoint=0x20, exclude_characters="\x7f", exclude_categories=["Cs"]), min_size=1))
def test_any_quoted_text_is_read_back(text: str) -> None:
    quoted = re.sub(r'(["\\])', r"\\\1", text)
    (challenge,) = parse_challenges([f'Digest realm="{quoted}", nonce="{quoted}", opaque="{quoted}"'])
    assert (challenge.realm, challenge.nonce, challenge.opaque) == (text, text, text)


def test_a_hostile_header_takes_no_time() -> None:
    # Every one of these quotation marks could begin another search to the end.
    assert parse_challenges(['Digest nonce="' + '\\"' * 500_000 + "\\"]) == ()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        pytest.param(["Negotiate", "NTLM abc=="], "Negotiate, NTLM", id="schemes"),
        pytest.param(['Digest realm="x", nonce="y", algorithm=SHA-512-256'], "Digest SHA-512-256", id="algorithm"),
        pytest.param(['Digest realm="x'], "Digest", id="broken"),
        pytest.param([], "nothing", id="nothing"),
    ],
)
def test_what_is_offered_is_told_in_plain_text(values: list[str], text: str) -> None:
    assert offered(values) == text


# ---- choose ---------------------------------------------------------------------------------------------------------


def offer(algorithm: str = "", qop: tuple[str, ...] = ()) -> Challenge:
    return Challenge(scheme="digest", realm="snom", nonce="n", algorithm=algorithm, qop=qop)


@pytest.mark.parametrize(
    ("challenges", "chosen"),
    [
        pytest.param([], None, id="none"),
        pytest.param([_BASIC], 0, id="basic"),
        pytest.param([_BASIC, offer()], 1, id="digest-before-basic"),
        pytest.param([offer("MD5"), offer("SHA-256"), offer("MD5-sess")], 1, id="sha-256-before-md5"),
        pytest.param([offer(), offer("md5-sess")], 1, id="session-before-none"),
        pytest.param([offer("SHA-256"), offer("sha-256-SESS")], 1, id="sha-256-session"),
        pytest.param([offer(), offer("MD5", ("auth-int", "auth"))], 1, id="auth-before-none"),
        pytest.param([offer("SHA-256"), offer("MD5", ("auth",))], 0, id="hash-before-auth"),
        pytest.param([offer(), offer("MD5")], 0, id="the-first-of-equals"),
        pytest.param([offer("MD5", ("auth-int",))], None, id="auth-int-only"),
        pytest.param([offer("SHA-256", ("auth-int",)), offer("MD5", ("auth",))], 1, id="auth-int-only-and-another"),
        pytest.param([offer("SHA-512-256")], None, id="unknown-hash"),
        pytest.param([offer("SHA-512-256"), _BASIC], 1, id="unknown-hash-and-basic"),
    ],
)
def test_the_best_that_can_be_answered_is_chosen(challenges: list[Challenge], chosen: int | None) -> None:
    assert choose(challenges) == (None if chosen is None else challenges[chosen])
    if chosen is not None:
        assert choose(challenges) is challenges[chosen]
