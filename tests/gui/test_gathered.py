"""Work is done at once where it is wanted once, and once where it is wanted often."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from snom_dialer.gui.gathered import Gathered


class Done(list[int]):
    """When it was done: after how many turns."""

    def __init__(self, work: Gathered) -> None:
        super().__init__()
        self.turn = 0
        work.due.connect(lambda: self.append(self.turn))

    def spin(self) -> "Done":
        self.turn += 1
        QApplication.processEvents()
        return self


@pytest.fixture
def work(qtbot: QtBot) -> Gathered:
    parent = QObject()
    made = Gathered(parent)
    made.keep = parent  # type: ignore[attr-defined]
    return made


def test_the_first_time_is_at_once_and_the_others_are_one(work: Gathered) -> None:
    done = Done(work)
    for _ in range(100):
        work.want()
    assert done == [0]
    assert done.spin().spin().spin() == [0, 1]
    work.want()
    assert done == [0, 1, 3]


def test_work_that_wants_itself_is_done_in_the_next_turn(work: Gathered) -> None:
    done = Done(work)
    work.due.connect(lambda: work.want() if len(done) < 3 else None)
    work.want()
    assert done == [0]
    assert done.spin().spin().spin().spin() == [0, 1, 2]


def test_what_is_wanted_soon_can_be_had_now_and_is_done_once(work: Gathered) -> None:
    done = Done(work)
    work.soon()
    assert done == []
    work.now()
    work.now()
    assert done == [0]
    assert done.spin().spin() == [0]


def test_nothing_is_done_once_it_is_stopped(work: Gathered) -> None:
    done = Done(work)
    work.want()
    work.want()
    work.stop()
    assert done.spin().spin() == [0]
