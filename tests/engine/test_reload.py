"""What of a changed configuration is taken up at once, and what waits for the next start."""

from typing import Any

import pytest

from snom_dialer.config.model import Action, Callback, Config, Foreign, Numbers, Phone, SetUp
from snom_dialer.engine.reload import compared
from snom_dialer.protocol.event import EventKind

DESK = Phone(name="desk", host="192.0.2.1", username="admin", password="0000")
HALL = Phone(name="hall", host="192.0.2.2")
BEFORE = Config(phones=(DESK, HALL))


def with_desk(**more: Any) -> Config:
    return BEFORE._replace(phones=(DESK._replace(**more), HALL))


def test_nothing_new() -> None:
    assert compared(BEFORE, BEFORE) == (BEFORE, (), ())


@pytest.mark.parametrize(
    "more", [{"password": "1"}, {"username": "u"}, {"host": "192.0.2.9"}, {"port": 81}, {"foreign": Foreign.LEAVE}]
)
def test_what_is_taken_up(more: dict[str, object]) -> None:
    now = with_desk(**more)
    assert compared(BEFORE, now) == (now, ("desk",), ())


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (BEFORE._replace(phones=(*BEFORE.phones, Phone(name="new", host="x"))), "the new phone new"),
        (BEFORE._replace(phones=(DESK,)), "that the phone hall is gone"),
        (with_desk(set_up=SetUp.MANUAL), "`set_up` of desk"),
        (with_desk(clear_log=False), "`clear_log` of desk"),
        (BEFORE._replace(callback=Callback(port=1)), "`callback`"),
        (BEFORE._replace(actions=(Action(event=EventKind.MISSED, url="http://a/"),)), "the actions"),
        (BEFORE._replace(numbers=Numbers(plus_as="00")), "`numbers`"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_waits(now: Config, words: str) -> None:
    assert compared(BEFORE, now) == (BEFORE, (), (words,))


def test_the_default_phone_is_taken_up_where_it_is_known() -> None:
    assert compared(BEFORE, BEFORE._replace(default_phone="hall")).config.default_phone == "hall"
    new = BEFORE._replace(phones=(*BEFORE.phones, Phone(name="new", host="x")), default_phone="new")
    assert compared(BEFORE._replace(default_phone="desk"), new).config.default_phone == "desk"
    assert compared(BEFORE._replace(default_phone="desk"), BEFORE).config.default_phone is None
