"""The journal of a running program: what it keeps, what it survives, and that nobody waits for it."""

import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from snom_dialer.calls.call import Call
from snom_dialer.errors import Code
from snom_dialer.journal.backlog import LIMIT
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.journal.store import Journal
from tests.journal.sample import Notebook, ended, ringing

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.db"


def keep(path: Path, *calls: Call) -> None:
    journal = Journal(path, Notebook())
    for call in calls:
        journal.put(call)
    assert journal.close()


def stored(path: Path) -> list[Call]:
    with open_for_reading(path) as reader:
        return reader.calls(1_000_000)


# ---- keeping ---------------------------------------------------------------------------------------------------------


def test_a_call_comes_back_as_it_was(path: Path) -> None:
    keep(path, ringing(1), ended(2))
    assert stored(path) == [ended(2), ringing(1)]


def test_a_later_state_replaces_an_earlier_one(path: Path) -> None:
    journal = Journal(path, Notebook())
    journal.put(ringing(1))
    assert journal.calls(9) == [ringing(1)]
    journal.put(ended(1))
    assert journal.calls(9) == [ended(1)]
    assert journal.close()


def test_calls_that_were_live_are_there_at_the_next_start_oldest_first(path: Path) -> None:
    keep(path, ringing(3), ended(2), ringing(1))
    journal = Journal(path, Notebook())
    assert journal.live() == [ringing(1), ringing(3)]
    journal.put(ended(1))
    journal.put(ended(3))
    assert journal.live() == []
    assert journal.close()


def test_calls_come_in_pages_even_where_they_began_at_once(path: Path) -> None:
    twins = [ringing(7).but({"id": name}) for name in "abcde"]
    keep(path, *twins, ringing(1))
    journal = Journal(path, Notebook())
    first = journal.calls(2)
    second = journal.calls(3, before=first[-1])
    third = journal.calls(3, before=second[-1])
    assert [call.id for call in first + second + third] == ["e", "d", "c", "b", "a", "id-00001"]
    assert journal.close()


def test_text_that_is_no_unicode_is_kept_without_what_is_wrong(path: Path) -> None:
    keep(path, ringing(1).but({"call_id": "a\ud800\0b"}))
    assert stored(path)[0].call_id == "a?\0b"


def test_after_the_end_nothing_is_kept_and_nothing_raised(path: Path) -> None:
    journal = Journal(path, Notebook())
    assert journal.close()
    journal.put(ringing(1))
    assert journal.calls(9) == []


def test_a_clean_end_leaves_one_file(path: Path) -> None:
    keep(path, ringing(1))
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]


def test_only_the_user_may_read_it(path: Path) -> None:
    journal = Journal(path, Notebook())
    journal.put(ringing(1))
    assert journal.flush(20)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in [path.parent, *path.parent.iterdir()]}
    assert modes == {"state": 0o700, "journal.db": 0o600, "journal.db-wal": 0o600, "journal.db-shm": 0o600}
    assert journal.close()


