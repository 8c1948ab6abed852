"""The page of the hotkeys: entered by pressing them, told what became of them, given back as they stood."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from snom_dialer.config.model import DEFAULT_HOTKEYS
from snom_dialer.config.validator import validate
from snom_dialer.gui.settings.hotkey_field import HotkeyField
from snom_dialer.gui.settings.hotkey_page import HotkeyPage
from snom_dialer.gui.settings.key_press import chord_of
from snom_dialer.gui.settings.page import Document
from snom_dialer.system.hotkey import Bound, Trouble

Key = Qt.Key
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ALT, SHIFT, META = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.MetaModifier,
)


def shown(qtbot: QtBot, page: QWidget) -> None:
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()


def page_with(qtbot: QtBot, platform: str = "linux", **hotkeys: str) -> HotkeyPage:
    page = HotkeyPage({}, platform)
    page.fill({"hotkeys": {**dict.fromkeys(DEFAULT_HOTKEYS, ""), **hotkeys}})
    shown(qtbot, page)
    return page


def field_in(qtbot: QtBot, page: HotkeyPage, name: str) -> HotkeyField:
    field = page.rows[name].field
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def pressed(key: Qt.Key, held: Qt.KeyboardModifier, *, scan: int = 0, virtual: int = 0) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held, scan, virtual, 0, "")


# ---- pressing --------------------------------------------------------------------------------------------------------


def test_a_hotkey_is_entered_by_pressing_it(qtbot: QtBot) -> None:
    page = page_with(qtbot)
    field = field_in(qtbot, page, "show_window")
    assert (field.text(), field.placeholderText()) == ("", "Press the keys…")
    with qtbot.waitSignal(page.changed):
        QTest.keyClick(field, Key.Key_S, CTRL | ALT)
    assert (field.value, field.text()) == ("<ctrl>+<alt>+s", "Ctrl+Alt+S")
    QTest.keyClick(field, Key.Key_F9, SHIFT)
    assert field.value == "<shift>+<f9>"
    document: Document = {"hotkeys": {"unknown": 1}}
    page.give(document)
    assert document["hotkeys"]["show_window"] == "<shift>+<f9>"
    assert document["hotkeys"]["unknown"] == 1


def test_modifiers_alone_are_waited_with(qtbot: QtBot) -> None:
    field = field_in(qtbot, page_with(qtbot, answer="<pause>"), "answer")
    for key in (Key.Key_Control, Key.Key_Shift, Key.Key_AltGr, Key.Key_Super_L):
        QApplication.sendEvent(field, pressed(key, NONE))
    assert (field.value, field.text(), field.placeholderText()) == ("<pause>", "", "Press the keys…")


@pytest.mark.parametrize("key", [Key.Key_S, Key.Key_2, Key.Key_Left, Key.Key_Space])
def test_what_could_not_be_typed_any_more_is_refused_beside_the_field(qtbot: QtBot, key: Qt.Key) -> None:
    page = page_with(qtbot, answer="<pause>")
    field, fault = field_in(qtbot, page, "answer"), page.rows["answer"].fault
    QTest.keyClick(field, key)
    assert field.value == "<pause>"
    assert "alone, this key could not be typed any more" in fault.text()
    assert fault.isVisible()
    assert fault.text().removeprefix("⚠ ") in field.accessibleDescription()
    QTest.keyClick(field, key, CTRL)
    assert field.value.startswith("<ctrl>+")
    assert not fault.isVisible()


def test_a_key_without_a_name_is_refused(qtbot: QtBot) -> None:
    page = page_with(qtbot)
    field = field_in(qtbot, page, "answer")
    QApplication.sendEvent(field, pressed(Key.Key_Calculator, CTRL))
    assert field.value == ""
    assert page.rows["answer"].fault.text() == "⚠ This key cannot be a hotkey."


def test_escape_leaves_it_as_it_was_and_then_belongs_to_the_window(qtbot: QtBot) -> None:
    page = page_with(qtbot, answer="<pause>")
    field = field_in(qtbot, page, "answer")
    QTest.keyClick(field, Key.Key_Escape)
    assert (field.value, field.text()) == ("<pause>", "Pause")
    QTest.keyClick(field, Key.Key_X, CTRL)
    QTest.keyClick(field, Key.Key_Escape)
    assert field.value == "<pause>"
    left: list[int] = []
    QShortcut(Key.Key_Escape, page).activated.connect(lambda: left.append(1))
    QTest.keyClick(field, Key.Key_Escape)
    assert left == [1]


@pytest.mark.parametrize("key", [Key.Key_Backspace, Key.Key_Delete])
def test_backspace_and_delete_clear_it(qtbot: QtBot, key: Qt.Key) -> None:
    page = page_with(qtbot, show_window="<pause>")
    field = field_in(qtbot, page, "show_window")
    QTest.keyClick(field, key)
    document: Document = {}
    page.give(document)
    assert (field.value, field.placeholderText(), document["hotkeys"]["show_window"]) == ("", "None", "")


def test_tab_moves_on_and_nothing_has_changed(qtbot: QtBot) -> None:
    page = page_with(qtbot, show_window="<pause>")
    field = field_in(qtbot, page, "show_window")
    with qtbot.assertNotEmitted(page.changed):
        QTest.keyClick(field, Key.Key_Tab)
    assert page.rows["hangup"].field.hasFocus()
    assert (field.value, field.text()) == ("<pause>", "Pause")
    QTest.keyClick(page.rows["hangup"].field, Key.Key_Backtab, SHIFT)
    assert field.hasFocus()


def test_keys_come_here_before_they_are_shortcuts_of_the_window(qtbot: QtBot) -> None:
    window, field, fired = QWidget(), HotkeyField(), []
    QVBoxLayout(window).addWidget(field)
    for keys in ("Ctrl+S", "Alt+O", "Ctrl+X"):
        QShortcut(keys, window).activated.connect(lambda: fired.append(1))
    shown(qtbot, window)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    for key, held, value in ((Key.Key_S, CTRL, "<ctrl>+s"), (Key.Key_O, ALT, "<alt>+o"), (Key.Key_X, CTRL, "<ctrl>+x")):
        QTest.keyClick(field, key, held)
        assert field.value == value
    assert not fired


def test_it_is_told_while_keys_are_waited_for(qtbot: QtBot) -> None:
    page = page_with(qtbot)
    told: list[bool] = []
    other = QLineEdit()
    page.layout().addWidget(other)  # type: ignore[union-attr]
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    page.recording.connect(told.append)
    field = field_in(qtbot, page, "answer")
    assert told == [True]
    QTest.keyClick(field, Key.Key_F5)
    assert told == [True, False]
    other.setFocus()
    assert told == [True, False]


@pytest.mark.parametrize(
    ("event", "platform", "expected"),
    [
        (pressed(Key.Key_QuoteDbl, CTRL | SHIFT, scan=11), "linux", "<ctrl>+<shift>+2"),  # the 2 of a German keyboard
        (pressed(Key.Key_At, CTRL | SHIFT, scan=11), "linux", "<ctrl>+<shift>+2"),  # of an American one
        (pressed(Key.Key_QuoteDbl, CTRL | SHIFT, virtual=0x32), "win32", "<ctrl>+<shift>+2"),
        (pressed(Key.Key_At, META | SHIFT, virtual=19), "darwin", "<ctrl>+<shift>+2"),
        (pressed(Key.Key_2, CTRL | SHIFT, scan=11), "linux", "<ctrl>+<shift>+2"),  # of a French one
        (pressed(Key.Key_Question, CTRL | SHIFT, scan=20), "linux", "<ctrl>+<shift>+?"),
        (pressed(Key.Key_S, CTRL | SHIFT, scan=39), "linux", "<ctrl>+<shift>+s"),
        (pressed(Key.Key_Odiaeresis, ALT, scan=47), "linux", "<alt>+ö"),
        (pressed(Key.Key_Plus, CTRL, scan=35), "linux", "<ctrl>++"),
        (pressed(Key.Key_S, META), "linux", "<cmd>+s"),
        (pressed(Key.Key_S, CTRL), "darwin", "<cmd>+s"),
        (pressed(Key.Key_Backtab, CTRL | SHIFT), "linux", "<ctrl>+<shift>+<tab>"),
        (pressed(Key.Key_F20, NONE), "linux", "<f20>"),
        (pressed(Key.Key_5, CTRL | Qt.KeyboardModifier.KeypadModifier), "linux", "None"),
        (pressed(Key.Key_E, Qt.KeyboardModifier.GroupSwitchModifier), "linux", "None"),
        (pressed(Key.Key_F35, NONE), "linux", "None"),
    ],
)
def test_a_key_is_the_one_without_shift_where_that_is_known(event: QKeyEvent, platform: str, expected: str) -> None:
    assert str(chord_of(event, platform)) == expected


# ---- what is said of them --------------------------------------------------------------------------------------------


def test_the_same_keys_twice_are_told_beside_both(qtbot: QtBot) -> None:
    page = page_with(qtbot, answer="<ctrl>+<alt>+s")
    field = field_in(qtbot, page, "hangup")
    QTest.keyClick(field, Key.Key_S, CTRL | ALT)
    assert page.rows["hangup"].fault.text() == "⚠ These are the keys of “Answer the call that rings”, too."
    assert page.rows["answer"].fault.text() == "⚠ These are the keys of “Hang up all calls”, too."
    QTest.keyClick(field, Key.Key_Backspace)
    assert not page.rows["answer"].fault.isVisible()


def test_what_is_no_hotkey_in_the_file_is_told(qtbot: QtBot) -> None:
    page = page_with(qtbot, answer="nonsense")
    assert "nonsense" in page.rows["answer"].fault.text()
    assert page.rows["answer"].field.text() == "nonsense"


def test_what_became_of_each_is_told_live_until_it_is_changed(qtbot: QtBot) -> None:
    page = page_with(qtbot, show_window="<ctrl>+<alt>+s", hangup="<ctrl>+ö", answer="<pause>")
    page.set_bound(
        {
            "show_window": Bound(Trouble.TAKEN, "Ctrl+Alt+S"),
            "hangup": Bound(Trouble.UNKNOWN_KEY, "Ctrl+Ö"),
            "answer": Bound(None, "Super+P"),
        }
    )
    said = {name: row.fault.text() for name, row in page.rows.items() if row.fault.isVisible()}
    assert said.keys() == {"show_window", "hangup"}
    assert "Another program" in said["show_window"]
    assert "no such key" in said["hangup"]
    assert page.rows["answer"].note.text() == "The desktop has made it Super+P."
    QTest.keyClick(field_in(qtbot, page, "show_window"), Key.Key_F5)
    assert not page.rows["show_window"].fault.isVisible()
    page.set_bound({})
    assert not any(row.fault.isVisible() or row.note.isVisible() for row in page.rows.values())


def test_where_there_are_no_hotkeys_the_commands_can_be_copied(qtbot: QtBot) -> None:
    page = page_with(qtbot, show_window="<ctrl>+<alt>+s")
    assert not any(row.way_out.isVisible() for row in page.rows.values())
    page.set_bound({"show_window": Bound(Trouble.UNAVAILABLE, "Ctrl+Alt+S")})
    commands = {name: row.way_out.command for name, row in page.rows.items() if row.way_out.isVisible()}
    assert commands == {
        "show_window": "snom-dialer show",
        "hangup": "snom-dialer hangup_all",
        "dial_selection": "snom-dialer dial-selection",
        "dial_clipboard": "snom-dialer dial-clipboard",
    }
    QTest.mouseClick(page.rows["hangup"].way_out.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "snom-dialer hangup_all"


def test_where_one_is_refused_its_command_alone_is_shown(qtbot: QtBot) -> None:
    page = page_with(qtbot, answer="<f5>", dial_clipboard="<pause>")
    page.set_bound({"answer": Bound(Trouble.REFUSED, "F5"), "dial_clipboard": Bound(Trouble.REFUSED, "Pause")})
    assert [name for name, row in page.rows.items() if row.way_out.isVisible()] == ["dial_clipboard"]
    assert "does not allow" in page.rows["answer"].fault.text()


def test_alt_gr_of_windows_is_spoken_of(qtbot: QtBot) -> None:
    page = page_with(qtbot, "win32", show_window="<ctrl>+<alt>+q", answer="<ctrl>+<shift>+q")
    assert "AltGr is Ctrl+Alt" in page.rows["show_window"].note.text()
    assert not page.rows["answer"].note.isVisible()
    assert not page_with(qtbot, "linux", show_window="<ctrl>+<alt>+q").rows["show_window"].note.isVisible()


def test_a_fault_of_the_validator_stands_beside_its_field(qtbot: QtBot) -> None:
    page = page_with(qtbot)
    assert page.show_faults({("hotkeys", "answer"): "has to be one line", ("callback", "port"): "no"})
    assert "has to be one line" in page.rows["answer"].fault.text()
    assert not page.show_faults({})
    assert not page.rows["answer"].fault.isVisible()


# ---- there and back --------------------------------------------------------------------------------------------------

_hotkeys = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(DEFAULT_HOTKEYS, st.text(max_size=20)), "later": st.integers()}
)


@settings(deadline=None)
@given(document=st.fixed_dictionaries({"version": st.just(2)}, optional={"hotkeys": _hotkeys, "x": st.booleans()}))
def test_what_nobody_changed_is_given_back_as_it_stood(qapp: QApplication, document: Document) -> None:
    if validate(document).config is None:
        return
    page, before = HotkeyPage({}), copy.deepcopy(document)
    page.fill(document)
    page.give(document)
    assert document == before
