"""The last calls as rows of a table: newest first, plain text, each call once however often it is told.

Not for: the table itself, and what can be done with a row (calls_window).
"""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QIcon, QPalette

from snom_dialer.calls.call import Call, Direction, Outcome
from snom_dialer.gui import text
from snom_dialer.gui.elided import fit, tool_tip
from snom_dialer.gui.icon import icon

KIND, WHO, NUMBER, WHEN, OUTCOME, PHONE = range(6)
COLUMNS = 6
_NARROW = 40  # characters of what stands in a column that is as wide as what stands in it

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NOWHERE = QModelIndex()


class CallsModel(QAbstractTableModel):
    """`set_calls` replaces all rows, `extend` adds older ones, `add` takes one call that is new or has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._calls: list[Call] = []
        self._icons: dict[str, QIcon] = {}
        self._palette: QPalette | None = None
        self._bold = QFont()
        self._bold.setBold(True)

    def set_calls(self, calls: Iterable[Call]) -> None:
        """Show these calls and no others."""
        self.beginResetModel()
        self._calls = _newest_first({call.id: call for call in calls}.values())
        self.endResetModel()

    def extend(self, calls: Iterable[Call]) -> None:
        """Show these calls below the others."""
        known = {call.id for call in self._calls}
        more = _newest_first(call for call in calls if call.id not in known)
        if more:
            self.beginInsertRows(_NOWHERE, len(self._calls), len(self._calls) + len(more) - 1)
            self._calls += more
            self.endInsertRows()

    def add(self, call: Call) -> None:
        """Show a call where its time puts it, or what has become of it."""
        for row, known in enumerate(self._calls):
            if known.id == call.id:
                self._calls[row] = call
                self.dataChanged.emit(self.index(row, 0), self.index(row, COLUMNS - 1))
                return
        row = sum(known.started_at > call.started_at for known in self._calls)
        self.beginInsertRows(_NOWHERE, row, row)
        self._calls.insert(row, call)
        self.endInsertRows()

    def call(self, row: int) -> Call:
        """Return the call of a row. Raises IndexError."""
        return self._calls[row]

    def oldest(self) -> Call | None:
        """Return the last call, None where there is none."""
        return self._calls[-1] if self._calls else None

    def repaint(self, palette: QPalette) -> None:
        """Draw the pictures in these colours."""
        self._palette = palette
        self._icons.clear()
        if self._calls:
            self.dataChanged.emit(self.index(0, KIND), self.index(len(self._calls) - 1, KIND), [_Role.DecorationRole])

    def translate(self) -> None:
        """Say everything anew, in another language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, COLUMNS - 1)
        if self._calls:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._calls) - 1, COLUMNS - 1))

    # ---- Qt's --------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many calls there are."""
        return 0 if parent.isValid() else len(self._calls)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many columns there are, hidden ones among them."""
        return 0 if parent.isValid() else COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Return what stands above a column."""
        if role != _Role.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return {
            KIND: self.tr("Call"),
            WHO: self.tr("Who"),
            NUMBER: self.tr("Number"),
            WHEN: self.tr("When"),
            OUTCOME: self.tr("Duration"),
            PHONE: self.tr("Phone"),
        }[section]

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> Any:
        """Return what stands in a cell, and how."""
        if not index.isValid():
            return None
        call, column = self._calls[index.row()], index.column()
        match role:
            case _Role.DisplayRole:
                return self._said(call, column)
            case _Role.ToolTipRole if column in (WHO, NUMBER, PHONE):
                return tool_tip(_whole(call, column))
            case _Role.FontRole if _missed(call):
                return self._bold
            case _Role.DecorationRole if column == KIND:
                return self._icon(_picture(call))
        return None

    def _said(self, call: Call, column: int) -> str:
        match column:
            case _ if column in (WHO, NUMBER, PHONE):
                return fit(_whole(call, column), _NARROW if column != WHO else 200)
            case _ if column == WHEN:
                return text.when(call.started_at)
            case _ if column == OUTCOME:
                return _outcome(call)
        return self.tr("Missed") if _missed(call) else text.direction_of(call)

    def _icon(self, name: str) -> QIcon:
        if name not in self._icons:
            self._icons[name] = icon(name, self._palette, QPalette.ColorRole.Text)
        return self._icons[name]


def _newest_first(calls: Iterable[Call]) -> list[Call]:
    return sorted(calls, key=lambda call: call.started_at, reverse=True)


def _missed(call: Call) -> bool:
    return call.outcome is Outcome.MISSED


def _picture(call: Call) -> str:
    if _missed(call):
        return "missed"
    return {Direction.INCOMING: "incoming", Direction.OUTGOING: "outgoing", Direction.UNKNOWN: "dial"}[call.direction]


def _whole(call: Call, column: int) -> str:
    return {WHO: text.who(call), NUMBER: text.number_of(call), PHONE: call.phone}[column]


def _outcome(call: Call) -> str:
    """Return how long they spoke, else how the call ended; that it was missed is said already."""
    if call.live:
        return text.state_of(call)
    if call.outcome is Outcome.ANSWERED or call.connected_at is not None:
        return text.lasting(call.duration)
    return "" if _missed(call) else text.end_of(call)
