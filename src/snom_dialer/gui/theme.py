"""Light and dark: what the desktop has, or what the user chose, also where Qt cannot be told of it.

`setColorScheme` does nothing on some desktops and says so to nobody. There the windows get a palette of our own.

Not for: pictures (icon), or where things stand in a window.
"""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from snom_dialer.config.model import Colors

_SCHEMES = {
    Colors.SYSTEM: Qt.ColorScheme.Unknown,
    Colors.LIGHT: Qt.ColorScheme.Light,
    Colors.DARK: Qt.ColorScheme.Dark,
}
_ROLE = QPalette.ColorRole
_DARK = {
    _ROLE.Window: "#363636",
    _ROLE.WindowText: "#f0f0f0",
    _ROLE.Base: "#1c1c1c",
    _ROLE.AlternateBase: "#242424",
    _ROLE.ToolTipBase: "#464646",
    _ROLE.ToolTipText: "#f0f0f0",
    _ROLE.Text: "#f0f0f0",
    _ROLE.PlaceholderText: "#a0a0a0",
    _ROLE.Button: "#464646",
    _ROLE.ButtonText: "#f0f0f0",
    _ROLE.BrightText: "#ffffff",
    _ROLE.Link: "#7db7ff",
    _ROLE.Highlight: "#2f6fb3",
    _ROLE.HighlightedText: "#ffffff",
}
_LIGHT = {
    _ROLE.Window: "#f2f2f2",
    _ROLE.WindowText: "#1a1a1a",
    _ROLE.Base: "#ffffff",
    _ROLE.AlternateBase: "#f6f6f6",
    _ROLE.ToolTipBase: "#ffffff",
    _ROLE.ToolTipText: "#1a1a1a",
    _ROLE.Text: "#1a1a1a",
    _ROLE.PlaceholderText: "#666666",
    _ROLE.Button: "#e6e6e6",
    _ROLE.ButtonText: "#1a1a1a",
    _ROLE.BrightText: "#000000",
    _ROLE.Link: "#0b5cad",
    _ROLE.Highlight: "#2f6fb3",
    _ROLE.HighlightedText: "#ffffff",
}
_DISABLED = {True: "#8c8c8c", False: "#767676"}  # by whether it is dark
_ENOUGH = 4.5  # contrast that WCAG 2 wants of text
_FAINT = 170  # of 255: how much of the text's colour a placeholder has; Qt's own half is too little
_TROUBLE = {True: "#ff9d94", False: "#a8071a"}  # at least 4.5 to 1 on both windows and fields


def apply(app: QApplication, colors: Colors) -> None:
    """Give all windows these colours, now and whenever they are drawn."""
    follower = app.findChild(_Follower)
    if not isinstance(follower, _Follower):
        follower = _Follower(app)
    app.styleHints().setColorScheme(_SCHEMES[colors])
    follower.paint(colors)


class _Follower(QObject):
    """Paints, and once more when the desktop turns light or dark while the program runs."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._colors = Colors.SYSTEM
        self._soon = QTimer(self, singleShot=True, interval=0)  # Qt tells of it before it has the colours
        self._soon.timeout.connect(self._again)
        app.styleHints().colorSchemeChanged.connect(self._soon.start)

    def paint(self, colors: Colors) -> None:
        self._colors = colors
        app = self._app
        app.setStyleSheet("")  # a style with a sheet has no name
        app.setPalette(QPalette())  # what the desktop has
        if colors is not Colors.SYSTEM and is_dark(app.palette()) is not (colors is Colors.DARK):
            app.setStyle("Fusion")  # the one style that follows a palette wholly
            app.setPalette(_palette(dark=colors is Colors.DARK))
        elif app.style().name() == "fusion":  # others paint by rules of their own
            app.setPalette(_mended(app.palette()))
        trouble = _TROUBLE[is_dark(app.palette())]
        app.setStyleSheet(f"QLabel#fault, QLabel[trouble=true] {{ color: {trouble}; }}")

    def _again(self) -> None:
        self.paint(self._colors)


def _mended(palette: QPalette) -> QPalette:
    """Return what cannot be read well in Qt's own colours, so that it can."""
    mend = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        faint, chosen = palette.color(group, _ROLE.Text), palette.color(group, _ROLE.Highlight)
        faint.setAlpha(_FAINT)
        mend.setColor(group, _ROLE.PlaceholderText, faint)
        if _contrast(palette.color(group, _ROLE.HighlightedText), chosen) < _ENOUGH:
            black, white = QColor("black"), QColor("white")
            best = black if _contrast(black, chosen) > _contrast(white, chosen) else white
            mend.setColor(group, _ROLE.HighlightedText, best)
    return mend


def _contrast(ink: QColor, paper: QColor) -> float:
    """Return how well one can be read on the other, by the formula of WCAG 2: 1 to 21."""
    darker, lighter = sorted((_luminance(ink), _luminance(paper)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    return 0.2126 * _linear(color.redF()) + 0.7152 * _linear(color.greenF()) + 0.0722 * _linear(color.blueF())


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than what it stands on."""
    return palette.color(_ROLE.WindowText).lightness() > palette.color(_ROLE.Window).lightness()


def _palette(*, dark: bool) -> QPalette:
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    for role in (_ROLE.Text, _ROLE.WindowText, _ROLE.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[dark]))
    return palette
