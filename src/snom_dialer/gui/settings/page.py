"""What every page of the settings is: fields filled from a document, given back into one, with faults beside them.

The document is the JSON of the configuration file (config.document), so what a page does not know stays as it is; it
is judged by the validator of the configuration, and a fault comes back by its path, like ("callback", "port").

Not for: reading, testing or saving (dialog).
"""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

Document = dict[str, Any]
Path = tuple[str | int, ...]


class Page(QWidget):
    """A page. `changed` is announced when a person has changed something in it."""

    changed = Signal()

    def title(self) -> str:
        """Return the name of the page as it stands in the list, with a mnemonic."""
        raise NotImplementedError

    def fill(self, document: Document) -> None:
        """Show what stands in the document."""
        raise NotImplementedError

    def give(self, document: Document) -> None:
        """Put what the fields say into the document."""
        raise NotImplementedError

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show each fault beside its field, take the others away; whether there is one on this page."""
        raise NotImplementedError


class FaultLabel(QLabel):
    """A sentence below a field, which says what is wrong with it; not there while nothing is."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("fault")  # the theme gives it its colour
        self.hide()

    def say(self, what: str) -> None:
        """Show it; nothing for ""."""
        self.setText(f"⚠ {what}" if what else "")
        self.setVisible(bool(what))


class Fields(QFormLayout):
    """Rows of label and field, with room for a fault below each; labels bear the mnemonics."""

    def __init__(self) -> None:
        super().__init__()
        self.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._faults: dict[Path, tuple[QWidget, FaultLabel]] = {}

    def row(self, path: Path, label: str, field: QWidget) -> None:
        """Add a field for what stands at `path`."""
        told = FaultLabel()
        both = QWidget()
        stacked = QVBoxLayout(both)
        stacked.setContentsMargins(0, 0, 0, 0)
        stacked.addWidget(field)
        stacked.addWidget(told)
        caption = QLabel(label)
        caption.setBuddy(field)
        field.setAccessibleName(label.replace("&", "").removesuffix(":"))
        if isinstance(field, QLineEdit):
            field.setToolTip(field.placeholderText())  # for which large letters may leave too little room
        self.addRow(caption, both)
        self._faults[path] = (field, told)

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show the faults of these fields; whether there is one."""
        found = False
        for path, (field, told) in self._faults.items():
            what = faults.get(path, "")
            told.say(what)
            field.setAccessibleDescription(what)
            found = found or bool(what)
        return found
