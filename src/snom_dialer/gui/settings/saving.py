"""Puts settings into the file and passwords into the keyring, as `phone add` and `phone password` do it.

Everything here blocks: a keyring may ask its owner for a password first. What cannot be undone comes last, so that a
keyring or a disk that says no leaves everything as it was.

Not for: whether to save (dialog), or what is worth saving (draft).
"""

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from snom_dialer.config.load import Loaded, load
from snom_dialer.config.migrate import migrate
from snom_dialer.config.model import Config, Phone
from snom_dialer.config.save import save
from snom_dialer.config.secret import forget_password, password_for, store_password
from snom_dialer.engine.configuration import good_copy, load_checked
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.gui import text
from snom_dialer.gui.settings.draft import Candidate, entry
from snom_dialer.journal.store import Journal
from snom_dialer.phone.way import Where
from snom_dialer.state.places import CONFIG_VARIABLE, Places
from snom_dialer.state.places import places as places_of
from snom_dialer.state.store import Store
from snom_dialer.system.autostart import Autostart, command_of_this_program


class Wish(NamedTuple):
    """What is to be saved: the configuration, its phones, and those that are to be forgotten."""

    config: Config
    candidates: tuple[Candidate, ...]
    removed: tuple[Phone, ...] = ()


class Saved(NamedTuple):
    """What stands in the file now; whether a password does, for want of a keyring; what else is odd, in sentences."""

    loaded: Loaded
    in_file: bool
    warnings: tuple[str, ...]


def save_settings(places: Places, loaded: Loaded | None, wish: Wish) -> Saved:
    """Save; `loaded` is what the dialog was opened with, None where there was no file.

    Raises CONFIG_CHANGED, FILE_FAILED and KEYRING_FAILED, and then the file is as it was (but perhaps brought up to
    date from its former version).
    """
    warnings: list[str] = []
    in_file = False
    passwords = _passwords(wish.candidates)  # before all else, as the keyring may say no
    before, config = _present(places, loaded), wish.config
    for phone, password in passwords:
        kept = store_password(places.config_file, config, before, phone, password, good_copy(places))
        config, before = kept.config, kept.text
        in_file = in_file or not kept.in_keyring
        warnings += [kept.warning] if kept.warning and kept.in_keyring else []
    save(places.config_file, config, before)
    warnings += [*_forgotten(wish), *_remembered(places, wish)]
    return Saved(load_checked(places), in_file, tuple(warnings))


def set_autostart(places: Places, way: Autostart, *, on: bool) -> None:
    """Have the program start with the desktop session, with this configuration, or no longer. Raises FILE_FAILED."""
    if not on:
        way.disable()
        return
    usual = places_of(None, {**os.environ, CONFIG_VARIABLE: ""}).config_file
    other = [] if places.config_file == usual else ["--config", str(places.config_file)]
    way.enable(command_of_this_program("--tray", *other))


def password_to_test(candidate: Candidate) -> str:
    """Return the password to test a phone with: the typed one, else the one that is kept. Raises KEYRING_FAILED."""
    if candidate.password or candidate.origin is None:
        return candidate.password
    return password_for(candidate.origin) if candidate.phone.web().username else ""


def prepare_test(places: Places, candidate: Candidate) -> str:
    """Let the test of a phone that has not moved know what is known of it, and return the password to test it with.

    Its certificate above all: what is tested by --host has a memory of its own, which would take any. Raises
    KEYRING_FAILED and FILE_FAILED.
    """
    if candidate.origin is not None and not candidate.moved:
        known = memory_of(places, candidate.origin).facts()
        memory_of_test(places, candidate).keep_facts(known)
    return password_to_test(candidate)


def memory_of(places: Places, phone: Phone) -> PhoneMemory:
    """Return what is remembered of a configured phone."""
    return PhoneMemory(Store(places.state_dir), phone.name, _where(phone))


def memory_of_test(places: Places, candidate: Candidate) -> PhoneMemory:
    """Return what `phone test --host` remembers of a phone."""
    return PhoneMemory(Store(places.state_dir), f"--host {candidate.host}", _where(candidate.phone))


def _where(phone: Phone) -> Where:
    web = phone.web()
    return Where(web.host, web.port, web.scheme or "auto")


def _passwords(candidates: Iterable[Candidate]) -> list[tuple[Phone, str]]:
    """Return what is to be kept: what was typed, and what would not be found any more under the phone's new name."""
    return [(one.phone, password) for one in candidates if (password := one.password or _left_behind(one))]


def _left_behind(candidate: Candidate) -> str:
    origin, phone = candidate.origin, candidate.phone
    if origin is None or not candidate.renamed or not phone.web().username or phone.password:
        return ""
    return password_for(origin, {})  # not what the environment says: that is for this run alone


def _present(places: Places, loaded: Loaded | None) -> str | None:
    """Return what stands in the file, where that is ours to write over; a former version is brought up to date."""
    if loaded is None:
        if places.config_file.exists():
            raise fault(Code.CONFIG_CHANGED, path=places.config_file)
        return None
    now = load(places.config_file, good_copy(places))
    migrated = loaded.flat and not now.flat and now.config == loaded.config  # by the program, at its start
    if now.text != loaded.text and not migrated:
        raise fault(Code.CONFIG_CHANGED, path=places.config_file)
    if now.carried is not None and now.carried.recent_numbers:
        _carry_recent(places, now.carried.recent_numbers)
    return migrate(places.config_file, now)


def _carry_recent(places: Places, numbers: tuple[str, ...]) -> None:
    """Hand the recent numbers of the original's file to the journal, before they leave the file."""
    failed: list[DialerError] = []
    journal = Journal(places.state_dir / "journal.sqlite", failed.append)
    journal.import_recent(numbers)
    journal.close()
    if failed:
        raise failed[0]


def _forgotten(wish: Wish) -> list[str]:
    """Take out of the keyring what belongs to no phone any more; return why where that fails."""
    now = {entry(phone) for phone in wish.config.phones}
    former = [*wish.removed, *(one.origin for one in wish.candidates if one.origin is not None and one.renamed)]
    jobs = [partial(forget_password, phone) for phone in former if entry(phone) not in now]
    return [warning for job in jobs for warning in _warnings(job)]


def _remembered(places: Places, wish: Wish) -> list[str]:
    """Let new passwords be tried and phones be known again; what cannot be written stops nobody, but is returned."""
    names = {phone.name for phone in wish.config.phones}
    jobs: list[Callable[[], object]] = [
        partial(_remember, places, one) for one in wish.candidates if one.needs_test or one.renamed
    ]
    for phone in wish.removed:
        memory = memory_of(places, phone)
        jobs += [memory.forget_refusals] if phone.name in names else [memory.forget_refusals, memory.forget_facts]
    return [warning for job in jobs for warning in _warnings(job)]


def _remember(places: Places, one: Candidate) -> None:
    memory = memory_of(places, one.phone)
    if one.origin is not None and not one.moved:
        memory.keep_facts(memory_of(places, one.origin).facts())
    else:
        memory.keep_facts(memory_of_test(places, one).facts())
    memory.forget_refusals()


def _warnings(job: Callable[[], object]) -> list[str]:
    try:
        job()
    except DialerError as error:
        return [text.what_happened(error)]
    return []
