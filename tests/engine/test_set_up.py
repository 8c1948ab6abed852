"""Our Action URLs in the phone: put there and read back, and everything given back at the end, whatever happens."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from snom_dialer.config.model import Callback, Config, Phone, SetUp
from snom_dialer.engine.mender import remark
from snom_dialer.phone.setup import Plan, Record, Transferred
from snom_dialer.protocol.action_url import secret_of
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.happening import Happening
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.secret import renew_secret
from snom_dialer.state.store import Store
from tests.engine.looking import DEFAULT, SWITCH, asked, reason, standing, stored, urls, writes
from tests.engine.running import fetching, memory_of, phone_of, places_in, running, switch
from tests.engine.site import Answer, site

FOREIGN = "http://pbx.example/notify?who=$remote&x=a%20b&y=1+1#part"
ODD = {"action_incoming_url": FOREIGN, "action_hold": "http://10.0.0.1/h?$call-id&&=", "action_dnd_on_url": "http://x/"}


# ---- put there -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", list(Auth))
def test_the_usual_urls_are_written_stored_and_read_back(tmp_path: Path, auth: Auth) -> None:
    with SimulatorThread(Setup(auth=auth)) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert urls(sim).keys() == DEFAULT
        assert urls(sim) == stored(sim)
        base = f"http://127.0.0.1:{program.program.listener.port}/snom/"
        assert all(url.startswith(base) for url in urls(sim).values())
        assert {secret_of(url) for url in urls(sim).values()} == {program.line().home.secret}
        done = program.line().keeper.last
        assert done is not None
        assert (set(done.plan.changes), done.plan.foreign, done.refused) == (DEFAULT | {SWITCH}, (), ())
        assert sim.phone.settings.get(SWITCH) == sim.phone.settings.stored(SWITCH) == "on"
        assert "store_settings=save" in writes(sim)[-1]
        assert asked(sim).index(writes(sim)[-1]) < len(asked(sim)) - 1  # somebody looked afterwards
        told = program.of_type("phone", reachable=True)
        assert [(record["state"], record["reason"]) for record in told] == [("active", None)]


def test_actions_of_the_user_have_their_events_and_variables_too(tmp_path: Path) -> None:
    actions = [
        fetching(EventKind.DND_ON, "http://127.0.0.1:1/?k={active_key}"),
        fetching(EventKind.TRANSFER, "http://127.0.0.1:1/", phone="hall"),
        fetching(EventKind.BLACKLIST, "http://127.0.0.1:1/"),
    ]
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), actions=actions) as program:
        program.armed()
        assert urls(sim).keys() == DEFAULT | {"action_dnd_on_url"}
        assert "active_key=$active_key" in urls(sim)["action_incoming_url"]
        assert "csta_id" not in urls(sim)["action_incoming_url"]


@pytest.mark.parametrize(
    ("model", "settings"),
    [
        ("190", {"action_incoming_url", "action_outgoing_url", "action_offhook_url", "action_onhook_url"}),
        ("320", DEFAULT),
        ("D765", DEFAULT),
    ],
)
def test_a_phone_gets_what_it_has(tmp_path: Path, model: str, settings: set[str]) -> None:
    with SimulatorThread(Setup(model=model)) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            assert urls(sim).keys() == settings
            assert all(("?" in url) is (model != "190") for url in urls(sim).values())
        assert sim.phone.settings.shown() == before


def test_former_values_are_on_disk_before_the_first_write(tmp_path: Path) -> None:
    known: list[dict[str, str]] = []
    looked = threading.Event()

    def look(news: Happening) -> None:
        if news.what == "settings" and not looked.is_set():
            known.append(dict(memory_of(places_in(tmp_path), phone_of(sim)).record().former))
            looked.set()

    with SimulatorThread(Setup(settings=ODD), observe=look) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert looked.is_set()
    assert known[0].keys() == DEFAULT | {SWITCH}
    assert known[0]["action_incoming_url"] == FOREIGN
    assert known[0]["action_onhook_url"] == ""


def test_where_the_former_values_cannot_be_kept_nothing_is_written(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        state = places_in(tmp_path).state_dir
        state.mkdir(mode=0o700)
        (state / "former-desk.json").mkdir()
        with running(tmp_path, phone_of(sim)) as program:
            told = program.record("phone", reachable=True)
            assert "former-desk.json cannot be" in str(told["reason"])
        assert writes(sim) == []


def test_what_stands_already_is_not_written_again(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            switch(sim, on=False)
        switch(sim, on=True)
        before = len(writes(sim))
        config = Config(phones=(phone_of(sim),), callback=Callback(port=program.program.listener.port))
        with running(tmp_path, config=config) as program:
            program.armed()
            assert len(writes(sim)) == before
        assert urls(sim) == {}


def test_a_setting_that_the_phone_does_not_take_is_told(tmp_path: Path) -> None:
    setup = Setup(read_only={"action_incoming_url": "http://pbx.example/"})
    with SimulatorThread(setup) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert "did not take the setting(s) action_incoming_url" in reason(program)
        assert "perm R" in reason(program)
        assert standing(program)[0] == "degraded"


def test_a_device_that_is_no_snom_phone_is_never_written_to(tmp_path: Path) -> None:
    with site() as other:
        other.answers = {path: [Answer(status=200, body=b"hello")] for path in ("/", "/info.htm", "/settings.xml")}
        phone = phone_of_port(other.port)
        with running(tmp_path, phone) as program:
            told = program.record("phone", reachable=True)
            assert "does not show itself to be a Snom phone" in str(told["reason"])
        assert not any("save" in target for target in other.targets)


def phone_of_port(port: int) -> Phone:
    return Phone(name="desk", host=f"http://127.0.0.1:{port}")


# ---- given back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [{}, ODD], ids=["empty", "foreign"])
@pytest.mark.parametrize("model", ["D385", "320", "190"])
def test_everything_is_given_back_byte_for_byte(tmp_path: Path, before: dict[str, str], model: str) -> None:
    with SimulatorThread(Setup(model=model, auth=Auth.DIGEST, settings=before)) as sim:
        in_force, kept = sim.phone.settings.shown(), stored(sim)
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            assert sim.phone.settings.shown() != in_force
            assert program.stop() < 1
        assert sim.phone.settings.shown() == in_force
        assert stored(sim) == kept
        assert program.memory().record().former == {}


def test_foreign_urls_are_told(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=ODD)) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert reason(program).startswith("Action URLs of others stood in action_")
        assert "action_incoming_url" in reason(program)
        assert "action_hold" in reason(program)
        assert "action_dnd_on_url" not in reason(program)  # ours did not take its place
        assert urls(sim)["action_dnd_on_url"] == "http://x/"


@pytest.mark.parametrize("how", ["silent", "off"])
def test_a_phone_that_does_not_answer_at_the_end_gets_them_back_next_time(
    tmp_path: Path, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with SimulatorThread(Setup(settings=ODD)) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            armed = urls(sim)
            if how == "silent":
                sim.do("network", lost=True)
            else:
                switch(sim, on=False)
            assert program.stop() < 2
            assert urls(sim) == armed
        assert "they stay remembered" in caplog.text
        assert memory_of(places_in(tmp_path), phone_of(sim)).record().former["action_incoming_url"] == FOREIGN
        if how == "silent":
            sim.do("network", lost=False)
        else:
            switch(sim, on=True)
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            assert program.memory().record().former["action_incoming_url"] == FOREIGN
        assert sim.phone.settings.shown() == before
        assert program.memory().record().former == {}


def test_a_phone_that_is_silent_from_the_start_does_not_hold_up_the_end(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        sim.do("network", lost=True)
        with running(tmp_path, phone_of(sim)) as program:
            assert program.stop() < 2


def test_what_somebody_wrote_meanwhile_stays(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=ODD)) as sim:
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            sim.set("action_hold", "http://somebody/else")
        assert urls(sim) == ODD | {"action_hold": "http://somebody/else"}


def test_a_url_with_a_past_secret_is_ours(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=ODD)) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            past = program.line().home.secret
            switch(sim, on=False)
        switch(sim, on=True)
        assert renew_secret(Store(places_in(tmp_path).state_dir), "desk") != past
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            assert past not in str(urls(sim))
            assert program.memory().record().former["action_incoming_url"] == FOREIGN
            assert past not in str(program.memory().record().former)
        assert sim.phone.settings.shown() == before


def test_settings_that_cannot_be_read_at_the_end_stay_remembered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SimulatorThread(Setup(settings=ODD)) as sim:
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            sim.quirk("truncate")
        assert program.memory().record().former["action_incoming_url"] == FOREIGN
        assert "does not show its settings; the former ones stay remembered" in caplog.text


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (lambda sim: sim.set("use_hidden_tags", "on"), "did not take its former settings back (the phone at"),
        (lambda sim: sim.set("http_pass", "another"), "did not take its former settings back (the phone at"),
    ],
    ids=["not writable", "another password"],
)
def test_what_cannot_be_given_back_stays_remembered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, trouble: Callable[[SimulatorThread], None], told: str
) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, settings=ODD)) as sim:
        with running(tmp_path, phone_of(sim)) as program:
            program.armed()
            trouble(sim)
        assert program.memory().record().former["action_incoming_url"] == FOREIGN
        assert told in caplog.text


def plan(*foreign: str, siblings: tuple[str, ...] = ()) -> Plan:
    return Plan({"a": "b"}, Record(), foreign, (), siblings)


@pytest.mark.parametrize(
    ("done", "told"),
    [
        (None, ""),
        (Transferred(plan(), ()), ""),
        (Transferred(plan(), None), "the phone does not show its settings, so nothing could be verified"),
        (Transferred(plan("a", "b"), ()), "Action URLs of others stood in a, b"),
        (Transferred(plan("b"), None), "so nothing could be verified"),
        (Transferred(plan(siblings=("a",)), ()), "another Snom dialer stands in the phone and calls this one on"),
    ],
)
def test_what_is_worth_knowing_is_told(done: Transferred | None, told: str) -> None:
    assert told in remark(done)
    assert bool(told) == bool(remark(done))


def test_a_configuration_by_hand_is_not_touched(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=ODD)) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim, set_up=SetUp.MANUAL)) as program:
            sim.set("action_incoming_url", f"{program.line().home.base}/incoming?call_id=$call-id&remote=$remote")
            sim.ring("030123")
            assert program.call(state="ringing")["remote"]["number"] == "030123"
            sim.set("action_incoming_url", FOREIGN)
            program.hand_over("keyevent", "1")  # comes after whatever else is asked of the phone
        assert asked(sim) == ["/command.htm?key=1"]
        assert sim.phone.settings.shown() == before


# ---- phones that are not there ---------------------------------------------------------------------------------------


def test_a_phone_that_is_off_is_set_up_when_it_comes_back(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        setup, phone = Setup(port=sim.phone.port), phone_of(sim)
    with running(tmp_path, phone) as program:
        told = program.record("phone", name="desk", reachable=False)
        assert "refused the connection" in str(told["reason"])
        assert program.of_type("ready")[0]["callback"]["port"] == program.program.listener.port
        assert program.status()["phones"][0]["reachable"] is False
        with SimulatorThread(setup) as sim:
            program.armed()
            assert urls(sim).keys() == DEFAULT
            sim.ring("030123")
            program.call(state="ringing")
            program.stop()
            assert urls(sim) == {}


def test_a_dead_phone_does_not_hold_up_the_others(tmp_path: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102")) as sim:
        sim.do("network", "102", lost=True)
        dead = phone_of(sim.phones[1], name="dead")
        with running(tmp_path, dead, phone_of(sim)) as program:
            program.armed("desk")
            sim.ring("030123")
            assert program.call(state="ringing", phone="desk")
            assert program.hand_over("dial", "030", "desk") == {"number": "030", "phone": "desk"}
            assert program.status()["phones"][0]["reachable"] is None
            assert program.stop() < 2
        assert urls(sim) == {}


def test_a_refused_password_is_tried_once_and_told(tmp_path: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        phone = phone_of(sim, password="wrong")
        for known in (False, True):
            before = len(sim.phone.log)
            with running(tmp_path, phone) as program:
                told = program.record("phone", reachable=True)
                assert "password of user `admin`" in str(told["reason"])
                assert ("has already refused" in str(told["reason"])) is known
            assert len(sim.phone.log) - before == (0 if known else 2)
        assert sim.phone.login.failures == 1
