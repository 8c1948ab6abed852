"""One connection to a D-Bus, in the event loop: calls with their answers, signals, and file descriptors in answers.

What goes over the wire is made and read by jeepney, which is there on Linux only; its own asyncio part cannot take file
descriptors. Every failure is an OSError.

Not for: what is said on the bus (sleep, notification), or any bus but one on a Unix socket.
"""

import asyncio
import contextlib
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MatchRule,
    MessageType,
    Parser,
    message_bus,
    new_method_call,
)
from jeepney.auth import BEGIN, Authenticator  # type: ignore[import-untyped]
from jeepney.bus import get_bus  # type: ignore[import-untyped]
from jeepney.fds import FileDescriptor, fds_buf_size  # type: ignore[import-untyped]

assert sys.platform == "linux"  # imported on Linux only; the type checker has to know

PATIENCE = 5.0  # seconds for an answer
BUS_NAME = "org.freedesktop.DBus"  # the bus itself, which nobody else can be called
_PIECE = 64 * 1024  # bytes read at once at most

Message: TypeAlias = Any  # jeepney.Message; jeepney has no types


class BusError(OSError):
    """The bus, or whoever was called on it, said no."""


class Place(NamedTuple):
    """An interface of an object of a program on the bus."""

    name: str
    path: str
    interface: str


class Signal(NamedTuple):
    """A signal: the unique name of its sender, its own name, what it says, and the object that it comes from."""

    sender: str
    member: str
    body: tuple[Any, ...]
    path: str = ""


class Bus:
    """A connection that has been let in. `hear` gets every signal, `lost` is called once when the bus goes away."""

    def __init__(self, connected: socket.socket, hear: Callable[[Signal], None], lost: Callable[[], None]) -> None:
        self._socket = connected
        self._hear = hear
        self._lost = lost
        self._parser = Parser()
        self._serials = count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self.name = ""  # our own unique one, once hello is said
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(connected, self._read)

    async def call(
        self, place: Place, method: str, signature: str, *values: object, patience: float | None = None
    ) -> tuple[Any, ...]:
        """Call a method and return what it answers within so many seconds, else five. Raises OSError.

        A file descriptor in the answer is to be closed.
        """
        called = DBusAddress(place.path, place.name, place.interface)
        return await self._call(new_method_call(called, method, signature, values), patience)

    async def listen(self, place: Place, member: str) -> None:
        """Have the bus hand on that signal. Raises OSError."""
        rule = MatchRule(type="signal", sender=place.name, path=place.path, interface=place.interface, member=member)
        await self._call(message_bus.AddMatch(rule))

    async def listen_below(self, place: Place, member: str) -> None:
        """Have the bus hand on that signal of every object at and below the path. Raises OSError."""
        rule = MatchRule(type="signal", sender=place.name, interface=place.interface, member=member)
        rule.path_namespace = place.path
        await self._call(message_bus.AddMatch(rule))

    async def follow(self, name: str) -> None:
        """Have the bus hand on `NameOwnerChanged` (name, former owner, owner) for that name. Raises OSError."""
        rule = MatchRule(type="signal", sender=BUS_NAME, interface=BUS_NAME, member="NameOwnerChanged")
        rule.add_arg_condition(0, name)
        await self._call(message_bus.AddMatch(rule))

    async def owner(self, name: str) -> str:
        """Return the unique name of the program that has that name, "" where there is none."""
        try:
            (found,) = await self._call(message_bus.GetNameOwner(name))
        except OSError:
            return ""
        return str(found)

    async def say_hello(self) -> None:
        """Be given a name; nothing else is allowed before. Raises OSError."""
        (self.name,) = await self._call(message_bus.Hello())

    async def _call(self, message: Message, patience: float | None = None) -> tuple[Any, ...]:
        serial = next(self._serials)
        answer = self._waiting[serial] = self._loop.create_future()
        try:
            async with asyncio.timeout(PATIENCE if patience is None else patience):
                await self._loop.sock_sendall(self._socket, message.serialise(serial))
                reply = await answer
        except TimeoutError as error:
            raise BusError("no answer in time") from error
        finally:
            del self._waiting[serial]
        if reply.header.message_type is MessageType.error:
            raise BusError(str(reply.header.fields.get(HeaderFields.error_name)))
        return tuple(reply.body)

    def close(self) -> None:
        """Let go of the bus; `lost` is not called for that. May be called twice."""
        if self._socket.fileno() < 0:
            return
        self._loop.remove_reader(self._socket)
        self._socket.close()
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(BusError("the bus has gone away"))

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            for message in self._messages():
                self._dispatch(message)
        except BlockingIOError:
            pass
        except (OSError, ValueError, LookupError, struct.error):  # gone, or it speaks nonsense
            self.close()
            self._lost()

    def _messages(self) -> list[Message]:
        size = min(self._parser.bytes_desired(), _PIECE)
        data, ancillary, _, _ = self._socket.recvmsg(size, fds_buf_size(), socket.MSG_CMSG_CLOEXEC)
        if not data:
            raise BusError("the bus has gone away")
        self._parser.add_data(data, FileDescriptor.from_ancdata(ancillary))
        return list(iter(self._parser.get_next_message, None))

    def _dispatch(self, message: Message) -> None:
        fields = message.header.fields
        if message.header.message_type is MessageType.signal:
            sender, member = fields.get(HeaderFields.sender, ""), fields.get(HeaderFields.member, "")
            self._hear(Signal(sender, member, tuple(message.body), fields.get(HeaderFields.path, "")))
            return
        answer = self._waiting.get(fields.get(HeaderFields.reply_serial, 0))
        if answer is not None and not answer.done():
            answer.set_result(message)
            return
        for value in message.body:  # nobody waits for it any more
            if isinstance(value, FileDescriptor):
                value.close()


def session_address(environ: Mapping[str, str]) -> str:
    """Return the address of the bus of this desktop session, "" where there is none."""
    named = environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    usual = Path(environ.get("XDG_RUNTIME_DIR", "")) / "bus"
    return named or (f"unix:path={usual}" if usual.is_absolute() and usual.is_socket() else "")


async def open_bus(address: str, hear: Callable[[Signal], None], lost: Callable[[], None]) -> Bus:
    """Connect to a bus and say hello: "SYSTEM", or an address like "unix:path=/…". Raises OSError."""
    try:
        path = get_bus(address)
    except (RuntimeError, ValueError, LookupError) as error:
        raise BusError(f"the address of the bus makes no sense: {error}") from error
    with contextlib.ExitStack() as opened:
        connected = opened.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        connected.setblocking(False)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.get_running_loop().sock_connect(connected, path)
                await _log_in(connected)
        except TimeoutError as error:
            raise BusError("no answer in time") from error
        bus = Bus(connected, hear, lost)
        opened.callback(bus.close)
        await bus.say_hello()
        opened.pop_all()
        return bus


async def _log_in(connected: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    talk = Authenticator(enable_fds=True)
    try:
        for line in talk:
            if line:
                await loop.sock_sendall(connected, line)
            data = await loop.sock_recv(connected, 1024)
            if not data:
                raise BusError("the bus has gone away")
            talk.feed(data)
    except ValueError as error:
        raise BusError(f"the bus does not let us in: {error}") from error
    await loop.sock_sendall(connected, BEGIN)
