"""A transaction as a block: all of it, or nothing.

Not for: connections that sqlite3 itself manages transactions for; ours are in autocommit mode.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what the block does, or roll it back if it fails. The file is locked for other writers from the start."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # after a full disk SQLite may have rolled back already
            connection.execute("ROLLBACK")
