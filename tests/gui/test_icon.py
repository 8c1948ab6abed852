"""Pictures of one colour have that of the text, whatever it is; the others are as they were drawn."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from snom_dialer.gui.board import Picture
from snom_dialer.gui.icon import SIZES, icon, picture, wear

ACTIONS = ("answer", "close", "copy", "dial", "hang-up", "incoming", "missed", "outgoing", "search", "settings")


def palette_of(text: str) -> QPalette:
    palette = QPalette()
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.All, role, QColor(text))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, QColor("#00ff00"))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#0000ff"))
    return palette


def inks(of: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    """Return the colours of what is wholly opaque."""
    image = of.pixmap(QSize(64, 64), mode).toImage()
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {color.name() for x, y in points if (color := image.pixelColor(x, y)).alpha() == 255}


@pytest.mark.parametrize("name", ACTIONS)
def test_a_picture_of_one_colour_has_that_of_the_text(qtbot: QtBot, name: str) -> None:
    assert inks(icon(name, palette_of("#ff0000"))) == {"#ff0000"}


def test_it_is_grey_where_disabled_and_readable_where_selected(qtbot: QtBot) -> None:
    made = icon("answer", palette_of("#ff0000"))
    assert inks(made, QIcon.Mode.Disabled) == {"#00ff00"}
    assert inks(made, QIcon.Mode.Selected) == {"#0000ff"}


@pytest.mark.parametrize("name", [f"tray-{picture}" for picture in Picture] + ["snom-dialer"])
def test_a_picture_of_many_colours_stays_as_it_was_drawn_in_every_size(qtbot: QtBot, name: str) -> None:
    made = icon(name, palette_of("#ff0000"))
    assert len(inks(made)) > 1
    assert "#ff0000" not in inks(made)
    assert made.availableSizes() == [QSize(size, size) for size in SIZES]


def test_a_picture_for_a_label_is_sharp_and_in_the_colour_beside_it(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    label.setPalette(palette_of("#ff0000"))
    made = picture("missed", 20, label)
    assert made.deviceIndependentSize().toSize() == QSize(20, 20)
    assert inks(QIcon(made)) == {"#ff0000"}


def test_a_button_follows_its_palette_and_takes_another_picture(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    wear(button, "answer")
    button.setPalette(palette_of("#ff0000"))
    assert inks(button.icon()) == {"#ff0000"}
    wear(button, "close")
    closed = button.icon().pixmap(64).toImage()
    assert closed == icon("close", palette_of("#ff0000"), QPalette.ColorRole.ButtonText).pixmap(64).toImage()
    button.setPalette(palette_of("#ff00ff"))
    assert inks(button.icon()) == {"#ff00ff"}


def test_there_is_no_picture_without_a_file() -> None:
    with pytest.raises(FileNotFoundError):
        icon("nothing")
