"""What is selected on the desktop or lies in its clipboard, as it comes into the dial window."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.gui.dial_window import DialWindow
from snom_dialer.gui.pasteboard import Pasteboard, Which, cleaned
from tests.desktop import Screen, line_of, screen
from tests.gui.desk import bridged, configured

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+49 (0)30 / 1", "+49301"),
        ("tel:+49-30-2\n", "+49302"),
        ("ring me\n  tomorrow", "ring me tomorrow"),
        ("", ""),
        ("no " * 100_000, ("no " * 400)[:1024]),
    ],
)
def test_a_number_is_cleaned_and_anything_else_is_shown_in_one_line(text: str, shown: str) -> None:
    assert cleaned(text) == shown


# ---- where Qt is asked -----------------------------------------------------------------------------------------------


@pytest.fixture
def pasteboard(qtbot: QtBot, tmp_path: Path) -> Iterator[Pasteboard]:
    with bridged(qtbot, configured(tmp_path)[0]) as made:
        yield Pasteboard(made.bridge)


@pytest.mark.parametrize("which", Which)
def test_without_a_selection_it_is_the_clipboard(qtbot: QtBot, pasteboard: Pasteboard, which: Which) -> None:
    QGuiApplication.clipboard().setText("030 / 1")
    came: list[str] = []
    pasteboard.read(which, QWidget(), came.append)
    assert came == ["0301"]


def test_wayland_shows_it_to_the_window_that_has_the_focus(
    qtbot: QtBot, pasteboard: Pasteboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not tried on the real thing: what is waited for is the focus."""
    window, other = DialWindow(), QLineEdit()
    qtbot.addWidget(window)
    qtbot.addWidget(other)
    window.open_with()
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland")
    QGuiApplication.clipboard().setText("030 1")
    pasteboard.read(Which.CLIPBOARD, window, window.field.fill)
    assert window.field.text() == ""
    QGuiApplication.clipboard().setText("030 2")
    window.activateWindow()
    qtbot.waitUntil(lambda: window.field.text() == "0302")


# ---- X11 -------------------------------------------------------------------------------------------------------------

if sys.platform == "linux":

    class Child:
        """The dial window in a process of its own."""

        def __init__(self, desk: Screen) -> None:
            self.desk = desk
            self._said: list[str] = []
            environ = desk.environ | {"QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
            command = (sys.executable, "-m", "tests.gui.pasteboard_child", str(desk.folder))
            with (desk.folder / "child.log").open("wb") as log:
                self.process = subprocess.Popen(
                    command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
                )
            self.until("ready")
            desk.focused("^Snom dialer$")

        def ask(self, which: str) -> None:
            assert self.process.stdin is not None
            self.process.stdin.write(which.encode() + b"\n")
            self.process.stdin.flush()

        def until(self, *wanted: object) -> list[Any]:
            """Wait until it tells something that begins so, and return the rest."""
            assert self.process.stdout is not None
            while True:
                self._said = self._said or line_of(self.process.stdout.fileno()).splitlines()
                said = json.loads(self._said.pop(0))
                if said[: len(wanted)] == list(wanted):
                    return list(said[len(wanted) :])

        def end(self) -> None:
            self.ask("end")
            self.until("closed")
            assert self.process.wait(10) == 0
            log = (self.desk.folder / "child.log").read_text(encoding="utf-8")
            assert "Traceback" not in log, log

    @pytest.fixture
    def child(tmp_path: Path) -> Iterator[Child]:
        with screen(tmp_path) as desk:
            made = Child(desk)
            try:
                yield made
                made.end()
            finally:
                made.process.kill()
                made.process.communicate()

    def owner(desk: Screen, text: str, selection: str = "primary") -> subprocess.Popen[bytes]:
        """Start a program in which this text is selected."""
        path = desk.folder / f"selected-{selection}"
        path.write_text(text, encoding="utf-8")
        started = desk.start("xclip", "-selection", selection, "-quiet", "-i", path)
        while desk.run("sh", "-c", f"xclip -selection {selection} -o || true") != text:
            assert started.poll() is None
        return started

    @pytest.mark.slow
    def test_what_is_selected_elsewhere_comes_into_the_window(child: Child) -> None:
        owner(child.desk, "tel:+49-30-1")
        owner(child.desk, "030 – 2", "clipboard")
        child.ask("selection")
        child.until("text", "+49301")
        child.ask("clipboard")
        child.until("text", "0302")

    @pytest.mark.slow
    def test_a_program_that_hangs_stops_nothing_here(child: Child) -> None:
        hangs = owner(child.desk, "030 1")
        owner(child.desk, "030 2", "clipboard")
        hangs.send_signal(signal.SIGSTOP)
        child.ask("selection")
        number, text, took, still = child.until("answer")
        assert (number, text) == (1, "")
        assert 0.4 < took < 2
        assert still < 0.3  # Qt would wait five seconds, three times
        child.ask("selection")
        child.ask("clipboard")  # the other question has no answer any more
        assert child.until("answer")[:2] == [3, "0302"]
        hangs.send_signal(signal.SIGCONT)
        child.ask("selection")
        assert child.until("answer")[:2] == [4, "0301"]

    @pytest.mark.slow
    def test_who_types_meanwhile_keeps_what_is_typed(child: Child) -> None:
        slow = owner(child.desk, "030 1")
        slow.send_signal(signal.SIGSTOP)
        child.ask("selection")
        child.desk.type("7")
        child.until("text", "7")
        slow.send_signal(signal.SIGCONT)
        child.until("answer")
        child.desk.type("8")
        child.until("text", "78")

    @pytest.mark.slow
    def test_what_is_marked_in_our_own_field_comes_back(child: Child) -> None:
        """Qt answers from its own thread, which is not waiting for anybody."""
        child.desk.type("030 77")
        child.until("text", "030 77")
        child.desk.key("Home", "shift+End")
        child.ask("selection")
        _, text, took, _ = child.until("answer")
        assert (text, took < 0.4) == ("03077", True)
        child.until("text", "03077")
