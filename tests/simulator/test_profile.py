"""The models: what each has, and the settings it comes with."""

import pytest

from snom_dialer.errors import CallerError
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.factory import settings
from snom_dialer.simulator.profile import MODELS, SETTING_OF, Model, model


@pytest.mark.parametrize("name", ["D385", "d385", "snomD385", "snom d385", " D385 "])
def test_a_model_is_found_however_it_is_written(name: str) -> None:
    assert model(name).type == "snomD385"


def test_an_unknown_model_is_refused_with_the_list() -> None:
    with pytest.raises(CallerError, match="D385"):
        model("T46")


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        (EventKind.INCOMING, "action_incoming_url"),
        (EventKind.DND_ON, "action_dnd_on_url"),
        (EventKind.HOLD, "action_hold"),
        (EventKind.RECEIVED_ATTENDED_TRANSFER, "action_received_attended_transfer"),
        (EventKind.REG_FAILED, "action_reg_failed"),
        (EventKind.FIREWALL_TEST, "action_firewall_test"),
        (EventKind.BLACKLIST, "action_blacklist_url"),
    ],
)
def test_the_setting_of_an_event(kind: EventKind, setting: str) -> None:
    assert SETTING_OF[kind] == setting


@pytest.mark.parametrize("row", MODELS.values(), ids=lambda row: row.name)
def test_every_model_has_the_settings_of_its_events_and_no_others(row: Model) -> None:
    names = {each.name for each in settings(row, mac="", number="1", registrar="", realname="")}
    assert {name for name in names if name.startswith("action_")} == {SETTING_OF[k] for k in row.generation.events}


@pytest.mark.parametrize(
    ("name", "longpress", "blacklist"),
    [("300", False, False), ("720", False, False), ("370", True, False), ("D765", True, False), ("D385", True, True)],
)
def test_events_came_with_firmwares(name: str, longpress: bool, blacklist: bool) -> None:
    events = model(name).generation.events
    assert (EventKind.LONGPRESS in events, EventKind.BLACKLIST in events) == (longpress, blacklist)


def test_a_190_has_four_events_and_no_variables() -> None:
    generation = model("190").generation
    assert generation.events == {EventKind.INCOMING, EventKind.OUTGOING, EventKind.OFFHOOK, EventKind.ONHOOK}
    assert not generation.variables
