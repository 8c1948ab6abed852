"""Whether our settings stand in a phone, and whether they could: the hops `permission` and `urls` of the self-test.

    permission   what we want to write is not read-only (perm R), and the log-in is the administrator's
    urls         what we want stands there, or somebody else's in its place who calls us on; nobody's dead address does

Nothing is written. Another Snom dialer whose address stands in the phone is asked there once.

Not for: setting the phone up (setup, engine.keeper), or whether its requests arrive (cli.way_back).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from snom_dialer.errors import Code
from snom_dialer.phone import setup
from snom_dialer.phone.finding import Finding, Hop, failed, untried, well
from snom_dialer.protocol.action_url import is_ours, secret_of
from snom_dialer.protocol.identity import Identity
from snom_dialer.protocol.setting import Setting

Shown = Mapping[str, Setting]


class Kept(StrEnum):
    """Who sees to it that our settings stand in the phone."""

    BY_PROGRAM = "by_program"  # the running one
    BY_NOBODY = "by_nobody"  # no program runs
    BY_HAND = "by_hand"  # an administrator
    NOT_NOW = "not_now"  # they were given back on request


class Sibling(StrEnum):
    """What another Snom dialer answers whose address stands in the phone."""

    CALLS_US = "calls_us"
    THERE = "there"  # it is there, and does not call us on
    GONE = "gone"


class Expected(NamedTuple):
    """What is to stand in a phone.

    `wanted` says what we want of a phone like this, `record` is what is kept of its set-up, `ask` asks another Snom
    dialer (its URL, ours). `reason` is what the running program says of the set-up, "" where all is well.
    """

    kept: Kept
    wanted: Callable[[Identity], setup.Wanted]
    record: setup.Record
    ask: Callable[[str, str], Sibling]
    reason: str = ""


def permission(
    expected: Expected | None, identity: Identity, shown: Shown | None, host: str, *, closed: bool
) -> Finding:
    """Say whether we may write; `closed` where the phone shows its settings, but not to this log-in."""
    hop = Hop.PERMISSION
    if expected is None:
        return untried(hop, "this phone is not configured, so nothing is ever written to it")
    if expected.kept is Kept.BY_HAND:
        return untried(hop, "its Action URLs are kept by hand, so nothing is ever written to it")
    wanted = expected.wanted(identity).values
    if closed and expected.kept is Kept.BY_PROGRAM:
        detail = "the phone shows its settings to the administrator alone"
        return failed(hop, detail, Code.SETTING_READ_ONLY, host=host, settings=", ".join(wanted))
    if closed:
        return untried(hop, "the log-in is not the administrator's: enough for dialling, too little for `serve`")
    if shown is None:
        return untried(hop, "the phone does not show its settings")
    locked = [name for name, value in wanted.items() if name in shown and _locks(shown[name], value)]
    if locked:
        names = ", ".join(locked)
        return failed(hop, f"read-only: {names}", Code.SETTING_READ_ONLY, host=host, settings=names)
    return well(hop, "what we want to write is not read-only")


def urls(expected: Expected | None, identity: Identity, shown: Shown | None, host: str) -> Finding:
    """Say whether our settings stand in the phone."""
    if expected is None:
        return untried(Hop.URLS, "this phone is not configured, so nothing of ours is expected in it")
    if shown is None:
        return untried(Hop.URLS, "the phone does not show its settings")
    present = {name: setting.value for name, setting in shown.items()}
    wanted = expected.wanted(identity)
    if expected.kept is Kept.BY_HAND:
        return _by_hand(wanted, present, host)
    asking = _Asking(expected.ask)
    plan = setup.plan(wanted, present, expected.record, asking.calls_us)
    if gone := asking.gone(present, wanted):
        detail = f"another Snom dialer stands in it that is gone: {', '.join(gone.values())}"
        return failed(
            Hop.URLS, detail, Code.URLS_DEAD, host=host, settings=", ".join(gone), address=next(iter(gone.values()))
        )
    return (
        _JUDGED[expected.kept](expected, wanted, present, plan, host) if plan.changes else _well(asking, plan, expected)
    )


class _Asking:
    """Asks other Snom dialers; one that is gone is asked once, however many of its URLs stand in the phone."""

    def __init__(self, ask: Callable[[str, str], Sibling]) -> None:
        self._ask = ask
        self._dead: set[str] = set()
        self._known: dict[str, Sibling] = {}

    def calls_us(self, sibling: str, ours: str) -> bool:
        return self.ask(sibling, ours) is Sibling.CALLS_US

    def ask(self, sibling: str, ours: str) -> Sibling:
        if sibling not in self._known:
            dead = where(sibling) in self._dead
            self._known[sibling] = answer = Sibling.GONE if dead else self._ask(sibling, ours)
            if answer is Sibling.GONE:
                self._dead.add(where(sibling))
        return self._known[sibling]

    def gone(self, urls: setup.Values, wanted: setup.Wanted) -> dict[str, str]:
        """Return setting and place of every URL of another Snom dialer at which nobody answers any more."""
        return {
            name: where(url)
            for name, url in urls.items()
            if secret_of(url)
            and not is_ours(url, wanted.secrets)
            and self.ask(url, wanted.values.get(name, "")) is Sibling.GONE
        }


def _well(asking: _Asking, plan: setup.Plan, expected: Expected) -> Finding:
    remarks = ["ours stand in it"]
    if plan.siblings:
        remarks.append("another Snom dialer stands before us and calls us on")
    if plan.left:
        remarks.append(f"left to others: {', '.join(plan.left)}")
    former = {name: plan.record.former.get(name, "") for name in plan.record.chained}
    nobody = setup.Wanted({}, frozenset(), expected.wanted(Identity()).choice)
    if dead := asking.gone(former, nobody):
        remarks.append(f"another Snom dialer that we call on is gone: {', '.join(dict.fromkeys(dead.values()))}")
    if expected.kept is Kept.BY_NOBODY:
        remarks.append("but no Snom dialer is running")
    return well(Hop.URLS, "; ".join(remarks))


def _by_hand(wanted: setup.Wanted, present: setup.Values, host: str) -> Finding:
    """Judge URLs that somebody else wrote: by their place, as their form is that person's own."""
    places = {where(url) for url in wanted.values.values() if setup.is_url(url)}
    ours = [name for name, url in present.items() if name.startswith("action_") and where(url) in places]
    if ours:
        return well(Hop.URLS, f"{len(ours)} that were put there by hand call us")
    settings = ", ".join(name for name, url in wanted.values.items() if setup.is_url(url))
    return failed(
        Hop.URLS, f"none calls us at {', '.join(places)}", Code.URLS_BY_HAND_MISSING, host=host, settings=settings
    )


