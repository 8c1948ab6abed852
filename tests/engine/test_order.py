"""From what somebody writes to what the phone is sent."""

from collections.abc import Callable

import pytest

from snom_dialer.config.model import Numbers
from snom_dialer.engine.order import Order, answer, dial, hang_up, hang_up_all, press_keys, system_region
from snom_dialer.errors import Code, DialerError

GERMANY = Numbers(region="DE")


def target(order: Order) -> str:
    return order.command.request.target


@pytest.mark.parametrize(
    ("text", "numbers", "identity", "sent", "remembered"),
    [
        ("030 / 123-45", GERMANY, "", "number=03012345", "03012345"),
        ("+49 (0)30 123", GERMANY, "", "number=%2B4930123", "+4930123"),
        ("+49 30 123", Numbers(region="DE", plus_as="00"), "", "number=004930123", "+4930123"),
        ("+49 30 123", Numbers(region="DE", plus_as="00", outside_prefix="0"), "", "number=0004930123", "+4930123"),
        ("tel:+49-30-123", GERMANY, "", "number=%2B4930123", "+4930123"),
        ("12", GERMANY, "ann@pbx.example", "number=12&outgoing_uri=ann%40pbx.example", "12"),
        ("12", GERMANY, "a&b=c@pbx", "number=12&outgoing_uri=a%26b%3Dc%40pbx", "12"),
        ("*21*1234#", GERMANY, "", "number=%2A21%2A1234%23", ""),
        ("#31#030123", GERMANY, "", "number=%2331%23030123", ""),
        ("*43", GERMANY, "", "number=%2A43", ""),
    ],
)
def test_a_number_is_dialled_as_the_site_wants_it_and_remembered_as_the_person_does(
    text: str, numbers: Numbers, identity: str, sent: str, remembered: str
) -> None:
    order = dial(text, numbers, identity)
    assert target(order) == f"/command.htm?{sent}"
    assert order.number == remembered


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.NUMBER_EMPTY),
        ("  \t", Code.NUMBER_EMPTY),
        ("hello", Code.NUMBER_SENSELESS),
        ("12&outgoing_uri=sip:x@y", Code.NUMBER_SENSELESS),
        ("112", Code.NUMBER_EMERGENCY),
        ("1 1 0", Code.NUMBER_EMERGENCY),
    ],
)
def test_what_is_refused(text: str, code: Code) -> None:
    with pytest.raises(DialerError) as error:
        dial(text, GERMANY)
    assert error.value.code is code


@pytest.mark.parametrize("text", ["112", "110", "0800333333"])
def test_an_emergency_number_is_dialled_by_hand_as_it_stands(text: str) -> None:
    numbers = Numbers(region="DE", plus_as="00", outside_prefix="9", emergency_add=("0800333333",))
    assert target(dial(text, numbers, by_hand=True)) == f"/command.htm?number={text}"
    assert target(dial("0800333334", numbers, by_hand=True)) == "/command.htm?number=90800333334"


def test_the_site_adds_and_removes_emergency_numbers() -> None:
    site = Numbers(region="DE", emergency_add=("333",), emergency_remove=("110",))
    assert target(dial("110", site)) == "/command.htm?number=110"
    with pytest.raises(DialerError) as error:
        dial("333", site)
    assert error.value.code is Code.NUMBER_EMERGENCY


def test_behind_the_outside_prefix_an_emergency_number_is_one_too() -> None:
    with pytest.raises(DialerError) as error:
        dial("0112", Numbers(region="DE", outside_prefix="0"))
    assert error.value.code is Code.NUMBER_EMERGENCY


def test_without_a_region_that_of_the_system_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with pytest.raises(DialerError):
        dial("110", Numbers())
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    assert dial("110", Numbers()).number == "110"


@pytest.mark.parametrize(
    ("environ", "region"),
    [
        ({"LANG": "de_DE.UTF-8"}, "DE"),
        ({"LANG": "de_DE", "LC_CTYPE": "fr_FR"}, "FR"),
        ({"LANG": "de_DE", "LC_TELEPHONE": "en_GB", "LC_CTYPE": "fr_FR"}, "GB"),
        ({"LC_ALL": "C.UTF-8", "LANG": "de_AT"}, "AT"),
        ({"LANG": "C"}, None),
        ({}, None),
    ],
)
def test_the_region_of_the_system(environ: dict[str, str], region: str | None) -> None:
    assert system_region(environ) == region


@pytest.mark.parametrize(
    ("make", "sent"),
    [
        (lambda: press_keys("9;enter,,1000;#"), "/command.htm?key=9;ENTER,,1000;%23"),
        (hang_up, "/command.htm?key=CANCEL"),
        (hang_up_all, "/command.htm?RELEASE_ALL_CALLS"),
    ],
)
def test_other_commands_are_not_remembered(make: Callable[[], Order], sent: str) -> None:
    order = make()
    assert target(order) == sent
    assert order.number == ""


def test_what_is_wrong_with_keys_is_told() -> None:
    with pytest.raises(DialerError) as error:
        press_keys("9;NOTHING")
    assert error.value.code is Code.KEYS_INVALID


def test_what_is_meant_for_a_call_as_it_stands_now_must_be_done_soon() -> None:
    assert [order.brief for order in (answer(), hang_up())] == [True, True]
    assert [order.brief for order in (dial("12", GERMANY), press_keys("1"), hang_up_all())] == [False] * 3
