"""What is remembered of one phone: each phone has its own, and facts count only where the phone was."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.client import Realm
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.setup import Choice, Record
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.state.store import Store

WHERE = Where("10.0.0.9")
GOOD = Credentials(username="admin", password="right")
BAD = Credentials(username="admin", password="wrong")
SEEN = Facts(host="10.0.0.9", scheme="https", port=443, pin="ab", tls="TLSv1.3", mac="000413000001")


def memory(tmp_path: Path, name: str = "desk", where: Where = WHERE) -> PhoneMemory:
    return PhoneMemory(Store(tmp_path), name, where)


# ---- facts -----------------------------------------------------------------------------------------------------------


def test_of_a_new_phone_nothing_is_known(tmp_path: Path) -> None:
    assert memory(tmp_path).facts() == Facts(host="10.0.0.9")


def test_facts_are_kept_for_the_next_process(tmp_path: Path) -> None:
    memory(tmp_path).keep_facts(SEEN)
    assert memory(tmp_path).facts() == SEEN


@pytest.mark.parametrize("where", [Where("10.0.0.10"), Where("10.0.0.9", 8443), Where("desk.example")])
def test_facts_of_another_place_are_not_those_of_this_phone(tmp_path: Path, where: Where) -> None:
    memory(tmp_path).keep_facts(SEEN)
    assert memory(tmp_path, where=where).facts().pin == ""


def test_a_phone_with_a_port_keeps_its_facts_too(tmp_path: Path) -> None:
    where = Where("10.0.0.9", 8443)
    seen = SEEN._replace(host=memory(tmp_path, where=where).facts().host)
    memory(tmp_path, where=where).keep_facts(seen)
    assert memory(tmp_path, where=where).facts() == seen


def test_of_a_phone_that_was_never_reached_nothing_is_written(tmp_path: Path) -> None:
    memory(tmp_path).keep_facts(Facts(host="10.0.0.9"))
    assert list(tmp_path.iterdir()) == []


def test_facts_are_forgotten_on_request(tmp_path: Path) -> None:
    memory(tmp_path).keep_facts(SEEN)
    memory(tmp_path).forget_facts()
    assert memory(tmp_path).facts() == Facts(host="10.0.0.9")


NAMES = ["desk", "Desk", "d_esk", "d esk", "d/e", "dé", "../x", "", "x" * 200, "x" * 201, "_44_esk", "\ud800"]


def test_every_name_has_a_memory_of_its_own_in_one_directory(tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        memory(tmp_path / "state", name).keep_facts(SEEN._replace(model=str(number)))
        memory(tmp_path / "state", name).keep_record(Record(former={"a": str(number)}))
    for number, name in enumerate(NAMES):
        assert memory(tmp_path / "state", name).facts().model == str(number)
        assert memory(tmp_path / "state", name).record().former == {"a": str(number)}
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
    assert len(list((tmp_path / "state").iterdir())) == 2 * len(NAMES)


# ---- refused log-ins -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refused", "asked", "known"),
    [
        (Realm.COMMANDS, Realm.COMMANDS, True),
        (Realm.COMMANDS, Realm.SETTINGS, True),
        (Realm.SETTINGS, Realm.SETTINGS, True),
        (Realm.SETTINGS, Realm.COMMANDS, False),
    ],
)
def test_what_is_refused_for_commands_is_refused_for_all(
    tmp_path: Path, refused: Realm, asked: Realm, known: bool
) -> None:
    memory(tmp_path).remember(BAD, refused)
    assert memory(tmp_path).known_wrong(BAD, asked) is known
    assert not memory(tmp_path).known_wrong(GOOD, asked)


def test_refusals_are_those_of_a_place_and_may_be_forgotten(tmp_path: Path) -> None:
    for realm in Realm:
        memory(tmp_path).remember(BAD, realm)
    assert memory(tmp_path, "another name").known_wrong(BAD, Realm.COMMANDS)
    assert not memory(tmp_path, where=Where("10.0.0.10")).known_wrong(BAD, Realm.COMMANDS)
    memory(tmp_path).forget_refusals()
    assert not any(memory(tmp_path).known_wrong(BAD, realm) for realm in Realm)


def test_no_password_stands_on_disk(tmp_path: Path) -> None:
    memory(tmp_path).remember(Credentials(username="admin", password="s3cr3t-word"), Realm.COMMANDS)
    assert all(b"s3cr3t-word" not in path.read_bytes() for path in tmp_path.iterdir())


def test_where_nothing_was_refused_looking_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> bytes:
        raise AssertionError("the 50 ms were spent")

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", slow)
    assert not memory(tmp_path).known_wrong(GOOD, Realm.SETTINGS)


# ---- former settings -------------------------------------------------------------------------------------------------


def test_former_settings_are_kept_and_forgotten(tmp_path: Path) -> None:
    assert memory(tmp_path).record() == Record()
    memory(tmp_path).keep_record(Record(former={"action_incoming_url": "http://crm/?a=1&b=$remote", "action_hold": ""}))
    assert memory(tmp_path).record().former == {"action_incoming_url": "http://crm/?a=1&b=$remote", "action_hold": ""}
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    memory(tmp_path).keep_record(Record())
    assert list(tmp_path.iterdir()) == []


def test_former_settings_survive_a_loss_of_power(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    memory(tmp_path).keep_facts(SEEN)
    assert synced == []  # those may be lost
    memory(tmp_path).keep_record(Record(former={"a": "b"}))
    assert len(synced) >= 2  # the file and its name


def test_what_is_known_is_not_written_again(tmp_path: Path) -> None:
    memory(tmp_path).keep_record(Record(former={"a": "b"}))
    (file,) = tmp_path.iterdir()
    before = file.stat()
    memory(tmp_path).keep_record(Record(former={"a": "b"}))
    assert file.stat().st_ino == before.st_ino


@pytest.mark.parametrize("content", ["[]", '{"settings": []}', '{"settings": {"a": 1, "b": null}}', "{"])
def test_a_bent_file_is_as_if_nothing_were_known(tmp_path: Path, content: str) -> None:
    memory(tmp_path).keep_record(Record(former={"a": "b"}))
    (file,) = tmp_path.iterdir()
    file.write_text(content)
    assert memory(tmp_path).record() == Record()


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no directory")
    with pytest.raises(DialerError) as error:
        memory(tmp_path / "state").keep_record(Record(former={"a": "b"}))
    assert error.value.code is Code.FILE_FAILED


@pytest.mark.parametrize(
    "record",
    [
        Record(chained=frozenset({"a"})),
        Record(stood=frozenset({"a", "b"})),
        Record(choices={"a": Choice.REPLACE}),
        Record(inactive=True),
    ],
    ids=["chained", "stood", "choices", "inactive"],
)
def test_the_next_process_knows_the_rest_as_well(tmp_path: Path, record: Record) -> None:
    memory(tmp_path).keep_record(record)
    assert memory(tmp_path).record() == record
    assert memory(tmp_path, "another").record() == Record()


def test_a_phone_that_is_configured_elsewhere_is_met_anew_and_keeps_its_former_settings(tmp_path: Path) -> None:
    moving = memory(tmp_path)
    moving.keep_facts(SEEN)
    moving.keep_record(Record(former={"a": "b"}))
    moving.move(Where("10.0.0.10"))
    assert moving.facts() == Facts(host="10.0.0.10")
    assert moving.record() == Record(former={"a": "b"})
