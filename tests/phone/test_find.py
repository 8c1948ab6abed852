"""Hearing phones that announce themselves, and looking at addresses: against virtual phones, and what is none."""

import errno
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from inspect import signature

import pytest

from snom_dialer.errors import Code, DialerError
from snom_dialer.phone import find
from snom_dialer.phone.find import AT_ONCE, DOORS, Found, Source, listen, probe
from snom_dialer.phone.multicast import open_line
from snom_dialer.simulator.pnp import subscribe
from snom_dialer.simulator.profile import MODELS
from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.simulator.tls import Certificate
from tests.phone.loopback import (
    ELSEWHERE,
    HERE,
    Stage,
    answer,
    blackhole,
    closed_port,
    closing,
    encrypted,
    phone,
    resetting,
    saying,
    saying_and_staying,
    silent,
    tls_context,
)

MAC = "000413A00001"
BOTH = f"{HERE}-2"
THE_REQUEST = "GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: keep-alive\r\n\r\n"


# ---- listening -------------------------------------------------------------------------------------------------------


@pytest.fixture
def line() -> Iterator[socket.socket]:
    with open_line(HERE, 0) as opened:
        yield opened


@pytest.fixture
def voice() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HERE, 0))
        yield opened


def pnp(line: socket.socket) -> str:
    return f"{HERE}:{line.getsockname()[1]}"


HEARD = Found(address=HERE, source=Source.PNP, model="D735", firmware="10.1.169.16", mac=MAC)


def test_a_booting_phone_is_heard(line: socket.socket) -> None:
    hearing = listen(5, line)
    with SimulatorThread(Setup(model="D735", mac=MAC, pnp=pnp(line))):
        assert next(hearing) == HEARD


def test_a_phone_that_repeats_itself_is_told_once_and_others_as_well(line: socket.socket) -> None:
    setup = Setup(model="D735", mac=MAC, pnp=pnp(line), quirks={"reboot_seconds": 0.0})
    with SimulatorThread(setup, replace(setup, number="102", mac="1C7126A00002", model="320")) as sim:
        sim.reboot()
    other = Found(address=HERE, source=Source.PNP, model="320", firmware="8.7.3.25", mac="1C7126A00002")
    assert list(listen(0.05, line)) == [HEARD, other]


def test_a_phone_without_plug_and_play_is_not_heard(line: socket.socket) -> None:
    with SimulatorThread(Setup(pnp=pnp(line), settings={"pnp_config": "off"})):
        assert list(listen(0.05, line)) == []


def test_what_is_no_phone_is_passed_over(line: socket.socket, voice: socket.socket) -> None:
    announced = subscribe(MODELS["D735"], MAC, HERE, 5060)
    for data in (b"", b"\xff" * 9000, announced.replace(b"snom", b"else").replace(b"000413", b"805EC0"), announced):
        voice.sendto(data, line.getsockname())
    assert next(listen(5, line)) == HEARD


def test_nobody_is_ever_answered(line: socket.socket, voice: socket.socket) -> None:
    voice.sendto(subscribe(MODELS["D735"], MAC, HERE, voice.getsockname()[1]), line.getsockname())
    assert list(listen(0.05, line)) == [HEARD]
    voice.setblocking(False)
    with pytest.raises(BlockingIOError):
        voice.recv(100)


def test_listening_ends_in_time_however_much_is_said(line: socket.socket, voice: socket.socket) -> None:
    over = threading.Event()

    def babble() -> None:
        while not over.is_set():
            voice.sendto(b"OPTIONS sip:x SIP/2.0\r\n\r\n", line.getsockname())

    talking = threading.Thread(target=babble)
    talking.start()
    try:
        begun = time.monotonic()
        assert list(listen(0.1, line)) == []
        assert 0.1 <= time.monotonic() - begun < 3
    finally:
        over.set()
        talking.join()


def test_somebody_who_plays_phones_without_end_is_not_listened_to(line: socket.socket, voice: socket.socket) -> None:
    hearing = listen(30, line)
    for number in itertools.count():
        voice.sendto(subscribe(MODELS["D735"], f"000413{number:06X}", HERE, 5060), line.getsockname())
        if next(hearing, None) is None:
            break
        assert number < 1000
    assert number == 1000


def test_a_network_that_fails_is_told(line: socket.socket) -> None:
    line.close()
    with pytest.raises(DialerError, match="bad file descriptor") as raised:
        list(listen(5, line))
    assert raised.value.code is Code.FIND_PORT


# ---- looking: what is a phone ----------------------------------------------------------------------------------------


def look(*doors: tuple[str, int], at: str = HERE, mac: str = "") -> list[Found]:
    return list(probe([at], doors=doors, mac_of=lambda address: mac))


def of(sim: SimulatorThread, scheme: str = "http", model: str = "", mac: str = "") -> Found:
    return Found(address=HERE, source=Source.WEB, scheme=scheme, port=sim.phone.port, model=model, mac=mac)


