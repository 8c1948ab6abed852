"""The way to one phone: scheme, port, certificate and address, found once and remembered.

    configured   remembered   tried, in this order
    -----------  -----------  ------------------------------------------------------------------------
    a scheme     anything     that one
    auto, port   nothing      the usual scheme of that port, then the other
    auto         nothing      https on 443, http on 80
    auto         http         http; https where http no longer answers, or answers 307 (on the port that it names)
    auto         https        https alone: what was encrypted once is never spoken openly again

The first way that connects is used for the request at hand; nothing is sent to find out. All ways together have the
connect time-out. A phone that moved is looked for where it was last seen, then where it is configured.

Not for: logging in and judging answers (client).
"""

import socket
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from snom_dialer.errors import Code, DialerError, NetworkError, fault
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.transport import CONNECT_TIMEOUT, PORTS, TOTAL_TIMEOUT, Endpoint, Plain
from snom_dialer.protocol.http import Request, Response

# Which scheme a port speaks most likely; all others are tried with https first. 3112: the old interface of a D8xx
# (docs/snom-protocol.md §9).
_USUAL_SCHEME = {80: "http", 8080: "http", 3112: "http"}
_OTHER = {"http": "https", "https": "http"}
# A way that fails like this may be the wrong one; anything else is the phone's own answer.
_WRONG_WAY = frozenset({Code.CONNECTION_REFUSED, Code.TLS_FAILED, Code.TIMED_OUT, Code.CONNECTION_LOST, Code.NO_ROUTE})

_MOMENT = 0.1  # seconds that the last way gets, even where those before it took all there was


class Where(NamedTuple):
    """Where the configuration says that a phone is: scheme "auto", "https" or "http", port None for the usual one."""

    host: str
    port: int | None = None
    scheme: str = "auto"


