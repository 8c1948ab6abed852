"""What is asked of one phone: errands, one after another in a thread of their own, each with a fresh client.

So requests to a phone follow each other, and a dead phone holds up nobody else.

Not for: what the errands are (line), or how a request reaches the phone (phone.client).
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

from snom_dialer.config.model import Phone
from snom_dialer.engine.farewell import Farewell
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.workers import Workers
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.client import Client
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials

log = logging.getLogger(__name__)

T = TypeVar("T")


class Errands:
    """The way to a phone, and what is learnt on it. Belongs to the engine's loop.

    `moved_to` is the address to which the phone has moved since it was configured, "" where it has not.
    """

    def __init__(self, phone: Phone, memory: PhoneMemory, password: Callable[[Phone], str]) -> None:
        self._phone = phone
        self._memory = memory
        self._password = password
        self._thread = Workers(1, f"phone {phone.name}")
        self._client: Client | None = None
        self._farewell: Farewell | None = None  # since the end has begun
        self.moved_to = memory.facts().address

    @property
    def where(self) -> Where:
        """Where the configuration says that the phone is."""
        web = self._phone.web()
        return Where(web.host, web.port, web.scheme or "auto")

    def take_up(self, phone: Phone) -> None:
        """Go to the phone as it is configured now, from the next errand on."""
        self._phone = phone
        self.moved_to = self._memory.facts().address

    async def run(self, job: Callable[[Client], T]) -> T:
        """Do a job after those before it. Raises what it raises; once `finish` has begun, CONNECTION_LOST."""
        if self._farewell is not None:
            raise fault(Code.CONNECTION_LOST, host=self.where.host, reason="the program ends")
        return await self._in_thread(lambda: self._with_client(job))

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
            self._thread.shutdown()

    async def prove(self, address: str) -> None:
        """Find out by its certificate whether the phone is at another address now, and remember it there.

        Nothing is sent but a handshake. Raises CERTIFICATE_CHANGED and what connecting raises.
        """
        await self._in_thread(lambda: self._prove(address))

    # ---- in the thread -----------------------------------------------------------------------------------------------

    async def _in_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._thread.submit(job))

    def _with_client(self, job: Callable[[Client], T], *, last: bool = False) -> T:
        """Run a job with a fresh client, and keep what it learns of the phone whatever becomes of the job."""
        facts = self._memory.facts()
        web = self._phone.web()
        password = self._password(self._phone)
        credentials = Credentials(username=web.username, password=password) if web.username else None
        client = self._client = Client(self.where, credentials, facts, self._memory, traffic=self._answered)
        if self._farewell is not None and not last:
            client.abort()
        try:
            return job(client)
        finally:
            self._client = None
            self._keep_facts(client)

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

    def _break_off(self) -> None:
        client = self._client
        if client is not None:
            client.abort()
