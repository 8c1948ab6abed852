"""One listening port of a virtual phone, with the oddities of its connections.

The command of a request is carried out as soon as the request is read; what goes wrong afterwards (slow, cut, closed)
concerns the answer only. That is the nastier order, and the one that a client must be able to live with.

Not for: what is answered (page).
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Final

from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.wire import LINE_LIMIT, WebAnswer, WebRequest, read_request

_PATIENCE: Final = 30.0  # seconds for a request to arrive


class WebPort:
    """A listening port. `answer` is called in the loop, must not wait, and None closes the connection."""

    def __init__(self, answer: Callable[[WebRequest], WebAnswer | None], quirks: Quirks) -> None:
        self._answer = answer
        self._quirks = quirks
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._busy = 0
        self.lost = False
        self.port = 0

    async def open(self, host: str, port: int, context: ssl.SSLContext | None = None) -> None:
        """Listen on `port`, or on a free one for 0; the port in use is `self.port`. Raises OSError."""
        self._server = await asyncio.start_server(self._connected, host, port, ssl=context, limit=LINE_LIMIT)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = tuple(self._open)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._open.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        again = True
        while again:
            async with asyncio.timeout(_PATIENCE):
                request = await read_request(reader)
            if request is None:
                return
            if self.lost:
                await asyncio.Event().wait()  # a network that is gone says nothing, until close() ends this
            again = await self._serve_one(request, writer)

    async def _serve_one(self, request: WebRequest, writer: asyncio.StreamWriter) -> bool:
        self._busy += 1
        try:
            data = await self._reply(request)
        finally:
            self._busy -= 1
        with contextlib.suppress(ConnectionError):
            writer.write(data)
            await writer.drain()
        return bool(data) and self._quirks.on("keep_open") and request.keep_alive

    async def _reply(self, request: WebRequest) -> bytes:
        alone = self._busy == 1
        if self._unheard(request):
            return b""
        answer = self._answer(request)
        await asyncio.sleep(self._delay(request))
        if answer is None or self._quirks.text("close_unanswered") == "after":
            return b""
        data = answer.encode(keep_open=self._quirks.on("keep_open") and request.keep_alive)
        cut = self._quirks.on("truncate") or (
            self._quirks.on("truncate_concurrent") and not (alone and self._busy == 1)
        )
        return data[: data.index(b"\r\n") + 12] if cut else data

    def _unheard(self, request: WebRequest) -> bool:
        needs = self._quirks.on("keep_alive_needed") and request.path != "/minibrowser.htm"
        return (needs and not request.keep_alive) or self._quirks.text("close_unanswered") == "before"

    def _delay(self, request: WebRequest) -> float:
        late = request.path == "/minibrowser.htm" and request.keep_alive
        return self._quirks.number("slow") + (self._quirks.number("minibrowser_delay") if late else 0.0)
