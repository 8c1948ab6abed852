"""The password of one phone, from a keyring that may take for ever."""

import threading
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from snom_dialer.config.model import Phone
from snom_dialer.engine.keeper import Timing
from snom_dialer.engine.password import Password
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.looking import WATCHING, standing
from tests.engine.running import PATIENCE, phone_of, running
from tests.engine.test_commands import commands

PHONE = Phone(name="desk", host="192.0.2.1", username="admin")
NEVER = 60.0  # seconds that no test lasts


class Keyring:
    """A keyring that answers only while it is open."""

    def __init__(self, password: str = "0000", *, opened: bool = True) -> None:
        self.password = password
        self.asked: list[Phone] = []
        self.opened = threading.Event()
        if opened:
            self.opened.set()

    def __call__(self, phone: Phone) -> str:
        self.asked.append(phone)
        self.opened.wait(NEVER)
        return self.password


def get(password: Password, phone: Phone = PHONE) -> str | None:
    return password.get(phone, Future())


def is_pending(password: Password) -> bool:
    return password.pending


# ---- asking and remembering ------------------------------------------------------------------------------------------


def test_it_is_asked_for_once() -> None:
    keyring = Keyring()
    password = Password(keyring)
    assert [get(password) for _ in range(3)] == ["0000"] * 3
    assert len(keyring.asked) == 1
    password.forget()
    keyring.password = "1111"
    assert get(password) == "1111"


def test_that_of_another_configuration_is_not_taken() -> None:
    keyring = Keyring()
    password = Password(keyring)
    get(password)
    get(password, PHONE._replace(host="192.0.2.2"))
    assert [phone.host for phone in keyring.asked] == ["192.0.2.1", "192.0.2.2"]


def test_no_password_and_no_answer_are_not_remembered() -> None:
    keyring = Keyring("")
    password = Password(keyring)
    assert get(password) == ""
    keyring.password = "0000"
    assert get(password) == "0000"

    answers = [fault(Code.KEYRING_FAILED, reason="it is locked")]

    def ask(_: Phone) -> str:
        if answers:
            raise answers.pop()
        return "0000"

    password = Password(ask)
    with pytest.raises(DialerError, match="it is locked"):
        get(password)
    assert get(password) == "0000"


def test_one_that_is_silent_is_told_and_its_answer_counts_when_it_comes() -> None:
    keyring = Keyring(opened=False)
    password, began = Password(keyring, 0.5), time.monotonic()
    for _ in range(3):  # all together wait as long as one
        with pytest.raises(DialerError, match="does not answer; perhaps it waits for your password") as error:
            get(password)
        assert error.value.code is Code.KEYRING_FAILED
    assert 0.5 <= time.monotonic() - began < 0.9
    assert is_pending(password)
    keyring.opened.set()
    until = time.monotonic() + PATIENCE
    while is_pending(password):
        assert time.monotonic() < until
    assert get(password) == "0000"
    assert len(keyring.asked) == 1


def test_who_gives_up_does_not_wait_for_it() -> None:
    keyring, given_up = Keyring(opened=False), Future[None]()
    password = Password(keyring, NEVER)
    given_up.set_result(None)
    assert password.get(PHONE, given_up) is None
    keyring.opened.set()


# ---- in the program --------------------------------------------------------------------------------------------------


def test_a_keyring_that_hangs_is_told_and_works_as_soon_as_it_answers(tmp_path: Path) -> None:
    keyring, timing = Keyring(opened=False), Timing(retry=(PATIENCE / 2,), keyring=0.5)
    with (
        SimulatorThread(Setup(auth=Auth.DIGEST)) as sim,
        running(tmp_path, phone_of(sim, password=""), password=keyring, timing=timing) as program,
    ):
        program.wait_for(lambda: keyring.asked)
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "1")
        assert error.value.code is Code.KEYRING_FAILED
        told = program.record("phone", state="degraded", timeout=1.0)
        assert "perhaps it waits for your password in another window" in str(told["reason"])
        assert sim.phone.log == []
        keyring.opened.set()
        program.wait_for(lambda: standing(program) == ("active", ""))  # without waiting for the next look
        program.hand_over("dial", "2")
        assert commands(sim) == ["number=2"]
        assert len(keyring.asked) == 1


def test_a_password_that_the_phone_refused_is_asked_for_again(tmp_path: Path) -> None:
    keyring = Keyring()
    with (
        SimulatorThread(Setup(auth=Auth.DIGEST)) as sim,
        running(tmp_path, phone_of(sim, password=""), password=keyring) as program,
    ):
        program.armed()
        for number in "123":
            program.hand_over("dial", number)
        assert len(keyring.asked) == 1
        sim.set("http_pass", "1111")
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "4")
        assert error.value.code is Code.LOGIN_REFUSED
        keyring.password = "1111"
        program.hand_over("dial", "5")
        assert commands(sim)[-1] == "number=5"


def test_a_configuration_that_is_read_again_makes_it_forget(tmp_path: Path) -> None:
    keyring = Keyring()
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        phone = phone_of(sim, password="")
        with running(tmp_path, phone, password=keyring) as program:
            program.armed()
            sim.set("http_pass", "1111")
            keyring.password = "1111"
            program.do(lambda: program.line().take_up(phone))  # as `phone password` has it done
            program.hand_over("dial", "1")
            assert commands(sim) == ["number=1"]


def test_a_phone_that_is_configured_anew_meanwhile_does_not_get_the_password_of_before(tmp_path: Path) -> None:
    keyring = Keyring(opened=False)
    with (
        SimulatorThread(Setup(auth=Auth.BASIC), Setup(auth=Auth.BASIC, number="102")) as sim,
        running(tmp_path, phone_of(sim.phones[0], password=""), password=keyring, timing=WATCHING) as program,
    ):
        program.wait_for(lambda: keyring.asked)
        elsewhere = phone_of(sim.phones[1], password="")
        program.do(lambda: program.line().take_up(elsewhere))
        keyring.opened.set()
        program.wait_for(lambda: standing(program)[0] == "active")
        assert [phone.host for phone in keyring.asked] == [phone_of(sim.phones[0]).host, elsewhere.host]
        assert sim.phones[0].log == []


def test_a_program_ends_although_its_keyring_hangs(tmp_path: Path) -> None:
    keyring = Keyring(opened=False)
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim, password=""), password=keyring) as program:
        program.wait_for(lambda: keyring.asked)
        assert program.stop() < 3
        assert sim.phone.log == []
    keyring.opened.set()
