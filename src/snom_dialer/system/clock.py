"""Whether the computer has slept, or its clock was set, between two looks at its clocks.

    clock     Linux             macOS               Windows                       goes on in sleep   can be set
    wall      time.time         time.time           time.time                     yes                yes
    running   CLOCK_BOOTTIME    CLOCK_MONOTONIC     time.monotonic                yes                no
    awake     time.monotonic    time.monotonic      QueryUnbiasedInterruptTime    no                 no

macOS and Windows: not tried on the real thing.

Not for: measuring how long something took (time.monotonic), or announcing anything (sleep).
"""

import ctypes
import sys
import time
from typing import NamedTuple, Protocol

TOLERANCE = 30.0  # seconds; less is no nap worth speaking of, and clocks are slewed


class Look(NamedTuple):
    """What the clocks show, in seconds. `running` is None where there is no such clock."""

    wall: float
    awake: float
    running: float | None


class Jump(NamedTuple):
    """How long the computer slept, and how far its clock was set (negative: back), in seconds."""

    slept: float
    shifted: float


class Kernel32(Protocol):
    """The one function of Windows that is needed."""

    def QueryUnbiasedInterruptTime(self, ticks: object, /) -> int:  # noqa: N802
        """Write how many tenths of a microsecond this computer has been awake."""
        ...


def clock_jumped(before: Look, after: Look, tolerance: float = TOLERANCE) -> Jump | None:
    """Return what happened to the clocks between two looks, None where nothing did.

    Without a clock that runs on in sleep, a clock set forward cannot be told from sleep, and is taken for it.
    """
    wall = after.wall - before.wall
    awake = after.awake - before.awake
    if before.running is None or after.running is None:
        gap = wall - awake
        jump = Jump(gap, min(gap, 0.0))
    else:
        running = after.running - before.running
        jump = Jump(running - awake, wall - running)
    slept = jump.slept if jump.slept > tolerance else 0.0
    shifted = jump.shifted if abs(jump.shifted) > tolerance else 0.0
    return Jump(slept, shifted) if slept or shifted else None


def look() -> Look:
    """Look at all clocks at once."""
    if sys.platform == "win32":
        return Look(time.time(), awake_on_windows(ctypes.windll.kernel32), time.monotonic())
    return Look(time.time(), time.monotonic(), _running())


def awake_on_windows(kernel32: Kernel32) -> float:
    """Return for how many seconds a Windows computer has been awake."""
    ticks = ctypes.c_ulonglong()
    kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
    return ticks.value / 10_000_000


def _running() -> float | None:
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    elif sys.platform == "darwin":  # noqa: RET505  # the type checker knows the three apart only like this
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    else:
        return None
