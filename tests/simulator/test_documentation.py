"""docs/simulator.md says what the tables say."""

import argparse
import re
from pathlib import Path

import pytest

from snom_dialer.simulator import operation, quirk
from snom_dialer.simulator.command_line import add_arguments, written
from snom_dialer.simulator.profile import MODELS, Model

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
FIRST_CELLS = re.findall(r"^\| `([^`]+)` \|", TEXT, re.MULTILINE)


@pytest.mark.parametrize("row", quirk.ALL, ids=lambda row: row.name)
def test_quirks(row: quirk.Quirk) -> None:
    default = f"`{written(row.default)}`" if written(row.default) else ""
    assert f"| `{row.name}` | {default}{' ' if default else ''}| {row.help} |" in TEXT


@pytest.mark.parametrize("row", operation.ALL, ids=lambda row: row.name)
def test_operations(row: operation.Operation) -> None:
    takes = ", ".join(f"`{name}`" for name in row.takes)
    assert f"| `{row.name}` | {takes}{' ' if takes else ''}| {row.help} |" in TEXT


@pytest.mark.parametrize("row", MODELS.values(), ids=lambda row: row.name)
def test_models(row: Model) -> None:
    assert f"| `{row.name}` | {row.firmware} | {len(row.generation.events)} | {len(row.generation.variables)} |" in TEXT


def test_options() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    options = re.findall(r"--[a-z-]+", parser.format_usage())
    assert options
    assert [name for name in options if f"`{name}" not in TEXT] == []


def test_no_row_is_left_over() -> None:
    known = {*quirk.BY_NAME, *operation.BY_NAME, *MODELS}
    assert {name for name in FIRST_CELLS if not name.startswith("--")} == known
