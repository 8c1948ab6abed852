"""One errand under way at a phone: how it is broken off, how it gives way to a command, and until when one may begin.

A phone works on one request at a time, and one that is given up in its middle may still keep it busy. So an errand
gives way only where the phone takes too long over it (errand).

Not for: the thread (turn), or what an errand is (errand).
"""

import threading
import time
from concurrent.futures import Future

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.client import Client


class GaveWayError(Exception):
    """An errand has made way for a command, and is to be done another time."""


class Visit:
    """Made and used up in the phone's thread; `make_way` and `break_off` are for any."""

    def __init__(self, host: str, *, gives_way: bool = False) -> None:
        self.given_up: Future[None] = Future()  # for whoever waits for something else than the phone
        self.cut = False  # whether a request was ended in its middle, or did not leave
        self.gave_way = False
        self._host = host
        self._gives_way = gives_way
        self._client: Client | None = None
        self._lock = threading.Lock()

    def begin(self, client: Client) -> None:
        """Take note of the client by which the phone is asked from now on. Raises CONNECTION_LOST where it is over."""
        with self._lock:
            self._client = client
        self.go_on()

    def go_on(self) -> None:
        """Raise CONNECTION_LOST where the errand was broken off or has to give way."""
        if self.given_up.done():
            self.cut = True
            raise self.lost()

    def stay(self) -> None:
        """Give way no more from now on. Raises CONNECTION_LOST where it already has to."""
        with self._lock:
            self._gives_way = False
        self.go_on()

    def make_way(self) -> None:
        """Let a command begin, if this is an errand for which nobody waits."""
        with self._lock:
            if not self._gives_way:
                return
            self.gave_way = True
            self._end(self._client)

    def break_off(self) -> None:
        """End it at once, whatever it is."""
        with self._lock:
            self._end(self._client)

    def _end(self, client: Client | None) -> None:
        if not self.given_up.done():
            self.given_up.set_result(None)
        if client is not None:
            self.cut = True
            client.abort()

    def lost(self) -> DialerError:
        """Return the error of an errand that was broken off."""
        return fault(Code.CONNECTION_LOST, host=self._host, reason="it was given up")


class Deadline:
    """So many seconds from now. By both clocks, as one stands still while the computer sleeps."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds, time.time() + seconds

    def left(self) -> float:
        """Return the seconds that are left, 0 where it is over."""
        mono, wall = self._ends
        return max(0.0, min(mono - time.monotonic(), wall - time.time()))

    def check(self, host: str) -> None:
        """Raise COMMAND_TOO_LATE where it is over."""
        if not self.left():
            raise self.over(host)

    def over(self, host: str) -> DialerError:
        """Return the error of a command that could not begin in time."""
        return fault(Code.COMMAND_TOO_LATE, host=host, seconds=f"{round(self._seconds, 1):g}")
