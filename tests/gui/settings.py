"""The settings dialog with a bridge behind it, for tests in Qt's thread. Child processes see the same user as we do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
import keyring.backends.null
import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from snom_dialer.config.load import Loaded
from snom_dialer.gui.settings.dialog import SettingsDialog
from snom_dialer.gui.settings.phone_fields import PhoneFields
from snom_dialer.state.places import Places
from snom_dialer.system.autostart import DesktopFile
from tests.gui.desk import PATIENCE, Bridged, bridged


def own_user(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a user of this test alone, who has no keyring."""
    monkeypatch.setenv("HOME", str(directory))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("SNOM_DIALER_PASSWORD", "SNOM_DIALER_CONFIG", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    keyring.set_keyring(keyring.backends.null.Keyring())  # type: ignore[no-untyped-call]


class Settings:
    """The dialog and everything it has announced."""

    def __init__(self, qtbot: QtBot, behind: Bridged, where: Places, loaded: Loaded | None, *, first_run: bool) -> None:
        self.qtbot = qtbot
        self.behind = behind
        self.config = where.config_file
        self.autostart = DesktopFile(where.config_file.parent / "own", [], [])
        self.dialog = SettingsDialog(
            behind.bridge, where, loaded, behind.board, first_run=first_run, autostart=lambda: self.autostart
        )
        self.saved: list[Loaded] = []
        self.dialog.saved.connect(self.saved.append)
        self.dialog.show()

    @property
    def fields(self) -> PhoneFields:
        """Those of the phone that is shown."""
        return self.dialog.phones.fields

    @property
    def said(self) -> str:
        """What stands below the pages, "" for nothing."""
        label = self.dialog.frame.said
        return "" if label.isHidden() else label.text()

    @property
    def found(self) -> str:
        """What the test says."""
        label = self.dialog.phones.test.said
        return "" if label.isHidden() else label.text()

    @property
    def hops(self) -> dict[str, str]:
        """The hops as they are shown."""
        shown = self.dialog.phones.test.hops
        rows = [shown.topLevelItem(row) for row in range(shown.topLevelItemCount())]
        return {row.text(0): row.text(1) for row in rows if row is not None}

    def tests(self) -> bool:
        """Whether a phone is being tested."""
        return self.dialog.phones.test.running

    def type(self, **texts: str) -> None:
        """Type into fields of the phone that is shown, as a person does."""
        for name, text in texts.items():
            line = self.fields.password.line if name == "password" else getattr(self.fields, name)
            line.clear()
            QTest.keyClicks(line, text)

    def until_closed(self) -> None:
        """Wait until it has done its work."""
        self.qtbot.waitUntil(lambda: not self.dialog.isVisible(), timeout=2 * PATIENCE)

    def until_tested(self, press: str = "save") -> None:
        """Press Save, or Test, and wait for the end of the test that follows."""
        with self.qtbot.waitSignal(self.dialog.phones.test.ended, timeout=2 * PATIENCE):
            self.press(press)

    def press(self, name: str) -> None:
        """Press a button, which has to be there."""
        button = self.dialog.phones.test.button if name == "test" else getattr(self.dialog.frame, name)
        assert button.isVisible()
        assert button.isEnabled()
        button.click()

    def until_said(self, what: str) -> None:
        """Wait until that is said."""
        self.qtbot.waitUntil(lambda: what in self.said, timeout=PATIENCE)


@contextmanager
def opened(
    qtbot: QtBot, where: Places, loaded: Loaded | None, *, first_run: bool = False, begin: bool = False
) -> Iterator[Settings]:
    """Open the settings; with `begin` a program works with this configuration behind them."""
    with bridged(qtbot, where) as behind:
        if begin and loaded is not None:
            behind.bridge.begin(loaded)
            behind.armed()
        settings = Settings(qtbot, behind, where, loaded, first_run=first_run)
        try:
            yield settings
        finally:
            settings.dialog.reject()
            settings.dialog.deleteLater()
