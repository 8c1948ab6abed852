"""Sleep is held up until we are done, but not for longer; the wake-up is noticed with a logind and without."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("there is no D-Bus on this system", allow_module_level=True)

from snom_dialer.system import bus as bus_module
from snom_dialer.system.clock import Look
from snom_dialer.system.sleep import Announced, Notice, SleepWatch
from tests.system.fake_bus import FakeBus


class Person:
    """What the engine would do before and after sleep."""

    def __init__(self, done: bool = True) -> None:
        self.begun = asyncio.Event()
        self.done = asyncio.Event()
        self.woken = asyncio.Event()
        self.told: list[str] = []
        if done:
            self.done.set()

    async def before_sleep(self) -> None:
        self.told.append("sleep")
        self.begun.set()
        try:
            await self.done.wait()
        except asyncio.CancelledError:
            self.told.append("broken off")
            raise

    def after_wake(self) -> None:
        self.told.append("wake")
        self.woken.set()

    async def until_woken(self) -> None:
        async with asyncio.timeout(5):
            await self.woken.wait()
        self.woken.clear()


class Clock:
    """Clocks that a test moves; `looks` counts how often they were looked at."""

    def __init__(self) -> None:
        self.now = Look(1000.0, 100.0, 100.0)
        self.looked = asyncio.Event()

    def __call__(self) -> Look:
        self.looked.set()
        return self.now

    def sleep(self, seconds: float) -> None:
        assert self.now.running is not None
        self.now = Look(self.now.wall + seconds, self.now.awake, self.now.running + seconds)

    def set(self, seconds: float) -> None:
        self.now = self.now._replace(wall=self.now.wall + seconds)

    async def until_looked(self, times: int = 1) -> None:
        async with asyncio.timeout(5):
            for _ in range(times):
                self.looked.clear()
                await self.looked.wait()


@asynccontextmanager
async def watching(person: Person, address: str, clock: Clock, patience: float = 1.5) -> AsyncIterator[Announced]:
    watch = SleepWatch(
        person.before_sleep, person.after_wake, bus=address, patience=patience, clock=clock, period=0.001
    )
    try:
        yield await watch.start()
    finally:
        await watch.stop()


def play(scene: Callable[[FakeBus, Clock], Coroutine[None, None, None]], path: Path, *faults: str) -> None:
    async def on_stage() -> None:
        async with FakeBus(path / "bus", *faults) as fake:
            await scene(fake, Clock())

    asyncio.run(on_stage())


def test_sleep_waits_until_we_are_done_and_the_next_one_too(tmp_path: Path) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person(done=False)
        async with watching(person, fake.address, clock) as announced:
            assert announced == Announced(Notice.DELAYED, "")
            assert fake.locks == 1
            for _ in range(2):
                person.begun.clear()
                fake.announce(True)
                await person.begun.wait()
                assert fake.locks == 1
                person.done.set()
                await fake.until_locks(0)
                fake.announce(False)
                await person.until_woken()
                await fake.until_locks(1)
                person.done.clear()
        await fake.until_locks(0)
        assert person.told == ["sleep", "wake"] * 2
        assert {(asked[0], asked[3]) for asked in fake.asked} == {("sleep", "delay")}

    play(scene, tmp_path)


def test_logind_is_asked_for_nothing_but_its_announcements(tmp_path: Path) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        async with watching(Person(), fake.address, clock):
            (rule,) = fake.rules
            assert set(rule.split(",")) == {
                "type='signal'",
                "sender='org.freedesktop.login1'",
                "interface='org.freedesktop.login1.Manager'",
                "member='PrepareForSleep'",
                "path='/org/freedesktop/login1'",
            }

    play(scene, tmp_path)


def test_sleep_does_not_wait_longer_than_its_patience(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person(done=False)
        async with watching(person, fake.address, clock, patience=0.02):
            fake.announce(True)
            await fake.until_locks(0)
            fake.announce(False)
            await person.until_woken()
        assert person.told == ["sleep", "broken off", "wake"]

    play(scene, tmp_path)
    assert "broken off" in caplog.text


def test_sleep_does_not_wait_for_a_fault_of_ours(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person()

        async def fail() -> None:
            raise ZeroDivisionError("before")

        def fail_too() -> None:
            person.after_wake()
            raise ZeroDivisionError("after")

        watch = SleepWatch(fail, fail_too, bus=fake.address, clock=clock)
        await watch.start()
        for _ in range(2):
            fake.announce(True)
            await fake.until_locks(0)
            fake.announce(False)
            await person.until_woken()
            await fake.until_locks(1)
        await watch.stop()

    play(scene, tmp_path)
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 4


def test_what_is_not_logind_announces_nothing(tmp_path: Path) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person()
        async with watching(person, fake.address, clock):
            fake.announce(True, sender=":1.66")
            fake.announce(False, sender=":1.66")
            fake.announce(True, member="PrepareForShutdown")
            fake.announce(False)
            await person.until_woken()
            assert person.told == ["wake"]
            assert fake.locks == 1

    play(scene, tmp_path)


def test_sleep_that_does_not_wait_is_announced_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person()
        async with watching(person, fake.address, clock) as announced:
            assert announced.notice is Notice.UNDELAYED
            assert "AccessDenied" in announced.reason
            fake.announce(True)
            fake.announce(False)
            await person.until_woken()
            assert person.told == ["sleep", "wake"]
            while "AccessDenied" not in caplog.text:
                await clock.until_looked()

    play(scene, tmp_path, "no_locks")


def test_a_bus_without_logind_announces_nothing_and_the_clocks_tell(tmp_path: Path) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person()
        async with watching(person, fake.address, clock) as announced:
            assert announced.notice is Notice.WAKE
            assert "ServiceUnknown" in announced.reason
            fake.announce(True)
            clock.sleep(60)
            await person.until_woken()
            assert person.told == ["wake"]

    play(scene, tmp_path, "no_logind")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("", "this system", id="none"),
        pytest.param("unix:path=/nonexistent/bus", "No such file", id="absent"),
        pytest.param("tcp:host=127.0.0.1", "makes no sense", id="other-transport"),
        pytest.param("nonsense", "makes no sense", id="nonsense"),
    ],
)
def test_a_computer_without_a_bus_still_notices_that_it_woke_up(address: str, reason: str) -> None:
    async def scene() -> None:
        person, clock = Person(), Clock()
        async with watching(person, address, clock) as announced:
            assert announced.notice is Notice.WAKE
            assert reason in announced.reason
            clock.sleep(60)
            await person.until_woken()
            await clock.until_looked(2)
        assert person.told == ["wake"]

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param("no_descriptors", "does not let us in", id="no-descriptors"),
        pytest.param("silent", "no answer in time", id="silent"),
        pytest.param("mute", "no answer in time", id="silent-once-we-are-in"),
        pytest.param("dies", "gone away", id="dies"),
    ],
)
def test_a_bus_that_cannot_be_used_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, reason: str
) -> None:
    monkeypatch.setattr(bus_module, "PATIENCE", 0.05 if reason == "no answer in time" else 5.0)

    async def scene(fake: FakeBus, clock: Clock) -> None:
        async with watching(Person(), fake.address, clock) as announced:
            assert announced.notice is Notice.WAKE
            assert reason in announced.reason

    play(scene, tmp_path, fault)


def test_without_jeepney_the_clocks_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "snom_dialer.system.bus")
    monkeypatch.setitem(sys.modules, "jeepney", None)

    async def scene() -> None:
        async with watching(Person(), "unix:path=/nonexistent/bus", Clock()) as announced:
            assert announced == Announced(Notice.WAKE, "jeepney is not installed")

    asyncio.run(scene())


@pytest.mark.parametrize("when", ["awake", "asleep", "nonsense"])
def test_a_bus_that_goes_away_holds_nothing_up_and_the_clocks_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, when: str
) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person()
        async with watching(person, fake.address, clock):
            if when == "asleep":
                fake.announce(True)
                await fake.until_locks(0)
            if when != "nonsense":
                fake.hang_up()
            await fake.until_locks(0)
            while "gone away" not in caplog.text:
                await clock.until_looked()
            clock.sleep(60)
            await person.until_woken()
        assert person.told[-1] == "wake"

    play(scene, tmp_path, when)


def test_a_sleep_that_was_announced_is_not_told_of_twice(tmp_path: Path) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person()
        async with watching(person, fake.address, clock):
            fake.announce(True)
            await fake.until_locks(0)
            clock.sleep(3600)
            await clock.until_looked(2)
            clock.sleep(3600)
            fake.announce(False)
            await person.until_woken()
            await clock.until_looked(2)
            assert person.told == ["sleep", "wake"]
            clock.sleep(3600)  # this one was not announced
            await person.until_woken()

    play(scene, tmp_path)


def test_a_clock_set_forward_may_be_a_paused_machine_and_one_set_back_is_nothing() -> None:
    async def scene() -> None:
        person, clock = Person(), Clock()
        async with watching(person, "", clock):
            clock.set(-3600)
            await clock.until_looked(2)
            assert person.told == []
            clock.sleep(20)
            await clock.until_looked(2)
            assert person.told == []
            clock.set(3600)
            await person.until_woken()

    asyncio.run(scene())


def test_nothing_is_held_up_once_it_is_stopped(tmp_path: Path) -> None:
    async def scene(fake: FakeBus, clock: Clock) -> None:
        person = Person(done=False)
        async with watching(person, fake.address, clock):
            fake.announce(True)
            await person.begun.wait()
            assert fake.locks == 1
        await fake.until_locks(0)
        assert person.told == ["sleep", "broken off"]

    play(scene, tmp_path)


def test_a_watch_that_never_started_can_be_stopped() -> None:
    async def scene() -> None:
        await SleepWatch(Person().before_sleep, Person().after_wake, clock=Clock()).stop()

    asyncio.run(scene())
