"""An icon in the tray and nothing else, in Python and Qt: what no program of this kind can be faster or smaller than.

    python -m benchmarks.bare        until it is ended

Not for: measuring it.
"""

import signal
import sys

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon


def main() -> int:
    """Show it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    app = QApplication(sys.argv[:1])
    pixmap = QPixmap(32, 32)
    pixmap.fill("black")
    icon, menu = QSystemTrayIcon(QIcon(pixmap)), QMenu()
    menu.addAction("Quit", app.quit)
    icon.setContextMenu(menu)
    icon.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
