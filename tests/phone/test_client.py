"""What is asked of one phone: commands, refusals and their causes, the log-in, identity and settings."""

import contextlib
import re
import socket
from collections.abc import Callable, Mapping

import pytest

from snom_dialer.errors import Code, DialerError, Exit
from snom_dialer.phone.client import Client, Realm, Verified
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.way import Where
from snom_dialer.protocol import command
from snom_dialer.protocol.auth import Credentials
from snom_dialer.protocol.exchange import Login
from snom_dialer.protocol.http import Request
from snom_dialer.protocol.key import parse
from snom_dialer.simulator.profile import MODELS
from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.phone.loopback import (
    ADMIN,
    HERE,
    MANAGER_PAGE,
    PAGE,
    WRONG,
    Memory,
    Stage,
    answer,
    asked,
    client_of,
    closing,
    has_log_in,
    phone,
    resetting,
    saying,
    silent,
    web,
)

DIAL = command.dial("4930123")
DIALLED = "/command.htm?number=4930123"
COMMANDS = {
    "dial": DIAL,
    "dial with an identity": command.dial("4930123", "101@pbx.example"),
    "press keys": command.press(parse("9;1;ENTER,,10")),
    "send tones": command.dtmf("1*#"),
    "hang up": command.hang_up(),
    "hang up all": command.release_all(),
    "answer": command.answer_call(),
}
BASIC = "WWW-Authenticate: Basic realm={}"
DIGEST = 'WWW-Authenticate: Digest realm="snom", nonce="abc", qop="auth", algorithm=MD5'


def failing(work: Callable[[], object], host: str = HERE) -> DialerError:
    with pytest.raises(DialerError) as caught:
        work()
    assert caught.value.values["host"] == host
    assert host in caught.value.message
    return caught.value


def refused(at: SimulatorThread | Stage, **more: object) -> DialerError:
    """What a dial fails with."""
    return failing(lambda: client_of(at, **more).run(DIAL))  # type: ignore[arg-type]


# ---- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", [None, Certificate.PHONE, Certificate.LEGACY], ids=["http", "https", "old https"])
@pytest.mark.parametrize("auth", list(Auth))
def test_every_command_under_every_log_in(auth: Auth, tls: Certificate | None) -> None:
    with phone(auth=auth, tls=tls) as sim:
        client = client_of(sim)
        for each in COMMANDS.values():
            client.run(each)
        expected = [
            (each.request.target, 302 if "number=" in each.request.target else 200) for each in COMMANDS.values()
        ]
        carried_out = [pair for pair in asked(sim) if pair[1] != 401]
    assert carried_out == expected
    assert client.login is {Auth.NONE: Login.NONE, Auth.BASIC: Login.BASIC, Auth.DIGEST: Login.DIGEST}[auth]


@pytest.mark.parametrize("tls", [None, Certificate.PHONE], ids=["http", "https"])
@pytest.mark.parametrize(
    ("auth", "requests"), [(Auth.NONE, [302]), (Auth.BASIC, [401, 302]), (Auth.DIGEST, [401, 302])], ids=str
)
def test_a_command_on_a_known_phone_costs_two_requests_at_most(
    auth: Auth, requests: list[int], tls: Certificate | None
) -> None:
    with phone(auth=auth, tls=tls) as sim:
        first = client_of(sim)
        first.run(DIAL)
        before = len(asked(sim))
        client_of(sim, facts=first.facts).run(DIAL)
        assert asked(sim)[before:] == [(DIALLED, status) for status in requests]


@pytest.mark.parametrize(
    "quirks",
    [
        pytest.param({"algorithm": "SHA-256"}, id="SHA-256"),
        pytest.param({"algorithm": "MD5-sess"}, id="MD5-sess"),
        pytest.param({"algorithm": ""}, id="no algorithm"),
        pytest.param({"qop": ""}, id="RFC 2069"),
        pytest.param({"qop": "auth,auth-int"}, id="two of them"),
        pytest.param({"keep_alive_needed": True}, id="keep-alive needed"),
        pytest.param({"keep_open": True}, id="connection stays"),
        pytest.param({"close_unanswered": "off", "slow": 0.05}, id="slow"),
    ],
)
def test_the_log_ins_and_servers_there_are(quirks: Mapping[str, Value]) -> None:
    with phone(auth=Auth.DIGEST, quirks=quirks) as sim:
        client_of(sim).run(DIAL)
        assert asked(sim) == [(DIALLED, 401), (DIALLED, 302)]


