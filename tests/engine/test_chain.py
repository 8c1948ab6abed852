"""Those who were told before us go on hearing of it: with the phone's values, aside, and never in a loop."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

from snom_dialer.actions.plan import Result
from snom_dialer.engine.chain import WAITING, Chain, went_through
from snom_dialer.phone.setup import record_from_json
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.looking import beside
from tests.engine.running import phone_of, running
from tests.engine.site import Answer, site

IN, HOLD = "action_incoming_url", "action_hold"
ME = "0123456789ab"


def play(act: Callable[[Chain], Awaitable[None]], fetch: Callable[[str, Mapping[str, str]], Result]) -> Chain:
    async def main() -> Chain:
        chain = Chain(ME, "desk", fetch)
        run = asyncio.create_task(chain.run())
        try:
            await act(chain)
        finally:
            run.cancel()
            await asyncio.wait({run})
            chain.close()
        return chain

    return asyncio.run(main())


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  # what is counted has no event
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("via", "through"),
    [
        ("", False),
        (f"1.1 {ME}", True),
        (f"1.0 proxy, 1.1 {ME}", True),
        (f"1.1 {ME}, 1.1 other", True),
        (f"1.1 x{ME}", False),
        (f"1.1 {ME}x", False),
        (f"{ME} 1.1", False),
        (",,", False),
    ],
)
def test_whether_a_request_went_through_our_hands(via: str, through: bool) -> None:
    assert went_through(via, ME) is through


@pytest.mark.parametrize(
    ("via", "agent", "headers"),
    [
        ("", "", {"Via": f"1.1 {ME}"}),
        ("", "snom", {"Via": f"1.1 {ME}", "User-Agent": "snom"}),
        ("1.1 other", "snom", {"Via": f"1.1 other, 1.1 {ME}", "User-Agent": "snom"}),
    ],
)
def test_a_request_says_who_asks_and_through_whose_hands_it_went(via: str, agent: str, headers: dict[str, str]) -> None:
    seen: list[tuple[str, Mapping[str, str]]] = []

    def fetch(url: str, given: Mapping[str, str]) -> Result:
        seen.append((url, given))
        return Result(sent=True, status=200)

    async def act(chain: Chain) -> None:
        chain.call_on("http://pbx/", via, agent)
        await until(lambda: chain.counts["called"])

    play(act, fetch)
    assert seen == [("http://pbx/", headers)]


@pytest.mark.parametrize(
    ("status", "count"), [(200, "called"), (302, "called"), (404, "failed"), (500, "failed"), (None, "failed")]
)
def test_what_became_of_it_is_counted(status: int | None, count: str) -> None:
    async def act(chain: Chain) -> None:
        chain.call_on("http://pbx/", "", "")
        await until(chain.counts.total)

    chain = play(act, lambda *_: Result(sent=True, status=status))
    assert chain.counts == {count: 1}


def test_a_slow_target_holds_up_neither_us_nor_memory_and_the_order_stays() -> None:
    go, seen = threading.Event(), []

    def fetch(url: str, _: Mapping[str, str]) -> Result:
        go.wait(5)
        seen.append(url)
        return Result(sent=True, status=200)

    async def act(chain: Chain) -> None:
        began = time.monotonic()
        chain.call_on("0", "", "")
        await until(chain._queue.empty)
        for number in range(1, WAITING + 4):
            chain.call_on(str(number), "", "")
        assert time.monotonic() - began < 1
        go.set()
        await until(lambda: chain.counts["called"] == WAITING + 1)

    chain = play(act, fetch)
    assert seen == [str(number) for number in range(WAITING + 1)]
    assert chain.counts["dropped"] == 3


def test_whoever_stood_there_before_gets_the_phones_own_values(tmp_path: Path) -> None:
    with site() as pbx:
        query = "who=$remote&name=$display_remote&id=$call-id&k=$active_key&own=a%20b&odd=$never"
        foreign = f"{pbx.url}/in/$mac&/end?{query}"
        setup = Setup(settings={IN: foreign}, mac="000413A0BEEF", quirks={"unknown_variables": "never"})
        with SimulatorThread(setup) as sim, running(tmp_path, phone_of(sim)) as program:
            program.armed()
            assert "=$mac" in sim.phone.settings.get(IN)
            sim.ring("030123", "A&B=C#D", call_id="77")
            call = program.call(state="ringing")
            (target,) = pbx.wait_for(1)
            assert call["remote"]["number"] == "030123"
            assert target.startswith("/in/000413A0BEEF/end?who=")
            assert "030123" in target
            assert "name=A%26B%3DC%23D" in target
            assert f"id={call['call_id'].replace('@', '%40')}" in target
            assert target.endswith("&own=a%20b&odd=$never")
            (visit,) = pbx.visits
            assert "snom" in visit.headers["user-agent"].lower()
            assert "D385" in visit.headers["user-agent"]
            assert visit.headers["via"].startswith("1.1 ")
            assert program.line().home.secret not in str(visit)


def test_a_url_with_a_password_and_one_that_is_none_do_no_harm(tmp_path: Path) -> None:
    with site() as pbx:
        foreign = {IN: f"http://me:word@127.0.0.1:{pbx.port}/a", HOLD: "http://[bad/$remote x\u00e9"}
        with SimulatorThread(Setup(settings=foreign)) as sim:
            before = sim.phone.settings.shown()
            with running(tmp_path, phone_of(sim)) as program:
                program.armed()
                sim.ring("030")
                pbx.wait_for(1)
                assert pbx.visits[0].headers["authorization"].startswith("Basic ")
                sim.answer()
                sim.do("hold")
                program.call(state="held")
                program.wait_for(lambda: program.line()._chain.counts["failed"] == 1)
                sim.hang_up()
                program.call(state="ended")
            assert sim.phone.settings.shown() == before


@pytest.mark.parametrize("how", ["silent", "dead"])
def test_a_target_that_is_dead_or_slow_costs_nobody_anything(tmp_path: Path, how: str) -> None:
    with site() as pbx:
        pbx.answers["/in"] = [Answer(silent=True)]
        port = pbx.port if how == "silent" else 9
        foreign = {IN: f"http://127.0.0.1:{port}/in", "action_missed_url": f"http://127.0.0.1:{port}/in"}
        with SimulatorThread(Setup(settings=foreign)) as sim, running(tmp_path, phone_of(sim)) as program:
            program.armed()
            began = time.monotonic()
            for number in ("1", "2", "3"):
                sim.ring(number)
                sim.settle()
                sim.remote_hang_up()
                sim.settle()
            program.wait_for(lambda: program.changes.count("ended") == 3)
            program.hand_over("dial", "0405")
            assert time.monotonic() - began < 3
            assert {delivery.reply.status for delivery in sim.phone.deliveries} == {200}
            assert program.stop() < 2


def test_two_programs_that_call_each_other_on_do_so_once(tmp_path: Path) -> None:
    """Neither would bring that about; a phone that is set up by hand may."""
    with SimulatorThread() as sim, beside(tmp_path, "a", phone_of(sim)) as first:
        first.armed()
        with beside(tmp_path, "b", phone_of(sim)) as second:
            second.armed()
            second.wait_for(lambda: second.memory().record().chained)
            record = first.memory().record()
            theirs = sim.phone.settings.get(IN)
            looped = record.to_json() | {"settings": {**record.former, IN: theirs}, "chained": [IN]}
            first.memory().keep_record(record_from_json(looped))
            sim.ring("030")
            first.call(state="ringing")
            second.call(state="ringing")
            second.wait_for(lambda: second.line()._follower.counts["loops"] == 1)
            assert second.line()._follower.counts["events"] == 1
            assert first.line()._follower.counts["events"] == 1
            assert first.line()._follower.counts["loops"] == 0
