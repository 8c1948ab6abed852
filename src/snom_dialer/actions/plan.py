"""Which of the user's actions an event fires, with which values, in which order, and what is tried again.

Not for: fetching a URL or opening a browser (engine.action_runner), or whether an event is a repetition (calls.tracker:
only the first event of its kind in a call comes here).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from snom_dialer.actions.placeholder import PHONE_PLACEHOLDERS, render, shown, timestamp
from snom_dialer.calls.call import Call
from snom_dialer.protocol.event import EventKind, PhoneEvent

BACK_OFF = (1.0, 3.0)  # seconds before the second and the third try
TRY_AGAIN = frozenset({502, 503, 504})  # a gateway speaks for a server that has not seen the request


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What the user wants on one kind of event: a URL template, in the web browser or in the background.

    `phone` is the configured name of the only phone that it is for, None for all of them.
    """

    event: EventKind
    url: str
    browser: bool = False
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One action ready to be carried out: `shown` is what of the URL may be logged, `index` its place in the list."""

    url: str
    shown: str
    browser: bool
    index: int


class Result(NamedTuple):
    """What became of one try: whether anything reached the server, and the status of its answer, if it gave one."""

    sent: bool
    status: int | None = None


def plan(actions: Iterable[Action], kind: EventKind, phone_name: str, values: Mapping[str, str]) -> tuple[Planned, ...]:
    """Return what an event of `kind` on the phone fires, in the order of the configuration.

    An event that nobody knows fires nothing. Raises TEMPLATE_INVALID for a template that `check` would refuse.
    """
    planned = []
    for index, action in enumerate(actions):
        if _fires(action, kind, phone_name) and (url := render(action.url, values)):
            planned.append(Planned(url=url, shown=shown(url), browser=action.browser, index=index))
    return tuple(planned)


def _fires(action: Action, kind: EventKind, phone_name: str) -> bool:
    return action.event is kind is not EventKind.UNKNOWN and action.phone in (None, phone_name)


def values_of(event: PhoneEvent, call: Call | None, phone: str, e164: str, moment: datetime) -> dict[str, str]:
    """Return the value of every placeholder that has one.

    `call` is the call after the event, `e164` the other side's number in that form or "", `moment` an aware local time.
    What the phone calls its own is taken from the event alone; the rest from the call, which knows more than its last
    event.
    """
    number = call.remote.number if call else ""
    name = call.remote.name if call else ""
    return {
        **{key: value for key, value in event.values.items() if key in PHONE_PLACEHOLDERS},
        "timestamp": timestamp(moment),
        "number": number or event.remote.number,
        "number.e164": e164,
        "name": name or event.remote.name,
        "duration": _seconds(call.duration) if call else "",
        "direction": call.direction.value if call else "",
        "phone": phone,
        "event": event.kind.value,
    }


def _seconds(duration: float) -> str:
    return f"{duration:.3f}".rstrip("0").rstrip(".")


def next_try(attempt: int, result: Result) -> float | None:
    """Return after how many seconds to try again, None for never; `attempt` counts the tries made, from 1.

    An action is repeated, twice, only when the server cannot have carried it out: nothing was sent, or a gateway said
    so.
    """
    if attempt > len(BACK_OFF) or (result.sent and result.status not in TRY_AGAIN):
        return None
    return BACK_OFF[attempt - 1]