def test_a_nonce_that_got_old_is_renewed_once_and_no_more() -> None:
    with phone(auth=Auth.DIGEST, quirks={"nonce_lifetime": 0.0}) as sim:
        memory = Memory()
        assert refused(sim, guard=memory).code is Code.LOGIN_REFUSED
        assert [status for _, status in asked(sim)] == [401, 401, 401]


def test_a_user_name_beyond_ascii() -> None:
    with phone(auth=Auth.DIGEST, user="jürgen", password="straße") as sim:
        client_of(sim, Credentials(username="jürgen", password="straße")).run(DIAL)


def test_host_endpoint_and_facts() -> None:
    with phone() as sim:
        client = client_of(sim)
        assert client.host == HERE
        client.run(DIAL)
        endpoint = client.endpoint
        assert endpoint is not None
        assert endpoint.url == f"http://{HERE}:{sim.phone.port}/"
        assert (client.facts.scheme, client.facts.port) == ("http", sim.phone.port)


def test_a_phone_that_was_never_reached_has_no_endpoint() -> None:
    client = Client(Where(HERE))
    assert client.endpoint is None
    assert client.facts == Facts(host=HERE)


# ---- refusals, each with its cause -----------------------------------------------------------------------------------


def lock(sim: SimulatorThread) -> None:
    """Lock the phone's web page as somebody does who guesses passwords."""
    for _ in range(4):
        assert failing(lambda: client_of(sim, WRONG).run(DIAL)).code is Code.LOGIN_REFUSED
    assert sim.phone.login.locked


@pytest.mark.parametrize("status", [403, 404, 500])
def test_hidden_tags(status: int) -> None:
    with phone(auth=Auth.DIGEST, hidden_tags=True, quirks={"refusal_status": status}) as sim:
        error = refused(sim)
        assert [target for target, _ in asked(sim)] == [DIALLED] * 2 + ["/settings.xml"] * 2
    assert error.code is Code.HIDDEN_TAGS
    assert error.exit is Exit.REFUSED_BY_PHONE


def test_restricted_queries() -> None:
    with phone(auth=Auth.DIGEST, quirks={"refuse_queries": True}) as sim:
        error = refused(sim)
    assert error.code is Code.URI_QUERIES
    assert error.exit is Exit.REFUSED_BY_PHONE


@pytest.mark.parametrize("quirks", [{}, {"lockout_as_200": True}], ids=["403", "Login failed!"])
def test_a_locked_log_in(quirks: Mapping[str, Value]) -> None:
    with phone(auth=Auth.DIGEST, quirks=quirks) as sim:
        lock(sim)
        before = len(asked(sim))
        memory = Memory()
        error = refused(sim, guard=memory)
        assert not any(has_log_in(sim)[before:]), "a locked phone is sent no password"
    assert error.code is Code.LOGIN_LOCKED
    assert error.exit is Exit.REFUSED_BY_PHONE
    assert memory.refused == [], "being locked out says nothing about the password"


def test_the_phone_manager_takes_no_commands_but_its_old_interface_does() -> None:
    with phone(model="D865", auth=Auth.DIGEST) as sim:
        error = refused(sim)
        assert error.code is Code.PHONE_MANAGER
        assert error.exit is Exit.REFUSED_BY_PHONE
        assert f"{HERE}:3112" in error.next
        client_of(sim, port=sim.phone.web.classic_port).run(DIAL)
        assert asked(sim)[-1] == (DIALLED, 302)


