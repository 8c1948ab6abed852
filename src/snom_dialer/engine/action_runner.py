"""Carries out the user's actions: fetches URLs in the background, opens others in the web browser.

The actions of one call begin in the order of its events: the next one waits for the first try of the one before it, at
most three seconds, and never for a repetition. Actions of different calls do not wait for each other.

Not for: which actions an event fires, and what may be repeated (actions.plan).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from snom_dialer.actions.plan import Planned, Result, next_try
from snom_dialer.calls.call import Call
from snom_dialer.engine.record import Record
from snom_dialer.engine.workers import Workers
from snom_dialer.protocol.event import EventKind
from snom_dialer.system.browser import open_url

log = logging.getLogger(__name__)

TIMEOUT = 3.0  # seconds for each try
_SLACK = 0.5  # seconds that a try has beyond it: finding a name, and an answer that drips, know no time-out
AT_ONCE = 32  # tries under way at the same time; what is more waits
WAITING = 500  # actions that may wait or repeat; a phone gone mad does not fill the memory


class Fired(NamedTuple):
    """The actions of one event, and the call they belong to (None where the event belongs to none)."""

    kind: EventKind
    call: Call | None
    actions: Sequence[Planned]


class ActionRunner:
    """Runs actions beside the engine's loop. `tell` gets a record of each outcome. `timeout`: seconds for each try."""

    def __init__(
        self,
        tell: Callable[[Record], None],
        *,
        timeout: float = TIMEOUT,
        browse: Callable[[str], bool] = open_url,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._tell = tell
        self._timeout = timeout
        self._browse = browse
        self._pause = pause
        self._pool = Workers(AT_ONCE, "user action")
        self._first_tries: dict[str, asyncio.Future[None]] = {}  # per call: that of its newest action
        self._tasks: set[asyncio.Task[None]] = set()

    def fire(self, fired: Fired) -> None:
        """Begin the actions of an event, after those of the earlier events of its call."""
        for planned in fired.actions:
            if len(self._tasks) >= WAITING:
                self._report(fired, planned, "refused", None, 0.0)
                continue
            before, mine = self._enqueue(fired.call.id if fired.call else "")
            task = asyncio.create_task(self._run(fired, planned, before, mine), name=f"action {planned.index}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is still waiting or repeating."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pool.shutdown()

    def _enqueue(self, call: str) -> "tuple[asyncio.Future[None] | None, asyncio.Future[None]]":
        """Return the first try to wait for, and the future that tells the next one that ours was made."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not call:
            return None, mine
        before = self._first_tries.get(call)
        self._first_tries[call] = mine

        def forget(_: object) -> None:
            if self._first_tries.get(call) is mine:
                del self._first_tries[call]

        mine.add_done_callback(forget)
        return before, mine

    # ---- how ---------------------------------------------------------------------------------------------------------

    async def _run(
        self,
        fired: Fired,
        planned: Planned,
        before: "asyncio.Future[None] | None",
        first_try: "asyncio.Future[None]",
    ) -> None:
        try:
            if before is not None:
                await asyncio.wait({before}, timeout=self._timeout + _SLACK)
            attempt = 1
            began = time.perf_counter()
            result = await self._try(planned)
            first_try.set_result(None)
            while (pause := next_try(attempt, result)) is not None:
                await self._pause(pause)
                attempt += 1
                began = time.perf_counter()
                result = await self._try(planned)
            self._report(fired, planned, _word(result), result.status, (time.perf_counter() - began) * 1000)
        finally:
            if not first_try.done():
                first_try.set_result(None)

    async def _try(self, planned: Planned) -> Result:
        work = self._pool.submit(partial(self._open if planned.browser else self._fetch, planned.url))
        if planned.browser:  # which may take its time to start, and nobody waits for it
            return await asyncio.wrap_future(work)
        try:
            async with asyncio.timeout(self._timeout + _SLACK):
                return await asyncio.wrap_future(work)
        except TimeoutError:
            return Result(sent=not work.cancel())

    def _fetch(self, url: str) -> Result:
        return fetch_url(url, self._timeout)

    def _open(self, url: str) -> Result:
        try:
            shown = self._browse(url)
        except Exception:
            log.exception("the web browser cannot be opened")
            shown = False
        return Result(sent=True, status=200 if shown else None)  # as good as sent: it is not tried again

    def _report(self, fired: Fired, planned: Planned, result: str, status: int | None, ms: float) -> None:
        self._tell(
            {
                "type": "action",
                "event": fired.kind.value,
                "url_shown": planned.shown,
                "result": result,
                "status": None if planned.browser else status,
                "ms": round(ms, 1),
                "call_id": fired.call.call_id if fired.call else "",
            }
        )
        log.info("action on %s: %s %s", fired.kind, planned.shown, result if status is None else f"{result} ({status})")


def _word(result: Result) -> str:
    """Return the outcome in one word: "ok", "failed" (the server said so, or there is no browser), "unreachable"."""
    if result.status is not None and 200 <= result.status < 300:
        return "ok"
    return "failed" if result.sent else "unreachable"


def fetch_url(url: str, timeout: float = TIMEOUT, headers: Mapping[str, str] = {}) -> Result:
    """Fetch a URL once and say how far it came. Never raises. Redirections are followed, proxies are not used."""
    from snom_dialer.engine.fetch import fetch  # what speaks HTTP is loaded when there is somebody to speak to

    return fetch(url, timeout, headers)
