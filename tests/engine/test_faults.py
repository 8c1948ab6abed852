"""Everything that goes wrong between a phone and a program that is set up: what is told, and what mends itself.

Each test ends with an event that the phone sends and the program hears: what is broken must never cost one.
"""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from snom_dialer.calls.call import Moment
from snom_dialer.config.model import Callback, Config, SetUp
from snom_dialer.engine import doorway as doorway_module
from snom_dialer.engine import errand as errand_module
from snom_dialer.engine.keeper import Timing
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.client import Client
from snom_dialer.phone.port import PORTS_TRIED
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.cli.running import serving, write_config
from tests.engine.running import Record, Running, phone_of, places_in, running, switch

WATCHFUL = Timing(watch=0.05, retry=(0.05,))  # looks so often that a fault shows at once
FOREIGN = {"action_incoming_url": "http://pbx.example/in?who=$remote", "action_hold": "http://pbx.example/h"}
ELSEWHERE = "127.0.0.2"


@pytest.fixture
def sim() -> Iterator[SimulatorThread]:
    with SimulatorThread(Setup(quirks={"reboot_seconds": 0.05})) as phone:
        yield phone


def told(program: Running, state: str, words: str = "", after: int = 0) -> Record:
    """Wait until the user has been told of this state, for a reason with these words, and return the record.

    `after` is how many records were there before.
    """

    def fits() -> Record | None:
        found = (each for each in program.of_type("phone", state=state) if words in (each["reason"] or ""))
        return next((each for each in found if program.records.index(each) >= after), None)

    return program.wait_for(fits) or {}


def hears(program: Running, sim: SimulatorThread, number: str = "0309") -> None:
    """Let the phone ring and hang up, and see both heard."""
    sim.ring(number)
    ringing = program.wait_for(lambda: _call(program, number, "ringing"))
    sim.remote_hang_up()
    ended = program.wait_for(lambda: _call(program, number, "ended"))
    assert ended["id"] == ringing["id"]


def _call(program: Running, number: str, state: str) -> Record:
    """Return a call with that number in that state, nothing where there was none."""
    calls: list[Record] = [record["call"] for record in program.of_type("call")]
    return next((call for call in calls if (call["remote"]["number"], call["state"]) == (number, state)), {})


def writes(sim: SimulatorThread) -> list[str]:
    """The requests that wrote something into the phone."""
    return [seen.request.target for seen in sim.phone.log if "settings=save" in seen.request.target]


# ---- the phone is away -----------------------------------------------------------------------------------------------


def test_a_phone_that_is_off_at_the_start_is_set_up_when_it_comes(tmp_path: Path, sim: SimulatorThread) -> None:
    switch(sim, on=False)
    with running(tmp_path, phone_of(sim)) as program:
        assert told(program, "degraded", "refused the connection")["reachable"] is False
        switch(sim, on=True)
        assert told(program, "active")["reachable"] is True
        hears(program, sim)


def test_a_phone_that_goes_off_and_comes_back(tmp_path: Path, sim: SimulatorThread) -> None:
    with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        told(program, "active")
        written = len(writes(sim))
        switch(sim, on=False)
        gone = told(program, "degraded", "refused the connection")
        hears(program, sim)  # its events do not depend on what we can ask
        switch(sim, on=True)
        told(program, "active", after=program.records.index(gone))
        assert len(writes(sim)) == written  # it has kept everything


def test_a_phone_that_reboots_in_mid_call(tmp_path: Path, sim: SimulatorThread) -> None:
    phone = phone_of(sim, store=False)  # so that it forgets ours; provisioning has not put it there either
    with running(tmp_path, phone) as program:
        told(program, "active")
        sim.set("action_setup_url", sim.phone.settings.get("action_setup_url"))  # it can say that it has been away
        sim.ring("030")
        sim.answer()
        program.call(state="connected")
        sim.reboot()
        assert program.call(state="ended")["outcome"] in ("unknown", "answered")
        program.wait_for(lambda: "/snom/" in sim.phone.settings.get("action_incoming_url"))
        hears(program, sim)


