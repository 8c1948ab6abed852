"""One file of ours, put in the place of another as a whole, closed to everybody else.

Not for: what stands in it. (The store of remembered facts has the like; the two rooms share nothing on purpose, and
this one has links of people to follow and always survives a loss of power.)
"""

import os
from pathlib import Path

from snom_dialer.errors import Code, fault


def replace_file(path: Path, text: str) -> None:
    """Put the text there as UTF-8, mode 0600: readers see the former file or this one, also after a loss of power.

    A link is followed, and stays a link. Raises FILE_FAILED, and then the former file is as it was.
    """
    try:
        target = path.resolve()
        _replace(target, text.encode())
        _sync_directory(target.parent)
    except OSError as error:
        raise fault(Code.FILE_FAILED, path=path, action="written", reason=error.strerror) from error


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{os.urandom(6).hex()}.new")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync_directory(directory: Path) -> None:
    """Windows has no such thing, and needs none."""
    if os.name != "posix":
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
