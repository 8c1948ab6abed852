"""A row of the table: what was measured, beside what, and whether it is as promised.

Not for: measuring.
"""

from collections.abc import Callable, Iterable, Sequence
from statistics import quantiles
from typing import NamedTuple, TypeVar

_HEAD = ("what", "measured", "compared with", "ratio", "target", "")

T = TypeVar("T")


class Row(NamedTuple):
    """`ok` None: nothing was promised, or it could not be measured."""

    what: str
    measured: str
    compared: str = "–"
    ratio: str = "–"
    target: str = "–"
    ok: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the table."""
        return (*self[:5], {True: "ok", False: "MISSED", None: ""}[self.ok])


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table that can be read as it stands."""
    lines = [_HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in (lines[0], rule, *lines[1:])
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value that so many percent of all do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def quietest(series: int, measure: Callable[[], T], noise: Callable[[T], float]) -> T:
    """Measure several times and return the run that was disturbed least: others use this computer as well."""
    return min((measure() for _ in range(series)), key=noise)
