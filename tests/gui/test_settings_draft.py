"""What the pages of the settings give, judged and held against what was configured."""

from typing import Any

import pytest

from snom_dialer.config.model import Action, Config, Phone, Scheme, SetUp
from snom_dialer.gui.settings.draft import (
    USER_MISSING,
    Candidate,
    Draft,
    Given,
    free_name,
    shown_address,
    split_address,
)
from snom_dialer.protocol.event_kind import EventKind

DESK = Phone(name="desk", host="192.0.2.1", username="admin", password="0000", extra={"colour": "blue"})
HALL = Phone(name="hall", host="192.0.2.2")
MISSED = Action(event=EventKind.MISSED, url="http://a/", phone="hall")
CONFIG = Config(phones=(DESK, HALL), actions=(MISSED,), default_phone="hall", extra={"mine": {"deep": 1}})
UNCHANGED = (Given("desk"), Given("hall"))


def test_what_nobody_changed_is_what_was_configured() -> None:
    draft = Draft(CONFIG)
    judged = draft.judged(draft.document(), UNCHANGED)
    assert judged.config == CONFIG
    assert not draft.changes(CONFIG, judged.candidates)
    assert not any(one.needs_test or one.renamed for one in judged.candidates)
    assert draft.removed(judged.candidates) == ()


def test_the_document_is_one_s_own() -> None:
    draft = Draft(CONFIG)
    draft.document()["phones"][0]["colour"] = "red"
    draft.document()["mine"]["deep"] = 2
    assert draft.judged(draft.document(), UNCHANGED).config == CONFIG


@pytest.mark.parametrize(
    ("more", "password", "needed"),
    [
        ({"host": "192.0.2.9"}, "", True),
        ({"scheme": "https"}, "", True),
        ({"port": 81}, "", True),
        ({"username": "user"}, "", True),
        ({"identity": "a@b"}, "", True),
        ({}, "1234", True),
        ({"name": "new"}, "", False),
        ({"set_up": "manual"}, "", False),
        ({"foreign": "leave"}, "", False),
        ({"host": "http://192.0.2.1", "scheme": "auto"}, "", True),
    ],
)
def test_what_needs_a_test(more: dict[str, Any], password: str, needed: bool) -> None:
    draft = Draft(CONFIG)
    document = draft.document()
    document["phones"][0] |= more
    judged = draft.judged(document, (Given("desk", password), Given("hall")))
    assert [one.needs_test for one in judged.candidates] == [needed, False]


def test_a_new_phone_needs_one() -> None:
    draft = Draft(None)
    document = draft.document() | {"phones": [{"host": "192.0.2.1"}]}
    judged = draft.judged(document, (Given(),))
    assert [one.needs_test for one in judged.candidates] == [True]
    assert judged.config is not None
    assert draft.changes(judged.config, judged.candidates)


def test_a_new_password_alone_is_a_change() -> None:
    draft = Draft(CONFIG)
    judged = draft.judged(draft.document(), (Given("desk", "1234"), Given("hall")))
    assert draft.changes(CONFIG, judged.candidates)


def test_a_new_name_is_one_everywhere() -> None:
    draft = Draft(CONFIG)
    document = draft.document()
    document["phones"][1]["name"] = document["default_phone"] = "lobby"
    config = draft.judged(document, UNCHANGED).config
    assert config is not None
    assert (config.default_phone, config.actions[0].phone) == ("lobby", "lobby")


def test_two_that_swap_names_are_no_muddle() -> None:
    draft = Draft(CONFIG)
    document = draft.document()
    document["phones"][0]["name"], document["phones"][1]["name"] = "hall", "desk"
    judged = draft.judged(document, UNCHANGED)
    assert judged.config is not None
    assert [one.origin for one in judged.candidates] == [DESK, HALL]
    assert judged.config.actions[0].phone == "desk"


def test_who_was_removed() -> None:
    draft = Draft(CONFIG)
    document = draft.document() | {"actions": [], "default_phone": None}
    document["phones"] = document["phones"][:1]
    judged = draft.judged(document, UNCHANGED[:1])
    assert draft.removed(judged.candidates) == (HALL,)


