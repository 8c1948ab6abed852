"""Calls followed through their SIP messages: what a phone sends and receives, told as the events it would send.

    a first INVITE, or a sign of ringing where none was seen     incoming (it was received), outgoing (it was sent)
    2xx to it, or the ACK that only follows one                  connected
    a later INVITE of ours that stops or resumes the sound       hold, unhold
    BYE, CANCEL, or a final refusal of the first INVITE          disconnected, with the reason or the status

Everything else tells nothing: messages sent again, challenges that are met with credentials, registrations, and
whatever comes after the end. A call that began before anybody looked is taken up where it is.

Not for: reading messages (sip), where they come from (log), or what an event does to a call (calls.tracker).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Final

from snom_dialer.protocol.event import EventKind, Party, PhoneEvent
from snom_dialer.protocol.sip import Message
from snom_dialer.protocol.text import plain
from snom_dialer.protocol.uri import party

DIALOGS: Final = 64  # that are remembered; no phone has as many calls at once
_CALL_ID_LIMIT: Final = 255  # as that of the variable `$call-id`

# A refusal of this kind is answered with a further INVITE of the same call: RFC 3261 §22, RFC 4028 §6.
_CREDENTIALS: Final[Mapping[int, str]] = {401: "authorization", 407: "proxy-authorization"}
_INTERVAL_TOO_SMALL: Final = 422
_REDIRECTS: Final = range(300, 400)


class _Phase(Enum):
    EARLY = "not answered yet"
    UP = "answered"
    OVER = "ended"


class _Dialog:
    """One call. `sent` tells whether the phone began it, `changed` is the CSeq of the last INVITE that held or resumed.

    `cseq`, `branch` and `headers` are those of the INVITE that it waits to see answered.
    """

    __slots__ = ("branch", "call_id", "changed", "cseq", "headers", "held", "local", "phase", "remote", "sent")

    def __init__(self, message: Message, *, sent: bool) -> None:
        caller, callee = _party(message, "from"), _party(message, "to")
        self.call_id = plain(message.call_id, _CALL_ID_LIMIT)
        self.sent = sent
        self.local, self.remote = (caller, callee) if sent else (callee, caller)
        self.phase = _Phase.EARLY
        self.held = False
        self.changed = 0
        self.expect(message)

    def expect(self, message: Message) -> None:
        """Wait for the answer to this INVITE from now on."""
        self.cseq = message.cseq
        self.branch = message.branch
        self.headers = message.headers

    def answers(self, message: Message, *, sent: bool) -> bool:
        """Whether this response is one to the INVITE that is waited for, and not to a copy that took another way."""
        same_branch = not self.branch or not message.branch or self.branch == message.branch
        return sent is not self.sent and message.cseq == self.cseq and same_branch

    def goes_on(self, refusal: Message, *, sent: bool) -> bool:
        """Whether a further INVITE follows on this refusal; credentials that were refused are not sent again."""
        if refusal.status in _CREDENTIALS:
            return refusal.stale or _CREDENTIALS[refusal.status] not in self.headers
        return refusal.status == _INTERVAL_TOO_SMALL or (refusal.status in _REDIRECTS and not sent)

    def tell(self, kind: EventKind, reason: str = "") -> PhoneEvent:
        """Make an event of this call."""
        reason = plain(reason)
        values = {
            "call_id": self.call_id,
            "remote": self.remote.uri,
            "display_remote": self.remote.name,
            "local": self.local.uri,
            "display_local": self.local.name,
            "cancel_reason": reason,
        }
        return PhoneEvent(
            kind=kind,
            call_id=self.call_id,
            remote=self.remote,
            local=self.local,
            cancel_reason=reason,
            values={name: value for name, value in values.items() if value},
        )


class Dialogs:
    """The calls of one phone. `newest` is the Call-ID, as events tell it, of the one that began last."""

    def __init__(self) -> None:
        self._dialogs: dict[str, _Dialog] = {}  # in the order in which they began
        self.newest = ""
        self._requests: Mapping[str, Callable[[_Dialog | None, Message, bool], PhoneEvent | None]] = {
            "INVITE": self._invite,
            "ACK": self._ack,
            "CANCEL": self._cancel,
            "BYE": self._bye,
        }

    def live(self) -> frozenset[str]:
        """Return the Call-IDs, as events tell them, of the calls that are going on."""
        return frozenset(dialog.call_id for dialog in self._dialogs.values() if dialog.phase is not _Phase.OVER)

    def follow(self, message: Message, *, sent: bool) -> PhoneEvent | None:
        """Take the next message, `sent` by the phone or received; return what it tells, if anything."""
        dialog = self._dialogs.get(message.call_id)
        if message.status:
            return self._response(dialog, message, sent) if message.method == "INVITE" else None
        request = self._requests.get(message.method)
        return request(dialog, message, sent) if request else None

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _begin(self, message: Message, kind: EventKind, phase: _Phase, *, sent: bool, reason: str = "") -> PhoneEvent:
        """Remember a call that nobody knew; `sent` tells whether the phone is the one in From."""
        self._dialogs.pop(message.call_id, None)
        if len(self._dialogs) >= DIALOGS:
            over = (key for key, dialog in self._dialogs.items() if dialog.phase is _Phase.OVER)
            del self._dialogs[next(over, next(iter(self._dialogs)))]
        dialog = self._dialogs[message.call_id] = _Dialog(message, sent=sent)
        dialog.phase = phase
        self.newest = dialog.call_id
        return dialog.tell(kind, reason)

    def _invite(self, dialog: _Dialog | None, message: Message, sent: bool) -> PhoneEvent | None:
        if dialog is None or (dialog.phase is _Phase.OVER and message.cseq > dialog.cseq and not message.in_dialog):
            return self._first_invite(message, sent)
        if dialog.phase is _Phase.UP:
            return _hold(dialog, message) if sent else None
        if dialog.phase is _Phase.EARLY and sent is dialog.sent and message.cseq > dialog.cseq:
            dialog.expect(message)
        return None

    def _first_invite(self, message: Message, sent: bool) -> PhoneEvent:
        if not message.in_dialog:
            kind = EventKind.OUTGOING if sent else EventKind.INCOMING
            return self._begin(message, kind, _Phase.EARLY, sent=sent)
        connected = self._begin(message, EventKind.CONNECTED, _Phase.UP, sent=sent)
        return (_hold(self._dialogs[message.call_id], message) if sent else None) or connected

    def _ack(self, dialog: _Dialog | None, message: Message, sent: bool) -> PhoneEvent | None:
        """The ACK to a refusal has the branch of its INVITE, that to a 2xx one of its own (RFC 3261 §17.1.1.3)."""
        if dialog is None or dialog.phase is not _Phase.EARLY or sent is not dialog.sent:
            return None
        told = message.branch and dialog.branch and message.cseq == dialog.cseq
        return _connect(dialog) if told and message.branch != dialog.branch else None

    def _response(self, dialog: _Dialog | None, message: Message, sent: bool) -> PhoneEvent | None:
        if dialog is None:
            return self._answer_to_unseen(message, sent)
        if dialog.phase is not _Phase.EARLY or not dialog.answers(message, sent=sent):
            return None
        if 200 <= message.status < 300:
            return _connect(dialog)
        if message.status < 300 or dialog.goes_on(message, sent=sent):
            return None
        return _end(dialog, message.headers.get("reason") or f"SIP;cause={message.status}")

    def _answer_to_unseen(self, message: Message, sent: bool) -> PhoneEvent | None:
        """A refusal tells nothing here: it may be that of a change within a call, which goes on."""
        if 200 <= message.status < 300:
            return self._begin(message, EventKind.CONNECTED, _Phase.UP, sent=not sent)
        if 100 < message.status < 200:
            kind = EventKind.INCOMING if sent else EventKind.OUTGOING
            return self._begin(message, kind, _Phase.EARLY, sent=not sent)
        return None

    def _cancel(self, dialog: _Dialog | None, message: Message, sent: bool) -> PhoneEvent | None:
        """A CANCEL that comes after the answer has no effect (RFC 3261 §9.2)."""
        return None if dialog is not None and dialog.phase is _Phase.UP else self._bye(dialog, message, sent)

    def _bye(self, dialog: _Dialog | None, message: Message, sent: bool) -> PhoneEvent | None:
        reason = message.headers.get("reason", "")
        if dialog is None:
            return self._begin(message, EventKind.DISCONNECTED, _Phase.OVER, sent=sent, reason=reason)
        return None if dialog.phase is _Phase.OVER else _end(dialog, reason)


def _connect(dialog: _Dialog) -> PhoneEvent:
    dialog.phase = _Phase.UP
    return dialog.tell(EventKind.CONNECTED)


def _end(dialog: _Dialog, reason: str) -> PhoneEvent:
    dialog.phase = _Phase.OVER
    return dialog.tell(EventKind.DISCONNECTED, reason)


def _hold(dialog: _Dialog, message: Message) -> PhoneEvent | None:
    """See whether an INVITE of ours within the call holds the other side, or takes it back."""
    if message.holds is None or message.holds is dialog.held or message.cseq <= dialog.changed:
        return None
    dialog.held, dialog.changed = message.holds, message.cseq
    return dialog.tell(EventKind.HOLD if dialog.held else EventKind.UNHOLD)


def _party(message: Message, header: str) -> Party:
    """Read From or To as `$local` and `$remote` write it, which is without `sip:` (docs/snom-protocol.md §3)."""
    address = message.headers.get(header, "")
    if "<" not in address:  # then what follows a semicolon belongs to the header and not to the address
        address = address.partition(";")[0]
    found = party(address)
    return replace(found, uri=found.uri[4:]) if found.uri[:4].lower() == "sip:" else found