PHONES = {
    "open": (Setup(model="D735"), "http", "D735"),
    "old": (Setup(model="190"), "http", "190"),
    "Digest": (Setup(model="D735", auth=Auth.DIGEST), "http", ""),
    "Basic": (Setup(model="D735", auth=Auth.BASIC), "http", ""),
    "named by its owner": (Setup(model="D735", settings={"phone_name": "Reception"}), "http", ""),
    "Phone Manager": (Setup(model="D865"), "http", ""),
    "HTTPS": (Setup(model="D735", tls=Certificate.PHONE), "https", "D735"),
    "HTTPS of old": (Setup(model="320", tls=Certificate.LEGACY), "https", "320"),
}


@pytest.mark.parametrize("name", PHONES)
def test_a_phone_is_known_by_one_request_without_a_log_in(name: str) -> None:
    setup, scheme, model = PHONES[name]
    with closed_port() as refusing, SimulatorThread(setup) as sim:
        doors = (
            ("https", sim.phone.port if setup.tls else refusing),
            ("http", refusing if setup.tls else sim.phone.port),
        )
        assert look(*doors) == [of(sim, scheme, model)]
        assert [(seen.request.method, seen.request.target) for seen in sim.phone.log] == [("GET", "/")]
        assert "authorization" not in sim.phone.log[0].request.headers
        assert sim.phone.login.failures == 0


def test_an_address_is_known_by_the_first_door_that_opens() -> None:
    with phone(model="D735", tls=Certificate.PHONE) as sim:
        plain = sim.phone.web.plain_port
        assert look(("http", plain), ("https", sim.phone.port)) == [
            Found(address=HERE, source=Source.WEB, scheme="http", port=plain)
        ]
        assert [seen.status for seen in sim.phone.log] == [307]


def test_a_door_that_only_an_old_tls_opens_comes_last() -> None:
    with phone(model="320", tls=Certificate.LEGACY) as sim, Stage(saying(foreign())) as plain:
        assert look(("https", sim.phone.port), ("http", plain.port)) == []
        assert sim.phone.log == []
        assert len(plain.heads) == 1


def test_a_redirection_is_not_followed() -> None:
    with Stage(saying(answer(200, b"<title>snom 320</title>"))) as target:
        there = answer(302, b"", f"Location: http://{HERE}:{target.port}/", server="x")
        with Stage(saying(there)) as stage:
            assert look(("http", stage.port)) == []
    assert target.connections == 0


@pytest.mark.parametrize(
    ("title", "found"),
    [
        pytest.param("snomD305-8325FE", Found(address=HERE, source=Source.WEB, model="D305"), id="half"),
        pytest.param("0004138325FE", Found(address=HERE, source=Source.WEB, mac="0004138325FE"), id="whole"),
        pytest.param("805EC08325FE", None, id="of another maker"),
    ],
)
def test_the_title_may_hold_the_mac_address(title: str, found: Found | None) -> None:
    with Stage(saying(answer(200, f"<title>{title}</title>".encode(), server="x"))) as stage:
        expected = [replace(found, scheme="http", port=stage.port)] if found else []
        assert look(("http", stage.port)) == expected


def test_the_banner_may_hold_model_and_firmware() -> None:
    with Stage(saying(answer(401, server="snom320-SIP 8.4.35"))) as stage:
        (found,) = look(("http", stage.port))
    assert (found.model, found.firmware) == ("320", "8.4.35")


# ---- looking: what is none -------------------------------------------------------------------------------------------


def foreign(server: str = "nginx") -> bytes:
    return answer(200, b"<title>Printer</title>", 'Set-Cookie: a="b"', server=server)


def test_another_server_gets_one_request_and_nothing_else() -> None:
    with closed_port() as refusing, Stage(saying(foreign())) as stage:
        assert look(("https", refusing), ("http", stage.port)) == []
        assert stage.heads == [THE_REQUEST.format(host=HERE, port=stage.port).encode()]
        assert stage.connections == 1


def test_another_server_with_https_is_left_alone_after_one_request() -> None:
    with Stage(encrypted(saying(foreign()), tls_context())) as stage, Stage(saying(foreign())) as plain:
        assert look(("https", stage.port), ("http", plain.port)) == []
        assert stage.heads == [THE_REQUEST.format(host=HERE, port=stage.port).encode()]
        assert (stage.connections, plain.connections) == (1, 0)


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(closing, id="closes at once"),
        pytest.param(resetting, id="breaks off"),
        pytest.param(saying(b"SSH-2.0-OpenSSH_9.2\r\n"), id="speaks no HTTP"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nSer"), id="is cut off"),
        pytest.param(saying(answer(200, b"\x00\xff" * 500, server="\x1b[2J")), id="sends rubbish"),
    ],
)
def test_what_says_nothing_useful_is_no_phone_and_not_asked_again(play: object) -> None:
    with Stage(play) as stage:  # type: ignore[arg-type]
        assert look(("http", stage.port)) == []
        assert stage.connections == 1


def test_after_the_request_no_further_door_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "ANSWER_TIMEOUT", 0.2)
    with Stage(saying_and_staying()) as stalling, Stage(saying(foreign())) as second:
        assert look(("http", stalling.port), ("http", second.port)) == []
        assert (len(stalling.heads), second.connections) == (1, 0)


@pytest.mark.parametrize("quirks", [{"truncate": True}, {"close_unanswered": "before"}], ids=["truncated", "closed"])
def test_a_phone_that_breaks_off_is_known_by_its_mac_address_alone(quirks: dict[str, Value]) -> None:
    with phone(quirks=quirks) as sim:
        expected = Found(address=HERE, source=Source.ARP, scheme="http", port=sim.phone.port, mac=MAC)
        assert look(("http", sim.phone.port), mac=MAC) == [expected]


def test_a_phone_whose_web_server_is_off_is_known_by_its_mac_address_alone() -> None:
    with closed_port() as refusing:
        doors = (("https", refusing), ("http", refusing))
        assert look(*doors, mac=MAC) == [Found(address=HERE, source=Source.ARP, mac=MAC)]
        assert look(*doors) == []


def test_the_mac_address_adds_to_what_the_page_says() -> None:
    with phone(model="D735") as sim:
        assert look(("http", sim.phone.port), mac=MAC) == [of(sim, model="D735", mac=MAC)]


def test_an_old_entry_of_a_device_that_is_gone_is_no_phone() -> None:
    with blackhole() as port:
        assert look(("http", port), mac=MAC) == []


def test_where_there_is_no_way_the_second_door_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def no_way(self: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError(errno.EHOSTUNREACH, "No route to host")

    monkeypatch.setattr(socket.socket, "connect", no_way)
    assert look(*DOORS, mac=MAC) == []
    assert tried == [(HERE, 443)]


# ---- looking: at many ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [[HERE, ELSEWHERE], [BOTH], ["127.0.0.0/30"]], ids=["each", "range", "network"])
def test_every_address_that_is_named_is_looked_at(texts: list[str]) -> None:
    with phone(model="D735") as here, phone(model="320", host=ELSEWHERE) as elsewhere:
        doors = (("http", here.phone.port), ("http", elsewhere.phone.port))
        found = {each.address: each.model for each in probe(texts, doors=doors)}
    assert found == {HERE: "D735", ELSEWHERE: "320"}


def test_the_usual_doors_are_https_and_then_http_and_32_addresses_at_once() -> None:
    assert DOORS == (("https", 443), ("http", 80))
    usual = signature(probe).parameters
    assert (usual["doors"].default, usual["at_once"].default) == (DOORS, AT_ONCE)
    assert AT_ONCE <= 32


def test_what_names_no_addresses_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(DialerError) as raised, Stage(silent) as stage:
        list(probe([HERE, "10.0.0.0/8"], doors=(("http", stage.port),)))
    assert raised.value.code is Code.USAGE
    assert stage.connections == 0


class Together:
    """Keeps each visitor until another one comes, or a moment is over; knows how many were there at a time."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._changed = threading.Condition()

    def play(self, stage: Stage, connection: socket.socket) -> None:
        with self._changed:
            self._now += 1
            self.most = max(self.most, self._now)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most > 1, timeout=0.2)
        stage.read_head(connection)
        with self._changed:
            self._now -= 1
        connection.sendall(answer(200))


@pytest.mark.parametrize("at_once", [1, 2])
def test_no_more_are_looked_at_at_once_than_allowed(at_once: int) -> None:
    together = Together()
    with Stage(together.play) as here, Stage(together.play, ELSEWHERE) as elsewhere:
        doors = (("http", here.port), ("http", elsewhere.port))
        assert len(list(probe([BOTH], doors=doors, at_once=at_once))) == 2
    assert together.most == at_once


def test_the_whole_search_ends_in_time_and_tells_what_it_missed() -> None:
    late: list[str] = []
    begun = time.monotonic()
    with phone(model="D735") as sim, Stage(silent, ELSEWHERE) as stalling:
        doors = (("http", sim.phone.port), ("http", stalling.port))
        found = list(probe([BOTH], doors=doors, total=0.5, late=late.append))
    assert [each.address for each in found] == [HERE]
    assert late == [ELSEWHERE]
    assert time.monotonic() - begun < 3


def test_no_further_door_is_tried_when_the_time_is_over() -> None:
    with Stage(silent) as stalling, Stage(saying(foreign())) as second:
        assert list(probe([HERE], doors=(("https", stalling.port), ("http", second.port)), total=0.2)) == []
        assert (stalling.connections, second.connections) == (1, 0)


def test_addresses_that_were_never_begun_are_missed_too() -> None:
    late: list[str] = []
    with Stage(silent) as stalling:
        assert list(probe([BOTH], doors=(("http", stalling.port),), at_once=1, total=0.2, late=late.append)) == []
        assert stalling.connections == 1
    assert late == [HERE, ELSEWHERE]


def test_whoever_has_heard_enough_need_not_wait_for_the_rest() -> None:
    late: list[str] = []
    begun = time.monotonic()
    with phone(model="D735") as sim, Stage(silent, ELSEWHERE) as stalling:
        search = probe([BOTH], doors=(("http", sim.phone.port), ("http", stalling.port)), late=late.append)
        assert next(search).address == HERE
        search.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 3
    assert late == []
