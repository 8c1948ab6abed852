"""The farewell to all phones at the end of the program: some at a time, as long as phones answer, and not for ever.

They share this computer's processor, its disk and its keyring. Were all of them given so many seconds from the same
moment, hundreds would run out of time together although every one of them answers: each waits for the others. So

    a phone begins when it is its turn        a few have one at a time; who takes long, as the dead do, loses it
    silence ends the farewell                 but none has been silent as long as anybody begins or answers
    so does the time for all together         however well they answer

Not for: what a phone is asked at the end (line), or the thread that asks it (errand).
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

AT_ONCE = 16  # phones that have a turn; more make each other slow, without any being faster
TURN = 0.3  # seconds that a turn lasts at most; a phone that is not done by then goes on beside the next one
SILENCE = 1.5  # seconds without any answer after which those who are left count as dead
AT_MOST = 5.0  # seconds for everything, beside what it takes at most until all have begun


class Farewell:
    """Says how long each phone may take; its time runs from the moment it is made. For one loop."""

    def __init__(
        self,
        phones: int,
        *,
        silence: float = SILENCE,
        at_most: float = AT_MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._silence = silence
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._heard = clock()
        self._end = self._heard + at_most + phones / AT_ONCE * TURN

    async def take(self, leave: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Let one phone leave as soon as it is its turn. Raises what that raises, and TimeoutError."""
        async with self._turns:
            self.heard()
            leaving = asyncio.create_task(leave())
            await asyncio.wait({leaving}, timeout=TURN)
        try:
            while not leaving.done():
                await asyncio.wait({leaving}, timeout=self.left())
            return leaving.result()
        finally:
            leaving.cancel()

    def heard(self) -> None:
        """Take note that a phone has answered. From any thread."""
        self._heard = self._clock()

    def left(self) -> float:
        """Return for how many seconds to wait on. Raises TimeoutError where it is over."""
        left = min(self._heard + self._silence, self._end) - self._clock()
        if left <= 0:
            raise TimeoutError
        return left
