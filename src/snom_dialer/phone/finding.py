"""What a self-test finds: the hops of the way to a phone and back, and how each of them went.

Not for: trying them (self_test, in_place).
"""

from enum import StrEnum
from typing import NamedTuple

from snom_dialer.errors import Code, DialerError, fault


class Hop(StrEnum):
    """A hop of the way, in the order in which they are passed."""

    NAME = "name"
    ROUTE = "route"
    TCP = "tcp"
    TLS = "tls"
    LOGIN = "login"
    HIDDEN_TAGS = "hidden_tags"
    URI_QUERIES = "uri_queries"
    MODEL = "model"
    PERMISSION = "permission"
    URLS = "urls"
    CALLBACK = "callback"


class Result(StrEnum):
    """How a hop went; untried where nothing could be said without touching something."""

    OK = "ok"
    FAILED = "failed"
    UNTRIED = "untried"


class Finding(NamedTuple):
    """What is found of one hop. `cure` is "" unless it failed; `error` is what a command would have failed with."""

    hop: Hop
    result: Result
    detail: str
    cure: str = ""
    error: DialerError | None = None


def well(hop: Hop, detail: str) -> Finding:
    """Return a hop that is passed."""
    return Finding(hop, Result.OK, detail)


def untried(hop: Hop, detail: str) -> Finding:
    """Return a hop of which nothing can be said, and why."""
    return Finding(hop, Result.UNTRIED, detail)


def failed(hop: Hop, detail: str, code: Code, **values: object) -> Finding:
    """Return a hop that fails with the error that `code` and `values` make."""
    error = fault(code, **values)
    return Finding(hop, Result.FAILED, detail, error.next, error)
