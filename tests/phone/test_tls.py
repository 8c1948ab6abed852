"""Encrypted connections: the pin, the version below which nothing goes, and phones of another time."""

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from snom_dialer.errors import Code, DialerError, Exit
from snom_dialer.phone.tls import Encrypted, Floor, LegacyNeededError, Seen, is_legacy, prove_pin
from snom_dialer.phone.transport import Endpoint
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.phone.loopback import (
    HERE,
    OLD_CIPHERS,
    PAGE,
    Stage,
    answer,
    blurting,
    closing,
    encrypted,
    eventually,
    phone,
    reset,
    reset_when_spoken_to,
    saying,
    silent,
    tls_context,
)

OK = saying(answer(200, b"hello"))
V10, V11, V12 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2


def pin_of(certificate: Certificate) -> str:
    pem = certificate.path.read_text()
    body = pem[pem.index("-----BEGIN CERTIFICATE") : pem.index("-----END CERTIFICATE-----") + 25]
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(body)).hexdigest()


PIN = pin_of(Certificate.PHONE)


def secured(at: SimulatorThread | Stage | int, floor: Floor | None = None, **more: float) -> Encrypted:
    port = at if isinstance(at, int) else at.port if isinstance(at, Stage) else at.phone.port
    legacy = bool(more.pop("legacy", False))
    limits = {"connect_timeout": 2.0, "total_timeout": 5.0} | more
    return Encrypted(Endpoint("https", HERE, port), floor or Floor("the desk"), legacy=legacy, **limits)


def failing(way: Encrypted) -> DialerError:
    with pytest.raises(DialerError) as caught:
        way.send(PAGE)
    assert caught.value.values["host"] == "the desk"
    return caught.value


# ---- the pin ---------------------------------------------------------------------------------------------------------


def test_the_first_certificate_is_seen() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        way = secured(sim)
        assert way.seen == Seen("", "")
        response = way.send(PAGE)
    assert response is not None
    assert response.status == 200
    assert way.seen == Seen(PIN, "TLSv1.3")


def test_the_certificate_that_is_remembered_is_accepted_again() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        assert secured(sim, Floor("the desk", PIN, "TLSv1.3")).send(PAGE) is not None


def test_another_certificate_gets_nothing_at_all() -> None:
    with phone(tls=Certificate.CHANGED) as sim:
        error = failing(secured(sim, Floor("the desk", PIN, "TLSv1.3")))
        assert sim.phone.log == []
    assert error.code is Code.CERTIFICATE_CHANGED
    assert error.exit is Exit.REFUSED_BY_US


def test_a_context_for_old_phones_wants_a_certificate_too() -> None:
    context = tls_context("aNULL:@SECLEVEL=0", V12, certificate=False)
    with Stage(encrypted(OK, context)) as stage:
        assert failing(secured(stage, legacy=True)).code is Code.TLS_FAILED
        assert stage.heads == []


# ---- versions --------------------------------------------------------------------------------------------------------


def test_only_old_versions_and_ciphers_need_a_context_of_their_own() -> None:
    with phone(tls=Certificate.LEGACY) as sim:
        with pytest.raises(LegacyNeededError):
            secured(sim).send(PAGE)
        assert sim.phone.log == []
        way = secured(sim, legacy=True)
        assert way.send(PAGE) is not None
    assert is_legacy(way.seen.version)
    assert way.seen.pin == pin_of(Certificate.LEGACY)


@pytest.mark.parametrize(
    ("version", "expected"), [("TLSv1", True), ("TLSv1.1", True), ("TLSv1.2", False), ("TLSv1.3", False), ("", False)]
)
def test_is_legacy(version: str, expected: bool) -> None:
    assert is_legacy(version) is expected


def test_old_ciphers_with_a_new_version_are_reached_and_the_version_stays() -> None:
    with Stage(encrypted(OK, tls_context(OLD_CIPHERS, V12))) as stage:
        for floor in (Floor("the desk"), Floor("the desk", PIN, "TLSv1.2", weak=True)):
            with pytest.raises(LegacyNeededError):
                secured(stage, floor).send(PAGE)
            way = secured(stage, floor, legacy=True)
            assert way.send(PAGE) is not None
            assert way.seen == Seen(PIN, "TLSv1.2")


