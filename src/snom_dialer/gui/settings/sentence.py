"""A sentence in a page: how something stands, or what has just happened.

Not for: what is wrong with one field (page.FaultLabel).
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


class Sentence(QLabel):
    """Plain text that wraps and can be marked and copied; `about` tells a screen reader what it is about.

    A name would be read out in the place of the text.
    """

    def __init__(self, about: str) -> None:
        super().__init__()
        self.setAccessibleDescription(about)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.hide()

    def say(self, text: str, *, trouble: bool = False) -> None:
        """Show it; it is not there while there is nothing to be said."""
        self.setText(f"⚠ {text}" if trouble and text else text)
        self.setProperty("trouble", trouble)
        self.style().polish(self)
        self.setVisible(bool(text))
