"""Action URLs of others: which variables they ask the phone for, and the URL that the phone would have called.

Where ours has taken the place of such a URL it is called on with the values that the phone sent, so that whoever put
it there notices nothing. Syntax: docs/snom-protocol.md §6.

Not for: our own URLs (action_url), or the templates of the user (actions.placeholder).
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from snom_dialer.protocol.action_url import EXTRAS
from snom_dialer.protocol.http import quote_value
from snom_dialer.protocol.vocabulary import VARIABLES

# `$remote`, `$call-id`, `$user_name1`, `$user_uid[1]`, `$sip_header(Alert-Info)`
_VARIABLE = re.compile(r"\$[A-Za-z_][A-Za-z0-9_-]*(?:\[[0-9]{1,4}\])?(?:\([A-Za-z0-9_-]{1,64}\))?")
_NAMES: Mapping[str, str] = {variable.phone: variable.name for variable in VARIABLES}


class Asked(NamedTuple):
    """What a URL asks for: names of VARIABLES, and other variables as they are written (`$mac`), at most EXTRAS."""

    names: frozenset[str]
    extras: tuple[str, ...]


def asked(url: str) -> Asked:
    """Return the variables of a foreign URL, each once, the extras in the order in which they first stand there."""
    found = dict.fromkeys(_VARIABLE.findall(url))
    names = frozenset(_NAMES[each] for each in found if each in _NAMES)
    extras = tuple(each for each in found if each not in _NAMES)
    return Asked(names, extras[:EXTRAS])


def expanded(url: str, values: Mapping[str, str]) -> str:
    """Return the URL that the phone would call, with the values of an event; "" where it is no http or https URL.

    `values` has the names of VARIABLES, and `x0`, `x1` … for the extras in the order of `asked`. A variable without a
    value stays literally, as a phone leaves it. In the path a variable is closed by an `&`, which falls away. Values
    are percent-encoded, so that they stay where they are put.
    """
    if not url.startswith(("http://", "https://")):
        return ""
    numbers = {extra: f"x{number}" for number, extra in enumerate(asked(url).extras)}
    start, mark, query = url.partition("?")

    def value(match: re.Match[str]) -> str:
        name = _NAMES.get(match[0]) or numbers.get(match[0], "")
        return quote_value(values[name]) if values.get(name) else match[0]

    path = re.sub(rf"({_VARIABLE.pattern})&?", lambda match: value(_VARIABLE.match(match[0]) or match), start)
    return path + mark + _VARIABLE.sub(value, query)
