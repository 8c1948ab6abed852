"""The way hop by hop: for every fault the hop that fails, and nothing touched on the way."""

import socket
from collections.abc import Callable, Mapping

import pytest

from snom_dialer.errors import Code, Exit
from snom_dialer.phone.client import Client
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.finding import failed
from snom_dialer.phone.in_place import Expected, Kept, Sibling
from snom_dialer.phone.self_test import Finding, Hop, Result, try_way
from snom_dialer.phone.setup import Choice, Record, Wanted
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.protocol.identity import Identity
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.phone.loopback import (
    ADMIN,
    ELSEWHERE,
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
BEHIND = dict.fromkeys((Hop.PERMISSION, Hop.URLS, Hop.CALLBACK), UNTRIED)  # of a phone that nobody has configured


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
    assert results(findings) == dict.fromkeys(Hop, OK) | BEHIND | {Hop.TLS: OK if tls else UNTRIED}
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
        pages = ["/info.htm"] * 2 + ["/settings.xml"] * 2 + ["/info.htm?test=1"] * 2
        assert [target for target, _ in asked(sim)] == pages
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
    "restricted queries": (
        {"quirks": {"refuse_queries": True}}, {}, Hop.URI_QUERIES, Code.URI_QUERIES, Exit.REFUSED_BY_PHONE,
    ),
    "closed": ({"quirks": {"close_unanswered": "before"}}, {}, Hop.TCP, Code.NO_WEB_SERVER, Exit.UNREACHABLE),
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
        assert has_log_in(sim).count(True) <= 3
    assert culprit(findings) == (hop, code)
    assert code_exit(findings) is exit_status
    at = list(Hop).index(hop)
    behind = [finding for finding in findings if finding.hop in BEHIND]
    assert {finding.detail for finding in behind} == {f"not tried, as {hop} failed"}
    assert all(finding.result is not UNTRIED or finding.hop is Hop.TLS for finding in findings[:at] if hop < Hop.LOGIN)


@pytest.mark.parametrize("tls", [None, Certificate.PHONE], ids=["http", "https"])
@pytest.mark.parametrize("there", [True, False], ids=["3112 answers", "3112 is silent"])
def test_a_phone_manager_is_told_with_its_old_interface(there: bool, tls: Certificate | None) -> None:
    with phone(model="D865", tls=tls) as sim, closed_port() as closed:
        port = sim.phone.web.classic_port if there else closed
        findings = list(try_way(client_of(sim), old_port=port))
    code = Code.PHONE_MANAGER if there else Code.PHONE_MANAGER_ALONE
    assert (culprit(findings), code_exit(findings)) == ((Hop.MODEL, code), Exit.REFUSED_BY_PHONE)
    said = f"port {port} answers" if there else f"nothing answers on port {port}"
    assert said in next(finding.detail for finding in findings if finding.hop is Hop.MODEL)


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
        pytest.param(closing, "http", Hop.TCP, Code.NO_WEB_SERVER, id="closing"),
        pytest.param(closing, "https", Hop.TLS, Code.TLS_FAILED, id="no TLS"),
        pytest.param(saying(b"SSH-2.0-x\r\n"), "http", Hop.TCP, Code.NO_WEB_SERVER, id="no HTTP"),
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
    assert list(results(findings).values()) == [OK, OK, FAILED, *[UNTRIED] * 8]
    assert {finding.detail for finding in findings[3:]} == {"not tried, as tcp failed"}


def test_nobody_answers() -> None:
    with blackhole() as port:
        findings = list(try_way(Client(Where(HERE, port), connect_timeout=0.2)))
    assert culprit(findings) == (Hop.TCP, Code.TIMED_OUT)


def test_a_name_that_nobody_knows() -> None:
    findings = list(try_way(Client(Where("desk..example"))))
    assert culprit(findings) == (Hop.NAME, Code.NAME_UNKNOWN)
    assert list(results(findings).values()) == [FAILED, *[UNTRIED] * 10]


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


def test_a_query_is_not_tried_where_hidden_tags_stop_it() -> None:
    with phone(auth=Auth.DIGEST, hidden_tags=True) as sim:
        found = results(list(try_way(client_of(sim))))
        assert not [target for target, _ in asked(sim) if "?" in target]
    assert (found[Hop.HIDDEN_TAGS], found[Hop.URI_QUERIES], found[Hop.MODEL]) == (FAILED, UNTRIED, OK)


@pytest.mark.parametrize(("status", "result"), [(403, FAILED), (400, FAILED), (404, UNTRIED), (200, UNTRIED)])
def test_what_a_query_that_means_nothing_is_answered_with(status: int, result: Result) -> None:
    settings = b'<phone-settings><restrict_uri_queries perm="RW">on</restrict_uri_queries></phone-settings>'
    pages = {"/info.htm": answer(), "/settings.xml": answer(200, settings)}
    with Stage(web(lambda target, _: pages.get(target, answer(status)))) as stage:
        assert results(list(try_way(client_of(stage, scheme="http"))))[Hop.URI_QUERIES] is result


def gates(sim: SimulatorThread) -> Finding:
    return next(finding for finding in try_way(client_of(sim)) if finding.hop is Hop.URI_QUERIES)


def test_restricted_queries_are_mostly_no_harm_and_no_fault() -> None:
    with phone() as sim:
        assert (gates(sim).result, "mostly no harm" in gates(sim).detail) == (UNTRIED, True)
        sim.set("restrict_uri_queries", "off")
        assert gates(sim).result is OK


# ---- what stands in the phone ----------------------------------------------------------------------------------------

SECRET, OTHER = "0123456789abcdefABCDEF", "fedcba9876543210FEDCBA"
OURS = {
    "action_incoming_url": f"http://{HERE}:58231/snom/{SECRET}/incoming?v=1&remote=$remote",
    "action_connected_url": f"http://{HERE}:58231/snom/{SECRET}/connected?v=1&remote=$remote",
    "disconnected_url_on_reject": "on",
}
THEIRS = f"http://{ELSEWHERE}:58231/snom/{OTHER}/incoming"
FOREIGN = "http://crm.example/find?number=$remote"


def nobody(sibling: str, ours: str) -> Sibling:
    raise AssertionError("there is nobody to be asked")


def expecting(kept: Kept = Kept.BY_PROGRAM, **more: object) -> Expected:
    record = more.pop("record", Record())
    ask = more.pop("ask", nobody)
    choice = more.pop("choice", Choice.CHAIN)
    wanted = Wanted(OURS, frozenset({SECRET}), lambda _: choice)  # type: ignore[arg-type, return-value]
    return Expected(kept, lambda _: wanted, record, ask, str(more.get("reason", "")))  # type: ignore[arg-type]


def behind(expected: Expected | None, **setup: object) -> dict[Hop, Finding]:
    """What is found of the hops that are about our settings, in a phone with `setup`."""
    with phone(auth=Auth.DIGEST, **setup) as sim:  # type: ignore[arg-type]
        before = sim.phone.settings.shown()
        found = {finding.hop: finding for finding in try_way(client_of(sim), expected)}
        assert sim.phone.settings.shown() == before
    return found


def test_our_settings_in_their_place() -> None:
    found = behind(expecting(), settings=OURS)
    assert [found[hop].result for hop in BEHIND] == [OK, OK, UNTRIED]
    assert found[Hop.URLS].detail == "ours stand in it"


def test_a_phone_that_is_not_configured_is_not_judged_by_what_stands_in_it() -> None:
    found = behind(None, read_only={"action_incoming_url": FOREIGN}, settings={"action_connected_url": THEIRS})
    assert [found[hop].result for hop in BEHIND] == [UNTRIED] * 3


# What stands in the phone, what is expected, the hop that fails, the code, and what the finding names.
PLANTED: Mapping[str, tuple[dict[str, object], Expected, Hop, Code, str]] = {
    "read-only": (
        {"read_only": {"action_incoming_url": ""}}, expecting(),
        Hop.PERMISSION, Code.SETTING_READ_ONLY, "action_incoming_url",
    ),
    "read-only and of somebody else": (
        {"settings": OURS, "read_only": {"action_connected_url": FOREIGN}}, expecting(Kept.BY_NOBODY),
        Hop.PERMISSION, Code.SETTING_READ_ONLY, "action_connected_url",
    ),
    "not the administrator": (
        {"settings": {"admin_mode": "off"}}, expecting(),
        Hop.PERMISSION, Code.SETTING_READ_ONLY, "administrator",
    ),
    "lost": ({}, expecting(), Hop.URLS, Code.URLS_MISSING, "another's: all of it"),
    "one of them lost": (
        {"settings": {**OURS, "action_incoming_url": ""}}, expecting(reason="it was overwritten"),
        Hop.URLS, Code.URLS_MISSING, "action_incoming_url; the program says: it was overwritten",
    ),
    "of another time": (
        {"settings": {**OURS, "action_incoming_url": OURS["action_incoming_url"].replace("58231", "58232")}},
        expecting(), Hop.URLS, Code.URLS_MISSING, "action_incoming_url",
    ),
    "a dead one in our place": (
        {"settings": {**OURS, "action_incoming_url": THEIRS}}, expecting(ask=lambda *_: Sibling.GONE),
        Hop.URLS, Code.URLS_DEAD, f"{ELSEWHERE}:58231",
    ),
    "a dead one beside ours": (
        {"settings": {**OURS, "action_dnd_on_url": THEIRS}}, expecting(ask=lambda *_: Sibling.GONE),
        Hop.URLS, Code.URLS_DEAD, f"{ELSEWHERE}:58231",
    ),
    "a dead one and no program": (
        {"settings": {"action_missed_url": THEIRS}}, expecting(Kept.BY_NOBODY, ask=lambda *_: Sibling.GONE),
        Hop.URLS, Code.URLS_DEAD, f"{ELSEWHERE}:58231",
    ),
    "one that does not call us on": (
        {"settings": {**OURS, "action_incoming_url": THEIRS}},
        expecting(ask=lambda *_: Sibling.THERE, record=Record(stood=frozenset(OURS))),
        Hop.URLS, Code.URLS_MISSING, "action_incoming_url",
    ),
    "none by hand": (
        {"settings": {"action_incoming_url": FOREIGN}}, expecting(Kept.BY_HAND),
        Hop.URLS, Code.URLS_BY_HAND_MISSING, f"{HERE}:58231",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("setup", "expected", "hop", "code", "named"), PLANTED.values(), ids=PLANTED)
def test_every_fault_of_the_set_up_is_found(
    setup: dict[str, object], expected: Expected, hop: Hop, code: Code, named: str
) -> None:
    found = behind(expected, **setup)
    assert culprit(list(found.values())) == (hop, code)
    assert code_exit(list(found.values())) is Exit.REFUSED_BY_PHONE
    assert found[hop].detail.endswith(named) or named in found[hop].detail.split()
    assert SECRET not in str(found)
    assert OTHER not in str(found)


# The same where nothing is wrong.
WELL: Mapping[str, tuple[dict[str, str], Expected, Result, str]] = {
    "another stands before us": (
        {**OURS, "action_incoming_url": THEIRS},
        expecting(ask=lambda *_: Sibling.CALLS_US, record=Record(stood=frozenset(OURS))), OK, "calls us on",
    ),
    "left to somebody": (
        {**OURS, "action_incoming_url": FOREIGN}, expecting(choice=Choice.LEAVE), OK,
        "left to others: action_incoming_url",
    ),
    "one that we call on is gone": (
        OURS,
        expecting(
            record=Record(former={"action_incoming_url": THEIRS}, chained=frozenset({"action_incoming_url"})),
            ask=lambda *_: Sibling.GONE,
        ), OK, f"we call on is gone: {ELSEWHERE}:58231",
    ),
    "no program, ours left": (OURS, expecting(Kept.BY_NOBODY), OK, "no Snom dialer is running"),
    "no program, some of ours left": (
        {"action_incoming_url": OURS["action_incoming_url"]}, expecting(Kept.BY_NOBODY), UNTRIED, "phone undo",
    ),
    "no program, none of ours": ({}, expecting(Kept.BY_NOBODY), UNTRIED, "dialling needs none"),
    "undone": ({}, expecting(Kept.NOT_NOW, reason="given back on request"), UNTRIED, "given back on request"),
    "by hand": (
        {"action_incoming_url": f"http://{HERE}:58231/snom/incoming"}, expecting(Kept.BY_HAND), OK, "1 that were put",
    ),
    "by hand, in a strange form": (
        {"action_incoming_url": f"http://{HERE}:58231/snom/incoming", "action_missed_url": "http://[:/"},
        expecting(Kept.BY_HAND), OK, "1 that were put",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("settings", "expected", "result", "said"), WELL.values(), ids=WELL)
def test_what_is_no_fault_of_the_set_up(
    settings: dict[str, str], expected: Expected, result: Result, said: str
) -> None:
    found = behind(expected, settings=settings)
    assert found[Hop.URLS].result is result
    assert said in found[Hop.URLS].detail
    assert FAILED not in {finding.result for finding in found.values()}


def test_a_read_only_setting_that_holds_what_we_want_is_no_harm() -> None:
    found = behind(expecting(), read_only=OURS)
    assert (found[Hop.PERMISSION].result, found[Hop.URLS].result) == (OK, OK)


def test_one_who_is_gone_is_asked_once() -> None:
    asked_of: list[str] = []

    def gone(sibling: str, _: str) -> Sibling:
        asked_of.append(sibling)
        return Sibling.GONE

    theirs = {name: f"http://{ELSEWHERE}:58231/snom/{OTHER}/{name}" for name in ("action_missed_url", *OURS)}
    del theirs["disconnected_url_on_reject"]
    found = behind(expecting(ask=gone), settings=theirs)
    error = found[Hop.URLS].error
    assert error is not None
    assert set(str(error.values["settings"]).split(", ")) == set(theirs)
    assert len(asked_of) == 1


def test_without_the_administrators_log_in_a_phone_can_still_dial() -> None:
    found = behind(expecting(Kept.BY_NOBODY), settings={"admin_mode": "off"})
    assert (found[Hop.PERMISSION].result, found[Hop.URLS].result) == (UNTRIED, UNTRIED)
    assert "enough for dialling" in found[Hop.PERMISSION].detail


def test_an_old_phone_without_an_export_shows_its_settings_elsewhere() -> None:
    found = behind(expecting(), model="190")
    assert (found[Hop.URLS].result, found[Hop.URLS].error is None) == (FAILED, False)


def test_a_phone_that_shows_its_settings_nowhere_is_not_judged_by_them() -> None:
    with Stage(web(lambda target, _: answer() if target.startswith("/info.htm") else answer(404))) as stage:
        found = {finding.hop: finding for finding in try_way(client_of(stage, scheme="http"), expecting())}
        assert len(stage.targets) == 5, "all pages that show settings were tried, each once"
    assert (found[Hop.PERMISSION].result, found[Hop.URLS].result) == (UNTRIED, UNTRIED)


def test_the_last_hop_is_tried_from_outside_and_is_told_what_was_found_before_it() -> None:
    told: list[tuple[str, Result]] = []

    def callback(client: Client, identity: Identity, in_place: Finding) -> Finding:
        told.append((identity.model, in_place.result))
        return failed(
            Hop.CALLBACK, "nothing came", Code.CALLBACK_UNSEEN,
            host=client.host, address=HERE, port=1, advice="open it",
        )  # fmt: skip

    with phone(settings=OURS) as sim:
        findings = list(try_way(client_of(sim), expecting(), callback))
    assert told == [("D385", OK)]
    assert (culprit(findings), code_exit(findings)) == ((Hop.CALLBACK, Code.CALLBACK_UNSEEN), Exit.COMPUTER)
    with phone(hidden_tags=True, auth=Auth.DIGEST) as sim:
        assert list(try_way(client_of(sim), expecting(), callback))[-1].result is UNTRIED
    assert len(told) == 1, "a hop before it failed, so nothing is listened for"
