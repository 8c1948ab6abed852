"""Records of the stream as lines that people read.

Not for: programs (they get the records).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Record = Mapping[str, Any]

_ENDED = {
    "answered": "ended after {duration}",
    "missed": "missed",
    "rejected": "rejected",
    "busy": "busy",
    "no_answer": "not answered",
    "answered_elsewhere": "answered on another phone",
    "unknown": "ended, nobody knows how",
}
_STATES = {"ringing": "rings", "dialing": "dials", "connected": "connected", "held": "on hold"}
_CHANGES = {"connected": "connected", "held": "on hold", "resumed": "resumed", "updated": "has news of the call"}
_STARTED = {
    ("incoming", "ringing"): "rings: {who}",
    ("outgoing", "dialing"): "dials {who}",
}


def narrated(record: Record) -> str:
    """Return the line for a record, "" for one that people need not see."""
    teller = _TELLERS.get(str(record.get("type")))
    text = teller(record) if teller else ""
    return f"{_time(record)}  {text}" if text else ""


def call_line(call: Record) -> str:
    """Return what happened to a call, as one phrase."""
    state = call["state"]
    if state == "ended":
        return _ended(call)
    return _STATES.get(state, str(state))


def who(call: Record) -> str:
    """Return the other side of a call: name and number, as far as they are known."""
    remote = call["remote"]
    number, name = remote["number"] or remote["uri"], remote["name"]
    if name and number and name != number:
        return f"{name} ({number})"
    return name or number or "an unknown number"


def lasting(seconds: float) -> str:
    """Return a duration as people write it: 7 s, 3:07 min, 1:02:03 h."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"


def _time(record: Record) -> str:
    at = record.get("at")
    moment = datetime.fromisoformat(at) if isinstance(at, str) else datetime.now().astimezone()
    return moment.astimezone().strftime("%H:%M:%S")


def _call(record: Record) -> str:
    call, change = record["call"], record["change"]
    phone = call["phone"]
    if change == "started":
        begins: str = _STARTED.get((call["direction"], call["state"]), "is in a call with {who}")
        text = begins.format(who=who(call))
        return f"{phone} {text}"
    if call["state"] == "ended":
        known_late = " (as it turns out)" if change == "updated" else ""
        return f"{phone} {_ended(call)}{known_late}: {who(call)}"
    return f"{phone} {_CHANGES.get(change, change)}: {who(call)}"


def _ended(call: Record) -> str:
    how: str = _ENDED.get(call["outcome"], "ended")
    return how.format(duration=lasting(call["duration"]))


def _ready(record: Record) -> str:
    callback = record["callback"]
    addresses = ", ".join(callback["addresses"])
    moved = "" if callback["wanted_port"] in (0, callback["port"]) else f" ({callback['wanted_port']} was taken)"
    return f"ready: phones call back at {addresses}, port {callback['port']}{moved}"


def _phone(record: Record) -> str:
    name, reason = record["name"], record["reason"]
    if record["reachable"]:
        return f"{name} is reached, but {reason}" if reason else f"{name} is set up"
    return f"{name} is not reached: {reason}" if reason else f"{name} is not reached"


def _action(record: Record) -> str:
    status = f" {record['status']}" if record["status"] else ""
    return f"action for {record['event']}: {record['url_shown']} {record['result']}{status} in {record['ms']:.0f} ms"


def _dropped(record: Record) -> str:
    return f"the stream ended: {record['reason']}"


_TELLERS: Mapping[str, Callable[[Record], str]] = {
    "call": _call,
    "ready": _ready,
    "phone": _phone,
    "action": _action,
    "dropped": _dropped,
}
