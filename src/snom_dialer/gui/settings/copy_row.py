"""A command for people to give elsewhere, with what it is for, and a button that copies it.

Not for: giving it.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class CopyRow(QWidget):
    """A sentence, where there is one, and below it the command, where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._command = QLineEdit()
        self._command.setReadOnly(True)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._copied)
        row = QHBoxLayout()
        row.addWidget(self._command, 1)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._sentence)
        column.addLayout(row)
        self.say("", "")

    @property
    def command(self) -> str:
        """The command that is shown."""
        return self._command.text()

    @property
    def sentence(self) -> str:
        """The sentence above it."""
        return self._sentence.text()

    def say(self, sentence: str, command: str) -> None:
        """Show this sentence and this command."""
        self._sentence.setText(sentence)
        self._command.setText(command)
        self._command.setCursorPosition(0)
        self._command.setAccessibleName(sentence or self.tr("Command"))
        self._sentence.setVisible(bool(sentence))
        self.copy.setAccessibleName(self.tr("Copy the command {command}").format(command=command))
        self._command.setVisible(bool(command))
        self.copy.setVisible(bool(command))

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self._command.text())
