"""The frame of the settings: the list of pages at the left, the chosen page, and below them what happened, and buttons.

Not for: what the buttons do (dialog), or the pages.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from snom_dialer.gui.settings.page import Page
from snom_dialer.gui.settings.sentence import Sentence


class Frame(QWidget):
    """Pages and buttons; `again` is offered beside what is said, where the file was changed by somebody else."""

    again = Signal()

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        self.pages = tuple(pages)
        self.list = _List()
        self.said = Sentence(self.tr("What happened"))
        self.reload = QPushButton(self.tr("Load it a&gain"))
        self.save = QPushButton(self.tr("Sa&ve"))
        self.anyway = QPushButton(self.tr("Save &it anyway"))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.more = QPushButton(self.tr("&More settings"))
        self.virtual = QPushButton(self.tr("Tr&y it with a virtual phone"))
        self._stack = QStackedWidget()
        self._lay_out()
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.reload.clicked.connect(self.again)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self, lambda step=step: self._turn(step))
        self.list.setCurrentRow(0)

    @property
    def current(self) -> Page:
        """The page that is shown."""
        return self.pages[self._stack.currentIndex()]

    def open(self, page: Page) -> None:
        """Show that page."""
        self.list.setCurrentRow(self.pages.index(page))

    def bring_up(self, widget: QWidget) -> None:
        """Scroll the page that is shown so that this can be seen."""
        area = self._stack.currentWidget()
        if isinstance(area, QScrollArea):
            area.ensureWidgetVisible(widget)

    def set_brief(self, brief: bool) -> None:
        """Show the first page alone."""
        self.list.setVisible(not brief)
        self.more.setVisible(brief)
        self.virtual.setVisible(brief)

    def set_busy(self, busy: bool) -> None:
        """Let nothing be changed while it is being saved."""
        for each in (self._stack, self.list, self.save, self.anyway, self.more, self.virtual, self.reload):
            each.setEnabled(not busy)

    def say(self, what: str, *, trouble: bool = False, changed: bool = False) -> None:
        """Say what happened, nothing for ""; `changed`: the file is not what it was when it was read."""
        self.said.say(what, trouble=trouble)
        if what:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.said, what))
        self.reload.setVisible(changed)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        for page in self.pages:
            self.list.addItem(page.title().replace("&", ""))
            self._stack.addWidget(_scrolled(page))
        self.list.setAccessibleName(self.tr("Pages"))
        upper = QHBoxLayout()
        upper.addWidget(self.list)
        upper.addWidget(self._stack, 1)
        told = QHBoxLayout()
        told.addWidget(self.said, 1)
        told.addWidget(self.reload)
        lower = QHBoxLayout()
        for each in (self.virtual, self.more):
            lower.addWidget(each)
        lower.addStretch(1)
        for each in (self.anyway, self.save, self.cancel):
            lower.addWidget(each)
        for each in (self.virtual, self.more, self.anyway, self.reload):
            each.setAutoDefault(False)
            each.hide()
        self.cancel.setAutoDefault(False)
        self.save.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)  # the window has some
        column.addLayout(upper, 1)
        column.addLayout(told)
        column.addLayout(lower)

    def _turn(self, step: int) -> None:
        if not self.list.isHidden():
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())


class _List(QListWidget):
    """As wide as its longest line, whatever the language and the size of the letters."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(self.fontMetrics().height() // 5)

    def sizeHint(self) -> QSize:
        """Return the size of what stands in it, with some room at the right."""
        room = 2 * (self.frameWidth() + self.spacing() + self.fontMetrics().averageCharWidth())
        return QSize(self.sizeHintForColumn(0) + room, super().sizeHint().height())


def _scrolled(page: Page) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
