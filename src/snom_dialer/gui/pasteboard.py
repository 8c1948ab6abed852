"""The clipboard and the selection of the desktop, as a number where they hold one.

Under X11 Qt would wait for the program that has them, five seconds for every form of a text, and every window with it.
So they are asked for beside the windows there (system.x11_selection); a text of our own Qt gives to that from here.
Wayland shows them only to a program whose window has the focus, which ours is about to get. Where there is no
selection, it is the clipboard.

Not for: dialling it; it only fills the window.
"""

import os
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget

from snom_dialer.errors import DialerError
from snom_dialer.gui.bridge import Bridge
from snom_dialer.numbers.clean import clean
from snom_dialer.system.x11_selection import CLIPBOARD, PRIMARY, X11Selection, open_selection

_LONGEST = 1024  # characters that are looked at; a whole book may be selected
_PATIENCE = 500  # milliseconds for the window to get the focus


class Which(Enum):
    """What is to be read, under its name at an X server."""

    SELECTION = PRIMARY
    CLIPBOARD = CLIPBOARD


class Pasteboard:
    """Belongs to Qt's thread. Of several questions only the last one is answered."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._server: X11Selection | None = None  # belongs to the engine's loop
        self._asked = 0

    def read(self, which: Which, window: QWidget, then: Callable[[str], None]) -> None:
        """Call `then` with what is there, at once or within half a second; `window` has to be shown by now."""
        self._asked += 1
        mine = self._asked

        def take(text: str) -> None:
            if mine == self._asked:
                then(cleaned(text))

        platform = QGuiApplication.platformName()
        if platform == "xcb":
            self._bridge.do(lambda: self._from_server(which), take)
        elif platform.startswith("wayland") and not window.isActiveWindow():
            _Once(window, lambda: take(_from_qt(which)))
        else:
            take(_from_qt(which))

    async def _from_server(self, which: Which) -> str:
        if self._server is None or not self._server.alive:
            self._server = open_selection(os.environ)
        return await self._server.read(which.value) if self._server is not None else ""


def cleaned(text: str) -> str:
    """Return the number in a text, else the text itself in one line, so that it can be seen what it is."""
    try:
        return clean(text[:_LONGEST])
    except DialerError:
        return " ".join(text[:_LONGEST].split())


def _from_qt(which: Which) -> str:
    clipboard = QGuiApplication.clipboard()
    if which is Which.SELECTION and clipboard.supportsSelection():
        return clipboard.text(QClipboard.Mode.Selection)
    return clipboard.text()


class _Once(QObject):
    """Waits until a window has the focus, calls a function once, and is gone."""

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)
        QTimer.singleShot(_PATIENCE, self.deleteLater)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Call it when the window has become active."""
        if event.type() == QEvent.Type.WindowActivate:
            watched.removeEventFilter(self)
            self._then()
            self.deleteLater()
        return False
