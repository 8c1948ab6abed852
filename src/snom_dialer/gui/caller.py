"""What a person wants of the phone: dial, send keys, hang up, answer; and in words what became of it.

Not for: windows, or what a command means (engine.handler).
"""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from snom_dialer.calls.call import Call, CallState, Direction
from snom_dialer.errors import Code, DialerError
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.pasteboard import cleaned
from snom_dialer.gui.text import what_happened, what_next

SLOW = 2000  # milliseconds after which a phone that has not answered is called slow
TWICE = 2.0  # seconds within which the same number again is the same call


class Caller(QObject):
    """Announces `said` with a sentence and whether it is trouble, and `dialled` with a number worth remembering."""

    said = Signal(str, bool)
    dialled = Signal(str)

    def __init__(self, bridge: Bridge, board: Board, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._bridge = bridge
        self._board = board
        self._clock = clock
        self._last = ("", -TWICE)
        self._on_its_way: set[str] = set()  # numbers that the phone has not taken yet
        self._calling = False  # whether the window says so
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(self._say_slow)

    def dial(self, text: str, phone: str) -> None:
        """Dial what a person typed. What is on its way already, or was two seconds ago, is the same call."""
        number, now = cleaned(text), self._clock()
        before, at = self._last
        if number in self._on_its_way or (number == before and now - at < TWICE):
            self.said.emit(self.tr("{number} is being called already").format(number=number), False)
            return
        self._last = (number, now)
        self._on_its_way.add(number)
        self._calling = True
        self.said.emit(self.tr("Calling {number} …").format(number=text.strip()), False)
        given: dict[str, object] = {"text": text, "phone": phone, "by_hand": True}
        self._slow.start()
        done, failed = partial(self._dialled, number), partial(self._failed_to_dial, number)
        self._bridge.ask("dial", given, done, failed)

    def send_keys(self, text: str, phone: str) -> None:
        """Press keys: those of a sequence as it stands, else one after the other."""
        given: dict[str, object] = {"text": as_keys(text), "phone": phone}
        self._bridge.ask("keyevent", given, lambda _: self.said.emit(self.tr("The keys were sent"), False), self.fail)

    def hang_up_all(self, phone: str) -> None:
        """End every call: of that phone, else of those phones that have one, else of the default phone."""
        phones = {call.phone for call in self._board.calls} if not phone else {phone}
        for name in phones or {""}:
            done = lambda _: self.said.emit(self.tr("Hung up"), False)  # noqa: E731
            self._bridge.ask("hangup_all", {"phone": name}, done, self.fail)

    def hang_up(self, call: str) -> None:
        """End this very call."""
        self._bridge.ask("hangup", {"call": call}, None, self.fail)

    def answer(self, call: str = "") -> None:
        """Answer the call that rings; with an id only this very one."""
        self._bridge.ask("answer", {"call": call}, None, self.fail)

    def fail(self, error: DialerError) -> None:
        """Say what went wrong and what to do."""
        self._calling = False
        self._slow.stop()
        sentence = self.tr("{what}. {next}.").format(what=what_happened(error), next=what_next(error))
        self.said.emit(sentence, True)

    def heard(self, call: Call) -> None:
        """Take note of a change of a call: what the window said of it is out of date."""
        if call.state is not CallState.DIALING and call.direction is Direction.OUTGOING and self._calling:
            self._calling = False
            self.said.emit("", False)
        if not call.live and call.direction is Direction.OUTGOING and not self._on_its_way:
            self._last = ("", -TWICE)  # dialling the same number again is another call from now on

    def _say_slow(self) -> None:
        self.said.emit(self.tr("The phone has not answered yet …"), False)

    def _dialled(self, asked: str, done: dict[str, object]) -> None:
        self._arrived(asked)
        if self._slow.isActive():
            self._slow.stop()
        else:
            self.said.emit(self.tr("The phone has taken it"), False)
        if number := str(done.get("number", "")):
            self.dialled.emit(number)

    def _arrived(self, number: str) -> None:
        self._on_its_way.discard(number)
        self._last = (number, self._clock())

    def _failed_to_dial(self, asked: str, error: DialerError) -> None:
        self._arrived(asked)
        # Where nothing was sent, trying again at once is what a person does; where it may have been, it is not.
        if error.code not in (Code.CONNECTION_LOST, Code.TIMED_OUT, Code.CLOSED_UNANSWERED, Code.PROGRAM_UNSURE):
            self._last = ("", -TWICE)
        self.fail(error)


def as_keys(text: str) -> str:
    """Return a text as a key sequence: `9196` is four keys, `9;ENTER,,1000` is one already."""
    joined = "".join(text.split())
    return joined if ";" in joined else ";".join(joined)
