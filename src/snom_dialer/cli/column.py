"""Rows of text set out in columns, and things that are counted: how output for people is laid out.

Not for: programs, which get records.
"""

from collections.abc import Iterable, Sequence


def aligned(rows: Iterable[Sequence[str]], *, indent: str = "", gap: str = "  ") -> list[str]:
    """Return a line for each row. The last cell of a row is as long as it likes; empty columns take no room."""
    table = [list(row) for row in rows]
    widths: dict[int, int] = {}
    for row in table:
        for index, cell in enumerate(row[:-1]):
            widths[index] = max(widths.get(index, 0), len(cell))
    return [_line(row, widths, indent, gap) for row in table]


def counted(number: int, thing: str) -> str:
    """Return how many there are: `no phones`, `1 phone`, `2 phones`."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _line(row: list[str], widths: dict[int, int], indent: str, gap: str) -> str:
    cells = [cell.ljust(widths[index]) for index, cell in enumerate(row[:-1]) if widths[index]]
    return (indent + gap.join([*cells, *row[-1:]])).rstrip()
