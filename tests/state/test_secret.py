"""The callback secrets: one for each phone, kept, hard to guess, and their predecessors still known."""

import re
from pathlib import Path

import pytest

from snom_dialer.state.secret import all_secrets, callback_secret, renew_secret
from snom_dialer.state.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_the_secret_is_kept(store: Store, tmp_path: Path) -> None:
    secret = callback_secret(store, "desk")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", secret)
    assert callback_secret(Store(tmp_path), "desk") == secret
    assert all_secrets(store) == {secret}


def test_two_phones_have_different_ones(store: Store) -> None:
    first, second = callback_secret(store, "desk"), callback_secret(store, "kitchen")
    assert first != second
    assert all_secrets(store) == {first, second}
    assert callback_secret(store, "desk") == first


def test_two_configurations_have_different_ones(tmp_path: Path) -> None:
    assert callback_secret(Store(tmp_path / "a"), "desk") != callback_secret(Store(tmp_path / "b"), "desk")


def test_former_secrets_stay_known_and_their_number_is_bounded(store: Store) -> None:
    all_of_them = [callback_secret(store, "desk"), *(renew_secret(store, "desk") for _ in range(210))]
    assert callback_secret(store, "desk") == all_of_them[-1]
    assert all_secrets(store) == set(all_of_them[-201:])


@pytest.mark.parametrize("current", [None, 7, "", "short", "a/../../../../../../ab", "x" * 22 + "\n"], ids=repr)
def test_what_cannot_be_a_secret_is_replaced_and_not_kept(store: Store, current: object) -> None:
    store.write("callback-secrets", {"phones": {"desk": current}, "past": "none"})
    assert callback_secret(store, "desk") != current
    assert all_secrets(store) == {callback_secret(store, "desk")}


def test_past_secrets_survive_a_lost_current_one(store: Store) -> None:
    store.write("callback-secrets", {"phones": 7, "past": ["p" * 22, 3]})
    assert all_secrets(store) == {"p" * 22}
    callback_secret(store, "desk")
    assert len(all_secrets(store)) == 2
