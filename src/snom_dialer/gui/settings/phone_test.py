"""The test of a phone with values that are not saved yet: `phone test --host` beside the window, told hop by hop.

Not for: when to test, or what follows from it (dialog); the test of configured phones, from here and back.
"""

import re
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.child import Child, error_of
from snom_dialer.gui.elided import tool_tip
from snom_dialer.gui.settings.caption import capital, hop_caption, result_caption
from snom_dialer.gui.settings.draft import Candidate
from snom_dialer.gui.settings.late import while_there
from snom_dialer.gui.settings.saving import prepare_test
from snom_dialer.gui.settings.sentence import Sentence
from snom_dialer.gui.settings.trust import TRUSTABLE, Trust
from snom_dialer.gui.text import what_happened, what_next
from snom_dialer.phone.finding import Hop, Result
from snom_dialer.state.places import Places

Key = tuple[str, ...]

_BEHIND = (Hop.PERMISSION, Hop.URLS, Hop.CALLBACK)  # of configured phones only
_MODEL = r"snom (\w+), .*"  # what is found at the last of them
_REFUSED = (Code.LOGIN_REFUSED, Code.LOGIN_KNOWN_WRONG, Code.LOGIN_LOCKED)


class _Failure(NamedTuple):
    key: Key
    error: DialerError


