"""The local socket on Windows: a named pipe. Not tried on the real thing.

The default rights of a named pipe let its creator, administrators and the system write to it, and nobody else; as both
sides open it for reading and writing, another user cannot open it at all.

Not for: Linux and macOS, which have sockets in the file system.
"""

import hashlib
import os
import threading
from io import FileIO
from pathlib import Path
from typing import Any


def pipe_name(path: Path) -> str:
    """Return the name of the pipe that stands for a socket at `path`."""
    return r"\\.\pipe\snom-dialer-" + hashlib.sha256(os.fsencode(path)).hexdigest()[:24]


class PipeConnection:
    """A pipe with the few methods of a socket that the client uses; a blocking read is left behind by its thread."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._timeout: float | None = None

    def settimeout(self, seconds: float | None) -> None:
        """Bound the next `recv`."""
        self._timeout = seconds

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) or 0 :]

    def recv(self, size: int) -> bytes:
        """Return what has come, b"" at the end. Raises TimeoutError."""
        found: list[bytes] = []

        def read() -> None:
            try:
                found.append(self._file.read(size) or b"")
            except OSError:
                found.append(b"")

        reading = threading.Thread(target=read, daemon=True, name="read the control pipe")
        reading.start()
        reading.join(self._timeout)
        if not found:
            raise TimeoutError
        return found[0]

    def close(self) -> None:
        """Close the pipe."""
        self._file.close()


def connect(path: Path, opener: Any = FileIO) -> Any:
    """Open the pipe of a running program. Raises OSError where there is none."""
    return PipeConnection(opener(pipe_name(path), "r+b"))
