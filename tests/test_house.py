"""The house rules that a machine can check, beside the layers (import-linter, in scripts/check)."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "snom_dialer"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 350
LONGEST_FUNCTION = 50
TABLES = {"errors.py"}  # one table that belongs in one place, however long it grows


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_and_what_it_is_not_for(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert text
    if path.name not in ("__init__.py", "__main__.py"):
        assert "Not for:" in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE or name_of(path) in TABLES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, node.name


def test_there_is_no_dumping_ground() -> None:
    assert not [path for path in MODULES if path.stem in ("utils", "util", "helpers", "common", "misc")]


def test_every_room_has_a_level() -> None:
    """A room that is not in the list of layers could import whatever it likes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    named = {room.strip().removeprefix("snom_dialer.") for layer in layers for room in layer.split("|")}
    found = {path.stem if path.is_file() else path.name for path in SOURCE.iterdir() if _is_room(path)}
    assert found == named


def _is_room(path: Path) -> bool:
    if path.is_dir():
        return (path / "__init__.py").exists()
    return path.suffix == ".py" and path.name != "__init__.py"


def test_only_the_named_places_fetch_for_users() -> None:
    users = {name_of(path) for path in MODULES if "urllib.request" in path.read_text(encoding="utf-8")}
    assert users == {"engine/fetch.py"}


def test_locked_requirements_name_no_host() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [lock.stem for lock in locks] == ["desktop", "dev", "run"]
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
