"""Hotkeys under Wayland: org.freedesktop.portal.GlobalShortcuts, where the desktop and its user have the last word.

Hotkeys belong to a session on the portal; other ones are a new session. The desktop may ask the user, who may take
other keys or none, so what came of it is told as the desktop describes it. GNOME from 48 and KDE from 5.27 have this.
A portal of our own on a real bus was tried. A Wayland desktop: not tried on the real thing.

Not for: keys grabbed from an X server (hotkey_x11), or giving a window the focus under Wayland.
"""

import asyncio
import logging
import sys
from collections.abc import Mapping
from itertools import count
from typing import Any

from snom_dialer.system import keyboard
from snom_dialer.system.bus import Bus, Place, Signal, open_bus
from snom_dialer.system.hotkey import Bound, Chord, Modifier, Pressed, Trouble, caption

assert sys.platform == "linux"  # imported on Linux only; the type checker has to know

log = logging.getLogger(__name__)

APP_ID = "snom-dialer"  # the name of our .desktop file, by which the desktop knows whose hotkeys these are
ANSWER = 10.0  # seconds for an answer of the portal alone
DECISION = 180.0  # seconds for one of the user
_NAME, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SHORTCUTS = Place(_NAME, _PATH, "org.freedesktop.portal.GlobalShortcuts")
_REGISTRY = Place(_NAME, _PATH, "org.freedesktop.host.portal.Registry")
_PROPERTIES = Place(_NAME, _PATH, "org.freedesktop.DBus.Properties")
_REQUEST, _SESSION = "org.freedesktop.portal.Request", "org.freedesktop.portal.Session"
_DONE = 0  # how a request ended; 1: the user said no, 2: otherwise
# The shortcuts specification of freedesktop.org.
_TRIGGERS = {Modifier.CTRL: "CTRL", Modifier.ALT: "ALT", Modifier.SHIFT: "SHIFT", Modifier.CMD: "LOGO"}


class _RefusedError(Exception):
    """The user or the desktop said no."""


