"""Variables in Action URLs: what is replaced, by what, and what stays."""

from collections.abc import Mapping

import pytest

from snom_dialer.simulator.quirk import Quirks, Value
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.variable import Expansion
from tests.simulator.receiver import Receiver, arm

KNOWN = {"remote", "local", "call-id", "display_remote", "nr_ongoing_calls"}
SETTINGS = {"mac": "000413A00001", "user_name1": "101", "http_pass": ""}
VALUES = {"remote": "0301@pbx", "local": "101@pbx", "call-id": "3c3b-phx@h", "display_remote": "Änne & Söhne #1\r\n+x"}


def expand(url: str, values: Mapping[str, str] = VALUES, **quirks: Value) -> str:
    return Expansion(KNOWN, SETTINGS.get, Quirks(quirks)).expand(url, values)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        pytest.param("http://h/?a=$remote&b=$call-id", "http://h/?a=0301@pbx&b=3c3b-phx@h", id="known"),
        pytest.param("http://h/?a=$local_ip&b=$nonsense", "http://h/?a=$local_ip&b=$nonsense", id="unknown stays"),
        pytest.param("http://h/?n=$nr_ongoing_calls", "http://h/?n=$nr_ongoing_calls", id="not told stays"),
        pytest.param("http://h/?m=$mac&u=$user_name1", "http://h/?m=000413A00001&u=101", id="settings"),
        pytest.param("http://h/?u=$user_name[1]", "http://h/?u=101", id="setting with brackets"),
        pytest.param("http://h/?p=$http_pass&x=1", "http://h/?p=&x=1", id="password is empty"),
        pytest.param("http://h/$mac&/x.xml", "http://h/000413A00001/x.xml", id="closed by & in the path"),
        pytest.param("http://h/$mac/x", "http://h/000413A00001/x", id="not closed in the path"),
        pytest.param("http://h/?d=$display_remote", "http://h/?d=Änne & Söhne #1+x", id="raw"),
        pytest.param("http://h/?d=$", "http://h/?d=$", id="a lone $"),
        pytest.param("http://h/?d=$sip_header(X)", "http://h/?d=$sip_header(X)", id="header variable unknown"),
    ],
)
def test_expansion(url: str, wanted: str) -> None:
    assert expand(url) == wanted


def test_values_can_be_escaped() -> None:
    assert expand("http://h/?d=$display_remote", escape_values=True).endswith(
        "d=%C3%84nne%20%26%20S%C3%B6hne%20%231%0D%0A%2Bx"
    )


def test_values_that_are_missing_can_be_empty() -> None:
    assert expand("?n=$nr_ongoing_calls", missing_values="empty") == "?n="


def test_a_phone_can_know_less() -> None:
    assert expand("?r=$remote&l=$local", unknown_variables="remote") == "?r=$remote&l=101@pbx"


def test_a_header_is_empty_where_headers_are_known() -> None:
    assert Expansion({"sip_header"}, SETTINGS.get, Quirks()).expand("?a=$sip_header(X)&b=1", {}) == "?a=&b=1"


ALL = (
    "?id=$call-id&csta=$csta_id&remote=$remote&local=$local&dl=$display_local&au=$active_user&ah=$active_host"
    "&url=$active_url&key=$active_key&ip=$phone_ip&n=$nr_ongoing_calls&why=$cancel_reason&ctx=$context_url&dr=$display_remote"
)


def test_the_values_of_a_call(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, ALL)
    sim.ring("030123", "Anna", call_id="c1@h")
    sim.remote_hang_up(reason="SIP;cause=487")
    sim.settle()
    start = (
        "id=c1@h&csta=-1&remote=030123@pbx.example&local=101@pbx.example&dl=&au=101&ah=pbx.example"
        "&url=101@pbx.example&key=P1&ip=127.0.0.1"
    )
    assert inbox.targets == [
        f"/incoming?{start}&n=1&why=$cancel_reason&ctx=$context_url&dr=Anna",
        f"/disconnected?{start}&n=0&why=SIP;cause=487&ctx=$context_url&dr=Anna",
        f"/missed?{start}&n=0&why=SIP;cause=487&ctx=$context_url&dr=Anna",
    ]


def test_a_password_is_never_put_in(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, "?p=$user_pass1&q=$http_pass&r=$phone_type")
    sim.set("http_pass", "x")
    sim.ring("1")
    sim.settle()
    assert inbox.targets == ["/incoming?p=&q=&r=snomD385"]


def test_addresses_may_have_a_scheme_and_local_may_be_empty(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, "?r=$remote&l=$local")
    sim.quirk("sip_prefix")
    sim.ring("1")
    sim.quirk("empty_local")
    sim.answer()
    sim.settle()
    assert inbox.targets == [
        "/incoming?r=sip:1@pbx.example&l=sip:101@pbx.example", "/connected?r=sip:1@pbx.example&l=",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "agent", "rest"),
    [
        (
            "D385",
            "snomD385-SIP 10.1.184.15 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 000413A00001 SXM:0",
            "n=1",
        ),
        ("D765", "snomD765-SIP 8.9.3.60 1.1.3-u 000413A00001)", "n=$nr_ongoing_calls"),
        ("320", "snom320-SIP 8.7.3.25 1.1.3-u)", "n=$nr_ongoing_calls"),
        ("190", "snom190-SIP 3.60x; snom lid 3605)", "n=$nr_ongoing_calls"),
    ],
)
def test_models_differ_in_user_agent_and_variables(inbox: Receiver, model: str, agent: str, rest: str) -> None:
    with SimulatorThread(Setup(model=model)) as sim:
        arm(sim, inbox, "?n=$nr_ongoing_calls&r=$remote")
        sim.ring("030")
        sim.settle()
        sim.answer()
        sim.remote_hang_up()
        sim.settle()
    head = inbox.heads[0].decode()
    assert f"User-Agent: Mozilla/4.0 (compatible; {agent}" in head
    assert rest in head
    assert inbox.names == (["incoming"] if model == "190" else ["incoming", "connected", "disconnected"])
    assert ("$remote" in head) is (model == "190")


def test_raw_utf8_and_blanks_are_on_the_wire(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, "?d=$display_remote")
    sim.ring("030", "Jörg  Müller + Co & #1")
    sim.settle()
    assert inbox.heads[0].startswith("GET /incoming?d=Jörg  Müller + Co & #1 HTTP/1.1\r\n".encode())
