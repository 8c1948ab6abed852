"""The log page, SIP traces and syslog, as old phones are followed by them."""

import re
import socket

import pytest

from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.simulator.receiver import Receiver, arm, ask


@pytest.mark.parametrize(
    ("model", "line", "trace"),
    [
        ("190", r"\[7\] \d+/\d+/\d{4} \d\d:\d\d:\d\d: Replace", r"Received from udp:pbx.example:5060 at \w{3} \d+ "),
        ("320", r"\w{3} [ \d]\d \d\d:\d\d:\d\d  \[DEBUG0\] PHN: Replace", r"Received from udp:pbx.example:5060 at "),
        (
            "D785",
            r"\w{3} [ \d]\d [\d:]{8}\.\d{3} \[DEBUG0\] PHN: Replace",
            r"Received from Udp:pbx.example:5060 on Udp:",
        ),
    ],
)
def test_the_log_page(inbox: Receiver, model: str, line: str, trace: str) -> None:
    with SimulatorThread(Setup(model=model)) as sim:
        arm(sim, inbox)
        sim.ring("030123", "Anna", call_id="c1@h")
        text = ask(sim.phone.port, "/log.htm").text
        assert re.search(line, text)
        assert re.search(trace + r".*\(\d+ bytes\):\n\nINVITE sip:101@pbx.example SIP/2.0\n", text)
        assert "From: &quot;Anna&quot; &lt;sip:030123@pbx.example&gt;;tag=1" in text
        assert "Call-ID: c1@h" in text
        assert "INVITE" not in ask(sim.phone.port, "/log.htm?clear=Clear").text


def trace_of(sim: SimulatorThread) -> list[tuple[str, str]]:
    """Return way and first word or status of every SIP message in the log."""
    found = re.findall(r"^(Sent|Received).*:\n\n(?:SIP/2\.0 )?(\S+)", sim.phone.book.text, re.MULTILINE)
    return [(str(way), str(message)) for way, message in found]


def test_traces_of_a_call_that_came_in(sim: SimulatorThread) -> None:
    sim.ring("030")
    sim.answer()
    sim.remote_hang_up(reason="x")
    assert trace_of(sim) == [("Received", "INVITE"), ("Sent", "200"), ("Received", "BYE")]
    assert "Reason: x" in sim.phone.book.text
    assert 'BYE sip:101@pbx.example SIP/2.0\nFrom: "" <sip:030@pbx.example>' in sim.phone.book.text


def test_traces_of_calls_that_went_out(sim: SimulatorThread) -> None:
    sim.do("dial", number="1")
    sim.do("busy")
    sim.do("dial", number="2")
    sim.hang_up()
    sim.ring("3")
    sim.reject()
    assert trace_of(sim) == [
        ("Sent", "INVITE"), ("Received", "486"), ("Sent", "INVITE"), ("Sent", "CANCEL"), ("Received", "INVITE"),
        ("Sent", "486"),
    ]  # fmt: skip


def test_tracing_can_be_off(sim: SimulatorThread) -> None:
    sim.set("sip_tracing", "off")
    sim.ring("1")
    assert trace_of(sim) == []


def test_syslog(sim: SimulatorThread, inbox: Receiver) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(5)
        sim.set("syslog_server", f"127.0.0.1:{server.getsockname()[1]}")
        sim.set("action_incoming_url", f"{inbox.url}/x")
        sim.ring("030")
        first, second = server.recv(4000).decode(), server.recv(4000).decode()
    assert first.startswith("<134>000413A00001 Received from Udp:pbx.example:5060")
    assert re.match(r"<134>\w{3} [ \d]\d [\d:]{8} 000413A00001 \[DEBUG0\] PHN: Replace", second)


@pytest.mark.parametrize("server", ["nonsense", "127.0.0.1:", "127.0.0.1:99999", ":514"])
def test_a_syslog_server_that_makes_no_sense_is_left_alone(sim: SimulatorThread, server: str) -> None:
    sim.set("syslog_server", server)
    sim.ring("030")
    assert trace_of(sim) == [("Received", "INVITE")]
