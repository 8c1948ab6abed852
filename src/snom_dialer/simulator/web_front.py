"""The web server of one virtual phone as a whole: its ports, who may come in, and a record of who came.

Three ports at most: the web page; with HTTPS one for plain HTTP that answers 307; on a D8xx one for the old interface,
the web page then being the Phone Manager, whatever is asked (docs/snom-protocol.md §1, §9).

Not for: single pages (page) or connections (web).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from snom_dialer.simulator import tls
from snom_dialer.simulator.page import PHONE_MANAGER, Pages
from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.web import WebPort
from snom_dialer.simulator.web_login import Verdict, WebLogin
from snom_dialer.simulator.wire import WebAnswer, WebRequest

_REMEMBERED: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request that the phone was sent, and the status of the answer it made."""

    request: WebRequest
    status: int


class WebFront:
    """The ports of one phone. `manager` is true on phones with the Phone Manager."""

    def __init__(
        self, setup: Setup, quirks: Quirks, login: WebLogin, pages: Pages, tell: Callable[..., None], *, manager: bool
    ) -> None:
        self._setup = setup
        self._quirks = quirks
        self._login = login
        self._pages = pages
        self._tell = tell
        self._seen: deque[Seen] = deque(maxlen=_REMEMBERED)
        self._context = tls.server_context(setup.tls) if setup.tls else None
        self._main = WebPort(self._answer_manager if manager else self._answer, quirks)
        self._plain = WebPort(self._answer_plain, quirks) if setup.tls else None
        self._classic = WebPort(self._answer, quirks) if manager and setup.classic_port else None

    @property
    def seen(self) -> list[Seen]:
        """The requests so far, oldest first."""
        return list(self._seen)

    @property
    def port(self) -> int:
        """The port of the web page; 0 before the start."""
        return self._main.port

    @property
    def plain_port(self) -> int:
        """Where a phone that speaks HTTPS answers plain HTTP with 307; 0 without TLS."""
        return self._plain.port if self._plain else 0

    @property
    def classic_port(self) -> int:
        """Where a D8xx has its old interface; 0 on all others."""
        return self._classic.port if self._classic else 0

    @property
    def url(self) -> str:
        """The address of the web page."""
        host = f"[{self._setup.host}]" if ":" in self._setup.host else self._setup.host
        return f"{'https' if self._context else 'http'}://{host}:{self.port}"

    async def open(self) -> None:
        """Listen, after a reboot on the same ports as before; raises OSError."""
        host = self._setup.host
        await self._main.open(host, self.port or self._setup.port, self._context)
        if self._plain:
            await self._plain.open(host, self.plain_port)
        if self._classic:
            await self._classic.open(host, self.classic_port, self._context)

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        for port in self._ports():
            await port.close()

    def lose(self, lost: bool) -> None:
        """Go silent, or listen again."""
        for port in self._ports():
            port.lost = lost

    def show_certificate(self, certificate: tls.Certificate) -> None:
        """Show another certificate from the next connection on; without TLS nothing happens."""
        if self._context:
            tls.show(self._context, certificate)

    def _ports(self) -> list[WebPort]:
        return [port for port in (self._main, self._plain, self._classic) if port]

    # ---- answers ----------------------------------------------------------------------------------------------------

    def _answer(self, request: WebRequest) -> WebAnswer:
        return self._record(request, self._redirected(request) or self._admitted(request))

    def _answer_manager(self, request: WebRequest) -> WebAnswer:
        return self._record(request, PHONE_MANAGER)

    def _answer_plain(self, request: WebRequest) -> WebAnswer:
        return self._record(request, _redirect(f"{self.url}{request.target}"))

    def _redirected(self, request: WebRequest) -> WebAnswer | None:
        how = self._quirks.text("wrong_scheme")
        if how == "off":
            return None
        scheme = "http" if self._context else "https"
        return _redirect(f"{scheme}://{self._setup.host}{request.target}" if how == "location" else "")

    def _admitted(self, request: WebRequest) -> WebAnswer:
        locked_before = self._login.locked
        verdict = self._login.check(request)
        if self._login.locked and not locked_before:
            self._tell("locked", failures=self._login.failures)
        if verdict is not Verdict.ADMITTED:
            return self._login.answer(verdict)
        return self._pages.answer(request, secured=self._login.secured)

    def _record(self, request: WebRequest, answer: WebAnswer) -> WebAnswer:
        self._seen.append(Seen(request=request, status=answer.status))
        self._tell("request", method=request.method, target=request.target, status=answer.status)
        return answer


def _redirect(location: str) -> WebAnswer:
    return WebAnswer(status=307, headers=(("Location", location),) if location else ())
