"""One of the user's actions as the page holds it: what stands in the document, and what a person made of it.

Not for: showing it (action_page). No Qt in here.
"""

from dataclasses import dataclass, field
from typing import Any

from snom_dialer.actions.placeholder import check
from snom_dialer.actions.plan import Action
from snom_dialer.errors import DialerError
from snom_dialer.protocol.event_kind import EventKind


@dataclass(slots=True, kw_only=True)
class ActionRow:
    """`phone` None: every phone. `faults`: by key, from the validator. `former`: how it stood, unknown keys too."""

    event: EventKind
    url: str = ""
    browser: bool = False
    phone: str | None = None
    faults: dict[str, str] = field(default_factory=dict)
    former: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """Return it as it is to stand in the document; what nobody has changed as it stood, or did not."""
        given: dict[str, Any] = {
            "event": self.event.value, "url": self.url, "browser": self.browser, "phone": self.phone
        }  # fmt: skip
        if not self.former:
            return given
        usual = {"browser": False, "phone": None}
        changed = {key: value for key, value in given.items() if value != self.former.get(key, usual.get(key))}
        return {**self.former, **changed}

    def action(self) -> Action:
        """Return it as what is planned with. A phone plays no part where it is only tried."""
        return Action(event=self.event, url=self.url, browser=self.browser)

    def wrong(self) -> DialerError | None:
        """Return what is wrong with the template."""
        try:
            check(self.url)
        except DialerError as error:
            return error
        return None


def row_of(former: dict[str, Any]) -> ActionRow:
    """Return the row of what stands in a document that was found right."""
    return ActionRow(
        event=EventKind(former["event"]),
        url=former["url"],
        browser=former.get("browser", False),
        phone=former.get("phone"),
        former=former,
    )
