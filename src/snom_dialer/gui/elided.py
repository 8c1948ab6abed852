"""One line of text that a stranger may have written: plain, cut to the room there is, in full in the tool tip.

Whatever the text is, the label asks for the same room: one line of its font, and any width it is given.

Not for: our own sentences, which may wrap (QLabel).
"""

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from snom_dialer.protocol.text import TEXT_LIMIT, plain

_LOOKED_AT = 10 * TEXT_LIMIT  # characters of a text that are looked at at all
_LEAST = 6  # characters that are always shown


def fit(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return a stranger's text fit to show, whether or not somebody has cleaned it before."""
    return plain(text[:_LOOKED_AT], limit)


def tool_tip(text: str) -> str:
    """Return a stranger's text for a tool tip, which would otherwise take it for rich text if it looks like that."""
    return f"<qt>{html.escape(fit(text))}</qt>" if text else ""


class Elided(QLabel):
    """`say` shows a text; `text()` is all of it, as a screen reader gets it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        """Show a text."""
        self.setText(fit(text))
        self.setToolTip(tool_tip(text))

    def minimumSizeHint(self) -> QSize:
        """Return a size that does not depend on the text."""
        metrics = self.fontMetrics()
        return QSize(_LEAST * metrics.averageCharWidth(), metrics.height())

    def sizeHint(self) -> QSize:
        """Return a size that does not depend on the text."""
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as there is room for."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        where = self.style().visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeading)
        flags = (where | Qt.AlignmentFlag.AlignVCenter).value | Qt.TextFlag.TextSingleLine.value
        self.style().drawItemText(
            painter, self.rect(), flags, self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )
        painter.end()