@pytest.mark.parametrize("how", ["location", "bare"])
def test_the_wrong_scheme(how: str) -> None:
    with phone(quirks={"wrong_scheme": how}) as sim:
        error = refused(sim, scheme="http")
        assert asked(sim) == [(DIALLED, 307)]
    assert error.code is Code.WRONG_SCHEME
    assert error.exit is Exit.REFUSED_BY_PHONE


def test_a_phone_that_sends_everybody_elsewhere_is_followed_once() -> None:
    with phone(tls=Certificate.PHONE, quirks={"wrong_scheme": "location"}) as sim:
        error = refused(sim, port=sim.phone.web.plain_port)
        assert asked(sim) == [(DIALLED, 307)] * 2
    assert error.code is Code.WRONG_SCHEME


def test_a_connection_that_closes_before_the_log_in_is_no_success() -> None:
    with phone(auth=Auth.DIGEST, quirks={"close_unanswered": "before"}) as sim:
        error = refused(sim)
    assert error.code is Code.CLOSED_UNANSWERED
    assert error.exit is Exit.REFUSED_BY_PHONE


def closing_after_log_in(stage: Stage, connection: socket.socket) -> None:
    if b"Authorization: " not in stage.read_head(connection):
        connection.sendall(answer(401, b"", DIGEST))


def test_a_connection_that_closes_after_the_log_in_means_that_the_phone_dials() -> None:
    with Stage(closing_after_log_in) as stage:
        client_of(stage, scheme="http").run(DIAL)
        assert len(stage.heads) == 2
        for each in COMMANDS.values():
            if each.verb is not command.Verb.DIAL:
                error = failing(lambda each=each: client_of(stage, scheme="http").run(each))  # type: ignore[misc]
                assert error.code is Code.CLOSED_UNANSWERED


@pytest.mark.parametrize(
    ("play", "code"),
    [
        pytest.param(closing, Code.CLOSED_UNANSWERED, id="closed"),
        pytest.param(resetting, Code.CLOSED_UNANSWERED, id="reset"),
        pytest.param(saying(b"SSH-2.0-x\r\n"), Code.ANSWER_SENSELESS, id="no http"),
        pytest.param(silent, Code.TIMED_OUT, id="silent"),
        pytest.param(saying(answer(503)), Code.COMMAND_REFUSED, id="503"),
        pytest.param(saying(answer(401, b"", BASIC.format('"router"'))), Code.LOGIN_REALM_FOREIGN, id="foreign realm"),
        pytest.param(saying(answer(401, b"", "WWW-Authenticate: NTLM")), Code.LOGIN_SCHEME_UNKNOWN, id="NTLM"),
        pytest.param(saying(b"HTTP/1.1 401 X\r\n"), Code.CONNECTION_LOST, id="cut"),
        pytest.param(saying(answer(200, MANAGER_PAGE)), Code.PHONE_MANAGER, id="manager"),
    ],
)
def test_what_else_can_come(play: Callable[[Stage, socket.socket], None], code: Code) -> None:
    with Stage(play) as stage:
        assert refused(stage, scheme="http", total_timeout=0.3).code is code
        assert sum(target == DIALLED for target in stage.targets) <= 1
        assert not any(b"Authorization" in head for head in stage.heads)


def test_a_refusal_whose_cause_nobody_finds_stays_what_it_is() -> None:
    with Stage(web(lambda target, _: answer(403 if target == DIALLED else 404))) as stage:
        error = refused(stage, scheme="http")
        assert stage.targets == [DIALLED, "/settings.xml"]
    assert error.code is Code.COMMAND_REFUSED
    assert error.values["status"] == 403


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda stage, connection: None, id="closed"),
        pytest.param(lambda stage, connection: connection.sendall(b"no http\r\n"), id="senseless"),
        pytest.param(lambda stage, connection: stage.over.wait(30), id="silent"),
    ],
)
def test_a_look_at_the_cause_that_fails_leaves_the_refusal(look: Callable[[Stage, socket.socket], object]) -> None:
    def play(stage: Stage, connection: socket.socket) -> None:
        if DIALLED.encode() in stage.read_head(connection):
            connection.sendall(answer(403))
        else:
            look(stage, connection)

    with Stage(play) as stage:
        assert refused(stage, scheme="http", total_timeout=0.3).code is Code.COMMAND_REFUSED


