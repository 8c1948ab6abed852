"""Hotkeys under Windows: RegisterHotKey, which keeps the key from the window in use and says when it is taken.

Windows sends presses to the thread that registered them, so there is one, which does nothing else; everything asked of
it goes through its queue of messages. Not tried on the real thing: a fake of the interface was.

Not for: the focus, which Windows gives to whoever has been sent a hotkey.
"""

import asyncio
import logging
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, TypeAlias

from snom_dialer.system import keyboard
from snom_dialer.system.hotkey import Bound, Chord, Modifier, Pressed, Trouble, caption

log = logging.getLogger(__name__)

# winuser.h, winerror.h
WM_QUIT, WM_HOTKEY, WM_APP = 0x0012, 0x0312, 0x8000
ALREADY_REGISTERED = 1409
_MODIFIERS = {Modifier.ALT: 0x1, Modifier.CTRL: 0x2, Modifier.SHIFT: 0x4, Modifier.CMD: 0x8}
_NO_REPEAT = 0x4000
_SHIFTS = {0x1: Modifier.SHIFT, 0x2: Modifier.CTRL, 0x4: Modifier.ALT}  # what VkKeyScanW says is held for a character

Answer: TypeAlias = "asyncio.Future[Mapping[str, Bound]]"


class Message(NamedTuple):
    """What was sent to the thread: its kind, and for a hotkey the number that it was registered with."""

    kind: int
    number: int


class User32(Protocol):
    """What is asked of Windows. All but `post` counts for the thread that calls it."""

    def thread(self) -> int:
        """Return the number of this thread, which has a queue of messages from then on."""
        ...

    def register(self, number: int, modifiers: int, key: int) -> int:
        """Register a hotkey, and return an error code, 0 for none."""
        ...

    def unregister(self, number: int) -> None:
        """Take a hotkey back."""
        ...

    def key_of(self, character: str) -> int:
        """Return the virtual key of a character, above it what is held for it (a byte of bits); -1 for none."""
        ...

    def next(self) -> Message:
        """Wait for a message."""
        ...

    def post(self, thread: int, kind: int) -> None:
        """Send a message to a thread."""
        ...


class WindowsHotkeys:
    """Hotkeys over that interface."""

    def __init__(self, api: User32, pressed: Pressed) -> None:
        self._api = api
        self._pressed = pressed
        self._loop = asyncio.get_running_loop()
        self._asked: queue.SimpleQueue[tuple[Mapping[str, Chord], Answer]] = queue.SimpleQueue()
        self._names: dict[int, str] = {}  # what is registered; the thread's own
        self._number = 0
        self._ready: asyncio.Future[int] = self._loop.create_future()  # the number of the thread
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._thread: threading.Thread | None = None

    async def bind(self, wanted: Mapping[str, Chord]) -> Mapping[str, Bound]:
        """Register these, and take the former ones back."""
        if self._thread is None and not self._ended.done():
            self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
            self._thread.start()
        answer: Answer = self._loop.create_future()
        self._asked.put((dict(wanted), answer))
        self._api.post(await self._ready, WM_APP)
        either: set[asyncio.Future[Any]] = {answer, self._ended}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        return {name: Bound(Trouble.UNAVAILABLE, caption(chord, "win32")) for name, chord in wanted.items()}

    async def close(self) -> None:
        """Take all hotkeys back, and end the thread. May be called twice."""
        if self._thread is not None:
            self._api.post(await self._ready, WM_QUIT)
            await self._ended
            self._thread.join()  # its last step was to say so
            self._thread = None

    # ---- in the thread -----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._hand_on(_settle, self._ready, self._api.thread())
            while (message := self._api.next()).kind != WM_QUIT:
                if message.kind == WM_HOTKEY and message.number in self._names:
                    self._hand_on(self._pressed, self._names[message.number], 0)
                elif message.kind == WM_APP:
                    self._register_all()
            self._unregister_all()
        except Exception:  # nobody waits for the thread, so it has to be told here
            log.exception("the hotkeys have ended")
        finally:
            self._hand_on(_settle, self._ready, 0)
            self._hand_on(_settle, self._ended, None)

    def _register_all(self) -> None:
        wanted, answer = self._asked.get()
        self._unregister_all()
        self._hand_on(_settle, answer, {name: self._register(name, chord) for name, chord in wanted.items()})

    def _register(self, name: str, chord: Chord) -> Bound:
        meant, key = self._key(chord)
        shown = caption(meant, "win32")
        if key < 0:
            return Bound(Trouble.UNKNOWN_KEY, shown)
        self._number += 1
        modifiers = sum(_MODIFIERS[held] for held in meant.modifiers)
        error = self._api.register(self._number, modifiers | _NO_REPEAT, key)
        if error == 0:
            self._names[self._number] = name
            return Bound(None, shown)
        log.info("the hotkey %s was not registered (error %d)", shown, error)
        return Bound(Trouble.TAKEN if error == ALREADY_REGISTERED else Trouble.UNAVAILABLE, shown)

    def _key(self, chord: Chord) -> tuple[Chord, int]:
        """Return a hotkey with everything that is held for its character, and its virtual key."""
        found = keyboard.key(chord.key)
        if found is None or found.windows >= 0 or not keyboard.is_character(chord.key):
            return chord, found.windows if found is not None else -1
        code = self._api.key_of(chord.key)
        held = {modifier for bit, modifier in _SHIFTS.items() if code >> 8 & bit}
        return Chord(chord.modifiers | held, chord.key) if code >= 0 else chord, code & 0xFF if code >= 0 else -1

    def _unregister_all(self) -> None:
        for number in self._names:
            self._api.unregister(number)
        self._names = {}

    def _hand_on(self, function: Callable[..., None], *values: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *values)
        except RuntimeError:  # the loop has ended
            log.debug("nobody hears of hotkeys any more")


