"""One request over one connection, against ends that break off, stall, or are not there."""

import errno
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from snom_dialer.errors import Code, DialerError, Exit
from snom_dialer.phone import transport
from snom_dialer.phone.transport import Endpoint, Plain
from snom_dialer.protocol.http import Response
from tests.phone.loopback import (
    HERE,
    PAGE,
    Stage,
    answer,
    blackhole,
    closed_port,
    closing,
    eventually,
    phone,
    resetting,
    saying,
    saying_and_staying,
    silent,
)

Lookup = Callable[..., list[Any]]


def plain(port: int, *, host: str = HERE, connect: float = 2.0, total: float = 5.0) -> Plain:
    return Plain(Endpoint("http", host, port), name="the desk", connect_timeout=connect, total_timeout=total)


def failing(way: Plain) -> DialerError:
    with pytest.raises(DialerError) as caught:
        way.send(PAGE)
    return caught.value


def names(monkeypatch: pytest.MonkeyPatch, lookup: Lookup) -> None:
    """Let `lookup` stand for the name server."""

    def getaddrinfo(host: str, port: int, *args: int, flags: int = 0, **more: int) -> list[Any]:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror(socket.EAI_NONAME, "not a number")
        return lookup(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def found(*ports: int) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HERE, port)) for port in ports]


# ---- what is sent ----------------------------------------------------------------------------------------------------


def test_every_request_has_a_connection_of_its_own() -> None:
    with Stage(saying(answer(200, b"hello"))) as stage:
        way = plain(stage.port)
        for _ in range(3):
            response = way.send(PAGE)
            assert response is not None
            assert (response.status, response.body, response.complete) == (200, b"hello", True)
        assert stage.connections == 3
        assert stage.heads[0].startswith(b"GET /info.htm HTTP/1.1\r\n")
        assert b"\r\nConnection: keep-alive\r\n" in stage.heads[2]
        assert f"\r\nHost: 127.0.0.1:{stage.port}\r\n".encode() in stage.heads[1]


def test_an_answer_that_is_whole_ends_the_request_though_the_connection_stays() -> None:
    with Stage(saying_and_staying(answer(200, b"hello"))) as stage:
        started = time.monotonic()
        assert plain(stage.port, total=30).send(PAGE) is not None
        assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    ("endpoint", "authority", "url"),
    [
        pytest.param(Endpoint("http", "10.0.0.5", 80), "10.0.0.5", "http://10.0.0.5/", id="usual"),
        pytest.param(Endpoint("https", "desk", 443), "desk", "https://desk/", id="usual https"),
        pytest.param(Endpoint("https", "desk", 80), "desk:80", "https://desk:80/", id="usual for the other"),
        pytest.param(Endpoint("http", "fd00::5", 80), "[fd00::5]", "http://[fd00::5]/", id="IPv6"),
        pytest.param(Endpoint("http", "fe80::5%eth0", 8080), "[fe80::5]:8080", "http://[fe80::5]:8080/", id="zone"),
    ],
)
def test_authority(endpoint: Endpoint, authority: str, url: str) -> None:
    assert endpoint.authority == authority
    assert endpoint.url == url


def test_a_transport_without_a_name_is_called_by_its_host() -> None:
    with closed_port() as port:
        error = failing(Plain(Endpoint("http", HERE, port)))
    assert error.values["host"] == HERE


def test_ipv6() -> None:
    with phone(host="::1") as sim:
        response = plain(sim.phone.port, host="::1").send(PAGE)
        assert response is not None
        assert response.status == 200
        assert sim.phone.log[0].request.headers["host"] == f"[::1]:{sim.phone.port}"


# ---- connecting ------------------------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with closed_port() as port:
        error = failing(plain(port))
    assert error.code is Code.CONNECTION_REFUSED
    assert error.exit is Exit.UNREACHABLE
    assert error.values == {"host": "the desk", "port": port}


