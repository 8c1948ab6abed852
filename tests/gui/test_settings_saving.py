"""Settings on their way into the file and the keyring, and what is left where either says no."""

import json
import shutil
from pathlib import Path

import keyring
import pytest

from snom_dialer.config.load import Loaded, load
from snom_dialer.config.model import Appearance, Config, Language, Phone
from snom_dialer.config.secret import password_for
from snom_dialer.errors import Code, DialerError
from snom_dialer.gui.settings.draft import Candidate
from snom_dialer.gui.settings.saving import (
    Wish,
    memory_of,
    memory_of_test,
    prepare_test,
    save_settings,
    set_autostart,
)
from snom_dialer.journal.store import Journal
from snom_dialer.phone.client import Realm
from snom_dialer.phone.facts import Facts
from snom_dialer.protocol.auth import Credentials
from snom_dialer.state.places import Places, places
from snom_dialer.system.autostart import DesktopFile
from tests.config.test_secret import FIXTURES, Locked, Memory
from tests.gui.settings import own_user

DESK = Phone(name="desk", host="192.0.2.1", username="admin")


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    own_user(tmp_path, monkeypatch)
    return places(tmp_path / "c.json", {"HOME": str(tmp_path)})


@pytest.fixture
def ring(where: Places) -> Memory:
    memory = Memory()
    keyring.set_keyring(memory)
    return memory


def stands(where: Places, *phones: Phone, text: str | None = None) -> Loaded:
    """Have a configuration with these phones in the file."""
    entries = [{"name": one.name, "host": one.host, "username": one.username} for one in phones]
    document = {"version": 2, "phones": entries}
    where.config_file.write_text(text or json.dumps(document), encoding="utf-8")
    return load(where.config_file)


def wish(*candidates: Candidate, removed: tuple[Phone, ...] = (), **more: object) -> Wish:
    config = Config(phones=tuple(one.phone for one in candidates))._replace(**more)  # type: ignore[arg-type]
    return Wish(config, candidates, removed)


def test_a_first_phone_and_its_password(where: Places, ring: Memory) -> None:
    saved = save_settings(where, None, wish(Candidate(DESK, None, "0000")))
    assert saved.loaded == load(where.config_file)
    assert saved.loaded.config.phones == (DESK,)
    assert (saved.in_file, saved.warnings) == (False, ())
    assert password_for(DESK) == "0000"
    assert "0000" not in where.config_file.read_text()


def test_without_a_keyring_the_password_stands_in_the_file(where: Places) -> None:
    saved = save_settings(where, None, wish(Candidate(DESK, None, "0000")))
    assert saved.in_file
    assert saved.loaded.config.phones[0].password == "0000"
    assert where.config_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "now",
    [DESK._replace(name="hall"), DESK._replace(host="192.0.2.9"), DESK._replace(username="user")],
    ids=["name", "host", "user"],
)
def test_a_password_goes_with_its_phone(where: Places, ring: Memory, now: Phone) -> None:
    keyring.set_password("snom-dialer", "desk/admin@192.0.2.1", "0000")
    save_settings(where, stands(where, DESK), wish(Candidate(now, DESK)))
    assert password_for(now) == "0000"
    assert list(ring.entries.values()) == ["0000"]


