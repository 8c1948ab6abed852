"""The small web server that phones call back: lenient to phones, hard to strangers, fast to both."""

import asyncio
import contextlib
import errno
import resource
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import pytest

from snom_dialer.errors import Code, DialerError, Exit
from snom_dialer.phone import port as port_module
from snom_dialer.phone.listener import CONNECTIONS, HEAD_LIMIT, LINE_LIMIT, PATIENCE, Arrival, Listener
from snom_dialer.phone.port import PORTS_TRIED
from tests.phone.loopback import ELSEWHERE, HERE, eventually

T = TypeVar("T")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
NOT_FOUND = OK.replace(b"200 OK", b"404 Not Found")
GET = b"GET /snom/secret/incoming?a=b HTTP/1.1\r\nHost: x\r\nUser-Agent: Mozilla/4.0 (snom)\r\n\r\n"


class Ear:
    """A listener in a loop of its own thread; `heard` are the arrivals whose secret was right."""

    def __init__(self, addresses: tuple[str, ...] = (HERE,), port: int = 0, **limits: float) -> None:
        self.heard: list[Arrival] = []
        self.work: Callable[[], None] = lambda: None
        self.loop = asyncio.new_event_loop()
        self.listener = Listener(self._accept, **limits)  # type: ignore[arg-type]
        self._addresses = addresses
        self._port = port
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def _accept(self, arrival: Arrival) -> bool:
        if not arrival.target.startswith(b"/snom/secret/"):
            return False
        self.heard.append(arrival)
        self.loop.call_soon(self.work)
        return True

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    def __enter__(self) -> "Ear":
        self._thread.start()
        try:
            self.run(self.listener.start(self._addresses, self._port))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.listener.stop())
        self.run(asyncio.sleep(0))  # connections that were dropped are told so
        self._end()

    def _end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.listener.counts)

    def connect(self, host: str = HERE) -> socket.socket:
        return socket.create_connection((host, self.listener.port), timeout=10)

    def ask(self, data: bytes, host: str = HERE) -> bytes:
        """Send bytes and read until the other side closes."""
        with self.connect(host) as line:
            line.sendall(data)
            return read_all(line)


def read_all(line: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while received := line.recv(65536):
            data += received
    return data


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as result:
        yield result


# ---- answers ---------------------------------------------------------------------------------------------------------


def test_the_right_secret(ear: Ear) -> None:
    assert ear.ask(GET) == OK
    assert ear.heard == [Arrival(b"/snom/secret/incoming?a=b", HERE, "Mozilla/4.0 (snom)")]
    assert ear.counts == {}


@pytest.mark.parametrize("target", [b"/snom/wrong/incoming", b"/", b"*", b"http://x/snom/secret/incoming", b""])
def test_anything_else(ear: Ear, target: bytes) -> None:
    assert ear.ask(b"GET " + target + b" HTTP/1.1\r\n\r\n") == NOT_FOUND
    assert ear.heard == []
    assert ear.counts == {"refused": 1}


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"OPTIONS", b"HEAD", b"get", b"CONNECT"])
def test_another_method(ear: Ear, method: bytes) -> None:
    got = ear.ask(method + b" /snom/secret/incoming HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 405 Method Not Allowed\r\n")
    assert b"\r\nAllow: GET\r\n" in got
    assert got.endswith(b"\r\n\r\n")
    assert ear.heard == []
    assert ear.counts == {"refused": 1}


@pytest.mark.parametrize(
    ("target", "status"),
    [
        pytest.param(b"/snom/secret/e?" + b"x" * (LINE_LIMIT - 28), b"200", id="just short enough"),
        pytest.param(b"/snom/secret/e?" + b"x" * (LINE_LIMIT - 27), b"414", id="one too long"),
        pytest.param(b"/snom/secret/e?" + b"x" * 20_000, b"414", id="20 kB"),
    ],
)
def test_a_long_url(ear: Ear, target: bytes, status: bytes) -> None:
    assert ear.ask(b"GET " + target + b" HTTP/1.1\r\n\r\n")[9:12] == status
    assert len(ear.heard) == (status == b"200")


