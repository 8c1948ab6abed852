"""What waits to be written: in order, each once, bounded, and awake when it ends."""

import sqlite3
import threading

from snom_dialer.journal.backlog import Backlog, Job


def job(_: sqlite3.Connection) -> None:
    raise AssertionError("nobody runs it here")


def other(_: sqlite3.Connection) -> None:
    raise AssertionError("nobody runs it here")


def filled(*keys: str, limit: int = 10) -> Backlog:
    backlog = Backlog(limit)
    for key in keys:
        backlog.put(key, job)
    return backlog


def test_what_came_again_stands_last_and_once() -> None:
    backlog = filled("a", "b")
    backlog.put("a", other)
    assert list(backlog.take().items()) == [("b", job), ("a", other)]


def test_the_oldest_are_given_up_and_counted_when_too_many_wait() -> None:
    backlog = filled("a", "b", "c", "d", limit=2)
    assert list(backlog.take()) == ["c", "d"]
    assert (backlog.take_lost(), backlog.take_lost()) == (2, 0)


def test_what_is_given_back_stands_before_and_under_what_came_since() -> None:
    backlog = filled("a", "b")
    jobs = backlog.take()
    backlog.put("a", other)
    backlog.put("c", job)
    backlog.give_back(jobs)
    assert list(backlog.take().items()) == [("b", job), ("a", other), ("c", job)]


def test_what_is_given_back_is_bounded_too() -> None:
    backlog = filled("a", "b", limit=2)
    jobs = backlog.take()
    backlog.put("c", job)
    backlog.give_back(jobs)
    assert list(backlog.take()) == ["b", "c"]


def test_it_is_empty_only_when_what_was_taken_is_done() -> None:
    backlog = filled("a")
    assert not backlog.wait_empty(0)
    jobs: dict[str, Job] = backlog.take()
    assert not backlog.wait_empty(0)
    backlog.give_back(jobs)
    assert not backlog.wait_empty(0)
    backlog.take()
    backlog.done()
    assert backlog.wait_empty(0)


def test_after_the_end_what_waits_is_taken_and_nothing_comes_in() -> None:
    backlog = filled("a")
    backlog.close()
    backlog.put("b", job)
    assert backlog.closed
    assert list(backlog.take()) == ["a"]
    assert backlog.take() == {}


def test_who_waits_for_what_nobody_writes_need_not() -> None:
    backlog = filled("a")
    waiting = threading.Thread(target=backlog.wait_empty, args=[3600])
    waiting.start()
    backlog.give_up()
    waiting.join(20)
    assert not waiting.is_alive()
    assert backlog.closed
    assert not backlog.wait_empty(3600)


def test_the_end_wakes_who_waits_and_who_rests() -> None:
    backlog = Backlog()
    threads = [threading.Thread(target=backlog.take), threading.Thread(target=backlog.rest, args=[3600])]
    for thread in threads:
        thread.start()
    backlog.close()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
