"""What other processes of this user let the running program do."""

import threading
from pathlib import Path

import pytest

from snom_dialer.config.model import Callback, Config, Numbers, Phone
from snom_dialer.control.client import hand_over, running_pid
from snom_dialer.errors import Code, DialerError
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import PATIENCE, phone_of, places_in, running, switch


def commands(sim: SimulatorThread) -> list[str]:
    """What the phone was let do, without the bare request before a log-in."""
    return [
        seen.request.target.removeprefix("/command.htm?")
        for seen in sim.phone.log
        if seen.request.target.startswith("/command.htm") and seen.status != 401
    ]


@pytest.mark.parametrize(
    ("command", "text", "sent", "number"),
    [
        ("dial", "+49 30 123", "number=%2B4930123", "+4930123"),
        ("dial", "*21*99#", "number=%2A21%2A99%23", ""),
        ("keyevent", "1;2;enter", "key=1;2;ENTER", ""),
        ("hangup", "", "key=CANCEL", ""),
        ("hangup_all", "", "RELEASE_ALL_CALLS", ""),
    ],
)
def test_commands_reach_the_phone_once(tmp_path: Path, command: str, text: str, sent: str, number: str) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert program.hand_over(command, text) == {"number": number, "phone": "desk"}
        assert commands(sim) == [sent]
        program.stop()
    with open_for_reading(places_in(tmp_path).state_dir / "journal.sqlite") as journal:
        assert journal.recent() == ([number] if number else [])


