"""The journal's rows: calls and recent numbers as SQL, each function one thing done on an open connection.

Not for: transactions, threads and files (store, reader, database). Every function raises sqlite3.Error.
"""

import sqlite3
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from snom_dialer.calls.call import Call, CallState, Direction, Outcome
from snom_dialer.protocol.event import Party

RECENT_LIMIT = 100
RECENT_IMPORTED = "recent numbers imported"

Row = tuple[str | int | None, ...]
Kind = TypeVar("Kind", bound=StrEnum)

_COLUMNS = (
    "id", "phone", "call_id", "direction", "state", "outcome", "remote_uri", "remote_number", "remote_name",
    "local_uri", "local_number", "local_name", "started_ms", "connected_ms", "ended_ms", "duration_ms",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM calls"  # noqa: S608  # our own names
# Not REPLACE: that would delete the row, and with it whatever points to it one day.
_UPSERT = (
    f"INSERT INTO calls ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO UPDATE "  # noqa: S608
    f"SET {', '.join(f'{column} = excluded.{column}' for column in _COLUMNS[1:])}"
)
_ADD_RECENT = "INSERT OR REPLACE INTO recent_numbers (number, used_ms) VALUES (?, ?)"
_PRUNE_RECENT = (
    "DELETE FROM recent_numbers WHERE position NOT IN "
    "(SELECT position FROM recent_numbers ORDER BY position DESC LIMIT ?)"
)


def row_of(call: Call) -> Row:
    """Return the call as its row: times and durations in whole milliseconds."""
    remote, local = call.remote, call.local
    texts = (call.id, call.phone, call.call_id, call.direction.value, call.state.value)
    parties = (remote.uri, remote.number, remote.name, local.uri, local.number, local.name)
    times = (call.started_at, call.connected_at, call.ended_at, call.duration)
    outcome = None if call.outcome is None else call.outcome.value
    return (*map(storable, texts), outcome, *map(storable, parties), *map(_milliseconds, times))


def storable(text: str) -> str:
    """Return `text` without what is no Unicode (lone surrogates), which SQLite cannot hold."""
    return text.encode("utf-8", "replace").decode()


def put_call(connection: sqlite3.Connection, row: Row) -> None:
    """Write a call, over what was known of it before."""
    connection.execute(_UPSERT, row)


def live_calls(connection: sqlite3.Connection) -> list[Call]:
    """Return the calls whose end is not known, oldest first."""
    return [_call(row) for row in connection.execute(f"{_SELECT} WHERE state <> 'ended' ORDER BY started_ms, id")]


def newest_calls(connection: sqlite3.Connection, limit: int, before: Call | None = None) -> list[Call]:
    """Return at most `limit` calls, newest first; with `before`, those that follow it in this order."""
    order = "ORDER BY started_ms DESC, id DESC LIMIT ?"
    if before is None:
        return [_call(row) for row in connection.execute(f"{_SELECT} {order}", (limit,))]
    place = (_milliseconds(before.started_at), before.id, limit)
    return [_call(row) for row in connection.execute(f"{_SELECT} WHERE (started_ms, id) < (?, ?) {order}", place)]


def add_recent(connection: sqlite3.Connection, number: str, used_ms: int | None) -> None:
    """Put `number` at the head of the recent ones, where it stands once."""
    connection.execute(_ADD_RECENT, (number, used_ms))
    connection.execute(_PRUNE_RECENT, (RECENT_LIMIT,))


def recent_numbers(connection: sqlite3.Connection, limit: int) -> list[str]:
    """Return the numbers dialled last, most recent first."""
    order = "SELECT number FROM recent_numbers ORDER BY position DESC LIMIT ?"
    return [number for (number,) in connection.execute(order, (limit,))]


def import_recent(connection: sqlite3.Connection, numbers: Iterable[str], at_ms: int) -> None:
    """Put `numbers`, most recent first, behind the recent ones; only ever once in the life of the file."""
    first = connection.execute("INSERT OR IGNORE INTO done_once VALUES (?, ?)", (RECENT_IMPORTED, at_ms)).rowcount
    if not first:
        return
    known = dict(connection.execute("SELECT number, used_ms FROM recent_numbers ORDER BY position DESC").fetchall())
    behind = {number: None for number in numbers if number not in known}
    connection.execute("DELETE FROM recent_numbers")
    for number, used_ms in reversed(list({**known, **behind}.items())[:RECENT_LIMIT]):
        connection.execute(_ADD_RECENT, (number, used_ms))


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _seconds(milliseconds: int | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


def _call(row: Any) -> Call:
    id_, phone, call_id, direction, state, outcome, *parties, started, connected, ended, duration = row
    remote_uri, remote_number, remote_name, local_uri, local_number, local_name = parties
    return Call(
        id=id_,
        phone=phone,
        call_id=call_id,
        direction=_known(Direction, direction, Direction.UNKNOWN),
        state=_known(CallState, state, CallState.ENDED),
        outcome=None if outcome is None else _known(Outcome, outcome, Outcome.UNKNOWN),
        remote=Party(uri=remote_uri, number=remote_number, name=remote_name),
        local=Party(uri=local_uri, number=local_number, name=local_name),
        started_at=started / 1000,
        connected_at=_seconds(connected),
        ended_at=_seconds(ended),
        duration=duration / 1000,
    )


def _known(kind: type[Kind], value: str, otherwise: Kind) -> Kind:
    """Return the member of `kind`, or `otherwise` for a word that a later version of this program has written."""
    try:
        return kind(value)
    except ValueError:
        return otherwise
