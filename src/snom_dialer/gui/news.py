"""What the engine tells, as facts: the records of its stream, parsed once.

Not for: what is known in sum (board), or the records themselves (engine.record, docs/stream.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from snom_dialer.calls.call import Call, Change
from snom_dialer.engine.keeper import State
from snom_dialer.engine.record import call_of
from snom_dialer.errors import DialerError


class EngineState(StrEnum):
    """How the engine behind the window stands."""

    NONE = "none"  # there is no configuration yet
    STARTING = "starting"
    OWN = "own"  # it works in this process
    JOINED = "joined"  # it is that of a `serve` which runs already
    FAILED = "failed"
    ENDED = "ended"  # somebody has ended it: `snom-dialer quit`


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineNews:
    """A change of the engine itself; `error` is why it failed."""

    state: EngineState
    error: DialerError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackNews:
    """Where the phones call us. `wanted_port` is the configured one."""

    open: bool
    addresses: tuple[str, ...]
    port: int
    wanted_port: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The calls that go on when we begin to listen."""

    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNews:
    """A change of a call."""

    change: Change
    call: Call


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneNews:
    """How a phone stands; `reachable` None: not tried, `reason` "": nothing to say."""

    name: str
    state: State
    reachable: bool | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionNews:
    """What became of an Action URL of the user's. `status` None: there was no answer."""

    event: str
    url_shown: str
    result: str
    status: int | None


News = EngineNews | CallbackNews | Snapshot | CallNews | PhoneNews | ActionNews


def news_of(record: Mapping[str, object]) -> News | None:
    """Return what a record of the stream tells; None for kinds that no window shows. Raises ValueError."""
    try:
        match record["type"]:
            case "ready":
                return callback_of(record["callback"])
            case "snapshot":
                return Snapshot(calls=tuple(call_of(call) for call in _list(record["calls"])))
            case "call":
                return CallNews(change=Change(str(record["change"])), call=call_of(_object(record["call"])))
            case "phone":
                return _phone(record)
            case "action":
                return _action(record)
    except (KeyError, TypeError) as error:
        raise ValueError(f"a record of another form: {error}") from error
    return None


def callback_of(record: object) -> CallbackNews:
    """Return how the callback server stands. Raises KeyError, TypeError and ValueError."""
    told = _object(record)
    return CallbackNews(
        open=told["open"] is True,
        addresses=tuple(str(address) for address in _list(told["addresses"])),
        port=int(str(told["port"])),
        wanted_port=int(str(told["wanted_port"])),
        refused=int(str(told["refused"])),
    )


def _phone(record: Mapping[str, object]) -> PhoneNews:
    reachable = record["reachable"]
    return PhoneNews(
        name=str(record["name"]),
        state=State(str(record["state"])),
        reachable=reachable if isinstance(reachable, bool) else None,
        reason=str(record["reason"] or ""),
    )


def _action(record: Mapping[str, object]) -> ActionNews:
    status = record["status"]
    return ActionNews(
        event=str(record["event"]),
        url_shown=str(record["url_shown"]),
        result=str(record["result"]),
        status=status if isinstance(status, int) else None,
    )


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _list(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value
