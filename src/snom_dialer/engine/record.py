"""Calls and changes as they leave the program: JSON objects, whose schema stands in docs/stream.schema.json.

Not for: sending them (stream, control), or keeping them (journal has columns of its own).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from snom_dialer.calls.call import Call, CallChange, CallState, Direction, Outcome
from snom_dialer.protocol.event import Party

if TYPE_CHECKING:
    from snom_dialer.engine.keeper import Standing

Record = dict[str, object]

NOT_TRIED = "not tried yet"  # why a phone is not active before the first try


def rfc3339(seconds: float | None) -> str | None:
    """Return Unix seconds as RFC 3339 in UTC, rounded to milliseconds as the journal keeps them; None for None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(round(seconds, 3), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def call_record(call: Call) -> Record:
    """Return a call as the stream and `snom-dialer calls --json` show it."""
    return {
        "id": call.id,
        "phone": call.phone,
        "call_id": call.call_id,
        "direction": call.direction.value,
        "state": call.state.value,
        "outcome": None if call.outcome is None else call.outcome.value,
        "remote": _party(call.remote),
        "local": _party(call.local),
        "started_at": rfc3339(call.started_at),
        "connected_at": rfc3339(call.connected_at),
        "ended_at": rfc3339(call.ended_at),
        "duration": call.duration,
    }


def call_of(record: Record) -> Call:
    """Return the call that a record shows, the way back from `call_record`. Raises ValueError for anything else."""
    try:
        outcome = record["outcome"]
        return Call(
            id=str(record["id"]),
            phone=str(record["phone"]),
            call_id=str(record["call_id"]),
            direction=Direction(str(record["direction"])),
            state=CallState(str(record["state"])),
            outcome=None if outcome is None else Outcome(str(outcome)),
            remote=_party_of(record["remote"]),
            local=_party_of(record["local"]),
            started_at=_seconds(record["started_at"]) or 0.0,
            connected_at=_seconds(record["connected_at"]),
            ended_at=_seconds(record["ended_at"]),
            duration=float(str(record["duration"])),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no call: {error}") from error


def change_record(change: CallChange) -> Record:
    """Return a change of a call, without the time and number that the stream gives it."""
    return {"type": "call", "change": change.change.value, "call": call_record(change.call)}


def phone_record(name: str, standing: "Standing") -> Record:
    """Return how the set-up of a phone stands, without the time and number that the stream gives it."""
    return {
        "type": "phone",
        "name": name,
        "reachable": standing.reachable,
        "state": standing.state.value,
        "reason": standing.reason or None,
    }


def set_up_record(phone: str, change: str, settings: Iterable[str], address: str, port: int) -> Record:
    """Return a step of the set-up of a phone: what it was, the settings that were written, whom the phone calls."""
    told = {"phone": phone, "change": change, "settings": list(settings), "address": address, "port": port}
    return {"type": "set_up", **told}


def _seconds(text: object) -> float | None:
    return None if text is None else datetime.fromisoformat(str(text)).timestamp()


def _party_of(record: object) -> Party:
    if not isinstance(record, dict):
        raise TypeError("somebody who is no object")
    return Party(uri=str(record["uri"]), number=str(record["number"]), name=str(record["name"]))


def _party(party: Party) -> Record:
    return {"uri": party.uri, "number": party.number, "name": party.name}
