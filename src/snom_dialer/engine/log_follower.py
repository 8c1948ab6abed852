"""Follows an old phone by its log: the phones whose Action URLs tell too little.

Such a phone says that something happens, and its log says what: the page, read while a call is possible, or syslog,
where it delivers that. So its events are held back until the log has told, and one call is told once:

    the log tells of a call            the events held back have said their part
    the log cannot be read             they are followed themselves, up to the end of their calls
    the log is read and tells nothing  the same; from then on at once, until the log does tell something

Not for: when to read (phone.log_poll), what the lines mean (protocol.log), receiving syslog (log_inbox).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from snom_dialer.calls.call import Moment
from snom_dialer.engine.errand import Errands
from snom_dialer.engine.follower import Follower
from snom_dialer.errors import DialerError
from snom_dialer.phone.log_poll import PERIOD, Due, Errand, LogPoll, LogProfile
from snom_dialer.protocol.event import EventKind, PhoneEvent
from snom_dialer.protocol.log import LogReader

log = logging.getLogger(__name__)

# What a log tells better; other events of such a phone count as they are.
_CALLS: Final = frozenset(
    {EventKind.INCOMING, EventKind.OUTGOING, EventKind.CONNECTED, EventKind.DISCONNECTED, EventKind.MISSED}
)
_HOOK: Final = frozenset({EventKind.OFFHOOK, EventKind.ONHOOK})
FRESH: Final = 5.0  # seconds before an event at the handset in which syslog must have told something
LATE: Final = 3.0  # seconds after the log told something in which an event may be one that repeats it
READINGS: Final = 2  # a message at the end of a page counts when it stands there a second time


class LogFollower:
    """Follows one phone by its log while a call is possible. `run` until cancelled."""

    def __init__(
        self,
        profile: LogProfile,
        errands: Errands,
        follower: Follower,
        clock: Callable[[], Moment],
        *,
        clear_log: bool = True,
        period: float = PERIOD,
    ) -> None:
        self._poll = LogPoll(profile, clear_log=clear_log, period=period)
        self._reader = LogReader()
        self._errands = errands
        self._follower = follower
        self._clock = clock
        self._poked = asyncio.Event()
        self._held: list[tuple[PhoneEvent, Moment]] = []  # events of which the log is to tell more
        self._readings = 0  # that told nothing of what is held
        self._told = float("-inf")  # when the log told something
        self._cleared = float("-inf")  # when it was cleared, perhaps with the beginning of a call in it
        self._pushed = float("-inf")  # when syslog told something
        self._begun: dict[EventKind, float] = {}  # when syslog told of an event that the phone itself has not yet told
        self._pushing = False  # whether syslog tells what happens, so that the page is not read
        self._silent = False  # the log can be read, but does not tell of calls
        self._by_events = False  # the calls that are going on are followed by the phone's events
        self._go_by_events(any(not call.call_id for call in follower.live()))

    # ---- what happens ------------------------------------------------------------------------------------------------

    def dialed(self) -> None:
        """Take note that a number was dialled: a call is possible now."""
        now = self._clock().mono
        self._choose(now)
        self._poll.dialed(now)
        self._poked.set()

    def aside(self, event: PhoneEvent, at: Moment) -> bool:
        """Take an event that only says that a call is possible, as long as the log says which; true if it was taken."""
        self._choose(at.mono)
        if not self._is_pushed(event.kind, at.mono):
            self._pushing = False  # it should have told by now
        self._poll.heard(event.kind, at.mono)
        self._poked.set()
        if event.call_id or self._by_events:
            return False
        if self._pushing:
            return event.kind in _CALLS
        if event.kind in _CALLS or (self._held and event.kind in _HOOK):
            self._held.append((event, at))
            return True
        return False

    def _is_pushed(self, kind: EventKind, now: float) -> bool:
        """Whether syslog has told of what this event is about. A beginning that it told is that of one event."""
        if kind in _CALLS:
            return now - self._begun.pop(kind, float("-inf")) < LATE
        return now - self._pushed < FRESH

    def push(self, datagram: bytes) -> None:
        """Take what the phone delivers of its log by itself."""
        if events := self._reader.feed_datagram(datagram):
            self._pushed, self._pushing = self._clock().mono, True
            self._begun |= {event.kind: self._pushed for event in events}
            if not self._follower.live():
                self._go_by_events(False)
            self._follow(events)
            self._poked.set()

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Read the log whenever it is due, until cancelled."""
        while True:
            now = self._clock().mono
            self._poll.calls(len(self._follower.live()), now)
            if self._held and not self._poll.wanted(now):
                self._release()
            due = None if self._pushing else self._poll.due(now)
            if due is not None:
                await self._do(due)
            else:
                await self._rest(None if self._pushing else self._poll.deadline())

    async def _rest(self, deadline: float | None) -> None:
        """Wait until something happens, at most until the deadline."""
        left = None if deadline is None else max(0.0, deadline - self._clock().mono)
        self._poked.clear()
        try:
            async with asyncio.timeout(left):
                await self._poked.wait()
        except TimeoutError:
            return

    async def _do(self, due: Due) -> None:
        text: str | None = None
        if due.errand is Errand.CLEAR:
            self._cleared = self._clock().mono
        try:
            answer = await self._errands.run(lambda client: client.fetch(due.request))
            if (response := answer.response) is not None and response.status == 200 and response.complete:
                text = response.text
        except DialerError as error:
            log.info("the log of %s cannot be read: %s", self._follower.phone, error.message)
        finally:  # also when we are cancelled in between, as it is going to be asked again
            self._poll.done(due, self._clock().mono, ok=text is not None)
        if due.errand is not Errand.CLEAR:
            self._read(due, text)

    # ---- what the log says -------------------------------------------------------------------------------------------

    def _read(self, due: Due, text: str | None) -> None:
        """Follow what a reading brought; None where it brought nothing."""
        if text is None:
            self._release()
            self._follower.tracker.ends_by_hook = True  # for calls of which the log has told so far
            return
        self._follower.tracker.ends_by_hook = self._by_events
        self._follow(self._events(due, text))
        if not self._held:
            return
        self._readings += 1
        if self._readings >= READINGS:
            self._silent = not self._follower.live()
            self._release()

    def _events(self, due: Due, text: str) -> list[PhoneEvent]:
        if due.errand is Errand.READ:
            return self._reader.feed(text)
        known = [call.call_id for call in self._follower.live()]
        return self._reader.catch_up(text, newest=due.newest, known=known)

    def _follow(self, events: Iterable[PhoneEvent]) -> None:
        """Follow what the log tells, unless the call of which it tells was followed by events already."""
        for event in events:
            at = self._clock()
            self._told, self._silent = at.mono, False
            if self._by_events:
                continue
            self._follower.hear(event, at)
            self._poll.calls(len(self._follower.live()), at.mono)
        if self._is_late():
            self._forget()

    def _is_late(self) -> bool:
        """Whether what is held back may repeat what the log has just told; what a clearing took away it never told."""
        return self._told > self._cleared and self._clock().mono - self._told < LATE

    # ---- what is held back -------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        """The log has told it: what is left is what the user wants to happen at the handset."""
        held, self._held, self._readings = self._held, [], 0
        for event, at in held:
            if event.kind in _HOOK:
                self._follower.hear(event, at)

    def _release(self) -> None:
        """Follow the phone by its events, as its log does not tell; but never a call of which it has told."""
        if self._is_late() or self._follower.live():
            self._forget()
            return
        held, self._held, self._readings = self._held, [], 0
        if held:
            self._go_by_events(True)
        for event, at in held:
            self._follower.hear(event, at)

    def _choose(self, now: float) -> None:
        """Between calls: choose what the next one is followed by."""
        if not self._held and not self._follower.live():
            self._go_by_events(self._silent or self._poll.resting(now))

    def _go_by_events(self, by_events: bool) -> None:
        self._by_events = by_events
        self._follower.tracker.ends_by_hook = by_events
