"""A program in a thread of its own, for tests that block; its phones are virtual ones.

    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        program.call(state="ringing")

Every record of the program's stream is kept, and waiting is for a record, or for a condition with a deadline.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from snom_dialer.config.model import Action, Callback, Config, Phone
from snom_dialer.control.client import hand_over
from snom_dialer.control.message import Message
from snom_dialer.engine.keeper import Timing
from snom_dialer.engine.line import Line
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.program import Program
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.way import Where
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places, places
from snom_dialer.state.store import Store

T = TypeVar("T")
Record = Mapping[str, Any]

PATIENCE = 5.0  # seconds for what takes milliseconds
QUICK = Timing(retry=(0.02,))  # a phone that does not answer is tried again soon; one that does is left in peace
SELDOM = Timing(retry=(60.0,))  # one that does not answer is left in peace, too


class Running:
    """A program between its start and its end. Everything blocks, and may be called from the test's thread."""

    def __init__(self, config: Config, where: Places, **options: Any) -> None:
        self.places = where
        self.records: list[Record] = []
        self.failure: BaseException | None = None
        self._config = config
        self._options = {"timing": QUICK, "restart": (0.01,), "password": _password, "bus": "", **options}
        self._news = threading.Condition()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), name="program")

    async def _main(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.program = Program(self._config, self.places, **self._options)
        run = asyncio.create_task(self.program.run())
        listen = asyncio.create_task(self._listen())
        try:
            await run
        except BaseException as error:  # noqa: BLE001  # it is for the test's thread
            self.failure = error
        if not self.program.ready.is_set():
            listen.cancel()
        await asyncio.wait({listen})
        self._ready.set()

    async def _listen(self) -> None:
        await self.program.ready.wait()
        subscription = self.program.stream.subscribe()
        self._ready.set()
        async for record in subscription:
            with self._news:
                self.records.append(record)
                self._news.notify_all()

    def start(self) -> None:
        """Start it and wait until it is ready. Raises what keeps it from starting."""
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        if self.failure is not None:
            self._thread.join(PATIENCE)
            raise self.failure

    def stop(self) -> float:
        """End it, cleanly; return the seconds that took. Raises what went wrong in it."""
        began = time.monotonic()
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self.program.stop)
            self._thread.join(2 * PATIENCE)
            assert not self._thread.is_alive()
        if self.failure is not None:
            raise self.failure
        return time.monotonic() - began

    # ---- waiting -----------------------------------------------------------------------------------------------------

    def wait_for(self, holds: Callable[[], T], timeout: float = PATIENCE) -> T:
        """Return what `holds()` gives as soon as that is true; it is asked at every record, and now and then."""
        until = time.monotonic() + timeout
        while not (found := holds()):  # asked without the lock: it may want something of the loop
            if time.monotonic() > until:
                raise TimeoutError("what happened:\n" + "\n".join(map(str, self.records)))
            with self._news:
                self._news.wait(0.01)
        return found

    def record(self, type: str, timeout: float = PATIENCE, **facts: object) -> Record:
        """Return the first record of a type in which these facts stand."""
        return self.wait_for(lambda: next(iter(self.of_type(type, **facts)), None), timeout) or {}

    def call(self, timeout: float = PATIENCE, **facts: object) -> Record:
        """Return the first state of a call in which these facts stand."""

        def fits() -> Record | None:
            calls = [record["call"] for record in self.of_type("call")]
            calls += [call for record in self.of_type("snapshot") for call in record["calls"]]
            return next((call for call in calls if facts.items() <= call.items()), None)

        return self.wait_for(fits, timeout) or {}

    def armed(self, name: str = "desk") -> None:
        """Wait until the phone is set up."""
        self.record("phone", name=name, reachable=True)

    def of_type(self, type: str, **facts: object) -> list[Record]:
        """Return the records of a type in which these facts stand, as far as they have come."""
        wanted = facts | {"type": type}
        return [record for record in list(self.records) if wanted.items() <= record.items()]

    @property
    def changes(self) -> list[str]:
        """What happened to calls, in order."""
        return [str(record["change"]) for record in self.of_type("call")]

    # ---- working it --------------------------------------------------------------------------------------------------

    def do(self, work: Callable[[], T]) -> T:
        """Do something in the program's loop."""

        async def run() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(PATIENCE)

    def line(self, name: str = "desk") -> Line:
        """Return the line of a phone."""
        return self.program.line(name)

    def status(self) -> dict[str, Any]:
        """Return what the program says of itself."""
        return self.do(self.program.status)

    def hand_over(self, command: str, text: str = "", phone: str = "", **more: object) -> Message:
        """Let it do a command, as another process would. Raises what it answers with."""
        conversation = hand_over(self.places.socket, command, {"text": text, "phone": phone, **more}, patience=PATIENCE)
        assert conversation is not None
        with conversation:
            messages = list(conversation.go(PATIENCE))
        done = messages[-1]["done"]
        assert isinstance(done, dict)
        return done

    def memory(self, name: str = "desk") -> PhoneMemory:
        """Return what it remembers of a phone."""
        return memory_of(self.places, next(phone for phone in self._config.phones if phone.name == name))


@contextmanager
def running(
    tmp_path: Path, *phones: Phone, actions: Iterable[Action] = (), config: Config | None = None, **options: Any
) -> Iterator[Running]:
    """Run a program with these phones and actions, its files below `tmp_path`; `options` are those of Program."""
    chosen = config or Config(phones=phones, actions=tuple(actions), callback=Callback(port=0))
    program = Running(chosen, places_in(tmp_path), **options)
    program.start()
    try:
        yield program
    finally:
        program.stop()


def places_in(tmp_path: Path) -> Places:
    """Return where the files of a program of this test lie."""
    return places(tmp_path / "c.json", {"HOME": str(tmp_path)})


def phone_of(sim: SimulatorThread | VirtualPhone, **more: Any) -> Phone:
    """Return the configuration of a virtual phone, under the name `desk` unless another is given."""
    phone = sim if isinstance(sim, VirtualPhone) else sim.phone
    host = f"{phone.host}:{phone.port}"
    return Phone(**{"name": "desk", "host": host, "username": "admin", "password": "0000", **more})


def switch(sim: SimulatorThread, on: bool) -> None:
    """Switch the phone's web server off, or on again at the same port."""
    web = sim.phone.web
    sim._await(web.open() if on else web.close())


def memory_of(where: Places, phone: Phone) -> PhoneMemory:
    """Return what is remembered of a phone."""
    web = phone.web()
    return PhoneMemory(Store(where.state_dir), phone.name, Where(web.host, web.port))


def facts_of(where: Places, phone: Phone) -> Facts:
    """Return what is known of a phone."""
    return memory_of(where, phone).facts()


def fetching(kind: EventKind, url: str, **more: Any) -> Action:
    """Return an action that fetches a URL."""
    return Action(event=kind, url=url, **more)


def _password(phone: Phone) -> str:
    return phone.password
