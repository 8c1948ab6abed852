"""The engine behind the window: our own, or one that runs already."""

import itertools
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from snom_dialer.control.client import hand_over
from snom_dialer.errors import Code, DialerError
from snom_dialer.gui.board import Picture
from snom_dialer.gui.news import CallNews, EngineState
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running
from tests.engine.test_commands import commands
from tests.gui.desk import PATIENCE, Bridged, bridged, configured, host_of


def answered(made: Bridged, command: str, **arguments: object) -> dict[str, object] | DialerError:
    """Ask, and return the answer or the error, once it has come back to Qt's thread."""
    back: list[dict[str, object] | DialerError] = []
    threads: list[str] = []

    def take(what: dict[str, object] | DialerError) -> None:
        threads.append(threading.current_thread().name)
        back.append(what)

    made.bridge.ask(command, arguments, take, take)
    made.qtbot.waitUntil(lambda: bool(back), timeout=PATIENCE)
    assert threads == [threading.main_thread().name]
    return back[0]


def tell(where: Path, command: str) -> None:
    conversation = hand_over(where, command, {}, patience=5.0)
    assert conversation is not None
    with conversation:
        list(conversation.go(5.0))


def test_an_engine_of_our_own_tells_of_calls_and_dials(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            assert answered(made, "dial", text="030 123", by_hand=True) == {"number": "030123", "phone": "desk"}
            made.armed()
            assert made.states() == [EngineState.STARTING, EngineState.OWN]
            sim.ring("030456", "Anna")
            qtbot.waitUntil(lambda: made.board.picture is Picture.RINGING, timeout=PATIENCE)
            tell(where.socket, "show")
            qtbot.waitUntil(lambda: made.wishes == [("show", "")], timeout=PATIENCE)
        assert commands(sim) == ["number=030123"]
        assert not sim.phone.settings.get("action_incoming_url")


def test_a_refusal_comes_back_as_the_error_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            error = answered(made, "dial", text="nonsense")
            assert isinstance(error, DialerError)
            assert error.code is Code.NUMBER_SENSELESS


def test_a_bug_beside_the_window_is_an_error_and_no_silence(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path)
    with bridged(qtbot, where) as made:
        failed: list[DialerError] = []
        made.bridge.work(lambda: 1 // 0, None, failed.append)
        qtbot.waitUntil(lambda: bool(failed), timeout=PATIENCE)
        assert failed[0].code is Code.BUG


def test_without_a_configuration_nothing_is_asked_of_anybody(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path)
    with bridged(qtbot, where) as made:
        error = answered(made, "dial", text="030")
        assert isinstance(error, DialerError)
        assert error.code is Code.PROGRAM_NOT_RUNNING


def test_quit_from_elsewhere_ends_the_engine_for_good(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            made.until(EngineState.OWN)
            tell(where.socket, "quit")
            made.until(EngineState.ENDED)


def test_another_configuration_begins_anew_and_calls_go_on(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            made.armed()
            sim.ring("030456", "Anna")
            qtbot.waitUntil(lambda: len(made.board.calls) == 1, timeout=PATIENCE)
            (call,) = made.board.calls
            made.bridge.begin(loaded)
            qtbot.waitUntil(lambda: made.states()[2:] == [EngineState.STARTING, EngineState.OWN], timeout=PATIENCE)
            qtbot.waitUntil(lambda: [each.id for each in made.board.calls] == [call.id], timeout=PATIENCE)


def test_a_program_that_runs_is_joined_and_followed_by_our_own(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        serve = Running(loaded.config, where)
        serve.start()
        serve.armed()
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            made.until(EngineState.JOINED)
            made.armed()
            assert answered(made, "dial", text="030 1") == {"number": "0301", "phone": "desk"}
            sim.ring("030456", "Anna")
            qtbot.waitUntil(lambda: made.board.picture is Picture.RINGING, timeout=PATIENCE)
            tell(where.socket, "dial-clipboard")
            qtbot.waitUntil(lambda: made.wishes == [("dial-clipboard", "")], timeout=PATIENCE)
            error = answered(made, "hangup", call="another")
            assert isinstance(error, DialerError)
            assert error.code is Code.CALL_UNSURE
            serve.stop()
            made.until(EngineState.OWN)
            qtbot.waitUntil(lambda: len(made.board.calls) == 2, timeout=PATIENCE)  # the journal has kept both


def test_what_cannot_start_is_told_and_tried_again(qtbot: QtBot, tmp_path: Path) -> None:
    where, loaded = configured(tmp_path, "127.0.0.1:9")
    where.state_dir.write_text("a file where a directory is to be")
    with bridged(qtbot, where) as made:
        made.bridge.begin(loaded)
        made.until(EngineState.FAILED)
        assert made.board.picture is Picture.NO_CONTACT
        assert made.board.troubles[0].error is not None
        where.state_dir.unlink()
        made.until(EngineState.OWN)


@pytest.mark.parametrize("seconds", [1.0, 60.0])
def test_the_window_goes_on_whatever_the_phone_does(qtbot: QtBot, tmp_path: Path, seconds: float) -> None:
    with SimulatorThread() as sim:
        sim.quirk("slow", seconds)
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            made.until(EngineState.OWN)
            ticks: list[float] = []
            timer = QTimer()
            timer.timeout.connect(lambda: ticks.append(time.monotonic()))
            timer.start(5)
            made.bridge.ask("dial", {"text": "030"}, None, lambda _: None)
            qtbot.waitUntil(lambda: len(ticks) > 100, timeout=PATIENCE)
            timer.stop()
            gaps = [after - before for before, after in itertools.pairwise(ticks)]
            assert max(gaps) < 0.5  # a window that waited for the phone would stand still for seconds


def test_a_call_that_is_told_keeps_its_facts(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            made.armed()
            sim.ring("030456", "<b>Anna</b>")
            qtbot.waitUntil(lambda: bool(made.board.calls), timeout=PATIENCE)
            (news,) = [each for each in made.news if isinstance(each, CallNews)]
            assert news.call.remote.name == "<b>Anna</b>"
            assert news.call.phone == "desk"


def test_a_bug_in_the_engine_is_told_and_it_is_tried_again(qtbot: QtBot, tmp_path: Path) -> None:
    where, loaded = configured(tmp_path, "127.0.0.1:9")
    with bridged(qtbot, where) as made:
        made.bridge.begin(loaded._replace(config=None))  # type: ignore[arg-type]
        made.until(EngineState.FAILED)
        error = answered(made, "dial", text="030")
        assert isinstance(error, DialerError)
        assert error.code is Code.BUG
        made.bridge.begin(loaded)
        made.until(EngineState.OWN)
