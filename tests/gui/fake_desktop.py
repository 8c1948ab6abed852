"""A program that shows notifications, in a thread of its own, for tests in Qt's thread."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

from tests.system.fake_notifier import Notice, Notifier

_PATIENCE = 10.0


class Desktop:
    """What it shows, and what a person does with it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, notifier: Notifier) -> None:
        self._loop = loop
        self._notifier = notifier

    @property
    def notices(self) -> list[Notice]:
        """What it was asked to show, the first one first."""
        return list(self._notifier.notices)

    @property
    def closed(self) -> list[int]:
        """The numbers of what it was asked to close."""
        return list(self._notifier.closed)

    def press(self, number: int, key: str) -> None:
        """Press a button."""
        self._do(self._notifier.press(number, key))

    def end(self, number: int) -> None:
        """Close a notification as a person does."""
        self._do(self._notifier.end(number))

    def wake(self) -> None:
        """Answer what was not answered."""
        self._do(self._notifier.wake())

    def _do(self, what: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(_PATIENCE)


@contextmanager
def desktop(address: str, *capabilities: str, faults: tuple[str, ...] = ()) -> Iterator[Desktop]:
    """Show notifications on that bus."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="notifier", daemon=True)
    thread.start()
    notifier = Notifier(address, *capabilities, faults=faults)
    asyncio.run_coroutine_threadsafe(notifier.__aenter__(), loop).result(_PATIENCE)
    try:
        yield Desktop(loop, notifier)
    finally:
        asyncio.run_coroutine_threadsafe(notifier.__aexit__(None, None, None), loop).result(_PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE)
        loop.close()
