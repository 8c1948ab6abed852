"""A simulation in a thread of its own, for code that blocks: tests, the demo, benchmarks.

    with SimulatorThread(Setup(model="320")) as sim:
        sim.ring("030123", "Anna")
        sim.wait_for(lambda: sim.phone.deliveries)

Not for: programs with a loop of their own (simulation).
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, TypeVar

from snom_dialer.simulator.happening import Observer
from snom_dialer.simulator.operation import perform
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.simulation import Simulation

T = TypeVar("T")


class SimulatorThread:
    """A context manager; inside it the phones are up. All methods block and may be called from any thread."""

    def __init__(
        self,
        *setups: Setup,
        control: int | None = None,
        observe: Observer | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulator", daemon=True)
        self.simulation = Simulation(*setups, control=control, observe=observe, clock=clock)

    def __enter__(self) -> "SimulatorThread":
        self._thread.start()
        try:
            self._await(self.simulation.start())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._await(self.simulation.stop())
        finally:
            self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _await(self, work: Coroutine[Any, Any, T], timeout: float | None = 30.0) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    # ---- looking ----------------------------------------------------------------------------------------------------

    @property
    def phones(self) -> tuple[VirtualPhone, ...]:
        """All phones."""
        return self.simulation.phones

    @property
    def phone(self) -> VirtualPhone:
        """The first phone."""
        return self.simulation.phones[0]

    @property
    def control_port(self) -> int:
        """The port of the HTTP control, 0 where there is none."""
        return self.simulation.control_port

    def call(self, work: Callable[[], T]) -> T:
        """Run `work` in the simulator's loop and return what it returns."""

        async def run() -> T:
            return work()

        return self._await(run())

    def wait_for(self, holds: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until `holds()`, which is asked in the simulator's loop whenever something happened there.

        Raises TimeoutError with what happened last.
        """

        async def run() -> None:
            async with asyncio.timeout(timeout):
                await self.simulation.until(lambda: bool(holds()))

        try:
            self._await(run(), None)
        except TimeoutError:
            last = "\n".join(news.sentence for phone in self.phones for news in phone.happenings[-15:])
            raise TimeoutError(f"not within {timeout} s; what happened last:\n{last}") from None

    def settle(self, timeout: float = 5.0) -> None:
        """Wait until every Action URL that is due has been sent."""
        self.wait_for(lambda: all(phone.notifier.idle for phone in self.phones), timeout)

    # ---- working it -------------------------------------------------------------------------------------------------

    def do(self, operation: str, phone: str = "", **given: object) -> object:
        """Perform an operation (see `operation`) on a phone named by name or number, "" is the first; raises USAGE."""
        return self.call(lambda: perform(operation, self.simulation.find(phone), given))

    def ring(self, number: str, name: str = "", *, phone: str = "", call_id: str = "") -> None:
        """Let a call come in."""
        self.do("ring", phone, number=number, name=name, call_id=call_id)

    def answer(self, phone: str = "") -> None:
        """Answer on the phone."""
        self.do("answer", phone)

    def hang_up(self, phone: str = "") -> None:
        """End the selected call on the phone."""
        self.do("hangup", phone)

    def reject(self, phone: str = "") -> None:
        """Turn the ringing call away on the phone."""
        self.do("reject", phone)

    def remote_answer(self, phone: str = "") -> None:
        """Let the other party answer."""
        self.do("remote_answer", phone)

    def remote_hang_up(self, phone: str = "", reason: str = "") -> None:
        """Let the other party hang up."""
        self.do("hangup_remote", phone, reason=reason)

    def reboot(self, phone: str = "") -> None:
        """Reboot the phone, and wait until it is up again."""
        wanted = self.simulation.find(phone)
        before = _ready(wanted)
        self.do("reboot", phone)
        self.wait_for(lambda: _ready(wanted) > before, timeout=30.0)

    def quirk(self, name: str, value: Value = True, phone: str = "") -> None:
        """Set a quirk."""
        self.do("quirk", phone, name=name, value=value)

    def set(self, name: str, value: str, phone: str = "") -> None:
        """Write a setting of the phone, as provisioning does: it survives a reboot."""
        wanted = self.simulation.find(phone)
        self.call(lambda: wanted.settings.provision({name: value}))


def _ready(phone: VirtualPhone) -> int:
    return sum(news.what == "ready" for news in phone.happenings)
