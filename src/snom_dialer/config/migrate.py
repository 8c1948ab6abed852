"""A configuration of a former version, brought up to date in its file, with a copy of what it was.

Only `serve`, the desktop and `phone …` do this; batch commands read a former version as it stands.
Not for: what changes from version to version (step).
"""

from pathlib import Path

from snom_dialer.config.file import replace_file
from snom_dialer.config.load import Loaded, read_text
from snom_dialer.config.save import save
from snom_dialer.errors import CallerError


def migrate(path: Path, loaded: Loaded) -> str:
    """Write the file in the present version where it is of a former one, and return what stands in it now.

    The former text is in `FILE.bak` first. Hand `loaded.carried` to those who keep it from now on before you call this:
    it is not in the file afterwards. Raises CONFIG_CHANGED or FILE_FAILED.
    """
    if not loaded.flat:
        return loaded.text
    copy = _free_copy(path, loaded.text)
    if copy is not None:
        replace_file(copy, loaded.text)
    return save(path, loaded.config, loaded.text)


def copies(path: Path) -> list[Path]:
    """Return the copies that migrations have left beside the file, oldest first."""
    found: list[Path] = []
    while _copy(path, len(found) + 1).exists():
        found.append(_copy(path, len(found) + 1))
    return found


def _copy(path: Path, number: int) -> Path:
    """FILE.bak is the first one, then come FILE.bak2, FILE.bak3 and so on."""
    return path.with_name(f"{path.name}.bak{number if number > 1 else ''}")


def _free_copy(path: Path, text: str) -> Path | None:
    """Return where to put the copy, never over another one; None where an earlier attempt has left the very same."""
    made = copies(path)
    return None if any(_reads(copy, text) for copy in made) else _copy(path, len(made) + 1)


def _reads(copy: Path, text: str) -> bool:
    try:
        return read_text(copy) == text
    except CallerError:
        return False