# ---- the phone is odd ------------------------------------------------------------------------------------------------


def test_a_phone_that_answers_slowly(tmp_path: Path, sim: SimulatorThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand_module, "Client", partial(Client, total_timeout=0.4))
    sim.quirk("slow", 0.1)
    with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        assert told(program, "active")["reason"] is None
        sim.quirk("slow", 2.0)
        slow = told(program, "degraded", "did not answer within")
        hears(program, sim)
        sim.quirk("slow", 0.0)
        told(program, "active", after=program.records.index(slow))


@pytest.mark.parametrize(
    ("quirk", "value", "words"),
    [
        pytest.param("truncate", True, "did not arrive whole", id="truncates headers"),
        pytest.param("close_unanswered", "before", "did not arrive whole", id="closes before"),
        pytest.param("close_unanswered", "after", "did not arrive whole", id="closes after"),
    ],
)
def test_a_phone_that_loses_its_way(
    tmp_path: Path, sim: SimulatorThread, quirk: str, value: bool | str, words: str
) -> None:
    with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        told(program, "active")
        written = len(writes(sim))
        sim.quirk(quirk, value)
        odd = told(program, "degraded")
        hears(program, sim)
        assert len(writes(sim)) == written
        sim.quirk(quirk, "off" if isinstance(value, str) else False)
        told(program, "active", after=program.records.index(odd))
        assert len(writes(sim)) == written
        assert words in odd["reason"]


# ---- the phone has changed -------------------------------------------------------------------------------------------


def test_another_certificate_is_spoken_to_by_nobody(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(tls=Certificate.PHONE)) as sim,
        running(tmp_path, phone_of(sim), timing=WATCHFUL) as program,
    ):
        told(program, "active")
        sim.do("certificate", name="changed")
        program.wait_for(lambda: program.of_type("phone", state="degraded"))
        asked = len(sim.phone.log)
        changed = told(program, "degraded", "is not the one remembered")
        hears(program, sim)
        assert len(sim.phone.log) == asked
        sim.do("certificate", name="phone")
        told(program, "active", after=program.records.index(changed))


def test_another_password_is_tried_once(tmp_path: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        told(program, "active")
        sim.set("http_pass", "9999")
        told(program, "degraded", "refused the password")
        told(program, "degraded", "has already refused this password")
        asked = len(sim.phone.log)
        hears(program, sim)
        assert len(sim.phone.log) == asked
        assert not sim.phone.login.locked


def test_hidden_tags_switched_on_are_told_as_soon_as_they_matter(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(auth=Auth.DIGEST)) as sim,
        running(tmp_path, phone_of(sim), timing=WATCHFUL) as program,
    ):
        told(program, "active")
        sim.set("use_hidden_tags", "on")
        hears(program, sim)  # they close the way in, not the way out
        with pytest.raises(DialerError) as caught:
            program.hand_over("dial", "0405")
        assert caught.value.code is Code.HIDDEN_TAGS
        sim.set("action_missed_url", "")
        hidden = told(program, "degraded", "use_hidden_tags")
        sim.set("use_hidden_tags", "off")
        told(program, "active", after=program.records.index(hidden))
        assert "/snom/" in sim.phone.settings.get("action_missed_url")


# ---- this computer ---------------------------------------------------------------------------------------------------


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """From which address of this computer phones are reached; it may be changed."""
    found = {"address": "127.0.0.1"}
    monkeypatch.setattr(doorway_module, "local_address_for", lambda host, port=80: found["address"])
    return found


def network_changes(program: Running) -> None:
    program.do(program.program._network_changed.set)


def test_a_port_taken_at_wake_up(tmp_path: Path, sim: SimulatorThread, ways: dict[str, str]) -> None:
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        port = program.program.listener.port
        ways["address"] = ELSEWHERE
        with socket.create_server((ELSEWHERE, port)):
            program.do(program.program._after_wake)
            program.wait_for(lambda: f"http://{ELSEWHERE}:" in sim.phone.settings.get("action_incoming_url"))
        assert program.program.listener.port != port
        hears(program, sim)


