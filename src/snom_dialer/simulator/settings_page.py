"""The settings as the phone's web pages show them: XML export, plain text, and HTML form (docs/snom-protocol.md §7).

Not for: which page needs which rights (page).
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from snom_dialer.simulator.settings_store import SettingsStore

_INDEX: Final = re.compile(r"(?P<stem>(?:user|fkey|dnd|fwd)_?[a-z_]*)(?P<index>\d+)")


def as_xml(store: SettingsStore, values: Mapping[str, str]) -> str:
    """Render the export `settings.xml`: the index of a setting stands in an attribute."""
    lines = [_xml_line(name, value, "R" if store.read_only(name) else "RW") for name, value in values.items()]
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return "\n".join([head, "<settings>", "<phone-settings>", *lines, "</phone-settings>", "</settings>", ""])


def _xml_line(name: str, value: str, perm: str) -> str:
    found = _INDEX.fullmatch(name)
    stem, index = (found["stem"], f' idx="{found["index"]}"') if found else (name, "")
    return f'<{stem}{index} perm="{perm}">{escape(value, quote=False)}</{stem}>'


def as_text(store: SettingsStore, values: Mapping[str, str]) -> str:
    """Render the plain form, also that of old firmware: `name!: value` may be written, `name&: value` may not."""
    return "".join(f"{name}{'&' if store.read_only(name) else '!'}: {value}\n" for name, value in values.items())


def as_form(values: Mapping[str, str], action: str) -> str:
    """Render an HTML form with one field for each setting."""
    rows = "\n".join(
        f'<tr><td>{name}:</td><td><input type="text" name="{name}" value="{escape(value)}"></td></tr>'
        for name, value in values.items()
    )
    submit = '<input type="submit" name="Settings" value="Apply">'
    return f'<form method="post" action="{action}"><table>\n{rows}\n</table>{submit}</form>'