# ---- the log-in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("auth", [Auth.BASIC, Auth.DIGEST])
def test_a_wrong_password_is_tried_once_and_never_again(auth: Auth) -> None:
    memory = Memory()
    with phone(auth=auth) as sim:
        error = refused(sim, credentials=WRONG, guard=memory)
        assert error.code is Code.LOGIN_REFUSED
        assert error.exit is Exit.CREDENTIALS
        assert error.values["user"] == "admin"
        assert has_log_in(sim) == [False, True]
        assert memory.refused == [(WRONG, Realm.COMMANDS)]

        for _ in range(2):
            error = refused(sim, credentials=WRONG, guard=memory)
            assert error.code is Code.LOGIN_KNOWN_WRONG
            assert error.exit is Exit.CREDENTIALS
        assert failing(client_of(sim, WRONG, guard=memory).settings).code is Code.LOGIN_KNOWN_WRONG
        assert len(asked(sim)) == 2, "the phone was not asked again"

        client_of(sim, ADMIN, guard=memory).run(DIAL)
        assert sim.phone.login.failures == 0


def test_a_wrong_password_on_any_page_of_everybody_is_wrong_for_commands_too() -> None:
    memory = Memory()
    with phone(auth=Auth.DIGEST) as sim:
        assert failing(client_of(sim, WRONG, guard=memory).identify).code is Code.LOGIN_REFUSED
        assert refused(sim, credentials=WRONG, guard=memory).code is Code.LOGIN_KNOWN_WRONG
        assert has_log_in(sim) == [False, True]


def test_without_a_guard_the_phone_is_asked_each_time() -> None:
    with phone(auth=Auth.DIGEST) as sim:
        for _ in range(2):
            assert refused(sim, credentials=WRONG).code is Code.LOGIN_REFUSED
        assert has_log_in(sim) == [False, True] * 2


@pytest.mark.parametrize("credentials", [None, Credentials(username="", password="x")], ids=["none", "empty"])
def test_no_credentials(credentials: Credentials | None) -> None:
    with phone(auth=Auth.BASIC) as sim:
        error = refused(sim, credentials=credentials, guard=Memory())
        assert len(asked(sim)) == 1
    assert error.code is Code.LOGIN_NEEDED
    assert error.exit is Exit.CREDENTIALS


def user_of(pages: Mapping[str, int]) -> Callable[[Stage, socket.socket], None]:
    """A phone whose pages answer a user's log-in with these statuses."""

    def page(target: str, head: bytes) -> bytes:
        status = pages.get(target.partition("?")[0], 404)
        if b"Authorization: " not in head or status == 401:
            return answer(401, b"", DIGEST)
        return answer(status)

    return web(page)


def test_a_user_whose_password_is_not_for_settings_may_give_commands() -> None:
    memory = Memory()
    with Stage(user_of({"/command.htm": 200, "/settings.xml": 401})) as stage:
        assert failing(client_of(stage, guard=memory, scheme="http").settings).code is Code.LOGIN_REFUSED
        assert memory.refused == [(ADMIN, Realm.SETTINGS)]
        client_of(stage, guard=memory, scheme="http").run(DIAL)
        known = len(stage.heads)
        for ask in (Client.settings, lambda it: it.write({"action_setup_url": ""}, store=True)):
            error = failing(lambda ask=ask: ask(client_of(stage, guard=memory, scheme="http")))  # type: ignore[misc]
            assert error.code in (Code.LOGIN_KNOWN_WRONG, Code.LOGIN_REFUSED)
        assert not any(target.startswith("/settings") for target in stage.targets[known:])


