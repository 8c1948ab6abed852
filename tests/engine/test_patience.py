"""What a person asks for: before everything that nobody waits for, soon or not at all, and for no other call."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from snom_dialer.control.client import hand_over
from snom_dialer.engine import errand as errand_module
from snom_dialer.engine.keeper import Timing
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.client import Client
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.looking import WATCHING, asked, more_looks, standing, writes
from tests.engine.running import PATIENCE, Running, phone_of, running
from tests.engine.test_commands import commands

HASTY = Timing(retry=(0.02,), command=0.3, brief=0.2)


class Asking:
    """A command on its way, in a thread of its own."""

    def __init__(self, program: Running, command: str, text: str = "", **more: object) -> None:
        self._error: DialerError | None = None
        given = {"text": text, "phone": "", **more}
        conversation = hand_over(program.places.socket, command, given, patience=PATIENCE)
        assert conversation is not None

        def go() -> None:
            with conversation:
                try:
                    list(conversation.go(2 * PATIENCE))
                except DialerError as error:
                    self._error = error

        self._thread = threading.Thread(target=go)
        self._thread.start()

    def end(self) -> Code | None:
        """Wait for the answer and return what stands against it."""
        self._thread.join(2 * PATIENCE)
        assert not self._thread.is_alive()
        return None if self._error is None else self._error.code


@contextmanager
def kept_busy(program: Running) -> Iterator[Callable[[], None]]:
    """Keep the phone's thread busy, as a command before it would, until the end or until what is given is called."""
    go, begun = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        go.wait(PATIENCE)

    program.do(lambda: program.line()._errands._turns.submit(hold, first=True))
    assert begun.wait(PATIENCE)
    try:
        yield go.set
    finally:
        go.set()


def waits(program: Running) -> None:
    """Wait until a command waits for the phone's thread."""
    program.wait_for(lambda: program.line()._errands._turns._commands)


def anna_goes_and_berta_rings(program: Running, sim: SimulatorThread) -> None:
    sim.remote_hang_up()
    sim.ring("030456", "Berta")
    program.wait_for(lambda: [call.remote.name for call in program.line().live()] == ["Berta"])


# ---- for no other call -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["answer", "hangup"])
@pytest.mark.parametrize("named", [True, False])
def test_a_key_that_waited_does_not_hit_another_caller(tmp_path: Path, command: str, named: bool) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        call = program.call(state="ringing")["id"]
        with kept_busy(program) as go_on:
            asking = Asking(program, command, call=call if named or command == "hangup" else "")
            waits(program)
            anna_goes_and_berta_rings(program, sim)
            go_on()
            assert asking.end() is Code.CALL_UNSURE
        assert commands(sim) == []
        assert [call.remote.name for call in program.line().live()] == ["Berta"]


def test_a_key_that_waits_for_its_log_in_does_not_hit_another_caller(tmp_path: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        call = program.call(state="ringing")["id"]
        sim.quirk("slow", 1.0)
        asking = Asking(program, "hangup", call=call)
        sim.wait_for(lambda: asked(sim)[-1].startswith("/command.htm"))  # the bare one, which the phone will refuse
        sim.quirk("slow", 0.0)
        anna_goes_and_berta_rings(program, sim)
        assert asking.end() is Code.CALL_UNSURE
        assert commands(sim) == []


def test_a_key_that_waited_hits_the_call_that_is_meant(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna")
        call = program.call(state="ringing")["id"]
        with kept_busy(program) as go_on:
            asking = Asking(program, "answer", call=call)
            waits(program)
            go_on()
            assert asking.end() is None
        program.call(id=call, state="connected")
        assert commands(sim) == ["key=ENTER"]


# ---- soon or not at all ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "text"), [("dial", "1"), ("keyevent", "1"), ("hangup_all", ""), ("hangup", ""), ("answer", "")]
)
def test_what_would_leave_too_late_does_not_leave(tmp_path: Path, command: str, text: str) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), timing=HASTY) as program:
        program.armed()
        sim.ring("030123", "Anna")
        program.call(state="ringing")
        with kept_busy(program), pytest.raises(DialerError) as error:
            program.hand_over(command, text)  # while the thread is busy still
        assert error.value.code is Code.COMMAND_TOO_LATE
        within = HASTY.brief if command in ("hangup", "answer") else HASTY.command
        assert f"busy or silent for {within:g} s, and nothing was sent" in str(error.value)
        program.hand_over("keyevent", "9")  # after which it would have come
        assert commands(sim) == ["key=9"]
        assert not program.of_type("phone", reachable=False)  # it was not the phone that was slow
        assert program.program.journal.recent() == []


