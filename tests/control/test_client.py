"""Handing a command over: when it is done there, when it is to be done alone, and when nobody can know."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from snom_dialer.control.client import PATIENCE, Conversation, hand_over, running_pid
from snom_dialer.control.message import LINE_LIMIT, encode
from snom_dialer.errors import Code, DialerError
from tests.control.serving import ACCEPTED, HELLO, Fake, Serving, fake, serving

Play = Callable[[Fake, socket.socket], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "s"


@pytest.fixture
def server(path: Path) -> Iterator[Serving]:
    with serving(path) as result:
        yield result


# ---- a program that works --------------------------------------------------------------------------------------------


def test_a_command_is_handed_over_and_carried_out(server: Serving) -> None:
    conversation = hand_over(server.path, "three", {"text": "030 ü"})
    assert conversation is not None
    with conversation:
        assert conversation.pid == os.getpid()
        said = list(conversation.go(5))
    assert said == [{"type": "news", "number": number} for number in range(3)] + [{"done": {"text": "030 ü"}}]
    assert server.handler.done == ["three"]


def test_a_refusal_is_the_same_error_here_and_nothing_is_done(server: Serving) -> None:
    with pytest.raises(DialerError) as refused:
        hand_over(server.path, "refuse", {})
    assert refused.value.code is Code.NUMBER_EMERGENCY
    assert refused.value.values == {"number": "112"}
    assert not server.handler.begun.is_set()


def test_a_failure_comes_after_what_was_said_before_it(server: Serving) -> None:
    conversation = hand_over(server.path, "fail", {})
    assert conversation is not None
    with conversation:
        messages = conversation.go(5)
        assert next(messages) == {"type": "before"}
        with pytest.raises(DialerError) as failed:
            next(messages)
    assert failed.value.code is Code.CONNECTION_REFUSED
    assert failed.value.values == {"host": "10.0.0.9", "port": "80"}


# ---- no program ------------------------------------------------------------------------------------------------------


def test_where_nothing_is_there_is_nobody_to_hand_over_to(tmp_path: Path) -> None:
    assert hand_over(tmp_path / "nothing", "echo", {}) is None
    assert running_pid(tmp_path / "nothing") is None


@pytest.mark.parametrize("what", ["socket", "file", "directory", "long"])
def test_what_is_left_over_is_nobody(tmp_path: Path, what: str) -> None:
    path = tmp_path / "s"
    if what == "socket":
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(path))
    elif what == "file":
        path.write_text("no socket")
    elif what == "directory":
        path.mkdir()
    else:
        path = tmp_path / ("x" * 200)
    assert hand_over(path, "echo", {}) is None
    assert running_pid(path) is None


def test_the_pid_of_a_program_that_runs(server: Serving) -> None:
    assert running_pid(server.path) == os.getpid()


# ---- patience lost before `go`: nothing is done there, so it can be done alone ---------------------------------------


def silent(program: Fake, connection: socket.socket) -> None:
    program.over.wait(10)


def silent_after_hello(program: Fake, connection: socket.socket) -> None:
    connection.sendall(HELLO)
    program.listen(connection)
    program.over.wait(10)


def dripping(program: Fake, connection: socket.socket) -> None:
    for byte in HELLO * 100:
        connection.sendall(bytes([byte]))
        if program.over.wait(0.05):
            break


@pytest.mark.parametrize("play", [silent, silent_after_hello, dripping])
def test_who_does_not_accept_in_time_is_left_alone(tmp_path: Path, play: Play) -> None:
    with fake(tmp_path / "s", play):
        began = time.monotonic()
        assert hand_over(tmp_path / "s", "dial", {}, patience=0.1) is None
        assert 0.09 < time.monotonic() - began < 2


def test_without_patience_nobody_is_asked(server: Serving) -> None:
    assert hand_over(server.path, "echo", {}, patience=0) is None
    assert server.handler.checked == []


def test_a_program_that_does_not_even_accept_connections(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen(0)
        waiting = []
        for _ in range(2):  # as many as the system keeps for it
            waiting.append(socket.socket(socket.AF_UNIX))
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(str(tmp_path / "s"))
        began = time.monotonic()
        assert hand_over(tmp_path / "s", "dial", {}, patience=0.1) is None
        assert time.monotonic() - began < 2
        for each in waiting:
            each.close()


def closing(program: Fake, connection: socket.socket) -> None:
    """End at once, as a program does that is about to end."""


def closing_after_hello(program: Fake, connection: socket.socket) -> None:
    connection.sendall(HELLO)
    program.listen(connection)


def refusing_in_rubbish(program: Fake, connection: socket.socket) -> None:
    connection.sendall(HELLO)
    program.listen(connection)
    connection.sendall(b"\xff\x00 no\n")


def not_accepting(program: Fake, connection: socket.socket) -> None:
    connection.sendall(HELLO)
    program.listen(connection)
    connection.sendall(encode({"accepted": "perhaps"}))


def another_service(program: Fake, connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")
    program.listen(connection)


def half_a_greeting(program: Fake, connection: socket.socket) -> None:
    connection.sendall(HELLO[:20])


def an_endless_greeting(program: Fake, connection: socket.socket) -> None:
    connection.sendall(b"x" * (LINE_LIMIT + 100_000))
    program.over.wait(10)


@pytest.mark.parametrize(
    "play",
    [
        closing,
        closing_after_hello,
        refusing_in_rubbish,
        not_accepting,
        another_service,
        half_a_greeting,
        an_endless_greeting,
    ],
)
def test_whoever_does_not_accept_is_nobody(tmp_path: Path, play: Play) -> None:
    with fake(tmp_path / "s", play) as program:
        assert hand_over(tmp_path / "s", "dial", {"text": "1"}, patience=5) is None
    assert all(b"go" not in line for line in program.heard)
    if play is another_service:
        assert program.heard == [b""]  # nothing was said to it


def test_a_program_of_another_protocol_is_named(tmp_path: Path) -> None:
    def of_tomorrow(program: Fake, connection: socket.socket) -> None:
        connection.sendall(encode({"hello": "snom-dialer", "protocol": 2, "version": "2.0", "pid": 4711}))
        program.listen(connection)

    with fake(tmp_path / "s", of_tomorrow) as program, pytest.raises(DialerError) as error:
        hand_over(tmp_path / "s", "dial", {}, patience=5)
    assert error.value.code is Code.PROGRAM_OTHER_VERSION
    assert error.value.values["pid"] == 4711
    assert program.heard == [b""]


def test_a_silent_program_has_no_pid(tmp_path: Path) -> None:
    with fake(tmp_path / "s", silent):
        assert running_pid(tmp_path / "s", patience=0.05) is None


def test_a_command_that_lost_patience_is_not_done_later(server: Serving) -> None:
    server.handler.may_check.clear()
    assert hand_over(server.path, "echo", {}, patience=0.1) is None
    server.handler.may_check.set()
    assert server.ask("three")[-1] == {"done": {}}
    assert server.handler.checked == ["echo", "three"]
    assert server.handler.done == ["three"]


def test_the_patience_is_what_a_person_does_not_notice() -> None:
    assert PATIENCE == 0.3


# ---- after `go`: it is never done alone, whatever happens ------------------------------------------------------------


def accepted(path: Path) -> Conversation:
    conversation = hand_over(path, "dial", {"text": "1"}, patience=5)
    assert conversation is not None
    return conversation


def after_go(then: bytes, *, stay: bool = False) -> Play:
    def play(program: Fake, connection: socket.socket) -> None:
        connection.sendall(HELLO)
        program.listen(connection)
        connection.sendall(ACCEPTED)
        program.listen(connection)
        connection.sendall(then)
        if stay:
            program.over.wait(10)

    return play


@pytest.mark.parametrize(
    ("play", "timeout"),
    [
        pytest.param(after_go(b""), 5, id="dies"),
        pytest.param(after_go(b'{"done"'), 5, id="dies in the middle of a line"),
        pytest.param(after_go(b"", stay=True), 0.05, id="is silent"),
        pytest.param(after_go(b"x" * 600_000, stay=True), 5, id="a line without an end"),
    ],
)
def test_a_program_that_goes_away_after_go_leaves_us_unsure(tmp_path: Path, play: Play, timeout: float) -> None:
    with (
        fake(tmp_path / "s", play) as program,
        accepted(tmp_path / "s") as conversation,
        pytest.raises(DialerError) as error,
    ):
        list(conversation.go(timeout))
    assert error.value.code is Code.PROGRAM_UNSURE
    assert program.heard[1] == b'{"go":true}\n'


def test_a_program_that_died_between_accepting_and_go_leaves_us_unsure(tmp_path: Path) -> None:
    def play(program: Fake, connection: socket.socket) -> None:
        connection.sendall(HELLO)
        program.listen(connection)
        connection.sendall(ACCEPTED)

    with fake(tmp_path / "s", play) as program, accepted(tmp_path / "s") as conversation:
        program.close()
        with pytest.raises(DialerError) as error:
            list(conversation.go(5))
    assert error.value.code is Code.PROGRAM_UNSURE


def test_nothing_is_heard_after_done(tmp_path: Path) -> None:
    play = after_go(encode({"type": "news"}) + encode({"done": {}}) + encode({"type": "more"}))
    with fake(tmp_path / "s", play), accepted(tmp_path / "s") as conversation:
        assert list(conversation.go(5)) == [{"type": "news"}, {"done": {}}]


def test_lines_may_come_in_pieces_and_several_at_once(tmp_path: Path) -> None:
    def play(program: Fake, connection: socket.socket) -> None:
        for byte in HELLO:
            connection.sendall(bytes([byte]))
        program.listen(connection)
        connection.sendall(ACCEPTED)
        program.listen(connection)
        big = encode({"text": "x" * 200_000})
        connection.sendall(big + big[:100_000])
        threading.Event().wait(0.01)
        connection.sendall(big[100_000:] + encode({"done": {}}))

    with fake(tmp_path / "s", play), accepted(tmp_path / "s") as conversation:
        said = list(conversation.go(5))
    assert [len(str(message.get("text", ""))) for message in said] == [200_000, 200_000, 0]
