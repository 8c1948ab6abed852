"""Where things stand in a JSON text: the line of every place in it, and keys that stand twice.

Only for texts that `json` has read without complaint; only looked at when there is something to say about one.
Not for: reading values.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_PLAIN = re.compile(r"[^\W\d][\w-]{0,63}")

Path = tuple[str | int, ...]


class Lines(NamedTuple):
    """The line, counted from 1, of every place, and the places of keys that their object had already."""

    at: dict[Path, int]
    twice: list[Path]

    def of(self, path: Path) -> int:
        """Return the line of a place, or that of the nearest place around it where it does not exist."""
        while path not in self.at:
            path = path[:-1]
        return self.at[path]


def lines(text: str) -> Lines:
    """Find the line of every place in a valid JSON text. Where a key stands twice, the last one counts."""
    walker = _Walker()
    for sign, line in _signs(text):
        walker.take(sign, line)
    return walker.found


def dotted(path: Path) -> str:
    """Write a place as people read it: `phones[0].port`; "the file" for the whole."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if _PLAIN.fullmatch(part) else f".{json.dumps(part[:40])}"
    return text.removeprefix(".") or "the file"


def number_place(text: str, wanted: str) -> tuple[int, int]:
    """Return line and column, from 1, of a number or constant in a JSON text that is valid but for that."""
    for match in _SIGN.finditer(text):
        if match[0] == wanted:
            break
    else:
        return 1, 1
    start = match.start()
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


def _signs(text: str) -> Iterator[tuple[str, int]]:
    line, seen = 1, 0
    for match in _SIGN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        yield match[0], line


@dataclass(slots=True)
class _Level:
    """An object or list that is open at the moment. `key` is None where an object waits for one."""

    in_list: bool
    key: str | int | None
    seen: set[str] = field(default_factory=set)


class _Walker:
    """Follows the tokens with a stack of its own, as a text may be nested deeper than calls can be."""

    def __init__(self) -> None:
        self.found = Lines({}, [])
        self._open: list[_Level] = []

    def take(self, sign: str, line: int) -> None:
        level = self._open[-1] if self._open else None
        if sign in ("}", "]"):
            self._open.pop()
        elif sign == "," and level:
            level.key = level.key + 1 if isinstance(level.key, int) else None
        elif level and level.key is None:
            self._key(level, json.loads(sign), line)
        elif sign != ":":
            self._value(sign, line)

    def _key(self, level: _Level, key: str, line: int) -> None:
        level.key = key
        self.found.at[self._path()] = line
        if key in level.seen:
            self.found.twice.append(self._path())
        level.seen.add(key)

    def _value(self, sign: str, line: int) -> None:
        if not self._open or self._open[-1].in_list:
            self.found.at[self._path()] = line
        if sign == "{":
            self._open.append(_Level(in_list=False, key=None))
        elif sign == "[":
            self._open.append(_Level(in_list=True, key=0))

    def _path(self) -> Path:
        return tuple(level.key for level in self._open if level.key is not None)
