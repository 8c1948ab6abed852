"""Threads at whose end nobody waits."""

import subprocess
import sys
import threading

import pytest

from snom_dialer.engine.workers import Workers


def test_what_a_job_gives_and_raises_comes_back() -> None:
    workers = Workers(2, "test")
    assert workers.submit(divmod, 7, 2).result(5) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        workers.submit(divmod, 7, 0).result(5)
    assert workers.submit(lambda: "still there").result(5) == "still there"
    workers.shutdown()


def test_jobs_of_one_thread_are_done_one_after_another_in_their_order() -> None:
    workers = Workers(1, "test")
    done: list[int] = []
    futures = [workers.submit(done.append, number) for number in range(50)]
    futures[-1].result(5)
    assert done == list(range(50))
    workers.shutdown()


def test_as_many_at_once_as_there_may_be_and_no_more() -> None:
    workers = Workers(3, "test")
    together = threading.Barrier(3)
    assert sorted(future.result(5) for future in [workers.submit(together.wait, 5) for _ in range(3)]) == [0, 1, 2]
    names = {workers.submit(lambda: threading.current_thread().name).result(5) for _ in range(20)}
    assert names <= {"test 1", "test 2", "test 3"}
    workers.shutdown()


def test_a_thread_that_is_free_is_used_before_another_is_made() -> None:
    workers = Workers(9, "free first")
    for _ in range(5):
        workers.submit(int).result(5)
        while not workers._idle.acquire(timeout=5):
            pass
        workers._idle.release()
    assert sum(thread.name.startswith("free first") for thread in threading.enumerate()) == 1
    workers.shutdown()


def test_what_was_cancelled_before_it_began_is_not_done() -> None:
    workers = Workers(1, "test")
    go = threading.Event()
    first = workers.submit(go.wait, 5)
    second = workers.submit(int)
    assert second.cancel()
    go.set()
    assert first.result(5)
    assert workers.submit(lambda: "after").result(5) == "after"
    assert second.cancelled()
    workers.shutdown()


def test_the_end_cancels_what_has_not_begun_and_ends_the_threads() -> None:
    workers = Workers(1, "to be ended")
    go, begun = threading.Event(), threading.Event()

    def job() -> str:
        begun.set()
        go.wait(5)
        return "done"

    first, second = workers.submit(job), workers.submit(int)
    assert begun.wait(5)
    workers.shutdown()
    assert second.cancelled()
    assert not first.done()
    go.set()
    assert first.result(5) == "done"
    for thread in threading.enumerate():
        if thread.name.startswith("to be ended"):
            thread.join(5)
            assert not thread.is_alive()
    with pytest.raises(RuntimeError):
        workers.submit(int)


def test_a_process_ends_though_a_job_does_not() -> None:
    code = """
import threading
from snom_dialer.engine.workers import Workers
begun = threading.Event()
Workers(1, "stuck").submit(lambda: (begun.set(), threading.Event().wait()))
assert begun.wait(5)
"""
    assert subprocess.run([sys.executable, "-c", code], timeout=10).returncode == 0
