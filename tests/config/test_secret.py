"""A phone's password: where it is looked for, and that it stays nowhere but in the keyring once that has it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from snom_dialer.config.load import load
from snom_dialer.config.migrate import migrate
from snom_dialer.config.model import Config, Phone
from snom_dialer.config.save import keep_good_copy, save
from snom_dialer.config.secret import forget_password, password_for, store_password
from snom_dialer.errors import Code, ComputerError

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"
DESK = Phone(name="desk", host="10.0.0.1", username="admin")
ENTRY = ("snom-dialer", "desk/admin@10.0.0.1")


class Memory(KeyringBackend):
    """A keyring by the interface of the real ones, which forgets at the end of a test."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class Locked(Memory):
    """One whose owner has dismissed the question for its password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!\nsecond line")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Forgetful(Memory):
    """One that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Foreign(Memory):
    """One whose library raises what it likes."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError


def _chain(*backends: KeyringBackend) -> KeyringBackend:
    kind = type("Chain", (keyring.backends.chainer.ChainerBackend,), {"backends": list(backends)})
    chain: KeyringBackend = kind()
    return chain


FAIL: KeyringBackend = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]
NULL: KeyringBackend = keyring.backends.null.Keyring()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.core._keyring_backend
    yield
    keyring.core._keyring_backend = before


@pytest.fixture
def memory() -> Memory:
    backend = Memory()
    keyring.set_keyring(backend)
    return backend


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "c.json"


# ---- looking for it -------------------------------------------------------------------------------------------------


def test_environment_file_and_keyring_in_this_order(memory: Memory) -> None:
    memory.entries[ENTRY] = "from the keyring"
    phone = DESK._replace(password="from the file")
    environ = {"SNOM_DIALER_PASSWORD": "from the environment"}
    assert password_for(phone, environ) == "from the environment"
    assert password_for(phone, {"SNOM_DIALER_PASSWORD": ""}) == "from the file"
    assert password_for(phone, {}) == "from the file"
    assert password_for(DESK, {}) == "from the keyring"
    assert password_for(DESK._replace(host="http://admin:in-the-url@10.0.0.1"), {}) == "in-the-url"


@pytest.mark.parametrize(
    "other",
    [
        DESK._replace(host="10.0.0.2"),
        DESK._replace(port=8080),
        DESK._replace(username="user"),
        DESK._replace(name="hall"),
    ],
    ids=["host", "port", "user", "name"],
)
def test_a_password_is_for_one_phone_and_user_only(memory: Memory, other: Phone) -> None:
    memory.entries[ENTRY] = "geheim"
    assert password_for(other, {}) == ""


def test_a_phone_without_a_user_name_does_not_wake_the_keyring() -> None:
    keyring.set_keyring(Locked())
    assert password_for(DESK._replace(username=""), {}) == ""


_NO_KEYRING_IMPORTED = """
import sys
from snom_dialer.config.model import Phone
from snom_dialer.config.secret import password_for
print(password_for(Phone(host="a", username="u", password="p"), {}), "keyring" in sys.modules)
"""


def test_the_keyring_is_not_even_imported_where_the_file_has_the_password() -> None:
    run = subprocess.run([sys.executable, "-c", _NO_KEYRING_IMPORTED], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["p", "False"]


_NO_BUS = """
import sys
from pathlib import Path
from snom_dialer.config.model import Config, Phone
from snom_dialer.config.secret import password_for, store_password
phone = Phone(host="10.0.0.1", username="admin")
kept = store_password(Path(sys.argv[1]), Config(phones=(phone,)), None, phone, "geheim")
print(repr(password_for(phone, {})), kept.in_keyring)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a keyring")
def test_a_computer_without_a_keyring_keeps_the_password_in_the_file(file: Path, tmp_path: Path) -> None:
    """The real keyring package, in an environment like that of a server."""
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    command = [sys.executable, "-c", _NO_BUS, str(file)]
    run = subprocess.run(command, capture_output=True, text=True, env=environ)
    assert run.stdout.split() == ["''", "False"], run.stderr
    assert load(file).config.phones[0].password == "geheim"


# ---- keeping it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "backend",
    [
        FAIL,
        NULL,
        _chain(),
        _chain(NULL),
    ],
    ids=["fail", "null", "empty-chain", "chain-of-nothing"],
)
def test_what_is_no_keyring_counts_as_none(file: Path, backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    kept = store_password(file, Config(phones=(DESK,)), None, DESK, "geheim")
    assert not kept.in_keyring
    assert str(file) in kept.warning
    assert "geheim" not in kept.warning
    assert load(file).config == kept.config
    assert password_for(kept.config.phones[0], {}) == "geheim"


def test_a_chain_with_a_real_one_in_it_is_a_keyring(file: Path) -> None:
    memory = Memory()
    keyring.set_keyring(_chain(memory, NULL))
    assert store_password(file, Config(phones=(DESK,)), None, DESK, "geheim").in_keyring
    assert memory.entries == {ENTRY: "geheim"}


def test_a_password_without_a_user_name_stays_in_the_file(memory: Memory, file: Path) -> None:
    phone = DESK._replace(username="")
    kept = store_password(file, Config(phones=(phone,)), None, phone, "geheim")
    assert not kept.in_keyring
    assert memory.entries == {}
    assert password_for(load(file).config.phones[0], {}) == "geheim"


def test_the_keyring_takes_it_out_of_every_file(memory: Memory, file: Path, tmp_path: Path) -> None:
    good = tmp_path / "state" / "good.json"
    file.write_bytes((FIXTURES / "version-1-flat.json").read_bytes())
    loaded = load(file)
    keep_good_copy(good, loaded)
    text = migrate(file, loaded)
    config = loaded.config
    kept = store_password(file, config, text, config.phones[0], "geheim", good)
    assert kept.in_keyring
    assert kept.warning == ""
    assert kept.text == file.read_text(encoding="utf-8")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"c.json", "c.json.bak", "good.json"}
    assert [path.name for path in files if "geheim" in path.read_text(encoding="utf-8")] == []
    assert json.loads((tmp_path / "c.json.bak").read_text(encoding="utf-8"))["Büro"] == "Zürich"
    assert password_for(kept.config.phones[0], {}) == "geheim"