class Way:
    """Sends requests to one phone, and knows from then on how it is reached."""

    def __init__(
        self,
        where: Where,
        facts: Facts,
        *,
        connect_timeout: float = CONNECT_TIMEOUT,
        total_timeout: float = TOTAL_TIMEOUT,
        ready: Callable[[], None] | None = None,
    ) -> None:
        """`ready` is asked right before each request leaves; what it raises keeps that from leaving."""
        self._where = where
        self.facts = facts
        self._connect_timeout = connect_timeout
        self._total_timeout = total_timeout
        self._ready = ready
        self._endpoint: Endpoint | None = None
        self._under_way: Plain | None = None
        self._aborted = False

    @property
    def endpoint(self) -> Endpoint | None:
        """How the phone was reached, None before it ever was."""
        return self._endpoint

    def send(self, request: Request) -> Response | None:
        """Send a request once. Raises what the transports and `ready` raise, and SCHEME_DOWNGRADE."""
        if self._endpoint is None:
            transport, connection = self._find()
        else:
            transport, connection = self._try(self._endpoint, self._connect_timeout)
        self._endpoint = transport.endpoint
        self._learn(transport)
        if self._ready is not None:
            try:
                self._ready()
            except BaseException:
                connection.close()
                raise
        return transport.talk(connection, request)

    def other_scheme(self, location: str = "") -> bool:
        """Take the other scheme from now on, as the phone asks for it; False where that must not be.

        Of the `location` that it names only the port counts: the phone is where it is.
        """
        here = self._endpoint
        if here is None or self._where.scheme != "auto" or here.scheme == "https":
            return False
        port = _port_of(location) or self._where.port or PORTS["https"]
        self._endpoint = Endpoint("https", here.host, port)
        return True

    def abort(self) -> None:
        """End what is under way in another thread, and everything after it."""
        self._aborted = True
        if self._under_way is not None:
            self._under_way.abort()

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _find(self) -> tuple[Plain, socket.socket]:
        endpoints = list(self._endpoints())
        until = time.monotonic() + self._connect_timeout
        failure: DialerError | None = None
        for left, endpoint in zip(range(len(endpoints), 0, -1), endpoints, strict=True):
            try:
                return self._try(endpoint, max(_MOMENT, until - time.monotonic()) / left)
            except DialerError as error:
                if endpoint.host != self._where.host:
                    continue  # a stranger may by now be where the phone was last seen
                if error.code not in _WRONG_WAY:
                    raise
                failure = failure if failure is not None and error.code is Code.CONNECTION_REFUSED else error
        assert failure is not None  # there is always one way at least
        self._check_downgrade(failure)
        raise failure

    def _endpoints(self) -> Iterator[Endpoint]:
        for host in dict.fromkeys(filter(None, (self.facts.address, self._where.host))):
            for scheme in self._schemes():
                remembered = self.facts.port if self.facts.scheme == scheme else 0
                yield Endpoint(scheme, host, remembered or self._where.port or PORTS[scheme])

    def _schemes(self) -> tuple[str, ...]:
        if self._where.scheme != "auto":
            return (self._where.scheme,)
        if self.facts.scheme == "https":
            return ("https",)
        first = self.facts.scheme or _USUAL_SCHEME.get(self._where.port or 0, "https")
        return first, _OTHER[first]

    def _try(self, endpoint: Endpoint, seconds: float) -> tuple[Plain, socket.socket]:
        transport = self._make(endpoint, seconds)
        if endpoint.scheme == "http":
            return transport, transport.open()
        from snom_dialer.phone.tls import LegacyNeededError

        try:
            return transport, transport.open()
        except LegacyNeededError:
            transport = self._make(endpoint, seconds, legacy=True)
            return transport, transport.open()

    def _make(self, endpoint: Endpoint, seconds: float, *, legacy: bool = False) -> Plain:
        host = self._where.host
        if endpoint.scheme == "http":
            made = Plain(endpoint, name=host, connect_timeout=seconds, total_timeout=self._total_timeout)
        else:
            from snom_dialer.phone.tls import Encrypted, Floor, is_legacy

            floor = Floor(host, self.facts.pin, self.facts.tls, self.facts.weak)
            found_weak = self._endpoint is not None and self.facts.weak
            old = legacy or found_weak or is_legacy(self.facts.tls)
            made = Encrypted(endpoint, floor, legacy=old, connect_timeout=seconds, total_timeout=self._total_timeout)
        self._under_way = made
        if self._aborted:
            made.abort()
        return made

    def _learn(self, transport: Plain) -> None:
        """Remember how the phone was reached; what it can do better than before becomes the least from now on."""
        endpoint = transport.endpoint
        facts = self.facts._replace(scheme=endpoint.scheme, port=endpoint.port)
        if endpoint.scheme == "https":
            from snom_dialer.phone.tls import Encrypted

            assert isinstance(transport, Encrypted)
            facts = facts._replace(pin=transport.seen.pin, tls=transport.seen.version, weak=transport.legacy)
        if endpoint.host == self._where.host:
            facts = facts._replace(address="")  # where it was expected first is where it is
        self.facts = facts

    def _check_downgrade(self, failure: DialerError) -> None:
        """Tell a phone that has switched HTTPS off from one that is off itself."""
        if self._where.scheme != "auto" or self.facts.scheme != "https" or self._where.port is not None:
            return
        if failure.code not in (Code.CONNECTION_REFUSED, Code.TLS_FAILED):
            return
        try:
            self._make(Endpoint("http", self._where.host, PORTS["http"]), self._connect_timeout).open().close()
        except NetworkError:
            return
        raise fault(Code.SCHEME_DOWNGRADE, host=self._where.host) from failure


def _port_of(location: str) -> int:
    """The port that an https:// URL names, 0 where it names none."""
    scheme, _, rest = location.strip().partition("://")
    digits = rest.partition("/")[0].rpartition(":")[2]
    if scheme.lower() != "https" or not (digits.isascii() and digits.isdecimal() and len(digits) < 6):
        return 0
    return int(digits) if int(digits) < 65536 else 0
