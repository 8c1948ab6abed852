"""What the journal's file looks like: an ordered list of migrations that only ever grows.

The number of migrations that a file has been through stands in its `PRAGMA user_version`; each is one transaction
together with that number, so that a file is always of exactly one version. Never change a migration that has been
released: add another, and a fixture of the version before it to the tests.

Not for: opening files (database), or reading and writing rows (table).
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from snom_dialer.errors import Code, fault
from snom_dialer.journal.transaction import transaction


class Migration(NamedTuple):
    """One step from a version to the next: what it is for, and its statements."""

    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        "calls and recent numbers",
        (
            # Times are Unix milliseconds (UTC), NULL for what has not happened. What people will add to a call later
            # (notes, contacts) belongs in tables of its own that point to `id`: each event writes this row anew.
            """
            CREATE TABLE calls (
                id TEXT PRIMARY KEY,
                phone TEXT NOT NULL,
                call_id TEXT NOT NULL,
                direction TEXT NOT NULL,
                state TEXT NOT NULL,
                outcome TEXT,
                remote_uri TEXT NOT NULL,
                remote_number TEXT NOT NULL,
                remote_name TEXT NOT NULL,
                local_uri TEXT NOT NULL,
                local_number TEXT NOT NULL,
                local_name TEXT NOT NULL,
                started_ms INTEGER NOT NULL,
                connected_ms INTEGER,
                ended_ms INTEGER,
                duration_ms INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX calls_by_start ON calls (started_ms, id)",
            "CREATE INDEX calls_live ON calls (started_ms) WHERE state <> 'ended'",
            # Ordered by `position`, not by time: a clock that is set back does not reorder the list.
            """
            CREATE TABLE recent_numbers (
                position INTEGER PRIMARY KEY AUTOINCREMENT,
                number TEXT NOT NULL UNIQUE,
                used_ms INTEGER
            ) STRICT
            """,
            # What has been done once and must not be done again.
            "CREATE TABLE done_once (name TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT",
        ),
    ),
)


def version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the file has been through; 0 for an empty file."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def check_version(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Return the file's version; raises JOURNAL_NEWER for one that these migrations do not lead to."""
    found = version(connection)
    if found > len(migrations):
        raise fault(Code.JOURNAL_NEWER, path=path, found=found, known=len(migrations))
    return found


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply the migrations that the file has not been through. `connection` is in autocommit mode.

    Raises sqlite3.Error; the file then stands at the last version that was reached.
    """
    for number, migration in enumerate(migrations, start=1):
        with transaction(connection):
            if version(connection) < number:  # looked up inside the transaction: another process may be faster
                for statement in migration.statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number:d}")
