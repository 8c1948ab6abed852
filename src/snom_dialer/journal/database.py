"""The journal's file: opened for writing or reading, copied before a migration, set aside when it is broken.

Only the user may read it: who called whom is nobody else's business.

Not for: when to do which (store, reader), or what stands in it (schema, table).
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from snom_dialer.journal.schema import MIGRATIONS, Migration, check_version, migrate

BUSY = 1.0  # seconds to wait for another process that writes

_COMPANIONS = ("", "-wal", "-shm")
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_for_writing(path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> sqlite3.Connection:
    """Open the file, made if there is none, checked and brought to the newest version; in autocommit mode.

    With WAL and synchronous=NORMAL, what is committed survives the death of the process; a power cut may take the last
    moments, and leaves the file whole. Raises JOURNAL_NEWER, OSError and sqlite3.Error (see is_broken).
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_private(path)
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None)
    try:
        found = check_version(connection, path, migrations)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _check(connection)
        if 0 < found < len(migrations):
            _copy(connection, path.with_name(f"{path.name}.v{found}.bak"))
        migrate(connection, migrations)
    except BaseException:
        connection.close()
        raise
    return connection


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a file that another process may be writing. Raises JOURNAL_NEWER and sqlite3.Error.

    Where there is none, or one of an older version, the answer is a copy in memory that is as new as this program.
    """
    if not path.exists():
        return _in_memory(None)
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY, isolation_level=None)
    try:
        if check_version(connection, path) == len(MIGRATIONS):
            return connection
        copy = _in_memory(connection)
    except BaseException:
        connection.close()
        raise
    connection.close()
    return copy


def is_broken(error: BaseException) -> bool:
    """Whether SQLite says that the file is no database any more, so that trying again is of no use."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _BROKEN


def set_aside(path: Path) -> Path:
    """Rename a broken file and what belongs to it; return the new name. Nothing may have it open. Raises OSError."""
    kept = path.with_name(f"{path.name}.broken-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
    for companion in _COMPANIONS:
        part = path.with_name(path.name + companion)
        if part.exists():
            part.rename(kept.with_name(kept.name + companion))
    return kept


def _make_private(path: Path) -> None:
    """Make the file 0600 before SQLite sees it; its companions (-wal, -shm) get the same mode from SQLite."""
    path.touch(mode=0o600)
    path.chmod(0o600)


def _check(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        error = sqlite3.DatabaseError(found)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    _make_private(target)
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def _in_memory(source: sqlite3.Connection | None) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if source is not None:
        source.backup(memory)
    migrate(memory)
    return memory
