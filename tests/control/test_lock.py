"""One program per user and configuration."""

import errno
import fcntl
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from snom_dialer.control.lock import Lock
from snom_dialer.errors import Code, DialerError

_CHILD = """
import sys
from pathlib import Path
from snom_dialer.control.lock import Lock
lock = Lock(Path(sys.argv[1]))
lock.take()
print("taken", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def child(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock."""
    command = [sys.executable, "-c", _CHILD, str(tmp_path / "state" / "lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def holder(lock: Lock) -> object:
    with pytest.raises(DialerError) as error:
        lock.take()
    assert error.value.code is Code.PROGRAM_RUNNING
    return error.value.values["pid"]


def test_the_second_one_is_told_who_is_the_first(tmp_path: Path) -> None:
    first = Lock(tmp_path / "lock")
    first.take()
    assert holder(Lock(tmp_path / "lock")) == str(os.getpid())
    first.release()
    second = Lock(tmp_path / "lock")
    second.take()
    second.release()


def test_letting_go_twice_is_once(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    lock.release()
    lock.take()
    lock.release()
    lock.release()
    assert (tmp_path / "lock").exists()


def test_it_is_closed_to_others(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "state" / "lock")
    lock.take()
    lock.release()
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "state" / "lock").stat().st_mode) == 0o600


def test_a_killed_program_holds_nothing(tmp_path: Path, child: "subprocess.Popen[str]") -> None:
    lock = Lock(tmp_path / "state" / "lock")
    assert holder(lock) == str(child.pid)
    child.send_signal(signal.SIGKILL)
    child.wait()
    lock.take()
    assert (tmp_path / "state" / "lock").read_text() == f"{os.getpid()}\n"
    lock.release()


@pytest.mark.parametrize(("content", "named"), [(b"", "unknown"), (b"\xff\xfe\n", "\xff\xfe"), (b"  77 \n", "77")])
def test_whatever_stands_in_the_file_the_second_one_is_refused(tmp_path: Path, content: bytes, named: str) -> None:
    (tmp_path / "lock").write_bytes(content)
    with (tmp_path / "lock").open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert holder(Lock(tmp_path / "lock")) == named
    assert (tmp_path / "lock").read_bytes() == content


def test_a_longer_process_id_before_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("123456789012345\n")
    lock = Lock(tmp_path / "lock")
    lock.take()
    assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
    lock.release()


@pytest.mark.parametrize("where", ["a file/lock", "a directory"])
def test_where_no_lock_can_be_the_error_says_so(tmp_path: Path, where: str) -> None:
    (tmp_path / "a file").write_text("")
    (tmp_path / "a directory").mkdir()
    with pytest.raises(DialerError) as error:
        Lock(tmp_path / where).take()
    assert error.value.code is Code.FILE_FAILED
    assert error.value.values["path"] == tmp_path / where


def test_a_disk_that_has_no_locks_is_not_a_running_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(DialerError) as error:
        Lock(tmp_path / "lock").take()
    assert error.value.code is Code.FILE_FAILED
    assert "cannot be locked: No locks available" in str(error.value)


@pytest.mark.skipif(sys.platform != "linux", reason="only there a full disk lies in /dev")
def test_a_full_disk_keeps_nobody_from_holding_it(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to("/dev/full")
    lock = Lock(tmp_path / "lock")
    lock.take()
    lock.release()
