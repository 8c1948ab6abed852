"""The language of the windows: that of the desktop, or the one that the user chose.

Not for: the texts, which stand where they are shown, in English; translations/ has them in other languages.
"""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from snom_dialer.config.model import Language

_HERE = Path(__file__).parent / "translations"
_SPOKEN = {Language.ENGLISH: QLocale.Language.English, Language.GERMAN: QLocale.Language.German}


class Translation:
    """The translators of an application: ours, and Qt's own for its buttons."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []
        self._language: Language | None = None
        self._system = QLocale()

    def speak(self, language: Language) -> None:
        """Speak that language from now on; every window is told, and renews its texts."""
        if language is self._language:
            return
        self._language = language
        locale = self._system if language is Language.SYSTEM else QLocale(_SPOKEN[language])
        QLocale.setDefault(locale)
        for each in self._installed:
            self._app.removeTranslator(each)
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        self._installed = [
            found for found in (_loaded(locale, "qtbase", qt), _loaded(locale, "snom_dialer", _HERE)) if found
        ]
        for each in self._installed:
            self._app.installTranslator(each)


def _loaded(locale: QLocale, name: str, directory: Path) -> QTranslator | None:
    """Return the texts in that language; None for English, in which they are written, and where there are none."""
    if locale.language() is QLocale.Language.English:
        return None
    translator = QTranslator()
    return translator if translator.load(locale, name, "_", str(directory)) else None
