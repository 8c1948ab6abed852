"""Word of this computer's sleep: before it where the system announces it, and of the wake-up everywhere.

    Linux with logind    `PrepareForSleep` over D-Bus; a delay lock holds sleep up until we are done
    everywhere           the clocks are compared every half a minute, and a gap is a sleep that has been
                         (on Linux, too: a virtual machine that was paused, or whoever writes to /sys/power/state,
                         tells logind nothing)

Windows and macOS: not tried on the real thing. A real logind neither; a real bus daemon was.

Not for: what to do before and after it (engine), or keeping the computer awake.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from snom_dialer.system.clock import Look, clock_jumped, look

if TYPE_CHECKING:
    from snom_dialer.system.bus import Bus, Place, Signal

log = logging.getLogger(__name__)

PATIENCE = 1.5  # seconds that sleep is held up; logind's own limit is 5 s
PERIOD = 30.0  # seconds between two looks at the clocks; a computer with nothing to do is to be left asleep
_SIGNAL = "PrepareForSleep"
_LOCK = ("sleep", "Snom dialer", "The phone gets its former settings back", "delay")


class Notice(StrEnum):
    """What is told of sleep."""

    DELAYED = "delayed"  # sleep, which waits until we are done, and the wake-up
    UNDELAYED = "undelayed"  # sleep, which does not wait, and the wake-up
    WAKE = "wake"  # only the wake-up


class Announced(NamedTuple):
    """What will be told, and in words why it is not more ("" where it is everything)."""

    notice: Notice
    reason: str = ""


class SleepWatch:
    """Awaits `before_sleep` for at most `patience` seconds before the computer sleeps; calls `after_wake` after it.

    `after_wake` may be called once too often and has to be quick. What either raises is logged, and harms nothing.
    `bus` is a D-Bus address, "" for none; `clock` is asked every `period` seconds.
    """

    def __init__(
        self,
        before_sleep: Callable[[], Awaitable[None]],
        after_wake: Callable[[], None],
        *,
        bus: str = "SYSTEM" if sys.platform == "linux" else "",
        patience: float = PATIENCE,
        clock: Callable[[], Look] = look,
        period: float = PERIOD,
    ) -> None:
        self._before_sleep = before_sleep
        self._after_wake = after_wake
        self._address = bus
        self._patience = patience
        self._clock = clock
        self._period = period
        self._signals: asyncio.Queue[Signal] = asyncio.Queue()
        self._bus: Bus | None = None
        self._lock: Any = None  # a file descriptor of jeepney's; sleep waits until it is closed
        self._follower: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._last = clock()
        self._asleep = False

    async def start(self) -> Announced:
        """Begin to watch, and say what will be told. A system without a bus is no error."""
        self._look_later()
        if not self._address:
            return Announced(Notice.WAKE, "this system announces sleep in a way that we do not hear")
        try:
            await self._connect()
        except ImportError as error:
            return Announced(Notice.WAKE, f"{error.name} is not installed")
        except OSError as error:
            self._close_bus()
            return Announced(Notice.WAKE, f"the system bus cannot be used ({error})")
        self._follower = asyncio.create_task(self._follow())
        try:
            await self._take_lock()
        except OSError as error:
            notice = Notice.UNDELAYED if await self._logind_owner() else Notice.WAKE
            return Announced(notice, f"sleep does not wait for us ({error})")
        return Announced(Notice.DELAYED)

    async def stop(self) -> None:
        """Watch no more, and hold nothing up."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._follower is not None:
            self._follower.cancel()
            with suppress(asyncio.CancelledError):
                await self._follower
            self._follower = None
        self._release()
        self._close_bus()

    # ---- logind ------------------------------------------------------------------------------------------------------

    async def _connect(self) -> None:
        from snom_dialer.system.bus import open_bus

        self._bus = await open_bus(self._address, self._hear, self._lose)
        await self._bus.listen(_logind(), _SIGNAL)

    async def _take_lock(self) -> None:
        if self._bus is not None and self._lock is None:
            (self._lock,) = await self._bus.call(_logind(), "Inhibit", "ssss", *_LOCK)

    def _hear(self, signal: "Signal") -> None:
        if signal.member == _SIGNAL:
            self._signals.put_nowait(signal)

    async def _follow(self) -> None:
        """Do what the signals ask for, one after the other."""
        while True:
            signal = await self._signals.get()
            if signal.sender != await self._logind_owner():
                continue  # every user of the computer may send us one
            if signal.body == (True,):
                await self._go_to_sleep()
            else:
                await self._wake_up()

    async def _logind_owner(self) -> str:
        return await self._bus.owner(_logind().name) if self._bus is not None else ""

    async def _go_to_sleep(self) -> None:
        self._asleep = True
        try:
            async with asyncio.timeout(self._patience):
                await self._before_sleep()
        except TimeoutError:
            log.warning("what had to be done before sleep took more than %s s, and was broken off", self._patience)
        except Exception:  # sleep must not wait for a fault of ours
            log.exception("what had to be done before sleep failed")
        finally:
            self._release()

    async def _wake_up(self) -> None:
        self._asleep = False
        self._last = self._clock()
        self._tell()
        try:
            await self._take_lock()
        except OSError as error:
            log.warning("the next sleep will not wait for us (%s)", error)

    def _lose(self) -> None:
        log.warning("the system bus has gone away; from now on only the wake-up is noticed")
        self._bus = None
        self._asleep = False
        self._release()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _close_bus(self) -> None:
        if self._bus is not None:
            self._bus.close()
            self._bus = None

    # ---- the clocks --------------------------------------------------------------------------------------------------

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._period, self._look)

    def _look(self) -> None:
        """Compare the clocks; where logind has announced this sleep, it tells of the wake-up, too."""
        before, self._last = self._last, self._clock()
        self._look_later()
        jump = clock_jumped(before, self._last)
        if jump is not None and (jump.slept or jump.shifted > 0) and not self._asleep:
            self._tell()

    def _tell(self) -> None:
        try:
            self._after_wake()
        except Exception:  # the next sleep has to be noticed all the same
            log.exception("what had to be done after sleep failed")


def _logind() -> "Place":
    from snom_dialer.system.bus import Place

    return Place("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
