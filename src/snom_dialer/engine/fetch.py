"""One try to fetch what a user configured, with the HTTP client of the standard library.

Loaded at the first need (action_runner.fetch_url): it brings 3 MB with it, and most programs fetch nothing for days.

Not for: phones (phone.transport), or what is tried again (actions.plan).
"""

import contextlib
import http.client
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import IO
from urllib.parse import unquote_to_bytes, urlsplit, urlunsplit

from snom_dialer.actions.plan import Result

_BODY = 64 * 1024  # bytes of an answer that are taken before the connection is closed


def fetch(url: str, timeout: float, headers: Mapping[str, str]) -> Result:
    """Fetch a URL once and say how far it came. Never raises. Redirections are followed, proxies are not used."""
    until = time.monotonic() + timeout
    try:
        request = _Request(*_without_user(url))
        for name, value in headers.items():
            request.add_header(name, value)
    except ValueError:
        return Result(sent=True)  # no URL, and no better the next time
    try:
        with _opener().open(request, timeout=timeout) as answer:
            _take(answer, until)
            return Result(sent=True, status=answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return Result(sent=True, status=error.code)
    except urllib.error.URLError:
        return Result(sent=request.redirected)  # it could not connect
    except (OSError, http.client.HTTPException, ValueError):
        return Result(sent=True)  # it connected and then heard nothing sensible


def _take(answer: http.client.HTTPResponse, until: float) -> None:
    """Take some of the body, for a while: there are scripts that end when nobody reads what they say."""
    left = _BODY
    with contextlib.suppress(OSError, http.client.HTTPException):  # its status has come, and that is what counts
        while left > 0 and time.monotonic() < until and (piece := answer.read1(left)):
            left -= len(piece)


class _Request(urllib.request.Request):
    """A request that knows whether it was answered with a redirection: then something was sent, whatever follows."""

    redirected = False


class _Redirections(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Go on without the password where it leads to somebody else."""
        if isinstance(req, _Request):
            req.redirected = True
        going_on = super().redirect_request(req, fp, code, msg, headers, newurl)
        if going_on is not None and (going_on.type, going_on.host) != (req.type, req.host):
            going_on.remove_header("Authorization")
        return going_on


def _without_user(url: str) -> tuple[str, None, dict[str, str]]:
    """Return the URL without `user:password@`, no body, and the headers that take its place."""
    headers = {"User-Agent": "snom-dialer"}
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if at:
        pair = unquote_to_bytes(user if ":" in user else f"{user}:")
        headers["Authorization"] = "Basic " + b64encode(pair).decode("ascii")
    return urlunsplit(parts._replace(netloc=host, fragment="")), None, headers


@cache  # made at the first need, as it brings in ssl
def _opener() -> urllib.request.OpenerDirector:
    """Make what fetches: http and https alone, also after a redirection.

    Webhooks mostly live in the own network; a proxy from the environment would answer 502 for them.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        _Redirections,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener
