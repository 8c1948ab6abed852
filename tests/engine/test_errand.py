"""What is asked of one phone, one after another, and how that comes to an end."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from snom_dialer.engine.errand import Errands
from snom_dialer.engine.farewell import Farewell
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.client import Client
from snom_dialer.phone.way import Where
from snom_dialer.protocol.command import hang_up
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import facts_of, memory_of, phone_of, places_in


def play(
    tmp_path: Path, act: Callable[[Errands, SimulatorThread], Awaitable[None]], setup: Setup | None = None
) -> None:
    with SimulatorThread(setup or Setup()) as sim:
        phone = phone_of(sim)

        async def main() -> None:
            async with asyncio.timeout(10):
                await act(Errands(phone, memory_of(places_in(tmp_path), phone), lambda phone: phone.password), sim)

        asyncio.run(main())


def identify(client: Client) -> str:
    return client.identify().mac


def nothing(client: Client) -> str:
    return "done"


def test_what_a_job_gives_and_raises_comes_back_and_what_it_learns_is_kept(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        assert errands.where == Where("127.0.0.1", sim.phone.port, "auto")
        assert await errands.run(identify) == "000413A00001"
        assert facts_of(places_in(tmp_path), phone_of(sim)).mac == "000413A00001"
        sim.set("http_pass", "another")
        with pytest.raises(DialerError) as error:
            await errands.run(lambda client: client.run(hang_up()))
        assert error.value.code is Code.LOGIN_REFUSED
        with pytest.raises(DialerError) as error:
            await errands.run(lambda client: client.run(hang_up()))
        assert error.value.code is Code.LOGIN_KNOWN_WRONG
        await errands.finish(nothing, Farewell(1))

    play(tmp_path, act, Setup(auth=Auth.DIGEST))


def test_jobs_are_done_one_after_another(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        done: list[int] = []
        jobs = [lambda client, number=number: done.append(number) for number in range(20)]
        await asyncio.gather(*map(errands.run, jobs))
        assert done == list(range(20))
        await errands.finish(nothing, Farewell(1))

    play(tmp_path, act)


def test_the_last_job_breaks_off_what_is_under_way_and_what_waits(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        sim.do("network", lost=True)
        begun = threading.Event()

        def ask(client: Client) -> str:
            begun.set()
            return client.identify().mac

        under_way = asyncio.create_task(errands.run(ask))
        waiting = asyncio.create_task(errands.run(ask))
        assert await asyncio.to_thread(begun.wait, 5)
        assert await errands.finish(nothing, Farewell(1)) == "done"
        for task in (under_way, waiting):
            with pytest.raises(DialerError) as error:
                await task
            assert error.value.code in (Code.CONNECTION_LOST, Code.TIMED_OUT)

    play(tmp_path, act)


def test_after_the_last_job_nothing_is_asked_any_more(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        assert await errands.finish(identify, Farewell(1)) == "000413A00001"
        requests = len(sim.phone.log)
        with pytest.raises(DialerError) as error:
            await errands.run(identify)
        assert error.value.code is Code.CONNECTION_LOST
        assert "the program ends" in str(error.value)
        assert len(sim.phone.log) == requests

    play(tmp_path, act)


def test_the_last_job_has_so_long_and_no_longer(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        sim.do("network", lost=True)
        with pytest.raises(TimeoutError):
            await errands.finish(identify, Farewell(1, silence=0.05))

    play(tmp_path, act)


def test_a_last_job_that_is_answered_for_ever_ends_all_the_same(tmp_path: Path) -> None:
    def ask_on(client: Client) -> None:
        while True:
            client.identify()

    async def act(errands: Errands, sim: SimulatorThread) -> None:
        with pytest.raises(TimeoutError):
            await errands.finish(ask_on, Farewell(1, at_most=0.2))

    play(tmp_path, act)


def test_a_job_whose_password_comes_after_the_end_asks_nothing(tmp_path: Path) -> None:
    asked, go = threading.Event(), threading.Event()

    with SimulatorThread() as sim:
        phone = phone_of(sim)

        def password(_: object) -> str:
            asked.set()
            go.wait(5)
            return "0000"

        async def main() -> None:
            errands = Errands(phone, memory_of(places_in(tmp_path), phone), password)
            late = asyncio.create_task(errands.run(identify))
            await asyncio.to_thread(asked.wait, 5)
            last = asyncio.create_task(errands.finish(nothing, Farewell(1)))
            await asyncio.sleep(0)
            go.set()
            assert await last == "done"
            with pytest.raises(DialerError):
                await late

        asyncio.run(main())
        assert sim.phone.log == []
