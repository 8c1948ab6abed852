"""Joins virtual phones: a call to the number of another one rings there, all others go to a network worked by hand.

Not for: telephony; there is no sound, and a transfer just ends the call for whoever transfers.
"""

import asyncio

from snom_dialer.simulator.call import Call, Remote, Signal
from snom_dialer.simulator.line import Line
from snom_dialer.simulator.quirk import Quirks


class Network:
    """The far end of a call outside: it does what it is told by hand, or answers by itself after a while."""

    def __init__(self, line: Line, call: Call) -> None:
        self._line = line
        self._call = call

    def hears(self, signal: Signal) -> None:
        """Nobody is there to care."""

    def act(self, signal: Signal, reason: str = "") -> None:
        """Answer, hang up, or be busy."""
        self._line.far_did(self._call, signal, reason)

    def answer_after(self, seconds: float) -> None:
        """Answer by itself, unless the call is over by then."""
        asyncio.get_running_loop().call_later(seconds, self.act, Signal.ANSWER)


class Peer:
    """The far end of a call between two virtual phones: `line` and `call` are those of the other phone."""

    def __init__(self, line: Line, call: Call) -> None:
        self._line = line
        self._call = call

    def hears(self, signal: Signal) -> None:
        """Let the other phone know what happened here."""
        self._line.far_did(self._call, signal)

    def act(self, signal: Signal, reason: str = "") -> None:
        """Make the other phone answer or end the call."""
        if signal is Signal.ANSWER:
            self._line.answer(self._call)
        else:
            self._line.hang_up(self._call)


class Switchboard:
    """The numbers of all phones of one simulation."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def join(self, number: str, line: Line) -> None:
        """Make a phone reachable under a number."""
        self._lines[number] = line

    def leave(self, number: str) -> None:
        """Make a number unreachable; calls to it then go to the network."""
        self._lines.pop(number, None)

    def ring(self, line: Line, remote: Remote, call_id: str = "") -> Call | None:
        """Let a call from the network come in."""
        call = line.ring(remote, call_id=call_id)
        if call is not None:
            call.far = Network(line, call)
        return call

    def connect(self, line: Line, call: Call, quirks: Quirks) -> None:
        """Find the far end of a new outgoing call."""
        other = self._lines.get(call.remote.number)
        if other is None or other is line:
            call.far = network = Network(line, call)
            if quirks.number("answer_after") >= 0:
                network.answer_after(quirks.number("answer_after"))
            return
        caller = Remote(number=call.identity.user, host=call.identity.host, name=call.identity.realname)
        rung = other.ring(caller, far=Peer(line, call))
        if rung is None:
            line.far_did(call, Signal.BUSY)
        else:
            call.far = Peer(other, rung)
