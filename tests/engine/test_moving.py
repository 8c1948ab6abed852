"""A phone that has got another address is followed, once its certificate says that it is the same one.

The virtual phone is configured at 127.0.0.2; its events come from 127.0.0.1, as it were from a new address.
"""

import threading
import time
from pathlib import Path

import pytest

from snom_dialer.config.model import Callback, Config, Phone, SetUp
from snom_dialer.phone.facts import Facts
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.engine.running import SELDOM, Running, facts_of, phone_of, places_in, running, switch

OLD, NEW = "127.0.0.2", "127.0.0.1"
MAC = "000413A00001"


@pytest.fixture
def met(tmp_path: Path) -> Phone:
    """A phone that was met at its old address, set up there, and has gone from it."""
    with SimulatorThread(Setup(host=OLD, tls=Certificate.PHONE, mac=MAC)) as sim:
        phone = phone_of(sim)
        with running(tmp_path, phone) as program:
            program.armed()
            switch(sim, on=False)  # so that it keeps our URLs
    assert facts_of(places_in(tmp_path), phone).mac == MAC
    return phone


def moved(phone: Phone, *, certificate: Certificate = Certificate.PHONE, mac: str = MAC) -> SimulatorThread:
    """Return the phone at its new address, as it comes up there; or somebody in its place."""
    port = int(phone.host.rpartition(":")[2])
    return SimulatorThread(Setup(host=NEW, port=port, tls=certificate, mac=mac))


def tell(sim: SimulatorThread, program: Running) -> None:
    """Let the phone tell of a call, with our secret."""
    sim.set("action_incoming_url", f"{program.line().home.base}/incoming?call_id=$call-id&v=1&remote=$remote")
    sim.ring("030")


def known(tmp_path: Path, phone: Phone) -> Facts:
    return facts_of(places_in(tmp_path), phone)


def test_the_phone_is_followed_and_spoken_to_at_its_new_address(tmp_path: Path, met: Phone) -> None:
    with moved(met) as sim, running(tmp_path, met, timing=SELDOM) as program:
        program.record("phone", reachable=False)
        tell(sim, program)
        program.record("phone", reachable=True, state="active")
        assert known(tmp_path, met).address == NEW
        assert program.call(state="ringing")["remote"]["number"] == "030"
        program.hand_over("dial", "0405")
        assert [call.remote.number for call in sim.phone.line.calls] == ["030", "0405"]
        program.stop()
        assert known(tmp_path, met).address == NEW
    with moved(met) as sim, running(tmp_path, met) as program:
        program.armed()  # the next start goes there first
        requests = len(sim.phone.log)
        tell(sim, program)
        program.call(state="ringing")
        assert program.line()._whereabouts._strange.empty()
        assert len(sim.phone.log) == requests


def test_a_phone_that_goes_back_is_found_there(tmp_path: Path, met: Phone) -> None:
    port = int(met.host.rpartition(":")[2])
    with running(tmp_path, met, timing=SELDOM) as program:
        program.record("phone", reachable=False)
        with moved(met) as sim:
            tell(sim, program)
            program.record("phone", reachable=True, state="active")
            assert program.line()._whereabouts._is_expected(NEW)
        with SimulatorThread(Setup(host=OLD, port=port, tls=Certificate.PHONE, mac=MAC)) as sim:
            program.hand_over("dial", "0405")
            assert [call.remote.number for call in sim.phone.line.calls] == ["0405"]
            assert known(tmp_path, met).address == ""
            assert not program.line()._whereabouts._is_expected(NEW)


