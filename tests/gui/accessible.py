"""What a window owes to people who do not see it well, or have no mouse: each function returns what is missing.

unnamed(window)    controls and texts that a screen reader cannot name
clashing(window)   letters that stand for two things at once
cut(window)        texts for which there is no room
tab_round(window)  the controls in the order in which Tab visits them
disordered(round)  where that order is not that of reading
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollBar,
    QStyle,
    QStyleOptionButton,
    QTableView,
    QToolButton,
    QTreeView,
    QWidget,
)

_INPUTS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView)
_ROLES = {
    QPushButton: (QAccessible.Role.Button, QAccessible.Role.ButtonMenu),
    QToolButton: (QAccessible.Role.Button, QAccessible.Role.CheckBox),
    QCheckBox: (QAccessible.Role.CheckBox,),
    QLineEdit: (QAccessible.Role.EditableText,),
    QComboBox: (QAccessible.Role.ComboBox,),
    QAbstractSpinBox: (QAccessible.Role.SpinBox,),
    QAbstractItemView: (QAccessible.Role.List, QAccessible.Role.Table, QAccessible.Role.Tree),
}
_MANY = 100  # more controls than any window has

W = TypeVar("W", bound=QWidget)


def parts(window: QWidget, kind: type[W]) -> list[W]:
    """Return the parts of a window that are to be seen; Qt's own parts of a control are none."""
    return [part for part in window.findChildren(kind) if part.isVisible() and not _inside(part)]


def name_of(widget: QWidget) -> str:
    """Return how a screen reader calls it."""
    return _of(widget).text(QAccessible.Text.Name)


def _of(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None, widget
    return found


def _inside(part: QWidget) -> bool:
    parent = part.parentWidget()
    own = isinstance(part, QHeaderView | QScrollBar) or part.objectName().startswith(("qt_scroll", "qt_spin"))
    return own or (parent is not None and isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit))


def _controls(window: QWidget) -> Iterator[QWidget]:
    return (part for part in parts(window, QWidget) if isinstance(part, _INPUTS))


def called(widget: QWidget) -> str:
    """Return what a person who reads a failure knows it by."""
    return f"{type(widget).__name__} {name_of(widget)!r}"


# ---- names -----------------------------------------------------------------------------------------------------------


def unnamed(window: QWidget) -> list[str]:
    """Return the controls without a name or with a strange role, and labels whose text is not what is read out."""
    wrong = (part for part in _controls(window) if not name_of(part) or not _fitting(part) or _unlabelled(part))
    found = [called(part) for part in wrong]
    for label in parts(window, QLabel):
        if label.text() and _plain(label.text()) not in name_of(label):
            found.append(f"{called(label)} does not read out {label.text()!r}")
        elif _has_buddy(label) and not _labelled(label):
            found.append(f"{called(label.buddy())} is not called what stands beside it: {label.text()!r}")
    return found


def _fitting(part: QWidget) -> bool:
    roles = next(roles for kind, roles in _ROLES.items() if isinstance(part, kind))
    return _of(part).role() in roles


def _has_buddy(label: QLabel) -> bool:
    buddy: QWidget | None = label.buddy()  # Qt's stubs know of no label without one
    return buddy is not None


def _labelled(label: QLabel) -> bool:
    return label.buddy().accessibleName() == _plain(label.text()).removesuffix(":")


def _unlabelled(part: QWidget) -> bool:
    """Whether a choice lacks words of its own: with X11, what is chosen is its name."""
    if not isinstance(part, QComboBox):
        return False
    beside = any(relation & QAccessible.RelationFlag.Label for _, relation in _of(part).relations())
    return not part.accessibleName() or not (beside or _of(part).text(QAccessible.Text.Description))


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


# ---- letters ---------------------------------------------------------------------------------------------------------


def clashing(window: QWidget) -> list[str]:
    """Return the letters by which Alt means more than one thing in a window, or on one of its menus."""
    holders: list[QWidget] = [*parts(window, QAbstractButton), *parts(window, QGroupBox)]
    texts = [part.text() if isinstance(part, QAbstractButton) else _title(part) for part in holders]
    texts += [label.text() for label in parts(window, QLabel) if _has_buddy(label)]
    found = _doubled(texts)
    for part in [window, *window.findChildren(QWidget)]:
        if isinstance(part, QMenu) or part.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu:
            found += doubled(part)
    return found


def doubled(menu: QWidget) -> list[str]:
    """Return the letters that stand for more than one of its entries."""
    return _doubled([action.text() for action in menu.actions() if action.isVisible() and not action.isSeparator()])


def _title(part: QWidget) -> str:
    return part.title() if isinstance(part, QGroupBox) else ""


def _doubled(texts: Sequence[str]) -> list[str]:
    by_letter = defaultdict(list)
    for text in texts:
        letter = QKeySequence.mnemonic(text).toString()
        if letter:
            by_letter[letter].append(text)
    return [f"{letter}: {', '.join(same)}" for letter, same in by_letter.items() if len(same) > 1]


