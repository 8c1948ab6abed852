"""A look into the journal, also while another process writes it: `snom-dialer calls`.

Not for: writing (store).
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from snom_dialer.calls.call import Call
from snom_dialer.errors import Code, fault
from snom_dialer.journal import database, table

T = TypeVar("T")


def open_for_reading(path: Path) -> "JournalReader":
    """Open the journal, which need not exist yet. Raises JOURNAL_FAILED and JOURNAL_NEWER."""
    try:
        return JournalReader(path, database.open_read_only(path))
    except sqlite3.Error as error:
        raise fault(Code.JOURNAL_FAILED, path=path, reason=error) from error


class JournalReader:
    """What stands in the journal at the moment of each question. For one thread; a context manager.

    Every question raises JOURNAL_FAILED where the file cannot be read.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    def live(self) -> list[Call]:
        """Return the calls whose end is not known, oldest first."""
        return self._ask(table.live_calls)

    def calls(self, limit: int, before: Call | None = None) -> list[Call]:
        """Return at most `limit` calls, newest first; with `before`, the next ones after it."""
        return self._ask(lambda connection: table.newest_calls(connection, limit, before))

    def recent(self, limit: int = table.RECENT_LIMIT) -> list[str]:
        """Return the numbers dialled last, most recent first."""
        return self._ask(lambda connection: table.recent_numbers(connection, limit))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return question(self._connection)
        except sqlite3.Error as error:
            raise fault(Code.JOURNAL_FAILED, path=self._path, reason=error) from error
