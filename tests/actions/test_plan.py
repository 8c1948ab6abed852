"""What an event fires, with which values, in which order, and what is tried again."""

from datetime import UTC, datetime

import pytest

from snom_dialer.actions.placeholder import PLACEHOLDERS
from snom_dialer.actions.plan import Action, Planned, Result, next_try, plan, values_of
from snom_dialer.calls.call import Call, Direction
from snom_dialer.errors import CallerError
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent

MOMENT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ACTIONS = (
    Action(event=EventKind.INCOMING, url="http://a/?n={number}"),
    Action(event=EventKind.CONNECTED, url="http://b/"),
    Action(event=EventKind.INCOMING, url="http://u:p@c/x?n={number}", browser=True, phone="desk"),
    Action(event=EventKind.INCOMING, url="http://d/", phone="hall"),
    Action(event=EventKind.INCOMING, url=""),
    Action(event=EventKind.UNKNOWN, url="http://e/"),
)


def test_the_actions_of_an_event_in_configured_order() -> None:
    assert plan(ACTIONS, EventKind.INCOMING, "desk", {"number": "101"}) == (
        Planned(url="http://a/?n=101", shown="http://a/", browser=False, index=0),
        Planned(url="http://u:p@c/x?n=101", shown="http://c/x", browser=True, index=2),
    )


def test_an_action_for_another_phone_stays_quiet() -> None:
    assert [planned.index for planned in plan(ACTIONS, EventKind.INCOMING, "hall", {})] == [0, 3]


def test_an_event_without_actions_fires_nothing() -> None:
    assert plan(ACTIONS, EventKind.HOLD, "desk", {}) == ()


def test_events_that_nobody_knows_fire_nothing_not_even_actions_for_an_event_that_nobody_knows() -> None:
    assert plan(ACTIONS, EventKind("no_such_event"), "desk", {}) == ()


def test_a_wrong_template_is_told() -> None:
    with pytest.raises(CallerError):
        plan([Action(event=EventKind.HOLD, url="ftp://x/")], EventKind.HOLD, "desk", {})


EVENT = PhoneEvent(
    kind=EventKind.DISCONNECTED,
    call_id="abc",
    remote=Party(uri="sip:101@pbx", number="101", name="of the event"),
    values={"call_id": "abc", "csta_id": "-18", "phone": "evil", "event": "evil", "nonsense": "evil"},
)
CALL = Call(
    id="1",
    phone="desk",
    call_id="abc",
    direction=Direction.INCOMING,
    remote=Party(uri="sip:+4930123@pbx", number="+4930123", name="Ann"),
    duration=61.5,
)


def test_values_of_a_call() -> None:
    assert values_of(EVENT, CALL, "desk", "+4930123", MOMENT) == {
        "call_id": "abc",
        "csta_id": "-18",
        "timestamp": "2026-11-21T08:00:00.000+00:00",
        "number": "+4930123",
        "number.e164": "+4930123",
        "name": "Ann",
        "duration": "61.5",
        "direction": "incoming",
        "phone": "desk",
        "event": "disconnected",
    }


def test_values_of_an_event_without_a_call() -> None:
    values = values_of(EVENT, None, "desk", "", MOMENT)
    assert (values["number"], values["name"]) == ("101", "of the event")
    assert (values["duration"], values["direction"], values["number.e164"]) == ("", "", "")


def test_where_the_call_knows_nobody_the_event_may() -> None:
    values = values_of(EVENT, Call(id="1", phone="desk"), "desk", "", MOMENT)
    assert (values["number"], values["name"], values["duration"], values["direction"]) == (
        "101",
        "of the event",
        "0",
        "unknown",
    )


def test_only_placeholders_get_values() -> None:
    assert values_of(EVENT, CALL, "desk", "", MOMENT).keys() <= PLACEHOLDERS.keys()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0"), (100.0, "100"), (0.1, "0.1"), (3599.9996, "3600"), (7.125, "7.125")]
)
def test_duration_is_decimal_seconds(seconds: float, text: str) -> None:
    call = Call(id="1", phone="desk", duration=seconds)
    assert values_of(EVENT, call, "desk", "", MOMENT)["duration"] == text


TRIES = {
    "nothing sent": (1, Result(sent=False), 1.0),
    "nothing sent again": (2, Result(sent=False), 3.0),
    "nothing sent for the third time": (3, Result(sent=False), None),
    "502": (1, Result(sent=True, status=502), 1.0),
    "503": (2, Result(sent=True, status=503), 3.0),
    "504": (1, Result(sent=True, status=504), 1.0),
    "504 for the third time": (3, Result(sent=True, status=504), None),
    "done": (1, Result(sent=True, status=200), None),
    "refused": (1, Result(sent=True, status=404), None),
    "server's own fault": (1, Result(sent=True, status=500), None),
    "sent, no answer": (1, Result(sent=True), None),
}


@pytest.mark.parametrize(("attempt", "result", "seconds"), TRIES.values(), ids=TRIES)
def test_next_try(attempt: int, result: Result, seconds: float | None) -> None:
    assert next_try(attempt, result) == seconds