def test_connecting_has_a_limit() -> None:
    with blackhole() as port:
        started = time.monotonic()
        error = failing(plain(port, connect=0.2))
        assert time.monotonic() - started < 2
    assert error.code is Code.TIMED_OUT
    assert error.values == {"host": "the desk", "seconds": "0.2"}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(errno.ENETUNREACH, Code.NO_ROUTE, id="network unreachable"),
        pytest.param(errno.EHOSTUNREACH, Code.NO_ROUTE, id="host unreachable"),
        pytest.param(errno.ENETDOWN, Code.NO_ROUTE, id="network down"),
        pytest.param(errno.EPERM, Code.NO_ROUTE, id="firewall"),
        pytest.param(errno.ETIMEDOUT, Code.TIMED_OUT, id="the system's own time-out"),
        pytest.param(errno.ENOBUFS, Code.CONNECTION_LOST, id="anything else"),
    ],
)
def test_what_the_system_says_of_a_network_is_told(monkeypatch: pytest.MonkeyPatch, number: int, code: Code) -> None:
    def connect(_self: socket.socket, _address: object) -> None:
        raise OSError(number, "It Is So")

    monkeypatch.setattr(socket.socket, "connect", connect)
    error = failing(plain(80))
    assert error.code is code
    assert error.values["host"] == "the desk"
    assert error.values.get("reason", "it is so") == "it is so"


# ---- names -----------------------------------------------------------------------------------------------------------


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str, port: int) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    names(monkeypatch, unknown)
    error = failing(plain(80, host="desk.example"))
    assert error.code is Code.NAME_UNKNOWN
    assert error.values == {"host": "desk.example"}


@pytest.mark.parametrize("host", ["desk..example", "x" * 64, "a\x00b"])
def test_what_cannot_be_a_name_is_not_known_either(host: str) -> None:
    assert failing(plain(80, host=host)).code is Code.NAME_UNKNOWN


def test_a_name_server_that_is_silent_costs_no_more_than_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def slow(host: str, port: int) -> list[Any]:
        over.wait(30)
        return []

    names(monkeypatch, slow)
    started = time.monotonic()
    error = failing(plain(80, host="desk.example", connect=0.1))
    over.set()
    assert error.code is Code.NAME_UNKNOWN
    assert time.monotonic() - started < 2


def test_a_name_with_a_dead_address_and_a_live_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with closed_port() as dead, Stage(saying(answer())) as stage:
        names(monkeypatch, lambda host, port: found(dead, stage.port))
        assert plain(80, host="desk.example").send(PAGE) is not None
        names(monkeypatch, lambda host, port: found(dead, dead))
        assert failing(plain(80, host="desk.example")).code is Code.CONNECTION_REFUSED


def test_all_addresses_of_a_name_share_one_time_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with blackhole() as port:
        names(monkeypatch, lambda host, _: found(*[port] * 5))
        started = time.monotonic()
        error = failing(plain(80, host="desk.example", connect=0.3))
        assert time.monotonic() - started < 0.6
    assert error.code is Code.TIMED_OUT


# ---- answers ---------------------------------------------------------------------------------------------------------


def test_a_silent_phone() -> None:
    with Stage(silent) as stage:
        error = failing(plain(stage.port, total=0.2))
    assert error.code is Code.TIMED_OUT
    assert error.values == {"host": "the desk", "seconds": "0.2"}


def test_a_phone_that_never_comes_to_an_end() -> None:
    def drip(stage: Stage, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stage.over.wait(0.01):
            connection.sendall(b"X-A: b\r\n")

    with Stage(drip) as stage:
        started = time.monotonic()
        response = plain(stage.port, total=0.3).send(PAGE)
        assert time.monotonic() - started < 2
    assert response is not None
    assert not response.complete


@pytest.mark.parametrize("play", [pytest.param(closing, id="closed"), pytest.param(resetting, id="reset")])
def test_a_connection_that_ends_without_an_answer(play: Callable[[Stage, socket.socket], None]) -> None:
    with Stage(play) as stage:
        assert plain(stage.port).send(PAGE) is None


def test_a_phone_that_closes_after_it_was_told() -> None:
    with phone(quirks={"close_unanswered": "after"}) as sim:
        assert plain(sim.phone.port).send(PAGE) is None
        assert len(sim.phone.log) == 1


def test_a_truncated_answer_keeps_its_status() -> None:
    with phone(quirks={"truncate": True}) as sim:
        response = plain(sim.phone.port).send(PAGE)
    assert response is not None
    assert (response.status, response.complete) == (200, False)


def test_something_that_is_no_http() -> None:
    with Stage(saying_and_staying(b"220 mail.example ESMTP\r\n")) as stage:
        response = plain(stage.port).send(PAGE)
    assert response is not None
    assert response.status == 0


def test_an_answer_of_unknown_length_on_a_connection_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "QUIET", 0.1)
    with Stage(saying_and_staying(b"HTTP/1.1 200 OK\r\n\r\nall there is")) as stage:
        response = plain(stage.port, total=30).send(PAGE)
    assert response == Response(status=200, headers=(), body=b"all there is", complete=True)


