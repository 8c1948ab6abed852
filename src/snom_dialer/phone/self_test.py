"""The way to a phone, hop by hop, so that the one that fails has a name. Touches nothing: no key, no call, no setting.

    name → route → tcp → tls → login → hidden_tags → uri_queries → model

Two pages are read and one log-in is tried, no more: three refused ones lock the phone.

Not for: writing anything, or trying the way back from the phone.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.client import Client
from snom_dialer.protocol.exchange import Answer, Login
from snom_dialer.protocol.http import Request
from snom_dialer.protocol.identity import from_info_page, from_settings_xml, merge
from snom_dialer.protocol.phone_manager import is_phone_manager
from snom_dialer.protocol.setting import read


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


# Which hop an error belongs to; everything else is the phone's own answer and belongs to the log-in.
_HOP_OF: Mapping[Code, Hop] = {
    Code.NAME_UNKNOWN: Hop.NAME,
    Code.NO_ROUTE: Hop.ROUTE,
    Code.CONNECTION_REFUSED: Hop.TCP,
    Code.TIMED_OUT: Hop.TCP,
    Code.CONNECTION_LOST: Hop.TCP,
    Code.CLOSED_UNANSWERED: Hop.TCP,
    Code.ANSWER_SENSELESS: Hop.TCP,
    Code.TLS_FAILED: Hop.TLS,
    Code.TLS_DOWNGRADE: Hop.TLS,
    Code.CERTIFICATE_CHANGED: Hop.TLS,
    Code.SCHEME_DOWNGRADE: Hop.TLS,
    Code.WRONG_SCHEME: Hop.TLS,
    Code.NOT_A_SNOM: Hop.MODEL,
    Code.PHONE_MANAGER: Hop.MODEL,
}


def try_way(client: Client) -> Iterator[Finding]:
    """Yield what is found of every hop; those behind one that failed are untried."""
    passed = 0
    try:
        for finding in _hops(client):
            passed += 1
            yield finding
    except DialerError as error:
        yield from _rest(client, passed, error)


def _rest(client: Client, passed: int, error: DialerError) -> Iterator[Finding]:
    """Yield what is left of the hops when an error ends the way; a hop that was passed does not fail any more."""
    order = list(Hop)
    culprit = order[max(order.index(_HOP_OF.get(error.code, Hop.LOGIN)), passed)]
    known = {finding.hop: finding for finding in _way(client)}
    for hop in order[passed : order.index(culprit)]:
        yield known.get(hop, Finding(hop, Result.OK, "passed"))
    yield Finding(culprit, Result.FAILED, error.message, error.next, error)
    for hop in order[order.index(culprit) + 1 :]:
        yield Finding(hop, Result.UNTRIED, f"not tried, as {culprit} failed")


def _hops(client: Client) -> Iterator[Finding]:
    """Yield one finding per hop, in order. Raises where the way ends."""
    info = client.fetch(Request(target="/info.htm"))
    _check_answered(client, info)
    yield from _way(client)
    settings = _settings(client, info)
    yield _login(client.host, info, settings)
    response = settings.response if settings is not None else None
    text = response.text if response is not None and response.status == 200 else ""
    values = read(text) or {}
    present = {name: setting.value for name, setting in values.items()}
    yield _hidden_tags(present, client.host)
    yield _uri_queries(present)
    yield _model(client, info, text)


def _check_answered(client: Client, info: Answer) -> None:
    """Raise where the way to the phone is the wrong one, although something is there."""
    endpoint = client.endpoint
    if info.response is None:
        raise fault(Code.CLOSED_UNANSWERED, host=client.host)
    if info.response.status == 307 and endpoint is not None:
        raise fault(Code.WRONG_SCHEME, host=client.host, scheme=endpoint.scheme.upper())


def _settings(client: Client, info: Answer) -> Answer | None:
    """Fetch the settings; None where the password that was just taken is not the administrator's (§10)."""
    try:
        return client.fetch(Request(target="/settings.xml"))
    except DialerError as error:
        if error.code is Code.LOGIN_REFUSED and info.authenticated:
            return None
        raise


def _way(client: Client) -> Iterator[Finding]:
    facts, endpoint = client.facts, client.endpoint
    if endpoint is None:  # nothing was ever reached
        return
    yield Finding(Hop.NAME, Result.OK, f"the phone is at {endpoint.url}")
    yield Finding(Hop.ROUTE, Result.OK, "there is a way")
    yield Finding(Hop.TCP, Result.OK, f"port {endpoint.port} answers {facts.scheme}")
    if facts.scheme == "https":
        yield Finding(Hop.TLS, Result.OK, f"{facts.tls}, certificate {facts.pin[:16]}… as remembered")
    else:
        yield Finding(Hop.TLS, Result.UNTRIED, "the phone speaks plain HTTP: whoever is on the way can read along")


def _login(host: str, info: Answer, settings: Answer | None) -> Finding:
    if settings is None:
        detail = f"the phone took the password ({info.login.value}), but not for its settings"
        return Finding(Hop.LOGIN, Result.OK, detail)
    if settings.login is not Login.NONE:
        return Finding(Hop.LOGIN, Result.OK, f"the phone took the password ({settings.login.value})")
    if _forbidden(info) and _forbidden(settings):
        return _gate(Hop.LOGIN, Code.LOGIN_LOCKED, "the phone refuses every page (status 403)", host)
    if _forbidden(settings):
        return Finding(Hop.LOGIN, Result.UNTRIED, "the phone shows its settings to nobody just now (status 403)")
    return Finding(Hop.LOGIN, Result.OK, "the phone asks for no password; anybody in the network can use it")


def _forbidden(answer: Answer) -> bool:
    return answer.response is not None and answer.response.status == 403


def _hidden_tags(present: Mapping[str, str], host: str) -> Finding:
    value = present.get("use_hidden_tags")
    if value is None:
        return Finding(Hop.HIDDEN_TAGS, Result.UNTRIED, "the phone does not show this setting")
    if value == "on":
        return _gate(Hop.HIDDEN_TAGS, Code.HIDDEN_TAGS, "use_hidden_tags is on: the phone takes no commands", host)
    return Finding(Hop.HIDDEN_TAGS, Result.OK, f"use_hidden_tags is {value}")


def _uri_queries(present: Mapping[str, str]) -> Finding:
    value = present.get("restrict_uri_queries")
    if value == "off":
        return Finding(Hop.URI_QUERIES, Result.OK, "restrict_uri_queries is off")
    # It is `on` in every full list of settings that is known, and commands work all the same (§10).
    detail = "the phone does not show this setting" if value is None else "restrict_uri_queries is on; mostly no harm"
    return Finding(Hop.URI_QUERIES, Result.UNTRIED, detail)


def _model(client: Client, info: Answer, settings: str) -> Finding:
    page = info.response.text if info.response is not None else ""
    found = merge(from_info_page(page), from_settings_xml(settings))
    if not client.is_snom():
        return _gate(Hop.MODEL, Code.NOT_A_SNOM, "this device does not show itself to be a Snom phone", client.host)
    if is_phone_manager(page):
        return _gate(Hop.MODEL, Code.PHONE_MANAGER, "a D8xx with the Phone Manager", client.host)
    model, firmware = found.model or "of unknown model", found.firmware or "firmware not told"
    return Finding(Hop.MODEL, Result.OK, f"snom {model}, {firmware}")


def _gate(hop: Hop, code: Code, detail: str, host: str) -> Finding:
    error = fault(code, host=host)
    return Finding(hop, Result.FAILED, detail, error.next, error)
