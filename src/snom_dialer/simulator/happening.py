"""One thing that happened in the simulator, as a sentence for people and as JSON for programs.

Not for: Action URLs, which are events of a phone; a happening is what an onlooker sees.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

# One row for each kind: what is shown of it. A kind without a row is shown by its name.
_SENTENCES: Final[Mapping[str, str]] = {
    "listening": "a {model} listens on {url}{note}",
    "stopped": "has stopped",
    "request": "{method} {target} → {status}",
    "key": "key {key}",
    "dtmf": "tones {digits}",
    "call": "call with {number} {name}: {event}",
    "event": "event {event}",
    "action": "Action URL {event} → {status} {error} ({ms} ms)",
    "slow": "the receiver of {event} took {ms} ms; a real phone now shows an animation",
    "settings": "settings written: {written}; refused: {refused}; unknown: {unknown}; stored: {stored}",
    "locked": "the web page is locked after {failures} refused log-ins",
    "reboot": "reboots",
    "ready": "is up again",
    "network": "network lost: {lost}",
    "minibrowser": "minibrowser: {what}",
    "control": "control port on {url}",
    "quirk": "quirk {name} = {value}",
    "error": "{what}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened to which phone (its name, "" for the simulator itself), and when."""

    what: str
    phone: str
    at: datetime
    details: Mapping[str, object]

    @property
    def sentence(self) -> str:
        """A readable line."""
        text = _SENTENCES.get(self.what, self.what).format_map(self.details)
        who = f"phone {self.phone}" if self.phone else "simulator"
        return f"{self.at.astimezone():%H:%M:%S.%f}"[:-3] + f"  {who}: " + " ".join(text.split())

    @property
    def json(self) -> str:
        """One JSON object in a line; times are RFC 3339 in UTC with milliseconds."""
        at = self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json.dumps({"type": self.what, "at": at, "phone": self.phone, **self.details}, default=str)


Observer = Callable[[Happening], None]


def happening(what: str, phone: str, details: Mapping[str, object]) -> Happening:
    """Make one with the time of now."""
    return Happening(what=what, phone=phone, at=datetime.now(UTC), details=details)
