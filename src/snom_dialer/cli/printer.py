"""Prints for a program that must not wait: whoever reads its output may stall, and calls go on all the same.

Each line is written by a thread, straight to the file, and the loop waits for it without being held up. Where the
reader stalls for good, the thread is left behind.

Not for: commands that print and end (output).
"""

import asyncio
import contextlib
import os
import threading
from queue import SimpleQueue

from snom_dialer.cli.output import Output

_Job = tuple[str, "asyncio.Future[None]"]


class Printer:
    """Standard output of a running loop. One line at a time; belongs to the loop in which it was made."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        threading.Thread(target=self._work, name="print", daemon=True).start()

    async def line(self, text: str) -> None:
        """Print a line. Raises BrokenPipeError where the reader has gone, OSError or FILE_FAILED otherwise."""
        written: asyncio.Future[None] = self._loop.create_future()
        self._jobs.put((text, written))
        await written

    def close(self) -> None:
        """Print nothing more."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            text, written = job
            failure: Exception | None = None
            try:
                self._write(text)
            except Exception as error:  # noqa: BLE001  # it is raised where the line came from
                failure = error
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(_settle, written, failure)

    def _write(self, text: str) -> None:
        """Write past Python's buffer: a thread that is stuck in there would keep the interpreter from ending."""
        file = self._output.file
        if file is None:
            self._output.line(text)
            return
        data = f"{text}\n".encode(file.encoding, file.errors)
        while data:
            data = data[os.write(file.descriptor, data) :]


def _settle(written: "asyncio.Future[None]", failure: Exception | None) -> None:
    if written.cancelled():
        return
    if failure is None:
        written.set_result(None)
    else:
        written.set_exception(failure)
