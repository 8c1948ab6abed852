"""A button that a stray click cannot press: one meant for what stood there a moment ago, or a key meant for elsewhere.

Not for: windows in which a person works on purpose (QPushButton).
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton

CALM = 0.3  # seconds for which a button is dead after it has appeared or moved


class Guarded(QPushButton):
    """Never has the focus. A mouse button counts that goes down when this has stood still for a while.

    `note_place` has to be called whenever it may have moved, for on the screen it moves with everything around it.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock
        self._awake_at = math.inf
        self._place: QRect | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoDefault(False)

    def note_place(self) -> None:
        """Look where it is, and begin to rest if that is not where it was."""
        place = QRect(self.mapToGlobal(QPoint()), self.size()) if self.isVisible() else None
        if place is not None and place != self._place:
            self._awake_at = self._clock() + CALM
        self._place = place

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the press, unless it came too soon."""
        if self._clock() >= self._awake_at:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take no notice: the first of the two clicks has counted."""
        event.accept()
