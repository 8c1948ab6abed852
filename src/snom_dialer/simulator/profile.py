"""The models that a virtual phone can be, as a table, and what the generations of firmware differ in.

Not for: switches (quirk), or the values of settings (factory).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from snom_dialer.errors import Code, fault
from snom_dialer.protocol.event import EventKind


class LogFormat(StrEnum):
    """How a line of the phone's log begins (docs/snom-protocol.md §12)."""

    LEVEL_FIRST = "[5] 3/1/2013 15:26:28: text"
    NAMED = "Apr  2 18:30:58  [NOTICE] PHN: text"
    MILLISECONDS = "Feb 23 08:29:18.156 [NOTICE] PHN: text"


# Setting of each Action URL; some have no `_url` at the end (docs/snom-protocol.md §6).
_WITHOUT_SUFFIX: Final = frozenset({
    EventKind.HOLD, EventKind.UNHOLD, EventKind.TRANSFER, EventKind.BLIND_TRANSFER, EventKind.ATTENDED_TRANSFER,
    EventKind.RECEIVED_ATTENDED_TRANSFER, EventKind.REG_FAILED, EventKind.FIREWALL_TEST,
})  # fmt: skip
SETTING_OF: Final[Mapping[EventKind, str]] = {
    kind: f"action_{kind}" if kind in _WITHOUT_SUFFIX else f"action_{kind}_url"
    for kind in EventKind
    if kind is not EventKind.UNKNOWN
}

_OLD_EVENTS: Final = frozenset({EventKind.INCOMING, EventKind.OUTGOING, EventKind.OFFHOOK, EventKind.ONHOOK})
_ALL_EVENTS: Final = frozenset(SETTING_OF)
_CLASSIC_VARIABLES: Final = frozenset({
    "local", "remote", "display_local", "display_remote", "active_url", "active_user", "active_host", "call-id",
    "csta_id", "active_key", "expansion_module", "phone_ip", "context_url",
})  # fmt: skip
_LATE_VARIABLES: Final = frozenset({"nr_ongoing_calls", "cancel_reason", "longpress_key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """What phones of one generation of firmware have in common.

    `user_agent` takes type, firmware and mac; `exports` tells whether settings.xml and its like exist; `manager`
    whether the web port shows the Phone Manager, the classic pages living on a port of their own; `key_alias` names
    keys that do what another one does on later phones.
    """

    events: frozenset[EventKind] = _ALL_EVENTS
    variables: frozenset[str] = _CLASSIC_VARIABLES | _LATE_VARIABLES
    user_agent: str = "Mozilla/4.0 (compatible; {type}-SIP {firmware} 1.1.3-u)"
    log: LogFormat = LogFormat.MILLISECONDS
    exports: bool = True
    manager: bool = False
    key_alias: Mapping[str, str] | None = None


# F_HOLD took the place of F_R with 8.7.3.7 (docs/snom-protocol.md §9); a name that leads to "" does nothing.
_BEFORE_HOLD: Final = {"F_R": "F_HOLD", "F_HOLD": ""}
_190: Final = Generation(
    events=_OLD_EVENTS,
    variables=frozenset(),
    user_agent="Mozilla/4.0 (compatible; {type}-SIP {firmware}; snom lid 3605)",
    log=LogFormat.LEVEL_FIRST,
    exports=False,
    key_alias=_BEFORE_HOLD | {"CLEAR": "CANCEL", "DISCONNECT": "CANCEL", "RECALL": "F_HOLD"},
)
_V84: Final = Generation(
    events=_ALL_EVENTS - {EventKind.BLACKLIST, EventKind.LONGPRESS},
    variables=_CLASSIC_VARIABLES,
    log=LogFormat.LEVEL_FIRST,
    key_alias=_BEFORE_HOLD,
)
# Long press came after 8.7.3.17, the blacklist question with 8.9.3.70 (docs/snom-protocol.md §6).
_V8717: Final = replace(_V84, log=LogFormat.NAMED, key_alias=None)
_V87: Final = replace(_V8717, events=_ALL_EVENTS - {EventKind.BLACKLIST})
_V875: Final = replace(_V87, user_agent="Mozilla/4.0 (compatible; {type}-SIP {firmware} 1.1.3-u {mac})")
# A D765 was seen to send `nr_of_calls=$nr_ongoing_calls` (docs/snom-protocol.md §6).
_V89: Final = replace(_V875, log=LogFormat.MILLISECONDS)
_V8980: Final = replace(_V89, events=_ALL_EVENTS)
_V10: Final = Generation(
    user_agent="Mozilla/4.0 (compatible; {type}-SIP {firmware} 2010.12-00001-gd311851f1 "
    "(Feb 25 2019 - 14:19:43) {mac} SXM:0 UXM:0 UXMC:0)"
)
_D8XX: Final = replace(_V10, manager=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model with the firmware it plays."""

    name: str
    firmware: str
    generation: Generation

    @property
    def type(self) -> str:
        """What the phone calls itself in settings and headers: `snom320`, `snomD385`."""
        return f"snom{self.name}"


_ROWS: Final = (
    ("190", "3.60x", _190), ("220", "3.60x", _190),
    ("300", "8.4.35", _V84), ("320", "8.7.3.25", _V87), ("360", "8.7.3.19", _V87), ("370", "8.7.5.48", _V875),
    ("720", "8.7.3.17", _V8717), ("760", "8.7.5.35", _V875), ("820", "8.7.5.44", _V875), ("870", "8.7.5.44", _V875),
    ("D315", "8.9.3.80", _V8980), ("D345", "10.1.159.12", _V10), ("D375", "10.1.54.13", _V10),
    ("D385", "10.1.184.15", _V10), ("D717", "10.1.198.19", _V10), ("D725", "10.1.127.10", _V10),
    ("D735", "10.1.169.16", _V10), ("D765", "8.9.3.60", _V89), ("D785", "10.1.169.16", _V10),
    ("D812", "10.1.226.13", _D8XX), ("D862", "10.1.226.13", _D8XX), ("D865", "10.1.215.13", _D8XX),
    ("D895", "10.1.226.13", _D8XX), ("SP800", "10.1.226.13", _D8XX), ("PA1", "8.9.3.80", _V8980),
)  # fmt: skip
MODELS: Final[Mapping[str, Model]] = {
    name: Model(name=name, firmware=firmware, generation=generation) for name, firmware, generation in _ROWS
}


def model(name: str) -> Model:
    """Find a model by its name, in any case and with or without `snom`; raises USAGE."""
    wanted = name.strip().upper().removeprefix("SNOM").strip()
    if wanted not in MODELS:
        what = f"there is no virtual phone of the model `{name}`; there are {', '.join(MODELS)}"
        raise fault(Code.USAGE, what=what, command="simulate")
    return MODELS[wanted]
