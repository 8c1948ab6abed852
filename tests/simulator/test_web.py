"""Connections and their oddities, over raw sockets."""

import socket
import ssl
import threading

import pytest

from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.simulator.receiver import ask, ask_tls, raw

GET = b"GET /info.htm HTTP/1.1\r\nHost: x\r\n"
KEEP = b"Connection: Keep-Alive\r\n"


def phone_with(**quirks: Value) -> SimulatorThread:
    return SimulatorThread(Setup(quirks=quirks))


def test_every_answer_names_the_server(sim: SimulatorThread) -> None:
    got = ask(sim.phone.port, "/")
    assert got.headers["server"] == "snom embedded"
    assert got.headers["connection"] == "close"


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"GET /info.htm HTTP/1.0\r\n\r\n", id="HTTP/1.0"),
        pytest.param(b"GET /info.htm HTTP/1.1\nHost: x\n\n", id="bare line feeds"),
        pytest.param(b"GET /info.htm?a=b c HTTP/1.1\r\n\r\n", id="raw blank"),
        pytest.param("GET /info.htm?a=ü HTTP/1.1\r\n\r\n".encode(), id="raw UTF-8"),
        pytest.param(b"GET /info.htm\r\n\r\n", id="no version"),
    ],
)
def test_lenient_reading(sim: SimulatorThread, request_bytes: bytes) -> None:
    assert raw(sim.phone.port, request_bytes).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    "rubbish",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\r\n\r\n", id="TLS"),
        pytest.param(b"hello\r\n\r\n", id="words"),
        pytest.param(b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", id="bad length"),
        pytest.param(b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", id="too long"),
    ],
)
def test_rubbish_is_closed_without_an_answer(sim: SimulatorThread, rubbish: bytes) -> None:
    assert raw(sim.phone.port, rubbish) == b""
    assert ask(sim.phone.port, "/").status == 200


def test_a_body_that_never_comes_is_closed(sim: SimulatorThread) -> None:
    with socket.create_connection(("127.0.0.1", sim.phone.port)) as line:
        line.sendall(b"POST /csta HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")
        line.shutdown(socket.SHUT_WR)
        assert line.recv(10) == b""


def test_keep_alive_needed() -> None:
    with phone_with(keep_alive_needed=True) as sim:
        assert raw(sim.phone.port, GET + b"\r\n") == b""
        assert b"200 OK" in raw(sim.phone.port, GET + KEEP + b"\r\n")
        assert b"200 OK" in raw(sim.phone.port, b"GET /minibrowser.htm HTTP/1.1\r\n\r\n")


def test_the_minibrowser_page_is_late_with_keep_alive() -> None:
    with phone_with(minibrowser_delay=30, slow=0) as sim:
        assert b"200 OK" in raw(sim.phone.port, b"GET /minibrowser.htm HTTP/1.1\r\n\r\n")
        with socket.create_connection(("127.0.0.1", sim.phone.port), timeout=0.1) as line:
            line.sendall(b"GET /minibrowser.htm HTTP/1.1\r\n" + KEEP + b"\r\n")
            with pytest.raises(TimeoutError):
                line.recv(1)


def test_a_connection_can_stay_open() -> None:
    with phone_with(keep_open=True) as sim:
        answer = raw(sim.phone.port, GET + KEEP + b"\r\n" + GET + b"\r\n")
        assert answer.count(b"HTTP/1.1 200 OK") == 2
        assert answer.count(b"Connection: keep-alive") == 1


@pytest.mark.parametrize(("when", "carried_out"), [("after", 1), ("before", 0)])
def test_closing_without_an_answer(when: str, carried_out: int) -> None:
    with phone_with(close_unanswered=when) as sim:
        assert raw(sim.phone.port, b"GET /command.htm?number=5 HTTP/1.1\r\n\r\n") == b""
        assert len(sim.phone.line.calls) == carried_out


def test_truncation_cuts_the_head() -> None:
    with phone_with(truncate=True) as sim:
        answer = raw(sim.phone.port, GET + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"\r\n\r\n" not in answer


def test_a_second_request_at_the_same_time_truncates() -> None:
    with phone_with(truncate_concurrent=True, slow=0.2) as sim:
        answers: list[bytes] = []
        threads = [
            threading.Thread(target=lambda: answers.append(raw(sim.phone.port, GET + b"\r\n"))) for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert any(b"\r\n\r\n" not in answer for answer in answers)
        assert b"\r\n\r\n" in raw(sim.phone.port, GET + b"\r\n")


def test_a_slow_phone_carries_out_first_and_answers_late() -> None:
    with phone_with(slow=30) as sim, socket.create_connection(("127.0.0.1", sim.phone.port), timeout=10) as line:
        line.sendall(b"GET /command.htm?number=5 HTTP/1.1\r\n\r\n")
        sim.wait_for(lambda: sim.phone.log)
        assert len(sim.phone.line.calls) == 1


@pytest.mark.parametrize(("how", "location"), [("location", "https://127.0.0.1/info.htm"), ("bare", "")])
def test_the_wrong_scheme(how: str, location: str) -> None:
    with phone_with(wrong_scheme=how) as sim:
        got = ask(sim.phone.port, "/info.htm")
        assert (got.status, got.headers.get("location", "")) == (307, location)


def test_https_and_the_plain_port_beside_it() -> None:
    with SimulatorThread(Setup(tls=Certificate.PHONE)) as sim:
        assert ask_tls(sim.phone.port, "/info.htm").status == 200
        plain = ask(sim.phone.web.plain_port, "/info.htm?a=1")
        assert (plain.status, plain.headers["location"]) == (307, f"{sim.phone.url}/info.htm?a=1")
        sim.quirk("wrong_scheme", "location")
        assert ask_tls(sim.phone.port, "/").headers["location"] == "http://127.0.0.1/"


def certificate_of(port: int) -> str:
    return ssl.get_server_certificate(("127.0.0.1", port))


def test_the_certificate_can_change_while_it_runs() -> None:
    with SimulatorThread(Setup(tls=Certificate.PHONE)) as sim:
        first = certificate_of(sim.phone.port)
        assert first.strip() in Certificate.PHONE.path.read_text()
        assert sim.do("certificate", name="changed") == "changed"
        second = certificate_of(sim.phone.port)
        assert first != second
        assert second.strip() in Certificate.CHANGED.path.read_text()


def test_an_old_phone_speaks_tls_1_0_only() -> None:
    with SimulatorThread(Setup(tls=Certificate.LEGACY)) as sim:
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            ask_tls(sim.phone.port, "/")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLSv1"):
            context.minimum_version = ssl.TLSVersion.TLSv1
        with socket.create_connection(("127.0.0.1", sim.phone.port)) as line, context.wrap_socket(line) as secure:
            assert secure.version() in {"TLSv1", "TLSv1.1"}


def test_a_lost_network_is_silent_and_comes_back(sim: SimulatorThread) -> None:
    sim.do("network")
    with socket.create_connection(("127.0.0.1", sim.phone.port), timeout=0.1) as line:
        line.sendall(GET + b"\r\n")
        with pytest.raises(TimeoutError):
            line.recv(1)
    sim.do("network", lost="off")
    assert ask(sim.phone.port, "/").status == 200


def test_two_phones_cannot_have_one_port(sim: SimulatorThread) -> None:
    with pytest.raises(OSError, match="in use"), SimulatorThread(Setup(port=sim.phone.port)):
        pass
