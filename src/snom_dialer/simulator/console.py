"""A line console for people: one operation a line, `@102` before it for another phone than the first.

    ring 030123 "Anna"        answer        hangup        @102 quirk slow 2        help        quit

Not for: programs; they have the control port.
"""

import asyncio
import json
import shlex
import threading
from collections.abc import Callable

from snom_dialer.errors import DialerError
from snom_dialer.simulator.operation import ALL, BY_NAME, Operation, perform, usage
from snom_dialer.simulator.phone import VirtualPhone


class Console:
    """Takes lines and performs them. `say` shows a text, `find` names a phone."""

    def __init__(self, find: Callable[[str], VirtualPhone], say: Callable[[str], None]) -> None:
        self._find = find
        self._say = say
        self.over = asyncio.Event()

    def take(self, line: str) -> None:
        """Perform one line; whatever is wrong with it is said, not raised."""
        try:
            self._perform(shlex.split(line))
        except ValueError as error:
            self._say(f"{error}")
        except DialerError as error:
            self._say(error.message)

    def _perform(self, words: list[str]) -> None:
        phone = words.pop(0)[1:] if words and words[0].startswith("@") else ""
        if not words:
            return
        name, *values = words
        if name in {"quit", "exit"}:
            self.over.set()
        elif name == "help":
            self._say(overview())
        else:
            self._show(perform(name, self._find(phone), _given(name, values)))

    def _show(self, result: object) -> None:
        if result is not None:
            self._say(json.dumps(result, ensure_ascii=False, indent=None if isinstance(result, str | bool) else 2))

    def listen(self, readline: Callable[[], str]) -> None:
        """Take lines as `readline` gives them, in a thread that ends with the program; "" ends only the listening."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(readline, loop), name="console", daemon=True).start()

    def _read(self, readline: Callable[[], str], loop: asyncio.AbstractEventLoop) -> None:
        while line := readline():
            if loop.is_closed():
                return
            loop.call_soon_threadsafe(self.take, line)


def _given(name: str, values: list[str]) -> dict[str, object]:
    row = BY_NAME.get(name)
    if row is not None and len(values) > len(row.takes):
        raise usage(f"`{_form(row)}` takes no more than that")
    return dict(zip(row.takes, values, strict=False)) if row else {}


def _form(row: Operation) -> str:
    return " ".join([row.name, *(f"[{name}]" for name in row.takes)])


def overview() -> str:
    """Return what can be typed, one operation a line."""
    rows = [(_form(row), row.help) for row in ALL]
    rows += [("@NAME …", "the same for another phone than the first"), ("quit", "end the simulator")]
    return "\n".join(f"  {form:32} {text}" for form, text in rows)
