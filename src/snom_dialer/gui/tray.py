"""The icon in the tray, and its menu: how things stand, the calls that go on, and the way to every window.

Qt speaks StatusNotifierItem or XEmbed by itself. Not for: what the entries do (desk).
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from snom_dialer.calls.call import Call, CallState
from snom_dialer.gui.board import Board, Picture
from snom_dialer.gui.icon import icon
from snom_dialer.gui.phrase import phrase
from snom_dialer.gui.text import number_of, state_of, what_happened, who

_LONGEST = 40  # characters of a name in the menu
_TOOL_TIP = 200  # characters; some desktops cut it, and some become slow


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
        self._icon = QSystemTrayIcon(icon("tray-idle"))
        self._live: list[QAction | QMenu] = []
        self._fill()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._shown: tuple[object, ...] = ()

    def show(self) -> None:
        """Stand in the tray as soon as there is one."""
        self._icon.show()

    def hide(self) -> None:
        """Go."""
        self._icon.hide()

    def tell(self, sentence: str) -> None:
        """Tell of trouble for a moment."""
        self._icon.showMessage("Snom dialer", sentence, QSystemTrayIcon.MessageIcon.Warning)

    @staticmethod
    def there() -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_quiet(self, quiet: bool) -> None:
        """Show whether the user wants to be disturbed."""
        self._quiet.setChecked(quiet)

    def renew(self, hint: str = "") -> None:
        """Show how things stand; `hint` is what else there is to know, such as a hotkey that is taken."""
        shown = (self._board.picture, self._tool_tip(hint), self._board.calls)
        if shown == self._shown:
            return
        self._shown = shown
        self._icon.setIcon(icon(f"tray-{self._board.picture}"))
        self._icon.setToolTip(self._tool_tip(hint))
        self._list_calls(self._board.calls)

    def translate(self) -> None:
        """Speak another language from now on."""
        self._menu.clear()
        self._live = []
        self._shown = ()
        self._fill()

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

    def _list_calls(self, calls: Sequence[Call]) -> None:
        """Put a menu for each call in front of everything."""
        for each in self._live:
            self._menu.removeAction(each if isinstance(each, QAction) else each.menuAction())
            each.deleteLater()
        self._live = []
        for call in calls:
            self._live.append(self._call_menu(call))
        if calls:
            line = QAction(self._menu)
            line.setSeparator(True)
            self._menu.insertAction(self._first, line)
            self._live.append(line)

    def _call_menu(self, call: Call) -> QMenu:
        title = self.tr("{who} – {state}").format(who=who(call)[:_LONGEST], state=state_of(call))
        menu = QMenu(title.replace("&", "&&"), self._menu)
        answer = menu.addAction(self.tr("&Answer"), lambda: self.answer.emit(call.id))
        answer.setVisible(call.state is CallState.RINGING)
        answer.setEnabled(self._board.may_answer(call))
        rings = call.state is CallState.RINGING
        hang_up = menu.addAction(self.tr("&Reject") if rings else self.tr("&Hang up"))
        hang_up.triggered.connect(lambda: self.hang_up.emit(call.id))
        hang_up.setEnabled(self._board.may_hang_up(call))
        copied = menu.addAction(self.tr("&Copy number"), lambda: self.copy.emit(number_of(call)))
        copied.setEnabled(bool(number_of(call)))
        self._menu.insertMenu(self._first, menu)
        return menu

    def _tool_tip(self, hint: str) -> str:
        """Return what stands beside the icon. Desktops that read markup get none: names come from strangers."""
        lines = ["Snom dialer", *(self._call_line(call) for call in self._board.calls), *self._trouble_lines(), hint]
        text = "\n".join(line for line in lines if line)
        return text.replace("<", "‹").replace(">", "›")[:_TOOL_TIP]

    def _call_line(self, call: Call) -> str:
        return self.tr("{who} – {state}").format(who=who(call)[:_LONGEST], state=state_of(call))

    def _trouble_lines(self) -> list[str]:
        if self._board.picture is not Picture.NO_CONTACT:
            return []
        return [
            what_happened(trouble.error)
            if trouble.error is not None
            else self.tr("{phone}: {reason}").format(phone=trouble.phone, reason=phrase(trouble.reason))
            for trouble in self._board.troubles
        ]

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.dial.emit()
