"""Action URLs in both directions: the URL to write into the phone, and the request that comes back from it.

A phone puts values into the URL as they are, as far as anybody knows: blanks, `&`, `#`, `%` and bytes beyond ASCII
(docs/snom-protocol.md §6). The other party of a call chooses some of them. So a URL of ours has an order: first what
the phone itself makes, then the marker `v=1`, then what a stranger chooses. After the marker nothing but a stranger's
value begins, a key counts once, and a piece between two `&` that begins nothing belongs to the value before it. That
way no name or number can write a call id, an own line or a number of calls. URLs written by hand lack the marker and
have their keys in any order; they lack that safety, too.

Not for: receiving (phone.listener), writing the setting (setting), or other programs' URLs (actions.placeholder).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from snom_dialer.protocol.event import EventKind, PhoneEvent
from snom_dialer.protocol.text import TEXT_LIMIT, plain, unescape
from snom_dialer.protocol.uri import party
from snom_dialer.protocol.vocabulary import ACTION_URLS, VARIABLES, ActionUrl, Variable

__all__ = [
    "ACTION_URLS",
    "ENGINE_NEEDS",
    "VARIABLES",
    "ActionUrl",
    "Callback",
    "Variable",
    "event",
    "is_ours",
    "mask",
    "parse_target",
    "secret_of",
    "template",
]

ENGINE_NEEDS = frozenset(
    {"call_id", "local", "remote", "display_remote", "display_local", "nr_ongoing_calls", "cancel_reason"}
)
"""The variables without which calls cannot be followed; the URL stays short enough for old phones with them."""

EXTRAS = 10
"""How many variables beside those of VARIABLES an Action URL can ask for, on behalf of a foreign one (foreign_url)."""

_MARK = "v=1"
_EXTRAS = tuple(f"x{number}" for number in range(EXTRAS))
_LONGEST = {variable.name: variable.longest for variable in VARIABLES} | dict.fromkeys(_EXTRAS, TEXT_LIMIT)
_STRANGERS = frozenset((*(variable.name for variable in VARIABLES if variable.stranger), *_EXTRAS))
# An answer of 200 to the question behind it makes the phone reject the call (docs/snom-protocol.md §6).
_NEVER_ANSWERED = frozenset({EventKind.BLACKLIST})

_SECRET = "[A-Za-z0-9_-]{16,64}"  # noqa: S105 -- the form of a secret, not one
_EVENT = "[a-z_]{1,64}"
_PATH = re.compile(rf"/+snom/(?:({_SECRET})/)?({_EVENT})".encode())
_OURS = re.compile(rf"https?://[^/?#\s]+/snom/({_SECRET})/{_EVENT}(?:[?#].*)?", re.IGNORECASE | re.DOTALL)
_SLASH = "(?:/|%(?:25)*2F)"  # also where the URL stands escaped inside another, as in a request that writes a setting
_SHOWN = re.compile(rf"({_SLASH}snom{_SLASH}){_SECRET}(?={_SLASH}[a-z])", re.IGNORECASE)
_UNEXPANDED = re.compile(r"\$[A-Za-z_-]+")
_COUNT = re.compile("[0-9]{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What a phone asked for: the secret in the path ("" if none), the event as written, and its kind.

    `values` holds every known variable that came with a value, by placeholder name, as plain text of bounded length.
    """

    secret: str = field(repr=False)
    event: str
    kind: EventKind
    values: Mapping[str, str]


def template(
    base: str, kind: EventKind, wanted: Collection[str], known: Collection[str], extras: Sequence[str] = ()
) -> str:
    """Make the URL to write into the phone for `kind`; `base` is `http://HOST:PORT/snom/SECRET`.

    `extras` are variables beside the usual ones, as they are written (`$mac`); their values come back as `x0`, `x1` …

    It asks for the variables (names of VARIABLES) that are both wanted and known to the phone, in the order of the
    table; where there are none, as on a snom 190, it has no query (docs/snom-protocol.md §6).
    """
    chosen = [variable for variable in VARIABLES if variable.name in wanted and variable.name in known]
    trusted = [f"{variable.name}={variable.phone}" for variable in chosen if not variable.stranger]
    foreign = [f"{variable.name}={variable.phone}" for variable in chosen if variable.stranger]
    others = [f"x{number}={variable}" for number, variable in enumerate(extras[:EXTRAS])]
    query = "?" + "&".join([*trusted, _MARK, *others, *foreign]) if chosen else ""
    return f"{base.rstrip('/')}/{kind}{query}"


def parse_target(target: bytes) -> Callback | None:
    """Read the target of a request: `/snom/SECRET/EVENT` or `/snom/EVENT`, with any query, escaped or raw.

    None for every other path, and for the one event that must never be answered with 200. Whether the secret is right
    is for the caller to say. Never raises.
    """
    path, _, query = target.partition(b"?")
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    secret, name = (match[1] or b"").decode(), match[2].decode()
    kind = EventKind(name)
    if kind in _NEVER_ANSWERED:
        return None
    return Callback(secret=secret, event=name, kind=kind, values=dict(_values(query)))


def event(callback: Callback) -> PhoneEvent:
    """Make the event of what a phone asked for. A number of calls that makes no sense is None."""
    values = callback.values
    count = values.get("nr_ongoing_calls", "")
    return PhoneEvent(
        kind=callback.kind,
        call_id=values.get("call_id", ""),
        remote=party(values.get("remote", ""), values.get("display_remote", "")),
        local=party(values.get("local", ""), values.get("display_local", "")),
        nr_ongoing_calls=int(count) if _COUNT.fullmatch(count) else None,
        cancel_reason=values.get("cancel_reason", ""),
        values=values,
    )


def secret_of(url: str) -> str:
    """Give the secret inside a URL of our own form, at any host and port; "" where it is another's URL."""
    match = _OURS.fullmatch(url.strip())
    return match[1] if match else ""


def is_ours(url: str, secrets: Collection[str]) -> bool:
    """Whether `url` holds one of `secrets`, present or past ones: then it is no foreign URL to be kept."""
    secret = secret_of(url)
    return secret != "" and secret in secrets


def mask(text: str) -> str:
    """Replace the secret by `…` in every URL of our own form inside `text`, percent-encoded ones too, for showing."""
    return _SHOWN.sub(r"\1…", text)


def _values(query: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and value of what came with a value; an unexpanded `$variable` is none."""
    for name, pieces in _gather(query.split(b"&")).items():
        value = plain(unescape(b"&".join(pieces)), _LONGEST[name])
        if value and not _UNEXPANDED.fullmatch(value):
            yield name, value


def _gather(pieces: list[bytes]) -> dict[str, list[bytes]]:
    """Sort the pieces of a query by the variable to which they belong, as the module's docstring says.

    In a query written by hand only a stranger's value takes up what begins nothing: it may be a parameter of somebody
    else, and must not become part of a call id.
    """
    mark = _MARK.encode()
    takers = _LONGEST.keys() if mark in pieces else _STRANGERS
    starters: Collection[str] = _LONGEST.keys()
    gathered: dict[str, list[bytes]] = {}
    current = ""
    for piece in pieces:
        key, equals, value = piece.partition(b"=")
        name = key.decode("latin-1")
        if piece == mark and starters is not _STRANGERS:
            starters, current = _STRANGERS, ""
        elif equals and name in starters and name not in gathered:
            gathered[name], current = [value], name
        elif current in takers:
            gathered[current].append(piece)
    return gathered
