"""The page of the set-up: where the phones call this computer, how that stands, and what stands in them for it.

Not for: the set-up itself (engine), or the parts of the page (server_state, phone_set_up).
"""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.settings.entry import Entry
from snom_dialer.gui.settings.late import while_there
from snom_dialer.gui.settings.page import Document, Fields, Page, Path
from snom_dialer.gui.settings.phone_set_up import PhoneSetUp
from snom_dialer.gui.settings.server_state import ServerState
from snom_dialer.phone.setup import Choice
from snom_dialer.state.places import Places
from snom_dialer.system.network import local_addresses

_LAST_PORT = 65535


class CallbackPage(Page):
    """`renew` after every change of the board."""

    def __init__(self, bridge: Bridge, board: Board, places: Places) -> None:
        super().__init__()
        self.address, self.external, self.port = QComboBox(), QLineEdit(), QSpinBox()
        self.state = ServerState(bridge, board)
        self.phone = PhoneSetUp(bridge, board, places)
        self._address = Entry(("callback", "address"), self.address.currentText)
        self._external = Entry(("callback", "external_address"), self.external.text)
        self._port = Entry(("callback", "port"), self.port.value)
        self._fields = self._made_fields()
        self._lay_out()
        self.address.editTextChanged.connect(lambda _: self.changed.emit())
        self.external.textEdited.connect(lambda _: self.changed.emit())
        self.port.valueChanged.connect(lambda _: self.changed.emit())
        bridge.work(local_addresses, while_there(self, self._offer))

    def title(self) -> str:
        """Return the name of the page."""
        return self.tr("&Callbacks")

    def fill(self, document: Document) -> None:
        """Show what stands in the document."""
        with QSignalBlocker(self):
            self.address.setEditText(self._address.read(document) or self.tr("Automatic"))
            self.external.setText(self._external.read(document) or "")
            self.port.setValue(self._port.read(document))
        for entry in (self._address, self._external, self._port):
            entry.settle()
        self.phone.offer({phone.get("name", "phone"): _usual(phone) for phone in document.get("phones", [])})

    def give(self, document: Document) -> None:
        """Put where the phones call into the document."""
        address = self.address.currentText().strip()
        self._address.write(document, None if address in ("", self.tr("Automatic")) else address)
        self._external.write(document, self.external.text().strip() or None)
        self._port.write(document, self.port.value())

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show the faults of the three fields; whether there is one."""
        return self._fields.show_faults(faults)

    def renew(self) -> None:
        """Show how things stand now."""
        self.state.renew()
        self.phone.renew()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _offer(self, addresses: tuple[str, ...]) -> None:
        """Let the addresses of this computer be chosen; what stands in the field stays."""
        with QSignalBlocker(self.address):
            text = self.address.currentText()
            self.address.clear()
            self.address.addItems([self.tr("Automatic"), *addresses])
            self.address.setEditText(text)

    def _made_fields(self) -> Fields:
        self.address.setEditable(True)
        self.address.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        # Never inline: an address that is typed does not become another one.
        if (completer := self.address.completer()) is not None:
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.address.addItem(self.tr("Automatic"))
        self.external.setPlaceholderText(self.tr("None; only where there is NAT between phone and computer"))
        self.port.setRange(0, _LAST_PORT)
        self.port.setSpecialValueText(self.tr("Any free one"))
        self.port.setGroupSeparatorShown(False)
        fields = Fields()
        fields.row(self._address.path, self.tr("&Local address:"), self.address)
        fields.row(self._external.path, self.tr("&External address:"), self.external)
        fields.row(self._port.path, self.tr("TCP &port:"), self.port)
        return fields

    def _lay_out(self) -> None:
        top = QWidget()
        top.setLayout(self._fields)
        self._fields.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.addWidget(top)
        column.addWidget(self.state)
        column.addWidget(self.phone, 1)


def _usual(phone: Document) -> Choice:
    """Return what is configured for URLs of others in a phone."""
    chosen = phone.get("foreign")
    return Choice(chosen) if chosen in list(Choice) else Choice.CHAIN
