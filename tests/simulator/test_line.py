"""Calls: which events a phone sends in which order (docs/snom-protocol.md §11), seen by a receiver."""

from collections.abc import Callable

import pytest

from snom_dialer.simulator.call import CallState
from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Receiver, arm

Play = Callable[[SimulatorThread], object]


def hook(up: str) -> Play:
    return lambda sim: sim.do("handset", up=up)


def ring(sim: SimulatorThread) -> None:
    sim.ring("030123", "Anna")


def keys(text: str) -> Play:
    return lambda sim: sim.do("keys", keys=text)


def dial(sim: SimulatorThread) -> None:
    sim.do("dial", number="0 30 / 123")


def far(reason: str) -> Play:
    return lambda sim: sim.remote_hang_up(reason=reason)


ANSWER, HANG_UP, HOLD = SimulatorThread.answer, SimulatorThread.hang_up, keys("F_HOLD")
FAR_ANSWER, FAR_HANG_UP = SimulatorThread.remote_answer, SimulatorThread.remote_hang_up
UP, DOWN, SECOND = hook("on"), hook("off"), ring
BUSY: Play = lambda sim: sim.do("busy")  # noqa: E731
RELEASE: Play = lambda sim: sim.call(sim.phone.line.release_all)  # noqa: E731

FLOWS = {
    # the sequences of §11, as seen on a D765
    "in, missed": ([ring, FAR_HANG_UP], "incoming disconnected missed"),
    "in, answered by speaker": ([ring, ANSWER, FAR_HANG_UP], "incoming connected disconnected"),
    "in, speaker, then handset": ([ring, ANSWER, UP, DOWN], "incoming connected offhook onhook disconnected"),
    "in, handset": ([ring, UP, DOWN], "incoming offhook connected onhook disconnected"),
    "in, handset, far end ends": ([ring, UP, FAR_HANG_UP, DOWN], "incoming offhook connected disconnected onhook"),
    "out, not answered": ([dial, HANG_UP], "outgoing disconnected"),
    "out, busy": ([dial, BUSY], "outgoing disconnected"),
    "out, speaker": ([dial, FAR_ANSWER, HANG_UP], "outgoing connected disconnected"),
    "out, handset": ([UP, dial, FAR_ANSWER, DOWN], "offhook outgoing connected onhook disconnected"),
    "rejected": ([ring, HANG_UP], "incoming"),
    "rejected by name": ([ring, SimulatorThread.reject], "incoming"),
    "answered elsewhere": ([ring, far('SIP;cause=200;text="Call completed elsewhere"')], "incoming disconnected"),
    "hold and back": ([ring, ANSWER, HOLD, HOLD, HANG_UP], "incoming connected hold unhold disconnected"),
    "call waiting": (
        [ring, ANSWER, SECOND, ANSWER, HANG_UP, HOLD], "incoming connected incoming hold connected disconnected unhold",
    ),
    "swap": (
        [ring, ANSWER, SECOND, ANSWER, keys("UP"), HOLD], "incoming connected incoming hold connected hold unhold",
    ),
    "dial beside a call": ([ring, ANSWER, dial], "incoming connected hold outgoing"),
    "release all": ([ring, ANSWER, dial, RELEASE], "incoming connected hold outgoing disconnected disconnected"),
    "blind transfer": (
        [ring, ANSWER, keys("TRANSFER;1;2;ENTER")], "incoming connected blind_transfer disconnected",
    ),
    "attended transfer": (
        [ring, ANSWER, keys("F_HOLD;5;ENTER"), FAR_ANSWER, keys("TRANSFER")],
        "incoming connected hold outgoing connected attended_transfer disconnected disconnected",
    ),
    "do not disturb": ([keys("DND"), ring, keys("DND")], "dnd_on dnd_off"),
    "nothing to do": ([ANSWER, HANG_UP, FAR_ANSWER, HOLD, DOWN, keys("TRANSFER;UP"), UP, UP], "offhook"),
    "a long press": ([keys("P3,2500")], "longpress"),
    "redial": ([dial, HANG_UP, keys("REDIAL")], "outgoing disconnected outgoing"),
    "digits, then handset": ([keys("1;2"), UP], "offhook outgoing"),
    "digits, corrected": ([keys("1;2;CANCEL;ENTER")], ""),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "wanted"), FLOWS.values(), ids=FLOWS)
