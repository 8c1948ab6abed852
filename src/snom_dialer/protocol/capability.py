"""What a phone can do, by family and firmware: one table, and the same in words for people.

A phone that nobody knows is taken for a present-day one: a request that it refuses says more than a guess of ours.
Sources: docs/snom-protocol.md §9.

Not for: finding out which phone it is (identity), or why one command failed (command). Nothing here forbids a command.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.identity import Family, Identity, version_of
from snom_dialer.protocol.vocabulary import ACTION_URLS, VARIABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a phone can do.

    `remote_control`: takes commands · `events`: the Action URLs it has · `variables`: names of the VARIABLES that it
    fills in · `ends_by_hook`: tells the end of a call only by its handset · `disconnected_on_reject`: has the setting
    that makes it tell of rejected calls · `hold_key`: the name of its hold key · `csta_http`: answers at `/csta` ·
    `minibrowser`: shows what `minibrowser.htm` is given · `stores_settings`: takes settings from `dummy.htm`.
    """

    remote_control: bool
    events: frozenset[EventKind]
    variables: frozenset[str]
    ends_by_hook: bool
    disconnected_on_reject: bool
    hold_key: str
    csta_http: bool
    minibrowser: bool
    stores_settings: bool


class Feature(NamedTuple):
    """A line of `phone info`: what, whether it works (None: not known), and why, in words."""

    name: str
    works: bool | None
    why: str


def capabilities(identity: Identity) -> Capabilities:
    """What the phone can do, as far as its family and firmware tell; a firmware not told counts as the newest."""
    found = _oldest(identity.firmware)
    for row in _TABLE:
        if identity.family in row.families and _reaches(identity.firmware, row.since):
            found = replace(found, **row.values)
    return found


def explain(capabilities: Capabilities, identity: Identity) -> tuple[Feature, ...]:
    """What works with this phone and why not, in the order in which people ask."""
    return tuple(_feature(question, capabilities, identity.family) for question in _QUESTIONS)


# ---- the table -------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """What is so for some families from a firmware on."""

    families: frozenset[Family]
    since: str
    values: Mapping[str, Any]


_190_CLASS = frozenset({Family.SNOM_1XX})
_PHONE_MANAGER = frozenset({Family.D8XX})
_FOREIGN = frozenset({Family.OTHER})
_CLASSIC = frozenset(Family) - _190_CLASS - _PHONE_MANAGER - _FOREIGN  # and the unknown

_NO_WEB = {"remote_control": False, "stores_settings": False}

# Rows are applied from top to bottom; the events and variables of the classic web interface have firmwares of their own
# in the vocabulary.
_TABLE = (
    _Row(_CLASSIC, "8.2.7", {"minibrowser": True}),  # §9
    # §6: in the settings of a snom 720 with 8.7.3.17 and of a PA1; older ones were not seen. §9: CSTA over HTTP.
    _Row(_CLASSIC, "8.7.3", {"disconnected_on_reject": True, "csta_http": True}),
    _Row(_CLASSIC, "8.7.3.7", {"hold_key": "F_HOLD"}),  # §4: exactly from this firmware
    # §6: a 190 has four Action URLs and no variable. §4: its hold key.
    _Row(
        _190_CLASS,
        "",
        {
            "ends_by_hook": True,
            "events": frozenset({EventKind.INCOMING, EventKind.OUTGOING, EventKind.OFFHOOK, EventKind.ONHOOK}),
            "variables": frozenset(),
            "hold_key": "RECALL",
        },
    ),
    _Row(_PHONE_MANAGER, "", _NO_WEB | {"hold_key": "F_HOLD"}),  # §9: no `command.htm`, no `dummy.htm`
    _Row(_FOREIGN, "", _NO_WEB | {"events": frozenset(), "variables": frozenset()}),  # §8: another firmware
)


