"""Commands of this program as processes beside the window: what they tell, their end, and no password in sight."""

import json
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from snom_dialer.errors import Code, Exit, fault
from snom_dialer.gui import child
from snom_dialer.gui.child import KILLED, Child, error_of, kill_all, own_command, record_of
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.gui.desk import PATIENCE, configured, host_of
from tests.gui.settings import own_user

Told = list[dict[str, object]]


@pytest.fixture(autouse=True)
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_user(tmp_path, monkeypatch)


def ran(qtbot: QtBot, made: Child) -> tuple[Told, int]:
    told: Told = []
    made.record.connect(told.append)
    with qtbot.waitSignal(made.ended, timeout=2 * PATIENCE) as blocker:
        made.start()
        began = made.running
    assert began
    assert not made.running
    assert blocker.args is not None
    return told, blocker.args[0]


def test_a_command_tells_its_records_and_its_status(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path, "192.0.2.1", "192.0.2.2")
    told, status = ran(qtbot, Child(where, ["phone", "list"]))
    assert [record["type"] for record in told] == ["phone", "phone", "done"]
    assert [record.get("name") for record in told[:2]] == ["desk", "hall"]
    assert status == Exit.DONE


def test_a_name_that_looks_like_an_option_is_none(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path, "192.0.2.1")
    told, status = ran(qtbot, Child(where, ["phone", "info", "--", "--json"]))
    assert (told[-1]["code"], status) == ("phone_unknown", Exit.CONFIGURATION)


def test_an_error_comes_over_with_its_values(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path, "192.0.2.1")
    told, status = ran(qtbot, Child(where, ["phone", "info", "nobody"]))
    error = error_of(told[-1])
    assert (error.code, error.values, status) == (Code.PHONE_UNKNOWN, {"name": "nobody", "known": "desk"}, 3)
    assert error.message == told[-1]["message"]


def test_an_unknown_error_is_still_one() -> None:
    for record in ({"code": "of_tomorrow", "message": "it is tomorrow"}, {"code": "port_taken", "values": {}}, {}):
        assert error_of(record).code is Code.BUG
    assert "it is tomorrow" in error_of({"code": "of_tomorrow", "message": "it is tomorrow"}).next


def test_an_error_survives_the_journey() -> None:
    error = fault(Code.CONNECTION_REFUSED, host="a", port=80)
    again = error_of(json.loads(json.dumps(record_of(error))))
    assert (again.code, str(again)) == (error.code, str(error))


def test_a_password_is_in_the_environment_alone(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNOM_DIALER_PASSWORD", "another one")
    where, _ = configured(tmp_path)
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim:
        made = Child(where, ["phone", "test", f"--host={host_of(sim)}", "--user=admin", "--wait=0"], password="0000")
        arguments = made._process.arguments()
        told, status = ran(qtbot, made)
    assert status == Exit.DONE
    assert told[-2] == {"type": "verdict", "ok": True, "culprit": None}
    assert not any("0000" in argument for argument in arguments)


def test_it_is_ended_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path)
    made = Child(where, ["simulate", "--port=0"])
    told: Told = []
    made.record.connect(told.append)
    made.start()
    qtbot.waitUntil(lambda: bool(told), timeout=2 * PATIENCE)
    with qtbot.waitSignal(made.ended, timeout=PATIENCE) as blocker:
        made.cancel()
    assert blocker.args == [KILLED]


def test_one_that_cannot_start_says_why(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    told: Told = []
    made = Child(configured(tmp_path)[0], ["phone", "list"])
    made.record.connect(told.append)
    with qtbot.waitSignal(made.ended, timeout=PATIENCE) as blocker:
        made.start()
    assert blocker.args == [KILLED]
    assert error_of(told[-1]).code is Code.FILE_FAILED
    assert not made.running


def test_none_is_left_behind(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path)
    made = Child(where, ["simulate", "--port=0"])
    with qtbot.waitSignal(made.record, timeout=2 * PATIENCE):
        made.start()
    kill_all()
    assert not made.running
    qtbot.waitUntil(lambda: not child._kept, timeout=PATIENCE)


@pytest.mark.parametrize("frozen", [False, True])
def test_which_program_it_is(frozen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    assert own_command() == ([sys.executable] if frozen else [sys.executable, "-m", "snom_dialer"])
