"""A desktop of a test's own: an X server without a screen, a window manager, on request a panel with a tray and a bus.

    with screen(tmp_path, tray=True, bus=True) as desk:
        desk.start("xterm")                # runs until the desktop ends
        desk.window("xterm")               # waits until its window is shown, and gives its number
        desk.key("ctrl+alt+s")             # as from the keyboard
        desk.run("xdotool", "type", "12")  # runs to its end, and gives what it printed

Everything is private: HOME and the XDG directories lie in the test's directory, the bus starts no services, and no
key is bound to anything. Debian packages: xvfb, openbox, xdotool; with a tray tint2, with a bus dbus.
"""

import os
import select
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

PATIENCE = 20.0  # seconds for anything to start, on a machine that has much else to do
SIZE = "1280x800x24"
_FOREIGN = (
    "QT_QPA_PLATFORM",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_CURRENT_DESKTOP",
    "SESSION_MANAGER",
    "DESKTOP_STARTUP_ID",
)
_FOREIGN_HOMES = ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")

_OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew></focus>
  <desktops><number>1</number></desktops>
  <keyboard></keyboard>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Titlebar">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
  </mouse>
</openbox_config>
"""

_TINT2 = """panel_items = TS
panel_size = 100% 32
panel_position = bottom center horizontal
systray_padding = 4 4 4
"""

# Without service directories: a bus that starts the machine's own services would not be the test's own any more.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


class Screen:
    """The desktop; `environ` is what programs on it are started with, `display` the name of the X server (":7")."""

    def __init__(self, folder: Path, environ: dict[str, str], ended: ExitStack) -> None:
        self.folder = folder
        self.environ = environ
        self.server: subprocess.Popen[bytes] | None = None  # the X server
        self.bus: subprocess.Popen[bytes] | None = None  # the bus, where there is one
        self._ended = ended

    @property
    def display(self) -> str:
        return self.environ["DISPLAY"]

    def start(
        self, *command: str | Path, environ: Mapping[str, str] | None = None, stdout: int | IO[bytes] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program that is ended with the desktop; what it says to stderr goes to NAME.log in the directory.

        `environ` is put above that of the desktop.
        """
        name = Path(command[0]).name
        environ = self.environ | dict(environ or {})
        with (self.folder / f"{name}.log").open("ab") as log:
            started = subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL, stdout=stdout or log, stderr=log)
        self._ended.callback(end, started)
        return started

    def run(self, *command: str | Path, patience: float = PATIENCE) -> str:
        """Run a program to its end, and return what it printed; its failure is one of the test."""
        done = subprocess.run(
            command, env=self.environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=patience
        )
        assert done.returncode == 0, f"{command}: {done.returncode}, {done.stdout}{done.stderr}"
        return done.stdout

    def key(self, *chords: str) -> None:
        """Press and release keys as from the keyboard, in the syntax of xdotool: "ctrl+alt+s", "Return"."""
        self.run("xdotool", "key", *chords)

    def type(self, text: str) -> None:
        """Type a text as from the keyboard."""
        self.run("xdotool", "type", "--", text)

    def window(self, name: str) -> int:
        """Wait until a window whose title matches is shown, and return its number."""
        return int(self.run("xdotool", "search", "--sync", "--onlyvisible", "--name", name).split()[0])

    def focused(self, name: str) -> int:
        """Wait until a window whose title matches is shown, give it the focus, and return its number."""
        number = self.window(name)
        self.run("xdotool", "windowactivate", "--sync", str(number))
        return number

    def shot(self, path: Path) -> None:
        """Take a picture of everything, for a person to look at."""
        self.run("import", "-window", "root", path)


@contextmanager
def screen(folder: Path, *, tray: bool = False, bus: bool = False, size: str = SIZE) -> Iterator[Screen]:
    """Start a desktop whose files lie in `folder`, and end everything that was started on it."""
    with ExitStack() as ended:
        runtime = Path(ended.enter_context(TemporaryDirectory(prefix="desk-")))  # short: sockets lie in it
        desk = Screen(folder, _environ(folder, runtime), ended)
        if bus:
            desk.bus = _start_bus(desk, runtime / "bus")
        desk.server = _start_server(desk, ended, size)
        _start_manager(desk)
        if tray:
            (folder / "tint2rc").write_text(_TINT2, encoding="utf-8")
            desk.start("tint2", "-c", folder / "tint2rc")
            desk.window("tint2")
        yield desk


@contextmanager
def session_bus(folder: Path) -> Iterator[Screen]:
    """Start a bus without a screen: `environ` has DBUS_SESSION_BUS_ADDRESS and no DISPLAY."""
    with ExitStack() as ended:
        runtime = Path(ended.enter_context(TemporaryDirectory(prefix="desk-")))
        desk = Screen(folder, _environ(folder, runtime), ended)
        desk.bus = _start_bus(desk, runtime / "bus")
        yield desk


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program, the hard way if need be."""
    process.terminate()
    try:
        process.wait(1)  # those that a test has stopped, and Qt's with figures to save, do not hear it
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def line_of(descriptor: int) -> str:
    """Return the line that a program says when it is ready."""
    said = b""
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([descriptor], [], [], PATIENCE)
        piece = os.read(descriptor, 1024) if ready else b""
        assert piece, "it did not start; its log in the directory of the test says why"
        said += piece
    return said.decode().strip()


# ---- the parts -------------------------------------------------------------------------------------------------------


def _environ(folder: Path, runtime: Path) -> dict[str, str]:
    for name in ("home", "config"):
        (folder / name).mkdir(exist_ok=True)
    own = {name: value for name, value in os.environ.items() if name not in (*_FOREIGN, *_FOREIGN_HOMES, "DISPLAY")}
    return own | {
        "HOME": str(folder / "home"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_SESSION_TYPE": "x11",
        "LANG": "C.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={runtime}/none",  # without it libraries start one themselves
    }


def _start_server(desk: Screen, ended: ExitStack, size: str) -> subprocess.Popen[bytes]:
    reading, writing = os.pipe()
    ended.callback(os.close, reading)
    with (desk.folder / "Xvfb.log").open("ab") as said:
        # -noreset: it would forget the keyboard's layout as soon as the last program has gone.
        command = ("Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset")
        server = subprocess.Popen(command, env=desk.environ, pass_fds=[writing], stdout=said, stderr=said)
    os.close(writing)
    ended.callback(end, server)
    desk.environ["DISPLAY"] = ":" + line_of(reading)
    return server


def _start_manager(desk: Screen) -> None:
    rules = desk.folder / "openbox.xml"
    rules.write_text(_OPENBOX, encoding="utf-8")
    manager = desk.start("openbox", "--config-file", rules, "--startup", "echo ready", stdout=subprocess.PIPE)
    assert manager.stdout is not None
    assert line_of(manager.stdout.fileno()) == "ready"


def _start_bus(desk: Screen, path: Path) -> subprocess.Popen[bytes]:
    rules = desk.folder / "bus.xml"
    rules.write_text(_BUS.format(path=path), encoding="utf-8")
    command = ("dbus-daemon", "--nofork", "--print-address=1", f"--config-file={rules}")
    daemon = desk.start(*command, stdout=subprocess.PIPE)
    assert daemon.stdout is not None
    desk.environ["DBUS_SESSION_BUS_ADDRESS"] = line_of(daemon.stdout.fileno()).partition(",guid=")[0]
    return daemon
