"""Hotkeys under macOS: RegisterEventHotKey of Carbon, which needs no right to watch the keyboard.

Carbon belongs to the main thread, where the window's event loop runs, so everything is asked of it there. Keys are
those in the place on a US keyboard, whatever they bear. Not tried on the real thing: a fake of the interface was.

Not for: a program without a window, whose main thread would answer nothing.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, Protocol

from snom_dialer.system import keyboard
from snom_dialer.system.hotkey import Bound, Chord, Modifier, Pressed, Trouble, caption

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds for the main thread
EXISTS = -9878  # eventHotKeyExistsErr
# Events.h: cmdKey, shiftKey, optionKey, controlKey
_MODIFIERS = {Modifier.CMD: 0x100, Modifier.SHIFT: 0x200, Modifier.ALT: 0x800, Modifier.CTRL: 0x1000}


class Carbon(Protocol):
    """What is asked of macOS."""

    def on_main(self, work: Callable[[], None]) -> None:
        """Have that done in the main thread, soon."""
        ...

    def listen(self, pressed: Callable[[int], None]) -> None:
        """Have that called in the main thread with the number of each hotkey that is pressed."""
        ...

    def register(self, number: int, modifiers: int, key: int) -> int:
        """Register a hotkey, and return an error code, 0 for none."""
        ...

    def unregister(self, number: int) -> None:
        """Take a hotkey back."""
        ...


class MacHotkeys:
    """Hotkeys over that interface."""

    def __init__(self, api: Carbon, pressed: Pressed) -> None:
        self._api = api
        self._pressed = pressed
        self._loop = asyncio.get_running_loop()
        self._names: dict[int, str] = {}  # what is registered; the main thread's own
        self._number = 0
        self._listening = False

    async def bind(self, wanted: Mapping[str, Chord]) -> Mapping[str, Bound]:
        """Register these, and take the former ones back."""
        answer: asyncio.Future[Mapping[str, Bound]] = self._loop.create_future()
        self._api.on_main(lambda: self._register_all(dict(wanted), answer))
        try:
            async with asyncio.timeout(PATIENCE):
                return await answer
        except TimeoutError:
            log.warning("the main thread registers no hotkeys")
            return {name: Bound(Trouble.UNAVAILABLE, caption(chord, "darwin")) for name, chord in wanted.items()}

    async def close(self) -> None:
        """Take all hotkeys back. May be called twice."""
        await self.bind({})

    # ---- in the main thread ------------------------------------------------------------------------------------------

    def _register_all(self, wanted: Mapping[str, Chord], answer: "asyncio.Future[Mapping[str, Bound]]") -> None:
        if not self._listening:
            self._api.listen(self._hear)
            self._listening = True
        for number in self._names:
            self._api.unregister(number)
        self._names = {}
        self._hand_on(_settle, answer, {name: self._register(name, chord) for name, chord in wanted.items()})

    def _register(self, name: str, chord: Chord) -> Bound:
        shown = caption(chord, "darwin")
        found = keyboard.key(chord.key)
        if found is None or found.macos < 0:
            return Bound(Trouble.UNKNOWN_KEY, shown)
        self._number += 1
        error = self._api.register(self._number, sum(_MODIFIERS[held] for held in chord.modifiers), found.macos)
        if error == 0:
            self._names[self._number] = name
            return Bound(None, shown)
        log.info("the hotkey %s was not registered (error %d)", shown, error)
        return Bound(Trouble.TAKEN if error == EXISTS else Trouble.UNAVAILABLE, shown)

    def _hear(self, number: int) -> None:
        if number in self._names:
            self._hand_on(self._pressed, self._names[number], 0)

    def _hand_on(self, function: Callable[..., None], *values: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *values)
        except RuntimeError:  # the loop has ended
            log.debug("nobody hears of hotkeys any more")


def _settle(answer: "asyncio.Future[object]", value: object) -> None:
    if not answer.done():
        answer.set_result(value)


if sys.platform == "darwin":
    import ctypes
    from ctypes import POINTER, c_int32, c_uint32, c_ulong, c_void_p

    def _four(text: str) -> int:
        return int.from_bytes(text.encode(), "big")

    class _HotKeyId(ctypes.Structure):
        _fields_ = [("signature", c_uint32), ("number", c_uint32)]

    class _EventType(ctypes.Structure):
        _fields_ = [("kind", c_uint32), ("which", c_uint32)]

    _OnEvent = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)
    _Work = ctypes.CFUNCTYPE(None, c_void_p)
    _SIGNATURE = _four("snom")
    _PRESSED = 5  # kEventHotKeyPressed

    class _Carbon:
        """The real one."""

        def __init__(self) -> None:
            self._carbon = ctypes.CDLL("/System/Library/Frameworks/Carbon.framework/Carbon")
            self._system = ctypes.CDLL("/usr/lib/libSystem.dylib")
            self._main = ctypes.addressof(c_void_p.in_dll(self._system, "_dispatch_main_q"))
            self._declare()
            self._references: dict[int, c_void_p] = {}
            self._handler: Any = None
            self._numbers = count(1)
            self._works: dict[int, Callable[[], None]] = {}  # until they are done
            self._work = _Work(lambda number: self._works.pop(number)())

        def _declare(self) -> None:
            declared = {
                "GetApplicationEventTarget": (c_void_p, ()),
                "InstallEventHandler": (
                    c_int32,
                    (c_void_p, _OnEvent, c_ulong, POINTER(_EventType), c_void_p, POINTER(c_void_p)),
                ),
                "RegisterEventHotKey": (
                    c_int32,
                    (c_uint32, c_uint32, _HotKeyId, c_void_p, c_uint32, POINTER(c_void_p)),
                ),
                "UnregisterEventHotKey": (c_int32, (c_void_p,)),
                "GetEventParameter": (
                    c_int32,
                    (c_void_p, c_uint32, c_uint32, c_void_p, c_ulong, c_void_p, POINTER(_HotKeyId)),
                ),
            }
            for name, (result, arguments) in declared.items():
                function = getattr(self._carbon, name)
                function.restype, function.argtypes = result, arguments
            self._system.dispatch_async_f.restype = None
            self._system.dispatch_async_f.argtypes = (c_void_p, c_void_p, _Work)

        def on_main(self, work: Callable[[], None]) -> None:
            number = next(self._numbers)
            self._works[number] = work
            self._system.dispatch_async_f(self._main, number, self._work)

        def listen(self, pressed: Callable[[int], None]) -> None:
            def on_event(_: int, event: int, __: int) -> int:
                found = _HotKeyId()
                asked = (_four("----"), _four("hkid"), None, ctypes.sizeof(found), None, found)
                if self._carbon.GetEventParameter(event, *asked) == 0 and found.signature == _SIGNATURE:
                    pressed(found.number)
                return 0

            self._handler = _OnEvent(on_event)
            kind = _EventType(_four("keyb"), _PRESSED)
            target = self._carbon.GetApplicationEventTarget()
            self._carbon.InstallEventHandler(target, self._handler, 1, kind, None, None)

        def register(self, number: int, modifiers: int, key: int) -> int:
            reference = c_void_p()
            target = self._carbon.GetApplicationEventTarget()
            identity = _HotKeyId(_SIGNATURE, number)
            error = self._carbon.RegisterEventHotKey(key, modifiers, identity, target, 0, reference)
            if error == 0:
                self._references[number] = reference
            return int(error)

        def unregister(self, number: int) -> None:
            self._carbon.UnregisterEventHotKey(self._references.pop(number))


def carbon() -> Carbon:
    """Return macOS' own interface. Raises OSError where this is not macOS."""
    if sys.platform == "darwin":
        return _Carbon()
    raise OSError("this is not macOS")
