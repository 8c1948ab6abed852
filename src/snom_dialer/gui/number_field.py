"""The field for a number, with the recent ones to choose from.

    Enter              dial what stands here, once
    Shift+Enter        send it as keys
    Enter in the list  take what is chosen; it is not dialled yet
    Escape             close the list, else leave

Not for: dialling (caller), or what a number is (numbers.clean).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QCompleter, QLineEdit, QWidget

from snom_dialer.errors import DialerError
from snom_dialer.numbers.clean import clean

DEAD = 300  # milliseconds after the window appears or gets the focus: Enter does nothing, it was meant elsewhere
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
        self._offered: list[str] = []
        self._next: list[str] | None = None  # what is to be offered once no list is open
        for popup in self._popups():
            popup.installEventFilter(self)
        self.edit.entered.connect(self._entered)
        self.edit.escaped.connect(self.left)

    def _list_of_matches(self) -> QCompleter:
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)  # never inline: nothing writes itself
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        return completer

    def offer(self, numbers: Sequence[str]) -> None:
        """Let these be chosen from, most recent first; nothing else changes, and an open list stays until it closes."""
        self._next = list(numbers)
        self._renew()

    def _renew(self) -> None:
        if self._next is None or self.list_is_open():
            return
        numbers, self._next = self._next, None
        if numbers != self._offered:
            self._offered = numbers
            with self.edit.undisturbed(), QSignalBlocker(self):
                self.clear()
                self.addItems(numbers)
                self.setCurrentIndex(-1)

    def showPopup(self) -> None:
        """Open the list of all; Qt would unmark what is marked, and what is typed later would be put behind it."""
        with self.edit.undisturbed():
            super().showPopup()

    def list_is_open(self) -> bool:
        """Whether numbers are there to be chosen from just now."""
        return any(popup.isVisible() for popup in self._popups())

    def _popups(self) -> Iterator[QAbstractItemView]:
        yield self.view()
        matches = self.edit.completer().popup()
        if matches is not None:
            yield matches

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer what waits for a list to close: a little later, as what was chosen in it is still to be taken."""
        if event.type() == QEvent.Type.Hide and self._next is not None:
            QTimer.singleShot(0, self, self._renew)
        return super().eventFilter(watched, event)

    def begin(self, text: str = "") -> None:
        """Be ready for a number: empty, or with this one marked, and for a moment deaf to Enter."""
        self.hidePopup()
        if matches := self.edit.completer().popup():
            matches.hide()
        self.setCurrentIndex(-1)
        self._show(text)
        self.edit.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def fill(self, text: str) -> None:
        """Take a text that comes later than the window, unless the person did not wait for it."""
        if not self.text() and not self.list_is_open():
            self._show(text)

    def _show(self, text: str) -> None:
        self.setEditText(plain(text))
        self.edit.selectAll()
        self.edit.sleep()

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Be deaf once more: the window may get the focus long after it has appeared."""
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self.sleep()
        super().focusInEvent(event)

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

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Keep the text, the cursor and what is marked, whatever is done to the list behind them."""
        text, cursor, marked = self.text(), self.cursorPosition(), self.selectedText()
        start = self.selectionStart()
        with QSignalBlocker(self):
            yield
            if self.text() != text:
                self.setText(text)
            if marked and cursor == start:
                self.setSelection(start + len(marked), -len(marked))
            elif marked:
                self.setSelection(start, len(marked))
            else:
                self.setCursorPosition(cursor)

    def _edited(self, text: str) -> None:
        """Clean what came in one piece. A person types one character after the other; those stay as they are."""
        if _came(self._before, text) > 1:
            seen = plain(text)  # it may not be one number; let the person see what it is
            with suppress(DialerError):
                seen = clean(text)
            if seen != text:
                self.setText(seen)

    def _changed(self, text: str) -> None:
        self._before = text


def plain(text: str) -> str:
    """Return the beginning of a text without what nobody sees, as it may turn round what everybody sees."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text[:_LONGEST])


def _came(before: str, after: str) -> int:
    """Return how many characters are new."""
    start = _alike(before, after)
    return len(after) - start - _alike(before[start:][::-1], after[start:][::-1])


def _alike(one: str, other: str) -> int:
    """Return for how many characters they are the same."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
