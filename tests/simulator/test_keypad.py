"""Keys: reading sequences leniently, times between keys, tones."""

import pytest

from snom_dialer.simulator.call import CallState
from snom_dialer.simulator.keypad import Press, read_presses
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("9;1", (Press(key="9"), Press(key="1"))),
        ("ENTER,,1000", (Press(key="ENTER", pause=1000),)),
        ("*,1000,2000", (Press(key="*", hold=1000, pause=2000),)),
        ("p1", (Press(key="P1"),)),
        (" cancel , x ;; ", (Press(key="CANCEL"),)),
        ("1,2,3,4", (Press(key="1", hold=2, pause=3),)),
        ("1,99999999", (Press(key="1", hold=60_000),)),
        ("", ()),
    ],
)
def test_sequences_are_read_leniently(text: str, wanted: tuple[Press, ...]) -> None:
    assert read_presses(text) == wanted


def test_keys_wait_for_their_pauses(sim: SimulatorThread) -> None:
    sim.do("keys", keys="1,0,60000;2")
    assert sim.phone.keypad.typed == "1"
    sim.do("keys", keys="CANCEL;3,5,5;4")
    sim.wait_for(lambda: sim.phone.keypad.typed == "34")


def test_digits_in_a_call_are_tones(sim: SimulatorThread) -> None:
    sim.do("keys", keys="7")
    sim.call(lambda: sim.phone.keypad.tones("1"))
    sim.ring("030")
    sim.answer()
    sim.do("keys", keys="4;2;#")
    assert (sim.phone.keypad.typed, sim.phone.keypad.dtmf) == ("7", "42#")


def test_an_unknown_key_does_nothing(sim: SimulatorThread) -> None:
    sim.do("keys", keys="NONSENSE;P3;VOLUME_UP")
    assert (sim.phone.keypad.typed, sim.phone.line.calls) == ("", [])


@pytest.mark.parametrize(
    ("model", "key", "held"),
    [("300", "F_R", True), ("300", "F_HOLD", False), ("320", "F_HOLD", True), ("320", "F_R", False)],
)
def test_the_hold_key_changed_its_name(model: str, key: str, held: bool) -> None:
    with SimulatorThread(Setup(model=model)) as sim:
        sim.ring("1")
        sim.answer()
        sim.do("keys", keys=key)
        assert (sim.phone.line.calls[0].state is CallState.HOLDING) is held


@pytest.mark.parametrize("key", ["CLEAR", "DISCONNECT", "CANCEL"])
def test_old_phones_have_other_names_for_keys(key: str) -> None:
    with SimulatorThread(Setup(model="190")) as sim:
        sim.do("dial", number="5")
        sim.do("keys", keys=key)
        assert not sim.phone.line.calls
