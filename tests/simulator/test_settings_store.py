"""RAM and flash, read-only settings, and the forms in which settings are shown."""

from xml.etree import ElementTree

import pytest

from snom_dialer.simulator import settings_page
from snom_dialer.simulator.factory import Factory
from snom_dialer.simulator.settings_store import SettingsStore


@pytest.fixture
def store() -> SettingsStore:
    return SettingsStore(
        [
            Factory(name="phone_type", value="snom320", read_only=True),
            Factory(name="action_incoming_url", value=""),
            Factory(name="user_name1", value="101"),
            Factory(name="user_pass1", value="secret"),
            Factory(name="disable_storing_changes", value="off"),
        ]
    )


def test_a_write_holds_at_once_and_is_gone_after_a_reboot(store: SettingsStore) -> None:
    store.save([("action_incoming_url", "http://a")])
    assert store.get("action_incoming_url") == "http://a"
    store.reboot()
    assert store.get("action_incoming_url") == ""


def test_storing_stores_everything_that_is_in_ram(store: SettingsStore) -> None:
    store.save([("user_name1", "somebody else's trial")])
    saved = store.save([("action_incoming_url", "http://a")], store=True)
    store.reboot()
    assert saved.stored
    assert store.get("user_name1") == "somebody else's trial"
    assert store.stored("action_incoming_url") == "http://a"


def test_storing_can_be_forbidden(store: SettingsStore) -> None:
    store.provision({"disable_storing_changes": "on"})
    assert not store.save([("user_name1", "102")], store=True).stored
    store.reboot()
    assert store.get("user_name1") == "101"


def test_what_cannot_be_written_is_told_apart(store: SettingsStore) -> None:
    saved = store.save([("phone_type", "x"), ("nonsense", "x"), ("fkey_label3", "Anna"), ("user_name1", "7")])
    assert (saved.refused, saved.unknown, saved.written) == (
        ("phone_type",),
        ("nonsense",),
        ("fkey_label3", "user_name1"),
    )
    assert store.get("phone_type") == "snom320"
    assert store.get("nonsense") == ""


def test_provisioning_makes_read_only_and_writable_again(store: SettingsStore) -> None:
    store.provision({"user_name1": "9"}, read_only=True)
    assert store.save([("user_name1", "1")]).refused == ("user_name1",)
    store.provision({"user_name1": "9"})
    assert store.save([("user_name1", "1")]).written == ("user_name1",)


def test_passwords_are_never_shown(store: SettingsStore) -> None:
    assert "user_pass1" not in store.shown()
    store.save([("user_pass1", "x"), ("user_name1", "5")])
    assert store.changed() == {"user_name1": "5"}


def test_xml_holds_index_flag_and_escaped_value(store: SettingsStore) -> None:
    store.save([("action_incoming_url", "http://a/?x=$remote&y=<z>")])
    root = ElementTree.fromstring(settings_page.as_xml(store, store.shown()))
    found = {element.tag: element for element in root.iterfind("phone-settings/*")}
    assert found["phone_type"].get("perm") == "R"
    assert (found["user_name"].get("idx"), found["user_name"].text) == ("1", "101")
    assert found["action_incoming_url"].text == "http://a/?x=$remote&y=<z>"


def test_text_marks_what_is_read_only(store: SettingsStore) -> None:
    lines = settings_page.as_text(store, store.shown()).splitlines()
    assert "phone_type&: snom320" in lines
    assert "user_name1!: 101" in lines


def test_the_form_escapes_values() -> None:
    assert 'value="&quot;&lt;&amp;"' in settings_page.as_form({"phone_name": '"<&'}, "/settings.htm")