def test_a_line_without_an_end(ear: Ear) -> None:
    assert ear.ask(b"G" * (LINE_LIMIT + 1)).startswith(b"HTTP/1.1 414 ")
    assert ear.counts == {"refused": 1}


def test_a_head_without_an_end(ear: Ear) -> None:
    got = ear.ask(b"GET /snom/secret/incoming HTTP/1.1\r\n" + b"X: y\r\n" * (HEAD_LIMIT // 6 + 1))
    assert got.startswith(b"HTTP/1.1 431 ")
    assert ear.heard == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", id="TLS"),
        pytest.param(bytes(range(256)) * 4 + b"\r\n\r\n", id="all bytes"),
        pytest.param(b"\r\n\r\n", id="nothing"),
        pytest.param(b"\n\n", id="nothing, barely"),
        pytest.param(b"GET\r\n\r\n", id="no target"),
        pytest.param(b"GET /snom/secret/incoming\r\n\r\n", id="no version"),
        pytest.param(b"GET /snom/secret/incoming FTP/1.1\r\n\r\n", id="another protocol"),
    ],
)
def test_rubbish(ear: Ear, data: bytes) -> None:
    assert ear.ask(data).startswith(b"HTTP/1.1 400 ")
    assert ear.heard == []
    assert ear.counts == {"refused": 1}
    assert ear.ask(GET) == OK


@pytest.mark.parametrize(
    ("data", "target"),
    [
        pytest.param(b"GET /snom/secret/e?a=b HTTP/1.1\n\n", b"/snom/secret/e?a=b", id="bare line feeds"),
        pytest.param(b"GET /snom/secret/e HTTP/1.1\nHost: x\n\r\n", b"/snom/secret/e", id="mixed ends"),
        pytest.param(b"GET /snom/secret/e HTTP/1.1\r\nHost: x\r\n\n", b"/snom/secret/e", id="mixed otherwise"),
        pytest.param(b"GET /snom/secret/e?n=A B  C HTTP/1.0\r\n\r\n", b"/snom/secret/e?n=A B  C", id="raw blanks"),
        pytest.param(b"GET /snom/secret/e?n=A HTTP/2 HTTP/1.1\r\n\r\n", b"/snom/secret/e?n=A HTTP/2", id="a version"),
        pytest.param(b"GET /snom/secret/e?n=\xc3\xbc HTTP/1.1\r\n\r\n", b"/snom/secret/e?n=\xc3\xbc", id="UTF-8"),
        pytest.param(b"GET /snom/secret/e?n=\xfc HTTP/1.1\r\n\r\n", b"/snom/secret/e?n=\xfc", id="Latin-1"),
        pytest.param(b"GET /snom/secret/e?n=*#1 HTTP/1.1\r\n\r\n", b"/snom/secret/e?n=*#1", id="hash"),
        pytest.param(b'GET /snom/secret/e?n="<&%> HTTP/1.1\r\n\r\n', b'/snom/secret/e?n="<&%>', id="markup"),
        pytest.param(b"GET /snom/secret/e?n=a\rb HTTP/1.1\r\n\r\n", b"/snom/secret/e?n=a\rb", id="carriage return"),
        pytest.param(
            b"GET /snom/secret/e?n=a\x00\x0b\x1c HTTP/1.1\r\n\r\n", b"/snom/secret/e?n=a\x00\x0b\x1c", id="nul"
        ),
        pytest.param(b"GET   /snom/secret/e   HTTP/1.1\r\n\r\n", b"/snom/secret/e", id="more blanks"),
    ],
)
def test_phones_are_odd(ear: Ear, data: bytes, target: bytes) -> None:
    assert ear.ask(data) == OK
    assert [arrival.target for arrival in ear.heard] == [target]


def test_a_request_in_pieces(ear: Ear) -> None:
    with ear.connect() as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in GET:
            line.sendall(bytes([byte]))
        assert read_all(line) == OK
    assert len(ear.heard) == 1


