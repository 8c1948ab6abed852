"""The program starts with the session, with exactly the arguments that were meant, or it does not."""

import os
import plistlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snom_dialer.errors import Code, ComputerError
from snom_dialer.system.autostart import DesktopFile, LaunchAgent, RunKey, autostart_for, command_of_this_program
from snom_dialer.system.desktop_entry import entry, exec_value, read_entry

ODD = [
    "/opt/Snom dialer/snom-dialer",
    "--config",
    "/home/a/100% \"$HOME\" `x` 'y' \\ ~;|&<>()*?#.json",
    "",
    "ä\n\t\r%f",
]


# ---- the command -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "frozen", "argv0", "expected"),
    [
        pytest.param(["python3"], True, "x", ["{bin}/python3"], id="packed"),
        pytest.param(["python3", "snom-dialer"], False, "x", ["{bin}/snom-dialer"], id="script-beside"),
        pytest.param(["python3", "own/snom-dialer"], False, "own/snom-dialer", ["{bin}/own/snom-dialer"], id="script"),
        pytest.param(["python3", "own/x"], False, "own/x", ["{bin}/python3", "-m", "snom_dialer"], id="other-script"),
        pytest.param(["python3"], False, "snom-dialer", ["{bin}/python3", "-m", "snom_dialer"], id="no-script"),
        pytest.param(
            ["python3", "snom-dialer", "pythonw.exe"],
            False,
            "x",
            ["{bin}/pythonw.exe", "-m", "snom_dialer"],
            id="windows",
        ),
    ],
)
def test_the_command_starts_what_runs_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[str], frozen: bool, argv0: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    got = command_of_this_program("--config", "/x", executable=f"{tmp_path}/python3", frozen=frozen, argv0=argv0)
    assert got == [*(part.format(bin=tmp_path) for part in expected), "--config", "/x"]


def test_the_command_of_these_tests_runs() -> None:
    command = command_of_this_program("--version", argv0="")
    assert subprocess.run(command, capture_output=True, text=True).stdout.startswith("snom-dialer ")


# ---- Linux -----------------------------------------------------------------------------------------------------------


def parsed(line: str) -> list[str]:
    """Read an Exec line as a desktop does: the escapes of the string, the quotes, the field codes, in this order."""
    escapes = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    signs = iter(line)
    text = "".join(escapes[next(signs)] if sign == "\\" else sign for sign in signs)
    words = []
    while text:
        found = re.match(r'"((?:[^"\\`$]|\\["\\`$])*)"( |$)', text) or re.match(
            r"([^\s\"'\\><~|&;$*?#()`]+)( |$)", text
        )
        assert found, "reserved outside quotes, or not escaped inside"
        word = re.sub(r"\\(.)", r"\1", found[1])
        assert "%" not in word.replace("%%", ""), "a field code"
        words.append(word.replace("%%", "%"))
        text = text[found.end() :]
    return words


@example(ODD)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_what_goes_into_an_exec_line_comes_out(command: list[str]) -> None:
    text = entry({"Exec": exec_value(command), "Terminal": "false"})
    assert text.count("\n") == 3  # no argument makes a line of its own
    found = read_entry(text)
    assert parsed(found["Exec"]) == command
    assert found["Terminal"] == "false"


def test_each_reserved_sign_needs_quotes() -> None:
    for sign in " \t\n\"'\\><~|&;$*?#()`":
        assert exec_value([f"a{sign}"]).startswith('"a'), sign


def test_a_plain_command_needs_no_quotes() -> None:
    command = ["/usr/bin/snom-dialer", "--config=/home/a_b/.x-1.json", "+49:1@h,2"]
    assert exec_value(command) == " ".join(command)


@pytest.fixture
def desktop(tmp_path: Path) -> DesktopFile:
    return DesktopFile(tmp_path / "own", [tmp_path / "shared"], ["ubuntu", "GNOME"])


def own(tmp_path: Path) -> Path:
    return tmp_path / "own/autostart/snom-dialer.desktop"


def shared(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shared/autostart/snom-dialer.desktop"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")


