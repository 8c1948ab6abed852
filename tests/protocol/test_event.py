"""Events as facts: kinds are open at the edge, and what nobody told is absent."""

from dataclasses import FrozenInstanceError

import pytest

from snom_dialer.protocol.event import NOBODY, EventKind, Party, PhoneEvent


@pytest.mark.parametrize("name", ["no_such_event", "", "INCOMING"])
def test_an_unheard_of_kind_is_unknown(name: str) -> None:
    assert EventKind(name) is EventKind.UNKNOWN


def test_a_kind_is_its_name() -> None:
    assert EventKind("log_on") is EventKind.LOG_ON
    assert f"{EventKind.RECEIVED_ATTENDED_TRANSFER}" == "received_attended_transfer"


def test_an_event_without_values_tells_nothing() -> None:
    event = PhoneEvent(kind=EventKind.ONHOOK)
    assert (event.call_id, event.remote, event.local, event.nr_ongoing_calls) == ("", NOBODY, NOBODY, None)
    assert (event.cancel_reason, dict(event.values)) == ("", {})


def test_two_events_do_not_share_their_values() -> None:
    assert PhoneEvent(kind=EventKind.ONHOOK).values is not PhoneEvent(kind=EventKind.ONHOOK).values


@pytest.mark.parametrize(
    ("fact", "name"),
    [(Party(number="1"), "number"), (PhoneEvent(kind=EventKind.HOLD), "kind")],
    ids=["party", "event"],
)
def test_facts_are_frozen(fact: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(fact, name, "2")
