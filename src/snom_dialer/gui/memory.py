"""What the windows remember: where the dial window stood, the numbers dialled last, and the last calls.

Files are read and written beside the window; what cannot be read is not there, and what cannot be kept is logged.

Not for: what is shown of it (dial_window, calls_window).
"""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRect

from snom_dialer.calls.call import Call
from snom_dialer.errors import DialerError
from snom_dialer.gui.bridge import Bridge
from snom_dialer.journal.reader import open_for_reading
from snom_dialer.state.places import Places
from snom_dialer.state.store import Store

log = logging.getLogger(__name__)

RECENT = 100  # numbers
CALLS = 500
WIDTH = 500  # pixels; the original's
_FILE = "window"


class Place(NamedTuple):
    """Where the dial window stood, None where it never did, and how wide it was."""

    stood: QRect | None
    width: int


class Memory:
    """Belongs to Qt's thread. `numbers` are the recent ones, most recent first, each once."""

    def __init__(self, bridge: Bridge, places: Places) -> None:
        self._bridge = bridge
        self._store = Store(places.state_dir, log.warning)
        self._journal = places.state_dir / "journal.sqlite"
        self._kept: QRect | None = None
        self.numbers: list[str] = []
        self.closing_ends: bool | None = None  # whether closing the window ends the program; None: not asked yet

    def place(self, width: int) -> Place:
        """Return where the dial window is to be; `width` for one that was never moved. Reads a small file."""
        try:
            found = self._store.read(_FILE)
        except DialerError as error:
            log.warning("where the window stood is not known: %s", error)
            found = {}
        ends = found.get("closing_ends")
        self.closing_ends = ends if isinstance(ends, bool) else None
        return _place(found, width)

    def keep_place(self, stood: QRect) -> None:
        """Remember where the dial window stood."""
        self._kept = QRect(stood)
        self._keep()

    def keep_closing(self, *, ends: bool) -> None:
        """Remember what closing the window means where there is no tray."""
        self.closing_ends = ends
        self._keep()

    def _keep(self) -> None:
        value: dict[str, object] = {}
        if self._kept is not None:
            names = ("x", "y", "width", "height")
            value = {name: getattr(self._kept, name)() for name in names}
        if self.closing_ends is not None:
            value["closing_ends"] = self.closing_ends
        told = lambda error: log.warning("where the window stood is not remembered: %s", error)  # noqa: E731
        self._bridge.work(lambda: self._store.write(_FILE, value), None, told)

    def dialled(self, number: str) -> None:
        """Put a number to the front; the engine keeps it in the journal."""
        self.numbers = [number, *(other for other in self.numbers if other != number)][:RECENT]

    def load_numbers(self, then: Callable[[], None]) -> None:
        """Read the recent numbers, which may have grown by a command elsewhere."""

        def take(numbers: list[str]) -> None:
            self.numbers = numbers
            then()

        self._bridge.work(lambda: _recent(self._journal), take, _unread)

    def load_calls(self, then: Callable[[list[Call]], None]) -> None:
        """Read the last calls, newest first."""
        self._bridge.work(lambda: _calls(self._journal), then, _unread)


def _place(found: Mapping[str, object], width: int) -> Place:
    values = [found.get(name) for name in ("x", "y", "width", "height")]
    whole = [value for value in values if isinstance(value, int) and abs(value) < 2**15]
    if len(whole) < 4:
        return Place(None, width)
    return Place(QRect(*whole), whole[2])


def _recent(path: Path) -> list[str]:
    with open_for_reading(path) as journal:
        return journal.recent(RECENT)


def _calls(path: Path) -> list[Call]:
    with open_for_reading(path) as journal:
        return journal.calls(CALLS)


def _unread(error: DialerError) -> None:
    log.warning("the journal is not read: %s", error)
