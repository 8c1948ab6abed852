"""What a command prints: sentences for people, or one JSON object a line for programs.

Not for: what is printed (the commands say it), or printing beside a program that must not wait (printer).
"""

import contextlib
import json
import os
import sys
from typing import NamedTuple, TextIO

from snom_dialer.errors import Code, DialerError, fault


class File(NamedTuple):
    """Standard output as the operating system knows it, and how text becomes bytes there."""

    descriptor: int
    encoding: str
    errors: str


class Output:
    """Where a command prints to. With `as_json` every line of standard output is one JSON object, flushed at once."""

    def __init__(
        self, *, as_json: bool, verbose: int = 0, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self.verbose = verbose
        self._warned: set[str] = set()
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def say(self, text: str = "") -> None:
        """Print a line for people; programs do not get it."""
        if not self.as_json:
            self.line(text)

    def record(self, record: dict[str, object]) -> None:
        """Print a record for programs; people do not get it."""
        if self.as_json:
            self.line(json_line(record))

    def done(self, command: str, **facts: object) -> None:
        """Say to programs that the command is done."""
        self.record({"type": "done", "command": command, **facts})

    def line(self, text: str) -> None:
        """Print a line to standard output. Raises BrokenPipeError where the reader has gone, else FILE_FAILED."""
        try:
            print(text, file=self._out, flush=True)
        except OSError as error:
            _drain(self._out)
            if isinstance(error, BrokenPipeError):
                raise
            raise fault(
                Code.FILE_FAILED, path="standard output", action="written", reason=error.strerror or error
            ) from error

    @property
    def file(self) -> File | None:
        """The file behind standard output, None where there is none."""
        try:
            return File(self._out.fileno(), self._out.encoding, self._out.errors or "strict")
        except (OSError, AttributeError):
            return None

    def warn(self, text: str) -> None:
        """Say once, to people and in logs of scripts, what is odd; the command goes on."""
        if text in self._warned:
            return
        self._warned.add(text)
        self.detail(0, f"snom-dialer: {_one_line(text)}")

    def detail(self, level: int, text: str) -> None:
        """Say what only `-v` (1) or `-vv` (2) asked for."""
        if self.verbose < level:
            return
        try:
            print(text, file=self._err, flush=True)
        except OSError:
            _drain(self._err)  # nobody is left to be told

    def fail(self, error: DialerError) -> int:
        """Say what went wrong and what to do next; return the exit status."""
        status = int(error.exit)
        with contextlib.suppress(OSError, DialerError):  # the sentence and the status are left
            self.record(
                {
                    "type": "error",
                    "code": error.code.value,
                    "exit": status,
                    "message": error.message,
                    "next": error.next,
                    "values": {name: str(value) for name, value in error.values.items()},
                }
            )
        self.warn(f"{error.message}; {error.next}.")
        return status


def json_line(record: dict[str, object]) -> str:
    """Return a record as one line of ASCII, which is right whatever the encoding of standard output is."""
    return json.dumps(record)


def _one_line(text: str) -> str:
    """Return a sentence in which nothing moves the cursor: it may repeat what a stranger wrote."""
    return text if text.isprintable() else "".join(char if char.isprintable() else "?" for char in text)


def _drain(stream: TextIO) -> None:
    """Let what cannot be written go nowhere, so that the interpreter does not try once more at its end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except OSError:
        pass  # a stream that is no file needs none of this
