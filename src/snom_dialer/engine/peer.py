"""What two Snom dialers on one phone say to each other, so that both hear every event and neither fights.

The later one stands in the phone and calls the earlier one on. They talk through the addresses that stand in the phone,
which only those can know who can read its settings:

    GET /snom/SECRET/peer_calls?url=URL                  "do you call this address of mine on?"   200 or 404
    GET /snom/SECRET/peer_bye?setting=…&url=URL&former=  "I end; what stood before me was …"      200 or 404

Not for: deciding what follows from the answers (phone.setup), or calling on (chain).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs

from snom_dialer.actions.plan import Result
from snom_dialer.phone.setup import Record
from snom_dialer.protocol.action_url import secret_of
from snom_dialer.protocol.http import quote_value

CALLS = "peer_calls"
BYE = "peer_bye"

Fetch = Callable[[str], Result]


class Question(NamedTuple):
    """A request of another Snom dialer, as it arrived; all values are "" where they were not given."""

    kind: str
    url: str
    setting: str = ""
    former: str = ""


def question(target: bytes) -> Question | None:
    """Read a request of another Snom dialer; None where it is an event of a phone."""
    path, _, query = target.partition(b"?")
    kind = path.rpartition(b"/")[2].decode("latin-1")
    if kind not in (CALLS, BYE):
        return None
    given = parse_qs(query.decode("latin-1"), keep_blank_values=True, encoding="utf-8", errors="replace")
    one = {name: values[0] for name, values in given.items()}
    return Question(kind, one.get("url", ""), one.get("setting", ""), one.get("former", ""))


def calls_us(sibling: str, ours: str, fetch: Fetch) -> bool:
    """Ask one other Snom dialer once whether it calls ours on. False where it is silent."""
    return Siblings({}, fetch).calls_us(sibling, ours)


def same_place(one: str, other: str) -> bool:
    """Whether two URLs of Snom dialers lead to the same event of the same one, whatever its address and variables."""
    secret = secret_of(one)
    return secret != "" and secret == secret_of(other) and _event(one) == _event(other)


def meant(question: Question, record: Record) -> dict[str, str]:
    """Return the settings of which another Snom dialer speaks, with what is to be called on for them from now on.

    Nothing where it speaks of what we do not know.
    """
    former = record.former
    if question.kind == BYE:
        known = same_place(former.get(question.setting, ""), question.url)
        return {question.setting: question.former} if known else {}
    return {name: question.url for name in record.chained if same_place(former.get(name, ""), question.url)}


class Siblings:
    """The other Snom dialers on a phone, for the time of one look: who does not answer once is not asked again.

    `ours` are the URLs that we want in the phone, by setting.
    """

    def __init__(self, ours: Mapping[str, str], fetch: Fetch) -> None:
        self._ours = ours
        self._fetch = fetch
        self._silent: set[str] = set()

    def calls_us(self, sibling: str, ours: str) -> bool:
        """Ask the other one, whose URL stands in the phone, whether it calls ours on. False where it is silent."""
        return self._ask(sibling, CALLS, {"url": ours}) == 200

    def bye(self, setting: str, sibling: str, former: str) -> bool | None:
        """Tell the one that calls us on that we end, and what stood in the phone before us. None where it is silent."""
        status = self._ask(sibling, BYE, {"setting": setting, "url": self._ours.get(setting, ""), "former": former})
        return None if status is None else status == 200

    def _ask(self, sibling: str, kind: str, values: Mapping[str, str]) -> int | None:
        address = _address(sibling, kind)
        base = address.removesuffix(kind)
        if not address or base in self._silent:
            return None
        query = "&".join(f"{name}={quote_value(value)}" for name, value in values.items())
        status = self._fetch(f"{address}?{query}").status
        if status is None:
            self._silent.add(base)
        return status


def _event(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def _address(sibling: str, kind: str) -> str:
    secret = secret_of(sibling)
    base, found, _ = sibling.partition(f"/snom/{secret}/")
    return f"{base}{found}{kind}" if secret and found else ""
