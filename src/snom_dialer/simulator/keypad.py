"""The keys of a virtual phone: what each does to the selected call (docs/snom-protocol.md §4).

Not for: reading the address of a command (page). A key that nobody knows has no effect and is answered all the same.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.call import CallState, Fire
from snom_dialer.simulator.line import Line
from snom_dialer.simulator.settings_store import SettingsStore

_DIGITS: Final = frozenset("0123456789*#")
_LONG_CANCEL_MS: Final = 1000
_LONG_PRESS_MS: Final = 2000
_FUNCTION_KEY: Final = re.compile(r"P\d+")
_SLOWEST_MS: Final = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One key, how long it is held, and the pause after it, in ms."""

    key: str
    hold: int = 0
    pause: int = 0


def read_presses(text: str) -> tuple[Press, ...]:
    """Read `Key[,Time[,Pause]][;…]` as leniently as a phone does: what is no number counts as 0."""
    return tuple(_read_press(piece) for piece in text.split(";") if piece.strip())


def _read_press(piece: str) -> Press:
    key, hold, pause, *_ = [part.strip() for part in piece.split(",")] + ["", ""]
    return Press(key=key.upper(), hold=_milliseconds(hold), pause=_milliseconds(pause))


def _milliseconds(text: str) -> int:
    return min(int(text), _SLOWEST_MS) if text.isascii() and text.isdecimal() else 0


class Keypad:
    """The keys of one phone, with the digits typed so far."""

    def __init__(
        self,
        line: Line,
        settings: SettingsStore,
        fire: Fire,
        tell: Callable[..., None],
        alias: Mapping[str, str] | None = None,
    ) -> None:
        self._line = line
        self._settings = settings
        self._fire = fire
        self._tell = tell
        self._alias = alias or {}
        self._redial = ""
        self._transferring = False
        self.typed = ""
        self.dtmf = ""
        self._actions: Mapping[str, Callable[[], object]] = {
            "ENTER": self._enter,
            "CANCEL": self._cancel,
            "OFFHOOK": self._offhook,
            "ONHOOK": line.onhook,
            "F_HOLD": line.toggle_hold,
            "TRANSFER": self._transfer,
            "DND": self._dnd,
            "REDIAL": lambda: self.dial(self._redial),
            "UP": lambda: line.select(-1),
            "LEFT": lambda: line.select(-1),
            "DOWN": lambda: line.select(1),
            "RIGHT": lambda: line.select(1),
        }

    def press_all(self, presses: tuple[Press, ...]) -> None:
        """Press one key after another, with their times; up to the first pause that happens before this returns."""
        for at, press in enumerate(presses):
            self.press(press)
            if press.hold + press.pause and at + 1 < len(presses):
                seconds = (press.hold + press.pause) / 1000
                asyncio.get_running_loop().call_later(seconds, self.press_all, presses[at + 1 :])
                return

    def press(self, press: Press) -> None:
        """Press one key."""
        self._tell("key", key=press.key, ms=press.hold)
        key = self._alias.get(press.key, press.key)
        if key == "CANCEL" and press.hold > _LONG_CANCEL_MS and self._settings.on("long_cancel_is_blocking_caller"):
            self._block()
        if key in _DIGITS:
            self._digit(key)
        elif key in self._actions:
            self._actions[key]()
        elif _FUNCTION_KEY.fullmatch(key) and press.hold > _LONG_PRESS_MS:
            self._fire(EventKind.LONGPRESS, self._line.selected, longpress_key=key)

    def dial(self, number: str, identity: str = "") -> bool:
        """Dial, and keep the number for REDIAL."""
        self.clear()
        call = self._line.dial(number, identity)
        self._redial = call.remote.number if call else self._redial
        return call is not None

    def tones(self, digits: str) -> None:
        """Send DTMF; without a call nothing happens."""
        if self._line.find(CallState.CONNECTED):
            self.dtmf += digits
            self._tell("dtmf", digits=digits)

    def _digit(self, digit: str) -> None:
        if self._line.find(CallState.CONNECTED) and not self._transferring:
            self.tones(digit)
        else:
            self.typed += digit

    def clear(self) -> str:
        """Forget what was typed, and return it."""
        typed, self.typed, self._transferring = self.typed, "", False
        return typed

    def _enter(self) -> None:
        if self._transferring and self.typed:
            self._line.transfer(self.clear())
        elif not self._line.answer() and self.typed:
            self.dial(self.typed)

    def _cancel(self) -> None:
        if self.typed or self._transferring:
            self.clear()
        else:
            self._line.hang_up()

    def _offhook(self) -> None:
        self._line.offhook()
        if self.typed and not self._transferring:
            self.dial(self.typed)

    def _transfer(self) -> None:
        held = self._line.find(CallState.HOLDING)
        if held and self._line.find(CallState.CONNECTED) and not self._asks_whom():
            self._line.join()
        elif self._line.find(CallState.CONNECTED):
            self._transferring = True

    def _asks_whom(self) -> bool:
        # With call_join_xfer the list of held calls appears first, and TRANSFER has to be pressed again.
        asks = self._settings.on("call_join_xfer") and not self._transferring
        self._transferring = asks
        return asks

    def _dnd(self) -> None:
        on = not self._settings.on("dnd_mode1")
        self._settings.save([("dnd_mode1", "on" if on else "off")])
        self._fire(EventKind.DND_ON if on else EventKind.DND_OFF)

    def _block(self) -> None:
        ringing = self._line.find(CallState.RINGING)
        if ringing:
            self._line.blocked.add(ringing.remote.number)
