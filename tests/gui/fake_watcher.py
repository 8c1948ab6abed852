"""A panel that knows StatusNotifierItem, without pixels: icons announce themselves to it, and it clicks on them.

What a watcher says and is asked stands in the specifications of StatusNotifierItem and com.canonical.dbusmenu.
"""

import queue
import threading
from types import TracebackType
from typing import Any, NamedTuple

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

WATCHER = "org.kde.StatusNotifierWatcher"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"
PATIENCE = 10.0


class Entry(NamedTuple):
    """An entry of a menu: its number, its text without the mnemonic, whether it can be chosen, and what is below it."""

    id: int
    label: str
    enabled: bool
    below: "tuple[Entry, ...]"


class FakeWatcher:
    """On the bus at `address` while it lasts. Everything blocks; one thread uses it."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._items: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()

    def __enter__(self) -> "FakeWatcher":
        self._serving = open_dbus_connection(self._address)
        self._asking = open_dbus_connection(self._address)
        self._asking.send_and_get_reply(message_bus.AddMatch("type='signal',sender='nobody.at.all'"))
        self._serving.send_and_get_reply(message_bus.RequestName(WATCHER))
        self._thread = threading.Thread(target=self._serve, name="watcher", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        self._asking.send(new_method_call(DBusAddress("/", self._serving.unique_name, WATCHER), "End"))
        self._thread.join(PATIENCE)
        self._serving.close()
        self._asking.close()

    def item(self) -> "Item":
        """Wait for an icon and return it."""
        return Item(self._asking, *self._items.get(timeout=PATIENCE))

    def _serve(self) -> None:
        while True:
            message = self._serving.receive()
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            if member == "End":
                return
            self._serving.send(self._answer(message, member))

    def _answer(self, message: Any, member: str) -> Any:
        if member == "RegisterStatusNotifierItem":
            sender, (told,) = message.header.fields[HeaderFields.sender], message.body
            self._items.put((sender, told if told.startswith("/") else "/StatusNotifierItem"))
            return new_method_return(message)
        if member == "Get" and message.body[1] == "IsStatusNotifierHostRegistered":
            return new_method_return(message, "v", (("b", True),))
        if member == "Get" and message.body[1] == "ProtocolVersion":
            return new_method_return(message, "v", (("i", 0),))
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")


class Item:
    """An icon, as a panel sees it."""

    def __init__(self, connection: Any, name: str, path: str) -> None:
        self._connection = connection
        self._name = name
        self._path = path

    def _call(self, path: str, interface: str, member: str, signature: str = "", *values: object) -> tuple[Any, ...]:
        message = new_method_call(DBusAddress(path, self._name, interface), member, signature or None, values)
        reply = self._connection.send_and_get_reply(message, timeout=PATIENCE)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return tuple(reply.body)

    def get(self, name: str) -> Any:
        """Return a property of the icon."""
        ((_, value),) = self._call(self._path, _PROPERTIES, "Get", "ss", _ITEM, name)
        return value

    def click(self) -> None:
        """Click on it."""
        self._call(self._path, _ITEM, "Activate", "ii", 0, 0)

    def menu(self) -> tuple[Entry, ...]:
        """Return its menu."""
        path = self.get("Menu")
        self._call(path, _MENU, "AboutToShow", "i", 0)
        _, root = self._call(path, _MENU, "GetLayout", "iias", 0, -1, [])
        return _entry(root).below

    def choose(self, *labels: str) -> None:
        """Choose the entry to which these labels lead."""
        entries, number = self.menu(), 0
        for label in labels:
            found = next(entry for entry in entries if entry.label == label)
            assert found.enabled, label
            entries, number = found.below, found.id
        self._call(self.get("Menu"), _MENU, "Event", "isvu", number, "clicked", ("s", ""), 0)


def _entry(node: Any) -> Entry:
    number, properties, below = node
    said = {name: value for name, (_, value) in properties.items()}
    shown = [_entry(each) for _, each in below]
    return Entry(
        number, str(said.get("label", "")).replace("_", ""), bool(said.get("enabled", True)),
        tuple(entry for entry in shown if entry.label),
    )  # fmt: skip
