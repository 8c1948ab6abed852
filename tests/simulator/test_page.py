"""The pages: answers to commands, settings, identity, gates, and the D8xx."""

import pytest

from snom_dialer.simulator.call import CallState
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import ask, raw
from tests.simulator.test_web_login import basic


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("number=123", 302),
        ("number=", 302),
        ("number=123&outgoing_uri=101@pbx.example", 302),
        ("key=CANCEL", 200),
        ("key=NONSENSE", 200),
        ("key_dtmf=12", 200),
        ("RELEASE_ALL_CALLS", 200),
        ("LOGOFFALL", 200),
        ("", 200),
    ],
)
def test_the_answers_to_commands(sim: SimulatorThread, method: str, query: str, status: int) -> None:
    got = ask(sim.phone.port, f"/command.htm?{query}", method=method)
    assert got.status == status
    assert got.headers.get("location", "") == ("index.htm" if status == 302 else "")


@pytest.mark.parametrize(
    ("query", "number"),
    [("number=%2B49301", "+49301"), ("number=+49%20(170)%20123-4567", "+491701234567"), ("number=%2A21%23", "*21#")],
)
def test_the_number_that_is_dialled(sim: SimulatorThread, query: str, number: str) -> None:
    ask(sim.phone.port, f"/command.htm?{query}")
    assert [call.remote.number for call in sim.phone.line.calls] == [number]


def test_a_latin_1_escape_is_read_too(sim: SimulatorThread) -> None:
    ask(sim.phone.port, "/command.htm?number=sip:m%FCller@h")
    assert sim.phone.line.calls[0].remote.number == "müller"


def test_odd_heads_and_statuses(sim: SimulatorThread) -> None:
    head = b"".join(b"X-%d: 1\r\n" % at for at in range(200))
    assert b" 200 OK" in raw(sim.phone.port, b"GET /info.htm HTTP/1.1\r\n" + head + b"\r\n")
    sim.quirk("refuse_queries")
    sim.quirk("refusal_status", 499)
    assert ask(sim.phone.port, "/command.htm?key=1").status == 499


def test_a_plus_can_be_read_as_a_blank(sim: SimulatorThread) -> None:
    sim.quirk("plus_is_blank")
    ask(sim.phone.port, "/command.htm?number=+49301")
    assert sim.phone.line.calls[0].remote.number == "49301"


def test_commands_act_on_calls(sim: SimulatorThread) -> None:
    sim.ring("030")
    ask(sim.phone.port, "/command.htm?key=ENTER")
    assert sim.phone.line.find(CallState.CONNECTED)
    ask(sim.phone.port, "/command.htm?key_dtmf=1%232")
    assert sim.phone.keypad.dtmf == "1#2"
    ask(sim.phone.port, "/command.htm?RELEASE_ALL_CALLS")
    assert not sim.phone.line.calls


@pytest.mark.parametrize(
    ("body", "number"),
    [("NUMBER=+49301", "49301"), ("NUMBER:+49301\r\nOTHER:1\r\n", "+49301"), ("NUMBER=%2B49301", "+49301")],
)
def test_the_dial_box_of_the_start_page(sim: SimulatorThread, body: str, number: str) -> None:
    ask(sim.phone.port, "/index.htm", method="POST", body=body)
    assert sim.phone.line.calls[0].remote.number == number
    sim.set("dial_from_wui", "off")
    ask(sim.phone.port, "/index.htm", method="POST", body=body)
    assert len(sim.phone.line.calls) == 1


def test_identity(sim: SimulatorThread) -> None:
    info = ask(sim.phone.port, "/info.htm").text
    assert "Mac:000413A00001" in info
    assert "Hardware: D385" in info
    assert "<TITLE>snom D385</TITLE>" in ask(sim.phone.port, "/").text
    sim.set("phone_name", "snomD385-A00001")
    assert "<TITLE>snomD385-A00001</TITLE>" in ask(sim.phone.port, "/index.htm?misseddel=0").text
    assert '<phone_type perm="R">snomD385</phone_type>' in ask(sim.phone.port, "/settings.xml").text


def test_an_old_phone_names_no_hardware() -> None:
    with SimulatorThread(Setup(model="320")) as sim:
        info = ask(sim.phone.port, "/info.htm").text
        assert "<td>Firmware-Version:</td><td>snom320-SIP 8.7.3.25</td>" in info
        assert "Hardware" not in info


