"""The window of the call cards: in a corner of the screen, above everything, and never with the focus.

The oldest card stands in the corner, so a new one moves none of the others. Where there are too many, calls that go on
are shown before those that have ended, newer ones before older ones, and the others are counted: of those there is no
card, only what it would show.

Not for: what a card shows (card), or whether and which calls are shown (announcer).
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QMoveEvent, QScreen
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QWidget

from snom_dialer.calls.call import Call
from snom_dialer.config.model import Corner
from snom_dialer.gui.card import Card, card_width, height_of
from snom_dialer.gui.deck import Deck
from snom_dialer.gui.gathered import Gathered
from snom_dialer.gui.showing import Showing

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
    `copied` brings a number, not an id: it shall get into the clipboard. `appeared`: the window was not to be seen.
    """

    answer = Signal(str)
    hang_up = Signal(str)
    closed = Signal(str)
    copied = Signal(str)
    appeared = Signal()

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        super().__init__(None, _FLAGS)
        self._clock, self._wall = clock, wall
        self._corner = Corner.BOTTOM_RIGHT
        self._keep_missed = True
        self._several_phones = False
        self._stopped = False
        self._deck = Deck()
        self._cards: dict[str, Card] = {}  # of the foremost calls
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
        self._work = Gathered(self)
        self._work.due.connect(self._settle)
        self._stands, self._insists = QRect(), False
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._stand)
        self._translate()
        self._watch_screens()

    # ---- what it is told ---------------------------------------------------------------------------------------------

    def show_call(self, call: Call, *, may_answer: bool, may_hang_up: bool) -> None:
        """Show a call, or what has become of it, unless its card has gone for good."""
        since = self._connected_since(call)
        showing = Showing(call, may_answer, may_hang_up, self._several_phones, self._keep_missed, since)
        if not self._stopped and self._deck.put(showing):
            self._work.want()

    def remove(self, id_: str) -> None:
        """Take a card away, if there is one."""
        self._deck.take(id_)
        self._work.want()

    def stop(self) -> None:
        """Go, and take no notice of anything from now on: the program ends."""
        self._stopped = True
        self._work.stop()
        self._again.stop()
        self.hide()

    def set_corner(self, corner: Corner) -> None:
        """Move to another corner."""
        self._corner = corner
        upwards, downwards = QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.TopToBottom
        self._stack.setDirection(downwards if corner in _TOP else upwards)
        self._settle()

    def ids(self) -> tuple[str, ...]:
        """Return whose cards there are, the oldest first, those that are only counted among them."""
        return tuple(self._deck)

    def card(self, id_: str) -> Card:
        """Return the card of a call. Raises KeyError where there is none, or it is only counted."""
        self._work.now()
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

    def _connected_since(self, call: Call) -> float:
        """Find out once since when the call is connected; from then on only the clock counts that never jumps."""
        if call.connected_at is None:
            return 0.0
        before = self._deck.get(call.id)
        if before is not None and before.call.connected_at == call.connected_at:
            return before.since
        return self._clock() - max(call.duration, self._wall() - call.connected_at)

    def _close(self, id_: str) -> None:
        self._deck.take(id_, closed=True)
        self._settle()
        self.closed.emit(id_)

    def _display_again(self) -> None:
        self._deck.change(several_phones=self._several_phones, keep_missed=self._keep_missed)
        self._settle()

    def _make_cards(self, foremost: list[str]) -> None:
        """Have a card for each of these and no others, the older one nearer to the corner."""
        for id_ in [id_ for id_ in self._cards if id_ not in foremost]:
            self._discard(self._cards.pop(id_))
        oldest_first = [id_ for id_ in self._deck if id_ in foremost]
        for place, id_ in enumerate(oldest_first, start=self._stack.indexOf(self.more) + 1):
            card = self._cards.get(id_) or self._add(id_, place)
            showing = self._deck.get(id_)
            assert showing is not None
            card.display(showing)

    def _add(self, id_: str, place: int) -> Card:
        card = self._cards[id_] = Card(clock=self._clock)
        card.answer.connect(self.answer)
        card.hang_up.connect(self.hang_up)
        card.copied.connect(self.copied)
        card.closed.connect(self._close)
        card.gone.connect(self.remove)
        card.hide()
        self._stack.insertWidget(place, card)
        return card

    def _discard(self, card: Card) -> None:
        card.hide()
        self._stack.removeWidget(card)
        card.deleteLater()  # not at once: this may be a signal of its own

    # ---- its place ---------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Show as many cards as there is room for, and stand in the corner."""
        if self._stopped:
            return
        self._deck.tidy()
        foremost = [showing.call.id for showing in self._deck.foremost()]
        self._make_cards(foremost)
        if not foremost:
            self.hide()
            return
        was_there = self.isVisible()
        if not was_there:
            self._follow(QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen())
        self._arrange(foremost, self._room())
        self.show()
        for card in self._cards.values():
            card.note_places()
        if not was_there:
            self.appeared.emit()

    def _arrange(self, foremost: list[str], room: QRect) -> None:
        shown = self._fitting(foremost, room.size())
        for id_, card in self._cards.items():
            card.setVisible(id_ in shown)
        hidden = len(self._deck) - len(shown)
        self.more.setText(self.tr("and {count} more").format(count=hidden))
        self.more.setVisible(hidden > 0)
        self._place(room)

    def _fitting(self, foremost: list[str], room: QSize) -> list[str]:
        """Return which of these fit into the room: at least the first one."""
        width = min(card_width(self), room.width())
        left = room.height() - self.more.sizeHint().height()
        shown: list[str] = []
        for id_ in foremost:
            self._cards[id_].ensurePolished()
            left -= self._cards[id_].height_in(width)
            if left < 0 and shown:
                break
            shown.append(id_)
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
            self._work.soon()  # when the cards have changed, too
