"""The farewell to many phones: all that answer get their settings back, and the dead hold it up only so long."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from snom_dialer.config.model import Phone
from snom_dialer.engine.farewell import AT_ONCE, SILENCE, TURN, Farewell
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import SELDOM, Running, phone_of, running

MANY = 20  # more than have a turn at once


def setups(count: int) -> list[Setup]:
    return [Setup(number=f"{100 + n}", mac=f"000413{n:06X}") for n in range(count)]


def phones_of(sim: SimulatorThread) -> list[Phone]:
    return [phone_of(each, name=each.setup.number) for each in sim.phones]


def armed(program: Running, sim: SimulatorThread) -> None:
    for each in sim.phones:
        program.armed(each.setup.number)


def not_given_back(program: Running, sim: SimulatorThread) -> list[str]:
    """The phones that have ours still, and those whose former settings are remembered still: the same ones."""
    ours = [each.setup.number for each in sim.phones if each.settings.get("action_incoming_url")]
    assert ours == [each.setup.number for each in sim.phones if program.memory(each.setup.number).record().former]
    return ours


def test_a_phone_that_waits_for_its_turn_at_this_computer_is_not_silent(tmp_path: Path) -> None:
    """What only one can have at a time is the keyring here; with hundreds of phones it is the processor."""
    ending, keyring = threading.Event(), threading.Lock()

    def password(phone: Phone) -> str:
        with keyring:
            if ending.is_set():
                time.sleep(1.5 * SILENCE / MANY)  # so all together need longer than silence is borne
        return phone.password

    with SimulatorThread(*setups(MANY)) as sim, running(tmp_path, *phones_of(sim), password=password) as program:
        armed(program, sim)
        ending.set()
        for line in program.program.lines:
            program.do(partial(line.take_up, line.phone))  # so that it asks again
        assert program.stop() > SILENCE  # in all, or this would show nothing
        assert not_given_back(program, sim) == []


def test_a_phone_that_answers_slowly_is_not_silent(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, *phones_of(sim)) as program:
        armed(program, sim)
        sim.quirk("slow", 0.6 * SILENCE)  # its settings are read, and then written
        assert program.stop() > SILENCE  # in all, or this would show nothing
        assert not_given_back(program, sim) == []


def test_phones_that_have_died_take_no_time_from_the_others_and_little_from_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SimulatorThread(*setups(MANY)) as sim, running(tmp_path, *phones_of(sim), timing=SELDOM) as program:
        armed(program, sim)
        dead = [each.setup.number for each in sim.phones[: MANY - 2]]
        for number in dead:
            sim.do("network", number, lost=True)
        assert program.stop() < SILENCE + 2
        assert not_given_back(program, sim) == dead
        told = [record.message for record in caplog.records if "in time; they stay remembered" in record.message]
        assert sorted(sentence.split()[0] for sentence in told) == dead


# ---- whose turn it is, and when it is over ---------------------------------------------------------------------------


def take_leave(act: Callable[[], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(10):
            await act()

    asyncio.run(main())


async def at_once() -> bool:
    return True


def test_few_have_a_turn_at_once_and_who_takes_long_goes_on_without_one() -> None:
    async def act() -> None:
        silence = 1.2 * TURN
        farewell = Farewell(AT_ONCE + 1, silence=silence)
        began: list[int] = []
        left: list[float] = []

        async def stay(number: int) -> None:
            began.append(number)
            left.append(farewell.left())
            await asyncio.Event().wait()

        leaving = asyncio.gather(
            *(farewell.take(partial(stay, number)) for number in range(AT_ONCE + 1)), return_exceptions=True
        )
        for _ in range(10):  # steps of the loop, and no time
            await asyncio.sleep(0)
        assert began == list(range(AT_ONCE))
        assert [type(end) for end in await leaving] == [TimeoutError] * (AT_ONCE + 1)
        assert began == list(range(AT_ONCE + 1))
        assert left[-1] > silence - TURN / 2  # who comes late has as long as the first

    take_leave(act)


def test_a_turn_is_free_as_soon_as_a_phone_has_left() -> None:
    async def act() -> None:
        farewell, began = Farewell(10 * AT_ONCE), time.monotonic()
        ends = await asyncio.gather(*(farewell.take(at_once) for _ in range(10 * AT_ONCE)))
        assert ends == [True] * 10 * AT_ONCE
        assert time.monotonic() - began < 5 * TURN

    take_leave(act)


def test_it_is_over_where_nobody_has_answered_for_a_while() -> None:
    now = 100.0
    farewell = Farewell(0, silence=1.5, at_most=5, clock=lambda: now)
    now = 101.0
    farewell.heard()
    now = 102.25
    assert farewell.left() == 0.25
    now = 102.5
    with pytest.raises(TimeoutError):
        farewell.left()


def test_it_is_over_after_so_long_however_well_they_answer() -> None:
    now = 100.0
    farewell = Farewell(2 * AT_ONCE, silence=1.5, at_most=5, clock=lambda: now)
    for at, left in [(101.0, 1.5), (102.0, 1.5), (105.0, 2 * TURN)]:
        now = at
        farewell.heard()
        assert farewell.left() == pytest.approx(left)
    now = 105.0 + 2 * TURN
    farewell.heard()
    with pytest.raises(TimeoutError):
        farewell.left()
