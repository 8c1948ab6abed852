"""The desktop session around our windows: global hotkeys, notifications, and whether the user may be disturbed.

What it needs of the system runs in the engine's loop; what it announces arrives in Qt's thread.

Not for: deciding what a key or a button means (desk, announcer).
"""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from snom_dialer.errors import DialerError
from snom_dialer.gui.bridge import Bridge
from snom_dialer.system.hotkey import Bound, Chord, Hotkeys, Trouble, hotkeys_for, parse_chord
from snom_dialer.system.notification import Button, Notifications, open_notifications
from snom_dialer.system.x11 import X11Display, open_display

_GLANCE = 0.1  # seconds that a desktop gets to say whether the user may be disturbed


class Session(QObject):
    """Announces `pressed` (hotkey, X time), `bound` (what became of the hotkeys), `acted` (call, button) and `gone`.

    `gone` brings the call whose notification the user has closed.
    """

    pressed = Signal(str, int)
    bound = Signal(object)
    acted = Signal(str, str)
    gone = Signal(str)

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._hotkeys: Hotkeys | None = None
        self._notifications: Notifications | None = None
        self._display: X11Display | None = None

    def open(self) -> None:
        """Look what this session has. Everything asked of it later waits for that."""
        self._bridge.do(self._open_hotkeys)
        self._bridge.do(self._open_notifications)

    def bind(self, hotkeys: Mapping[str, str]) -> None:
        """Make these the hotkeys; a senseless text is one that cannot be had."""
        chords: dict[str, Chord] = {}
        senseless: dict[str, Bound] = {}
        for name, text in hotkeys.items():
            try:
                chords |= {name: parse_chord(text)} if text else {}
            except DialerError:
                senseless[name] = Bound(Trouble.UNKNOWN_KEY, text)
        self._bridge.do(lambda: self._bind(chords), lambda bound: self.bound.emit({**bound, **senseless}))

    def activate(self, window: int, time: int) -> None:
        """Let that window have the focus, as the user asked for it with a hotkey at that time."""
        self._bridge.do(lambda: self._activate(window, time))

    def keep_off_taskbar(self, window: int) -> None:
        """Keep that window, which is shown, out of the list of windows."""
        self._bridge.do(lambda: self._keep_off_taskbar(window))

    def when_quiet_is_known(self, then: Callable[[bool], None]) -> None:
        """Call `then` with whether to leave the user alone: the desktop says so, or something fills the screen.

        Where that cannot be found out, a call is more important than a film.
        """
        self._bridge.do(self._quiet, then, lambda _: then(False))

    def notify(
        self, call: str, title: str, text: str, buttons: Sequence[Button], shown: Callable[[bool], None]
    ) -> None:
        """Show a notification for a call, in the place of the one before; `shown` is told whether that worked."""
        self._bridge.do(lambda: self._notify(call, title, text, buttons), shown, lambda _: shown(False))

    def withdraw(self, call: str) -> None:
        """Take it away."""
        self._bridge.do(lambda: self._withdraw(call))

    def close(self, then: Callable[[], None]) -> None:
        """Let go of everything."""
        self._bridge.do(self._close, lambda _: then(), lambda _: then())

    # ---- in the loop -------------------------------------------------------------------------------------------------

    async def _open_hotkeys(self) -> None:
        self._display = open_display(os.environ) if sys.platform == "linux" else None
        self._ready = asyncio.Lock()
        async with self._ready:
            self._hotkeys = await hotkeys_for(self._press)

    async def _open_notifications(self) -> None:
        self._notifications = await open_notifications(self._act, self._drop)

    def _press(self, name: str, time: int) -> None:
        self._bridge.post(lambda: self.pressed.emit(name, time))

    def _act(self, call: str, key: str) -> None:
        self._bridge.post(lambda: self.acted.emit(call, key))

    def _drop(self, call: str) -> None:
        self._bridge.post(lambda: self.gone.emit(call))

    async def _bind(self, chords: Mapping[str, Chord]) -> Mapping[str, Bound]:
        async with self._ready:
            return await self._hotkeys.bind(chords) if self._hotkeys is not None else {}

    async def _activate(self, window: int, time: int) -> None:
        if self._display is not None:
            self._display.activate(window, time)

    async def _keep_off_taskbar(self, window: int) -> None:
        if self._display is not None:
            self._display.keep_off_taskbar(window)

    async def _quiet(self) -> bool:
        if self._display is not None and self._display.active_window_is_full_screen():
            return True
        if self._notifications is None:
            return False
        try:
            async with asyncio.timeout(_GLANCE):
                return await self._notifications.inhibited()
        except TimeoutError:
            return False

    async def _notify(self, call: str, title: str, text: str, buttons: Sequence[Button]) -> bool:
        if self._notifications is None:
            return False
        return await self._notifications.show(call, title, text, buttons)

    async def _withdraw(self, call: str) -> None:
        if self._notifications is not None:
            await self._notifications.close(call)

    async def _close(self) -> None:
        if self._hotkeys is not None:
            await self._hotkeys.close()
        if self._notifications is not None:
            await self._notifications.stop()
        if self._display is not None:
            self._display.close()
