"""Our Action URLs in a phone: put there, read back, and taken away again.

Whatever stood there before is kept and given back. The rule for every setting, in both directions:

    stands in the phone     when we arm                                when we give back
    ----------------------  -----------------------------------------  ---------------------------------
    exactly ours            nothing is written                         the former value is written
    ours of another time    ours is written; what was former, stays    the former value is written
    something else          it is kept as the former value, ours is    nothing: somebody changed it since,
                            written                                    and that somebody wins

"Ours" is a URL with one of our secrets in it, present or past. The former values are handed to `keep`, which has them
on disk before the first write.

Not for: which URLs these are (protocol.action_url), when to do it (engine.line).
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from snom_dialer.phone.client import Client
from snom_dialer.protocol.action_url import is_ours

Values = Mapping[str, str]


class Plan(NamedTuple):
    """What to write, what to give back one day, and which settings held somebody else's URL."""

    changes: dict[str, str]
    former: dict[str, str]
    foreign: tuple[str, ...]


class Armed(NamedTuple):
    """What became of it. `refused` names settings that the phone did not take, None: it could not be read back.

    `readable` is false where the former values could not be read, so that nothing can be given back.
    """

    written: tuple[str, ...]
    foreign: tuple[str, ...]
    refused: tuple[str, ...] | None
    readable: bool


def plan(wanted: Values, present: Values, former: Values, secrets: Collection[str]) -> Plan:
    """Decide what to write. `former` are the values that were kept at an earlier time."""
    changes = {name: value for name, value in wanted.items() if present.get(name, "") != value}
    kept = dict(former)
    for name in wanted:
        if not is_ours(present.get(name, ""), secrets):
            kept[name] = present.get(name, "")
        else:
            kept.setdefault(name, "")
    foreign = tuple(name for name in wanted if kept[name])
    return Plan(changes, kept, foreign)


def arm(
    client: Client, wanted: Values, former: Values, secrets: Collection[str], keep: Callable[[Values], None]
) -> Armed:
    """Put our URLs into the phone. Raises what reading and writing raise, and what `keep` raises before any write."""
    present = client.settings()
    what = plan(wanted, present or {}, former, secrets)
    if present is None:
        what = what._replace(former=dict(former), foreign=())
    keep(what.former)
    if what.changes:
        client.write(what.changes, store=True)
    return Armed(tuple(what.changes), what.foreign, _refused(client, what.changes), present is not None)


def give_back(client: Client, former: Values, secrets: Collection[str]) -> tuple[str, ...] | None:
    """Write the former values where ours still stand; return the settings that were written.

    None where the phone's settings could not be read: nothing was written, and what is former has to be kept.
    """
    present = client.settings()
    if present is None:
        return None
    changes = {name: value for name, value in former.items() if is_ours(present.get(name, ""), secrets)}
    if changes:
        client.write(changes, store=True)
    return tuple(changes)


def _refused(client: Client, changes: Values) -> tuple[str, ...] | None:
    return client.verify(changes).refused if changes else ()
