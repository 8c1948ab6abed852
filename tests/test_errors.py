"""The error catalogue: complete, stable in shape, and no name that hides a builtin."""

import builtins

import pytest

from snom_dialer import errors
from snom_dialer.errors import CATALOGUE, CallerError, Code, DialerError, Exit, NetworkError, fault


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    assert set(CATALOGUE) == set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_every_entry_makes_two_sentences(code: Code) -> None:
    entry = CATALOGUE[code]
    error = fault(code, **{name: f"<{name}>" for name in entry.fields()})
    assert type(error) is entry.branch
    assert error.exit is entry.exit
    for sentence in (error.message, error.next):
        assert sentence
        assert not sentence.endswith(".")
        assert "\n" not in sentence
    assert str(error) == f"{error.message}; {error.next}"


def test_a_missing_value_is_told_at_once() -> None:
    with pytest.raises(TypeError, match="host"):
        fault(Code.LOGIN_NEEDED)


def test_a_code_cannot_be_raised_in_the_wrong_branch() -> None:
    with pytest.raises(TypeError, match="NetworkError"):
        NetworkError(Code.NUMBER_EMPTY)
    assert isinstance(CallerError(Code.NUMBER_EMPTY), DialerError)


def test_no_name_of_ours_hides_a_builtin() -> None:
    ours = {name for name in vars(errors) if not name.startswith("_")}
    assert not ours & set(vars(builtins))


def test_exit_statuses_are_the_documented_ones() -> None:
    assert [status.value for status in Exit] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]


def test_values_travel_with_the_error() -> None:
    error = fault(Code.TIMED_OUT, host="10.0.0.7", seconds=3)
    assert error.code is Code.TIMED_OUT
    assert error.values == {"host": "10.0.0.7", "seconds": 3}
    assert error.message == "the phone at 10.0.0.7 did not answer within 3 s"
