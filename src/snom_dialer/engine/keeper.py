"""Looks after the set-up of one phone: our Action URLs get into it, stay in it, and leave it again.

    what happens                                   what follows
    ---------------------------------------------  ---------------------------------------------------------------
    start, transfer, new address or port of ours   looked at once
    setup, log_on, reg_failed from the phone       looked at once: it may have lost what was not stored
    nothing for a minute, and no call is on        looked at: reachable? the same phone? our settings still there?
    a person's command comes in the middle         given up as long as nothing is written, and made up for later
    the phone does not answer                      tried again, ever more seldom, at least once a minute
    somebody puts other values back                repaired three times an hour, then told with the cure

A look is one request on a phone whose pages are known. While a call is on, only a restart or a new address is one.

Not for: one look (mender), what is written and given back (phone.setup), the thread for it (errand).
"""

import asyncio
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from snom_dialer.calls.call import Moment
from snom_dialer.engine.errand import Errands
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.mender import Look, Mender, remark
from snom_dialer.engine.password import PATIENCE
from snom_dialer.engine.peer import Siblings
from snom_dialer.engine.record import NOT_TRIED
from snom_dialer.engine.visit import GaveWayError
from snom_dialer.errors import DialerError, NetworkError
from snom_dialer.phone import setup
from snom_dialer.phone.client import Client
from snom_dialer.phone.log_poll import PERIOD
from snom_dialer.protocol.capability import Capabilities
from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.identity import Identity

log = logging.getLogger(__name__)

T = TypeVar("T")

WATCH = 60.0  # seconds between two looks while nothing happens
RETRY = (5.0, 10.0, 20.0, 40.0, 60.0)  # seconds between tries to reach a phone that does not answer; the last repeats
RESTART_SIGNS = frozenset({EventKind.SETUP, EventKind.LOG_ON, EventKind.REG_FAILED})


class State(StrEnum):
    """How the set-up of a phone stands."""

    INACTIVE = "inactive"
    ACTIVE = "active"
    DEGRADED = "degraded"


class Standing(NamedTuple):
    """The state, why (a sentence, "" where all is well), since when (Unix seconds), and whether the phone answers."""

    state: State
    reason: str
    since: float
    reachable: bool | None


class Timing(NamedTuple):
    """How long to wait for what, in seconds; tests are in more of a hurry than offices."""

    watch: float = WATCH
    retry: tuple[float, ...] = RETRY
    log: float = PERIOD  # from one reading of a log page to the next
    command: float = 10.0  # until a person's command that has not left by then must not leave any more
    brief: float = 5.0  # the same for one that is meant for a call as it stands now
    keyring: float = PATIENCE


USUAL = Timing()


