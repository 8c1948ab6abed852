"""The tray without a desktop: what its menu and its tool tip say, whoever calls and however many."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from snom_dialer.calls.call import Call, CallState, Direction
from snom_dialer.engine.keeper import State
from snom_dialer.errors import Code, fault
from snom_dialer.gui import tray as tray_module
from snom_dialer.gui.board import Board
from snom_dialer.gui.news import EngineNews, EngineState, PhoneNews, Snapshot
from snom_dialer.gui.tray import Tray
from snom_dialer.protocol.event import Party

HOSTILE = "<b>Bold</b>&lt;img src=x&gt;&#8238;\u202egnp.exe\u0000\r\n\t\r\n\u200b" + "W\u0301 مرحبا " * 1000
REASON = "the phone at 192.168.0.20 did not answer within 5 s"


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def tray(qtbot: QtBot, board: Board) -> Tray:
    return Tray(board)


def call(id_: str, name: str = "", state: CallState = CallState.RINGING, phone: str = "desk") -> Call:
    remote = Party(number="030" + id_, name=name)
    return Call(id=id_, phone=phone, direction=Direction.INCOMING, state=state, remote=remote)


def take(tray: Tray, *calls: Call) -> None:
    tray._board.take(Snapshot(calls=calls))
    tray.renew()
    QApplication.processEvents()


def trouble(board: Board, name: str = "desk", reason: str = REASON) -> None:
    board.take(PhoneNews(name=name, state=State.DEGRADED, reachable=False, reason=reason))


def titles(tray: Tray) -> list[str]:
    """Return what stands in front of the menu of always."""
    actions = tray._menu.actions()
    return [action.text() for action in actions[: actions.index(tray._first)]]


def below(tray: Tray, number: int) -> dict[str, QAction]:
    menu = tray._menu.actions()[number].menu()
    assert isinstance(menu, QMenu)
    return {action.text().replace("&", ""): action for action in menu.actions() if action.isVisible()}


def tool_tip(tray: Tray) -> list[str]:
    return tray._icon.toolTip().splitlines()


# ---- the menu --------------------------------------------------------------------------------------------------------


def test_calls_stand_in_front_of_everything_and_go_again(tray: Tray) -> None:
    assert titles(tray) == []
    take(tray, call("1", "Anna"), call("2"))
    assert titles(tray) == ["Anna – Rings", "0302 – Rings", ""]
    take(tray, call("2", state=CallState.CONNECTED))
    assert titles(tray) == ["0302 – Connected", ""]
    assert set(below(tray, 0)) == {"Hang up", "Copy number"}
    take(tray)
    assert titles(tray) == []


def test_ten_are_listed_the_newest_ones_and_the_others_counted(tray: Tray) -> None:
    calls = [call(str(number)) for number in range(13)]
    take(tray, *calls)
    assert titles(tray) == [f"030{number} – Rings" for number in range(3, 13)] + ["and 3 more", ""]
    assert not tray._more.isEnabled()
    take(tray, *calls[:5], *calls[6:])
    assert titles(tray)[0] == "0302 – Rings"
    assert titles(tray)[-2:] == ["and 2 more", ""]
    take(tray, *calls[:10])
    assert titles(tray) == [f"030{number} – Rings" for number in range(10)] + [""]


def test_hundreds_of_calls_make_no_hundred_menus(tray: Tray, board: Board) -> None:
    for number in range(250):
        board.take(Snapshot(calls=tuple(call(str(each)) for each in range(number))))
        tray.renew()
    QApplication.processEvents()
    assert len(tray._menu.findChildren(QMenu)) <= 2 * tray_module.MOST


def test_what_has_not_changed_is_not_touched(tray: Tray) -> None:
    take(tray, call("1", phone="hall"))
    before = below(tray, 0)["Answer"]
    take(tray, call("1", phone="hall"), call("2"))
    assert below(tray, 0)["Answer"] is before  # somebody may be about to choose it
    assert not before.isEnabled()


def test_what_is_chosen_is_announced_with_the_call(tray: Tray) -> None:
    take(tray, call("1", "Anna"), call("2", phone="hall", state=CallState.HELD))
    told: list[tuple[str, str]] = []
    for name in ("answer", "hang_up", "copy"):
        getattr(tray, name).connect(lambda what, name=name: told.append((name, what)))
    for entry in (below(tray, 0)["Answer"], below(tray, 1)["Hang up"], below(tray, 1)["Copy number"]):
        entry.trigger()
    assert told == [("answer", "1"), ("hang_up", "2"), ("copy", "0302")]


# ---- strangers -------------------------------------------------------------------------------------------------------


def test_a_hostile_name_is_one_short_plain_line_in_the_menu(tray: Tray) -> None:
    take(tray, call("1", HOSTILE), call("2", "Anna & Söhne"))
    hostile, honest, _ = titles(tray)
    assert hostile.isprintable()
    assert len(hostile.replace("&&", "&")) < 60
    assert "&" not in hostile.replace("&&", "")  # no letter becomes a mnemonic
    assert honest == "Anna && Söhne – Rings"


def test_a_hostile_name_is_one_short_line_without_markup_in_the_tool_tip(tray: Tray) -> None:
    take(tray, call("1", "Anna & Söhne"), call("2", HOSTILE))
    title, honest, hostile = tool_tip(tray)
    assert (title, honest) == ("Snom dialer", "Anna & Söhne – Rings")
    assert hostile.startswith("‹b›Bold‹/b›＆lt;img src=x＆gt;")
    assert hostile.isprintable()
    assert len(hostile) < 60


def test_a_hostile_number_is_copied_plain(qtbot: QtBot, tray: Tray) -> None:
    take(tray, call("1").but({"remote": Party(number=HOSTILE)}))
    with qtbot.waitSignal(tray.copy) as copied:
        below(tray, 0)["Copy number"].trigger()
    assert copied.args[0].isprintable()
    assert len(copied.args[0]) <= 200


# ---- the tool tip ----------------------------------------------------------------------------------------------------


def test_the_reason_of_trouble_is_said_whoever_calls(tray: Tray, board: Board) -> None:
    trouble(board)
    tray.renew("Not available as hotkey: Ctrl+Alt+D")
    assert tool_tip(tray) == ["Snom dialer", f"desk: {REASON}", "Not available as hotkey: Ctrl+Alt+D"]
    take(tray, *(call(str(number), HOSTILE) for number in range(20)))
    assert tool_tip(tray)[1] == f"desk: {REASON}"
    assert tool_tip(tray)[-1] == "and 18 more"
    assert len(tray._icon.toolTip()) < 300


def test_the_reason_survives_a_phone_with_a_hostile_name_and_itself_is_bounded(tray: Tray, board: Board) -> None:
    trouble(board, HOSTILE)
    for name in ("hall", "lab", "shop"):
        trouble(board, name, HOSTILE)
    tray.renew()
    _, first, second, more = tool_tip(tray)
    assert first.endswith(REASON)
    assert second.startswith("hall: ‹b›Bold")
    assert len(second) < 200
    assert more == "and 2 more"


def test_why_the_engine_does_not_work_is_said(tray: Tray, board: Board) -> None:
    error = fault(Code.BUG, what=HOSTILE, log="/var/log/x")
    board.take(EngineNews(state=EngineState.FAILED, error=error))
    tray.renew()
    assert len(tool_tip(tray)) == 2
    assert all(line.isprintable() and len(line) < 200 for line in tool_tip(tray))


# ---- the end ---------------------------------------------------------------------------------------------------------


def test_nothing_changes_after_the_end(tray: Tray) -> None:
    take(tray, call("1"))
    tray.renew("still to be shown")
    tray._board.take(Snapshot(calls=(call("2"),)))
    tray.renew("still to be shown, too")
    tray.stop()
    take(tray, call("3"))
    tray.translate()
    tray.tell("nobody wants to know")
    QApplication.processEvents()
    assert titles(tray) == ["0301 – Rings", ""]
    assert not tray._icon.isVisible()
