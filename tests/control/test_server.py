"""The server of the control socket: whoever talks nonsense harms nobody, and nobody else can talk at all."""

import logging
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from snom_dialer.control import server as server_module
from snom_dialer.control.client import hand_over
from snom_dialer.control.message import encode
from snom_dialer.errors import Code, DialerError
from tests.control.serving import Serving, read_all, read_line, serving


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "private" / "s") as result:
        yield result


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---- who may come in -------------------------------------------------------------------------------------------------


def test_only_this_user_can_open_the_socket(server: Serving) -> None:
    assert mode(server.path) == 0o600
    assert mode(server.path.parent) == 0o700


def test_a_directory_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    with serving(tmp_path / "open" / "s"):
        assert mode(tmp_path / "open") == 0o700


@pytest.mark.parametrize("what", ["socket", "file"])
def test_what_a_killed_program_left_over_is_replaced(tmp_path: Path, what: str) -> None:
    path = tmp_path / "s"
    if what == "file":
        path.write_text("left over")
    else:
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(path))
    with serving(path) as server:
        assert server.ask("echo", a=1) == [{"done": {"a": 1}}]


@pytest.mark.parametrize("where", ["a file/s", "a directory", "x" * 150])
def test_where_no_socket_can_be_the_error_says_so(tmp_path: Path, where: str) -> None:
    (tmp_path / "a file").write_text("")
    (tmp_path / "a directory").mkdir()
    server = Serving(tmp_path / where)
    try:
        with pytest.raises(DialerError) as error:
            server.wait(server.server.start())
    finally:
        server.close()
    assert error.value.code is Code.FILE_FAILED
    assert error.value.values["path"] == tmp_path / where


def test_nothing_is_left_after_the_end(tmp_path: Path) -> None:
    with serving(tmp_path / "s") as server:
        assert server.path.exists()
    assert list(tmp_path.iterdir()) == []


# ---- nonsense --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n", id="an empty line"),
        pytest.param(b'{"command": "ec', id="half a line"),
        pytest.param(b"\x00\xff\xfe" * 1000 + b"\n", id="rubbish"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="a web browser"),
        pytest.param(b"x" * 300_000, id="300 kB without an end"),
        pytest.param(b'{"command": "echo", "arguments": {"a": "' + b"x" * 300_000 + b'"}}\n', id="300 kB"),
        pytest.param(b"[1, 2]\n", id="no object"),
        pytest.param(encode({"command": "echo"}), id="no arguments"),
        pytest.param(encode({"command": ["echo"], "arguments": {}}), id="no command"),
        pytest.param(encode({"command": "echo", "arguments": []}), id="arguments that are none"),
        pytest.param(b'{"command": "echo", "arguments": ' + b"[" * 100_000 + b"\n", id="deep"),
        pytest.param(encode({"go": True}), id="go before anything"),
    ],
)
def test_nonsense_is_not_answered_and_does_nothing(server: Serving, said: bytes) -> None:
    with server.raw() as connection:
        try:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has had enough
        assert read_all(connection) == b""
    assert server.ask("three")[-1] == {"done": {}}
    assert server.handler.checked == ["three"]


@pytest.mark.parametrize("answer", [b"", b"\n", b"no\n", encode({"go": 1}), encode({"go": False})])
def test_nothing_is_done_before_go(server: Serving, answer: bytes) -> None:
    with server.raw() as connection:
        connection.sendall(encode({"command": "echo", "arguments": {}}))
        assert read_line(connection) == b'{"accepted":true}\n'
        connection.sendall(answer)
        connection.shutdown(socket.SHUT_WR)
        assert read_all(connection) == b""
    server.ask("three")
    assert server.handler.done == ["three"]


def test_who_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch, server: Serving) -> None:
    monkeypatch.setattr(server_module, "PATIENCE", 0.05)
    with server.raw() as connection:
        assert read_all(connection) == b""


def test_who_accepts_and_then_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch, server: Serving) -> None:
    monkeypatch.setattr(server_module, "PATIENCE", 0.05)
    with server.raw() as connection:
        connection.sendall(encode({"command": "echo", "arguments": {}}))
        assert read_line(connection) == b'{"accepted":true}\n'
        assert read_all(connection) == b""
    assert server.handler.done == []


# ---- trouble while a command is carried out --------------------------------------------------------------------------


def test_a_bug_is_said_in_words_and_logged(server: Serving, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(DialerError) as error:
        server.ask("bug")
    assert error.value.code is Code.BUG
    assert "KeyError" in str(error.value)
    assert "the command bug failed" in caplog.text


def test_a_bug_before_anything_was_done_lets_the_command_work_alone(
    server: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    assert hand_over(server.path, "stumble", {}, patience=5) is None
    assert server.ask("echo") == [{"done": {}}]
    assert "a conversation with a command failed" in caplog.text


def test_a_command_is_carried_out_to_its_end_though_the_one_who_gave_it_has_gone(
    server: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = hand_over(server.path, "long", {}, patience=5)
    assert conversation is not None
    messages = conversation.go(0.001)
    with pytest.raises(DialerError):
        next(messages)
    conversation.close()
    assert server.handler.begun.wait(5)
    assert server.ask("echo") == [{"done": {}}]
    server.soon(server.handler.go_on.set)
    assert server.ask("three")[-1] == {"done": {}}
    assert sorted(server.handler.done) == ["echo", "long", "three"]
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_who_stops_listening_is_not_told_any_more(server: Serving) -> None:
    conversation = hand_over(server.path, "subscribe", {}, patience=5)
    assert conversation is not None
    messages = conversation.go(5)
    assert next(messages) == {"type": "first"}
    assert not server.handler.left.is_set()
    conversation.close()
    assert server.handler.left.wait(5)
    assert server.handler.done == []


def test_the_end_of_the_program_ends_every_conversation(tmp_path: Path) -> None:
    server = Serving(tmp_path / "s")
    server.wait(server.server.start())
    conversation = hand_over(server.path, "subscribe", {}, patience=5)
    assert conversation is not None
    with conversation, server.raw():
        messages = conversation.go(5)
        next(messages)
        server.close()
        assert server.handler.left.is_set()
        with pytest.raises(DialerError) as error:
            next(messages)
    assert error.value.code is Code.PROGRAM_UNSURE


def test_who_can_be_told_the_end_at_once_is_told(tmp_path: Path) -> None:
    with serving(tmp_path / "s") as server:
        conversation = hand_over(server.path, "subscribe", {}, patience=5)
        assert conversation is not None
        with conversation:
            messages = conversation.go(5)
            next(messages)
            server.soon(server.handler.go_on.set)
            server.wait(server.server.stop())
            assert list(messages) == [{"done": {}}]