def test_a_file_that_everybody_could_read_is_closed_to_them(path: Path) -> None:
    keep(path)
    path.chmod(0o644)
    keep(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# ---- recent numbers --------------------------------------------------------------------------------------------------


def test_recent_numbers_stand_once_newest_first(path: Path) -> None:
    journal = Journal(path, Notebook())
    for number in ("101", "102", "103", "101"):
        journal.add_recent(number)
    assert journal.recent() == ["101", "103", "102"]
    journal.add_recent("102")
    assert journal.recent() == ["102", "101", "103"]
    assert journal.recent(1) == ["102"]
    assert journal.close()


def test_only_a_hundred_are_kept(path: Path) -> None:
    journal = Journal(path, Notebook())
    for number in range(150):
        journal.add_recent(str(number))
    assert journal.recent(1000) == [str(number) for number in range(149, 49, -1)]
    assert journal.close()


def test_numbers_of_the_older_program_go_behind_ours_and_only_once(path: Path) -> None:
    journal = Journal(path, Notebook())
    journal.add_recent("103")
    assert journal.flush(20)
    journal.import_recent(["101", "103", "102", "101"])
    assert journal.recent() == ["103", "101", "102"]
    journal.import_recent(["999"])
    journal.add_recent("102")
    assert journal.recent() == ["102", "103", "101"]
    assert journal.close()


def test_at_most_a_hundred_numbers_are_carried_over(path: Path) -> None:
    journal = Journal(path, Notebook())
    journal.import_recent([str(number) for number in range(200)])
    assert journal.recent(1000) == [str(number) for number in range(100)]
    assert journal.close()


# ---- nobody waits ----------------------------------------------------------------------------------------------------


def test_a_locked_file_holds_up_nobody_and_loses_nothing(path: Path) -> None:
    keep(path)
    notebook = Notebook()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        journal = Journal(path, notebook, retry_after=0.01)
        for number in range(500):
            journal.put(ringing(number))
        assert not journal.flush(0)
        notebook.wait()
        other.execute("COMMIT")
    assert journal.flush(20)
    assert len(journal.calls(1000)) == 500
    assert notebook.codes == [Code.JOURNAL_FAILED]
    assert journal.close()


# ---- harm ------------------------------------------------------------------------------------------------------------


def child(what: str, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.journal.child", what, str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def lines_until_killed(what: str, path: Path, count: int) -> list[int]:
    """Run a child, kill it (SIGKILL) after it has said `count` things; return all that it has said."""
    with child(what, path) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(count)]
        process.kill()
        said += process.stdout.readlines()
    return [int(line) for line in said if line.endswith("\n")]


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 20, 201])
def test_a_killed_program_loses_at_most_the_event_in_flight(path: Path, count: int) -> None:
    last = lines_until_killed("steadily", path, count)[-1]
    notebook = Notebook()
    journal = Journal(path, notebook)
    calls = journal.calls(1_000_000)[::-1]
    assert [call.id for call in calls] == [ringing(number).id for number in range(len(calls))]
    assert last + 1 <= len(calls) <= last + 2
    assert calls[: last + 1] == [ended(number) if number % 2 else ringing(number) for number in range(last + 1)]
    assert ringing(0) in journal.live()
    assert journal.close()
    assert notebook.codes == []


@pytest.mark.slow
def test_a_program_killed_in_the_middle_of_many_calls_leaves_a_whole_file(path: Path) -> None:
    last = lines_until_killed("hastily", path, 30)[-1]
    notebook = Notebook()
    journal = Journal(path, notebook)
    calls = journal.calls(1_000_000)[::-1]
    assert calls == [ringing(number) for number in range(len(calls))]
    assert len(calls) > last
    assert journal.close()
    assert notebook.codes == []


DISKS = {
    # A disk of a given size needs a mount namespace; where there is none, a limit on the size of files does the same.
    "file size limit": ["sh", "-c", 'exec "$0" -m tests.journal.child full_disk "$1/journal.db"'],
    "tmpfs": [
        "unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
        'mount -t tmpfs -o size=700k tmpfs "$1" && exec "$0" -m tests.journal.child full_disk "$1/journal.db"',
    ],
}  # fmt: skip
if subprocess.run(["sh", "-c", "unshare --user --map-root-user --mount true"], capture_output=True).returncode:
    del DISKS["tmpfs"]


