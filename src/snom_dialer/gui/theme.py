"""Light and dark: what the desktop has, or what the user chose, also where Qt cannot be told of it.

`setColorScheme` does nothing on some desktops and says so to nobody. There the windows get a palette of our own.

Not for: pictures (icon), or where things stand in a window.
"""

from PySide6.QtCore import Qt
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
    _ROLE.Window: "#2b2b2b",
    _ROLE.WindowText: "#f0f0f0",
    _ROLE.Base: "#1e1e1e",
    _ROLE.AlternateBase: "#262626",
    _ROLE.ToolTipBase: "#3a3a3a",
    _ROLE.ToolTipText: "#f0f0f0",
    _ROLE.Text: "#f0f0f0",
    _ROLE.PlaceholderText: "#a0a0a0",
    _ROLE.Button: "#3a3a3a",
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
_TROUBLE = {True: "#ff9d94", False: "#a8071a"}  # at least 4.5 to 1 on both windows and fields


def apply(app: QApplication, colors: Colors) -> None:
    """Give all windows these colours, now and whenever they are drawn."""
    wanted = _SCHEMES[colors]
    app.styleHints().setColorScheme(wanted)
    app.setPalette(QPalette())  # what the desktop has
    if wanted is not Qt.ColorScheme.Unknown and is_dark(app.palette()) is not (colors is Colors.DARK):
        app.setStyle("Fusion")  # the one style that follows a palette wholly
        app.setPalette(_palette(dark=colors is Colors.DARK))
    dark = is_dark(app.palette())
    app.setStyleSheet(f"QLabel#fault, QLabel[trouble=true] {{ color: {_TROUBLE[dark]}; }}")


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
