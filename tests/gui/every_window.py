"""Every window of the desktop program, filled as on a busy day, one after another or by name.

with shown("settings: Hotkeys", qtbot, tmp_path) as window:
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.calls.call import Call, CallState, Direction, Outcome
from snom_dialer.config.load import Loaded, load
from snom_dialer.gui.calls_window import CallsWindow
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.dial_window import DialWindow
from snom_dialer.gui.settings.foreign_choice import ForeignChoice
from snom_dialer.gui.settings.self_test import SelfTest, open_self_test
from snom_dialer.phone.setup import Choice
from snom_dialer.protocol.event import Party
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places, places
from snom_dialer.system.hotkey import Bound, Trouble
from tests.gui.desk import host_of
from tests.gui.settings import Settings, opened

BEGAN = 1_790_000_000.0
ADA = Party(number="+441632960961", name="Ada Lovelace")
LONG = Party(number="+493023125123", name="Konrad Zuse, Ingenieurbüro und Apparatebau, Berlin-Kreuzberg")
_LINE = Party(number="12")

CARDS: Mapping[str, tuple[CallState, Outcome | None]] = {
    "ringing": (CallState.RINGING, None),
    "dialing": (CallState.DIALING, None),
    "connected": (CallState.CONNECTED, None),
    "held": (CallState.HELD, None),
    **{str(outcome): (CallState.ENDED, outcome) for outcome in Outcome},
}
PAGES = ("Phones", "Hotkeys", "Callbacks", "Actions", "General")


def call(id_: str, state: CallState, outcome: Outcome | None = None, remote: Party = ADA) -> Call:
    """Return a call in that state."""
    began = None if state in (CallState.RINGING, CallState.DIALING) or outcome is Outcome.MISSED else BEGAN + 5
    return Call(
        id=id_,
        phone="Reception",
        direction=Direction.OUTGOING if state is CallState.DIALING else Direction.INCOMING,
        remote=remote,
        local=_LINE,
        state=state,
        outcome=outcome,
        started_at=BEGAN,
        connected_at=began,
    )


# ---- small ones ------------------------------------------------------------------------------------------------------


@contextmanager
def dial_window(_: QtBot, __: Path, *, busy: bool) -> Iterator[QWidget]:
    window = DialWindow()
    if busy:
        window.offer_phones(["Reception", "Workshop on the second floor"], "Reception")
    window.open_with("+49 30 23125-123")
    window.place(None, 0)
    if busy:
        window.say("The phone refuses user name or password. " * 3, trouble=True)
    yield window


@contextmanager
def card(_: QtBot, __: Path, *, state: CallState, outcome: Outcome | None, may: bool) -> Iterator[QWidget]:
    window = CardWindow(wall=lambda: BEGAN + 65)
    window.several_phones = True
    window.show_call(call("a", state, outcome, LONG), may_answer=may, may_hang_up=may)
    yield window


@contextmanager
def many_cards(_: QtBot, __: Path) -> Iterator[QWidget]:
    window = CardWindow(wall=lambda: BEGAN + 65)
    for number in range(9):
        window.show_call(call(str(number), CallState.RINGING), may_answer=False, may_hang_up=False)
    yield window


@contextmanager
def calls_window(_: QtBot, __: Path, *, filled: bool) -> Iterator[QWidget]:
    window = CallsWindow()
    window.several_phones = True
    if filled:
        remotes = (ADA, LONG)
        window.set_calls(
            call(str(number), state, outcome, remotes[number % 2])
            for number, (state, outcome) in enumerate(CARDS.values())
        )
    window.show()
    yield window


@contextmanager
def foreign_choice(_: QtBot, __: Path) -> Iterator[QWidget]:
    parent = QWidget()
    urls = {"action_incoming_url": "http://crm.example/?c=$remote", "action_missed_url": ""}
    dialog = ForeignChoice(parent, urls, {"action_incoming_url": Choice.LEAVE})
    dialog.show()
    yield dialog
    parent.deleteLater()


@contextmanager
def self_test(qtbot: QtBot, folder: Path) -> Iterator[QWidget]:
    with SimulatorThread() as sim:
        where, _ = _configured(folder, sim)
        parent = QWidget()
        dialog = open_self_test(parent, where, "desk")
        test = dialog.findChild(SelfTest)
        assert isinstance(test, SelfTest)
        qtbot.waitUntil(lambda: not test.running, timeout=20_000)
        yield dialog
        parent.deleteLater()


# ---- settings --------------------------------------------------------------------------------------------------------


def _configured(folder: Path, sim: SimulatorThread) -> tuple[Places, Loaded]:
    """Write a configuration that fills every page."""
    where = places(folder / "c.json", {"HOME": str(folder)})
    document = {
        "version": 2,
        "phones": [{"name": "desk", "host": host_of(sim)}, {"name": "hall", "host": "127.0.0.2:1"}],
        "default_phone": "desk",
        "callback": {"port": 0},
        "hotkeys": {"answer": "ctrl+alt+a"},
        "actions": [
            {"event": "incoming", "url": "https://crm.example/?caller={number.e164}", "browser": True},
            {"event": "blacklist", "url": "https://crm.example/" + "long/" * 20, "phone": "hall"},
        ],
    }
    where.config_file.write_text(json.dumps(document), encoding="utf-8")
    return where, load(where.config_file)


@contextmanager
def settings_page(qtbot: QtBot, folder: Path, *, page: str) -> Iterator[QWidget]:
    with ExitStack() as ended:
        sim = ended.enter_context(SimulatorThread())
        where, loaded = _configured(folder, sim)
        settings = ended.enter_context(opened(qtbot, where, loaded, begin=True))
        settings.dialog.set_bound(
            {"show_window": Bound(Trouble.REFUSED, "Ctrl+Alt+S"), "answer": Bound(Trouble.TAKEN, "Ctrl+Alt+A")}
        )
        qtbot.waitUntil(lambda: bool(settings.dialog.callback.phone.urls.rows), timeout=20_000)
        settings.dialog.frame.list.setCurrentRow(PAGES.index(page))
        _busy(settings, page)
        yield settings.dialog


def _busy(settings: Settings, page: str) -> None:
    """Have everything on the page that may be there."""
    dialog = settings.dialog
    if page == "Phones":
        settings.until_tested("test")
        settings.fields.more.setChecked(True)
        dialog.frame.anyway.show()
    if page == "Actions":
        QTest.keyClick(dialog.urls.list, Qt.Key.Key_Down)
        dialog.urls.trial.button.click()
        settings.qtbot.waitUntil(dialog.urls.trial.url.isVisible, timeout=20_000)
    if page == "General":
        dialog.general.set_autostart(True)
    dialog.frame.say("The file was changed by another program in the meantime.", trouble=True, changed=True)


@contextmanager
def first_run(qtbot: QtBot, folder: Path) -> Iterator[QWidget]:
    where = places(folder / "c.json", {"HOME": str(folder)})
    with opened(qtbot, where, None, first_run=True) as settings:
        yield settings.dialog


@contextmanager
def first_run_with_faults(qtbot: QtBot, folder: Path) -> Iterator[QWidget]:
    where = places(folder / "c.json", {"HOME": str(folder)})
    with opened(qtbot, where, None, first_run=True) as settings:
        settings.press("save")
        yield settings.dialog


# ---- all -------------------------------------------------------------------------------------------------------------

EVERY: Mapping[str, Callable[[QtBot, Path], AbstractContextManager[QWidget]]] = {
    "dial": partial(dial_window, busy=False),
    "dial, busy": partial(dial_window, busy=True),
    **{
        f"card: {name}": partial(card, state=state, outcome=outcome, may=True)
        for name, (state, outcome) in CARDS.items()
    },
    "card: ringing, others too": partial(card, state=CallState.RINGING, outcome=None, may=False),
    "cards: too many": many_cards,
    "calls": partial(calls_window, filled=True),
    "calls: none": partial(calls_window, filled=False),
    "foreign choice": foreign_choice,
    "self-test": self_test,
    **{f"settings: {page}": partial(settings_page, page=page) for page in PAGES},
    "settings: first run": first_run,
    "settings: first run, faults": first_run_with_faults,
}


@contextmanager
def shown(name: str, qtbot: QtBot, folder: Path) -> Iterator[QWidget]:
    """Open that window."""
    with EVERY[name](qtbot, folder) as window:
        QApplication.processEvents()
        yield window
        window.hide()
        window.deleteLater()
