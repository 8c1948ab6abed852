"""A program that shows notifications: enough of org.freedesktop.Notifications for a test to look at and to press.

Messages are made and read by jeepney; what they mean is written here after the specification.
"""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.asyncio import DBusConnection, DBusRouter, open_dbus_connection  # type: ignore[import-untyped]

NAME = "org.freedesktop.Notifications"
PLACE = DBusAddress("/org/freedesktop/Notifications", NAME, NAME)
FIRST = 7  # the number of the first notification
Call = tuple[Any, ...]


class Notice(NamedTuple):
    """What Notify was called with."""

    program: str
    replaces: int
    icon: str
    title: str
    body: str
    actions: list[str]
    hints: dict[str, tuple[str, object]]
    expires: int


class Notifier:
    """Has the name while it is entered.

    `faults`: deaf (answers no Notify), sleeps (answers it when it is woken), clings (answers no CloseNotification),
    closes (each one at once), nonsense.
    """

    def __init__(
        self, address: str, *capabilities: str, inhibited: object = None, faults: tuple[str, ...] = ()
    ) -> None:
        self.notices: list[Notice] = []
        self.closed: list[int] = []
        self.asker = ""  # the unique name of who asked for the last one
        self._address = address
        self._capabilities = list(capabilities)
        self._inhibited = inhibited
        self._faults = faults
        self._withheld: list[Any] = []
        self._news = asyncio.Event()
        self._number = FIRST - 1

    async def __aenter__(self) -> "Notifier":
        self._connection: DBusConnection = await open_dbus_connection(self._address)
        async with DBusRouter(self._connection) as router:
            (owned,) = (await router.send_and_get_reply(message_bus.RequestName(NAME))).body
        assert owned == 1
        self._task = asyncio.create_task(self._serve())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError, EOFError):  # a fault of this program is one of the test
            await self._task
        await self._connection.close()

    # ---- for tests ---------------------------------------------------------------------------------------------------

    async def until_asked(self) -> None:
        """Wait until it was asked to show something."""
        async with asyncio.timeout(5):
            while not self.notices:
                self._news.clear()
                await self._news.wait()

    async def until_closed(self) -> list[int]:
        """Wait until it was asked to close something; return the numbers of everything that was."""
        async with asyncio.timeout(5):
            while not self.closed:
                self._news.clear()
                await self._news.wait()
        return self.closed

    def fall_asleep(self) -> None:
        """Hold back answers from now on."""
        self._faults = ("sleeps",)

    async def wake(self) -> None:
        """Give the answers that were held back, and hold back no more."""
        self._faults = ()
        for answer in self._withheld:
            await self._connection.send(answer)

    async def say(self, member: str, signature: str, *values: object) -> None:
        await self._connection.send(new_signal(PLACE, member, signature, values))

    async def press(self, number: int, key: str) -> None:
        await self.say("ActionInvoked", "us", number, key)

    async def end(self, number: int, reason: int = 2) -> None:
        await self.say("NotificationClosed", "uu", number, reason)

    # ---- the program -------------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        while True:
            message = await self._connection.receive()
            if message.header.message_type is MessageType.method_call:
                member = message.header.fields[HeaderFields.member]
                for answer in getattr(self, f"_on_{member}")(message):
                    await self._connection.send(answer)
                self._news.set()

    def _on_GetCapabilities(self, message: Any) -> Call:  # noqa: N802
        if "nonsense" in self._faults:
            return (new_method_return(message, "aa{ss}", ([{"actions": "body-markup"}],)),)
        return (new_method_return(message, "as", (self._capabilities,)),)

    def _on_Notify(self, message: Any) -> Call:  # noqa: N802
        notice = Notice(*message.body)
        self.notices.append(notice)
        self.asker = message.header.fields[HeaderFields.sender]
        if "deaf" in self._faults:
            return ()
        if "nonsense" in self._faults:
            return (new_method_return(message, "s", ("seven",)),)
        if not notice.replaces:
            self._number += 1
        number = notice.replaces or self._number
        told = (new_signal(PLACE, "NotificationClosed", "uu", (number, 1)),) if "closes" in self._faults else ()
        answers = (new_method_return(message, "u", (number,)), *told)
        if "sleeps" in self._faults:
            self._withheld += answers
            return ()
        return answers

    def _on_CloseNotification(self, message: Any) -> Call:  # noqa: N802
        (number,) = message.body
        self.closed.append(number)
        if "clings" in self._faults:
            return ()
        return new_method_return(message), new_signal(PLACE, "NotificationClosed", "uu", (number, 3))

    def _on_Get(self, message: Any) -> Call:  # noqa: N802
        assert message.body == (NAME, "Inhibited")
        if self._inhibited is None:
            return (new_error(message, "org.freedesktop.DBus.Error.UnknownProperty"),)
        return (new_method_return(message, "v", (self._inhibited,)),)
