"""The way hop by hop: for every fault the hop that fails, and nothing touched on the way."""

import socket
from collections.abc import Callable, Mapping

import pytest

from snom_dialer.errors import Code, Exit
from snom_dialer.phone.client import Client
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.self_test import Finding, Hop, Result, try_way
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.phone.loopback import (
    ADMIN,
    HERE,
    WRONG,
    Memory,
    Stage,
    answer,
    asked,
    blackhole,
    client_of,
    closed_port,
    closing,
    has_log_in,
    phone,
    saying,
    silent,
    web,
)
from tests.phone.test_client import BASIC, DIGEST, user_of
from tests.phone.test_tls import PIN

OK, FAILED, UNTRIED = Result.OK, Result.FAILED, Result.UNTRIED


def results(findings: list[Finding]) -> dict[Hop, Result]:
    assert [finding.hop for finding in findings] == list(Hop), "each hop once, in order"
    return {finding.hop: finding.result for finding in findings}


def culprit(findings: list[Finding]) -> tuple[Hop, Code]:
    """The hop that failed, and why; nothing before it is said to have failed, and everything is told in words."""
    found = results(findings)
    failed = [finding for finding in findings if finding.result is FAILED]
    assert len(failed) == 1, found
    error = failed[0].error
    assert error is not None
    assert failed[0].cure == error.next
    assert failed[0].detail
    assert error.values["host"]
    assert "  " not in error.message
    assert not any(finding.cure or finding.error for finding in findings if finding is not failed[0])
    return failed[0].hop, error.code


# ---- all is well -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("auth", "tls", "log_in"),
    [
        (Auth.NONE, None, "no password"),
        (Auth.BASIC, None, "(basic)"),
        (Auth.DIGEST, None, "(digest)"),
        (Auth.DIGEST, Certificate.PHONE, "(digest)"),
        (Auth.DIGEST, Certificate.LEGACY, "(digest)"),
    ],
)
def test_a_phone_that_is_well(auth: Auth, tls: Certificate | None, log_in: str) -> None:
    with phone(auth=auth, tls=tls, settings={"restrict_uri_queries": "off"}) as sim:
        findings = list(try_way(client_of(sim)))
    assert results(findings) == dict.fromkeys(Hop, OK) | {Hop.TLS: OK if tls else UNTRIED}
    told = {finding.hop: finding.detail for finding in findings}
    assert f":{sim.phone.port}/" in told[Hop.NAME]
    assert log_in in told[Hop.LOGIN]
    assert "D385" in told[Hop.MODEL]
    assert "10.1.184.15" in told[Hop.MODEL]
    if tls:
        assert told[Hop.TLS].startswith("TLSv1")
    else:
        assert "plain HTTP" in told[Hop.TLS]


@pytest.mark.parametrize("model", ["190", "320", "D865"])
def test_other_models_are_well_too(model: str) -> None:
    with phone(model=model) as sim:
        findings = list(try_way(client_of(sim, port=sim.phone.web.classic_port)))
    found = results(findings)
    assert found[Hop.MODEL] is OK
    assert FAILED not in found.values()


def test_nothing_is_touched() -> None:
    with phone(auth=Auth.DIGEST) as sim:
        before = sim.phone.settings.shown()
        list(try_way(client_of(sim)))
        assert [target for target, _ in asked(sim)] == ["/info.htm"] * 2 + ["/settings.xml"] * 2
        assert sim.phone.settings.shown() == before
        assert {news.what for news in sim.phone.happenings} == {"listening", "request"}


def test_a_hop_is_told_as_soon_as_it_is_passed() -> None:
    with phone() as sim:
        assert next(try_way(client_of(sim))).hop is Hop.NAME
        assert len(asked(sim)) == 1


# ---- every fault has its hop -----------------------------------------------------------------------------------------

FAULTS: Mapping[str, tuple[dict[str, object], dict[str, object], Hop, Code, Exit]] = {
    "wrong password": ({}, {"credentials": WRONG}, Hop.LOGIN, Code.LOGIN_REFUSED, Exit.CREDENTIALS),
    "wrong user": (
        {}, {"credentials": Credentials(username="root", password="0000")}, Hop.LOGIN, Code.LOGIN_REFUSED,
        Exit.CREDENTIALS,
    ),
    "no password": ({}, {"credentials": None}, Hop.LOGIN, Code.LOGIN_NEEDED, Exit.CREDENTIALS),
    "basic after digest": (
        {"auth": Auth.BASIC}, {"facts": Facts(host=HERE, digest=True)}, Hop.LOGIN, Code.LOGIN_DOWNGRADE,
        Exit.REFUSED_BY_US,
    ),
    "foreign realm": (
        {"auth": Auth.BASIC, "quirks": {"realm": "router"}}, {}, Hop.LOGIN, Code.LOGIN_REALM_FOREIGN,
        Exit.REFUSED_BY_US,
    ),
    "hidden tags": ({"hidden_tags": True}, {}, Hop.HIDDEN_TAGS, Code.HIDDEN_TAGS, Exit.REFUSED_BY_PHONE),
    "phone manager": ({"model": "D865"}, {}, Hop.MODEL, Code.PHONE_MANAGER, Exit.REFUSED_BY_PHONE),
    "phone manager and https": (
        {"model": "D865", "tls": Certificate.PHONE}, {}, Hop.MODEL, Code.PHONE_MANAGER, Exit.REFUSED_BY_PHONE,
    ),
    "closed": ({"quirks": {"close_unanswered": "before"}}, {}, Hop.TCP, Code.CLOSED_UNANSWERED, Exit.REFUSED_BY_PHONE),
    "wrong scheme": (
        {"quirks": {"wrong_scheme": "bare"}}, {"scheme": "http"}, Hop.TLS, Code.WRONG_SCHEME, Exit.REFUSED_BY_PHONE,
    ),
    "wrong scheme over https": (
        {"tls": Certificate.PHONE, "quirks": {"wrong_scheme": "location"}}, {}, Hop.TLS, Code.WRONG_SCHEME,
        Exit.REFUSED_BY_PHONE,
    ),
    "slow": ({"quirks": {"slow": 30.0}}, {"total_timeout": 0.2}, Hop.TCP, Code.TIMED_OUT, Exit.UNREACHABLE),
}  # fmt: skip


@pytest.mark.parametrize(("setup", "given", "hop", "code", "exit_status"), FAULTS.values(), ids=FAULTS)
def test_every_planted_fault_is_found(
    setup: dict[str, object], given: dict[str, object], hop: Hop, code: Code, exit_status: Exit
) -> None:
    with phone(**{"auth": Auth.DIGEST, **setup}) as sim:  # type: ignore[arg-type]
        findings = list(try_way(client_of(sim, **given)))  # type: ignore[arg-type]
        assert has_log_in(sim).count(True) <= 2
    assert culprit(findings) == (hop, code)
    assert code_exit(findings) is exit_status
    at = list(Hop).index(hop)
    assert all(finding.result is not UNTRIED or finding.hop is Hop.TLS for finding in findings[:at] if hop < Hop.LOGIN)


def code_exit(findings: list[Finding]) -> Exit:
    return next(finding.error.exit for finding in findings if finding.error is not None)


@pytest.mark.parametrize(
    ("certificate", "facts", "code"),
    [
        (Certificate.CHANGED, Facts(host=HERE, scheme="https", pin=PIN, tls="TLSv1.2"), Code.CERTIFICATE_CHANGED),
        (Certificate.LEGACY, Facts(host=HERE, scheme="https", pin=PIN, tls="TLSv1.2"), Code.TLS_DOWNGRADE),
    ],
    ids=["certificate", "version"],
)
def test_a_phone_that_is_not_who_it_was(certificate: Certificate, facts: Facts, code: Code) -> None:
    with phone(tls=certificate) as sim:
        assert culprit(list(try_way(client_of(sim, facts=facts._replace(port=sim.phone.port))))) == (Hop.TLS, code)
        assert asked(sim) == []


@pytest.mark.parametrize(
    ("play", "scheme", "hop", "code"),
    [
        pytest.param(silent, "http", Hop.TCP, Code.TIMED_OUT, id="silent"),
        pytest.param(closing, "http", Hop.TCP, Code.CLOSED_UNANSWERED, id="closing"),
        pytest.param(closing, "https", Hop.TLS, Code.TLS_FAILED, id="no TLS"),
        pytest.param(saying(b"SSH-2.0-x\r\n"), "http", Hop.TCP, Code.ANSWER_SENSELESS, id="no HTTP"),
        pytest.param(saying(answer(200, b"", server="nginx")), "http", Hop.MODEL, Code.NOT_A_SNOM, id="no phone"),
        pytest.param(
            saying(answer(401, b"", BASIC.format('"x"'))), "http", Hop.LOGIN, Code.LOGIN_REALM_FOREIGN, id="x"
        ),
    ],
)
def test_what_is_no_phone(play: Callable[[Stage, socket.socket], None], scheme: str, hop: Hop, code: Code) -> None:
    with Stage(play) as stage:
        assert culprit(list(try_way(client_of(stage, scheme=scheme, total_timeout=0.2)))) == (hop, code)


