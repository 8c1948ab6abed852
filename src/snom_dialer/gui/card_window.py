"""The window of the call cards: in a corner of the screen, above everything, and never with the focus.

The oldest card stands in the corner, so a new one moves none of the others. Where there are too many, calls that go on
are shown before those that have ended, newer ones before older ones, and the others are counted.

Not for: what a card shows (card), or whether and which calls are shown (desk).
"""

import time
from collections.abc import Callable
from itertools import islice

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QMoveEvent, QScreen
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QWidget

from snom_dialer.calls.call import Call
from snom_dialer.config.model import Corner
from snom_dialer.gui.card import Card, card_width, height_of
from snom_dialer.gui.showing import Showing

MOST = 5  # cards that are shown
KEPT = 50  # cards that there are at all; missed calls would pile up while nobody is there
_REMEMBERED = 200  # calls whose cards have gone
_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)
_LEFT = (Corner.TOP_LEFT, Corner.BOTTOM_LEFT)
_TOP = (Corner.TOP_LEFT, Corner.TOP_RIGHT)


class CardWindow(QWidget):
    """`show_call` and `remove` are told of calls; the signals tell what a person wants, each with the call's id.

    `closed`: the person has closed a card; nothing brings it back. A card that goes by itself announces nothing.
    `copied` brings a number, not an id: it shall get into the clipboard.
    """

    answer = Signal(str)
    hang_up = Signal(str)
    closed = Signal(str)
    copied = Signal(str)

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        super().__init__(None, _FLAGS)
        self._clock, self._wall = clock, wall
        self._corner = Corner.BOTTOM_RIGHT
        self._keep_missed = True
        self._several_phones = False
        self._cards: dict[str, Card] = {}  # in the order in which they came
        self._gone: dict[str, bool] = {}  # whose cards have gone, and whether a person has closed them
        self._screen: QScreen | None = None
        for attribute in (
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_X11NetWmWindowTypeNotification,
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
        ):
            self.setAttribute(attribute)
        self.more = QLabel()
        self.more.setTextFormat(Qt.TextFormat.PlainText)
        self.more.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more.setFrameStyle(QFrame.Shape.StyledPanel | QFrame.Shadow.Raised)
        self._stack = QBoxLayout(QBoxLayout.Direction.BottomToTop, self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.setSpacing(0)
        self._stack.setSizeConstraint(QBoxLayout.SizeConstraint.SetNoConstraint)  # nothing but `_place` sizes it
        self._stack.addWidget(self.more)
        self._soon = QTimer(self, singleShot=True, interval=0)  # when the cards have changed, too
        self._soon.timeout.connect(self._settle)
        self._stands, self._insists = QRect(), False
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._stand)
        self._translate()
        self._watch_screens()

    # ---- what it is told ---------------------------------------------------------------------------------------------

    def show_call(self, call: Call, *, may_answer: bool, may_hang_up: bool) -> None:
        """Show a call, or what has become of it.

        One whose card a person has closed stays away; one whose card has gone by itself comes back only if it turns
        out to be a missed one that is kept.
        """
        showing = Showing(call, may_answer, may_hang_up, self._several_phones, self._keep_missed)
        card = self._cards.get(call.id)
        if card is None:
            closed = self._gone.get(call.id)
            if closed or (closed is False and not showing.stays):
                return
            card = self._add(call.id)
        card.display(showing)
        self._settle()

    def remove(self, id_: str) -> None:
        """Take a card away, if there is one."""
        self._take(id_, closed=False)

    def set_corner(self, corner: Corner) -> None:
        """Move to another corner."""
        self._corner = corner
        upwards, downwards = QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.TopToBottom
        self._stack.setDirection(downwards if corner in _TOP else upwards)
        self._settle()

    def ids(self) -> tuple[str, ...]:
        """Return whose cards there are, the oldest first, those that are only counted among them."""
        return tuple(self._cards)

    def card(self, id_: str) -> Card:
        """Return the card of a call. Raises KeyError."""
        return self._cards[id_]

    @property
    def keep_missed(self) -> bool:
        """Whether the card of a missed call stays until somebody closes it."""
        return self._keep_missed

    @keep_missed.setter
    def keep_missed(self, keep: bool) -> None:
        if keep != self._keep_missed:
            self._keep_missed = keep
            self._display_again()

    @property
    def several_phones(self) -> bool:
        """Whether the cards say which phone it is."""
        return self._several_phones

    @several_phones.setter
    def several_phones(self, several: bool) -> None:
        if several != self._several_phones:
            self._several_phones = several
            self._display_again()

    # ---- cards -------------------------------------------------------------------------------------------------------

    def _add(self, id_: str) -> Card:
        card = self._cards[id_] = Card(clock=self._clock, wall=self._wall)
        card.answer.connect(self.answer)
        card.hang_up.connect(self.hang_up)
        card.copied.connect(self.copied)
        card.closed.connect(self._close)
        card.gone.connect(self.remove)
        card.hide()
        self._stack.addWidget(card)
        return card

    def _close(self, id_: str) -> None:
        self._take(id_, closed=True)
        self.closed.emit(id_)

    def _take(self, id_: str, *, closed: bool) -> None:
        card = self._cards.pop(id_, None)
        self._gone[id_] = closed or self._gone.pop(id_, False)
        for forgotten in list(islice(self._gone, max(0, len(self._gone) - _REMEMBERED))):
            del self._gone[forgotten]
        if card is not None:
            card.hide()
            card.deleteLater()  # not at once: this may be a signal of its own
            self._settle()

    def _display_again(self) -> None:
        for card in self._cards.values():
            card.display(card.showing._replace(keep_missed=self._keep_missed, several_phones=self._several_phones))
        self._settle()

    # ---- its place ---------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Show as many cards as there is room for, and stand in the corner."""
        if not self._cards:
            self.hide()
            return
        if not self.isVisible():
            self._follow(QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen())
        room = self._room()
        shown = self._fitting(room.size())
        for card in self._cards.values():
            card.setVisible(card in shown)
        hidden = len(self._cards) - len(shown)
        self.more.setText(self.tr("and {count} more").format(count=hidden))
        self.more.setVisible(hidden > 0)
        self._place(room)
        self.show()
        for card in self._cards.values():
            card.note_places()
        self._drop_surplus()

    def _fitting(self, room: QSize) -> list[Card]:
        """Return the cards to show: those of live calls first, newer ones first, as long as there is room."""
        width = min(card_width(self), room.width())
        cards = list(reversed(self._cards.values()))
        cards.sort(key=lambda card: not card.showing.call.live)
        left = room.height() - self.more.sizeHint().height()
        shown: list[Card] = []
        for card in cards[:MOST]:
            card.ensurePolished()
            left -= card.height_in(width)
            if left < 0 and shown:
                break
            shown.append(card)
        return shown

    def _place(self, room: QRect) -> None:
        self._stack.activate()
        width = min(card_width(self), room.width())
        height = min(height_of(self._stack, width), room.height())
        place = QRect(0, 0, width, height)
        if self._corner in _LEFT:
            place.moveLeft(room.left())
        else:
            place.moveRight(room.right())
        if self._corner in _TOP:
            place.moveTop(room.top())
        else:
            place.moveBottom(room.bottom())
        self._stands, self._insists = place, True
        self._stand()

    def _stand(self) -> None:
        self.setGeometry(self._stands)

    def _room(self) -> QRect:
        """Return what the panels leave of the screen, less a margin."""
        screen = self._screen or QGuiApplication.primaryScreen()
        margin = self.fontMetrics().height() // 2
        return screen.availableGeometry().adjusted(margin, margin, -margin, -margin)

    def _drop_surplus(self) -> None:
        """Let the oldest of the calls that have ended go, where there are far too many."""
        ended = [id_ for id_, card in self._cards.items() if not card.showing.call.live]
        for id_ in ended[: max(0, len(self._cards) - KEPT)]:
            self.remove(id_)

    # ---- screens -----------------------------------------------------------------------------------------------------

    def _watch_screens(self) -> None:
        desktop = QGuiApplication.instance()
        assert isinstance(desktop, QGuiApplication)
        desktop.screenRemoved.connect(self._lose)
        desktop.primaryScreenChanged.connect(self._settle)

    def _lose(self, screen: QScreen) -> None:
        if screen is self._screen:
            self._screen = None
            self._follow(QGuiApplication.primaryScreen())
            self._settle()

    def _follow(self, screen: QScreen) -> None:
        if self._screen is not screen:
            if self._screen is not None:
                self._screen.availableGeometryChanged.disconnect(self._settle)
            self._screen = screen
            screen.availableGeometryChanged.connect(self._settle)

    def moveEvent(self, event: QMoveEvent) -> None:
        """Ask once more where it came to stand elsewhere, or Qt believes so: some window managers do not tell it."""
        super().moveEvent(event)
        if self._insists and event.pos() != self._stands.topLeft():
            self._insists = False
            self._again.start()

    def _translate(self) -> None:
        self.setWindowTitle(self.tr("Calls now"))

    def changeEvent(self, event: QEvent) -> None:
        """Make room for another font, or another language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._soon.start()
