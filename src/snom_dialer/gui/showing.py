"""What a call card shows: the call, what may be done with it, and in words why something may not.

Not for: widgets (card).
"""

from typing import NamedTuple

from snom_dialer.calls.call import Call, CallState, Outcome
from snom_dialer.gui.elided import fit
from snom_dialer.gui.text import translate


class Showing(NamedTuple):
    """What a card shows: the call, what the phone would surely do to it, and what the settings want.

    `since`: when the call was connected, in seconds of the clock that never jumps; 0 where it was not.
    """

    call: Call
    may_answer: bool = False
    may_hang_up: bool = False
    several_phones: bool = False
    keep_missed: bool = False
    since: float = 0.0

    @property
    def missed(self) -> bool:
        """Whether it is a missed call."""
        return not self.call.live and self.call.outcome is Outcome.MISSED

    @property
    def stays(self) -> bool:
        """Whether the card stays until somebody closes it, or something else happens to the call."""
        return self.call.live or (self.missed and self.keep_missed)

    @property
    def runs(self) -> bool:
        """Whether the time of the call goes on."""
        return self.call.live and self.call.connected_at is not None

    @property
    def line(self) -> str:
        """Which line of ours it is, and which phone where there are several; "" where nobody knows."""
        local = self.call.local
        line, phone = fit(local.number or local.uri), fit(self.call.phone) if self.several_phones else ""
        if line and phone:
            return translate("Card", "Line {line}, {phone}").format(line=line, phone=phone)
        return translate("Card", "Line {line}").format(line=line) if line else phone

    @property
    def reason(self) -> str:
        """Why something cannot be done from here, "" where everything can."""
        if not self.call.live or (self.may_hang_up and self.call.state is not CallState.RINGING):
            return ""
        if self.call.state is not CallState.RINGING:
            return translate("Card", "Several calls: hang up on the phone")
        match self.may_answer, self.may_hang_up:
            case False, False:
                return translate("Card", "Several calls: answer or reject on the phone")
            case False, True:
                return translate("Card", "Several calls ring: answer on the phone")
            case True, False:
                return translate("Card", "Several calls: reject on the phone")
        return ""
