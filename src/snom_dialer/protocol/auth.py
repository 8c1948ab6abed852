"""HTTP log-in as phones ask for it: challenges out of headers, Basic and Digest headers out of credentials.

Digest with MD5 and SHA-256, each with and without `-sess`, quality of protection `auth` or none at all
(docs/snom-protocol.md §2; RFC 7616, RFC 2617, RFC 7617).

Not for: deciding when credentials are sent, and whether to this device at all (exchange), or keeping them (config).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from snom_dialer.protocol.http import octets
from snom_dialer.protocol.text import plain


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Credentials(NamedTuple):
    """A user name (without control characters) and its password, which no repr shows."""

    username: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials(username={self.username!r})"


class Challenge(NamedTuple):
    """One way to log in that a phone offers, in a scheme that we know.

    `algorithm` is as it came ("" is MD5), `qop` in lower case (empty: none asked for), `opaque` "" where there is none.
    """

    scheme: Literal["basic", "digest"]
    realm: str = ""
    nonce: str = ""
    opaque: str = ""
    algorithm: str = ""
    qop: tuple[str, ...] = ()
    stale: bool = False


# Weakest first: name in upper case -> hash, and whether the session's nonces go into the secret.
_ALGORITHMS: Mapping[str, tuple[str, bool]] = {
    "MD5": ("md5", False),
    "MD5-SESS": ("md5", True),
    "SHA-256": ("sha256", False),
    "SHA-256-SESS": ("sha256", True),
}
_STRENGTH = {name: strength for strength, name in enumerate(_ALGORITHMS, start=1)}


def choose(challenges: Sequence[Challenge]) -> Challenge | None:
    """The best challenge that can be answered: Digest before Basic, then the strongest hash, then `auth` before none.

    None where there is none: a Digest that knows only `auth-int` or another hash cannot be answered.
    """
    return max(filter(_usable, challenges), key=_rank, default=None)


def _usable(challenge: Challenge) -> bool:
    if challenge.scheme == "basic":
        return True
    return _name(challenge) in _ALGORITHMS and (not challenge.qop or "auth" in challenge.qop)


def _rank(challenge: Challenge) -> tuple[int, bool]:
    return (0 if challenge.scheme == "basic" else _STRENGTH[_name(challenge)], bool(challenge.qop))


def _name(challenge: Challenge) -> str:
    return (challenge.algorithm or "MD5").upper()


# ---- headers out ----------------------------------------------------------------------------------------------------


def basic(credentials: Credentials) -> str:
    """The value of an Authorization header that shows the password to everybody who sees it."""
    pair = octets(f"{credentials.username}:{credentials.password}")
    from binascii import b2a_base64  # most phones want Digest

    return "Basic " + b2a_base64(pair, newline=False).decode("ascii")


def digest(challenge: Challenge, credentials: Credentials, method: str, target: str, cnonce: str, nc: int = 1) -> str:
    """The value of an Authorization header that proves the password for this method and target.

    `challenge` is one that `choose` gave, `cnonce` a fresh random text, `nc` how often its nonce was used, this time
    included. Raises KeyError for a hash that we do not know.
    """
    response = _proof(challenge, credentials, (method, target), cnonce, f"{nc:08x}")
    quoted = {"username": credentials.username, "realm": challenge.realm, "nonce": challenge.nonce, "uri": target}
    plain = {"algorithm": challenge.algorithm}
    if challenge.opaque:
        quoted["opaque"] = challenge.opaque
    if challenge.qop:
        plain |= {"qop": "auth", "nc": f"{nc:08x}"}
    if challenge.qop or _ALGORITHMS[_name(challenge)][1]:
        quoted["cnonce"] = cnonce
    quoted["response"] = response
    parts = [f"{name}={_quoted(value)}" for name, value in quoted.items()]
    parts += [f"{name}={value}" for name, value in plain.items() if value]
    return "Digest " + ", ".join(parts)


def _proof(challenge: Challenge, credentials: Credentials, request: tuple[str, str], cnonce: str, count: str) -> str:
    """The `response` of RFC 7616 §3.4.1, and that of RFC 2069 where no quality of protection was asked for."""
    algorithm, session = _ALGORITHMS[_name(challenge)]
    secret = _hash(algorithm, credentials.username, challenge.realm, credentials.password)
    if session:
        secret = _hash(algorithm, secret, challenge.nonce, cnonce)
    between = (count, cnonce, "auth") if challenge.qop else ()
    return _hash(algorithm, secret, challenge.nonce, *between, _hash(algorithm, *request))


def _hash(algorithm: str, *parts: str) -> str:
    import hashlib  # brings OpenSSL along, which not every command needs

    return hashlib.new(algorithm, octets(":".join(parts)), usedforsecurity=False).hexdigest()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{escaped}"'


# ---- challenges in --------------------------------------------------------------------------------------------------

# What stands between two commas outside quotation marks. An unfinished quotation runs to the end, so that the search
# takes linear time on any input.
_ELEMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^",])+', re.DOTALL)
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105
_SCHEME = rf"({_TOKEN})(?:[ \t]+[A-Za-z0-9._~+/-]+=*)?"  # two texts, compiled where a phone offers such things
_BROKEN_SCHEME = rf"({_TOKEN})[ \t]+[^ \t=]"
_PARAMETER = re.compile(
    rf"(?:({_TOKEN})[ \t]+)?"  # a scheme, where another challenge begins
    rf"({_TOKEN})[ \t]*=[ \t]*"
    r'(?:"((?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*)"|([^\s"\x00-\x1f\x7f]*))'
)
_ESCAPE = re.compile(r"\\(.)")

_OFFERED_LIMIT = 80


def parse_challenges(values: Sequence[str]) -> tuple[Challenge, ...]:
    """The challenges in the values of all WWW-Authenticate headers of an answer, in their order.

    Unknown schemes are skipped, and so are broken challenges: a parameter that cannot be read, control characters, a
    Digest without realm or nonce. Never raises.
    """
    found = (_challenge(scheme.lower(), parameters) for scheme, parameters in _scan(values))
    return tuple(challenge for challenge in found if challenge is not None)


def offered(values: Sequence[str]) -> str:
    """What the WWW-Authenticate headers ask for, as plain text for a message: `Negotiate, Digest SHA-512-256`."""
    names = (" ".join((scheme, (known or {}).get("algorithm", ""))).strip() for scheme, known in _scan(values))
    return plain(", ".join(names), _OFFERED_LIMIT) or "nothing"


def _challenge(scheme: str, parameters: Mapping[str, str] | None) -> Challenge | None:
    if parameters is None:
        return None
    if scheme == "basic":
        return Challenge(scheme="basic", realm=parameters.get("realm", ""))
    if scheme != "digest" or "realm" not in parameters or not parameters.get("nonce"):
        return None
    return Challenge(
        scheme="digest",
        realm=parameters["realm"],
        nonce=parameters["nonce"],
        opaque=parameters.get("opaque", ""),
        algorithm=parameters.get("algorithm", ""),
        qop=tuple(parameters.get("qop", "").lower().replace(",", " ").split()),
        stale=parameters.get("stale", "").lower() == "true",
    )


def _scan(values: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    """Every challenge as scheme and parameters (names in lower case); None for the parameters of a broken one."""
    for value in values:
        yield from _challenges([element.strip() for element in _ELEMENT.findall(value) if element.strip()])


def _challenges(elements: Sequence[str]) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    scheme, parameters, whole = "", dict[str, str](), True
    for element in elements:
        begun, name, text, readable = _element(element)
        if begun:
            if scheme:
                yield scheme, parameters if whole else None
            scheme, parameters, whole = begun, {}, True
        if name:
            parameters.setdefault(name, text)
        whole = whole and readable
    if scheme:
        yield scheme, parameters if whole else None


def _element(element: str) -> tuple[str, str, str, bool]:
    """Scheme, parameter name and value of one element, each "" where it has none, and whether it could be read.

    A broken one must not pass unseen: a Digest that lost its `qop` would spend good credentials on a wrong proof.
    """
    if match := _PARAMETER.fullmatch(element):
        scheme, name, quoted, token = match.groups("")
        return scheme, name.lower(), _ESCAPE.sub(r"\1", quoted) or token, True
    if match := re.fullmatch(_SCHEME, element):
        return match[1], "", "", True
    broken = re.match(_BROKEN_SCHEME, element)
    return broken[1] if broken else "", "", "", False
