"""What keeps a phone set up: looked at seldom, repaired at once, never fought over, and left alone on request."""

from pathlib import Path

import pytest

from snom_dialer.config.model import Foreign, Phone
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.setup import Choice, Record
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.looking import (
    DEFAULT,
    SWITCH,
    WATCHING,
    Clock,
    asked,
    comes_to_stand,
    looks,
    more_looks,
    order,
    repaired,
    standing,
    urls,
    writes,
)
from tests.engine.running import QUICK, SELDOM, Running, phone_of, running, switch
from tests.engine.site import Answer, site
from tests.phone.loopback import Stage, answer, web

IN, HOLD = "action_incoming_url", "action_hold"
FOREIGN = "http://pbx.example/in?who=$remote"
QUICKLY = {"reboot_seconds": 0.01}


# ---- how often it looks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "pages"), [("D385", ["/settings.xml"]), ("190", ["/action.htm", "/settings.htm"])], ids=["one", "old"]
)
def test_a_look_at_an_idle_phone_asks_for_its_settings_and_nothing_else(
    tmp_path: Path, model: str, pages: list[str]
) -> None:
    setup = Setup(model=model, auth=Auth.DIGEST)
    with SimulatorThread(setup) as sim, running(tmp_path, phone_of(sim), timing=WATCHING) as program:
        program.armed()
        count = asked(sim).count(pages[0])
        program.wait_for(lambda: asked(sim).count(pages[0]) >= count + 5)
        began = len(asked(sim))
        program.wait_for(lambda: len(asked(sim)) >= began + 10)
        assert set(asked(sim)[began:]) == set(pages)
        assert program.of_type("set_up", change="repaired") == []


def test_nothing_is_asked_between_two_looks(tmp_path: Path) -> None:
    clock = Clock()
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), clock=clock) as program:
        program.armed()
        before = len(asked(sim))
        for passed in (30.0, 29.0):  # a minute has 60
            clock.ahead += passed
            program.do(program.line().keeper.idle)
            program.hand_over("keyevent", "1")  # comes after whatever else is asked of the phone
        assert [target.partition("?")[0] for target in asked(sim)[before:]] == ["/command.htm"] * 2
        count = looks(sim)
        clock.ahead += 2.0
        program.do(program.line().keeper.idle)
        program.wait_for(lambda: looks(sim) > count)


def test_while_a_call_is_on_nothing_is_asked(tmp_path: Path) -> None:
    clock = Clock()
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), clock=clock) as program:
        program.armed()
        before = looks(sim)
        sim.ring("030")
        sim.answer()
        program.call(state="connected")
        clock.ahead += 600.0
        for _ in range(3):
            program.do(program.line().keeper.idle)
            program.hand_over("keyevent", "1")
        assert looks(sim) == before
        sim.hang_up()
        program.call(state="ended")
        program.wait_for(lambda: looks(sim) > before)


def test_a_call_that_ends_without_a_word_does_not_stop_the_watch(tmp_path: Path) -> None:
    """Its end is concluded from silence; no event comes after which a look could be due."""
    with (
        SimulatorThread(Setup(quirks={"dropped_events": "disconnected,onhook,missed"})) as sim,
        running(tmp_path, phone_of(sim), timing=WATCHING) as program,
    ):
        program.armed()
        sim.ring("030")
        program.call(state="ringing")
        line = program.line()
        program.do(line.keeper.idle)  # so that it waits for the end of the call
        before = looks(sim)
        program.do(line._follower.tracker._live.clear)
        program.wait_for(lambda: looks(sim) > before)


# ---- repair ----------------------------------------------------------------------------------------------------------


def test_what_a_reboot_has_lost_is_written_again_at_the_next_look(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(quirks=QUICKLY)) as sim,
        running(tmp_path, phone_of(sim, store=False), timing=WATCHING) as program,
    ):
        program.armed()
        armed = urls(sim)
        sim.reboot()
        program.record("set_up", change="repaired")
        program.wait_for(lambda: urls(sim) == armed)
        program.wait_for(lambda: standing(program) == ("active", ""))


@pytest.mark.parametrize("event", ["setup", "log_on"])
def test_the_phones_own_signs_of_a_restart_are_looked_into_at_once(tmp_path: Path, event: str) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.set(IN, "")
        sim.do("events", events=[{"event": event}])
        program.record("set_up", change="repaired", settings=[IN])
        assert sim.phone.settings.get(IN) == program.line().settings_wanted()[IN]


