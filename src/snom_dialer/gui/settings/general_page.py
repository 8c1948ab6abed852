"""The page of what belongs to no phone: language, colours, how calls are shown, autostart, and how numbers are dialled.

Not for: doing any of it (theme, desk, system.autostart, numbers).
"""

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QComboBox, QGroupBox, QLineEdit, QVBoxLayout

from snom_dialer.gui.settings.entry import Entry
from snom_dialer.gui.settings.page import Document, Fields, Page, Path


class GeneralPage(Page):
    """The general settings. Whether the program starts with the session stands in no document."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[tuple[Entry, QComboBox | QCheckBox | QLineEdit]] = []
        self._started: bool | None = None
        self.autostart_box = QCheckBox(self.tr("&Start with the desktop session"))
        self._looks = Fields()
        self._numbers = Fields()
        self._add_looks()
        self._add_numbers()
        self._lay_out()

    def title(self) -> str:
        """Return the name of the page."""
        return self.tr("&General")

    def fill(self, document: Document) -> None:
        """Show what stands in the document."""
        for entry, field in self._entries:
            _put(field, entry.read(document))
            entry.settle()

    def give(self, document: Document) -> None:
        """Put what the fields say into the document."""
        for entry, field in self._entries:
            entry.write(document, _said(field))
        region = document["numbers"]["region"]
        if isinstance(region, str):
            document["numbers"]["region"] = region.upper() or None

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show each fault beside its field; whether there is one."""
        return any([self._looks.show_faults(faults), self._numbers.show_faults(faults)])

    def set_autostart(self, on: bool | None) -> None:
        """Show whether the program starts with the session; None where nobody knows, and nobody can change it."""
        self._started = on
        self.autostart_box.setVisible(on is not None)
        self.autostart_box.setChecked(bool(on))

    @property
    def autostart(self) -> bool | None:
        """What is wanted of the autostart; None where that is what is already so."""
        wanted = self.autostart_box.isChecked()
        return None if self._started is None or wanted is self._started else wanted

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.autostart_box.hide()
        self.autostart_box.toggled.connect(self.changed)
        self._looks.addRow(self.autostart_box)
        numbers = QGroupBox(self.tr("Numbers"))
        numbers.setLayout(self._numbers)
        column = QVBoxLayout(self)
        column.addLayout(self._looks)
        column.addWidget(numbers)
        column.addStretch(1)

    def _add_looks(self) -> None:
        rows = self._looks
        self._choice(
            rows, "language", self.tr("&Language:"),
            {"system": self.tr("As the desktop has it"), "en": "English", "de": "Deutsch"},
        )  # fmt: skip
        self._choice(
            rows, "colors", self.tr("C&olours:"),
            {"system": self.tr("As the desktop has them"), "light": self.tr("Light"), "dark": self.tr("Dark")},
        )  # fmt: skip
        self._choice(
            rows, "calls", self.tr("&Calls are shown:"),
            {
                "card": self.tr("On a card of their own"),
                "notification": self.tr("As a notification of the desktop"),
                "off": self.tr("In the tray alone"),
            },
        )  # fmt: skip
        self._choice(
            rows, "corner", self.tr("Ca&rds stand at the:"),
            {
                "bottom_right": self.tr("Bottom right"),
                "bottom_left": self.tr("Bottom left"),
                "top_right": self.tr("Top right"),
                "top_left": self.tr("Top left"),
            },
        )  # fmt: skip
        self._box("keep_missed", self.tr("&Keep the card of a missed call until it is closed"))
        self._box("do_not_disturb", self.tr("&Do not disturb: show calls in the tray alone for now"))

    def _add_numbers(self) -> None:
        region = self._text("region", self.tr("Countr&y:"))
        region.setPlaceholderText(self.tr("as the system"))
        self._text("plus_as", self.tr("A leading + is dialled &as:"))
        self._text("outside_prefix", self.tr("&Before numbers outside the house:")).setPlaceholderText(
            self.tr("nothing")
        )

    def _choice(self, rows: Fields, name: str, label: str, choices: Mapping[str, str]) -> None:
        field = QComboBox()
        for value, words in choices.items():
            field.addItem(words, value)
        field.currentIndexChanged.connect(self.changed)
        rows.row(("appearance", name), label, field)
        self._keep(("appearance", name), field)

    def _box(self, name: str, label: str) -> None:
        field = QCheckBox(label)
        field.toggled.connect(self.changed)
        self._looks.addRow(field)
        self._keep(("appearance", name), field)

    def _text(self, name: str, label: str) -> QLineEdit:
        field = QLineEdit()
        field.textEdited.connect(self.changed)
        self._numbers.row(("numbers", name), label, field)
        self._keep(("numbers", name), field)
        return field

    def _keep(self, path: tuple[str, ...], field: QComboBox | QCheckBox | QLineEdit) -> None:
        self._entries.append((Entry(path, lambda: _said(field)), field))


def _put(field: QComboBox | QCheckBox | QLineEdit, value: object) -> None:
    match field:
        case QComboBox():
            field.setCurrentIndex(max(0, field.findData(value)))
        case QCheckBox():
            field.setChecked(value is True)
        case QLineEdit():
            field.setText(str(value or ""))


def _said(field: QComboBox | QCheckBox | QLineEdit) -> object:
    """Return what a field says, as the configuration has it."""
    match field:
        case QComboBox():
            return field.currentData()
        case QCheckBox():
            return field.isChecked()
    return field.text().strip()
