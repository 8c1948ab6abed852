"""The desktop program as a process of its own, on a real X server, worked by keys and clicks as a person does it."""

import json
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from snom_dialer.control.client import hand_over, running_pid
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places, places
from tests.desktop import Screen, screen
from tests.engine.test_commands import commands
from tests.gui.desk import host_of
from tests.gui.fake_watcher import FakeWatcher

pytestmark = pytest.mark.slow

SCRIPT = Path(sysconfig.get_path("scripts")) / "snom-dialer"
PATIENCE = 15.0  # seconds for what takes a fraction of one

T = TypeVar("T")


def until(holds: Callable[[], T], seconds: float = PATIENCE) -> T:
    """Return what `holds()` gives as soon as that is true; other processes cannot be waited for in another way."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.02)
    return found


class Desktop:
    """The program on a screen, with a virtual phone behind it and an xterm in front of it."""

    def __init__(self, desk: Screen, sim: SimulatorThread, where: Places) -> None:
        self.desk = desk
        self.sim = sim
        self.places = where
        self.program: subprocess.Popen[bytes] | None = None
        self.typed = desk.folder / "typed"

    def start(self, *arguments: str, environ: dict[str, str] | None = None, program: Path = SCRIPT) -> None:
        """Start it, and wait until it is there."""
        config = f"--config={self.places.config_file}"
        self.program = self.desk.start(program, *arguments, config, environ=environ)
        until(lambda: running_pid(self.places.socket))

    def armed(self) -> None:
        """Wait until the phone tells of its calls."""
        until(lambda: self.sim.phone.settings.get("action_incoming_url"))

    def xterm(self) -> None:
        """Have an xterm with the focus that writes down every byte typed into it."""
        show = f"stty raw -echo; cat > {self.typed}"
        self.desk.start("xterm", "-T", "editor", "-e", "sh", "-c", show)
        self.desk.focused("editor")
        until(self.typed.exists)

    def typed_text(self) -> bytes:
        """Return what arrived in the xterm."""
        return self.typed.read_bytes()

    def windows(self, title: str) -> list[str]:
        """Return the windows with that title that are to be seen."""
        found = subprocess.run(
            ("xdotool", "search", "--onlyvisible", "--name", title),
            env=self.desk.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return found.stdout.split()

    def focus(self) -> str:
        """Return the title of the window that has the focus."""
        found = subprocess.run(
            ("xdotool", "getwindowfocus", "getwindowname"),
            env=self.desk.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return found.stdout.strip()

    def dialling(self) -> bool:
        """Whether the dial window is there and has the focus."""
        return self.focus() == "Snom dialer"

    def open(self) -> None:
        """Bring the dial window by its hotkey, and wait until it takes Enter."""
        self.desk.key("ctrl+alt+s")
        until(self.dialling)

    def enter(self, commands_then: int) -> None:
        """Press Enter until the phone has got so many commands; a busy machine may show the window late."""

        def pressed() -> bool:
            self.desk.key("Return")
            time.sleep(0.1)
            return len(self.sent()) >= commands_then

        until(pressed)

    def sent(self) -> list[str]:
        """Return the commands that the phone got."""
        return commands(self.sim)

    def tell(self, command: str) -> None:
        """Let it do something, as another process of the user's would."""
        conversation = hand_over(self.places.socket, command, {}, patience=5.0)
        assert conversation is not None
        with conversation:
            list(conversation.go(5.0))

    def dial(self, number: str) -> None:
        """Let it dial, as a batch command does."""
        conversation = hand_over(self.places.socket, "dial", {"text": number}, patience=5.0)
        assert conversation is not None
        with conversation:
            list(conversation.go(5.0))

    def select(self, text: str) -> None:
        """Be a program in which this text is selected."""
        self.desk.start("xclip", "-selection", "primary", "-quiet", "-i", self._file(text))
        until(lambda: self._selected() == text)

    def _selected(self) -> str:
        """Return what is selected, "" while nobody has said so."""
        command = ("xclip", "-selection", "primary", "-o")
        return subprocess.run(command, env=self.desk.environ, capture_output=True, text=True, check=False).stdout

    def _file(self, text: str) -> Path:
        made = self.desk.folder / "selected"
        made.write_text(text, encoding="utf-8")
        return made

    def hotkey_works(self) -> bool:
        """Press the hotkey, and say whether the window has come."""
        self.desk.key("ctrl+alt+s")
        try:
            return bool(until(lambda: self.windows("^Snom dialer$"), 0.5))
        except AssertionError:
            return False

    def tray_icon(self) -> tuple[int, int] | None:
        """Return the middle of the icon in the tray, on the screen."""
        tree = self.desk.run("xwininfo", "-root", "-tree")
        for line in tree.splitlines():
            if '("snom-dialer" "snom-dialer")' in line and " 24x24+" in line:
                left, top = (int(number) for number in line.split()[-1].removeprefix("+").split("+"))
                return left + 12, top + 12
        return None

    def status(self) -> dict[str, Any]:
        """Return how the program stands."""
        conversation = hand_over(self.places.socket, "status", {}, patience=5.0)
        assert conversation is not None
        with conversation:
            (answer,) = conversation.go(5.0)
        done = answer["done"]
        assert isinstance(done, dict)
        return done

    def dunst(self, *arguments: str) -> str:
        """Ask the program that shows notifications something; "" while it is not there."""
        asked = subprocess.run(
            ("dunstctl", *arguments), env=self.desk.environ, capture_output=True, text=True, check=False
        )
        return asked.stdout.strip() if asked.returncode == 0 else ""

    def ended(self) -> int:
        """Wait for its end, and return the exit status."""
        assert self.program is not None
        return self.program.wait(PATIENCE)

    def said(self) -> str:
        """Return what it said on standard error."""
        return (self.desk.folder / "snom-dialer.log").read_text(encoding="utf-8")


