"""The page of the hotkeys: one field for each, and below it what became of it.

Not for: binding them (desk), or how one is entered (hotkey_field).
"""

import sys
from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from snom_dialer.errors import DialerError
from snom_dialer.gui import text
from snom_dialer.gui.settings.copy_row import CopyRow
from snom_dialer.gui.settings.entry import Entry
from snom_dialer.gui.settings.hotkey_field import HotkeyField
from snom_dialer.gui.settings.page import Document, FaultLabel, Page, Path
from snom_dialer.gui.text import translate
from snom_dialer.system.hotkey import Bound, Modifier, Trouble, caption, parse_chord

_ALT_GR = {Modifier.CTRL, Modifier.ALT}


class _Function(NamedTuple):
    """What a hotkey does; `command` does the same for whoever calls it, "" where none does."""

    label: str
    command: str


def _functions() -> Mapping[str, _Function]:
    return {
        "show_window": _Function(translate("HotkeyPage", "Show the dial &window:"), "snom-dialer show"),
        "hangup": _Function(translate("HotkeyPage", "&Hang up all calls:"), "snom-dialer hangup_all"),
        "answer": _Function(translate("HotkeyPage", "&Answer the call that rings:"), ""),
        "dial_selection": _Function(translate("HotkeyPage", "Dial the s&elected text:"), "snom-dialer dial-selection"),
        "dial_clipboard": _Function(translate("HotkeyPage", "Dial the cli&pboard:"), "snom-dialer dial-clipboard"),
    }


class _Row:
    """One hotkey: its label, its field, and what is said below it."""

    def __init__(self, name: str, function: _Function, platform: str) -> None:
        self.name = name
        self.field = HotkeyField(platform)
        self.entry = Entry(("hotkeys", name), lambda: self.field.value)
        self.label = QLabel(function.label)
        self.label.setBuddy(self.field)
        self.field.setAccessibleName(function.label.replace("&", "").removesuffix(":"))
        self.command = function.command
        self.fault = FaultLabel()
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.way_out = CopyRow()
        self.way_out.hide()
        self.asked = ""  # the hotkey that `bound` is about
        self.bound: Bound | None = None
        self.refused = ""
        self.invalid = ""

    def stacked(self) -> QWidget:
        """Return the field with everything that may stand below it."""
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self.field, self.fault, self.note, self.way_out):
            column.addWidget(each)
        return both

    def say(self, fault: str, note: str, way_out: str | None) -> None:
        """Show what is wrong, what else there is to know, and the way out: the command that does the same.

        `way_out` is what is said of that, None where none is needed.
        """
        self.fault.say(fault)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.way_out.say(way_out or "", self.command)
        self.way_out.setVisible(way_out is not None and bool(self.command))
        self.field.setAccessibleDescription(" ".join(filter(None, (fault, note))))


