"""The secrets in the addresses that phones call back, which tell their requests from everybody else's.

One for each phone, so that a request also tells whose it is. Former secrets are kept, so that an old address of ours in
a phone is never taken for somebody else's.

Not for: the phone's password (config.secret).
"""

import re
import secrets
from typing import TypeGuard

from snom_dialer.state.store import Store

_FILE = "callback-secrets"
_INSTANCE = "instance"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")  # 16 random bytes: nobody guesses 128 bits over a network
_PAST_KEPT = 200


def callback_secret(store: Store, phone: str) -> str:
    """Return the secret of the phone of that name, made at the first call: 22 characters that a path takes as they are.

    It is on disk before it is returned, as a phone will hold it longer than this process lives. Raises FILE_FAILED.
    """
    current = _current(store).get(phone)
    return current if current is not None else renew_secret(store, phone)


def renew_secret(store: Store, phone: str) -> str:
    """Make another secret for a phone and keep the one so far among the past ones. Raises FILE_FAILED."""
    current, past = _current(store), _past(store)
    former = (*past, current[phone]) if phone in current else past
    new = secrets.token_urlsafe(16)
    store.write(_FILE, {"phones": {**current, phone: new}, "past": list(former)[-_PAST_KEPT:]}, durable=True)
    return new


def all_secrets(store: Store) -> frozenset[str]:
    """Return every secret that is or was ours, whichever phone it was for. Raises FILE_FAILED."""
    return frozenset((*_past(store), *_current(store).values()))


def instance_of(store: Store) -> str:
    """Return the name of this configuration's program among others on the same phone; nobody's secret.

    Raises FILE_FAILED.
    """
    known = store.read(_INSTANCE).get("instance")
    if isinstance(known, str) and known.isalnum():
        return known
    made = secrets.token_hex(6)
    store.write(_INSTANCE, {"instance": made})
    return made


def _current(store: Store) -> dict[str, str]:
    phones = store.read(_FILE).get("phones")
    if not isinstance(phones, dict):
        return {}
    return {name: text for name, text in phones.items() if _is_secret(text)}


def _past(store: Store) -> tuple[str, ...]:
    past = store.read(_FILE).get("past")
    return tuple(text for text in past if _is_secret(text)) if isinstance(past, list) else ()


def _is_secret(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and _SHAPE.fullmatch(value) is not None