def configuration(sim: SimulatorThread, **more: object) -> str:
    phone = {"name": "desk", "host": host_of(sim), "username": "admin", "password": "0000"}
    return json.dumps({"version": 2, "phones": [phone], "callback": {"port": 0}, **more})


@contextmanager
def desktop(folder: Path, *, tray: bool = True, bus: bool = False, **config: object) -> Iterator[Desktop]:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as sim, screen(folder, tray=tray, bus=bus) as desk:
        where = places(folder / "c.json", desk.environ)
        where.config_file.write_text(configuration(sim, **config), encoding="utf-8")
        made = Desktop(desk, sim, where)
        yield made
        assert "Traceback" not in made.said(), made.said()
        assert "QWarn" not in made.said()


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path) as made:
        made.start("--tray")
        made.armed()
        made.xterm()
        yield made


# ---- keys ------------------------------------------------------------------------------------------------------------


def test_from_the_hotkey_to_the_call_and_back(there: Desktop) -> None:
    assert not there.windows("^Snom dialer$")
    there.open()
    assert there.typed_text() == b""  # the key did not arrive in the other window
    there.desk.type("030 39833-0")
    there.enter(1)
    assert there.sent() == ["number=030398330"]
    there.desk.key("Escape")
    until(lambda: not there.windows("^Snom dialer$"))
    there.desk.focused("editor")
    there.desk.key("ctrl+alt+x")
    until(lambda: len(there.sent()) == 2)
    assert there.sent()[1] == "RELEASE_ALL_CALLS"
    assert there.typed_text() == b""


def test_shift_enter_sends_keys(there: Desktop) -> None:
    there.open()
    there.desk.type("9196")
    time.sleep(0.35)  # the very thing that is promised: Enter is dead for so long
    there.desk.key("shift+Return")
    until(there.sent)
    assert there.sent() == ["key=9;1;9;6"]


