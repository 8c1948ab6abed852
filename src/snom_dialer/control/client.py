"""Hands a command to the running program of this user and configuration, where there is one. Blocking, and light.

Not for: what to do where none runs (cli).
"""

import socket
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

from snom_dialer.control.message import LINE_LIMIT, NAME, PROTOCOL, Message, decode, encode, error_of
from snom_dialer.errors import Code, DialerError, fault

PATIENCE = 0.3  # seconds for the running program to accept a command


class Conversation:
    """A command that the running program has accepted. Iterate over what it says; the last message is `done`.

    Raises the error that the program answers with, and PROGRAM_UNSURE where it goes silent or away.
    """

    def __init__(self, connection: socket.socket, greeting: Message) -> None:
        self._connection = connection
        self._received = bytearray()
        self.pid = greeting.get("pid")

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the conversation; the program stops sending."""
        self._connection.close()

    def go(self, timeout: float | None) -> Iterator[Message]:
        """Let the program begin, and yield its messages up to `done`. `timeout`: seconds of silence that are borne."""
        try:
            self._connection.settimeout(timeout)
            self._connection.sendall(encode({"go": True}))
            while line := self._line():
                message = decode(line)
                if (error := error_of(message)) is not None:
                    raise error
                yield message
                if "done" in message:
                    return
        except OSError as gone:
            raise fault(Code.PROGRAM_UNSURE) from gone
        raise fault(Code.PROGRAM_UNSURE)

    def say(self, message: Message) -> None:
        """Send one line. Raises OSError."""
        self._connection.sendall(encode(message))

    def hear(self, until: float) -> Message:
        """Return the next message that comes before the monotonic second `until`, an empty one at the end.

        Raises OSError.
        """
        return decode(self._line(until))

    def _line(self, until: float | None = None) -> bytes:
        """Return the next whole line, b"" at the end. `until` bounds all of it, however slowly it drips in."""
        while b"\n" not in self._received:
            if until is not None:
                self._connection.settimeout(_left(until))
            received = self._connection.recv(65536)
            if not received or len(self._received) > LINE_LIMIT:
                return b""
            self._received += received
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received = bytearray(rest)
        return line


def hand_over(
    path: Path, command: str, arguments: Mapping[str, object], *, patience: float = PATIENCE
) -> Conversation | None:
    """Offer a command to the running program; None where none runs here or accepts it in time.

    Raises the error with which the program refuses, PROGRAM_OTHER_VERSION where it speaks another protocol.
    """
    until = time.monotonic() + patience
    conversation = _connect(path, until)
    if conversation is None:
        return None
    try:
        greeting = conversation.hear(until)
        if greeting.get("hello") != NAME:
            raise ConnectionAbortedError  # whatever listens there, it is not ours
        conversation.pid = greeting.get("pid")
        if greeting.get("protocol") != PROTOCOL:
            raise fault(Code.PROGRAM_OTHER_VERSION, pid=conversation.pid)
        conversation.say({"command": command, "arguments": dict(arguments)})
        answer = conversation.hear(until)
        if (error := error_of(answer)) is not None:
            raise error
        if answer.get("accepted") is True:
            return conversation
    except OSError:
        pass
    except DialerError:
        conversation.close()
        raise
    conversation.close()
    return None


def running_pid(path: Path, *, patience: float = PATIENCE) -> object:
    """Return the process id of the running program, None where none runs."""
    until = time.monotonic() + patience
    conversation = _connect(path, until)
    if conversation is None:
        return None
    with conversation:
        try:
            return conversation.hear(until).get("pid")
        except OSError:
            return None


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connect(path: Path, until: float) -> Conversation | None:
    try:
        if sys.platform == "win32":
            from snom_dialer.control.pipe import connect

            connection = connect(path)
        else:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connection.settimeout(_left(until))
                connection.connect(str(path))
            except BaseException:
                connection.close()
                raise
    except OSError:
        return None
    return Conversation(connection, {})
