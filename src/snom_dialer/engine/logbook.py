"""The log of a program that runs long: a rotating file in which no secret stands.

Not for: what a batch command says (cli.output), or what is worth logging.
"""

import logging
import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import cast

from snom_dialer.engine.redaction import redacted
from snom_dialer.errors import Code, fault

_SIZE = 1_000_000  # bytes of one file
_KEPT = 5
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _Rotating(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        return cast("TextIOWrapper", open(self.baseFilename, self.mode, encoding=self.encoding, opener=_private))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Do without the log where the disk is full: calls matter more."""

    def close(self) -> None:
        """Let go of the file; what the full disk did not take is lost."""
        with suppress(OSError):
            super().close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def open_log(directory: Path, *, verbose: int = 0) -> None:
    """Begin to log into `directory`; `verbose` 1: also to standard error, 2: every request. Raises FILE_FAILED."""
    root = logging.getLogger("snom_dialer")
    root.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)
    root.propagate = False
    try:
        for each in (directory.parent, directory):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _Rotating(directory / "snom-dialer.log", maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)
        file.stream = file._open()
    except OSError as error:
        raise fault(Code.FILE_FAILED, path=directory, action="written", reason=error.strerror) from error
    handlers: list[logging.Handler] = [file]
    if verbose:
        handlers.append(logging.StreamHandler(sys.stderr))
    for handler in handlers:
        handler.setFormatter(_Redacting(_FORM))
        root.addHandler(handler)


def close_log() -> None:
    """Let go of the file."""
    root = logging.getLogger("snom_dialer")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
