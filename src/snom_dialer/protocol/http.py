"""HTTP as Snom phones speak it: a request as bytes, an answer from bytes.

Not for: sending (phone.transport), logging in (auth, exchange), or requests that arrive here (action_url).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request to a phone. `target` is in origin form and already percent-encoded ASCII."""

    target: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer of a phone. `complete` is false where the phone closed the connection in the middle of it."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    complete: bool = True
