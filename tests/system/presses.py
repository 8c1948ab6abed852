"""Who is told of hotkeys in a test, and waiting for it."""

import asyncio
from collections.abc import Callable

PATIENCE = 10.0  # seconds


class Presses:
    """Takes note of what was pressed, and at what time of the server."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.times: list[int] = []

    def __call__(self, name: str, time: int) -> None:
        self.names.append(name)
        self.times.append(time)

    async def until(self, *names: str) -> None:
        """Wait until so many presses came, and see that they are these; then forget them."""
        await until(lambda: len(self.names) >= len(names))
        assert tuple(self.names) == names
        self.names, self.times = [], []


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # what other programs do has no event
            await asyncio.sleep(0.005)