def test_writing_and_reading_settings(sim: SimulatorThread) -> None:
    url = "http://10.0.0.5/snom?x=$remote%26y=%24call-id"
    assert ask(sim.phone.port, f"/dummy.htm?settings=save&action_incoming_url={url}&phone_type=x").status == 200
    assert sim.phone.settings.get("action_incoming_url") == "http://10.0.0.5/snom?x=$remote&y=$call-id"
    assert sim.phone.settings.stored("action_incoming_url") == ""
    assert "x=$remote&amp;y=$call-id" in ask(sim.phone.port, "/settings_wo_default.xml").text
    assert "phone_type&: snomD385" in ask(sim.phone.port, "/settings.cfg").text
    assert 'value="http://10.0.0.5/snom?x=$remote&amp;y=$call-id"' in ask(sim.phone.port, "/action.htm").text
    assert ask(sim.phone.port, "/dummy.htm?settings=save&store_settings=save").status == 200
    assert sim.phone.settings.stored("action_incoming_url") != ""
    told = [news.details for news in sim.phone.happenings if news.what == "settings"]
    assert told[0]["refused"] == ("phone_type",)


def test_a_form_shows_and_takes_settings(sim: SimulatorThread) -> None:
    assert 'name="language"' in ask(sim.phone.port, "/settings.htm").text
    assert 'name="language"' not in ask(sim.phone.port, "/action.htm").text
    ask(sim.phone.port, "/action.htm", method="POST", body="Settings=Apply&action_hold=http%3A%2F%2Fa%2F")
    ask(sim.phone.port, "/line_login.htm?l=1&Settings=Save&user_active1=off")
    ask(sim.phone.port, "/advanced_update.htm", method="POST", body="Settings=Save&language=Deutsch")
    get = sim.phone.settings.get
    assert (get("action_hold"), get("user_active1"), get("language")) == ("http://a/", "off", "Deutsch")


def test_dummy_writes_nothing_without_being_told_to(sim: SimulatorThread) -> None:
    assert ask(sim.phone.port, "/dummy.htm?language=Deutsch").status == 200
    assert sim.phone.settings.get("language") == "English"


def test_unknown_pages(sim: SimulatorThread) -> None:
    assert ask(sim.phone.port, "/nonsense.htm").status == 404


def test_without_admin_mode_one_can_dial_but_not_write(sim: SimulatorThread) -> None:
    sim.set("admin_mode", "off")
    assert ask(sim.phone.port, "/command.htm?number=1").status == 302
    for page in ("/dummy.htm?settings=save&language=x", "/settings.xml", "/log.htm"):
        assert ask(sim.phone.port, page).status == 403


CONTROL = [
    "/command.htm?number=5", "/command.htm?key=1", "/dummy.htm?settings=save&language=x",
    "/settings.htm?settings=save&language=x", "/advanced_update.htm?reboot=Reboot", "/minibrowser.htm?url=x",
]  # fmt: skip
READING = [
    "/",
    "/info.htm",
    "/settings.xml",
    "/settings.htm",
    "/index.htm?misseddel=0",
    "/minibrowser.htm?show=RENDERED_XML",
]


def test_hidden_tags_refuse_control_but_not_reading() -> None:
    with SimulatorThread(Setup(auth=Auth.BASIC, hidden_tags=True)) as sim:
        login = basic("admin", "0000")
        assert [ask(sim.phone.port, target, Authorization=login).status for target in CONTROL] == [403] * len(CONTROL)
        assert [ask(sim.phone.port, target, Authorization=login).status for target in READING] == [200] * len(READING)
        assert (sim.phone.line.calls, sim.phone.settings.get("language")) == ([], "English")
        sim.quirk("refusal_status", "404")
        assert ask(sim.phone.port, CONTROL[0], Authorization=login).status == 404


def test_hidden_tags_do_not_hold_on_an_unsecured_phone() -> None:
    with SimulatorThread(Setup(hidden_tags=True)) as sim:
        assert ask(sim.phone.port, "/command.htm?number=5").status == 302


def test_restricted_queries_refuse_only_with_the_switch(sim: SimulatorThread) -> None:
    assert sim.phone.settings.get("restrict_uri_queries") == "on"
    assert ask(sim.phone.port, "/command.htm?key=1").status == 200
    sim.quirk("refuse_queries")
    assert ask(sim.phone.port, "/command.htm?key=1").status == 403
    assert ask(sim.phone.port, "/info.htm").status == 200
    sim.set("restrict_uri_queries", "off")
    assert ask(sim.phone.port, "/command.htm?key=1").status == 200


