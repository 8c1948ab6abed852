"""How long Qt's loop stands still at most while phones are dialled, well ones and others, and calls come in.

Not for: the beats themselves (heart).
"""

import json
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.desktop import Screen

from benchmarks.faced import CARDS, DIALLING, Faced
from benchmarks.row import Row
from benchmarks.watch import Watch

_TARGET = 50.0  # milliseconds
_DEAD = 0.35  # seconds after which Enter counts (gui.number_field)
_AFTER = 1.0  # seconds in which what follows from a call is watched, too


class _Measured(NamedTuple):
    """Milliseconds between two beats at most: when nothing happens, and when much does."""

    calm: float
    busy: float


def rows(screen: Screen, watch: Watch, phones: Mapping[str, str], *, rounds: int, series: int) -> list[Row]:
    """Measure it with each of the phones: `rounds` numbers dialled and calls taken, `series` times."""
    return [_row(screen, watch, name, host, rounds, series) for name, host in phones.items()]


def _row(screen: Screen, watch: Watch, name: str, host: str, rounds: int, series: int) -> Row:
    faced = Faced(screen, watch, f"heart-{name}", host)
    found = min((_beaten(faced, rounds) for _ in range(series)), key=lambda each: each.busy)
    what = f"longest stall of the window, phone {name}"
    calm = f"nothing happens: {found.calm:.0f} ms"
    return Row(what, f"{found.busy:.0f} ms", calm, target="≤ 50 ms", ok=found.busy <= _TARGET)


def _beaten(faced: Faced, rounds: int) -> _Measured:
    output = faced.screen.folder / "beats.json"
    with faced.running(module="benchmarks.heart", output=output):
        faced.watch.until(faced.watch.icon_shown)
        time.sleep(2 * _AFTER)
        began = time.perf_counter()
        time.sleep(2 * _AFTER)
        between = time.perf_counter()
        for number in range(rounds):
            _dial(faced, number)
            _take_call(faced)
        time.sleep(_AFTER)
        ended = time.perf_counter()
    beats = _beats(output)
    return _Measured(_longest(beats, began, between), _longest(beats, between, ended))


def _dial(faced: Faced, number: int) -> None:
    """Dial as a person does it, and let the window be until then."""
    faced.show()
    time.sleep(_DEAD)
    for digit in f"03{number}":
        faced.watch.press(digit)
    faced.watch.press("Return")
    time.sleep(_AFTER)
    faced.watch.until(lambda: faced.watch.focused(DIALLING))
    faced.hide()


def _take_call(faced: Faced) -> None:
    call = faced.ring()
    faced.watch.until(lambda: faced.watch.shown(CARDS))
    faced.end(call)


def _beats(output: Path) -> list[float]:
    beats: list[float] = json.loads(output.read_text(encoding="utf-8"))
    return beats


def _longest(beats: list[float], began: float, ended: float) -> float:
    """Return the longest time between two beats, in milliseconds; the moments are those of one clock."""
    return max(after - before for before, after in pairwise(beats) if began <= before and after <= ended) * 1000