def test_a_dial_does_not_leave_after_a_log_in_that_took_too_long(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(auth=Auth.DIGEST)) as sim,
        running(tmp_path, phone_of(sim), timing=HASTY) as program,
    ):
        program.armed()
        sim.quirk("slow", 0.5)
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "1")
        assert error.value.code is Code.COMMAND_TOO_LATE
        assert commands(sim) == []


def test_enter_pressed_three_times_at_a_silent_phone_dials_nothing_when_it_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand_module, "Client", partial(Client, total_timeout=1.0))
    monkeypatch.setattr(errand_module, "GRACE", 0.05)
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), timing=HASTY) as program:
        program.armed()
        sim.do("network", lost=True)
        asking = [Asking(program, "dial", "1", by_hand=True) for _ in range(3)]
        assert sorted(str(each.end()) for each in asking) == [
            Code.COMMAND_TOO_LATE, Code.COMMAND_TOO_LATE, Code.TIMED_OUT,
        ]  # fmt: skip
        sim.do("network", lost=False)
        program.hand_over("dial", "2")
        assert commands(sim) == ["number=2"]


# ---- before everything that nobody waits for -------------------------------------------------------------------------


def a_look_hangs(program: Running, sim: SimulatorThread) -> None:
    """Let the phone go silent, and wait until a look waits for it."""
    sim.do("network", lost=True)
    hanging = len(sim.phone.web._main._open)
    program.wait_for(lambda: len(sim.phone.web._main._open) > hanging)


def test_a_dial_does_not_wait_for_a_look_at_a_phone_that_has_gone_silent(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), timing=WATCHING) as program:
        program.armed()
        a_look_hangs(program, sim)  # for ten seconds, if it may
        sim.do("network", lost=False)
        program.hand_over("dial", "112", by_hand=True)
        assert commands(sim) == ["number=112"]
        sim.remote_hang_up()
        more_looks(program, sim, 1)  # it is made up for
        program.wait_for(lambda: standing(program) == ("active", ""))


def test_a_dial_at_a_silent_phone_takes_its_own_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand_module, "Client", partial(Client, total_timeout=2.0))
    monkeypatch.setattr(errand_module, "GRACE", 0.1)
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), timing=WATCHING) as program:
        program.armed()
        a_look_hangs(program, sim)
        clock = program.program._clock
        began = clock().mono
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "112", by_hand=True)
        assert error.value.code is Code.TIMED_OUT
        assert 2.0 <= clock().mono - began < 3.0


def test_a_look_at_a_phone_that_is_well_comes_to_its_end_first(tmp_path: Path) -> None:
    """A dial in the moment of the start would break off the set-up, and nobody would hear of its call."""
    with (
        SimulatorThread(Setup(auth=Auth.DIGEST, quirks={"slow": 0.1})) as sim,
        running(tmp_path, phone_of(sim)) as program,
    ):
        sim.wait_for(lambda: bool(asked(sim)))
        program.hand_over("dial", "030123")
        program.call(state="dialing")


def test_a_look_that_writes_is_not_torn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand_module, "GRACE", 0.05)
    with SimulatorThread(Setup(quirks={"slow": 0.3})) as sim, running(tmp_path, phone_of(sim)) as program:
        sim.wait_for(lambda: bool(writes(sim)))
        program.hand_over("dial", "1")
        program.armed()
        targets = asked(sim)
        written, dialled = targets.index(writes(sim)[-1]), targets.index("/command.htm?number=1")
        assert [target.partition("?")[0] for target in targets[written + 1 : dialled]] == ["/settings.xml"]
        assert len(writes(sim)) == len(set(writes(sim)))
        assert len(program.of_type("set_up", change="written")) == 1
        assert program.memory().record().stood
