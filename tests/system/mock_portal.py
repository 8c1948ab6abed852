"""A desktop portal with GlobalShortcuts, on a real bus: what of it one program uses, after its documentation.

Messages are made and read by jeepney; nothing of ours takes part.
"""

import asyncio
import contextlib
from types import TracebackType
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, open_dbus_connection  # type: ignore[import-untyped]

NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"


class MockPortal:
    """Serves programs. `faults`: no_shortcuts no_registry refuses no_session undecided one_less wordless keyless."""

    def __init__(self, address: str, *faults: str) -> None:
        self.faults = set(faults)
        self.called: list[tuple[str, tuple[Any, ...]]] = []
        self.sessions: list[str] = []  # those that are open
        self.program = ""  # the unique name of the last one that called
        self._address = address

    async def __aenter__(self) -> "MockPortal":
        self._bus: DBusConnection = await open_dbus_connection(self._address)
        self._task = asyncio.create_task(self._serve())
        await self._bus.send(message_bus.RequestName(NAME))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        await self._bus.close()

    # ---- for tests ---------------------------------------------------------------------------------------------------

    def bodies(self, member: str) -> list[tuple[Any, ...]]:
        """Return what a method was called with, each time."""
        return [body for called, body in self.called if called == member]

    async def press(self, name: str, session: str = "") -> None:
        """Tell that a shortcut was pressed, in the last session or in another one."""
        await self._bus.send(activated(session or self.sessions[-1], name))

    async def end_session(self) -> None:
        """Close a session, as the user may in the settings of the desktop."""
        session = DBusAddress(self.sessions.pop(), interface="org.freedesktop.portal.Session")
        await self._bus.send(new_signal(session, "Closed", "a{sv}", ({},)))

    # ---- the portal --------------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        while True:
            message = await self._bus.receive()
            if message.header.message_type is MessageType.method_call:
                member = message.header.fields[HeaderFields.member]
                self.program = message.header.fields[HeaderFields.sender]
                self.called.append((member, message.body))
                await getattr(self, "_on_" + member)(message)

    async def _on_Register(self, message: Any) -> None:  # noqa: N802
        failed = "no_registry" in self.faults
        await self._bus.send(new_error(message, "x.UnknownInterface") if failed else new_method_return(message))

    async def _on_Get(self, message: Any) -> None:  # noqa: N802
        assert message.body == (SHORTCUTS, "version")
        if "no_shortcuts" in self.faults:
            await self._bus.send(new_error(message, "org.freedesktop.DBus.Error.InvalidArgs"))
        else:
            await self._bus.send(new_method_return(message, "v", (("u", 1),)))

    async def _on_CreateSession(self, message: Any) -> None:  # noqa: N802
        (options,) = message.body
        session = self._path("session", options["session_handle_token"][1])
        if "no_session" in self.faults:
            await self._respond(message, options, 2, {})
        else:
            self.sessions.append(session)
            await self._respond(message, options, 0, {"session_handle": ("s", session)})

    async def _on_BindShortcuts(self, message: Any) -> None:  # noqa: N802
        assert message.header.fields[HeaderFields.signature] == "oa(sa{sv})sa{sv}"
        session, asked, _, options = message.body
        assert session == self.sessions[-1]
        given = []
        for name, said in asked[1:] if "one_less" in self.faults else asked:
            key = "" if "keyless" in self.faults else f"Press <{said['preferred_trigger'][1]}>"
            words = {} if "wordless" in self.faults else {"trigger_description": ("s", key)}
            given.append((name, {"description": said["description"], **words}))
        status = 1 if "refuses" in self.faults else 0
        results = {} if status else {"shortcuts": ("a(sa{sv})", given)}
        await self._respond(message, options, status, results)

    async def _on_Close(self, message: Any) -> None:  # noqa: N802
        self.sessions.remove(message.header.fields[HeaderFields.path])
        await self._bus.send(new_method_return(message))

    async def _respond(self, message: Any, options: Any, status: int, results: Any) -> None:
        path = self._path("request", options["handle_token"][1])
        await self._bus.send(new_method_return(message, "o", (path,)))
        if "undecided" not in self.faults or "session_handle" in results:
            request = DBusAddress(path, interface="org.freedesktop.portal.Request")
            await self._bus.send(new_signal(request, "Response", "ua{sv}", (status, results)))

    def _path(self, kind: str, token: str) -> str:
        return f"{PATH}/{kind}/{self.program[1:].replace('.', '_')}/{token}"


async def forge(address: str, program: str, session: str, name: str) -> None:
    """Tell a program of a press, as anybody on the bus may who sends it to that program alone."""
    bus = await open_dbus_connection(address)
    signal = activated(session, name)
    signal.header.fields[HeaderFields.destination] = program
    await bus.send(signal)
    await bus.close()


def activated(session: str, name: str) -> Any:
    """Return the signal of a press."""
    return new_signal(DBusAddress(PATH, interface=SHORTCUTS), "Activated", "osta{sv}", (session, name, 12345, {}))
