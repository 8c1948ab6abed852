"""Encrypted connections to phones, whose certificates are their own and whose oldest firmware speaks TLS 1.0.

Nobody vouches for a phone's certificate, so it is pinned: the first one seen is remembered and no other is accepted.
The check comes after the handshake and before the first byte of a request.

Not for: plain connections (transport). Imported only where a phone speaks HTTPS, as `ssl` costs a command 5 ms.
"""

import hashlib
import socket
import ssl
from typing import NamedTuple

from snom_dialer.errors import Code, fault
from snom_dialer.phone.transport import CONNECT_TIMEOUT, TOTAL_TIMEOUT, Endpoint, Plain

# What a phone can have spoken, weakest first; the text is what `ssl` calls it and what is remembered.
VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
_LEGACY = ("TLSv1", "TLSv1.1")


class Floor(NamedTuple):
    """What was seen on this phone before, below which nothing is accepted: "" is "nothing yet"."""

    host: str  # names the phone in errors
    pin: str = ""
    version: str = ""


class Seen(NamedTuple):
    """What a handshake showed: the SHA-256 of the certificate in hex, and the version."""

    pin: str
    version: str


class LegacyNeededError(Exception):
    """The phone speaks nothing that is safe today, and nothing better was ever seen on it."""


class Encrypted(Plain):
    """Requests over TLS; `seen` is what the last handshake showed.

    `legacy` allows TLS 1.0 with the ciphers and keys of its time. `open` raises, beside what it raises for a plain
    connection, LegacyNeededError where only that can help, CERTIFICATE_CHANGED, TLS_DOWNGRADE and TLS_FAILED.
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
        self._legacy = legacy
        self.seen = Seen("", "")

    def open(self) -> socket.socket:
        """Connect, shake hands and check the pin, before anything is sent."""
        plain = super().open()
        plain.settimeout(self._total_timeout)  # an old phone calculates for seconds
        secured = _context(self._floor, self._legacy).wrap_socket(plain, do_handshake_on_connect=False)
        self._socket = secured
        try:
            secured.do_handshake()
            self.seen = _seen(secured)
            if self._floor.pin and self.seen.pin != self._floor.pin:
                raise fault(Code.CERTIFICATE_CHANGED, host=self._floor.host)
        except OSError as error:  # an SSLError is one
            secured.close()
            raise self._why(error) from error
        except BaseException:
            secured.close()
            raise
        return secured

    def _why(self, error: OSError) -> Exception:
        """Say what a failed handshake means: no TLS at all, another version, or a phone below its floor."""
        if isinstance(error, TimeoutError) or self._aborted:
            return self._explained(error, self._total_timeout)
        reason = (isinstance(error, ssl.SSLError) and error.reason) or str(error)
        host, version = self._floor.host, self._floor.version
        if reason in _NO_TLS:
            return fault(Code.TLS_FAILED, host=host, reason="it does not speak HTTPS on this port")
        if version and not is_legacy(version):
            return fault(Code.TLS_DOWNGRADE, host=host, remembered=version, offered="something older")
        if not self._legacy:
            return LegacyNeededError()
        return fault(Code.TLS_FAILED, host=host, reason=reason.lower().replace("_", " "))


# What OpenSSL calls an answer that is plain text.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL")


def is_legacy(version: str) -> bool:
    """Whether a remembered version is one that only the legacy context speaks."""
    return version in _LEGACY


def _context(floor: Floor, legacy: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the pin takes its place
    if legacy:
        context.set_ciphers("ALL:@SECLEVEL=0")
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
    transport = Encrypted(Endpoint("https", host, port), Floor(host, pin, version), legacy=is_legacy(version))
    transport.open().close()
