"""The page of the phones: a chooser where there are several, the fields of the chosen one, and its test.

Not for: one phone's fields (phone_fields), or its test (phone_test).
"""

import copy
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.settings.draft import Given, free_name
from snom_dialer.gui.settings.page import Document, Page, Path
from snom_dialer.gui.settings.phone_fields import Known, PhoneFields
from snom_dialer.gui.settings.phone_test import PhoneTest
from snom_dialer.state.places import Places


class PhonePage(Page):
    """The phones. `retyped`: something was changed that a test would have to see."""

    retyped = Signal()

    def __init__(self, bridge: Bridge, places: Places) -> None:
        super().__init__()
        self.test = PhoneTest(bridge, places)
        self.fields = PhoneFields()
        self.chooser = QComboBox()
        self.add = QPushButton(self.tr("&Add"))
        self.remove = QPushButton(self.tr("Re&move"))
        self._choosing = QWidget()
        self._welcome = QLabel()
        self._phones: list[Known] = []
        self._shown: Known | None = None
        self._default: Known | None = None
        self._brief = False
        self._lay_out()
        self._connect()

    def title(self) -> str:
        """Return the name of the page."""
        return self.tr("&Phones")

    # ---- the document ------------------------------------------------------------------------------------------------

    def fill(self, document: Document) -> None:
        """Show what stands in the document; for a first phone there are fields at once."""
        self._phones = [
            Known(document=copy.deepcopy(phone), was=str(phone["name"])) for phone in document["phones"]
        ] or [Known()]
        default = document.get("default_phone")
        self._default = next((known for known in self._phones if known.was and known.was == default), None)
        self._show_all(0)

    def give(self, document: Document) -> None:
        """Put the phones into the document."""
        self._take()
        phones = [copy.deepcopy(known.document) for known in self._phones]
        names = [phone["name"] for phone in phones]
        for phone in phones:
            if not phone["name"]:
                phone["name"] = free_name("phone", names)
                names.append(phone["name"])
        document["phones"] = phones
        at = self._index(self._default)
        document["default_phone"] = phones[at]["name"] if at is not None else None

    def given(self) -> tuple[Given, ...]:
        """Return what stands in no document, of the phones that were given, in their order."""
        return tuple(known.given for known in self._phones)

    def names(self) -> list[str]:
        """Return the names by which actions know the phones: those that are configured, and those of new phones."""
        self._take()
        return [name for known in self._phones if (name := known.was or known.name)]

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show the faults of the phone that is shown, or of the first that has some; whether there are any."""
        faulty = sorted({path[1] for path in faults if path[:1] == ("phones",) and isinstance(path[1], int)})
        if faulty and self.current not in faulty:
            self.choose(int(faulty[0]))
        mine: Path = ("phones", self.current)
        self.fields.show_faults({path[2:]: what for path, what in faults.items() if path[:2] == mine})
        return bool(faulty)

    # ---- the phones --------------------------------------------------------------------------------------------------

    @property
    def current(self) -> int:
        """Which phone is shown; -1 for none."""
        return self.chooser.currentIndex()

    def choose(self, index: int) -> None:
        """Show another phone."""
        self.chooser.setCurrentIndex(index)

    def set_brief(self, brief: bool) -> None:
        """Show only what a first phone needs."""
        self._brief = brief
        self._welcome.setVisible(brief)
        self.fields.set_brief(brief)
        self._renew()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._welcome.setText(
            self.tr(
                "Where is your phone? Its address stands in its menu, below Information or Status. User name and "
                "password are those of its web page; leave them empty if it asks for none."
            )
        )
        self._welcome.setWordWrap(True)
        self._welcome.hide()
        caption = QLabel(self.tr("&Phone:"))
        caption.setBuddy(self.chooser)
        self.chooser.setAccessibleName(self.tr("Phone"))
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout(self._choosing)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(caption)
        row.addWidget(self.chooser, 1)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        for each in (self._welcome, self._choosing, self.fields, self.test):
            column.addWidget(each)
        column.addStretch(1)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _connect(self) -> None:
        self.chooser.currentIndexChanged.connect(self._chosen)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.fields.changed.connect(self.changed)
        self.fields.retyped.connect(self.test.clear)
        self.fields.retyped.connect(self.retyped)
        self.fields.renamed.connect(self._rename)
        self.fields.is_default.clicked.connect(self._set_default)
        self.test.ended.connect(self._name_by_model)

    def _show_all(self, index: int) -> None:
        """Fill the chooser and show a phone; nothing of the fields is taken."""
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for known in self._phones:
            self.chooser.addItem(known.name or self.tr("New phone"))
        self.chooser.setCurrentIndex(min(index, len(self._phones) - 1))
        self.chooser.blockSignals(False)
        self._shown = self._at(self.current)
        self._show()

    def _chosen(self, index: int) -> None:
        self._take()
        self._shown = self._at(index)
        self._show()

    def _show(self) -> None:
        self.test.clear()
        if self._shown is not None:
            self.fields.show_phone(self._shown)
        self.fields.is_default.setChecked(self._shown is not None and self._shown is self._default)
        self._renew()

    def _take(self) -> None:
        if self._shown is not None:
            self.fields.take()

    def _renew(self) -> None:
        there = self._shown is not None
        self.fields.setEnabled(there)
        self.test.setEnabled(there)
        self.remove.setEnabled(there)
        self.fields.is_default.setVisible(len(self._phones) > 1)
        self._choosing.setVisible(not self._brief)

    def _add(self) -> None:
        self._take()
        self._phones.append(Known())
        self._show_all(len(self._phones) - 1)
        self.fields.address.setFocus()
        self.changed.emit()

    def _remove(self) -> None:
        at = self.current
        if self._phones[at] is self._default:
            self._default = None
        del self._phones[at]
        self._shown = None
        self.fields.show_phone(Known())
        self._show_all(at)
        self.changed.emit()

    def _rename(self, name: str) -> None:
        self.chooser.setItemText(self.current, name.strip() or self.tr("New phone"))

    def _set_default(self, on: bool) -> None:
        self._default = self._shown if on else None

    def _name_by_model(self, well: bool) -> None:
        """Name a phone after its model, once that is known, unless it was given a name."""
        if well and self.test.model and not self.fields.name.text().strip():
            others = [known.name for known in self._phones if known is not self._shown]
            self.fields.name.setText(free_name(self.test.model, others))
            self._rename(self.fields.name.text())

    def _at(self, index: int) -> Known | None:
        return self._phones[index] if 0 <= index < len(self._phones) else None

    def _index(self, wanted: Known | None) -> int | None:
        return next((at for at, known in enumerate(self._phones) if known is wanted), None)