def test_looking_for_the_cause_of_a_refusal_leaves_the_password_good_for_commands() -> None:
    memory = Memory()
    with Stage(user_of({"/command.htm": 403, "/settings.xml": 401})) as stage:
        for _ in range(2):
            assert refused(stage, guard=memory, scheme="http").code is Code.COMMAND_REFUSED
        assert memory.refused == [(ADMIN, Realm.SETTINGS)]
        assert stage.targets == [DIALLED] * 2 + ["/settings.xml"] * 2 + [DIALLED] * 2


def test_a_refusal_alone_marks_no_password() -> None:
    memory = Memory()
    with phone(auth=Auth.DIGEST, hidden_tags=True) as sim:
        refused(sim, guard=memory)
    assert memory.refused == []


@pytest.mark.parametrize(("realm", "sent"), [("snom", True), ("snom 320", True), ("SNOM", True), ("", False)])
def test_a_readable_password_goes_to_phones_alone(realm: str, sent: bool) -> None:
    with phone(auth=Auth.BASIC, quirks={"realm": realm}) as sim:
        if sent:
            client_of(sim).run(DIAL)
        else:
            error = refused(sim)
            assert error.code is Code.LOGIN_REALM_FOREIGN
            assert error.exit is Exit.REFUSED_BY_US
        assert any(has_log_in(sim)) is sent


def basic_from_now_on(sim: SimulatorThread) -> None:
    sim.set("http_scheme", "off")


@pytest.mark.parametrize("credentials", [ADMIN, WRONG, None], ids=["right", "wrong", "none"])
def test_who_asked_for_digest_once_gets_no_readable_password(credentials: Credentials | None) -> None:
    with phone(auth=Auth.DIGEST) as sim:
        client = client_of(sim, credentials)
        with contextlib.suppress(DialerError):
            client.run(DIAL)
        assert client.facts.digest
        basic_from_now_on(sim)
        before = len(asked(sim))
        for again in (client_of(sim, ADMIN, client.facts), client_of(sim, ADMIN, client.facts)):
            error = failing(lambda again=again: again.run(DIAL))  # type: ignore[misc]
            assert error.code is Code.LOGIN_DOWNGRADE
            assert error.exit is Exit.REFUSED_BY_US
        assert not any(has_log_in(sim)[before:])


def test_who_offers_both_is_answered_with_digest_and_bound_to_it() -> None:
    both = answer(401, b"", BASIC.format('"snom"'), DIGEST)
    with Stage(web(lambda _, head: answer(302) if b"Authorization: Digest" in head else both)) as stage:
        client = client_of(stage, scheme="http")
        client.run(DIAL)
    assert client.facts.digest


def test_a_digest_that_nobody_can_answer_binds_to_nothing() -> None:
    odd = DIGEST.replace("MD5", "SHA-512-256")
    both = answer(401, b"", BASIC.format('"snom"'), odd)
    with Stage(web(lambda _, head: answer(302) if b"Authorization: Basic" in head else both)) as stage:
        client = client_of(stage, scheme="http")
        client.run(DIAL)
        client.run(DIAL)
    assert not client.facts.digest


@pytest.mark.parametrize(
    ("auth", "tls", "credentials", "openly"),
    [
        pytest.param(Auth.BASIC, None, ADMIN, True, id="basic"),
        pytest.param(Auth.BASIC, None, WRONG, True, id="basic, refused"),
        pytest.param(Auth.BASIC, None, None, False, id="basic, nothing sent"),
        pytest.param(Auth.BASIC, Certificate.PHONE, ADMIN, False, id="basic over https"),
        pytest.param(Auth.DIGEST, None, ADMIN, False, id="digest"),
        pytest.param(Auth.NONE, None, ADMIN, False, id="none"),
    ],
)
def test_a_password_that_travels_readable_is_told_once(
    auth: Auth, tls: Certificate | None, credentials: Credentials | None, openly: bool
) -> None:
    with phone(auth=auth, tls=tls) as sim:
        client = client_of(sim, credentials)
        told = [client.told_openly]
        with contextlib.suppress(DialerError):
            client.run(DIAL)
        told.append(client.told_openly)
        assert told == [False, openly]
        if openly:
            assert not client.facts.plain_told
            again = client_of(sim, credentials, client.facts_told())
            with contextlib.suppress(DialerError):
                again.run(DIAL)
            assert len(asked(sim)) == 4
            assert not again.told_openly


