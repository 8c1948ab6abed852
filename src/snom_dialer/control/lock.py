"""One running program per user and configuration: a lock that the system lets go of when the process ends, however.

Not for: talking to the program that holds it (client).
"""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from snom_dialer.errors import Code, fault


class Lock:
    """Held from `take` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock. Raises PROGRAM_RUNNING with the process that has it, FILE_FAILED where there is no room."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="latin-1")
        except OSError as error:
            raise fault(Code.FILE_FAILED, path=self._path, action="written", reason=error.strerror) from error
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):  # as Linux and macOS, and as Windows say that somebody has it
            holder = file.read(20).strip() or "unknown"
            file.close()
            raise fault(Code.PROGRAM_RUNNING, pid=holder) from None
        except OSError as error:  # a network disk without locks
            file.close()
            raise fault(Code.FILE_FAILED, path=self._path, action="locked", reason=error.strerror) from error
        self._file = file
        with suppress(OSError):  # the disk is full: it is held all the same, and nobody can be told by whom
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()

    def release(self) -> None:
        """Let go of it. The file stays: deleting it would let two programs hold two files of one name."""
        if self._file is not None:
            with suppress(OSError):  # what a full disk did not take
                self._file.close()
            self._file = None


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        import msvcrt

        file.seek(1000)  # beyond the process id, which others read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:

    def _lock(file: IO[str]) -> None:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
