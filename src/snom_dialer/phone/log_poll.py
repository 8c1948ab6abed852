"""When to read the log of a phone, and when to clear it: decisions only, with the time passed in.

Phones of the 190 class tell nothing but that something happens, so their log has to tell the rest. Reading it disturbs
the speech (docs/snom-protocol.md §1, §12). So it is read every 1.5 s from the moment an event or a dial makes a call
possible until that call is over, and not at all otherwise. To keep the page short it is cleared after a call, once,
where the table below knows how and the user allows it; never while a call is going on or possible.

    poll.dialed(now) / poll.heard(event.kind, now)      something makes a call possible, or ends it
    poll.calls(len(tracker.live()), now)                how many calls are going on, after every event
    poll.due(now) -> Due | None                         what to fetch now; then `poll.done(due, now, ok=…)`
    poll.deadline()                                     when to ask again

Not tried on the real thing: the table of pages, and clearing above all.

Not for: fetching (client), what the page says (protocol.log), or syslog, which needs no asking (syslog).
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.http import Request
from snom_dialer.protocol.identity import Family

PERIOD: Final = 1.5  # seconds from one reading to the next; a driver of old did the same (docs/snom-protocol.md §12)
POSSIBLE: Final = 30.0  # seconds that a sign of a call is believed while no call shows
SLOWEST: Final = 60.0  # seconds between readings of a phone that does not answer


class LogProfile(NamedTuple):
    """Where the log of a phone is: the target of its page, and that of the request which clears it, "" for none."""

    page: str
    clear: str = ""


_CLASSIC: Final = LogProfile("/log.htm")
# docs/snom-protocol.md §12: the page. §13: nobody knows how it is cleared; `clear=Clear` is a guess, and wrong it does
# no harm. Only phones that are followed by their log alone are ever asked to clear it.
LOG_PROFILES: Final[Mapping[Family, LogProfile]] = {
    Family.SNOM_1XX: LogProfile("/log.htm", clear="/log.htm?clear=Clear"),
    Family.SNOM_3XX: _CLASSIC,
    Family.SNOM_7XX: _CLASSIC,
    Family.SNOM_8XX: _CLASSIC,
    Family.D1XX: _CLASSIC,
    Family.D3XX: _CLASSIC,
    Family.D7XX: _CLASSIC,
    Family.PA1: _CLASSIC,
    Family.UNKNOWN: _CLASSIC,
}


def log_profile(family: Family) -> LogProfile | None:
    """Where phones of this family have their log; None for those without the classic pages."""
    return LOG_PROFILES.get(family)


class Errand(Enum):
    """What to fetch, and what to do with it (protocol.log.LogReader)."""

    CATCH_UP = "the page, for LogReader.catch_up: it may hold what nobody followed"
    READ = "the page, for LogReader.feed"
    CLEAR = "clear the log; the answer says nothing"


class Due(NamedTuple):
    """A request to send now. `newest` is for LogReader.catch_up: the phone itself has told of a call."""

    errand: Errand
    request: Request
    newest: bool = False


_BEGINNINGS: Final = frozenset({EventKind.INCOMING, EventKind.OUTGOING})
_PROOFS: Final = frozenset({EventKind.OFFHOOK, EventKind.CONNECTED, EventKind.HOLD, EventKind.UNHOLD})
_ENDS: Final = frozenset({EventKind.DISCONNECTED, EventKind.MISSED, EventKind.ONHOOK, EventKind.SETUP})


class LogPoll:
    """The decisions for one phone. All times are seconds of one clock that never goes back.

    A sign of a call is believed until that call shows, an end is told, or it has waited for too long. The page is read
    at least once after it, even if the call is over by then.
    """

    def __init__(self, profile: LogProfile, *, clear_log: bool = True, period: float = PERIOD) -> None:
        """`clear_log` is the user's permission; without a clear request in the profile it changes nothing.

        `period` are the seconds from one reading to the next.
        """
        self._period = period
        self._page = Request(target=profile.page)
        self._clear = Request(target=profile.clear) if profile.clear and clear_log else None
        self._live = 0
        self._possible: float | None = None  # up to when a call is possible that does not show yet
        self._unread: float | None = None  # up to when a reading is wanted that a sign asked for
        self._signed = 0.0  # when the last sign came
        self._asked = 0.0  # when the last reading began
        self._next = 0.0  # when the page may be read again
        self._busy = False
        self._newest = False  # the phone told of a call since the log was last caught up with
        self._behind = True  # the log may hold what nobody followed
        self._filled = False  # something was read since the log was last cleared
        self._failures = 0

    # ---- what happens ------------------------------------------------------------------------------------------------

    def dialed(self, now: float) -> None:
        """A command to dial was sent."""
        self._sign(now)

    def heard(self, kind: EventKind, now: float) -> None:
        """The phone told of something by an Action URL; what its log tells shows in `calls`."""
        if kind in _BEGINNINGS or (kind in _PROOFS and not self._live):
            self._sign(now)
            self._newest = self._newest or kind in _BEGINNINGS
        elif kind in _ENDS:
            self._possible = None

    def calls(self, live: int, now: float) -> None:
        """So many calls are going on now. Tell it after every event: one page may show a whole call."""
        if live > self._live:
            self._behind = self._behind or not self.wanted(now)
            self._possible = None  # what was possible has come true
        self._live = live

    def _sign(self, now: float) -> None:
        self._behind = self._behind or not self.wanted(now)
        self._signed = now
        self._possible = self._unread = now + POSSIBLE

    # ---- what to do --------------------------------------------------------------------------------------------------

    def due(self, now: float) -> Due | None:
        """What to fetch now, if anything; nothing further until `done` is told."""
        if self._busy:
            return None
        due = self._reading(now) if self.wanted(now) else self._clearing()
        self._busy = due is not None
        return due

    def done(self, due: Due, now: float, *, ok: bool) -> None:
        """Take note of the end of a request: `ok` if its page came, whole. Who fails is asked ever more seldom."""
        self._busy = False
        if due.errand is Errand.CLEAR:
            return
        if not ok:
            self._failures = min(self._failures + 1, 10)
            self._next = now + min(self._period * 2**self._failures, SLOWEST)
            return
        self._failures = 0
        self._filled = True
        self._behind = self._newest = False
        if self._signed <= self._asked:
            self._unread = None

    def deadline(self) -> float | None:
        """When `due` may have something, unless something happens before; None: never. It may lie in the past."""
        if self._busy:
            return None
        if self._live:
            return self._next
        ends = [end for end in (self._possible, self._unread) if end is not None]
        if ends:
            return min(self._next, max(ends))
        return 0.0 if self._clear is not None and self._filled else None

    def wanted(self, now: float) -> bool:
        """Whether a call is going on or possible, or a sign of one still waits for a reading."""
        return self._live > 0 or any(end is not None and now < end for end in (self._possible, self._unread))

    def resting(self, now: float) -> bool:
        """Whether the page is left alone for now because it could not be read the last time."""
        return self._failures > 0 and now < self._next

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _reading(self, now: float) -> Due | None:
        if now < self._next:
            return None
        self._asked = now
        self._next = now + self._period
        if not self._behind:
            return Due(Errand.READ, self._page)
        return Due(Errand.CATCH_UP, self._page, self._newest)

    def _clearing(self) -> Due | None:
        self._possible = self._unread = None
        if self._clear is None or not self._filled:
            return None
        self._filled = False
        return Due(Errand.CLEAR, self._clear)
