"""Credentials that a phone has refused, as salted marks, so that no process ever sends them a second time.

Three refusals lock a phone's web page (docs/snom-protocol.md §2). The marks do not tell the password: each costs about
50 ms to make, for us and for whoever steals the file.

Not for: passwords that work (config.secret), or deciding whether to try again (phone.client).
"""

import os
from typing import NamedTuple

from snom_dialer.state.store import Store

_FILE = "refused"
_ROUNDS = 120_000  # PBKDF2-HMAC-SHA256: about 50 ms; scrypt of that cost would take 16 of a batch command's 30 MB
_KEPT = 8  # refused credentials per phone, the latest ones


def mark(host: str, user: str, password: str, salt: str) -> str:
    """Return the mark of these credentials on that phone: 64 hexadecimal digits. Takes about 50 ms."""
    import hashlib  # brings OpenSSL along, which not every command needs

    # Lengths keep apart what a mere joining would not: user "a", password "bc" and user "ab", password "c".
    secret = "".join(f"{len(part)}:{part}" for part in (host, user, password))
    return hashlib.pbkdf2_hmac("sha256", secret.encode("utf-8", "surrogatepass"), salt.encode(), _ROUNDS).hex()


class _Refused(NamedTuple):
    salt: str
    marks: list[str]


class Refusals:
    """The refused credentials of all phones, in one file of the store. `phone_key` is any text that names a phone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def known_wrong(self, phone_key: str, user: str, password: str) -> bool:
        """Whether that phone has refused these credentials before. Costs one look at a file where it refused none.

        Raises FILE_FAILED.
        """
        refused = _refused(self._store.read(_FILE).get(phone_key))
        return refused is not None and mark(phone_key, user, password, refused.salt) in refused.marks

    def remember(self, phone_key: str, user: str, password: str) -> None:
        """Remember that the phone refused these credentials. Raises FILE_FAILED."""
        known = self._store.read(_FILE)
        salt, marks = _refused(known.get(phone_key)) or _Refused(os.urandom(16).hex(), [])
        new = mark(phone_key, user, password, salt)
        kept = [*(old for old in marks if old != new), new][-_KEPT:]
        self._store.write(_FILE, {**known, phone_key: {"salt": salt, "marks": kept}})

    def forget(self, phone_key: str) -> None:
        """Let every credential be tried again on that phone, as after `phone password`. Raises FILE_FAILED."""
        known = self._store.read(_FILE)
        if known.pop(phone_key, None) is not None:
            self._store.write(_FILE, known)


def _refused(entry: object) -> _Refused | None:
    """Read one phone's entry; what somebody has bent by hand counts as nothing."""
    if not isinstance(entry, dict):
        return None
    salt, marks = entry.get("salt"), entry.get("marks")
    if not isinstance(salt, str) or not isinstance(marks, list):
        return None
    return _Refused(salt, [text for text in marks if isinstance(text, str)])
