"""The stream: how things stand, then every change, each with a number, and nobody's slowness becomes memory."""

import asyncio
import weakref
from collections.abc import Awaitable, Callable

from snom_dialer.calls.call import Call, CallChange, Change, Moment
from snom_dialer.engine.record import Record, call_record
from snom_dialer.engine.stream import WAITING, Stream, Subscription

OPENING: list[Record] = [{"type": "ready"}, {"type": "snapshot", "calls": []}]


def stream() -> Stream:
    return Stream(lambda: Moment(1_700_000_000.25, 7.0), lambda: list(OPENING))


def run(test: Callable[[Stream], Awaitable[None]]) -> None:
    async def main() -> None:
        async with asyncio.timeout(5):
            await test(stream())

    asyncio.run(main())


async def rest(subscription: Subscription) -> list[Record]:
    return [record async for record in subscription]


def types(records: list[Record]) -> list[object]:
    return [record["type"] for record in records]


def test_first_how_things_stand_then_what_changes() -> None:
    async def test(stream: Stream) -> None:
        stream.publish({"type": "early"})
        subscription = stream.subscribe()
        stream.publish({"type": "news", "n": 1})
        stream.publish({"type": "news", "n": 2})
        stream.end()
        assert await rest(subscription) == [
            {"type": "ready", "seq": 1, "at": "2023-11-14T22:13:20.250Z"},
            {"type": "snapshot", "seq": 1, "at": "2023-11-14T22:13:20.250Z", "calls": []},
            {"type": "news", "seq": 2, "at": "2023-11-14T22:13:20.250Z", "n": 1},
            {"type": "news", "seq": 3, "at": "2023-11-14T22:13:20.250Z", "n": 2},
        ]

    run(test)


def test_everybody_gets_the_same_numbers() -> None:
    async def test(stream: Stream) -> None:
        first, second = stream.subscribe(), stream.subscribe()
        stream.publish({"type": "news"})
        stream.end()
        assert await rest(first) == await rest(second)

    run(test)


def test_a_change_reaches_those_inside_before_it_reaches_others() -> None:
    async def test(stream: Stream) -> None:
        call = Call(id="7", phone="desk")
        tapped: list[tuple[CallChange, int]] = []
        stream.tap(lambda change: tapped.append((change, stream.seq)))
        subscription = stream.subscribe()
        stream.tell(CallChange(Change.STARTED, call))
        stream.end()
        assert tapped == [(CallChange(Change.STARTED, call), 0)]
        last = (await rest(subscription))[-1]
        assert (last["type"], last["seq"], last["change"]) == ("call", 1, "started")
        assert last["call"] == call_record(call)

    run(test)


def test_who_does_not_keep_up_is_dropped_with_a_reason_and_the_others_are_not() -> None:
    async def test(stream: Stream) -> None:
        slow, quick = stream.subscribe(waiting=3), stream.subscribe()
        for number in range(5):
            stream.publish({"type": "news", "n": number})
        read = await rest(slow)
        assert types(read)[-1] == "dropped"
        assert read[-1]["reason"] == "this subscriber does not keep up"
        assert read[-1]["seq"] == 4
        assert len(read) <= 2 + 3 + 1
        stream.end()
        assert len(await rest(quick)) == 2 + 5

    run(test)


def test_a_reader_may_lag_a_thousand_records() -> None:
    async def test(stream: Stream) -> None:
        subscription = stream.subscribe()
        for number in range(WAITING):
            stream.publish({"type": "news", "n": number})
        for _ in OPENING:
            await anext(subscription)
        assert [(await anext(subscription))["n"] for _ in range(WAITING)] == list(range(WAITING))
        stream.publish({"type": "more"})
        assert (await anext(subscription))["type"] == "more"

    run(test)


def test_what_is_closed_ends_after_what_is_there_and_stays_ended() -> None:
    async def test(stream: Stream) -> None:
        subscription = stream.subscribe()
        stream.publish({"type": "news"})
        subscription.close()
        subscription.close()
        stream.publish({"type": "unheard"})
        subscription.offer({"type": "unheard"})
        assert types(await rest(subscription)) == ["ready", "snapshot", "news"]
        assert await rest(subscription) == []

    run(test)


def test_nobody_remembers_a_reader_that_has_gone() -> None:
    async def test(stream: Stream) -> None:
        subscription = stream.subscribe(waiting=1)
        gone = weakref.ref(subscription)
        subscription.close()
        del subscription
        assert gone() is None

    run(test)


def test_a_reader_that_waits_is_woken_by_news_and_by_the_end() -> None:
    async def test(stream: Stream) -> None:
        subscription = stream.subscribe()
        reading = asyncio.create_task(rest(subscription))
        await asyncio.sleep(0)
        stream.publish({"type": "news"})
        await asyncio.sleep(0)
        stream.end()
        assert types(await reading) == ["ready", "snapshot", "news"]

    run(test)


def test_after_the_end_one_is_told_how_things_stand_and_nothing_more() -> None:
    async def test(stream: Stream) -> None:
        stream.end()
        assert types(await rest(stream.subscribe())) == ["ready", "snapshot"]

    run(test)
