"""What is asked of one phone, one after another, and how that comes to an end."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from snom_dialer.engine import errand as errand_module
from snom_dialer.engine.errand import Errands
from snom_dialer.engine.farewell import Farewell
from snom_dialer.engine.visit import GaveWayError
from snom_dialer.errors import Code, DialerError, fault
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


def test_a_command_that_nobody_waits_for_any_more_is_withdrawn(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        begun, go = threading.Event(), threading.Event()

        def hold(client: Client) -> None:
            begun.set()
            go.wait(5)

        held = asyncio.create_task(errands.run(hold))
        assert await asyncio.to_thread(begun.wait, 5)
        given_up = asyncio.create_task(errands.command(lambda client: client.run(hang_up()), within=5))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        go.set()
        await held
        await errands.run(nothing)  # after which it would have come
        assert sim.phone.log == []
        await errands.finish(nothing, Farewell(1))

    play(tmp_path, act)


def test_what_an_errand_brings_that_was_cut_short_for_a_command_does_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(errand_module, "GRACE", 0.05)

    async def act(errands: Errands, sim: SimulatorThread) -> None:
        sim.do("network", lost=True)
        begun = threading.Event()

        def look(client: Client) -> str:
            begun.set()
            with suppress(DialerError):
                return client.identify().mac
            return "half of it"

        looking = asyncio.create_task(errands.run(look, gives_way=True))
        assert await asyncio.to_thread(begun.wait, 5)
        assert await errands.command(nothing, within=5) == "done"
        with pytest.raises(GaveWayError):
            await looking
        await errands.finish(nothing, Farewell(1))

    play(tmp_path, act)


def test_what_must_not_leave_is_judged_with_the_phone_reached_and_does_not_leave(tmp_path: Path) -> None:
    async def act(errands: Errands, sim: SimulatorThread) -> None:
        judged: list[str] = []

        def judge() -> None:
            judged.append(threading.current_thread().name)
            raise fault(Code.CALL_UNSURE, what="the call is over")

        with pytest.raises(DialerError, match="the call is over"):
            await errands.command(lambda client: client.run(hang_up()), within=5, judge=judge)
        assert judged == [threading.current_thread().name]  # in the loop, to which the calls belong
        assert sim.phone.log == []
        assert facts_of(places_in(tmp_path), phone_of(sim)).scheme == "http"  # it was reached
        await errands.command(lambda client: client.run(hang_up()), within=5, judge=lambda: None)
        assert len(sim.phone.log) == 1
        await errands.finish(nothing, Farewell(1))

    play(tmp_path, act)


def test_where_nobody_can_judge_nothing_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(errand_module, "JUDGED", 0.05)

    async def act(errands: Errands, sim: SimulatorThread) -> None:
        stuck = threading.Event()

        def job(client: Client) -> None:
            try:
                client.run(hang_up())
            finally:
                stuck.set()

        asking = asyncio.create_task(errands.command(job, within=5, judge=lambda: None))
        await asyncio.sleep(0)
        assert stuck.wait(5)  # the loop does nothing else meanwhile
        with pytest.raises(DialerError) as error:
            await asking
        assert error.value.code is Code.CALL_UNSURE
        assert sim.phone.log == []
        await errands.finish(nothing, Farewell(1))

    play(tmp_path, act)
