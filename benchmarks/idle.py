"""What the desktop program takes while nothing happens: memory, threads, processor time and wake-ups.

Not for: what its parts take, which no row could say.
"""

import time
from pathlib import Path
from typing import NamedTuple

from tests.desktop import Screen

from benchmarks.faced import Faced
from benchmarks.program import cpu_seconds
from benchmarks.row import Row
from benchmarks.watch import Watch

_TARGET = 80.0  # MB
_ORIGINAL, _ORIGINAL_PSS, _ORIGINAL_CPU = 122.0, 106.0, 0.03  # MB, MB, and seconds of processor time in 30 s
_SETTLED = 10.0  # seconds after a start
_WATCHED = 30.0  # seconds


class _Memory(NamedTuple):
    """In MB: what is in memory, our share of it, and what is ours alone."""

    rss: float
    pss: float
    private: float

    def __str__(self) -> str:
        return f"{self.rss:.0f} MB (share {self.pss:.0f}, private {self.private:.0f})"


def rows(screen: Screen, watch: Watch, host: str) -> list[Row]:
    """Measure it once, in the tray alone and after the dial window was shown."""
    faced = Faced(screen, watch, "idle", host)
    with faced.running(module="benchmarks.bare"):
        watch.until(watch.icon_shown)
        time.sleep(1)
        bare = _memory(faced.pid)
    with faced.running():
        watch.until(watch.icon_shown)
        time.sleep(_SETTLED)
        hidden, threads = _memory(faced.pid), len(_tasks(faced.pid))
        seconds, waits = _effort(faced.pid)
        faced.show()
        time.sleep(1)
        faced.hide()
        time.sleep(_SETTLED)
        shown = _memory(faced.pid)
        shown_seconds, shown_waits = _effort(faced.pid)
    return [
        _memory_row("idle in the tray: memory", hidden),
        _memory_row("idle, after the dial window was shown: memory", shown),
        Row("an icon alone, in Python and Qt: memory", str(bare)),
        Row("idle: threads", str(threads)),
        _effort_row("idle in the tray, 30 s", seconds, waits),
        _effort_row("idle, after the dial window was shown, 30 s", shown_seconds, shown_waits),
    ]


def _memory_row(what: str, found: _Memory) -> Row:
    beside = f"original {_ORIGINAL:g} MB (share {_ORIGINAL_PSS:g})"
    return Row(what, str(found), beside, f"{found.rss / _ORIGINAL:.2f}", "≤ 80 MB", found.rss <= _TARGET)


def _effort_row(what: str, seconds: float, waits: int) -> Row:
    beside = f"original {_ORIGINAL_CPU * 1000:g} ms"
    ratio = f"{seconds / _ORIGINAL_CPU:.2f}"
    return Row(f"{what}: processor time, wake-ups", f"{seconds * 1000:.0f} ms, {waits}", beside, ratio)


def _memory(pid: int) -> _Memory:
    """Linux only: raises FileNotFoundError."""
    kilobytes: dict[str, int] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]:
        name, size, _ = line.split()
        kilobytes[name.rstrip(":")] = int(size)
    private = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return _Memory(kilobytes["Rss"] / 1000, kilobytes["Pss"] / 1000, private / 1000)


def _effort(pid: int) -> tuple[float, int]:
    """Return the processor time and how often one of the threads waited for something, within half a minute."""
    before = cpu_seconds(pid), _waits(pid)
    time.sleep(_WATCHED)
    return cpu_seconds(pid) - before[0], _waits(pid) - before[1]


def _waits(pid: int) -> int:
    lines = (line for task in _tasks(pid) for line in (task / "status").read_text("ascii").splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())
