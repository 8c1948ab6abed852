"""What can be asked of one phone: commands, its identity, its settings. Blocking, one request at a time.

A command costs at most two requests on a known phone, the bare one and the one with credentials; a third names the
cause of a refusal. What a phone may not be sent twice is not sent twice, whatever happens.

Not for: queues and threads (engine.line), or remembering anything (`facts` and `guard` come from outside and go back).
"""

from collections import deque
from collections.abc import Callable, Mapping
from enum import StrEnum
from os import urandom
from typing import TYPE_CHECKING, NamedTuple, Protocol

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.transport import CONNECT_TIMEOUT, TOTAL_TIMEOUT, Endpoint
from snom_dialer.phone.way import Way, Where
from snom_dialer.protocol.auth import Credentials, choose, parse_challenges
from snom_dialer.protocol.command import CAUSE_REQUEST, Command, Verb, cause, judge, needs_cause
from snom_dialer.protocol.exchange import Answer, Login, Policy, exchange
from snom_dialer.protocol.http import Request, Response

if TYPE_CHECKING:  # a command does without what reads pages
    from snom_dialer.protocol.identity import Identity

_HEARD = 8  # answers that are kept to see in them what kind of device this is


class Realm(StrEnum):
    """The two sorts of pages that a log-in is for.

    A phone refuses an administrator's page to a user's password that is good for commands (docs/snom-protocol.md §10),
    so a refusal there says nothing about commands.
    """

    COMMANDS = "commands"
    SETTINGS = "settings"


class Guard(Protocol):
    """Remembers credentials that this phone has refused, for every process of this user."""

    def known_wrong(self, credentials: Credentials, realm: Realm) -> bool:
        """Whether the phone has refused them before on such pages, or on commands."""
        ...

    def remember(self, credentials: Credentials, realm: Realm) -> None:
        """Remember that the phone has just refused them there."""
        ...


class Reading(NamedTuple):
    """The settings of a phone by name, and what the same page tells of its identity."""

    values: Mapping[str, str]
    identity: "Identity"


class Verified(NamedTuple):
    """What reading back showed: names of settings that the phone did not take; None: nothing could be read."""

    refused: tuple[str, ...] | None


def fresh_nonce() -> str:
    """Return a random text for a Digest log-in."""
    return urandom(8).hex()