# ---- identity --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", list(MODELS))
def test_every_model_is_known_for_what_it_is(model: str) -> None:
    with phone(model=model, auth=Auth.DIGEST) as sim:
        manager = MODELS[model].generation.manager
        client = client_of(sim, port=sim.phone.web.classic_port if manager else 0)
        found = client.identify()
        assert found.mac == client.facts.mac == "000413A00001"
        assert found.model == client.facts.model == model
        assert found.firmware == client.facts.firmware
        assert client.is_snom()


def test_the_phone_manager_is_a_snom_that_tells_no_more() -> None:
    with phone(model="D865") as sim:
        client = client_of(sim, facts=Facts(host=HERE, model="D865", mac="000413A00001"))
        found = client.identify()
    assert (found.model, found.mac, found.family.value) == ("", "", "D8xx")
    assert (client.facts.model, client.facts.mac) == ("D865", "000413A00001"), "what was known stays known"


def test_identifying_stops_when_it_knows_enough() -> None:
    with phone() as sim:
        client_of(sim).identify()
        assert asked(sim) == [("/info.htm", 200)]


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(saying(answer(200, b"<title>Router</title>", server="nginx")), id="router"),
        pytest.param(saying(answer(404, b"", server="nginx")), id="nothing"),
        pytest.param(closing, id="closed"),
    ],
)
def test_anything_else_is_no_phone_and_is_never_written_to(play: Callable[[Stage, socket.socket], None]) -> None:
    with Stage(play) as stage:
        client = client_of(stage, scheme="http")
        error = failing(client.identify)
        assert error.code is Code.NOT_A_SNOM
        assert error.exit is Exit.REFUSED_BY_PHONE
        client.settings()
        assert failing(lambda: client.write({"action_setup_url": "x"}, store=True)).code is Code.NOT_A_SNOM
        assert not any("save" in target for target in stage.targets)
        assert not client.is_snom()


# ---- settings --------------------------------------------------------------------------------------------------------

OURS = {
    "action_incoming_url": "http://127.0.0.1:58231/snom/secret?call_id=$call-id&v=1&remote=$remote",
    "action_hold": "http://u:p@127.0.0.1/a b?x=ä&#",
}


def test_settings_are_written_stored_and_read_back() -> None:
    with phone(auth=Auth.DIGEST) as sim:
        client = client_of(sim)
        assert client.settings() is not None
        client.write(OURS, store=True)
        assert client.verify(OURS) == Verified(())
        assert {name: sim.phone.settings.stored(name) for name in OURS} == OURS
        assert client.verify({"action_hold": "other", "no_such_setting": "", "action_setup_url": ""}) == Verified(
            ("action_hold",)
        )


def test_settings_that_are_not_to_be_stored_are_gone_after_a_reboot() -> None:
    with phone() as sim:
        client = client_of(sim)
        client.write(OURS, store=False)
        assert sim.phone.settings.get("action_hold") == OURS["action_hold"]
        assert sim.phone.settings.stored("action_hold") == ""


def test_a_setting_that_the_phone_does_not_take_is_found() -> None:
    with phone(read_only={"action_hold": "http://pbx.example/hold"}) as sim:
        client = client_of(sim)
        client.write(OURS, store=True)
        assert client.verify(OURS) == Verified(("action_hold",))


@pytest.mark.parametrize("model", ["190", "220", "320", "D385"])
def test_settings_are_read_in_whatever_form(model: str) -> None:
    with phone(model=model, settings={"action_incoming_url": "http://pbx.example/?a=b&c=<d>"}) as sim:
        found = client_of(sim).settings()
    assert found is not None
    assert found.values["action_incoming_url"] == "http://pbx.example/?a=b&c=<d>"
    assert found.values["syslog_server"] == ""  # also where a page of their own shows the Action URLs


