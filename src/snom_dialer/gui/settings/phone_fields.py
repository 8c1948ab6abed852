"""The fields of one phone.

Not for: choosing among several (phone_page), or what a value has to be like (config.check).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from snom_dialer.config.host import without_user
from snom_dialer.gui.settings.draft import Given, shown_address, split_address
from snom_dialer.gui.settings.page import Document, Fields, Path

# Where a fault is shown whose own key has no field: the address says all of it.
_SHOWN_AT = {"scheme": "host", "port": "host", "password": "username"}


@dataclass(slots=True)
class Known:
    """A phone as the fields have it: what stood in the document, the name it had there, the password typed for it."""

    document: Document = field(default_factory=dict)
    was: str = ""
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """What it is called now, "" for one that has no name yet."""
        return str(self.document.get("name", ""))

    @property
    def given(self) -> Given:
        """What stands in no document."""
        return Given(self.was, self.password)


class PhoneFields(QWidget):
    """`show_phone` fills the fields, `take` gives back what they say. `retyped`: a test of before is worth nothing."""

    changed = Signal()
    retyped = Signal()
    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.address = QLineEdit()
        self.user = QLineEdit()
        self.password = PasswordField()
        self.name = QLineEdit()
        self.identity = QLineEdit()
        self.set_up = QComboBox()
        self.foreign = QComboBox()
        self.more = QToolButton()
        self.is_default = QCheckBox(self.tr("Use this phone where none is &chosen"))
        self._form = Fields()
        self._known = Known()
        self._brief = False
        self._lay_out()
        self._connect()

    def show_phone(self, known: Known) -> None:
        """Show a phone; what was typed before is lost unless it was taken."""
        self._known = known
        document = known.document
        self.address.setText(shown_address(document))
        self.user.setText(_user(document))
        self.password.show_password(known.password, kept=bool(known.was))
        self.name.setText(known.name)
        self.identity.setText(str(document.get("identity", "")))
        _choose(self.set_up, document.get("set_up", "automatic"))
        _choose(self.foreign, document.get("foreign", "chain"))
        self.more.setChecked(self.foreign.currentIndex() > 0)
        self.show_faults({})

    def take(self) -> None:
        """Give the phone that is shown what the fields say; keys without a field stay as they are."""
        self._split()
        document = self._known.document
        user = self.user.text().strip()
        if self.address.text().strip() != shown_address(document):
            document |= {"host": self.address.text().strip(), "scheme": "auto", "port": None, "username": user}
        elif user != _user(document):
            document |= {"host": without_user(str(document.get("host", ""))), "username": user}
        document["name"] = self.name.text().strip()
        document["identity"] = self.identity.text().strip()
        document["set_up"] = self.set_up.currentData()
        document["foreign"] = self.foreign.currentData()
        self._known.password = self.password.line.text()

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show the faults of this phone, by their keys; whether there is one."""
        shown = {(_SHOWN_AT.get(str(path[0]), path[0]), *path[1:]): what for path, what in faults.items() if path}
        if ("foreign",) in shown:
            self.more.setChecked(True)
        return self._form.show_faults(shown)

    def set_brief(self, brief: bool) -> None:
        """Show only what has to be known before anything works: where the phone is, and as whom to log in."""
        self._brief = brief
        for each in (self.name, self.identity, self.set_up, self.more):
            self._show_row(each, not brief)
        self._show_more()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.address.setPlaceholderText(self.tr("192.168.0.20, or the URL of its web page"))
        self.name.setPlaceholderText(self.tr("its model, once that is known"))
        self.identity.setPlaceholderText(self.tr("user@registrar, or empty: the phone chooses"))
        self.set_up.addItem(self.tr("Set up automatically"), "automatic")
        self.set_up.addItem(self.tr("Set up by hand"), "manual")
        self.foreign.addItem(self.tr("Call them on"), "chain")
        self.foreign.addItem(self.tr("Leave them in place of ours"), "leave")
        self.foreign.addItem(self.tr("Replace them"), "replace")
        self.more.setText(self.tr("M&ore"))
        self.more.setCheckable(True)
        self.more.setAutoRaise(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        form = self._form
        form.row(("host",), self.tr("A&ddress:"), self.address)
        form.row(("username",), self.tr("&User name:"), self.user)
        form.row(("password",), self.tr("Pass&word:"), self.password)
        form.row(("name",), self.tr("&Name:"), self.name)
        form.row(("identity",), self.tr("Id&entity:"), self.identity)
        form.row(("set_up",), self.tr("Action U&RLs:"), self.set_up)
        form.addRow("", _left(self.more))
        form.row(("foreign",), self.tr("URLs o&f others:"), self.foreign)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addWidget(self.is_default)
        self._show_more()

    def _connect(self) -> None:
        for line in (self.address, self.user, self.password.line, self.identity):
            line.textEdited.connect(self.retyped)
        for line in (self.address, self.user, self.password.line, self.identity, self.name):
            line.textEdited.connect(self.changed)
        for combo in (self.set_up, self.foreign):
            combo.activated.connect(self.changed)
        self.is_default.clicked.connect(self.changed)
        self.address.editingFinished.connect(self._split)
        self.name.textEdited.connect(self.renamed)
        self.more.toggled.connect(self._show_more)

    def _split(self) -> None:
        """Move user name and password out of a URL that was typed: it would be shown, and stand in the file."""
        if self.address.text().strip() == shown_address(self._known.document):
            return
        address, user, password = split_address(self.address.text())
        self.address.setText(address)
        if user:
            self.user.setText(user)
        if password:
            self.password.line.setText(password)

    def _show_more(self) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if self.more.isChecked() else Qt.ArrowType.RightArrow)
        self._show_row(self.foreign, self.more.isChecked() and not self._brief)

    def _show_row(self, widget: QWidget, shown: bool) -> None:
        row = widget.parentWidget()
        assert row is not None
        self._form.setRowVisible(row, shown)


class PasswordField(QWidget):
    """A password that is typed, and that can be looked at while it is; the one that is kept is never shown."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAccessibleName(self.tr("Password"))
        self._show = QToolButton()
        self._show.setText(self.tr("Show"))
        self._show.setAccessibleName(self.tr("Show the password"))
        self._show.setCheckable(True)
        self._show.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show.toggled.connect(self._toggle)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        row.addWidget(self._show)

    def show_password(self, typed: str, *, kept: bool) -> None:
        """Put in what was typed; `kept`: there may be one that stays if nothing is."""
        self.line.setText(typed)
        self.line.setPlaceholderText(self.tr("unchanged") if kept else "")
        self._show.setChecked(False)

    def _toggle(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)


def _left(widget: QWidget) -> QWidget:
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return held


def _choose(combo: QComboBox, value: object) -> None:
    combo.setCurrentIndex(max(0, combo.findData(value)))


def _user(document: Document) -> str:
    """Return the user name, which may stand in the URL of a file that a person has written."""
    return str(document.get("username") or split_address(str(document.get("host", "")))[1])
