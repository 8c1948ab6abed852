"""One request over one fresh connection: connect, maybe encrypt, send, receive, close.

A fresh connection per request, as a phone's web server loses its way otherwise (docs/snom-protocol.md §1). Blocking,
for one thread; `abort` from any other thread ends it.

Not for: logging in, redirections or repeats (protocol.exchange, phone.client): what is sent here is sent once.
"""

import errno
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.protocol.http import Request, Response, ResponseReader, encode

CONNECT_TIMEOUT = 3.0  # seconds for finding the name and for connecting, over all ways together
TOTAL_TIMEOUT = 10.0  # seconds for a request and its answer; a busy phone may take 8 (docs/snom-protocol.md §1)
QUIET = 2.0  # seconds of silence after which an answer of unknown length counts as whole
_CHUNK = 65536
_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]  # as getaddrinfo gives them

# Errors that say "there is no way there" in the words of the operating system.
_NO_WAY = frozenset({
    errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL,
    errno.EPERM, errno.EACCES,  # a firewall of this computer
})  # fmt: skip


class Endpoint(NamedTuple):
    """Where a phone is spoken to. `host` is a name or an address without brackets."""

    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """The value for a Host header: brackets around IPv6, the port only where it is not the usual one."""
        # The zone of a link-local address means something on this computer alone (RFC 6874).
        host = f"[{self.host.partition('%')[0]}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address as people write it."""
        return f"{self.scheme}://{self.authority}/"


PORTS = {"http": 80, "https": 443}


class Transport(Protocol):
    """The one seam on the way out."""

    def send(self, request: Request) -> Response | None:
        """Send a request and return the answer, None where the phone closed the connection without one."""
        ...


class Plain:
    """Requests over plain TCP. `name` is what errors call the phone (its configured host)."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        name: str = "",
        connect_timeout: float = CONNECT_TIMEOUT,
        total_timeout: float = TOTAL_TIMEOUT,
    ) -> None:
        self.endpoint = endpoint
        self.name = name or endpoint.host
        self._connect_timeout = connect_timeout
        self._total_timeout = total_timeout
        self._socket: socket.socket | None = None
        self._aborted = False
        self._give_up: Callable[[], None] = _nothing

    def send(self, request: Request) -> Response | None:
        """Send one request. Raises what `open` and `talk` raise."""
        return self.talk(self.open(), request)

    def open(self) -> socket.socket:
        """Connect. Raises NAME_UNKNOWN, CONNECTION_REFUSED, NO_ROUTE or TIMED_OUT within the connect time-out."""
        until = time.monotonic() + self._connect_timeout
        error: OSError = TimeoutError()
        for family, kind, number, _, address in self._resolve():
            left = until - time.monotonic()
            if left <= 0:
                break
            try:
                return self._connect(socket.socket(family, kind, number), address, left)
            except OSError as failed:
                error = failed
        raise self._explained(error, self._connect_timeout)

    def talk(self, connection: socket.socket, request: Request) -> Response | None:
        """Send a request over a connection that `open` gave, and close it. None: closed without an answer.

        Raises TIMED_OUT, and CONNECTION_LOST after `abort`.
        """
        try:
            return self._converse(connection, encode(request, self.endpoint.authority))
        except OSError as error:
            raise self._explained(error, self._total_timeout) from error
        finally:
            self._socket = None
            connection.close()

    def abort(self) -> None:
        """End a request that is under way in another thread, and every later one."""
        self._aborted = True
        self._give_up()
        connection = self._socket
        if connection is not None:
            try:
                # Not the method of an SSLSocket: it forgets the encryption first, and what is sent then goes out plain.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                connection.close()  # it was not connected yet

    # ---- how ---------------------------------------------------------------------------------------------------------

    def _resolve(self) -> Sequence[_Address]:
        host, port = self.endpoint.host, self.endpoint.port
        try:
            return _lookup(host.encode(), port, socket.AI_NUMERICHOST)  # as bytes: text would load all of IDNA
        except (OSError, UnicodeError):
            pass
        found = self._lookup_within(self._connect_timeout)
        if self._aborted:
            raise self._explained(OSError(), self._connect_timeout)
        if isinstance(found, Exception):
            raise fault(Code.NAME_UNKNOWN, host=host) from found
        return found

    def _lookup_within(self, seconds: float) -> Sequence[_Address] | Exception:
        """Look the name up, but wait no longer: the system's own patience with a dead name server is half a minute."""
        import threading  # few phones are known by name, and a command does without

        found: list[Sequence[_Address] | Exception] = []
        over = threading.Event()

        def look() -> None:
            try:
                found.append(_lookup(self.endpoint.host, self.endpoint.port))
            except (OSError, UnicodeError) as error:
                found.append(error)
            over.set()

        self._give_up = over.set
        threading.Thread(target=look, daemon=True, name="look up a phone's name").start()
        over.wait(0 if self._aborted else seconds)
        return found[0] if found else TimeoutError()

    def _connect(self, connection: socket.socket, address: Any, seconds: float) -> socket.socket:
        self._socket = connection
        try:
            if self._aborted:
                raise OSError(errno.ECONNABORTED, "aborted")
            connection.settimeout(seconds)
            connection.connect(address)
        except BaseException:
            connection.close()
            raise
        return connection

    def _converse(self, connection: socket.socket, data: bytes) -> Response | None:
        reader = ResponseReader()
        until = time.monotonic() + self._total_timeout
        try:
            connection.settimeout(self._total_timeout)
            connection.sendall(data)
            while not reader.done:
                connection.settimeout(min(_left(until), _patience(reader.response())))
                if received := connection.recv(_CHUNK):
                    reader.feed(received)
                else:
                    reader.eof()
        except TimeoutError:
            # An answer of unknown length on a connection that stays open: what is there by now is the answer.
            if reader.response() is None:
                raise
            reader.eof()
        except (ConnectionResetError, BrokenPipeError, ConnectionAbortedError):
            # A phone that has done what it was told may simply drop the connection (docs/snom-protocol.md §1).
            reader.eof()
        if self._aborted and reader.response() is None:
            raise OSError(errno.ECONNABORTED, "aborted")
        return reader.response()

    def _explained(self, error: OSError, seconds: float) -> DialerError:
        """Say what the operating system's error means for somebody who wants to reach a phone."""
        if self._aborted:
            return fault(Code.CONNECTION_LOST, host=self.name, reason="it was given up")
        if isinstance(error, TimeoutError):
            return fault(Code.TIMED_OUT, host=self.name, seconds=f"{round(seconds, 1):g}")
        if isinstance(error, ConnectionRefusedError):
            return fault(Code.CONNECTION_REFUSED, host=self.name, port=self.endpoint.port)
        reason = (error.strerror or str(error)).lower()
        return fault(Code.NO_ROUTE if error.errno in _NO_WAY else Code.CONNECTION_LOST, host=self.name, reason=reason)


def _nothing() -> None:
    """Nobody waits for a name."""


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _patience(response: Response | None) -> float:
    """How many seconds of silence to bear at this point of an answer."""
    if response is None or response.header("content-length") or response.header("transfer-encoding"):
        return float("inf")  # more is sure to come
    return QUIET


def _lookup(host: str | bytes, port: int, flags: int = 0) -> Sequence[_Address]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
