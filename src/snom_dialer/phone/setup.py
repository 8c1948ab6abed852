"""Our settings in a phone: put there, looked after, and taken away again.

Whatever stood there before is kept and given back. What becomes of a setting depends on two things: whose value stands
in the phone, and what the user chose for the values of others.

    whose value             when we transfer                          when we give back
    ----------------------  ----------------------------------------  -----------------------------------------
    ours, as it should be   nothing                                   the former value is written
    ours of another time    ours is written; the former value stays   the former value is written
    nobody's (empty)        ours is written                           nothing
    somebody else's         by choice: chain, leave or replace        nothing: whoever changed it since, wins
    another Snom dialer's   before ours ever stood there: chain       it is told what stood before us; where it is gone
                            after: left alone while it calls us on,   the former value is written
                            else ours is written again

"Ours" is a URL with one of our secrets in it, present or past, or for a setting that holds no URL the value that we
want. The former values are handed to `keep`, which has them on disk before the first write.

Not for: which settings these are (protocol.action_url), when to look (engine.keeper), calling on (engine.chain).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from snom_dialer.phone.client import Client
from snom_dialer.protocol.action_url import is_ours, secret_of

Values = Mapping[str, str]


class Choice(StrEnum):
    """What is to become of an Action URL of somebody else."""

    CHAIN = "chain"  # ours takes its place and calls it on
    LEAVE = "leave"  # it stays, and we do without that event
    REPLACE = "replace"  # ours takes its place; it comes back at the end


class Owner(StrEnum):
    """Whose value stands in a setting."""

    OURS = "ours"
    OUTDATED = "outdated"  # ours of another time, address or secret
    NOBODY = "nobody"
    FOREIGN = "foreign"
    SIBLING = "sibling"  # of another Snom dialer


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is kept of a phone's set-up.

    `former`: value of each setting before ours · `chained`: settings whose former URL is called on · `stood`: settings
    in which ours was seen standing · `choices`: what the user chose for single ones · `inactive`: the user took
    everything back and wants it to stay so.
    """

    former: Values = field(default_factory=dict)
    chained: frozenset[str] = frozenset()
    stood: frozenset[str] = frozenset()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    inactive: bool = False

    def to_json(self) -> dict[str, object]:
        """Return it as a JSON object, an empty one where there is nothing to be kept."""
        value: dict[str, object] = {
            "settings": dict(self.former),
            "chained": sorted(self.chained),
            "stood": sorted(self.stood),
            "choices": {name: choice.value for name, choice in self.choices.items()},
            "inactive": self.inactive,
        }
        return {name: part for name, part in value.items() if part}


def record_from_json(value: Mapping[str, object]) -> Record:
    """Read what `to_json` gave; what has a wrong type is as if never kept."""
    choices = _texts(value.get("choices"))
    return Record(
        former=_texts(value.get("settings")),
        chained=_names(value.get("chained")),
        stood=_names(value.get("stood")),
        choices={name: Choice(text) for name, text in choices.items() if text in list(Choice)},
        inactive=value.get("inactive") is True,
    )


def _texts(value: object) -> dict[str, str]:
    found = value if isinstance(value, dict) else {}
    return {str(name): text for name, text in found.items() if isinstance(text, str)}


def _names(value: object) -> frozenset[str]:
    return frozenset(str(name) for name in value) if isinstance(value, list) else frozenset()


class Wanted(NamedTuple):
    """What we want: value by setting, the secrets that are or were ours, and the choice per setting.

    `earlier` are values without a secret that were ours at another time.
    """

    values: Values
    secrets: Collection[str]
    choice: Callable[[str], Choice]
    earlier: Collection[str] = ()


class Plan(NamedTuple):
    """What to write, what to keep from now on, and what was met on the way."""

    changes: dict[str, str]
    record: Record
    foreign: tuple[str, ...] = ()  # settings with a URL of somebody else, whatever becomes of it
    left: tuple[str, ...] = ()  # settings that are left to somebody else
    siblings: tuple[str, ...] = ()  # settings in which another Snom dialer stands, which calls us on


