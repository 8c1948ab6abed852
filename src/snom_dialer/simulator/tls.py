"""TLS of a virtual phone: the fixed test certificates of this package, and what old firmware speaks.

The keys lie in the package for everybody to read: they make an encrypted connection possible, and protect nothing.

Not for: checking anybody's certificate; the phone's own requests take any (docs/snom-protocol.md §2).
"""

import ssl
import warnings
from enum import StrEnum
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).with_name("certificate")


class Certificate(StrEnum):
    """Which key and certificate the phone shows."""

    PHONE = "phone"
    CHANGED = "changed"
    LEGACY = "legacy"

    @property
    def path(self) -> Path:
        """The PEM file with key and certificate."""
        return _FOLDER / f"{self.value}.pem"


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """Make the server's side; LEGACY is TLS 1.0 and 1.1 only, with a key of 1024 bits and SHA-1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate is Certificate.LEGACY:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    show(context, certificate)
    return context


def show(context: ssl.SSLContext, certificate: Certificate) -> None:
    """Show this certificate from the next connection on."""
    context.load_cert_chain(certificate.path)


def client_context() -> ssl.SSLContext:
    """Make the side that fetches: no check of anything, as phones do it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
