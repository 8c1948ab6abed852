"""The program's life: what it needs to start, how it starts with what is missing, and how it ends."""

import logging
import socket
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from snom_dialer.config.model import Callback, Config, Phone, SetUp
from snom_dialer.engine import doorway
from snom_dialer.engine.logbook import close_log, open_log
from snom_dialer.engine.program import system_clock
from snom_dialer.errors import Code, DialerError
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.phone import address
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running, fetching, phone_of, places_in, running, switch
from tests.engine.site import Answer, Site, site

BY_HAND = Phone(name="desk", host="127.0.0.1:9", set_up=SetUp.MANUAL)


@pytest.fixture
def crm() -> Iterator[Site]:
    with site() as result:
        yield result


def refused(tmp_path: Path, config: Config) -> DialerError:
    program = Running(config, places_in(tmp_path))
    with pytest.raises(DialerError) as error:
        program.start()
    return error.value


# ---- the start -------------------------------------------------------------------------------------------------------


def test_the_second_program_of_a_configuration_is_told_of_the_first(tmp_path: Path) -> None:
    with running(tmp_path, BY_HAND) as program:
        error = refused(tmp_path, Config())
        assert error.code is Code.PROGRAM_RUNNING
        assert error.values["pid"] == str(program.status()["pid"])
        assert program.hand_over("status")["pid"] == program.status()["pid"]  # the first one is as it was
    with running(tmp_path, BY_HAND):
        pass


def test_two_configurations_are_two_programs(tmp_path: Path) -> None:
    with running(tmp_path / "a", BY_HAND) as first, running(tmp_path / "b", BY_HAND) as second:
        assert first.program.listener.port != second.program.listener.port
        assert first.line().home.secret != second.line().home.secret


def test_the_next_port_is_taken_where_the_wanted_one_is_not_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        wanted = other.getsockname()[1]
        config = Config(phones=(BY_HAND,), callback=Callback(port=wanted))
        with running(tmp_path, config=config) as program:
            callback = program.record("ready")["callback"]
            assert callback["wanted_port"] == wanted
            assert wanted < callback["port"] < wanted + 20
            assert f":{callback['port']}/snom/" in program.line().home.base


def test_an_address_that_is_not_ours_keeps_it_from_starting_and_leaves_nothing(tmp_path: Path) -> None:
    error = refused(tmp_path, Config(phones=(BY_HAND,), callback=Callback(address="192.0.2.9", port=0)))
    assert error.code is Code.ADDRESS_GONE
    assert not places_in(tmp_path).socket.exists()
    with running(tmp_path, BY_HAND):
        pass


def test_where_no_state_can_be_kept_it_does_not_start(tmp_path: Path) -> None:
    places_in(tmp_path).state_dir.write_text("no directory")
    assert refused(tmp_path, Config(phones=(BY_HAND,))).code is Code.FILE_FAILED


def test_its_files_are_closed_to_others(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        state = places_in(tmp_path).state_dir
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in state.iterdir() if path.is_file())
        assert stat.S_IMODE(program.places.socket.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("callback", "called", "bound"),
    [
        (Callback(port=0), "127.0.0.1", "127.0.0.1"),
        (Callback(port=0, address="127.0.0.2"), "127.0.0.2", "127.0.0.2"),
        (Callback(port=0, external_address="203.0.113.7"), "203.0.113.7", "0.0.0.0"),
        (Callback(port=0, address="127.0.0.1", external_address="203.0.113.7"), "203.0.113.7", "127.0.0.1"),
    ],
)
def test_where_the_phone_is_to_call(tmp_path: Path, callback: Callback, called: str, bound: str) -> None:
    with running(tmp_path, config=Config(phones=(BY_HAND,), callback=callback)) as program:
        assert program.line().home.address == called
        assert program.record("ready")["callback"]["addresses"] == [bound]


def test_a_phone_with_ipv6_is_called_back_by_ipv6(tmp_path: Path) -> None:
    phones = (BY_HAND._replace(host="[::1]:9"), BY_HAND._replace(name="hall"))
    with running(tmp_path, *phones) as program:
        port = program.program.listener.port
        assert program.line("desk").home.base.startswith(f"http://[::1]:{port}/snom/")
        assert program.line("hall").home.base.startswith(f"http://127.0.0.1:{port}/snom/")
        assert program.record("ready")["callback"]["addresses"] == ["::1", "127.0.0.1"]


