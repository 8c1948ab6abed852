"""The program: puts the parts together, starts them in order, and ends them in order.

    lock → journal → listener → control → lines (each under supervision) → … → former settings back → journal

The same in `serve`, in the desktop program and in tests; nothing here knows who looks at it.

Not for: anything that one part can do by itself.
"""

import asyncio
import hmac
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence

from snom_dialer import __version__
from snom_dialer.actions.plan import Action
from snom_dialer.calls.call import Call, CallState, Moment, Outcome
from snom_dialer.config.model import Config, Phone, chosen_phone
from snom_dialer.config.secret import password_for
from snom_dialer.control.lock import Lock
from snom_dialer.control.server import ControlServer
from snom_dialer.engine.action_runner import ActionRunner
from snom_dialer.engine.handler import Commands
from snom_dialer.engine.line import RETRY, CallHome, Line, Surroundings
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.order import system_region
from snom_dialer.engine.record import Record, call_record
from snom_dialer.engine.stream import Stream
from snom_dialer.engine.workers import Workers
from snom_dialer.errors import DialerError
from snom_dialer.journal.store import Journal
from snom_dialer.numbers.canonical import e164
from snom_dialer.phone.address import local_address_for
from snom_dialer.phone.listener import Arrival, Listener
from snom_dialer.phone.way import Where
from snom_dialer.protocol.action_url import parse_target
from snom_dialer.state.places import Places
from snom_dialer.state.secret import all_secrets, callback_secret
from snom_dialer.state.store import Store

log = logging.getLogger(__name__)

