"""Migrations: every old file opens, a copy is kept, and a failure leaves the file as it was."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from snom_dialer.journal.database import open_for_writing
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.journal.schema import MIGRATIONS, Migration, version
from snom_dialer.journal.store import Journal
from tests.journal.sample import Notebook, ended, ringing

FIXTURES = Path(__file__).parent / "fixtures"
NOTES = Migration("notes", ("CREATE TABLE notes (call TEXT)", "INSERT INTO notes SELECT id FROM calls"))
WRONG = Migration("wrong", ("CREATE TABLE wrong (x)", "INSERT INTO nowhere VALUES (1)"))


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


@pytest.fixture
def old(tmp_path: Path) -> Callable[[int], Path]:
    """Return a function that gives a private copy of the fixture of a version."""

    def copy(number: int) -> Path:
        return Path(shutil.copy(FIXTURES / f"journal-v{number}.db", tmp_path / "journal.db"))

    return copy


def test_there_is_a_fixture_for_every_version() -> None:
    assert {file.name for file in FIXTURES.iterdir()} == {f"journal-v{n + 1}.db" for n in range(len(MIGRATIONS))}


@pytest.mark.parametrize("number", range(1, len(MIGRATIONS) + 1))
def test_every_version_that_ever_was_can_be_read_and_written(old: Callable[[int], Path], number: int) -> None:
    path = old(number)
    with open_for_reading(path) as reader:
        assert reader.calls(9) == [ended(2), ringing(1)]
        assert reader.recent() == ["102", "101"]
    journal = Journal(path, Notebook())
    assert journal.live() == [ringing(1)]
    journal.put(ended(1))
    assert journal.calls(9) == [ended(2), ended(1)]
    assert journal.close()


def test_a_new_file_is_of_the_newest_version_and_needs_no_copy(tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "journal.db")) as connection:
        assert version(connection) == len(MIGRATIONS)
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"]


def test_opening_again_changes_nothing(old: Callable[[int], Path]) -> None:
    path = old(len(MIGRATIONS))
    with closing(open_for_writing(path)) as connection:
        assert version(connection) == len(MIGRATIONS)
        assert not list(path.parent.glob("*.bak"))


def test_a_migration_keeps_a_copy_that_only_the_user_may_read(old: Callable[[int], Path]) -> None:
    path = old(1)
    with closing(open_for_writing(path, [*MIGRATIONS[:1], NOTES])) as connection:
        assert version(connection) == 2
        assert connection.execute("SELECT call FROM notes ORDER BY call").fetchall() == [("id-00001",), ("id-00002",)]
    kept = path.with_name("journal.db.v1.bak")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with open_for_reading(kept) as reader:
        assert reader.calls(9) == [ended(2), ringing(1)]


def test_a_migration_that_fails_leaves_the_last_good_version(old: Callable[[int], Path]) -> None:
    path = old(1)
    for _ in range(2):  # and trying again does the same
        with pytest.raises(sqlite3.OperationalError, match="nowhere"):
            open_for_writing(path, [*MIGRATIONS[:1], NOTES, WRONG])
    with closing(sqlite3.connect(path)) as connection:
        assert version(connection) == 2
        assert {"notes"} == tables(connection) & {"notes", "wrong"}


def test_every_migration_says_what_it_is_for() -> None:
    assert all(migration.name and migration.statements for migration in MIGRATIONS)
