"""A connection of our own to the X server: what all of them have in common, whatever they are for.

All connections are used from one thread, and from its event loop where they are listened on. An answer of the server
takes well under a millisecond, so nothing here is awaited. A window that has gone in the meantime is no error, and
neither is a server: everything asked for later is answered with no.

Not for: hotkeys and windows (x11), or what is selected (x11_selection).
"""

import asyncio
import ctypes
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple, TypeVar

from snom_dialer.system.xlib import Event, Library

log = logging.getLogger(__name__)

_UNIT = 4  # bytes that a length in a request stands for


class Value(NamedTuple):
    """What a property holds: the atom that says what it is, the bits of a unit (0: there is none), and the bytes."""

    kind: int
    width: int
    data: bytes


class Connection:
    """`connect` makes one. Its news are read by `_read`, which whoever listens has to fill."""

    def __init__(self, library: Library, display: int) -> None:
        self._library = library
        self._call = library.call
        self._display = display
        self._root: int = self._call.XDefaultRootWindow(display)
        self.alive = True  # until it is closed, or the server goes away
        self._lost: Callable[[], None] | None = None  # told of the server's end, once
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kept = library.survive(display, self._die)

    def fileno(self) -> int:
        """Return the file descriptor, which is readable when there is news."""
        return int(self._call.XConnectionNumber(self._display))

    def close(self) -> None:
        """Let go of the server, and of all that was had from it. May be called twice."""
        if not self.alive:
            return
        self.alive = False
        if self._loop is not None:
            self._loop.remove_reader(self.fileno())
        with self._library.own_handlers():
            self._call.XCloseDisplay(self._display)
        self._library.forget(self._display)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _attend(self) -> None:
        """Read news as they come, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self.fileno(), self._read)

    def _read(self) -> None:
        """Take all news."""
        for _ in self._events():
            pass

    def _events(self) -> Iterator[Event]:
        """Return what has come; each is gone with the next one."""
        event = Event()
        with self._library.own_handlers():
            while self.alive and self._call.XPending(self._display):
                self._call.XNextEvent(self._display, event)
                yield event

    def _atom(self, name: str) -> int:
        with self._library.own_handlers():
            return int(self._call.XInternAtom(self._display, name.encode(), 0)) if self.alive else 0

    def _property(self, window: int, name: str, most: int) -> Value:
        """Return the first `most` bytes of a property, nothing where there is no such window or property."""
        if not self.alive:
            return Value(0, 0, b"")
        kind, size, rest = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        width, data = ctypes.c_int(), ctypes.c_void_p()
        with self._asking():
            self._call.XGetWindowProperty(
                self._display, window, self._atom(name), 0, most // _UNIT, 0, 0, kind, width, size, rest, data
            )
        if not data.value:
            return Value(0, 0, b"")
        try:
            # Values of 32 bits come as C longs, whatever those are here.
            unit = {8: 1, 16: 2, 32: ctypes.sizeof(ctypes.c_long)}.get(width.value, 0)
            return Value(kind.value, width.value, ctypes.string_at(data, size.value * unit))
        finally:
            self._call.XFree(data)

    @contextmanager
    def _asking(self) -> Iterator[list[int]]:
        with self._library.errors(self._display) as errors:
            yield errors
        self._settle()

    def _settle(self) -> None:
        """See to events that came while an answer was waited for: the descriptor does not tell of them any more."""
        if self._loop is None:
            self._read()
        else:
            self._loop.call_soon(self._read)

    def _die(self) -> None:
        """Take note of the server's end, in the middle of whatever was asked of it.

        What libX11 keeps of the connection is left as it is: it does not say that it can be given back now.
        """
        if not self.alive:
            return
        self.alive = False
        if self._loop is not None:
            self._loop.remove_reader(self.fileno())
            if self._lost is not None:
                self._loop.call_soon(self._lost)


Kind = TypeVar("Kind", bound=Connection)


def connect(environ: Mapping[str, str], kind: Callable[[Library, int], Kind]) -> Kind | None:
    """Connect to the X server that DISPLAY names; None where there is none, or no libX11."""
    name = environ.get("DISPLAY", "")
    if not name:
        return None
    try:
        found = library()
    except OSError as error:
        log.info("the X server cannot be used (%s)", error)
        return None
    display = found.call.XOpenDisplay(name.encode("utf-8", "surrogateescape"))
    return kind(found, display) if display else None


@cache
def library() -> Library:
    """Return libX11: one for the process, as its handler of errors is. Raises OSError where it is not installed."""
    return Library()
