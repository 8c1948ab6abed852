"""What appears on an X screen, and when, told by the X server itself; and keys pressed there as from the keyboard.

    watch = Watch(":7")
    began = watch.press("Control_L", "Alt_L", "s")
    seconds = watch.until(lambda: watch.focused("Snom dialer")) - began

Moments are those of `time.perf_counter()`. Not for: what they mean (start_up, showing).
"""

import ctypes
import select
import time
from collections.abc import Callable
from ctypes import c_int, c_long, c_ubyte, c_uint, c_ulong, c_void_p
from typing import Any

from snom_dialer.system.xlib import Event, Library

_LOOK = 0.002  # seconds after which is looked again where the server tells of nothing
_CREATED, _DESTROYED, _UNMAPPED, _MAPPED, _REPARENTED = 16, 17, 18, 19, 21  # X.h: CreateNotify and so on
_STRUCTURE, _SUBSTRUCTURE, _FOCUS = 1 << 17, 1 << 19, 1 << 21  # X.h: StructureNotifyMask and so on
_SEEN, _ANY, _LONGEST = 2, 0, 64  # IsViewable, AnyPropertyType, and so many times four bytes of a title
_POINTER = ctypes.POINTER


class _Attributes(ctypes.Structure):
    _fields_ = [
        *((name, c_int) for name in ("x", "y", "width", "height", "border", "depth")),
        ("visual", c_void_p),
        ("root", c_ulong),
        *((name, c_int) for name in ("class", "bit_gravity", "win_gravity", "backing_store")),
        ("planes", c_ulong),
        ("pixel", c_ulong),
        ("save_under", c_int),
        ("colormap", c_ulong),
        ("map_installed", c_int),
        ("map_state", c_int),
        ("rest", c_long * 8),
    ]
    map_state: int


class Watch:
    """Knows the windows that have appeared since it was made. Raises OSError without libX11 and libXtst."""

    def __init__(self, display: str) -> None:
        self._library = Library()
        self._call = self._library.call
        self._test: Any = ctypes.CDLL("libXtst.so.6")
        self._declare()
        self._display: int = self._call.XOpenDisplay(display.encode())
        self._root: int = self._call.XDefaultRootWindow(self._display)
        self._mapped: dict[int, bool] = {}  # every window, by whether it is
        self._parents: dict[int, int] = {}
        self._call.XSelectInput(self._display, self._root, _SUBSTRUCTURE)
        self._call.XSync(self._display, 0)

    def _declare(self) -> None:
        for where, name, result, arguments in (
            (self._call, "XSelectInput", c_int, (c_void_p, c_ulong, c_long)),
            (self._call, "XGetInputFocus", c_int, (c_void_p, _POINTER(c_ulong), _POINTER(c_int))),
            (self._call, "XGetWindowAttributes", c_int, (c_void_p, c_ulong, _POINTER(_Attributes))),
            (self._call, "XKeysymToKeycode", c_ubyte, (c_void_p, c_ulong)),
            (self._test, "XTestFakeKeyEvent", c_int, (c_void_p, c_uint, c_int, c_ulong)),
        ):
            function = getattr(where, name)
            function.restype, function.argtypes = result, arguments

    def close(self) -> None:
        """Let go of the server."""
        self._call.XCloseDisplay(self._display)

    # ---- waiting -----------------------------------------------------------------------------------------------------

    def until(self, holds: Callable[[], bool], patience: float = 20.0) -> float:
        """Return the moment in which that holds; asked after all news. Raises TimeoutError."""
        end = time.perf_counter() + patience
        while True:
            self._read()
            with self._library.errors(self._display):  # a window may have gone in the meantime
                if holds():
                    return time.perf_counter()
            if time.perf_counter() > end:
                raise TimeoutError(f"not within {patience:g} s")
            if not self._call.XPending(self._display):
                select.select([self._call.XConnectionNumber(self._display)], [], [], _LOOK)

    def shown(self, title: str) -> bool:
        """Whether a window whose title begins so is there to be seen."""
        return bool(self._shown(title))

    def focused(self, title: str) -> bool:
        """Whether such a window is there and has the focus, so that keys go into it."""
        focus, revert = c_ulong(), c_int()
        self._call.XGetInputFocus(self._display, focus, revert)
        return focus.value in self._shown(title)

    def icon_shown(self) -> bool:
        """Whether a window that was made to be embedded stands in another one than the root: an icon in the tray."""
        return any(
            mapped and self._embedded(window) and self._parents.get(window, self._root) != self._root
            for window, mapped in self._mapped.items()
            if self._seen(window)
        )

    def _shown(self, title: str) -> list[int]:
        return [
            window
            for window, mapped in self._mapped.items()
            if mapped and self._title(window).startswith(title) and self._seen(window) and not self._embedded(window)
        ]

    def _title(self, window: int) -> str:
        return self._property(window, "_NET_WM_NAME").decode()

    def _embedded(self, window: int) -> bool:
        """Whether it may stand in another one, and no window manager has it. Qt gives all its windows the former."""
        return bool(self._property(window, "_XEMBED_INFO")) and not self._property(window, "WM_STATE")

    def _seen(self, window: int) -> bool:
        """Whether it and everything around it is mapped."""
        found = _Attributes()
        return bool(self._call.XGetWindowAttributes(self._display, window, found)) and found.map_state == _SEEN

    def _property(self, window: int, name: str) -> bytes:
        kind, size, rest = c_ulong(), c_ulong(), c_ulong()
        width, values = c_int(), c_void_p()
        atom = self._call.XInternAtom(self._display, name.encode(), 0)
        self._call.XGetWindowProperty(
            self._display, window, atom, 0, _LONGEST, 0, _ANY, kind, width, size, rest, values
        )  # fmt: skip
        if not values.value:
            return b""
        try:
            return ctypes.string_at(values.value, size.value)
        finally:
            self._call.XFree(values)

    # ---- keys --------------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> float:
        """Press keys together, named by their keysyms, and let them go; return the moment before the last one."""
        codes = [self._keycode(key) for key in keys]
        for code in codes[:-1]:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        self._call.XSync(self._display, 0)
        began = time.perf_counter()
        self._test.XTestFakeKeyEvent(self._display, codes[-1], 1, 0)
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._call.XFlush(self._display)
        return began

    def _keycode(self, key: str) -> int:
        return int(self._call.XKeysymToKeycode(self._display, self._call.XStringToKeysym(key.encode())))

    # ---- news --------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        event = Event()
        while self._call.XPending(self._display):
            self._call.XNextEvent(self._display, event)
            self._take(event.type, event.pad[4], event.pad[5], event.pad[6])

    def _take(self, kind: int, at: int, window: int, parent: int) -> None:
        """Take one event. In all of these the windows stand in the same places."""
        if kind == _CREATED and at == self._root:
            with self._library.errors(self._display):
                self._call.XSelectInput(self._display, window, _STRUCTURE | _FOCUS)
                self._mapped[window] = self._seen(window)
        elif kind == _DESTROYED:
            self._mapped.pop(window, None)
            self._parents.pop(window, None)
        elif kind in (_MAPPED, _UNMAPPED) and window in self._mapped:
            self._mapped[window] = kind == _MAPPED
        elif kind == _REPARENTED:
            self._parents[window] = parent
