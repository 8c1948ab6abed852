"""Light and dark: that they come wherever Qt can be told of them or not, and that everything can be read in both."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.config.model import Colors
from snom_dialer.gui import theme
from snom_dialer.gui.settings.page import FaultLabel
from tests.desktop import screen

ENOUGH = 4.5  # WCAG 2.2, 1.4.3
ROLE = QPalette.ColorRole
PAIRS = (
    (ROLE.WindowText, ROLE.Window),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.PlaceholderText, ROLE.Base),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.HighlightedText, ROLE.Highlight),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
)


@pytest.fixture(autouse=True)
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp, Colors.SYSTEM)
    qapp.setStyleSheet("")
    qapp.setPalette(QPalette())


def contrast(ink: QColor, paper: QColor) -> float:
    """The formula of WCAG, from its text; what shines through the ink is the paper."""
    both = sorted((luminance(on(ink, paper)), luminance(paper)))
    return (both[1] + 0.05) / (both[0] + 0.05)


def on(ink: QColor, paper: QColor) -> QColor:
    def mixed(above: float, below: float) -> float:
        return ink.alphaF() * above + (1 - ink.alphaF()) * below

    return QColor.fromRgbF(
        mixed(ink.redF(), paper.redF()), mixed(ink.greenF(), paper.greenF()), mixed(ink.blueF(), paper.blueF())
    )


def luminance(color: QColor) -> float:
    parts = [color.redF(), color.greenF(), color.blueF()]
    red, green, blue = (c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4) for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def too_faint(palette: QPalette, *groups: QPalette.ColorGroup) -> list[str]:
    """What cannot be read well; what is disabled may be faint."""
    found = {}
    for group in groups or (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for ink, paper in PAIRS:
            there = contrast(palette.color(group, ink), palette.color(group, paper))
            found[f"{group.name}: {ink.name} on {paper.name}: {there:.2f}"] = there
    return [said for said, there in found.items() if there < ENOUGH]


def sample(qtbot: QtBot) -> tuple[QWidget, QLabel]:
    """A window with something of everything, and its fault."""
    window, fault = QWidget(), FaultLabel()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for each in (QLineEdit("text"), QPushButton("button"), QComboBox(), fault):
        column.addWidget(each)
    fault.say("is wrong")
    window.show()
    return window, fault


def lightness(window: QWidget) -> int:
    """How light the window is where nothing stands on it."""
    return window.grab().toImage().pixelColor(2, 2).lightness()


def test_the_formula() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)
    assert contrast(QColor(0, 0, 0, 0), QColor("white")) == 1


def test_dark_is_dark_where_qt_does_nothing_about_it(qtbot: QtBot, app: QApplication) -> None:
    window, _ = sample(qtbot)
    theme.apply(app, Colors.DARK)
    assert app.styleHints().colorScheme() is not Qt.ColorScheme.Dark  # the silent no-op that this is about
    assert lightness(window) < 80
    theme.apply(app, Colors.LIGHT)
    assert lightness(window) > 200
    theme.apply(app, Colors.DARK)
    theme.apply(app, Colors.SYSTEM)
    assert lightness(window) > 200


@pytest.mark.parametrize("colors", list(Colors))
def test_everything_can_be_read(qtbot: QtBot, app: QApplication, colors: Colors) -> None:
    theme.apply(app, colors)
    assert too_faint(app.palette()) == []
    _, fault = sample(qtbot)
    fault.ensurePolished()
    ink = fault.palette().color(ROLE.WindowText)
    for paper in (ROLE.Window, ROLE.Base):
        assert contrast(ink, app.palette().color(paper)) >= ENOUGH
    assert ink != app.palette().color(ROLE.WindowText)


@pytest.mark.parametrize("dark", [False, True])
def test_everything_can_be_read_in_our_own_colours(dark: bool) -> None:
    assert too_faint(theme._palette(dark=dark)) == []


# ---- where Qt does follow: X with the theme of GNOME -----------------------------------------------------------------

_CHILD = """
import json
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from snom_dialer.config.model import Colors
from snom_dialer.gui import theme
from snom_dialer.gui.settings.page import FaultLabel
app = QApplication([])
fault = FaultLabel()
fault.say("is wrong")
found = {}
def note(name):
    app.processEvents()
    fault.ensurePolished()
    colors = {"fault": fault.palette().color(QPalette.ColorRole.WindowText).name()}
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for role in QPalette.ColorRole:
            if role is not QPalette.ColorRole.NColorRoles:
                color = app.palette().color(group, role)
                colors[f"{group.name} {role.name}"] = color.name(color.NameFormat.HexArgb)
    found[name] = colors
theme.apply(app, Colors.DARK)
note("dark")
theme.apply(app, Colors.LIGHT)
note("light")
theme.apply(app, Colors.SYSTEM)
app.styleHints().setColorScheme(Qt.ColorScheme.Dark)  # as the desktop does it, behind our back
note("turned dark")
app.styleHints().setColorScheme(Qt.ColorScheme.Light)
note("turned light")
print(json.dumps(found))
"""


@pytest.mark.slow
def test_it_goes_along_where_the_desktop_turns_dark(tmp_path: Path) -> None:
    with screen(tmp_path) as desk:
        desk.environ |= {"XDG_CURRENT_DESKTOP": "GNOME", "QT_QPA_PLATFORM": "xcb"}
        found = json.loads(desk.run(sys.executable, "-c", _CHILD))
    for name, colors in found.items():
        palette = QPalette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            for role in QPalette.ColorRole:
                if (color := colors.get(f"{group.name} {role.name}")) is not None:
                    palette.setColor(group, role, QColor(color))
        assert theme.is_dark(palette) is name.endswith("dark"), name
        assert too_faint(palette, QPalette.ColorGroup.Active) == [], name  # GNOME wants other windows to be faint
        assert contrast(QColor(colors["fault"]), palette.color(ROLE.Window)) >= ENOUGH, name
