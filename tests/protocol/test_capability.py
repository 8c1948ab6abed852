from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.capability import Capabilities, capabilities, explain
from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.identity import Family, Identity
from snom_dialer.protocol.key import parse
from snom_dialer.protocol.vocabulary import ACTION_URLS, VARIABLES

MODERN = Identity(model="D785", firmware="10.1.169.16", family=Family.D7XX)
OLD = Identity(model="190", firmware="3.60", family=Family.SNOM_1XX)
D862 = Identity(model="D862", firmware="10.1.226.13", family=Family.D8XX)
BASE = Identity(model="M700", family=Family.OTHER)
ALL_EVENTS = frozenset(row.kind for row in ACTION_URLS)
ALL_VARIABLES = frozenset(row.name for row in VARIABLES)


def works(identity: Identity) -> dict[str, bool | None]:
    return {feature.name: feature.works for feature in explain(capabilities(identity), identity)}


def test_a_present_day_phone_can_everything() -> None:
    assert capabilities(MODERN) == Capabilities(
        remote_control=True,
        events=ALL_EVENTS,
        variables=ALL_VARIABLES,
        ends_by_hook=False,
        disconnected_on_reject=True,
        hold_key="F_HOLD",
        csta_http=True,
        minibrowser=True,
        stores_settings=True,
    )


@pytest.mark.parametrize("family", [Family.UNKNOWN, Family.SNOM_3XX, Family.D3XX, Family.PA1])
def test_what_is_not_told_counts_as_the_newest(family: Family) -> None:
    assert capabilities(Identity(family=family)) == capabilities(MODERN)


def test_the_190_class_tells_four_events_without_variables() -> None:
    can = capabilities(OLD)
    assert can.ends_by_hook
    assert can.events == {EventKind.INCOMING, EventKind.OUTGOING, EventKind.OFFHOOK, EventKind.ONHOOK}
    assert can.variables == frozenset()
    assert can.hold_key == "RECALL"
    assert can.remote_control
    assert not can.disconnected_on_reject


@pytest.mark.parametrize("identity", [D862, BASE], ids=["D862", "M700"])
def test_these_take_nothing_over_http(identity: Identity) -> None:
    can = capabilities(identity)
    assert not any((can.remote_control, can.stores_settings, can.csta_http, can.minibrowser))


@pytest.mark.parametrize(
    ("firmware", "hold_key", "csta_http", "minibrowser"),
    [
        ("6.5.2", "F_R", False, False),
        ("8.2.6", "F_R", False, False),
        ("8.2.7", "F_R", False, True),
        ("8.4.35", "F_R", False, True),
        ("8.7.3", "F_R", True, True),
        ("8.7.3.6", "F_R", True, True),
        ("8.7.3.7", "F_HOLD", True, True),
        ("8.7.3.19", "F_HOLD", True, True),
        ("10.1.57.0", "F_HOLD", True, True),
        ("ramdisk", "F_HOLD", True, True),
    ],
)
def test_what_came_with_a_firmware(firmware: str, hold_key: str, csta_http: bool, minibrowser: bool) -> None:
    can = capabilities(Identity(model="370", firmware=firmware, family=Family.SNOM_3XX))
    assert (can.hold_key, can.csta_http, can.minibrowser) == (hold_key, csta_http, minibrowser)
    assert can.disconnected_on_reject is csta_http


@pytest.mark.parametrize(
    ("firmware", "present", "absent"),
    [
        ("5.5", EventKind.CONNECTED, EventKind.MISSED),
        ("6.5.2", EventKind.MISSED, EventKind.LOG_ON),
        ("7.3.30", EventKind.LOG_ON, EventKind.HOLD),
        ("8.4.35", EventKind.HOLD, EventKind.RECEIVED_SUBSCR_NOTIFY),
    ],
)
def test_events_come_with_their_firmware(firmware: str, present: EventKind, absent: EventKind) -> None:
    events = capabilities(Identity(firmware=firmware, family=Family.SNOM_3XX)).events
    assert present in events
    assert absent not in events


def test_variables_come_with_their_firmware() -> None:
    variables = capabilities(Identity(firmware="8.7.5.48", family=Family.SNOM_3XX)).variables
    assert "call_id" in variables
    assert "nr_ongoing_calls" not in variables


@given(st.builds(Identity, model=st.text(), firmware=st.text(), family=st.sampled_from(Family)))
def test_every_phone_has_a_hold_key_that_can_be_pressed(identity: Identity) -> None:
    can = capabilities(identity)
    assert parse(can.hold_key)
    assert can.events <= ALL_EVENTS
    assert can.variables <= ALL_VARIABLES


# ---- in words --------------------------------------------------------------------------------------------------------

FEATURES = [
    "dial", "hang up", "key presses", "call events", "caller's number", "several calls", "missed calls",
    "rejected calls", "hold and resume", "writing Action URLs",
]  # fmt: skip


def test_everything_works_on_a_present_day_phone() -> None:
    assert works(MODERN) == dict.fromkeys(FEATURES, True)


def test_what_does_not_work_on_a_190() -> None:
    broken = {"call events", "caller's number", "several calls", "missed calls", "rejected calls", "hold and resume"}
    assert works(OLD) == {name: name not in broken for name in FEATURES}


def test_of_a_d8xx_the_web_interface_is_closed_and_the_rest_not_known() -> None:
    closed = {"dial", "hang up", "key presses", "writing Action URLs"}
    assert works(D862) == {name: False if name in closed else None for name in FEATURES}
    assert "3112" in explain(capabilities(D862), D862)[0].why


def test_another_firmware_does_nothing() -> None:
    assert works(BASE) == dict.fromkeys(FEATURES, False)


def test_of_an_unknown_phone_nothing_is_promised() -> None:
    unknown = Identity()
    assert works(unknown) == dict.fromkeys(FEATURES, None)
    assert works(replace(unknown, firmware="7.3.30"))["hold and resume"] is False


@pytest.mark.parametrize("family", Family)
def test_every_line_gives_a_reason_of_its_own(family: Family) -> None:
    identity = Identity(family=family)
    for feature in explain(capabilities(identity), identity):
        assert feature.why
        assert not feature.why.endswith(".")


def test_the_reason_fits_what_it_explains() -> None:
    said = {feature.name: feature.why for feature in explain(capabilities(OLD), OLD)}
    assert "use_hidden_tags" in said["dial"]
    assert "log" in said["caller's number"]
    modern = {feature.name: feature.why for feature in explain(capabilities(MODERN), MODERN)}
    assert "disconnected_url_on_reject" in modern["rejected calls"]
    assert "$remote" in modern["caller's number"]
