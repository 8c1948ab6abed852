"""The languages: every text has a German one that fits it, and windows speak what was chosen, also from now on."""

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from snom_dialer.calls.call import CallState, Outcome
from snom_dialer.config.model import Language
from snom_dialer.errors import CATALOGUE, Code, fault
from snom_dialer.gui.board import Board
from snom_dialer.gui.calls_model import OUTCOME
from snom_dialer.gui.calls_window import CallsWindow
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.dial_window import DialWindow
from snom_dialer.gui.language import Translation
from snom_dialer.gui.news import PhoneNews, Snapshot
from snom_dialer.gui.phrase import phrase
from snom_dialer.gui.phrases import PHRASES
from snom_dialer.gui.text import what_happened, what_next
from snom_dialer.gui.tray import Tray
from snom_dialer.state.places import places
from tests.gui.accessible import clashing, cut, doubled
from tests.gui.every_window import EVERY, call, shown
from tests.gui.settings import opened, own_user
from tests.test_house import ROOT

MAKE = runpy.run_path(str(ROOT / "scripts" / "make-translations"))
GERMAN = MAKE["translated"]()


@pytest.fixture
def translation(qapp: QApplication) -> Iterator[Translation]:
    """Speak English again whatever happens; the windows of other tests do."""
    before, made = QLocale(), Translation(qapp)
    yield made
    made.speak(Language.ENGLISH)
    QLocale.setDefault(before)


@pytest.fixture
def german(translation: Translation) -> Translation:
    translation.speak(Language.GERMAN)
    return translation


