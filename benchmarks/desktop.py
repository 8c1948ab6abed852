"""Measures the desktop program on a screen of its own and prints the table.

The exit status is 1 where something could not be measured, and not where it was slow.

Not for: the text face (__main__).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.desktop import Screen, screen

from benchmarks import idle, showing, stall, start_up
from benchmarks.__main__ import machine
from benchmarks.faced import unwell
from benchmarks.phone import virtual_phones
from benchmarks.row import Row, table
from benchmarks.watch import Watch

PARTS = ("start", "second", "showing", "idle", "stall")


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(prog="benchmarks/run-desktop", description=__doc__)
    parser.add_argument("--starts", type=int, default=7, help="how often it is started with each phone (7)")
    parser.add_argument("--rounds", type=int, default=20, help="how often a window or a card is waited for (20)")
    parser.add_argument("--series", type=int, default=2, help="series of stalls; the quietest counts (2)")
    parser.add_argument("--only", help="measure this part alone", choices=PARTS)
    args = parser.parse_args()
    for name in ("SNOM_DIALER_PASSWORD", "SNOM_DIALER_CONFIG", "QT_QPA_PLATFORM"):
        os.environ.pop(name, None)
    with (
        tempfile.TemporaryDirectory(prefix="snom-dialer-benchmark-") as folder,
        virtual_phones() as phones,
        unwell() as others,
        screen(Path(folder), tray=True, bus=True) as desk,
    ):
        measured = list(_rows(desk, {"healthy": phones.running, **others}, args))
    print(f"{machine()}\n\n{table(measured)}")
    return int(any(row.measured.startswith("not measured") for row in measured))


def _rows(desk: Screen, phones: dict[str, str], args: argparse.Namespace) -> Iterator[Row]:
    watch, healthy = Watch(desk.display), phones["healthy"]
    parts: dict[str, Callable[[], list[Row]]] = {
        "start": lambda: start_up.rows(desk, watch, phones, starts=args.starts),
        "second": lambda: start_up.second_start(desk, watch, healthy, rounds=args.rounds),
        "showing": lambda: showing.rows(desk, watch, healthy, rounds=args.rounds),
        "idle": lambda: idle.rows(desk, watch, healthy),
        "stall": lambda: stall.rows(desk, watch, phones, rounds=5, series=args.series),
    }
    for name in PARTS if args.only is None else (args.only,):
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        try:
            yield from parts[name]()
        except (OSError, ValueError, AssertionError, subprocess.SubprocessError) as error:
            traceback.print_exc()
            yield Row(name, f"not measured: {error}")


if __name__ == "__main__":
    sys.exit(main())
