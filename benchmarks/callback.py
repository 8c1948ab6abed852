"""The running program called back by phones: how many requests it can take, and how fast each has its answer.

It is `snom-dialer serve` itself with everything that follows from an event: calls, journal, stream, log.

Not for: what the user wants done on an event (action).
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from benchmarks.load import flood, paced, stalled
from benchmarks.nginx import MISSING, nginx
from benchmarks.program import Serving, cpu_seconds, serving
from benchmarks.row import Row, percentile, quietest

_STALLED = 50
_PER_SECOND = 100.0
_SERIES_SECONDS = 4.0  # less than the five seconds after which stalled connections are dropped
_TARGETS = {50: 1.0, 99: 5.0}  # milliseconds


class _Server(NamedTuple):
    """Somebody who answers: port, process, and how to make a number of requests that it likes."""

    port: int
    pid: int
    requests: Callable[[int], list[bytes]]


def rows(folder: Path, host: str, *, requests: int, series: int) -> list[Row]:
    """Measure the program, and nginx where there is one; `requests` for how many, `series` times each."""
    with ExitStack() as stack:
        program, _ = stack.enter_context(serving(folder, host))
        ours = _Server(program.port, program.pid, lambda count: _calls(program, count))
        other = stack.enter_context(nginx(folder))
        theirs = None if other is None else _Server(other.port, other.worker, ours.requests)
        return [_throughput(ours, theirs, requests, series), *_latency(ours, theirs, series)]


def _calls(program: Serving, count: int) -> list[bytes]:
    """Make the events of fresh calls, one after the other: ringing, connected, ended."""
    kinds, first = ("incoming", "connected", "disconnected"), time.monotonic_ns()
    return [
        program.callback(
            kinds[number % 3],
            f"call_id={first + number // 3:x}@pbx.example&local=101@pbx.example&remote=+4930398330@pbx.example"
            "&display_remote=Ada%20Lovelace",
        )
        for number in range(count)
    ]


# ---- how many --------------------------------------------------------------------------------------------------------


def _throughput(ours: _Server, theirs: _Server | None, requests: int, series: int) -> Row:
    name = "callbacks, requests/s of one core"
    here = quietest(series, lambda: _cost(ours, requests), float)
    if theirs is None:
        return Row(name, f"{1 / here:,.0f}", MISSING)
    there = quietest(series, lambda: _cost(theirs, requests * 3), float)  # so many, as it needs next to no time for one
    return Row(name, f"{1 / here:,.0f}", f"nginx answering 204: {1 / there:,.0f}", f"{there / here:.2f}")


def _cost(server: _Server, count: int) -> float:
    """Return the seconds of processor time that a request costs: whoever else uses the processor does not count."""
    requests = server.requests(count)
    before = cpu_seconds(server.pid)
    flood(server.port, requests)
    return (cpu_seconds(server.pid) - before) / count


# ---- how fast --------------------------------------------------------------------------------------------------------


def _latency(ours: _Server, theirs: _Server | None, series: int) -> list[Row]:
    here = quietest(series, lambda: _paced(ours), lambda took: percentile(took, 99))
    there = None if theirs is None else quietest(series, lambda: _paced(theirs), lambda took: percentile(took, 99))
    return [_latency_row(here, there, percent) for percent in _TARGETS]


def _paced(server: _Server) -> list[float]:
    with stalled(server.port, _STALLED):
        return paced(server.port, server.requests(int(_PER_SECOND * _SERIES_SECONDS)), _PER_SECOND)


def _latency_row(here: list[float], there: list[float] | None, percent: int) -> Row:
    mine, target = percentile(here, percent), _TARGETS[percent]
    name = f"callback answered, 100 new/s, {_STALLED} stalled: p{percent}"
    if there is None:
        return Row(name, f"{mine:.2f} ms", MISSING, target=f"≤ {target:g} ms", ok=mine <= target)
    other = percentile(there, percent)
    return Row(
        name, f"{mine:.2f} ms", f"nginx answering 204: {other:.2f} ms", f"{mine / other:.2f}", f"≤ {target:g} ms",
        mine <= target,
    )  # fmt: skip
