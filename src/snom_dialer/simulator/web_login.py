"""The log-in of the phone's web server: Basic or Digest, and the lock after refused tries (docs/snom-protocol.md §2).

Written on its own after RFC 2617 and RFC 7616; it shares no line with the program that logs in.

Not for: what a logged-in user may do (page).
"""

import hashlib
import re
import secrets
from base64 import b64decode
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.settings_store import SettingsStore
from snom_dialer.simulator.wire import WebAnswer, WebRequest

_PARAMETER: Final = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES: Final[Mapping[str, str]] = {"MD5": "md5", "SHA-256": "sha256"}
# More than three refused log-ins lock for a minute, every further three double it.
_FREE_FAILURES: Final = 3

ERROR_PAGE: Final = "<HTML><HEAD><TITLE>snom VoIP phone: Error</TITLE></HEAD><BODY>{text}</BODY></HTML>"


class Verdict(Enum):
    """What becomes of a request at the door."""

    ADMITTED = "admitted"
    ASKED = "asked"
    REFUSED = "refused"
    STALE = "stale"
    LOCKED = "locked"


class WebLogin:
    """The guard at the door: knows the log-in from the settings, counts refusals and keeps the lock."""

    def __init__(self, settings: SettingsStore, quirks: Quirks, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._quirks = quirks
        self._clock = clock
        self._nonces: dict[str, float] = {}
        self._locked_until = 0.0
        self.failures = 0

    @property
    def secured(self) -> bool:
        """Whether a log-in is asked for at all: not on a phone as it comes from the factory."""
        return bool(self._settings.get("http_user") and self._settings.get("http_pass"))

    @property
    def locked(self) -> bool:
        """Whether the web server is locked now."""
        return self._clock() < self._locked_until

    def check(self, request: WebRequest) -> Verdict:
        """Judge a request and remember a refusal."""
        if not self.secured:
            return Verdict.ADMITTED
        if self.locked:
            return Verdict.LOCKED
        given = request.headers.get("authorization", "")
        if not given:
            return Verdict.ASKED
        verdict = self._judge(request, given)
        if verdict is Verdict.ADMITTED:
            self.failures = 0
        elif verdict is Verdict.REFUSED:
            self._count_failure()
        return verdict

    def answer(self, verdict: Verdict) -> WebAnswer:
        """Say no: the challenge, or one of the two answers of a locked phone."""
        if verdict is not Verdict.LOCKED:
            challenge = ("WWW-Authenticate", self._challenge(stale=verdict is Verdict.STALE))
            return WebAnswer(status=401, headers=(challenge,), body=ERROR_PAGE.format(text="Authorization required"))
        if self._quirks.on("lockout_as_200"):
            return WebAnswer(body="<html><body>Login failed! Too many unsuccessful login attempts</body></html>")
        return WebAnswer(status=403, body=ERROR_PAGE.format(text="Forbidden"))

    def forget(self) -> None:
        """Forget refusals, lock and nonces, as a reboot does."""
        self.failures, self._locked_until = 0, 0.0
        self._nonces.clear()

    def _count_failure(self) -> None:
        self.failures += 1
        over = self.failures - _FREE_FAILURES - 1
        if over >= 0 and over % _FREE_FAILURES == 0:
            seconds = self._quirks.number("lockout_seconds") * 2.0 ** (over // _FREE_FAILURES)
            self._locked_until = self._clock() + seconds

    @property
    def _digest(self) -> bool:
        return self._settings.on("http_scheme")

    def _challenge(self, *, stale: bool) -> str:
        realm = self._quirks.text("realm")
        if not self._digest:
            return f'Basic realm="{realm}"'
        nonce = secrets.token_hex(16)
        self._nonces[nonce] = self._clock()
        qop, algorithm = self._quirks.text("qop"), self._quirks.text("algorithm")
        parts = [f'Digest realm="{realm}"', f'nonce="{nonce}"', 'opaque="5ccc069c"']
        parts += [f'qop="{qop}"'] if qop else []
        parts += [f"algorithm={algorithm}"] if algorithm else []
        parts += ["stale=true"] if stale else []
        return ", ".join(parts)

    def _judge(self, request: WebRequest, given: str) -> Verdict:
        scheme, _, rest = given.partition(" ")
        if scheme.lower() != ("digest" if self._digest else "basic"):
            return Verdict.REFUSED
        return self._judge_digest(request, rest) if self._digest else self._judge_basic(rest)

    def _judge_basic(self, rest: str) -> Verdict:
        wanted = f"{self._settings.get('http_user')}:{self._settings.get('http_pass')}".encode()
        try:
            given = b64decode(rest)
        except ValueError:
            return Verdict.REFUSED
        return Verdict.ADMITTED if secrets.compare_digest(given, wanted) else Verdict.REFUSED

    def _judge_digest(self, request: WebRequest, rest: str) -> Verdict:
        values = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}
        user = re.sub(r"\\(.)", r"\1", values.get("username", "")).encode("latin-1").decode("utf-8", "replace")
        if user != self._settings.get("http_user") or values.get("uri") != request.target:
            return Verdict.REFUSED
        wanted = self._digest_response(request, values)
        if not secrets.compare_digest(values.get("response", "").encode(), wanted.encode()):
            return Verdict.REFUSED
        return Verdict.ADMITTED if self._fresh(values.get("nonce", "")) else Verdict.STALE

    def _digest_response(self, request: WebRequest, values: Mapping[str, str]) -> str:
        algorithm = self._quirks.text("algorithm") or "MD5"
        user, password = self._settings.get("http_user"), self._settings.get("http_pass")
        nonce, cnonce, qop = (values.get(name, "") for name in ("nonce", "cnonce", "qop"))
        secret = _hash(algorithm, f"{user}:{self._quirks.text('realm')}:{password}")
        if algorithm.endswith("-sess"):
            secret = _hash(algorithm, f"{secret}:{nonce}:{cnonce}")
        what = _hash(algorithm, f"{request.method}:{values.get('uri', '')}")
        middle = f"{nonce}:{values.get('nc', '')}:{cnonce}:{qop}" if qop else nonce
        return _hash(algorithm, f"{secret}:{middle}:{what}")

    def _fresh(self, nonce: str) -> bool:
        lifetime = self._quirks.number("nonce_lifetime")
        born = self._nonces.get(nonce)
        return born is not None and (lifetime < 0 or self._clock() - born < lifetime)


def _hash(algorithm: str, text: str) -> str:
    return hashlib.new(_HASHES[algorithm.removesuffix("-sess")], text.encode()).hexdigest()