def test_it_is_enabled_and_disabled(desktop: DesktopFile, tmp_path: Path) -> None:
    assert not desktop.enabled()
    desktop.disable()
    desktop.enable(["/old"])
    desktop.enable(["/usr/bin/snom-dialer", "--config", "/a b"])
    assert desktop.enabled()
    assert own(tmp_path).read_text(encoding="utf-8") == (
        "[Desktop Entry]\nType=Application\nName=Snom dialer\n"
        'Exec=/usr/bin/snom-dialer --config "/a b"\nTerminal=false\nX-GNOME-Autostart-enabled=true\n'
    )
    desktop.disable()
    assert not desktop.enabled()
    assert list(own(tmp_path).parent.iterdir()) == []


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="Debian package desktop-file-utils")
@pytest.mark.parametrize("hidden", [False, True])
def test_the_file_is_valid(desktop: DesktopFile, tmp_path: Path, hidden: bool) -> None:
    if hidden:
        shared(tmp_path, "[Desktop Entry]\nExec=x\n")
        desktop.disable()
    else:
        desktop.enable(ODD)
    done = subprocess.run(["desktop-file-validate", own(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("Exec=x", True, id="plain"),
        pytest.param("", False, id="nothing"),
        pytest.param("Exec=", False, id="no-command"),
        pytest.param("# Exec=x", False, id="comment"),
        pytest.param("[Other]\nExec=x", False, id="other-group"),
        pytest.param("Exec = x\n[Other]\nHidden=true", True, id="hidden-in-another-group"),
        pytest.param("Exec=x\nHidden=true", False, id="hidden"),
        pytest.param("Exec=x\nHidden=false", True, id="not-hidden"),
        pytest.param("Exec=x\nX-GNOME-Autostart-enabled=false", False, id="switched-off"),
        pytest.param("Exec=x\nOnlyShowIn=KDE;XFCE;", False, id="only-elsewhere"),
        pytest.param("Exec=x\nOnlyShowIn=", False, id="only-nowhere"),
        pytest.param("Exec=x\nOnlyShowIn=KDE;GNOME;", True, id="only-here"),
        pytest.param("Exec=x\nNotShowIn=GNOME;", False, id="not-here"),
        pytest.param("Exec=x\nNotShowIn=KDE;", True, id="not-elsewhere"),
    ],
)
def test_what_the_file_says_counts(desktop: DesktopFile, tmp_path: Path, lines: str, expected: bool) -> None:
    own(tmp_path).parent.mkdir(parents=True)
    own(tmp_path).write_text(f"[Desktop Entry]\n{lines}\n", encoding="utf-8")
    assert desktop.enabled() is expected


def test_a_desktop_without_a_name_is_not_meant_by_an_empty_list(tmp_path: Path) -> None:
    shared(tmp_path, "[Desktop Entry]\nExec=x\nOnlyShowIn=\n")
    assert not DesktopFile(tmp_path / "own", [tmp_path / "shared"], [""]).enabled()


def test_what_an_administrator_installed_is_hidden_and_not_removed(desktop: DesktopFile, tmp_path: Path) -> None:
    shared(tmp_path, "[Desktop Entry]\nExec=x\n")
    assert desktop.enabled()
    desktop.disable()
    assert not desktop.enabled()
    assert read_entry(own(tmp_path).read_text(encoding="utf-8"))["Hidden"] == "true"
    desktop.enable(["/usr/bin/snom-dialer"])
    assert desktop.enabled()


def test_a_link_stays_a_link(desktop: DesktopFile, tmp_path: Path) -> None:
    own(tmp_path).parent.mkdir(parents=True)
    own(tmp_path).symlink_to(tmp_path / "kept")
    desktop.enable(["/x"])
    assert own(tmp_path).is_symlink()
    assert "Exec=/x" in (tmp_path / "kept").read_text(encoding="utf-8")


def test_the_directories_are_those_of_the_environment(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": "relative", "XDG_CONFIG_DIRS": f"x:{tmp_path}/shared"}
    shared(tmp_path, "[Desktop Entry]\nExec=x\nOnlyShowIn=XFCE;\n")
    assert not autostart_for(environ, "linux").enabled()
    usual = autostart_for({"HOME": str(tmp_path)}, "linux")
    assert isinstance(usual, DesktopFile)
    assert usual._shared == [Path("/etc/xdg/autostart/snom-dialer.desktop")]
    started = autostart_for(environ | {"XDG_CURRENT_DESKTOP": "X:XFCE"}, "linux")
    assert started.enabled()
    started.disable()
    assert (tmp_path / ".config/autostart/snom-dialer.desktop").exists()
    autostart_for(environ | {"XDG_CONFIG_HOME": f"{tmp_path}/own"}, "linux").enable(["/x"])
    assert own(tmp_path).exists()


# ---- macOS -----------------------------------------------------------------------------------------------------------


def test_a_launch_agent_is_enabled_and_disabled(tmp_path: Path) -> None:
    agent = autostart_for({"HOME": str(tmp_path)}, "darwin")
    path = tmp_path / "Library/LaunchAgents/net.snom-dialer.plist"
    assert not agent.enabled()
    agent.disable()
    agent.enable(ODD)
    assert agent.enabled()
    found = plistlib.loads(path.read_bytes())
    # XML has one kind of line end.
    assert found["ProgramArguments"] == [part.replace("\r", "\n") for part in ODD]
    assert (found["Label"], found["RunAtLoad"]) == ("net.snom-dialer", True)
    assert "KeepAlive" not in found
    agent.disable()
    assert not agent.enabled()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("found", [[], {}, {"RunAtLoad": False}, {"RunAtLoad": True, "Disabled": True}])
def test_an_agent_that_does_not_run_is_not_enabled(tmp_path: Path, found: Any) -> None:
    (tmp_path / "net.snom-dialer.plist").write_bytes(plistlib.dumps(found))
    assert not LaunchAgent(tmp_path).enabled()


def test_a_broken_agent_is_not_enabled(tmp_path: Path) -> None:
    (tmp_path / "net.snom-dialer.plist").write_bytes(b"<?xml version='1.0'?><plist><dict>")
    assert not LaunchAgent(tmp_path).enabled()


# ---- Windows ---------------------------------------------------------------------------------------------------------


class FakeRegistry:
    """As much of winreg as is used, with its rules: access is asked for, and what is not there is an OSError."""

    HKEY_CURRENT_USER, KEY_QUERY_VALUE, KEY_SET_VALUE, REG_SZ = 1, 0x1, 0x2, 1

    def __init__(self, *, there: bool = True, denied: bool = False) -> None:
        self.keys: dict[str, dict[str, tuple[str, int]]] = {}
        self.denied = denied
        if there:
            self.keys[r"Software\Microsoft\Windows\CurrentVersion\Run"] = {"Snom-Dialer": ("original.exe", 1)}

    def OpenKey(self, root: int, name: str, reserved: int, access: int) -> "FakeKey":  # noqa: N802
        assert (root, reserved) == (1, 0)
        if self.denied:
            raise PermissionError(13, "Access is denied")
        if name not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return FakeKey(self.keys[name], access)

    def CreateKeyEx(self, root: int, name: str, reserved: int, access: int) -> "FakeKey":  # noqa: N802
        if not self.denied:
            self.keys.setdefault(name, {})
        return self.OpenKey(root, name, reserved, access)

    def QueryValueEx(self, key: "FakeKey", name: str) -> tuple[str, int]:  # noqa: N802
        return key.values(self.KEY_QUERY_VALUE, name)[name]

    def SetValueEx(self, key: "FakeKey", name: str, reserved: int, kind: int, value: str) -> None:  # noqa: N802
        assert reserved == 0
        key.values(self.KEY_SET_VALUE)[name] = value, kind

    def DeleteValue(self, key: "FakeKey", name: str) -> None:  # noqa: N802
        del key.values(self.KEY_SET_VALUE, name)[name]

    def run(self) -> dict[str, tuple[str, int]]:
        return self.keys[r"Software\Microsoft\Windows\CurrentVersion\Run"]


class FakeKey:
    """A key that is open until it is left."""

    def __init__(self, values: dict[str, tuple[str, int]], access: int) -> None:
        self._values = values
        self._access = access

    def __enter__(self) -> "FakeKey":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._access = 0

    def values(self, access: int, name: str | None = None) -> dict[str, tuple[str, int]]:
        assert self._access & access, "not opened for that"
        if name is not None and name not in self._values:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self._values


@pytest.mark.parametrize("there", [True, False])
def test_a_run_value_is_set_and_deleted_and_no_other_is_touched(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    registry: Any = FakeRegistry(there=there)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    run = autostart_for({}, "win32")
    assert not run.enabled()
    run.disable()
    run.enable([r"C:\Program Files\x.exe", "--config", 'a "b"'])
    assert run.enabled()
    assert registry.run()["Snom dialer"] == (r'"C:\Program Files\x.exe" --config "a \"b\""', 1)
    run.disable()
    assert not run.enabled()
    assert registry.run() == ({"Snom-Dialer": ("original.exe", 1)} if there else {})


def test_a_command_that_windows_would_ignore_is_refused() -> None:
    registry = FakeRegistry()
    RunKey(registry).enable(["x" * 260])
    with pytest.raises(ComputerError, match="260"):
        RunKey(registry).enable(["y" * 261])
    assert registry.run()["Snom dialer"][0] == "x" * 260


# ---- failures --------------------------------------------------------------------------------------------------------


def assert_fails(action: str, work: Callable[[], object]) -> None:
    with pytest.raises(ComputerError) as caught:
        work()
    assert caught.value.code is Code.FILE_FAILED
    assert caught.value.values["action"] == action
    assert str(caught.value.values["reason"]) not in ("", "None")


def test_a_registry_that_says_no_is_one_error() -> None:
    run = RunKey(FakeRegistry(denied=True))
    assert_fails("read", run.enabled)
    assert_fails("written", lambda: run.enable(["x"]))
    assert_fails("deleted", run.disable)


@pytest.mark.parametrize("kind", ["desktop", "agent"])
def test_a_file_that_cannot_be_used_is_one_error(desktop: DesktopFile, tmp_path: Path, kind: str) -> None:
    path = own(tmp_path) if kind == "desktop" else tmp_path / "net.snom-dialer.plist"
    started = desktop if kind == "desktop" else LaunchAgent(tmp_path)
    (path / "in the way").mkdir(parents=True)
    assert_fails("read", started.enabled)
    assert_fails("written", lambda: started.enable(["x"]))
    assert_fails("deleted", started.disable)
    assert [found.name for found in path.parent.iterdir() if found.name.endswith(".new")] == []


def test_a_directory_that_cannot_be_made_is_one_error(desktop: DesktopFile, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file", encoding="utf-8")
    assert_fails("written", lambda: desktop.enable(["x"]))
    if sys.platform == "linux":
        assert_fails("written", lambda: LaunchAgent(Path("/proc/none")).enable(["x"]))


@pytest.mark.parametrize("argument", ["\udcff", "a\0"])
def test_an_argument_that_no_such_file_can_hold_is_one_error(tmp_path: Path, argument: str) -> None:
    agent = LaunchAgent(tmp_path)
    agent.enable(["former"])
    assert_fails("written", lambda: agent.enable([argument]))
    assert plistlib.loads((tmp_path / "net.snom-dialer.plist").read_bytes())["ProgramArguments"] == ["former"]
    assert [path.name for path in tmp_path.iterdir()] == ["net.snom-dialer.plist"]


def test_a_name_that_is_not_utf8_is_one_error(desktop: DesktopFile, tmp_path: Path) -> None:
    assert_fails("written", lambda: desktop.enable([os.fsdecode(b"/home/\xff")]))
    assert not desktop.enabled()


@pytest.mark.parametrize("environ", [{}, {"HOME": "relative"}])
def test_a_user_without_a_home_is_one_error(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    assert_fails("found", lambda: autostart_for(environ, "linux"))
