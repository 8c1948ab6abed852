"""Phones whose Action URLs an administrator keeps by hand: we listen, and write nothing."""

import http.client
import logging
import socket
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.config.model import Callback, Config, Phone, SetUp
from snom_dialer.engine.keeper import Timing
from snom_dialer.errors import Code, DialerError
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running, phone_of, running, switch

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
RISK = "whoever can send from its address can make up calls"
QUICK = Timing(watch=0.02, retry=(0.02,))


def by_hand(sim: SimulatorThread, **more: Any) -> Phone:
    return phone_of(sim, set_up=SetUp.MANUAL, **more)


def ask(program: Running, target: str, source: str = HERE) -> int:
    """Ask for something from that address of this computer."""
    port = program.program.listener.port
    connection = http.client.HTTPConnection(HERE, port, timeout=5, source_address=(source, 0))
    try:
        connection.request("GET", target)
        return connection.getresponse().status
    finally:
        connection.close()


def enter(sim: SimulatorThread, base: str) -> None:
    """Put Action URLs into the phone, as the administrator does."""
    for kind in ("incoming", "outgoing", "connected", "disconnected"):
        url = f"{base}/{kind}?call_id=$call-id&remote=$remote&local=$local&display_remote=$display_remote"
        sim.set(f"action_{kind}_url", url)


def standing(program: Running) -> dict[str, Any]:
    found: dict[str, Any] = program.status()["phones"][0]
    return found


# ---- who may tell of calls -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_secret", [True, False])
def test_calls_by_urls_kept_by_hand(tmp_path: Path, with_secret: bool) -> None:
    with SimulatorThread() as sim, running(tmp_path, by_hand(sim)) as program:
        base = f"http://{HERE}:{program.program.listener.port}/snom"
        enter(sim, program.line().home.base if with_secret else base)
        sim.ring("030123", "Anna")
        ringing = program.call(state="ringing")
        assert ringing["remote"] == {"uri": "030123@pbx.example", "number": "030123", "name": "Anna"}
        sim.answer()
        sim.hang_up()
        assert program.call(state="ended")["outcome"] == "answered"
        assert program.changes == ["started", "connected", "ended"]


def test_without_a_secret_only_the_phone_itself_is_heard(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, by_hand(sim)) as program:
        secret = program.line().home.secret
        assert ask(program, "/snom/incoming?call_id=1", ELSEWHERE) == 404
        assert ask(program, f"/snom/{secret[:-1]}x/incoming?call_id=2") == 404
        assert ask(program, f"/snom/{secret}/incoming?call_id=3", ELSEWHERE) == 200
        assert ask(program, "/snom/incoming?call_id=4") == 200
        program.wait_for(lambda: len(program.of_type("call")) == 2)
        assert [call["call_id"] for call in program.status()["calls"]] == ["3", "4"]
        assert program.status()["callback"]["refused"] == 2


def test_a_phone_that_is_set_up_by_us_is_not_heard_without_its_secret(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert ask(program, "/snom/incoming?call_id=1") == 404
        assert program.status()["calls"] == []


def test_of_two_phones_each_is_heard_from_its_own_address(tmp_path: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102", host=ELSEWHERE)) as sim:
        phones = [by_hand(sim), phone_of(sim.phones[1], name="hall", set_up=SetUp.MANUAL)]
        config = Config(phones=tuple(phones), callback=Callback(port=0, address=HERE))
        with running(tmp_path, config=config) as program:
            assert ask(program, "/snom/incoming?call_id=1", ELSEWHERE) == 200
            assert program.call(state="ringing")["phone"] == "hall"


def test_a_name_is_looked_up_in_the_background(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        phone = by_hand(sim, host=f"localhost:{sim.phone.port}")
        config = Config(phones=(phone,), callback=Callback(port=0, address=HERE))
        with running(tmp_path, config=config, timing=QUICK) as program:
            program.wait_for(lambda: ask(program, "/snom/incoming?call_id=1") == 200)
            assert program.call(state="ringing")["call_id"] == "1"
            assert ask(program, "/snom/incoming?call_id=2", ELSEWHERE) == 404


def test_a_name_that_leads_elsewhere_by_now_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leads = {"phone.example": [ELSEWHERE]}
    usual = socket.getaddrinfo

    def look_up(host: str, *more: Any, **options: Any) -> list[Any]:
        if host not in leads:
            return usual(host, *more, **options)
        if not leads[host]:
            raise OSError("the name server is silent")
        return [(2, 1, 6, "", (address, 0)) for address in leads[host]]

    with SimulatorThread() as sim:
        config = Config(phones=(by_hand(sim, host="phone.example"),), callback=Callback(port=0, address=HERE))
        with running(tmp_path, config=config, timing=QUICK) as program, monkeypatch.context() as patch:
            patch.setattr("snom_dialer.engine.whereabouts.socket.getaddrinfo", look_up)
            program.wait_for(lambda: ask(program, "/snom/of_tomorrow", ELSEWHERE) == 200)
            assert ask(program, "/snom/of_tomorrow") == 404
            leads["phone.example"] = [HERE]
            program.wait_for(lambda: program.line().is_at(HERE))
            assert ask(program, "/snom/of_tomorrow", ELSEWHERE) == 404
            leads["phone.example"] = []
            assert ask(program, "/snom/of_tomorrow") == 200


# ---- nothing is ever written -----------------------------------------------------------------------------------------


def test_nothing_is_ever_written(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        with running(tmp_path, by_hand(sim), timing=QUICK) as program:
            program.hand_over("stop")
            program.hand_over("start")
            enter(sim, program.line().home.base)
            before = sim.call(sim.phone.settings.shown)
            for command in ("transfer", "preview", "undo"):
                with pytest.raises(DialerError) as refused:
                    program.hand_over(command, phone="desk")
                assert refused.value.code is Code.USAGE
            program.do(lambda: program.line().move("127.0.0.3", 9))
            program.do(lambda: program.line().wake_up())
            for event in ("setup", "log_on", "reg_failed"):
                assert ask(program, f"/snom/{event}") == 200
            program.hand_over("dial", "030123")
            sim.hang_up()
            program.call(state="ended")
        assert sim.call(sim.phone.settings.shown) == before
        assert {seen.request.path for seen in sim.phone.log} <= {"/command.htm"}


def test_the_state_says_what_it_costs_and_the_log_says_it_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with SimulatorThread() as sim, running(tmp_path, by_hand(sim), timing=QUICK) as program:
        assert standing(program)["state"] == "active"
        assert RISK in standing(program)["reason"]
        program.hand_over("stop")
        assert (standing(program)["state"], RISK in standing(program)["reason"]) == ("inactive", False)
        program.hand_over("start")
        assert (standing(program)["state"], RISK in standing(program)["reason"]) == ("active", True)
        switch(sim, on=False)
        with pytest.raises(DialerError):
            program.hand_over("dial", "1")
        assert (standing(program)["state"], standing(program)["reachable"]) == ("degraded", False)
        switch(sim, on=True)
        program.hand_over("dial", "1")
        assert (standing(program)["state"], RISK in standing(program)["reason"]) == ("active", True)
        assert caplog.text.count(RISK) == 1