def test_a_name_that_nobody_finds_does_not_keep_it_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def look_up(host: str, port: int = 80) -> str:
        if host == "dead.example":
            go.wait(30)
        return {"127.0.0.1": "127.0.0.1", "192.0.2.1": "127.0.0.2"}.get(host, "")

    monkeypatch.setattr(doorway, "local_address_for", look_up)
    monkeypatch.setattr(doorway, "FINDING", 0.05)
    hosts = {"dead": "dead.example", "gone": "gone.example", "here": "127.0.0.1:9"}
    phones = [BY_HAND._replace(name=name, host=host) for name, host in hosts.items()]
    began = time.monotonic()
    with running(tmp_path, *phones) as program:
        assert time.monotonic() - began < 3
        homes = {name: program.line(name).home.address for name in hosts}
        assert homes == {"dead": "127.0.0.2", "gone": "127.0.0.2", "here": "127.0.0.1"}
        assert program.record("ready")["callback"]["addresses"] == ["127.0.0.2", "127.0.0.1"]
    go.set()


def test_without_any_network_it_listens_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "local_address_for", lambda host, port=80: "")
    with running(tmp_path, BY_HAND) as program:
        assert program.line().home.address == ""
        assert program.record("ready")["callback"]["addresses"] == ["127.0.0.1"]


def test_which_address_reaches_the_world_is_asked_without_sending_anything() -> None:
    assert address.local_address_for("127.0.0.1") == "127.0.0.1"


def test_numbers_of_an_older_program_are_carried_over_before_its_file_is_changed(tmp_path: Path) -> None:
    kept: list[list[str]] = []

    def settle() -> None:
        with open_for_reading(places_in(tmp_path).state_dir / "journal.sqlite") as journal:
            kept.append(journal.recent())

    with running(tmp_path, BY_HAND, recent=["3", "2", "1"], settle=settle):
        assert kept == [["3", "2", "1"]]


def test_the_clock_of_the_system_has_both_times() -> None:
    before, moment = time.time(), system_clock()
    assert before <= moment.wall <= time.time()
    assert moment.mono <= time.monotonic()


def test_a_broken_journal_is_told_and_calls_go_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    state = places_in(tmp_path).state_dir
    state.mkdir(mode=0o700)
    (state / "journal.sqlite").write_bytes(b"this is no database" * 1000)
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030")
        program.call(state="ringing")
        program.stop()
        assert "was broken" in caplog.text
    with sqlite3.connect(state / "journal.sqlite") as journal:
        assert journal.execute("select count(*) from calls").fetchone() == (1,)
    journal.close()


def test_a_journal_that_cannot_be_kept_is_told_and_calls_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (places_in(tmp_path).state_dir / "journal.sqlite").mkdir(parents=True)
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030")
        program.call(state="ringing")
        program.stop()
    assert "cannot be used" in caplog.text
    assert "the journal could not be written to its end" in caplog.text


# ---- the end ---------------------------------------------------------------------------------------------------------


def test_every_change_of_a_call_is_in_the_journal_after_the_end(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030", "Anna")
        sim.answer()
        sim.hang_up()
        ended = program.call(state="ended")
        program.stop()
    with open_for_reading(places_in(tmp_path).state_dir / "journal.sqlite") as journal:
        (call,) = journal.calls(10)
    assert (call.id, call.remote.name, call.state.value) == (ended["id"], "Anna", "ended")


def test_an_action_under_way_does_not_hold_up_the_end(tmp_path: Path, crm: Site) -> None:
    crm.answers["/stuck"] = [Answer(silent=True)]
    actions = [fetching(EventKind.INCOMING, f"{crm.url}/stuck")]
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), actions=actions) as program:
        program.armed()
        sim.ring("030")
        crm.wait_for(1)
        assert program.stop() < 2


def test_a_password_that_does_not_come_holds_up_neither_start_nor_end(tmp_path: Path) -> None:
    go = threading.Event()

    def ask_forever(phone: Phone) -> str:
        go.wait(30)
        return "0000"

    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        with running(tmp_path, phone_of(sim), password=ask_forever) as program:
            assert program.status()["phones"][0]["reachable"] is None
            assert program.stop() < 2
        go.set()
        assert sim.phone.log == []


