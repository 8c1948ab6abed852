"""The way to a phone and back, hop by hop, so that the one that fails has a name. Touches nothing: no key, no setting.

    name → route → tcp → tls → login → hidden_tags → uri_queries → model → permission → urls → callback

Two pages are read and one log-in is tried, mostly no more: three refused ones lock the phone. What the last three hops
need beside the phone comes from outside: what is to stand in the phone, and who listens for it.

Not for: writing anything, or listening (cli.way_back).
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.client import Client
from snom_dialer.phone.finding import Finding, Hop, Result, failed, untried, well
from snom_dialer.phone.in_place import Expected, permission, urls
from snom_dialer.phone.transport import Endpoint, Plain
from snom_dialer.protocol.exchange import Answer, Login
from snom_dialer.protocol.http import Request
from snom_dialer.protocol.identity import Identity, from_info_page, from_settings_xml, merge
from snom_dialer.protocol.phone_manager import is_phone_manager
from snom_dialer.protocol.setting import READ_REQUESTS, Setting, read

__all__ = ["OLD_PORT", "Callback", "Expected", "Finding", "Hop", "Result", "try_way"]

OLD_PORT = 3112  # where a D8xx may have its old interface (docs/snom-protocol.md §9)
_GLANCE = 2.0  # seconds for it to answer

Callback = Callable[[Client, Identity, Finding], Finding]
"""Tries whether this phone reaches us; the last argument is what was found of its URLs."""

# Which hop an error belongs to; everything else is the phone's own answer and belongs to the log-in.
_HOP_OF: Mapping[Code, Hop] = {
    Code.NAME_UNKNOWN: Hop.NAME,
    Code.NO_ROUTE: Hop.ROUTE,
    Code.CONNECTION_REFUSED: Hop.TCP,
    Code.TIMED_OUT: Hop.TCP,
    Code.CONNECTION_LOST: Hop.TCP,
    Code.NO_WEB_SERVER: Hop.TCP,
    Code.TLS_FAILED: Hop.TLS,
    Code.TLS_DOWNGRADE: Hop.TLS,
    Code.CERTIFICATE_CHANGED: Hop.TLS,
    Code.SCHEME_DOWNGRADE: Hop.TLS,
    Code.WRONG_SCHEME: Hop.TLS,
    Code.NOT_A_SNOM: Hop.MODEL,
    Code.PHONE_MANAGER: Hop.MODEL,
}


# What a command may have to fear of such an answer, a test has not: nothing was to be carried out.
_NO_WEB_SERVER: Mapping[Code, str] = {
    Code.CLOSED_UNANSWERED: "the connection was closed without an answer",
    Code.ANSWER_SENSELESS: "the answer is not HTTP",
}


def try_way(
    client: Client, expected: Expected | None = None, callback: Callback | None = None, *, old_port: int = OLD_PORT
) -> Iterator[Finding]:
    """Yield what is found of every hop; those behind one that failed are untried, where they depend on it.

    `expected` is what is to stand in the phone, None for one that is not configured.
    """
    passed = 0
    try:
        for finding in _Hops(client, expected, callback, old_port).findings():
            passed += 1
            yield finding
    except DialerError as error:
        yield from _rest(client, passed, error)


def _rest(client: Client, passed: int, error: DialerError) -> Iterator[Finding]:
    """Yield what is left of the hops when an error ends the way; a hop that was passed does not fail any more."""
    if error.code in _NO_WEB_SERVER:
        error = fault(Code.NO_WEB_SERVER, host=client.host, reason=_NO_WEB_SERVER[error.code])
    order = list(Hop)
    culprit = order[max(order.index(_HOP_OF.get(error.code, Hop.LOGIN)), passed)]
    known = {finding.hop: finding for finding in _way(client)}
    for hop in order[passed : order.index(culprit)]:
        yield known.get(hop, well(hop, "passed"))
    yield Finding(culprit, Result.FAILED, error.message, error.next, error)
    for hop in order[order.index(culprit) + 1 :]:
        yield untried(hop, f"not tried, as {culprit} failed")


class _Settings(NamedTuple):
    """The settings as the phone shows them, None where it does not; `closed` where not to this log-in."""

    shown: Mapping[str, Setting] | None
    text: str
    closed: bool


class _Hops:
    """One test of one phone."""

    def __init__(self, client: Client, expected: Expected | None, callback: Callback | None, old_port: int) -> None:
        self._client = client
        self._expected = expected
        self._callback = callback
        self._old_port = old_port

    def findings(self) -> Iterator[Finding]:
        """Yield one finding per hop, in order. Raises where the way ends."""
        client = self._client
        info = client.fetch(Request(target="/info.htm"))
        _check_answered(client, info)
        yield from _way(client)
        answer = _settings(client, info)
        yield _login(client.host, info, answer)
        settings = self._read(info, answer)
        present = {name: setting.value for name, setting in (settings.shown or {}).items()}
        culprit: Finding | None = None
        identity = _identity(info, settings)
        for finding in self._gates(info, identity, present):
            culprit = culprit or (finding if finding.result is Result.FAILED else None)
            yield finding
        yield from self._behind(culprit, identity, settings)

    def _gates(self, info: Answer, identity: Identity, present: Mapping[str, str]) -> Iterator[Finding]:
        hidden = _hidden_tags(present, self._client.host)
        yield hidden
        yield _uri_queries(self._client, present, hidden)
        yield _model(self._client, info, identity, self._old_port)

    def _behind(self, culprit: Finding | None, identity: Identity, settings: _Settings) -> Iterator[Finding]:
        """Yield the hops that make sense only where all before them are passed."""
        host, expected = self._client.host, self._expected
        steps: list[Callable[[Finding | None], Finding]] = [
            lambda _: permission(expected, identity, settings.shown, host, closed=settings.closed),
            lambda _: urls(expected, identity, settings.shown, host),
            lambda in_place: self._tried_back(identity, in_place),
        ]
        finding: Finding | None = None
        for hop, step in zip((Hop.PERMISSION, Hop.URLS, Hop.CALLBACK), steps, strict=True):
            if culprit is not None:
                yield untried(hop, f"not tried, as {culprit.hop} failed")
                continue
            finding = step(finding)
            culprit = finding if finding.result is Result.FAILED else None
            yield finding

    def _tried_back(self, identity: Identity, in_place: Finding | None) -> Finding:
        if self._callback is None or in_place is None:
            return untried(Hop.CALLBACK, "nobody listens for this phone")
        return self._callback(self._client, identity, in_place)

    def _read(self, info: Answer, answer: Answer | None) -> _Settings:
        """Read the settings; from the other pages that show them only where the phone has not got the usual one."""
        response = answer.response if answer is not None else None
        text = response.text if response is not None and response.status == 200 else ""
        shown: Mapping[str, Setting] | None = read(text)
        if response is not None and response.status == 404 and not _is_manager(info):
            shown = self._read_elsewhere()
        closed = answer is None or _forbidden(answer)
        return _Settings(shown, text, closed)

    def _read_elsewhere(self) -> Mapping[str, Setting] | None:
        for request in READ_REQUESTS[1:]:
            response = self._client.fetch(request).response
            if response is not None and response.status == 200 and (shown := read(response.text)) is not None:
                return shown
        return None


def _check_answered(client: Client, info: Answer) -> None:
    """Raise where the way to the phone is the wrong one, although something is there."""
    endpoint = client.endpoint
    if info.response is None:
        raise fault(Code.NO_WEB_SERVER, host=client.host, reason=_NO_WEB_SERVER[Code.CLOSED_UNANSWERED])
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
    yield well(Hop.NAME, f"the phone is at {endpoint.url}")
    yield well(Hop.ROUTE, "there is a way")
    yield well(Hop.TCP, f"port {endpoint.port} answers {facts.scheme}")
    if facts.scheme == "https":
        yield well(Hop.TLS, f"{facts.tls}, certificate {facts.pin[:16]}… as remembered")
    else:
        yield untried(Hop.TLS, "the phone speaks plain HTTP: whoever is on the way can read along")


def _login(host: str, info: Answer, settings: Answer | None) -> Finding:
    if settings is None:
        detail = f"the phone took the password ({info.login.value}), but not for its settings"
        return well(Hop.LOGIN, detail)
    if settings.login is not Login.NONE:
        return well(Hop.LOGIN, f"the phone took the password ({settings.login.value})")
    if _forbidden(info) and _forbidden(settings):
        return failed(Hop.LOGIN, "the phone refuses every page (status 403)", Code.LOGIN_LOCKED, host=host)
    if _forbidden(settings):
        return untried(Hop.LOGIN, "the phone shows its settings to nobody just now (status 403)")
    return well(Hop.LOGIN, "the phone asks for no password; anybody in the network can use it")


def _forbidden(answer: Answer) -> bool:
    return answer.response is not None and answer.response.status == 403


def _hidden_tags(present: Mapping[str, str], host: str) -> Finding:
    value = present.get("use_hidden_tags")
    if value is None:
        return untried(Hop.HIDDEN_TAGS, "the phone does not show this setting")
    if value == "on":
        return failed(
            Hop.HIDDEN_TAGS, "use_hidden_tags is on: the phone takes no commands", Code.HIDDEN_TAGS, host=host
        )
    return well(Hop.HIDDEN_TAGS, f"use_hidden_tags is {value}")


def _uri_queries(client: Client, present: Mapping[str, str], hidden: Finding) -> Finding:
    """Judge by a query that asks for nothing, and only where the setting is on and nothing else may stop it."""
    hop, value = Hop.URI_QUERIES, present.get("restrict_uri_queries")
    if value is None:
        return untried(hop, "the phone does not show this setting")
    if value != "on":
        return well(hop, f"restrict_uri_queries is {value}")
    if hidden.result is Result.FAILED:
        return untried(hop, f"not tried, as {hidden.hop} failed")
    response = client.fetch(Request(target=_QUERY)).response
    if response is not None and response.status >= 400 and response.status != 404:
        detail = "restrict_uri_queries is on, and the phone refuses every address with a query"
        return failed(hop, detail, Code.URI_QUERIES, host=client.host)
    # It is `on` in every full list of settings that is known, and commands work all the same (§10).
    return untried(hop, "restrict_uri_queries is on; mostly no harm")


_QUERY = "/info.htm?test=1"


def _identity(info: Answer, settings: _Settings) -> Identity:
    page = info.response.text if info.response is not None else ""
    return merge(from_info_page(page), from_settings_xml(settings.text))


def _is_manager(info: Answer) -> bool:
    return info.response is not None and is_phone_manager(info.response.text)


def _model(client: Client, info: Answer, found: Identity, old_port: int) -> Finding:
    if not client.is_snom():
        detail = "this device does not show itself to be a Snom phone"
        return failed(Hop.MODEL, detail, Code.NOT_A_SNOM, host=client.host)
    if _is_manager(info):
        return _manager(client, old_port)
    model, firmware = found.model or "of unknown model", found.firmware or "firmware not told"
    return well(Hop.MODEL, f"snom {model}, {firmware}")


def _manager(client: Client, old_port: int) -> Finding:
    """Say of a D8xx whether its old interface is there; nothing is sent to it."""
    endpoint = client.endpoint
    at = endpoint.host if endpoint is not None else client.host
    try:
        Plain(Endpoint("http", at, old_port), name=client.host, connect_timeout=_GLANCE).open().close()
    except DialerError:
        detail = f"a D8xx with the Phone Manager; nothing answers on port {old_port}"
        return failed(Hop.MODEL, detail, Code.PHONE_MANAGER_ALONE, host=client.host)
    detail = f"a D8xx with the Phone Manager; port {old_port} answers"
    return failed(Hop.MODEL, detail, Code.PHONE_MANAGER, host=client.host)
