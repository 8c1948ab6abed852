"""Global hotkeys: what one is, what is said of it, and which way to them this desktop session has.

    Linux with X11       keys are grabbed from the X server (hotkey_x11)
    Linux with Wayland   the desktop is asked by its portal (hotkey_portal), and may say no
    Windows, macOS       they are registered with the system (hotkey_windows, hotkey_macos)

A grab under Wayland would be noticed only while a window of an X11 program has the focus, so there is none.

Not for: what a hotkey does (gui), or where the user's ones are kept (config).
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeAlias

from snom_dialer.errors import Code, fault
from snom_dialer.system import keyboard

log = logging.getLogger(__name__)

Pressed: TypeAlias = Callable[[str, int], None]
"""Called in the event loop: the name of the hotkey, and the X server's time of the press (0 where there is none)."""


class Modifier(StrEnum):
    """A key that is held; `CMD` is the one with the Windows logo, or the Command key. The order is that of captions."""

    CTRL = "ctrl"
    ALT = "alt"
    SHIFT = "shift"
    CMD = "cmd"


_CAPTIONS = {Modifier.CTRL: "Ctrl", Modifier.ALT: "Alt", Modifier.SHIFT: "Shift", Modifier.CMD: "Super"}
_OTHER_CAPTIONS = {"win32": {Modifier.CMD: "Win"}, "darwin": {Modifier.CMD: "Cmd", Modifier.ALT: "Option"}}
# The original program told them apart by side, which no system does for hotkeys.
_MODIFIERS = {f"{modifier}{side}": modifier for modifier in Modifier for side in ("", "_l", "_r")}


class Chord(NamedTuple):
    """A key and what is held with it. Its text is the canonical one of the configuration: `<ctrl>+<alt>+s`."""

    modifiers: frozenset[Modifier]
    key: str

    def __str__(self) -> str:
        held = [f"<{modifier}>" for modifier in Modifier if modifier in self.modifiers]
        return "+".join([*held, self.key if keyboard.is_character(self.key) else f"<{self.key}>"])


def parse_chord(text: str) -> Chord:
    """Return the hotkey that is written like that. Raises CallerError (HOTKEY_SENSELESS)."""
    modifiers: set[Modifier] = set()
    name = ""
    for part in _parts(text):
        modifier = _MODIFIERS.get(part[1:-1].lower()) if _is_named(part) else None
        if modifier is None and name:
            raise fault(Code.HOTKEY_SENSELESS, text=text, what="it has two keys beside Ctrl, Alt, Shift and Cmd")
        if modifier in modifiers:
            raise fault(Code.HOTKEY_SENSELESS, text=text, what=f"{part} is there twice")
        if modifier is None:
            name = _key(text, part)
        else:
            modifiers.add(modifier)
    if not name:
        raise fault(Code.HOTKEY_SENSELESS, text=text, what="a key is missing beside Ctrl, Alt, Shift and Cmd")
    if name not in keyboard.ALONE and modifiers <= {Modifier.SHIFT}:
        raise fault(
            Code.HOTKEY_SENSELESS, text=text, what="without Ctrl, Alt or Cmd that key could not be typed any more"
        )
    return Chord(frozenset(modifiers), name)


def caption(chord: Chord, platform: str = sys.platform) -> str:
    """Return what people call it: "Ctrl+Alt+S"."""
    captions = _CAPTIONS | _OTHER_CAPTIONS.get(platform, {})
    found = keyboard.key(chord.key)
    return "+".join(
        [*(captions[held] for held in Modifier if held in chord.modifiers), found.caption if found else "?"]
    )


class Trouble(StrEnum):
    """Why a hotkey is not one."""

    TAKEN = "taken"  # by another program, or by another hotkey of ours
    UNKNOWN_KEY = "unknown_key"  # no key of this keyboard bears it
    UNAVAILABLE = "unavailable"  # there is no way to global hotkeys here
    REFUSED = "refused"  # by the desktop, or by its user


class Bound(NamedTuple):
    """What became of a hotkey; `shown` is what the desktop says the key is, as it may have chosen, else the caption."""

    trouble: Trouble | None
    shown: str


class Hotkeys(Protocol):
    """A way to global hotkeys. Everything is asked of it in one event loop."""

    async def bind(self, wanted: Mapping[str, Chord]) -> Mapping[str, Bound]:
        """Make these the hotkeys, by name, in place of all former ones, and say what became of each."""
        ...

    async def close(self) -> None:
        """Let go of all of them. May be called twice."""
        ...


class NoHotkeys:
    """Where there is no way to them."""

    async def bind(self, wanted: Mapping[str, Chord]) -> Mapping[str, Bound]:
        """Say that there are none."""
        return {name: Bound(Trouble.UNAVAILABLE, caption(chord)) for name, chord in wanted.items()}

    async def close(self) -> None:
        """There is nothing to let go of."""


async def hotkeys_for(
    pressed: Pressed, *, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Hotkeys:
    """Return the way to hotkeys that this session has; where there is none, one that says so. Nothing is raised."""

    def tell(name: str, time: int) -> None:
        try:
            pressed(name, time)
        except Exception:  # the next press has to be noticed all the same
            log.exception("what the hotkey %s is for failed", name)

    try:
        found = await _find(tell, environ, platform)
    except (OSError, ImportError) as error:
        log.info("there are no global hotkeys here (%s)", error)
        return NoHotkeys()
    return found or NoHotkeys()


async def _find(pressed: Pressed, environ: Mapping[str, str], platform: str) -> Hotkeys | None:
    if platform == "win32":
        from snom_dialer.system.hotkey_windows import WindowsHotkeys, user32

        return WindowsHotkeys(user32(), pressed)
    if platform == "darwin":
        from snom_dialer.system.hotkey_macos import MacHotkeys, carbon

        return MacHotkeys(carbon(), pressed)
    if environ.get("XDG_SESSION_TYPE") == "wayland" or environ.get("WAYLAND_DISPLAY"):
        from snom_dialer.system.bus import session_address
        from snom_dialer.system.hotkey_portal import open_portal

        return await open_portal(session_address(environ), pressed)
    from snom_dialer.system.hotkey_x11 import X11Hotkeys
    from snom_dialer.system.x11 import open_display

    display = open_display(environ)
    return X11Hotkeys(display, pressed) if display is not None else None


# ---- the text --------------------------------------------------------------------------------------------------------


def _parts(text: str) -> list[str]:
    """Take the text apart at each plus that is not itself a key: in `<ctrl>++` the second one is."""
    parts = [""]
    for character in text.strip():
        if character == "+" and parts[-1]:
            parts.append("")
        else:
            parts[-1] += character
    if not all(parts):
        what = "there is nothing before or after a plus" if text.strip() else "it is empty"
        raise fault(Code.HOTKEY_SENSELESS, text=text, what=what)
    return parts


def _is_named(part: str) -> bool:
    return len(part) > 2 and part.startswith("<") and part.endswith(">")


def _key(text: str, part: str) -> str:
    name = part[1:-1].lower() if _is_named(part) else part.lower()
    if _is_named(part) == (name in keyboard.NAMED) and keyboard.key(name) is not None:
        return name
    raise fault(Code.HOTKEY_SENSELESS, text=text, what=f"there is no key {part} for hotkeys")
