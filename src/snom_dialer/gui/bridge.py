"""Joins Qt and the engine's loop: the loop runs in a thread of its own, and everything it says arrives in Qt's thread.

No call here waits: questions are answered by a function that is called in Qt's thread later, `done` with the answer or
`failed` with the DialerError.

Not for: what the engine does (host), or what is made of its news (desk).
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from snom_dialer.config.load import Loaded
from snom_dialer.engine.workers import Workers
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.gui.host import Host
from snom_dialer.gui.news import News
from snom_dialer.state.places import Places

log = logging.getLogger(__name__)

T = TypeVar("T")
Done = Callable[[T], None]
Failed = Callable[[DialerError], None]


class Bridge(QObject):
    """Made, `open`ed and `close`d in Qt's thread.

    `told` gets News, `wished` a wish and its text, `warned` a DialerError that nobody waits for; `closed` is the end.
    """

    told = Signal(object)
    wished = Signal(str, str)
    warned = Signal(object)
    closed = Signal()
    _posted = Signal(object)

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._loop = asyncio.new_event_loop()
        self._host: Host | None = None
        self._workers = Workers(4, "desk")
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)  # `join` waits long enough
        self._posted.connect(lambda job: job(), Qt.ConnectionType.QueuedConnection)

    def open(self) -> None:
        """Start the loop; no engine yet."""
        self._thread.start()

    def begin(self, loaded: Loaded) -> None:
        """Let an engine work with this configuration from now on."""
        self._in_loop(lambda: self._the_host().begin(loaded))

    def ask(
        self,
        command: str,
        arguments: Mapping[str, object] | None = None,
        done: Done[dict[str, object]] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Have the engine carry out a command of `engine.handler`, after those before it."""
        self.do(lambda: self._the_host().ask(command, arguments or {}), done, failed)

    def work(self, job: Callable[[], T], done: Done[T] | None = None, failed: Failed | None = None) -> None:
        """Do something that blocks, such as reading a file or asking the keyring, in a thread of its own."""
        self.do(lambda: asyncio.wrap_future(self._workers.submit(job)), done, failed)

    def do(self, job: Callable[[], Awaitable[T]], done: Done[T] | None = None, failed: Failed | None = None) -> None:
        """Do something in the engine's loop."""
        self._in_loop(lambda: self._start(job, done, failed))

    def post(self, job: Callable[[], object]) -> None:
        """Call something in Qt's thread, soon. From any thread."""
        if not self._closing:
            self._posted.emit(job)

    def close(self) -> None:
        """End the engine; `closed` tells when that is done."""
        self._in_loop(self._end)

    def join(self, seconds: float) -> None:
        """Wait for the thread, after `closed`; at most so long, as a log-out waits for nobody."""
        self._closing = True
        self._thread.join(seconds)
        if self._thread.is_alive():
            log.error("the engine did not end in time")

    # ---- in the loop -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._workers.shutdown()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _the_host(self) -> Host:
        if self._host is None:
            self._host = Host(self._places, self._tell, self._wish, self._warn)
        return self._host

    def _tell(self, news: News) -> None:
        self.post(lambda: self.told.emit(news))

    def _wish(self, wish: str, text: str) -> None:
        self.post(lambda: self.wished.emit(wish, text))

    def _warn(self, error: DialerError) -> None:
        log.warning("%s", error)
        self.post(lambda: self.warned.emit(error))

    def _in_loop(self, job: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(job)

    def _start(self, job: Callable[[], Awaitable[Any]], done: Done[Any] | None, failed: Failed | None) -> None:
        self._own(self._answered(job, done, failed))

    def _own(self, work: Any) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answered(self, job: Callable[[], Awaitable[Any]], done: Done[Any] | None, failed: Failed | None) -> None:
        try:
            answer = await job()
        except DialerError as error:
            self._refuse(error, failed)
        except Exception as error:
            log.exception("something that the window asked for failed")
            self._refuse(fault(Code.BUG, what=type(error).__name__, log=self._places.log_dir), failed)
        else:
            if done is not None:
                self.post(lambda: done(answer))

    def _refuse(self, error: DialerError, failed: Failed | None) -> None:
        self.post(lambda: self.warned.emit(error) if failed is None else failed(error))

    def _end(self) -> None:
        self._own(self._ended())

    async def _ended(self) -> None:
        try:
            if self._host is not None:
                await self._host.end()
        finally:
            mine = asyncio.current_task()
            for task in self._tasks:
                if task is not mine:
                    task.cancel()
            self.post(self.closed.emit)
            self._loop.call_soon(self._loop.stop)
