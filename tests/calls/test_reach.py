"""Which call a key of the phone will act on."""

import pytest

from snom_dialer.calls.call import Call, CallState
from snom_dialer.calls.reach import alone, to_answer

RINGS = Call(id="1", phone="desk", state=CallState.RINGING)
RINGS_TOO = Call(id="2", phone="desk", state=CallState.RINGING)
TALKS = Call(id="3", phone="desk", state=CallState.CONNECTED)
TALKS_IN_THE_HALL = Call(id="4", phone="hall", state=CallState.CONNECTED)
OVER = Call(id="5", phone="desk", state=CallState.ENDED)


@pytest.mark.parametrize(
    ("calls", "answered"),
    [
        ([], None),
        ([RINGS], RINGS),
        ([TALKS, RINGS], RINGS),
        ([TALKS], None),
        ([RINGS, RINGS_TOO], None),
    ],
)
def test_enter_answers_the_one_call_that_rings(calls: list[Call], answered: Call | None) -> None:
    assert to_answer(calls) is answered


@pytest.mark.parametrize(
    ("call", "calls", "certain"),
    [
        (RINGS, [RINGS], True),
        (TALKS, [OVER, TALKS, TALKS_IN_THE_HALL], True),
        (TALKS, [RINGS, TALKS], False),
        (OVER, [OVER], False),
        (RINGS, [], False),
    ],
)
def test_cancel_ends_the_only_call_of_its_phone(call: Call, calls: list[Call], certain: bool) -> None:
    assert alone(call, calls) is certain