def test_without_any_port_the_user_is_told_and_it_is_tried_again(
    tmp_path: Path, sim: SimulatorThread, ways: dict[str, str]
) -> None:
    from tests.engine.test_doorway import taken

    with taken(PORTS_TRIED, ELSEWHERE) as port:
        config = Config(phones=(phone_of(sim),), callback=Callback(port=port))
        with running(tmp_path, config=config) as program:
            told(program, "active")
            ways["address"] = ELSEWHERE
            network_changes(program)
            lost = told(program, "degraded", "none of the ports")
            assert program.status()["callback"]["open"] is False
            with suppress(DialerError):
                program.hand_over("dial", "0405")  # which must not make anybody think that all is well
            ways["address"] = "127.0.0.1"  # and nobody tells of it
            told(program, "active", after=program.records.index(lost))
            assert program.status()["callback"]["open"] is True
            hears(program, sim)


def test_an_interface_that_disappears_and_returns(tmp_path: Path, sim: SimulatorThread, ways: dict[str, str]) -> None:
    with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        told(program, "active")
        written = len(writes(sim))
        ways["address"] = ""
        network_changes(program)
        gone = told(program, "degraded", "no address")
        program.do(program.program._after_wake)
        hears(program, sim)  # over what is left
        assert told(program, "degraded") == gone
        ways["address"] = "127.0.0.1"
        network_changes(program)
        told(program, "active", after=program.records.index(gone))
        assert len(writes(sim)) == written


def test_a_phone_that_is_kept_by_hand_is_not_called_lost(
    tmp_path: Path, sim: SimulatorThread, ways: dict[str, str]
) -> None:
    with running(tmp_path, phone_of(sim, set_up=SetUp.MANUAL)) as program:
        program.record("phone", state="active")
        ways["address"] = ""
        network_changes(program)
        program.wait_for(lambda: program.status()["phones"][0]["call_home"] == "")
        sim.set(
            "action_incoming_url", f"{program.line().home._replace(address='127.0.0.1').base}/incoming?call_id=$call-id"
        )
        sim.ring("030")
        program.call(state="ringing")
        assert program.of_type("phone", state="degraded") == []
        assert sim.phone.log == []


def test_a_new_address_reaches_the_phone_while_a_call_is_on(
    tmp_path: Path, sim: SimulatorThread, ways: dict[str, str]
) -> None:
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        sim.ring("030")
        sim.answer()
        talking = program.call(state="connected")
        ways["address"] = ELSEWHERE
        network_changes(program)
        program.wait_for(lambda: f"http://{ELSEWHERE}:" in sim.phone.settings.get("action_disconnected_url"))
        sim.hang_up()
        ended = program.call(state="ended")
        assert (ended["id"], ended["outcome"]) == (talking["id"], "answered")


def test_a_new_address_in_the_middle_of_a_look_is_not_overlooked(
    tmp_path: Path, sim: SimulatorThread, ways: dict[str, str]
) -> None:
    sim.quirk("slow", 0.3)
    with running(tmp_path, phone_of(sim)) as program:
        sim.wait_for(
            lambda: any("dummy.htm" in seen.request.target for seen in sim.phone.log)
        )  # our old one is on its way
        ways["address"] = ELSEWHERE
        network_changes(program)
        told(program, "active")
        sim.quirk("slow", 0.0)
        program.wait_for(lambda: f"http://{ELSEWHERE}:" in sim.phone.settings.get("action_disconnected_url"))
        hears(program, sim)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps(tmp_path: Path, sim: SimulatorThread, hours: int) -> None:
    shift = [0.0]

    def clock() -> Moment:
        return Moment(time.time() + shift[0], time.monotonic())

    with running(tmp_path, phone_of(sim), clock=clock) as program:
        told(program, "active")
        written = len(writes(sim))
        sim.ring("030")
        sim.answer()
        program.call(state="connected")
        shift[0] = 3600.0 * hours
        program.do(program.program._after_wake)  # a clock set forward looks like sleep
        sim.hang_up()
        ended = program.call(state="ended")
        assert ended["outcome"] == "answered"
        assert 0 <= ended["duration"] < 60
        assert ended["ended_at"] >= ended["started_at"]
        hears(program, sim)
        assert program.of_type("phone", state="degraded") == []
        assert len(writes(sim)) == written


