"""Calls to keep, and a notebook for what the journal tells."""

import threading

from snom_dialer.calls.call import Call, CallState, Direction, Outcome
from snom_dialer.errors import Code, DialerError
from snom_dialer.protocol.event import Party


def ringing(number: int) -> Call:
    """Return the call with this number, just begun; later numbers began later."""
    return Call(
        id=f"id-{number:05}",
        phone="desk",
        call_id=f"{number}@10.0.0.5",
        direction=Direction.INCOMING,
        remote=Party(uri=f"sip:+4930{number}@pbx", number=f"+4930{number}", name="Müller & Söhne \u0417"),
        local=Party(uri="sip:101@pbx", number="101"),
        started_at=1_790_000_000.125 + number,
    )


def ended(number: int) -> Call:
    """Return the same call when it is over."""
    begun = ringing(number)
    changes = {
        "state": CallState.ENDED,
        "outcome": Outcome.ANSWERED,
        "connected_at": begun.started_at + 2,
        "ended_at": begun.started_at + 12.5,
        "duration": 10.5,
    }
    return begun.but(changes)


class Notebook:
    """Takes down what a journal tells, and lets a test wait for it."""

    def __init__(self) -> None:
        self.errors: list[DialerError] = []
        self._told = threading.Event()

    def __call__(self, error: DialerError) -> None:
        self.errors.append(error)
        self._told.set()

    @property
    def codes(self) -> list[Code]:
        return [error.code for error in self.errors]

    @property
    def told(self) -> bool:
        return self._told.is_set()

    def wait(self) -> None:
        assert self._told.wait(20)
