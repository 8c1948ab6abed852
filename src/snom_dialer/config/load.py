"""The configuration file, read: every fault at once with its line, or a configuration and what is odd about it.

On the path of every batch command: what is only needed to explain a fault is imported when there is one.
Not for: writing anything (save, migrate), or the password in the keyring (secret).
"""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from snom_dialer.config.model import VERSION, Config
from snom_dialer.config.validator import Finding, validate
from snom_dialer.errors import Code, fault

if TYPE_CHECKING:
    from snom_dialer.config.flat import Carried

Origins = dict[tuple[str | int, ...], tuple[str | int, ...]]


class Loaded(NamedTuple):
    """A file that was read. `flat`: it is of a former version; `carried`: what of the original's belongs elsewhere.

    `warnings` are sentences for people. `text` is what stands in the file, for `save` to compare.
    """

    config: Config
    text: str
    warnings: tuple[str, ...] = ()
    flat: bool = False
    carried: "Carried | None" = None

    def __repr__(self) -> str:  # the text may hold a password
        return f"Loaded({self.config!r}, warnings={self.warnings!r}, flat={self.flat!r})"


def load(path: Path, good_copy: Path | None = None) -> Loaded:
    """Read the configuration. Nothing is written, whatever the file is like.

    `good_copy` is where `keep_good_copy` keeps one, to be named if the file is broken. Raises CONFIG_MISSING,
    CONFIG_BROKEN (no JSON; `line` and `column` from 1), CONFIG_NEWER, CONFIG_INVALID (every fault) or FILE_FAILED.
    """
    return parse(read_text(path, good_copy), path, good_copy)


def read_text(path: Path, good_copy: Path | None = None) -> str:
    """Return what stands in the file. Raises CONFIG_MISSING, CONFIG_BROKEN where it is not UTF-8, or FILE_FAILED."""
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")  # Windows' own editor puts that mark in front
    except FileNotFoundError:
        raise fault(Code.CONFIG_MISSING, path=path) from None
    except OSError as error:
        raise fault(Code.FILE_FAILED, path=path, action="read", reason=error.strerror) from error
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        _broken(path, good_copy, line, column, "this is not UTF-8")


def parse(text: str, path: Path, good_copy: Path | None = None) -> Loaded:
    """Read the text of a configuration; `path` is only named. Raises as `load` does."""
    document, twice = _decoded(text, path, good_copy)
    if isinstance(document, dict) and _is_newer(document.get("version")):
        raise fault(Code.CONFIG_NEWER, path=path, found=document["version"], known=VERSION)
    document, carried, origins = _upgraded(document)
    reading = validate(document)
    if twice or reading.config is None:
        _invalid(path, text, reading.faults, origins)
    return Loaded(
        config=reading.config,
        warnings=tuple(_sentences(text, reading.warnings, origins)) if reading.warnings else (),
        flat=origins is not None,
        carried=carried,
        text=text,
    )


def _is_newer(version: object) -> bool:
    return type(version) is int and version > VERSION


def _upgraded(document: Any) -> "tuple[Any, Carried | None, Origins | None]":
    """Bring the document of a former version up to date; no origins where it is of this one."""
    if not isinstance(document, dict) or "version" in document:
        return document, None, None
    from snom_dialer.config.step import upgrade

    return upgrade(document) or (document, None, None)


# ---- JSON that people write -----------------------------------------------------------------------------------------


class _NumberError(Exception):
    """A number that JSON does not know, or that nobody could write back: its text, and what is wrong."""


def _decoded(text: str, path: Path, good_copy: Path | None) -> tuple[object, bool]:
    """Return the document, and whether a key stands twice somewhere in it."""
    twice: list[bool] = []

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.append(True)
        return found

    try:
        return json.loads(
            text, object_pairs_hook=unique, parse_constant=_constant, parse_float=_fraction, parse_int=_whole
        ), bool(twice)
    except json.JSONDecodeError as error:
        _broken(path, good_copy, error.lineno, error.colno, error.msg if text.strip() else "the file is empty")
    except RecursionError:
        _broken(path, good_copy, 1, 1, "this is nested too deep")
    except _NumberError as error:
        from snom_dialer.config.locate import number_place

        token, what = error.args
        _broken(path, good_copy, *number_place(text, token), what)


def _constant(text: str) -> NoReturn:
    raise _NumberError(text, f"{text} is no JSON")


def _fraction(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise _NumberError(text, "this number is too large")
    return value


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # Python's limit on the digits of a number
        raise _NumberError(text, "this number is too large") from None


# ---- what went wrong ------------------------------------------------------------------------------------------------


def _broken(path: Path, good_copy: Path | None, line: int, column: int, what: str) -> NoReturn:
    backup = good_copy if good_copy and good_copy.exists() else "none"
    raise fault(Code.CONFIG_BROKEN, path=path, line=line, column=column, what=what, backup=backup) from None


def _invalid(path: Path, text: str, faults: list[Finding], origins: Origins | None) -> NoReturn:
    from snom_dialer.config.locate import lines

    twice = [Finding(place, "stands here for the second time") for place in lines(text).twice]
    sentences = _sentences(text, [*twice, *faults], origins)
    raise fault(Code.CONFIG_INVALID, path=path, count=len(sentences), faults="; ".join(sentences))


def _sentences(text: str, findings: Iterable[Finding], origins: Origins | None) -> list[str]:
    """Say each with its line and its key as they stand in the file, in the order of the lines."""
    from snom_dialer.config.locate import dotted, lines

    found = lines(text)
    places = [((origins or {}).get(path, path), what) for path, what in findings]
    placed = sorted(((found.of(place), dotted(place), what) for place, what in places), key=lambda entry: entry[0])
    return [f"line {line}, {place}: {what}" for line, place, what in placed]
