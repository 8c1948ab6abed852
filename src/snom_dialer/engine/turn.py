"""Whose turn it is at one phone: what a person asks for goes before everything that nobody waits for.

    a person's commands    first, in their order
    everything else        then, in its order

Not for: what is done (errand), or what is under way and gives way (visit).
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from snom_dialer.engine.workers import Workers

T = TypeVar("T")


class Turns:
    """One job at a time, in a thread of its own. `submit` and `shutdown` are for one thread."""

    def __init__(self, name: str) -> None:
        self._thread = Workers(1, name)
        self._commands: deque[_Turn] = deque()
        self._others: deque[_Turn] = deque()

    def submit(self, job: Callable[[], T], *, first: bool = False) -> "Future[T]":
        """Have it done when it is its turn; `first`: before everything that is not. Raises RuntimeError at the end."""
        turn = _Turn(Future(), job)
        (self._commands if first else self._others).append(turn)
        self._thread.submit(self._do_next)  # once for every turn, whichever it then is
        return turn.future

    def shutdown(self) -> None:
        """Take no more jobs and cancel those that have not begun; the one that has is left alone."""
        self._thread.shutdown()
        while (turn := self._next()) is not None:
            turn.future.cancel()

    def _next(self) -> "_Turn | None":
        for waiting in (self._commands, self._others):
            try:
                return waiting.popleft()
            except IndexError:  # or the other thread has just taken the last one
                continue
        return None

    def _do_next(self) -> None:
        turn = self._next()
        if turn is not None:
            turn.do()


class _Turn(NamedTuple):
    future: "Future[Any]"
    job: Callable[[], object]

    def do(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.job()
        except BaseException as error:  # noqa: BLE001  # it is for whoever waits for the future
            self.future.set_exception(error)
        else:
            self.future.set_result(result)
