"""The numbers that the window remembers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from snom_dialer.gui.caller import Caller
from snom_dialer.gui.memory import RECENT, Memory
from snom_dialer.gui.news import EngineState
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places
from tests.engine.test_commands import commands
from tests.gui.desk import PATIENCE, Bridged, bridged, configured, host_of


class Remembering:
    """A caller and a memory, joined as the desk joins them."""

    def __init__(self, sim: SimulatorThread, made: Bridged, where: Places) -> None:
        self._sim = sim
        self._made = made
        self._journal = where.state_dir / "journal.sqlite"
        self.memory = Memory(made.bridge, where)
        self.caller = Caller(made.bridge, made.board)
        self.told: list[str] = []
        self.caller.dialled.connect(self.told.append)
        self.caller.dialled.connect(self.memory.dialled)

    def dial(self, *texts: str) -> None:
        """Dial these, and wait until the phone has got them and the last is told of."""
        before = len(commands(self._sim))
        for text in texts:
            self.caller.dial(text, "")
        self._made.qtbot.waitUntil(lambda: len(commands(self._sim)) == before + len(texts), timeout=PATIENCE)

    def kept(self) -> list[str]:
        with open_for_reading(self._journal) as journal:
            return journal.recent(RECENT)

    def loaded(self) -> list[str]:
        done: list[None] = []
        self.memory.load_numbers(lambda: done.append(None))
        self._made.qtbot.waitUntil(lambda: bool(done), timeout=PATIENCE)
        return self.memory.numbers


@pytest.fixture
def remembering(qtbot: QtBot, tmp_path: Path) -> Iterator[Remembering]:
    with SimulatorThread() as sim:
        where, loaded = configured(tmp_path, host_of(sim))
        with bridged(qtbot, where) as made:
            made.bridge.begin(loaded)
            made.until(EngineState.OWN)
            yield Remembering(sim, made, where)


@pytest.mark.parametrize("code", ["*21*4711#", "#21*4711", "**61*0301#", "*21*+4930123#"])
def test_a_star_code_may_hold_a_pin_and_is_never_remembered(qtbot: QtBot, remembering: Remembering, code: str) -> None:
    remembering.dial(code, "0301")  # the answer to the second one comes after that to the first
    qtbot.waitUntil(lambda: "0301" in remembering.told, timeout=PATIENCE)
    assert remembering.told == remembering.memory.numbers == ["0301"]
    qtbot.waitUntil(lambda: bool(remembering.kept()), timeout=PATIENCE)  # it is written beside all that
    assert remembering.kept() == remembering.loaded() == ["0301"]


def test_each_number_is_there_once_and_the_last_one_first(qtbot: QtBot, remembering: Remembering) -> None:
    for number in ("0301", "0302"):
        remembering.dial(number)
    qtbot.waitUntil(lambda: len(remembering.told) == 2, timeout=PATIENCE)
    remembering.dial("030 1")
    qtbot.waitUntil(lambda: len(remembering.told) == 3, timeout=PATIENCE)
    assert remembering.memory.numbers == ["0301", "0302"]
    qtbot.waitUntil(lambda: remembering.kept() == ["0301", "0302"], timeout=PATIENCE)
    assert remembering.loaded() == ["0301", "0302"]
