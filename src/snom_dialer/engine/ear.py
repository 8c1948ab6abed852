"""What a phone is heard by: its events alone, or its log, where its events tell too little.

Not for: following its calls (follower), or reading a log (log_follower).
"""

import asyncio
from collections.abc import Callable

from snom_dialer.calls.call import Moment
from snom_dialer.engine.errand import Errands
from snom_dialer.engine.follower import Follower, Heard
from snom_dialer.engine.log_follower import LogFollower
from snom_dialer.engine.log_inbox import LogInbox
from snom_dialer.phone.log_poll import log_profile
from snom_dialer.phone.syslog import Datagram, is_from
from snom_dialer.protocol.capability import capabilities
from snom_dialer.protocol.event import PhoneEvent
from snom_dialer.protocol.identity import Family, Identity, from_user_agent


class Ear:
    """Learns which phone it is and chooses. `run` until cancelled."""

    def __init__(
        self,
        errands: Errands,
        follower: Follower,
        clock: Callable[[], Moment],
        inbox: LogInbox,
        *,
        clear_log: bool,
        period: float,
    ) -> None:
        """`clear_log` and `period` are those of LogPoll."""
        self._errands = errands
        self._follower = follower
        self._clock = clock
        self._inbox = inbox
        self._clear_log = clear_log
        self._period = period
        self._family = Family.UNKNOWN
        self._mac = ""
        self._needed = asyncio.Event()
        self.log: LogFollower | None = None

    def know(self, found: Identity) -> None:
        """Take note of what the phone can do: whether its events tell enough, or its log has to."""
        self._family, self._mac = found.family, found.mac or self._mac
        if self.log is not None:
            return
        can = capabilities(found)
        self._follower.tracker.ends_by_hook = can.ends_by_hook
        profile = log_profile(found.family) if can.ends_by_hook else None
        if profile is not None:
            self.log = LogFollower(
                profile, self._errands, self._follower, self._clock, clear_log=self._clear_log, period=self._period
            )
            self._needed.set()
            self._inbox.want()

    def aside(self, told: PhoneEvent, heard: Heard) -> bool:
        """Let the log take an event, where it tells more; true if it was taken."""
        if self._family is Family.UNKNOWN:
            self.know(from_user_agent(heard.arrival.user_agent))
        return self.log is not None and self.log.aside(told, heard.at)

    def dialed(self) -> None:
        """Take note that a number was dialled."""
        if self.log is not None:
            self.log.dialed()

    def signed(self, datagram: Datagram) -> bool:
        """Whether a piece of a log bears the phone's MAC address."""
        return is_from(datagram, "", self._mac)

    def push(self, datagram: Datagram) -> bool:
        """Take a piece of its log that the phone has sent; false where it is not followed by its log."""
        if self.log is not None:
            self.log.push(datagram.data)
        return self.log is not None

    async def run(self) -> None:
        """Read its log, once it is known that this is needed."""
        await self._needed.wait()
        if self.log is not None:
            await self.log.run()
