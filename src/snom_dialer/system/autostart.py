r"""Starts this program with the user's desktop session, or no longer.

    Linux      autostart/snom-dialer.desktop in the user's configuration (XDG autostart)
    Windows    the value "Snom dialer" of HKEY_CURRENT_USER\…\Run; what the user switches off in the Task Manager
               stands elsewhere, is left alone, and still counts as enabled here
    macOS      a LaunchAgent, started once at log-in and not again when it ends

Windows and macOS: not tried on the real thing. On Linux no desktop either; the form of the file was.

Not for: what is started (the caller names it), or a service of the system.
"""

import os
import plistlib
import subprocess  # list2cmdline only; nothing is started here
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.system.desktop_entry import entry, exec_value, is_shown, read_entry

_NAME = "Snom dialer"
_SCRIPT = "snom-dialer"
_DESKTOP_FILE = "autostart/snom-dialer.desktop"
_LABEL = "net.snom-dialer"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_LONGEST_RUN = 260  # characters; Windows ignores a longer command there

_Result = TypeVar("_Result")


class Autostart(Protocol):
    """Whether the program starts with the session. Every method raises FILE_FAILED."""

    def enabled(self) -> bool:
        """Whether it does."""

    def enable(self, command: Sequence[str]) -> None:
        """Have this command started from the next session on, in the place of any former one."""

    def disable(self) -> None:
        """Have nothing started any more. No fault where nothing is."""


