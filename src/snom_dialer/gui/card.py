"""One call as a card: who, number, line, what it does and for how long, and what can be done about it.

A card says what a person has pressed, by signals, and decides nothing. Its buttons cannot have the focus.

Not for: where cards stand, and how many of them (card_window).
"""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from snom_dialer.calls.call import CallState
from snom_dialer.gui import text
from snom_dialer.gui.elided import Elided, fit
from snom_dialer.gui.guarded import Guarded
from snom_dialer.gui.icon import picture, wear
from snom_dialer.gui.showing import Showing

FAREWELL = 4000  # milliseconds for which the card of a call that has ended stays
_LARGE = 1.35  # the name, compared with everything else

_PICTURES = {
    CallState.RINGING: "incoming",
    CallState.DIALING: "outgoing",
    CallState.CONNECTED: "dial",
    CallState.HELD: "dial",
    CallState.ENDED: "hang-up",
}


class Card(QFrame):
    """`display` shows a call. The signals bring its id, `copied` the number.

    `gone` is announced when the card of a call that has ended has been shown long enough.
    """

    answer = Signal(str)
    hang_up = Signal(str)
    closed = Signal(str)
    copied = Signal(str)
    gone = Signal(str)

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._showing: Showing | None = None
        self._ticking = self._timer(self._tick)
        self._farewell = self._timer(self._go)
        self._make_parts()
        self._lay_out()
        self._set_font()
        self._translate()

    def display(self, showing: Showing) -> None:
        """Show a call as it is now."""
        if showing == self._showing:
            return
        self._showing = showing
        self._fill(showing)
        self._tick()
        if showing.stays:
            self._farewell.stop()
        else:
            self._farewell.start(FAREWELL)

    def note_places(self) -> None:
        """Have the buttons look where they are, after everything was laid out."""
        for button in (self.answer_button, self.hang_up_button):
            button.note_place()

    def height_in(self, width: int) -> int:
        """Return how high it is at this width."""
        layout = self.layout()
        assert layout is not None
        return height_of(layout, width)

    @property
    def showing(self) -> Showing:
        """What it shows."""
        assert self._showing is not None
        return self._showing

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _timer(self, job: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(job)
        return timer

    def _make_parts(self) -> None:
        self.picture, self.time = QLabel(), QLabel()
        self.state, self.who, self.number, self.line = Elided(), Elided(), Elided(), Elided()
        self.reason = QLabel()
        self.time.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.copy_button, self.close_button = self._small("copy"), self._small("close")
        self.answer_button, self.hang_up_button = Guarded(self._clock), Guarded(self._clock)
        wear(self.answer_button, "answer")
        wear(self.hang_up_button, "hang-up")
        self.answer_button.clicked.connect(self._answer)
        self.hang_up_button.clicked.connect(self._hang_up)
        self.close_button.clicked.connect(self._close)
        self.copy_button.clicked.connect(self._copy)

    def _small(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        wear(button, name)
        return button

    def _translate(self) -> None:
        self.answer_button.setText(self.tr("Answer"))
        for button, what in ((self.copy_button, self.tr("Copy number")), (self.close_button, self.tr("Close"))):
            button.setAccessibleName(what)
            button.setToolTip(what)

    def _lay_out(self) -> None:
        self.setFrameStyle(QFrame.Shape.StyledPanel | QFrame.Shadow.Raised)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head, buttons, all_of_it = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for part in (self.picture, self.state, self.time, self.copy_button, self.close_button):
            head.addWidget(part, 1 if part is self.state else 0)
        buttons.addStretch(1)
        buttons.addWidget(self.answer_button)
        buttons.addWidget(self.hang_up_button)  # outermost, so that it stays where it is when the other one goes
        all_of_it.addLayout(head)
        for row in (self.who, self.number, self.line, self.reason):
            all_of_it.addWidget(row)
        all_of_it.addLayout(buttons)

    def _set_font(self) -> None:
        """Make everything as large as the font wants it."""
        large = QFont(self.font())
        large.setBold(True)
        if large.pointSizeF() > 0:
            large.setPointSizeF(large.pointSizeF() * _LARGE)
        else:
            large.setPixelSize(round(large.pixelSize() * _LARGE))
        self.who.setFont(large)
        line = self.fontMetrics().height()
        for button in (self.copy_button, self.close_button, self.answer_button, self.hang_up_button):
            button.setIconSize(QSize(line, line))
        if (layout := self.layout()) is not None:
            layout.setSpacing(line // 4)
            layout.setContentsMargins(line // 2, line // 3, line // 3, line // 2)

    # ---- what it shows -----------------------------------------------------------------------------------------------

    def _fill(self, showing: Showing) -> None:
        call, number = showing.call, self._number()
        who = fit(text.who(call))
        self.setAccessibleName(self.tr("Call: {who}").format(who=who))
        self.state.say(text.state_of(call))
        self.who.say(who)
        self._say(self.number, "" if number == who else number)
        self._say(self.line, showing.line)
        self.reason.setText(showing.reason)
        self.reason.setVisible(bool(self.reason.text()))
        self.copy_button.setVisible(bool(number))
        self._fill_buttons(showing)
        self._paint()

    def _fill_buttons(self, showing: Showing) -> None:
        ringing = showing.call.state is CallState.RINGING
        self.answer_button.setVisible(ringing and showing.may_answer)
        self.hang_up_button.setVisible(showing.call.live)
        self.hang_up_button.setEnabled(showing.may_hang_up)
        self.hang_up_button.setText(self.tr("Reject") if ringing else self.tr("Hang up"))
        self.hang_up_button.setToolTip("" if showing.may_hang_up else self.reason.text())

    def _say(self, label: Elided, what: str) -> None:
        label.say(what)
        label.setVisible(bool(what))

    def _number(self) -> str:
        return fit(text.number_of(self.showing.call))

    def _paint(self) -> None:
        if self._showing is not None:
            name = "missed" if self._showing.missed else _PICTURES[self._showing.call.state]
            self.picture.setPixmap(picture(name, self.fontMetrics().height(), self))

    # ---- what it announces; by methods, for a lambda would keep the card alive ---------------------------------------

    def _answer(self) -> None:
        self.answer.emit(self.showing.call.id)

    def _hang_up(self) -> None:
        self.hang_up.emit(self.showing.call.id)

    def _close(self) -> None:
        self.closed.emit(self.showing.call.id)

    def _copy(self) -> None:
        self.copied.emit(self._number())

    def _go(self) -> None:
        self.gone.emit(self.showing.call.id)

    # ---- its time ----------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        """Show the time, and come back with the next full second if it goes on and somebody sees it."""
        self._ticking.stop()
        self.time.setText(self._time(self.showing))
        self.time.setVisible(bool(self.time.text()))
        if self.showing.runs and self.isVisible():
            self._ticking.start(math.ceil((1 - self._elapsed() % 1) * 1000))

    def _time(self, showing: Showing) -> str:
        call = showing.call
        if showing.missed:
            return text.when(call.started_at)
        if call.connected_at is None:
            return ""
        return text.lasting(self._elapsed() if call.live else call.duration)

    def _elapsed(self) -> float:
        return self._clock() - self.showing.since

    # ---- Qt's -------------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Let the time run."""
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the time rest: nobody sees it."""
        super().hideEvent(event)
        self._ticking.stop()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font, the colours and the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
            if self._showing is not None:
                self._fill(self._showing)
        if event.type() == QEvent.Type.FontChange and self.layout() is not None:
            self._set_font()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange):
            self._paint()


def card_width(beside: QWidget) -> int:
    """Return how wide a card is in this font, whatever it shows."""
    return 42 * beside.fontMetrics().averageCharWidth()


def height_of(layout: QLayout, width: int) -> int:
    """Return how high everything in a layout is at this width."""
    return layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
