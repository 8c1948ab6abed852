"""A configuration that cannot be read, told at the start, with the ways out of it. Never overwritten without a word.

Not for: judging it (config).
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from snom_dialer.config.file import replace_file
from snom_dialer.config.load import read_text
from snom_dialer.engine.configuration import good_copy
from snom_dialer.errors import Code, DialerError
from snom_dialer.gui.text import what_happened, what_next
from snom_dialer.state.places import Places

translate = QCoreApplication.translate


def rescued(places: Places, error: DialerError) -> bool:
    """Say what is wrong, and let the user choose; false where he gives up, true where it is worth another look."""
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Snom dialer")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(what_happened(error))
    box.setInformativeText(what_next(error))
    copy = good_copy(places)
    back = None
    if copy.exists() and error.code is not Code.CONFIG_NEWER:  # nothing is wrong with that one but our age
        back = box.addButton(translate("Rescue", "&Use the last good copy"), QMessageBox.ButtonRole.AcceptRole)
    look = box.addButton(translate("Rescue", "&Open the file"), QMessageBox.ButtonRole.ActionRole)
    again = box.addButton(translate("Rescue", "&Try again"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.setDefaultButton(back or again)
    while True:
        box.exec()
        chosen = box.clickedButton()
        if chosen is look:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(places.config_file)))
            continue
        if back is not None and chosen is back:
            return _taken_back(places.config_file, copy, box)
        return chosen is again


def _taken_back(file: Path, copy: Path, box: QMessageBox) -> bool:
    """Put the good copy in the place of the broken file, which is kept beside it."""
    try:
        broken = _free(file)
        broken.touch(mode=0o600)
        broken.write_bytes(file.read_bytes())
        replace_file(file, read_text(copy))
    except (OSError, DialerError) as error:
        box.setText(what_happened(error) if isinstance(error, DialerError) else str(error.strerror))
        box.setInformativeText("")
        box.exec()
        return False
    return True


def _free(file: Path) -> Path:
    """Return a name for the broken file under which nothing is yet."""
    names = (file.with_name(f"{file.name}.broken{number or ''}") for number in range(1000))
    return next(name for name in names if not name.exists())