def test_settings_that_nobody_can_read() -> None:
    with phone(model="D865") as sim:
        client = client_of(sim)
        assert client.settings() is None
        assert client.verify(OURS) == Verified(None)
    with Stage(closing) as stage:
        assert client_of(stage, scheme="http").settings() is None


def test_settings_that_came_cut_off_count_as_unreadable() -> None:
    """A setting behind the cut would look as if it were empty, and what stood there would be lost."""
    export = b"<settings><phone-settings><action_hold perm='RW'>x</action_hold>\n<action_setup_url>y</action_setup_url>"
    with Stage(web(lambda target, _: answer(200, export)[:-30])) as stage:
        assert client_of(stage, scheme="http").settings() is None
        assert len(stage.targets) == 4


def test_a_setting_without_a_page_of_its_own_goes_to_the_other_one() -> None:
    with Stage(web(lambda target, _: answer(404 if target.startswith("/dummy.htm") else 200))) as stage:
        client_of(stage, scheme="http").write({"action_hold": "http://a/?b&c"}, store=True)
        written = [target for target in stage.targets if "save" in target]
    query = "?settings=save&action_hold=http%3A%2F%2Fa%2F%3Fb%26c&store_settings=save"
    assert written == ["/dummy.htm" + query, "/settings.htm" + query]


@pytest.mark.parametrize(
    ("setup", "code"),
    [
        pytest.param({"hidden_tags": True}, Code.HIDDEN_TAGS, id="hidden tags"),
        pytest.param({"quirks": {"refuse_queries": True}}, Code.URI_QUERIES, id="queries"),
        pytest.param({"settings": {"admin_mode": "off"}}, Code.LOGIN_LOCKED, id="no administrator"),
        pytest.param({"model": "D865"}, Code.PHONE_MANAGER, id="phone manager"),
        pytest.param({"quirks": {"close_unanswered": "off", "wrong_scheme": "bare"}}, Code.WRONG_SCHEME, id="scheme"),
    ],
)
def test_a_write_that_is_refused_says_why(setup: dict[str, object], code: Code) -> None:
    with phone(auth=Auth.DIGEST, **setup) as sim:  # type: ignore[arg-type]
        before = {name: sim.phone.settings.get(name) for name in OURS}
        error = failing(lambda: client_of(sim, scheme="http").write(OURS, store=True))
        assert {name: sim.phone.settings.get(name) for name in OURS} == before
    assert error.code is code


# ---- what is told of it ----------------------------------------------------------------------------------------------


def test_traffic_tells_neither_digits_nor_keys_nor_secrets() -> None:
    lines: list[str] = []
    with phone(auth=Auth.BASIC) as sim:
        client = client_of(sim, traffic=lines.append)
        for each in COMMANDS.values():
            client.run(each)
        client.identify()
        client.write(OURS, store=True)
        client.settings()
    assert lines[:2] == ["GET /command.htm?… -> 401", "GET /command.htm?… -> 302"]
    assert lines[-1] == "GET /settings.xml -> 200"
    assert all(re.fullmatch(r"GET /[a-z_.]+(\?…)? -> [1-5]\d\d", line) for line in lines)


def test_traffic_tells_of_a_connection_that_closed() -> None:
    lines: list[str] = []
    with Stage(closing) as stage:
        client_of(stage, scheme="http", traffic=lines.append).fetch(PAGE)
    assert lines == ["GET /info.htm -> closed"]


def test_fetch_openly_never_logs_in() -> None:
    with phone(auth=Auth.BASIC) as sim:
        response = client_of(sim, guard=Memory()).fetch_openly(Request(target="/"))
        assert response is not None
        assert response.status == 401
        assert has_log_in(sim) == [False]


def test_an_aborted_client_asks_nothing_more() -> None:
    with phone() as sim:
        client = client_of(sim)
        client.abort()
        assert failing(lambda: client.run(DIAL)).code is Code.CONNECTION_LOST
        assert asked(sim) == []
