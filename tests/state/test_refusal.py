"""Refused credentials: known again, for that phone and that user only, and not readable from the file."""

from pathlib import Path

import pytest

from snom_dialer.state import refusal
from snom_dialer.state.refusal import Refusals, mark
from snom_dialer.state.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_refused_password_is_known_by_every_process(store: Store, tmp_path: Path) -> None:
    Refusals(store).remember("desk", "admin", "0000")
    refusals = Refusals(Store(tmp_path))
    assert refusals.known_wrong("desk", "admin", "0000")
    assert not refusals.known_wrong("desk", "admin", "1111")
    assert not refusals.known_wrong("desk", "user", "0000")
    assert not refusals.known_wrong("hall", "admin", "0000")


def test_a_second_wrong_password_does_not_make_the_first_one_right(store: Store) -> None:
    refusals = Refusals(store)
    for password in ("0000", "1111", "0000"):
        refusals.remember("desk", "admin", password)
    assert refusals.known_wrong("desk", "admin", "0000")
    assert refusals.known_wrong("desk", "admin", "1111")


def test_only_the_latest_refusals_are_kept(store: Store, tmp_path: Path) -> None:
    refusals = Refusals(store)
    for number in range(9):
        refusals.remember("desk", "admin", str(number))
    assert [refusals.known_wrong("desk", "admin", str(number)) for number in range(9)] == [False] + [True] * 8


def test_forgetting_lets_one_phone_be_tried_again(store: Store) -> None:
    refusals = Refusals(store)
    refusals.remember("desk", "admin", "0000")
    refusals.remember("hall", "admin", "0000")
    refusals.forget("desk")
    refusals.forget("desk")
    assert not refusals.known_wrong("desk", "admin", "0000")
    assert refusals.known_wrong("hall", "admin", "0000")


def test_the_file_does_not_tell_the_password(store: Store, tmp_path: Path) -> None:
    Refusals(store).remember("desk", "admin", "geheim-1234")
    (file,) = tmp_path.iterdir()
    assert "geheim" not in file.read_text()


def test_without_a_refusal_nothing_is_computed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    Refusals(store).remember("hall", "admin", "0000")
    monkeypatch.delattr(refusal, "mark")
    assert not Refusals(store).known_wrong("desk", "admin", "0000")


@pytest.mark.parametrize(
    "entry",
    [None, 7, {}, {"salt": 1, "marks": []}, {"salt": "s", "marks": "m"}, {"salt": "s", "marks": [None, 1]}],
    ids=str,
)
def test_a_bent_entry_counts_as_nothing_and_is_mended(store: Store, entry: object) -> None:
    store.write("refused", {"desk": entry})
    refusals = Refusals(store)
    assert not refusals.known_wrong("desk", "admin", "0000")
    refusals.remember("desk", "admin", "0000")
    assert refusals.known_wrong("desk", "admin", "0000")


def test_a_mark_depends_on_every_part_and_on_where_one_ends() -> None:
    parts = [("h", "a", "bc", "s"), ("h", "ab", "c", "s"), ("ha", "b", "c", "s"), ("h", "a", "bc", "t")]
    assert len({mark(*each) for each in parts}) == len(parts)
    assert mark(*parts[0]) == mark(*parts[0])
