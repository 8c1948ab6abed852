"""A configuration as the JSON text that stands in its file.

Not for: the way back (validator), or putting the text into a file (save).
"""

import json
from collections.abc import Mapping

from snom_dialer.config.model import Action, Appearance, Config, Numbers, Phone


def text_of(config: Config) -> str:
    """Return the text of a file that holds this configuration: every option, and the keys that we do not know."""
    return json_text(document_of(config))


def json_text(document: Mapping[str, object]) -> str:
    """Return JSON as people read it: indented, their own letters, a line feed at the end."""
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if text.isascii() or not _halves(text):
        return text
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def document_of(config: Config) -> dict[str, object]:
    """Return the same as a JSON document."""
    document: dict[str, object] = {
        "version": config.version,
        "phones": [_phone(phone) for phone in config.phones],
        "default_phone": config.default_phone,
        "callback": {
            "address": config.callback.address,
            "port": config.callback.port,
            "external_address": config.callback.external_address,
        },
        "actions": [_action(action) for action in config.actions],
        "hotkeys": dict(config.hotkeys),
        "numbers": _numbers(config.numbers),
        "appearance": _plain(config.appearance),
    }
    return _merged(document, config.extra)


def _phone(phone: Phone) -> dict[str, object]:
    document: dict[str, object] = {
        "name": phone.name,
        "host": phone.host,
        "scheme": phone.scheme.value,
        "port": phone.port,
        "username": phone.username,
        "identity": phone.identity,
        "set_up": phone.set_up.value,
        "foreign": phone.foreign.value,
        "store": phone.store,
        "clear_log": phone.clear_log,
    }
    # An empty password is not written: nobody shall look for one here while the keyring has it.
    return _merged(document | ({"password": phone.password} if phone.password else {}), phone.extra)


def _action(action: Action) -> dict[str, object]:
    document: dict[str, object] = {
        "event": action.event.value,
        "url": action.url,
        "browser": action.browser,
        "phone": action.phone,
    }
    return _merged(document, action.extra)


def _numbers(numbers: Numbers) -> dict[str, object]:
    return {
        "region": numbers.region,
        "plus_as": numbers.plus_as,
        "outside_prefix": numbers.outside_prefix,
        "emergency": {"add": list(numbers.emergency_add), "remove": list(numbers.emergency_remove)},
    }


def _plain(appearance: Appearance) -> dict[str, object]:
    return {name: value if isinstance(value, bool) else str(value) for name, value in appearance._asdict().items()}


def _merged(known: Mapping[str, object], extra: Mapping[str, object]) -> dict[str, object]:
    """Put keys that we do not know back to where they stood; what we know wins."""
    merged = dict(known)
    for key, value in extra.items():
        ours = merged.setdefault(key, value)
        if isinstance(ours, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(ours, value)
    return merged


def _halves(text: str) -> bool:
    """Whether there are halves of characters in it (lone surrogates), which UTF-8 cannot hold but JSON escapes can."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)