def _lacking(expected: Expected, wanted: setup.Wanted, present: setup.Values, plan: setup.Plan, host: str) -> Finding:
    missing = ", ".join(plan.changes) if plan.changes.keys() != wanted.values.keys() else "all of it"
    detail = f"missing or another's: {missing}" + (f"; the program says: {expected.reason}" if expected.reason else "")
    return failed(Hop.URLS, detail, Code.URLS_MISSING, host=host, settings=missing)


def _lacking_alone(
    expected: Expected, wanted: setup.Wanted, present: setup.Values, plan: setup.Plan, host: str
) -> Finding:
    if any(is_ours(url, wanted.secrets) for url in present.values()):
        return untried(
            Hop.URLS,
            "some of ours were left in it and no Snom dialer is running: `snom-dialer serve` renews them, "
            "`snom-dialer phone undo` takes them out",
        )
    return untried(Hop.URLS, "none of ours stand in it, as no Snom dialer is running; dialling needs none")


def _not_now(expected: Expected, wanted: setup.Wanted, present: setup.Values, plan: setup.Plan, host: str) -> Finding:
    return untried(Hop.URLS, f"the running program leaves this phone alone: {expected.reason}")


_JUDGED = {Kept.BY_PROGRAM: _lacking, Kept.BY_NOBODY: _lacking_alone, Kept.NOT_NOW: _not_now}


def _locks(setting: Setting, value: str) -> bool:
    return setting.writable is False and setting.value != value


def where(url: str) -> str:
    """Return host and port of a URL, "" where it is none."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname}:{parts.port or 80}" if parts.hostname else ""
    except ValueError:
        return ""
