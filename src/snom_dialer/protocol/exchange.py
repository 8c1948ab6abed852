"""One request to a phone and everything its log-in may make of it, as a pure generator.

A phone counts wrong passwords and locks its web page after three (docs/snom-protocol.md §2), and a dial must not be
sent twice. Hence the rules, in the order in which they are asked:

    request                the phone answers                        then
    ---------------------  ---------------------------------------  ---------------------------------------------------
    any                    something that is no HTTP (status 0)     ANSWER_SENSELESS
    any                    200 and a short text `Login failed!`     LOGIN_LOCKED
    1st, bare              nothing, it closes the connection        Answer(None), not authenticated
    1st, bare              anything but 401 (also 307, 403, 5xx)    Answer, not authenticated
    1st, bare              401, and we have no user name            LOGIN_NEEDED
    1st, bare              401, cut off before its challenge        CONNECTION_LOST
    1st, bare              401 without a challenge that we speak    LOGIN_SCHEME_UNKNOWN
    1st, bare              401, Basic for a realm not `snom…`       LOGIN_REALM_FOREIGN
    1st, bare              401, Basic where Digest was seen before  LOGIN_DOWNGRADE
    1st, bare              401, a challenge that we answer          2nd request, with credentials
    2nd, credentials       401, Digest, `stale=true`, a new nonce   3rd request, with the new nonce; once
    2nd, credentials       any other 401                            LOGIN_REFUSED
    3rd, new nonce         401, whatever it says                    LOGIN_REFUSED
    2nd or 3rd             nothing, it closes the connection        Answer(None), authenticated
    2nd or 3rd             anything else (also 307, 403, 5xx)       Answer, authenticated

A truncated answer counts by its status. Redirections are not followed: a 302 is how a phone says that it dials. What a
403 means is found out by those who know the request (command, phone.client).

Not for: sending and receiving (phone.transport), the making of headers (auth), or remembering refused credentials and
Digest once seen (state).
"""

from collections.abc import Callable, Generator
from enum import StrEnum
from typing import NamedTuple, TypeGuard

from snom_dialer.errors import Code, fault
from snom_dialer.protocol.auth import Challenge, Credentials, basic, choose, digest, offered, parse_challenges
from snom_dialer.protocol.http import Request, Response
from snom_dialer.protocol.text import plain


class Login(StrEnum):
    """How credentials went to the phone."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Policy(NamedTuple):
    """How far to go: `host` names the phone in errors, `allow_basic` is false once Digest was seen on it."""

    host: str
    allow_basic: bool = True


class Answer(NamedTuple):
    """What came of a request. `response` is None where the phone closed the connection without an answer.

    `authenticated` says that the request which got this response carried credentials and was not answered with 401;
    `login` says how it carried them.
    """

    response: Response | None
    authenticated: bool
    login: Login


# The page of a locked phone is short; a longer one with these words is some other page that happens to hold them.
_LOCKED = b"Login failed!"
_LOCKED_LIMIT = 8 * 1024
_REALM_LIMIT = 80  # characters of a strange device that may stand in an error


def exchange(
    request: Request, credentials: Credentials | None, policy: Policy, cnonce: Callable[[], str]
) -> Generator[Request, Response | None, Answer]:
    """Yield the requests to send, one after the other; be sent the response to each, or None; return the answer.

    Credentials with an empty user name count as none. `cnonce` gives a fresh random text of quotable ASCII each time.
    Raises ANSWER_SENSELESS, CONNECTION_LOST and the LOGIN_… errors of the table above.
    """
    response = _checked((yield request), policy)
    if not _unauthorized(response):
        return Answer(response=response, authenticated=False, login=Login.NONE)
    if credentials is None or not credentials.username:
        raise fault(Code.LOGIN_NEEDED, host=policy.host)
    challenge = _acceptable(response, policy)
    response = _checked((yield _signed(request, challenge, credentials, cnonce)), policy)
    if renewed := _renewed(response, challenge):
        response = _checked((yield _signed(request, renewed, credentials, cnonce)), policy)
    if _unauthorized(response):
        raise fault(Code.LOGIN_REFUSED, host=policy.host, user=credentials.username)
    return Answer(response=response, authenticated=True, login=Login(challenge.scheme))


def _checked(response: Response | None, policy: Policy) -> Response | None:
    if response is None:
        return None
    if response.status == 0:
        raise fault(Code.ANSWER_SENSELESS, host=policy.host)
    # The lock-out need not come as a 4xx (docs/snom-protocol.md §2).
    if response.status == 200 and len(response.body) <= _LOCKED_LIMIT and _LOCKED in response.body:
        raise fault(Code.LOGIN_LOCKED, host=policy.host)
    return response


def _unauthorized(response: Response | None) -> TypeGuard[Response]:
    return response is not None and response.status == 401


def _acceptable(response: Response, policy: Policy) -> Challenge:
    headers = response.header_all("www-authenticate")
    challenge = choose(parse_challenges(headers))
    if challenge is None:
        if not headers and not response.complete:
            raise fault(Code.CONNECTION_LOST, host=policy.host, reason="its request for a log-in came cut off")
        raise fault(Code.LOGIN_SCHEME_UNKNOWN, host=policy.host, offered=offered(headers))
    if challenge.scheme == "basic":
        _check_basic(challenge, policy)
    return challenge


def _check_basic(challenge: Challenge, policy: Policy) -> None:
    """Before a readable password leaves: a Snom phone must ask for it, and one that never took a hidden one."""
    if not challenge.realm.lower().startswith("snom"):
        raise fault(Code.LOGIN_REALM_FOREIGN, host=policy.host, realm=plain(challenge.realm, _REALM_LIMIT))
    if not policy.allow_basic:
        raise fault(Code.LOGIN_DOWNGRADE, host=policy.host)


def _renewed(response: Response | None, former: Challenge) -> Challenge | None:
    """The challenge of a phone that refuses nothing but the age of the nonce; the same nonce again would prove nothing.

    Only Digest has nonces: a Digest challenge after Basic is a refusal, and another try would be a second one.
    """
    if not _unauthorized(response) or former.scheme == "basic":
        return None
    challenge = choose(parse_challenges(response.header_all("www-authenticate")))
    if challenge is None or not challenge.stale or challenge.nonce == former.nonce:
        return None
    return challenge


def _signed(request: Request, challenge: Challenge, credentials: Credentials, cnonce: Callable[[], str]) -> Request:
    if challenge.scheme == "basic":
        value = basic(credentials)
    else:
        value = digest(challenge, credentials, request.method, request.target, cnonce())
    return request._replace(headers=(*request.headers, ("Authorization", value)))