def test_a_set_up_under_way_at_the_end_is_broken_off_and_taken_back(tmp_path: Path) -> None:
    with SimulatorThread(Setup(quirks={"slow": 0.05})) as sim:
        before = sim.phone.settings.shown()
        with running(tmp_path, phone_of(sim)) as program:
            sim.wait_for(lambda: any(seen.request.target.startswith("/dummy.htm") for seen in sim.phone.log))
            assert program.stop() < 2
        assert sim.phone.settings.shown() == before


def test_a_line_that_does_not_end_well_does_not_keep_the_others_from_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SimulatorThread(Setup(), Setup(number="102")) as sim:
        phones = [phone_of(each, name=name) for each, name in zip(sim.phones, "ab", strict=True)]
        with running(tmp_path, *phones) as program:
            program.armed("a")
            program.armed("b")
            (places_in(tmp_path).state_dir / "callback-secrets.json").unlink()
            (places_in(tmp_path).state_dir / "callback-secrets.json").mkdir()
            program.line("a")._errands._turns.shutdown()  # as if its thread had died
            program.stop()
        assert "the line of a did not end well" in caplog.text
        assert "b did not take its former settings back" in caplog.text
        (places_in(tmp_path).state_dir / "callback-secrets.json").rmdir()


def test_a_program_told_to_end_before_it_is_ready_ends(tmp_path: Path) -> None:
    stopped = threading.Event()
    program: Running

    def settle() -> None:
        program.program.stop()
        stopped.set()

    with SimulatorThread() as sim:
        program = Running(Config(phones=(phone_of(sim),), callback=Callback(port=0)), places_in(tmp_path),
                          recent=["1"], settle=settle)  # fmt: skip
        program.start()
        program._thread.join(5)
        assert stopped.is_set()
        assert not program._thread.is_alive()
        assert sim.phone.settings.get("action_incoming_url") == ""


# ---- a whole session, and what stands of it in the log ---------------------------------------------------------------


def test_no_secret_password_or_key_stands_in_the_log_of_a_whole_session(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], crm: Site
) -> None:
    root = logging.getLogger("snom_dialer")
    before = root.level, root.propagate
    password, pin = "s3cr3t/Pass:word", "4711,,10;0815"
    user_url = f"http://ann:her-own-word@127.0.0.1:{crm.port}/hook?n={{number}}"
    crm.answers["/hook"] = [Answer(status=500)]
    foreign = f"http://pbx.example/x?password=theirs&key={pin}"
    setup = Setup(auth=Auth.BASIC, password=password, settings={"action_incoming_url": foreign})
    try:
        open_log(places_in(tmp_path).log_dir, verbose=2)
        with SimulatorThread(setup) as sim:
            phone = phone_of(sim, password=password, host=f"http://127.0.0.1:{sim.phone.port}")
            with running(tmp_path, phone, actions=[fetching(EventKind.INCOMING, user_url)]) as program:
                program.armed()
                secret = program.line().home.secret
                sim.ring("0301234567", "Anna Geheim")
                program.record("action")
                program.hand_over("keyevent", "4;7;1;1")
                program.hand_over("dial", "*21*08154711#")
                sim.hang_up()
                with socket.create_connection(("127.0.0.1", program.program.listener.port)) as stranger:
                    stranger.sendall(f"GET /snom/{secret[:-1]}x/incoming HTTP/1.1\r\n\r\n".encode())
                    stranger.recv(100)
                switch(sim, on=False)
                with pytest.raises(DialerError):
                    program.hand_over("dial", "1")
        with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
            wrong = phone_of(sim, name="wrong", password="an0ther-word")
            with running(tmp_path, wrong) as program:
                program.record("phone", name="wrong", reachable=True)
    finally:
        close_log()
        root.setLevel(before[0])
        root.propagate = before[1]
    logged = "".join(path.read_text() for path in places_in(tmp_path).log_dir.iterdir())
    told = capfd.readouterr()
    assert "DEBUG" in logged
    assert "GET /command.htm?… -> 302" in logged
    assert "action on incoming" in logged
    assert "travels readable" in logged
    for text in (logged, told.err, told.out):
        for word in (
            secret, secret[:-1], password, "s3cr3t", "her-own-word", "an0ther-word", "theirs", pin, "4;7;1;1",
            "08154711", "Authorization", "Basic ", "0301234567", "Geheim",
        ):  # fmt: skip
            assert word not in text, word
    assert "DEBUG" in told.err
