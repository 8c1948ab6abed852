"""Records of the stream as lines that people read.

Not for: programs (they get the records).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from snom_dialer.engine.record import NOT_TRIED

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
    if not callback.get("open", True):
        return "the callback server is stopped; `snom-dialer phone start` begins again"
    addresses = ", ".join(callback["addresses"])
    moved = "" if callback["wanted_port"] in (0, callback["port"]) else f" ({callback['wanted_port']} was taken)"
    return f"ready: phones call back at {addresses}, port {callback['port']}{moved}"


_STANDINGS = {
    ("active", True): "is set up",
    ("active", None): "is listened to",
    ("degraded", False): "is not reached",
    ("degraded", True): "is reached, but",
}


def _phone(record: Record) -> str:
    if record["reason"] == NOT_TRIED:
        return ""  # the next line tells
    standing = _STANDINGS.get((record["state"], record["reachable"]), "is inactive")
    reason = f"{'' if standing.endswith('but') else ':'} {record['reason']}" if record["reason"] else ""
    return f"{record['name']} {standing}{reason}"


_STEPS = {
    "restarted": "has restarted; its settings are looked at",
    "new_address": "is to call {address}, port {port} from now on",
    "moved": "is at {address} now",
    "written": "was given our settings ({count})",
    "repaired": "had lost our settings ({count}); they were written again",
}


def _set_up(record: Record) -> str:
    step = _STEPS.get(str(record["change"]), str(record["change"]))
    values = {"address": record["address"], "port": record["port"], "count": len(record["settings"])}
    return f"{record['phone']} {step.format(**values)}"


def _action(record: Record) -> str:
    status = f" {record['status']}" if record["status"] else ""
    return f"action for {record['event']}: {record['url_shown']} {record['result']}{status} in {record['ms']:.0f} ms"


def _dropped(record: Record) -> str:
    return f"the stream ended: {record['reason']}"


_TELLERS: Mapping[str, Callable[[Record], str]] = {
    "call": _call,
    "ready": _ready,
    "phone": _phone,
    "set_up": _set_up,
    "action": _action,
    "dropped": _dropped,
}
