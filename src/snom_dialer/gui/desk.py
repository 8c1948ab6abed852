"""Decides: what the windows announce becomes a wish to the phone, and what the engine tells becomes something to see.

Every announcement ends here, and every window is opened from here, so that one file says what leads to what.

Not for: how anything looks (dial_window, card_window, tray, …), or what a wish means to a phone (caller, engine).
"""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from snom_dialer.config.load import Loaded
from snom_dialer.config.model import Appearance, Config
from snom_dialer.gui import theme
from snom_dialer.gui.announcer import Announcer
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.caller import Caller
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.language import Translation
from snom_dialer.gui.memory import Memory
from snom_dialer.gui.news import ActionNews, CallNews, EngineNews, EngineState, News, Snapshot
from snom_dialer.gui.pasteboard import Pasteboard, Which
from snom_dialer.gui.session import Session
from snom_dialer.gui.tray import Tray
from snom_dialer.gui.windows import Windows
from snom_dialer.state.places import Places
from snom_dialer.system.hotkey import Bound

if TYPE_CHECKING:
    from snom_dialer.gui.settings.dialog import SettingsDialog

log = logging.getLogger(__name__)

_END = 8000  # milliseconds that the engine gets to end; giving the phones their settings back takes under two


class Desk(QObject):
    """The desktop program. `start`, then Qt's loop; `ended` is the end."""

    ended = Signal()

    def __init__(self, app: QApplication, places: Places, translation: Translation) -> None:
        super().__init__()
        self._app = app
        self._places = places
        self._translation = translation
        self._loaded: Loaded | None = None
        self._bound: Mapping[str, Bound] = {}
        self._started = False
        self.ending = False  # whether it is over, or will be in a moment
        self.board = Board()
        self.bridge = Bridge(places)
        self.session = Session(self.bridge)
        self.memory = Memory(self.bridge, places)
        self.caller = Caller(self.bridge, self.board)
        self._pasteboard = Pasteboard(self.bridge)
        self.tray = Tray(self.board)
        self.cards = CardWindow()
        self.windows = Windows(self.memory)
        self.announcer = Announcer(self.board, self.session, self.cards)
        self.settings: SettingsDialog | None = None
        self._connect()

    def _connect(self) -> None:
        self.bridge.told.connect(self._take)
        self.bridge.wished.connect(self._wish)
        self.bridge.warned.connect(self.caller.fail)
        self.bridge.closed.connect(self._end)
        self.session.pressed.connect(self._pressed)
        self.session.bound.connect(self._hotkeys_bound)
        self.caller.said.connect(self._say)
        self.caller.dialled.connect(self._dialled)
        self._connect_windows()

    def _connect_windows(self) -> None:
        tray, windows = self.tray, self.windows
        windows.dial.connect(self.caller.dial)
        windows.keys.connect(self.caller.send_keys)
        windows.hang_up.connect(self.caller.hang_up_all)
        windows.settings.connect(self.show_settings)
        windows.shut.connect(self._shut)
        tray.dial.connect(self.show_window)
        tray.calls.connect(windows.show_calls)
        tray.settings.connect(self.show_settings)
        tray.quit.connect(self.quit)
        tray.quiet.connect(self._be_quiet)
        tray.copy.connect(self._copy)
        self.cards.copied.connect(self._copy)
        self.announcer.opened.connect(lambda _: windows.show_calls())
        for source in (tray, self.announcer):
            source.answer.connect(self.caller.answer)
            source.hang_up.connect(self.caller.hang_up)

    # ---- its life ----------------------------------------------------------------------------------------------------

    def start(self, loaded: Loaded | None, *, number: str = "", hidden: bool = False) -> None:
        """Begin with this configuration, None where there is none yet."""
        self._started = True
        self.tray.show()
        self.bridge.open()
        self.session.open()
        if loaded is None:
            self.board.take(EngineNews(state=EngineState.NONE))
            self.show_settings()
            return
        self.follow(loaded)
        if not hidden:
            self.show_window(number)
        elif not self.tray.there():
            # At the log-in the tray may come after us; where none does, a program that nobody sees is of no use.
            QTimer.singleShot(10_000, self._show_without_tray)

    def follow(self, loaded: Loaded) -> None:
        """Work with this configuration from now on."""
        before, self._loaded = self._loaded, loaded
        self._look_like(loaded.config.appearance)
        phones, carried = [phone.name for phone in loaded.config.phones], loaded.carried
        self.windows.offer_phones(phones, loaded.config.default_phone or "", carried.window_width if carried else None)
        self.cards.several_phones = len(phones) > 1
        if before is None or before.config.hotkeys != loaded.config.hotkeys:
            self.session.bind(loaded.config.hotkeys)
        if before is None:
            self.bridge.begin(loaded)
        elif _without_looks(before.config) != _without_looks(loaded.config):
            self.bridge.ask("reload", {"all": True}, lambda done: self._reloaded(done, loaded))

    def _reloaded(self, done: Mapping[str, object], loaded: Loaded) -> None:
        """Begin anew where the engine could not take everything up; one that we joined is not ours to end."""
        if done.get("waiting") and self.board.engine.state is EngineState.OWN:
            self.bridge.begin(loaded)
        elif done.get("waiting"):
            self.caller.said.emit(self.tr("`snom-dialer serve` takes the rest up when it is started again"), False)

    def _look_like(self, appearance: Appearance) -> None:
        self._translation.speak(appearance.language)
        theme.apply(self._app, appearance.colors)
        self.announcer.follow(appearance)
        self.tray.translate()
        self.tray.set_quiet(appearance.do_not_disturb)
        self._renew()

    def quit(self) -> None:
        """End: give the phones their settings back, and go."""
        if self.ending:
            return
        self.ending = True
        if not self._started:
            self._app.closeAllWindows()  # a question about the configuration, perhaps
            self.ended.emit()
            return
        self.announcer.stop()  # whatever is told from now on comes up nowhere
        self.tray.stop()
        self.windows.hide()
        self.cards.hide()
        if self.settings is not None:
            self.settings.hide()
        self.tray.hide()
        self.session.close(self.bridge.close)
        QTimer.singleShot(_END, self._end)  # whatever hangs, a log-out does not wait for us

    def _end(self) -> None:
        self.ended.emit()

    # ---- windows -----------------------------------------------------------------------------------------------------

    def show_window(self, text: str = "", time: int = 0) -> None:
        """Show the dial window, with this text or none; `time`: of the hotkey."""
        number = self.windows.show_dialling(text)
        if time:
            self.session.activate(number, time)

    def show_settings(self) -> None:
        """Show the settings, or bring them to the front."""
        if self.settings is None:
            from snom_dialer.gui.settings.dialog import SettingsDialog  # the tray is there sooner without

            first = self._loaded is None
            self.settings = SettingsDialog(self.bridge, self._places, self._loaded, self.board, first_run=first)
            self.settings.set_bound(self._bound)
            self.settings.saved.connect(self._saved)
            self.settings.try_virtual.connect(self._try_virtual)
            self.settings.recording.connect(self._let_keys_go)
            self.settings.finished.connect(self._settings_closed)
        self.windows.hide_dialling()  # it would stay on top of them
        self.settings.show()
        self.settings.raise_()
        self.settings.activateWindow()

    def _saved(self, loaded: Loaded) -> None:
        first = self._loaded is None
        self.follow(loaded)
        if first:
            self.show_window()

    def _settings_closed(self) -> None:
        if self.settings is not None:
            self.settings.deleteLater()
            self.settings = None
        if self._loaded is None:
            self.quit()  # nothing is configured, and nothing was: there is nothing to stay for

    def _let_keys_go(self, recording: bool) -> None:
        """Have no hotkeys while the user presses new ones: those that are taken never arrive in the field."""
        if self._loaded is not None:
            self.session.bind({} if recording else self._loaded.config.hotkeys)

    def _try_virtual(self) -> None:
        from snom_dialer.gui.child import start_beside

        start_beside("demo", "--desktop")

    def _shut(self) -> None:
        """Close the dial window: with a tray it is hidden; without one, what that means is asked once."""
        tray = self.tray.there()
        if not tray and self.memory.closing_ends is None:
            self.memory.keep_closing(ends=self.windows.asked_to_end())
        self.windows.hide_dialling()
        if not tray and self.memory.closing_ends:
            self.quit()

    def _show_without_tray(self) -> None:
        if not self.tray.there() and not self.ending:
            self.show_window()

    # ---- what others want --------------------------------------------------------------------------------------------

    def _wish(self, wish: str, text: str) -> None:
        wishes: dict[str, Callable[[], None]] = {
            "show": lambda: self.show_window(text),
            "dial-selection": lambda: self._fill_from(Which.SELECTION),
            "dial-clipboard": lambda: self._fill_from(Which.CLIPBOARD),
        }
        if wish in wishes:
            wishes[wish]()

    def _pressed(self, name: str, time: int) -> None:
        hotkeys: dict[str, Callable[[], None]] = {
            "show_window": lambda: self.show_window("", time),
            "hangup": lambda: self.caller.hang_up_all(""),
            "answer": self.caller.answer,
            "dial_selection": lambda: self._fill_from(Which.SELECTION, time),
            "dial_clipboard": lambda: self._fill_from(Which.CLIPBOARD, time),
        }
        hotkeys[name]()

    def _fill_from(self, which: Which, time: int = 0) -> None:
        """Show the window, and put what is selected or copied into it as soon as that is known."""
        self.show_window("", time)
        window = self.windows.dial_window()
        self._pasteboard.read(which, window, window.field.fill)

    def _be_quiet(self, quiet: bool) -> None:
        """Leave the user alone from now on, or not. It is for now, and is not written down."""
        if self._loaded is not None:
            config = self._loaded.config
            appearance = config.appearance._replace(do_not_disturb=quiet)
            self.announcer.follow(appearance)

    def _copy(self, number: str) -> None:
        QApplication.clipboard().setText(number)

    # ---- what the engine tells ---------------------------------------------------------------------------------------

    def _take(self, news: News) -> None:
        self.board.take(news)
        match news:
            case EngineNews(state=EngineState.ENDED):
                self.quit()
            case EngineNews(state=EngineState.FAILED):
                self.announcer.begin(())  # nothing on a card could be done any more
            case Snapshot():
                self.announcer.begin(news.calls)
            case CallNews():
                self.caller.heard(news.call)
                self.announcer.show(news.call)
                self.windows.add(news.call)
            case ActionNews() if news.result != "ok":
                said = self.tr("Your action for {event} failed: {url}").format(event=news.event, url=news.url_shown)
                self.caller.said.emit(said, True)
        self._renew()

    def _renew(self) -> None:
        self.tray.renew(self._hotkey_hint())

    def _dialled(self, number: str) -> None:
        self.memory.dialled(number)
        self.windows.renew()

    def _say(self, sentence: str, trouble: bool) -> None:
        """Say what happened where the user looks; trouble is told beside the tray where the window is hidden."""
        if not self.windows.say(sentence, trouble=trouble) and trouble:
            self.tray.tell(sentence)

    def _hotkeys_bound(self, bound: Mapping[str, Bound]) -> None:
        self._bound = bound
        if self.settings is not None:
            self.settings.set_bound(bound)
        self._renew()

    def _hotkey_hint(self) -> str:
        missing = [each.shown for each in self._bound.values() if each.trouble is not None]
        return self.tr("Not available as hotkey: {keys}").format(keys=", ".join(missing)) if missing else ""


def _without_looks(config: Config) -> Config:
    return config._replace(appearance=Appearance(), hotkeys={})
