"""The field for a hotkey: it is entered by pressing it.

    the keys of a hotkey      are taken, and shown as people call them
    keys that cannot be one   are refused, and the field stays as it is
    Escape                    brings back what stood here before
    Backspace, Delete         clear it
    Tab                       moves on

Not for: which hotkeys there are, or what became of them (hotkey_page).
"""

import sys

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from snom_dialer.errors import DialerError
from snom_dialer.gui.settings.key_press import MODIFIERS, chord_of
from snom_dialer.system.hotkey import caption, parse_chord

_NOTHING_HELD = Qt.KeyboardModifier.NoModifier
_MOVES_ON = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_CLEARS = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_NOT_FOR_TAB = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class HotkeyField(QLineEdit):
    """`value` is the hotkey as the configuration writes it, "" for none.

    Announces `changed` when a person has changed it, `refused` with the reason ("": no more), and `recording` while
    it waits for keys, as global hotkeys have to let go of them for so long.
    """

    changed = Signal()
    refused = Signal(str)
    recording = Signal(bool)

    def __init__(self, platform: str = sys.platform) -> None:
        super().__init__()
        self.value = ""
        self._before = ""
        self._platform = platform
        self._records = False
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._show()

    def put(self, value: str) -> None:
        """Hold this hotkey, sensible or not, as nobody has changed it yet."""
        self.value = self._before = value
        self.refused.emit("")
        self._show()

    # ---- keys --------------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Get every key before it is a shortcut of the window; Tab stays what it is."""
        if isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self._is_for_us(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress and not self._moves_on(event):
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys; Escape belongs to the window where there is nothing to bring back."""
        if not self._is_for_us(event):
            event.ignore()
            return
        event.accept()
        if event.isAutoRepeat() or event.key() in MODIFIERS:
            return
        plain = event.modifiers() == _NOTHING_HELD
        if plain and event.key() == Qt.Key.Key_Escape:
            self._take(self._before)
        elif plain and event.key() in _CLEARS:
            self._take("")
        else:
            self._try(event)

    def _is_for_us(self, event: QKeyEvent) -> bool:
        if self._moves_on(event):
            return False
        escapes = event.key() == Qt.Key.Key_Escape and event.modifiers() == _NOTHING_HELD
        return not escapes or self._records or self.value != self._before

    @staticmethod
    def _moves_on(event: QKeyEvent) -> bool:
        return event.key() in _MOVES_ON and not event.modifiers() & _NOT_FOR_TAB

    def _try(self, event: QKeyEvent) -> None:
        chord = chord_of(event, self._platform)
        if chord is None:
            self.refused.emit(self.tr("This key cannot be a hotkey."))
            return
        try:
            self._take(str(parse_chord(str(chord))))
        except DialerError:  # it has a key, and no key twice, so that only one reason is left
            self.refused.emit(self.tr("Hold Ctrl or Alt with it: alone, this key could not be typed any more."))

    def _take(self, value: str) -> None:
        """Hold it from now on; further keys would replace it."""
        news = value != self.value
        self.value = value
        self._record(False)
        self.refused.emit("")
        if news:
            self.changed.emit()

    # ---- focus -------------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Wait for keys."""
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._before = self.value
            self._record(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Wait no more."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._before = self.value
            self._record(False)
            self.refused.emit("")

    def _record(self, on: bool) -> None:
        if on is not self._records:
            self._records = on
            self.recording.emit(on)
        self._show()

    # ---- what it shows -----------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self.setText("" if self._records else self._caption())
        self.setPlaceholderText(self.tr("Press the keys…") if self._records else self.tr("None"))

    def _caption(self) -> str:
        try:
            return caption(parse_chord(self.value), self._platform) if self.value else ""
        except DialerError:
            return self.value

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language from now on."""
        if event.type() is QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)
