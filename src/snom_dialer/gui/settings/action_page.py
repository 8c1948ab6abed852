"""The page of the user's Action URLs: what is called, or opened in the web browser, on which event.

Not for: the Action URLs that stand in the phone (callback_page), or the fields of one action (action_form).
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.elided import tool_tip
from snom_dialer.gui.settings.action_form import ActionForm
from snom_dialer.gui.settings.action_row import ActionRow, row_of
from snom_dialer.gui.settings.action_trial import ActionTrial
from snom_dialer.gui.settings.caption import event_captions
from snom_dialer.gui.settings.page import Document, Page, Path
from snom_dialer.protocol.event_kind import EventKind

_EVENT, _URL, _BROWSER, _PHONE = range(4)
_LINES = 5  # that are seen without scrolling, at least
_LEAST = 12  # letters of a column, however little room there is


class ActionPage(Page):
    """The actions, in the order in which they begin."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._rows: list[ActionRow] = []
        self._listed = False  # whether the document that was shown had a list of them
        self.list = self._made_list()
        self.form = ActionForm()
        self.trial = ActionTrial(bridge)
        self.add, self.remove = QPushButton(self.tr("&Add")), QPushButton(self.tr("&Remove"))
        self._lay_out()
        self.add.clicked.connect(lambda _: self._add())
        self.remove.clicked.connect(lambda _: self._remove())
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.form.edited.connect(self._edited)
        self._choose()

    def title(self) -> str:
        """Return the name of the page."""
        return self.tr("Act&ions")

    def fill(self, document: Document) -> None:
        """Show what stands in the document."""
        self._listed = "actions" in document
        self._rows = [row_of(action) for action in document.get("actions", [])]
        phones = [phone.get("name", "phone") for phone in document.get("phones", [])]
        self.offer_phones(phones)
        self.trial.place(phones[0] if phones else "phone", document.get("numbers", {}).get("region"))
        self._renew(0)

    def give(self, document: Document) -> None:
        """Put the actions into the document."""
        if self._rows or self._listed:
            document["actions"] = [row.document() for row in self._rows]

    def offer_phones(self, names: Sequence[str]) -> None:
        """Let these phones be chosen from, as they are called by now."""
        self.form.offer_phones(names)

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show what the validator says against each; the first one with a fault is chosen."""
        for number, row in enumerate(self._rows):
            row.faults = {str(path[2]): what for path, what in faults.items() if path[:2] == ("actions", number)}
        wrong = [number for number, row in enumerate(self._rows) if row.faults]
        for row, item in zip(self._rows, self._items(), strict=True):
            self._show(row, item)
        if wrong and self._number() not in wrong:
            self.list.setCurrentItem(self._items()[wrong[0]])
        self.form.show_row(self._row())
        return bool(wrong)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _number(self) -> int:
        item = self.list.currentItem()
        return -1 if item is None else self.list.indexOfTopLevelItem(item)

    def _row(self) -> ActionRow | None:
        number = self._number()
        return self._rows[number] if number >= 0 else None

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(number) for number in range(self.list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _renew(self, chosen: int) -> None:
        """Make the list anew, and choose one of it."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for row in self._rows:
                self._show(row, QTreeWidgetItem(self.list))
            if self._rows:
                self.list.setCurrentItem(self._items()[min(chosen, len(self._rows) - 1)])
        self._choose()

    def _choose(self) -> None:
        row = self._row()
        self.form.show_row(row)
        self.trial.forget(row)
        self.remove.setEnabled(row is not None)

    def _add(self) -> None:
        self._rows.append(ActionRow(event=EventKind.INCOMING))
        self._renew(len(self._rows) - 1)
        self.form.event_box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self) -> None:
        number = self._number()
        if number >= 0:
            del self._rows[number]
            self._renew(number)
            self.changed.emit()

    def _edited(self) -> None:
        row, item = self._row(), self.list.currentItem()
        if row is not None and item is not None:
            self._show(row, item)
            self.trial.forget(row)
            self.changed.emit()

    def _show(self, row: ActionRow, item: QTreeWidgetItem) -> None:
        wrong = bool(row.faults) or row.wrong() is not None
        item.setText(_EVENT, event_captions()[row.event])
        item.setText(_URL, self.tr("⚠ {url}").format(url=row.url) if wrong else row.url)
        item.setToolTip(_URL, tool_tip(row.url))
        item.setText(_BROWSER, self.tr("✓ Web browser") if row.browser else self.tr("In the background"))
        item.setText(_PHONE, row.phone if row.phone is not None else self.tr("All phones"))

    # ---- how it looks ------------------------------------------------------------------------------------------------

    def _made_list(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setHeaderLabels([self.tr("Event"), self.tr("URL"), self.tr("Opened"), self.tr("Phone")])
        made.setAccessibleName(self.tr("Actions"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setAlternatingRowColors(True)
        header = made.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * _LEAST)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_URL, QHeaderView.ResizeMode.Stretch)
        made.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        return made

    def _lay_out(self) -> None:
        how = QLabel(self.tr("On these events, this program calls a URL of yours, or opens it in the web browser."))
        how.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(how)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        column.addWidget(self.form)
        column.addWidget(self.trial)
