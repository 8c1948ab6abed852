"""URL templates: `https://crm.example/?caller={number}` and the values of a call → the URL that is fetched.

Whoever calls chooses some of the values, so a value may fill a place and do nothing else: scheme, host and port take no
placeholder at all, and everywhere else it is percent-encoded so that it can add no segment, parameter or header.

Not for: where the values come from and which templates an event fires (plan), or fetching anything (engine).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from snom_dialer.errors import Code, DialerError, fault

PHONE_PLACEHOLDERS: Mapping[str, str] = {
    # What the phone sends with its Action URLs (docs/snom-protocol.md §6), as it sends it.
    "remote": "the other side as SIP address",
    "display_remote": "the other side's name, as the phone shows it",
    "local": "your own side as SIP address",
    "display_local": "your own side's name",
    "call_id": "the SIP Call-ID",
    "csta_id": "the CSTA id of the call",
    "active_url": "the SIP address of the active line",
    "active_user": "the user of the active line",
    "active_host": "the registrar of the active line",
    "active_key": "the line key",
    "expansion_module": "the expansion module of the key",
    "longpress_key": "the key that was held down",
    "phone_ip": "the phone's address",
    "local_ip": "the phone's own address, as it sees it",
    "nr_ongoing_calls": "how many calls are going on",
    "context_url": "the context of the call",
    "cancel_reason": "why the call was cancelled",
}
OUR_PLACEHOLDERS: Mapping[str, str] = {
    "timestamp": "when it happened: ISO 8601, local time with offset",
    "number": "the other side's number",
    "number.e164": "the same as +COUNTRY…, where it has such a form",
    "name": "the other side's name",
    "duration": "seconds connected, decimal",
    "direction": "incoming, outgoing or unknown",
    "phone": "the name of the phone in the configuration",
    "event": "the event that fired this",
}
PLACEHOLDERS: Mapping[str, str] = {**PHONE_PLACEHOLDERS, **OUR_PLACEHOLDERS}

_SHAPE = r"(?is)(https?)://([^/?#]*)(/[^?#]*)?(\?[^#]*)?(#.*)?"
_USER = r"[\w.~!$&'()*+,;=:%-]*"
_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?|\[[0-9A-Fa-f:.]+\]"
_AUTHORITY = rf"(?a)({_USER}@)?({_HOST})(?::([0-9]{{1,5}}))?"
_TOKEN = r"(?a)\{\{|\}\}|\{([A-Za-z_][\w.]*)\}"  # noqa: S105  # a piece of a template
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"
_SEGMENT_SAFE = "!$&'()*+,;=:@"
_QUERY_SAFE = _SEGMENT_SAFE + "/?"
_LAST_PORT = 65535


class _Parts(NamedTuple):
    """A template in pieces; the last three may hold placeholders, `query` and `fragment` begin with their sign."""

    scheme: str
    authority: str
    path: str
    query: str
    fragment: str


def check(template: str) -> None:
    """Raise TEMPLATE_INVALID, with the reason, unless `render` can make a URL of `template`. An empty one is right."""
    if template.strip():
        _split(template.strip())


def render(template: str, values: Mapping[str, str]) -> str:
    """Return the URL, pure ASCII, that `template` makes with `values`; "" for an empty template.

    A placeholder that has no value, or a name that nobody knows, becomes empty; `{{` and `}}` are literal braces, and
    so is a brace that belongs to no placeholder. What the template itself writes with `%` stays as it is. A path
    segment that the values would turn into `.` or `..` gets no values: even escaped (`%2E%2E`) it leads upwards in
    browsers and in many servers. Raises TEMPLATE_INVALID.
    """
    if not template.strip():
        return ""
    parts = _split(template.strip())
    path = "/".join(_segment(segment, values) for segment in parts.path.split("/"))
    query = _fill(parts.query[1:], _QUERY_SAFE, values)
    fragment = _fill(parts.fragment[1:], _QUERY_SAFE, values)
    return f"{parts.scheme}://{parts.authority}{path}{parts.query[:1]}{query}{parts.fragment[:1]}{fragment}"


def shown(url: str) -> str:
    """Return what of a rendered `url` may be logged and shown: scheme, host with port, path; no user, no values."""
    match = re.fullmatch(_SHAPE, url)
    return f"{match[1]}://{match[2].rpartition('@')[2]}{match[3] or ''}" if match else ""


def timestamp(moment: datetime) -> str:
    """Return an aware local time as `{timestamp}` has it: `2026-03-29T14:05:09.123+02:00`."""
    return moment.isoformat(timespec="milliseconds")


def _split(template: str) -> _Parts:
    if re.search(_CONTROL, template):
        raise _invalid(template, "it holds a control character")
    match = re.fullmatch(_SHAPE, template)
    if match is None:
        raise _invalid(template, "it does not begin with http:// or https:// and a host")
    scheme, authority, path, query, fragment = match.groups(default="")
    return _Parts(scheme.lower(), _authority(template, authority), path or "/", query, fragment)


def _authority(template: str, authority: str) -> str:
    """Return user, host and port with the host in ASCII."""
    if "{" in authority or "}" in authority:
        raise _invalid(template, "a placeholder stands in its user, host or port")
    user, at, host = authority.rpartition("@")
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise _invalid(template, f"`{host}` is no host name") from None
    match = re.fullmatch(_AUTHORITY, user + at + ascii_host)
    if match is None or int(match[3] or 1) not in range(1, _LAST_PORT + 1):
        raise _invalid(template, f"`{host}` is no host with an optional port")
    return match[0]


def _segment(segment: str, values: Mapping[str, str]) -> str:
    filled = _fill(segment, _SEGMENT_SAFE, values)
    climbs = re.fullmatch(r"(?i)(?:\.|%2e){1,2}", filled)
    return _fill(segment, _SEGMENT_SAFE, {}) if climbs else filled


def _fill(text: str, safe: str, values: Mapping[str, str]) -> str:
    """Return `text` with its placeholders filled; `safe` is what the template itself may write unescaped here."""
    pieces, end = [], 0
    for token in re.finditer(_TOKEN, text):
        pieces.append(_literal(text[end : token.start()], safe))
        pieces.append(_value(values.get(token[1], "")) if token[1] else quote(token[0][0]))
        end = token.end()
    return "".join([*pieces, _literal(text[end:], safe)])


def _literal(text: str, safe: str) -> str:
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", text), safe=safe + "%")


def _value(value: str) -> str:
    return quote(value, safe="", errors="replace")


def _invalid(template: str, what: str) -> DialerError:
    told = re.sub("//[^/?#]*@", "//…@", re.sub(_CONTROL, "?", template))  # what stands before @ may be a password
    return fault(Code.TEMPLATE_INVALID, template=told, what=what)
