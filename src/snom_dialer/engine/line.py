"""One phone of the running program: its events become calls, its settings become ours, its commands are sent in order.

Everything that waits for the phone is an errand, in a thread of its own. Everything else runs in the engine's loop.

Not for: what an event does to a call (calls.tracker), how settings are written (phone.setup), the thread (errand).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from ipaddress import ip_address
from itertools import chain, repeat
from typing import NamedTuple
from uuid import uuid4

from snom_dialer.actions.plan import Action, plan, values_of
from snom_dialer.calls.call import Call, CallChange, Moment
from snom_dialer.calls.tracker import Tracker
from snom_dialer.config.model import Phone, SetUp
from snom_dialer.engine.action_runner import ActionRunner, Fired
from snom_dialer.engine.errand import Errands
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.stream import Stream
from snom_dialer.errors import DialerError, NetworkError
from snom_dialer.numbers.canonical import e164
from snom_dialer.phone import setup
from snom_dialer.phone.address import in_url
from snom_dialer.phone.client import Client
from snom_dialer.phone.listener import Arrival
from snom_dialer.protocol.action_url import ACTION_URLS, ENGINE_NEEDS, Callback, event, template
from snom_dialer.protocol.capability import Capabilities, capabilities
from snom_dialer.protocol.command import Command
from snom_dialer.protocol.event import PhoneEvent
from snom_dialer.protocol.identity import Family, Identity, from_user_agent

log = logging.getLogger(__name__)

WAITING = 1000  # events that may wait to be looked at
RETRY = (5.0, 10.0, 20.0, 40.0, 60.0)  # seconds between tries to reach a phone that does not answer; the last repeats
GOODBYE = 1.5  # seconds that the phone gets to take its former settings back


class Surroundings(NamedTuple):
    """What a line shares with the rest of the program."""

    stream: Stream
    runner: ActionRunner
    clock: Callable[[], Moment]
    password: Callable[[Phone], str]
    actions: tuple[Action, ...]
    region: str | None
    secrets: Callable[[], frozenset[str]]
    retry: Sequence[float] = RETRY


class CallHome(NamedTuple):
    """Where the phone is to call: what stands in front of `/snom/` in its Action URLs, and the secret behind it."""

    address: str
    port: int
    secret: str

    @property
    def base(self) -> str:
        """The beginning of every Action URL of ours in this phone."""
        return f"http://{in_url(self.address)}:{self.port}/snom/{self.secret}"


class Line:
    """One phone under supervision. `run` ends only when it is cancelled."""

    def __init__(self, phone: Phone, memory: PhoneMemory, around: Surroundings, home: CallHome) -> None:
        self.phone = phone
        self.home = home
        self._memory = memory
        self._around = around
        self._queue: asyncio.Queue[tuple[Callback, Arrival, Moment]] = asyncio.Queue(WAITING)
        self._tracker = Tracker(phone.name, lambda: uuid4().hex)
        self._strange: asyncio.Queue[Arrival] = asyncio.Queue(1)  # an event from where the phone should not be
        self._errands = Errands(phone, memory, around.password)
        self._family = Family.UNKNOWN
        self._note = ""  # what the user has to know while the phone is reachable
        self.counts: Counter[str] = Counter()
        self.reachable: bool | None = None
        self.reason = ""
        self.armed: setup.Armed | None = None
        self.last_event: float | None = None

    # ---- what others ask of it ---------------------------------------------------------------------------------------

    def live(self) -> list[Call]:
        """Return the calls that are going on."""
        return self._tracker.live()

    def restore(self, calls: Iterable[Call]) -> None:
        """Take up the calls that were live when the program last ended."""
        for change in self._tracker.restore(calls, self._around.clock()):
            self._around.stream.tell(change)

    def take(self, callback: Callback, arrival: Arrival) -> None:
        """Take an event that has just arrived; it is looked at after the phone has its answer."""
        if self._queue.full():
            self.counts["lost"] += 1
            log.error("events of %s are lost: a thousand are waiting", self.phone.name)
            return
        self._queue.put_nowait((callback, arrival, self._around.clock()))

    async def command(self, command: Command) -> None:
        """Let the phone carry out a command, after those before it. Raises what the phone or the network says."""
        try:
            await self._errands.run(lambda client: client.run(command))
        except NetworkError as error:
            self._tell_reachable(False, error.message)
            raise
        self._tell_reachable(True, self._note)

    def status(self) -> dict[str, object]:
        """Return how this phone stands, for `snom-dialer status`."""
        return {
            "name": self.phone.name,
            "host": self.phone.host,
            "reachable": self.reachable,
            "reason": self.reason,
            "last_event": self.last_event,
            "events": self.counts["events"],
            "calls": len(self.live()),
        }

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the phone until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follow())
            group.create_task(self._meet())
            group.create_task(self._arm())

    async def end(self) -> None:
        """Give the phone its former settings back and let go of it; tell what has to stay as it is."""
        try:
            await self._errands.finish(self._give_back, GOODBYE)
        except TimeoutError:
            log.warning("%s did not take its former settings back in time; they stay remembered", self.phone.name)
        except DialerError as error:
            log.warning("%s did not take its former settings back (%s); they stay remembered", self.phone.name, error)

    # ---- events ------------------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            deadline = self._tracker.deadline()
            left = None if deadline is None else max(0.0, deadline - self._around.clock().mono)
            try:
                async with asyncio.timeout(left):
                    callback, arrival, at = await self._queue.get()
            except TimeoutError:
                self._tell(self._tracker.expire(self._around.clock()))
                continue
            self._recognise(arrival)
            self._hear(event(callback), at)
            if not self._strange.full() and not self._is_expected(arrival.peer):
                self._strange.put_nowait(arrival)

    def _recognise(self, arrival: Arrival) -> None:
        """Learn from an event what kind of phone this is; it may be one that cannot be asked, or must not be."""
        if self._family is Family.UNKNOWN:
            self._know(from_user_agent(arrival.user_agent))

    def _know(self, found: Identity) -> Capabilities:
        can = capabilities(found)
        self._family, self._tracker.ends_by_hook = found.family, can.ends_by_hook
        return can

    def _hear(self, heard: PhoneEvent, at: Moment) -> None:
        """Follow one event through: calls, stream, actions."""
        self.counts["events"] += 1
        self.last_event = at.wall
        report = self._tracker.feed(heard, at)
        self._tell(report.changes)
        log.info("%s: %s%s", self.phone.name, heard.kind, "" if report.first else " again")
        if report.first:
            self._act(heard, report.call, at)

    def _tell(self, changes: Iterable[CallChange]) -> None:
        for change in changes:
            self._around.stream.tell(change)

    def _act(self, heard: PhoneEvent, call: Call | None, at: Moment) -> None:
        """Set off what the user wants on such an event."""
        actions = [action for action in self._around.actions if action.event is heard.kind]
        if not actions:
            return
        number = (call.remote if call else heard.remote).number
        canonical = any("{number.e164}" in action.url for action in actions)
        values = values_of(
            heard,
            call,
            self.phone.name,
            e164(number, self._around.region) if canonical else "",
            datetime.fromtimestamp(at.wall).astimezone(),
        )
        planned = plan(actions, heard.kind, self.phone.name, values)
        self._around.runner.fire(Fired(heard.kind, call, planned))

    # ---- where the phone is ------------------------------------------------------------------------------------------

    async def _meet(self) -> None:
        """Look at senders that are not where the phone should be; beside the events, as it may take seconds."""
        while True:
            await self._look_at_sender(await self._strange.get())

    async def _look_at_sender(self, arrival: Arrival) -> None:
        """Follow the phone to another address, once it proves with its certificate that it is the same one."""
        try:
            facts = self._memory.facts()
            if not facts.pin or not facts.mac or from_user_agent(arrival.user_agent).mac != facts.mac:
                return
            await self._errands.prove(arrival.peer)
        except DialerError as error:
            log.warning("events of %s come from %s, which is not that phone: %s", self.phone.name, arrival.peer, error)
        else:
            log.info("%s has moved to %s", self.phone.name, arrival.peer)
            self._tell_reachable(True, self._note)

    def _is_expected(self, peer: str) -> bool:
        """Whether an event may come from there: the phone's address, or that of a phone known by name."""
        host = self._errands.where.host
        try:
            ip_address(host)
        except ValueError:
            return True  # a name leads to the phone wherever it is
        return peer in (host, self._errands.moved_to)

    # ---- set-up ------------------------------------------------------------------------------------------------------

    async def _arm(self) -> None:
        """Put our Action URLs into the phone, as soon as it can be reached."""
        if self.phone.set_up is SetUp.MANUAL:
            return
        for pause in chain(self._around.retry, repeat(self._around.retry[-1])):
            try:
                self.armed = await self._errands.run(self._set_up)
            except NetworkError as error:
                self._tell_reachable(False, error.message)
                await asyncio.sleep(pause)
                continue
            except DialerError as error:
                log.error("%s: %s", self.phone.name, error)
                self._note = str(error)
            else:
                self._note = _unfinished(self.armed)
            self._tell_reachable(True, self._note)
            return

    def _set_up(self, client: Client) -> setup.Armed:
        can = self._know(client.identify())
        wanted = self.wanted_urls(can)
        return setup.arm(client, wanted, self._memory.former(), self._around.secrets(), self._memory.keep_former)

    def wanted_urls(self, can: Capabilities) -> dict[str, str]:
        """Return the Action URLs that this phone is to have, by setting: the default ones and those of the actions."""
        used = {action.event for action in self._around.actions if action.phone in (None, self.phone.name)}
        wanted = ENGINE_NEEDS | _placeholders(self._around.actions)
        return {
            row.setting: template(self.home.base, row.kind, wanted, can.variables)
            for row in ACTION_URLS
            if row.writable and row.kind in can.events and (row.armed or row.kind in used)
        }

    def _give_back(self, client: Client) -> None:
        former = self._memory.former()
        if not former:
            return
        if setup.give_back(client, former, self._around.secrets()) is None:
            log.warning("%s does not show its settings; the former ones stay remembered", self.phone.name)
            return
        self._memory.keep_former({})

    # ---- how it stands -----------------------------------------------------------------------------------------------

    def _tell_reachable(self, reachable: bool, reason: str) -> None:
        if (reachable, reason) == (self.reachable, self.reason):
            return
        self.reachable, self.reason = reachable, reason
        self._around.stream.publish(self.phone_record())

    def phone_record(self) -> dict[str, object]:
        """Return how the phone stands, as a record for the stream."""
        return {"type": "phone", "name": self.phone.name, "reachable": self.reachable, "reason": self.reason or None}


def _placeholders(actions: Iterable[Action]) -> frozenset[str]:
    """Return the phone's variables that the user's templates name."""
    from snom_dialer.protocol.action_url import VARIABLES

    names = (variable.name for variable in VARIABLES)
    return frozenset(name for name in names if any("{" + name + "}" in action.url for action in actions))


def _unfinished(armed: setup.Armed) -> str:
    """Say in words what of the set-up the user has to know; "" where all is well."""
    if armed.refused:
        return f"the phone did not take {', '.join(armed.refused)}"
    if not armed.readable:
        return "the phone does not show its settings, so the former ones cannot be given back at the end"
    if armed.refused is None:
        return "the phone does not show its settings, so nobody knows whether it took ours"
    if armed.foreign:
        return f"other Action URLs stood in {', '.join(armed.foreign)}; they are given back at the end"
    return ""
