"""Shows calls as the user wants to see them: on cards of ours, as notifications of the desktop, or in the tray alone.

    do not disturb, or a film fills the screen    nothing comes up; the tray shows it
    the desktop shows no notifications            a card
    we are started in mid-call                    what goes on comes up again

Every call changes what may be done with the others, so with each of them everything that shows a live call is looked
at again, and what has changed is shown anew.

Not for: what the cards look like (card_window), or what their buttons do to the phone (caller).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from snom_dialer.calls.call import Call, CallState, Outcome
from snom_dialer.config.model import Appearance, CallDisplay
from snom_dialer.gui.board import Board
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.gathered import Gathered
from snom_dialer.gui.session import Session
from snom_dialer.gui.text import number_of, state_of, who
from snom_dialer.system.notification import CLICKED, Button

KEPT = 50  # calls that have ended, of which more may be told


class _Notice(NamedTuple):
    """What a notification says."""

    title: str
    text: str
    buttons: tuple[Button, ...]

    def says_more(self, than: "_Notice") -> bool:
        """Whether it is news for who has closed that one."""
        return (self.title, self.text) != (than.title, than.text)


@dataclass(slots=True)
class _Seen:
    """A call that we were told of while it went on, and how it comes up."""

    call: Call
    display: CallDisplay  # OFF: not at all
    waits: bool  # for whether the user may be disturbed
    fresh: bool = True  # it has changed, and nobody has seen that
    notice: _Notice | None = None  # what stands on the desktop, or stood when it was closed
    closed: bool = False


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
        self._seen: dict[str, _Seen] = {}  # oldest first
        self._asking = False
        self._stopped = False
        self._work = Gathered(self)
        self._work.due.connect(self._renew)
        cards.answer.connect(self.answer)
        cards.hang_up.connect(self.hang_up)
        cards.appeared.connect(self._keep_off_taskbar)
        session.acted.connect(self._acted)
        session.gone.connect(self._closed)

    def follow(self, appearance: Appearance) -> None:
        """Show calls like that from now on."""
        self._appearance = appearance
        self._cards.set_corner(appearance.corner)
        self._cards.keep_missed = appearance.keep_missed

    def begin(self, calls: Iterable[Call]) -> None:
        """Show the calls that go on when we begin to listen, and no other live ones."""
        now = {call.id: call for call in calls}
        for gone in [id_ for id_, seen in self._seen.items() if seen.call.live and id_ not in now]:
            self._forget(gone)  # its end is known to nobody
        for call in now.values():
            self._note(call)
        self.renew()

    def show(self, call: Call) -> None:
        """Show a call as it is now. One that we know to be over, and never showed, stays unseen."""
        self._note(call)
        self.renew()

    def renew(self) -> None:
        """Show what has changed, and what may be done with the calls that go on."""
        if not self._stopped:
            self._work.want()

    def stop(self) -> None:
        """Show nothing more: the program ends."""
        self._stopped = True
        self._work.stop()
        self._cards.stop()

    # ---- which -------------------------------------------------------------------------------------------------------

    def _note(self, call: Call) -> None:
        if (seen := self._seen.get(call.id)) is not None:
            seen.call, seen.fresh = call, True  # also if it has ended: how may turn out a moment later
        elif call.live and not self._stopped:
            off = self._appearance.do_not_disturb or self._appearance.calls is CallDisplay.OFF
            display = CallDisplay.OFF if off else self._appearance.calls
            self._seen[call.id] = _Seen(call, display, waits=not off)
            if not off and not self._asking:  # one answer is for all that come until it is there
                self._asking = True
                self._session.when_quiet_is_known(self._come_up)

    def _come_up(self, quiet: bool) -> None:
        """Bring up the calls that began a moment ago, or leave the user alone."""
        self._asking = False
        for seen in self._seen.values():
            if seen.waits:
                seen.waits = False
                seen.display = CallDisplay.OFF if quiet else seen.display
        self.renew()

    def _renew(self) -> None:
        for seen in tuple(self._seen.values()):
            if not seen.waits and (seen.fresh or seen.call.live):
                seen.fresh = False
                self._bring_up(seen)
        self._make_room()

    def _make_room(self) -> None:
        """Forget the oldest calls that have ended; nothing more is told of those."""
        for old in [id_ for id_, seen in self._seen.items() if not seen.call.live][:-KEPT]:
            del self._seen[old]

    def _forget(self, id_: str) -> None:
        if self._seen.pop(id_).display is CallDisplay.NOTIFICATION:
            self._session.withdraw(id_)
        else:
            self._cards.remove(id_)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _bring_up(self, seen: _Seen) -> None:
        call = seen.call
        if seen.display is CallDisplay.CARD:
            may_answer, may_hang_up = self._board.may_answer(call), self._board.may_hang_up(call)
            self._cards.show_call(call, may_answer=may_answer, may_hang_up=may_hang_up)
        elif seen.display is CallDisplay.NOTIFICATION:
            self._notify(seen)

    def _notify(self, seen: _Seen) -> None:
        """Tell the desktop, unless it has been told. What the user has closed comes back only with something new."""
        call, before = seen.call, seen.notice
        if not call.live and not (self._appearance.keep_missed and call.outcome is Outcome.MISSED):
            seen.notice = None
            self._session.withdraw(call.id)
            return
        notice = _Notice(who(call), self._text(call), tuple(self._buttons(call)))
        if notice == before or (seen.closed and before is not None and not notice.says_more(before)):
            return
        seen.notice, seen.closed = notice, False
        shown = lambda worked: None if worked else self._fall_back(call.id)  # noqa: E731
        self._session.notify(call.id, notice.title, notice.text, notice.buttons, shown)

    def _text(self, call: Call) -> str:
        number = number_of(call)
        text = state_of(call) if number in ("", who(call)) else self.tr("{state}: {number}")
        return text.format(state=state_of(call), number=number)

    def _buttons(self, call: Call) -> list[Button]:
        buttons = [Button(CLICKED, self.tr("Show"))]
        if self._board.may_answer(call):
            buttons.append(Button("answer", self.tr("Answer")))
        if self._board.may_hang_up(call):
            rings = call.state is CallState.RINGING
            buttons.append(Button("hang_up", self.tr("Reject") if rings else self.tr("Hang up")))
        return buttons

    def _fall_back(self, id_: str) -> None:
        """Show a card where the desktop shows nothing, for as long as the call is of interest."""
        seen = self._seen.get(id_)
        if seen is not None and seen.notice is not None:
            seen.display, seen.notice, seen.fresh = CallDisplay.CARD, None, True
            self._session.withdraw(id_)  # one from before may stand there still
            self.renew()

    def _keep_off_taskbar(self) -> None:
        self._session.keep_off_taskbar(int(self._cards.winId()))

    # ---- what comes back ---------------------------------------------------------------------------------------------

    def _acted(self, id_: str, key: str) -> None:
        announced = {"answer": self.answer, "hang_up": self.hang_up, CLICKED: self.opened}
        if key in announced and not self._stopped:
            announced[key].emit(id_)

    def _closed(self, id_: str) -> None:
        if (seen := self._seen.get(id_)) is not None:
            seen.closed = True
