"""The icon in the tray, and its menu: how things stand, the calls that go on, and the way to every window.

Qt speaks StatusNotifierItem or XEmbed by itself. What strangers sent stands in it as one short plain line each.

Not for: what the entries do (desk).
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from snom_dialer.calls.call import Call, CallState
from snom_dialer.gui.board import Board, Picture
from snom_dialer.gui.elided import fit
from snom_dialer.gui.gathered import Gathered
from snom_dialer.gui.icon import icon
from snom_dialer.gui.phrase import phrase
from snom_dialer.gui.text import number_of, state_of, what_happened, who

MOST = 10  # calls in the menu
_LONGEST = 40  # characters of a name
_REASON = 160  # characters of why there is no contact, or of another sentence in the tool tip
_LINE = 210  # characters of a line of the tool tip
_MESSAGE = 300  # characters of what is told for a moment
_TOLD = 2  # calls, and troubles, in the tool tip: some desktops cut a long one, and some become slow
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKUP = str.maketrans("<>", "‹›")


class _Entry(NamedTuple):
    """The menu of a call, and what can be chosen in it."""

    menu: QMenu
    answer: QAction
    hang_up: QAction
    copy: QAction


class _Shown(NamedTuple):
    """What the menu shows of a call."""

    call: Call
    may_answer: bool
    may_hang_up: bool


class Tray(QObject):
    """Announces what was chosen; `quiet` bears whether not to disturb, `answer`, `hang_up` and `copy` a call."""

    dial = Signal()
    calls = Signal()
    settings = Signal()
    quit = Signal()
    quiet = Signal(bool)
    answer = Signal(str)
    hang_up = Signal(str)
    copy = Signal(str)

    def __init__(self, board: Board) -> None:
        super().__init__()
        self._board = board
        self._menu = QMenu()
        self._picture = Picture.IDLE
        self._icon = QSystemTrayIcon(icon(f"tray-{self._picture}"))
        self._entries: dict[str, _Entry] = {}
        self._shown: dict[str, _Shown] = {}
        self._hint = ""
        self._stopped = False
        self._work = Gathered(self)
        self._work.due.connect(self._renew)
        self._fill()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)

    def show(self) -> None:
        """Stand in the tray as soon as there is one."""
        self._icon.show()

    def hide(self) -> None:
        """Go."""
        self._icon.hide()

    def stop(self) -> None:
        """Go, and take no notice of anything from now on: the program ends."""
        self._stopped = True
        self._work.stop()
        self.hide()

    def tell(self, sentence: str) -> None:
        """Tell of trouble for a moment."""
        if not self._stopped:
            self._icon.showMessage("Snom dialer", _plain(sentence, _MESSAGE), QSystemTrayIcon.MessageIcon.Warning)

    @staticmethod
    def there() -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_quiet(self, quiet: bool) -> None:
        """Show whether the user wants to be disturbed."""
        self._quiet.setChecked(quiet)

    def renew(self, hint: str = "") -> None:
        """Show how things stand; `hint` is what else there is to know, such as a hotkey that is taken."""
        self._hint = hint
        if not self._stopped:
            self._work.want()

    def translate(self) -> None:
        """Speak another language from now on."""
        if not self._stopped:
            self._drop(tuple(self._entries))
            self._menu.clear()
            self._fill()
            self._work.want()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        menu = self._menu
        self._first = menu.addAction(self.tr("&Dial"), self.dial.emit)
        menu.addAction(self.tr("&Calls"), self.calls.emit)
        self._quiet = menu.addAction(self.tr("Do &not disturb"))
        self._quiet.setCheckable(True)
        self._quiet.triggered.connect(self.quiet)
        menu.addAction(self.tr("&Settings"), self.settings.emit)
        menu.addSeparator()
        menu.addAction(self.tr("&Quit"), self.quit.emit)
        self._more, self._line = QAction(menu), QAction(menu)
        self._more.setEnabled(False)
        self._line.setSeparator(True)

    def _renew(self) -> None:
        if self._board.picture is not self._picture:
            self._picture = self._board.picture
            self._icon.setIcon(icon(f"tray-{self._picture}"))
        if (tool_tip := self._tool_tip()) != self._icon.toolTip():
            self._icon.setToolTip(tool_tip)
        calls = self._board.calls
        hidden = max(0, len(calls) - MOST)
        self._more.setText(self._and_more(hidden))
        self._put(self._line, self._first, wanted=bool(calls))
        self._put(self._more, self._line, wanted=bool(hidden))
        self._list_calls(calls[-MOST:], self._more if hidden else self._line)

    def _put(self, action: QAction, below: QAction, *, wanted: bool) -> None:
        there = action in self._menu.actions()
        if wanted and not there:
            self._menu.insertAction(below, action)
        elif there and not wanted:
            self._menu.removeAction(action)

    def _list_calls(self, calls: Iterable[Call], below: QAction) -> None:
        """Have a menu for each of these calls, the oldest one first. One that stays is not touched: it may be open."""
        board = self._board
        shown = {call.id: _Shown(call, board.may_answer(call), board.may_hang_up(call)) for call in calls}
        self._drop([id_ for id_ in self._entries if id_ not in shown])
        for id_ in reversed(shown):
            if id_ not in self._entries:
                self._entries[id_] = self._entry(id_)
                self._menu.insertMenu(below, self._entries[id_].menu)
            if self._shown.get(id_) != shown[id_]:
                self._say(self._entries[id_], shown[id_])
            below = self._entries[id_].menu.menuAction()
        self._shown = shown

    def _drop(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            menu = self._entries.pop(id_).menu
            self._shown.pop(id_, None)
            self._menu.removeAction(menu.menuAction())
            menu.deleteLater()

    def _entry(self, id_: str) -> _Entry:
        menu = QMenu(self._menu)
        answer, hang_up, copy = (menu.addAction(text) for text in (self.tr("&Answer"), "", self.tr("&Copy number")))
        answer.setData(["answer", id_])
        hang_up.setData(["hang_up", id_])
        menu.triggered.connect(self._chosen)  # a lambda for each would keep all of this alive
        return _Entry(menu, answer, hang_up, copy)

    def _chosen(self, action: QAction) -> None:
        what, of = action.data()
        {"answer": self.answer, "hang_up": self.hang_up, "copy": self.copy}[what].emit(of)

    def _say(self, entry: _Entry, shown: _Shown) -> None:
        call, rings = shown.call, shown.call.state is CallState.RINGING
        entry.menu.setTitle(self._call_line(call).replace("&", "&&"))
        entry.answer.setVisible(rings)
        entry.answer.setEnabled(shown.may_answer)
        entry.hang_up.setText(self.tr("&Reject") if rings else self.tr("&Hang up"))
        entry.hang_up.setEnabled(shown.may_hang_up)
        number = fit(number_of(call))
        entry.copy.setData(["copy", number])
        entry.copy.setEnabled(bool(number))

    def _tool_tip(self) -> str:
        """Return what stands beside the icon, trouble first: Windows cuts it after 127 characters."""
        calls = self._board.calls
        told = [self._call_line(call) for call in calls[-_TOLD:]]
        lines = [*self._trouble_lines(), *told, self._and_more(len(calls) - len(told)), self._hint]
        return "\n".join(["Snom dialer", *(_plain(line, _LINE) for line in lines if line)])

    def _call_line(self, call: Call) -> str:
        return self.tr("{who} – {state}").format(who=fit(who(call), _LONGEST), state=state_of(call))

    def _trouble_lines(self) -> list[str]:
        troubles = self._board.troubles
        lines = [
            fit(what_happened(trouble.error), _REASON)
            if trouble.error is not None
            else self.tr("{phone}: {reason}").format(
                phone=fit(trouble.phone, _LONGEST), reason=fit(phrase(trouble.reason), _REASON)
            )
            for trouble in troubles[:_TOLD]
        ]
        return [*lines, self._and_more(len(troubles) - len(lines))]

    def _and_more(self, count: int) -> str:
        return self.tr("and {count} more").format(count=count) if count > 0 else ""

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.dial.emit()


def _plain(text: str, limit: int) -> str:
    """Return a text in which nothing is markup, as some desktops read it here: names come from strangers."""
    return _ENTITY.sub("＆", fit(text, limit).translate(_MARKUP))
