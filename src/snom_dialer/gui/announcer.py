"""Shows calls as the user wants to see them: on cards of ours, as notifications of the desktop, or in the tray alone.

    do not disturb, or a film fills the screen    nothing comes up; the tray shows it
    the desktop shows no notifications            a card
    we are started in mid-call                    what goes on comes up again

Not for: what the cards look like (card_window), or what their buttons do to the phone (caller).
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from snom_dialer.calls.call import Call, CallState, Outcome
from snom_dialer.config.model import Appearance, CallDisplay
from snom_dialer.gui.board import Board
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.session import Session
from snom_dialer.gui.text import number_of, state_of, who
from snom_dialer.system.notification import CLICKED, Button

KEPT = 50  # calls that have ended, of which more may be told


class Announcer(QObject):
    """Announces `answer` and `hang_up` with the id of a call, and `opened` where a notification was clicked."""

    answer = Signal(str)
    hang_up = Signal(str)
    opened = Signal(str)

    def __init__(self, board: Board, session: Session, cards: CardWindow) -> None:
        super().__init__()
        self._board = board
        self._session = session
        self._cards = cards
        self._appearance = Appearance()
        self._shown: dict[str, CallDisplay] = {}  # how the last calls came up, oldest first; OFF: not at all
        cards.answer.connect(self.answer)
        cards.hang_up.connect(self.hang_up)
        session.acted.connect(self._acted)

    def follow(self, appearance: Appearance) -> None:
        """Show calls like that from now on."""
        self._appearance = appearance
        self._cards.set_corner(appearance.corner)
        self._cards.keep_missed = appearance.keep_missed

    def begin(self, calls: Iterable[Call]) -> None:
        """Show the calls that go on when we begin to listen, and no others."""
        now = {call.id: call for call in calls}
        for gone in [each for each in self._shown if each not in now]:
            self._forget(gone)  # its end is known to nobody
        for call in now.values():
            self.show(call)

    def show(self, call: Call) -> None:
        """Show a call as it is now. One that we know to be over, and never showed, stays unseen."""
        if call.id in self._shown:
            self._update(call)  # also one that has ended: how it ended may turn out a moment later
        elif call.live:
            self._make_room()
            self._shown[call.id] = self._appearance.calls
            if self._appearance.do_not_disturb or self._appearance.calls is CallDisplay.OFF:
                self._shown[call.id] = CallDisplay.OFF
            else:
                self._session.when_quiet_is_known(lambda quiet: self._come_up(call.id, quiet=quiet))

    def renew(self) -> None:
        """Show anew what may be done with the calls that go on: another one changes that."""
        for call in self._board.calls:
            if self._shown.get(call.id) is CallDisplay.CARD:
                self._to_card(call)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _come_up(self, id_: str, *, quiet: bool) -> None:
        """Bring up a call that began a moment ago, if it still goes on."""
        call = next((call for call in self._board.calls if call.id == id_), None)
        if call is None or id_ not in self._shown:
            return
        if quiet:
            self._shown[id_] = CallDisplay.OFF
        else:
            self._update(call)

    def _update(self, call: Call) -> None:
        display = self._shown[call.id]
        if display is CallDisplay.CARD:
            self._to_card(call)
            self.renew()
        elif display is CallDisplay.NOTIFICATION:
            self._to_notification(call)

    def _make_room(self) -> None:
        """Forget the oldest calls; nothing more is told of those."""
        live = {call.id for call in self._board.calls}
        for old in [each for each in self._shown if each not in live][:-KEPT]:
            del self._shown[old]

    def _to_card(self, call: Call) -> None:
        may_answer, may_hang_up = self._board.may_answer(call), self._board.may_hang_up(call)
        were_there = self._cards.isVisible()
        self._cards.show_call(call, may_answer=may_answer, may_hang_up=may_hang_up)
        if self._cards.isVisible() and not were_there:
            self._session.keep_off_taskbar(int(self._cards.winId()))

    def _to_notification(self, call: Call) -> None:
        if not call.live and not (self._appearance.keep_missed and call.outcome is Outcome.MISSED):
            self._session.withdraw(call.id)
            return
        number = number_of(call)
        text = state_of(call) if number in ("", who(call)) else self.tr("{state}: {number}")
        text = text.format(state=state_of(call), number=number)
        shown = lambda worked: None if worked else self._fall_back(call.id)  # noqa: E731
        self._session.notify(call.id, who(call), text, self._buttons(call), shown)

    def _buttons(self, call: Call) -> list[Button]:
        buttons = [Button(CLICKED, self.tr("Show"))]
        if self._board.may_answer(call):
            buttons.append(Button("answer", self.tr("Answer")))
        if self._board.may_hang_up(call):
            rings = call.state is CallState.RINGING
            buttons.append(Button("hang_up", self.tr("Reject") if rings else self.tr("Hang up")))
        return buttons

    def _fall_back(self, id_: str) -> None:
        """Show a card where the desktop shows nothing."""
        call = next((call for call in self._board.calls if call.id == id_), None)
        if call is not None and id_ in self._shown:
            self._shown[id_] = CallDisplay.CARD
            self._to_card(call)

    def _acted(self, id_: str, key: str) -> None:
        announced = {"answer": self.answer, "hang_up": self.hang_up, CLICKED: self.opened}
        if key in announced:
            announced[key].emit(id_)

    def _forget(self, id_: str) -> None:
        if self._shown.pop(id_) is CallDisplay.NOTIFICATION:
            self._session.withdraw(id_)
        else:
            self._cards.remove(id_)
