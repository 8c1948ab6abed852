"""Delivery of Action URLs: order, failures, slow receivers, XML replies, the blacklist question, reboots."""

import http.server
import socket
import ssl
import threading
from base64 import b64encode

from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate, server_context
from tests.simulator.receiver import Receiver, arm, ask, raw


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_what_cannot_be_delivered_is_recorded_and_not_repeated(sim: SimulatorThread, inbox: Receiver) -> None:
    sim.set("action_incoming_url", f"http://127.0.0.1:{free_port()}/x")
    sim.set("action_connected_url", "ftp://127.0.0.1/x")
    sim.set("action_disconnected_url", f"{inbox.url}/disconnected")
    sim.ring("030")
    sim.answer()
    sim.hang_up()
    sim.settle()
    assert [row.reply.status for row in sim.phone.deliveries] == [0, 0, 200]
    assert sim.phone.deliveries[1].reply.error == "not an http address"
    assert inbox.names == ["disconnected"]


def test_a_receiver_that_says_nothing_is_given_up(sim: SimulatorThread) -> None:
    sim.quirk("event_timeout", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sim.set("action_incoming_url", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        sim.ring("030")
        sim.settle()
    assert sim.phone.deliveries[0].reply.error == "no answer in time"


def test_a_receiver_that_does_not_speak_http(sim: SimulatorThread) -> None:
    with socket.create_server(("127.0.0.1", 0)) as odd:
        sim.set("action_incoming_url", f"http://127.0.0.1:{odd.getsockname()[1]}")
        sim.ring("030")
        line, _ = odd.accept()
        with line:
            line.recv(1000)
            line.sendall(b"220 mail.example\r\n")
        sim.settle()
    assert sim.phone.deliveries[0].reply.error == "the answer is not HTTP"


def test_a_slow_receiver_is_told(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox)
    inbox.go.clear()
    threading.Timer(0.6, inbox.go.set).start()
    sim.ring("030")
    sim.settle()
    assert [news.what for news in sim.phone.happenings if news.what == "slow"] == ["slow"]


def test_without_a_network_nothing_is_delivered(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox)
    sim.do("network")
    sim.ring("030")
    sim.settle()
    assert sim.phone.deliveries[0].reply.error == "the network is lost"
    assert inbox.heads == []


def test_credentials_in_the_url_become_basic(sim: SimulatorThread, inbox: Receiver) -> None:
    sim.set("action_incoming_url", f"http://me:pw@127.0.0.1:{inbox.port}?x=1")
    sim.ring("030")
    sim.settle()
    assert f"Authorization: Basic {b64encode(b'me:pw').decode()}".encode() in inbox.heads[0]
    assert inbox.targets == ["/?x=1"]


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_https_with_any_certificate(sim: SimulatorThread) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), _Handler) as server:
        context: ssl.SSLContext = server_context(Certificate.CHANGED)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        sim.set("action_incoming_url", f"https://127.0.0.1:{server.server_port}/x#part")
        sim.ring("030")
        sim.settle()
        thread.join()
    assert sim.phone.deliveries[0].reply.status == 204


def test_a_200_for_the_blacklist_question_rejects_the_call(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox)
    sim.set("action_blacklist_url", f"{inbox.url}/blacklist?caller=$remote")
    sim.ring("030")
    sim.wait_for(lambda: sim.phone.deliveries)
    assert not sim.phone.line.calls
    inbox.status = 404
    sim.ring("040")
    sim.wait_for(lambda: sim.phone.line.calls)
    sim.settle()
    assert inbox.targets == [
        "/blacklist?caller=030@pbx.example", "/blacklist?caller=040@pbx.example", "/incoming",
    ]  # fmt: skip


def test_the_blacklist_question_has_a_time_out_of_its_own(sim: SimulatorThread, inbox: Receiver) -> None:
    inbox.go.clear()
    sim.set("action_blacklist_url", f"{inbox.url}/blacklist")
    sim.set("remote_blacklist_action_timer", "0")
    sim.ring("030")
    sim.wait_for(lambda: sim.phone.line.calls)
    assert sim.phone.deliveries[0].reply.error == "no answer in time"
    inbox.go.set()
    sim.set("remote_blacklist_action_timer", "nonsense")
    sim.ring("040")
    sim.wait_for(lambda: len(sim.phone.deliveries) == 2)
    assert sim.phone.deliveries[1].reply.status == 200


def test_a_reboot_loses_what_was_not_stored_and_tells_of_itself(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, "?who=$context_url")
    sim.do("set", name="user_realname1", value="Anna", store=True)
    sim.do("set", name="language", value="Deutsch")
    sim.ring("030")
    port = sim.phone.port
    assert ask(port, "/advanced_update.htm?reboot=Reboot").status == 200
    assert ask(port, "/dummy.htm?REBOOT=true").status == 200
    sim.wait_for(lambda: any(news.what == "ready" for news in sim.phone.happenings))
    sim.settle()
    assert inbox.targets == ["/incoming?who=$context_url", "/setup?who=$context_url", "/log_on?who=101@pbx.example"]
    assert (sim.phone.settings.get("language"), sim.phone.settings.get("user_realname1")) == ("English", "Anna")
    assert (sim.phone.port, sim.phone.line.calls) == (port, [])
    assert ask(port, "/").status == 200


def test_the_connection_drops_while_it_reboots() -> None:
    with SimulatorThread(Setup(quirks={"reboot_seconds": 60})) as sim:
        sim.do("reboot")
        assert raw(sim.phone.port, b"") == b""


def test_events_can_be_played(sim: SimulatorThread, inbox: Receiver) -> None:
    arm(sim, inbox, "?id=$call-id")
    rows = [
        {"event": "connected", "values": {"call-id": "z"}},
        {"event": "incoming", "after": 0.01, "values": {"call-id": "z"}},
        {"event": "setup"},
    ]
    assert sim.do("events", events=rows) == 3
    sim.wait_for(lambda: len(sim.phone.deliveries) == 3)
    assert inbox.targets == ["/connected?id=z", "/incoming?id=z", "/setup?id=$call-id"]
