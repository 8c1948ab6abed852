"""The self-test of a phone: the hops there and back as they are tried, and what to do about the one that fails.

It is `phone test` in a process of its own, so that it can be ended at any moment.

Not for: trying the hops (phone.self_test, cli.way_back).
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from snom_dialer.errors import DialerError
from snom_dialer.gui.child import Child, error_of
from snom_dialer.gui.settings.caption import capital, hop_caption, result_caption, sentences
from snom_dialer.gui.settings.sentence import Sentence
from snom_dialer.gui.text import translate, what_happened, what_next
from snom_dialer.phone.finding import Hop, Result
from snom_dialer.state.places import Places

WAIT = 60  # seconds that a person gets to make a call
_RESULT, _DETAIL = 1, 2


class SelfTest(QWidget):
    """`start` tests a phone of the configuration, `cancel` ends that, as does closing the window."""

    def __init__(self, places: Places, wait: float = WAIT) -> None:
        super().__init__()
        self._places = places
        self._wait = wait
        self.child: Child | None = None
        self._phone = ""
        self._culprit: Hop | None = None
        self._over = False
        self._rows: dict[Hop, QTreeWidgetItem] = {}
        self._list = self._made_list()
        self._said = Sentence(self.tr("Result of the self-test"))
        self.again = QPushButton(self.tr("Test &again"))
        self.stop = QPushButton(self.tr("Ca&ncel"))
        self.again.clicked.connect(lambda: self.start(self._phone))
        self.stop.clicked.connect(self.cancel)
        self._lay_out()
        self._switch(running=False)

    @property
    def running(self) -> bool:
        """Whether a test is under way."""
        return self.child is not None

    @property
    def verdict(self) -> str:
        """What is said below the list."""
        return self._said.text()

    def result(self, hop: Hop) -> str:
        """Return what is shown of a hop: how it went, and more of it."""
        row = self._rows.get(hop)
        return "" if row is None else " ".join((row.text(_RESULT), row.text(_DETAIL))).strip()

    def cure(self, hop: Hop) -> str:
        """Return what is shown below a hop that failed."""
        below = self._rows[hop].child(0) if hop in self._rows else None
        return "" if below is None else below.text(_DETAIL)

    def start(self, phone: str) -> None:
        """Begin to test that phone; one test at a time."""
        if self.child is not None:
            return
        self._phone = phone
        self._list.clear()
        self._rows = {hop: self._added(hop) for hop in Hop}
        self._culprit, self._over = None, False
        self._said.say("")
        self._mark(Hop.NAME)
        child = self.child = Child(self._places, ["phone", "test", f"--wait={self._wait:g}", phone])
        child.record.connect(self._take)
        child.ended.connect(self._ended)
        self._switch(running=True)
        child.start()

    def cancel(self) -> None:
        """End it at once."""
        if self.child is not None:
            self._said.say(self.tr("The test was cancelled."))
            self.child.cancel()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        if not event.spontaneous():
            self.cancel()
        super().hideEvent(event)

    # ---- what it tells -----------------------------------------------------------------------------------------------

    def _take(self, record: Mapping[str, Any]) -> None:
        match record.get("type"):
            case "hop":
                self._show(Hop(record["hop"]), Result(record["result"]), record["detail"], record["cure"] or "")
            case "verdict" if record["ok"]:
                self._said.say(self.tr("All is well on the way to the phone and back, as far as it was tried."))
            case "verdict":
                self._culprit = Hop(record["culprit"])
            case "error":
                self._judge(error_of(record))

    def _judge(self, error: DialerError) -> None:
        """Say what the test ended with; where a hop failed, what to do stands below it."""
        if self._culprit is None:
            self._said.say(sentences(error), trouble=True)
            return
        failed = self.tr("“{hop}” failed: {what}.")
        self._said.say(failed.format(hop=hop_caption(self._culprit), what=what_happened(error)), trouble=True)
        if (below := self._rows[self._culprit].child(0)) is not None:
            below.setText(_DETAIL, what_next(error))

    def _show(self, hop: Hop, result: Result, detail: str, cure: str) -> None:
        row = self._rows[hop]
        row.setText(_RESULT, result_caption(result))
        row.setText(_DETAIL, "" if self._over and result is Result.UNTRIED else capital(detail))
        self._over = self._over or result is Result.FAILED  # there is no more to say of those behind it
        if cure:
            below = QTreeWidgetItem(row, ["", "", capital(cure)])
            row.setExpanded(True)
            self._list.scrollToItem(below)
        later = list(Hop)[list(Hop).index(hop) + 1 :]
        if later:
            self._mark(later[0])
        self._list.scrollToItem(row)

    def _mark(self, hop: Hop) -> None:
        """Show what is tried now."""
        row = self._rows[hop]
        row.setText(_RESULT, self.tr("… Under way"))
        if hop is Hop.CALLBACK:
            hint = self.tr("Make any call with the phone now; it is listened for, for up to {seconds} seconds.")
            row.setText(_DETAIL, hint.format(seconds=f"{self._wait:g}"))
            self._list.scrollToItem(row)

    def _ended(self, status: int) -> None:
        self.child = None
        for row in self._rows.values():
            if row.text(_RESULT) == self.tr("… Under way"):
                row.setText(_RESULT, result_caption(Result.UNTRIED))
                row.setText(_DETAIL, "")
        if not self.verdict:
            self._said.say(self.tr("The test ended early, with status {status}.").format(status=status), trouble=True)
        self._switch(running=False)

    # ---- how it looks ------------------------------------------------------------------------------------------------

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setHeaderLabels([self.tr("What is tried"), self.tr("Result"), self.tr("More")])
        made.setAccessibleName(self.tr("Hops of the self-test"))
        made.setAlternatingRowColors(True)
        made.setRootIsDecorated(False)
        made.setItemsExpandable(False)
        made.setIndentation(0)
        made.setWordWrap(True)
        made.setItemDelegateForColumn(_DETAIL, _Wrapping(made))
        made.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = made.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_RESULT, QHeaderView.ResizeMode.ResizeToContents)
        header.sectionResized.connect(lambda *_: made.scheduleDelayedItemsLayout())  # what wraps has another height
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._said, 1)
        row.addStretch(0)
        row.addWidget(self.stop)
        row.addWidget(self.again)
        column = QVBoxLayout(self)
        column.addWidget(self._list, 1)
        column.addLayout(row)

    def _added(self, hop: Hop) -> QTreeWidgetItem:
        return QTreeWidgetItem(self._list, [hop_caption(hop), "", ""])

    def _switch(self, *, running: bool) -> None:
        self.stop.setVisible(running)
        self.again.setVisible(not running)
        self.again.setEnabled(bool(self._phone))


class _Wrapping(QStyledItemDelegate):
    """Gives text that wraps the height that it needs, which a tree does not do by itself."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size in this column's width."""
        margin = 2 * (self._tree.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1)
        width = self._tree.columnWidth(index.column()) - margin
        text = str(index.data() or "")
        metrics = self._tree.fontMetrics()
        found = metrics.boundingRect(QRect(0, 0, width, 0), Qt.TextFlag.TextWordWrap.value, text)
        return QSize(found.width(), max(found.height(), super().sizeHint(option, index).height()))


def open_self_test(parent: QWidget, places: Places, phone: str) -> QDialog:
    """Open a window of its own for it, and begin."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(translate("SelfTest", "Self-test of {phone}").format(phone=phone))
    test = SelfTest(places)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(test, 1)
    column.addWidget(buttons)
    metrics = parent.fontMetrics()
    dialog.resize(100 * metrics.averageCharWidth(), 28 * metrics.height())
    dialog.open()
    test.start(phone)
    return dialog
