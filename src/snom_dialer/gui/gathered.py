"""Work that is wanted often and done once: the first time at once, and whatever is wanted meanwhile in one go after it.

A hundred events in one turn of Qt's loop make two rounds of work so, and a single one is not a moment late.

Not for: work that takes long (bridge).
"""

from PySide6.QtCore import QObject, QTimer, Signal


class Gathered(QObject):
    """Announces `due` when the work is wanted: never twice in a turn of Qt's loop, and never inside itself."""

    due = Signal()  # not a function: that would keep alive whose method it is

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = False
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self.now)

    def want(self) -> None:
        """Do it: at once, or with the next turn if it was done in this one."""
        self._wanted = True
        if not self._turn.isActive():
            self.now()

    def soon(self) -> None:
        """Do it with the next turn: what it looks at is about to change."""
        self._wanted = True
        self._turn.start()

    def now(self) -> None:
        """Do what is still wanted."""
        if self._wanted:
            self._wanted = False
            self._turn.start()  # before the work, which may want it again
            self.due.emit()

    def stop(self) -> None:
        """Do it no more, unless somebody wants it again."""
        self._wanted = False
        self._turn.stop()
