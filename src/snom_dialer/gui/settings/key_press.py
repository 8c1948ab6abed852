"""From keys that are pressed in a window to the hotkey that they would be.

The key is the one without shift where that can be known: with shift, the 2 of many keyboards is a quotation mark, but
nobody calls it that. Windows and macOS: not tried on the real thing.

Not for: the field (hotkey_field), or what may be a hotkey (system.hotkey).
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from snom_dialer.system import keyboard
from snom_dialer.system.hotkey import Chord, Modifier

_Key = Qt.Key
_Held = Qt.KeyboardModifier

MODIFIERS = frozenset(
    {
        _Key.Key_Control, _Key.Key_Alt, _Key.Key_Shift, _Key.Key_Meta, _Key.Key_AltGr, _Key.Key_Super_L,
        _Key.Key_Super_R, _Key.Key_Hyper_L, _Key.Key_Hyper_R, _Key.Key_CapsLock, _Key.Key_NumLock, _Key.Key_Mode_switch,
    }
)  # fmt: skip
"""Keys that are held with others, or switch something over, and are no hotkey by themselves."""

_NAMED = {
    _Key.Key_Space: "space", _Key.Key_Return: "enter", _Key.Key_Enter: "enter", _Key.Key_Escape: "esc",
    _Key.Key_Tab: "tab", _Key.Key_Backtab: "tab", _Key.Key_Backspace: "backspace", _Key.Key_Insert: "insert",
    _Key.Key_Delete: "delete", _Key.Key_Home: "home", _Key.Key_End: "end", _Key.Key_PageUp: "page_up",
    _Key.Key_PageDown: "page_down", _Key.Key_Left: "left", _Key.Key_Right: "right", _Key.Key_Up: "up",
    _Key.Key_Down: "down", _Key.Key_Pause: "pause", _Key.Key_Print: "print_screen", _Key.Key_SysReq: "print_screen",
    _Key.Key_ScrollLock: "scroll_lock", _Key.Key_Menu: "menu", _Key.Key_MediaPlay: "media_play_pause",
    _Key.Key_MediaTogglePlayPause: "media_play_pause", _Key.Key_MediaStop: "media_stop",
    _Key.Key_MediaPrevious: "media_previous", _Key.Key_MediaNext: "media_next",
    _Key.Key_VolumeMute: "media_volume_mute", _Key.Key_VolumeDown: "media_volume_down",
    _Key.Key_VolumeUp: "media_volume_up",
    **{_Key(_Key.Key_F1.value + number): f"f{number + 1}" for number in range(20)},
}  # fmt: skip
_NAMES = {key.value: name for key, name in _NAMED.items()}

_HELD = {
    _Held.ControlModifier: Modifier.CTRL,
    _Held.AltModifier: Modifier.ALT,
    _Held.ShiftModifier: Modifier.SHIFT,
    _Held.MetaModifier: Modifier.CMD,
}
_HELD_MACOS = {**_HELD, _Held.ControlModifier: Modifier.CMD, _Held.MetaModifier: Modifier.CTRL}  # Qt has them swapped
_DIGITS = {digit: found for digit in "0123456789" if (found := keyboard.key(digit)) is not None}
_OFFSET = 8  # between scan codes as X11 and Wayland tell them, and positions


def chord_of(event: QKeyEvent, platform: str = sys.platform) -> Chord | None:
    """Return the hotkey that these keys would be, sensible or not; None where the key has no name or is AltGr's."""
    held = event.modifiers()
    if held & _Held.GroupSwitchModifier:
        return None
    table = _HELD_MACOS if platform == "darwin" else _HELD
    modifiers = frozenset(modifier for flag, modifier in table.items() if held & flag)
    key = _name(event, platform)
    return Chord(modifiers, key) if key else None


def _name(event: QKeyEvent, platform: str) -> str:
    code = event.key()
    if code in _NAMES:
        return _NAMES[code]
    if event.modifiers() & _Held.KeypadModifier or not 0x20 < code < 0x110000:
        return ""
    name = chr(code).lower()
    if event.modifiers() & _Held.ShiftModifier and not name.isalnum():
        name = _digit(event, platform) or name
    return name if keyboard.is_character(name) else ""


def _digit(event: QKeyEvent, platform: str) -> str:
    """Return the digit that the key has without shift, "" where it has none."""
    for digit, key in _DIGITS.items():
        if platform == "darwin":
            found = event.nativeVirtualKey() == key.macos
        elif platform == "win32":
            found = event.nativeVirtualKey() == key.windows
        else:
            found = event.nativeScanCode() == key.position + _OFFSET
        if found:
            return digit
    return ""