def test_a_password_in_a_url_moves_too(memory: Memory, file: Path, tmp_path: Path) -> None:
    phone = DESK._replace(host="https://admin:geheim@10.0.0.1:444/", username="")
    config = Config(phones=(phone,))
    text = save(file, config, None)
    good = tmp_path / "good.json"
    keep_good_copy(good, load(file))
    kept = store_password(file, config, text, phone, "geheim", good)
    assert kept.config.phones == (DESK._replace(host="https://10.0.0.1:444/"),)
    assert memory.entries == {("snom-dialer", "desk/admin@10.0.0.1:444"): "geheim"}
    assert "geheim" not in file.read_text() + good.read_text()
    assert password_for(kept.config.phones[0], {}) == "geheim"


def test_the_other_phones_keep_theirs(memory: Memory, file: Path, tmp_path: Path) -> None:
    hall = Phone(name="hall", host="10.0.0.2", username="admin", password="other")
    config = Config(phones=(DESK._replace(password="geheim"), hall))
    text = save(file, config, None)
    good = tmp_path / "good.json"
    keep_good_copy(good, load(file))
    kept = store_password(file, config, text, config.phones[0], "geheim", good)
    assert kept.config.phones == (DESK, hall)
    assert load(good).config.phones == (DESK, hall)


def test_a_former_password_in_a_copy_goes_too_also_after_a_rename(memory: Memory, file: Path, tmp_path: Path) -> None:
    bak = tmp_path / "c.json.bak"
    bak.write_text('{"ip": "10.0.0.1", "password": "former"}')
    store_password(file, Config(phones=(DESK,)), None, DESK, "geheim")
    assert json.loads(bak.read_text()) == {"ip": "10.0.0.1"}


@pytest.mark.parametrize(
    "content", [b'{"password": "geheim"', b"\xff", b"[" * 100_000, None], ids=["half", "latin", "deep", "dir"]
)
def test_a_copy_that_cannot_be_cleaned_is_named(
    memory: Memory, file: Path, tmp_path: Path, content: bytes | None
) -> None:
    bak = tmp_path / "c.json.bak"
    if content is None:
        bak.mkdir()
    else:
        bak.write_bytes(content)
    kept = store_password(file, Config(phones=(DESK,)), None, DESK, "geheim", tmp_path / "no-good-copy.json")
    assert kept.in_keyring
    assert kept.warning.startswith(f"{bak} could not be cleaned")


@pytest.mark.parametrize("content", ["[]", '{"phones": 7}', '{"phones": [7, {"host": 7}]}', '{"ip": "10.0.0.9"}'])
def test_a_copy_without_the_password_is_left_alone(memory: Memory, file: Path, tmp_path: Path, content: str) -> None:
    bak = tmp_path / "c.json.bak"
    bak.write_text(content)
    assert store_password(file, Config(phones=(DESK,)), None, DESK, "geheim").warning == ""
    assert bak.read_text() == content


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (Locked(), "Failed to unlock the collection!"),
        (Forgetful(), "it does not give back what it was given"),
        (Foreign(), "ZeroDivisionError"),
    ],
    ids=["locked", "forgetful", "foreign"],
)
def test_a_keyring_that_says_no_is_told_and_the_file_keeps_the_password(
    file: Path, backend: KeyringBackend, reason: str
) -> None:
    keyring.set_keyring(backend)
    config = Config(phones=(DESK._replace(password="geheim"),))
    text = save(file, config, None)
    with pytest.raises(ComputerError) as caught:
        store_password(file, config, text, config.phones[0], "geheim")
    assert caught.value.code is Code.KEYRING_FAILED
    assert caught.value.values["reason"] == reason
    assert file.read_text() == text


def test_a_locked_keyring_is_told_where_the_password_is_wanted() -> None:
    keyring.set_keyring(Locked())
    with pytest.raises(ComputerError, match="SNOM_DIALER_PASSWORD"):
        password_for(DESK, {})


# ---- forgetting it --------------------------------------------------------------------------------------------------


def test_a_removed_phone_leaves_nothing_in_the_keyring(memory: Memory) -> None:
    memory.entries[ENTRY] = "geheim"
    forget_password(DESK._replace(name="hall"))
    assert memory.entries == {ENTRY: "geheim"}
    forget_password(DESK)
    assert memory.entries == {}


@pytest.mark.parametrize("phone", [DESK, DESK._replace(username="")], ids=["user", "no-user"])
def test_without_a_keyring_there_is_nothing_to_forget(phone: Phone) -> None:
    keyring.set_keyring(FAIL)
    forget_password(phone)
    assert password_for(phone, {}) == ""