@pytest.mark.parametrize(
    ("highest", "ciphers", "remembered", "legacy"),
    [
        pytest.param(V12, "", "TLSv1.3", False, id="1.3 to 1.2"),
        pytest.param(V11, "ALL:@SECLEVEL=0", "TLSv1.2", False, id="1.2 to 1.1"),
        pytest.param(V12, OLD_CIPHERS, "TLSv1.2", False, id="1.2 with ciphers of today to old ones"),
        pytest.param(V11, "ALL:@SECLEVEL=0", "TLSv1.2", True, id="1.2 with old ciphers to 1.1"),
        pytest.param(V10, "ALL:@SECLEVEL=0", "TLSv1.1", True, id="1.1 to 1.0"),
    ],
)
def test_a_version_is_never_lowered(highest: ssl.TLSVersion, ciphers: str, remembered: str, legacy: bool) -> None:
    with Stage(encrypted(OK, tls_context(ciphers, highest))) as stage:
        error = failing(secured(stage, Floor("the desk", PIN, remembered, weak=legacy), legacy=legacy))
        assert stage.heads == []
    assert error.code is Code.TLS_DOWNGRADE
    assert error.exit is Exit.REFUSED_BY_US
    assert error.values["remembered"] == remembered


def test_below_the_oldest_version_there_is_nothing() -> None:
    with Stage(encrypted(OK, tls_context("aNULL:@SECLEVEL=0", V12, certificate=False))) as stage:
        error = failing(secured(stage, Floor("the desk", PIN, "TLSv1"), legacy=True))
    assert error.code is Code.TLS_FAILED


def test_a_version_may_rise() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        way = secured(sim, Floor("the desk", PIN, "TLSv1"), legacy=True)
        assert way.send(PAGE) is not None
    assert way.seen.version == "TLSv1.3"


