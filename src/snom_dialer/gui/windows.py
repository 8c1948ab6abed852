"""The dial window and the list of calls: made when they are wanted for the first time, and shown when they are wanted.

One that nobody has asked for yet costs no memory. Not for: what follows from what they announce (desk).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox

from snom_dialer.calls.call import Call
from snom_dialer.gui.memory import WIDTH, Memory

if TYPE_CHECKING:
    from snom_dialer.gui.calls_window import CallsWindow
    from snom_dialer.gui.dial_window import DialWindow


class Windows(QObject):
    """Announces what is wanted of a phone ("": the default one), `settings`, and `shut`: the dial window goes."""

    dial = Signal(str, str)
    keys = Signal(str, str)
    hang_up = Signal(str)
    settings = Signal()
    shut = Signal()

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory
        self._phones: tuple[Sequence[str], str] = ((), "")
        self._width = WIDTH
        self.dialling: DialWindow | None = None
        self.calls: CallsWindow | None = None

    def offer_phones(self, names: Sequence[str], default: str, width: int | None) -> None:
        """Let one of these phones be chosen; `width` is that of the original's window, where it is known."""
        self._phones = (names, default)
        self._width = width or WIDTH
        if self.dialling is not None:
            self.dialling.offer_phones(names, default)
        if self.calls is not None:
            self.calls.several_phones = len(names) > 1

    def show_dialling(self, text: str) -> int:
        """Show the dial window with this text, or none, in front of everything; return its number at the X server."""
        window = self.dial_window()
        window.open_with(text)
        self._memory.load_numbers(self.renew)
        return int(window.winId())

    def show_calls(self) -> None:
        """Show the last calls."""
        if self.calls is None:
            from snom_dialer.gui.calls_window import CallsWindow

            self.calls = CallsWindow()
            self.calls.several_phones = len(self._phones[0]) > 1
            self.calls.call_back.connect(self.show_dialling)
        self._memory.load_calls(self.calls.set_calls)
        self.calls.show()
        self.calls.raise_()
        self.calls.activateWindow()

    def add(self, call: Call) -> None:
        """Show what has become of a call in the list, if that is there."""
        if self.calls is not None:
            self.calls.add(call)

    def say(self, sentence: str, *, trouble: bool) -> bool:
        """Show what happened in the dial window; false where that is not to be seen."""
        if self.dialling is None or not self.dialling.isVisible():
            return False
        self.dialling.say(sentence, trouble=trouble)
        return True

    def renew(self) -> None:
        """Offer the recent numbers as they are now."""
        if self.dialling is not None:
            self.dialling.field.offer(self._memory.numbers)

    def hide_dialling(self) -> None:
        """Hide the dial window."""
        if self.dialling is not None:
            self.dialling.hide()

    def hide(self) -> None:
        """Hide both."""
        self.hide_dialling()
        if self.calls is not None:
            self.calls.hide()

    def asked_to_end(self) -> bool:
        """Ask what closing the window means where there is no tray: whether the program is to end then."""
        box = QMessageBox(self.dialling)
        box.setWindowTitle("Snom dialer")
        box.setText(self.tr("This desktop has no tray. End Snom dialer when its window is closed?"))
        box.setInformativeText(
            self.tr("If it goes on, hotkeys and call cards work as before, and starting it again shows the window.")
        )
        end = box.addButton(self.tr("&End it"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(self.tr("&Go on"), QMessageBox.ButtonRole.AcceptRole))
        box.exec()
        return box.clickedButton() is end

    def dial_window(self) -> "DialWindow":
        """Return the dial window."""
        if self.dialling is None:
            self.dialling = self._made()
        return self.dialling

    def _made(self) -> "DialWindow":
        from snom_dialer.gui.dial_window import DialWindow

        window = DialWindow()
        window.dial.connect(self.dial)
        window.keys.connect(self.keys)
        window.hang_up.connect(self.hang_up)
        window.settings.connect(self.settings)
        window.hidden.connect(self._memory.keep_place)
        window.shut.connect(self.shut)
        window.place(*self._memory.place(self._width))
        window.offer_phones(*self._phones)
        window.field.offer(self._memory.numbers)
        return window
