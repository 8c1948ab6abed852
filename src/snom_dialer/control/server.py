"""Serves the commands of other programs of this user; what they mean is the business of the handler that it asks.

Not for: deciding anything. `handler` says whether a command is known, and carries it out.
"""

import asyncio
import contextlib
import logging
import os
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Protocol

from snom_dialer.control.message import LINE_LIMIT, LOG, Message, decode, encode, error_message, hello
from snom_dialer.errors import Code, DialerError, fault

PATIENCE = 5.0  # seconds in which a command has to be offered, and to be let go
GOODBYE = 0.1  # seconds in which those who listen can still be told the end

log = logging.getLogger(__name__)


class Handler(Protocol):
    """What the program can do for others."""

    def check(self, command: str, arguments: Mapping[str, object]) -> None:
        """Raise what speaks against the command; do nothing yet."""
        ...

    def run(self, command: str, arguments: Mapping[str, object]) -> AsyncGenerator[Message, None]:
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
                if self._path.parent.stat().st_mode & 0o077:
                    self._path.parent.chmod(0o700)
                self._path.unlink(missing_ok=True)
                self._server = await asyncio.start_unix_server(self._serve, sock=_bound(self._path), limit=LINE_LIMIT)
        except OSError as error:
            raise fault(Code.FILE_FAILED, path=self._path, action="made", reason=error.strerror) from error

    def close(self) -> None:
        """Stop listening; who is being served still is."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    async def stop(self) -> None:
        """Stop listening, and end every conversation that does not end by itself at once."""
        self.close()
        if self._talking:
            await asyncio.wait(self._talking, timeout=GOODBYE)
        talking = list(self._talking)
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

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
        except Exception:
            log.exception("a conversation with a command failed")
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
            async with contextlib.aclosing(self._handler.run(command, arguments)) as messages:
                async for message in messages:
                    await _say(writer, message)
        except DialerError as error:
            await _say(writer, error_message(error))
        except OSError:
            raise  # the other side has gone
        except Exception as error:
            log.exception("the command %s failed", command)
            await _say(writer, error_message(fault(Code.BUG, what=type(error).__name__, log=LOG)))


# Commands that go on until the one who gave them has heard enough; every other one is carried out to its end.
_ENDLESS = frozenset({"subscribe", "face"})


if sys.platform != "win32":

    def _bound(path: Path) -> socket.socket:
        """Bind a socket that is closed to others before anybody can connect to it."""
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            bound.bind(str(path))
            path.chmod(0o600)
        except BaseException:
            bound.close()
            raise
        return bound


async def _say(writer: asyncio.StreamWriter, message: Message) -> None:
    writer.write(encode(message))
    await writer.drain()