def test_a_phone_that_an_action_is_for_cannot_go() -> None:
    draft = Draft(CONFIG)
    document = draft.document() | {"default_phone": None}
    document["phones"] = document["phones"][:1]
    assert list(draft.judged(document, UNCHANGED[:1]).faults) == [("actions", 0, "phone")]


def test_every_fault_is_told_with_its_place() -> None:
    draft = Draft(CONFIG)
    document = draft.document()
    document["phones"][0] |= {"host": "a b", "username": ""}
    document["callback"]["port"] = 70000
    judged = draft.judged(document, (Given("desk", "secret"), Given("hall")))
    assert judged.config is None
    assert judged.faults[("phones", 0, "username")] == USER_MISSING
    assert judged.faults.keys() == {("phones", 0, "host"), ("phones", 0, "username"), ("callback", "port")}
    assert "secret" not in repr(judged.faults)


def test_a_url_that_makes_none() -> None:
    draft = Draft(CONFIG)
    document = draft.document()
    document["actions"][0]["url"] = "http://{number}/"
    assert list(draft.judged(document, UNCHANGED).faults) == [("actions", 0, "url")]


def test_one_phone_is_judged_alone() -> None:
    draft = Draft(CONFIG)
    document = draft.document()
    document["phones"][0]["host"] = ""
    document["callback"]["port"] = -1
    assert draft.judged_phone(document, UNCHANGED, 1).candidates == (Candidate(HALL, HALL),)
    assert list(draft.judged_phone(document, UNCHANGED, 0).faults) == [("phones", 0, "host")]


def test_no_password_is_shown() -> None:
    one = Candidate(DESK, DESK, "1234")
    assert "1234" not in repr((one, Given("desk", "1234")))
    assert "0000" not in repr(one)


@pytest.mark.parametrize(
    ("phone", "host"),
    [
        (HALL, "192.0.2.2"),
        (HALL._replace(port=81), "192.0.2.2:81"),
        (HALL._replace(scheme=Scheme.HTTPS, port=81), "https://192.0.2.2:81"),
        (HALL._replace(host="fd00::20", port=81), "[fd00::20]:81"),
        (HALL._replace(host="http://u:p@phone.example/index.htm"), "http://phone.example"),
    ],
)
def test_where_it_is_tested(phone: Phone, host: str) -> None:
    assert Candidate(phone).host == host


def test_a_test_holds_for_its_values_alone() -> None:
    one = Candidate(DESK, DESK, "1234")
    assert one.key == Candidate(DESK._replace(name="new", set_up=SetUp.MANUAL), DESK, "1234").key
    for other in (
        Candidate(DESK, DESK),
        Candidate(DESK._replace(port=81), DESK, "1234"),
        Candidate(DESK._replace(username="u"), DESK, "1234"),
        Candidate(DESK._replace(identity="a@b"), DESK, "1234"),
        Candidate(DESK, HALL, "1234"),
    ):
        assert other.key != one.key


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({}, ""),
        ({"host": "a.example"}, "a.example"),
        ({"host": "a.example", "port": 81}, "a.example:81"),
        ({"host": "a.example", "scheme": "https"}, "https://a.example"),
        ({"host": "fd00::1", "scheme": "http", "port": 81}, "http://[fd00::1]:81"),
        ({"host": "http://u:p@a.example/x"}, "http://a.example/x"),
        ({"host": "a b", "port": 81}, "a b"),
    ],
)
def test_an_address_is_shown_as_one_text(document: dict[str, Any], text: str) -> None:
    assert shown_address(document) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (" 192.0.2.1 ", ("192.0.2.1", "", "")),
        ("http://admin:p%40ss@a.example:81/x", ("http://a.example:81/x", "admin", "p@ss")),
        ("no host", ("no host", "", "")),
    ],
)
def test_a_password_is_taken_out_of_an_address(text: str, parts: tuple[str, str, str]) -> None:
    assert split_address(text) == parts


def test_names_are_given_once() -> None:
    assert free_name("D385", []) == "D385"
    assert free_name("D385", ["D385", "D385 2"]) == "D385 3"