# ---- no handshake ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("floor", [Floor("the desk"), Floor("the desk", PIN, "TLSv1.2")], ids=["new", "known"])
def test_a_port_that_speaks_plainly(floor: Floor) -> None:
    with Stage(blurting(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as stage:
        error = failing(secured(stage, floor))
    assert error.code is Code.TLS_FAILED
    assert "HTTPS" in str(error.values["reason"])


@pytest.mark.parametrize("play", [pytest.param(closing, id="closed"), pytest.param(reset_when_spoken_to, id="reset")])
@pytest.mark.parametrize(
    ("floor", "legacy", "code"),
    [
        pytest.param(Floor("the desk"), True, Code.TLS_FAILED, id="never met"),
        pytest.param(Floor("the desk", PIN, "TLSv1.2"), False, Code.CONNECTION_LOST, id="known"),
        pytest.param(Floor("the desk", PIN, "TLSv1"), True, Code.CONNECTION_LOST, id="known to be old"),
    ],
)
def test_a_phone_that_hangs_up_in_the_handshake(
    play: Callable[[Stage, socket.socket], None], floor: Floor, legacy: bool, code: Code
) -> None:
    """It may be restarting: that is no downgrade."""
    with Stage(play) as stage:
        assert failing(secured(stage, floor, legacy=legacy)).code is code


def test_a_phone_that_hangs_up_once_is_as_good_as_it_was() -> None:
    plays = iter([closing])

    def play(stage: Stage, connection: socket.socket) -> None:
        next(plays, encrypted(OK, tls_context()))(stage, connection)

    with Stage(play) as stage:
        assert failing(secured(stage, Floor("the desk", PIN, "TLSv1.2"))).code is Code.CONNECTION_LOST
        assert stage.heads == []


def test_a_phone_that_hangs_up_and_was_never_met_may_be_an_old_one() -> None:
    with Stage(closing) as stage, pytest.raises(LegacyNeededError):
        secured(stage).send(PAGE)


def test_a_phone_that_hangs_up_before_the_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(connection: socket.socket) -> bool:
        try:
            connection.getpeername()
        except OSError:
            return True
        return False

    with Stage(reset) as stage:
        way = secured(stage, Floor("the desk", PIN, "TLSv1.2"))
        connect = way._connect

        def late(*given: Any) -> socket.socket:
            connection = connect(*given)
            eventually(lambda: gone(connection))
            return connection

        monkeypatch.setattr(way, "_connect", late)
        assert failing(way).code is Code.CONNECTION_LOST


def test_a_handshake_has_a_limit() -> None:
    with Stage(silent) as stage:
        error = failing(secured(stage, total_timeout=0.2))
    assert error.code is Code.TIMED_OUT


def test_no_connection_at_all() -> None:
    with Stage(silent) as stage:
        port = stage.port
    assert failing(secured(port)).code is Code.CONNECTION_REFUSED


def test_a_phone_that_breaks_off_after_the_handshake() -> None:
    with phone(tls=Certificate.PHONE, quirks={"close_unanswered": "after"}) as sim:
        assert secured(sim).send(PAGE) is None


# ---- giving up -------------------------------------------------------------------------------------------------------


def test_abort_in_the_handshake() -> None:
    with Stage(silent) as stage:
        way = secured(stage, total_timeout=60)
        errors: list[DialerError] = []
        thread = threading.Thread(target=lambda: errors.append(failing(way)), daemon=True)
        thread.start()
        assert stage.begun.wait(5)
        started = time.monotonic()
        way.abort()
        thread.join(10)
        assert time.monotonic() - started < 2
    assert [error.code for error in errors] == [Code.CONNECTION_LOST]


def test_abort_between_the_connection_and_the_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    with phone(tls=Certificate.PHONE) as sim:
        way = secured(sim)
        wrap = ssl.SSLContext.wrap_socket

        def late(context: ssl.SSLContext, sock: socket.socket, **more: Any) -> ssl.SSLSocket:
            wrapped = wrap(context, sock, **more)
            way.abort()  # it finds the socket that was, not the one that is
            return wrapped

        monkeypatch.setattr(ssl.SSLContext, "wrap_socket", late)
        assert failing(way).code is Code.CONNECTION_LOST
        assert way.seen == Seen("", "")
        assert sim.phone.log == []


def test_an_abort_never_takes_the_encryption_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The encryption must be there until the last byte: another thread may be about to send a password."""
    with phone(tls=Certificate.PHONE) as sim:
        way = secured(sim)
        connection = way.open()
        assert isinstance(connection, ssl.SSLSocket)
        way.abort()
        assert connection.version() == "TLSv1.3"
        with pytest.raises(DialerError):
            way.talk(connection, PAGE)
        assert sim.phone.log == []


# ---- proving who it is -----------------------------------------------------------------------------------------------


def test_prove_pin_by_the_handshake_alone() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        prove_pin(HERE, sim.phone.port, PIN, "TLSv1.2")
        assert sim.phone.log == []


@pytest.mark.parametrize("version", ["TLSv1", "TLSv1.1"])
def test_prove_pin_of_an_old_phone(version: str) -> None:
    with phone(tls=Certificate.LEGACY) as sim:
        prove_pin(HERE, sim.phone.port, pin_of(Certificate.LEGACY), version)


def test_prove_pin_of_a_phone_with_old_ciphers() -> None:
    with Stage(encrypted(OK, tls_context(OLD_CIPHERS, V12))) as stage:
        prove_pin(HERE, stage.port, PIN, "TLSv1.2")
        assert stage.heads == []


@pytest.mark.parametrize(
    ("certificate", "version", "code"),
    [
        pytest.param(Certificate.CHANGED, "TLSv1.2", Code.CERTIFICATE_CHANGED, id="another one"),
        pytest.param(Certificate.LEGACY, "TLSv1.2", Code.TLS_DOWNGRADE, id="an older one"),
    ],
)
def test_a_stranger_proves_nothing(certificate: Certificate, version: str, code: Code) -> None:
    with phone(tls=certificate) as sim:
        with pytest.raises(DialerError) as caught:
            prove_pin(HERE, sim.phone.port, PIN, version)
        assert caught.value.code is code
        assert sim.phone.log == []