def test_a_restart_in_mid_call_is_repaired_all_the_same(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030")
        program.call(state="ringing")
        sim.set("action_missed_url", "")
        sim.do("events", events=[{"event": "log_on"}])
        program.record("set_up", change="repaired", settings=["action_missed_url"])


def test_provisioning_that_overwrites_is_repaired_three_times_an_hour_and_then_told(tmp_path: Path) -> None:
    clock = Clock()
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), timing=WATCHING, clock=clock) as program:
        program.armed()
        for count in range(1, 4):
            sim.set(IN, FOREIGN)
            repaired(program, count)
        sim.set(IN, FOREIGN)
        told = program.record("phone", state="degraded")
        assert "somebody puts other values back" in str(told["reason"])
        assert "phone provisioning" in str(told["reason"])
        count = len(writes(sim))
        more_looks(program, sim, 4)
        assert len(writes(sim)) == count
        assert sim.phone.settings.get(IN) == FOREIGN

        clock.ahead += 3601.0
        program.wait_for(lambda: sim.phone.settings.get(IN) != FOREIGN)
        program.wait_for(lambda: standing(program)[0] == "active")


def test_a_transfer_is_no_repair(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), timing=QUICK) as program:
        program.armed()
        for _ in range(5):
            sim.set(IN, "")
            (done,) = order(program, "transfer", phone="desk")["phones"]
            assert done["written"] == [IN]
        assert standing(program) == ("active", "")
        assert program.of_type("set_up", change="repaired") == []


# ---- phones that do not do as they are told --------------------------------------------------------------------------


def test_a_setting_that_is_read_only_is_written_once_and_told_as_what_it_is(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(read_only={IN: FOREIGN})) as sim,
        running(tmp_path, phone_of(sim), timing=WATCHING) as program,
    ):
        program.armed()
        assert any(IN in target for target in writes(sim))
        count = len(writes(sim))
        more_looks(program, sim, 6)
        for _ in range(5):
            sim.do("events", events=[{"event": "log_on"}])
            more_looks(program, sim, 2)
        assert len(writes(sim)) == count
        state, why = standing(program)
        assert (state, IN in why, "perm R" in why) == ("degraded", True, True)
        sim.set(IN, FOREIGN)  # which makes it writable
        order(program, "transfer", phone="desk")
        assert standing(program)[0] == "active"
        assert program.record("phone", state="active")


def restarted_and_written_to(program: Running, stage: Stage) -> None:
    known = len(stage.targets)
    program.do(lambda: program.line().keeper.heard(EventKind.LOG_ON))
    program.wait_for(lambda: any("save" in target for target in stage.targets[known:]))


def test_settings_that_cannot_be_read_are_written_once(tmp_path: Path) -> None:
    with Stage(web(lambda target, _: answer(200 if "save" in target or target == "/" else 404))) as stage:
        phone = Phone(name="desk", host=f"http://127.0.0.1:{stage.port}")
        with running(tmp_path, phone, timing=WATCHING) as program:
            program.record("phone", state="active")
            before = list(stage.targets)
            program.wait_for(lambda: len(stage.targets) > len(before) + 12)
            assert sum("save" in target for target in before) > 0
            assert not any("save" in target for target in stage.targets[len(before) :])
            assert standing(program) == ("active", "the phone does not show its settings, so nothing could be verified")
            assert program.memory().record().former == {}
            for _ in range(5):  # it has restarted, and nobody sees what it has lost
                restarted_and_written_to(program, stage)
            assert standing(program)[0] == "active"
            (done,) = order(program, "undo", phone="desk")["phones"]
            assert done["written"] is None  # nobody knows what stood there
            assert program.memory().record().inactive


def test_a_known_phone_whose_settings_come_cut_off_is_not_written_to_blindly(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(settings={IN: FOREIGN})) as sim,
        running(tmp_path, phone_of(sim), timing=WATCHING) as program,
    ):
        program.armed()
        sim.quirk("truncate")
        sim.set(HOLD, "http://other/")
        program.record("phone", reachable=False)
        count = len(writes(sim))
        more_looks(program, sim, 3)
        assert (len(writes(sim)), sim.phone.settings.get(HOLD)) == (count, "http://other/")
        sim.quirk("truncate", False)
        program.record("set_up", change="repaired", settings=[HOLD])
        assert program.memory().record().former[HOLD] == "http://other/"


