"""One phone of the running program: puts together what hears it, what talks to it, and what looks after its set-up.

    Follower      its events become calls          Errands   what it is asked, one thing after the other
    Ear           what it is heard by              Keeper    its settings
    Whereabouts   where it is                      Chain     those who were told before us

Not for: any of that itself.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from snom_dialer.calls.call import Call
from snom_dialer.config.model import Phone, SetUp
from snom_dialer.engine import peer
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.chain import Chain, chained_url, went_through
from snom_dialer.engine.ear import Ear
from snom_dialer.engine.errand import Errands
from snom_dialer.engine.farewell import Farewell
from snom_dialer.engine.follower import Follower, Heard, Surroundings
from snom_dialer.engine.keeper import Keeper, Standing, State, Timing
from snom_dialer.engine.log_inbox import LogInbox
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.record import Record, phone_record, set_up_record
from snom_dialer.engine.whereabouts import Whereabouts
from snom_dialer.engine.wish import CallHome, foreign_urls, log_server_wanted, settings_wanted
from snom_dialer.errors import Code, ComputerError, DialerError, NetworkError
from snom_dialer.phone import setup
from snom_dialer.phone.client import Client
from snom_dialer.phone.listener import Arrival
from snom_dialer.phone.way import Where
from snom_dialer.protocol.action_url import Callback
from snom_dialer.protocol.capability import Capabilities, capabilities
from snom_dialer.protocol.command import Command, Verb
from snom_dialer.protocol.event import EventKind, PhoneEvent

log = logging.getLogger(__name__)

ANSWER = 1.0  # seconds that another Snom dialer on the phone gets to answer
_NOWHERE = "this computer has no address that the phone could call"
_RISK = "where they hold no secret, whoever can send from its address can make up calls"
_MANUAL = f"its Action URLs are kept by hand; {_RISK}"


class Shared(NamedTuple):
    """What a line shares with the rest of the program, beside what its follower does."""

    around: Surroundings
    password: Callable[[Phone], str]
    secrets: Callable[[], frozenset[str]]
    instance: str
    timing: Timing
    inbox: LogInbox


class Line:
    """One phone under supervision. `run` ends only when it is cancelled."""

    def __init__(self, phone: Phone, memory: PhoneMemory, shared: Shared, home: CallHome) -> None:
        self.phone = phone
        self.home = home
        self._memory = memory
        self._shared = shared
        self._errands = Errands(phone, memory, shared.password, patience=shared.timing.keyring)
        self._whereabouts = Whereabouts(phone.name, self._errands, memory, self._moved)
        self._follower = Follower(phone.name, shared.around, self._aside, self._settled)
        self._chain = Chain(shared.instance, phone.name)
        self._asleep = False
        self.manual = phone.set_up is SetUp.MANUAL
        self.ear = Ear(
            self._errands,
            self._follower,
            shared.around.clock,
            shared.inbox,
            clear_log=phone.clear_log and not self.manual,
            period=shared.timing.log,
        )
        self.keeper = Keeper(
            phone.name,
            self._errands,
            memory,
            self._wanted,
            busy=lambda: bool(self.live()),
            clock=shared.around.clock,
            siblings=lambda ours: peer.Siblings(ours, lambda url: fetch_url(url, ANSWER)),
            told=self._told,
            identified=self.ear.know,
            noted=self._noted,
            timing=shared.timing,
        )
        self.keeper.store = phone.store
        if self.manual:
            log.warning("the Action URLs of %s are kept by hand; %s", phone.name, _RISK)
            self.keeper.listen_only(_MANUAL)
        elif not home.address:
            self.lose(_NOWHERE)
        if memory.facts().model:
            self.ear.know(memory.identity())

    # ---- what others ask of it ---------------------------------------------------------------------------------------

    def live(self) -> list[Call]:
        """Return the calls that are going on."""
        return self._follower.live()

    def restore(self, calls: Iterable[Call]) -> None:
        """Take up the calls that were live when the program last ended."""
        self._follower.restore(calls)

    def take(self, callback: Callback, arrival: Arrival) -> None:
        """Take an event that has just arrived; it is looked at after the phone has its answer.

        One that has been through our hands before is only answered: somebody calls us on whom we call on.
        """
        if arrival.via and went_through(arrival.via, self._shared.instance):
            self._follower.counts["loops"] += 1
        else:
            self._follower.take(callback, arrival)

    def answer(self, question: peer.Question) -> bool:
        """Answer another Snom dialer on this phone; false where it speaks of what we do not know."""
        try:
            return self._knows(question)
        except DialerError as error:
            log.error("another Snom dialer on %s gets no answer: %s", self.phone.name, error)
            return False

    def _knows(self, question: peer.Question) -> bool:
        """Whether another Snom dialer speaks of what we know; take note of what it says. Raises FILE_FAILED."""
        record = self._memory.record()
        meant = peer.meant(question, record)
        for setting, url in meant.items():
            if question.kind == peer.BYE or record.former[setting] != url:  # it ends, or has moved
                self.keeper.part(setting, url)
        return bool(meant)

    async def command(
        self, command: Command, *, brief: bool = False, judge: Callable[[], object] | None = None
    ) -> None:
        """Let the phone carry out a command, after those before it, but soon (sooner if `brief`) or not at all.

        `judge` is called in the loop right before a request leaves; what it raises keeps that from leaving. Raises what
        it, the phone or the network says, and COMMAND_TOO_LATE.
        """
        timing = self._shared.timing
        if command.verb is Verb.DIAL:
            self.ear.dialed()
        try:
            within = timing.brief if brief else timing.command
            await self._errands.command(lambda client: client.run(command), within=within, judge=judge)
        except NetworkError as error:
            if error.code is not Code.COMMAND_TOO_LATE:  # then it was not the phone that was asked
                self.keeper.unreachable(error)
            raise
        except ComputerError:
            if self._errands.awaits_password:
                self.keeper.poke(expected=False)  # it has the same to tell, at once
            raise
        if self.manual:
            self.keeper.listen_only(_MANUAL)
        else:
            self.keeper.reached()

    def move(self, address: str, port: int) -> None:
        """Let the phone call another address of ours from now on, or none while there is no way to it."""
        before, self.home = self.home, self.home._replace(address=address, port=port)
        if not address:
            self.lose(_NOWHERE)
        elif not self.manual and (self.home != before or self.keeper.lost):
            self._noted("new_address")
            self.keeper.find()

    def log_moved(self) -> None:
        """Let the phone deliver its log to another port of ours, if it does."""
        if self.ear.log is not None and not self.manual:
            self.keeper.poke()

    def lose(self, reason: str) -> None:
        """Leave the phone's settings alone until `move`: whatever the phone told, nobody would hear it."""
        if not self.manual:
            self.keeper.lose(reason)

    def take_up(self, phone: Phone) -> None:
        """Go on with the phone as it is configured now. Raises FILE_FAILED."""
        changed, self.phone = phone != self.phone, phone
        web = phone.web()
        self._memory.move(Where(web.host, web.port))
        self._errands.take_up(phone)
        self.keeper.store = phone.store
        if not self.manual and (changed or self.keeper.standing.state is State.DEGRADED):
            self.keeper.poke()

    def switch_on(self) -> None:
        """Let its settings be kept again. Raises FILE_FAILED."""
        if self.manual:
            self.keeper.listen_only(_MANUAL)
        else:
            self.keeper.switch_on()

    async def switch_off(self, reason: str) -> None:
        """Give its settings back and leave it alone until `switch_on`; tell what has to stay as it is."""
        try:
            if not self.manual:
                await self.keeper.take_back()
        except DialerError as error:
            log.warning("%s did not take its former settings back (%s); they stay remembered", self.phone.name, error)
        self.keeper.switch_off(reason)

    async def fall_asleep(self) -> None:
        """Give its settings back before the computer sleeps."""
        if not self.manual and self.keeper.standing.state is not State.INACTIVE:
            self._asleep = True
            await self.switch_off("the computer sleeps")

    def wake_up(self) -> None:
        """Begin again after sleep, announced or not."""
        if self.manual:
            return
        if self._asleep:
            self._asleep = False
            try:
                self.keeper.switch_on()
            except DialerError as error:  # it is on all the same, and its first look tells the user
                log.error("%s", error)
        self.keeper.poke(expected=False)

    # ---- its life ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the phone until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._follower.run())
            group.create_task(self._whereabouts.meet())
            group.create_task(self._chain.run())
            if self.manual:
                group.create_task(self._whereabouts.follow_name(self._shared.timing.watch))
            else:
                group.create_task(self.keeper.run())
            await self.ear.run()

    async def end(self, farewell: Farewell) -> None:
        """Give the phone its former settings back and let go of it; tell what has to stay as it is."""
        try:
            await self._errands.finish(self._say_goodbye, farewell)
        except TimeoutError:
            log.warning("%s did not take its former settings back in time; they stay remembered", self.phone.name)
        except DialerError as error:
            log.warning("%s did not take its former settings back (%s); they stay remembered", self.phone.name, error)
        finally:
            self._chain.close()

    def _say_goodbye(self, client: Client) -> None:
        """Give everything back, and tell another program that calls us on what stood there before. In the thread."""
        if self.manual:
            return
        record = self._memory.record()
        if self.keeper.give_back(client) is None:
            log.warning("%s does not show its settings; the former ones stay remembered", self.phone.name)
        else:
            self._memory.keep_record(setup.ended(record, inactive=record.inactive))

    # ---- events ------------------------------------------------------------------------------------------------------

    def _aside(self, told: PhoneEvent, heard: Heard) -> bool:
        return self.ear.aside(told, heard)

    def _settled(self, told: PhoneEvent, heard: Heard) -> None:
        """Do what else follows from an event, once its calls and actions are settled."""
        self._call_on(told.kind, heard)
        if told.kind is EventKind.SETUP:
            self._noted("restarted")
        self.keeper.heard(told.kind)
        if not self.live():
            self.keeper.idle()
        self._whereabouts.look_at(heard.arrival)

    def _call_on(self, kind: EventKind, heard: Heard) -> None:
        """Let those hear of it who were told before us."""
        try:
            url = chained_url(self._memory.record(), kind, heard.callback.values)
        except DialerError as error:
            log.error("nobody else is told of the events of %s: %s", self.phone.name, error)
            return
        if url:
            self._chain.call_on(url, heard.arrival.via, heard.arrival.user_agent)

    # ---- where the phone is ------------------------------------------------------------------------------------------

    def is_at(self, peer: str) -> bool:
        """Whether the phone has that very address: then events without a secret may be its own."""
        return self._whereabouts.is_at(peer)

    def _moved(self, address: str) -> None:
        self._noted("moved", address=address)
        self.keeper.reached()

    # ---- set-up ------------------------------------------------------------------------------------------------------

    def _wanted(self, can: Capabilities, present: Mapping[str, str], record: setup.Record) -> setup.Wanted:
        """Return what is to stand in the phone. Also called in the errands' thread. Raises FILE_FAILED."""
        values = settings_wanted(
            self.home, can, self._shared.around.actions, self.phone.name, foreign_urls(present, record)
        )
        inbox, usual = self._shared.inbox, setup.Choice(self.phone.foreign.value)
        earlier = inbox.earlier()
        values |= log_server_wanted(can, present, inbox.server(self.home.address), earlier)
        choice = lambda setting: record.choices.get(setting, usual)  # noqa: E731
        return setup.Wanted(values, self._shared.secrets(), choice, earlier)

    def settings_wanted(self) -> dict[str, str]:
        """Return value by setting as they stand or will stand in the phone."""
        can = self.keeper.can or capabilities(self._memory.identity())
        return dict(self._wanted(can, {}, self._memory.record()).values)

    # ---- how it stands -----------------------------------------------------------------------------------------------

    def _told(self, _: Standing) -> None:
        self._shared.around.stream.publish(self.phone_record())

    def _noted(self, change: str, settings: tuple[str, ...] = (), address: str = "") -> None:
        """Tell of a step of the set-up that need not change how the phone stands."""
        told = set_up_record(self.phone.name, change, settings, address or self.home.address, self.home.port)
        self._shared.around.stream.publish(told)

    def phone_record(self) -> Record:
        """Return how the phone stands, as a record for the stream."""
        return phone_record(self.phone.name, self.keeper.standing)

    def status(self) -> Record:
        """Return how this phone stands, for `snom-dialer status` and `phone status`."""
        standing, counts = self.keeper.standing, self._follower.counts
        return {
            "name": self.phone.name,
            "host": self.phone.host,
            "reachable": standing.reachable,
            "state": standing.state.value,
            "reason": standing.reason,
            "since": standing.since,
            "call_home": self.home.address,
            "port": self.home.port,
            "last_event": self._follower.last_event,
            "events": counts["events"],
            "calls": len(self.live()),
        }