def test_enter_held_over_from_elsewhere_dials_nothing(there: Desktop) -> None:
    there.desk.run("xdotool", "key", "--delay", "0", "ctrl+alt+s", "1", "Return")
    until(there.dialling)
    there.open()
    there.desk.type("2")
    there.enter(1)
    assert there.sent() == ["number=2"]


def test_the_same_number_at_once_is_one_call(there: Desktop) -> None:
    there.open()
    there.desk.type("101")
    there.enter(1)
    there.desk.key("Return", "Return", "KP_Enter")
    there.desk.run("xdotool", "key", "ctrl+a")
    there.desk.type("102")
    there.enter(2)
    assert there.sent() == ["number=101", "number=102"]


def test_a_recent_number_is_chosen_from_the_list(there: Desktop) -> None:
    there.dial("0301")
    there.dial("0302")
    there.open()
    there.desk.key("alt+Down")
    there.desk.key("Down", "Return")
    there.enter(3)
    assert there.sent()[2] in ("number=0302", "number=0301")


def test_the_selection_is_pasted_by_the_middle_button_and_cleaned(there: Desktop) -> None:
    there.select("+49 (0)30 / 1")
    there.open()
    window = there.desk.window("^Snom dialer$")
    there.desk.run("xdotool", "mousemove", "--window", str(window), "40", "30", "click", "2")
    there.enter(1)
    assert there.sent() == ["number=%2B49301"]


def test_the_selected_text_comes_by_a_command(there: Desktop) -> None:
    there.select("tel:+49-30-2")
    there.tell("dial-selection")
    until(there.dialling)
    there.enter(1)
    assert there.sent() == ["number=%2B49302"]


# ---- cards -----------------------------------------------------------------------------------------------------------


def test_a_call_comes_up_and_disturbs_nobody(there: Desktop) -> None:
    there.desk.focused("editor")
    there.desk.type("before")
    there.sim.ring("030123", "Anna")
    until(lambda: there.windows("Calls now"))
    there.desk.type(" and after ")
    there.desk.key("space", "Return")
    until(lambda: there.typed_text().endswith(b"\r"))
    assert there.typed_text() == b"before and after  \r"
    (card,) = there.windows("Calls now")
    until(lambda: "SKIP_TASKBAR" in there.desk.run("xprop", "-id", card, "_NET_WM_STATE"))
    assert there.focus() == "editor"
    assert there.sent() == []


def test_a_card_comes_back_when_the_program_was_killed_in_mid_call(there: Desktop) -> None:
    there.sim.ring("030123", "Anna")
    until(lambda: there.windows("Calls now"))
    assert there.program is not None
    there.program.kill()
    there.program.wait()
    there.start("--tray")
    until(lambda: there.windows("Calls now"))


# ---- its life --------------------------------------------------------------------------------------------------------


def test_a_second_start_shows_the_window_of_the_first_with_the_number(there: Desktop) -> None:
    config = f"--config={there.places.config_file}"
    there.desk.run(SCRIPT, "tel:+49-30-3", config)
    until(there.dialling)
    assert there.sent() == []  # it was filled in, not dialled
    there.enter(1)
    assert there.sent() == ["number=%2B49303"]