def test_numbers_are_dialled_as_the_site_wants_them(tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        phone = phone_of(sim, identity="ann@pbx.example")
        config = Config(phones=(phone,), callback=Callback(port=0), numbers=Numbers(plus_as="00", outside_prefix="9"))
        with running(tmp_path, config=config) as program:
            program.armed()
            assert program.hand_over("dial", "+49 30 123")["number"] == "+4930123"
            assert commands(sim) == ["number=9004930123&outgoing_uri=ann%40pbx.example"]


@pytest.mark.parametrize(
    ("command", "arguments", "code"),
    [
        ("dial", {"text": "112"}, Code.NUMBER_EMERGENCY),
        ("dial", {"text": ""}, Code.NUMBER_EMPTY),
        ("dial", {"text": "12&outgoing_uri=sip:x@y"}, Code.NUMBER_SENSELESS),
        ("dial", {"text": ["12"]}, Code.NUMBER_EMPTY),
        ("dial", {}, Code.NUMBER_EMPTY),
        ("dial", {"text": "12", "phone": "hall"}, Code.PHONE_UNKNOWN),
        ("keyevent", {"text": "9;NOTHING"}, Code.KEYS_INVALID),
        ("format_disk", {}, Code.USAGE),
        ("", {}, Code.USAGE),
        ("_order", {}, Code.USAGE),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_done(
    tmp_path: Path, command: str, arguments: dict[str, object], code: Code
) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        with pytest.raises(DialerError) as error:
            hand_over(program.places.socket, command, arguments, patience=PATIENCE)
        assert error.value.code is code
        assert commands(sim) == []
        assert program.program.journal.recent() == []


def test_without_a_name_the_default_phone_is_meant(tmp_path: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102")) as sim:
        phones = tuple(phone_of(each, name=name) for each, name in zip(sim.phones, "ab", strict=True))
        config = Config(phones=phones, default_phone="b", callback=Callback(port=0))
        with running(tmp_path, config=config) as program:
            program.armed("a")
            program.armed("b")
            assert program.hand_over("dial", "1")["phone"] == "b"
            assert program.hand_over("dial", "2", "a")["phone"] == "a"
            assert [[call.remote.number for call in phone.line.calls] for phone in sim.phones] == [["2"], ["1"]]


def test_without_a_phone_it_runs_and_says_so(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        assert program.status()["phones"] == []
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "1")
        assert error.value.code is Code.PHONE_NONE


def test_what_the_phone_says_against_it_comes_back(tmp_path: Path) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.set("use_hidden_tags", "on")
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "1")
        assert error.value.code in (Code.HIDDEN_TAGS, Code.COMMAND_REFUSED, Code.LOGIN_LOCKED)
        assert program.program.journal.recent() == []
        sim.set("use_hidden_tags", "off")


def test_a_phone_that_cannot_be_reached_is_told_and_told_again_when_it_can(tmp_path: Path) -> None:
    with (
        SimulatorThread(Setup(settings={"action_hold": "http://x/"})) as sim,
        running(tmp_path, phone_of(sim)) as program,
    ):

        def answers() -> list[tuple[object, object]]:
            told = [(record["reachable"], record["reason"]) for record in program.of_type("phone")]
            return [each for each in told if each[0] is not None]

        program.armed()
        note = program.record("phone", reachable=True)["reason"]
        assert "action_hold" in str(note)
        switch(sim, on=False)
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "1")
        with pytest.raises(DialerError):
            program.hand_over("dial", "1")
        assert error.value.code is Code.CONNECTION_REFUSED
        switch(sim, on=True)
        program.hand_over("dial", "2")
        program.wait_for(lambda: len(answers()) >= 3 and answers()[-1][0])
        first, told, *others, last = answers()
        assert (first, told, last) == ((True, note), (False, error.value.message), (True, note))
        assert not [each for each in others if each[0]], "how it fails may change while the phone goes away and returns"


def test_commands_are_done_one_after_another(tmp_path: Path) -> None:
    with SimulatorThread(Setup(quirks={"slow": 0.05})) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        most = 0

        def look() -> None:
            nonlocal most
            most = max(most, sim.phone.web._main._busy)

        threads = [threading.Thread(target=program.hand_over, args=("keyevent", str(key))) for key in range(5)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            sim.call(look)
        assert sorted(commands(sim)) == [f"key={key}" for key in range(5)]
        assert most == 1


def test_a_full_disk_does_not_make_a_dial_that_was_done_a_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        (file,) = places_in(tmp_path).state_dir.glob("phone-*.json")
        file.unlink()
        sim.quirk("slow", 0.3)
        waiting = threading.Thread(target=program.hand_over, args=("dial", "1"))
        waiting.start()
        sim.wait_for(lambda: sim.phone.line.calls)
        file.mkdir()
        waiting.join(5)
        assert commands(sim) == ["number=1"]
        assert program.program.journal.recent() == ["1"]
        assert "what is known of desk cannot be kept" in caplog.text
        file.rmdir()


# ---- the program itself ----------------------------------------------------------------------------------------------


def test_it_says_how_it_stands(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030", "Anna")
        ringing = program.call(state="ringing")
        status = program.hand_over("status")
        assert status["pid"] == running_pid(program.places.socket)
        assert status["config"] == str(program.places.config_file)
        assert status["callback"] == {
            "open": True, "addresses": ["127.0.0.1"],
            "port": program.program.listener.port, "wanted_port": 0, "refused": 0,
        }  # fmt: skip
        phone = program.status()["phones"][0]
        assert status["phones"] == [phone]
        assert phone["name"] == "desk"
        assert (phone["reachable"], phone["reason"], phone["events"], phone["calls"]) == (True, "", 1, 1)
        assert status["calls"] == [ringing]


def test_whoever_subscribes_hears_how_things_stand_and_what_happens_to_the_end(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030")
        program.call(state="ringing")
        conversation = hand_over(program.places.socket, "subscribe", {}, patience=PATIENCE)
        assert conversation is not None
        with conversation:
            messages = conversation.go(PATIENCE)
            ready, snapshot, phone = (next(messages) for _ in range(3))
            assert [record["type"] for record in (ready, snapshot, phone)] == ["ready", "snapshot", "phone"]
            assert [call["state"] for call in snapshot["calls"]] == ["ringing"]  # type: ignore[attr-defined]
            sim.answer()
            change = next(messages)
            assert (change["type"], change["change"]) == ("call", "connected")
            program.stop()
            assert list(messages)[-1] == {"done": {}}


def test_who_hears_too_slowly_does_not_stop_the_program(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        conversation = hand_over(program.places.socket, "subscribe", {}, patience=PATIENCE)
        assert conversation is not None
        with conversation:
            messages = conversation.go(PATIENCE)
            next(messages)

            def flood() -> None:
                for number in range(5000):
                    program.program.stream.publish({"type": "news", "n": number, "text": "x" * 500})

            program.do(flood)
            sim.ring("030")
            program.wait_for(lambda: program.of_type("call") or program.of_type("dropped"))
            rest = list(messages)
        assert [record.get("type") for record in rest[-2:]] == ["dropped", None]


def test_quit_ends_it(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        assert program.hand_over("quit") == {}
        program._thread.join(5)
        assert not program._thread.is_alive()
        assert running_pid(program.places.socket) is None
        assert not program.places.socket.exists()
        assert sim.phone.settings.get("action_incoming_url") == ""


def test_a_command_under_way_at_the_end_is_not_left_in_silence(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.quirk("slow", 30)
        failed: list[DialerError] = []

        def dial() -> None:
            try:
                program.hand_over("dial", "1")
            except DialerError as error:
                failed.append(error)

        waiting = threading.Thread(target=dial)
        waiting.start()
        sim.wait_for(lambda: sim.phone.line.calls)
        sim.quirk("slow", 0)
        assert program.stop() < 2
        waiting.join(5)
        assert [error.code for error in failed] == [Code.CONNECTION_LOST]
        assert sim.phone.settings.get("action_incoming_url") == ""


def test_a_program_of_nobody_has_no_phone_to_guess(tmp_path: Path) -> None:
    phones = (Phone(name="a", host="127.0.0.1:9"), Phone(name="b", host="127.0.0.1:9"))
    with running(tmp_path, *phones) as program:
        with pytest.raises(DialerError) as error:
            program.hand_over("dial", "1")
        assert error.value.code is Code.PHONE_AMBIGUOUS
