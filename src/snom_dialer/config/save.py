"""The configuration file, written: as a whole, only when something changed, and never over what somebody else wrote.

Not for: bringing the original's file up to date (migrate does that first), or the keyring (secret).
"""

from pathlib import Path

from snom_dialer.config.document import text_of
from snom_dialer.config.file import replace_file
from snom_dialer.config.load import Loaded, parse, read_text
from snom_dialer.config.model import Config
from snom_dialer.errors import CallerError, Code, fault


def save(path: Path, config: Config, text_before: str | None) -> str:
    """Write the configuration, and return what stands in the file now, for the next save.

    `text_before` is `Loaded.text`, None where there was no file. Where it means the same configuration, nothing is
    written and the user's own formatting stays. Raises CONFIG_CHANGED where the file is not what it was (a broken one
    is never overwritten for that reason), and FILE_FAILED.
    """
    if text_before is not None and _means(text_before, config, path):
        return text_before
    _check_unchanged(path, text_before)
    text = text_of(config)
    replace_file(path, text)
    return text


def keep_good_copy(good_copy: Path, loaded: Loaded) -> None:
    """Keep what was loaded, for the day on which the file is broken. For programs that run long. Raises FILE_FAILED."""
    if _text_or_none(good_copy) == loaded.text:
        return
    try:
        good_copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise fault(Code.FILE_FAILED, path=good_copy, action="written", reason=error.strerror) from error
    replace_file(good_copy, loaded.text)


def _means(text: str, config: Config, path: Path) -> bool:
    loaded = parse(text, path)
    return loaded.config == config and not loaded.flat


def _check_unchanged(path: Path, text_before: str | None) -> None:
    # Two that write in the same instant are not told apart, and the later one wins; neither leaves half a file.
    if _text_or_none(path) != text_before:
        raise fault(Code.CONFIG_CHANGED, path=path)


def _text_or_none(path: Path) -> str | None:
    """Return what stands in a file; None where there is none. What is not UTF-8 is "", which no configuration is."""
    try:
        return read_text(path)
    except CallerError as error:
        return None if error.code is Code.CONFIG_MISSING else ""
