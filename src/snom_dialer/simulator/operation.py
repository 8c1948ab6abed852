"""Everything that can be done to a virtual phone by hand, one row each.

The rows make the control port, the console and the table in the documentation.

Not for: carrying requests (control) or lines (console) to a row.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.call import Call, Signal
from snom_dialer.simulator.keypad import Press, read_presses
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.tls import Certificate

Given = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing to do. `takes` are the names of its values in the order in which the console takes them."""

    name: str
    help: str
    run: Callable[[VirtualPhone, Given], object]
    takes: tuple[str, ...] = ()


def usage(what: str) -> DialerError:
    """Make the error for an operation or a value that makes no sense."""
    return fault(Code.USAGE, what=what, command="simulate")


def _text(given: Given, name: str, default: str | None = None) -> str:
    value = given.get(name, default)
    if value is None:
        raise usage(f"`{name}` is missing")
    return str(value)


def _switch(given: Given, name: str) -> bool:
    return str(given.get(name, True)).lower() not in {"false", "off", "no", "0"}


def _call(phone: VirtualPhone, given: Given) -> Call | None:
    """Return the call that is meant: by its id, else the selected one."""
    wanted = given.get("call_id")
    if wanted is None:
        return phone.line.selected
    return next((call for call in phone.line.calls if call.call_id == wanted), None)


def _state(phone: VirtualPhone, _given: Given) -> object:
    selected = phone.line.selected
    return {
        "name": phone.name,
        "number": phone.setup.number,
        "model": phone.model.name,
        "firmware": phone.model.firmware,
        "mac": phone.setup.mac,
        "url": phone.url,
        "port": phone.port,
        "plain_port": phone.web.plain_port,
        "classic_port": phone.web.classic_port,
        "handset": "up" if phone.line.handset_up else "down",
        "typed": phone.keypad.typed,
        "locked": phone.login.locked,
        "calls": [call.as_dict() for call in phone.line.calls],
        "selected": selected.call_id if selected else None,
        "quirks": phone.quirks.as_dict(),
    }


def _ring(phone: VirtualPhone, given: Given) -> object:
    number, name = _text(given, "number", "030123456"), _text(given, "name", "")
    call = phone.ring(number, name, host=_text(given, "host", ""), call_id=_text(given, "call_id", ""))
    return call.as_dict() if call else None


def _far(signal: Signal) -> Callable[[VirtualPhone, Given], object]:
    def act(phone: VirtualPhone, given: Given) -> object:
        call = _call(phone, given)
        if call is not None:
            call.far.act(signal, _text(given, "reason", ""))
        return call is not None

    return act


def _set(phone: VirtualPhone, given: Given) -> object:
    changes = [(_text(given, "name"), _text(given, "value", ""))]
    return list(phone.settings.save(changes, store=_switch({"store": False} | dict(given), "store")).written)


def _quirk(phone: VirtualPhone, given: Given) -> object:
    name, value = _text(given, "name"), given.get("value", True)
    phone.quirks.set(name, value if isinstance(value, bool | float) else str(value))
    phone.tell("quirk", name=name, value=phone.quirks.as_dict()[name])
    return phone.quirks.as_dict()[name]


def _slow(phone: VirtualPhone, given: Given) -> object:
    return _quirk(phone, {"name": "slow", "value": _text(given, "seconds", "2")})


def _hook(phone: VirtualPhone, given: Given) -> object:
    phone.keypad.press(Press(key="OFFHOOK" if _switch(given, "up") else "ONHOOK"))
    return phone.line.handset_up


def _certificate(phone: VirtualPhone, given: Given) -> object:
    try:
        certificate = Certificate(_text(given, "name", "changed"))
    except ValueError:
        raise usage(f"there is no certificate of this name; there are {', '.join(Certificate)}") from None
    phone.web.show_certificate(certificate)
    return certificate.value


