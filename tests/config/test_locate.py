"""Lines of places in JSON texts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.config.locate import dotted, lines, number_place

TEXT = """
{
  "a": [1,
        {"b\\n:\\"{": true},
        []],
  "c": {"d": {}, "d":
    null},
  "": "x\\\\", "e": 2
}"""


def test_every_place_has_its_line() -> None:
    found = lines(TEXT)
    assert found.at == {
        (): 2,
        ("a",): 3,
        ("a", 0): 3,
        ("a", 1): 4,
        ("a", 1, 'b\n:"{'): 4,
        ("a", 2): 5,
        ("c",): 6,
        ("c", "d"): 6,
        ("",): 8,
        ("e",): 8,
    }
    assert found.twice == [("c", "d")]


def test_what_is_missing_is_placed_where_it_is_missing() -> None:
    assert lines(TEXT).of(("a", 1, "host", 3)) == 4
    assert lines(TEXT).of(("nowhere",)) == 2


def test_a_bare_value_is_a_document_too() -> None:
    assert lines("\n7").at == {(): 2}


def test_depth_is_no_matter() -> None:
    text = "[" * 1500 + "]" * 1500
    assert lines(text).of((0,) * 1499) == 1


def _places(document: object) -> set[tuple[str | int, ...]]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(document, dict):
        inner = list(document.items())
    elif isinstance(document, list):
        inner = list(enumerate(document))
    return {()} | {(key, *rest) for key, value in inner for rest in _places(value)}


@given(
    document=st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    indent=st.none() | st.integers(0, 3),
)
def test_the_places_are_those_that_json_reads(document: object, indent: int | None) -> None:
    found = lines(json.dumps(document, indent=indent))
    assert found.twice == []
    assert set(found.at) == _places(document)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "the file"),
        (("phones", 0, "port"), "phones[0].port"),
        (("a b",), '"a b"'),
        (("a", "\x1b"), 'a."\\u001b"'),
        (("ü-1",), "ü-1"),
    ],
)
def test_a_place_is_written_as_people_read_it(path: tuple[str | int, ...], text: str) -> None:
    assert dotted(path) == text


@pytest.mark.parametrize(
    ("text", "wanted", "place"),
    [('["1e999", 1e999]', "1e999", (1, 11)), ('[\n "NaN",\n NaN]', "NaN", (3, 2)), ("[1]", "2", (1, 1))],
)
def test_a_number_is_found_outside_of_texts(text: str, wanted: str, place: tuple[int, int]) -> None:
    assert number_place(text, wanted) == place