def test_an_answer_of_known_length_may_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "QUIET", 0.05)

    def pausing(stage: Stage, connection: socket.socket) -> None:
        whole = answer(200, b"0123456789")
        connection.sendall(whole[:-5])
        stage.over.wait(0.3)
        connection.sendall(whole[-5:])

    with Stage(pausing) as stage:
        response = plain(stage.port).send(PAGE)
    assert response is not None
    assert (response.body, response.complete) == (b"0123456789", True)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(answer(200, b"0123456789")[:-5], id="body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n", id="chunks"),
    ],
)
def test_an_answer_of_known_length_that_stays_half_is_told_as_such(part: bytes) -> None:
    with Stage(saying_and_staying(part)) as stage:
        response = plain(stage.port, total=0.2).send(PAGE)
    assert response is not None
    assert (response.status, response.body, response.complete) == (200, b"01234", False)


# ---- giving up -------------------------------------------------------------------------------------------------------


class Sending:
    """A request under way in another thread."""

    def __init__(self, way: Plain) -> None:
        self._way = way
        self._error: DialerError | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._way.send(PAGE)
        except DialerError as error:
            self._error = error

    def aborted(self) -> DialerError:
        """Abort it; return what it fails with."""
        started = time.monotonic()
        self._way.abort()
        self._thread.join(10)
        assert time.monotonic() - started < 2, "it went on"
        assert self._error is not None, "it came to a good end"
        return self._error


def test_abort_while_the_phone_is_silent() -> None:
    with Stage(silent) as stage:
        way = plain(stage.port, total=60)
        sending = Sending(way)
        assert stage.begun.wait(5)
        error = sending.aborted()
        assert error.code is Code.CONNECTION_LOST
        assert error.values == {"host": "the desk", "reason": "it was given up"}


def test_abort_while_connecting() -> None:
    with blackhole() as port:
        way = plain(port, connect=60)
        sending = Sending(way)
        eventually(lambda: way._socket is not None)
        assert sending.aborted().code is Code.CONNECTION_LOST


def test_abort_while_a_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, over = threading.Event(), threading.Event()

    def slow(host: str, port: int) -> list[Any]:
        begun.set()
        over.wait(30)
        return found(port)

    names(monkeypatch, slow)
    sending = Sending(plain(80, host="desk.example", connect=60))
    assert begun.wait(5)
    assert sending.aborted().code is Code.CONNECTION_LOST
    over.set()


def test_nothing_is_sent_after_an_abort() -> None:
    with Stage(saying(answer())) as stage:
        way = plain(stage.port)
        way.abort()
        for _ in range(2):
            assert failing(way).code is Code.CONNECTION_LOST
        assert stage.connections == 0


def test_nothing_is_sent_over_a_connection_that_was_aborted() -> None:
    with Stage(saying(answer())) as stage:
        way = plain(stage.port)
        connection = way.open()
        way.abort()
        with pytest.raises(DialerError) as caught:
            way.talk(connection, PAGE)
    assert caught.value.code is Code.CONNECTION_LOST
    assert stage.heads == []


def test_abort_after_the_end_is_harmless() -> None:
    with Stage(saying(answer())) as stage:
        way = plain(stage.port)
        way.send(PAGE)
        way.abort()
