"""Small JSON objects on disk, one file each, that are there as a whole or not at all.

Not for: the user's configuration (config has its own rules: comments of people, links, foreign editors) or anything
that grows (journal).
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from snom_dialer.errors import Code, DialerError, fault

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")
_LONGEST = 100


def _nobody_told(_sentence: str) -> None:
    """The default for `warn`."""


class Store:
    """The remembered facts of one user and configuration, as files `NAME.json`, 0600, in a directory that is 0700.

    Names are lower-case ASCII letters, digits, `.`, `_` and `-`; another name is a ValueError, as it is a bug. `warn`
    is called with a sentence when a broken file was set aside.
    """

    def __init__(self, directory: Path, warn: Callable[[str], None] = _nobody_told) -> None:
        self._directory = directory
        self._warn = warn

    def read(self, name: str) -> dict[str, object]:
        """Return the object of that name, {} where there is none.

        A file that holds no JSON object is set aside as `NAME.json.broken` and counts as absent. Raises FILE_FAILED.
        """
        path = self._path(name)
        data = _content(path)
        if data is None:
            return {}
        found = _decoded(data)
        if found is None:
            self._set_aside(path)
            return {}
        return found

    def write(self, name: str, value: Mapping[str, object], *, durable: bool = False) -> None:
        """Put the object in the place of the one of that name, at once for every reader, and only if it differs.

        With `durable` it survives a loss of power from the moment this returns. Raises FILE_FAILED.
        """
        path = self._path(name)
        data = (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()
        if not durable and _content(path) == data:
            return
        try:
            _make_private(self._directory, durable)
            _replace(path, data, durable)
        except OSError as error:
            raise _failed(path, "written", error) from error

    def delete(self, name: str) -> None:
        """Forget the object of that name, if there is one. Raises FILE_FAILED."""
        path = self._path(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _failed(path, "deleted", error) from error

    def _path(self, name: str) -> Path:
        if not (0 < len(name) <= _LONGEST and _LETTERS.issuperset(name) and name[0] != "."):
            raise ValueError(f"{name!r} cannot name a remembered fact")
        return self._directory / f"{name}.json"

    def _set_aside(self, path: Path) -> None:
        broken = path.with_name(f"{path.name}.broken")
        try:
            path.replace(broken)
        except OSError as error:
            raise _failed(path, "set aside", error) from error
        self._warn(f"{path} was not readable and is now {broken.name}; what it remembered is forgotten")


def _failed(path: Path, action: str, error: OSError) -> DialerError:
    return fault(Code.FILE_FAILED, path=path, action=action, reason=error.strerror)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _failed(path, "read", error) from error


def _decoded(data: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):  # a bad byte and an endless number are ValueErrors too
        return None
    return found if isinstance(found, dict) else None


def _make_private(directory: Path, durable: bool) -> None:
    if not directory.is_dir():
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if durable:
            _sync_directory(directory.parent)
    elif os.name == "posix" and directory.stat().st_mode & 0o077:
        directory.chmod(0o700)


def _replace(path: Path, data: bytes, durable: bool) -> None:
    # A name of our own making: the module tempfile imports far more than a batch command wants to pay for.
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.new")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if durable:
        _sync_directory(path.parent)


def _sync_directory(directory: Path) -> None:
    """Make a new name in it survive a loss of power. Windows cannot, and needs no such thing."""
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