def test_a_phone_that_closes_its_half_still_gets_its_answer(ear: Ear) -> None:
    with ear.connect() as line:
        line.sendall(GET)
        line.shutdown(socket.SHUT_WR)
        assert read_all(line) == OK
    assert ear.counts == {}


def test_what_stands_behind_a_request_is_not_looked_at(ear: Ear) -> None:
    assert ear.ask(GET + GET) == OK
    assert len(ear.heard) == 1


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(b"user-AGENT:snom370-SIP 8.7\r\n", "snom370-SIP 8.7", id="any case"),
        pytest.param(b"User-Agent: a\xff\r\n", "a\ufffd", id="no UTF-8"),
        pytest.param(b"User-Agent: " + b"x" * 1000 + b"\r\n", "x" * 300, id="long"),
        pytest.param(b"X-User-Agent: a\r\nUser-Agent\r\n", "", id="none"),
        pytest.param(b"User-Agent: a\r\nUser-Agent: b\r\n", "a", id="the first"),
    ],
)
def test_the_user_agent(ear: Ear, headers: bytes, expected: str) -> None:
    ear.ask(b"GET /snom/secret/e HTTP/1.1\r\n" + headers + b"\r\n")
    assert [arrival.user_agent for arrival in ear.heard] == [expected]


def test_the_answer_goes_out_before_any_work_is_done(ear: Ear) -> None:
    answered = threading.Event()
    in_time: list[bool] = []
    ear.work = lambda: in_time.append(answered.wait(5))  # the loop does nothing else meanwhile
    with ear.connect() as line:
        line.sendall(GET)
        assert line.recv(len(OK), socket.MSG_WAITALL) == OK
        answered.set()
        assert read_all(line) == b""
    eventually(lambda: in_time == [True])


# ---- limits ----------------------------------------------------------------------------------------------------------


def test_half_a_request_is_closed_and_counted() -> None:
    with Ear(patience=0.1) as ear:
        assert ear.ask(b"GET /snom/secret/inc") == b""
        assert ear.ask(b"") == b""
        assert ear.counts == {"unfinished": 2}
        assert ear.heard == []


def test_half_a_request_of_somebody_who_goes_is_counted_too(ear: Ear) -> None:
    with ear.connect() as line:
        line.sendall(b"GET /snom/secret/inc")
        line.shutdown(socket.SHUT_WR)
        assert read_all(line) == b""
    assert ear.counts == {"unfinished": 1}


def test_patience_begins_with_the_connection_and_does_not_begin_again() -> None:
    with Ear(patience=0.3) as ear, ear.connect() as line:
        started = time.monotonic()
        with contextlib.suppress(ConnectionError):
            while time.monotonic() - started < 5:
                line.sendall(b"G")
                threading.Event().wait(0.02)
        assert time.monotonic() - started < 2


def test_the_limits_of_the_product() -> None:
    assert (LINE_LIMIT, CONNECTIONS, PATIENCE, PORTS_TRIED) == (8192, 256, 5.0, 20)


@contextmanager
def crowd(ear: Ear, size: int, data: bytes = b"GET /snom/sec") -> Iterator[list[socket.socket]]:
    """Many who connect, say a little, and stay."""
    with ExitStack() as stack:
        lines = []
        for _ in range(size):
            lines.append(stack.enter_context(ear.connect()))
            with contextlib.suppress(ConnectionError):
                lines[-1].sendall(data)
        yield lines


@pytest.fixture
def many_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
def test_a_phone_among_five_hundred_who_stall(ear: Ear) -> None:
    with crowd(ear, 500):
        for _ in range(5):
            started = time.monotonic()
            assert ear.ask(GET) == OK
            assert time.monotonic() - started < 1
        assert len(ear.listener._open) <= CONNECTIONS
        eventually(lambda: ear.counts.get("dropped", 0) >= 500 - CONNECTIONS)
    assert len(ear.heard) == 5


