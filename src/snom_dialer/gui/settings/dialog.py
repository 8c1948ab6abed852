"""The settings: pages filled from the configuration, and saved when the phones in them have been tested.

    Save ──► faults? ──► the first page with one
               │ none
               ▼
             a phone changed, and not tested? ──► tested ──► failed ──► said, and "Save anyway" is offered
               │ no                                 │ well
               ▼                                    ▼
             saved ◄─────────────────────────── (begin again)

Cancel, Escape and closing change nothing, on disk or in the running program.
Not for: what stands on the pages, or what follows from new settings (desk).
"""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from snom_dialer.config.load import Loaded
from snom_dialer.config.locate import dotted
from snom_dialer.engine.configuration import load_checked
from snom_dialer.errors import Code, DialerError
from snom_dialer.gui.board import Board
from snom_dialer.gui.bridge import Bridge
from snom_dialer.gui.news import News
from snom_dialer.gui.settings.action_page import ActionPage
from snom_dialer.gui.settings.callback_page import CallbackPage
from snom_dialer.gui.settings.caption import capital, sentences
from snom_dialer.gui.settings.draft import Candidate, Draft, Judged
from snom_dialer.gui.settings.frame import Frame
from snom_dialer.gui.settings.general_page import GeneralPage
from snom_dialer.gui.settings.hotkey_page import HotkeyPage
from snom_dialer.gui.settings.late import while_there
from snom_dialer.gui.settings.page import Document, Path
from snom_dialer.gui.settings.phone_page import PhonePage
from snom_dialer.gui.settings.saving import Saved, Wish, save_settings, set_autostart
from snom_dialer.state.places import Places
from snom_dialer.system.autostart import Autostart, autostart_for
from snom_dialer.system.hotkey import Bound

_BRIEF, _WHOLE = (90, 32), (120, 42)  # sizes at the beginning, in letters and lines