def test_the_listener_stopped_and_started(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN)) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
            told(program, "active")
            program.hand_over("stop")
            off = told(program, "inactive", "`snom-dialer phone start` begins again")
            assert sim.phone.settings.shown() == before
            assert program.status()["callback"]["open"] is False
            network_changes(program)
            asked = len(sim.phone.log)
            program.hand_over("start")
            told(program, "active", after=program.records.index(off))
            assert len(sim.phone.log) > asked
            hears(program, sim)
        assert sim.phone.settings.shown() == before


# ---- what is remembered ----------------------------------------------------------------------------------------------


def test_nothing_is_written_into_a_phone_whose_former_settings_cannot_be_kept(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN)) as sim:
        before = sim.phone.settings.shown()
        file = places_in(tmp_path).state_dir / "former-desk.json"
        file.mkdir(parents=True)  # as a disk that has gone bad
        with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
            bad = told(program, "degraded", "former-desk.json cannot be")
            assert sim.phone.settings.shown() == before
            sim.set("action_missed_url", f"{program.line().home.base}/missed?call_id=$call-id&v=1")
            sim.ring("030")
            sim.remote_hang_up()
            program.wait_for(lambda: program.status()["phones"][0]["events"] == 1)  # one that was left over
            file.rmdir()
            told(program, "active", after=program.records.index(bad))
            hears(program, sim)


