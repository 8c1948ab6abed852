"""The field for a number, with the recent ones to choose from.

    Enter              dial what stands here, once
    Shift+Enter        send it as keys
    Enter in the list  take what is chosen; it is not dialled yet
    Escape             close the list, else leave

Not for: dialling (caller), or what a number is (numbers.clean).
"""

from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from snom_dialer.errors import DialerError
from snom_dialer.numbers.clean import clean

DEAD = 300  # milliseconds after the window appears in which Enter does nothing: it was meant for another window
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LONGEST = 1024  # characters, as numbers.clean takes them


class NumberField(QComboBox):
    """Announces `dial` and `keys` with the text as it stands, and `left` for Escape."""

    dial = Signal(str)
    keys = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = NumberEdit(self)
        self.edit.setMaxLength(_LONGEST)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setLineEdit(self.edit)
        self.setMaxVisibleItems(15)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setCompleter(self._list_of_matches())
        self.edit.entered.connect(self._entered)
        self.edit.escaped.connect(self.left)

    def _list_of_matches(self) -> QCompleter:
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)  # never inline: nothing writes itself
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        return completer

    def offer(self, numbers: Sequence[str]) -> None:
        """Let these be chosen from, most recent first; what is being typed stays."""
        text = self.currentText()
        self.clear()
        self.addItems(list(numbers))
        self.setCurrentIndex(-1)
        self.setEditText(text)

    def begin(self, text: str = "") -> None:
        """Be ready for a number: empty, or with this one marked, and for a moment deaf to Enter."""
        self.setCurrentIndex(-1)
        self.setEditText(text)
        self.edit.selectAll()
        self.edit.sleep()
        self.edit.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def text(self) -> str:
        """Return what stands in the field."""
        return self.currentText()

    def _entered(self, shift: bool) -> None:
        (self.keys if shift else self.dial).emit(self.text())


class NumberEdit(QLineEdit):
    """The line that is typed in. What is pasted or dropped into it is cleaned, where it is one number."""

    entered = Signal(bool)  # whether with Shift
    escaped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._before = ""
        self._awake = QElapsedTimer()
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)

    def sleep(self) -> None:
        """Be deaf to Enter for a moment."""
        self._awake.start()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from closing what it should not: it is ours before it is a shortcut of a window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(event.key() == Qt.Key.Key_Escape)
            if event.isAccepted():
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Escape; a key that is held down counts once."""
        if event.key() in _ENTER:
            if self._chosen_in_list():
                event.ignore()  # the list takes it, fills it in, and is closed
                return
            event.accept()
            if not event.isAutoRepeat() and not self._asleep():
                self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape and not self._list_is_open():
            event.accept()
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def _asleep(self) -> bool:
        return self._awake.isValid() and self._awake.elapsed() < DEAD

    def _list_is_open(self) -> bool:
        popup = self.completer().popup()
        return popup is not None and popup.isVisible()

    def _chosen_in_list(self) -> bool:
        popup = self.completer().popup()
        return popup is not None and popup.isVisible() and popup.currentIndex().isValid()

    def _edited(self, text: str) -> None:
        """Clean what came in one piece. A person types one character after the other; those stay as they are."""
        if len(text) - len(self._before) > 1:
            with suppress(DialerError):  # it is not one number; let the person see it as it is
                self.setText(clean(text))

    def _changed(self, text: str) -> None:
        self._before = text
