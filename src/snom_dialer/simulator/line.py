"""The calls of a virtual phone and everything that can happen to them.

One table-free rule book, because it plays what phones do and not what they should do: the sequences are those of
docs/snom-protocol.md §11, and where they differ from phone to phone a quirk or a setting decides.

Not for: keys (keypad), Action URLs (variable, notifier), or who is at the other end (switchboard).
"""

import asyncio
import re
from collections.abc import Callable
from typing import Final

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.call import (
    Call,
    CallState,
    FarEnd,
    Fire,
    Nobody,
    Remote,
    Signal,
    Trace,
    foreign_call_id,
    own_call_id,
)
from snom_dialer.simulator.identity import Identity
from snom_dialer.simulator.identity import identity as find_identity
from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.settings_store import SettingsStore

_DECORATION: Final = re.compile(r"[\s()/-]")
_ELSEWHERE: Final = re.compile(r"cause\s*=\s*200\b|elsewhere", re.IGNORECASE)


class Line:
    """All calls of one phone.

    `connect` joins a new outgoing call to its far end; `tell` lets onlookers know of what no event tells.
    """

    def __init__(
        self,
        settings: SettingsStore,
        quirks: Quirks,
        fire: Fire,
        connect: Callable[[Call], None],
        trace: Trace,
        tell: Callable[..., None],
    ) -> None:
        self._settings = settings
        self._quirks = quirks
        self._fire = fire
        self._connect = connect
        self._trace = trace
        self._tell = tell
        self._count = 0
        self._last: Call | None = None
        self.calls: list[Call] = []
        self.selected: Call | None = None
        self.handset_up = False
        self.blocked: set[str] = set()

    # ---- what is ----------------------------------------------------------------------------------------------------

    def find(self, state: CallState) -> Call | None:
        """Return the selected call if it is in this state, else the first that is."""
        if self.selected is not None and self.selected.state is state:
            return self.selected
        return next((call for call in self.calls if call.state is state), None)

    # ---- calls begin ------------------------------------------------------------------------------------------------

    def ring(self, remote: Remote, *, far: FarEnd | None = None, call_id: str = "") -> Call | None:
        """Let a call come in; None where the phone turns it away without a sound (DND, blocked caller)."""
        call = self._new(incoming=True, remote=remote, call_id=call_id or self._foreign_id(remote), far=far or Nobody())
        self._trace("INVITE", call, sent=False)
        if self._settings.on(f"dnd_mode{call.identity.index}") or remote.number in self.blocked:
            self._trace("486", call, sent=True)
            self._tell("call", event="turned away", **call.as_dict())
            return None
        self.calls.append(call)
        if self.selected is None or not self._quirks.on("keep_selection"):
            self.selected = call
        self._fire(EventKind.INCOMING, call)
        return call

    def dial(self, number: str, identity: str = "") -> Call | None:
        """Call `number`, with blanks, brackets, slashes and dashes left out; None where nothing is left."""
        number = _DECORATION.sub("", number)
        if not number:
            return None
        self._hold_others(None)
        line = find_identity(self._settings, identity)
        user, _, host = number.removeprefix("sip:").partition("@")
        remote = Remote(number=user, host=host or line.host)
        call = self._new(incoming=False, remote=remote, call_id=self._own_id(line), far=Nobody(), identity=line)
        self.calls.append(call)
        self.selected = call
        self._trace("INVITE", call, sent=True)
        self._fire(EventKind.OUTGOING, call)
        self._connect(call)
        return call

    def _new(
        self, *, incoming: bool, remote: Remote, call_id: str, far: FarEnd, identity: Identity | None = None
    ) -> Call:
        self._count += 1
        return Call(
            call_id=call_id,
            csta_id=-self._count if incoming else self._count,
            incoming=incoming,
            remote=remote,
            identity=identity or find_identity(self._settings),
            state=CallState.RINGING if incoming else CallState.CALLING,
            far=far,
        )

    def _own_id(self, identity: Identity) -> str:
        return own_call_id(identity.host if self._quirks.on("call_id_host") else "")

    def _foreign_id(self, remote: Remote) -> str:
        return foreign_call_id("" if self._quirks.on("call_id_bare") else remote.host)

    # ---- calls go on ------------------------------------------------------------------------------------------------

    def answer(self, call: Call | None = None) -> bool:
        """Answer this call, or the one that rings; another one that is up is held first."""
        call = call or self.find(CallState.RINGING)
        if call is None or call.state is not CallState.RINGING:
            return False
        self._hold_others(call)
        self._connected(call)
        call.far.hears(Signal.ANSWER)
        return True

    def _connected(self, call: Call) -> None:
        call.state, call.answered, self.selected = CallState.CONNECTED, True, call
        self._trace("200", call, sent=call.incoming)
        self._fire(EventKind.CONNECTED, call)

    def toggle_hold(self, call: Call | None = None) -> bool:
        """Hold the selected call, or take it back."""
        call = call or self.selected
        if call is None or not call.up:
            return False
        if call.state is CallState.HOLDING:
            self._hold_others(call)
            call.state = CallState.CONNECTED
            self._fire(EventKind.UNHOLD, call)
        else:
            self._hold(call)
        return True

    def _hold(self, call: Call) -> None:
        call.state = CallState.HOLDING
        self._fire(EventKind.HOLD, call)

    def _hold_others(self, keep: Call | None) -> None:
        for call in self.calls:
            if call is not keep and call.state is CallState.CONNECTED:
                self._hold(call)

    def select(self, step: int) -> None:
        """Move the selection among the calls."""
        if self.calls:
            at = self.calls.index(self.selected) if self.selected in self.calls else -step
            self.selected = self.calls[(at + step) % len(self.calls)]

    # ---- calls end --------------------------------------------------------------------------------------------------

    def hang_up(self, call: Call | None = None) -> bool:
        """End the selected call from this side; one that rings is rejected."""
        call = call or self.selected
        if call is None or not call.live:
            return False
        if call.state is CallState.RINGING:
            return self.reject(call)
        self._trace("BYE" if call.up else "CANCEL", call, sent=True)
        self._close(call)
        call.far.hears(Signal.HANG_UP)
        self._ended(call)
        return True

    def reject(self, call: Call | None = None) -> bool:
        """Turn a ringing call away. Whether that is told is a setting, off from the factory."""
        call = call or self.find(CallState.RINGING)
        if call is None or call.state is not CallState.RINGING:
            return False
        self._trace("486", call, sent=True)
        self._close(call)
        call.far.hears(Signal.BUSY)
        if self._settings.on("disconnected_url_on_reject"):
            self._ended(call, rejected=True)
        else:
            self._tell("call", event="rejected", **call.as_dict())
        return True

    def release_all(self) -> None:
        """End every call."""
        for call in tuple(self.calls):
            self.hang_up(call)

    def far_did(self, call: Call, signal: Signal, reason: str = "") -> None:
        """Take note of what the far end of a call did; `reason` is the SIP Reason header of a CANCEL."""
        if not call.live:
            return
        if signal is Signal.ANSWER:
            if call.state is CallState.CALLING:
                self._connected(call)
            return
        call.cancel_reason = reason
        self._trace("486" if signal is Signal.BUSY else "BYE" if call.up else "CANCEL", call, sent=False)
        self._close(call)
        missed = call.incoming and not call.answered and not _ELSEWHERE.search(reason)
        if missed and self._quirks.on("missed_first"):
            self._fire(EventKind.MISSED, call)
        self._ended(call)
        if missed and not self._quirks.on("missed_first"):
            self._fire(EventKind.MISSED, call)

    def _close(self, call: Call) -> None:
        call.state = CallState.CLOSED
        self._last = call
        self.calls.remove(call)
        if self.selected is call:
            self.selected = self.calls[-1] if self.calls else None

    def _ended(self, call: Call, *, rejected: bool = False) -> None:
        self._fire(EventKind.DISCONNECTED, call)
        twice = self._quirks.text("disconnected_twice")
        if twice == "always" or (twice == "rejected" and rejected):
            gap = self._quirks.number("disconnected_gap")
            asyncio.get_running_loop().call_later(gap, self._fire, EventKind.DISCONNECTED, call)

    def drop(self) -> None:
        """Lose all calls without a word, as a reboot does; the far ends hear of it."""
        for call in tuple(self.calls):
            self._close(call)
            call.far.hears(Signal.HANG_UP)
        self.handset_up, self._last = False, None

    # ---- transfer ---------------------------------------------------------------------------------------------------

    def transfer(self, number: str, call: Call | None = None) -> bool:
        """Hand the selected call over to `number` without a word; its far end is simply gone from here."""
        call = call or self.selected
        if call is None or not call.up or not number:
            return False
        self._fire(EventKind.BLIND_TRANSFER, call)
        return self.hang_up(call)

    def join(self) -> bool:
        """Hand the held call over to the one that is up, and leave both."""
        held, up = self.find(CallState.HOLDING), self.find(CallState.CONNECTED)
        if held is None or up is None:
            return False
        self._fire(EventKind.ATTENDED_TRANSFER, up)
        return self.hang_up(up) and self.hang_up(held)

    # ---- handset ----------------------------------------------------------------------------------------------------

    def offhook(self) -> None:
        """Lift the handset; that answers a ringing call where the setting offhook_accept_calls is on."""
        if self.handset_up:
            return
        self.handset_up = True
        self._fire(EventKind.OFFHOOK, self.find(CallState.RINGING) or self.selected)
        if self._settings.on("offhook_accept_calls"):
            self.answer()

    def onhook(self) -> None:
        """Put the handset back; that ends the call which is up. After the end of a call it carries no call data."""
        if not self.handset_up:
            return
        self.handset_up = False
        late = self._last if self._quirks.on("onhook_with_data") else None
        self._fire(EventKind.ONHOOK, self.selected or late)
        call = self.selected
        if call is not None and call.state is not CallState.RINGING and self._settings.on("disconnect_on_onhook"):
            self.hang_up(call)
