"""Threads for what blocks, at whose end nobody waits: a phone, a web server or a keyring may take for ever.

The pool of the standard library is joined when the process ends, so one silent web server would keep a program from
ending. What is under way in these threads simply ends with the process.

Not for: what has to be finished (the journal has a thread of its own).
"""

import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any, NamedTuple, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Workers(Executor):
    """At most `most` threads, made when they are needed. Jobs begin in their order. `submit` is for one thread."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._threads = 0
        self._over = False

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> "Future[_T]":
        """Have it done as soon as a thread is free. Raises RuntimeError after `shutdown`."""
        if self._over:
            raise RuntimeError("no job is taken after the end")
        future: Future[_T] = Future()
        self._jobs.put(_Job(future, partial(fn, *args, **kwargs)))
        if not self._idle.acquire(blocking=False) and self._threads < self._most:
            self._threads += 1
            threading.Thread(target=self._work, name=f"{self._name} {self._threads}", daemon=True).start()
        return future

    def shutdown(self, wait: bool = False, *, cancel_futures: bool = True) -> None:
        """Take no more jobs and cancel those that have not begun; those that have are left alone."""
        self._over = True
        with contextlib.suppress(queue.Empty):
            while True:
                if (job := self._jobs.get_nowait()) is not None:
                    job.future.cancel()
        for _ in range(self._threads):
            self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.do()
            self._idle.release()


class _Job(NamedTuple):
    future: "Future[Any]"
    work: Callable[[], object]

    def do(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.work()
        except BaseException as error:  # noqa: BLE001  # it is for whoever waits for the future
            self.future.set_exception(error)
        else:
            self.future.set_result(result)