def test_sequence(sim: SimulatorThread, inbox: Receiver, steps: list[Play], wanted: str) -> None:
    arm(sim, inbox)
    for step in steps:
        step(sim)
    sim.settle()
    assert inbox.names == wanted.split()


QUIRKS: dict[str, tuple[dict[str, Value], list[Play], str]] = {
    "missed first": ({"missed_first": True}, [ring, FAR_HANG_UP], "incoming missed disconnected"),
    "doubled": ({"doubled_events": "incoming"}, [ring], "incoming incoming"),
    "dropped": ({"dropped_events": "disconnected,onhook"}, [ring, UP, DOWN], "incoming offhook connected"),
    "reordered": ({"reorder_events": True}, [ring, ANSWER, HANG_UP], "connected incoming disconnected"),
}


@pytest.mark.parametrize(("quirks", "steps", "wanted"), QUIRKS.values(), ids=QUIRKS)
def test_sequence_with_a_quirk(inbox: Receiver, quirks: dict[str, Value], steps: list[Play], wanted: str) -> None:
    with SimulatorThread(Setup(quirks=quirks | {"reorder_gap": 0.1})) as sim:
        arm(sim, inbox)
        for step in steps:
            step(sim)
        sim.wait_for(lambda: len(sim.phone.deliveries) == len(wanted.split()))
        assert inbox.names == wanted.split()


@pytest.mark.parametrize(
    ("twice", "step", "count"),
    [("off", HANG_UP, 1), ("rejected", HANG_UP, 2), ("rejected", FAR_HANG_UP, 1), ("always", FAR_HANG_UP, 2)],
)
def test_a_second_disconnected(sim: SimulatorThread, inbox: Receiver, twice: str, step: Play, count: int) -> None:
    arm(sim, inbox)
    sim.set("disconnected_url_on_reject", "on")
    sim.quirk("disconnected_twice", twice)
    sim.ring("030")
    step(sim)
    sim.wait_for(lambda: _told(sim, "disconnected") >= count)
    sim.settle()
    assert inbox.names.count("disconnected") == count


def _told(sim: SimulatorThread, event: str) -> int:
    return sum(news.details.get("event") == event for news in sim.phone.happenings if news.what == "call")


def test_onhook_after_the_end_carries_no_call_data(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, "?id=$call-id&n=$nr_ongoing_calls")
    for with_data in (False, True):
        sim.quirk("onhook_with_data", with_data)
        sim.ring("030", call_id=f"call{with_data}")
        hook("on")(sim)
        sim.remote_hang_up()
        hook("off")(sim)
    sim.settle()
    late = [target for target in inbox.targets if target.startswith("/onhook")]
    assert late == ["/onhook?id=$call-id&n=0", "/onhook?id=callTrue&n=0"]


def test_offhook_need_not_answer_and_onhook_need_not_end(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox)
    sim.set("offhook_accept_calls", "off")
    sim.set("disconnect_on_onhook", "off")
    ring(sim)
    hook("on")(sim)
    sim.answer()
    hook("off")(sim)
    sim.settle()
    assert inbox.names == ["incoming", "offhook", "connected", "onhook"]
    assert sim.phone.line.find(CallState.CONNECTED)