class PortalHotkeys:
    """Hotkeys by the portal on that bus; `open_portal` makes one."""

    def __init__(self, address: str, pressed: Pressed) -> None:
        self._address = address
        self._pressed = pressed
        self._bus: Bus | None = None
        self._owner = ""  # the portal's unique name, "" once it has gone away
        self._session = ""  # its path, "" where there is none
        self._waiting: dict[str, asyncio.Future[tuple[Any, ...]]] = {}  # for the end of a request, by its path
        self._tokens = count(1)
        self._turn = asyncio.Lock()

    async def bind(self, wanted: Mapping[str, Chord]) -> Mapping[str, Bound]:
        """Ask for these in a new session; this may take as long as the user thinks about it."""
        async with self._turn:
            try:
                shown = await self._ask_for(wanted)
            except (OSError, TimeoutError) as error:
                log.info("the desktop portal gave no hotkeys (%s)", error)
                return {name: Bound(Trouble.UNAVAILABLE, caption(chord)) for name, chord in wanted.items()}
            except _RefusedError:
                shown = {}
            return {name: _bound(chord, shown.get(name)) for name, chord in wanted.items()}

    async def close(self) -> None:
        """Give the hotkeys back. May be called twice."""
        async with self._turn:
            await self._end_session()
            if self._bus is not None:
                self._bus.close()
                self._bus = None

    async def connect(self) -> None:
        """Find the portal. Raises OSError."""
        if self._bus is None:
            self._bus = await open_bus(self._address, self._hear, self._lose)
            await self._bus.follow(_NAME)
            await self._bus.listen(_SHORTCUTS, "Activated")
            await self._bus.listen_below(Place(_NAME, f"{_PATH}/request", _REQUEST), "Response")
            await self._bus.listen_below(Place(_NAME, f"{_PATH}/session", _SESSION), "Closed")
        try:  # first of all: the portal keeps what it took us for at our first call
            await self._bus.call(_REGISTRY, "Register", "sa{sv}", APP_ID, {})
        except OSError as error:
            log.debug("the desktop portal does not know us by name (%s)", error)  # before 1.20 it knows nobody
        await self._bus.call(_PROPERTIES, "Get", "ss", _SHORTCUTS.interface, "version")
        self._owner = await self._bus.owner(_NAME)

    # ---- asking ------------------------------------------------------------------------------------------------------

    async def _ask_for(self, wanted: Mapping[str, Chord]) -> Mapping[str, str]:
        """Return the hotkeys that there are now, each with what the desktop says of it ("" where it has no key)."""
        await self._end_session()
        if not wanted:
            return {}
        if self._bus is None or not self._owner:
            await self.connect()
        token = self._token()
        answer = await self._request(ANSWER, "CreateSession", "a{sv}", {"session_handle_token": ("s", token)})
        self._session = str(_value(answer, "session_handle"))
        asked = [(name, _description(name, chord)) for name, chord in wanted.items()]
        try:
            answer = await self._request(DECISION, "BindShortcuts", "oa(sa{sv})sa{sv}", self._session, asked, "", {})
        except (_RefusedError, OSError, TimeoutError):
            await self._end_session()
            raise
        given = _value(answer, "shortcuts") or ()
        # A desktop that says nothing of the key has taken the one that was asked for.
        return {
            name: str(_value(said, "trigger_description", caption(wanted[name])))
            for name, said in given
            if name in wanted
        }

    async def _request(self, patience: float, method: str, signature: str, *values: Any) -> Mapping[str, Any]:
        """Call a method that ends with a signal, and return what that says. The last of the values are options."""
        assert self._bus is not None
        token = self._token()
        sender = self._bus.name.removeprefix(":").replace(".", "_")
        path = f"{_PATH}/request/{sender}/{token}"
        answer = self._waiting[path] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(patience):
                await self._bus.call(
                    _SHORTCUTS, method, signature, *values[:-1], values[-1] | {"handle_token": ("s", token)}
                )
                status, results = await answer
        finally:
            del self._waiting[path]
        if status != _DONE:
            raise _RefusedError
        return dict(results)

    async def _end_session(self) -> None:
        session, self._session = self._session, ""
        if session and self._bus is not None and self._owner:
            try:
                await self._bus.call(Place(_NAME, session, _SESSION), "Close", "")
            except OSError as error:
                log.info("the desktop portal did not end our hotkeys (%s)", error)

    def _token(self) -> str:
        return f"snom_dialer_{next(self._tokens)}"

    # ---- hearing -----------------------------------------------------------------------------------------------------

    def _hear(self, signal: Signal) -> None:
        if signal.member == "NameOwnerChanged" and signal.sender == "org.freedesktop.DBus":
            if self._owner and signal.body[1] == self._owner:
                self._go("the desktop portal has ended")
        elif not self._owner or signal.sender != self._owner:
            return  # everybody on the bus may send us one
        elif signal.member == "Response":
            answer = self._waiting.get(signal.path)
            if answer is not None and not answer.done():
                answer.set_result(signal.body)
        elif signal.member == "Activated" and self._session and signal.body[0] == self._session:
            self._pressed(signal.body[1], 0)
        elif signal.member == "Closed" and self._session and signal.path == self._session:
            self._session = ""
            log.warning("the desktop has ended our hotkeys")

    def _lose(self) -> None:
        self._bus = None
        self._go("the session bus has gone away")

    def _go(self, reason: str) -> None:
        if self._session:
            log.warning("%s, and the hotkeys with it", reason)
        self._owner = self._session = ""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(OSError(reason))


async def open_portal(address: str, pressed: Pressed) -> PortalHotkeys:
    """Find the portal on that bus. Raises OSError where there is none, or none with hotkeys."""
    if not address:
        raise OSError("this session has no bus")
    found = PortalHotkeys(address, pressed)
    try:
        await found.connect()
    except BaseException:
        await found.close()
        raise
    return found


def trigger(chord: Chord) -> str:
    """Return a hotkey as the portal has it: "CTRL+ALT+s"."""
    found = keyboard.key(chord.key)
    held = [_TRIGGERS[modifier] for modifier in Modifier if modifier in chord.modifiers]
    return "+".join([*held, found.keysym if found is not None else chord.key])


def _description(name: str, chord: Chord) -> dict[str, tuple[str, str]]:
    """What the desktop shows its user, and proposes."""
    words = name.replace("_", " ").capitalize()
    return {"description": ("s", words), "preferred_trigger": ("s", trigger(chord))}


def _value(results: Mapping[str, Any], name: str, default: Any = "") -> Any:
    """Take a value out of the variant that it is in."""
    return results[name][1] if name in results else default


def _bound(chord: Chord, shown: str | None) -> Bound:
    if not shown:  # not given at all, or without a key
        return Bound(Trouble.REFUSED, caption(chord))
    return Bound(None, shown)
