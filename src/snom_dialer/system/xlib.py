"""libX11 as it is called here: its functions with their types, and the layouts of its events.

A function without declared types would cut pointers in half, so there is none. The layouts are those of X11/Xlib.h and
have not changed since the 1980s. Errors of the X protocol reach the program by one handler for the whole process.

For that reason one thread uses all of it.

Not for: what is done with them (x11).
"""

import ctypes
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ctypes import POINTER, Structure, Union, c_char_p, c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p
from typing import Any

KEY_PRESS, KEY_RELEASE, PROPERTY_NOTIFY, SELECTION_NOTIFY, CLIENT_MESSAGE, MAPPING_NOTIFY = 2, 3, 28, 31, 33, 34

_COMMON: list[Any] = [("type", c_int), ("serial", c_ulong), ("send_event", c_int), ("display", c_void_p)]


class KeyEvent(Structure):
    """A press or a release."""

    _fields_ = [
        *_COMMON,
        *((name, c_ulong) for name in ("window", "root", "subwindow", "time")),
        *((name, c_int) for name in ("x", "y", "x_root", "y_root")),
        *((name, c_uint) for name in ("state", "keycode")),
        ("same_screen", c_int),
    ]
    type: int
    send_event: int
    time: int
    state: int
    keycode: int


class ClientMessage(Structure):
    """What programs say to each other, and to the window manager."""

    _fields_ = [
        *_COMMON,
        ("window", c_ulong),
        ("message_type", c_ulong),
        ("format", c_int),
        ("data", c_long * 5),
    ]


class PropertyNews(Structure):
    """A property was written (state 0) or deleted (state 1)."""

    _fields_ = [*_COMMON, *((name, c_ulong) for name in ("window", "atom", "time")), ("state", c_int)]
    window: int
    atom: int
    state: int


class SelectionNews(Structure):
    """What is selected was put into a property of the window that asked, or, with `property` 0, was not."""

    _fields_ = [*_COMMON, *((name, c_ulong) for name in ("window", "selection", "target", "property", "time"))]
    window: int
    target: int
    property: int


class Event(Union):
    """Any event."""

    _fields_ = [
        ("type", c_int),
        ("key", KeyEvent),
        ("message", ClientMessage),
        ("property", PropertyNews),
        ("selection", SelectionNews),
        ("pad", c_long * 24),
    ]
    type: int
    key: KeyEvent
    message: ClientMessage
    property: PropertyNews
    selection: SelectionNews


class Error(Structure):
    """What the server did not want to do."""

    _fields_ = [
        ("type", c_int),
        ("display", c_void_p),
        ("resource", c_ulong),
        ("serial", c_ulong),
        ("error_code", c_ubyte),
        ("request_code", c_ubyte),
        ("minor_code", c_ubyte),
    ]
    error_code: int


_OnError = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(Error))
_OnEnd = ctypes.CFUNCTYPE(c_int, c_void_p)  # the server has gone away
_Exit = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)  # what is done then, in place of exit()

# name: result, arguments
_FUNCTIONS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
    "XOpenDisplay": (c_void_p, (c_char_p,)),
    "XCloseDisplay": (c_int, (c_void_p,)),
    "XConnectionNumber": (c_int, (c_void_p,)),
    "XDefaultRootWindow": (c_ulong, (c_void_p,)),
    "XSetErrorHandler": (c_void_p, (c_void_p,)),
    "XSetIOErrorHandler": (c_void_p, (c_void_p,)),
    "XSync": (c_int, (c_void_p, c_int)),
    "XFlush": (c_int, (c_void_p,)),
    "XPending": (c_int, (c_void_p,)),
    "XNextEvent": (c_int, (c_void_p, POINTER(Event))),
    "XSendEvent": (c_int, (c_void_p, c_ulong, c_int, c_long, POINTER(Event))),
    "XInternAtom": (c_ulong, (c_void_p, c_char_p, c_int)),
    "XGetWindowProperty": (
        c_int,
        (
            c_void_p, c_ulong, c_ulong, c_long, c_long, c_int, c_ulong,
            POINTER(c_ulong), POINTER(c_int), POINTER(c_ulong), POINTER(c_ulong), POINTER(c_void_p),
        ),
    ),
    "XDeleteProperty": (c_int, (c_void_p, c_ulong, c_ulong)),
    "XFree": (c_int, (c_void_p,)),
    "XCreateSimpleWindow": (
        c_ulong,
        (c_void_p, c_ulong, c_int, c_int, c_uint, c_uint, c_uint, c_ulong, c_ulong),
    ),
    "XDestroyWindow": (c_int, (c_void_p, c_ulong)),
    "XSelectInput": (c_int, (c_void_p, c_ulong, c_long)),
    "XConvertSelection": (c_int, (c_void_p, c_ulong, c_ulong, c_ulong, c_ulong, c_ulong)),
    "XGrabKey": (c_int, (c_void_p, c_int, c_uint, c_ulong, c_int, c_int, c_int)),
    "XUngrabKey": (c_int, (c_void_p, c_int, c_uint, c_ulong)),
    "XDisplayKeycodes": (c_int, (c_void_p, POINTER(c_int), POINTER(c_int))),
    "XRefreshKeyboardMapping": (c_int, (POINTER(Event),)),
    "XStringToKeysym": (c_ulong, (c_char_p,)),
    "XkbKeycodeToKeysym": (c_ulong, (c_void_p, c_uint, c_int, c_int)),
    "XkbKeysymToModifiers": (c_uint, (c_void_p, c_ulong)),
    "XkbSetDetectableAutoRepeat": (c_int, (c_void_p, c_int, POINTER(c_int))),
}  # fmt: skip


