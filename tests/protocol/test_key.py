"""Key sequences: what a person writes, what a phone gets, and where a fault is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import CallerError, Code
from snom_dialer.protocol.key import KEYS, LONGEST_MS, Key, KeyPress, parse, split_characters, write


def _press(key: str, hold_ms: int | None = None, pause_ms: int | None = None) -> KeyPress:
    return KeyPress(key=key, hold_ms=hold_ms, pause_ms=pause_ms)


# docs/snom-protocol.md §4
@pytest.mark.parametrize(
    ("text", "presses", "canonical"),
    [
        pytest.param("9", [_press("9")], "9", id="digit"),
        pytest.param("#;*", [_press("#"), _press("*")], "#;*", id="not-encoded"),
        pytest.param("enter", [_press("ENTER")], "ENTER", id="lower-case"),
        pytest.param("p1;ek12", [_press("P1"), _press("EK12")], "P1;EK12", id="numbered"),
        pytest.param("F_TRANSFER", [_press("F_TRANSFER")], "F_TRANSFER", id="inner-name"),
        pytest.param("ENTER,,1000", [_press("ENTER", None, 1000)], "ENTER,,1000", id="empty-time"),
        pytest.param("ENTER,", [_press("ENTER")], "ENTER", id="nothing-after-the-comma"),
        pytest.param("ENTER,0,0", [_press("ENTER", 0, 0)], "ENTER,0,0", id="nought-is-a-time"),
        pytest.param("CANCEL,1000", [_press("CANCEL", 1000)], "CANCEL,1000", id="longest-x"),
        pytest.param("CANCEL,,60000", [_press("CANCEL", None, 60_000)], "CANCEL,,60000", id="pause-after-x"),
        pytest.param("1,60000", [_press("1", 60_000)], "1,60000", id="longest"),
        pytest.param(" 9 ; f1 , 5 ,\t6 ", [_press("9"), _press("F1", 5, 6)], "9;F1,5,6", id="blanks"),
        pytest.param(
            "9;1;9;6;ENTER,,1000;*,1000,2000;#,,1000;9",
            [
                *map(_press, "9196"),
                _press("ENTER", None, 1000),
                _press("*", 1000, 2000),
                _press("#", None, 1000),
                _press("9"),
            ],
            "9;1;9;6;ENTER,,1000;*,1000,2000;#,,1000;9",
            id="the-original's-example",
        ),
    ],
)
def test_a_sequence_is_read_and_written(text: str, presses: list[KeyPress], canonical: str) -> None:
    assert parse(text) == tuple(presses)
    assert write(presses) == canonical


@pytest.mark.parametrize(
    ("text", "position", "what"),
    [
        pytest.param("", 1, "a key is missing", id="empty"),
        pytest.param("9;", 3, "a key is missing", id="nothing-at-the-end"),
        pytest.param("9;;1", 3, "a key is missing", id="nothing-between"),
        pytest.param("9;  ;1", 3, "a key is missing", id="blanks-between"),
        pytest.param("9;,5", 3, "a key is missing", id="times-alone"),
        pytest.param("9;  ENTRE", 5, "no key of that name", id="unknown"),
        pytest.param("9196", 1, "no key of that name", id="digits-in-one-go"),
        pytest.param("P", 1, "no key of that name", id="no-number"),
        pytest.param("P1X", 1, "no key of that name", id="no-such-number"),
        pytest.param("F_", 1, "no key of that name", id="no-inner-name"),
        pytest.param("Pn", 1, "no key of that name", id="the-row's-own-name"),
        pytest.param("P٣", 1, "no key of that name", id="foreign-digit-in-a-name"),
        pytest.param("1;2&number=3", 3, "no key of that name", id="injection"),
        pytest.param("ENTER,x", 7, "whole number of milliseconds", id="no-time"),
        pytest.param("ENTER, -1", 8, "whole number of milliseconds", id="negative"),
        pytest.param("ENTER,1.5", 7, "whole number of milliseconds", id="fraction"),
        pytest.param("ENTER,1,60001", 9, "whole number of milliseconds", id="too-long"),
        pytest.param("ENTER," + "9" * 5000, 7, "whole number of milliseconds", id="far-too-long"),
        pytest.param("ENTER,٣", 7, "whole number of milliseconds", id="foreign-digit"),
        pytest.param("ENTER,1,2,3", 11, "a time and a pause", id="too-many"),
        pytest.param("1;cancel, 1001", 11, "CANCEL held for more than 1000 ms", id="long-x-blocks-the-caller"),
        pytest.param("F_CANCEL,2000", 10, "F_CANCEL held for more than 1000 ms", id="long-x-by-its-inner-name"),
    ],
)
def test_a_fault_has_its_place(text: str, position: int, what: str) -> None:
    with pytest.raises(CallerError) as caught:
        parse(text)
    assert caught.value.code is Code.KEYS_INVALID
    assert caught.value.values["position"] == position
    assert what in str(caught.value.values["what"])


def test_an_error_does_not_repeat_what_may_be_a_pin() -> None:
    with pytest.raises(CallerError) as caught:
        parse("ENTER;4711")
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        pytest.param("9196", "9;1;9;6", id="digits"),
        pytest.param("9", "9", id="one"),
        pytest.param("*21#", "*;2;1;#", id="signs"),
        pytest.param("9;ENTER,,1000", "9;ENTER,,1000", id="has-one-already"),
        pytest.param(" 91 96\t", "9;1;9;6", id="blanks"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_was_typed_in_one_go_becomes_keys(text: str, keys: str) -> None:
    assert split_characters(text) == keys


@pytest.mark.parametrize("key", [key for key in KEYS if not key.pattern], ids=lambda key: key.name)
def test_every_key_of_the_table_is_read_at_its_longest_and_no_longer(key: Key) -> None:
    longest = f"{key.name},{key.longest_ms}"
    assert write(parse(longest)) == longest
    with pytest.raises(CallerError):
        parse(f"{key.name},{key.longest_ms + 1}")


def test_the_table_names_each_key_once_and_says_what_it_is() -> None:
    assert len({key.name for key in KEYS}) == len(KEYS)
    assert all(key.meaning and key.phones for key in KEYS)


_TIMES = st.none() | st.integers(0, LONGEST_MS)
_NAMES = st.one_of(
    st.sampled_from([key.name for key in KEYS if not key.pattern and key.longest_ms == LONGEST_MS]),
    *(st.from_regex(re.compile(key.pattern, re.ASCII), fullmatch=True) for key in KEYS if key.pattern),
).filter(lambda name: name != "F_CANCEL")


@given(st.lists(st.builds(KeyPress, key=_NAMES, hold_ms=_TIMES, pause_ms=_TIMES), min_size=1))
def test_what_is_written_is_read_back(presses: list[KeyPress]) -> None:
    assert parse(write(presses)) == tuple(presses)


@given(st.text() | st.text("09*#PEK_F,; entr\u0663&%"))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    one = r"[A-Z0-9_*#]+(,[0-9]*){0,2}"
    try:
        outcome = write(parse(text))
    except CallerError as error:
        outcome = f"{error.code} {error.values['position']}"
    assert re.fullmatch(rf"{one}(;{one})*|keys_invalid [1-9][0-9]*", outcome)
