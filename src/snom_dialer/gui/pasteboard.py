"""The clipboard and the selection of the desktop, as a number where they hold one.

Not for: dialling it; it only fills the window.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget

from snom_dialer.errors import DialerError
from snom_dialer.numbers.clean import clean

_LONGEST = 1024  # characters that are looked at; a whole book may be selected
_PATIENCE = 500  # milliseconds for the window to get the focus


def clipboard_text() -> str:
    """Return what is in the clipboard."""
    return cleaned(QGuiApplication.clipboard().text())


def selected_text(window: QWidget, then: Callable[[str], None]) -> None:
    """Call `then` with what is selected anywhere on the desktop, as soon as it can be read.

    On X11 that is at once. Wayland shows it only to the window that has the focus, which ours is about to get. Where
    there is no such thing as a selection, it is the clipboard.
    """
    if QGuiApplication.platformName().startswith("wayland") and not window.isActiveWindow():
        _Once(window, then)
        return
    text = _selection()  # before our own window changes it
    QTimer.singleShot(0, lambda: then(text))


def cleaned(text: str) -> str:
    """Return the number in a text, else the text itself in one line, so that it can be seen what it is."""
    try:
        return clean(text[:_LONGEST])
    except DialerError:
        return " ".join(text[:_LONGEST].split())


def _selection() -> str:
    clipboard = QGuiApplication.clipboard()
    if clipboard.supportsSelection():
        return cleaned(clipboard.text(QClipboard.Mode.Selection))
    return clipboard_text()


class _Once(QObject):
    """Waits until a window has the focus, reads the selection once, and is gone."""

    def __init__(self, window: QWidget, then: Callable[[str], None]) -> None:
        super().__init__(window)
        self._then = then
        window.installEventFilter(self)
        QTimer.singleShot(_PATIENCE, self.deleteLater)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read it when the window has become active."""
        if event.type() == QEvent.Type.WindowActivate:
            watched.removeEventFilter(self)
            self._then(_selection())
            self.deleteLater()
        return False
