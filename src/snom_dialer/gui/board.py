"""What is known just now, in sum: the live calls, how the phones and the engine stand, and what follows for a picture.

Not for: windows. No Qt in here.
"""

from enum import StrEnum
from typing import NamedTuple

from snom_dialer.calls.call import Call, CallState
from snom_dialer.calls.reach import alone, to_answer
from snom_dialer.engine.keeper import State
from snom_dialer.engine.record import NOT_TRIED
from snom_dialer.errors import DialerError
from snom_dialer.gui.news import CallbackNews, CallNews, EngineNews, EngineState, News, PhoneNews, Snapshot

_WORKING = (EngineState.OWN, EngineState.JOINED)


class Picture(StrEnum):
    """What the tray shows."""

    IDLE = "idle"
    RINGING = "ringing"
    IN_CALL = "in-call"
    NO_CONTACT = "no-contact"


class Trouble(NamedTuple):
    """Why there is no contact: the phone it is about ("" for the program), a sentence or an error."""

    phone: str
    reason: str
    error: DialerError | None = None


class _Reach(NamedTuple):
    """What the phones would surely do just now: the call that ENTER answers, and those that CANCEL ends."""

    to_answer: Call | None
    alone: frozenset[str]


class Board:
    """Take news with `take`; everything else only looks."""

    def __init__(self) -> None:
        self.engine = EngineNews(state=EngineState.STARTING)
        self.callback: CallbackNews | None = None
        self.phones: dict[str, PhoneNews] = {}
        self._calls: dict[str, Call] = {}
        self._reach: _Reach | None = None  # worked out when somebody asks, once for all calls

    def take(self, news: News) -> None:
        """Take note of what has happened."""
        self._reach = None
        match news:
            case EngineNews():
                self.engine = news
                if news.state not in _WORKING:
                    self.phones.clear()
                    self._calls.clear()
            case CallbackNews():
                self.callback = news
                self.phones.clear()  # what follows is how all of them stand
            case Snapshot():
                self._calls = {call.id: call for call in news.calls}
            case CallNews():
                self._keep(news.call)
            case PhoneNews():
                self.phones[news.name] = news

    def _keep(self, call: Call) -> None:
        if call.live:
            self._calls[call.id] = call
        else:
            self._calls.pop(call.id, None)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The live calls, in the order in which they began."""
        return tuple(self._calls.values())

    @property
    def picture(self) -> Picture:
        """What the tray shows: a call before everything else, then trouble."""
        states = {call.state for call in self._calls.values()}
        if CallState.RINGING in states:
            return Picture.RINGING
        if states:
            return Picture.IN_CALL
        return Picture.NO_CONTACT if self.troubles else Picture.IDLE

    @property
    def troubles(self) -> list[Trouble]:
        """Everything that keeps a phone, or all of them, from telling us of its calls."""
        if self.engine.state is EngineState.FAILED:
            return [Trouble("", "", self.engine.error)]
        return [Trouble(phone.name, phone.reason) for phone in self.phones.values() if _in_trouble(phone)]

    def may_answer(self, call: Call) -> bool:
        """Whether ENTER would answer this very call."""
        ringing = self.ringing()
        return ringing is not None and ringing.id == call.id

    def may_hang_up(self, call: Call) -> bool:
        """Whether CANCEL would end this very call."""
        return call.id in self._reached().alone

    def ringing(self) -> Call | None:
        """Return the call that may be answered, where there is exactly one."""
        return self._reached().to_answer

    def _reached(self) -> _Reach:
        if self._reach is None:
            phones: dict[str, list[Call]] = {}
            for call in self._calls.values():
                phones.setdefault(call.phone, []).append(call)
            several = (calls[:2] for calls in phones.values())  # two say as much as two hundred
            ends = frozenset(calls[0].id for calls in several if alone(calls[0], calls))
            self._reach = _Reach(to_answer(self._calls.values()), ends)
        return self._reach


def _in_trouble(phone: PhoneNews) -> bool:
    """A phone that nobody has tried yet, or that is left alone because the user wants it so, is in no trouble."""
    if phone.state is State.INACTIVE:
        return bool(phone.reason) and phone.reason != NOT_TRIED
    return phone.state is State.DEGRADED or phone.reachable is False
