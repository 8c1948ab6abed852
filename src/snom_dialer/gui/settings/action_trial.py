"""Trying an action: first its URL as of a call with Ada Lovelace, and only on a second press it is called.

Not for: how that is done (action_sample).
"""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from snom_dialer.actions.plan import Planned
from snom_dialer.engine.redaction import redacted
from snom_dialer.errors import DialerError
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.settings.action_row import ActionRow
from snom_dialer.gui.settings.action_sample import Outcome, carry_out, sample
from snom_dialer.gui.settings.caption import sentences
from snom_dialer.gui.settings.late import while_there
from snom_dialer.gui.settings.sentence import Sentence


class ActionTrial(QWidget):
    """`forget` whenever the action, or which one it is, has changed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._row: ActionRow | None = None
        self._phone, self._region = "phone", ""
        self._turn = 0  # answers that belong to a former one count no more
        self._planned: Planned | None = None
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda _: self._press())
        self.url = QLineEdit()
        self.url.setReadOnly(True)
        self.url.setAccessibleName(self.tr("URL with the values of a sample call"))
        self.said = Sentence(self.tr("What came back"))
        line = QHBoxLayout()
        line.addWidget(self.url, 1)
        line.addStretch(0)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.said)
        self.forget(None)

    def place(self, phone: str, region: str | None) -> None:
        """Take note of the phone and the country that a sample is made for."""
        self._phone, self._region = phone, region or ""

    def forget(self, row: ActionRow | None) -> None:
        """Begin anew, with this action."""
        self._row = row
        self._turn += 1
        self._planned = None
        self.url.hide()
        self.said.say("")
        self.button.setText(self.tr("&Test"))
        self.button.setEnabled(row is not None and bool(row.url.strip()) and row.wrong() is None)

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _press(self) -> None:
        row, planned, turn = self._row, self._planned, self._turn
        if row is None:
            return
        self.button.setEnabled(False)

        def fail(error: DialerError) -> None:
            if turn == self._turn:
                self.said.say(sentences(error), trouble=True)

        failed = while_there(self, fail)
        if planned is None:
            action, phone, region = row.action(), row.phone or self._phone, self._region or None

            def planned_now(what: Planned | None) -> None:
                self._show(what, turn)

            self._bridge.work(lambda: sample(action, phone, region), while_there(self, planned_now), failed)
            return

        def came(outcome: Outcome) -> None:
            self._tell(outcome, planned, turn)

        self.said.say(self.tr("Calling it…"))
        self._bridge.work(lambda: carry_out(planned), while_there(self, came), failed)

    def _show(self, planned: Planned | None, turn: int) -> None:
        """Show the URL; it is called by the next press."""
        if turn != self._turn or planned is None:
            return
        self._planned = planned
        self.url.setText(redacted(planned.url))
        self.url.setCursorPosition(0)
        self.url.show()
        self.button.setText(self.tr("Open i&t now") if planned.browser else self.tr("Call i&t now"))
        self.button.setEnabled(True)

    def _tell(self, outcome: Outcome, planned: Planned, turn: int) -> None:
        if turn != self._turn:
            return
        self.button.setEnabled(True)
        self.said.say(self._words(outcome, planned), trouble=not outcome.worked)

    def _words(self, outcome: Outcome, planned: Planned) -> str:
        if planned.browser:
            opened = self.tr("Opened in the web browser.")
            return opened if outcome.worked else self.tr("There is no web browser here, or no screen.")
        if outcome.status is not None:
            answered = self.tr("The server answered {status}: it has taken it.")
            refused = self.tr("The server answered {status}: it has not taken it.")
            return (answered if outcome.worked else refused).format(status=outcome.status)
        if outcome.sent:
            return self.tr("The server was reached and gave no answer that can be understood in time.")
        return self.tr("The server cannot be reached.")