RESTART = (1.0, 5.0, 30.0)  # seconds before a line that failed is started again; the last repeats
STEADY = 60.0  # seconds after which a line that fails counts as one that fails for the first time
FINDING = 2.0  # seconds for finding out which of our addresses the phones reach: names may take half a minute
_LOOPBACK = "127.0.0.1"
_ANYWHERE = "192.0.2.1"  # of a network that exists in documents only (RFC 5737)


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
        retry: Sequence[float] = RETRY,
        restart: Sequence[float] = RESTART,
    ) -> None:
        """`recent` are numbers carried over from an older program; `settle` is called once they are kept.

        `retry` are the seconds between tries to reach a phone, `restart` those before a failed line starts again.
        Nothing is touched before `run`.
        """
        self.config: Config = config
        self.listener = Listener(self._accept)
        self.stream = Stream(clock, self._opening)
        self.started_at = clock().wall
        self._places = places
        self._clock = clock
        self._password = password
        self._recent = tuple(recent)
        self._settle = settle
        self._retry = retry
        self._restart = restart
        self._store = Store(places.state_dir, log.warning)
        self._lock = Lock(places.state_dir / "lock")
        self._control = ControlServer(places.socket, Commands(self), __version__)
        self._lines: dict[str, Line] = {}
        self._by_secret: dict[str, Line] = {}
        self._stopping = asyncio.Event()
        self.ready = asyncio.Event()
        self._addresses: tuple[str, ...] = ()

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Work until `stop`. Raises PROGRAM_RUNNING, PORT_TAKEN, ADDRESS_GONE or FILE_FAILED at the start."""
        self._lock.take()
        try:
            self.journal = Journal(self._places.state_dir / "journal.sqlite", self._warn)
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
                lines = [group.create_task(self._supervise(line)) for line in self._lines.values()]
                await self._stopping.wait()
                for line in lines:
                    line.cancel()
        finally:
            await self._end()

    async def _begin(self) -> None:
        phones = self.config.phones
        live = await asyncio.to_thread(self.journal.live)
        homes = await self._home_addresses()
        self._addresses = tuple(dict.fromkeys(self._bound(home) for home in homes)) or (_LOOPBACK,)
        port = await self.listener.start(self._addresses, self.config.callback.port)
        around = Surroundings(
            stream=self.stream,
            runner=self._runner,
            clock=self._clock,
            password=self._password,
            actions=tuple(
                Action(event=a.event, url=a.url, browser=a.browser, phone=a.phone) for a in self.config.actions
            ),
            region=self.config.numbers.region or system_region(),
            secrets=lambda: all_secrets(self._store),
            retry=self._retry,
        )
        if any("{number.e164}" in action.url for action in self.config.actions):
            e164("+4930398330", None)  # loads the numbering plans now, not when the first call comes
        for phone, home in zip(phones, homes, strict=True):
            secret = callback_secret(self._store, phone.name)
            web = phone.web()
            memory = PhoneMemory(self._store, phone.name, Where(web.host, web.port))
            self._lines[phone.name] = Line(phone, memory, around, CallHome(home, port, secret))
            self._by_secret[secret] = self._lines[phone.name]
        self._restore(live)
        await self._control.start()

    def _restore(self, live: list[Call]) -> None:
        """Hand the calls that were live when the program last ended to their phones; others cannot be true any more."""
        for name, line in self._lines.items():
            line.restore(call for call in live if call.phone == name)
        for call in live:
            if call.phone not in self._lines:
                self.journal.put(_closed(call, self._clock()))

    async def _end(self) -> None:
        self._control.close()
        await asyncio.gather(*map(self._end_line, self._lines.values()))
        await self.listener.stop()
        await self._runner.close()
        self.stream.end()
        await self._control.stop()

    async def _end_line(self, line: Line) -> None:
        try:
            await line.end()
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

    # ---- callbacks ---------------------------------------------------------------------------------------------------

    def _accept(self, arrival: Arrival) -> bool:
        """Say whether a request bears a secret of ours, and hand it to the phone it belongs to."""
        callback = parse_target(arrival.target)
        if callback is None or not callback.secret:
            return False
        for secret, line in self._by_secret.items():
            if hmac.compare_digest(secret, callback.secret):
                line.take(callback, arrival)
                return True
        return False

    async def _home_addresses(self) -> list[str]:
        """Return what each phone is to call: as configured, else the address from which it is reached.

        A phone whose name cannot be found just now is taken to be where most of the network is.
        """
        phones, callback = self.config.phones, self.config.callback
        if configured := callback.external_address or callback.address:
            return [configured] * len(phones)
        finders = Workers(max(1, len(phones)), "find an address")
        found = [asyncio.wrap_future(finders.submit(_home_address, phone)) for phone in phones]
        if found:
            await asyncio.wait(found, timeout=FINDING)
        finders.shutdown()
        return [one.result() if one.done() and one.result() else _usual_address() for one in found]

    def _bound(self, home: str) -> str:
        """Return the address to listen on for a phone that calls `home`."""
        callback = self.config.callback
        if callback.address:
            return callback.address
        return "0.0.0.0" if callback.external_address else home  # noqa: S104  # NAT: any address may be the inner one

    # ---- what others ask ---------------------------------------------------------------------------------------------

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
            "callback": self._callback(),
            "phones": [line.status() for line in self._lines.values()],
            "calls": [call_record(call) for line in self._lines.values() for call in line.live()],
        }

    def _opening(self) -> list[Record]:
        """Return how things stand, for whoever begins to listen."""
        calls = [call_record(call) for line in self._lines.values() for call in line.live()]
        phones = [line.phone_record() for line in self._lines.values() if line.reachable is not None]
        return [self._ready(), {"type": "snapshot", "calls": calls}, *phones]

    def _ready(self) -> Record:
        return {"type": "ready", "callback": self._callback()}

    def _callback(self) -> Record:
        counts = self.listener.counts
        return {
            "addresses": list(self._addresses),
            "port": self.listener.port,
            "wanted_port": self.config.callback.port,
            "refused": counts["refused"] + counts["unfinished"] + counts["dropped"],
        }

    def _warn(self, error: DialerError) -> None:
        """Tell of a trouble with the journal; comes from its thread."""
        log.error("%s", error)


def _home_address(phone: Phone) -> str:
    web = phone.web()
    return local_address_for(web.host, web.port or 80)


def _usual_address() -> str:
    """Return the address from which this computer reaches most of the world; nothing is sent there."""
    return local_address_for(_ANYWHERE) or _LOOPBACK


def _closed(call: Call, at: Moment) -> Call:
    return call.but({"state": CallState.ENDED, "outcome": Outcome.UNKNOWN, "ended_at": max(at.wall, call.started_at)})
