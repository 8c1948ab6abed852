"""Events through the table of transitions, in memory alone.

Not for: reading them from what a phone sends (callback).
"""

import time
from uuid import uuid4

from benchmarks.row import Row, quietest
from snom_dialer.calls.call import Moment
from snom_dialer.calls.tracker import Tracker
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent

_TARGET = 100_000.0  # events a second
_LOCAL = Party(uri="101@pbx.example", number="101")
_REMOTE = Party(uri="+4930398330@pbx.example", number="+4930398330", name="Ada Lovelace")
_LIFE = (
    # A call as phones tell of it: held once, and hung up by a phone that then puts its handset down.
    EventKind.INCOMING,
    EventKind.CONNECTED,
    EventKind.HOLD,
    EventKind.UNHOLD,
    EventKind.DISCONNECTED,
    EventKind.ONHOOK,
)


def rows(*, events: int, series: int) -> list[Row]:
    """Measure it with so many events, `series` times."""
    told = _events(events)
    seconds = quietest(series, lambda: _fed(told), float)
    speed = len(told) / seconds
    return [Row("tracker, events/s", f"{speed:,.0f}", target=f"≥ {_TARGET:,.0f}", ok=speed >= _TARGET)]


def _events(count: int) -> list[tuple[PhoneEvent, Moment]]:
    return [(_event(number), Moment(1.8e9 + number / 10, number / 10)) for number in range(count)]


def _event(number: int) -> PhoneEvent:
    call, step = divmod(number, len(_LIFE))
    if _LIFE[step] is EventKind.ONHOOK:  # it bears no data of the call
        return PhoneEvent(kind=EventKind.ONHOOK, local=_LOCAL)
    return PhoneEvent(kind=_LIFE[step], call_id=f"{call:08x}@pbx.example", remote=_REMOTE, local=_LOCAL)


def _fed(told: list[tuple[PhoneEvent, Moment]]) -> float:
    tracker = Tracker("desk", lambda: uuid4().hex)
    began = time.perf_counter()
    for event, at in told:
        tracker.feed(event, at)
    return time.perf_counter() - began