def _settle(future: "asyncio.Future[object]", value: object) -> None:
    if not future.done():
        future.set_result(value)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _User32:
        """The real one."""

        def __init__(self) -> None:
            self._user32 = ctypes.WinDLL("user32", use_last_error=True)
            self._kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
            message = ctypes.POINTER(wintypes.MSG)
            declared = {
                "RegisterHotKey": (wintypes.BOOL, (wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT)),
                "UnregisterHotKey": (wintypes.BOOL, (wintypes.HWND, ctypes.c_int)),
                "VkKeyScanW": (ctypes.c_short, (wintypes.WCHAR,)),
                "GetMessageW": (ctypes.c_int, (message, wintypes.HWND, wintypes.UINT, wintypes.UINT)),
                "PeekMessageW": (wintypes.BOOL, (message, wintypes.HWND, wintypes.UINT, wintypes.UINT, wintypes.UINT)),
                "PostThreadMessageW": (
                    wintypes.BOOL,
                    (wintypes.DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM),
                ),
            }
            for name, (result, arguments) in declared.items():
                function = getattr(self._user32, name)
                function.restype, function.argtypes = result, arguments
            self._kernel32.GetCurrentThreadId.restype, self._kernel32.GetCurrentThreadId.argtypes = wintypes.DWORD, ()

        def thread(self) -> int:
            self._user32.PeekMessageW(wintypes.MSG(), None, 0, 0, 0)  # makes the queue
            return int(self._kernel32.GetCurrentThreadId())

        def register(self, number: int, modifiers: int, key: int) -> int:
            done = self._user32.RegisterHotKey(None, number, modifiers, key)
            return 0 if done else ctypes.get_last_error() or -1

        def unregister(self, number: int) -> None:
            self._user32.UnregisterHotKey(None, number)

        def key_of(self, character: str) -> int:
            return int(self._user32.VkKeyScanW(character)) if ord(character) < 0x10000 else -1

        def next(self) -> Message:
            message = wintypes.MSG()
            if self._user32.GetMessageW(message, None, 0, 0) <= 0:
                return Message(WM_QUIT, 0)
            return Message(message.message, message.wParam)

        def post(self, thread: int, kind: int) -> None:
            self._user32.PostThreadMessageW(thread, kind, 0, 0)


def user32() -> User32:
    """Return Windows' own interface. Raises OSError where this is not Windows."""
    if sys.platform == "win32":
        return _User32()
    raise OSError("this is not Windows")
