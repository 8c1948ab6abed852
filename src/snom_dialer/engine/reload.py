"""What of a changed configuration a running program takes up at once, and what waits for its next start.

Not for: reading the file (config.load), or taking anything up (program, line).
"""

from typing import NamedTuple

from snom_dialer.config.model import Config, Phone

_FIXED = ("set_up", "clear_log")  # of a phone; they decide what is started for it
_REST = {"callback": "`callback`", "actions": "the actions", "numbers": "`numbers`"}


class Compared(NamedTuple):
    """The configuration from now on, the names of phones that have changed, and what waits, in words."""

    config: Config
    taken_up: tuple[str, ...]
    waiting: tuple[str, ...]


def compared(before: Config, now: Config) -> Compared:
    """Compare the configuration at work with the one in the file. Phones stay those that the program knows."""
    new = {phone.name: phone for phone in now.phones}
    phones = tuple(_changed(phone, new.get(phone.name, phone)) for phone in before.phones)
    names = [phone.name for phone in phones]
    default = now.default_phone if now.default_phone in (None, *names) else before.default_phone
    config = before._replace(phones=phones, default_phone=default)
    taken_up = [phone.name for phone, former in zip(phones, before.phones, strict=True) if phone != former]
    return Compared(config, tuple(taken_up), tuple(_waiting(before, now)))


def _changed(before: Phone, now: Phone) -> Phone:
    return now._replace(**{name: getattr(before, name) for name in _FIXED})


def _waiting(before: Config, now: Config) -> list[str]:
    old, new = ({phone.name: phone for phone in config.phones} for config in (before, now))
    found = [f"the new phone {name}" for name in new if name not in old]
    found += [f"that the phone {name} is gone" for name in old if name not in new]
    for name in old.keys() & new.keys():
        found += [f"`{key}` of {name}" for key in _FIXED if getattr(old[name], key) != getattr(new[name], key)]
    return found + [words for key, words in _REST.items() if getattr(before, key) != getattr(now, key)]