class Client:
    """One phone. `facts` grow with every request; whoever made the client keeps them."""

    def __init__(
        self,
        where: Where,
        credentials: Credentials | None = None,
        facts: Facts | None = None,
        guard: Guard | None = None,
        *,
        connect_timeout: float = CONNECT_TIMEOUT,
        total_timeout: float = TOTAL_TIMEOUT,
        cnonce: Callable[[], str] = fresh_nonce,
        traffic: Callable[[str], None] | None = None,
        ready: Callable[[], None] | None = None,
    ) -> None:
        """`traffic` is told each request line and status, without secrets and bodies.

        `ready` is asked right before each request leaves; what it raises keeps that from leaving.
        """
        self.host = where.host
        self._credentials = credentials
        self._guard = guard
        self._way = Way(
            where,
            facts or Facts(host=where.host),
            connect_timeout=connect_timeout,
            total_timeout=total_timeout,
            ready=ready,
        )
        self._cnonce = cnonce
        self._traffic = traffic
        self._heard: deque[Response] = deque(maxlen=_HEARD)
        self._login = Login.NONE
        self._openly = False

    @property
    def facts(self) -> Facts:
        """What is known of the phone by now."""
        return self._way.facts

    @property
    def login(self) -> Login:
        """How the last request logged in."""
        return self._login

    @property
    def endpoint(self) -> Endpoint | None:
        """How the phone was reached, None before it ever was."""
        return self._way.endpoint

    @property
    def told_openly(self) -> bool:
        """Whether a password just travelled readable over plain HTTP, and the user was not told yet."""
        return self._openly and not self.facts.plain_told

    def facts_told(self) -> Facts:
        """Return the facts with the note that the user was told of it."""
        return self.facts._replace(plain_told=True)

    def abort(self) -> None:
        """End the request under way in another thread; later ones fail at once."""
        self._way.abort()

    # ---- commands ----------------------------------------------------------------------------------------------------

    def run(self, command: Command) -> None:
        """Let the phone carry out a command. Raises whatever kept it from doing so."""
        answer = self.fetch(command.request)
        try:
            judge(command, answer, self.host)
        except DialerError as refusal:
            raise self._cause(refusal) from None

    def _cause(self, refusal: DialerError) -> DialerError:
        """Look once what lies behind a refusal; the refusal itself where that tells nothing."""
        if not needs_cause(refusal):
            return refusal
        try:
            return cause(self.fetch(CAUSE_REQUEST), refusal, self.host)
        except DialerError as error:
            return error if error.code is Code.LOGIN_LOCKED else refusal

    # ---- identity ----------------------------------------------------------------------------------------------------

    def identify(self) -> "Identity":
        """Ask the phone who it is, page by page until model and MAC are known. Raises NOT_A_SNOM."""
        from snom_dialer.protocol import identity

        found = identity.Identity()
        for target, reads in (
            ("/info.htm", identity.from_info_page),
            ("/settings.xml", identity.from_settings_xml),
            ("/", identity.from_front_page),
        ):
            answer = self.fetch(Request(target=target))
            if answer.response is not None and answer.response.status == 200:
                found = identity.merge(found, reads(answer.response.text))
            if found.model and found.mac:
                break
        if not self.is_snom():
            raise fault(Code.NOT_A_SNOM, host=self.host)
        self._way.facts = self.facts._replace(
            model=found.model or self.facts.model,
            firmware=found.firmware or self.facts.firmware,
            mac=found.mac or self.facts.mac,
        )
        return found

    def is_snom(self) -> bool:
        """Whether the device has shown itself to be a Snom phone, by anything that it answered so far."""
        from snom_dialer.protocol.identity import is_snom

        return any(is_snom(response) for response in self._heard)

    # ---- settings ----------------------------------------------------------------------------------------------------

    def settings(self) -> Reading | None:
        """Read the phone's settings; None where it shows them in no form that can be read.

        The page that could be read the last time is tried first, so that a known phone is asked once; one that shows
        but its Action URLs is asked for the others as well.
        """
        from snom_dialer.protocol.setting import ACTIONS_REQUEST, OTHERS_REQUEST, READ_REQUESTS

        for request in sorted(READ_REQUESTS, key=lambda each: each.target != self.facts.settings_page):
            if (found := self._read(request)) is not None:
                self._way.facts = self.facts._replace(settings_page=request.target)
                others = self._read(OTHERS_REQUEST) if request == ACTIONS_REQUEST else None
                return found if others is None else found._replace(values={**others.values, **found.values})
        return None

    def _read(self, request: Request) -> Reading | None:
        from snom_dialer.protocol.identity import from_settings_xml
        from snom_dialer.protocol.setting import read

        response = self.fetch(request).response
        if response is None or response.status != 200 or not response.complete:
            return None  # a setting behind the cut would look as if it were empty
        if (found := read(response.text)) is None:
            return None
        return Reading({name: setting.value for name, setting in found.items()}, from_settings_xml(response.text))

    def write(self, changes: Mapping[str, str], *, store: bool) -> None:
        """Write settings. Raises NOT_A_SNOM before anything is written, and what the phone says against it."""
        from snom_dialer.protocol.setting import Page, write_requests

        if not self.is_snom():
            self.identify()
        for request in write_requests(changes, store=store):
            answer = self.fetch(request)
            if answer.response is not None and answer.response.status == 404:
                answer = self.fetch(Request(target=request.target.replace(Page.DUMMY, Page.SETTINGS, 1)))
            try:
                judge(Command(verb=Verb.KEYS, request=request, shown="write settings"), answer, self.host)
            except DialerError as refusal:
                raise self._cause(refusal) from None

    def verify(self, wanted: Mapping[str, str]) -> Verified:
        """Read back what was written."""
        present = self.settings()
        if present is None:
            return Verified(None)
        return Verified(tuple(name for name, value in wanted.items() if present.values.get(name, "") != value))

    # ---- one request -------------------------------------------------------------------------------------------------

    def fetch(self, request: Request) -> Answer:
        """Send a request, log in where the phone asks for it, and follow a change of scheme.

        Raises LOGIN_KNOWN_WRONG without asking the phone, and everything that Way and exchange raise.
        """
        credentials = self._credentials
        if self._guard is not None and credentials and self._guard.known_wrong(credentials, _realm(request)):
            raise fault(Code.LOGIN_KNOWN_WRONG, host=self.host, user=credentials.username)
        answer = self._exchange(request)
        response = answer.response
        if response is not None and response.status == 307 and self._way.other_scheme(response.header("location")):
            answer = self._exchange(request)
        return answer

    def fetch_openly(self, request: Request) -> Response | None:
        """Send a request without logging in, whatever the phone answers. Raises everything that Way raises."""
        return self._send(request)

    def _exchange(self, request: Request) -> Answer:
        policy = Policy(host=self.host, allow_basic=not self.facts.digest)
        steps = exchange(request, self._credentials, policy, self._cnonce)
        try:
            sending = next(steps)
            while True:
                sending = steps.send(self._send(sending))
        except StopIteration as done:
            answer: Answer = done.value
            self._login = answer.login
            return answer
        except DialerError as error:
            if error.code is Code.LOGIN_REFUSED and self._guard is not None and self._credentials is not None:
                self._guard.remember(self._credentials, _realm(request))
            raise

    def _send(self, request: Request) -> Response | None:
        response = self._way.send(request)
        if self._traffic is not None:
            self._traffic(_line(request, response))
        if self.facts.scheme == "http" and any(value.startswith("Basic ") for _, value in request.headers):
            self._openly = True
        if response is not None:
            self._hear(response)
        return response

    def _hear(self, response: Response) -> None:
        self._heard.append(response)
        if response.status == 401 and not self.facts.digest:
            best = choose(parse_challenges(response.header_all("www-authenticate")))
            self._way.facts = self.facts._replace(digest=best is not None and best.scheme == "digest")


# The administrator's pages (docs/snom-protocol.md §10); all others are for everybody who may give commands.
_SETTINGS_PAGES = ("/settings", "/dummy.htm", "/action.htm", "/log.htm")


def _realm(request: Request) -> Realm:
    return Realm.SETTINGS if request.target.startswith(_SETTINGS_PAGES) else Realm.COMMANDS


def _line(request: Request, response: Response | None) -> str:
    """One line of traffic for a log: keys and values stay out, as they may be PINs, numbers or secrets."""
    path = request.target.partition("?")[0]
    query = "?…" if "?" in request.target else ""
    return f"{request.method} {path}{query} -> {'closed' if response is None else response.status}"