def owner(setting: str, present: str, wanted: Wanted) -> Owner:
    """Say whose value stands in a setting."""
    if present == wanted.values.get(setting):
        return Owner.OURS
    if not present:
        return Owner.NOBODY
    if is_ours(present, wanted.secrets) or present in wanted.earlier:
        return Owner.OUTDATED
    return Owner.SIBLING if secret_of(present) else Owner.FOREIGN


def plan(wanted: Wanted, present: Values | None, record: Record, calls_us: Callable[[str, str], bool]) -> Plan:
    """Decide setting by setting. `calls_us` asks another Snom dialer, by its URL, whether it calls that of ours on.

    A phone that does not show its settings (`present` is None) gets all of ours; nobody knows what stood there.
    """
    if present is None:
        return Plan(dict(wanted.values), record)
    deciding = _Deciding(wanted, record, calls_us)
    for setting in wanted.values:
        deciding.decide(setting, present.get(setting, ""))
    return deciding.plan()


class _Deciding:
    """Gathers the decisions of one plan."""

    def __init__(self, wanted: Wanted, record: Record, calls_us: Callable[[str, str], bool]) -> None:
        self._wanted = wanted
        self._record = record
        self._calls_us = calls_us
        self._changes: dict[str, str] = {}
        self._former = dict(record.former)
        self._chained = set(record.chained)
        self._found: dict[str, list[str]] = {"foreign": [], "left": [], "siblings": []}

    def decide(self, setting: str, value: str) -> None:
        """Decide on one setting."""
        stood = setting in self._record.stood
        match owner(setting, value, self._wanted):
            case Owner.OURS:
                # A setting that had our value before we came keeps it at the end.
                self._former.setdefault(setting, "" if is_url(value) else value)
                self._choose(setting)
            case Owner.OUTDATED:
                self._former.setdefault(setting, "")
                self._write(setting)
                self._choose(setting)
            case Owner.NOBODY if stood:
                self._write(setting)  # lost at a reboot; what stood there before us is kept already
                self._choose(setting)
            case Owner.NOBODY:
                self._take_over(setting, "", chain=False)
            case Owner.SIBLING if stood:
                self._beside(setting, value)
            case Owner.SIBLING:
                self._take_over(setting, value, chain=True)
            case Owner.FOREIGN if is_url(self._wanted.values[setting]):
                self._foreign(setting, value)
            case Owner.FOREIGN:
                self._take_over(setting, value, chain=False)  # a switch, not an address

    def plan(self) -> Plan:
        """Return what was decided."""
        record = replace(self._record, former=self._former, chained=frozenset(self._chained))
        return Plan(self._changes, record, **{name: tuple(found) for name, found in self._found.items()})

    def _choose(self, setting: str) -> None:
        """Follow what the user chose for a URL in whose place ours stands already."""
        former = self._former.get(setting, "")
        if not former or not is_url(self._wanted.values[setting]):
            return
        self._found["foreign"].append(setting)
        choice = self._record.choices.get(setting)
        if choice is Choice.LEAVE:
            self._changes[setting] = former
            self._chained.discard(setting)
            self._found["left"].append(setting)
        elif choice is Choice.CHAIN and is_url(former):
            self._chained.add(setting)
        elif choice is Choice.REPLACE and not secret_of(former):
            self._chained.discard(setting)

    def _beside(self, setting: str, value: str) -> None:
        """Somebody's Snom dialer has taken our place since. It is not fought over while it calls us on."""
        if self._calls_us(value, self._wanted.values[setting]):
            self._found["siblings"].append(setting)
        else:
            self._write(setting)  # it is gone, or knows nothing of us; what stood there before us is kept already

    def _foreign(self, setting: str, value: str) -> None:
        choice = self._wanted.choice(setting)
        if choice is Choice.CHAIN and not is_url(value):
            choice = Choice.LEAVE  # it tells the phone itself what to do; nobody else can
        if choice is Choice.LEAVE:
            self._found["foreign"].append(setting)
            self._found["left"].append(setting)
        else:
            self._take_over(setting, value, chain=choice is Choice.CHAIN)

    def _take_over(self, setting: str, value: str, *, chain: bool) -> None:
        if value and is_url(self._wanted.values[setting]):
            self._found["foreign"].append(setting)
        self._former[setting] = value
        (self._chained.add if chain else self._chained.discard)(setting)
        self._write(setting)

    def _write(self, setting: str) -> None:
        self._changes[setting] = self._wanted.values[setting]


