"""A system bus with a login1 on it, on a Unix socket: enough of both for one client.

Messages are made and read by jeepney; what a bus and logind do with them is written here, after their documentation.
"""

import array
import asyncio
import contextlib
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MessageType,
    Parser,
    new_error,
    new_method_return,
    new_signal,
)

LOGIND = ":1.9"
_MANAGER = DBusAddress("/org/freedesktop/login1", "org.freedesktop.login1", "org.freedesktop.login1.Manager")


class FakeBus:
    """Serves clients in turn. `faults`: silent, mute, no_descriptors, no_logind, no_locks, dies, nonsense."""

    def __init__(self, path: Path, *faults: str) -> None:
        self.address = f"unix:path={path}"
        self.faults = set(faults)
        self.rules: list[str] = []
        self.asked: list[tuple[object, ...]] = []  # what each lock was asked for with
        self.locks = 0
        self.news = asyncio.Event()
        self._path = path
        self._client: socket.socket | None = None
        self._pipes: set[int] = set()
        self._serial = 1000

    async def __aenter__(self) -> "FakeBus":
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.setblocking(False)
        self._listening.bind(str(self._path))
        self._listening.listen()
        self._task = asyncio.create_task(self._serve())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        self._listening.close()
        for pipe in list(self._pipes):
            self._released(pipe)

    # ---- for tests ---------------------------------------------------------------------------------------------------

    def announce(self, begins: bool, sender: str = LOGIND, member: str = "PrepareForSleep") -> None:
        """Tell that sleep begins, or is over."""
        signal = new_signal(_MANAGER, member, "b", (begins,))
        signal.header.fields[HeaderFields.sender] = sender
        self._send(signal)

    async def until_locks(self, number: int) -> None:
        """Wait until so many locks are held."""
        async with asyncio.timeout(5):
            while self.locks != number:
                self.news.clear()
                await self.news.wait()

    def hang_up(self) -> None:
        """Break the connection off."""
        assert self._client is not None
        self._client.shutdown(socket.SHUT_RDWR)

    # ---- the bus -----------------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            self._client, _ = await loop.sock_accept(self._listening)
            with self._client:
                self._client.setblocking(False)
                with contextlib.suppress(ConnectionError):  # it went away in the middle of something
                    await self._talk(loop, self._client, await self._let_in(loop, self._client))

    async def _let_in(self, loop: asyncio.AbstractEventLoop, client: socket.socket) -> bytes:
        """Log a client in, and return what it has already said after that."""
        heard = b""
        answers = {
            b"\0AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode(): b"OK 0123456789abcdef\r\n",
            b"NEGOTIATE_UNIX_FD": b"ERROR\r\n" if "no_descriptors" in self.faults else b"AGREE_UNIX_FD\r\n",
        }
        while True:
            line, end, rest = heard.partition(b"\r\n")
            if end and line == b"BEGIN":
                return rest
            if end and "silent" not in self.faults:
                await loop.sock_sendall(client, answers[line])
                heard = rest
            heard += await self._receive(loop, client)

    async def _talk(self, loop: asyncio.AbstractEventLoop, client: socket.socket, data: bytes) -> None:
        parser = Parser()
        while True:
            for message in parser.feed(data):
                getattr(self, "_on_" + message.header.fields[HeaderFields.member])(message)
            data = await self._receive(loop, client)

    async def _receive(self, loop: asyncio.AbstractEventLoop, client: socket.socket) -> bytes:
        data = await loop.sock_recv(client, 4096)
        if not data:
            raise ConnectionResetError
        return data

    def _on_Hello(self, message: Any) -> None:  # noqa: N802
        if "mute" not in self.faults:
            self._send(new_method_return(message, "s", (":1.42",)))

    def _on_AddMatch(self, message: Any) -> None:  # noqa: N802
        self.rules += message.body
        self._send(new_method_return(message))
        if "nonsense" in self.faults:
            assert self._client is not None
            self._client.sendall(b"HTTP/1.1 200 OK\r\n" * 4)

    def _on_GetNameOwner(self, message: Any) -> None:  # noqa: N802
        if "no_logind" in self.faults:
            self._send(new_error(message, "org.freedesktop.DBus.Error.NameHasNoOwner"))
        else:
            assert message.body == ("org.freedesktop.login1",)
            self._send(new_method_return(message, "s", (LOGIND,)))

    def _on_Inhibit(self, message: Any) -> None:  # noqa: N802
        if "dies" in self.faults:
            self.hang_up()
        elif "no_logind" in self.faults:
            self._send(new_error(message, "org.freedesktop.DBus.Error.ServiceUnknown"))
        elif "no_locks" in self.faults:
            self._send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied"))
        else:
            self.asked.append(message.body)
            self._lock(message)

    def _lock(self, message: Any) -> None:
        """Give one end of a pipe away, as logind does: the lock is held until every copy of it is closed."""
        kept, given = os.pipe()
        self._send(new_method_return(message, "h", (given,)))
        os.close(given)
        self._pipes.add(kept)
        self.locks += 1
        asyncio.get_running_loop().add_reader(kept, self._released, kept)
        self.news.set()

    def _released(self, pipe: int) -> None:
        asyncio.get_running_loop().remove_reader(pipe)
        os.close(pipe)
        self._pipes.discard(pipe)
        self.locks -= 1
        self.news.set()

    def _send(self, message: Any) -> None:
        assert self._client is not None
        self._serial += 1
        given = array.array("i")
        data = message.serialise(self._serial, fds=given)
        assert message.header.message_type is not MessageType.method_call
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, given)] if given else []
        assert self._client.sendmsg([data], ancillary) == len(data)