def test_a_d8xx_answers_the_phone_manager_and_has_the_old_pages_elsewhere() -> None:
    with SimulatorThread(Setup(model="D865")) as sim:
        for target in ("/info.htm", "/command.htm?number=5", "/nonsense"):
            got = ask(sim.phone.port, target)
            assert (got.status, "<title>Phone Manager</title>" in got.text) == (200, True)
        assert not sim.phone.line.calls
        assert ask(sim.phone.web.classic_port, "/command.htm?number=5").status == 302


def test_a_d8xx_may_lack_the_old_port() -> None:
    with SimulatorThread(Setup(model="D865", classic_port=False)) as sim:
        assert sim.phone.web.classic_port == 0
        assert ask(sim.phone.port, "/").status == 200


def test_a_190_shows_its_settings_as_text_and_exports_none() -> None:
    with SimulatorThread(Setup(model="190")) as sim:
        text = ask(sim.phone.port, "/settings.htm").text
        assert "phone_type&amp;: snom190" in text
        assert "action_incoming_url!: " in text
        assert "action_connected_url" not in text
        assert ask(sim.phone.port, "/settings.xml").status == 404


# ---- the requests of the program that this one succeeds, byte for byte --------------------------------------------

HEAD = (
    b"Host: 127.0.0.1:18443\r\nUser-Agent: python-requests/2.34.2\r\nAccept-Encoding: gzip, deflate\r\n"
    b"Accept: */*\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("target", "status", "numbers"),
    [
        (b"/command.htm?number=123", b"302", ["123"]),
        (b"/command.htm?number=%2A21%23", b"302", ["*21#"]),
        (b"/command.htm?number=+49%20(170)%20123-4567", b"302", ["+491701234567"]),
        (b"/command.htm?number=12&outgoing_uri=sip:x@y", b"302", ["12"]),
        (b"/command.htm?number=100%25", b"302", ["100%"]),
        (b"/command.htm?number=sip:m%C3%BCller@h", b"302", ["müller"]),
        (b"/command.htm?number=", b"302", []),
        (b"/command.htm?key=9;1;9;6", b"200", []),
        (b"/command.htm?key=CANCEL", b"200", []),
        (b"/command.htm?RELEASE_ALL_CALLS", b"200", []),
        (b"/command.htm?key=OFFHOOK", b"200", []),
    ],
)
def test_the_originals_commands(sim: SimulatorThread, target: bytes, status: bytes, numbers: list[str]) -> None:
    answer = raw(sim.phone.port, b"POST " + target + b" HTTP/1.1\r\n" + HEAD)
    assert answer.split()[1] == status
    assert [call.remote.number for call in sim.phone.line.calls] == numbers


def test_the_originals_key_sequence(sim: SimulatorThread) -> None:
    target = b"/command.htm?key=9;1;9;6;ENTER,,10;%2A,10,20;%23,,10;9"
    assert b" 200 " in raw(sim.phone.port, b"POST " + target + b" HTTP/1.1\r\n" + HEAD)
    sim.wait_for(lambda: sim.phone.keypad.typed == "*#9")
    assert sim.phone.line.calls[0].remote.number == "9196"


VARIABLES = (
    "remote=$remote&display_remote=$display_remote&local=$local&call_id=$call-id&active_url=$active_url"
    "&active_user=$active_user&active_host=$active_host&csta_id=$csta_id&display_local=$display_local"
    "&expansion_module=$expansion_module&active_key=$active_key&phone_ip=$phone_ip&local_ip=$local_ip"
    "&nr_ongoing_calls=$nr_ongoing_calls&context_url=$context_url&cancel_reason=$cancel_reason&longpress_key=$longpress_key"
)


def test_the_originals_settings_request_of_three_kilobytes(sim: SimulatorThread) -> None:
    events = ("incoming", "connected", "outgoing", "disconnected", "onhook", "offhook")
    urls = {event: f"http://192.168.178.100:58231/snom/{event}?{VARIABLES}" for event in events}
    target = "/settings.htm?settings=save" + "".join(
        f"&action_{event}_url={url.replace('&', '%26')}" for event, url in urls.items()
    )
    assert len(target) > 3000
    answer = raw(sim.phone.port, f"POST {target} HTTP/1.1\r\n".encode() + HEAD)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert {event: sim.phone.settings.get(f"action_{event}_url") for event in events} == urls
    assert sim.phone.settings.stored("action_incoming_url") == ""
