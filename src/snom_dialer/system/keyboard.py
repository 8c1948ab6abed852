"""The keys that a hotkey may have, and by what each system knows them: one table.

A key that is a character is written as that character (`s`, `+`, `ö`), every other one by a name (`f9`, `pause`); both
are those of pynput, whose syntax the configuration has. `position` is where a key lies on a US keyboard, as a number of
Linux' input-event-codes.h; an X keycode is eight more.

Not for: modifiers and whole hotkeys (hotkey), or what lies where on the keyboard of this computer (hotkey_x11).
"""

from collections.abc import Mapping
from typing import NamedTuple


class Key(NamedTuple):
    """A key: its caption, its keysym and position; its virtual key on Windows and macOS, -1 where there is none."""

    caption: str
    keysym: str
    position: int = -1
    windows: int = -1
    macos: int = -1


_EDITING: Mapping[str, Key] = {
    "space": Key("Space", "space", 57, 0x20, 49),
    "enter": Key("Enter", "Return", 28, 0x0D, 36),
    "esc": Key("Esc", "Escape", 1, 0x1B, 53),
    "tab": Key("Tab", "Tab", 15, 0x09, 48),
    "backspace": Key("Backspace", "BackSpace", 14, 0x08, 51),
    "insert": Key("Insert", "Insert", 110, 0x2D, 114),
    "delete": Key("Delete", "Delete", 111, 0x2E, 117),
    "home": Key("Home", "Home", 102, 0x24, 115),
    "end": Key("End", "End", 107, 0x23, 119),
    "page_up": Key("Page up", "Prior", 104, 0x21, 116),
    "page_down": Key("Page down", "Next", 109, 0x22, 121),
    "left": Key("Left", "Left", 105, 0x25, 123),
    "right": Key("Right", "Right", 106, 0x27, 124),
    "up": Key("Up", "Up", 103, 0x26, 126),
    "down": Key("Down", "Down", 108, 0x28, 125),
}
_SPECIAL: Mapping[str, Key] = {
    "pause": Key("Pause", "Pause", 119, 0x13),
    "print_screen": Key("Print screen", "Print", 99, 0x2C),
    "scroll_lock": Key("Scroll lock", "Scroll_Lock", 70, 0x91),
    "menu": Key("Menu", "Menu", 127, 0x5D, 110),
    "media_play_pause": Key("Play/Pause", "XF86AudioPlay", 164, 0xB3),
    "media_stop": Key("Stop", "XF86AudioStop", 166, 0xB2),
    "media_previous": Key("Previous track", "XF86AudioPrev", 165, 0xB1),
    "media_next": Key("Next track", "XF86AudioNext", 163, 0xB0),
    "media_volume_mute": Key("Mute", "XF86AudioMute", 113, 0xAD, 74),
    "media_volume_down": Key("Volume down", "XF86AudioLowerVolume", 114, 0xAE, 73),
    "media_volume_up": Key("Volume up", "XF86AudioRaiseVolume", 115, 0xAF, 72),
}
# KEY_F1 to KEY_F20, and kVK_F1 to kVK_F20; on Windows they lie in a row.
_FUNCTION_POSITIONS = (*range(59, 69), 87, 88, *range(183, 191))
_FUNCTION_MACOS = (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111, 105, 107, 113, 106, 64, 79, 80, 90)
_FUNCTION: Mapping[str, Key] = {
    f"f{number}": Key(f"F{number}", f"F{number}", position, 0x6F + number, macos)
    for number, (position, macos) in enumerate(zip(_FUNCTION_POSITIONS, _FUNCTION_MACOS, strict=True), 1)
}

NAMED: Mapping[str, Key] = {**_EDITING, **_SPECIAL, **_FUNCTION}
# What nobody types or moves about with, so that it may be a hotkey without Ctrl, Alt or the like.
ALONE = _SPECIAL.keys() | _FUNCTION.keys()

_ROWS = {2: "1234567890-=", 16: "qwertyuiop[]", 30: "asdfghjkl;'`", 43: "\\zxcvbnm,./"}
_POSITIONS = {character: first + n for first, row in _ROWS.items() for n, character in enumerate(row)}
# kVK_ANSI_A and so on, from 0 upwards; a blank is no character's.
_MACOS = "asdfhgzxcv bqweryt123465=97-80]ou[ip lj'k;\\,/nm.  `"
_KEYSYMS = {
    "!": "exclam", '"': "quotedbl", "#": "numbersign", "$": "dollar", "%": "percent", "&": "ampersand",
    "'": "apostrophe", "(": "parenleft", ")": "parenright", "*": "asterisk", "+": "plus", ",": "comma", "-": "minus",
    ".": "period", "/": "slash", ":": "colon", ";": "semicolon", "<": "less", "=": "equal", ">": "greater",
    "?": "question", "@": "at", "[": "bracketleft", "\\": "backslash", "]": "bracketright", "^": "asciicircum",
    "_": "underscore", "`": "grave", "{": "braceleft", "|": "bar", "}": "braceright", "~": "asciitilde",
}  # fmt: skip


def is_character(name: str) -> bool:
    """Whether a key can be written as that character: one that is seen, and no capital one."""
    return len(name) == 1 and name.isprintable() and not name.isspace() and name == name.lower()


def key(name: str) -> Key | None:
    """Return the key of that name or character, None where there is none."""
    if name in NAMED:
        return NAMED[name]
    if not is_character(name):
        return None
    plain = name.isascii() and name.isalnum()
    keysym = name if plain else _KEYSYMS.get(name, f"U{ord(name):04X}")
    caption = name.upper() if len(name.upper()) == 1 else name
    # A virtual key of Windows moves with the layout, so only letters and digits are sure to have theirs.
    return Key(caption, keysym, _POSITIONS.get(name, -1), ord(name.upper()) if plain else -1, _MACOS.find(name))
