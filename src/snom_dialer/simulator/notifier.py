"""Sends the Action URLs of one phone, one after another and in order, unless a quirk wants otherwise.

No repeats: an Action URL that does not arrive is lost, as on a real phone (docs/snom-protocol.md §6).

Not for: what stands in the URL (variable) or what is done with the reply (minibrowser).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.fetch import Reply, fetch
from snom_dialer.simulator.quirk import Quirks

# A receiver slower than this makes a real phone show an animation and the URL (docs/snom-protocol.md §6).
SLOW: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An Action URL that was sent, with what came back."""

    kind: EventKind
    url: str
    reply: Reply


class Notifier:
    """The queue of one phone's Action URLs. `lost` is set while the phone has no network."""

    def __init__(self, user_agent: str, quirks: Quirks, told: Callable[[Delivery], None]) -> None:
        self._user_agent = user_agent
        self._quirks = quirks
        self._told = told
        self._queue: asyncio.Queue[tuple[EventKind, str]] = asyncio.Queue()
        self._held: tuple[EventKind, str] | None = None
        self._sending = False
        self.lost = False

    def put(self, kind: EventKind, url: str) -> None:
        """Send `url` when all before it have been sent."""
        if not self._quirks.on("reorder_events"):
            self._queue.put_nowait((kind, url))
        elif self._held is None:
            self._held = (kind, url)
            asyncio.get_running_loop().call_later(self._quirks.number("reorder_gap"), self._release, self._held)
        else:
            self._queue.put_nowait((kind, url))
            self._release(self._held)

    def _release(self, held: tuple[EventKind, str]) -> None:
        if self._held is held:
            self._held = None
            self._queue.put_nowait(held)

    async def send(self, kind: EventKind, url: str, patience: float) -> Reply:
        """Send one at once, past the queue, and wait up to `patience` seconds for the reply."""
        reply = await self._fetch(url, patience)
        self._told(Delivery(kind=kind, url=url, reply=reply))
        return reply

    async def _fetch(self, url: str, patience: float) -> Reply:
        if self.lost:
            return Reply(error="the network is lost")
        return await fetch(url, self._user_agent, patience)

    async def run(self) -> None:
        """Send for ever; the owner cancels this."""
        while True:
            kind, url = await self._queue.get()
            self._sending = True
            reply = await self._fetch(url, self._quirks.number("event_timeout"))
            self._sending = False  # before it is told: whoever hears of the last one finds everything sent
            self._told(Delivery(kind=kind, url=url, reply=reply))

    @property
    def idle(self) -> bool:
        """Whether everything has been sent."""
        return self._held is None and self._queue.empty() and not self._sending
