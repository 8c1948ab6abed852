"""Desktop entries as the Desktop Entry Specification has them: the line of a command, and what a file says.

There are two layers in an `Exec` line: the quotes of the command, and the escapes of every string in such a file. A
backslash in an argument becomes four, a `$` gets two before it.

Not for: where such files lie (autostart), or starting what they name.
"""

import re
from collections.abc import Mapping, Sequence

_PLAIN = re.compile(r"[\w./:@+,=-]+", re.ASCII)  # needs no quotes
_GROUP = "[Desktop Entry]"
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


def entry(values: Mapping[str, str]) -> str:
    """Return the text of a file with these keys, in this order."""
    lines = [f"{key}={value.translate(_ESCAPES)}" for key, value in values.items()]
    return "\n".join((_GROUP, *lines, ""))


def exec_value(command: Sequence[str]) -> str:
    """Return the value of `Exec` that starts this command with exactly these arguments."""
    return " ".join(map(_quoted, command))


def read_entry(text: str) -> dict[str, str]:
    """Return what stands in the main group, as it is written."""
    found: dict[str, str] = {}
    group = ""
    for line in text.split("\n"):
        if line.startswith("["):
            group = line.strip()
        elif group == _GROUP:
            key, equals, value = line.partition("=")
            if equals:
                found[key.strip()] = value.strip()
    return found


def is_shown(found: Mapping[str, str], desktops: Sequence[str]) -> bool:
    """Whether a desktop of these names (XDG_CURRENT_DESKTOP) starts that entry."""
    only, never = _names(found, "OnlyShowIn"), _names(found, "NotShowIn")
    if found.get("Hidden") == "true" or found.get("X-GNOME-Autostart-enabled") == "false":
        return False
    return bool(found.get("Exec")) and (only is None or _meet(only, desktops)) and not _meet(never or (), desktops)


def _quoted(argument: str) -> str:
    argument = argument.replace("%", "%%")  # one alone begins a field code
    if _PLAIN.fullmatch(argument.replace("%", "")):
        return argument
    return '"' + re.sub(r'(["`$\\])', r"\\\1", argument) + '"'


def _names(found: Mapping[str, str], key: str) -> list[str] | None:
    return found[key].split(";") if key in found else None


def _meet(names: Sequence[str], desktops: Sequence[str]) -> bool:
    return any(desktop and desktop in names for desktop in desktops)
