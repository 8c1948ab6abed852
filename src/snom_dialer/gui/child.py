"""A command of this program as a process beside the window: told line by line, and ended at any moment.

What is long, or may hang, or wants a clean start, is done so: the tests of a phone, the virtual phone. A password goes
by the environment, never by the arguments, which everybody on the computer can read.

Not for: commands of the running program (bridge), or what the records mean.
"""

import json
import sys
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from snom_dialer.config.secret import PASSWORD_VARIABLE
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.state.places import Places

KILLED = -1
"""The exit status of a child that was ended before its time, or that could not be started."""

_kept: "set[Child]" = set()  # Qt does not bear that the object of a process goes away before the process has


def own_command() -> list[str]:
    """Return the program and its first arguments, which start this very program once more."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "snom_dialer"]


class Child(QObject):
    """One command, with `--json`. `record` gets a dict for every line, `ended` the exit status, last and only once.

    `password` None leaves SNOM_DIALER_PASSWORD as it is. Nothing is announced any more after `cancel`, but the end.
    """

    record = Signal(object)
    ended = Signal(int)

    def __init__(self, places: Places, arguments: Iterable[str], *, password: str | None = None) -> None:
        super().__init__()
        self._process = QProcess(self)
        program, *first = own_command()
        self._process.setProgram(program)
        self._process.setArguments([*first, "--json", f"--config={places.config_file}", *arguments])
        self._process.setProcessEnvironment(_environment({} if password is None else {PASSWORD_VARIABLE: password}))
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._stumbled)
        self._cancelled = False
        self._running = False

    def start(self) -> None:
        """Start it."""
        _kept.add(self)
        self._running = True
        self._process.start()

    @property
    def running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._running

    def cancel(self) -> None:
        """End it at once; nobody waits for that."""
        self._cancelled = True
        if self.running:
            self._process.kill()

    def _read(self) -> None:
        while self._process.canReadLine():
            self._tell(bytes(self._process.readLine().data()))

    def _tell(self, line: bytes) -> None:
        try:
            record = json.loads(line)
        except ValueError:
            return
        if isinstance(record, dict) and not self._cancelled:
            self.record.emit(record)

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read()
        self._end(status if how is QProcess.ExitStatus.NormalExit and not self._cancelled else KILLED)

    def _stumbled(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:  # after everything else comes `finished`
            reason = self._process.errorString()
            self.record.emit(record_of(fault(Code.FILE_FAILED, path=sys.executable, action="started", reason=reason)))
            self._end(KILLED)

    def _end(self, status: int) -> None:
        self._running = False
        self.ended.emit(status)
        QTimer.singleShot(0, lambda: _kept.discard(self))  # not while the process is still telling of its end


def kill_all() -> None:
    """End all children before the program ends, and wait for that: a moment, as they are not asked."""
    for child in list(_kept):
        child.cancel()
        child._process.waitForFinished(1000)


def record_of(error: DialerError) -> dict[str, object]:
    """Return an error as the record that a command ends with."""
    values = {name: str(value) for name, value in error.values.items()}
    return {"type": "error", "code": error.code.value, "message": error.message, "next": error.next, "values": values}


def error_of(record: Mapping[str, object]) -> DialerError:
    """Return the error that the last record of a command tells; BUG for one that nobody knows here."""
    values = record.get("values")
    try:
        return fault(Code(str(record.get("code"))), **(values if isinstance(values, dict) else {}))
    except (ValueError, TypeError):
        return fault(Code.BUG, what=record.get("code", "unknown"), log=record.get("message", "no log"))


def _environment(more: Mapping[str, str]) -> QProcessEnvironment:
    environment = QProcessEnvironment.systemEnvironment()
    for name, value in more.items():
        environment.insert(name, value)
    return environment


def start_beside(*arguments: str) -> bool:
    """Start this program once more, as one of its own that goes on without this one; whether that worked."""
    program, *first = own_command()
    started, _ = QProcess.startDetached(program, [*first, *arguments])
    return bool(started)
