"""Loopback ends for the tests of one phone: what no virtual phone does, because it breaks off, stalls or is no phone.

Not for: anything that the virtual phone can play (snom_dialer.simulator).
"""

import contextlib
import socket
import ssl
import struct
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from snom_dialer.phone.client import Client, Guard, Realm
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.protocol.http import Request
from snom_dialer.simulator.page import PHONE_MANAGER
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate

HERE = "127.0.0.1"
ELSEWHERE = "127.0.0.2"
ADMIN = Credentials(username="admin", password="0000")
WRONG = Credentials(username="admin", password="1234")
PAGE = Request(target="/info.htm")


class Stage:
    """A server whose every connection plays `play` in a thread of its own; it is closed when that returns.

    `connections` counts them, `heads` keeps what `read_head` read, `begun` is set by the first connection, `over` when
    the stage is left: something that stalls waits for it.
    """

    def __init__(self, play: "Callable[[Stage, socket.socket], None]", host: str = HERE, port: int = 0) -> None:
        self._play = play
        self._listening = socket.create_server((host, port), backlog=64)
        self._threads: list[threading.Thread] = []
        self._door = threading.Thread(target=self._admit, daemon=True)
        self.host = host
        self.port: int = self._listening.getsockname()[1]
        self.connections = 0
        self.heads: list[bytes] = []
        self.begun = threading.Event()
        self.over = threading.Event()

    def __enter__(self) -> "Stage":
        self._door.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._door.join(10)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)

    def _admit(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self.begun.set()
            thread = threading.Thread(target=self._perform, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _perform(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            self._play(self, connection)

    def read_head(self, connection: socket.socket) -> bytes:
        """Read a request up to its blank line, and keep it."""
        head = b""
        while b"\r\n\r\n" not in head:
            if not (received := connection.recv(65536)):
                break
            head += received
        if head:
            self.heads.append(head)
        return head

    @property
    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [head.split(b" ")[1].decode() for head in self.heads]


def saying(*parts: bytes) -> Callable[[Stage, socket.socket], None]:
    """Answer a request with these bytes, and close."""

    def play(stage: Stage, connection: socket.socket) -> None:
        if stage.read_head(connection):
            connection.sendall(b"".join(parts))

    return play


def blurting(*parts: bytes) -> Callable[[Stage, socket.socket], None]:
    """Answer whatever comes with these bytes, and close when the other side does."""

    def play(_stage: Stage, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"".join(parts))
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)

    return play


def saying_and_staying(*parts: bytes) -> Callable[[Stage, socket.socket], None]:
    """Answer a request with these bytes, and leave the connection open."""

    def play(stage: Stage, connection: socket.socket) -> None:
        if stage.read_head(connection):
            connection.sendall(b"".join(parts))
            stage.over.wait(30)

    return play


def resetting(stage: Stage, connection: socket.socket) -> None:
    """Read a request, and break the connection off."""
    stage.read_head(connection)
    reset(stage, connection)


def reset(_stage: Stage, connection: socket.socket) -> None:
    """Break the connection off at once."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_when_spoken_to(stage: Stage, connection: socket.socket) -> None:
    """Break the connection off at the first bytes."""
    connection.recv(65536)
    reset(stage, connection)


def closing(_stage: Stage, _connection: socket.socket) -> None:
    """Close the connection at once."""


def silent(stage: Stage, _connection: socket.socket) -> None:
    """Take the connection, and do nothing with it."""
    stage.over.wait(30)


def web(answer: Callable[[str, bytes], bytes]) -> Callable[[Stage, socket.socket], None]:
    """Answer each request by a function of its target and its head."""

    def play(stage: Stage, connection: socket.socket) -> None:
        if head := stage.read_head(connection):
            connection.sendall(answer(head.split(b" ")[1].decode(), head))

    return play


def encrypted(
    play: Callable[[Stage, socket.socket], None], context: ssl.SSLContext
) -> Callable[[Stage, socket.socket], None]:
    """Let `play` speak TLS."""

    def secured(stage: Stage, connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inner:
            play(stage, inner)

    return secured


def tls_context(
    ciphers: str = "", highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, *, certificate: bool = True
) -> ssl.SSLContext:
    """Make a server's side that is as old as wanted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if ciphers:
        context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = min(highest, ssl.TLSVersion.TLSv1_2)
        context.maximum_version = highest
    if certificate:
        context.load_cert_chain(Certificate.PHONE.path)
    return context


OLD_CIPHERS = "AES128-SHA:@SECLEVEL=0"  # of phones whose TLS 1.2 is from 2012


def answer(status: int = 200, body: bytes = b"", *headers: str, server: str = "snom embedded") -> bytes:
    """The bytes of an answer."""
    lines = [f"HTTP/1.1 {status} X", f"Server: {server}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@contextmanager
def blackhole() -> Iterator[int]:
    """A port on which connecting leads nowhere and never ends: its queue is full and nobody empties it."""
    with contextlib.ExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind((HERE, 0))
        listening.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(listening.getsockname())
        yield listening.getsockname()[1]


@contextmanager
def closed_port(host: str = HERE) -> Iterator[int]:
    """A port that refuses connections, and that nobody else gets meanwhile."""
    with socket.socket() as bound:
        bound.bind((host, 0))
        yield bound.getsockname()[1]


def eventually(holds: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait for a condition that nothing announces."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.001)


class Memory:
    """Remembers refused log-ins as the program does, but in memory."""

    def __init__(self) -> None:
        self.refused: list[tuple[Credentials, Realm]] = []

    def known_wrong(self, credentials: Credentials, realm: Realm) -> bool:
        return any((credentials, each) in self.refused for each in {realm, Realm.COMMANDS})

    def remember(self, credentials: Credentials, realm: Realm) -> None:
        self.refused.append((credentials, realm))


def phone(
    *,
    auth: Auth = Auth.NONE,
    model: str = "D385",
    tls: Certificate | None = None,
    **more: object,
) -> SimulatorThread:
    """A virtual phone, not yet started."""
    return SimulatorThread(Setup(auth=auth, model=model, tls=tls, **more))  # type: ignore[arg-type]


def client_of(
    at: SimulatorThread | Stage,
    credentials: Credentials | None = ADMIN,
    facts: Facts | None = None,
    guard: Guard | None = None,
    *,
    scheme: str = "auto",
    port: int = 0,
    total_timeout: float = 5.0,
    traffic: Callable[[str], None] | None = None,
) -> Client:
    """A client for a virtual phone or a stage, spoken to on its own port unless `port` names another."""
    host, own = (at.host, at.port) if isinstance(at, Stage) else (at.phone.host, at.phone.port)
    where = Where(host, port or own, scheme)
    return Client(where, credentials, facts, guard, connect_timeout=2.0, total_timeout=total_timeout, traffic=traffic)


def asked(sim: SimulatorThread, path: str = "") -> list[tuple[str, int]]:
    """What the phone was asked, with the status it gave; all of it, or one page."""
    seen = [(each.request.target, each.status) for each in sim.phone.log]
    return [pair for pair in seen if not path or pair[0].partition("?")[0] == path]


def has_log_in(sim: SimulatorThread) -> list[bool]:
    """Of each request, whether it carried a log-in."""
    return ["authorization" in each.request.headers for each in sim.phone.log]


MANAGER_PAGE = PHONE_MANAGER.body.encode()