@pytest.mark.parametrize(
    "somebody",
    [
        pytest.param({"certificate": Certificate.CHANGED}, id="another certificate"),
        pytest.param({"mac": "000413A00002"}, id="another phone"),
    ],
)
def test_somebody_else_with_our_secret_is_not_followed(
    tmp_path: Path, met: Phone, somebody: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    with moved(met, **somebody) as sim, running(tmp_path, met, timing=SELDOM) as program:  # type: ignore[arg-type]
        program.record("phone", reachable=False)
        tell(sim, program)
        program.call(state="ringing")
        if "certificate" in somebody:
            program.wait_for(lambda: f"come from {NEW}, which is not that phone" in caplog.text)
        tell(sim, program)
        program.wait_for(lambda: program.status()["phones"][0]["events"] == 2)
        assert known(tmp_path, met).address == ""
        assert known(tmp_path, met).pin == program.memory().facts().pin
        assert sim.phone.log == []
        assert len(program.of_type("phone", reachable=True)) == 0


def test_where_nobody_answers_at_the_new_address_nothing_is_believed(
    tmp_path: Path, met: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    with moved(met) as sim, running(tmp_path, met, timing=SELDOM) as program:
        program.record("phone", reachable=False)
        switch(sim, on=False)
        tell(sim, program)
        program.wait_for(lambda: "which is not that phone" in caplog.text)
        assert known(tmp_path, met).address == ""


def test_the_events_do_not_wait_for_the_proof(tmp_path: Path, met: Phone) -> None:
    with moved(met) as sim, running(tmp_path, met, timing=SELDOM) as program:
        program.record("phone", reachable=False)
        busy, go = threading.Event(), threading.Event()

        def hold() -> None:
            busy.set()
            go.wait(5)

        program.loop.call_soon_threadsafe(lambda: program.line()._errands._turns.submit(hold))
        assert busy.wait(5)  # the phone's thread waits for something
        began = time.monotonic()
        tell(sim, program)
        tell(sim, program)
        program.wait_for(lambda: len(program.of_type("call", change="started")) == 2)
        assert time.monotonic() - began < 2
        assert known(tmp_path, met).address == ""
        go.set()
        program.record("phone", reachable=True, state="active")
        assert known(tmp_path, met).address == NEW


@pytest.mark.parametrize("facts", [{}, {"mac": MAC}, {"pin": "ab"}], ids=["nothing", "only a MAC", "only a pin"])
def test_a_phone_that_cannot_prove_anything_is_not_followed(tmp_path: Path, facts: dict[str, str]) -> None:
    with SimulatorThread(Setup(host=NEW, mac=MAC)) as sim:
        phone = Phone(name="desk", host=f"{OLD}:{sim.phone.port}", set_up=SetUp.MANUAL)
        with running(tmp_path, phone) as program:
            place = program.memory().facts().host
            program.memory().keep_facts(Facts(host=place, scheme="http", port=sim.phone.port, **facts))  # type: ignore[arg-type]
            tell(sim, program)
            program.call(state="ringing")
            tell(sim, program)
            program.wait_for(lambda: program.status()["phones"][0]["events"] == 2)
        assert known(tmp_path, phone).address == ""
        assert sim.phone.log == []


def test_a_phone_known_by_name_is_wherever_its_name_leads(tmp_path: Path) -> None:
    with SimulatorThread(Setup(host=NEW)) as sim:
        phone = Phone(name="desk", host=f"localhost:{sim.phone.port}", set_up=SetUp.MANUAL)
        config = Config(phones=(phone,), callback=Callback(port=0, address=NEW))  # nothing beyond this machine is asked
        with running(tmp_path, config=config) as program:
            tell(sim, program)
            program.call(state="ringing")
            assert program.line()._whereabouts._strange.empty()
            assert program.line()._whereabouts._is_expected("192.0.2.7")


def test_what_cannot_be_remembered_does_no_harm(tmp_path: Path, met: Phone, caplog: pytest.LogCaptureFixture) -> None:
    with moved(met) as sim, running(tmp_path, met, timing=SELDOM) as program:
        program.record("phone", reachable=False)
        (file,) = places_in(tmp_path).state_dir.glob("phone-*.json")
        file.unlink()
        file.mkdir()  # as a disk that has gone bad
        tell(sim, program)
        program.wait_for(lambda: "which is not that phone" in caplog.text)
        tell(sim, program)
        program.wait_for(lambda: program.status()["phones"][0]["events"] == 2)
        assert "failed and is started again" not in caplog.text
