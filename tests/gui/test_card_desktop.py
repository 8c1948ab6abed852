"""On a real X server: a card takes neither the focus nor a key from whoever types, and yet can be clicked."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("there is no X server on this system", allow_module_level=True)

from tests.desktop import Screen, line_of, screen

pytestmark = [pytest.mark.slow]
ROOT = Path(__file__).parent.parent.parent


class Child:
    """The window of the call cards in a process of its own."""

    def __init__(self, desk: Screen) -> None:
        self._desk = desk
        environ = {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
        self._process = desk.start(
            sys.executable, "-m", "tests.gui.card_child", environ=environ, stdout=subprocess.PIPE
        )
        self.places: list[list[int]] = []
        self._said: list[str] = []
        self.buttons = self.next("ready")

    def next(self, wanted: str = "") -> Any:
        """Wait for what it announces next, moves left aside; with `wanted`, it has to be that."""
        assert self._process.stdout is not None
        while True:
            self._said = self._said or line_of(self._process.stdout.fileno()).splitlines()
            what, value = json.loads(self._said.pop(0))
            if what == "place" and wanted != "place":
                self.places.append(value)
                continue
            assert what == wanted
            return value

    def click(self, button: str) -> None:
        x, y = self.buttons[button]
        self._desk.run("xdotool", "mousemove", str(x), str(y), "click", "1")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as started:
        yield started


def typing(desk: Screen) -> tuple[int, Path]:
    """Open a terminal that has the focus; return its window, and the file that gets every line typed into it."""
    typed = desk.folder / "typed"
    desk.start("xterm", "-T", "terminal", "-e", f"cat > {typed}; sleep 60")
    return desk.focused("^terminal$"), typed


def focus(desk: Screen) -> int:
    return int(desk.run("xdotool", "getwindowfocus"))


def until_typed(desk: Screen, typed: Path, wanted: str) -> None:
    """End what is typed, and wait for all of it."""
    desk.key("ctrl+d")
    desk.run("sh", "-c", f"until [ $(wc -c < {typed}) -ge {len(wanted)} ]; do sleep 0.02; done")
    assert typed.read_text() == wanted


def test_who_types_elsewhere_presses_nothing_and_loses_no_key(desk: Screen) -> None:
    terminal, typed = typing(desk)
    child = Child(desk)
    assert focus(desk) == terminal
    desk.type("a b\n \n  c\n")
    desk.key("space", "Return", "Return")
    desk.run("xdotool", "windowactivate", str(desk.window("^Calls now$")))  # as by Alt+Tab
    desk.type("d\n")
    until_typed(desk, typed, "a b\n \n  c\n \n\nd\n")
    assert focus(desk) == terminal
    child.click("copy")
    assert child.next("copied") == "+49301234567"  # the first thing that it announced at all


def test_a_click_is_announced_and_the_focus_stays(desk: Screen) -> None:
    terminal, typed = typing(desk)
    child = Child(desk)
    desk.type("before ")
    child.click("answer")
    assert child.next("answer") == "a"
    assert focus(desk) == terminal
    desk.type("after\n")
    until_typed(desk, typed, "before after\n")
    child.click("reject")
    assert child.next("hang_up") == "a"
    assert focus(desk) == terminal


def test_the_cards_make_room_for_a_panel(desk: Screen) -> None:
    child = Child(desk)
    before = child.places[-1]
    (desk.folder / "tint2rc").write_text(
        "panel_items = C\npanel_size = 100% 60\npanel_position = bottom center horizontal\nstrut_policy = follow_size\n"
    )
    desk.start("tint2", "-c", desk.folder / "tint2rc")
    left, _, right, bottom = before
    while (place := child.next("place"))[3] > bottom - 50 or place[0] < left:
        pass  # what a window manager does first is its own business
    assert (place[0], place[2]) == (left, right)