class PhoneTest(QWidget):
    """Announces `asked` (a person wants a test, which is for others to `start`) and `ended`: whether all is well.

    Of a test that was cancelled nothing is announced but `cancelled`. `model` is that of the phone, "" while unknown.
    """

    asked = Signal()
    ended = Signal(bool)
    cancelled = Signal()

    def __init__(self, bridge: Bridge, places: Places) -> None:
        super().__init__()
        self._bridge = bridge
        self._places = places
        self._well: set[Key] = set()
        self._failure: _Failure | None = None
        self._candidate: Candidate | None = None
        self._error: DialerError | None = None
        self._child: Child | None = None
        self._turn = 0  # what comes of former tests is not for this one
        self.model = ""
        self.button = QPushButton()
        self.said = Sentence(self.tr("Result of the test"))
        self.hops = _Hops()
        self.trust = Trust(places)
        self._lay_out()
        self.button.clicked.connect(self._pressed)
        self.trust.accepted.connect(self.asked)

    # ---- what is known -----------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether a test goes on."""
        return self._candidate is not None

    def is_well(self, candidate: Candidate) -> bool:
        """Whether these very values were tested, and were right."""
        return candidate.key in self._well

    def is_refused(self, candidate: Candidate) -> bool:
        """Whether the phone has refused these very values, and must not be asked again unless a person asks for it."""
        failure = self._failure
        return failure is not None and failure.key == candidate.key and failure.error.code in _REFUSED

    # ---- a test ------------------------------------------------------------------------------------------------------

    def start(self, candidate: Candidate) -> None:
        """Test these values; one test at a time."""
        self.cancel()
        self._candidate = candidate
        self._error = None
        self.model = ""
        turn = self._turn
        self._show_running()
        self._bridge.work(
            lambda: prepare_test(self._places, candidate),
            while_there(self, partial(self._go, turn, candidate)),
            while_there(self, partial(self._end, turn)),
        )

    def cancel(self) -> None:
        """End the test that goes on, if one does."""
        was_running, self._candidate = self.running, None
        self._turn += 1
        if self._child is not None:
            self._child.cancel()
            self._child = None
        if was_running:
            self.said.say(self.tr("The test was cancelled."))
            self._name_button()
            self.cancelled.emit()

    def clear(self) -> None:
        """Show nothing: what was tested is not what stands there now."""
        self.cancel()
        self.hops.hide()
        self.said.hide()
        self.trust.clear()

    def _pressed(self) -> None:
        if self.running:
            self.cancel()
        else:
            self.asked.emit()

    def _go(self, turn: int, candidate: Candidate, password: str) -> None:
        if turn != self._turn:
            return
        user = candidate.phone.web().username
        arguments = ["phone", "test", f"--host={candidate.host}", *([f"--user={user}"] if user else []), "--wait=0"]
        self._child = Child(self._places, arguments, password=password)
        self._child.record.connect(partial(self._record, turn))
        self._child.ended.connect(partial(self._over, turn))
        self._child.start()

    def _record(self, turn: int, record: Mapping[str, object]) -> None:
        if turn != self._turn:
            return
        if record.get("type") == "hop":
            self.hops.add(record)
            if found := re.fullmatch(_MODEL, str(record.get("detail"))):
                self.model = found[1]
        elif record.get("type") == "error":
            self._error = error_of(record)

    def _over(self, turn: int, status: int) -> None:
        if turn != self._turn:
            return
        if status != Exit.DONE or self._error is not None:
            silent = fault(Code.BUG, what=f"phone test: {status}", log=self._places.log_dir)
            self._end(turn, self._error or silent)
        else:
            self._end(turn, None)

    def _end(self, turn: int, error: DialerError | None) -> None:
        candidate = self._candidate
        if turn != self._turn or candidate is None:
            return
        self._candidate = self._child = None
        self._failure = None if error is None else _Failure(candidate.key, error)
        if error is None:
            self._well.add(candidate.key)
            self.said.say(self.tr("✓ All is well on the way to the phone."))
        else:
            self._well.discard(candidate.key)
            self._fail(candidate, error)
        self._name_button()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.said, self.said.text()))
        self.ended.emit(error is None)

    def _next(self, error: DialerError) -> str:
        """Return what to do where that is nearer at hand here than the error knows."""
        if error.code in (Code.LOGIN_REFUSED, Code.LOGIN_KNOWN_WRONG, Code.LOGIN_NEEDED):
            return self.tr("Correct user name and password above; three refusals lock the phone for a while")
        if error.code in TRUSTABLE:
            return self.tr("If the phone was replaced or changed on purpose, compare both and accept what is there now")
        return ""

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        for each in (self.said, self.trust, self.hops):
            column.addWidget(each)
            each.hide()
        self.button.setAutoDefault(False)  # Enter in a field is for Save, which tests
        self._name_button()

    def _name_button(self) -> None:
        self.button.setText(self.tr("Cancel &test") if self.running else self.tr("&Test"))

    def _show_running(self) -> None:
        self.hops.clear()
        self.hops.show()
        self.trust.clear()
        self._name_button()
        self.said.say(self.tr("Asking the phone …"))

    def _fail(self, candidate: Candidate, error: DialerError) -> None:
        then = self._next(error) or what_next(error)
        self.said.say(self.tr("{happened}. {then}.").format(happened=what_happened(error), then=then), trouble=True)
        if error.code in TRUSTABLE:
            self.trust.offer(candidate)


class _Hops(QTreeWidget):
    """The hops as far as they were passed; a mark, a word and what was found."""

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setHeaderLabels([self.tr("Step"), self.tr("Result"), self.tr("Found")])
        self.setAccessibleName(self.tr("Steps of the test"))
        self.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setSectionsMovable(False)

    def add(self, record: Mapping[str, object]) -> None:
        """Add what is found of a hop."""
        try:
            hop, result = Hop(str(record["hop"])), Result(str(record["result"]))
        except (KeyError, ValueError):
            return
        if hop not in _BEHIND:
            found = capital(str(record.get("detail", "")))
            row = QTreeWidgetItem([hop_caption(hop), result_caption(result), found])
            row.setToolTip(2, tool_tip(found))
            self.addTopLevelItem(row)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for all hops of a phone that is not configured."""
        rows = len(Hop) - len(_BEHIND)
        row = max(self.sizeHintForRow(0), self.fontMetrics().lineSpacing())
        height = self.header().sizeHint().height() + rows * row + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """As many rows as it wants: a list of eight is not to be scrolled."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())
