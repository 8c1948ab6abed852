"""Asks what is to become of the Action URLs that somebody else has put into a phone, one by one.

Not for: finding or writing them (engine.set_up).
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from snom_dialer.gui.elided import fit
from snom_dialer.gui.settings.caption import setting_caption
from snom_dialer.gui.text import translate
from snom_dialer.phone.setup import Choice


class ForeignChoice(QDialog):
    """`urls` by setting ("" for one that is not shown), `usual` what is chosen at first, `choices` what is now."""

    def __init__(self, parent: QWidget, urls: Mapping[str, str], usual: Mapping[str, Choice]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Action URLs of others"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._boxes: dict[str, QComboBox] = {}
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (setting, url) in enumerate(urls.items()):
            self._add(grid, row, setting, url, usual.get(setting, Choice.CHAIN))
        column = QVBoxLayout(self)
        column.addWidget(_paragraph(self.tr("In some places of the phone stands an address of somebody else.")))
        column.addLayout(grid)
        column.addWidget(_paragraph(self._explained()))
        column.addWidget(self._buttons())
        self.resize(self.fontMetrics().averageCharWidth() * 90, self.sizeHint().height())

    @property
    def choices(self) -> dict[str, Choice]:
        """What is chosen, by setting."""
        return {setting: Choice(box.currentData()) for setting, box in self._boxes.items()}

    def choose(self, setting: str, choice: Choice) -> None:
        """Choose, as a person does."""
        box = self._boxes[setting]
        box.setCurrentIndex(box.findData(choice.value))

    def _add(self, grid: QGridLayout, row: int, setting: str, url: str, usual: Choice) -> None:
        box = self._boxes[setting] = QComboBox()
        for choice, caption in _captions().items():
            box.addItem(caption, choice.value)
        self.choose(setting, usual)
        event = QLabel(setting_caption(setting))
        event.setBuddy(box)
        box.setAccessibleName(event.text())
        shown = QLineEdit(fit(url, len(url)) if url else self.tr("(not shown)"))
        shown.setReadOnly(True)
        shown.setCursorPosition(0)
        shown.setAccessibleName(self.tr("Address for {event}").format(event=event.text()))
        for number, widget in enumerate((event, shown, box)):
            grid.addWidget(widget, row, number)

    def _explained(self) -> str:
        return self.tr(
            "Call it too: ours takes its place, and this program calls the former one. That one is then called only "
            "while this computer is on, and what its server answers no longer reaches the phone.\n"
            "Leave it: it stays, and this program does not hear of that event.\n"
            "Replace it: ours takes its place until you undo the transfer, or the program ends."
        )

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        transfer = buttons.addButton(self.tr("&Transfer"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        transfer.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons


def _captions() -> Mapping[Choice, str]:
    return {
        Choice.CHAIN: translate("ForeignChoice", "Call it too"),
        Choice.LEAVE: translate("ForeignChoice", "Leave it"),
        Choice.REPLACE: translate("ForeignChoice", "Replace it"),
    }


def _paragraph(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