def _oldest(firmware: str) -> Capabilities:
    return Capabilities(
        remote_control=True,
        events=frozenset(row.kind for row in ACTION_URLS if _reaches(firmware, row.since)),
        variables=frozenset(row.name for row in VARIABLES if _reaches(firmware, row.since)),
        ends_by_hook=False,
        disconnected_on_reject=False,
        hold_key="F_R",
        csta_http=False,
        minibrowser=False,
        stores_settings=True,
    )


def _reaches(firmware: str, since: str) -> bool:
    version = version_of(firmware)
    return not version or version >= version_of(since)


# ---- in words --------------------------------------------------------------------------------------------------------


class _Question(NamedTuple):
    """A feature: when it works, and why it does or does not. `told` says that Action URLs have to exist for it."""

    name: str
    works: Callable[[Capabilities], bool]
    yes: str
    no: str
    told: bool = False


_BY_COMMAND = "by `command.htm`, while `use_hidden_tags` is off"
_NO_COMMANDS = "the phone takes no commands over HTTP"

_QUESTIONS = (
    _Question("dial", lambda can: can.remote_control, _BY_COMMAND, _NO_COMMANDS),
    _Question("hang up", lambda can: can.remote_control, _BY_COMMAND, _NO_COMMANDS),
    _Question("key presses", lambda can: can.remote_control, _BY_COMMAND, _NO_COMMANDS),
    _Question(
        "call events",
        lambda can: {EventKind.CONNECTED, EventKind.DISCONNECTED} <= can.events,
        "by Action URLs",
        "the phone has no Action URLs for connected and disconnected, so the handset and the log have to tell",
        told=True,
    ),
    _Question(
        "caller's number",
        lambda can: "remote" in can.variables,
        "by the variable `$remote` of the Action URLs",
        "the Action URLs of the phone have no variables, so the number stands only in its log",
        told=True,
    ),
    _Question(
        "several calls",
        lambda can: "call_id" in can.variables,
        "told apart by the variable `$call-id`",
        "the phone sends no call id, so calls at the same time cannot be told apart",
        told=True,
    ),
    _Question(
        "missed calls",
        lambda can: EventKind.MISSED in can.events,
        "by an Action URL of their own",
        "the phone has no Action URL for them before firmware 6",
        told=True,
    ),
    _Question(
        "rejected calls",
        lambda can: can.disconnected_on_reject,
        "while `disconnected_url_on_reject` is on",
        "the phone tells nothing when a call is rejected on it",
        told=True,
    ),
    _Question(
        "hold and resume",
        lambda can: {EventKind.HOLD, EventKind.UNHOLD} <= can.events,
        "by Action URLs of their own",
        "the phone has no Action URLs for them before firmware 8",
        told=True,
    ),
    _Question(
        "writing Action URLs",
        lambda can: can.stores_settings,
        "by `dummy.htm`, with administrator rights and while `use_hidden_tags` is off",
        "the phone takes no settings over HTTP; the administrator can provision them",
    ),
)

_NOT_KNOWN = "the model is not known; a present-day phone does it "
# §9: what holds for a whole family: of its web interface, and of what it tells (None: not known).
_FAMILY_WIDE: Mapping[Family, tuple[str, bool | None, str]] = {
    Family.D8XX: (
        "D8xx phones take nothing over HTTP; their old web interface may still answer on port 3112",
        None,
        "which Action URLs D8xx phones have is not known; the administrator can provision them",
    ),
    Family.OTHER: (
        "DECT bases and conference phones have another firmware",
        False,
        "DECT bases and conference phones have another firmware",
    ),
}


def _feature(question: _Question, can: Capabilities, family: Family) -> Feature:
    if family in _FAMILY_WIDE:
        no, told, why = _FAMILY_WIDE[family]
        return Feature(question.name, told, why) if question.told else Feature(question.name, False, no)
    works = question.works(can)
    if works and family is Family.UNKNOWN:
        return Feature(question.name, None, _NOT_KNOWN + question.yes)
    return Feature(question.name, works, question.yes if works else question.no)
