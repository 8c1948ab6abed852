"""The page of the user's Action URLs, tried against a server that really answers."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from snom_dialer.actions.placeholder import PLACEHOLDERS
from snom_dialer.config.validator import validate
from snom_dialer.gui.settings.action_page import ActionPage
from snom_dialer.gui.settings.action_trial import ActionTrial
from snom_dialer.gui.settings.caption import event_captions, hop_caption, placeholder_captions, setting_caption
from snom_dialer.gui.settings.page import Document
from snom_dialer.phone.finding import Hop
from snom_dialer.protocol.event_kind import EventKind
from snom_dialer.protocol.vocabulary import ACTION_URLS
from tests.engine.site import Answer, Site, site
from tests.gui.desk import PATIENCE, bridged, configured

TWO: list[Document] = [
    {"event": "incoming", "url": "https://crm.example/?n={number}", "browser": True, "later": 1},
    {"event": "missed", "url": "http://hub.example/{name}", "phone": "desk"},
]
PHONES = [{"name": "desk", "host": "127.0.0.1"}, {"name": "hall", "host": "127.0.0.2"}]


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[ActionPage]:
    where, _ = configured(tmp_path)
    with bridged(qtbot, where) as made:
        shown = ActionPage(made.bridge)
        qtbot.addWidget(shown)
        shown.show()
        yield shown
        shown.close()


def filled(page: ActionPage, *actions: Document) -> Document:
    document: Document = {"version": 2, "phones": PHONES, "actions": copy.deepcopy(list(actions))}
    page.fill(document)
    return document


def given_back(page: ActionPage) -> list[Document]:
    document: Document = {}
    page.give(document)
    actions: list[Document] = document["actions"]
    return actions


def choose(page: ActionPage, number: int) -> None:
    item = page.list.topLevelItem(number)
    assert item is not None
    page.list.setCurrentItem(item)


def cells(page: ActionPage) -> list[list[str]]:
    items = [page.list.topLevelItem(number) for number in range(page.list.topLevelItemCount())]
    return [[item.text(column) for column in range(4)] for item in items if item is not None]


def click(button: QAbstractButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# ---- the list --------------------------------------------------------------------------------------------------------


def test_actions_are_listed_in_their_order(page: ActionPage) -> None:
    filled(page, *TWO)
    assert cells(page) == [
        ["Incoming call", "https://crm.example/?n={number}", "✓ Web browser", "All phones"],
        ["Missed call", "http://hub.example/{name}", "In the background", "desk"],
    ]
    assert page.form.url.text() == "https://crm.example/?n={number}"
    assert page.form.browser.isChecked()
    choose(page, 1)
    assert (page.form.event_box.currentText(), page.form.phone.currentText()) == ("Missed call", "desk")


def test_what_is_edited_is_given_back_and_all_else_as_it_stood(qtbot: QtBot, page: ActionPage) -> None:
    filled(page, *TWO)
    page.form.url.selectAll()
    with qtbot.waitSignal(page.changed):
        QTest.keyClicks(page.form.url, "http://a/")
    click(page.form.browser)
    QTest.keyClick(page.form.phone, Qt.Key.Key_Down)
    QTest.keyClick(page.form.event_box, Qt.Key.Key_Down)
    assert given_back(page) == [
        {"event": "outgoing", "url": "http://a/", "browser": False, "phone": "desk", "later": 1},
        TWO[1],
    ]
    assert cells(page)[0] == ["Outgoing call", "http://a/", "In the background", "desk"]


def test_several_may_be_added_for_one_event_and_removed(qtbot: QtBot, page: ActionPage) -> None:
    filled(page)
    assert not page.remove.isEnabled()
    assert not page.form.isEnabled()
    for url in ("http://a/", "http://b/"):
        with qtbot.waitSignal(page.changed):
            click(page.add)
        QTest.keyClicks(page.form.url, url)
    new = {"event": "incoming", "browser": False, "phone": None}
    assert given_back(page) == [{**new, "url": "http://a/"}, {**new, "url": "http://b/"}]
    choose(page, 0)
    click(page.remove)
    assert given_back(page) == [{**new, "url": "http://b/"}]
    assert page.form.url.text() == "http://b/"
    click(page.remove)
    assert given_back(page) == []


def test_every_event_can_be_chosen_under_its_name_on_the_phone(page: ActionPage) -> None:
    box = page.form.event_box
    offered = [box.itemData(number) for number in range(box.count())]
    assert offered == [row.kind.value for row in ACTION_URLS]
    assert set(offered) == {kind.value for kind in EventKind} - {"unknown"}
    assert event_captions() == {row.kind: row.caption for row in ACTION_URLS}


def test_an_event_that_is_never_written_is_marked(page: ActionPage) -> None:
    filled(page, {"event": "blacklist", "url": "http://a/"}, {"event": "dnd_on", "url": "http://a/"})
    assert page.form.never.isVisible()
    choose(page, 1)
    assert not page.form.never.isVisible()


def test_a_phone_that_is_gone_stays_until_another_one_is_chosen(page: ActionPage) -> None:
    filled(page, *TWO)
    page.offer_phones(["hall"])
    choose(page, 1)
    assert [page.form.phone.itemText(number) for number in range(page.form.phone.count())] == [
        "All phones",
        "hall",
        "desk",
    ]
    assert given_back(page) == TWO


# ---- placeholders and faults -----------------------------------------------------------------------------------------


def test_a_placeholder_is_inserted_where_the_cursor_is(page: ActionPage) -> None:
    filled(page, {"event": "incoming", "url": "http://a/?x=&y=1"})
    page.form.url.setCursorPosition(len("http://a/?x="))
    menu = page.form.insert.menu()
    assert menu is not None
    offered = {action.text().partition(" – ")[0]: action for action in menu.actions() if action.text()}
    assert offered.keys() == {f"{{{name}}}" for name in PLACEHOLDERS}
    offered["{number.e164}"].trigger()
    assert given_back(page)[0]["url"] == "http://a/?x={number.e164}&y=1"


def test_the_words_are_those_of_the_tables() -> None:
    assert placeholder_captions() == PLACEHOLDERS
    assert setting_caption("action_hold") == "Hold"
    assert len({hop_caption(hop) for hop in Hop}) == len(Hop)


def test_what_is_wrong_with_a_url_stands_beside_it_at_once(page: ActionPage) -> None:
    filled(page, *TWO)
    page.form.url.setText("http://{number}/")
    assert "a placeholder stands in its user, host or port" in page.form.url.accessibleDescription()
    assert cells(page)[0][1] == "⚠ http://{number}/"
    assert not page.trial.button.isEnabled()
    page.form.url.setText("http://a/")
    assert not page.form.url.accessibleDescription()
    assert page.trial.button.isEnabled()


def test_a_fault_of_the_validator_leads_to_its_action(page: ActionPage) -> None:
    document = filled(page, TWO[0], {**TWO[1], "phone": "hall"})
    document["phones"] = PHONES[:1]
    faults = dict(validate(document).faults)
    assert page.show_faults({**faults, ("callback", "port"): "no"})
    assert page.form.url.text() == TWO[1]["url"]
    assert page.form.phone.accessibleDescription() == "is not the name of a phone"
    assert cells(page)[1][1].startswith("⚠")
    assert not page.show_faults({})
    assert not page.form.phone.accessibleDescription()


# ---- trying ----------------------------------------------------------------------------------------------------------


def tried(qtbot: QtBot, page: ActionPage) -> ActionTrial:
    """Press Test once, and wait for the URL."""
    click(page.trial.button)
    qtbot.waitUntil(page.trial.url.isVisible, timeout=PATIENCE)
    return page.trial


@pytest.fixture
def crm() -> Iterator[Site]:
    with site() as found:
        yield found


def test_the_first_press_shows_the_url_and_the_second_one_calls_it(qtbot: QtBot, page: ActionPage, crm: Site) -> None:
    url = crm.url + "/{event}/{phone}?n={number.e164}&who={name}&{unknown}"
    filled(page, {"event": "missed", "url": url, "phone": "hall"})
    trial = tried(qtbot, page)
    target = "/missed/hall?n=%2B4930398330&who=Ada%20Lovelace&"
    assert trial.url.text() == crm.url + target
    assert crm.targets == []
    click(trial.button)
    qtbot.waitUntil(lambda: trial.said.text() == "The server answered 204: it has taken it.", timeout=PATIENCE)
    assert crm.targets == [target]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=404), "⚠ The server answered 404: it has not taken it."),
        (Answer(drop=True), "⚠ The server was reached and gave no answer that can be understood in time."),
    ],
)
def test_what_came_back_is_said_in_words(qtbot: QtBot, page: ActionPage, crm: Site, answer: Answer, said: str) -> None:
    crm.answers["/x"] = [answer]
    filled(page, {"event": "incoming", "url": crm.url + "/x"})
    trial = tried(qtbot, page)
    click(trial.button)
    qtbot.waitUntil(lambda: trial.said.text() == said, timeout=PATIENCE)
    assert trial.button.isEnabled()


def test_nobody_there_is_said_in_words(qtbot: QtBot, page: ActionPage) -> None:
    filled(page, {"event": "incoming", "url": "http://127.0.0.1:9/"})
    trial = tried(qtbot, page)
    click(trial.button)
    qtbot.waitUntil(lambda: trial.said.text() == "⚠ The server cannot be reached.", timeout=PATIENCE)


def test_without_a_screen_there_is_no_browser(qtbot: QtBot, page: ActionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    filled(page, {"event": "incoming", "url": "http://127.0.0.1:9/", "browser": True})
    trial = tried(qtbot, page)
    assert trial.button.text().replace("&", "") == "Open it now"
    click(trial.button)
    qtbot.waitUntil(lambda: "no web browser here" in trial.said.text(), timeout=PATIENCE)


def test_after_a_change_it_is_shown_anew_before_it_is_called(qtbot: QtBot, page: ActionPage, crm: Site) -> None:
    filled(page, {"event": "incoming", "url": crm.url + "/a"}, {"event": "missed", "url": crm.url + "/b"})
    trial = tried(qtbot, page)
    QTest.keyClicks(page.form.url, "?x")
    assert not trial.url.isVisible()
    assert tried(qtbot, page).url.text() == crm.url + "/a?x"
    choose(page, 1)
    assert not trial.url.isVisible()
    assert crm.targets == []


def test_a_password_in_a_url_is_not_shown(qtbot: QtBot, page: ActionPage) -> None:
    filled(page, {"event": "incoming", "url": "http://me:geheim@127.0.0.1:9/"})
    assert "geheim" not in tried(qtbot, page).url.text()


# ---- there and back --------------------------------------------------------------------------------------------------

_action = st.fixed_dictionaries(
    {
        "event": st.sampled_from([row.kind.value for row in ACTION_URLS]),
        "url": st.sampled_from(["", "http://a/{number}", "https://b.example/?x={{&y=%20 z"]),
    },
    optional={
        "browser": st.booleans(),
        "phone": st.sampled_from([None, "desk", "hall"]),
        "later": st.lists(st.integers()),
    },
)
_document = st.fixed_dictionaries(
    {"version": st.just(2), "phones": st.just(PHONES)}, optional={"actions": st.lists(_action, max_size=4)}
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=_document)
def test_what_nobody_changed_is_given_back_as_it_stood(page: ActionPage, document: Document) -> None:
    assert validate(document).config is not None
    before = copy.deepcopy(document)
    page.fill(document)
    for number in range(len(document.get("actions", []))):
        choose(page, number)
    page.give(document)
    assert document == before
