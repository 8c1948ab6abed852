"""How the callback server and the set-up of the phones stand, live, with Start, Stop, and what a firewall may want.

Not for: the configuration of the server (callback_page), or one phone's Action URLs (phone_set_up).
"""

import socket
from collections.abc import Mapping
from typing import Any, NamedTuple

from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QPushButton, QVBoxLayout

from snom_dialer.config.host import parse_host
from snom_dialer.engine.keeper import State
from snom_dialer.errors import DialerError
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.elided import fit
from snom_dialer.gui.news import CallbackNews, EngineState, PhoneNews, callback_of
from snom_dialer.gui.phrase import phrase
from snom_dialer.gui.settings.caption import sentences, state_caption
from snom_dialer.gui.settings.copy_row import CopyRow
from snom_dialer.gui.settings.late import while_there
from snom_dialer.gui.settings.sentence import Sentence
from snom_dialer.system.firewall import Tool, command, find

_WORKING = (EngineState.OWN, EngineState.JOINED)


class _Unheard(NamedTuple):
    """A phone that is set up and has told nothing yet: its host as configured, and the port that it is to call."""

    name: str
    host: str
    port: int


class ServerState(QGroupBox):
    """`renew` after every change of the board."""

    def __init__(self, bridge: Bridge, board: Board) -> None:
        super().__init__()
        self.setTitle(self.tr("State"))
        self._bridge = bridge
        self._board = board
        self._told = self._callback = board.callback
        self._asking = self._again = self._switching = False
        self._unheard: _Unheard | None = None
        self.standing = Sentence(self.tr("Callback server"))
        self.phones = Sentence(self.tr("Phones"))
        self.said = Sentence(self.tr("What happened"))
        self.start = self._button(self.tr("&Start"), "start")
        self.stop = self._button(self.tr("St&op"), "stop")
        self.firewall = CopyRow()
        self.firewall.hide()
        self._lay_out()
        self.renew()

    def renew(self) -> None:
        """Show how things stand now, and ask for what nobody is told of by himself."""
        if self._board.callback is not self._told:  # else what was asked for since is newer
            self._told = self._callback = self._board.callback
        self._show()
        if self._board.engine.state not in _WORKING:
            return
        self._again = self._asking
        if not self._asking:
            self._asking = True
            self._bridge.ask("status", {}, while_there(self, self._know), while_there(self, self._know_nothing))

    # ---- what is known -----------------------------------------------------------------------------------------------

    def _know(self, status: Mapping[str, Any]) -> None:
        self._asking = False
        if self._board.engine.state in _WORKING:
            self._callback = callback_of(status["callback"])
            self._show()
            self._advise(_unheard(status))
        if self._again:
            self.renew()

    def _know_nothing(self, _: DialerError) -> None:
        self._asking = False  # it has just gone, and its news are on their way

    def _show(self) -> None:
        callback = self._callback
        self.standing.say(self._standing(callback))
        self.phones.say("\n".join(self._phone(phone) for phone in self._board.phones.values()))
        working = self._board.engine.state in _WORKING and callback is not None
        listens = callback is not None and callback.open
        # Where the program does not work they are there to say so.
        self.start.setEnabled(not self._switching and not (working and listens))
        self.stop.setEnabled(not self._switching and (listens or not working))
        if not working:
            self.firewall.hide()

    def _standing(self, callback: CallbackNews | None) -> str:
        engine = self._board.engine
        if engine.state is EngineState.FAILED and engine.error is not None:
            return self.tr("The program does not work. {why}").format(why=sentences(engine.error))
        if engine.state not in _WORKING or callback is None:
            return {
                EngineState.NONE: self.tr("The program does not work yet, as no phone has been saved."),
                EngineState.ENDED: self.tr("The program has been ended."),
            }.get(engine.state, self.tr("The program is starting…"))
        if not callback.open:
            return self.tr("Inactive: nobody listens for the phones.")
        told = [
            self.tr("Listening at {addresses}, port {port}.").format(
                addresses=", ".join(callback.addresses), port=callback.port
            )
        ]
        if callback.wanted_port not in (0, callback.port):
            taken = self.tr("Port {wanted} is taken by another program, so the next free one is used for now.")
            told.append(taken.format(wanted=callback.wanted_port))
        told.append(self.tr("Refused requests: {count}.").format(count=callback.refused))
        return " ".join(told)

    def _phone(self, phone: PhoneNews) -> str:
        reason = phrase(phone.reason)
        if not reason:
            return self.tr("{phone}: {state}").format(phone=phone.name, state=state_caption(phone.state))
        template = self.tr("{phone}: {state} – {reason}")
        return template.format(phone=phone.name, state=state_caption(phone.state), reason=fit(reason, 500))

    # ---- firewall ----------------------------------------------------------------------------------------------------

    def _advise(self, unheard: _Unheard | None) -> None:
        if unheard is None:
            self.firewall.hide()
        elif unheard != self._unheard:

            def ready(found: tuple[Tool, str]) -> None:
                self._say_firewall(unheard, *found)

            self._bridge.work(lambda: _way_through(unheard), while_there(self, ready))
        else:
            self.firewall.show()
        self._unheard = unheard

    def _say_firewall(self, unheard: _Unheard, tool: Tool, given: str) -> None:
        if self._unheard != unheard:
            return
        nothing = self.tr("Nothing has been heard from {phone} yet.").format(phone=unheard.name)
        cure = {
            Tool.NONE: self.tr(
                "If that stays so after a call: no firewall that is known here is at work on this computer; if there "
                "is another one, or one in the network between, TCP port {port} has to be open for the phone."
            ),
            Tool.NFTABLES: self.tr(
                "If that stays so after a call, let the phone through the firewall with this command, and put the rule "
                "into /etc/nftables.conf as well:"
            ),
            Tool.DEFENDER: self.tr(
                "If that stays so after a call, let the phone through the firewall with this command in a command "
                "prompt opened as administrator, and remove a rule that blocks this program, if there is one:"
            ),
        }.get(tool, self.tr("If that stays so after a call, let the phone through the firewall with this command:"))
        self.firewall.say(" ".join((nothing, cure.format(port=unheard.port))), given)
        self.firewall.show()

    # ---- what it does ------------------------------------------------------------------------------------------------

    def _switch(self, wanted: str) -> None:
        if self._board.engine.state not in _WORKING:
            self.said.say(self.tr("There is nothing to start or stop while the program does not work."), trouble=True)
            return
        self.said.say(
            self.tr("Starting…") if wanted == "start" else self.tr("Stopping; the phones get their settings back…")
        )
        self._switching = True
        self._show()
        done = while_there(self, self._switched)
        self._bridge.ask(wanted, {"all": True}, done, while_there(self, self._fail))

    def _switched(self, _: Mapping[str, Any]) -> None:
        self._switching = False
        self.said.say("")
        self.renew()

    def _fail(self, error: DialerError) -> None:
        self._switching = False
        self.said.say(sentences(error), trouble=True)
        self.renew()

    def _button(self, caption: str, wanted: str) -> QPushButton:
        button = QPushButton(caption)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._switch(wanted))
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.said, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.start)
        buttons.addWidget(self.stop)
        column = QVBoxLayout(self)
        for each in (self.standing, self.phones, self.firewall):
            column.addWidget(each)
        column.addLayout(buttons)


def _unheard(status: Mapping[str, Any]) -> _Unheard | None:
    """Return the first phone that would tell us and has not, while somebody listens."""
    if not status["callback"]["open"]:
        return None
    for phone in status["phones"]:
        if phone["state"] == State.ACTIVE and not phone["events"]:
            return _Unheard(phone["name"], phone["host"], phone["port"])
    return None


def _way_through(unheard: _Unheard) -> tuple[Tool, str]:
    """Return which firewall is at work, and the command that lets the phone through. Blocks."""
    firewall = find()
    return firewall.tool, command(unheard.port, _address(unheard.host), firewall)


def _address(host: str) -> str | None:
    """Return the phone's address, None where its name cannot be found just now."""
    try:
        found = socket.getaddrinfo(parse_host(host).host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return None
    return str(found[0][4][0])
