"""How a call looks outside of the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.calls.call import Call, CallChange, CallState, Change, Direction, Outcome
from snom_dialer.engine.record import call_record, change_record, rfc3339
from snom_dialer.protocol.event import Party


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, None),
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.1239, "2023-11-14T22:13:20.124Z"),
        (1_700_000_000.9999, "2023-11-14T22:13:21.000Z"),
    ],
)
def test_times_are_utc_with_milliseconds(seconds: float | None, text: str | None) -> None:
    assert rfc3339(seconds) == text


@given(st.floats(0, 4e9))
def test_a_time_is_the_same_after_it_was_in_the_journal(seconds: float) -> None:
    assert rfc3339(round(seconds * 1000) / 1000) == rfc3339(seconds)


def test_a_call_that_rings() -> None:
    call = Call(id="7", phone="desk", call_id="a@b", direction=Direction.INCOMING, started_at=0.5)
    assert call_record(call) == {
        "id": "7",
        "phone": "desk",
        "call_id": "a@b",
        "direction": "incoming",
        "state": "ringing",
        "outcome": None,
        "remote": {"uri": "", "number": "", "name": ""},
        "local": {"uri": "", "number": "", "name": ""},
        "started_at": "1970-01-01T00:00:00.500Z",
        "connected_at": None,
        "ended_at": None,
        "duration": 0.0,
    }


def test_a_call_that_was() -> None:
    call = Call(
        id="7",
        phone="desk",
        direction=Direction.OUTGOING,
        state=CallState.ENDED,
        outcome=Outcome.ANSWERED,
        remote=Party(uri="1@p", number="1", name="Ann"),
        local=Party(uri="2@p", number="2", name="Bob"),
        started_at=1.0,
        connected_at=2.0,
        ended_at=4.5,
        duration=2.5,
    )
    record = change_record(CallChange(Change.ENDED, call))
    assert record == {"type": "call", "change": "ended", "call": call_record(call)}
    shown = call_record(call)
    assert shown["outcome"] == "answered"
    assert shown["remote"] == {"uri": "1@p", "number": "1", "name": "Ann"}
    assert shown["local"] == {"uri": "2@p", "number": "2", "name": "Bob"}
    assert (shown["connected_at"], shown["ended_at"], shown["duration"]) == (rfc3339(2.0), rfc3339(4.5), 2.5)
