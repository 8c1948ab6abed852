"""The page of the set-up, with the real engine and a virtual phone behind it."""

import copy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from snom_dialer.config.validator import validate
from snom_dialer.gui.news import EngineState
from snom_dialer.gui.settings.callback_page import CallbackPage
from snom_dialer.gui.settings.foreign_choice import ForeignChoice
from snom_dialer.gui.settings.page import Document
from snom_dialer.gui.settings.self_test import SelfTest
from snom_dialer.gui.settings.web_page import page_of
from snom_dialer.phone.finding import Hop
from snom_dialer.phone.setup import Choice
from snom_dialer.protocol.action_url import secret_of
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places
from tests.cli.running import closed_port
from tests.engine.looking import urls
from tests.gui.desk import PATIENCE, Bridged, bridged, configured, host_of

FOREIGN = {"action_incoming_url": "http://127.0.0.1:9/in?who=$remote", "action_missed_url": "http://127.0.0.1:9/missed"}


class Shown:
    """The page in a window, with everything behind it."""

    def __init__(self, made: Bridged, where: Places, document: Document) -> None:
        self.made, self.qtbot = made, made.qtbot
        self.page = CallbackPage(made.bridge, made.board, where)
        made.bridge.told.connect(lambda _: self.page.renew())
        self.qtbot.addWidget(self.page)
        self.page.fill(document)
        self.page.show()

    def until_said(self, words: str) -> None:
        """Wait until these words stand somewhere on the page."""
        self.qtbot.waitUntil(lambda: words in self.said, timeout=PATIENCE)

    @property
    def said(self) -> str:
        state, phone = self.page.state, self.page.phone
        return "\n".join(each.text() for each in (state.standing, state.phones, state.said, phone.said))

    def click(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@contextmanager
def shown(qtbot: QtBot, tmp_path: Path, *hosts: str, begun: bool = True, **more: object) -> Iterator[Shown]:
    where, loaded = configured(tmp_path, *hosts, **more)
    with bridged(qtbot, where) as made:
        names = ["desk", "hall", "lab"][: len(hosts)]
        page = Shown(made, where, {"phones": [{"name": name, "host": "127.0.0.1"} for name in names]})
        if begun:
            made.bridge.begin(loaded)
            made.armed()
        yield page
        page.page.close()


# ---- fields ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[CallbackPage]:
    with shown(qtbot, tmp_path, begun=False) as made:
        yield made.page


def test_the_fields_are_filled_and_given_back(page: CallbackPage) -> None:
    page.fill({"callback": {"address": "192.168.0.5", "port": 4000, "external_address": "nat.example", "later": 1}})
    assert (page.address.currentText(), page.port.value(), page.external.text()) == ("192.168.0.5", 4000, "nat.example")
    page.address.setEditText("Automatic")
    page.port.setValue(0)
    page.external.clear()
    document: Document = {"callback": {"address": "192.168.0.5", "port": 4000, "later": 1}}
    page.give(document)
    assert document == {"callback": {"address": None, "port": 0, "external_address": None, "later": 1}}


def test_typing_is_announced_and_filling_is_not(qtbot: QtBot, page: CallbackPage) -> None:
    with qtbot.assertNotEmitted(page.changed):
        page.fill({"callback": {"address": "192.168.0.5", "port": 4000}})
    with qtbot.waitSignal(page.changed):
        QTest.keyClicks(page.external, "n")
    with qtbot.waitSignal(page.changed):
        page.port.setValue(4001)
    with qtbot.waitSignal(page.changed):
        page.address.setEditText("192.168.0.6")


def test_addresses_of_this_computer_are_offered_and_what_is_typed_stays(qtbot: QtBot, page: CallbackPage) -> None:
    page.address.setEditText("10.9.8.7")
    qtbot.waitUntil(lambda: page.address.count() > 1, timeout=PATIENCE)
    assert page.address.itemText(0) == "Automatic"
    assert page.address.currentText() == "10.9.8.7"


def test_a_fault_stands_beside_its_field(page: CallbackPage) -> None:
    page.address.setEditText("nonsense")
    document: Document = {"version": 2}
    page.give(document)
    faults = dict(validate(document).faults)
    assert page.show_faults(faults)
    assert "IPv4" in page.address.accessibleDescription()
    assert not page.show_faults({})


_callback = st.fixed_dictionaries(
    {},
    optional={
        "address": st.none() | st.sampled_from(["192.168.0.5", "fe80::1", "::1"]),
        "port": st.integers(0, 65535),
        "external_address": st.none() | st.sampled_from(["nat.example", " 10.0.0.1", "Nat\t"]),
        "later": st.lists(st.integers()),
    },
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=st.fixed_dictionaries({"version": st.just(2)}, optional={"callback": _callback, "x": st.booleans()}))
def test_what_nobody_changed_is_given_back_as_it_stood(page: CallbackPage, document: Document) -> None:
    assert validate(document).config is not None
    before = copy.deepcopy(document)
    page.fill(document)
    page.give(document)
    assert document == before


# ---- state -----------------------------------------------------------------------------------------------------------


def test_how_it_stands_is_shown_stopped_and_started(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        made.until_said("Listening at 127.0.0.1, port")
        made.until_said("desk: Active")
        assert "Refused requests: 0." in made.said
        assert not made.page.state.start.isEnabled()
        made.click(made.page.state.stop)
        made.until_said("Inactive: nobody listens")
        made.until_said("desk: Inactive")
        assert urls(sim) == {}
        made.click(made.page.state.start)
        made.until_said("Listening at 127.0.0.1, port")
        made.until_said("desk: Active")
        assert urls(sim)


def test_a_refused_request_is_counted(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        assert made.made.board.callback is not None
        with socket.create_connection(("127.0.0.1", made.made.board.callback.port)) as line:
            line.sendall(b"GET /snom/AAAAAAAAAAAAAAAAAAAA/incoming HTTP/1.0\r\n\r\n")
            while line.recv(1024):
                pass
        made.page.renew()
        made.until_said("Refused requests: 1.")


def test_a_port_that_is_taken_is_told_of(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, socket.create_server(("127.0.0.1", 0)) as other:
        taken: int = other.getsockname()[1]
        with shown(qtbot, tmp_path, host_of(sim), callback={"port": taken}) as made:
            made.until_said(f"Port {taken} is taken by another program")


def test_a_phone_in_trouble_is_told_with_the_reason(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim:
        gone = f"127.0.0.1:{closed_port()}"
        with shown(qtbot, tmp_path, host_of(sim), gone) as made:
            made.until_said("hall: Degraded – ")
            assert "refused the connection" in made.said


def test_a_firewall_is_spoken_of_until_something_is_heard(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        firewall = made.page.state.firewall
        qtbot.waitUntil(firewall.isVisible, timeout=PATIENCE)
        assert "Nothing has been heard from desk yet" in firewall.sentence
        sim.ring("030123", "Anna")
        qtbot.waitUntil(lambda: not firewall.isVisible(), timeout=PATIENCE)


def test_without_an_engine_everything_is_refused_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim), begun=False) as made:
        state, phone = made.page.state, made.page.phone
        for button in (state.start, state.stop):
            made.click(button)
            assert "nothing to start or stop" in state.said.text()
        for name in ("transfer", "undo"):
            made.click(phone.buttons[name])
            assert "Nothing can be asked of the phone" in phone.said.text()
            phone.said.say("")
        assert phone.urls.rows == []
        assert sim.phone.log == []


def test_why_the_engine_does_not_work_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    where, loaded = configured(tmp_path, "127.0.0.1:9")
    where.state_dir.write_text("in the way")
    with bridged(qtbot, where) as made:
        page = Shown(made, where, {"phones": [{"name": "desk", "host": "127.0.0.1"}]})
        made.bridge.begin(loaded)
        made.until(EngineState.FAILED)
        page.until_said("The program does not work. ")
        page.page.close()


# ---- the phone -------------------------------------------------------------------------------------------------------


def test_urls_are_listed_with_their_secret_masked_unless_it_is_wanted(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        listed = made.page.phone.urls
        secret = secret_of(urls(sim)["action_incoming_url"])
        qtbot.waitUntil(lambda: len(listed.rows) > 10, timeout=PATIENCE)
        assert secret not in str(listed.rows)
        assert dict(listed.rows)["Incoming call"] == urls(sim)["action_incoming_url"].replace(secret, "…")
        listed.secrets.setChecked(True)
        assert dict(listed.rows)["Incoming call"] == urls(sim)["action_incoming_url"]
        listed.secrets.setChecked(False)
        assert secret not in str(listed.rows)


def test_with_several_phones_one_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102", model="190")) as sim:
        hosts = [f"127.0.0.1:{phone.port}" for phone in sim.phones]
        with shown(qtbot, tmp_path, *hosts) as made:
            phone = made.page.phone
            assert phone.choice.isVisible()
            qtbot.waitUntil(lambda: len(phone.urls.rows) > 10, timeout=PATIENCE)
            made.made.armed("hall")
            phone.choice.setCurrentText("hall")
            qtbot.waitUntil(lambda: 0 < len(phone.urls.rows) < 10, timeout=PATIENCE)


def test_one_phone_needs_no_choice(qtbot: QtBot, tmp_path: Path) -> None:
    with shown(qtbot, tmp_path, "127.0.0.1:9", begun=False) as made:
        assert not made.page.phone.choice.isVisible()


def test_a_transfer_says_what_it_did(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        made.click(made.page.phone.buttons["transfer"])
        made.until_said("Everything stood there already.")
        sim.call(lambda: sim.phone.settings.provision({"action_hold": ""}))
        made.click(made.page.phone.buttons["transfer"])
        made.until_said("Written: Hold.")
        assert urls(sim)["action_hold"]


def test_what_becomes_of_urls_of_others_is_asked_one_by_one(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN)) as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        made.click(made.page.phone.buttons["transfer"])
        qtbot.waitUntil(lambda: made.page.findChild(ForeignChoice) is not None, timeout=PATIENCE)
        asked = made.page.findChild(ForeignChoice)
        assert isinstance(asked, ForeignChoice)
        assert asked.choices == dict.fromkeys(FOREIGN, Choice.CHAIN)
        asked.choose("action_incoming_url", Choice.LEAVE)
        asked.accept()
        made.until_said("Left to others, and not heard of: Incoming call.")
        assert sim.phone.settings.get("action_incoming_url") == FOREIGN["action_incoming_url"]
        assert secret_of(str(sim.phone.settings.get("action_missed_url")))


def test_nothing_is_written_where_the_question_is_cancelled(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN)) as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        before = urls(sim)
        made.click(made.page.phone.buttons["transfer"])
        qtbot.waitUntil(lambda: made.page.findChild(ForeignChoice) is not None, timeout=PATIENCE)
        asked = made.page.findChild(ForeignChoice)
        assert isinstance(asked, ForeignChoice)
        asked.choose("action_incoming_url", Choice.LEAVE)
        asked.reject()
        assert made.page.phone.buttons["transfer"].isEnabled()
        assert urls(sim) == before


def test_undo_asks_and_gives_back(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FOREIGN)) as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        for answer in (QMessageBox.ButtonRole.RejectRole, QMessageBox.ButtonRole.AcceptRole):
            assert secret_of(str(sim.phone.settings.get("action_missed_url")))
            made.click(made.page.phone.buttons["undo"])
            question = made.page.findChild(QMessageBox)
            assert isinstance(question, QMessageBox)
            (button,) = (each for each in question.buttons() if question.buttonRole(each) is answer)
            with qtbot.waitSignal(question.destroyed):
                made.click(button)
        made.until_said("Given back: ")
        assert urls(sim) == FOREIGN
        made.until_said("desk: Inactive")


def test_a_failure_is_said_and_the_buttons_come_back(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        sim._await(sim.phone.web.close())
        made.click(made.page.phone.buttons["transfer"])
        assert not made.page.phone.buttons["transfer"].isEnabled()
        made.until_said("refused the connection")
        assert made.page.phone.buttons["transfer"].isEnabled()
        sim._await(sim.phone.web.open())


def test_the_page_of_the_phone_is_where_the_phone_was_seen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        where, _ = configured(tmp_path, host_of(sim))
        assert page_of(where, "desk") == f"http://{host_of(sim)}/"
        made.click(made.page.phone.buttons["page"])
        made.until_said(f"no browser, to show http://{host_of(sim)}/")


# ---- self-test -------------------------------------------------------------------------------------------------------


def test_the_self_test_passes_every_hop_and_hears_a_call(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        made.click(made.page.phone.buttons["test"])
        test = made.page.findChild(SelfTest)
        assert isinstance(test, SelfTest)
        qtbot.waitUntil(lambda: "Make any call" in test.result(Hop.CALLBACK), timeout=2 * PATIENCE)
        assert test.result(Hop.URLS).startswith("✓ Well")
        sim.ring("030123", "Anna")
        qtbot.waitUntil(lambda: not test.running, timeout=PATIENCE)
        assert test.result(Hop.CALLBACK).startswith("✓ Well")
        assert all(test.result(hop) for hop in Hop)
        assert test.verdict.startswith("All is well")


def test_the_self_test_names_the_hop_that_fails_and_the_cure(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path, f"127.0.0.1:{closed_port()}")
    test = SelfTest(where, wait=0)
    qtbot.addWidget(test)
    test.start("desk")
    qtbot.waitUntil(lambda: not test.running, timeout=2 * PATIENCE)
    assert test.result(Hop.TCP).startswith("✗ Failed")
    assert test.cure(Hop.TCP).startswith("Check the address")
    assert test.result(Hop.TLS) == "– Not tried"
    assert test.verdict.startswith("⚠ “Connection” failed: ")


def test_the_self_test_tells_why_it_could_not_begin(qtbot: QtBot, tmp_path: Path) -> None:
    where, _ = configured(tmp_path, "127.0.0.1:9")
    test = SelfTest(where)
    qtbot.addWidget(test)
    test.start("nobody")
    qtbot.waitUntil(lambda: not test.running, timeout=2 * PATIENCE)
    assert "nobody" in test.verdict
    assert test.result(Hop.NAME) == "– Not tried"


def test_closing_the_window_or_cancel_ends_the_self_test_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    with SimulatorThread() as sim, shown(qtbot, tmp_path, host_of(sim)) as made:
        made.click(made.page.phone.buttons["test"])
        test = made.page.findChild(SelfTest)
        assert isinstance(test, SelfTest)
        qtbot.waitUntil(lambda: "Make any call" in test.result(Hop.CALLBACK), timeout=2 * PATIENCE)
        made.click(test.stop)
        qtbot.waitUntil(lambda: not test.running, timeout=PATIENCE)
        assert test.verdict == "The test was cancelled."
        assert test.result(Hop.CALLBACK) == "– Not tried"
        made.click(test.again)
        assert test.running
        child = test.child
        assert child is not None
        with qtbot.waitSignals([test.destroyed, child.ended], timeout=PATIENCE):
            test.window().close()
