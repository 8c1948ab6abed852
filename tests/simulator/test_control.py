"""The control port and the console: the same operations, carried in two ways."""

import asyncio
import io
import json
import threading
from pathlib import Path

import pytest

from snom_dialer.simulator.console import Console, overview
from snom_dialer.simulator.operation import ALL
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.simulation import Simulation, series
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Got, Receiver, arm, ask, raw


@pytest.fixture
def two() -> SimulatorThread:
    return SimulatorThread(*series(Setup(quirks={"reboot_seconds": 0.01}), 2), control=0)


def post(sim: SimulatorThread, path: str, **values: object) -> Got:
    return ask(sim.control_port, path, method="POST", body=json.dumps(values))


def result(got: Got) -> object:
    body = json.loads(got.text)
    assert (got.status, body["ok"]) == (200, True)
    return body["result"]


def test_a_call_by_hand(two: SimulatorThread) -> None:
    def calls(phone: str) -> list[tuple[str, str]]:
        state = result(ask(two.control_port, f"/state?phone={phone}"))
        assert isinstance(state, dict)
        return [(call["number"], call["state"]) for call in state["calls"]]

    with two:
        result(post(two, "/ring", number="030123", name="Anna", phone="102"))
        assert (calls("101"), calls("102")) == ([], [("030123", "ringing")])
        assert result(post(two, "/answer", phone="102")) is True
        result(post(two, "/second_call", phone="102"))
        assert calls("102") == [("030123", "connected"), ("030123456", "ringing")]
        assert result(post(two, "/reject", phone="102")) is True
        assert result(post(two, "/hold", phone="102")) is True
        assert result(post(two, "/transfer", phone="102", number="9")) is True
        assert result(post(two, "/hangup_remote", phone="102")) is False
        assert calls("102") == []


def test_handset_and_keys(two: SimulatorThread) -> None:
    with two:
        assert result(post(two, "/handset")) is True
        assert result(post(two, "/handset", up=False)) is False
        result(post(two, "/keys", keys="1;2"))
        assert result(post(two, "/state"))["typed"] == "12"  # type: ignore[index]


def test_quirks_and_settings(two: SimulatorThread) -> None:
    with two:
        assert result(post(two, "/slow", seconds=0)) == 0.0
        assert result(post(two, "/quirk", name="truncate_concurrent", value=True)) is True
        assert result(post(two, "/quirk", name="event_timeout", value=1.5)) == 1.5
        assert result(post(two, "/set", name="language", value="Deutsch", store=True)) == ["language"]
        assert two.phone.settings.stored("language") == "Deutsch"
        assert result(ask(two.control_port, "/settings"))["language"] == "Deutsch"  # type: ignore[index]
        assert result(post(two, "/reboot")) is None


def test_what_was_seen(two: SimulatorThread, inbox: Receiver) -> None:
    with two:
        arm(two, inbox)
        ask(two.phone.port, "/info.htm?x=1")
        two.ring("030")
        two.settle()
        assert result(ask(two.control_port, "/requests")) == [
            {"method": "GET", "target": "/info.htm?x=1", "status": 200}
        ]
        deliveries = [{"event": "incoming", "url": f"{inbox.url}/incoming", "status": 200, "error": ""}]
        assert result(ask(two.control_port, "/deliveries")) == deliveries


def test_the_root_is_the_state(two: SimulatorThread) -> None:
    with two:
        assert result(ask(two.control_port, "/")) == result(ask(two.control_port, "/state"))


