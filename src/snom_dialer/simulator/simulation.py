"""Some virtual phones that can call each other, with the control port that works them.

Not for: running beside blocking code (thread) or from the command line (command_line).
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType

from snom_dialer.simulator.control import ControlPort
from snom_dialer.simulator.happening import Happening, Observer, happening
from snom_dialer.simulator.operation import usage
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.switchboard import Switchboard


def series(setup: Setup, count: int) -> tuple[Setup, ...]:
    """Make `count` phones after one model: number, MAC and, where one is given, port count up."""
    return tuple(
        replace(
            setup,
            number=str(int(setup.number) + at),
            mac=f"{int(setup.mac, 16) + at:012X}",
            port=setup.port + at if setup.port else 0,
        )
        for at in range(count)
    )


class Simulation:
    """Phones on one switchboard. An asynchronous context manager: started inside, gone after it.

    `control` is the port of the HTTP control, 0 for any, None for no such port.
    """

    def __init__(
        self,
        *setups: Setup,
        control: int | None = None,
        observe: Observer | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._observe = observe
        self._changed = asyncio.Event()
        board = Switchboard()
        self.phones = tuple(
            VirtualPhone(setup, switchboard=board, observe=self._happened, clock=clock)
            for setup in setups or (Setup(),)
        )
        self._control = None if control is None else ControlPort(self.find)
        self._wanted_port = control or 0

    @property
    def control_port(self) -> int:
        """The port of the HTTP control, 0 where there is none."""
        return self._control.port if self._control else 0

    def find(self, name: str = "") -> VirtualPhone:
        """Find a phone by name or number, "" is the first; raises USAGE."""
        for phone in self.phones:
            if name in {"", phone.name, phone.setup.number}:
                return phone
        raise usage(f"there is no phone `{name}`")

    async def start(self) -> None:
        """Start everything; where one part cannot, none stays. Raises OSError."""
        try:
            for phone in self.phones:
                await phone.start()
            await self._start_control()
        except OSError:
            await self.stop()
            raise

    async def _start_control(self) -> None:
        if self._control:
            await self._control.open(self._wanted_port)
            self._happened(happening("control", "", {"url": f"http://127.0.0.1:{self.control_port}"}))

    async def stop(self) -> None:
        """Stop everything."""
        if self._control:
            await self._control.close()
        for phone in self.phones:
            await phone.stop()

    async def __aenter__(self) -> "Simulation":
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _happened(self, news: Happening) -> None:
        self._changed.set()
        if self._observe is not None:
            self._observe(news)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until `holds()`, asked again whenever something happened."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()
