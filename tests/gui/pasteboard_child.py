"""The dial window as a process that fills itself with what is selected elsewhere: told by lines, and tells in lines.

    python -m tests.gui.pasteboard_child STATE_DIRECTORY

"selection" and "clipboard" are read into the window, "end" ends it. First comes ["ready"], and later

    ["text", "030"]                          what the field holds, as soon as it changes
    ["answer", 1, "030", seconds, seconds]   to which question; how long it took, how long Qt stood still meanwhile
    ["closed"]
"""

import json
import os
import sys
import time
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.dial_window import DialWindow
from snom_dialer.gui.pasteboard import Pasteboard, Which
from snom_dialer.state.places import places


def say(*what: object) -> None:
    print(json.dumps(what), flush=True)


class Child:
    """The window, and whoever measures whether it lives."""

    def __init__(self, app: QApplication, bridge: Bridge) -> None:
        self._app = app
        self._bridge = bridge
        self._pasteboard = Pasteboard(bridge)
        self.window = DialWindow()
        self.window.field.edit.textChanged.connect(lambda text: say("text", text))
        self._asked = self._last = time.monotonic()
        self._still = 0.0
        self._questions = 0
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._told = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._told.activated.connect(self._take)

    def _tick(self) -> None:
        now = time.monotonic()
        self._still, self._last = max(self._still, now - self._last), now

    def _take(self) -> None:
        for wish in os.read(sys.stdin.fileno(), 1024).decode().split() or ["end"]:
            self._do(wish)

    def _do(self, wish: str) -> None:
        if wish == "end":
            self._told.setEnabled(False)
            self._bridge.close()
            return
        self._asked, self._still = time.monotonic(), 0.0
        self._questions += 1
        self.window.open_with()
        self._pasteboard.read(Which[wish.upper()], self.window, partial(self._answer, self._questions))

    def _answer(self, number: int, text: str) -> None:
        self._tick()
        say("answer", number, text, self._last - self._asked, self._still)
        self.window.field.fill(text)


def main() -> int:
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    bridge = Bridge(places(Path(sys.argv[1]) / "c.json", {"HOME": sys.argv[1]}))
    bridge.closed.connect(lambda: say("closed"))
    bridge.closed.connect(lambda: app.exit(0))
    bridge.open()
    child = Child(app, bridge)
    child.window.open_with()
    say("ready")
    status = app.exec()
    bridge.join(5.0)
    return status


if __name__ == "__main__":
    sys.exit(main())