# ---- keys ------------------------------------------------------------------------------------------------------------


def tab_round(window: QWidget) -> list[QWidget]:
    """Press Tab from the first control on until it comes round, and return what had the focus."""
    visited: list[QWidget] = []
    while len(visited) < _MANY:
        now: QWidget | None = window.focusWidget()
        if now is None or now in visited:
            return visited
        visited.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    raise AssertionError("Tab never comes round")


def forgotten(window: QWidget, visited: Sequence[QWidget]) -> list[str]:
    """Return the controls that can be used and were not visited."""
    reached = {part for seen in visited for part in (seen, seen.parentWidget())}
    return [called(part) for part in _controls(window) if part.isEnabled() and part not in reached]


def disordered(window: QWidget, visited: Sequence[QWidget]) -> list[str]:
    """Return where Tab leads up, or to the left within a row; from the last one it leads back to the first."""
    steps = list(zip(visited, [*visited[1:], *visited[:1]], strict=True))
    wrong = [
        f"{called(one)} → {called(two)}" for one, two in steps if _leads_back(_place(window, one), _place(window, two))
    ]
    return wrong if len(wrong) > 1 else []


def _place(window: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint()), part.size())


def _leads_back(one: QRect, two: QRect) -> bool:
    above = two.bottom() < one.top()
    beside = two.top() <= one.bottom() and one.top() <= two.bottom()
    return above or (beside and two.right() < one.left())


# ---- room ------------------------------------------------------------------------------------------------------------


def cut(window: QWidget) -> list[str]:
    """Return the texts for which there is no room, unless the whole text stands in the tool tip."""
    too_small = [f"{called(part)} has {_said(part.size())}, needs {_said(part.sizeHint())}" for part in _small(window)]
    return [*too_small, *(found for view in parts(window, QAbstractItemView) for found in _cut_cells(view))]


def _said(size: QSize) -> str:
    return f"{size.width()}x{size.height()}"


def _small(window: QWidget) -> Iterator[QWidget]:
    for label in parts(window, QLabel):
        if label.text() and not label.toolTip() and _needs_more(label):
            yield label
    for button in parts(window, QAbstractButton):
        if _button_needs_more(button):
            yield button
    for combo in parts(window, QComboBox):
        if not combo.isEditable() and not combo.toolTip() and _combo_needs_more(combo):
            yield combo
    for line in parts(window, QLineEdit):
        if line.height() < line.minimumSizeHint().height() or _placeholder_needs_more(line):
            yield line


def _needs_more(label: QLabel) -> bool:
    if label.wordWrap():
        longest = max(map(label.fontMetrics().horizontalAdvance, label.text().split()))
        return label.heightForWidth(label.width()) > label.height() or longest > label.width()
    wanted = label.sizeHint()
    return wanted.width() > label.width() or wanted.height() > label.height()


def _button_needs_more(button: QAbstractButton) -> bool:
    if isinstance(button, QCheckBox):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        room = button.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, button)
        return _width(button, button.text()) > room.width() or button.height() < button.fontMetrics().height()
    wanted = button.minimumSizeHint()
    return wanted.width() > button.width() or wanted.height() > button.height()


def _combo_needs_more(combo: QComboBox) -> bool:
    arrow = combo.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    return _width(combo, combo.currentText()) + arrow > combo.width() or combo.height() < combo.fontMetrics().height()


def _placeholder_needs_more(line: QLineEdit) -> bool:
    text = line.placeholderText()
    return not line.text() and not line.toolTip() and bool(text) and _width(line, text) > line.contentsRect().width()


def _width(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().horizontalAdvance(_plain(text))


def _cut_cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    wraps = isinstance(view, QTableView | QTreeView) and view.wordWrap()
    for row in range(model.rowCount()):
        for index in (model.index(row, column) for column in range(_columns(view))):
            room, wanted = view.visualRect(index), view.sizeHintForIndex(index)
            narrow = wanted.width() > room.width() and not wraps
            if not room.isEmpty() and (narrow or wanted.height() > room.height()) and not _tip(index):
                yield f"{called(view)}: {index.data()!r} has {_said(room.size())}, needs {_said(wanted)}"
    for header in view.findChildren(QHeaderView):
        for section in range(header.count() if header.isVisible() else 0):
            hidden = header.isSectionHidden(section)
            if not hidden and header.sectionSizeHint(section) > header.sectionSize(section):
                yield f"{called(view)}: above column {section}"


def _columns(view: QAbstractItemView) -> int:
    return view.model().columnCount() if isinstance(view, QTableView | QTreeView) else 1


def _tip(index: QModelIndex) -> bool:
    return bool(index.data(Qt.ItemDataRole.ToolTipRole))