class HotkeyPage(Page):
    """The hotkeys. `recording` is announced while keys are waited for: global hotkeys then have to let go of them."""

    recording = Signal(bool)

    def __init__(self, bound: Mapping[str, Bound], platform: str = sys.platform) -> None:
        super().__init__()
        self._platform = platform
        self.rows = {name: _Row(name, function, platform) for name, function in _functions().items()}
        self._hopeless = QLabel()
        self._lay_out()
        for row in self.rows.values():
            row.field.changed.connect(self._changed)
            row.field.recording.connect(self.recording)
            row.field.refused.connect(lambda why, row=row: self._refuse(row, why))
        self.set_bound(bound)

    def title(self) -> str:
        """Return the name of the page."""
        return self.tr("&Hotkeys")

    def fill(self, document: Document) -> None:
        """Show what stands in the document."""
        for row in self.rows.values():
            row.field.put(str(row.entry.read(document)))
            row.entry.settle()
            row.asked = row.field.value
            row.invalid = ""
        self._renew()

    def give(self, document: Document) -> None:
        """Put the hotkeys into the document."""
        for row in self.rows.values():
            row.entry.write(document, row.field.value)

    def show_faults(self, faults: Mapping[Path, str]) -> bool:
        """Show what the validator says against them; whether it says anything."""
        for row in self.rows.values():
            row.invalid = faults.get(row.entry.path, "")
        self._renew()
        return any(row.invalid for row in self.rows.values())

    def set_bound(self, bound: Mapping[str, Bound]) -> None:
        """Show what has now become of the hotkeys as they stand here."""
        for name, row in self.rows.items():
            row.bound = bound.get(name)
            row.asked = row.field.value
        self._renew()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        how = QLabel(
            self.tr(
                "These keys work in every program. Click a field, or move to it, and press the keys; "
                "Backspace clears it, Escape leaves it as it was."
            )
        )
        how.setWordWrap(True)
        self._hopeless.setWordWrap(True)
        self._hopeless.setProperty("trouble", True)
        self._hopeless.setText(
            self.tr(
                "⚠ Global hotkeys are not possible in this session. "
                "In the settings of your desktop, give shortcuts to the commands below instead."
            )
        )
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for number, row in enumerate(self.rows.values()):
            grid.addWidget(row.label, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row.stacked(), number, 1)
            align(row.label, row.field)
        column = QVBoxLayout(self)
        column.addWidget(how)
        column.addWidget(self._hopeless)
        column.addLayout(grid)
        column.addStretch(1)

    def _changed(self) -> None:
        for row in self.rows.values():
            row.invalid = ""
        self._renew()
        self.changed.emit()

    def _refuse(self, row: _Row, why: str) -> None:
        row.refused = why
        self._renew()

    def _renew(self) -> None:
        """Say of each what there is to be said."""
        troubles = {row.bound.trouble for row in self.rows.values() if row.bound is not None}
        hopeless = Trouble.UNAVAILABLE in troubles  # for all of them, whether they have keys or not
        self._hopeless.setVisible(hopeless)
        instead = self.tr("In the settings of your desktop, give a shortcut to this command:")
        for row in self.rows.values():
            current = row.bound if row.bound is not None and row.asked == row.field.value else None
            denied = current is not None and current.trouble is Trouble.REFUSED
            fault = row.refused or row.invalid or self._wrong(row) or self._trouble(current)
            row.say(fault, self._note(row, current), "" if hopeless else instead if denied else None)

    def _wrong(self, row: _Row) -> str:
        """Return what speaks against it whatever the desktop says: it is none, or another one has the same keys."""
        if not row.field.value:
            return ""
        try:
            chord = parse_chord(row.field.value)
        except DialerError as error:
            return text.what_happened(error)
        twins = [other.label.text() for other in self.rows.values() if other is not row and _same(other, str(chord))]
        if not twins:
            return ""
        other = twins[0].replace("&", "").removesuffix(":")
        return self.tr("These are the keys of “{other}”, too.").format(other=other)

    def _trouble(self, bound: Bound | None) -> str:
        if bound is None or bound.trouble is None:
            return ""
        return {
            Trouble.TAKEN: self.tr("Another program has these keys. Choose others, or change them there."),
            Trouble.UNKNOWN_KEY: self.tr("This keyboard has no such key. Choose another one."),
            Trouble.UNAVAILABLE: self.tr("Not possible in this session."),
            Trouble.REFUSED: self.tr("The desktop does not allow this hotkey."),
        }[bound.trouble]

    def _note(self, row: _Row, bound: Bound | None) -> str:
        """Return what is good to know about a hotkey that is one."""
        try:
            chord = parse_chord(row.field.value)
        except DialerError:
            return ""
        if bound is not None and bound.trouble is None and bound.shown != caption(chord, self._platform):
            return self.tr("The desktop has made it {keys}.").format(keys=bound.shown)
        if self._platform == "win32" and chord.modifiers >= _ALT_GR:
            return self.tr(
                "On Windows, AltGr is Ctrl+Alt: a character that is typed with AltGr and this key cannot be typed "
                "any more while the program runs."
            )
        return ""


def align(label: QLabel, field: QLineEdit) -> None:
    """Let a label stand beside the first line of what may grow downwards."""
    label.setMinimumHeight(field.sizeHint().height())
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _same(row: _Row, chord: str) -> bool:
    try:
        return bool(row.field.value) and str(parse_chord(row.field.value)) == chord
    except DialerError:
        return False
