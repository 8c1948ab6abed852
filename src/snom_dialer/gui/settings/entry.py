"""One entry of the document that a field shows: what nobody has changed is given back just as it stood, or did not.

Not for: the fields themselves (pages), or whether a value is right (config.validator).
"""

from collections.abc import Callable
from typing import Any

from snom_dialer.config.option import OPTIONS
from snom_dialer.gui.settings.page import Document

_DEFAULTS = {option.key: option.default for option in OPTIONS}
_ABSENT = object()


class Entry:
    """What stands at `path`, shown by a field whose present state is `now()`."""

    def __init__(self, path: tuple[str, ...], now: Callable[[], object]) -> None:
        self.path = path
        self._now = now
        self._former: object = _ABSENT
        self._shown: object = _ABSENT

    def read(self, document: Document) -> Any:
        """Return what stands there, or the default of the option where nothing does."""
        found: Any = document
        for key in self.path:
            found = found.get(key, _ABSENT) if isinstance(found, dict) else _ABSENT
        self._former = found
        return _DEFAULTS[".".join(self.path)] if found is _ABSENT else found

    def settle(self) -> None:
        """Take note that the field now shows what was read."""
        self._shown = self._now()

    def write(self, document: Document, value: object) -> None:
        """Put a value there; the former one, or none, where the field shows what it showed at first."""
        if self._now() == self._shown:
            value = self._former
        if value is _ABSENT:
            return
        *outer, last = self.path
        for key in outer:
            document = document.setdefault(key, {})
        document[last] = value
