"""The desktop program in front of this one, where there is one: what others wish of its windows reaches it here.

A window may belong to the same process or have joined over the control socket; there is one at most.

Not for: what a wish means on the screen (gui), or what happens to calls (stream).
"""

import asyncio
from collections.abc import AsyncGenerator

from snom_dialer.engine.record import Record
from snom_dialer.errors import Code, fault

WAITING = 20  # wishes that a window may lag behind; a person makes one at a time


class Faces:
    """Lets one window in at a time. Belongs to the engine's loop."""

    def __init__(self) -> None:
        self._wishes: asyncio.Queue[Record] | None = None

    def check_free(self) -> None:
        """Raise WINDOW_OPEN where there is a window already."""
        if self._wishes is not None:
            raise fault(Code.WINDOW_OPEN)

    def check_there(self) -> None:
        """Raise NO_WINDOW where there is none."""
        if self._wishes is None:
            raise fault(Code.NO_WINDOW)

    async def join(self) -> AsyncGenerator[Record, None]:
        """Be the window until the generator is closed; yield what others wish. Raises WINDOW_OPEN.

        The first record says that it is; a wish is told from then on.
        """
        self.check_free()
        wishes = self._wishes = asyncio.Queue(WAITING)
        try:
            yield {"type": "face"}
            while True:
                yield await wishes.get()
        finally:
            self._wishes = None

    def tell(self, wish: str, text: str) -> None:
        """Hand a wish on. Raises NO_WINDOW."""
        self.check_there()
        if self._wishes is not None and not self._wishes.full():  # a window that hangs has no use for more of them
            self._wishes.put_nowait({"type": "wish", "wish": wish, "text": text})
