"""What waits to be written: bounded, never blocking, and only the newest of what is written over each other.

Not for: writing it (store).
"""

import sqlite3
import threading
from collections.abc import Callable

Job = Callable[[sqlite3.Connection], None]

LIMIT = 5000  # calls and numbers that wait at most while the disk says no; then the oldest are given up


class Backlog:
    """Jobs by key, in the order in which they came. Everybody puts, one thread takes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._jobs: dict[str, Job] = {}
        self._lost = 0
        self._taken = False
        self._closed = False
        self._given_up = False
        self._changed = threading.Condition()

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        return self._closed

    def put(self, key: str, job: Job) -> None:
        """Add a job; one with the same key that still waits is dropped for it. After `close` it is ignored."""
        with self._changed:
            if self._closed:
                return
            self._jobs.pop(key, None)
            self._jobs[key] = job
            self._cut()
            self._changed.notify_all()

    def take(self) -> dict[str, Job]:
        """Wait for jobs and take them all, to be answered by `done` or `give_back`; {} when it is closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            jobs, self._jobs = self._jobs, {}
            self._taken = bool(jobs)
            return jobs

    def done(self) -> None:
        """What was taken has been written."""
        with self._changed:
            self._taken = False
            self._changed.notify_all()

    def give_back(self, jobs: dict[str, Job]) -> None:
        """What was taken could not be written: it waits again, before and under what has come since."""
        with self._changed:
            older = {key: job for key, job in jobs.items() if key not in self._jobs}
            self._jobs = {**older, **self._jobs}
            self._taken = False
            self._cut()

    def rest(self, seconds: float) -> None:
        """Wait for so long, or until the backlog is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)

    def wait_empty(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds until everything has been written, or never will; return whether it has."""
        with self._changed:
            self._changed.wait_for(lambda: self._given_up or self._empty(), timeout)
            return self._empty()

    def close(self) -> None:
        """Take nothing more in; what waits can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take_lost(self) -> int:
        """Return how many jobs have been given up since this was last asked."""
        with self._changed:
            lost, self._lost = self._lost, 0
            return lost

    def give_up(self) -> None:
        """Nobody takes any more: who waits for it need not."""
        with self._changed:
            self._closed = self._given_up = True
            self._changed.notify_all()

    def _empty(self) -> bool:
        return not self._jobs and not self._taken

    def _cut(self) -> None:
        while len(self._jobs) > self._limit:
            del self._jobs[next(iter(self._jobs))]
            self._lost += 1
