"""The last calls, as a plain list: to see who called, to copy a number, or to take it over into the dial window.

Not for: reading the journal (memory), or dialling: nothing here does.
"""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QStackedLayout, QTableView, QWidget

from snom_dialer.calls.call import Call
from snom_dialer.gui.calls_model import KIND, PHONE, WHO, CallsModel
from snom_dialer.gui.elided import fit
from snom_dialer.gui.text import number_of

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MEASURED = 50  # rows that tell how wide a column has to be
_WIDTH, _ROWS = 110, 16  # characters and rows of a window that opens for the first time


class CallsWindow(QWidget):
    """`call_back`: the dial window shall show this number. `asked_for_more`: a person has scrolled to the end."""

    call_back = Signal(str)
    asked_for_more = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = CallsModel()
        self.table = _Table()
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._asked_at = 0
        self._several_phones = False
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)
        self._set_up_table()
        self._set_font()
        self._translate()
        self.model.repaint(self.table.palette())
        self.resize(self._first_size())

    def set_calls(self, calls: Iterable[Call]) -> None:
        """Show these calls, newest first, and no others. The one that is selected stays so."""
        chosen = self._chosen()
        self.model.set_calls(calls)
        self._asked_at = 0
        self._show_page()
        self._choose(chosen.id if chosen is not None else None)

    def extend(self, calls: Iterable[Call]) -> None:
        """Show these older calls, too."""
        self.model.extend(calls)
        self._show_page()

    def add(self, call: Call) -> None:
        """Show a call that is new or has changed."""
        self.model.add(call)
        self._show_page()
        if not self.table.currentIndex().isValid():
            self._choose(None)

    @property
    def several_phones(self) -> bool:
        """Whether each row says which phone it was."""
        return self._several_phones

    @several_phones.setter
    def several_phones(self, several: bool) -> None:
        self._several_phones = several
        self.table.setColumnHidden(PHONE, not several)

    # ---- parts -------------------------------------------------------------------------------------------------------

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setColumnHidden(PHONE, True)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(WHO, QHeaderView.ResizeMode.Stretch)
        header.setResizeContentsPrecision(_MEASURED)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._back, self._copy = QAction(table), QAction(table)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        table.addActions([self._back, self._copy])
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._back.triggered.connect(self._call_back)
        self._copy.triggered.connect(self._copy_number)
        table.entered_key.connect(self._call_back)
        table.doubleClicked.connect(self._call_back)
        table.selectionModel().currentRowChanged.connect(self._judge)
        self.model.dataChanged.connect(self._judge)
        self.model.modelReset.connect(self._judge)
        table.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setFocusProxy(table)

    def _set_font(self) -> None:
        line = self.fontMetrics().height()
        self.table.verticalHeader().setDefaultSectionSize(line + line // 2)
        self.table.setIconSize(QSize(line, line))
        self.table.horizontalHeader().setMinimumSectionSize(6 * self.fontMetrics().averageCharWidth())

    def _translate(self) -> None:
        self.setWindowTitle(self.tr("Calls"))
        self.table.setAccessibleName(self.tr("The last calls"))
        self.empty.setText(self.tr("No calls yet"))
        self._back.setText(self.tr("Call &back …"))
        self._copy.setText(self.tr("&Copy number"))

    def _first_size(self) -> QSize:
        """Return a size for this font, which the screen has room for."""
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _ROWS * (metrics.height() + metrics.height() // 2))
        return wanted.boundedTo(self.screen().availableSize() * 0.9)

    # ---- what can be done --------------------------------------------------------------------------------------------

    def _chosen(self) -> Call | None:
        row = self.table.currentIndex().row()
        return self.model.call(row) if 0 <= row < self.model.rowCount() else None

    def _number(self) -> str:
        chosen = self._chosen()
        return fit(number_of(chosen)) if chosen is not None else ""

    def _choose(self, id_: str | None) -> None:
        """Select the row of a call, else the first."""
        rows = range(self.model.rowCount())
        row = next((row for row in rows if self.model.call(row).id == id_), 0)
        self.table.setCurrentIndex(self.model.index(row, KIND))

    def _call_back(self) -> None:
        if number := self._number():
            self.call_back.emit(number)

    def _copy_number(self) -> None:
        if number := self._number():
            QGuiApplication.clipboard().setText(number)

    def _judge(self) -> None:
        """Offer only what can be done: a caller may have told no number."""
        for action in (self._back, self._copy):
            action.setEnabled(bool(self._number()))

    def _show_page(self) -> None:
        page = self.table if self.model.rowCount() else self.empty
        if page is not self._pages.currentWidget():
            self._pages.setCurrentWidget(page)
            page.setFocus()  # of this window: the calls come a moment after it has opened

    def _scrolled(self, place: int) -> None:
        rows = self.model.rowCount()
        if place == self.table.verticalScrollBar().maximum() > 0 and rows > self._asked_at:
            self._asked_at = rows
            self.asked_for_more.emit()

    # ---- Qt's --------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font, the colours and the language."""
        super().changeEvent(event)
        match event.type():
            case QEvent.Type.FontChange:
                self._set_font()
            case QEvent.Type.PaletteChange:
                self.model.repaint(self.palette())
            case QEvent.Type.LanguageChange:
                self._translate()
                self.model.translate()


class _Table(QTableView):
    """Whole rows; Enter is announced, for what Qt calls activating is a single click on some desktops."""

    entered_key = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Announce Enter, once however long it is held down."""
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.entered_key.emit()
