"""What is remembered of one phone: joins the store, which knows no phones, and the phone, which knows no store.

On the path of every batch command.
Not for: deciding anything. Facts are judged in phone.way, refusals in phone.client, former settings in phone.setup.
"""

from typing import TYPE_CHECKING

from snom_dialer.phone.client import Realm
from snom_dialer.phone.facts import Facts, facts_from_json
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.state.refusal import Refusals
from snom_dialer.state.store import Store

if TYPE_CHECKING:
    from snom_dialer.phone.setup import Record
    from snom_dialer.protocol.identity import Identity


class PhoneMemory:
    """Everything remembered of the phone of that name; facts count only while it is where it was."""

    def __init__(self, store: Store, name: str, where: Where) -> None:
        self._store = store
        self._refusals = Refusals(store)
        self._name = name
        self.move(where)
        self._file = f"phone-{_file_name(name)}"

    def move(self, where: Where) -> None:
        """Take note that the phone is configured to be somewhere else."""
        self._place = where.host if where.port is None else f"{where.host}:{where.port}"

    # ---- facts -------------------------------------------------------------------------------------------------------

    def facts(self) -> Facts:
        """What was seen of this phone before. Raises FILE_FAILED."""
        return facts_from_json(self._store.read(self._file), self._place)

    def identity(self) -> "Identity":
        """Which phone it was when it was met last. Raises FILE_FAILED."""
        from snom_dialer.protocol.identity import Identity, family_of  # a command does without

        facts = self.facts()
        return Identity(model=facts.model, firmware=facts.firmware, mac=facts.mac, family=family_of(facts.model))

    def keep_facts(self, facts: Facts) -> None:
        """Keep what was seen, where it is news; of a phone never reached nothing was. Raises FILE_FAILED."""
        if facts.scheme:
            self._store.write(self._file, facts.to_json())

    def forget_facts(self) -> None:
        """Meet the phone anew next time: its certificate, its scheme, its way to log in. Raises FILE_FAILED."""
        self._store.delete(self._file)

    # ---- refused log-ins: what phone.client calls a Guard ------------------------------------------------------------

    def known_wrong(self, credentials: Credentials, realm: Realm) -> bool:
        """Whether the phone has refused these credentials for such pages, or for commands."""
        realms = (realm,) if realm is Realm.COMMANDS else (realm, Realm.COMMANDS)
        return any(
            self._refusals.known_wrong(self._refusal_key(each), credentials.username, credentials.password)
            for each in realms
        )

    def remember(self, credentials: Credentials, realm: Realm) -> None:
        """Remember that the phone has just refused them."""
        self._refusals.remember(self._refusal_key(realm), credentials.username, credentials.password)

    def forget_refusals(self) -> None:
        """Let every log-in be tried again."""
        for realm in Realm:
            self._refusals.forget(self._refusal_key(realm))

    def _refusal_key(self, realm: Realm) -> str:
        return f"{self._place} {realm}"

    # ---- the last self-test ------------------------------------------------------------------------------------------

    def tested(self) -> tuple[float, str] | None:
        """When the way to the phone was last tried (Unix seconds), and the hop that failed, "" for none."""
        found = self._store.read(self._tested_file)
        at, culprit = found.get("at"), found.get("culprit")
        return (at, culprit) if isinstance(at, float) and isinstance(culprit, str) else None

    def keep_tested(self, at: float, culprit: str) -> None:
        """Remember a self-test. Raises FILE_FAILED."""
        self._store.write(self._tested_file, {"at": at, "culprit": culprit})

    @property
    def _tested_file(self) -> str:
        return f"tested-{_file_name(self._name)}"

    # ---- the set-up --------------------------------------------------------------------------------------------------

    def record(self) -> "Record":
        """What was kept of the phone's set-up: the settings before ours, and who is called on. Raises FILE_FAILED."""
        from snom_dialer.phone.setup import record_from_json  # a command does without

        return record_from_json(self._store.read(self._record_file))

    def keep_record(self, record: "Record") -> None:
        """Have it on disk before this returns. Raises FILE_FAILED."""
        if record == self.record():
            return
        if value := record.to_json():
            self._store.write(self._record_file, value, durable=True)
        else:
            self._store.delete(self._record_file)

    @property
    def _record_file(self) -> str:
        return f"former-{_file_name(self._name)}"


def _file_name(name: str) -> str:
    """Return a name as part of a file's name: what is not a small letter or a digit is written as its number."""
    written = "".join(c if c.isascii() and (c.islower() or c.isdigit()) else f"_{ord(c):x}_" for c in name)
    if len(written) <= 64:
        return written
    import hashlib

    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
