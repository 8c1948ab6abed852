"""SIP messages and the log lines around them, for the tests of sip, dialog and log."""

from collections.abc import Iterable

ANNA = '"Anna" <sip:030123@pbx.example>'
US = '"Desk" <sip:101@pbx.example>'
HELD = "v=0\nc=IN IP4 10.0.0.2\nm=audio 4000 RTP/AVP 8\na=sendonly\n"
TALKING = "v=0\nc=IN IP4 10.0.0.2\nm=audio 4000 RTP/AVP 8\na=sendrecv\n"


def sip(
    what: str | int,
    *more: str,
    call_id: str = "c1@pbx",
    cseq: str = "",
    caller: str = ANNA,
    callee: str = US,
    tag: str = "",
    branch: str = "",
    body: str = "",
) -> str:
    """One message of a call from `caller` to `callee`: `what` is a method or a status."""
    start = f"SIP/2.0 {what} Word" if isinstance(what, int) else f"{what} sip:101@10.0.0.2 SIP/2.0"
    content = body.replace("\n", "\r\n")
    head = [
        start,
        *([f"Via: SIP/2.0/UDP 10.0.0.1:5060;branch={branch};rport"] if branch else []),
        f"From: {caller};tag=a",
        f"To: {callee}" + (f";tag={tag}" if tag else ""),
        f"Call-ID: {call_id}",
        f"CSeq: {cseq or ('1 INVITE' if isinstance(what, int) else f'1 {what}')}",
        *more,
        f"Content-Length: {len(content)}",
    ]
    return "\r\n".join([*head, "", content])


OLD = "{way} udp:10.0.0.1:5060 at Oct 2 01:15:{second:02}.729 (442 bytes):"
NEW = {
    "Sent to": "Sent to Udp:10.0.0.1:5060 from Udp:10.0.0.2:5060 at Nov 21 11:28:{second:02}.878 (685 bytes):",
    "Received from": "Received from Udp:10.0.0.1:5060 on Udp:10.0.0.2:5060 at Nov 21 11:28:{second:02}.8 (655 bytes):",
}


def trace(sent: bool, message: str, second: int = 0, form: str = OLD) -> str:
    """A message as it stands in a log."""
    way = "Sent to" if sent else "Received from"
    text = message.replace("\r\n", "\n")
    return f"{form.format(way=way, second=second)}\n\n{text}\n"


def page(steps: Iterable[tuple[bool, str]], form: str = OLD) -> str:
    """A log with these messages, sent (True) or received, a second apart."""
    return "".join(trace(sent, message, second, form) for second, (sent, message) in enumerate(steps))
