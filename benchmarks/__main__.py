"""Measures everything and prints the table; the exit status is 1 where something is not as promised."""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import action, batch, callback, many, tracker
from benchmarks.phone import virtual_phones
from benchmarks.row import Row, table


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    parser.add_argument("--series", type=int, default=3, help="how often each is measured; the quietest counts (3)")
    parser.add_argument("--rounds", type=int, default=30, help="how often each command is started in a series (30)")
    args = parser.parse_args()
    for name in ("SNOM_DIALER_PASSWORD", "SNOM_DIALER_CONFIG"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="snom-dialer-benchmark-") as folder:
        measured = list(_rows(Path(folder), args.series, args.rounds))
    print(f"{machine()}; {args.series} series of {args.rounds} rounds\n\n{table(measured)}")
    return int(any(row.ok is False for row in measured))


def _rows(folder: Path, series: int, rounds: int) -> Iterator[Row]:
    with virtual_phones() as phones:
        _say("batch dial")
        yield from batch.rows(folder, phones, rounds=rounds, series=series)
        _say("callbacks")
        yield from callback.rows(folder, phones.running, requests=rounds * 300, series=series)
        _say("tracker")
        yield from tracker.rows(events=300_000, series=series)
        _say("user actions")
        yield from action.rows(folder, phones.running, events=rounds * 5, series=series)
    _say("many phones")
    yield from many.rows(folder)


def _say(what: str) -> None:
    print(f"measuring: {what} …", file=sys.stderr, flush=True)


def machine() -> str:
    """Say what it is measured on."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