@pytest.mark.usefixtures("many_files")
def test_who_comes_while_the_program_is_busy_waits_in_a_queue(ear: Ear) -> None:
    """Were the queue full, the system would let a phone try again after a second at the earliest."""
    free = threading.Event()
    ear.loop.call_soon_threadsafe(free.wait, 20)
    try:
        started = time.monotonic()
        with crowd(ear, 300):
            assert time.monotonic() - started < 0.9
            with ear.connect() as line:
                line.sendall(GET)
                free.set()
                assert read_all(line) == OK
    finally:
        free.set()


def test_a_full_house_lets_the_longest_waiting_go() -> None:
    with Ear(connections=3) as ear, crowd(ear, 3) as lines:
        eventually(lambda: len(ear.listener._open) == 3)
        assert ear.ask(GET) == OK
        assert read_all(lines[0]) == b""
        lines[1].sendall(b"ret/e HTTP/1.1\r\n\r\n")
        assert read_all(lines[1]) == OK
        assert ear.counts == {"dropped": 1}


@pytest.mark.usefixtures("many_files")
def test_what_strangers_send_is_not_kept(ear: Ear) -> None:
    with crowd(ear, CONNECTIONS, b"GET /" + b"x" * 1_000_000):
        eventually(lambda: ear.counts.get("refused") == CONNECTIONS)
        eventually(lambda: not ear.listener._open)
    assert ear.heard == []


def test_the_end_closes_every_connection() -> None:
    with Ear() as ear:
        line = ear.connect()
        eventually(lambda: len(ear.listener._open) == 1)
        port = ear.listener.port
    with line:
        assert read_all(line) == b""
    with pytest.raises(ConnectionRefusedError), socket.create_connection((HERE, port)):
        pass


# ---- ports and addresses ---------------------------------------------------------------------------------------------


def listening(addresses: tuple[str, ...], port: int) -> int:
    """Start a listener and end it; return the port that it took."""

    async def start_and_stop() -> int:
        it = Listener(lambda _: True)
        try:
            return await it.start(addresses, port)
        finally:
            await it.stop()

    return asyncio.run(start_and_stop())


@contextmanager
def taken(count: int, host: str = HERE) -> Iterator[int]:
    """Ports in a row that somebody holds; the first one is given."""
    for first in range(20_000, 60_000, count):
        with ExitStack() as stack:
            try:
                for port in range(first, first + count):
                    held = stack.enter_context(socket.socket())
                    held.bind((host, port))
                    held.listen()
            except OSError:
                continue
            yield first
            return
    pytest.fail("no free ports")


def test_a_port_that_is_taken_leaves_the_next_free_one() -> None:
    with taken(1) as port:
        assert port < listening((HERE,), port) < port + PORTS_TRIED
    assert listening((HERE,), port) == port


def test_the_port_is_the_same_on_all_addresses() -> None:
    with taken(1, ELSEWHERE) as port, Ear((HERE, ELSEWHERE)) as ear:
        assert port < listening((HERE, ELSEWHERE), port) < port + PORTS_TRIED
        for host in (HERE, ELSEWHERE):
            assert ear.ask(GET, host) == OK
        with socket.socket() as free:
            free.bind((HERE, port))  # what was taken for the try was given back


def test_any_port_is_looked_for_again_where_it_is_not_free_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    bind = port_module._bind
    refused: list[int] = []

    def unlucky(address: str, port: int, kind: socket.SocketKind) -> socket.socket:
        if address == ELSEWHERE and not refused:
            refused.append(port)
            raise OSError(errno.EADDRINUSE, "Address already in use")
        return bind(address, port, kind)

    monkeypatch.setattr(port_module, "_bind", unlucky)
    assert listening((HERE, ELSEWHERE), 0) > 0
    assert refused


def test_all_ports_taken() -> None:
    with taken(PORTS_TRIED) as port, pytest.raises(DialerError) as caught:
        listening((HERE,), port)
    assert caught.value.code is Code.PORT_TAKEN
    assert caught.value.exit is Exit.COMPUTER
    assert caught.value.values == {"first": port, "last": port + PORTS_TRIED - 1}


def test_no_port_above_the_last_is_tried() -> None:
    try:
        held = socket.create_server((HERE, 65535))
    except OSError:
        held = socket.socket()  # somebody else has it: as good
    with held, pytest.raises(DialerError) as caught:
        listening((HERE,), 65535)
    assert caught.value.values == {"first": 65535, "last": 65535}