def test_a_password_that_has_become_wrong_is_tried_once(tmp_path: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, running(tmp_path, phone_of(sim), timing=WATCHING) as program:
        program.armed()
        sim.set("http_pass", "another")
        told = program.record("phone", state="degraded")
        assert "password" in str(told["reason"])
        program.wait_for(lambda: "has already refused" in standing(program)[1])
        count = len(asked(sim))
        keeper = program.line().keeper
        for _ in range(3):
            with pytest.raises(DialerError) as error:
                order(program, "transfer", phone="desk")
            assert error.value.code is Code.LOGIN_KNOWN_WRONG
        program.do(keeper.idle)
        assert len(asked(sim)) == count
        assert sim.phone.login.failures == 1


def test_another_phone_at_the_address_gets_nothing_that_stood_in_the_first(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings={IN: FOREIGN, SWITCH: "on"}, mac="000413A00001")) as sim:
        port, phone = sim.phone.port, phone_of(sim)
        with running(tmp_path, phone, timing=WATCHING) as program:
            program.armed()
            assert program.memory().facts().mac == "000413A00001"
            switch(sim, on=False)
            program.record("phone", reachable=False)
            with SimulatorThread(Setup(model="320", mac="000413A00002", port=port)) as other:
                before = other.phone.settings.shown()
                program.wait_for(lambda: urls(other).keys() == DEFAULT)
                program.wait_for(lambda: standing(program)[0] == "active")
                facts = program.memory().facts()
                assert (facts.mac, facts.model) == ("000413A00002", "320")
                assert program.memory().record().former == {**dict.fromkeys(DEFAULT, ""), SWITCH: "off"}
                program.stop()
                assert other.phone.settings.shown() == before


def test_a_device_that_is_no_snom_any_more_is_never_written_to(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        port, phone = sim.phone.port, phone_of(sim)
        with running(tmp_path, phone, timing=WATCHING) as program:
            program.armed()
            switch(sim, on=False)
            program.record("phone", reachable=False)
            with site(port) as printer:
                pages = ("/", "/info.htm", "/settings.xml", "/settings_wo_default.xml", "/action.htm", "/settings.htm")
                printer.answers = {page: [Answer(status=200, body=b"<html>printer</html>")] for page in pages}
                program.wait_for(lambda: len(printer.visits) > 12)
                program.stop()
                assert not any("save" in target or "action" in target.partition("?")[2] for target in printer.targets)
                assert not any("authorization" in visit.headers for visit in printer.visits)


# ---- on request ------------------------------------------------------------------------------------------------------


def test_undo_gives_everything_back_and_stays_so_over_a_restart_until_transfer(tmp_path: Path) -> None:
    before = {IN: FOREIGN, SWITCH: "off"}
    with SimulatorThread(Setup(settings=before, auth=Auth.DIGEST)) as sim:
        in_force = sim.phone.settings.shown()
        kept = {name: sim.phone.settings.stored(name) for name in in_force}
        phone = phone_of(sim)
        with running(tmp_path, phone, timing=WATCHING) as program:
            program.armed()
            assert sim.phone.settings.get(SWITCH) == "on"
            (done,) = order(program, "undo", phone="desk")["phones"]
            assert set(done["written"]) == DEFAULT | {SWITCH}
            assert sim.phone.settings.shown() == in_force
            assert {name: sim.phone.settings.stored(name) for name in in_force} == kept
            assert standing(program) == ("inactive", "its former settings were given back")
            count = looks(sim)
            program.do(program.line().keeper.poke)
            program.hand_over("keyevent", "1")
            assert looks(sim) == count
        for how in ("start", "transfer"):
            with running(tmp_path, phone, timing=WATCHING) as program:
                assert "phone start" in comes_to_stand(program, "inactive")
                program.hand_over("keyevent", "1")
                assert sim.phone.settings.shown() == in_force
                order(program, how, phone="desk", all=True)
                program.wait_for(lambda: urls(sim).keys() == DEFAULT)
                comes_to_stand(program, "active")
                sim.set(HOLD, "")
                program.wait_for(lambda: sim.phone.settings.get(HOLD))  # it is watched again
                order(program, "undo", phone="desk")
            assert sim.phone.settings.shown() == in_force
            assert program.memory().record() == Record(inactive=True)


def test_an_undo_that_does_not_reach_the_phone_changes_nothing(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(settings={IN: FOREIGN})) as sim,
        running(tmp_path, phone_of(sim), timing=WATCHING) as program,
    ):
        program.armed()
        switch(sim, on=False)
        with pytest.raises(DialerError) as error:
            order(program, "undo", phone="desk")
        assert error.value.code is Code.CONNECTION_REFUSED
        assert program.memory().record().former[IN] == FOREIGN
        assert not program.memory().record().inactive
        sim.call(lambda: sim.phone.settings.provision({HOLD: ""}))
        switch(sim, on=True)
        program.record("set_up", change="repaired", settings=[HOLD])


