"""What is selected on an X server, or in its clipboard, as text: asked of the program that has it, and not for long.

That program may hang, be slow, or have a book selected. So it gets half a second, and 64 kB of what it gives are looked
at. A book comes in pieces (ICCCM 2.7.2); all of them are taken as long as there is time, as its owner waits for that.

Not for: finding a number in it (numbers.clean), or a desktop without an X server (gui.pasteboard).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

from snom_dialer.system.x11_connection import Connection, Value, connect
from snom_dialer.system.xlib import PROPERTY_NOTIFY, SELECTION_NOTIFY, Library

log = logging.getLogger(__name__)

PRIMARY, CLIPBOARD = "PRIMARY", "CLIPBOARD"

_PATIENCE = 0.5  # seconds for the whole answer
_MOST = 65536  # bytes
_CHARSETS = {"UTF8_STRING": "utf-8", "STRING": "latin-1"}  # ICCCM 2.6.2; asked for in this order
_ANSWER = "SNOM_DIALER_ANSWER"  # the property that an answer is put into
_PROPERTY_CHANGES = 0x400000  # of a window, as a mask for XSelectInput
_WRITTEN = 0  # the state of a property that was not deleted
_FORSAKEN = 16  # windows that are kept for answers that come too late


class _News(NamedTuple):
    """Something has come to a window: the type of the event, and whether there is something to take."""

    type: int
    given: bool


class X11Selection(Connection):
    """A connection for this alone; `open_selection` makes one, in the loop that it is used from."""

    def __init__(self, library: Library, display: int) -> None:
        super().__init__(library, display)
        self._news: dict[int, asyncio.Queue[_News]] = {}  # by the window that asks
        self._forsaken: deque[int] = deque()
        self._attend()

    async def read(self, selection: str) -> str:
        """Return the beginning of its text: "" where nobody has one, or nobody gives it."""
        if not self.alive:
            return ""
        window = self._open_window()
        try:
            async with asyncio.timeout(_PATIENCE):
                text = await self._asked(window, selection)
        except TimeoutError:
            log.warning("the program that has the %s selection does not give it", selection)
            self._forsake(window)
            return ""
        self._close_window(window)
        return text

    # ---- how ---------------------------------------------------------------------------------------------------------

    async def _asked(self, window: int, selection: str) -> str:
        charsets = {self._atom(kind): charset for kind, charset in _CHARSETS.items()}
        for target in _CHARSETS:
            given = await self._converted(window, selection, target)
            if given.kind in charsets:  # some programs give what they have, whatever they are asked for
                return given.data.decode(charsets[given.kind], "ignore")  # a character may be cut through
        return ""

    async def _converted(self, window: int, selection: str, target: str) -> Value:
        """Return what is selected in that form, nothing where it is not to be had in it."""
        names = (selection, target, _ANSWER)
        with self._asking():
            self._call.XConvertSelection(self._display, *map(self._atom, names), window, 0)
        if not await self._next(window, SELECTION_NOTIFY):
            return Value(0, 0, b"")
        given = self._taken(window)
        return await self._in_pieces(window) if given.kind == self._atom("INCR") else given

    async def _in_pieces(self, window: int) -> Value:
        first = Value(0, 0, b"")
        whole = b""
        while True:
            await self._next(window, PROPERTY_NOTIFY)
            piece = self._taken(window)
            if not piece.data:
                return first._replace(data=whole)
            first = first if whole else piece
            whole += piece.data[: _MOST - len(whole)]

    def _taken(self, window: int) -> Value:
        """Take what was put there; that it is gone asks for the next piece."""
        given = self._property(window, _ANSWER, _MOST)
        if self.alive:
            with self._asking():
                self._call.XDeleteProperty(self._display, window, self._atom(_ANSWER))
        return given

    async def _next(self, window: int, kind: int) -> bool:
        """Wait for that event, and return whether it gives something. What comes before it says nothing new."""
        while (news := await self._news[window].get()).type != kind:
            pass
        return news.given

    def _read(self) -> None:
        """Hand on answers: what became of the question, and every piece of what is too long for one."""
        for event in self._events():
            if event.type == SELECTION_NOTIFY:
                self._tell(event.selection.window, _News(event.type, bool(event.selection.property)))
            elif event.type == PROPERTY_NOTIFY and event.property.state == _WRITTEN:
                self._tell(event.property.window, _News(event.type, True))

    def _tell(self, window: int, news: _News) -> None:
        if window in self._news:
            self._news[window].put_nowait(news)

    def _open_window(self) -> int:
        """Make a window that nobody ever sees: an answer is put into a property of it."""
        with self._asking():
            window = int(self._call.XCreateSimpleWindow(self._display, self._root, 0, 0, 1, 1, 0, 0, 0))
            self._call.XSelectInput(self._display, window, _PROPERTY_CHANGES)
        self._news[window] = asyncio.Queue()
        return window

    def _close_window(self, window: int) -> None:
        self._news.pop(window, None)
        if self.alive:
            with self._asking():
                self._call.XDestroyWindow(self._display, window)

    def _forsake(self, window: int) -> None:
        """Keep the window for a while: a program that answers late may end when it finds none."""
        del self._news[window]
        self._forsaken.append(window)
        if len(self._forsaken) > _FORSAKEN:
            self._close_window(self._forsaken.popleft())


def open_selection(environ: Mapping[str, str]) -> X11Selection | None:
    """Connect to the X server that DISPLAY names; None where there is none, or no libX11."""
    return connect(environ, X11Selection)
