"""Calls on the Action URLs that stood in a phone before ours, so that whoever put them there goes on hearing of it.

In the background and in order; a target that is dead or slow costs nobody but itself. Every request says in `Via`
through whose hands it went, so that two programs that call each other on do not do so for ever.

Not for: the user's own actions (action_runner), or which URLs these are (phone.setup).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping

from snom_dialer.actions.plan import Result
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.workers import Workers
from snom_dialer.phone.setup import Record
from snom_dialer.protocol.event_kind import EventKind
from snom_dialer.protocol.foreign_url import expanded
from snom_dialer.protocol.vocabulary import ACTION_URLS

log = logging.getLogger(__name__)

WAITING = 200  # requests that may wait for a slow target; older ones count more than newer ones
_SETTING = {row.kind: row.setting for row in ACTION_URLS}


def _fetched(url: str, headers: Mapping[str, str]) -> Result:
    return fetch_url(url, headers=headers)


class Chain:
    """The requests that one phone's events are called on with. `run` until cancelled."""

    def __init__(
        self,
        instance: str,
        name: str,
        fetch: Callable[[str, Mapping[str, str]], Result] = _fetched,
    ) -> None:
        """`instance` names this program in `Via`, `name` the phone."""
        self._instance = instance
        self._fetch = fetch
        self._thread = Workers(1, f"chain {name}")
        self._queue: asyncio.Queue[tuple[str, dict[str, str]]] = asyncio.Queue(WAITING)
        self.counts: Counter[str] = Counter()

    def call_on(self, url: str, via: str, user_agent: str) -> None:
        """Call a URL on, with the hands it went through so far and the User-Agent of the phone."""
        if self._queue.full():
            self.counts["dropped"] += 1
            return
        headers = {"Via": ", ".join(filter(None, (via, f"1.1 {self._instance}")))}
        if user_agent:
            headers["User-Agent"] = user_agent
        self._queue.put_nowait((url, headers))

    async def run(self) -> None:
        """Call on what waits, one after the other."""
        while True:
            url, headers = await self._queue.get()
            result = await asyncio.wrap_future(self._thread.submit(self._fetch, url, headers))
            answered = result.status is not None and result.status < 400
            self.counts["called" if answered else "failed"] += 1
            if not answered:
                log.info("a chained Action URL did not answer well (%s)", result.status or "nothing")

    def close(self) -> None:
        """Give up what waits."""
        self._thread.shutdown()


def chained_url(record: Record, kind: EventKind, values: Mapping[str, str]) -> str:
    """Return the URL that such an event, with these values, is called on with; "" where there is none."""
    setting = _SETTING.get(kind, "")
    return expanded(record.former.get(setting, ""), values) if setting in record.chained else ""


def went_through(via: str, instance: str) -> bool:
    """Whether a request has been in the hands of that program before."""
    return any(hop.split()[-1:] == [instance] for hop in via.split(","))
