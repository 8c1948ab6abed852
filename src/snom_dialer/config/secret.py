"""A phone's password: where it is looked for, and where it is kept.

Looked for in the environment, in the configuration file, in the system's keyring, in this order; kept in the keyring,
or in the file where there is none (a server). Once the keyring has it, it is in no file and no copy of one. `keyring`
is imported only where it is needed, as that takes 140 ms.

Not for: passwords that a phone refused (state.refusal), or asking a person for one (cli).
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from snom_dialer.config.document import json_text
from snom_dialer.config.file import replace_file
from snom_dialer.config.host import without_user
from snom_dialer.config.load import read_text
from snom_dialer.config.migrate import copies
from snom_dialer.config.model import Config, Phone
from snom_dialer.config.save import save
from snom_dialer.errors import Code, DialerError, fault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

PASSWORD_VARIABLE = "SNOM_DIALER_PASSWORD"  # noqa: S105 - the name of a variable
SERVICE = "snom-dialer"

# Backends that keep nothing, or keep it readable in a file of their own. Then our own file is the better place, as the
# user is told of it.
_NO_KEYRINGS = ("keyring.backends.fail.", "keyring.backends.null.", "keyrings.alt.file.PlaintextKeyring")

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where a password is now. `config` and `text` are what stands in the file, `warning` a sentence or ""."""

    config: Config
    text: str | None
    in_keyring: bool
    warning: str = ""


def password_for(phone: Phone, environ: Mapping[str, str] = os.environ) -> str:
    """Return the password to log in with, "" where there is none.

    SNOM_DIALER_PASSWORD wins where it is set and not empty. The keyring is asked only for a phone with a user name.
    Raises KEYRING_FAILED where there is a keyring and it does not answer.
    """
    web = phone.web()
    return environ.get(PASSWORD_VARIABLE) or web.password or (_from_keyring(phone) if web.username else "")


def store_password(
    path: Path, config: Config, text_before: str | None, phone: Phone, password: str, good_copy: Path | None = None
) -> Kept:
    """Keep the password of a phone of this configuration, in the keyring or else in the file.

    `text_before` and errors are those of `save`; KEYRING_FAILED where there is a keyring that does not take it.
    """
    backend = _backend() if phone.web().username else None
    if backend is None:
        kept = _with_phone(config, _settled(phone, password))
        warning = f"there is no keyring for this password, so it stands in {path}, mode 0600"
        return Kept(config=kept, text=save(path, kept, text_before), in_keyring=False, warning=warning)
    _put(backend, _entry(phone), password)
    kept = _with_phone(config, _settled(phone, ""))
    text = save(path, kept, text_before)
    left = [copy for copy in [*copies(path), good_copy] if copy is not None and not _cleaned(copy, phone, password)]
    return Kept(config=kept, text=text, in_keyring=True, warning=_left(left))


def forget_password(phone: Phone) -> None:
    """Take the password of a phone out of the keyring, if it is there. Raises KEYRING_FAILED."""
    backend = _backend() if phone.web().username else None
    if backend is not None and _asked(lambda: backend.get_password(SERVICE, _entry(phone))) is not None:
        _asked(lambda: backend.delete_password(SERVICE, _entry(phone)))


def _settled(phone: Phone, password: str) -> Phone:
    """Return the phone with this password, and without the one that its host may hold, being a URL."""
    user = phone.web().username or ""
    return phone._replace(host=without_user(phone.host), username=user, password=password)


def _with_phone(config: Config, phone: Phone) -> Config:
    phones = tuple(phone if other.name == phone.name else other for other in config.phones)
    return config._replace(phones=phones)


# ---- the keyring ----------------------------------------------------------------------------------------------------


def _backend() -> "KeyringBackend | None":
    """Return the keyring of this computer; None where there is none that keeps anything safe."""
    import keyring

    backend = _asked(keyring.get_keyring)
    inner = getattr(backend, "backends", None)  # a chain of several: the first one is written to
    first = inner[0] if inner else backend
    kind = f"{type(first).__module__}.{type(first).__name__}"
    empty_chain = inner is not None and not inner
    return None if empty_chain or kind.startswith(_NO_KEYRINGS) else backend


def _from_keyring(phone: Phone) -> str:
    backend = _backend()
    return "" if backend is None else _asked(lambda: backend.get_password(SERVICE, _entry(phone))) or ""


def _put(backend: "KeyringBackend", entry: str, password: str) -> None:
    _asked(lambda: backend.set_password(SERVICE, entry, password))
    if _asked(lambda: backend.get_password(SERVICE, entry)) != password:  # never take out of a file what is not here
        raise fault(Code.KEYRING_FAILED, reason="it does not give back what it was given")


def _entry(phone: Phone) -> str:
    """Name the keyring's entry. The host is in it, so that a bent configuration sends a password nowhere else."""
    web = phone.web()
    return f"{phone.name}/{web.username}@{web}"


def _asked(question: Callable[[], _Result]) -> _Result:
    try:
        return question()
    except Exception as error:  # noqa: BLE001 - each backend has exceptions of its own, from D-Bus to Windows
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise fault(Code.KEYRING_FAILED, reason=reason) from None


# ---- the copies -----------------------------------------------------------------------------------------------------


def _left(copies_left: Iterable[Path]) -> str:
    names = ", ".join(str(copy) for copy in copies_left)
    return f"{names} could not be cleaned and may still hold the password; delete it" if names else ""


def _cleaned(copy: Path, phone: Phone, password: str) -> bool:
    """Take the phone's password out of a copy of the configuration of any version; false where that fails."""
    try:
        document = json.loads(read_text(copy))
        changed = isinstance(document, dict) and _clean(document, phone, password)
        if changed:
            replace_file(copy, json_text(document))
    except DialerError as error:
        return error.code is Code.CONFIG_MISSING
    except (ValueError, RecursionError):
        return False
    return True


def _clean(document: dict[str, Any], phone: Phone, password: str) -> bool:
    phones = document.get("phones")
    entries = [document, *(phones if isinstance(phones, list) else [])]  # the original's file is a phone itself
    ours = [entry for entry in entries if isinstance(entry, dict) and _is_ours(entry, phone, password)]
    dropped = [_drop(entry) for entry in ours]
    return any(dropped)


def _is_ours(entry: Mapping[str, object], phone: Phone, password: str) -> bool:
    """Whether an entry is, or was, that of this phone. The phone may have been renamed or have moved since the copy."""
    host = entry.get("host", entry.get("ip"))
    bare = without_user(host) if isinstance(host, str) else host
    return entry.get("password") == password or entry.get("name") == phone.name or bare == without_user(phone.host)


def _drop(entry: dict[str, Any]) -> bool:
    found = entry.pop("password", None) is not None
    for key in ("host", "ip"):
        host = entry.get(key)
        if isinstance(host, str) and without_user(host) != host:
            entry[key] = without_user(host)
            found = True
    return found
