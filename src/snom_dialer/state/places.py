"""Where everything lies: configuration, remembered facts, log and control socket.

Not for: reading or writing any of them.
"""

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from snom_dialer.errors import Code, fault

CONFIG_NAME = ".snom-dialer.config.json"  # in the home directory, where the original has it
CONFIG_VARIABLE = "SNOM_DIALER_CONFIG"
SOCKET_LIMIT = 100  # bytes; sun_path holds 108 on Linux and 104 on macOS, the closing zero included
_NAME = "snom-dialer"


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Places(NamedTuple):
    """The absolute paths that belong to one user and one configuration. None of them need exist yet.

    `socket` is at most 100 bytes long except on Windows, where a pipe is named after it.
    """

    config_file: Path
    state_dir: Path
    log_dir: Path
    socket: Path


def places(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> Places:
    """Find the places for the file of `--config`, else of SNOM_DIALER_CONFIG, else for the user's own configuration.

    Another file than the user's own has everything beside it in `FILE.state`, so that two never meet.
    Raises FILE_FAILED where there is no home directory, or where the directory for a short socket path is not ours.
    """
    own = _home(environ) / CONFIG_NAME
    chosen = _chosen(config, environ)
    if chosen is None or chosen == own:
        return _places(own, *_user_dirs(environ), environ)
    state = chosen.with_name(f"{chosen.name}.state")
    return _places(chosen, state, state / "log", environ)


def _chosen(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = config or environ.get(CONFIG_VARIABLE)
    # abspath and not resolve(): the state of a linked file stays beside the link, not in somebody's dotfiles.
    return Path(os.path.abspath(os.path.expanduser(named))) if named else None  # noqa: PTH100, PTH111


def _places(config: Path, state: Path, log: Path, environ: Mapping[str, str]) -> Places:
    return Places(config_file=config, state_dir=state, log_dir=log, socket=_socket(state, environ))


def _home(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path.home()
    home = environ.get("HOME", "")
    return Path(home) if home.startswith("/") else _registered_home()


def _registered_home() -> Path:
    import pwd  # rarely needed, and absent on Windows

    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir)
    except KeyError:
        raise fault(Code.FILE_FAILED, path="~", action="found", reason="HOME is not set to a directory") from None


def _user_dirs(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """State and log directory of the user's own configuration."""
    return _linux_dirs(environ) if sys.platform == "linux" else _platform_dirs()


def _linux_dirs(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Apply the XDG rule, written out here because importing platformdirs would cost a batch dial 30 ms."""
    base = environ.get("XDG_STATE_HOME", "")
    state = (Path(base) if base.startswith("/") else _home(environ) / ".local/state") / _NAME
    return state, state / "log"


def _platform_dirs() -> tuple[Path, Path]:
    import platformdirs

    state = platformdirs.user_state_dir(_NAME, appauthor=False)
    return Path(state), Path(platformdirs.user_log_dir(_NAME, appauthor=False))


# ---- the control socket ---------------------------------------------------------------------------------------------


def _socket(state: Path, environ: Mapping[str, str]) -> Path:
    wanted = state / "control.sock"
    if sys.platform == "win32" or _fits(wanted):
        return wanted
    import hashlib

    name = hashlib.sha256(os.fsencode(state)).hexdigest()[:16] + ".sock"
    short = _runtime_dir(environ) / f"{_NAME}-{name}"
    return short if _fits(short) else _shared_dir() / name


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= SOCKET_LIMIT


def _runtime_dir(environ: Mapping[str, str]) -> Path:
    """The user's runtime directory, also where a cron job was not told of it; else a directory of our own in /tmp."""
    for text in (environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{os.getuid()}"):
        if text.startswith("/") and _private(Path(text)):
            return Path(text)
    return _shared_dir()


def _shared_dir() -> Path:
    # TMPDIR may differ between the running program and a command, and then they would not find each other.
    directory = Path(f"/tmp/{_NAME}-{os.getuid()}")  # noqa: S108 - made 0700 and checked to be ours
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise fault(Code.FILE_FAILED, path=directory, action="made", reason=error.strerror) from error
    if not _private(directory):
        raise fault(
            Code.FILE_FAILED, path=directory, action="used", reason="it belongs to, or is open to, somebody else"
        )
    return directory


def _private(directory: Path) -> bool:
    """Whether it is a directory (no link), ours, and closed to everybody else."""
    try:
        found = directory.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
