"""What a phone tells: events become calls, calls go to the stream, first events set off the user's actions.

    listener → take → (its turn) → tracker → stream, actions, chain

Not for: what an event does to a call (calls.tracker), or talking to the phone (errand).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from snom_dialer.actions.plan import Action, plan, values_of
from snom_dialer.calls.call import Call, CallChange, Moment
from snom_dialer.calls.tracker import Tracker
from snom_dialer.engine.action_runner import ActionRunner, Fired
from snom_dialer.engine.stream import Stream
from snom_dialer.numbers.canonical import e164
from snom_dialer.phone.listener import Arrival
from snom_dialer.protocol.action_url import Callback, event
from snom_dialer.protocol.event import PhoneEvent

log = logging.getLogger(__name__)

WAITING = 1000  # events that may wait to be looked at


class Surroundings(NamedTuple):
    """What every phone shares with the rest of the program."""

    stream: Stream
    runner: ActionRunner
    clock: Callable[[], Moment]
    actions: tuple[Action, ...]
    region: str | None


class Heard(NamedTuple):
    """An event with everything that is known of its arrival."""

    callback: Callback
    arrival: Arrival
    at: Moment


class Follower:
    """Follows the calls of one phone. `run` until cancelled.

    `aside` sees each event first and may take it away: a phone whose log tells more than its events is not to be
    followed by both. `after` is called when its calls and actions are settled.
    """

    def __init__(
        self,
        phone: str,
        around: Surroundings,
        aside: Callable[[PhoneEvent, Heard], bool],
        after: Callable[[PhoneEvent, Heard], None],
    ) -> None:
        self.phone = phone
        self._around = around
        self._aside = aside
        self._after = after
        self._queue: asyncio.Queue[Heard] = asyncio.Queue(WAITING)
        self.tracker = Tracker(phone, lambda: uuid4().hex)
        self.counts: Counter[str] = Counter()
        self.last_event: float | None = None

    def live(self) -> list[Call]:
        """Return the calls that are going on."""
        return self.tracker.live()

    def restore(self, calls: Iterable[Call]) -> None:
        """Take up the calls that were live when the program last ended."""
        self._tell(self.tracker.restore(calls, self._around.clock()))

    def take(self, callback: Callback, arrival: Arrival) -> None:
        """Take an event that has just arrived; it is looked at after the phone has its answer."""
        if self._queue.full():
            self.counts["lost"] += 1
            log.error("events of %s are lost: a thousand are waiting", self.phone)
            return
        self._queue.put_nowait(Heard(callback, arrival, self._around.clock()))

    async def run(self) -> None:
        """Look at what arrives, in its order, and end calls that have been silent for too long."""
        while True:
            deadline = self.tracker.deadline()
            left = None if deadline is None else max(0.0, deadline - self._around.clock().mono)
            try:
                async with asyncio.timeout(left):
                    heard = await self._queue.get()
            except TimeoutError:
                self._tell(self.tracker.expire(self._around.clock()))
                continue
            self._look_at(heard)

    def _look_at(self, heard: Heard) -> None:
        """Take the next event of the phone in its turn."""
        told = event(heard.callback)
        self.counts["events"] += 1
        self.last_event = heard.at.wall
        if not self._aside(told, heard):
            self.hear(told, heard.at)
        self._after(told, heard)

    def hear(self, told: PhoneEvent, at: Moment) -> None:
        """Follow one event through, whether the phone told it or its log: calls, stream, actions."""
        report = self.tracker.feed(told, at)
        self._tell(report.changes)
        log.info("%s: %s%s", self.phone, told.kind, "" if report.first else " again")
        if report.first:
            self._act(told, report.call, at)

    def _tell(self, changes: Iterable[CallChange]) -> None:
        for change in changes:
            self._around.stream.tell(change)

    def _act(self, told: PhoneEvent, call: Call | None, at: Moment) -> None:
        """Set off what the user wants on such an event."""
        actions = [action for action in self._around.actions if action.event is told.kind]
        if not actions:
            return
        number = (call.remote if call else told.remote).number
        canonical = any("{number.e164}" in action.url for action in actions)
        values = values_of(
            told,
            call,
            self.phone,
            e164(number, self._around.region) if canonical else "",
            datetime.fromtimestamp(at.wall).astimezone(),
        )
        planned = plan(actions, told.kind, self.phone, values)
        self._around.runner.fire(Fired(told.kind, call, planned))