def without_sibling(record: Record, setting: str, former: str) -> Record:
    """Return the record after another Snom dialer, which we called on, has ended: `former` is what it had kept."""
    chained = record.chained if is_url(former) else record.chained - {setting}
    return replace(record, former={**record.former, setting: former}, chained=chained)


class Transferred(NamedTuple):
    """What became of a plan, with what was really written as its changes.

    `refused`: settings that the phone did not take; None: it could not be read back.
    """

    plan: Plan
    refused: tuple[str, ...] | None


def carry_out(
    client: Client,
    what: Plan,
    wanted: Wanted,
    keep: Callable[[Record], None],
    *,
    store: bool = True,
    vain: Collection[str] = (),
) -> Transferred:
    """Write what a plan says, and read it back. Raises what writing raises, and what `keep` raises before any write.

    `vain` are settings that the phone has refused before; they are not written again, and count as refused.
    """
    keep(what.record)
    changes = {setting: value for setting, value in what.changes.items() if setting not in vain}
    refused: tuple[str, ...] | None = tuple(setting for setting in what.changes if setting in vain)
    if changes:
        client.write(changes, store=store)
        now = client.verify(changes).refused
        refused = None if now is None else tuple(name for name in what.changes if name in vain or name in now)
    elsewhere = {*what.left, *(refused or ())}
    keep(replace(what.record, stood=(what.record.stood | frozenset(wanted.values)) - elsewhere))
    return Transferred(what._replace(changes=changes), refused)


class GivenBack(NamedTuple):
    """What was given back: settings that were written, and URLs of other Snom dialers that stand in our place."""

    written: tuple[str, ...]
    siblings: Values


# Tells another Snom dialer, by its URL, that we end and what stood before us in that setting.
# True: it has taken note. False: it knows nothing of us. None: it is gone.
Bye = Callable[[str, str, str], bool | None]


def give_back(client: Client, wanted: Wanted, record: Record, bye: Bye, *, store: bool = True) -> GivenBack | None:
    """Write the former values where ours still stand, or where a Snom dialer that is gone stands in our place.

    None where the phone's settings cannot be read: nothing was written, and what is kept has to stay kept. Raises what
    reading and writing raise.
    """
    reading = client.settings()
    if reading is None:
        return None
    # What was written without seeing what stood there leaves nothing behind.
    unseen = dict.fromkeys((name for name in record.stood if is_url(wanted.values.get(name, ""))), "")
    former = {**unseen, **record.former}
    present = {name: reading.values.get(name, "") for name in former}
    owners = {name: owner(name, value, wanted) for name, value in present.items()}
    siblings = {name: present[name] for name, whose in owners.items() if whose is Owner.SIBLING}
    gone = {name for name, url in siblings.items() if bye(name, url, former[name]) is None and name in record.stood}
    ours = {name for name, whose in owners.items() if whose in (Owner.OURS, Owner.OUTDATED)}
    changes = {name: value for name, value in former.items() if name in ours | gone and present[name] != value}
    if changes:
        client.write(changes, store=store)
    return GivenBack(tuple(changes), siblings)


def ended(record: Record, *, inactive: bool) -> Record:
    """Return what is kept of a phone that has its former values back: what the user chose."""
    return Record(choices=record.choices, inactive=inactive)


def is_url(value: str) -> bool:
    """Whether a value is an address that can be called on."""
    return value.startswith(("http://", "https://"))