class SettingsDialog(QDialog):
    """Non-modal. `saved` gets what stands in the file now; `recording`: global hotkeys have to let go meanwhile."""

    saved = Signal(object)
    try_virtual = Signal()
    recording = Signal(bool)

    def __init__(
        self,
        bridge: Bridge,
        places: Places,
        loaded: Loaded | None,
        board: Board,
        *,
        first_run: bool = False,
        bound: Mapping[str, Bound] | None = None,
        autostart: Callable[[], Autostart] = autostart_for,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._places = places
        self._autostart = autostart
        self._loaded = loaded
        self._draft = Draft(loaded.config if loaded is not None else None)
        self._saving = False  # from the press of the button, over the tests, to the file
        self._writing = False
        self.phones = PhonePage(bridge, places)
        self.hotkeys = HotkeyPage(bound or {})
        self.callback = CallbackPage(bridge, board, places)
        self.urls = ActionPage(bridge)
        self.general = GeneralPage()
        self.frame = Frame((self.phones, self.hotkeys, self.callback, self.urls, self.general))
        self.setWindowTitle(self.tr("Settings – Snom dialer"))
        QVBoxLayout(self).addWidget(self.frame)
        self._connect()
        self._fill()
        self._set_brief(first_run)
        self._bridge.work(lambda: autostart().enabled(), while_there(self, self.general.set_autostart), self._ignore)

    def set_bound(self, bound: Mapping[str, Bound]) -> None:
        """Show what became of the hotkeys."""
        self.hotkeys.set_bound(bound)

    def reject(self) -> None:
        """Close, and change nothing; what is already being written is waited for, unseen."""
        self._saving = False
        self.phones.test.cancel()
        if self._writing:
            self.hide()
        else:
            super().reject()

    # ---- what was announced ------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        frame = self.frame
        frame.save.clicked.connect(self._save)
        frame.anyway.clicked.connect(self._save_anyway)
        frame.cancel.clicked.connect(self.reject)
        frame.again.connect(self._load_again)
        frame.more.clicked.connect(lambda: self._set_brief(False))
        frame.virtual.clicked.connect(self.try_virtual)
        self.phones.test.asked.connect(self._test)
        self.phones.test.ended.connect(self._tested)
        self.phones.test.cancelled.connect(self._test_cancelled)
        self.phones.retyped.connect(frame.anyway.hide)
        self.hotkeys.recording.connect(self.recording)
        frame.list.currentRowChanged.connect(self._offer_phones)
        self._bridge.told.connect(self._told)
        for page in frame.pages:
            page.changed.connect(self._changed)

    def _told(self, _news: News) -> None:
        self.callback.renew()

    def _offer_phones(self) -> None:
        """Let actions be for phones that are new; one that is called otherwise by now keeps its name until Save."""
        self.urls.offer_phones(self.phones.names())

    def _changed(self) -> None:
        if not self._writing:
            self.frame.say("")

    def _set_brief(self, brief: bool) -> None:
        self.phones.set_brief(brief)
        self.frame.set_brief(brief)
        self._give_room(_BRIEF if brief else _WHOLE)
        self.phones.fields.address.setFocus()

    def _give_room(self, letters: tuple[int, int]) -> None:
        """Be at least that large, as far as the screen goes; what does not fit is scrolled."""
        metrics = self.fontMetrics()
        wanted = QSize(letters[0] * metrics.averageCharWidth(), letters[1] * metrics.lineSpacing())
        self.resize(self.size().expandedTo(wanted).boundedTo(self.screen().availableSize() * 0.9))

    def _ignore(self, _error: DialerError) -> None:
        """Where nobody can say whether the program starts with the session, nothing of that is offered."""

    # ---- the pages ---------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        document = self._draft.document()
        for page in self.frame.pages:
            page.fill(document)
        self.frame.anyway.hide()

    def _given(self) -> Document:
        document = self._draft.document()
        for page in self.frame.pages:
            page.give(document)
        return document

    def _show_faults(self, faults: Mapping[Path, str]) -> None:
        """Show them beside their fields, on the first page that has one; what stands nowhere is said below."""
        said = {path: capital(what) for path, what in faults.items()}
        faulty = [page for page in self.frame.pages if page.show_faults(said)]
        if faulty and self.frame.current not in faulty:
            self.frame.open(faulty[0])
        if said and not faulty:
            self._set_brief(False)
        if said:
            path, what = next(iter(said.items()))
            named = self.tr("{place}: {what}").format(place=dotted(path), what=what)
            self.frame.say(self.tr("Look at what is marked.") if faulty else named, trouble=True)

    # ---- testing -----------------------------------------------------------------------------------------------------

    def _test(self) -> None:
        """Test the phone that is shown: a person has asked for it."""
        document, index = self._given(), self.phones.current
        judged = self._draft.judged_phone(document, self.phones.given(), index)
        self._show_faults(judged.faults)
        if not judged.faults:
            self.frame.say("")
            self.phones.test.start(judged.candidates[0])

    def _tested(self, well: bool) -> None:
        saving, self._saving = self._saving, False
        self.frame.anyway.setVisible(not well)
        self.frame.bring_up(self.phones.test.said)
        if well and saving:
            self._save()
        elif saving:
            self._refuse_untested()

    def _test_cancelled(self) -> None:
        self._saving = False
        self.frame.say("")

    def _refuse_untested(self) -> None:
        self.frame.open(self.phones)
        self.frame.anyway.show()
        self.frame.say(self.tr("Nothing was saved, as the test of the phone failed."), trouble=True)

    # ---- saving ------------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        """Save, after the tests of the phones that need one."""
        judged = self._judged()
        if judged.config is None:
            return
        for index, one in enumerate(judged.candidates):
            if one.needs_test and not self.phones.test.is_well(one):
                self._test_first(index, one)
                return
        self._write(judged)

    def _save_anyway(self) -> None:
        """Save without a test, which failed."""
        judged = self._judged()
        if judged.config is not None:
            self._write(judged)

    def _judged(self) -> Judged:
        judged = self._draft.judged(self._given(), self.phones.given())
        self.frame.say("")
        self._show_faults(judged.faults)
        return judged

    def _test_first(self, index: int, one: Candidate) -> None:
        self.frame.open(self.phones)
        if index != self.phones.current:
            self.phones.choose(index)
        if self.phones.test.is_refused(one):  # a third refusal would lock the phone
            self._refuse_untested()
            return
        self._saving = True
        self.frame.say(self.tr("The phone is tested before anything is saved."))
        self.phones.test.start(one)

    def _write(self, judged: Judged) -> None:
        config, autostart = judged.config, self.general.autostart
        assert config is not None
        changes = self._draft.changes(config, judged.candidates) or self._loaded is None
        if not changes and autostart is None:
            self.accept()
            return
        self.phones.test.cancel()
        self._writing = True
        self.frame.set_busy(True)
        self.frame.say(self.tr("Saving …"))
        wish = Wish(config, judged.candidates, self._draft.removed(judged.candidates))
        places, loaded, way = self._places, self._loaded, self._autostart

        def write() -> Saved | None:
            saved = save_settings(places, loaded, wish) if changes else None
            if autostart is not None:
                set_autostart(places, way(), on=autostart)
            return saved

        self._bridge.work(write, while_there(self, self._written), while_there(self, self._not_written))

    def _written(self, saved: Saved | None) -> None:
        hidden = not self.isVisible()
        self._ready()
        if saved is not None:
            self._loaded = saved.loaded
            self.saved.emit(saved.loaded)
        if saved is None or hidden or not (saved.in_file or saved.warnings):
            self.accept()
            return
        self._begin_anew(saved.loaded)
        self.frame.cancel.setText(self.tr("Close"))
        self.frame.say("\n".join([self.tr("Everything was saved."), *self._odd(saved)]))

    def _odd(self, saved: Saved) -> Iterable[str]:
        if saved.in_file:
            kept = self.tr("There is no keyring here, so the password stands in {path}, which only you can read.")
            yield kept.format(path=self._places.config_file)
        yield from map(capital, saved.warnings)

    def _not_written(self, error: DialerError) -> None:
        hidden = not self.isVisible()
        self._ready()
        self.frame.say(sentences(error), trouble=True, changed=error.code is Code.CONFIG_CHANGED)
        if hidden:
            self.show()  # it was closed too early to be told

    def _ready(self) -> None:
        self._writing = False
        self.frame.set_busy(False)
        self.frame.say("")

    # ---- reading again -----------------------------------------------------------------------------------------------

    def _load_again(self) -> None:
        places = self._places
        self.frame.set_busy(True)
        self._bridge.work(
            lambda: load_checked(places), while_there(self, self._loaded_again), while_there(self, self._not_loaded)
        )

    def _loaded_again(self, loaded: Loaded) -> None:
        self._ready()
        self._begin_anew(loaded)

    def _not_loaded(self, error: DialerError) -> None:
        self._ready()
        if error.code is Code.CONFIG_MISSING:
            self._loaded = None  # somebody has deleted it, and what stands here is all there is
            self._draft = Draft(None)
        self.frame.say(sentences(error), trouble=True, changed=error.code is not Code.CONFIG_MISSING)

    def _begin_anew(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._draft = Draft(loaded.config)
        self._set_brief(False)
        self._fill()