class Library:
    """libX11, loaded and declared; `call` is where its functions are. Raises OSError where it is not installed."""

    def __init__(self) -> None:
        self.call: Any = ctypes.CDLL("libX11.so.6")
        for name, (result, arguments) in _FUNCTIONS.items():
            self._declare(name, result, arguments)
        self._ours: set[int] = set()  # displays that survive their server
        self._caught: dict[int, list[int]] = {}  # errors by the display that they were made on
        self._former: dict[str, int | None] = {}  # handlers, by the function that sets them
        # Kept for ever: whoever sets a handler of their own may hand errors on to the one that they found.
        self._handlers = {"XSetErrorHandler": _OnError(self._on_error), "XSetIOErrorHandler": _OnEnd(self._on_end)}

    def _declare(self, name: str, result: Any, arguments: tuple[Any, ...]) -> None:
        try:
            function = getattr(self.call, name)
        except AttributeError as error:
            raise OSError(f"libX11 has no {name}") from error
        function.restype, function.argtypes = result, arguments

    def survive(self, display: int, lost: Callable[[], None]) -> object:
        """Have `lost` called instead of `exit` when the server goes away; the result has to be kept as long as that.

        Before libX11 1.7 (2020) there is no way to that, and the process ends with its server as X programs do.
        """
        try:
            function = self.call.XSetIOErrorExitHandler
        except AttributeError:
            return None
        function.restype, function.argtypes = None, (c_void_p, _Exit, c_void_p)
        handler = _Exit(lambda _, __: lost())
        function(display, handler, None)
        self._ours.add(display)
        return handler

    def forget(self, display: int) -> None:
        """That display is closed; another one may come to lie in the same place."""
        self._ours.discard(display)

    @contextmanager
    def own_handlers(self) -> Iterator[None]:
        """Have our handlers at work, which leave what is none of ours to those that were there, as Qt's may be."""
        with self._handler("XSetErrorHandler"), self._handler("XSetIOErrorHandler"):
            yield

    @contextmanager
    def errors(self, display: int) -> Iterator[list[int]]:
        """Collect the codes of the errors on that display, all of which have come when the block is left."""
        caught = self._caught[display] = []
        try:
            with self.own_handlers():
                yield caught
                self.call.XSync(display, 0)
        finally:
            del self._caught[display]

    @contextmanager
    def _handler(self, name: str) -> Iterator[None]:
        setter = getattr(self.call, name)
        ours = ctypes.cast(self._handlers[name], c_void_p).value
        former = setter(ours)
        if former == ours:  # at work already
            yield
            return
        self._former[name] = former
        try:
            yield
        finally:
            found = setter(former)
            if found != ours:  # another thread has set its own in the meantime
                setter(found)

    def _on_error(self, display: int, error: Any) -> int:
        if display in self._caught:
            self._caught[display].append(error.contents.error_code)
            return 0
        former = self._former["XSetErrorHandler"]
        return _OnError(former)(display, error) if former else 0

    def _on_end(self, display: int) -> int:
        former = self._former["XSetIOErrorHandler"]
        return _OnEnd(former)(display) if former and display not in self._ours else 0
