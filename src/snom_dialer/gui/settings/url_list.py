"""The Action URLs of one phone, with their secret masked unless somebody wants to see it.

Not for: asking for them (phone_set_up).
"""

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QHeaderView, QSizePolicy, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from snom_dialer.gui.settings.caption import setting_caption
from snom_dialer.protocol.action_url import mask

_LINES = 7  # that are seen without scrolling, at least


class UrlList(QWidget):
    """`put` shows settings of a phone; the secret in them lets whoever knows it make up calls."""

    def __init__(self) -> None:
        super().__init__()
        self._settings: Mapping[str, str] = {}
        self._list = QTreeWidget()
        self._list.setHeaderLabels([self.tr("Event"), self.tr("What stands, or will stand, in the phone")])
        self._list.setAccessibleName(self.tr("Action URLs"))
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAlternatingRowColors(True)
        self._list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._list.header().setStretchLastSection(False)
        self._list.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # wants no more than that
        self.secrets = QCheckBox(self.tr("Show sec&rets (whoever knows them can make up calls)"))
        self.secrets.toggled.connect(lambda _: self._show())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list, 1)
        column.addWidget(self.secrets)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What is shown: caption and value."""
        items = [self._list.topLevelItem(number) for number in range(self._list.topLevelItemCount())]
        return [(item.text(0), item.text(1)) for item in items if item is not None]

    def put(self, settings: Mapping[str, str]) -> None:
        """Show these settings."""
        self._settings = settings
        self._show()

    def _show(self) -> None:
        self._list.clear()
        for setting, value in self._settings.items():
            shown = value if self.secrets.isChecked() else mask(value)
            QTreeWidgetItem(self._list, [setting_caption(setting), shown])
