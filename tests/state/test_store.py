"""Small facts on disk: whole or absent, closed to others, and never the reason why anything else fails to start."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import Code, ComputerError
from snom_dialer.state.store import Store

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "state"


def test_what_is_written_is_read(directory: Path) -> None:
    Store(directory).write("phone.desk-1", {"scheme": "https"})
    assert Store(directory).read("phone.desk-1") == {"scheme": "https"}


@given(value=st.dictionaries(st.text(), JSON))
def test_every_object_comes_back(tmp_path_factory: pytest.TempPathFactory, value: dict[str, object]) -> None:
    store = Store(tmp_path_factory.mktemp("state"))
    store.write("fact", value)
    assert store.read("fact") == value


def test_what_was_never_written_is_empty(directory: Path) -> None:
    assert Store(directory).read("nothing") == {}
    assert not directory.exists()


def test_a_deleted_fact_is_gone_and_may_be_deleted_again(directory: Path) -> None:
    store = Store(directory)
    store.write("fact", {"a": 1})
    store.delete("fact")
    store.delete("fact")
    assert store.read("fact") == {}


@pytest.mark.parametrize("name", ["", "../up", "a/b", "Upper", ".hidden", "ü", "a\n", "x" * 101])
def test_a_name_never_leaves_the_directory(directory: Path, name: str) -> None:
    store = Store(directory)
    for act in (store.read, store.delete, lambda name: store.write(name, {})):
        with pytest.raises(ValueError, match="cannot name"):
            act(name)


@pytest.mark.parametrize("durable", [False, True])
def test_files_and_directory_are_closed_to_others(directory: Path, durable: bool) -> None:
    old = os.umask(0)
    try:
        Store(directory).write("fact", {}, durable=durable)
    finally:
        os.umask(old)
    assert stat.S_IMODE((directory / "fact.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_an_open_directory_is_closed_at_the_next_write(directory: Path) -> None:
    directory.mkdir(parents=True)
    directory.chmod(0o755)
    Store(directory).write("fact", {})
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_nothing_is_written_where_nothing_changed(directory: Path) -> None:
    store = Store(directory)
    store.write("fact", {"a": 1, "b": 2})
    before = (directory / "fact.json").stat().st_ino
    store.write("fact", {"b": 2, "a": 1})
    assert (directory / "fact.json").stat().st_ino == before
    store.write("fact", {"a": 2})
    assert (directory / "fact.json").stat().st_ino != before


def test_a_durable_write_is_synced_before_it_is_seen_and_the_name_after(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def watched_sync(handle: int) -> None:
        steps.append("directory" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def watched_replace(path: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    store = Store(directory)
    store.write("fact", {"a": 1}, durable=True)
    assert steps == ["directory", "file", "replace", "directory"]
    steps.clear()
    store.write("other", {"a": 1})
    assert steps == ["replace"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b"\xff\xfe{",
        b'{"a": ' + b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "half", "list", "null", "not-utf8", "deep", "endless-number"],
)
def test_a_broken_file_is_set_aside_told_and_forgotten(directory: Path, data: bytes) -> None:
    directory.mkdir(parents=True)
    (directory / "fact.json").write_bytes(data)
    told: list[str] = []
    store = Store(directory, told.append)
    assert store.read("fact") == {}
    assert (directory / "fact.json.broken").read_bytes() == data
    assert len(told) == 1
    assert "fact.json.broken" in told[0]
    store.write("fact", {"a": 1})
    assert store.read("fact") == {"a": 1}
    assert len(told) == 1


def test_nobody_need_listen_to_a_warning(directory: Path) -> None:
    directory.mkdir(parents=True)
    (directory / "fact.json").write_bytes(b"{")
    assert Store(directory).read("fact") == {}


def test_a_computer_that_says_no_is_told_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Store(tmp_path / "file")
    for act, word in ((store.read, "read"), (store.delete, "deleted")):
        with pytest.raises(ComputerError, match=f"cannot be {word}") as caught:
            act("fact")
        assert caught.value.code is Code.FILE_FAILED
    (tmp_path / "state" / "fact.json").mkdir(parents=True)
    store = Store(tmp_path / "state")
    with pytest.raises(ComputerError, match="cannot be read"):
        store.read("fact")
    with pytest.raises(ComputerError, match="cannot be written"):
        store.write("fact", {}, durable=True)
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["fact.json"]


def test_a_broken_file_that_cannot_be_set_aside_is_told(tmp_path: Path) -> None:
    (tmp_path / "fact.json").write_bytes(b"{")
    (tmp_path / "fact.json.broken").mkdir()
    with pytest.raises(ComputerError, match="cannot be set aside"):
        Store(tmp_path).read("fact")


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from snom_dialer.errors import ComputerError
from snom_dialer.state.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    Store(Path(sys.argv[1])).write("fact", {"a": "x" * 5000})
except ComputerError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
def test_a_full_disk_leaves_the_old_fact_and_no_litter(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.write("fact", {"a": 1})
    run = subprocess.run([sys.executable, "-c", _FULL_DISK, tmp_path], capture_output=True, text=True, check=True)
    assert "cannot be written" in run.stdout
    assert store.read("fact") == {"a": 1}
    assert [path.name for path in tmp_path.iterdir()] == ["fact.json"]


def test_readers_never_see_half_a_fact(directory: Path) -> None:
    values = [{"fill": letter * 20_000} for letter in "ab"]
    Store(directory).write("fact", values[0])

    def write(value: dict[str, object]) -> None:
        for number in range(50):
            Store(directory).write("fact", {**value, "number": number})

    writers = [threading.Thread(target=write, args=(value,)) for value in values]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        seen.add(json.dumps(Store(directory).read("fact")["fill"])[1:2])
    for writer in writers:
        writer.join()
    assert seen <= {"a", "b"}
    assert [path.name for path in directory.iterdir()] == ["fact.json"]
