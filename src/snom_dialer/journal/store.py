"""The journal that the running program keeps: one thread writes, nobody waits for it.

Each call is written at once with every change, so that a killed program loses at most what was just on its way. Where
the disk says no, that is told once, what comes waits in memory (bounded), and is tried again until it works.

Not for: looking into the journal of another process (reader), or the form of the file (schema).
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from snom_dialer.calls.call import Call
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.journal import database, table
from snom_dialer.journal.backlog import Backlog, Job
from snom_dialer.journal.reader import JournalReader, open_for_reading
from snom_dialer.journal.transaction import transaction

RETRY_AFTER = 5.0  # seconds
PATIENCE = 2.0  # seconds that a question or the end waits for what is still to be written

T = TypeVar("T")


class Journal:
    """Calls and recent numbers, written by a thread of its own. Close it, or what came last may be lost.

    Nothing here raises for a bad file or disk: `warn` is told, from the writing thread. JOURNAL_FAILED comes once each
    time that the file cannot be written, and when something waited for too long and had to be given up; JOURNAL_BROKEN
    when a broken file was set aside; JOURNAL_NEWER when the file is newer than this program: then nothing is kept at
    all. The writing methods never wait. The asking ones wait up to PATIENCE and read the file: not for an event loop.
    """

    def __init__(self, path: Path, warn: Callable[[DialerError], None], *, retry_after: float = RETRY_AFTER) -> None:
        self._path = path
        self._warn = warn
        self._retry_after = retry_after
        self._backlog = Backlog()
        self._connection: sqlite3.Connection | None = None
        self._broken = ""  # what SQLite said of the file when it was last written
        self._failing = False
        self._opened = threading.Event()  # it has been tried, at least
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    # ---- writing: never waits ----------------------------------------------------------------------------------------

    def put(self, call: Call) -> None:
        """Keep `call` as it is now."""
        self._backlog.put(f"call {call.id}", partial(table.put_call, row=table.row_of(call)))

    def add_recent(self, number: str) -> None:
        """Put `number` at the head of the recent numbers."""
        number = table.storable(number)
        self._backlog.put(f"recent {number}", partial(table.add_recent, number=number, used_ms=_now()))

    def import_recent(self, numbers: Iterable[str]) -> None:
        """Carry over the recent numbers of an older program, newest first, behind our own; later calls do nothing."""
        kept = tuple(map(table.storable, numbers))
        self._backlog.put("import", partial(table.import_recent, numbers=kept, at_ms=_now()))

    # ---- asking ------------------------------------------------------------------------------------------------------

    def live(self) -> list[Call]:
        """Return the calls whose end is not known, oldest first: asked at the start, those that the last run left."""
        return self._ask(JournalReader.live, [])

    def calls(self, limit: int, before: Call | None = None) -> list[Call]:
        """Return at most `limit` calls, newest first; with `before`, the next ones after it."""
        return self._ask(lambda reader: reader.calls(limit, before), [])

    def recent(self, limit: int = table.RECENT_LIMIT) -> list[str]:
        """Return the numbers dialled last, most recent first."""
        return self._ask(lambda reader: reader.recent(limit), [])

    def flush(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds until everything is written; return whether it is."""
        return self._backlog.wait_empty(timeout) and not self._failing

    def close(self, timeout: float = PATIENCE) -> bool:
        """Write what waits, once more if need be, and let go of the file; return whether everything was written."""
        self._backlog.close()
        self._thread.join(timeout)
        return not self._thread.is_alive() and self.flush(0)

    def _ask(self, question: Callable[[JournalReader], T], nothing: T) -> T:
        self._opened.wait(PATIENCE)
        if not self._failing:
            self.flush(PATIENCE)
        try:
            with open_for_reading(self._path) as reader:
                return question(reader)
        except DialerError:
            return nothing  # the writing thread tells why

    # ---- the writing thread ------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._write({})
        self._opened.set()
        while jobs := self._backlog.take():
            if self._write(jobs):
                self._backlog.done()
                continue
            self._backlog.give_back(jobs)
            if self._backlog.closed:
                break
            self._backlog.rest(self._retry_after)
        self._backlog.give_up()
        self._disconnect()

    def _write(self, jobs: dict[str, Job]) -> bool:
        """Do all jobs in one transaction; return whether it worked.

        The second try is with a file opened anew: closing it makes room on a disk that is nearly full, as the
        write-ahead log is folded into the file, and a broken file has been set aside.
        """
        for last in (False, True):
            try:
                self._commit(jobs)
            except (sqlite3.Error, OSError, DialerError) as error:
                self._disconnect()
                self._broken = str(error) if database.is_broken(error) else ""
                if last:
                    self._tell(error)
            else:
                self._failing = False
                self._tell_lost()
                return True
        return False

    def _commit(self, jobs: dict[str, Job]) -> None:
        if self._connection is None:
            self._connection = self._open()
        with transaction(self._connection):
            for job in jobs.values():
                job(self._connection)

    def _open(self) -> sqlite3.Connection:
        if self._broken:
            kept = database.set_aside(self._path)
            self._warn(fault(Code.JOURNAL_BROKEN, path=self._path, reason=self._broken, kept=kept))
        return database.open_for_writing(self._path)

    def _tell(self, error: Exception) -> None:
        """Tell why nothing can be written, unless it has been told already."""
        told, self._failing = self._failing, True
        known = error if isinstance(error, DialerError) else None  # the file is newer than this program
        if known is not None:
            self._backlog.close()  # and that will not change
        if not told:
            self._warn(known or fault(Code.JOURNAL_FAILED, path=self._path, reason=error))

    def _tell_lost(self) -> None:
        if lost := self._backlog.take_lost():
            reason = f"{lost} changes of calls had to wait for too long and are lost"
            self._warn(fault(Code.JOURNAL_FAILED, path=self._path, reason=reason))

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _now() -> int:
    return round(time.time() * 1000)
