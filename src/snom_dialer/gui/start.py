"""Starts the desktop program: Qt, the configuration, the desk; and ends it with the session, a signal or a wish.

The tray comes first. What takes long, or may hang, begins behind it.

Not for: what happens on the desk (desk).
"""

import logging
import os
import signal
import socket
import sys
import time
from types import TracebackType

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from snom_dialer.config.load import Loaded
from snom_dialer.control.lock import Lock
from snom_dialer.control.window import shown
from snom_dialer.engine.configuration import load_checked
from snom_dialer.engine.logbook import close_log, open_log
from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.gui.child import kill_all
from snom_dialer.gui.desk import Desk
from snom_dialer.gui.icon import icon
from snom_dialer.gui.language import Translation
from snom_dialer.gui.rescue import rescued
from snom_dialer.state.places import Places
from snom_dialer.system.x11 import open_display

log = logging.getLogger(__name__)

_SLICE = 0.001  # seconds after which the engine's thread lets Qt's have its turn; Python's own are five times that
_PATIENCE = 6.0  # seconds for the engine's thread, once it was told to end
_OTHER = 5.0  # seconds for another window to open
_AGAIN = 0.1  # seconds until it is asked again


def run(places: Places, *, number: str = "", hidden: bool = False, verbose: int = 0) -> int:
    """Show the program until it is ended, and return its exit status. `hidden`: in the tray alone.

    Raises WINDOW_OPEN where another window is open that does not answer.
    """
    sys.setswitchinterval(_SLICE)
    _choose_platform()
    lock = Lock(places.state_dir / "window.lock")
    try:
        lock.take()
    except DialerError as error:
        # Another one has begun in this very moment, or is slow. Where nothing can be locked, the engine will say why.
        if error.code is Code.PROGRAM_RUNNING:
            return _shown_by_the_other(places, number, hidden=hidden)
    try:
        open_log(places.log_dir, verbose=verbose)
    except DialerError as error:
        print(f"snom-dialer: no log is kept: {error}.", file=sys.stderr)  # calls matter more; the tray tells the rest
    try:
        return _run(_application(), places, number, hidden=hidden)
    finally:
        close_log()
        lock.release()


def _shown_by_the_other(places: Places, number: str, *, hidden: bool) -> int:
    """Let the window that is about to open, or is slow to answer, show itself with the number."""
    until = time.monotonic() + _OTHER
    while time.monotonic() < until:
        if shown(places.socket, number, hidden=hidden):
            return int(Exit.DONE)
        time.sleep(_AGAIN)
    raise fault(Code.WINDOW_OPEN)


def _run(app: QApplication, places: Places, number: str, *, hidden: bool) -> int:
    translation = Translation(app)
    desk = Desk(app, places, translation)
    desk.tray.show()
    sys.excepthook = _logged
    desk.ended.connect(app.quit)
    app.commitDataRequest.connect(desk.quit, Qt.ConnectionType.DirectConnection)  # the log-out waits while we end
    with _Signals(desk):
        try:
            loaded = _configuration(places, desk)
        except _GivenUpError:
            return int(Exit.DONE if desk.ending else Exit.CONFIGURATION)
        desk.start(loaded, number=number, hidden=hidden)
        app.exec()
        kill_all()
        if not desk.ending:  # the screen has gone away under us
            desk.bridge.close()
        desk.bridge.join(_PATIENCE)
    return int(Exit.DONE)


def _application() -> QApplication:
    app = QApplication([sys.argv[0]])
    app.setApplicationName("snom-dialer")
    app.setApplicationDisplayName("Snom dialer")
    QGuiApplication.setDesktopFileName("snom-dialer")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(icon("snom-dialer"))
    return app


def _choose_platform() -> None:
    """Run through XWayland where there is one: Wayland itself lets no window stand in a corner, or on top.

    Raises NO_SCREEN where nobody answers; Qt would end the process.
    """
    if sys.platform != "linux" or "QT_QPA_PLATFORM" in os.environ:
        return
    display = open_display(os.environ)
    if display is not None:
        display.close()
    elif not os.environ.get("WAYLAND_DISPLAY"):
        raise fault(Code.NO_SCREEN)
    os.environ["QT_QPA_PLATFORM"] = "xcb" if display is not None else "wayland"


class _GivenUpError(Exception):
    """The user did not want to go on without a configuration that can be read."""


def _configuration(places: Places, desk: Desk) -> Loaded | None:
    """Read the configuration; None where there is none yet. A broken one is told, with a way out."""
    while True:
        try:
            return load_checked(places)
        except DialerError as error:
            if error.code is Code.CONFIG_MISSING:
                return None
            log.error("%s", error)
            if not rescued(places, error) or desk.ending:
                raise _GivenUpError from error


def _logged(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Keep what went wrong in a window; the program goes on, as calls do."""
    log.critical("something in a window failed", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


class _Signals:
    """Ends the program on Ctrl-C, SIGTERM and the end of the terminal, while Qt waits in C for something to happen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ours, self._theirs = socket.socketpair()

    def __enter__(self) -> None:
        for each in (self._ours, self._theirs):
            each.setblocking(False)
        self._before = signal.set_wakeup_fd(self._theirs.fileno())
        for number in _ending():
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._end)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for each in (self._ours, self._theirs):
            each.close()

    def _end(self) -> None:
        self._ours.recv(64)
        self._desk.quit()


def _ending() -> list[signal.Signals]:
    """Return what ends the program. A closed terminal does too, unless `nohup` asked to bear that."""
    found = [signal.SIGINT, signal.SIGTERM]
    hang_up = getattr(signal, "SIGHUP", None)
    return found if hang_up is None or signal.getsignal(hang_up) is signal.SIG_IGN else [*found, hang_up]
