"""The variables of Action URLs: what each stands for at an event, and putting it into the URL.

Not for: sending (notifier).
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final
from urllib.parse import quote

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.call import Call
from snom_dialer.simulator.identity import Identity
from snom_dialer.simulator.quirk import Quirks

_NAME: Final = re.compile(r"\$(call-id|[A-Za-z_][A-Za-z0-9_]*)(?:\[(\d+)\])?(&?)")
_HEADER: Final = re.compile(r"\$sip_header\([^)]*\)")
_ENDS: Final = frozenset({EventKind.DISCONNECTED, EventKind.MISSED})
_LINE_BREAK: Final = re.compile(r"[\r\n\0]")


def of_call(call: Call, kind: EventKind, quirks: Quirks) -> dict[str, str]:
    """Return the variables of a call; addresses are without `sip:` (docs/snom-protocol.md §3) but for a quirk."""
    scheme = "sip:" if quirks.on("sip_prefix") else ""
    values = {
        "call-id": call.call_id,
        "csta_id": str(call.csta_id),
        "remote": scheme + call.remote.address,
        "display_remote": call.remote.name,
        "local": "" if quirks.on("empty_local") else scheme + call.identity.address,
        "display_local": call.identity.realname,
        "active_key": f"P{call.identity.index}",
    }
    return values | ({"cancel_reason": call.cancel_reason} if kind in _ENDS else {})


def of_phone(identity: Identity, phone_ip: str, ongoing: int) -> dict[str, str]:
    """Return the variables that every event has; `active_…` is the line for outgoing calls, not that of the call."""
    return {
        "active_url": identity.address,
        "active_user": identity.user,
        "active_host": identity.host,
        "expansion_module": "0",
        "phone_ip": phone_ip,
        "nr_ongoing_calls": str(ongoing),
    }


class Expansion:
    """How one phone puts values into a URL.

    `known` are the variables of its firmware, `setting` looks a setting up and returns None where there is none.
    """

    def __init__(self, known: Collection[str], setting: Callable[[str], str | None], quirks: Quirks) -> None:
        self._known = frozenset(known)
        self._setting = setting
        self._quirks = quirks

    def expand(self, url: str, values: Mapping[str, str]) -> str:
        """Replace what can be replaced; what cannot stays literally. In the path a variable is closed by `&`."""
        head, mark, query = url.partition("?")
        return self._part(head, values, in_path=True) + mark + self._part(query, values, in_path=False)

    def _part(self, text: str, values: Mapping[str, str], *, in_path: bool) -> str:
        def replace(found: re.Match[str]) -> str:
            name, index, closing = found.groups()
            value = self._value(name, index or "", values)
            if value is None:
                return found[0]
            return self._written(value) + ("" if in_path else closing)

        text = _HEADER.sub("", text) if "sip_header" in self._known else text
        return _NAME.sub(replace, text)

    def _value(self, name: str, index: str, values: Mapping[str, str]) -> str | None:
        if name in self._known - self._quirks.words("unknown_variables"):
            missing = "" if self._quirks.text("missing_values") == "empty" else None
            return values.get(name, missing)
        return self._setting(name + index)

    def _written(self, value: str) -> str:
        if self._quirks.on("escape_values"):
            return quote(value, safe="")
        return _LINE_BREAK.sub("", value)
