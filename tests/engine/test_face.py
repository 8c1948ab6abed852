"""What the window in front of a program is told, and what it lets the phone do."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from snom_dialer.control.client import Conversation, hand_over
from snom_dialer.engine.face import WAITING, Faces
from snom_dialer.engine.record import call_of, call_record
from snom_dialer.errors import Code, DialerError
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import PATIENCE, Running, phone_of, running
from tests.engine.test_commands import commands


@contextmanager
def face(program: Running) -> Iterator["list[dict[str, object]]"]:
    """A window in another process, as far as the program can see; the list grows with what it is told."""
    conversation = hand_over(program.places.socket, "face", {}, patience=PATIENCE)
    assert conversation is not None
    told: list[dict[str, object]] = []
    there = threading.Event()

    def listen(talk: Conversation) -> None:
        try:
            for message in talk.go(PATIENCE):
                told.append(dict(message))
                there.set()
        except DialerError:
            pass  # it was left

    thread = threading.Thread(target=listen, args=(conversation,))
    thread.start()
    assert there.wait(PATIENCE)
    try:
        yield told
    finally:
        program.stop()
        thread.join(PATIENCE)
        conversation.close()


def refused(program: Running, command: str, arguments: dict[str, object] | None = None) -> Code:
    with pytest.raises(DialerError) as error:
        hand_over(program.places.socket, command, arguments or {}, patience=PATIENCE)
    return error.value.code


@pytest.mark.parametrize("wish", ["show", "dial-selection", "dial-clipboard"])
def test_without_a_window_there_is_nothing_to_show(tmp_path: Path, wish: str) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        assert refused(program, wish) is Code.NO_WINDOW


def test_a_window_is_told_what_others_wish(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program, face(program) as told:
        program.hand_over("show", "+4930123")
        program.hand_over("dial-selection", "")
        program.wait_for(lambda: len(told) == 3)
        assert told == [
            {"type": "face"},
            {"type": "wish", "wish": "show", "text": "+4930123"},
            {"type": "wish", "wish": "dial-selection", "text": ""},
        ]
        assert refused(program, "face") is Code.WINDOW_OPEN


def test_a_window_that_hangs_is_told_no_more_than_it_can_bear() -> None:
    async def hang() -> list[object]:
        faces = Faces()
        joined = faces.join()
        await anext(joined)
        for number in range(2 * WAITING):
            faces.tell("show", str(number))
        told = [(await anext(joined))["text"] for _ in range(WAITING)]
        await joined.aclose()
        with pytest.raises(DialerError, match="without a window"):
            faces.tell("show", "")
        return told

    assert asyncio.run(hang()) == [str(number) for number in range(WAITING)]


def test_the_one_call_that_rings_is_answered_and_no_other(tmp_path: Path) -> None:
    with SimulatorThread(Setup()) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert refused(program, "answer") is Code.CALL_UNSURE
        sim.ring("030123", "Anna")
        first = program.call(state="ringing")
        assert refused(program, "answer", {"call": "another"}) is Code.CALL_UNSURE
        sim.ring("030456", "Berta")
        program.call(state="ringing", remote={"uri": "030456@pbx.example", "number": "030456", "name": "Berta"})
        assert refused(program, "answer", {"call": first["id"]}) is Code.CALL_UNSURE
        assert commands(sim) == []


def test_answer_and_hang_up_act_on_the_call_that_is_meant(tmp_path: Path) -> None:
    with SimulatorThread(Setup()) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        call = program.call(state="ringing")
        program.hand_over("answer", "", call=call["id"])
        program.call(id=call["id"], state="connected")
        assert refused(program, "hangup", {"call": "another"}) is Code.CALL_UNSURE
        program.hand_over("hangup", "", call=call["id"])
        program.call(id=call["id"], state="ended")
        assert commands(sim) == ["key=ENTER", "key=CANCEL"]


def test_with_two_calls_nobody_knows_which_one_cancel_ends(tmp_path: Path) -> None:
    with SimulatorThread(Setup()) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        first = program.call(state="ringing")
        sim.ring("030456", "Berta")
        program.wait_for(lambda: len(program.program.line(None).live()) == 2)
        assert refused(program, "hangup", {"call": first["id"]}) is Code.CALL_UNSURE
        assert commands(sim) == []


def test_only_a_person_at_the_window_dials_emergency_numbers(tmp_path: Path) -> None:
    with SimulatorThread(Setup()) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert refused(program, "dial", {"text": "112", "by_hand": "yes"}) is Code.NUMBER_EMERGENCY
        program.hand_over("dial", "112", by_hand=True)
        assert commands(sim) == ["number=112"]


def test_a_call_is_read_back_from_its_record(tmp_path: Path) -> None:
    with SimulatorThread(Setup()) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        program.call(state="ringing")
        (call,) = program.program.line(None).live()
    read = call_of(json.loads(json.dumps(call_record(call))))
    assert call_record(read) == call_record(call)
    assert read.but({"started_at": call.started_at}) == call


@pytest.mark.parametrize("record", [{}, {"id": "1"}])
def test_what_is_no_call_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no call"):
        call_of(record)
