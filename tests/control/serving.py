"""Both ends of the control socket: a server in a thread of its own, and a program that says what it is told."""

import asyncio
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from snom_dialer.control.client import hand_over
from snom_dialer.control.message import Message, encode, hello
from snom_dialer.control.server import ControlServer
from snom_dialer.errors import Code, fault

T = TypeVar("T")


class Handler:
    """Commands: `echo`, `three` (messages), `refuse` and `fail` (errors), `bug`, `long` and `subscribe` (see below).

    `checked` and `done` tell what was asked and what was carried out to its end. `long` waits for `go_on`; `subscribe`
    goes on for ever, and `left` is set when nobody listens any more.
    """

    def __init__(self) -> None:
        self.checked: list[str] = []
        self.done: list[str] = []
        self.begun = threading.Event()
        self.may_check = threading.Event()
        self.may_check.set()
        self.go_on = asyncio.Event()
        self.left = threading.Event()

    def check(self, command: str, arguments: Mapping[str, object]) -> None:
        self.checked.append(command)
        assert self.may_check.wait(5)
        if command == "refuse":
            raise fault(Code.NUMBER_EMERGENCY, number="112")
        if command == "stumble":
            raise KeyError("a bug")

    async def run(self, command: str, arguments: Mapping[str, object]) -> AsyncGenerator[Message, None]:
        self.begun.set()
        if command == "fail":
            yield {"type": "before"}
            raise fault(Code.CONNECTION_REFUSED, host="10.0.0.9", port=80)
        if command == "bug":
            raise KeyError("a bug")
        if command == "long":
            await self.go_on.wait()
        if command == "subscribe":
            try:
                yield {"type": "first"}
                await self.go_on.wait()
                for _ in range(20):  # the end, too, takes its steps
                    await asyncio.sleep(0)
            finally:
                self.left.set()
        if command == "three":
            for number in range(3):
                yield {"type": "news", "number": number}
        self.done.append(command)
        yield {"done": dict(arguments)}


class Serving:
    """A control server at `path`, in a thread of its own between `start` and `stop`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.handler = Handler()
        self.server = ControlServer(path, self.handler, "9.9")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def soon(self, work: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(work)

    def close(self) -> None:
        self.wait(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def ask(self, command: str, **arguments: object) -> list[Message]:
        """Hand a command over, and return everything that is said to it."""
        conversation = hand_over(self.path, command, arguments, patience=5)
        assert conversation is not None
        with conversation:
            return list(conversation.go(5))

    def raw(self) -> socket.socket:
        """Connect without the client, and hear the greeting."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(5)
        connection.connect(str(self.path))
        assert read_line(connection).startswith(b'{"hello":')
        return connection


@contextmanager
def serving(path: Path) -> Iterator[Serving]:
    result = Serving(path)
    try:
        result.wait(result.server.start())
        yield result
    finally:
        result.close()


def read_line(connection: socket.socket) -> bytes:
    """Read up to a line feed or the end, and not a byte more."""
    line = b""
    while not line.endswith(b"\n") and (received := connection.recv(1)):
        line += received
    return line


def read_all(connection: socket.socket) -> bytes:
    """Read to the end, however it comes."""
    found = b""
    try:
        while received := connection.recv(65536):
            found += received
    except ConnectionResetError:
        pass
    return found


HELLO = encode(hello("9.9", 4711))
ACCEPTED = encode({"accepted": True})


class Fake:
    """A program as it should not be: `play` gets each connection, and sees what comes."""

    def __init__(self, path: Path, play: Callable[["Fake", socket.socket], None]) -> None:
        self.heard: list[bytes] = []
        self.over = threading.Event()
        self._play = play
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            connection.settimeout(10)
            with suppress(OSError):  # the client has gone
                self._play(self, connection)

    def listen(self, connection: socket.socket) -> None:
        """Hear one line."""
        self.heard.append(read_line(connection))

    def close(self) -> None:
        self.over.set()
        self._thread.join(10)
        self._socket.close()


@contextmanager
def fake(path: Path, play: Callable[[Fake, socket.socket], None]) -> Iterator[Fake]:
    result = Fake(path, play)
    try:
        yield result
    finally:
        result.close()