@pytest.mark.parametrize("address", ["192.0.2.77", "desk.example", "", "fd00::77"])
def test_an_address_that_is_not_ours(address: str) -> None:
    with pytest.raises(DialerError) as caught:
        listening((HERE, address), 0)
    assert caught.value.code is Code.ADDRESS_GONE
    assert caught.value.exit is Exit.COMPUTER
    assert caught.value.values["address"] == f"{HERE}, {address}"
    assert caught.value.values["reason"]


def test_ipv6() -> None:
    with Ear(("::1",)) as ear:
        assert ear.ask(GET, "::1") == OK
        assert ear.heard[0].peer == "::1"


def test_ipv6_leaves_ipv4_to_others() -> None:
    with Ear(("::",)) as ear:
        with pytest.raises(ConnectionRefusedError), ear.connect():
            pass
        with socket.create_server((HERE, ear.listener.port)):
            pass


# ---- moving ----------------------------------------------------------------------------------------------------------


def test_an_address_more_gets_the_same_port() -> None:
    with Ear() as ear:
        port = ear.listener.port
        assert ear.run(ear.listener.move((HERE, ELSEWHERE), 0)) == port
        assert [ear.ask(GET, host) for host in (HERE, ELSEWHERE)] == [OK, OK]


def test_an_address_less_is_closed_and_the_others_notice_nothing() -> None:
    with Ear((HERE, ELSEWHERE)) as ear, ear.connect() as line:
        line.sendall(GET[:20])
        port = ear.listener.port
        assert ear.run(ear.listener.move((HERE,), 0)) == port
        with pytest.raises(ConnectionRefusedError), socket.create_connection((ELSEWHERE, port), 5):
            pass
        line.sendall(GET[20:])
        assert read_all(line) == OK
        assert ear.ask(GET) == OK


def test_what_is_being_received_on_an_address_that_goes_is_received_to_its_end() -> None:
    with Ear() as ear, ear.connect() as line:
        line.sendall(GET[:20])
        eventually(lambda: len(ear.listener._open) == 1)
        ear.run(ear.listener.move((ELSEWHERE,), 0))
        line.sendall(GET[20:])
        assert read_all(line) == OK
        assert len(ear.heard) == 1


def test_a_port_taken_on_the_new_address_moves_all_to_the_next_one() -> None:
    with taken(1, ELSEWHERE) as port, Ear((HERE,), port) as ear:
        assert ear.listener.port == port
        moved = ear.run(ear.listener.move((HERE, ELSEWHERE), port))
        assert port < moved < port + PORTS_TRIED
        assert ear.listener.port == moved
        assert [ear.ask(GET, host) for host in (HERE, ELSEWHERE)] == [OK, OK]
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind((HERE, port))  # what it had is given back


def test_the_wanted_port_is_tried_again_where_all_have_to_move() -> None:
    with ExitStack() as holding:
        port = holding.enter_context(taken(1))
        with Ear((HERE,), port) as ear, socket.create_server((ELSEWHERE, ear.listener.port)):
            assert port < ear.listener.port
            holding.close()
            assert ear.run(ear.listener.move((ELSEWHERE,), port)) == port


@pytest.mark.parametrize("address", ["192.0.2.77", ELSEWHERE], ids=["gone", "all its ports taken"])
def test_where_moving_fails_nobody_listens_until_the_next_move(address: str) -> None:
    with taken(PORTS_TRIED, ELSEWHERE) as port, Ear((HERE,), port) as ear:
        with pytest.raises(DialerError) as caught:
            ear.run(ear.listener.move((HERE, address), port))
        assert caught.value.code is (Code.PORT_TAKEN if address == ELSEWHERE else Code.ADDRESS_GONE)
        with pytest.raises(ConnectionRefusedError), socket.create_connection((HERE, port), 5):
            pass
        assert ear.run(ear.listener.move((HERE,), port)) == port
        assert ear.ask(GET) == OK
