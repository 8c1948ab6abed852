"""Carries out the user's actions: fetches URLs in the background, opens others in the web browser.

The actions of one call begin in the order of its events: the next one waits for the first try of the one before it, at
most three seconds, and never for a repetition. Actions of different calls do not wait for each other.

Not for: which actions an event fires, and what may be repeated (actions.plan).
"""

import asyncio
import http.client
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit, urlunsplit

from snom_dialer.actions.plan import Planned, Result, next_try
from snom_dialer.engine.record import Record
from snom_dialer.protocol.event import EventKind
from snom_dialer.system.browser import open_url

TIMEOUT = 3.0  # seconds for each try
AT_ONCE = 32  # tries under way at the same time; what is more waits
WAITING = 500  # actions of one call that may wait; a phone gone mad does not fill the memory


class Fired(NamedTuple):
    """The actions of one event, and the call they belong to ("" where the event belongs to none)."""

    kind: EventKind
    call_id: str
    actions: Sequence[Planned]


class ActionRunner:
    """Runs actions beside the engine's loop. `tell` gets a record of each outcome."""

    def __init__(
        self,
        tell: Callable[[Record], None],
        *,
        fetch: Callable[[str], Result] | None = None,
        browse: Callable[[str], bool] = open_url,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._tell = tell
        self._fetch = fetch or fetch_url
        self._browse = browse
        self._pause = pause
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="user action")
        self._first_tries: dict[str, asyncio.Future[None]] = {}  # per call: that of its newest action
        self._tasks: set[asyncio.Task[None]] = set()

    def fire(self, fired: Fired) -> None:
        """Begin the actions of an event, after those of the earlier events of its call."""
        for planned in fired.actions:
            if len(self._tasks) >= WAITING:
                self._report(fired, planned, "refused", None, 0.0)
                continue
            before, mine = self._enqueue(fired.call_id)
            task = asyncio.create_task(self._run(fired, planned, before, mine), name=f"action {planned.index}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is still waiting or repeating."""
        for task in self._tasks:
            task.cancel()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _enqueue(self, call_id: str) -> "tuple[asyncio.Future[None] | None, asyncio.Future[None]]":
        """Return the first try to wait for, and the future that tells the next one that ours was made."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not call_id:
            return None, mine
        before = self._first_tries.get(call_id)
        self._first_tries[call_id] = mine

        def forget(_: object) -> None:
            if self._first_tries.get(call_id) is mine:
                del self._first_tries[call_id]

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
                await asyncio.wait({before})
            attempt = 1
            began = time.perf_counter()
            result = await self._try(planned)
            if not first_try.done():
                first_try.set_result(None)
            while (pause := next_try(attempt, result)) is not None and not planned.browser:
                await self._pause(pause)
                attempt += 1
                began = time.perf_counter()
                result = await self._try(planned)
            self._report(fired, planned, _word(result), result.status, (time.perf_counter() - began) * 1000)
        finally:
            if not first_try.done():
                first_try.set_result(None)

    async def _try(self, planned: Planned) -> Result:
        loop = asyncio.get_running_loop()
        if planned.browser:
            shown = await loop.run_in_executor(self._pool, self._browse, planned.url)
            return Result(sent=True, status=200 if shown else None)
        return await loop.run_in_executor(self._pool, self._fetch, planned.url)

    def _report(self, fired: Fired, planned: Planned, result: str, status: int | None, ms: float) -> None:
        self._tell(
            {
                "type": "action",
                "event": fired.kind.value,
                "url_shown": planned.shown,
                "result": result,
                "status": None if planned.browser else status,
                "ms": round(ms, 1),
                "call_id": fired.call_id,
            }
        )


def _word(result: Result) -> str:
    """Return the outcome in one word: "ok", "failed" (the server said so, or there is no browser), "unreachable"."""
    if result.status is not None and result.status < 400:
        return "ok"
    return "failed" if result.sent else "unreachable"


# ---- one try ---------------------------------------------------------------------------------------------------------


def fetch_url(url: str) -> Result:
    """Fetch a URL once and say how far it came. Never raises. Redirections are followed, proxies are not used."""
    request = urllib.request.Request(*_without_user(url))  # noqa: S310  # the plan made it http or https
    try:
        with _opener().open(request, timeout=TIMEOUT) as answer:
            answer.read(64 * 1024)
            return Result(sent=True, status=answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return Result(sent=True, status=error.code)
    except urllib.error.URLError:
        return Result(sent=False)  # it could not connect
    except (OSError, http.client.HTTPException, ValueError):
        return Result(sent=True)  # it connected and then heard nothing sensible


def _without_user(url: str) -> tuple[str, None, dict[str, str]]:
    """Return the URL without `user:password@`, no body, and the headers that take its place."""
    headers = {"User-Agent": "snom-dialer"}
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if at:
        pair = unquote_to_bytes(user if ":" in user else f"{user}:")
        headers["Authorization"] = "Basic " + b64encode(pair).decode("ascii")
    return urlunsplit(parts._replace(netloc=host, fragment="")), None, headers


@cache  # made at the first need, as it brings in ssl
def _opener() -> urllib.request.OpenerDirector:
    """Make what fetches: http and https alone, also after a redirection.

    Webhooks mostly live in the own network; a proxy from the environment would answer 502 for them.
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener
