"""The table of ways: what is tried in which order, what is remembered, and what never happens twice or backwards."""

import socket
import ssl
import threading
import time
from collections.abc import Callable

import pytest

from snom_dialer.errors import Code, DialerError, Exit
from snom_dialer.phone import way as way_module
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.transport import PORTS, Endpoint
from snom_dialer.phone.way import Way, Where
from snom_dialer.protocol.http import Request
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.phone.loopback import (
    ELSEWHERE,
    HERE,
    OLD_CIPHERS,
    PAGE,
    Stage,
    answer,
    asked,
    blackhole,
    blurting,
    client_of,
    closed_port,
    closing,
    encrypted,
    eventually,
    phone,
    resetting,
    saying,
    silent,
    tls_context,
)
from tests.phone.test_tls import PIN, pin_of

DIAL = Request(target="/command.htm?number=4930123")
V12 = ssl.TLSVersion.TLSv1_2


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Name the ports on which phones are usually found: those below 1024 are not a test's to take."""

    def put(**ports: int) -> None:
        for scheme, port in ports.items():
            monkeypatch.setitem(PORTS, scheme, port)

    return put


Usual = Callable[..., None]


def way(facts: Facts | None = None, *, host: str = HERE, port: int | None = None, scheme: str = "auto") -> Way:
    return Way(Where(host, port, scheme), facts or Facts(host=host), connect_timeout=2.0, total_timeout=5.0)


def failing(it: Way, request: Request = PAGE) -> DialerError:
    with pytest.raises(DialerError) as caught:
        it.send(request)
    return caught.value


def remembered(port: int, **more: object) -> Facts:
    return Facts(host=HERE, scheme="https", port=port, pin=PIN, tls="TLSv1.2")._replace(**more)  # type: ignore[arg-type]


def statuses(sim: SimulatorThread) -> list[int]:
    return [status for _, status in asked(sim)]


# ---- auto, nothing remembered ----------------------------------------------------------------------------------------


def test_https_comes_first(usual: Usual) -> None:
    with phone(tls=Certificate.PHONE) as sim:
        usual(https=sim.phone.port, http=sim.phone.web.plain_port)
        it = way()
        response = it.send(PAGE)
    assert response is not None
    assert response.status == 200
    assert it.endpoint == Endpoint("https", HERE, sim.phone.port)
    assert it.facts == Facts(host=HERE, scheme="https", port=sim.phone.port, pin=PIN, tls="TLSv1.3")
    assert len(asked(sim)) == 1


def test_http_where_there_is_no_https(usual: Usual) -> None:
    with phone() as sim, closed_port() as closed:
        usual(https=closed, http=sim.phone.port)
        it = way()
        assert it.send(PAGE) is not None
    assert it.facts == Facts(host=HERE, scheme="http", port=sim.phone.port)
    assert len(asked(sim)) == 1


def test_nothing_is_there_at_all(usual: Usual) -> None:
    with closed_port() as closed, closed_port() as other:
        usual(https=closed, http=other)
        it = way()
        error = failing(it)
        assert error.values == {"host": HERE, "port": closed}
    assert error.code is Code.CONNECTION_REFUSED
    assert it.endpoint is None
    assert it.facts == Facts(host=HERE)


def test_a_way_that_is_silent_tells_more_than_one_that_is_shut(usual: Usual) -> None:
    with blackhole() as hole, closed_port() as closed:
        usual(https=hole, http=closed)
        short = Way(Where(HERE), Facts(host=HERE), connect_timeout=0.4)
        assert failing(short).code is Code.TIMED_OUT


def test_all_ways_together_have_one_connect_time_out(usual: Usual) -> None:
    with blackhole() as one, blackhole() as two:
        usual(https=one, http=two)
        started = time.monotonic()
        error = failing(Way(Where(HERE), Facts(host=HERE, address=ELSEWHERE), connect_timeout=0.8))
        assert time.monotonic() - started < 1.1
    assert error.code is Code.TIMED_OUT
    assert error.exit is Exit.UNREACHABLE


# ---- auto with a port ------------------------------------------------------------------------------------------------


def test_an_unusual_port_is_tried_with_https_first() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        it = way(port=sim.phone.port)
        it.send(PAGE)
    assert it.facts.scheme == "https"


def test_an_unusual_port_is_tried_with_http_next() -> None:
    with phone() as sim:
        it = way(port=sim.phone.port)
        it.send(PAGE)
    assert (it.facts.scheme, it.facts.port) == ("http", sim.phone.port)
    assert len(asked(sim)) == 1


def test_a_port_that_usually_speaks_http_is_asked_for_that_first(monkeypatch: pytest.MonkeyPatch) -> None:
    with Stage(saying(answer())) as stage:
        monkeypatch.setitem(way_module._USUAL_SCHEME, stage.port, "http")
        it = way(port=stage.port)
        it.send(PAGE)
        assert stage.connections == 1
    assert it.facts.scheme == "http"


def test_the_ports_that_usually_speak_http() -> None:
    assert way_module._USUAL_SCHEME == {80: "http", 8080: "http", 3112: "http"}


# ---- a configured scheme ---------------------------------------------------------------------------------------------


def test_configured_http_never_becomes_https(usual: Usual) -> None:
    with phone(tls=Certificate.PHONE) as sim:
        usual(https=sim.phone.port, http=sim.phone.web.plain_port)
        it = way(scheme="http")
        response = it.send(PAGE)
        assert response is not None
        assert response.status == 307
        assert not it.other_scheme(f"https://{HERE}:{sim.phone.port}/")
    assert it.endpoint == Endpoint("http", HERE, sim.phone.web.plain_port)


def test_configured_https_never_becomes_http(usual: Usual) -> None:
    with phone() as sim, closed_port() as closed:
        usual(https=closed, http=sim.phone.port)
        assert failing(way(scheme="https")).code is Code.CONNECTION_REFUSED
        assert failing(way(scheme="https", port=sim.phone.port)).code is Code.TLS_FAILED
        assert asked(sim) == []


# ---- remembered http -------------------------------------------------------------------------------------------------


def test_remembered_http_is_used_at_once(usual: Usual) -> None:
    with phone() as sim, Stage(closing) as stage:
        usual(https=stage.port, http=1)
        it = way(Facts(host=HERE, scheme="http", port=sim.phone.port))
        it.send(PAGE)
        assert stage.connections == 0
    assert len(asked(sim)) == 1


def test_remembered_http_gives_way_to_https_where_it_no_longer_answers(usual: Usual) -> None:
    with phone(tls=Certificate.PHONE) as sim, closed_port() as closed:
        usual(https=sim.phone.port)
        it = way(Facts(host=HERE, scheme="http", port=closed))
        it.send(PAGE)
    assert (it.facts.scheme, it.facts.port, it.facts.pin) == ("https", sim.phone.port, PIN)


def test_remembered_http_gives_way_to_https_by_307() -> None:
    with phone(tls=Certificate.PHONE, auth=Auth.DIGEST) as sim:
        plain = sim.phone.web.plain_port
        client = client_of(sim, facts=Facts(host=HERE, scheme="http", port=plain), port=plain)
        dialled = client.fetch(DIAL)
        assert dialled.response is not None
        assert dialled.response.status == 302
        assert statuses(sim) == [307, 401, 302]
        assert (client.facts.scheme, client.facts.port, client.facts.pin) == ("https", sim.phone.port, PIN)

        # From now on https alone is spoken, though the configuration names the port of http.
        again = client_of(sim, facts=client.facts, port=plain)
        again.fetch(DIAL)
        assert statuses(sim)[3:] == [401, 302]


def test_a_307_without_an_address_leads_to_the_usual_port(usual: Usual) -> None:
    with phone(quirks={"wrong_scheme": "bare"}) as old, phone(tls=Certificate.PHONE) as sim:
        usual(https=sim.phone.port, http=old.phone.port)
        it = way(Facts(host=HERE, scheme="http", port=old.phone.port))
        it.send(PAGE)
        assert it.other_scheme()
        it.send(PAGE)
    assert (statuses(old), statuses(sim)) == ([307], [200])


def test_a_307_leads_to_a_phone_that_needs_old_tls() -> None:
    with phone(tls=Certificate.LEGACY) as sim:
        it = way(Facts(host=HERE, scheme="http", port=sim.phone.web.plain_port))
        it.send(PAGE)
        assert it.other_scheme(f"https://{HERE}:{sim.phone.port}/")
        it.send(PAGE)
    assert it.facts.pin == pin_of(Certificate.LEGACY)


@pytest.mark.parametrize(
    ("location", "port"),
    [
        pytest.param("https://10.0.0.5:4443/index.htm", 4443, id="port"),
        pytest.param(" HTTPS://desk:4443", 4443, id="capitals and a blank"),
        pytest.param("https://[fd00::5]:4443/", 4443, id="IPv6"),
        pytest.param("https://[fd00::5]/", 443, id="IPv6 without port"),
        pytest.param("https://10.0.0.5/a:99", 443, id="no port"),
        pytest.param("http://10.0.0.5:99/", 443, id="http"),
        pytest.param("/index.htm:99", 443, id="path"),
        pytest.param("https://a:99999/", 443, id="too high"),
        pytest.param("https://a:123456789/", 443, id="far too high"),
        pytest.param("https://a:٤٤/", 443, id="other digits"),
        pytest.param("", 443, id="none"),
    ],
)
def test_of_an_address_that_a_phone_names_only_the_port_counts(location: str, port: int) -> None:
    with Stage(saying(answer())) as stage:
        it = way(Facts(host=HERE, scheme="http", port=stage.port))
        it.send(PAGE)
        assert it.other_scheme(location)
    assert it.endpoint == Endpoint("https", HERE, port)


def test_nobody_asks_for_another_scheme_before_anything_was_said() -> None:
    assert not way().other_scheme("https://10.0.0.5/")


# ---- remembered https ------------------------------------------------------------------------------------------------


def test_what_was_encrypted_is_never_spoken_openly_again(usual: Usual) -> None:
    with phone() as sim, closed_port() as closed:
        usual(https=closed, http=sim.phone.port)
        error = failing(way(remembered(closed)), DIAL)
        assert asked(sim) == []
    assert error.code is Code.SCHEME_DOWNGRADE
    assert error.exit is Exit.REFUSED_BY_US


def test_https_that_turned_into_plain_http_is_told_as_such(usual: Usual) -> None:
    with Stage(blurting(b"HTTP/1.0 400 Bad Request\r\n\r\n")) as stage, phone() as sim:
        usual(https=stage.port, http=sim.phone.port)
        assert failing(way(remembered(stage.port)), DIAL).code is Code.SCHEME_DOWNGRADE
        assert asked(sim) == []


def test_a_phone_that_hangs_up_in_the_handshake_is_no_downgrade(usual: Usual) -> None:
    with Stage(closing) as stage, phone() as sim:
        usual(https=stage.port, http=sim.phone.port)
        assert failing(way(remembered(stage.port)), DIAL).code is Code.CONNECTION_LOST
        assert asked(sim) == []


def test_a_phone_that_is_off_is_no_downgrade(usual: Usual) -> None:
    with closed_port() as closed, closed_port() as other:
        usual(https=closed, http=other)
        assert failing(way(remembered(closed))).code is Code.CONNECTION_REFUSED


def test_a_silent_phone_is_no_downgrade(usual: Usual) -> None:
    with blackhole() as hole, phone() as sim:
        usual(http=sim.phone.port)
        it = Way(Where(HERE), remembered(hole), connect_timeout=0.2)
        assert failing(it).code is Code.TIMED_OUT
        assert asked(sim) == []


@pytest.mark.parametrize("where", ["port", "scheme"])
def test_where_the_way_is_configured_no_other_is_looked_at(usual: Usual, where: str) -> None:
    with closed_port() as closed, Stage(saying(answer())) as stage:
        usual(https=closed, http=stage.port)
        it = way(remembered(closed), port=closed) if where == "port" else way(remembered(closed), scheme="https")
        assert failing(it).code is Code.CONNECTION_REFUSED
        assert stage.connections == 0


def test_an_https_phone_that_asks_for_http_is_not_obeyed() -> None:
    with phone(tls=Certificate.PHONE, quirks={"wrong_scheme": "location"}) as sim:
        it = way(port=sim.phone.port)
        response = it.send(PAGE)
        assert response is not None
        assert response.status == 307
        assert not it.other_scheme(response.header("location"))
        assert it.endpoint == Endpoint("https", HERE, sim.phone.port)


def test_another_certificate_ends_the_way(usual: Usual) -> None:
    with phone(tls=Certificate.CHANGED) as sim, phone() as plain:
        usual(https=sim.phone.port, http=plain.phone.port)
        assert failing(way(remembered(sim.phone.port)), DIAL).code is Code.CERTIFICATE_CHANGED
        assert asked(sim) == asked(plain) == []


def test_the_first_certificate_binds_the_very_next_request() -> None:
    """Bare first, then with a password: nobody may step in between."""
    with phone(tls=Certificate.PHONE, auth=Auth.BASIC) as sim:
        it = way(port=sim.phone.port)
        it.send(DIAL)
        sim.do("certificate", name="changed")
        assert failing(it, DIAL).code is Code.CERTIFICATE_CHANGED
        assert len(asked(sim)) == 1
    assert it.facts.pin == PIN


def test_the_first_version_binds_the_very_next_request() -> None:
    versions = iter([tls_context(), tls_context(highest=V12)])

    def older_and_older(stage: Stage, connection: socket.socket) -> None:
        encrypted(saying(answer()), next(versions, tls_context(highest=V12)))(stage, connection)

    with Stage(older_and_older) as stage:
        it = way(port=stage.port, scheme="https")
        it.send(PAGE)
        error = failing(it)
        assert len(stage.heads) == 1
    assert error.code is Code.TLS_DOWNGRADE
    assert error.values == {"host": HERE, "remembered": "TLSv1.3", "offered": "TLSv1.2"}


# ---- phones of another time ------------------------------------------------------------------------------------------


def test_an_old_phone_is_met_and_met_again() -> None:
    with phone(tls=Certificate.LEGACY) as sim:
        it = way(port=sim.phone.port)
        it.send(PAGE)
        it.send(PAGE)
        again = way(it.facts, port=sim.phone.port)
        again.send(PAGE)
        assert statuses(sim) == [200, 200, 200]
    assert again.facts == it.facts
    assert it.facts.weak


def test_a_phone_with_old_ciphers_is_met_and_met_again() -> None:
    with Stage(encrypted(saying(answer()), tls_context(OLD_CIPHERS, V12))) as stage:
        it = way(port=stage.port, scheme="https")
        it.send(PAGE)
        assert (it.facts.tls, it.facts.weak) == ("TLSv1.2", True)
        way(it.facts, port=stage.port).send(PAGE)
        known = stage.connections
        it.send(PAGE)
        assert stage.connections == known + 1, "a phone known to be old is not asked for more at each request"
        assert len(stage.heads) == 3


def test_a_phone_that_got_better_is_never_again_taken_for_an_old_one() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        it = way(remembered(sim.phone.port, weak=True))
        it.send(PAGE)
    assert (it.facts.tls, it.facts.weak) == ("TLSv1.3", False)
    with Stage(encrypted(saying(answer()), tls_context(OLD_CIPHERS, V12))) as stage:
        error = failing(way(remembered(stage.port)))
        assert stage.heads == []
    assert error.code is Code.TLS_DOWNGRADE
    assert error.values["offered"] == "TLSv1.2 with the ciphers of old phones"


def test_an_old_phone_in_the_place_of_a_better_one() -> None:
    with phone(tls=Certificate.LEGACY) as sim:
        error = failing(way(remembered(sim.phone.port)))
        assert asked(sim) == []
    assert error.code is Code.TLS_DOWNGRADE
    assert str(error.values["offered"]).startswith("TLSv1")


# ---- a phone that moved ----------------------------------------------------------------------------------------------


def test_a_phone_is_looked_for_where_it_was_last_seen() -> None:
    with phone(tls=Certificate.PHONE, host=ELSEWHERE) as sim, Stage(closing, port=sim.phone.port) as stage:
        it = way(remembered(sim.phone.port, address=ELSEWHERE))
        it.send(PAGE)
        assert stage.connections == 0
    assert it.endpoint == Endpoint("https", ELSEWHERE, sim.phone.port)
    assert it.facts.address == ELSEWHERE


def test_a_phone_that_moved_back_is_where_it_is_configured() -> None:
    with phone(tls=Certificate.PHONE) as sim:
        it = way(remembered(sim.phone.port, address=ELSEWHERE))
        it.send(PAGE)
    assert it.facts.address == ""
    assert len(asked(sim)) == 1


def test_a_stranger_where_the_phone_was_last_seen_does_not_hide_it() -> None:
    with (
        phone(tls=Certificate.PHONE) as sim,
        phone(tls=Certificate.CHANGED, host=ELSEWHERE, port=sim.phone.port) as stranger,
    ):
        it = way(remembered(sim.phone.port, address=ELSEWHERE))
        it.send(PAGE)
        assert asked(stranger) == []
    assert it.facts.address == ""