def test_a_disk_that_goes_bad_later_costs_no_event(
    tmp_path: Path, sim: SimulatorThread, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        file = places_in(tmp_path).state_dir / "former-desk.json"
        kept = file.with_suffix(".kept")
        file.rename(kept)
        file.mkdir()
        hears(program, sim)
        hears(program, sim, "0310")
        assert "is started again" not in caplog.text
        file.rmdir()
        kept.rename(file)
    assert sim.phone.settings.get("action_incoming_url") == ""


def test_a_state_folder_that_is_none_is_told_at_the_start(tmp_path: Path, sim: SimulatorThread) -> None:
    folder = places_in(tmp_path).state_dir
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("not a folder")
    with pytest.raises(DialerError) as caught, running(tmp_path, phone_of(sim)):
        pass
    assert caught.value.code is Code.FILE_FAILED
    assert sim.phone.log == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limits of another process are set on Linux alone")
def test_a_full_disk_costs_no_event(tmp_path: Path) -> None:
    import resource

    with SimulatorThread(Setup(settings=FOREIGN)) as sim:
        before = sim.phone.settings.shown()
        write_config(tmp_path / "c.json", sim)
        with serving(
            "serve", "--json", "--config", str(tmp_path / "c.json"), environ={"HOME": str(tmp_path)}
        ) as program:
            program.record("phone", state="active")
            resource.prlimit(program.child.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
            for number in ("030", "040"):
                sim.ring(number)
                assert program.record("call", change="started")["call"]["remote"]["number"] == number
                sim.remote_hang_up()
                program.record("call", change="ended")
            assert program.end(signal.SIGTERM) == 0
        assert sim.phone.settings.shown() == before


# ---- calls from before, and sleep ------------------------------------------------------------------------------------


def test_a_call_that_began_before_we_started(tmp_path: Path, sim: SimulatorThread) -> None:
    sim.ring("030", "Anna")
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        sim.answer()
        assert program.call(state="connected")["remote"]["number"] == "030"
        sim.hang_up()
        assert program.call(state="ended")["outcome"] == "answered"


def test_a_call_over_a_restart_of_the_program(tmp_path: Path, sim: SimulatorThread) -> None:
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        sim.ring("030", "Anna")
        sim.answer()
        talking = program.call(state="connected")
    assert sim.phone.settings.get("action_disconnected_url") == ""
    with running(tmp_path, phone_of(sim)) as program:
        assert [call["id"] for call in program.status()["calls"]] == [talking["id"]]
        told(program, "active")  # in spite of the call: else nobody would hear of its end
        sim.hang_up()
        ended = program.call(state="ended")
        assert (ended["id"], ended["outcome"]) == (talking["id"], "answered")


def test_sleep_that_is_announced(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN)) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
            told(program, "active")
            asyncio.run_coroutine_threadsafe(program.program._before_sleep(), program.loop).result(5)
            asleep = told(program, "inactive", "the computer sleeps")
            assert sim.phone.settings.shown() == before
            program.do(program.program._after_wake)
            told(program, "active", after=program.records.index(asleep))
            hears(program, sim)
        assert sim.phone.settings.shown() == before


def test_sleep_over_a_phone_that_does_not_answer(
    tmp_path: Path, sim: SimulatorThread, caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        switch(sim, on=False)
        asyncio.run_coroutine_threadsafe(program.program._before_sleep(), program.loop).result(5)
        asleep = told(program, "inactive", "the computer sleeps")
        assert "they stay remembered" in caplog.text
        switch(sim, on=True)
        program.do(program.program._after_wake)
        told(program, "active", after=program.records.index(asleep))
        hears(program, sim)
    assert sim.phone.settings.get("action_incoming_url") == ""


def test_sleep_does_not_wait_for_a_silent_phone(
    tmp_path: Path, sim: SimulatorThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand_module, "Client", partial(Client, total_timeout=0.5))
    with running(tmp_path, phone_of(sim)) as program:
        told(program, "active")
        sim.quirk("slow", 2.0)
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run_coroutine_threadsafe(_within(0.1, program), program.loop).result(5)  # as SleepWatch does it
        assert time.monotonic() - began < 0.4
        sim.quirk("slow", 0.0)
        sim.set("action_missed_url", "")
        program.do(program.program._after_wake)
        program.wait_for(lambda: "/snom/" in sim.phone.settings.get("action_missed_url"))
        hears(program, sim)


async def _within(seconds: float, program: Running) -> None:
    async with asyncio.timeout(seconds):
        await program.program._before_sleep()


def test_a_disk_that_goes_bad_in_sleep_keeps_no_phone_asleep(tmp_path: Path, sim: SimulatorThread) -> None:
    with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        told(program, "active")
        asyncio.run_coroutine_threadsafe(program.program._before_sleep(), program.loop).result(5)
        asleep = told(program, "inactive", "the computer sleeps")
        file = places_in(tmp_path).state_dir / "former-desk.json"
        file.unlink(missing_ok=True)
        file.mkdir()
        program.do(program.program._after_wake)
        bad = told(program, "degraded", "former-desk.json cannot be", program.records.index(asleep))
        file.rmdir()
        told(program, "active", after=program.records.index(bad))
        hears(program, sim)


@pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is for Linux")
def test_a_system_bus_that_says_nothing_holds_up_neither_start_nor_end(tmp_path: Path, sim: SimulatorThread) -> None:
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        began = time.monotonic()
        with running(tmp_path, phone_of(sim), bus=f"unix:path={tmp_path / 'bus'}") as program:
            told(program, "active")
            hears(program, sim)
        assert time.monotonic() - began < 3


def test_sleep_leaves_a_phone_alone_that_was_taken_back(tmp_path: Path, sim: SimulatorThread) -> None:
    with running(tmp_path, phone_of(sim), timing=WATCHFUL) as program:
        told(program, "active")
        program.hand_over("undo")
        told(program, "inactive")
        asyncio.run_coroutine_threadsafe(program.program._before_sleep(), program.loop).result(5)
        program.do(program.program._after_wake)
        hung = len(sim.phone.log)
        program.hand_over("dial", "0405")
        assert len(sim.phone.log) > hung
        assert sim.phone.settings.get("action_incoming_url") == ""
        assert program.status()["phones"][0]["state"] == "inactive"