def fields(template: str) -> set[str]:
    """Return the places for values in a text."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def letters(text: str) -> int:
    """Return how many letters of it are marked for Alt."""
    return text.replace("&&", "").count("&")


# ---- the file --------------------------------------------------------------------------------------------------------


def test_what_stands_in_the_file_is_what_the_source_says() -> None:
    """If not: .venv/bin/python scripts/make-translations, and translate what is unfinished then."""
    wanted = MAKE["texts"]()
    assert sorted(GERMAN) == sorted(wanted)
    assert MAKE["GERMAN"].read_text(encoding="utf-8") == MAKE["written"](wanted, GERMAN)
    assert MAKE["PHRASES"].read_text(encoding="utf-8") == MAKE["module"]()


def test_a_new_text_comes_unfinished_and_the_others_stay() -> None:
    known, new = next(iter(GERMAN)), MAKE["Text"]("Card", "Something <new>")
    content = MAKE["written"]({known, new}, GERMAN)
    assert dict(MAKE["_messages"](content)) == {known: GERMAN[known], new: ""}
    assert content.count('type="unfinished"') == 1


def test_what_is_compiled_is_what_stands_in_the_file(tmp_path: Path) -> None:
    MAKE["compile_into"](tmp_path / "again.qm")
    assert (tmp_path / "again.qm").read_bytes() == MAKE["GERMAN"].with_suffix(".qm").read_bytes()


@pytest.mark.parametrize("text", sorted(GERMAN), ids=str)
def test_a_translation_fits(text: Any) -> None:
    source, german = text.source, GERMAN[text]
    assert german.strip() == german != ""
    assert fields(german) == fields(source)
    assert letters(german) == letters(source) <= 1
    assert german.count("\n") == source.count("\n")
    for end in (":", ".", "…", " …", "?"):
        assert german.endswith(end) == source.endswith(end), end
    assert [mark for mark in "⚠✓✗" if mark in german] == [mark for mark in "⚠✓✗" if mark in source]


@pytest.mark.parametrize("code", Code)
def test_both_halves_of_an_error_are_translated(german: Translation, code: Code) -> None:
    for half in (CATALOGUE[code].message, CATALOGUE[code].next):
        if MAKE["has_words"](half):
            assert QCoreApplication.translate("Error", half) != half


# ---- what the core says ----------------------------------------------------------------------------------------------


def said(template: str) -> str:
    """Return a template with something in every place."""
    return template.format(**{name: name.upper() for name in fields(template)})


@pytest.mark.parametrize("template", PHRASES)
def test_a_phrase_is_known_by_the_words_around_its_values(german: Translation, template: str) -> None:
    translated = QCoreApplication.translate("Phrase", template)
    assert translated != template or template == "snom {model}, {firmware}"
    assert phrase(said(template)) == said(translated)


@pytest.mark.parametrize("code", [code for code in Code if MAKE["has_words"](CATALOGUE[code].message)])
def test_why_a_phone_has_no_contact_is_said_as_the_error_would_be(german: Translation, code: Code) -> None:
    entry = CATALOGUE[code]
    error = fault(code, **{name: name.upper() for name in entry.fields()})
    assert phrase(error.message).casefold() == what_happened(error).casefold()
    assert phrase(str(error)).casefold() == f"{what_happened(error)}; {what_next(error)}".casefold()


@pytest.mark.parametrize(
    ("english", "in_german"),
    [
        ("", ""),
        ("what nobody has foreseen", "what nobody has foreseen"),
        ("not tried yet", "noch nicht versucht"),
        (
            "ours stand in it; left to others: action_dnd_on_url; what nobody has foreseen",
            "unsere stehen darin; anderen überlassen: action_dnd_on_url; what nobody has foreseen",
        ),
        (
            "missing or another's: all of it; the program says: the phone at [fd00::1]:80 did not answer within 2 s",
            (
                "fehlt oder gehört anderen: alles; "
                "das Programm meldet: das Telefon unter [fd00::1]:80 hat innerhalb von 2 s nicht geantwortet"
            ),
        ),
        (
            "line 3, phones[0].port: has to be from 1 to 65535; line 4, phones[0].name: is missing",
            "Zeile 3, phones[0].port: muss von 1 bis 65535 sein; Zeile 4, phones[0].name: fehlt",
        ),
        (
            "is no host name, address or URL: there is a blank in it",
            "ist kein Hostname, keine Adresse und keine URL: darin steht ein Leerzeichen",
        ),
        ("snom of unknown model, firmware not told", "snom (Modell unbekannt), Firmware nicht genannt"),
    ],
)
def test_phrases_within_phrases(translation: Translation, english: str, in_german: str) -> None:
    assert phrase(english) == english
    translation.speak(Language.GERMAN)
    assert phrase(english) == in_german


def test_a_value_is_said_in_german_only_where_it_is_a_phrase(german: Translation) -> None:
    error = fault(Code.FILE_FAILED, path="/home/read", action="read", reason="no space left")
    assert what_happened(error) == "/home/read kann nicht gelesen werden: no space left"
    error = fault(Code.PHONE_EXISTS, name="read")
    assert "„read“" in what_happened(error)


# ---- windows ---------------------------------------------------------------------------------------------------------


def test_the_dial_window_changes_its_language(qtbot: QtBot, translation: Translation) -> None:
    window = DialWindow()
    qtbot.addWidget(window)

    def speaks() -> tuple[str, str]:
        QApplication.processEvents()
        return window._dial.text(), window.field.accessibleName()

    translation.speak(Language.GERMAN)
    assert speaks() == ("&Wählen", "Nummer")
    translation.speak(Language.ENGLISH)
    assert speaks() == ("&Dial", "Number")


def test_the_tray_changes_its_language(qapp: QApplication, translation: Translation) -> None:
    board = Board()
    tray = Tray(board)
    reason = "the phone at 192.168.0.20 did not answer within 5 s"
    board.take(PhoneNews(name="desk", state="degraded", reachable=False, reason=reason))  # type: ignore[arg-type]
    translation.speak(Language.GERMAN)
    tray.translate()
    tray.renew()
    QApplication.processEvents()
    assert [action.text() for action in tray._menu.actions() if action.text()] == [
        "&Wählen", "A&nrufe", "Nicht &stören", "&Einstellungen", "&Beenden",
    ]  # fmt: skip
    assert "das Telefon unter 192.168.0.20 hat" in tray._icon.toolTip()
    board.take(Snapshot(calls=(call("a", CallState.RINGING), call("b", CallState.CONNECTED))))
    tray.renew()
    QApplication.processEvents()
    menus = [tray._menu, *tray._menu.findChildren(QMenu)]
    assert len(menus) == 3
    assert [doubled(menu) for menu in menus] == [[], [], []]
    translation.speak(Language.ENGLISH)
    tray.translate()
    assert "&Dial" in [action.text() for action in tray._menu.actions()]


def test_cards_change_their_language(qtbot: QtBot, translation: Translation) -> None:
    window = CardWindow()
    qtbot.addWidget(window)
    window.show_call(call("a", CallState.RINGING), may_answer=True, may_hang_up=True)
    card = window.card("a")

    def speaks() -> list[str]:
        QApplication.processEvents()
        return [part.text() for part in (card.state, card.line, card.answer_button, card.hang_up_button)]

    translation.speak(Language.GERMAN)
    assert speaks() == ["Klingelt", "Leitung 12", "Annehmen", "Abweisen"]
    translation.speak(Language.ENGLISH)
    assert speaks() == ["Rings", "Line 12", "Answer", "Reject"]


def test_the_list_of_calls_changes_its_language(qtbot: QtBot, translation: Translation) -> None:
    window = CallsWindow()
    qtbot.addWidget(window)
    window.set_calls([call("a", CallState.ENDED, Outcome.REJECTED)])

    def speaks() -> list[object]:
        QApplication.processEvents()
        head = window.model.headerData(OUTCOME, Qt.Orientation.Horizontal)
        return [window.windowTitle(), head, window.model.index(0, OUTCOME).data()]

    translation.speak(Language.GERMAN)
    assert speaks() == ["Anrufe", "Dauer", "0:00"]
    translation.speak(Language.ENGLISH)
    assert speaks() == ["Calls", "Duration", "0:00"]


def test_settings_are_opened_in_the_language_of_now(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, translation: Translation
) -> None:
    """Pages are made anew whenever the settings are opened; what is open stays as it is."""
    own_user(tmp_path, monkeypatch)
    where = places(tmp_path / "c.json", {"HOME": str(tmp_path)})

    def speaks() -> list[str]:
        with opened(qtbot, where, None, first_run=True) as settings:
            settings.type(address="a b")
            settings.press("save")
            faults = [label.text() for label in settings.dialog.findChildren(QLabel, "fault") if label.isVisible()]
            return [settings.dialog.windowTitle(), settings.said, *faults]

    translation.speak(Language.GERMAN)
    assert speaks() == [
        "Einstellungen – Snom dialer",
        "⚠ Bitte die markierten Stellen ansehen.",
        "⚠ Ist kein Hostname, keine Adresse und keine URL: darin steht ein Leerzeichen",
    ]
    translation.speak(Language.ENGLISH)
    assert speaks() == [
        "Settings – Snom dialer",
        "⚠ Look at what is marked.",
        "⚠ Is no host name, address or URL: there is a blank in it",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_every_window_has_room_and_letters_for_german(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, german: Translation, name: str
) -> None:
    own_user(tmp_path, monkeypatch)
    with shown(name, qtbot, tmp_path) as window:
        assert clashing(window) == []
        assert cut(window) == []


# ---- the system ------------------------------------------------------------------------------------------------------

_ASK = """
import json
from PySide6.QtWidgets import QApplication, QMessageBox
app = QApplication([])
from snom_dialer.config.model import Language
from snom_dialer.gui.dial_window import DialWindow
from snom_dialer.gui.language import Translation
translation = Translation(app)
told = []
for language in (Language.SYSTEM, Language.ENGLISH, Language.GERMAN, Language.SYSTEM):
    translation.speak(language)
    box = QMessageBox()
    box.addButton(QMessageBox.StandardButton.Cancel)
    window = DialWindow()
    told.append([window._settings.text(), box.buttons()[0].text().replace("&", "")])
print(json.dumps(told))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("de_DE.UTF-8", ["&Einstellungen", "Abbrechen"]),
        ("de_AT.UTF-8", ["&Einstellungen", "Abbrechen"]),
        ("en_GB.UTF-8", ["&Settings", "Cancel"]),
    ],
)
def test_the_language_of_the_system_is_spoken(locale: str, expected: list[str]) -> None:
    environ = {**os.environ, "LC_ALL": locale, "LANG": locale, "LANGUAGE": ""}
    done = subprocess.run([sys.executable, "-c", _ASK], env=environ, capture_output=True, text=True, check=True)
    english, german = ["&Settings", "Cancel"], ["&Einstellungen", "Abbrechen"]
    assert json.loads(done.stdout.splitlines()[-1]) == [expected, english, german, expected]
