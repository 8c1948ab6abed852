"""A phone that shows another certificate than the one remembered, or asks for less protection: both, side by side.

Accepting is for a person who knows why; it is done at once, as nothing of it stands in the configuration.
Not for: what is remembered (phone.facts), or refusing (phone.way).
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.gui.child import KILLED, Child, error_of
from snom_dialer.gui.settings.caption import sentences
from snom_dialer.gui.settings.draft import Candidate
from snom_dialer.gui.settings.sentence import Sentence
from snom_dialer.state.places import Places

TRUSTABLE = (Code.CERTIFICATE_CHANGED, Code.TLS_DOWNGRADE, Code.SCHEME_DOWNGRADE, Code.LOGIN_DOWNGRADE)


class Trust(QWidget):
    """`offer` shows it; `accepted` is announced when the new certificate is the one remembered."""

    accepted = Signal()

    def __init__(self, places: Places) -> None:
        super().__init__()
        self._places = places
        self._which: list[str] = []
        self._child: Child | None = None
        self._error: DialerError | None = None
        self.show_both = QPushButton(self.tr("Show &both certificates"))
        self.accept = QPushButton(self.tr("Accept t&he new certificate"))
        self.remembered = _value()
        self.now = _value()
        self._both = QWidget()
        self._said = Sentence(self.tr("What came of it"))
        self._lay_out()
        for each in (self.show_both, self.accept):
            each.setAutoDefault(False)
        self.show_both.clicked.connect(self._show_both)
        self.accept.clicked.connect(self._accept)

    def offer(self, candidate: Candidate) -> None:
        """Offer it for this phone: the configured one where it is still there, else what is at that address."""
        configured = candidate.origin is not None and not candidate.moved
        name = candidate.origin.name if candidate.origin is not None else ""
        self._which = [name] if configured else [f"--host={candidate.host}"]
        self._both.hide()
        self.accept.hide()
        self._said.say("")
        self.show_both.setEnabled(True)
        self.show()

    def _lay_out(self) -> None:
        form = QFormLayout(self._both)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Remembered:"), self.remembered)
        form.addRow(self.tr("There now:"), self.now)
        row = QHBoxLayout()
        row.addWidget(self.show_both)
        row.addWidget(self.accept)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self._both, self._said):
            column.addWidget(each)
        column.addLayout(row)

    def clear(self) -> None:
        """Offer nothing any more."""
        if self._child is not None:
            self._child.cancel()
        self.hide()

    def _show_both(self) -> None:
        self._run()

    def _accept(self) -> None:
        self._run("--yes")

    def _run(self, *more: str) -> None:
        self.show_both.setEnabled(False)
        self.accept.setEnabled(False)
        self._error = None
        self._child = Child(self._places, ["phone", "trust", *self._which, *more])
        self._child.record.connect(self._record)
        self._child.ended.connect(self._ended)
        self._child.start()

    def _record(self, record: Mapping[str, object]) -> None:
        if record.get("type") == "trust":
            self.remembered.setText(self._described(record.get("remembered")))
            self.now.setText(self._described(record.get("now")))
            self._both.show()
        elif record.get("type") == "error":
            self._error = error_of(record)

    def _ended(self, status: int) -> None:
        if status == KILLED and self._error is None:
            return
        asked = self._error is not None and self._error.code is Code.NOT_ACCEPTED  # it only showed them
        self.show_both.setEnabled(True)
        self.accept.setEnabled(True)
        self.accept.setVisible(asked)
        if status == Exit.DONE:
            self.hide()
            self.accepted.emit()
        elif not asked:
            error = self._error or fault(Code.BUG, what="phone trust", log=self._places.log_dir)
            self._said.say(sentences(error), trouble=True)

    def _described(self, shown: object) -> str:
        """Return what a phone has for its protection, the certificate as other programs show it."""
        facts = shown if isinstance(shown, dict) else {}
        certificate = facts.get("certificate")
        if isinstance(certificate, str):
            pairs = ":".join(certificate[at : at + 2] for at in range(0, len(certificate), 2)).upper()
            return self.tr("{version}, SHA-256\n{fingerprint}").format(
                version=facts.get("tls"), fingerprint=f"{pairs[:48]}\n{pairs[48:]}"
            )
        if facts.get("scheme"):
            return self.tr("No encryption")
        return self.tr("Nothing")


def _value() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
