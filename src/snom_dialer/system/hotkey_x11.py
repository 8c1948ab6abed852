"""Hotkeys under X11: keys grabbed from the X server, so that the window in use does not get them.

A key is found by what it bears in any layout that is switched on; where none bears it, as no Russian key bears an s,
it is the one in that place on a US keyboard. Every key is grabbed with and without caps lock and num lock, as for the
server those are held, too. With a new layout they are looked up anew.

Not for: the connection to the server (x11), or Wayland (hotkey_portal).
"""

import logging
from collections.abc import Mapping

from snom_dialer.system import keyboard
from snom_dialer.system.hotkey import Bound, Chord, Modifier, Pressed, Trouble, caption
from snom_dialer.system.x11 import CONTROL, LOCK, SHIFT, KeyNews, Layout, X11Display

log = logging.getLogger(__name__)

_FORGOTTEN = 3000  # milliseconds; a held key repeats itself sooner than that
_OFFSET = 8  # between keycodes of X and of Linux
_UNICODE = 0x1000000  # keysyms from here on are characters of Unicode
# Older keysyms, which layouts go on using: a page, and the character set that the rest is in.
_PAGES = {
    0x100: "iso8859-2",
    0x300: "iso8859-4",
    0x500: "iso8859-6",
    0x600: "koi8-r",
    0x700: "iso8859-7",
    0xC00: "iso8859-8",
}

KeyPlace = tuple[int, int]  # keycode and modifiers


class X11Hotkeys:
    """Hotkeys over that connection, which is closed with them."""

    def __init__(self, display: X11Display, pressed: Pressed) -> None:
        self._display = display
        self._pressed = pressed
        self._wanted: Mapping[str, Chord] = {}
        self._bound: Mapping[str, Bound] = {}
        self._held: set[KeyPlace] = set()
        self._names: dict[KeyPlace, str] = {}  # the hotkeys that they belong to
        self._down: dict[int, int] = {}  # keycodes that are held, with the time at which they were last heard of
        display.listen(self._hear, self._grab_anew, self._lose)

    async def bind(self, wanted: Mapping[str, Chord]) -> Mapping[str, Bound]:
        """Grab these, and let go of the former ones."""
        self._wanted = dict(wanted)
        return self._grab()

    async def close(self) -> None:
        """Let go of the keys and of the server."""
        self._wanted, self._names = {}, {}
        self._display.close()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _grab(self) -> Mapping[str, Bound]:
        """Grab what is wanted and not had yet, and let go of what is not wanted any more.

        In between no key is free that is wanted before and after: a layout is announced with every change from one
        keyboard to another, mostly in the middle of a press.
        """
        layout = self._display.layout()
        plans = {
            name: places_of(chord, keysyms(chord.key, self._display), layout) for name, chord in self._wanted.items()
        }
        self._names = {}
        self._release(self._held - {place for _, places in plans.values() for place in places})
        self._bound = {name: self._grab_one(name, caption(meant), places) for name, (meant, places) in plans.items()}
        if not self._display.alive:
            self._bound = {name: Bound(Trouble.UNAVAILABLE, shown) for name, (_, shown) in self._bound.items()}
        return self._bound

    def _grab_one(self, name: str, shown: str, places: list[KeyPlace]) -> Bound:
        if not places:
            return Bound(Trouble.UNKNOWN_KEY, shown)
        if not self._names.keys().isdisjoint(places):
            return Bound(Trouble.TAKEN, shown)
        if not self._display.grab(set(places) - self._held):
            self._release(self._held & set(places))
            return Bound(Trouble.TAKEN, shown)
        self._held |= set(places)
        self._names |= dict.fromkeys(places, name)
        return Bound(None, shown)

    def _release(self, places: set[KeyPlace]) -> None:
        self._display.release(places)
        self._held -= places

    def _grab_anew(self) -> None:
        former = self._bound
        for name, bound in self._grab().items():
            if bound.trouble is not None and former[name].trouble is None:
                log.warning("with the new keyboard layout the hotkey %s (%s) is %s", bound.shown, name, bound.trouble)

    def _hear(self, news: KeyNews) -> None:
        last = self._down.pop(news.keycode, None)
        if not news.down:
            return
        self._down[news.keycode] = news.time
        name = self._names.get((news.keycode, news.state))
        # The release of a key may never be heard of, so that it counts as held only while it repeats itself.
        fresh = last is None or (news.time - last) & 0xFFFFFFFF > _FORGOTTEN
        if name is not None and fresh:
            self._pressed(name, news.time)

    def _lose(self) -> None:
        log.warning("the X server has gone away, and the hotkeys with it")
        self._names = {}


def keysyms(key: str, display: X11Display) -> list[int]:
    """Return the keysyms under which layouts may have that key."""
    found = keyboard.key(key)
    if not keyboard.is_character(key):
        return [display.keysym(found.keysym)] if found is not None else []
    code = ord(key)
    symbols = [code] if code < 0x100 else [_UNICODE | code]
    for page, charset in _PAGES.items():
        byte = key.encode(charset, "ignore")
        if byte and byte[0] >= 0xA0:
            symbols.append(page | byte[0])
    return symbols


def places_of(chord: Chord, symbols: list[int], layout: Layout) -> tuple[Chord, list[KeyPlace]]:
    """Return a hotkey, with shift where its key is one only with that, and what has to be grabbed for it.

    That is nothing where this keyboard has no such key.
    """
    level, keycodes = _keycodes(chord, symbols, layout)
    held = {Modifier.CTRL: CONTROL, Modifier.SHIFT: SHIFT, Modifier.ALT: layout.alt, Modifier.CMD: layout.super}
    modifiers = (0, SHIFT, layout.third_level, SHIFT | layout.third_level)[level]
    meant = Chord(chord.modifiers | {Modifier.SHIFT}, chord.key) if modifiers & SHIFT else chord
    if not all(held[modifier] for modifier in chord.modifiers) or (level > 1 and not layout.third_level):
        return meant, []
    for modifier in chord.modifiers:
        modifiers |= held[modifier]
    locks = {0, LOCK, layout.num_lock, LOCK | layout.num_lock}
    return meant, [(keycode, modifiers | lock) for keycode in keycodes for lock in sorted(locks)]


def _keycodes(chord: Chord, symbols: list[int], layout: Layout) -> tuple[int, list[int]]:
    """Return the lowest level on which keys bear it, and those keys."""
    places = sorted(place for symbol in symbols for place in layout.places.get(symbol, ()))
    if places:
        lowest = places[0][0]
        return lowest, [keycode for level, keycode in places if level == lowest]
    found = keyboard.key(chord.key)
    keycode = found.position + _OFFSET if found is not None and found.position >= 0 else -1
    return 0, [keycode] if keycode in layout.keycodes else []
