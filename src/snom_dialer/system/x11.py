"""The X server: keys grabbed from it, the window in use, and giving a window the focus.

Not for: which key is meant (hotkey_x11), what is selected (x11_selection), or windows of our own (gui).
"""

import ctypes
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from snom_dialer.system.x11_connection import Connection, connect
from snom_dialer.system.xlib import CLIENT_MESSAGE, KEY_PRESS, KEY_RELEASE, MAPPING_NOTIFY, Event, Library

SHIFT, LOCK, CONTROL = 0x1, 0x2, 0x4  # X11/X.h: the modifiers that every keyboard has under these numbers
MODIFIERS = 0xFF  # the bits of a state that are modifiers
_GROUPS = _LEVELS = range(4)
_ASYNC = 1  # GrabModeAsync: nothing is held up
_TO_MANAGER = 0x80000 | 0x100000  # SubstructureNotify and SubstructureRedirect
_ADD = 1  # EWMH: to a list of states
_PAGER = 2  # EWMH: asked for by the user, not by a program of its own accord
_MOST = 4096  # bytes of a property that are looked at


class KeyNews(NamedTuple):
    """A grabbed key has gone down or up; `time` is the server's, in milliseconds of 32 bits."""

    down: bool
    keycode: int
    state: int
    time: int


class Layout(NamedTuple):
    """The keyboard: where each keysym lies (level and keycode), and the bits of modifiers, 0 where there is none."""

    places: Mapping[int, tuple[tuple[int, int], ...]]
    keycodes: range
    alt: int
    super: int
    num_lock: int
    third_level: int


class X11Display(Connection):
    """A connection for these; `open_display` makes one."""

    def __init__(self, library: Library, display: int) -> None:
        super().__init__(library, display)
        self._heard: Callable[[KeyNews], None] | None = None
        self._changed: Callable[[], None] | None = None

    def listen(self, heard: Callable[[KeyNews], None], changed: Callable[[], None], lost: Callable[[], None]) -> None:
        """Hear of grabbed keys, of a changed layout, and of the server's end (once), in the running loop."""
        self._heard, self._changed, self._lost = heard, changed, lost
        self._attend()
        with self._library.own_handlers():
            self._call.XkbSetDetectableAutoRepeat(self._display, 1, None)  # a held key does not seem to be let go
        self._settle()

    def grab(self, keys: Iterable[tuple[int, int]]) -> bool:
        """Take those keys (keycode and modifiers) from everybody else: all of them, or, where one is taken, none."""
        if not self.alive:
            return False
        wanted = list(keys)
        with self._asking() as errors:
            for keycode, modifiers in wanted:
                self._call.XGrabKey(self._display, keycode, modifiers, self._root, 0, _ASYNC, _ASYNC)
        if errors:
            self.release(wanted)
        return not errors and self.alive

    def release(self, keys: Iterable[tuple[int, int]]) -> None:
        """Give those keys back; ones that we have not taken are no error."""
        if not self.alive:
            return
        with self._asking():
            for keycode, modifiers in keys:
                self._call.XUngrabKey(self._display, keycode, modifiers, self._root)

    def layout(self) -> Layout:
        """Return the keyboard as it is now."""
        if not self.alive:
            return Layout({}, range(0), 0, 0, 0, 0)
        lowest, highest = ctypes.c_int(), ctypes.c_int()
        names = ("Alt_L", "Super_L", "Num_Lock", "ISO_Level3_Shift")
        with self._asking():
            self._call.XDisplayKeycodes(self._display, lowest, highest)
            keycodes = range(lowest.value, highest.value + 1)
            return Layout(self._places(keycodes), keycodes, *map(self._modifier, names))

    def keysym(self, name: str) -> int:
        """Return the number of the keysym of that name, 0 where there is none."""
        return int(self._call.XStringToKeysym(name.encode()))

    def active_window_is_full_screen(self) -> bool:
        """Whether the window in use fills the screen, as a film or a lecture does."""
        active = self._values(self._root, "_NET_ACTIVE_WINDOW")
        return bool(active) and self._atom("_NET_WM_STATE_FULLSCREEN") in self._values(active[0], "_NET_WM_STATE")

    def activate(self, window: int, time: int) -> None:
        """Ask the window manager to give that window the focus, as the user pressed a key for it at that time."""
        self._tell_manager(window, "_NET_ACTIVE_WINDOW", _PAGER, time)

    def keep_off_taskbar(self, window: int) -> None:
        """Ask the window manager to list that window neither in the taskbar nor in the pager, while it is shown."""
        if self.alive:
            both = (self._atom("_NET_WM_STATE_SKIP_TASKBAR"), self._atom("_NET_WM_STATE_SKIP_PAGER"))
            self._tell_manager(window, "_NET_WM_STATE", _ADD, *both, _PAGER)

    def _tell_manager(self, window: int, message: str, *values: int) -> None:
        if not self.alive:
            return
        event = Event(type=CLIENT_MESSAGE)
        event.message.window = window
        event.message.message_type = self._atom(message)
        event.message.format = 32
        event.message.data[: len(values)] = values
        with self._asking():
            self._call.XSendEvent(self._display, self._root, 0, _TO_MANAGER, event)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _places(self, keycodes: range) -> Mapping[int, tuple[tuple[int, int], ...]]:
        lookup = self._call.XkbKeycodeToKeysym
        found: dict[int, dict[tuple[int, int], None]] = {}
        for level in _LEVELS:
            for group in _GROUPS:
                for keycode in keycodes:
                    if symbol := lookup(self._display, keycode, group, level):
                        found.setdefault(symbol, {})[level, keycode] = None
        return {symbol: tuple(places) for symbol, places in found.items()}

    def _modifier(self, name: str) -> int:
        bits = int(self._call.XkbKeysymToModifiers(self._display, self.keysym(name)))
        return bits & -bits  # a keyboard on which one key is two modifiers is held to the first

    def _values(self, window: int, name: str) -> list[int]:
        """Return the values of a property of 32 bits each, none where there is no such window or property."""
        found = self._property(window, name, _MOST)
        return list(memoryview(found.data).cast("L")) if found.width == 32 else []

    def _read(self) -> None:
        """Hand on what has become of grabbed keys and of the layout."""
        heard: list[KeyNews] = []
        changed = False
        for event in self._events():
            key = event.key
            if event.type == MAPPING_NOTIFY:
                self._call.XRefreshKeyboardMapping(event)
                changed = True
            elif event.type in (KEY_PRESS, KEY_RELEASE) and not key.send_event:
                heard.append(KeyNews(event.type == KEY_PRESS, key.keycode, key.state & MODIFIERS, key.time))
        if self._heard is not None:
            for news in heard:
                self._heard(news)
        if changed and self._changed is not None:
            self._changed()  # once for a new layout, which comes as dozens of events


def open_display(environ: Mapping[str, str]) -> X11Display | None:
    """Connect to the X server that DISPLAY names; None where there is none, or no libX11."""
    return connect(environ, X11Display)
