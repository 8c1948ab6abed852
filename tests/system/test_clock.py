"""A computer that slept is told from one whose clock was set, where the system has the clocks for it."""

import time
from typing import Any

import pytest

from snom_dialer.system.clock import Jump, Look, awake_on_windows, clock_jumped, look

BEFORE = Look(1_000_000.0, 500.0, 700.0)
BEFORE_OLD = BEFORE._replace(running=None)


def later(before: Look, wall: float, awake: float, running: float = 0.0) -> Look:
    then = None if before.running is None else before.running + running
    return Look(before.wall + wall, before.awake + awake, then)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(BEFORE, later(BEFORE, 5, 5, 5), None, id="nothing"),
        pytest.param(BEFORE, later(BEFORE, 3605, 5, 3605), Jump(3600, 0), id="slept"),
        pytest.param(BEFORE, later(BEFORE, 3605, 5, 5), Jump(0, 3600), id="set-forward"),
        pytest.param(BEFORE, later(BEFORE, -3595, 5, 5), Jump(0, -3600), id="set-back"),
        pytest.param(BEFORE, later(BEFORE, 5, 5, 3605), Jump(3600, -3600), id="slept-and-set-back"),
        pytest.param(BEFORE, later(BEFORE, 35, 5, 35), None, id="thirty-seconds-are-no-sleep"),
        pytest.param(BEFORE, later(BEFORE, 36, 5, 36), Jump(31, 0), id="a-little-more-is"),
        pytest.param(BEFORE, later(BEFORE, -25, 5, 5), None, id="slewed"),
        pytest.param(BEFORE_OLD, later(BEFORE_OLD, 5, 5), None, id="two-clocks-nothing"),
        pytest.param(BEFORE_OLD, later(BEFORE_OLD, 3605, 5), Jump(3600, 0), id="two-clocks-slept-or-set-forward"),
        pytest.param(BEFORE_OLD, later(BEFORE_OLD, -3595, 5), Jump(0, -3600), id="two-clocks-set-back"),
        pytest.param(BEFORE_OLD, later(BEFORE, 3605, 5, 5), Jump(3600, 0), id="one-clock-missing-before"),
    ],
)
def test_what_the_clocks_say(before: Look, after: Look, expected: Jump | None) -> None:
    assert clock_jumped(before, after) == expected


def test_the_tolerance_can_be_chosen() -> None:
    assert clock_jumped(BEFORE, later(BEFORE, 8, 5, 8), tolerance=2) == Jump(3, 0)


def test_the_real_clocks_go_together() -> None:
    before, wall, awake = look(), time.time(), time.monotonic()
    assert abs(before.wall - wall) < 5
    assert before.awake <= awake
    assert before.running is not None
    assert before.running >= before.awake - 0.001
    assert clock_jumped(before, look()) is None


def test_windows_counts_in_tenths_of_a_microsecond() -> None:
    class Fake:
        def QueryUnbiasedInterruptTime(self, ticks: Any, /) -> int:  # noqa: N802
            ticks._obj.value = 123_456_789_0
            return 1

    assert awake_on_windows(Fake()) == 123.456789
