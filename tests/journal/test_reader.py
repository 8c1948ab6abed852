"""Looking into a journal: while others write and look, where there is none, and where it is not ours to read."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from snom_dialer.errors import Code, ComputerError
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.journal.store import Journal
from tests.journal.sample import Notebook, ended, ringing

LOOK = (
    "import sys; from pathlib import Path; from snom_dialer.journal.reader import open_for_reading\n"
    "with open_for_reading(Path(sys.argv[1])) as reader: print(*(call.id for call in reader.calls(9)))"
)


def test_two_readers_see_what_is_written_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "journal of #1?.db"
    journal = Journal(path, Notebook())
    journal.put(ringing(1))
    assert journal.flush(20)
    with open_for_reading(path) as one, open_for_reading(path) as other:
        assert one.calls(9) == other.calls(9) == one.live() == [ringing(1)]
        journal.put(ended(1))
        journal.add_recent("101")
        assert journal.flush(20)
        assert one.calls(9) == other.calls(9) == [ended(1)]
        assert (one.live(), one.recent()) == ([], ["101"])
    assert journal.close()


def test_another_process_can_look_while_this_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, Notebook())
    journal.put(ringing(1))
    journal.put(ringing(2))
    assert journal.flush(20)
    looked = subprocess.run([sys.executable, "-c", LOOK, path], capture_output=True, text=True)
    assert (looked.stdout, looked.stderr) == ("id-00002 id-00001\n", "")
    assert journal.close()


def test_where_there_is_none_nothing_is_found_and_nothing_made(tmp_path: Path) -> None:
    with open_for_reading(tmp_path / "journal.db") as reader:
        assert (reader.calls(9), reader.live(), reader.recent()) == ([], [], [])
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_read_as_an_empty_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.touch()
    with open_for_reading(path) as reader:
        assert reader.calls(9) == []
    assert path.read_bytes() == b""


def test_looking_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(ComputerError) as caught:
        open_for_reading(path)
    assert caught.value.code is Code.JOURNAL_NEWER
    assert path.read_bytes() == before


def test_a_file_that_is_no_journal_is_told(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(ComputerError) as caught:
        open_for_reading(path)
    assert caught.value.code is Code.JOURNAL_FAILED


def test_a_journal_without_its_tables_is_told_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with open_for_reading(path) as reader, pytest.raises(ComputerError) as caught:
        reader.calls(9)
    assert caught.value.code is Code.JOURNAL_FAILED


def test_words_of_a_later_version_are_read_as_unknown(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    journal = Journal(path, Notebook())
    journal.put(ended(1))
    assert journal.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE calls SET direction = 'sideways', state = 'parked', outcome = 'voicemail'")
    with open_for_reading(path) as reader:
        (call,) = reader.calls(9)
    assert (call.direction, call.state, call.outcome) == ("unknown", "ended", "unknown")
