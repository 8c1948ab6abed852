"""Whose turn it is at one phone."""

import threading
from concurrent.futures import CancelledError, Future

import pytest

from snom_dialer.engine.turn import Turns


def hold(turns: Turns) -> tuple["Future[bool]", threading.Event]:
    """Keep the thread busy until the event."""
    begun, go = threading.Event(), threading.Event()

    def wait() -> bool:
        begun.set()
        return go.wait(5)

    held = turns.submit(wait)
    assert begun.wait(5)
    return held, go


def test_commands_go_first_and_everything_in_its_order() -> None:
    turns, done = Turns("test"), list[str]()
    held, go = hold(turns)
    for name in ("look", "command", "log", "another command"):
        turns.submit(lambda name=name: done.append(name), first="command" in name)  # type: ignore[misc]
    wanted = bool(turns._commands)
    go.set()
    assert held.result(5)
    turns.submit(lambda: None).result(5)
    assert done == ["command", "another command", "look", "log"]
    assert (wanted, bool(turns._commands)) == (True, False)
    turns.shutdown()


def test_what_a_job_raises_comes_back_and_harms_nobody() -> None:
    turns = Turns("test")
    with pytest.raises(ZeroDivisionError):
        turns.submit(lambda: 1 // 0).result(5)
    assert turns.submit(lambda: 7).result(5) == 7
    turns.shutdown()


def test_what_is_withdrawn_is_not_done() -> None:
    turns, done = Turns("test"), list[str]()
    _, go = hold(turns)
    withdrawn = turns.submit(lambda: done.append("withdrawn"), first=True)
    last = turns.submit(lambda: done.append("last"))
    assert withdrawn.cancel()
    go.set()
    last.result(5)
    assert done == ["last"]
    turns.shutdown()


def test_at_the_end_nothing_is_begun() -> None:
    turns, done = Turns("test"), list[str]()
    held, go = hold(turns)
    waiting = [turns.submit(lambda: done.append("never"), first=first) for first in (True, False)]
    turns.shutdown()
    go.set()
    assert held.result(5)
    for each in waiting:
        with pytest.raises(CancelledError):
            each.result(5)
    with pytest.raises(RuntimeError, match="after the end"):
        turns.submit(lambda: None)
    assert done == []