def test_a_password_out_of_the_environment_is_kept_nowhere(
    where: Places, ring: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNOM_DIALER_PASSWORD", "for now")
    save_settings(where, stands(where, DESK), wish(Candidate(DESK._replace(name="hall"), DESK)))
    assert ring.entries == {}


def test_a_password_in_the_url_of_a_file_goes_with_its_phone(where: Places, ring: Memory) -> None:
    text = json.dumps({"version": 2, "phones": [{"name": "desk", "host": "http://admin:0000@192.0.2.1"}]})
    loaded = stands(where, text=text)
    now = DESK._replace(host="http://192.0.2.1", username="user")
    save_settings(where, loaded, wish(Candidate(now, loaded.config.phones[0])))
    assert password_for(now) == "0000"
    assert "0000" not in where.config_file.read_text()


def test_what_belongs_to_no_phone_any_more_is_forgotten(where: Places, ring: Memory) -> None:
    keyring.set_password("snom-dialer", "desk/admin@192.0.2.1", "0000")
    loaded = stands(where, DESK)
    memory_of(where, DESK).keep_facts(Facts(host="192.0.2.1", scheme="http", port=80))
    save_settings(where, loaded, wish(removed=(DESK,)))
    assert ring.entries == {}
    assert memory_of(where, DESK).facts().scheme == ""


def test_two_phones_that_swap_names_keep_their_passwords(where: Places, ring: Memory) -> None:
    hall = Phone(name="hall", host="192.0.2.1", username="admin")
    keyring.set_password("snom-dialer", "desk/admin@192.0.2.1", "one")
    keyring.set_password("snom-dialer", "hall/admin@192.0.2.1", "two")
    loaded = stands(where, DESK, hall)
    save_settings(where, loaded, wish(Candidate(hall, DESK), Candidate(DESK, hall)))
    assert (password_for(hall), password_for(DESK)) == ("one", "two")


def test_a_keyring_that_says_no_leaves_the_file_as_it_is(where: Places) -> None:
    keyring.set_keyring(Locked())
    loaded = stands(where, DESK)
    before = where.config_file.read_bytes()
    with pytest.raises(DialerError) as caught:
        save_settings(where, loaded, wish(Candidate(DESK._replace(host="192.0.2.9"), DESK, "1234")))
    assert caught.value.code is Code.KEYRING_FAILED
    assert where.config_file.read_bytes() == before


@pytest.mark.parametrize("there", [True, False])
def test_what_somebody_else_wrote_is_not_overwritten(where: Places, ring: Memory, there: bool) -> None:
    loaded = stands(where, DESK) if there else None
    stands(where, DESK, Phone(name="theirs", host="192.0.2.7"))
    before = where.config_file.read_bytes()
    with pytest.raises(DialerError) as caught:
        save_settings(where, loaded, wish(Candidate(DESK, DESK, "1234")))
    assert caught.value.code is Code.CONFIG_CHANGED
    assert where.config_file.read_bytes() == before
    assert ring.entries == {}


def test_the_original_s_file_is_brought_up_to_date(where: Places) -> None:
    shutil.copy(FIXTURES / "version-1-flat.json", where.config_file)
    loaded = load(where.config_file)
    phone = loaded.config.phones[0]
    config = loaded.config._replace(appearance=Appearance(language=Language.GERMAN))
    saved = save_settings(where, loaded, Wish(config, (Candidate(phone, phone),)))
    assert saved.loaded.config.appearance.language is Language.GERMAN
    assert not saved.loaded.flat
    assert where.config_file.with_name("c.json.bak").read_text() == loaded.text
    assert loaded.carried is not None
    journal = Journal(where.state_dir / "journal.sqlite", lambda error: pytest.fail(str(error)))
    assert tuple(journal.recent()) == loaded.carried.recent_numbers
    journal.close()


def test_a_file_that_the_program_brought_up_to_date_itself_is_still_ours(where: Places) -> None:
    shutil.copy(FIXTURES / "version-1-flat.json", where.config_file)
    loaded = load(where.config_file)
    phone = loaded.config.phones[0]
    save_settings(where, loaded, Wish(loaded.config, (Candidate(phone, phone),)))
    again = loaded.config._replace(appearance=Appearance(language=Language.GERMAN))
    assert save_settings(where, loaded, Wish(again, (Candidate(phone, phone),))).loaded.config == again


def test_a_new_password_may_be_tried(where: Places) -> None:
    memory = memory_of(where, DESK)
    wrong = Credentials(username="admin", password="0000")
    memory.remember(wrong, Realm.COMMANDS)
    save_settings(where, stands(where, DESK), wish(Candidate(DESK, DESK, "1234")))
    assert not memory.known_wrong(wrong, Realm.COMMANDS)


def test_what_a_test_has_seen_is_known_of_the_phone(where: Places) -> None:
    one = Candidate(DESK, None, "0000")
    seen = Facts(host="192.0.2.1", scheme="https", port=443, pin="ab" * 32)
    memory_of_test(where, one).keep_facts(seen)
    save_settings(where, None, wish(one))
    assert memory_of(where, DESK).facts() == seen


def test_a_new_name_forgets_no_certificate(where: Places) -> None:
    seen = Facts(host="192.0.2.1", scheme="https", port=443, pin="ab" * 32)
    memory_of(where, DESK).keep_facts(seen)
    hall = DESK._replace(name="hall")
    save_settings(where, stands(where, DESK), wish(Candidate(hall, DESK)))
    assert memory_of(where, hall).facts() == seen


def test_a_test_holds_a_phone_against_what_is_known_of_it(where: Places, ring: Memory) -> None:
    keyring.set_password("snom-dialer", "desk/admin@192.0.2.1", "0000")
    seen = Facts(host="192.0.2.1", scheme="https", port=443, pin="ab" * 32)
    memory_of(where, DESK).keep_facts(seen)
    one = Candidate(DESK._replace(identity="a@b"), DESK)
    assert prepare_test(where, one) == "0000"
    assert memory_of_test(where, one).facts() == seen
    moved = Candidate(DESK._replace(host="192.0.2.9"), DESK, "1234")
    assert prepare_test(where, moved) == "1234"
    assert memory_of_test(where, moved).facts().scheme == ""


def test_the_disk_says_no(where: Places) -> None:
    gone = places(where.config_file.parent / "no" / "such" / "c.json", {"HOME": str(where.config_file.parent)})
    with pytest.raises(DialerError) as caught:
        save_settings(gone, None, wish(Candidate(DESK, None, "0000")))
    assert caught.value.code is Code.FILE_FAILED


def test_the_autostart_has_this_configuration(where: Places, tmp_path: Path) -> None:
    way = DesktopFile(tmp_path / "own", [], [])
    set_autostart(where, way, on=True)
    entry = (tmp_path / "own/autostart/snom-dialer.desktop").read_text()
    assert "--tray" in entry
    assert str(where.config_file) in entry
    own = places(None, {"HOME": str(tmp_path)})
    set_autostart(own, way, on=True)
    assert "--config" not in (tmp_path / "own/autostart/snom-dialer.desktop").read_text()
    set_autostart(where, way, on=False)
    assert not way.enabled()
