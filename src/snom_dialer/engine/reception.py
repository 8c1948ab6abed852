"""Where callbacks are let in: says whether a request is for us, and hands it to the phone that it belongs to.

Not for: HTTP (phone.listener), or what an event does (line).
"""

import hmac
from collections.abc import Callable, Iterable

from snom_dialer.engine import peer
from snom_dialer.engine.line import Line
from snom_dialer.phone.listener import Arrival
from snom_dialer.protocol.action_url import Callback, parse_target


class Reception:
    """The lines of all phones, found by the secrets in their addresses. `lines` gives all of them."""

    def __init__(self, lines: Callable[[], Iterable[Line]]) -> None:
        self._lines = lines
        self._by_secret: dict[str, Line] = {}

    def expect(self, secret: str, line: Line) -> None:
        """Let in whoever knows that secret, for that line."""
        self._by_secret[secret] = line

    def accept(self, arrival: Arrival) -> bool:
        """Say whether a request is for us, and hand it to the phone it belongs to."""
        callback = parse_target(arrival.target)
        line = self._line_of(callback, arrival) if callback is not None else None
        if callback is None or line is None:
            return False
        if (question := peer.question(arrival.target)) is not None:
            return bool(callback.secret) and line.answer(question)
        line.take(callback, arrival)
        return True

    def _line_of(self, callback: Callback, arrival: Arrival) -> Line | None:
        """Find the phone by the secret; one whose URLs are kept by hand, and hold none, by its address."""
        if not callback.secret:
            return next((line for line in self._lines() if line.manual and line.is_at(arrival.peer)), None)
        for secret, line in self._by_secret.items():
            if hmac.compare_digest(secret, callback.secret):
                return line
        return None
