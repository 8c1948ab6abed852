"""The desktop program with a heart that beats every five milliseconds in Qt's thread, so that no stall goes unseen.

    python -m benchmarks.heart --config=FILE     until SIGTERM; then the moment of every beat, as JSON

It is put together as `gui.start` does it. Not for: what the beats say (stall).
"""

import json
import signal
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from snom_dialer.engine.configuration import load_checked
from snom_dialer.gui.desk import Desk
from snom_dialer.gui.language import Translation
from snom_dialer.state.places import places

BEAT = 5  # milliseconds
_SLICE = 0.001  # seconds; that of gui.start
_PATIENCE = 3.0  # seconds for the engine's thread


def main(config: Path) -> None:
    """Beat."""
    sys.setswitchinterval(_SLICE)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("snom-dialer")
    app.setApplicationDisplayName("Snom dialer")
    app.setQuitOnLastWindowClosed(False)
    where = places(config)
    desk = Desk(app, where, Translation(app))
    desk.ended.connect(app.quit)
    signal.signal(signal.SIGTERM, lambda *_: desk.quit())  # at the next beat: Python hears of signals between two lines
    beats: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start(BEAT)
    desk.start(load_checked(where), hidden=True)
    app.exec()
    desk.bridge.join(_PATIENCE)
    json.dump(beats, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1].removeprefix("--config=")))
