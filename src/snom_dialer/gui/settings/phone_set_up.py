"""One phone's Action URLs as they stand or will stand in it, and what can be done with them.

Not for: doing it (engine.set_up), or the state of the set-up (server_state).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QGroupBox, QHBoxLayout, QLabel, QMessageBox, QPushButton, QVBoxLayout

from snom_dialer.errors import DialerError
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.news import EngineState
from snom_dialer.gui.settings.caption import sentences, setting_caption
from snom_dialer.gui.settings.foreign_choice import ForeignChoice
from snom_dialer.gui.settings.late import while_there
from snom_dialer.gui.settings.self_test import open_self_test
from snom_dialer.gui.settings.sentence import Sentence
from snom_dialer.gui.settings.url_list import UrlList
from snom_dialer.gui.settings.web_page import open_page
from snom_dialer.phone.setup import Choice
from snom_dialer.state.places import Places

Told = Mapping[str, Any]
_WORKING = (EngineState.OWN, EngineState.JOINED)


class PhoneSetUp(QGroupBox):
    """`offer` the phones of the configuration, `renew` after every change of the board."""

    def __init__(self, bridge: Bridge, board: Board, places: Places) -> None:
        super().__init__()
        self.setTitle(self.tr("Action URLs in the phone"))
        self._bridge = bridge
        self._board = board
        self._places = places
        self._usual: Mapping[str, Choice] = {}
        self._known: object = None
        self._label, self.choice = QLabel(self.tr("P&hone:")), QComboBox()
        self.said = Sentence(self.tr("What happened"))
        self.urls = UrlList()
        self.buttons = {
            "transfer": self._button(self.tr("&Transfer to phone"), self.transfer),
            "undo": self._button(self.tr("&Undo…"), self.undo),
            "page": self._button(self.tr("Open its &web page"), self.open_page),
            "test": self._button(self.tr("Sel&f-test…"), self.test),
        }
        self._lay_out()
        self.choice.currentTextChanged.connect(lambda _: self._chosen())

    @property
    def phone(self) -> str:
        """The name of the phone that is chosen, "" where there is none."""
        return self.choice.currentText()

    def offer(self, usual: Mapping[str, Choice]) -> None:
        """Let these phones be chosen from; with each, what usually becomes of the URLs of others in it."""
        chosen = self.phone
        self._usual = dict(usual)
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItems(list(usual))
            self.choice.setCurrentText(chosen)
        self._label.setVisible(len(usual) > 1)
        self.choice.setVisible(len(usual) > 1)
        self.renew()

    def renew(self) -> None:
        """Ask again for what stands in the phone, where that may have changed."""
        standing = (self._board.engine.state, self._board.callback, self._board.phones.get(self.phone), self.phone)
        if standing == self._known:
            return
        self._known = standing
        if self._board.engine.state not in _WORKING or not self.phone:
            self.urls.put({})
            return
        asked = self.phone

        def know(told: Told) -> None:
            self._list(_of(told)["settings"], asked)

        def know_nothing(_: DialerError) -> None:
            self._list({}, asked)

        self._bridge.ask("urls", {"phone": asked}, while_there(self, know), while_there(self, know_nothing))

    def _chosen(self) -> None:
        self._say("")
        self.renew()

    # ---- what it does ------------------------------------------------------------------------------------------------

    def transfer(self) -> None:
        """Put our settings into the phone, after asking what is to become of those of others."""
        self._ask("preview", {"phone": self.phone}, self._previewed)

    def undo(self) -> None:
        """Give the phone its former settings back, if that is meant."""
        if self._refused():
            return
        question = QMessageBox(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setIcon(QMessageBox.Icon.Question)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(self.tr("Give {phone} its former settings back?").format(phone=self.phone))
        question.setInformativeText(
            self.tr("It then tells nothing of its calls any more, until you press Start or Transfer to phone.")
        )
        back = question.addButton(self.tr("&Give back"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        phone = self.phone
        back.clicked.connect(lambda: self._ask("undo", {"phone": phone}, self._undone))
        question.open()

    def open_page(self) -> None:
        """Open the phone's own page in the web browser."""
        phone = self.phone
        if not phone:
            self._refused()
            return
        opened = while_there(self, lambda url: self._say(self.tr("Opened {url}.").format(url=url)))
        self._bridge.work(lambda: open_page(self._places, phone), opened, while_there(self, self._fail))

    def test(self) -> None:
        """Open the self-test and begin."""
        if not self.phone:
            self._refused()
            return
        open_self_test(self, self._places, self.phone)

    # ---- what becomes of it ------------------------------------------------------------------------------------------

    def _previewed(self, told: Told) -> None:
        plan = _of(told)
        foreign: dict[str, str] = {**dict.fromkeys(plan["left"], ""), **plan["foreign"]}
        if not foreign:
            self._ask("transfer", {"phone": plan["name"]}, self._transferred)
            return
        usual = self._usual.get(plan["name"], Choice.CHAIN)
        others = Choice.CHAIN if usual is Choice.LEAVE else usual  # those that are not left were chosen so before
        chosen = {name: Choice.LEAVE if name in plan["left"] else others for name in foreign}
        dialog = ForeignChoice(self, foreign, chosen)
        dialog.accepted.connect(
            lambda: self._ask("transfer", {"phone": plan["name"], "choices": dialog.choices}, self._transferred)
        )
        self._say("")
        dialog.open()

    def _transferred(self, told: Told) -> None:
        done = _of(told)
        written = [name for name in done["written"] if name not in done["left"]]
        said = [self.tr("Written: {settings}.").format(settings=_captions(written))] if written else []
        if done["left"]:
            left = self.tr("Left to others, and not heard of: {settings}.")
            said.append(left.format(settings=_captions(done["left"])))
        if not said:
            said.append(self.tr("Everything stood there already."))
        if done["verified"] is None:
            said.append(self.tr("The phone does not show its settings, so nobody knows whether it took them."))
        self._done(" ".join(said))

    def _undone(self, told: Told) -> None:
        written = _of(told)["written"]
        if written is None:
            self._done(self.tr("The phone does not show its settings; nothing was given back, all stays remembered."))
        elif written:
            self._done(self.tr("Given back: {settings}.").format(settings=_captions(written)))
        else:
            self._done(self.tr("Nothing of ours stood there."))

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _ask(self, command: str, arguments: Mapping[str, object], done: Callable[[Told], None]) -> None:
        if self._refused():
            return
        self._hold(busy=True)
        self._say(self.tr("Asking the phone…"))

        def answered(told: Told) -> None:
            self._hold(busy=False)
            done(told)

        self._bridge.ask(command, arguments, while_there(self, answered), while_there(self, self._fail))

    def _refused(self) -> bool:
        """Say why nothing can be done just now, if so."""
        if not self.phone:
            self._say(self.tr("No phone has been saved yet."), trouble=True)
        elif self._board.engine.state not in _WORKING:
            self._say(self.tr("Nothing can be asked of the phone while the program does not work."), trouble=True)
        else:
            return False
        return True

    def _done(self, said: str) -> None:
        self._say(said)
        self._known = None
        self.renew()

    def _fail(self, error: DialerError) -> None:
        self._hold(busy=False)
        self._say(sentences(error), trouble=True)

    def _hold(self, *, busy: bool) -> None:
        """Let nothing else be begun while the phone is asked."""
        for name in ("transfer", "undo"):
            self.buttons[name].setEnabled(not busy)

    def _say(self, said: str, *, trouble: bool = False) -> None:
        self.said.say(said, trouble=trouble)

    # ---- how it looks ------------------------------------------------------------------------------------------------

    def _list(self, settings: Mapping[str, str], phone: str) -> None:
        if phone == self.phone:
            self.urls.put(settings)

    def _button(self, caption: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(caption)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: pressed())
        return button

    def _lay_out(self) -> None:
        self._label.setBuddy(self.choice)
        self.choice.setAccessibleName(self.tr("Phone"))
        self._label.hide()
        self.choice.hide()
        top, buttons = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._label)
        top.addWidget(self.choice)
        top.addStretch(1)
        for button in self.buttons.values():
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.urls, 1)
        column.addLayout(buttons)
        column.addWidget(self.said)


def _of(told: Told) -> Told:
    """Return what was told of the one phone that was asked about."""
    phone: Told = told["phones"][0]
    return phone


def _captions(settings: Iterable[str]) -> str:
    return ", ".join(map(setting_caption, settings))
