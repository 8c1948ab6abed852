"""What is asked of one phone: errands, one after another in a thread of their own, each with a fresh client.

So requests to a phone follow each other, and a dead phone holds up nobody else. A person's command goes before all
errands that wait. A look under way gives way to it after GRACE, and is made up for later: one at a phone that is well
is over by then, and what it sets up makes the phone tell of the very call that was dialled. An errand that writes does
not give way: the command waits for it, and is refused where that takes too long.

Not for: what the errands are (line), or how a request reaches the phone (phone.client).
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from snom_dialer.config.model import Phone
from snom_dialer.engine.farewell import Farewell
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.password import PATIENCE, Password
from snom_dialer.engine.turn import Turns
from snom_dialer.engine.visit import Deadline, GaveWayError, Visit
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.client import Client
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials

log = logging.getLogger(__name__)

T = TypeVar("T")

GRACE = 1.0  # seconds that a command waits for an errand that gives way; a phone that is well is done with it by then
JUDGED = 1.0  # seconds in which the loop has to say whether a request may leave
_WRONG = frozenset({Code.LOGIN_REFUSED, Code.LOGIN_KNOWN_WRONG})


class Errands:
    """The way to a phone, and what is learnt on it. Belongs to the engine's loop.

    `moved_to` is the address to which the phone has moved since it was configured, "" where it has not.
    """

    def __init__(
        self, phone: Phone, memory: PhoneMemory, password: Callable[[Phone], str], *, patience: float = PATIENCE
    ) -> None:
        """`patience`: seconds until whatever `password` asks counts as silent."""
        self._phone = phone
        self._memory = memory
        self._password = Password(password, patience)
        self._turns = Turns(f"phone {phone.name}")
        self._visit: Visit | None = None
        self._farewell: Farewell | None = None  # since the end has begun
        self.moved_to = memory.facts().address

    @property
    def where(self) -> Where:
        """Where the configuration says that the phone is."""
        return _where(self._phone)

    @property
    def awaits_password(self) -> bool:
        """Whether the keyring has been asked and has not answered yet."""
        return self._password.pending

    def take_up(self, phone: Phone) -> None:
        """Go to the phone as it is configured now, from the next errand on; its password may be another one."""
        self._phone = phone
        self._password.forget()
        self.moved_to = self._memory.facts().address

    async def run(self, job: Callable[[Client], T], *, gives_way: bool = False) -> T:
        """Do a job after those before it; one that `gives_way` does so to commands, until it says `stay`.

        Raises what it raises, and GaveWayError; once `finish` has begun, CONNECTION_LOST.
        """
        self._check_open()
        return await self._in_thread(lambda: self._with_client(job, gives_way=gives_way))

    async def command(
        self, job: Callable[[Client], T], *, within: float, judge: Callable[[], object] | None = None
    ) -> T:
        """Do what a person asks for before everything that only waits; `within` seconds, or nothing is sent.

        `judge` is called in this loop right before each request leaves; what it raises keeps that from leaving. Raises
        that, what the job raises, and COMMAND_TOO_LATE; once `finish` has begun, CONNECTION_LOST.
        """
        self._check_open()
        loop, deadline = asyncio.get_running_loop(), Deadline(within)

        def ready() -> None:
            deadline.check(self.where.host)
            if judge is not None:
                _judged(loop, judge)

        turn = self._turns.submit(lambda: self._with_client(job, ready=ready), first=True)
        asked = asyncio.wrap_future(turn)
        try:
            await asyncio.wait({asked}, timeout=min(GRACE, within))
            if not (turn.running() or turn.done()):
                self._make_way()
            await asyncio.wait({asked}, timeout=deadline.left())
            if turn.cancel():
                raise deadline.over(self.where.host)
            return await asked
        finally:
            asked.cancel()

    async def finish(self, job: Callable[[Client], T], farewell: Farewell) -> T:
        """Break off what is under way, do one last job at the farewell to all phones, and let go of this one.

        Raises what the job raises, and TimeoutError.
        """
        self._farewell = farewell
        self._break_off()
        try:
            return await farewell.take(lambda: self._in_thread(lambda: self._with_client(job, last=True)))
        finally:
            self._break_off()
            self._turns.shutdown()

    async def prove(self, address: str) -> None:
        """Find out by its certificate whether the phone is at another address now, and remember it there.

        Nothing is sent but a handshake. Raises CERTIFICATE_CHANGED and what connecting raises.
        """
        await self._in_thread(lambda: self._prove(address))

    def _check_open(self) -> None:
        if self._farewell is not None:
            raise fault(Code.CONNECTION_LOST, host=self.where.host, reason="the program ends")

    def _make_way(self) -> None:
        visit = self._visit
        if visit is not None:
            visit.make_way()

    def _break_off(self) -> None:
        visit = self._visit
        if visit is not None:
            visit.break_off()

    # ---- in the thread -----------------------------------------------------------------------------------------------

    def stay(self) -> None:
        """Let the errand under way give way no more: it begins to write. Raises CONNECTION_LOST where it has to."""
        if self._visit is not None:
            self._visit.stay()

    async def _in_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._turns.submit(job))

    def _with_client(
        self,
        job: Callable[[Client], T],
        *,
        last: bool = False,
        gives_way: bool = False,
        ready: Callable[[], None] | None = None,
    ) -> T:
        """Run a job with a fresh client. Raises what it raises, and GaveWayError."""
        visit = self._visit = Visit(self.where.host, gives_way=gives_way)
        if self._farewell is not None and not last:
            visit.break_off()
        try:
            result = self._visited(visit, job, ready or visit.go_on)
        except DialerError:
            if visit.gave_way:
                raise GaveWayError from None
            raise
        finally:
            self._visit = None
        if visit.gave_way and visit.cut:  # what it brought may be half of it
            raise GaveWayError
        return result

    def _visited(self, visit: Visit, job: Callable[[Client], T], ready: Callable[[], None]) -> T:
        """Run a job, and keep what it learns of the phone whatever becomes of it."""
        phone = self._phone
        credentials, facts = self._credentials(phone, visit), self._memory.facts()
        if phone is not self._phone:  # configured anew meanwhile: no password goes where it does not belong
            return self._visited(visit, job, ready)
        client = Client(_where(phone), credentials, facts, self._memory, traffic=self._answered, ready=ready)
        try:
            visit.begin(client)
            return job(client)
        except DialerError as error:
            if error.code in _WRONG:
                self._password.forget()  # by the next time there may be another one
            raise
        finally:
            self._keep_facts(client)

    def _credentials(self, phone: Phone, visit: Visit) -> Credentials | None:
        user = phone.web().username
        if not user:
            return None
        password = self._password.get(phone, visit.given_up)
        if password is None:
            raise visit.lost()
        return Credentials(username=user, password=password)

    def _answered(self, traffic: str) -> None:
        log.debug(traffic)
        if self._farewell is not None:
            self._farewell.heard()

    def _keep_facts(self, client: Client) -> None:
        """Keep what was learnt. A full disk is no reason to call a command failed that the phone has carried out."""
        if client.told_openly:
            log.warning("the password of %s travels readable, as the phone speaks plain HTTP", self._phone.name)
        try:
            self._memory.keep_facts(client.facts_told() if client.told_openly else client.facts)
        except DialerError as error:
            log.error("what is known of %s cannot be kept: %s", self._phone.name, error)
        self.moved_to = client.facts.address

    def _prove(self, address: str) -> None:
        from snom_dialer.phone.tls import prove_pin

        facts = self._memory.facts()
        prove_pin(address, facts.port, facts.pin, facts.tls)
        self._memory.keep_facts(facts._replace(address=address))
        self.moved_to = address


def _where(phone: Phone) -> Where:
    web = phone.web()
    return Where(web.host, web.port, web.scheme or "auto")


def _judged(loop: asyncio.AbstractEventLoop, judge: Callable[[], object]) -> None:
    """Have it judged in the loop, to which the calls belong. Raises what it raises; CALL_UNSURE where nobody says."""
    verdict: Future[None] = Future()

    def ask() -> None:
        try:
            judge()
        except Exception as error:  # noqa: BLE001  # it is for whoever asked
            verdict.set_exception(error)
        else:
            verdict.set_result(None)

    try:
        loop.call_soon_threadsafe(ask)
        verdict.result(JUDGED)
    except (RuntimeError, TimeoutError):
        raise fault(Code.CALL_UNSURE, what="nobody could say in time which call is meant") from None