@pytest.mark.parametrize("rows", [[{"event": "setup"}], {"events": [{"event": "setup", "after": 0.01}]}])
def test_events_out_of_a_file(two: SimulatorThread, inbox: Receiver, tmp_path: Path, rows: object) -> None:
    file = tmp_path / "events.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    with two:
        arm(two, inbox)
        assert result(post(two, "/events", file=str(file))) == 1
        two.wait_for(lambda: two.phone.deliveries)
        assert inbox.names == ["setup"]


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/nonsense", "{}", "there is no operation `nonsense`"),
        ("/ring", "{", "the body is not JSON"),
        ("/ring", "[]", "the body is not a JSON object"),
        ("/ring", '{"phone": "999"}', "there is no phone `999`"),
        ("/dial", "{}", "`number` is missing"),
        ("/quirk", '{"name": "nonsense"}', "there is no quirk `nonsense`"),
        ("/certificate", '{"name": "nonsense"}', "there is no certificate"),
        ("/events", "{}", "`events` is a list"),
        ("/events", '{"events": [1]}', "`events` is a list"),
        ("/events", '{"events": [{"event": "nonsense"}]}', "there is no event `nonsense`"),
        ("/events", '{"events": [{"event": "setup", "after": "x"}]}', "`after` is in seconds"),
        ("/events", '{"file": "/nonsense"}', "cannot be read"),
    ],
)
def test_what_makes_no_sense_is_said(two: SimulatorThread, path: str, body: str, says: str) -> None:
    with two:
        got = ask(two.control_port, path, method="POST", body=body)
    answer = json.loads(got.text)
    assert (got.status, answer["ok"]) == (400, False)
    assert says in answer["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Host: 127.0.0.1:80", b"200"),
        ("Host: localhost", b"200"),
        ("Host: [::1]:80", b"200"),
        ("Host: [::1]", b"200"),
        ("Accept: */*", b"200"),
        ("Host: evil.example", b"403"),
        ("Host: evil.example:80", b"403"),
        ("Origin: http://evil.example", b"403"),
    ],
)
def test_web_pages_in_a_browser_are_refused(two: SimulatorThread, headers: str, status: bytes) -> None:
    with two:
        answer = raw(two.control_port, f"POST /ring HTTP/1.1\r\n{headers}\r\n\r\n".encode())
        assert answer.split()[1] == status
        assert len(two.phone.line.calls) == (1 if status == b"200" else 0)


def test_a_control_port_that_is_taken_leaves_nothing_behind(two: SimulatorThread) -> None:
    with two, pytest.raises(OSError, match="in use"), SimulatorThread(control=two.control_port):
        pass


# ---- console ----------------------------------------------------------------------------------------------------


def typed(*lines: str) -> tuple[list[str], Simulation]:
    """Type lines at a console; return what it said, and the simulation after it."""
    said: list[str] = []

    async def run() -> Simulation:
        async with Simulation(*series(Setup(), 2)) as simulation:
            console = Console(simulation.find, said.append)
            for line in lines:
                console.take(line)
            return simulation

    return said, asyncio.run(run())


def test_console_operations_and_their_results() -> None:
    said, simulation = typed('@102 ring 030123 "Anna B"', "@102 answer", "", "@102", "@102 handset")
    assert json.loads(said[0])["name"] == "Anna B"
    assert said[1:] == ["true", "true"]
    assert [call.remote.name for call in simulation.phones[1].line.calls] == ["Anna B"]
    assert not simulation.phones[0].line.calls


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('ring "030', "No closing quotation"),
        ("nonsense", "there is no operation"),
        ("ring 1 2 3 4", "`ring [number] [name] [host]` takes no more than that"),
        ("@999 ring", "there is no phone `999`"),
        ("help", "somebody answers on the phone"),
    ],
)
def test_console_says_what_is_wrong(line: str, says: str) -> None:
    said, _ = typed(line)
    assert says in said[0]


def test_the_overview_has_every_operation() -> None:
    assert all(f"  {row.name}" in overview() and row.help in overview() for row in ALL)


def test_the_console_reads_lines_and_ends_with_quit() -> None:
    async def run() -> list[str]:
        said: list[str] = []
        async with Simulation() as simulation:
            console = Console(simulation.find, said.append)
            console.listen(io.StringIO("ring 1\nquit\n").readline)
            await console.over.wait()
        return said

    assert len(asyncio.run(run())) == 1


def test_lines_after_the_end_are_not_taken() -> None:
    said: list[str] = []
    go = threading.Event()

    def readline() -> str:
        return "help\n" if go.wait(5) else ""

    async def run() -> None:
        async with Simulation() as simulation:
            Console(simulation.find, said.append).listen(readline)

    asyncio.run(run())
    go.set()
    _join_console()
    assert said == []


def test_the_end_of_the_lines_ends_nothing() -> None:
    async def run() -> bool:
        async with Simulation() as simulation:
            console = Console(simulation.find, lambda _text: None)
            console.listen(lambda: "")
            await asyncio.to_thread(_join_console)
            return console.over.is_set()

    assert asyncio.run(run()) is False


def _join_console() -> None:
    for thread in threading.enumerate():
        if thread.name == "console":
            thread.join(5)
