"""From the start of the desktop program to its icon in the tray, whatever the phone does; and a second start.

Not for: what it does once it is there (showing, idle, stall).
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.desktop import Screen

from benchmarks.faced import Faced
from benchmarks.program import SCRIPT
from benchmarks.row import Row
from benchmarks.watch import Watch

_TARGET = 0.5  # seconds
_SECOND_TARGET = 100.0  # milliseconds
_STOPWATCH = Path(__file__).with_name("stopwatch.py")
_DEAF = "healthy but unable to call back"
_ORIGINAL = {"healthy": 0.94, _DEAF: 3.9, "silent": 5.7, "refusing": 0.61}  # seconds


def rows(screen: Screen, watch: Watch, phones: Mapping[str, str], *, starts: int) -> list[Row]:
    """Measure it with each of the phones, so many starts each, and beside them a program that is but an icon."""
    faced = {name: Faced(screen, watch, f"start-{name}", host) for name, host in phones.items()}
    faced[_DEAF] = Faced(screen, watch, "start-deaf", phones["healthy"], told="127.0.0.2")
    took: dict[str, list[float]] = {"": [], **{name: [] for name in faced}}
    for one in faced.values():
        _started(one)  # once unwatched: what lies on the disk is in memory from then on
    for _ in range(starts):
        took[""].append(_started(next(iter(faced.values())), "benchmarks.bare"))
        for name, one in faced.items():
            took[name].append(_started(one))
    bare = median(took.pop(""))
    return [*(_row(name, each) for name, each in took.items()), Row("an icon alone, in Python and Qt", f"{bare:.2f} s")]


def _started(faced: Faced, module: str = "") -> float:
    with faced.running(module=module) as began:
        took = faced.watch.until(faced.watch.icon_shown) - began
        faced.calm_down()
    faced.watch.until(lambda: not faced.watch.icon_shown())
    return took


def _row(name: str, took: list[float]) -> Row:
    half, original = median(took), _ORIGINAL.get(name)
    measured = f"{half:.2f} s ({min(took):.2f} to {max(took):.2f})"
    what = f"start to tray, phone {name}"
    if original is None:
        return Row(what, measured, target="≤ 0.5 s", ok=half <= _TARGET)
    return Row(what, measured, f"original {original:g} s", f"{half / original:.2f}", "≤ 0.5 s", half <= _TARGET)


def second_start(screen: Screen, watch: Watch, host: str, *, rounds: int) -> list[Row]:
    """Measure `snom-dialer NUMBER` while one runs, as a whole process, beside a bare interpreter."""
    faced = Faced(screen, watch, "second", host)
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "second": [str(SCRIPT), "+49 30 39833-0", f"--config={faced.config}"],
    }
    order = json.dumps({"rounds": rounds, "commands": commands})
    with faced.running():
        watch.until(watch.icon_shown)
        faced.calm_down()
        command = [sys.executable, "-I", str(_STOPWATCH), order]
        done = subprocess.run(command, env=screen.environ, check=True, capture_output=True, text=True)
    results: dict[str, list[tuple[float, int]]] = json.loads(done.stdout)
    here, bare = (median(ms for ms, _ in results[name]) for name in ("second", "python"))
    beside = f"bare interpreter {bare:.1f} ms"
    return [
        Row(
            "second start with a number, whole process", f"{here:.1f} ms", beside, f"{here / bare:.2f}", "≤ 100 ms",
            here <= _SECOND_TARGET,
        )
    ]  # fmt: skip