def test_keys_act_on_the_selected_call(sim: SimulatorThread) -> None:
    ring(sim)
    sim.answer()
    sim.ring("040")
    assert [call.remote.number for call in sim.phone.line.calls if call is sim.phone.line.selected] == ["040"]
    sim.do("keys", keys="CANCEL")
    assert [call.remote.number for call in sim.phone.line.calls] == ["030123"]
    sim.quirk("keep_selection")
    sim.ring("050")
    sim.do("keys", keys="CANCEL")
    assert [call.remote.number for call in sim.phone.line.calls] == ["050"]


def test_a_call_can_be_named_by_its_id(sim: SimulatorThread) -> None:
    sim.ring("1", call_id="one")
    sim.ring("2", call_id="two")
    assert sim.do("answer", call_id="one") is True
    assert sim.do("hold", call_id="one") is True
    assert sim.do("hangup_remote", call_id="two") is True
    assert sim.do("hangup_remote", call_id="two") is False
    assert [(call.call_id, call.state) for call in sim.phone.line.calls] == [("one", CallState.HOLDING)]


def test_call_ids_and_csta_ids(sim: SimulatorThread) -> None:
    def ids() -> list[tuple[bool, bool]]:
        return [("@" in call.call_id, call.csta_id < 0) for call in sim.phone.line.calls]

    ring(sim)
    dial(sim)
    assert ids() == [(True, True), (False, False)]
    sim.call(sim.phone.line.release_all)
    sim.quirk("call_id_host")
    sim.quirk("call_id_bare")
    ring(sim)
    dial(sim)
    assert ids() == [(False, True), (True, False)]


def test_a_long_cancel_blocks_the_caller_where_the_setting_is_on(sim: SimulatorThread) -> None:
    ring(sim)
    sim.do("keys", keys="CANCEL,1500")
    ring(sim)
    assert len(sim.phone.line.calls) == 1
    sim.set("long_cancel_is_blocking_caller", "on")
    sim.do("keys", keys="CANCEL,1500")
    ring(sim)
    assert not sim.phone.line.calls
    sim.do("keys", keys="CANCEL,1500")


def test_there_is_nothing_to_transfer_or_to_join(sim: SimulatorThread) -> None:
    assert sim.do("transfer", number="9") is False
    assert sim.call(sim.phone.line.join) is False


def test_transfer_asks_whom_where_the_setting_is_on(sim: SimulatorThread) -> None:
    sim.set("call_join_xfer", "on")
    ring(sim)
    sim.answer()
    sim.do("keys", keys="F_HOLD;5;ENTER")
    sim.remote_answer()
    sim.do("keys", keys="TRANSFER")
    assert len(sim.phone.line.calls) == 2
    sim.do("keys", keys="TRANSFER")
    assert not sim.phone.line.calls


@pytest.mark.parametrize(
    ("number", "wanted"),
    [("+49 (170) 123-4567", "+491701234567"), ("*21#", "*21#"), ("sip:anna@example.org", "anna"), (" ", None)],
)
def test_what_is_dialled(sim: SimulatorThread, number: str, wanted: str | None) -> None:
    assert sim.do("dial", number=number) is (wanted is not None)
    assert [call.remote.number for call in sim.phone.line.calls] == ([wanted] if wanted else [])


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("202@other.example", "202@other.example"),
        ("sip:202@other.example", "202@other.example"),
        ("202", "202@other.example"),
        ("", "101@pbx.example"),
        ("404@nowhere", "101@pbx.example"),
    ],
)
def test_outgoing_uri_picks_the_line(sim: SimulatorThread, given: str, address: str) -> None:
    for name, value in (("user_name2", "202"), ("user_host2", "other.example"), ("user_active2", "on")):
        sim.set(name, value)
    sim.call(lambda: sim.phone.keypad.dial("5", given))
    assert sim.phone.line.calls[0].identity.address == address


def test_a_phone_without_a_line_dials_all_the_same(sim: SimulatorThread) -> None:
    sim.set("user_active1", "off")
    dial(sim)
    assert sim.phone.line.calls[0].identity.address == "@"
