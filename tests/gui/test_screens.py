"""Two screens, one of which may be gone tomorrow: where the dial window and the cards come up.

Debian packages, beside those of tests.desktop: x11-xserver-utils.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from snom_dialer.gui.dial_window import DialWindow
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import places
from tests.desktop import screen
from tests.gui.test_desktop import Desktop, configuration, until

pytestmark = pytest.mark.slow

WIDTH, HEIGHT = 800, 700  # of each screen; they stand side by side
DIALLING, CARDS = "^Snom dialer$", "^Calls now"


class Place(NamedTuple):
    left: int
    top: int
    width: int
    height: int

    @property
    def screen(self) -> str:
        """On which screen it stands, wholly."""
        right, bottom = self.left + self.width, self.top + self.height
        if self.left < 0 or self.top < 0 or bottom > HEIGHT or self.left < WIDTH < right or right > 2 * WIDTH:
            return f"none, wholly: {self}"
        return "left" if right <= WIDTH else "right"


class TwoScreens(Desktop):
    """The program on a desktop that two screens show."""

    def plug_in(self) -> None:
        for name, left, output in (("left", 0, "screen"), ("right", WIDTH, "none")):
            self.desk.run("xrandr", "--setmonitor", name, f"{WIDTH}/200x{HEIGHT}/180+{left}+0", output)

    def pull_out(self) -> None:
        """Take the right one away."""
        self.desk.run("xrandr", "--delmonitor", "right")

    def point(self, at: str) -> None:
        """Have the mouse pointer on that screen."""
        self.desk.run("xdotool", "mousemove", str(WIDTH // 2 + WIDTH * (at == "right")), str(HEIGHT // 2))

    def place(self, title: str) -> Place:
        """Where a window is, without its frame."""
        number, *_ = until(lambda: self.windows(title))  # not Screen.window, which fails where others come and go
        told = self.desk.run("xwininfo", "-id", number)
        facts = (line.strip().partition(": ") for line in told.splitlines())
        found = {name: value for name, _, value in facts}
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        return Place(*(int(found[name]) for name in names))

    def until_on(self, title: str, at: str) -> None:
        """Wait until a window stands on that screen: a window manager takes its time."""
        until(lambda: self.place(title).screen == at)

    def end(self) -> None:
        """End the program, so that it can be started again."""
        self.tell("quit")
        assert self.ended() == 0


@pytest.fixture
def there(tmp_path: Path) -> Iterator[TwoScreens]:
    size = f"{2 * WIDTH}x{HEIGHT}x24"
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, screen(tmp_path, tray=True, size=size) as desk:
        where = places(tmp_path / "c.json", desk.environ)
        where.config_file.write_text(configuration(sim), encoding="utf-8")
        made = TwoScreens(desk, sim, where)
        made.plug_in()
        made.start("--tray")
        made.armed()
        yield made
        assert "Traceback" not in made.said(), made.said()


@pytest.mark.parametrize("at", ["left", "right"])
def test_the_first_time_the_window_comes_up_where_the_mouse_is(there: TwoScreens, at: str) -> None:
    there.point(at)
    there.open()
    there.until_on(DIALLING, at)


@pytest.mark.parametrize("still_there", [True, False])
def test_the_window_comes_up_where_it_stood_if_that_can_be_seen(there: TwoScreens, still_there: bool) -> None:
    there.point("left")
    there.open()
    there.desk.run("xdotool", "windowmove", "--sync", str(there.desk.window(DIALLING)), "1000", "300")
    there.until_on(DIALLING, "right")
    there.desk.key("Escape")
    until(lambda: not there.windows(DIALLING))
    there.end()
    if not still_there:
        there.pull_out()
    there.start("--tray")
    there.open()
    there.until_on(DIALLING, "right" if still_there else "left")


@pytest.mark.parametrize("at", ["left", "right"])
def test_cards_come_up_where_the_mouse_is(there: TwoScreens, at: str) -> None:
    there.point(at)
    there.sim.ring("030123", "Anna")
    there.until_on(CARDS, at)
    there.point("left" if at == "right" else "right")
    there.sim.ring("030124", "Berta")
    until(lambda: there.place(CARDS).height > 150)
    assert there.place(CARDS).screen == at  # a card that somebody looks at does not run away


def test_cards_move_from_a_screen_that_goes(there: TwoScreens) -> None:
    there.point("right")
    there.sim.ring("030123", "Anna")
    there.until_on(CARDS, "right")
    there.pull_out()
    there.until_on(CARDS, "left")


TITLE, BORDER = 20, 2  # pixels of a frame, at least and at most


@pytest.mark.parametrize("stood", [QRect(-5000, -5000, 500, 50), QRect(300, 9000, 500, 50), QRect(9000, 40, 500, 50)])
def test_all_of_it_can_be_seen_with_its_title(qtbot: QtBot, stood: QRect) -> None:
    window = DialWindow()
    qtbot.addWidget(window)
    window.place(stood, 500)
    window.show()
    seen = QGuiApplication.primaryScreen().availableGeometry()
    assert seen.contains(window.geometry().adjusted(BORDER, 0, -BORDER, TITLE))