def test_a_phone_that_is_nowhere_is_told_by_its_configured_address() -> None:
    with closed_port() as closed, phone(tls=Certificate.CHANGED, host=ELSEWHERE, port=closed):
        error = failing(way(remembered(closed, address=ELSEWHERE)))
    assert error.code is Code.CONNECTION_REFUSED
    assert error.values["host"] == HERE


def test_errors_name_the_configured_host_wherever_the_phone_is() -> None:
    with Stage(silent, host=ELSEWHERE) as stage:
        facts = Facts(host="desk", scheme="http", port=stage.port, address=ELSEWHERE)
        it = Way(Where("desk", None, "http"), facts, connect_timeout=1, total_timeout=0.2)
        error = failing(it)
    assert error.code is Code.TIMED_OUT
    assert error.values["host"] == "desk"


# ---- nothing twice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("play", "code"),
    [
        pytest.param(closing, None, id="closed"),
        pytest.param(resetting, None, id="reset"),
        pytest.param(silent, Code.TIMED_OUT, id="silent"),
        pytest.param(saying(b"220 no http\r\n"), None, id="senseless"),
    ],
)
def test_what_was_sent_once_is_not_sent_another_way(
    usual: Usual, play: Callable[[Stage, socket.socket], None], code: Code | None
) -> None:
    with Stage(play) as stage, phone(tls=Certificate.PHONE) as sim:
        usual(https=sim.phone.port, http=stage.port)
        it = Way(Where(HERE), Facts(host=HERE, scheme="http", port=stage.port), connect_timeout=2, total_timeout=0.3)
        if code:
            assert failing(it, DIAL).code is code
        else:
            it.send(DIAL)
        assert stage.connections == 1
        assert asked(sim) == []


@pytest.mark.parametrize(
    "quirks",
    [
        pytest.param({"close_unanswered": "after"}, id="closed after"),
        pytest.param({"truncate": True}, id="truncated"),
        pytest.param({"slow": 30.0}, id="slow"),
        pytest.param({"wrong_scheme": "location"}, id="sent away"),
    ],
)
def test_a_phone_with_another_open_port_gets_a_dial_once(usual: Usual, quirks: dict[str, bool | float | str]) -> None:
    with phone(quirks=quirks) as one, phone(quirks=quirks) as other:
        usual(https=other.phone.port, http=one.phone.port)
        it = Way(Where(HERE), Facts(host=HERE), connect_timeout=2, total_timeout=0.3)
        if "slow" in quirks:
            assert failing(it, DIAL).code is Code.TIMED_OUT
        else:
            it.send(DIAL)
        assert len(asked(one)) + len(asked(other)) == 1


# ---- giving up -------------------------------------------------------------------------------------------------------


def test_abort_while_a_way_is_looked_for(usual: Usual) -> None:
    with blackhole() as one, blackhole() as two:
        usual(https=one, http=two)
        it = Way(Where(HERE), Facts(host=HERE), connect_timeout=60)
        errors: list[DialerError] = []
        thread = threading.Thread(target=lambda: errors.append(failing(it)), daemon=True)
        thread.start()
        eventually(lambda: it._under_way is not None and it._under_way._socket is not None)
        started = time.monotonic()
        it.abort()
        thread.join(10)
        assert time.monotonic() - started < 2
    assert [error.code for error in errors] == [Code.CONNECTION_LOST]


def test_abort_while_a_known_phone_is_silent() -> None:
    with Stage(silent) as stage:
        it = Way(Where(HERE), Facts(host=HERE, scheme="http", port=stage.port), total_timeout=60)
        errors: list[DialerError] = []
        thread = threading.Thread(target=lambda: errors.append(failing(it)), daemon=True)
        thread.start()
        assert stage.begun.wait(5)
        it.abort()
        thread.join(10)
    assert [error.code for error in errors] == [Code.CONNECTION_LOST]


def test_nothing_is_sent_after_an_abort() -> None:
    with phone() as sim:
        it = way(port=sim.phone.port)
        it.send(PAGE)
        it.abort()
        assert failing(it).code is Code.CONNECTION_LOST
        fresh = way(port=sim.phone.port)
        fresh.abort()
        assert failing(fresh).code is Code.CONNECTION_LOST
        assert len(asked(sim)) == 1


def test_a_name_that_nobody_knows_ends_the_way(usual: Usual) -> None:
    with Stage(saying(answer())) as stage:
        usual(http=stage.port)
        error = failing(way(host="desk..example"))
    assert error.code is Code.NAME_UNKNOWN
