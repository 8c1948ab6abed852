"""The pictures of `gui/icons` as icons: those of one colour in the colour of the text beside them, the others as drawn.

    icon("tray-ringing")                    in all sizes a tray asks for
    icon("answer", button.palette())        in the text's colour, greyed where it is disabled, readable where selected
    wear(button, "answer")                  the same, and again whenever the palette changes

Not for: drawing (the files themselves), or which picture says what (the windows).
"""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

SIZES = (16, 20, 22, 24, 32, 40, 48, 64, 128)
_BESIDE_TEXT = SIZES[:-1]  # what stands beside text is never that large: all of it would take three times the memory
_HERE = Path(__file__).with_name("icons")
_INK = b"#000000"  # in a drawing of one colour: stands for the colour of the text
_Mode, _Group, _Role = QIcon.Mode, QPalette.ColorGroup, QPalette.ColorRole


def icon(name: str, palette: QPalette | None = None, role: QPalette.ColorRole = _Role.WindowText) -> QIcon:
    """Return the picture NAME.svg. `palette` and `role` give the colour, where none is given those of the windows."""
    made = QIcon()
    if _INK not in _drawing(name):
        _add(made, name, "", SIZES, _Mode.Normal)
        return made
    colors = palette if palette is not None else QGuiApplication.palette()
    for mode, group, ink in (
        (_Mode.Normal, _Group.Active, role),
        (_Mode.Disabled, _Group.Disabled, role),
        (_Mode.Selected, _Group.Active, _Role.HighlightedText),
    ):
        _add(made, name, colors.color(group, ink).name(), _BESIDE_TEXT, mode)
    return made


def picture(name: str, size: int, beside: QWidget) -> QPixmap:
    """Return the picture for a label, in the colour of the text of `beside` and sharp on its screen."""
    ratio = beside.devicePixelRatioF()
    ink = beside.palette().color(_Role.WindowText).name()
    pixmap = QPixmap.fromImage(_rendered(name, ink, (round(size * ratio),))[0])
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def wear(button: QAbstractButton, name: str) -> None:
    """Give a button a picture that follows the colour of its text. A second call changes the picture."""
    worn = button.findChild(_Worn, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (worn if isinstance(worn, _Worn) else _Worn(button)).put_on(name)


class _Worn(QObject):
    """Renews the picture of a button, which is its parent."""

    def __init__(self, button: QAbstractButton) -> None:
        super().__init__(button)
        self._button = button
        self._name = ""
        button.installEventFilter(self)

    def put_on(self, name: str) -> None:
        self._name = name
        self._button.setIcon(icon(name, self._button.palette(), _Role.ButtonText))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange and self._name:
            self.put_on(self._name)
        return False


@cache
def _drawing(name: str) -> bytes:
    return (_HERE / f"{name}.svg").read_bytes()


def _add(made: QIcon, name: str, ink: str, sizes: tuple[int, ...], mode: QIcon.Mode) -> None:
    for image in _rendered(name, ink, sizes):
        made.addPixmap(QPixmap.fromImage(image), mode)


@lru_cache(maxsize=64)
def _rendered(name: str, ink: str, sizes: tuple[int, ...]) -> tuple[QImage, ...]:
    """Return the drawing in some sizes and one colour. No pixmaps, for those must not outlive the application."""
    drawing = QSvgRenderer(QByteArray(_drawing(name).replace(_INK, ink.encode() or _INK)))
    return tuple(_painted(drawing, size) for size in sizes)


def _painted(drawing: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    return image.copy()  # without what Qt keeps to paint on it once more, which takes more memory than most pictures
