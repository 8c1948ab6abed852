"""Choosing a phone, and what to connect to."""

from pathlib import Path

import pytest

from snom_dialer.config.host import Host
from snom_dialer.config.model import Action, Config, Phone, Scheme, chosen_phone
from snom_dialer.errors import CallerError, Code
from snom_dialer.protocol.event_kind import EventKind

FILE = Path("c.json")
DESK, HALL = Phone(name="desk", host="a"), Phone(name="hall", host="b")


@pytest.mark.parametrize(
    ("config", "name", "expected"),
    [
        pytest.param(Config(phones=(DESK,)), None, DESK, id="the-only-one"),
        pytest.param(Config(phones=(DESK, HALL)), "hall", HALL, id="by-name"),
        pytest.param(Config(phones=(DESK, HALL), default_phone="hall"), None, HALL, id="default"),
        pytest.param(Config(phones=(DESK, HALL), default_phone="hall"), "desk", DESK, id="name-before-default"),
    ],
)
def test_a_phone_is_chosen(config: Config, name: str | None, expected: Phone) -> None:
    assert chosen_phone(config, name, FILE) is expected


@pytest.mark.parametrize(
    ("config", "name", "code", "word"),
    [
        pytest.param(Config(), None, Code.PHONE_NONE, "c.json", id="none"),
        pytest.param(Config(), "desk", Code.PHONE_UNKNOWN, "the phones are: none", id="name-of-none"),
        pytest.param(Config(phones=(DESK, HALL)), "x", Code.PHONE_UNKNOWN, "desk, hall", id="unknown"),
        pytest.param(Config(phones=(DESK,)), "", Code.PHONE_UNKNOWN, "desk", id="empty-name"),
        pytest.param(Config(phones=(DESK, HALL)), None, Code.PHONE_AMBIGUOUS, "desk, hall", id="several"),
    ],
)
def test_a_choice_that_is_none_is_told(config: Config, name: str | None, code: Code, word: str) -> None:
    with pytest.raises(CallerError, match=word) as caught:
        chosen_phone(config, name, FILE)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        pytest.param(Phone(host="a"), Host("a", None, None, None, None), id="bare"),
        pytest.param(Phone(host="https://u:p@a:1"), Host("a", 1, "https", "u", "p"), id="all-in-the-url"),
        pytest.param(
            Phone(host="a", port=1, scheme=Scheme.HTTP, username="u", password="p"),
            Host("a", 1, "http", "u", "p"),
            id="all-in-keys",
        ),
        pytest.param(Phone(host="http://u:p@a", password="q"), Host("a", None, "http", "u", "q"), id="key-wins"),
    ],
)
def test_keys_and_host_make_what_to_connect_to(phone: Phone, expected: Host) -> None:
    assert phone.web() == expected


def test_a_phone_does_not_show_its_password() -> None:
    assert "geheim" not in repr(Config(phones=(Phone(host="a", password="geheim"),)))


def test_a_phone_does_not_show_the_password_of_its_url() -> None:
    assert "geheim" not in repr(Phone(host="http://admin:geheim@10.0.0.1"))


@pytest.mark.parametrize(
    "fact",
    [
        Config(extra={"token": "geheim"}),
        Phone(host="a", extra={"token": "geheim"}),
        Action(event=EventKind.MISSED, url="", extra={"token": "geheim"}),
    ],
    ids=["config", "phone", "action"],
)
def test_unknown_keys_are_not_shown(fact: object) -> None:
    assert repr(fact).startswith(f"{type(fact).__name__}(")
    assert "geheim" not in repr(fact)
