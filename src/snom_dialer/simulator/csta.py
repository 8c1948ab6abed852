"""CSTA over HTTP: the three requests that Snom documents, answered at `/csta` (docs/snom-protocol.md §13).

Not for: events, and the services of ECMA-323 whose answers nobody has written down.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from xml.etree import ElementTree

from snom_dialer.simulator.call import Call, CallState
from snom_dialer.simulator.keypad import Keypad
from snom_dialer.simulator.line import Line
from snom_dialer.simulator.wire import WebAnswer

_NAMESPACE: Final = "http://www.ecma-international.org/standards/ecma-323/csta/ed5"
_STATES: Final[Mapping[CallState, str]] = {
    CallState.RINGING: "alerting", CallState.CALLING: "initiated", CallState.CONNECTED: "connected",
    CallState.HOLDING: "hold",
}  # fmt: skip


def answer(body: bytes, line: Line, keypad: Keypad) -> WebAnswer:
    """Answer one request; namespaces are not looked at, since phones and callers disagree about them."""
    root = _parse(body)
    service = _SERVICES.get(_local(root.tag)) if root is not None else None
    if root is None or service is None:
        return _document("CSTAErrorCode", "<operation>invalidFeature</operation>", status=400)
    return service(root, line, keypad)


def _parse(body: bytes) -> ElementTree.Element | None:
    if b"<!DOCTYPE" in body:
        return None
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - no DTD gets here
    except ElementTree.ParseError:
        return None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _text(root: ElementTree.Element, name: str) -> str:
    return next(((element.text or "").strip() for element in root.iter() if _local(element.tag) == name), "")


def _document(name: str, inside: str, *, status: int = 200) -> WebAnswer:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns="{_NAMESPACE}">{inside}</{name}>'
    return WebAnswer(status=status, body=body, type="text/xml")


def _system_status(_root: ElementTree.Element, _line: Line, _keypad: Keypad) -> WebAnswer:
    return _document("RequestSystemStatusResponse", "<systemStatus>normal</systemStatus>")


def _connection(call: Call) -> str:
    device = escape(f"sip:{call.identity.address}")
    return f"<callID>{call.csta_id}</callID><deviceID>{device}</deviceID>"


def _snapshot(_root: ElementTree.Element, line: Line, _keypad: Keypad) -> WebAnswer:
    rows = "".join(
        f"<snapshotDeviceResponseInfo><connectionIdentifier>{_connection(call)}</connectionIdentifier>"
        f"<localCallState><compoundCallState><localConnectionState>{_STATES[call.state]}</localConnectionState>"
        "</compoundCallState></localCallState></snapshotDeviceResponseInfo>"
        for call in line.calls
    )
    inside = f"<crossRefIDorSnapshotData><snapshotData>{rows}</snapshotData></crossRefIDorSnapshotData>"
    return _document("SnapshotDeviceResponse", inside)


def _make_call(root: ElementTree.Element, line: Line, keypad: Keypad) -> WebAnswer:
    keypad.dial(_text(root, "calledDirectoryNumber"), _text(root, "callingDevice"))
    call = line.find(CallState.CALLING)
    inside = _connection(call) if call else ""
    return _document("MakeCallResponse", f"<callingDevice>{inside}</callingDevice>")


_SERVICES: Final[Mapping[str, Callable[[ElementTree.Element, Line, Keypad], WebAnswer]]] = {
    "RequestSystemStatus": _system_status,
    "SnapshotDevice": _snapshot,
    "MakeCall": _make_call,
}
