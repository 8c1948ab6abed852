"""The settings dialog with a real bridge and virtual phones: what is tested, what is saved, and what never happens."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from snom_dialer.config.load import Loaded, load
from snom_dialer.config.secret import password_for
from snom_dialer.gui.child import KILLED
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from snom_dialer.state.places import Places, places
from tests.config.test_secret import Locked, Memory
from tests.engine.running import switch
from tests.gui.desk import PATIENCE, host_of
from tests.gui.settings import opened, own_user


@pytest.fixture(autouse=True)
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    own_user(tmp_path, monkeypatch)
    return places(tmp_path / "c.json", {"HOME": str(tmp_path)})


@pytest.fixture
def sim() -> Iterator[SimulatorThread]:
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as started:
        yield started


def configured(where: Places, *hosts: str, **more: Any) -> Loaded:
    """Have phones in the file, with their passwords."""
    login = {"username": "admin", "password": "0000"}
    phones = [{"name": name, "host": host, **login} for name, host in zip(("desk", "hall"), hosts, strict=False)]
    document = {"version": 2, "phones": phones, "callback": {"port": 0}, **more}
    where.config_file.write_text(json.dumps(document), encoding="utf-8")
    return load(where.config_file)


def stands(where: Places) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(where.config_file.read_text())
    return found


def refused(sim: SimulatorThread) -> int:
    """How many log-ins the phone has refused."""
    return sum("authorization" in str(seen.request.headers).lower() and seen.status == 401 for seen in sim.phone.log)


# ---- the first time --------------------------------------------------------------------------------------------------


def test_the_first_phone(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    keyring.set_keyring(Memory())
    with opened(qtbot, where, None, first_run=True) as settings:
        assert settings.dialog.frame.list.isHidden()
        assert not settings.fields.identity.isVisible()
        settings.type(address=host_of(sim), user="admin", password="0000")
        settings.press("save")
        settings.until_closed()
    assert [loaded.config.phones[0].name for loaded in settings.saved] == ["D385"]
    assert stands(where)["phones"][0]["host"] == host_of(sim)
    assert password_for(settings.saved[0].config.phones[0]) == "0000"
    assert "0000" not in where.config_file.read_text()


def test_a_test_alone_saves_nothing(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    with opened(qtbot, where, None, first_run=True) as settings:
        settings.type(address=host_of(sim), user="admin", password="0000")
        settings.until_tested("test")
        assert settings.found.startswith("✓")
        assert settings.hops["Log-in"] == "✓ Well"
        assert settings.hops["Model"] == "✓ Well"
        assert len(settings.hops) == 8
        assert not settings.dialog.frame.anyway.isVisible()
    assert not where.config_file.exists()
    assert settings.saved == []


def test_what_was_tested_is_not_tested_twice(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    with opened(qtbot, where, None, first_run=True) as settings:
        settings.type(address=host_of(sim), user="admin", password="0000")
        settings.until_tested("test")
        asked = len(sim.phone.log)
        settings.press("save")
        qtbot.waitUntil(lambda: bool(settings.saved), timeout=PATIENCE)
        assert len(sim.phone.log) == asked


def test_without_a_keyring_it_says_where_the_password_is(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    with opened(qtbot, where, None, first_run=True) as settings:
        settings.type(address=host_of(sim), user="admin", password="0000")
        settings.press("save")
        settings.until_said("no keyring")
        assert str(where.config_file) in settings.said
        assert settings.dialog.frame.cancel.text() == "Close"
        assert settings.fields.password.line.text() == ""
        assert settings.fields.password.line.placeholderText() == "unchanged"
    assert stands(where)["phones"][0]["password"] == "0000"


def test_more_settings_and_the_virtual_phone(qtbot: QtBot, where: Places) -> None:
    with opened(qtbot, where, None, first_run=True) as settings:
        with qtbot.waitSignal(settings.dialog.try_virtual, timeout=PATIENCE):
            settings.press("virtual")
        settings.press("more")
        assert settings.dialog.frame.list.isVisible()
        assert settings.fields.identity.isVisible()
        assert not settings.dialog.frame.virtual.isVisible()


# ---- refused, not reached, cancelled ---------------------------------------------------------------------------------


def test_a_wrong_password_is_said_and_nothing_written(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    before = where.config_file.read_bytes()
    with opened(qtbot, where, loaded) as settings:
        settings.type(password="wrong")
        assert not settings.dialog.frame.anyway.isVisible()
        settings.until_tested()
        assert "refused the password of user `admin`" in settings.found
        assert "Correct" in settings.found
        assert settings.hops["Log-in"] == "✗ Failed"
        assert "Nothing was saved" in settings.said
        assert settings.dialog.frame.anyway.isVisible()
        assert refused(sim) == 1
        settings.press("save")  # asks nobody again: three refusals lock the phone
        assert not settings.tests()
        assert refused(sim) == 1
        settings.until_tested("test")  # a person wants it
        assert refused(sim) == 2
        settings.type(password="0000")
        assert not settings.dialog.frame.anyway.isVisible()
    assert where.config_file.read_bytes() == before
    assert settings.saved == []


def test_save_anyway(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    with opened(qtbot, where, loaded) as settings:
        settings.type(password="wrong")
        settings.until_tested()
        settings.press("anyway")
        qtbot.waitUntil(lambda: bool(settings.saved), timeout=PATIENCE)
    assert stands(where)["phones"][0]["password"] == "wrong"


def test_a_phone_that_goes_away(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    before = where.config_file.read_bytes()
    with opened(qtbot, where, loaded, begin=True) as settings:
        switch(sim, on=False)
        settings.type(identity="101@pbx.example")
        settings.until_tested()
        assert "refused the connection" in settings.found
        assert where.config_file.read_bytes() == before
        switch(sim, on=True)
        settings.press("save")
        settings.until_closed()
    assert stands(where)["phones"][0]["identity"] == "101@pbx.example"


def test_a_silent_phone_holds_nobody_up(qtbot: QtBot, where: Places) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, opened(qtbot, where, None, first_run=True) as settings:
        ticks: list[int] = []
        ticking = QTimer()
        ticking.timeout.connect(lambda: ticks.append(1))
        settings.type(address=f"127.0.0.1:{silent.getsockname()[1]}")
        ticking.start(10)
        settings.press("save")
        qtbot.waitUntil(lambda: settings.dialog.phones.test._child is not None, timeout=PATIENCE)
        seen = len(ticks)
        qtbot.waitUntil(lambda: len(ticks) > seen + 20, timeout=PATIENCE)
        assert settings.tests()
        child = settings.dialog.phones.test._child
        assert child is not None
        with qtbot.waitSignal(child.ended, timeout=PATIENCE) as ended:
            settings.press("test")  # it is called Cancel test by now
        assert ended.args == [KILLED]
        assert not settings.tests()
        assert settings.found == "The test was cancelled."
        assert not settings.dialog.frame.anyway.isVisible()
        ticking.stop()
    assert not where.config_file.exists()


def test_closing_ends_the_test(qtbot: QtBot, where: Places) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, opened(qtbot, where, None, first_run=True) as settings:
        settings.type(address=f"127.0.0.1:{silent.getsockname()[1]}")
        settings.press("test")
        qtbot.waitUntil(lambda: settings.dialog.phones.test._child is not None, timeout=PATIENCE)
        child = settings.dialog.phones.test._child
        assert child is not None
        with qtbot.waitSignal(child.ended, timeout=PATIENCE) as ended:
            settings.dialog.close()
        assert ended.args == [KILLED]


def test_a_test_that_waits_for_the_keyring_can_be_cancelled(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Slow(Memory):
        """One that asks its owner first."""

        def get_password(self, service: str, username: str) -> str | None:
            asked.set()
            assert answer.wait(PATIENCE / 1000)
            return "0000"

    keyring.set_keyring(Slow())
    entry = {"name": "desk", "host": host_of(sim), "username": "admin"}
    loaded = configured(where, phones=[entry])
    with opened(qtbot, where, loaded) as settings:
        settings.press("test")
        qtbot.waitUntil(asked.is_set, timeout=PATIENCE)
        settings.press("test")
        assert not settings.tests()
        answer.set()
        settings.until_tested("test")
        assert settings.found.startswith("✓")
    assert [seen.request.target for seen in sim.phone.log if seen.status == 200].count("/settings.xml") == 1


def test_typing_ends_the_test(qtbot: QtBot, where: Places) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, opened(qtbot, where, None, first_run=True) as settings:
        settings.type(address=f"127.0.0.1:{silent.getsockname()[1]}")
        settings.press("save")
        assert settings.tests()
        settings.type(user="a")
        assert not settings.tests()
        assert settings.found == ""


# ---- certificates ----------------------------------------------------------------------------------------------------


def test_another_certificate_is_shown_and_accepted(qtbot: QtBot, where: Places) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, tls=Certificate.PHONE)) as sim:
        loaded = configured(where, f"https://{host_of(sim)}")
        with opened(qtbot, where, loaded, begin=True) as settings:
            sim.call(lambda: sim.phone.web.show_certificate(Certificate.CHANGED))
            settings.type(identity="101@pbx.example")
            settings.until_tested()
            assert "certificate" in settings.found
            assert refused(sim) == 0
            trust = settings.dialog.phones.test.trust
            assert trust.isVisible()
            assert not trust.accept.isVisible()
            trust.show_both.click()
            qtbot.waitUntil(trust.accept.isVisible, timeout=2 * PATIENCE)
            assert "SHA-256" in trust.remembered.text()
            assert "SHA-256" in trust.now.text()
            assert trust.remembered.text() != trust.now.text()
            with qtbot.waitSignal(settings.dialog.phones.test.ended, timeout=2 * PATIENCE):
                trust.accept.click()
            assert settings.found.startswith("✓")
            assert not trust.isVisible()
            settings.press("save")
            settings.until_closed()
    assert stands(where)["phones"][0]["identity"] == "101@pbx.example"


# ---- what stays as it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["cancel", "escape", "close"])
def test_going_away_changes_nothing(qtbot: QtBot, where: Places, sim: SimulatorThread, way: str) -> None:
    loaded = configured(where, host_of(sim))
    before = where.config_file.read_bytes()
    with opened(qtbot, where, loaded, begin=True) as settings:
        news, asked = list(settings.behind.news), len(sim.phone.log)
        settings.type(address="192.0.2.9", password="other", name="new")
        settings.dialog.general.autostart_box.setChecked(True)
        settings.dialog.frame.list.setCurrentRow(4)
        if way == "cancel":
            settings.press("cancel")
        elif way == "escape":
            QTest.keyClick(settings.dialog, Qt.Key.Key_Escape)
        else:
            settings.dialog.close()
        assert not settings.dialog.isVisible()
        assert settings.behind.news == news
        assert len(sim.phone.log) == asked
        assert not settings.autostart.enabled()
    assert where.config_file.read_bytes() == before
    assert settings.saved == []


def test_nothing_changed_is_nothing_saved(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim), mine={"own": 1})
    before = where.config_file.read_bytes()
    with opened(qtbot, where, loaded) as settings:
        for row in range(settings.dialog.frame.list.count()):
            settings.dialog.frame.list.setCurrentRow(row)
        settings.press("save")
        settings.until_closed()
    assert where.config_file.read_bytes() == before
    assert (settings.saved, sim.phone.log) == ([], [])


def test_what_is_of_no_phone_needs_no_test(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1", mine={"own": 1})
    with opened(qtbot, where, loaded) as settings:
        general = settings.dialog.general
        for entry, field in general._entries:
            if entry.path[1] == "language":
                field.setCurrentIndex(field.findData("de"))  # type: ignore[union-attr]
            elif entry.path[1] == "region":
                QTest.keyClicks(field, "at")
        qtbot.waitUntil(lambda: not general.autostart_box.isHidden(), timeout=PATIENCE)
        general.autostart_box.setChecked(True)
        settings.press("save")
        settings.until_closed()
        assert settings.autostart.enabled()
    now = stands(where)
    assert (now["appearance"]["language"], now["numbers"]["region"], now["mine"]) == ("de", "AT", {"own": 1})
    assert now["phones"][0]["password"] == "0000"
    assert settings.saved == [load(where.config_file)]


# ---- faults and other hands ------------------------------------------------------------------------------------------


def test_faults_stand_beside_their_fields(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1", "192.0.2.2")
    before = where.config_file.read_bytes()
    with opened(qtbot, where, loaded) as settings:
        phones = settings.dialog.phones
        phones.choose(1)
        settings.type(address="no host", name="desk")
        phones.choose(0)
        settings.dialog.frame.list.setCurrentRow(4)
        settings.press("save")
        assert settings.dialog.frame.current is phones
        assert phones.current == 1
        assert "is no host name" in settings.fields.address.accessibleDescription().lower()
        assert "another phone" in settings.fields.name.accessibleDescription()
        assert settings.said == "⚠ Look at what is marked."
        assert not settings.tests()
    assert where.config_file.read_bytes() == before


def test_a_phone_is_tested_whatever_is_wrong_elsewhere(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim), "192.0.2.2")
    with opened(qtbot, where, loaded) as settings:
        settings.dialog.phones.choose(1)
        settings.type(address="")
        settings.press("test")
        assert "it is empty" in settings.fields.address.accessibleDescription()
        settings.dialog.phones.choose(0)
        settings.until_tested("test")
        assert settings.found.startswith("✓")


def test_the_file_was_changed_meanwhile(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1")
    with opened(qtbot, where, loaded) as settings:
        theirs = configured(where, "192.0.2.77")
        settings.fields.set_up.setCurrentIndex(1)
        settings.press("save")
        settings.until_said("changed by somebody else")
        assert settings.dialog.isVisible()
        assert load(where.config_file) == theirs
        settings.press("reload")
        qtbot.waitUntil(lambda: settings.fields.address.text() == "192.0.2.77", timeout=PATIENCE)
        assert settings.said == ""
        settings.fields.set_up.setCurrentIndex(1)
        settings.press("save")
        settings.until_closed()
    assert (stands(where)["phones"][0]["host"], stands(where)["phones"][0]["set_up"]) == ("192.0.2.77", "manual")


def test_a_keyring_that_says_no(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    before = where.config_file.read_bytes()
    keyring.set_keyring(Locked())
    with opened(qtbot, where, loaded) as settings:
        settings.type(password="0000")
        settings.press("save")
        settings.until_said("keyring said no")
        assert settings.dialog.isVisible()
        assert settings.dialog.frame.save.isEnabled()
    assert where.config_file.read_bytes() == before


def test_closed_while_it_is_saved(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    asked, answer = threading.Event(), threading.Event()

    class Slow(Memory):
        """One that asks its owner first."""

        def set_password(self, service: str, username: str, password: str) -> None:
            asked.set()
            assert answer.wait(PATIENCE / 1000)
            super().set_password(service, username, password)

    keyring.set_keyring(Slow())
    with opened(qtbot, where, loaded) as settings:
        settings.type(password="0000")
        settings.press("save")
        qtbot.waitUntil(asked.is_set, timeout=2 * PATIENCE)
        assert not settings.dialog.frame.save.isEnabled()
        ends: list[int] = []
        settings.dialog.finished.connect(ends.append)
        settings.dialog.close()
        assert not settings.dialog.isVisible()
        assert (settings.saved, ends) == ([], [])  # whoever deletes it at its end would never hear what was saved
        with qtbot.waitSignal(settings.dialog.finished, timeout=PATIENCE):
            answer.set()
        assert settings.saved == [load(where.config_file)]


def test_a_disk_that_says_no(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1")
    settings_file = where.config_file
    with opened(qtbot, where, loaded) as settings:
        settings_file.rename(settings_file.with_suffix(".real"))
        settings_file.symlink_to(settings_file.parent / "loop")
        (settings_file.parent / "loop").symlink_to(settings_file)  # whoever reads or writes it gets an error
        settings.fields.set_up.setCurrentIndex(1)
        settings.press("save")
        settings.until_said("cannot be read")
        assert settings.dialog.isVisible()


# ---- several phones --------------------------------------------------------------------------------------------------


def test_a_second_phone_and_the_default_one(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    with opened(qtbot, where, loaded) as settings:
        phones = settings.dialog.phones
        assert not settings.fields.is_default.isVisible()
        phones.add.click()
        settings.type(address=host_of(sim), user="admin", password="0000", name="hall")
        assert phones.chooser.currentText() == "hall"
        settings.fields.is_default.click()
        settings.press("save")
        qtbot.waitUntil(lambda: bool(settings.saved), timeout=2 * PATIENCE)
    now = stands(where)
    assert [phone["name"] for phone in now["phones"]] == ["desk", "hall"]
    assert now["default_phone"] == "hall"


def test_a_phone_is_removed(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1", "192.0.2.2", default_phone="hall")
    with opened(qtbot, where, loaded) as settings:
        settings.dialog.phones.choose(1)
        assert settings.fields.is_default.isChecked()
        settings.dialog.phones.remove.click()
        assert settings.fields.address.text() == "192.0.2.1"
        settings.press("save")
        settings.until_closed()
    now = stands(where)
    assert ([phone["name"] for phone in now["phones"]], now["default_phone"]) == (["desk"], None)


def test_all_phones_are_removed(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1")
    with opened(qtbot, where, loaded) as settings:
        settings.dialog.phones.remove.click()
        assert not settings.fields.isEnabled()
        settings.press("save")
        settings.until_closed()
    assert stands(where)["phones"] == []


def test_what_was_typed_survives_a_look_at_another_phone(qtbot: QtBot, where: Places) -> None:
    loaded = configured(where, "192.0.2.1", "192.0.2.2")
    with opened(qtbot, where, loaded) as settings:
        settings.type(address="192.0.2.9", password="secret")
        settings.dialog.phones.choose(1)
        assert settings.fields.password.line.text() == ""
        settings.dialog.phones.choose(0)
        assert (settings.fields.address.text(), settings.fields.password.line.text()) == ("192.0.2.9", "secret")


# ---- passwords -------------------------------------------------------------------------------------------------------


def test_a_password_is_hidden_until_a_person_wants_it(qtbot: QtBot, where: Places) -> None:
    with opened(qtbot, where, configured(where, "192.0.2.1")) as settings:
        line = settings.fields.password.line
        assert line.echoMode() is QLineEdit.EchoMode.Password
        assert line.text() == ""
        settings.fields.password._show.click()
        assert line.echoMode() is QLineEdit.EchoMode.Normal


def test_a_password_in_an_address_moves_into_its_field(qtbot: QtBot, where: Places) -> None:
    with opened(qtbot, where, None, first_run=True) as settings:
        settings.dialog.activateWindow()
        settings.fields.address.setFocus()
        qtbot.waitUntil(settings.fields.address.hasFocus, timeout=PATIENCE)
        settings.type(address="http://admin:0000@192.0.2.1")
        QTest.keyClick(settings.fields.address, Qt.Key.Key_Tab)
        shown = (settings.fields.address.text(), settings.fields.user.text(), settings.fields.password.line.text())
        assert shown == ("http://192.0.2.1", "admin", "0000")


def test_no_password_stands_in_what_a_phone_is_called(qtbot: QtBot, where: Places, sim: SimulatorThread) -> None:
    loaded = configured(where, host_of(sim))
    with opened(qtbot, where, loaded) as settings:
        settings.type(password="secret")
        settings.dialog._given()
        assert "secret" not in repr(settings.dialog.phones.given())
        assert "secret" not in repr(settings.dialog.phones._phones)
