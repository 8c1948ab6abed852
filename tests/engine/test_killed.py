"""A program as a whole process: killed in mid-call, or told to end in the middle of things."""

import json
import signal
import time
from pathlib import Path

import pytest

from snom_dialer.config.model import Phone
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places
from tests.cli.running import PATIENCE, Serving
from tests.engine.running import Record, memory_of, phone_of, places_in
from tests.engine.site import Answer, site

pytestmark = pytest.mark.slow

FOREIGN = {"action_incoming_url": "http://pbx.example/in?who=$remote", "action_hold": "http://pbx.example/h"}


def serve(tmp_path: Path, phone: Phone, *actions: object) -> "Serving":
    phones = [{"name": "desk", "host": phone.host}]
    document = {"version": 2, "phones": phones, "callback": {"port": 0}, "actions": actions}
    (tmp_path / "c.json").write_text(json.dumps(document))
    return Serving("serve", "--json", "--config", str(tmp_path / "c.json"), environ={"HOME": str(tmp_path)})


def call(program: Serving, **facts: object) -> Record:
    """Return the next state of a call in which these facts stand."""
    found: list[Record] = []

    def fits(line: str) -> bool:
        record = json.loads(line)
        calls = [record["call"]] if record["type"] == "call" else record.get("calls", [])
        found[:] = [call for call in calls if facts.items() <= call.items()]
        return bool(found)

    program.line(fits)
    return found[0]


def written(places: Places, *states: str) -> None:
    """Wait until calls in these states stand in the journal: what is in flight at the kill may be lost."""
    until = time.monotonic() + PATIENCE
    kept: list[str] = []
    while kept != list(states):
        assert time.monotonic() < until, kept
        with open_for_reading(places.state_dir / "journal.sqlite") as journal:
            kept = sorted(call.state.value for call in journal.calls(10))


def end(program: Serving, number: signal.Signals) -> int:
    status = program.end(number)
    program.rest()
    for pipe in (program.child.stdin, program.child.stdout, program.child.stderr):
        assert pipe is not None
        pipe.close()
    return status


def test_a_killed_program_loses_neither_calls_nor_former_settings(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN, quirks={"reboot_seconds": 0.01})) as sim:
        before = sim.phone.settings.shown()
        phone = phone_of(sim)
        first = serve(tmp_path, phone)
        first.record("phone", reachable=True)
        sim.ring("030", "Anna")
        sim.answer()
        talking = call(first, state="connected")
        sim.ring("040")
        ringing = call(first, state="ringing")
        places = places_in(tmp_path)
        written(places, "connected", "ringing")
        assert end(first, signal.SIGKILL) == -signal.SIGKILL
        assert places.socket.exists()  # left over, and in nobody's way
        assert memory_of(places, phone).record().former["action_incoming_url"] == FOREIGN["action_incoming_url"]

        sim.do("hangup_remote", call_id=ringing["call_id"])  # nobody hears of that
        sim.settle()
        second = serve(tmp_path, phone)
        assert call(second, id=talking["id"])["state"] == "connected"
        second.record("phone", reachable=True)
        sim.hang_up()
        ended = call(second, id=talking["id"], state="ended")
        assert ended["outcome"] == "answered"
        assert ended["started_at"] == talking["started_at"]
        sim.reboot()
        assert call(second, id=ringing["id"], state="ended")["outcome"] == "unknown"
        assert end(second, signal.SIGTERM) == 0
        assert sim.phone.settings.shown() == before
        assert memory_of(places, phone).record().former == {}
        assert not places.socket.exists()
    with open_for_reading(places.state_dir / "journal.sqlite") as journal:
        assert {kept.id: kept.state.value for kept in journal.calls(10)} == {
            talking["id"]: "ended",
            ringing["id"]: "ended",
        }


def test_a_silent_web_server_of_the_user_does_not_hold_up_the_end_of_the_process(tmp_path: Path) -> None:
    with site() as crm, SimulatorThread() as sim:
        crm.answers["/stuck"] = [Answer(silent=True)]
        program = serve(tmp_path, phone_of(sim), {"event": "incoming", "url": f"{crm.url}/stuck"})
        program.record("phone", reachable=True)
        sim.ring("030")
        crm.wait_for(1, PATIENCE)
        began = time.monotonic()
        assert end(program, signal.SIGTERM) == 0
        assert time.monotonic() - began < 2
        assert sim.phone.settings.get("action_incoming_url") == ""