def _events(phone: VirtualPhone, given: Given) -> object:
    """Play events, each with the seconds to wait before it and its own values (docs/simulator.md)."""
    rows = given.get("events")
    if "file" in given:
        rows = _rows(_text(given, "file"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise usage("`events` is a list of objects, each with `event` and perhaps `after` and `values`")
    phone.play_all([_played(row) for row in rows])
    return len(rows)


def _rows(path: str) -> object:
    try:
        read = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise usage(f"the events in {path} cannot be read ({error})") from None
    return read.get("events") if isinstance(read, dict) else read


def _played(row: Given) -> tuple[float, EventKind, dict[str, str]]:
    kind, values, after = EventKind(str(row.get("event"))), row.get("values", {}), row.get("after", 0)
    if kind is EventKind.UNKNOWN:
        raise usage(f"there is no event `{row.get('event')}`")
    if not isinstance(values, dict) or not isinstance(after, int | float):
        raise usage("`values` of an event is an object, and `after` is in seconds")
    return float(after), kind, {str(name): str(value) for name, value in values.items()}


def _requests(phone: VirtualPhone, _given: Given) -> object:
    rows = ((seen.request, seen.status) for seen in phone.log)
    return [{"method": request.method, "target": request.target, "status": status} for request, status in rows]


def _deliveries(phone: VirtualPhone, _given: Given) -> object:
    return [
        {"event": row.kind.value, "url": row.url, "status": row.reply.status, "error": row.reply.error}
        for row in phone.deliveries
    ]


ALL: Final = (
    Operation(name="state", help="what the phone is, its calls and its quirks", run=_state),
    Operation(name="ring", help="a call comes in", takes=("number", "name", "host"), run=_ring),
    Operation(name="second_call", help="a further call comes in", takes=("number", "name"), run=_ring),
    Operation(name="dial", help="somebody dials on the phone", takes=("number",),
              run=lambda phone, given: phone.keypad.dial(_text(given, "number"))),
    Operation(name="answer", help="somebody answers on the phone",
              run=lambda phone, given: phone.line.answer(_call(phone, given) if "call_id" in given else None)),
    Operation(name="hangup", help="somebody ends the call on the phone",
              run=lambda phone, given: phone.line.hang_up(_call(phone, given))),
    Operation(name="reject", help="somebody turns the ringing call away",
              run=lambda phone, given: phone.line.reject(_call(phone, given) if "call_id" in given else None)),
    Operation(name="hold", help="somebody holds the call, or takes it back",
              run=lambda phone, given: phone.line.toggle_hold(_call(phone, given))),
    Operation(name="transfer", help="somebody hands the call over", takes=("number",),
              run=lambda phone, given: phone.line.transfer(_text(given, "number"), _call(phone, given))),
    Operation(name="handset", help="somebody lifts the handset (off: puts it back)", takes=("up",), run=_hook),
    Operation(name="keys", help="somebody presses keys, written as for command.htm", takes=("keys",),
              run=lambda phone, given: phone.keypad.press_all(read_presses(_text(given, "keys")))),
    Operation(name="remote_answer", help="the other party answers", run=_far(Signal.ANSWER)),
    Operation(name="hangup_remote", help="the other party hangs up; `reason` is a SIP Reason header",
              takes=("reason",), run=_far(Signal.HANG_UP)),
    Operation(name="busy", help="the other party is busy", run=_far(Signal.BUSY)),
    Operation(name="reboot", help="the phone reboots", run=lambda phone, _: phone.reboot()),
    Operation(name="network", help="the phone loses its network (off: has it again)", takes=("lost",),
              run=lambda phone, given: phone.lose_network(_switch(given, "lost"))),
    Operation(name="slow", help="every answer takes seconds from now on", takes=("seconds",), run=_slow),
    Operation(name="quirk", help="set a quirk", takes=("name", "value"), run=_quirk),
    Operation(name="set", help="write a setting of the phone", takes=("name", "value", "store"), run=_set),
    Operation(name="settings", help="all settings but passwords", run=lambda phone, _: phone.settings.shown()),
    Operation(name="certificate", help="show another certificate (phone, changed)", takes=("name",), run=_certificate),
    Operation(name="events", help="play events out of a file", takes=("file",), run=_events),
    Operation(name="requests", help="the requests that the phone was sent", run=_requests),
    Operation(name="deliveries", help="the Action URLs that the phone sent", run=_deliveries),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Operation]] = {row.name: row for row in ALL}


def perform(name: str, phone: VirtualPhone, given: Given) -> object:
    """Do one of them and return what it says, fit for JSON; raises USAGE."""
    row = BY_NAME.get(name)
    if row is None:
        raise usage(f"there is no operation `{name}`; there are {', '.join(BY_NAME)}")
    return row.run(phone, given)
