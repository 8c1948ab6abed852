"""Encrypted connections to phones, whose certificates are their own and whose oldest firmware speaks TLS 1.0.

Nobody vouches for a phone's certificate, so it is pinned: the first one seen is remembered and no other is accepted.
The check comes after the handshake and before the first byte of a request.

Not for: plain connections (transport). Imported only where a phone speaks HTTPS, as `ssl` costs a command 5 ms.
"""

import hashlib
import socket
import ssl
from typing import NamedTuple

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.transport import CONNECT_TIMEOUT, TOTAL_TIMEOUT, Endpoint, Plain

# What a phone can have spoken, weakest first; the text is what `ssl` calls it and what is remembered.
VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
# What Python sets where its builder has not changed it (Debian has): the same on every computer, and nothing weaker.
_MODERN_CIPHERS = "@SECLEVEL=2:ECDH+AESGCM:ECDH+CHACHA20:ECDH+AES:DHE+AES:!aNULL:!eNULL:!aDSS:!SHA1:!AESCCM"
_OLD_CIPHERS = "ALL:!aNULL:!eNULL:@SECLEVEL=0"  # without a certificate there would be nothing to pin
_LEGACY = ("TLSv1", "TLSv1.1")


class Floor(NamedTuple):
    """What was seen on this phone before, below which nothing is accepted: "" is "nothing yet".

    `weak`: it was reached with nothing better than the ciphers of old phones.
    """

    host: str  # names the phone in errors
    pin: str = ""
    version: str = ""
    weak: bool = False

    @property
    def legacy(self) -> bool:
        """Whether the context for old phones is still allowed: not once anything better was seen."""
        return not self.version or self.weak or is_legacy(self.version)


class Seen(NamedTuple):
    """What a handshake showed: the SHA-256 of the certificate in hex, and the version."""

    pin: str
    version: str


class LegacyNeededError(Exception):
    """The phone speaks nothing that is safe today, and nothing better was ever seen on it."""


class Encrypted(Plain):
    """Requests over TLS; `seen` is what the last handshake showed.

    `legacy` allows the ciphers and keys of old phones, and TLS 1.0 where nothing better was ever seen. `open` raises,
    beside what it raises for a plain connection, LegacyNeededError where only that can help, CERTIFICATE_CHANGED,
    TLS_DOWNGRADE and TLS_FAILED.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        floor: Floor,
        *,
        legacy: bool = False,
        connect_timeout: float = CONNECT_TIMEOUT,
        total_timeout: float = TOTAL_TIMEOUT,
    ) -> None:
        super().__init__(endpoint, name=floor.host, connect_timeout=connect_timeout, total_timeout=total_timeout)
        self._floor = floor
        self.legacy = legacy
        self.seen = Seen("", "")

    def open(self) -> socket.socket:
        """Connect, shake hands and check the pin, before anything is sent."""
        plain = super().open()
        secured: socket.socket = plain
        try:
            plain.settimeout(self._total_timeout)  # an old phone calculates for seconds
            context = _context(self._floor, self.legacy)
            plain.getpeername()  # fails where the phone has hung up by now; wrap_socket would lose the socket over it
            secured = context.wrap_socket(plain, do_handshake_on_connect=False)
            self._shake_hands(secured)
        except OSError as error:  # an SSLError is one
            secured.close()
            raise self._why(error) from error
        except BaseException:
            secured.close()
            raise
        return secured

    def _shake_hands(self, secured: ssl.SSLSocket) -> None:
        self._socket = secured
        if self._aborted:  # after the plain socket was connected, and before there was this one to be shut
            raise ConnectionAbortedError
        secured.do_handshake()
        self.seen = _seen(secured)
        if self._floor.pin and self.seen.pin != self._floor.pin:
            raise fault(Code.CERTIFICATE_CHANGED, host=self._floor.host)

    def _why(self, error: OSError) -> Exception:
        """Say what a failed handshake means: no TLS at all, another version, or a phone below its floor."""
        if isinstance(error, TimeoutError) or self._aborted:
            return self._explained(error, self._total_timeout)
        reason = (isinstance(error, ssl.SSLError) and error.reason) or str(error)
        host = self._floor.host
        if reason in _NO_TLS:
            return fault(Code.TLS_FAILED, host=host, reason="it does not speak HTTPS on this port")
        if not self.legacy and self._floor.legacy:
            return LegacyNeededError()
        if self._floor.version and (downgrade := self._downgrade(error)):
            return downgrade
        if self._floor.version and not _refused(error):
            return self._explained(error, self._total_timeout)  # a phone that restarts is no worse than it was
        return fault(Code.TLS_FAILED, host=host, reason=reason.lower().replace("_", " "))

    def _downgrade(self, error: OSError) -> DialerError | None:
        """Ask a phone that did not agree what it does agree to; None where it is not less than it was."""
        host, remembered = self._floor.host, self._floor.version
        limit = self._connect_timeout
        lax = Encrypted(self.endpoint, Floor(host), legacy=True, connect_timeout=limit, total_timeout=limit)
        try:
            lax.open().close()
        except DialerError:
            return None
        offered = lax.seen.version
        if _rank(offered) >= _rank(remembered):
            if not _refused(error):
                return None
            offered += " with the ciphers of old phones"
        return fault(Code.TLS_DOWNGRADE, host=host, remembered=remembered, offered=offered)


# What OpenSSL calls an answer that is plain text.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL")


def _rank(version: str) -> int:
    return VERSIONS.get(version, 0)


def _refused(error: OSError) -> bool:
    """Whether the phone said no in the handshake; it may just have gone away instead."""
    return isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)


def is_legacy(version: str) -> bool:
    """Whether a remembered version is one that only the legacy context speaks."""
    return version in _LEGACY


def _context(floor: Floor, legacy: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the pin takes its place
    context.set_ciphers(_OLD_CIPHERS if legacy else _MODERN_CIPHERS)
    if legacy:
        context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    lowest = VERSIONS.get(floor.version, ssl.TLSVersion.TLSv1 if legacy else ssl.TLSVersion.TLSv1_2)
    if lowest < ssl.TLSVersion.TLSv1_2:
        _allow_old(context, lowest)
    else:
        context.minimum_version = lowest
    return context


def _allow_old(context: ssl.SSLContext, lowest: ssl.TLSVersion) -> None:
    import warnings

    with warnings.catch_warnings():  # Python deprecates TLS 1.0; phones that speak nothing else do not care
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = lowest


def _seen(secured: ssl.SSLSocket) -> Seen:
    certificate = secured.getpeercert(binary_form=True) or b""
    return Seen(pin=hashlib.sha256(certificate).hexdigest(), version=secured.version() or "")


def prove_pin(host: str, port: int, pin: str, version: str) -> None:
    """Shake hands, send nothing, and return if the certificate is the pinned one.

    Raises CERTIFICATE_CHANGED and what connecting raises.
    """
    endpoint, floor = Endpoint("https", host, port), Floor(host, pin, version, weak=True)  # the pin is proof enough
    try:
        Encrypted(endpoint, floor, legacy=is_legacy(version)).open().close()
    except LegacyNeededError:
        Encrypted(endpoint, floor, legacy=True).open().close()
