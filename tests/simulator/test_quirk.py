"""Switches: reading what people write, and saying no to what makes no sense."""

import pytest

from snom_dialer.errors import CallerError
from snom_dialer.simulator.quirk import ALL, BY_NAME, Quirk, Quirks, Value


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        pytest.param("truncate", "on", True, id="switch on"),
        pytest.param("truncate", "", True, id="switch named alone"),
        pytest.param("truncate", "No", False, id="switch off"),
        pytest.param("truncate", True, True, id="switch from JSON"),
        pytest.param("slow", "0.25", 0.25, id="seconds"),
        pytest.param("slow", 2, 2.0, id="seconds from JSON"),
        pytest.param("answer_after", "off", -1.0, id="never"),
        pytest.param("answer_after", False, -1.0, id="never from JSON"),
        pytest.param("close_unanswered", "BEFORE", "before", id="choice"),
        pytest.param("close_unanswered", "on", "after", id="first choice"),
        pytest.param("close_unanswered", False, "off", id="no choice"),
        pytest.param("realm", "Other", "Other", id="text"),
    ],
)
def test_values_are_read(name: str, given: Value, wanted: Value) -> None:
    quirks = Quirks()
    quirks.set(name, given)
    assert quirks.as_dict()[name] == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [("nonsense", "on"), ("truncate", "perhaps"), ("slow", "soon"), ("close_unanswered", "sometimes")],
)
def test_what_makes_no_sense_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(CallerError, match=name):
        Quirks({name: value})


def test_lists_are_words_between_commas() -> None:
    assert Quirks({"dropped_events": "onhook, missed,"}).words("dropped_events") == {"onhook", "missed"}


def test_defaults_hold_until_they_are_changed() -> None:
    assert Quirks().as_dict() == {row.name: row.default for row in ALL}
    assert len(BY_NAME) == len(ALL)
    assert all(row.help for row in ALL)


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_every_default_can_be_written_back(row: Quirk) -> None:
    assert Quirks({row.name: row.default}).as_dict()[row.name] == row.default
