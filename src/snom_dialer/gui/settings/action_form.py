"""The fields of one action: its event, its URL with placeholders, where it is opened, and for which phone.

Not for: the list of actions (action_page), or trying one (action_trial).
"""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from snom_dialer.actions.placeholder import OUR_PLACEHOLDERS
from snom_dialer.gui.settings.action_row import ActionRow
from snom_dialer.gui.settings.caption import event_captions, placeholder_captions
from snom_dialer.gui.settings.page import Fields
from snom_dialer.gui.text import what_happened
from snom_dialer.protocol.event_kind import EventKind
from snom_dialer.protocol.vocabulary import ACTION_URLS

_WRITABLE = frozenset(row.kind for row in ACTION_URLS if row.writable)
_EVENT, _URL, _BROWSER, _PHONE = ("event",), ("url",), ("browser",), ("phone",)


class ActionForm(QWidget):
    """`show_row` fills it; what a person changes goes into that row at once, and is announced by `edited`."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: ActionRow | None = None
        self._phones: list[str] = []
        self.event_box, self.phone = QComboBox(), QComboBox()
        self.url = QLineEdit()
        self.browser = QCheckBox(self.tr("Open it in the web &browser"))
        self.never = QLabel()
        self.insert = QPushButton(self.tr("I&nsert placeholder"))
        self._fields = Fields()
        self._lay_out()
        for kind, caption in event_captions().items():
            self.event_box.addItem(caption, kind.value)
        self.event_box.activated.connect(lambda _: self._take())
        self.url.textChanged.connect(lambda _: self._take())
        self.browser.toggled.connect(lambda _: self._take())
        self.phone.activated.connect(lambda _: self._take())
        self.show_row(None)

    def offer_phones(self, names: Sequence[str]) -> None:
        """Let these phones be chosen from."""
        self._phones = list(names)
        self.show_row(self._row)

    def show_row(self, row: ActionRow | None) -> None:
        """Show this action, or none."""
        self._row = row
        self.setEnabled(row is not None)
        shown = row or ActionRow(event=EventKind.INCOMING)
        blockers = [QSignalBlocker(each) for each in (self.event_box, self.url, self.browser, self.phone)]
        self.event_box.setCurrentIndex(self.event_box.findData(shown.event.value))
        if self.url.text() != shown.url:
            self.url.setText(shown.url)
        self.browser.setChecked(shown.browser)
        self._fill_phones(shown.phone)
        for blocker in blockers:
            blocker.unblock()
        self._say()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _fill_phones(self, chosen: str | None) -> None:
        self.phone.clear()
        self.phone.addItem(self.tr("All phones"), None)
        for name in dict.fromkeys([*self._phones, *([chosen] if chosen is not None else [])]):
            self.phone.addItem(name, name)
        self.phone.setCurrentIndex(0 if chosen is None else self.phone.findData(chosen))

    def _take(self) -> None:
        if self._row is None:
            return
        self._row.event = EventKind(self.event_box.currentData())
        self._row.url = self.url.text()
        self._row.browser = self.browser.isChecked()
        self._row.phone = self.phone.currentData()
        self._row.faults = {}
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        """Show what is wrong with the action, and what is to be known of its event."""
        row = self._row
        faults = dict(row.faults) if row is not None else {}
        if row is not None and (wrong := row.wrong()) is not None:
            faults["url"] = what_happened(wrong)
        self._fields.show_faults({(key,): what for key, what in faults.items()})
        never = row is not None and row.event not in _WRITABLE
        self.never.setVisible(never)

    def _put(self, name: str) -> None:
        """Put a placeholder where the cursor is."""
        self.url.insert(f"{{{name}}}")
        self.url.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.never.setWordWrap(True)
        policy = self.never.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.never.setSizePolicy(policy)
        self.never.setText(
            self.tr("This program never writes that event into a phone, so it comes only where somebody else has.")
        )
        self.insert.setAutoDefault(False)
        self.insert.setMenu(self._menu())
        self.url.setPlaceholderText("https://crm.example/?caller={number.e164}")
        line = QHBoxLayout()
        line.addWidget(self.browser, 1)
        line.addWidget(self.insert)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.row(_EVENT, self.tr("&Event:"), self.event_box)
        self._fields.addRow("", self.never)
        self._fields.row(_URL, self.tr("&URL:"), self.url)
        self._fields.addRow("", line)
        self._fields.row(_PHONE, self.tr("&Phone:"), self.phone)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._fields)

    def _menu(self) -> QMenu:
        menu = QMenu(self.insert)
        line = self.tr("{name} – {meaning}")
        for name, meaning in placeholder_captions().items():
            if name not in OUR_PLACEHOLDERS and not menu.property("parted"):
                menu.setProperty("parted", True)
                menu.addSeparator()
            action = QAction(line.format(name=f"{{{name}}}", meaning=meaning), menu)
            action.triggered.connect(lambda _=False, name=name: self._put(name))
            menu.addAction(action)
        return menu