@pytest.mark.slow
@pytest.mark.parametrize("disk", DISKS.values(), ids=DISKS)
def test_a_full_disk_is_told_once_and_nothing_is_lost_when_there_is_room_again(disk: list[str], tmp_path: Path) -> None:
    ran = subprocess.run([*disk, sys.executable, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout.split(), ran.stderr) == (["True", "True", "True", "journal_failed"], "")


def test_a_place_where_no_file_can_be_is_told_once_and_calls_go_on(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a directory should be")
    notebook = Notebook()
    journal = Journal(tmp_path / "state" / "journal.db", notebook, retry_after=0.01)
    notebook.wait()
    journal.put(ringing(1))
    assert not journal.flush(0.1)
    assert journal.calls(9) == []
    assert not journal.close()
    assert notebook.codes == [Code.JOURNAL_FAILED]


def test_when_the_place_is_free_again_what_waited_is_written(tmp_path: Path) -> None:
    obstacle = tmp_path / "state"
    obstacle.write_text("a file where a directory should be")
    notebook = Notebook()
    journal = Journal(obstacle / "journal.db", notebook, retry_after=0.01)
    journal.put(ringing(1))
    notebook.wait()
    obstacle.unlink()
    assert journal.flush(20)
    assert journal.calls(9) == [ringing(1)]
    assert journal.close()


def test_what_had_to_be_given_up_is_told(tmp_path: Path) -> None:
    obstacle = tmp_path / "state"
    obstacle.write_text("a file where a directory should be")
    notebook = Notebook()
    journal = Journal(obstacle / "journal.db", notebook, retry_after=0.5)
    notebook.wait()  # it rests now, and what comes waits
    for number in range(LIMIT + 7):
        journal.put(ringing(number))
    obstacle.unlink()
    assert journal.flush(20)
    assert journal.close()
    assert len(stored(obstacle / "journal.db")) == LIMIT
    assert notebook.codes == [Code.JOURNAL_FAILED, Code.JOURNAL_FAILED]
    assert str(notebook.errors[1].values["reason"]).startswith("7 changes")


RUINS = {
    "no database": b"this is not a database, " * 500,
    "header only": b"SQLite format 3\0" + b"\xff" * 4000,
}


@pytest.mark.parametrize("ruin", RUINS.values(), ids=RUINS)
def test_a_broken_file_is_set_aside_told_and_a_new_one_begun(path: Path, ruin: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(ruin)
    notebook = Notebook()
    journal = Journal(path, notebook)
    journal.put(ringing(1))
    assert journal.calls(9) == [ringing(1)]
    assert journal.close()
    (error,) = notebook.errors
    assert error.code is Code.JOURNAL_BROKEN
    kept = Path(str(error.values["kept"]))
    assert kept.name.startswith("journal.db.broken-20")
    assert kept.read_bytes() == ruin


def spoil(path: Path) -> None:
    """Overwrite everything but the first page."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


def test_a_file_with_a_sound_head_and_a_broken_body_is_found_out_at_the_start(path: Path) -> None:
    keep(path, ringing(1))
    spoil(path)
    notebook = Notebook()
    journal = Journal(path, notebook)
    assert journal.calls(9) == []
    assert journal.close()
    assert notebook.codes == [Code.JOURNAL_BROKEN]


def test_a_file_that_breaks_while_it_is_open_is_set_aside_and_what_waited_is_written(path: Path) -> None:
    big = [ringing(number).but({"call_id": "x" * 2000}) for number in range(3000)]  # more than SQLite keeps in memory
    keep(path, *big)
    notebook = Notebook()
    journal = Journal(path, notebook, retry_after=0.01)
    assert journal.live()
    spoil(path)
    for call in big:
        journal.put(call)
    assert journal.flush(20)
    assert notebook.codes == [Code.JOURNAL_BROKEN]
    assert journal.calls(1) == [big[-1]]
    assert journal.close()


def test_a_newer_file_is_left_as_it_is_and_told_once(path: Path) -> None:
    keep(path, ringing(1))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    notebook = Notebook()
    journal = Journal(path, notebook)
    journal.put(ringing(2))
    notebook.wait()
    assert not journal.flush(20)
    assert journal.calls(9) == []
    assert not journal.close()
    assert notebook.codes == [Code.JOURNAL_NEWER]
    assert notebook.errors[0].values["found"] == 99
    assert path.read_bytes() == before


def test_closing_while_the_disk_says_no_ends_soon(tmp_path: Path) -> None:
    notebook = Notebook()
    journal = Journal(tmp_path, notebook, retry_after=3600)
    journal.put(ringing(1))
    notebook.wait()
    assert not journal.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "journal"]