def autostart_for(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Autostart:
    """Return the way of this system, for the user whose environment that is. Raises FILE_FAILED without a home."""
    if platform == "win32":
        import winreg

        return RunKey(winreg)
    if platform == "darwin":
        return LaunchAgent(_home(environ) / "Library/LaunchAgents")
    own = _directories(environ.get("XDG_CONFIG_HOME", "")) or [_home(environ) / ".config"]
    shared = _directories(environ.get("XDG_CONFIG_DIRS", "")) or [Path("/etc/xdg")]
    return DesktopFile(own[0], shared, environ.get("XDG_CURRENT_DESKTOP", "").split(":"))


def command_of_this_program(
    *options: str,
    executable: str = sys.executable,
    frozen: bool = getattr(sys, "frozen", False),
    argv0: str = sys.argv[0],
) -> list[str]:
    """Return the command that starts this program again, with these options ("--config", FILE)."""
    return [*_program(Path(executable), frozen, Path(argv0).absolute()), *options]


def _program(executable: Path, frozen: bool, started: Path) -> list[str]:
    if frozen:
        return [str(executable)]
    windowless = executable.with_name("pythonw.exe")  # on Windows the others would open a console
    if windowless.is_file():
        return [str(windowless), "-m", "snom_dialer"]
    for script in (executable.with_name(_SCRIPT), started):
        if script.name == _SCRIPT and script.is_file():
            return [str(script)]
    return [str(executable), "-m", "snom_dialer"]


# ---- Linux -----------------------------------------------------------------------------------------------------------


class DesktopFile:
    """XDG autostart. A file in `own` hides those of the same name in `shared`; `desktops` is XDG_CURRENT_DESKTOP."""

    def __init__(self, own: Path, shared: Sequence[Path], desktops: Sequence[str]) -> None:
        self._path = own / _DESKTOP_FILE
        self._shared = [directory / _DESKTOP_FILE for directory in shared]
        self._desktops = desktops

    def enabled(self) -> bool:
        """Whether this desktop starts the file that counts."""
        for path in (self._path, *self._shared):
            data = _content(path)
            if data is not None:
                return is_shown(read_entry(data.decode(errors="replace")), self._desktops)
        return False

    def enable(self, command: Sequence[str]) -> None:
        """Write the file."""
        # No icon: a desktop shows autostart entries in its settings only, and a missing one looks broken there.
        self._write({"Exec": exec_value(command), "Terminal": "false", "X-GNOME-Autostart-enabled": "true"})

    def disable(self) -> None:
        """Remove the file, or have it hide the one of an administrator."""
        if any(_content(path) is not None for path in self._shared):
            self._write({"Hidden": "true"})  # of what an administrator has installed, nothing else keeps us away
        else:
            _remove(self._path)

    def _write(self, values: Mapping[str, str]) -> None:
        text = entry({"Type": "Application", "Name": _NAME} | dict(values))
        _write(self._path, text.encode)


def _directories(text: str) -> list[Path]:
    """Return the directories of a list; the specification wants relative ones ignored."""
    return [Path(part) for part in text.split(":") if part.startswith("/")]


# ---- macOS -----------------------------------------------------------------------------------------------------------


class LaunchAgent:
    """A LaunchAgent in that directory."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / f"{_LABEL}.plist"

    def enabled(self) -> bool:
        """Whether the agent is there and meant to run."""
        data = _content(self._path)
        try:
            found = plistlib.loads(data or b"")
        except Exception:  # noqa: BLE001 - expat, ValueError and others; what cannot be read starts nothing
            return False
        return isinstance(found, dict) and found.get("RunAtLoad") is True and found.get("Disabled") is not True

    def enable(self, command: Sequence[str]) -> None:
        """Write the agent; macOS reads it at the next log-in."""
        values = {
            "Label": _LABEL,
            "ProgramArguments": list(command),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",  # with a desktop only
            "ProcessType": "Interactive",  # or it would be slowed down
        }
        _write(self._path, lambda: plistlib.dumps(values))

    def disable(self) -> None:
        """Remove the agent."""
        _remove(self._path)


# ---- Windows ---------------------------------------------------------------------------------------------------------


class RunKey:
    """The Run key of the user, in `registry`: the module winreg."""

    def __init__(self, registry: Any) -> None:
        self._registry = registry

    def enabled(self) -> bool:
        """Whether the value is there."""

        def read() -> bool:
            with self._open(self._registry.KEY_QUERY_VALUE) as key:
                value, _ = self._registry.QueryValueEx(key, _NAME)
            return bool(value)

        return _guarded(read, f"{_RUN}\\{_NAME}", "read") or False

    def enable(self, command: Sequence[str]) -> None:
        """Set the value; a command of more than 260 characters is refused, as Windows would ignore it."""
        line = subprocess.list2cmdline(command)
        if len(line) > _LONGEST_RUN:
            raise _failed(f"{_RUN}\\{_NAME}", "written", f"{line} has more than {_LONGEST_RUN} characters")

        def write() -> None:
            with self._open(self._registry.KEY_SET_VALUE, self._registry.CreateKeyEx) as key:
                self._registry.SetValueEx(key, _NAME, 0, self._registry.REG_SZ, line)

        _guarded(write, f"{_RUN}\\{_NAME}", "written")

    def disable(self) -> None:
        """Delete the value."""

        def delete() -> None:
            with self._open(self._registry.KEY_SET_VALUE) as key:
                self._registry.DeleteValue(key, _NAME)

        _guarded(delete, f"{_RUN}\\{_NAME}", "deleted")

    def _open(self, access: int, way: Callable[..., Any] | None = None) -> Any:
        return (way or self._registry.OpenKey)(self._registry.HKEY_CURRENT_USER, _RUN, 0, access)


# ---- files -----------------------------------------------------------------------------------------------------------


def _home(environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME", "")
    try:
        return Path(home) if home.startswith("/") else Path.home()
    except RuntimeError:
        raise _failed("~", "found", "HOME is not set to a directory") from None


def _content(path: Path) -> bytes | None:
    return _guarded(path.read_bytes, path, "read")


def _remove(path: Path) -> None:
    _guarded(path.unlink, path, "deleted")


def _write(path: Path, content: Callable[[], bytes]) -> None:
    """Put it in the place of the former one as a whole; a link of somebody who keeps such files elsewhere stays."""

    def write() -> None:
        target = Path(os.path.realpath(path))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}.new")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content())
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    _guarded(write, path, "written")


def _guarded(work: Callable[[], _Result], path: str | Path, action: str) -> _Result | None:
    """Do it; None where something is not there. Every other failure is FILE_FAILED."""
    try:
        return work()
    except FileNotFoundError as error:
        if action == "written":
            raise _failed(path, action, str(error.strerror)) from error
        return None
    except OSError as error:
        raise _failed(path, action, str(error.strerror)) from error
    except ValueError as error:  # a name that is not UTF-8, or with control characters in it
        raise _failed(path, action, "the command cannot be written in such a file") from error


def _failed(path: str | Path, action: str, reason: str) -> DialerError:
    return fault(Code.FILE_FAILED, path=path, action=action, reason=reason)