def test_starts_in_the_same_moment_leave_one_window(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        config = f"--config={made.places.config_file}"
        started = [made.desk.start(SCRIPT, f"030{number}", config) for number in range(4)]
        until(lambda: sorted(each.poll() is None for each in started) == [False, False, False, True], 30)
        assert [each.poll() for each in started if each.poll() is not None] == [0, 0, 0]
        assert len(until(lambda: made.windows("^Snom dialer$"))) == 1
        made.program = next(each for each in started if each.poll() is None)
        made.tell("quit")
        assert made.ended() == 0


def test_a_second_start_without_a_configuration_opens_no_second_window(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.places.config_file.unlink()
        made.program = made.desk.start(SCRIPT, f"--config={made.places.config_file}")
        made.desk.focused("Snom dialer")
        second = made.desk.start(SCRIPT, f"--config={made.places.config_file}")
        assert second.wait(20) == 8
        made.program.send_signal(signal.SIGTERM)
        assert made.ended() == 0


def test_the_end_of_the_screen_gives_the_phone_its_settings_back(there: Desktop) -> None:
    """As a log-out without a session manager does it."""
    assert there.desk.server is not None
    assert there.sim.phone.settings.get("action_incoming_url")
    there.desk.server.kill()
    there.ended()
    assert not there.sim.phone.settings.get("action_incoming_url")


@pytest.mark.parametrize("text", ["{broken", '{"version": 3}'])
def test_a_signal_ends_it_while_it_asks_about_the_configuration(tmp_path: Path, text: str) -> None:
    with desktop(tmp_path) as made:
        made.places.config_file.write_text(text, encoding="utf-8")
        made.program = made.desk.start(SCRIPT, f"--config={made.places.config_file}")
        made.desk.focused("Snom dialer")
        made.program.send_signal(signal.SIGTERM)
        assert made.ended() == 0
        assert made.places.config_file.read_text(encoding="utf-8") == text


def test_without_a_journal_it_dials_all_the_same(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.places.state_dir.mkdir(mode=0o700)
        (made.places.state_dir / "journal.sqlite").mkdir()  # in the way, as far as SQLite is concerned
        made.start()
        made.open()
        made.desk.type("0301")
        made.enter(1)
        made.tell("quit")
        assert made.ended() == 0


@pytest.mark.parametrize("way", ["quit", "SIGTERM", "SIGINT", "SIGHUP"])
def test_it_ends_cleanly_and_gives_the_phone_its_settings_back(there: Desktop, way: str) -> None:
    there.sim.ring("030123", "Anna")  # even in mid-call
    until(lambda: there.windows("Calls now"))
    assert there.program is not None
    if way == "quit":
        there.tell("quit")
    else:
        there.program.send_signal(signal.Signals[way])
    assert there.ended() == 0
    assert not there.sim.phone.settings.get("action_incoming_url")


@pytest.mark.timeout(180)
def test_thirty_starts_in_a_row_have_their_hotkeys_and_end_well(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        for _ in range(30):
            made.start("--tray")
            until(made.hotkey_works)
            made.tell("quit")
            assert made.ended() == 0


def test_without_a_tray_the_window_opens(tmp_path: Path) -> None:
    with desktop(tmp_path, tray=False) as made:
        made.start()
        made.desk.window("^Snom dialer$")
        made.tell("quit")
        assert made.ended() == 0


def test_the_tray_menu_and_icon_can_be_clicked(there: Desktop) -> None:
    left, top = until(there.tray_icon) or (0, 0)
    there.desk.run("xdotool", "mousemove", str(left), str(top), "click", "1")
    until(there.dialling)
    there.desk.key("Escape")
    until(lambda: not there.windows("^Snom dialer$"))
    there.desk.run("xdotool", "mousemove", str(left), str(top), "click", "3")
    there.desk.key("q")  # the mnemonic of Quit
    assert there.ended() == 0


@pytest.mark.parametrize("missing", ["nothing to write to", "no bus"])
def test_it_starts_where_much_is_missing(tmp_path: Path, missing: str) -> None:
    with desktop(tmp_path) as made:
        environ = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"} if missing == "no bus" else {}
        if missing == "nothing to write to":
            made.places.state_dir.write_text("a file where a directory is to be")
            config = f"--config={made.places.config_file}"
            made.program = made.desk.start(SCRIPT, config)
        else:
            made.start(environ=environ)
        made.desk.window("^Snom dialer$")
        assert made.program is not None
        made.program.send_signal(signal.SIGTERM)
        assert made.ended() == 0


def test_a_screen_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.program = made.desk.start(SCRIPT, "030", environ={"DISPLAY": ":4711"})
        assert made.ended() == 8
        assert "there is no screen" in made.said()


def test_a_broken_configuration_offers_the_last_good_copy(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.start("--tray")
        made.tell("quit")
        assert made.ended() == 0
        good = made.places.config_file.read_text(encoding="utf-8")
        made.places.config_file.write_text("{broken", encoding="utf-8")
        made.program = made.desk.start(SCRIPT, f"--config={made.places.config_file}")
        made.desk.focused("Snom dialer")
        made.desk.key("Return")  # the good copy is the default
        until(lambda: running_pid(made.places.socket))
        assert made.places.config_file.read_text(encoding="utf-8") == good
        assert made.places.config_file.with_name("c.json.broken").read_text(encoding="utf-8") == "{broken"
        made.tell("quit")
        assert made.ended() == 0


def test_no_file_leads_straight_into_the_settings(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.places.config_file.unlink()
        made.program = made.desk.start(SCRIPT, f"--config={made.places.config_file}")
        made.desk.focused("Snom dialer")
        made.desk.key("Escape")
        assert made.ended() == 0
        assert not made.places.config_file.exists()


# ---- what else is on the desktop -------------------------------------------------------------------------------------


def test_nothing_comes_up_over_a_window_that_fills_the_screen(there: Desktop) -> None:
    there.desk.start("xterm", "-fullscreen", "-T", "film")
    there.desk.focused("film")
    until(lambda: "FULLSCREEN" in there.desk.run("xprop", "-name", "film", "_NET_WM_STATE"))
    there.sim.ring("030123", "Anna")
    until(lambda: there.status()["calls"])
    there.sim.remote_hang_up()
    until(lambda: not there.status()["calls"])
    assert not there.windows("Calls now")


def test_a_call_as_a_notification_of_the_desktop(tmp_path: Path) -> None:
    with desktop(tmp_path, bus=True, appearance={"calls": "notification"}) as made:
        made.desk.start("dunst", "-conf", "/dev/null")
        until(lambda: made.dunst("is-paused"))
        made.start("--tray")
        made.armed()
        made.sim.ring("030123", "Anna & Co")
        until(lambda: made.dunst("count", "displayed") == "1")
        assert not made.windows("Calls now")
        made.dunst("action")  # a click on it
        until(lambda: made.windows("^Calls"))
        made.sim.remote_hang_up()
        made.tell("quit")
        assert made.ended() == 0


def test_the_demo_shows_tray_window_and_a_call(tmp_path: Path) -> None:
    with desktop(tmp_path) as made:
        made.program = made.desk.start(SCRIPT, "demo", "--desktop", stdout=subprocess.DEVNULL)
        made.desk.window("^Snom dialer$")
        until(made.tray_icon)
        until(lambda: made.windows("Calls now"))
        made.program.send_signal(signal.SIGINT)
        assert made.ended() == 0


def test_a_key_that_another_program_has_is_told_beside_the_tray(tmp_path: Path) -> None:
    with desktop(
        tmp_path, tray=False, bus=True, hotkeys={"show_window": "<ctrl>+<alt>+s", "hangup": "nonsense"}
    ) as made:
        taken = made.desk.start(sys.executable, "-c", _GRAB, stdout=subprocess.PIPE)
        assert taken.stdout is not None
        assert taken.stdout.readline() == b"taken\n"
        with FakeWatcher(made.desk.environ["DBUS_SESSION_BUS_ADDRESS"]) as panel:
            made.start("--tray")
            made.armed()
            item = panel.item()
            until(lambda: "Ctrl+Alt+S" in item.get("ToolTip")[2])
            assert "nonsense" in item.get("ToolTip")[2]
            made.tell("quit")
            assert made.ended() == 0


_GRAB = """
import asyncio, os
from snom_dialer.system.hotkey import hotkeys_for, parse_chord
async def main():
    hotkeys = await hotkeys_for(lambda *_: None, environ=os.environ)
    bound = await hotkeys.bind({"a": parse_chord("<ctrl>+<alt>+s")})
    print("taken" if bound["a"].trouble is None else bound, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