def test_stop_and_start(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings={IN: FOREIGN})) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        before = urls(sim)
        assert order(program, "stop", all=True)["callback"]["open"] is False
        assert urls(sim) == {IN: FOREIGN}
        assert standing(program)[0] == "inactive"
        assert not program.memory().record().inactive
        assert order(program, "start", all=True)["callback"]["open"] is True
        program.wait_for(lambda: urls(sim).keys() == before.keys())
        sim.ring("030")
        program.call(state="ringing")


# ---- URLs of others --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", list(Foreign))
def test_what_is_configured_is_done_with_urls_of_others(tmp_path: Path, choice: Foreign) -> None:
    with SimulatorThread(Setup(settings={IN: FOREIGN})) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim, foreign=choice)) as program:
            program.armed()
            assert (sim.phone.settings.get(IN) == FOREIGN) is (choice is Foreign.LEAVE)
            assert program.memory().record().chained == ({IN} if choice is Foreign.CHAIN else set())
            assert IN in standing(program)[1]
        assert sim.phone.settings.shown() == before


def test_one_may_change_ones_mind(tmp_path: Path) -> None:
    with site() as pbx, SimulatorThread(Setup(settings={IN: f"{pbx.url}/in?who=$remote"})) as sim:
        foreign, before = sim.phone.settings.get(IN), sim.phone.settings.shown()
        phone = phone_of(sim)
        calls = 0
        with running(tmp_path, phone, timing=SELDOM) as program:
            program.armed()
            for choice in (Choice.CHAIN, Choice.LEAVE, Choice.REPLACE, Choice.CHAIN, Choice.REPLACE, Choice.LEAVE):
                (done,) = order(program, "transfer", phone="desk", choices={IN: choice.value})["phones"]
                assert (sim.phone.settings.get(IN) == foreign) is (choice is Choice.LEAVE)
                assert done["left"] == ([IN] if choice is Choice.LEAVE else [])
                sim.ring("030")
                sim.settle()
                sim.remote_hang_up()
                sim.settle()
                calls += choice is not Choice.REPLACE
                pbx.wait_for(calls)
            assert len(pbx.visits) == calls
        assert sim.phone.settings.shown() == before
        with running(tmp_path, phone) as program:
            program.armed()
            assert sim.phone.settings.get(IN) == foreign  # which was the last word


def test_a_preview_writes_nothing(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings={IN: FOREIGN})) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        order(program, "undo", phone="desk")
        count = len(writes(sim))
        (plan,) = order(program, "preview", phone="desk")["phones"]
        assert set(plan["written"]) == DEFAULT | {SWITCH}
        assert plan["foreign"] == {IN: FOREIGN}
        assert len(writes(sim)) == count
        assert program.memory().record() == Record(inactive=True)


def test_phones_have_nothing_in_common(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(), Setup(number="102", mac="000413A00002")) as sim,
        running(tmp_path, phone_of(sim), phone_of(sim.phones[1], name="hall")) as program,
    ):
        program.armed("desk")
        program.armed("hall")
        order(program, "undo", phone="hall")
        assert standing(program, "hall")[0] == "inactive"
        assert standing(program, "desk")[0] == "active"
        assert sim.phones[1].settings.get(IN) == ""
        assert sim.phone.settings.get(IN) != ""


@pytest.mark.parametrize("choices", [{IN: "burn"}, {IN: 7}, {IN: None}])
def test_a_choice_that_is_none_is_refused_before_anything_is_done(tmp_path: Path, choices: dict[str, object]) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        count, record = len(asked(sim)), program.memory().record()
        with pytest.raises(DialerError) as error:
            order(program, "transfer", phone="desk", choices=choices)
        assert error.value.code is Code.USAGE
        assert (len(asked(sim)), program.memory().record()) == (count, record)