class Keeper:
    """Keeps one phone set up. `run` until cancelled; everything else may be called at any time in the loop."""

    def __init__(
        self,
        name: str,
        errands: Errands,
        memory: PhoneMemory,
        wanted: Callable[[Capabilities, setup.Values, setup.Record], setup.Wanted],
        *,
        busy: Callable[[], bool],
        clock: Callable[[], Moment],
        siblings: Callable[[setup.Values], Siblings],
        told: Callable[[Standing], None],
        identified: Callable[[Identity], None],
        noted: Callable[[str, tuple[str, ...]], None] = lambda change, settings: None,
        timing: Timing = USUAL,
    ) -> None:
        """`wanted` says what the phone is to have, `busy` whether a call is on, `siblings` asks other Snom dialers.

        `told` hears of every change of the standing, `identified` which phone it is, `noted` what was written into it.
        """
        self._name = name
        self._errands = errands
        self._memory = memory
        self._mender = Mender(name, memory, wanted, siblings, clock, errands.stay)
        self._busy = busy
        self._clock = clock
        self._told = told
        self._identified = identified
        self._noted = noted
        self._timing = timing
        self._poked = asyncio.Event()
        self._due = 0.0
        self._failures = 0
        self._expected = True  # whether changes are our own wish, and not a repair
        self._parted: list[tuple[str, str]] = []  # what other Snom dialers said while a look was under way
        self._at_work = 0
        self._off = False  # on request: until `switch_on`
        self._urgent = True  # the phone cannot tell us anything: not even a call is a reason to wait
        self.lost = False  # nobody could reach us: until `find`
        self.store = True
        self.standing = self._answered = Standing(State.INACTIVE, NOT_TRIED, clock().wall, None)
        self.last: setup.Transferred | None = None

    @property
    def can(self) -> Capabilities | None:
        """What the phone can do; None before it was met."""
        return self._mender.can

    # ---- what happens ------------------------------------------------------------------------------------------------

    def poke(self, *, expected: bool = True) -> None:
        """Look at once; `expected`: what is missing then is our own new wish, and no loss to be counted."""
        self._due = 0.0
        self._expected = self._expected or expected
        self._poked.set()

    def heard(self, kind: EventKind) -> None:
        """Take note of an event of the phone: some say that it has just started anew."""
        if kind in RESTART_SIGNS:
            self._mender.restarted()
            self._urgent = True  # it has started anew: no call of before is on any more
            self.poke(expected=False)

    def idle(self) -> None:
        """Take note that no call is on any more."""
        self._poked.set()

    def switch_on(self) -> None:
        """Be active again after `take_back`. Raises FILE_FAILED."""
        self._off, self._urgent = False, True
        self._mender.rewrite()
        self.poke()
        self._memory.keep_record(replace(self._memory.record(), inactive=False))

    def listen_only(self, reason: str) -> None:
        """Be active without touching the phone: somebody else keeps its settings."""
        self._tell(State.ACTIVE, reason)

    def unreachable(self, error: NetworkError) -> None:
        """Take note that a command did not reach the phone."""
        self._tell(State.DEGRADED, error.message, reachable=False)
        self.poke(expected=False)

    def reached(self) -> None:
        """Take note that the phone answers; where it was thought not to, it stands as before until the next look."""
        if self.standing.reachable is False and not (self._off or self.lost):
            if self._answered.reachable:
                self._tell(self._answered.state, self._answered.reason, reachable=True)
            self.poke(expected=False)

    def switch_off(self, reason: str) -> None:
        """Leave the phone alone until `switch_on`."""
        self._off = True
        self._tell(State.INACTIVE, reason, reachable=self.standing.reachable)

    def lose(self, reason: str) -> None:
        """Leave the phone alone until `find`: whatever it told, nobody would hear it."""
        self.lost = True
        if not self._off:
            self._tell(State.DEGRADED, reason, reachable=False)

    def find(self) -> None:
        """Write our address into the phone at once, also while a call is on: else nobody would hear of its end."""
        self.lost, self._urgent = False, True
        self.poke()

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Look after the phone until cancelled."""
        if self._is_inactive():
            self.switch_off(
                "its settings were given back on request; `snom-dialer phone start` or `transfer` begins again"
            )
        self._due = 0.0
        while True:
            await self._wait()
            self._due = math.inf
            pause = await self._look()
            self._due = min(self._due, self._clock().mono + pause)  # sooner, where somebody has poked meanwhile

    def _is_inactive(self) -> bool:
        """Whether the user took everything back; what cannot be read is told by the first look."""
        try:
            return self._memory.record().inactive
        except DialerError:
            return False

    async def _wait(self) -> None:
        """Wait until a look is due, and neither a call nor anybody's wish forbids it."""
        while True:
            allowed = not (self._off or self.lost) and (self._urgent or not self._busy())
            left = max(0.0, self._due - self._clock().mono)
            if allowed and left == 0.0:
                return
            self._poked.clear()
            try:
                async with asyncio.timeout(left if allowed else self._timing.watch):  # a call may end without a word
                    await self._poked.wait()
            except TimeoutError:
                continue

    async def _look(self) -> float:
        """Look once and return after how many seconds to look again."""
        try:
            found = await self._errand(
                lambda client: self._mender.look(client, expected=self._expected, store=self.store), gives_way=True
            )
        except GaveWayError:
            return self._timing.retry[0]
        except NetworkError as error:
            self._failures += 1
            self._mender.doubt()
            self._tell(State.DEGRADED, error.message, reachable=False)
            return self._timing.retry[min(self._failures, len(self._timing.retry)) - 1]
        except DialerError as error:
            self._urgent &= self._poked_since()
            self._tell(State.DEGRADED, str(error), reachable=True)
            return self._timing.retry[0] if self._errands.awaits_password else self._timing.watch
        self._failures = 0
        self._urgent &= self._poked_since()
        self._expected &= self._poked_since()
        self.last = found.done or self.last
        self._identified(found.identity)
        self._judge(found)
        return self._timing.watch

    def _poked_since(self) -> bool:
        """Whether somebody has asked for another look since the present one began."""
        return self._due < math.inf

    def _judge(self, found: Look) -> None:
        if found.written:
            self._noted("repaired" if found.repair else "written", found.written)
        if found.trouble is not None:
            self._tell(State.DEGRADED, str(found.trouble), reachable=True)
        else:
            self._tell(State.ACTIVE, remark(found.done), reachable=True)

    # ---- on request --------------------------------------------------------------------------------------------------

    async def preview(self) -> setup.Plan:
        """Return what a transfer would do now; nothing is written. Raises what the phone and the network say."""
        return await self._errands.run(self._mender.preview)

    async def transfer(self, choices: Mapping[str, setup.Choice], *, store: bool) -> setup.Transferred | None:
        """Set the phone up now, with these choices for single URLs of others; be active from now on.

        None where there was nothing to do. Raises what the phone and the network say, SETTING_READ_ONLY among it.
        """
        self.store, self._off = store, False
        self._mender.rewrite()
        found = await self._errand(lambda client: self._transfer(client, choices))
        self._expected, self._due = False, self._clock().mono + self._timing.watch
        self._poked.set()  # it may have been waiting to be switched on
        self._identified(found.identity)
        self._judge(found)
        if found.trouble is not None:
            raise found.trouble
        return found.done

    def _transfer(self, client: Client, choices: Mapping[str, setup.Choice]) -> Look:
        record = self._memory.record()
        self._memory.keep_record(replace(record, choices={**record.choices, **choices}, inactive=False))
        return self._mender.look(client, expected=True, store=self.store)

    # ---- taking back -------------------------------------------------------------------------------------------------

    async def take_back(self, *, for_good: bool = False) -> setup.GivenBack | None:
        """Give the phone its former settings back; `for_good`: and stay inactive until `switch_on`.

        None where the phone does not show its settings, so that nothing could be given back. Raises what the phone and
        the network say against it. What could not be given back stays kept.
        """
        before, self._off = self._off, True
        try:
            given = await self._errand(self.give_back)
        except DialerError:
            self._off = before
            self._poked.set()
            raise
        record = self._memory.record()
        kept = record if given is None else setup.ended(record, inactive=False)
        self._memory.keep_record(replace(kept, inactive=for_good))
        self._tell(State.INACTIVE, "its former settings were given back")
        return given

    def give_back(self, client: Client) -> setup.GivenBack | None:
        """Write the former values where ours stand. In the errands' thread; what is kept stays as it is."""
        return self._mender.give_back(client, store=self.store)

    # ---- another Snom dialer on the phone ----------------------------------------------------------------------------

    def part(self, setting: str, former: str) -> None:
        """Take note that another Snom dialer, which we call on, has ended or moved; `former` is what stands for it."""
        self._parted.append((setting, former))
        if not self._at_work:
            self._take_note()

    def _take_note(self) -> None:
        while self._parted:
            record = setup.without_sibling(self._memory.record(), *self._parted.pop(0))
            self._memory.keep_record(record)

    async def _errand(self, job: Callable[[Client], T], *, gives_way: bool = False) -> T:
        """Do a job that reads and writes what is kept; nothing else changes that meanwhile."""
        self._at_work += 1
        try:
            return await self._errands.run(job, gives_way=gives_way)
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._take_note()

    def _tell(self, state: State, reason: str, *, reachable: bool | None = None) -> None:
        before = self.standing
        if (state, reason, reachable) == (before.state, before.reason, before.reachable):
            return
        since = before.since if state is before.state else self._clock().wall
        self.standing = Standing(state, reason, since, reachable)
        self._answered = self.standing if reachable else self._answered
        self._told(self.standing)
