"""Everything that happens, as numbered records: first how things stand, then every change.

A subscriber that does not keep up is dropped with a reason, so that nobody's slowness becomes the program's memory.
Belongs to the engine's loop; nothing here may be called from another thread.

Not for: what the records look like (record), or who listens (journal, action runner, control, cli).
"""

import asyncio
from collections.abc import Callable
from typing import Self

from snom_dialer.calls.call import CallChange, Moment
from snom_dialer.engine.record import Record, change_record, rfc3339

WAITING = 1000  # records that a subscriber may lag behind


class Subscription:
    """The records of one subscriber. Iterate over it; `dropped` is the last of one that did not keep up."""

    def __init__(self, stream: "Stream", opening: list[Record], waiting: int) -> None:
        self._stream = stream
        self._opening = opening
        self._queue: asyncio.Queue[Record | None] = asyncio.Queue(waiting)
        self._over = False
        self._farewell: Record | None = None

    def offer(self, record: Record) -> None:
        """Hand on a record; one too many ends the subscription."""
        if self._over:
            return
        if self._queue.full():
            self._end(self._stream.numbered({"type": "dropped", "reason": "this subscriber does not keep up"}))
        else:
            self._queue.put_nowait(record)

    def close(self) -> None:
        """End the subscription."""
        self._end(None)

    def _end(self, farewell: Record | None) -> None:
        if self._over:
            return
        self._over = True
        self._farewell = farewell
        self._stream.forget(self)
        if self._queue.full():
            self._queue.get_nowait()  # the reader is to wake up for the end; what it misses is named by the numbers
        self._queue.put_nowait(None)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Record:
        if self._opening:
            return self._opening.pop(0)
        record = await self._queue.get()
        if record is None:
            record, self._farewell = self._farewell, None
            self._queue.put_nowait(None)
        if record is None:
            raise StopAsyncIteration
        return record


class Stream:
    """Numbers what happens and hands it to everybody who subscribed.

    `opening` gives the records with which a subscriber begins: how things stand now.
    """

    def __init__(self, clock: Callable[[], Moment], opening: Callable[[], list[Record]]) -> None:
        self._clock = clock
        self._opening = opening
        self._subscriptions: dict[Subscription, None] = {}
        self._taps: list[Callable[[CallChange], None]] = []
        self._ended = False
        self.seq = 0

    def tap(self, tap: Callable[[CallChange], None]) -> None:
        """Let somebody inside the program have every change of a call as it is, before anybody else."""
        self._taps.append(tap)

    def tell(self, change: CallChange) -> None:
        """Tell everybody of a change of a call."""
        for tap in self._taps:
            tap(change)
        self.publish(change_record(change))

    def publish(self, record: Record) -> None:
        """Give a record its number and time and hand it on."""
        self.seq += 1
        numbered = self.numbered(record)
        for subscription in list(self._subscriptions):
            subscription.offer(numbered)

    def numbered(self, record: Record) -> Record:
        """Return a record with the number of the last one and the present time."""
        return {"type": record["type"], "seq": self.seq, "at": rfc3339(self._clock().wall), **record}

    def subscribe(self, waiting: int = WAITING) -> Subscription:
        """Begin to listen; `close` of what is returned ends it."""
        subscription = Subscription(self, [self.numbered(record) for record in self._opening()], waiting)
        self._subscriptions[subscription] = None
        if self._ended:
            subscription.close()
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """Hand nothing more to a subscription that is over."""
        self._subscriptions.pop(subscription, None)

    def end(self) -> None:
        """End every subscription after what it still has to read, and those to come at once."""
        self._ended = True
        for subscription in list(self._subscriptions):
            subscription.close()
