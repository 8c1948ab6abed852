"""Serves the commands of other programs of this user; what they mean is the business of the handler that it asks.

Not for: deciding anything. `handler` says whether a command is known, and carries it out.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Protocol

from snom_dialer.control.message import LINE_LIMIT, Message, decode, encode, error_message, hello
from snom_dialer.errors import Code, DialerError, fault

PATIENCE = 5.0  # seconds in which a command has to be offered, and to be let go


class Handler(Protocol):
    """What the program can do for others."""

    def check(self, command: str, arguments: Mapping[str, object]) -> None:
        """Raise what speaks against the command; do nothing yet."""
        ...

    def run(self, command: str, arguments: Mapping[str, object]) -> AsyncIterator[Message]:
        """Carry it out; yield what it says meanwhile and, last, `{"done": {…}}`. Raises DialerError."""
        ...


class ControlServer:
    """Listens on a socket in a directory that only this user can enter."""

    def __init__(self, path: Path, handler: Handler, version: str) -> None:
        self._path = path
        self._handler = handler
        self._version = version
        self._server: asyncio.AbstractServer | None = None
        self._talking: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen. The lock must be held: whatever lies at the path is left over and is removed. Raises FILE_FAILED."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if sys.platform == "win32":
                await self._start_pipe()
            else:
                self._path.unlink(missing_ok=True)
                self._server = await asyncio.start_unix_server(self._serve, self._path, limit=LINE_LIMIT)
                os.chmod(self._path, 0o600)  # noqa: PTH101  # the directory is closed to others already
        except OSError as error:
            raise fault(Code.FILE_FAILED, path=self._path, action="made", reason=error.strerror) from error

    async def stop(self) -> None:
        """Stop listening and end every conversation."""
        if self._server is not None:
            self._server.close()
            self._server = None
        current = asyncio.current_task()
        for task in [task for task in self._talking if task is not current]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    if sys.platform == "win32":

        async def _start_pipe(self) -> None:
            """Listen on a named pipe. Not tried on the real thing."""
            from snom_dialer.control.pipe import pipe_name

            loop = asyncio.get_running_loop()

            def protocol() -> asyncio.StreamReaderProtocol:
                reader = asyncio.StreamReader(limit=LINE_LIMIT, loop=loop)
                return asyncio.StreamReaderProtocol(reader, self._serve, loop=loop)

            servers = await loop.start_serving_pipe(protocol, pipe_name(self._path))  # type: ignore[attr-defined]
            self._server = servers[0]

    # ---- one conversation --------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talking.add(task)
        try:
            await self._converse(reader, writer)
        except (OSError, TimeoutError, asyncio.LimitOverrunError, ValueError):
            pass  # whoever it was has gone, or talks nonsense
        except asyncio.CancelledError:
            pass  # the program ends
        finally:
            self._talking.discard(task)
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, hello(self._version, os.getpid()))
        offer = decode(await asyncio.wait_for(reader.readline(), PATIENCE))
        command, arguments = offer.get("command"), offer.get("arguments")
        if not isinstance(command, str) or not isinstance(arguments, dict):
            return
        try:
            self._handler.check(command, arguments)
        except DialerError as error:
            await _say(writer, error_message(error))
            return
        await _say(writer, {"accepted": True})
        if decode(await asyncio.wait_for(reader.readline(), PATIENCE)).get("go") is not True:
            return  # it lost patience and works alone
        await self._carry_out(command, arguments, reader, writer)

    async def _carry_out(
        self, command: str, arguments: Mapping[str, object], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Tell what the handler says; where the other side goes away, a listening handler is ended."""
        talking = asyncio.ensure_future(self._tell(command, arguments, writer))
        gone = asyncio.ensure_future(reader.read(1))
        try:
            await asyncio.wait({talking, gone}, return_when=asyncio.FIRST_COMPLETED)
            if command in _ENDLESS and not talking.done():
                talking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await talking
        finally:
            gone.cancel()
            talking.cancel()

    async def _tell(self, command: str, arguments: Mapping[str, object], writer: asyncio.StreamWriter) -> None:
        try:
            async for message in self._handler.run(command, arguments):
                await _say(writer, message)
        except DialerError as error:
            await _say(writer, error_message(error))


# Commands that go on until the one who gave them has heard enough; every other one is carried out to its end.
_ENDLESS = frozenset({"subscribe"})


async def _say(writer: asyncio.StreamWriter, message: Message) -> None:
    writer.write(encode(message))
    await writer.drain()
