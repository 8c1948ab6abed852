"""One of the user's actions, tried: its URL as of a call that never was, and what comes of calling it.

Not for: actions on real calls (engine.action_runner). No Qt in here.
"""

import time
from datetime import datetime
from typing import NamedTuple

from snom_dialer.actions.plan import Action, Planned, plan, values_of
from snom_dialer.calls.call import Call, CallState, Direction
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.order import system_region
from snom_dialer.numbers.canonical import e164
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent
from snom_dialer.system.browser import open_url

NUMBER, NAME = "+4930398330", "Ada Lovelace"  # as `actions test` has them


class Outcome(NamedTuple):
    """What came of it. `status` is that of the server's answer, None where there was none, or in the browser."""

    worked: bool
    sent: bool
    status: int | None


def sample(action: Action, phone: str, region: str | None) -> Planned | None:
    """Return what the action would do for a call with Ada Lovelace; None for an empty URL.

    Loads the tables of all countries at its first use. Raises TEMPLATE_INVALID.
    """
    call = _call(phone, Direction.OUTGOING if action.event is EventKind.OUTGOING else Direction.INCOMING)
    event = PhoneEvent(
        kind=action.event,
        call_id=call.call_id,
        remote=call.remote,
        local=call.local,
        values={
            "remote": call.remote.uri,
            "display_remote": call.remote.name,
            "local": call.local.uri,
            "call_id": call.call_id,
            "nr_ongoing_calls": "1",
        },
    )
    number = e164(call.remote.number, region or system_region())
    values = values_of(event, call, phone, number, datetime.fromtimestamp(call.started_at).astimezone())
    planned = plan([action], action.event, phone, values)
    return planned[0] if planned else None


def _call(phone: str, direction: Direction) -> Call:
    now = time.time()
    return Call(
        id="test",
        phone=phone,
        call_id="test@pbx.example",
        direction=direction,
        state=CallState.CONNECTED,
        remote=Party(uri=f"{NUMBER}@pbx.example", number=NUMBER, name=NAME),
        local=Party(uri="101@pbx.example", number="101"),
        started_at=now,
        connected_at=now,
    )


def carry_out(planned: Planned) -> Outcome:
    """Call it, once. Blocks for some seconds at most; never raises."""
    if planned.browser:
        shown = open_url(planned.url)
        return Outcome(shown, shown, None)
    result = fetch_url(planned.url)
    return Outcome(result.status is not None and 200 <= result.status < 300, result.sent, result.status)
