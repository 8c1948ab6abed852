"""The compact dial window: a number, Dial, Hang up, Settings, and below them what happened.

Not for: dialling (caller), or when it is shown (desk).
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QHideEvent,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStyle, QToolButton, QVBoxLayout, QWidget

from snom_dialer.gui.icon import wear
from snom_dialer.gui.number_field import NumberField, plain

NARROWEST = 300  # pixels
_LONGEST = 500  # characters of what happened
_SIZES = (QEvent.Type.LanguageChange, QEvent.Type.FontChange, QEvent.Type.StyleChange)


class DialWindow(QWidget):
    """Announces what is wanted of a phone, `settings`, `hidden` with its geometry, and `shut`: it is to be closed.

    `dial` and `keys` bear a text and the phone, `hang_up` the phone; "" is the only one, or the default one.
    """

    dial = Signal(str, str)
    keys = Signal(str, str)
    hang_up = Signal(str)
    settings = Signal()
    hidden = Signal(QRect)
    shut = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle("Snom dialer")
        self.field = NumberField()
        self._phones = QComboBox()
        self._said = QLabel()
        self._dial = _button("dial", self._want_dial)
        self._hang_up = _button("hang-up", self._want_hang_up)
        self._settings = _button("settings", self.settings)
        self._soon = QTimer(self, singleShot=True, interval=0)  # what is laid out has to know of it first
        self._soon.timeout.connect(self.adjust)
        self._lay_out()
        self.field.dial.connect(self._want_dial)
        self.field.keys.connect(self._want_keys)
        self.field.left.connect(self.hide)
        self._phones.hide()
        self._said.hide()
        self._translate()

    def _lay_out(self) -> None:
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setWordWrap(True)
        self._said.setMinimumWidth(1)  # a word that does not fit, as a number of a thousand digits, is cut off
        self._said.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        for each in (self._phones, self._dial, self._hang_up, self._settings):
            row.addWidget(each)
        column = self._column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self._said)
        self.setMinimumWidth(NARROWEST)

    def _translate(self) -> None:
        self.field.setAccessibleName(self.tr("Number"))
        self.field.edit.setAccessibleName(self.tr("Number"))
        self.field.edit.setPlaceholderText(self.tr("Number or SIP address"))
        self.field.setAccessibleDescription(self.tr("Number"))  # on X11 the name of a choice is what is chosen
        self._phones.setAccessibleName(self.tr("Phone"))
        self._phones.setToolTip(self.tr("Phone"))
        self._said.setAccessibleDescription(self.tr("What happened"))  # a name would be read in the place of the text
        self._dial.setText(self.tr("&Dial"))
        self._dial.setToolTip(self.tr("Dial the number (Enter); Shift+Enter sends it as keys"))
        self._hang_up.setText(self.tr("&Hang up"))
        self._hang_up.setToolTip(self.tr("End all calls of the phone"))
        self._settings.setText(self.tr("&Settings"))
        for button in (self._dial, self._hang_up, self._settings):
            button.setAccessibleName(button.text().replace("&", ""))

    def _want_dial(self) -> None:
        self.dial.emit(self.field.text(), self.phone())

    def _want_keys(self) -> None:
        self.keys.emit(self.field.text(), self.phone())

    def _want_hang_up(self) -> None:
        self.hang_up.emit(self.phone())

    # ---- what it shows -----------------------------------------------------------------------------------------------

    def say(self, sentence: str, *, trouble: bool = False) -> None:
        """Show what happened."""
        sentence = plain(sentence)
        sentence = sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"
        self._said.setText(f"⚠ {sentence}" if trouble and sentence else sentence)
        self._said.setProperty("trouble", trouble)
        self._said.style().polish(self._said)
        self._said.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._said, sentence))
        self.adjust()

    def offer_phones(self, names: Sequence[str], default: str) -> None:
        """Let a phone be chosen, where there are several."""
        chosen = self.phone() or default
        self._phones.clear()
        self._phones.addItems(list(names))
        self._phones.setCurrentText(chosen if chosen in names else default)
        self._phones.setVisible(len(names) > 1)

    def phone(self) -> str:
        """Return the phone that is chosen, "" where there is no choice."""
        return self._phones.currentText() if self._phones.count() > 1 else ""

    def open_with(self, text: str = "") -> None:
        """Show it in front of everything, with this text or none, ready to be typed in."""
        if not self.isVisible():
            self.say("")
        self.field.begin(text)
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def adjust(self) -> None:
        """Be as high as needed, and as wide as it is, if that is wide enough."""
        if self.isMaximized():
            return
        self._column.activate()
        wide = max(self.width(), self.minimumSizeHint().width())
        self.resize(wide, self._height_at(wide))

    def place(self, wanted: QRect | None, width: int) -> None:
        """Stand where it stood, if that can be seen; else in the middle of the screen with the mouse pointer."""
        wide = max(NARROWEST, width, self.minimumSizeHint().width())
        self.resize(wide, self._height_at(wide))
        title = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)  # about; nobody knows the real one yet
        self.move(visible_place(wanted, self.width(), self.height() + title))

    def _height_at(self, width: int) -> int:
        """Return the height that everything needs, a sentence of several lines among it."""
        column = self._column
        return column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.totalMinimumSize().height()

    # ---- what is done to it ------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only announce it: what closing means depends on whether there is a tray."""
        event.ignore()
        self.shut.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Tell where it stood."""
        self.hidden.emit(QRect(self.pos(), self.size()))
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language from now on, and have room for letters of another size."""
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
        if event.type() in _SIZES:
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrower window a sentence needs more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._soon.start()


def _button(picture: str, pressed: object) -> QToolButton:
    button = QToolButton()
    wear(button, picture)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(pressed)
    return button


def visible_place(wanted: QRect | None, width: int, height: int) -> QPoint:
    """Return where a window of that size can be seen wholly, as near as can be to where it is wanted."""
    screen = _screen_of(wanted)
    room = screen.availableGeometry()
    if wanted is None:
        return QPoint(room.center().x() - width // 2, room.top() + room.height() // 4)
    left = min(max(wanted.left(), room.left()), max(room.left(), room.right() - width))
    top = min(max(wanted.top(), room.top()), max(room.top(), room.bottom() - height))
    return QPoint(left, top)


def _screen_of(wanted: QRect | None) -> QScreen:
    at = None if wanted is None else QGuiApplication.screenAt(wanted.center())
    return at or QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
