"""The program: puts the parts together, starts them in order, and ends them in order.

    lock → journal → listener → control → lines (each under supervision) → … → former settings back → journal

The same in `serve`, in the desktop program and in tests; nothing here knows who looks at it.

Not for: anything that one part can do by itself.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

from snom_dialer import __version__
from snom_dialer.actions.plan import Action
from snom_dialer.calls.call import Call, CallState, Moment, Outcome
from snom_dialer.config.load import load
from snom_dialer.config.model import Config, Phone, chosen_phone
from snom_dialer.config.secret import password_for
from snom_dialer.control.lock import Lock
from snom_dialer.control.server import ControlServer
from snom_dialer.engine.action_runner import ActionRunner
from snom_dialer.engine.doorway import Doorway
from snom_dialer.engine.face import Faces
from snom_dialer.engine.farewell import Farewell
from snom_dialer.engine.follower import Surroundings
from snom_dialer.engine.handler import Commands
from snom_dialer.engine.keeper import USUAL, Timing
from snom_dialer.engine.line import Line, Shared
from snom_dialer.engine.log_inbox import LogInbox
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.order import system_region
from snom_dialer.engine.reception import Reception
from snom_dialer.engine.record import Record, call_record
from snom_dialer.engine.reload import Compared, compared
from snom_dialer.engine.stream import Stream
from snom_dialer.engine.wish import CallHome
from snom_dialer.errors import DialerError
from snom_dialer.journal.store import Journal
from snom_dialer.numbers.canonical import e164
from snom_dialer.phone.listener import Listener
from snom_dialer.phone.way import Where
from snom_dialer.state.places import Places
from snom_dialer.state.secret import all_secrets, callback_secret, instance_of
from snom_dialer.state.store import Store
from snom_dialer.system.network import AddressWatch
from snom_dialer.system.sleep import SleepWatch

log = logging.getLogger(__name__)

RESTART = (1.0, 5.0, 30.0)  # seconds before a line that failed is started again; the last repeats
_STOPPED = "the callback server was stopped; `snom-dialer phone start` begins again"
STEADY = 60.0  # seconds after which a line that fails counts as one that fails for the first time


def system_clock() -> Moment:
    """Return the present time on both clocks."""
    return Moment(time.time(), time.monotonic())


class Program:
    """A configuration at work. `run` until `stop`."""

    def __init__(
        self,
        config: Config,
        places: Places,
        *,
        clock: Callable[[], Moment] = system_clock,
        password: Callable[[Phone], str] = password_for,
        recent: Iterable[str] = (),
        settle: Callable[[], None] = lambda: None,
        timing: Timing = USUAL,
        bus: str = "SYSTEM",
        restart: Sequence[float] = RESTART,
    ) -> None:
        """`recent` are numbers carried over from an older program; `settle` is called once they are kept.

        `timing` says how often phones are looked at, `restart` are the seconds before a failed line starts again,
        `bus` is the D-Bus that announces sleep, "" for none.
        Nothing is touched before `run`.
        """
        self.config: Config = config
        self.faces: Faces = Faces()
        self._reception = Reception(lambda: self.lines)
        self.listener = Listener(self._reception.accept)
        self.stream = Stream(clock, self._opening)
        self.started_at = clock().wall
        self._places = places
        self._clock = clock
        self._password = password
        self._recent = tuple(recent)
        self._settle = settle
        self._timing = timing
        self._restart = restart
        self._store = Store(places.state_dir, log.warning)
        self._lock = Lock(places.state_dir / "lock")
        self._control = ControlServer(places.socket, Commands(self), __version__)
        self.doorway = Doorway(self.listener, config.callback, config.phones)
        self._network_changed = asyncio.Event()
        self._inbox = LogInbox(self._store, lambda: self.lines, self._network_changed.set)
        self._networks = AddressWatch(self._network_changed.set)
        self._sleeps = SleepWatch(self._before_sleep, self._after_wake, bus=bus)
        self._lines: dict[str, Line] = {}
        self._stopping = asyncio.Event()
        self.ready = asyncio.Event()

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Work until `stop`. Raises PROGRAM_RUNNING, PORT_TAKEN, ADDRESS_GONE or FILE_FAILED at the start."""
        self._lock.take()
        try:
            self.journal = Journal(self._places.state_dir / "journal.sqlite", _warn)
            try:
                await self._work()
            finally:
                if not await asyncio.to_thread(self.journal.close, 0.5):
                    log.error("the journal could not be written to its end")
        finally:
            self._lock.release()

    def stop(self) -> None:
        """End `run`, cleanly."""
        self._stopping.set()

    async def _work(self) -> None:
        if self._recent:
            self.journal.import_recent(self._recent)
            await asyncio.to_thread(self.journal.flush, 1.0)
        self._settle()
        self.stream.tap(lambda change: self.journal.put(change.call))
        self._runner = ActionRunner(self.stream.publish)
        try:
            await self._begin()
            log.info("ready on port %d", self.listener.port)
            self.ready.set()
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._supervise(line)) for line in self._lines.values()]
                tasks.append(group.create_task(self._follow_network()))
                tasks.append(group.create_task(self._follow_sleep()))
                await self._stopping.wait()
                for task in tasks:
                    task.cancel()
        finally:
            await self._end()

    async def _begin(self) -> None:
        live = await asyncio.to_thread(self.journal.live)
        await self.doorway.start()
        shared = self._shared()
        if any("{number.e164}" in action.url for action in self.config.actions):
            e164("+4930398330", None)  # loads the numbering plans now, not when the first call comes
        for phone in self.config.phones:
            secret = callback_secret(self._store, phone.name)
            web = phone.web()
            memory = PhoneMemory(self._store, phone.name, Where(web.host, web.port))
            home = CallHome(self.doorway.homes[phone.name], self.listener.port, secret)
            line = self._lines[phone.name] = Line(phone, memory, shared, home)
            self._reception.expect(secret, line)
        self._restore(live)
        await self._control.start()
        await self._networks.start()

    def _shared(self) -> Shared:
        actions = (Action(event=a.event, url=a.url, browser=a.browser, phone=a.phone) for a in self.config.actions)
        around = Surroundings(
            stream=self.stream,
            runner=self._runner,
            clock=self._clock,
            actions=tuple(actions),
            region=self.config.numbers.region or system_region(),
        )
        return Shared(
            around=around,
            password=self._password,
            secrets=lambda: all_secrets(self._store),
            instance=instance_of(self._store),
            timing=self._timing,
            inbox=self._inbox,
        )

    def _restore(self, live: list[Call]) -> None:
        """Hand the calls that were live when the program last ended to their phones; others cannot be true any more."""
        for name, line in self._lines.items():
            line.restore(call for call in live if call.phone == name)
        for call in live:
            if call.phone not in self._lines:
                self.journal.put(_closed(call, self._clock()))

    async def _end(self) -> None:
        self._control.close()
        self._networks.stop()
        await self._sleeps.stop()
        farewell = Farewell(len(self._lines))
        await asyncio.gather(*(self._end_line(line, farewell) for line in self._lines.values()))
        await self.doorway.stop()
        self._inbox.stop()
        await self._runner.close()
        self.stream.end()
        await self._control.stop()

    async def _end_line(self, line: Line, farewell: Farewell) -> None:
        try:
            await line.end(farewell)
        except Exception:  # the others are to end all the same
            log.exception("the line of %s did not end well", line.phone.name)

    async def _supervise(self, line: Line) -> None:
        """Keep a line going: what fails in it is reported, and it starts again; no other line notices."""
        failures = 0
        while True:
            began = self._clock().mono
            try:
                await line.run()
            except Exception:  # one phone's trouble, of any kind, stays its own
                log.exception("the line of %s failed and is started again", line.phone.name)
            if self._clock().mono - began > STEADY:
                failures = 0
            await asyncio.sleep(self._restart[min(failures, len(self._restart) - 1)])
            failures += 1

    # ---- the callback server, wherever it is -------------------------------------------------------------------------

    async def _follow_network(self) -> None:
        """Listen on this computer's new addresses, and let the phones call them; where that fails, try again."""
        listening = True
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(None if listening else self._timing.retry[-1]):
                    await self._network_changed.wait()
            self._network_changed.clear()
            listening = await self._refresh()

    async def _refresh(self) -> bool:
        """Look again where the phones reach us; false where nobody listens, although somebody wants it."""
        try:
            if await self.doorway.refresh():
                self._move_lines()
            if self.doorway.open and await self._inbox.follow(self.doorway.addresses, self.listener.port):
                for line in self._lines.values():
                    line.log_moved()
        except DialerError as error:
            log.error("%s", error)
            for line in self._lines.values():
                line.lose(error.message)
        return self.doorway.open or not self.doorway.wanted

    def _move_lines(self) -> None:
        for name, line in self._lines.items():
            line.move(self.doorway.homes[name], self.listener.port)

    async def start_callbacks(self) -> None:
        """Begin to listen again, and set the phones up. Raises PORT_TAKEN and ADDRESS_GONE."""
        await self.doorway.start()
        self._move_lines()
        self._network_changed.set()
        for line in self._lines.values():
            line.switch_on()

    async def reload(self) -> Compared:
        """Read the configuration again and take up what can be. Raises what is wrong with the file."""
        news = compared(self.config, (await asyncio.to_thread(load, self._places.config_file)).config)
        self.config = news.config
        for phone in news.config.phones:
            self._lines[phone.name].take_up(phone)
        self.doorway.follow(news.config.phones)
        self._network_changed.set()
        return news

    async def stop_callbacks(self) -> None:
        """Give the phones their settings back and listen no more, until `start_callbacks`."""
        await asyncio.gather(*(line.switch_off(_STOPPED) for line in self._lines.values()))
        await self.doorway.stop()
        self._inbox.stop()

    async def _follow_sleep(self) -> None:
        """Begin to hear of sleep; a system bus that does not answer holds up nobody else."""
        log.info("of sleep we are told: %s", " – ".join(filter(None, await self._sleeps.start())))

    async def _before_sleep(self) -> None:
        """Let nobody call a computer that sleeps."""
        await asyncio.gather(*(line.fall_asleep() for line in self._lines.values()))

    def _after_wake(self) -> None:
        self._network_changed.set()
        for line in self._lines.values():
            line.wake_up()

    # ---- what others ask ---------------------------------------------------------------------------------------------

    @property
    def lines(self) -> Iterable[Line]:
        """All phones."""
        return self._lines.values()

    def line(self, name: str | None) -> Line:
        """Return the line of that phone, without a name the default one. Raises PHONE_UNKNOWN and the like."""
        return self._lines[chosen_phone(self.config, name, self._places.config_file).name]

    def status(self) -> Record:
        """Return how the program stands."""
        return {
            "pid": os.getpid(),
            "version": __version__,
            "started_at": self.started_at,
            "config": str(self._places.config_file),
            "callback": self.doorway.record(),
            "phones": [line.status() for line in self._lines.values()],
            "calls": [call_record(call) for line in self._lines.values() for call in line.live()],
        }

    def _opening(self) -> list[Record]:
        """Return how things stand, for whoever begins to listen."""
        calls = [call_record(call) for line in self._lines.values() for call in line.live()]
        phones = [line.phone_record() for line in self._lines.values()]
        ready: Record = {"type": "ready", "callback": self.doorway.record()}
        return [ready, {"type": "snapshot", "calls": calls}, *phones]


def _warn(error: DialerError) -> None:
    """Tell of a trouble with the journal; comes from its thread."""
    log.error("%s", error)


def _closed(call: Call, at: Moment) -> Call:
    return call.but({"state": CallState.ENDED, "outcome": Outcome.UNKNOWN, "ended_at": max(at.wall, call.started_at)})
