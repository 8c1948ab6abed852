"""Loopback ends for the tests of the simulator: a receiver of Action URLs, and a client that sends what it is told."""

import http.client
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.profile import SETTING_OF
from snom_dialer.simulator.thread import SimulatorThread


@dataclass
class Receiver:
    """Answers everything with `status` and `body`; keeps the heads of the requests as they came."""

    port: int = 0
    status: int = 200
    body: bytes = b""
    heads: list[bytes] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [head.split(b"\r\n")[0].removeprefix(b"GET ").removesuffix(b" HTTP/1.1").decode() for head in self.heads]

    @property
    def names(self) -> list[str]:
        """The last parts of the paths: the events, as `arm` names them."""
        return [target.partition("?")[0].rpartition("/")[2] for target in self.targets]


@contextmanager
def receiver() -> Iterator[Receiver]:
    result = Receiver()
    result.go.set()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            head = b""
            while line := self.rfile.readline():
                head += line
                if line == b"\r\n":
                    break
            result.heads.append(head)
            result.go.wait(5)
            answer = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (result.status, len(result.body), result.body)
            self.wfile.write(answer)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        result.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield result
        finally:
            result.go.set()
            server.shutdown()
            thread.join()


def arm(sim: SimulatorThread, to: Receiver, query: str = "", phone: str = "") -> None:
    """Set every Action URL that the phone has to `/EVENT` of the receiver, but the one that rejects calls."""
    wanted = sim.simulation.find(phone)
    values = {
        SETTING_OF[kind]: f"{to.url}/{kind}{query}"
        for kind in wanted.model.generation.events
        if kind is not EventKind.BLACKLIST
    }
    sim.call(lambda: wanted.settings.provision(values))


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    text: str


def ask(port: int, target: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Got:
    """Send one request with the standard library's client, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    return _exchange(connection, target, method, body, headers)


def ask_tls(port: int, target: str) -> Got:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
    return _exchange(connection, target, "GET", None, {})


def _exchange(
    connection: http.client.HTTPConnection, target: str, method: str, body: str | None, headers: dict[str, str]
) -> Got:
    try:
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
    finally:
        connection.close()


def raw(port: int, data: bytes) -> bytes:
    """Send bytes and read until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(data)
        return b"".join(iter(lambda: _read(line), b""))


def _read(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)
    except ConnectionResetError:
        return b""
