"""What a command prints: sentences for people, or one JSON object a line for programs.

Not for: what is printed (the commands say it).
"""

import json
import sys
from typing import TextIO

from snom_dialer.errors import DialerError


class Output:
    """Where a command prints to. With `as_json` every line of standard output is one JSON object, flushed at once."""

    def __init__(
        self, *, as_json: bool, verbose: int = 0, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self.as_json = as_json
        self.verbose = verbose
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def say(self, text: str = "") -> None:
        """Print a line for people; programs do not get it."""
        if not self.as_json:
            print(text, file=self._out, flush=True)

    def record(self, record: dict[str, object]) -> None:
        """Print a record for programs; people do not get it."""
        if self.as_json:
            print(json.dumps(record, ensure_ascii=False), file=self._out, flush=True)

    def done(self, command: str, **facts: object) -> None:
        """Say to programs that the command is done."""
        self.record({"type": "done", "command": command, **facts})

    def warn(self, text: str) -> None:
        """Say to people and in logs of scripts what is odd; the command goes on."""
        print(f"snom-dialer: {text}", file=self._err, flush=True)

    def detail(self, level: int, text: str) -> None:
        """Say what only `-v` (1) or `-vv` (2) asked for."""
        if self.verbose >= level:
            print(text, file=self._err, flush=True)

    def fail(self, error: DialerError) -> int:
        """Say what went wrong and what to do next; return the exit status."""
        status = int(error.exit)
        self.record(
            {
                "type": "error",
                "code": error.code.value,
                "exit": status,
                "message": error.message,
                "next": error.next,
            }
        )
        self.warn(f"{error.message}; {error.next}.")
        return status
