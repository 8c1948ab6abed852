"""Records as lines for people."""

from typing import Any

import pytest

from snom_dialer.calls.call import CallState, Change, Outcome
from snom_dialer.cli.narrate import call_line, lasting, narrated, who
from snom_dialer.engine.record import NOT_TRIED

AT = "2026-03-29T12:00:00.000Z"


def call(state: str, outcome: str | None = None, direction: str = "incoming", **remote: str) -> dict[str, Any]:
    return {
        "phone": "desk", "state": state, "outcome": outcome, "direction": direction, "duration": 187.4,
        "remote": {"uri": "", "number": "030123", "name": "", **remote},
    }  # fmt: skip


def change(change: str, state: str, outcome: str | None = None, direction: str = "incoming", **remote: str) -> str:
    record = {"type": "call", "at": AT, "change": change, "call": call(state, outcome, direction, **remote)}
    time, _, text = narrated(record).partition("  ")
    assert len(time) == len("12:00:00")
    return text


CHANGES = {
    ("started", "ringing", None, "incoming"): "desk rings: 030123",
    ("started", "dialing", None, "outgoing"): "desk dials 030123",
    ("started", "connected", None, "unknown"): "desk is in a call with 030123",
    ("connected", "connected", None, "incoming"): "desk connected: 030123",
    ("held", "held", None, "incoming"): "desk on hold: 030123",
    ("resumed", "connected", None, "incoming"): "desk resumed: 030123",
    ("updated", "connected", None, "incoming"): "desk has news of the call: 030123",
    ("ended", "ended", "answered", "incoming"): "desk ended after 3:07 min: 030123",
    ("ended", "ended", "missed", "incoming"): "desk missed: 030123",
    ("ended", "ended", None, "incoming"): "desk ended: 030123",
    ("updated", "ended", "missed", "incoming"): "desk missed (as it turns out): 030123",
}


@pytest.mark.parametrize(("given", "text"), CHANGES.items(), ids=lambda value: "-".join(map(str, value)))
def test_changes_of_calls(given: tuple[str, str, str | None, str], text: str) -> None:
    assert change(*given) == text


@pytest.mark.parametrize("each", Change)
def test_every_change_has_words_of_its_own(each: Change) -> None:
    text = change(each.value, "ended" if each is Change.ENDED else "connected", "answered")
    assert text.endswith((": 030123", "with 030123"))
    assert "{" not in text


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words(outcome: Outcome) -> None:
    assert call_line(call("ended", outcome.value)) != "ended"


@pytest.mark.parametrize("state", CallState)
def test_every_state_has_words(state: CallState) -> None:
    assert call_line(call(state.value))


OTHERS = {
    "both": ({"name": "Anna"}, "Anna (030123)"),
    "number": ({}, "030123"),
    "name": ({"name": "Anna", "number": ""}, "Anna"),
    "the same": ({"name": "030123"}, "030123"),
    "address": ({"number": "", "uri": "anna@pbx.example"}, "anna@pbx.example"),
    "nothing": ({"number": ""}, "an unknown number"),
}


@pytest.mark.parametrize(("remote", "text"), OTHERS.values(), ids=OTHERS)
def test_the_other_side(remote: dict[str, str], text: str) -> None:
    assert who(call("ringing", **remote)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1:00 min"), (187, "3:07 min"), (3600, "1:00:00 h"), (3723, "1:02:03 h")],
)
def test_durations(seconds: float, text: str) -> None:
    assert lasting(seconds) == text


def ready(wanted: int, port: int) -> dict[str, Any]:
    return {"type": "ready", "callback": {"addresses": ["10.0.0.1", "::1"], "port": port, "wanted_port": wanted}}


def phone(state: str, reachable: bool | None, reason: str | None) -> dict[str, Any]:
    return {"type": "phone", "name": "desk", "state": state, "reachable": reachable, "reason": reason}


def step(change: str, *settings: str) -> dict[str, Any]:
    where = {"address": "10.0.0.1", "port": 1}
    return {"type": "set_up", "phone": "desk", "change": change, "settings": settings, **where}


TOLD = [
    (ready(58231, 58231), "ready: phones call back at 10.0.0.1, ::1, port 58231"),
    (ready(0, 1), "ready: phones call back at 10.0.0.1, ::1, port 1"),
    (ready(58231, 58232), "ready: phones call back at 10.0.0.1, ::1, port 58232 (58231 was taken)"),
    (
        {"type": "ready", "callback": {"open": False, "addresses": [], "port": 0, "wanted_port": 0}},
        "the callback server is stopped; `snom-dialer phone start` begins again",
    ),
    (phone("active", True, None), "desk is set up"),
    (phone("active", True, "x"), "desk is set up: x"),
    (phone("active", None, "by hand"), "desk is listened to: by hand"),
    (phone("degraded", True, "x"), "desk is reached, but x"),
    (phone("degraded", False, "x"), "desk is not reached: x"),
    (phone("degraded", False, None), "desk is not reached"),
    (phone("inactive", None, "x"), "desk is inactive: x"),
    (phone("inactive", True, "x"), "desk is inactive: x"),
    (step("restarted"), "desk has restarted; its settings are looked at"),
    (step("written", "a", "b"), "desk was given our settings (2)"),
    (step("repaired", "a", "b"), "desk had lost our settings (2); they were written again"),
    (step("new_address"), "desk is to call 10.0.0.1, port 1 from now on"),
    (step("moved"), "desk is at 10.0.0.1 now"),
    (step("frob"), "desk frob"),
    (
        {"type": "action", "event": "incoming", "url_shown": "http://a/", "result": "ok", "status": 204, "ms": 1.6},
        "action for incoming: http://a/ ok 204 in 2 ms",
    ),
    (
        {"type": "action", "event": "incoming", "url_shown": "http://a/", "result": "failed", "status": None, "ms": 0},
        "action for incoming: http://a/ failed in 0 ms",
    ),
    ({"type": "dropped", "reason": "too slow"}, "the stream ended: too slow"),
]


@pytest.mark.parametrize(("record", "text"), TOLD, ids=[text for _, text in TOLD])
def test_other_records(record: dict[str, Any], text: str) -> None:
    assert narrated(record).partition("  ")[2] == text


def test_what_people_need_not_see() -> None:
    assert narrated({"type": "snapshot", "calls": []}) == ""
    assert narrated(phone("inactive", None, NOT_TRIED)) == ""
    assert narrated({"type": "frob"}) == ""
