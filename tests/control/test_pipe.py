"""The named pipe of Windows, with a file of this machine in its place."""

import socket
import sys
import threading
from io import FileIO
from pathlib import Path

import pytest

from snom_dialer.control import pipe
from snom_dialer.control.client import hand_over, running_pid
from snom_dialer.control.pipe import PipeConnection, connect, pipe_name
from tests.control.serving import serving


class FakeFile(FileIO):
    """A pipe that takes `most` bytes at once, and says `parts` one after the other; a None among them breaks it."""

    def __init__(self, *parts: bytes | None, most: int = 3) -> None:
        self.written = b""
        self.shut = False
        self._parts = list(parts)
        self._most = most

    def write(self, data: object) -> int:
        taken = bytes(data)[: self._most]  # type: ignore[call-overload]
        self.written += taken
        return len(taken)

    def read(self, size: int | None = -1) -> bytes:
        part = self._parts.pop(0) if self._parts else b""
        if part is None:
            raise BrokenPipeError
        return part

    def close(self) -> None:
        self.shut = True


def test_each_path_has_a_pipe_of_its_own() -> None:
    names = {pipe_name(Path(path)) for path in ("/a/control.sock", "/b/control.sock", "/ü/control.sock")}
    assert len(names) == 3
    assert all(name.startswith("\\\\.\\pipe\\snom-dialer-") for name in names)
    assert pipe_name(Path("/a/control.sock")) in names


def test_it_is_opened_for_both_directions() -> None:
    opened: list[tuple[str, str]] = []

    def opener(name: str, mode: str) -> FakeFile:
        opened.append((name, mode))
        return FakeFile()

    assert isinstance(connect(Path("/a"), opener), PipeConnection)
    assert opened == [(pipe_name(Path("/a")), "r+b")]


def test_where_no_program_runs_there_is_no_pipe(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        connect(tmp_path)


def test_all_of_it_is_sent_however_little_is_taken_at_once() -> None:
    file = FakeFile(most=3)
    PipeConnection(file).sendall(b"0123456789")
    assert file.written == b"0123456789"


def test_what_comes_is_received_up_to_the_end() -> None:
    connection = PipeConnection(FakeFile(b"one", b"two"))
    assert [connection.recv(10) for _ in range(3)] == [b"one", b"two", b""]


def test_a_broken_pipe_is_an_end() -> None:
    assert PipeConnection(FakeFile(None)).recv(10) == b""


def test_silence_is_borne_for_so_long() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        connection = PipeConnection(FileIO(ours.detach(), "r+b"))
        connection.settimeout(0.02)
        with pytest.raises(TimeoutError):
            connection.recv(10)
        theirs.sendall(b"late")  # lets the thread that was left behind end
        for thread in threading.enumerate():
            if thread.name == "read the control pipe":
                thread.join(5)
        connection.settimeout(None)
        theirs.sendall(b"more")
        assert connection.recv(10) == b"more"
        connection.close()


def test_closing_closes_the_file() -> None:
    file = FakeFile()
    PipeConnection(file).close()
    assert file.shut


def test_a_whole_conversation_goes_through_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opener(name: str, mode: str) -> FileIO:
        assert name == pipe_name(tmp_path / "s")
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(tmp_path / "s"))
        return FileIO(line.detach(), mode)

    monkeypatch.setattr(pipe, "connect", lambda path: connect(path, opener))
    with serving(tmp_path / "s") as server:
        monkeypatch.setattr(sys, "platform", "win32")
        conversation = hand_over(server.path, "three", {"a": 1}, patience=5)
        assert conversation is not None
        with conversation:
            assert list(conversation.go(5))[-1] == {"done": {"a": 1}}
        assert running_pid(server.path, patience=5) == conversation.pid
        monkeypatch.undo()
    assert server.handler.done == ["three"]
