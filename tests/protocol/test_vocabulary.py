"""The two tables of names: complete, each name once, and nothing armed that must not be written."""

import pytest

from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.vocabulary import ACTION_URLS, VARIABLES, ActionUrl

# docs/snom-protocol.md §6: the events by which calls are followed, and the placeholders that the original had
# fmt: off
_DEFAULT = {
    "incoming", "outgoing", "connected", "disconnected", "onhook", "offhook", "missed", "hold", "unhold", "setup",
    "log_on",
}
_PLACEHOLDERS = {
    "remote", "display_remote", "local", "call_id", "display_local", "active_url", "active_user", "active_host",
    "csta_id", "expansion_module", "active_key", "phone_ip", "local_ip", "nr_ongoing_calls", "context_url",
    "cancel_reason", "longpress_key",
}
_WITHOUT_URL = {
    "action_hold", "action_unhold", "action_transfer", "action_blind_transfer", "action_attended_transfer",
    "action_received_attended_transfer", "action_reg_failed", "action_firewall_test",
}
# fmt: on


def test_every_kind_of_event_has_its_setting() -> None:
    assert [row.kind for row in ACTION_URLS if row.kind is EventKind.UNKNOWN] == []
    assert {row.kind for row in ACTION_URLS} | {EventKind.UNKNOWN} == set(EventKind)
    assert len({row.setting for row in ACTION_URLS}) == len(ACTION_URLS) == 25


@pytest.mark.parametrize("row", ACTION_URLS, ids=lambda row: row.setting)
def test_a_kind_is_named_as_its_setting(row: ActionUrl) -> None:
    assert row.setting.removeprefix("action_").removesuffix("_url") == row.kind
    assert row.caption
    assert row.since


def test_some_settings_have_no_url_at_their_end() -> None:
    assert {row.setting for row in ACTION_URLS if not row.setting.endswith("_url")} == _WITHOUT_URL


def test_the_default_set_is_armed() -> None:
    assert {row.kind for row in ACTION_URLS if row.armed} == _DEFAULT


def test_what_must_not_be_written_is_not_armed_and_says_why() -> None:
    never = {row.kind for row in ACTION_URLS if not row.writable}
    assert never == {"blacklist", "redirection_on", "redirection_off", "firewall_test"}
    assert all(bool(row.why_not) != row.writable for row in ACTION_URLS)
    assert not any(row.armed and not row.writable for row in ACTION_URLS)


def test_the_variables_are_the_placeholders_of_the_original() -> None:
    assert len(VARIABLES) == len(_PLACEHOLDERS)
    assert {variable.name for variable in VARIABLES} == _PLACEHOLDERS


def test_the_phone_spells_them_alike_but_for_one_hyphen() -> None:
    unlike = {variable.phone for variable in VARIABLES if variable.phone != f"${variable.name}"}
    assert unlike == {"$call-id"}


def test_what_a_stranger_chooses_stands_last_and_free_text_at_the_very_end() -> None:
    assert [variable.name for variable in VARIABLES[-6:]] == [
        "call_id", "local", "remote", "cancel_reason", "display_local", "display_remote",
    ]  # fmt: skip
    assert [variable.stranger for variable in VARIABLES] == [False] * 13 + [True] * 4