def test_nobody_listens() -> None:
    with closed_port() as port:
        findings = list(try_way(Client(Where(HERE, port))))
    assert culprit(findings) == (Hop.TCP, Code.CONNECTION_REFUSED)
    assert list(results(findings).values()) == [OK, OK, FAILED, *[UNTRIED] * 5]
    assert {finding.detail for finding in findings[3:]} == {"not tried, as tcp failed"}


def test_nobody_answers() -> None:
    with blackhole() as port:
        findings = list(try_way(Client(Where(HERE, port), connect_timeout=0.2)))
    assert culprit(findings) == (Hop.TCP, Code.TIMED_OUT)


def test_a_name_that_nobody_knows() -> None:
    findings = list(try_way(Client(Where("desk..example"))))
    assert culprit(findings) == (Hop.NAME, Code.NAME_UNKNOWN)
    assert list(results(findings).values()) == [FAILED, *[UNTRIED] * 7]


def test_no_route(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(_self: socket.socket, _address: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert culprit(list(try_way(Client(Where("10.0.0.5"))))) == (Hop.ROUTE, Code.NO_ROUTE)


@pytest.mark.parametrize("quirks", [{}, {"lockout_as_200": True}], ids=["403", "Login failed!"])
def test_a_locked_log_in(quirks: dict[str, bool | float | str]) -> None:
    with phone(auth=Auth.DIGEST, quirks=quirks) as sim:
        for _ in range(4):
            list(try_way(client_of(sim, WRONG)))
        assert sim.phone.login.locked
        before = len(asked(sim))
        findings = list(try_way(client_of(sim)))
        assert not any(has_log_in(sim)[before:])
    assert culprit(findings) == (Hop.LOGIN, Code.LOGIN_LOCKED)
    assert results(findings)[Hop.TLS] is UNTRIED, "plain HTTP is not said to have passed a test"


def test_a_password_known_to_be_wrong_is_not_tried_where_there_is_a_guard() -> None:
    memory = Memory()
    with phone(auth=Auth.DIGEST) as sim:
        assert culprit(list(try_way(client_of(sim, WRONG, guard=memory))))[1] is Code.LOGIN_REFUSED
        assert culprit(list(try_way(client_of(sim, WRONG, guard=memory))))[1] is Code.LOGIN_KNOWN_WRONG
        assert has_log_in(sim) == [False, True]


def test_a_phone_that_falls_silent_on_the_way_is_not_said_to_be_well() -> None:
    def play(stage: Stage, connection: socket.socket) -> None:
        if b"/info.htm" in stage.read_head(connection):
            connection.sendall(answer())
        else:
            stage.over.wait(30)

    with Stage(play) as stage:
        findings = list(try_way(client_of(stage, scheme="http", total_timeout=0.2)))
    assert culprit(findings) == (Hop.LOGIN, Code.TIMED_OUT)


# ---- what cannot be said ---------------------------------------------------------------------------------------------


def test_a_user_who_may_not_see_settings_has_a_good_password() -> None:
    with Stage(user_of({"/info.htm": 200, "/settings.xml": 401})) as stage:
        findings = list(try_way(client_of(stage, ADMIN, scheme="http")))
    found = results(findings)
    assert found[Hop.LOGIN] is OK
    assert (found[Hop.HIDDEN_TAGS], found[Hop.URI_QUERIES], found[Hop.MODEL]) == (UNTRIED, UNTRIED, OK)


def test_a_password_for_nothing_but_settings_is_none() -> None:
    """Nothing was asked for at first, and then the log-in is refused."""
    with Stage(web(lambda target, _: answer() if target == "/info.htm" else answer(401, b"", DIGEST))) as stage:
        assert culprit(list(try_way(client_of(stage, scheme="http")))) == (Hop.LOGIN, Code.LOGIN_REFUSED)


def test_without_administrator_mode_nothing_is_said_of_the_gates() -> None:
    with phone(settings={"admin_mode": "off"}) as sim:
        found = results(list(try_way(client_of(sim))))
    assert (found[Hop.LOGIN], found[Hop.HIDDEN_TAGS], found[Hop.URI_QUERIES]) == (UNTRIED, UNTRIED, UNTRIED)
    assert found[Hop.MODEL] is OK


def gates(sim: SimulatorThread) -> Finding:
    return next(finding for finding in try_way(client_of(sim)) if finding.hop is Hop.URI_QUERIES)


def test_restricted_queries_are_mostly_no_harm_and_no_fault() -> None:
    with phone() as sim:
        assert (gates(sim).result, "mostly no harm" in gates(sim).detail) == (UNTRIED, True)
        sim.set("restrict_uri_queries", "off")
        assert gates(sim).result is OK
