"""Binding beside a SIP program, and joining the group (against a fake of the socket, as nothing may leave)."""

import errno
import socket

import pytest

from snom_dialer.errors import Code, DialerError, Exit
from snom_dialer.phone import multicast
from snom_dialer.phone.multicast import GROUP, join, open_group, open_line


class FakeSocket:
    """Keeps what is joined; `refusals` are errors by the last number of the address."""

    def __init__(self, refusals: dict[int, int] | None = None) -> None:
        self.joined: list[bytes] = []
        self._refusals = refusals or {}

    def setsockopt(self, level: int, option: int, value: bytes, /) -> None:
        assert (level, option) == (socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP)
        if number := self._refusals.get(value[-1]):
            raise OSError(number, "No such device")
        self.joined.append(value)


def sip_program(address: str, *, shares: bool) -> socket.socket:
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    if shares:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    line.bind((address, 0))
    line.settimeout(5)
    return line


def port_of(line: socket.socket) -> int:
    return int(line.getsockname()[1])


# ---- binding ---------------------------------------------------------------------------------------------------------


def test_the_port_is_shared_with_a_program_that_shares_it() -> None:
    with sip_program("127.0.0.1", shares=True) as sip, open_line("127.0.0.1", port_of(sip)) as line:
        assert port_of(line) == port_of(sip)
        with open_line("127.0.0.1", port_of(sip)) as second:
            assert port_of(second) == port_of(sip)


def test_a_program_that_does_not_share_is_told_in_words() -> None:
    with sip_program("127.0.0.1", shares=False) as sip:
        port = port_of(sip)
        with pytest.raises(DialerError) as raised:
            open_line("127.0.0.1", port)
    assert raised.value.code is Code.FIND_PORT
    assert raised.value.exit is Exit.COMPUTER
    assert f"UDP port {port} (address already in use)" in raised.value.message


def test_windows_does_not_share_the_port() -> None:
    with sip_program("127.0.0.1", shares=True) as sip, pytest.raises(DialerError) as raised:
        open_line("127.0.0.1", port_of(sip), platform="win32")
    assert raised.value.code is Code.FIND_PORT


def test_windows_binds_to_no_group() -> None:
    with open_line(GROUP, 0, platform="win32") as line:
        assert line.getsockname()[0] == "0.0.0.0"


def test_what_is_sent_to_a_sip_program_never_comes_to_us() -> None:
    with sip_program("0.0.0.0", shares=True) as sip, open_line(GROUP, port_of(sip)) as line:
        assert line.getsockname() == (GROUP, port_of(sip))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
            caller.sendto(b"INVITE", ("127.0.0.1", port_of(sip)))
        assert sip.recv(100) == b"INVITE"
        line.setblocking(False)
        with pytest.raises(BlockingIOError):
            line.recv(100)


# ---- joining ---------------------------------------------------------------------------------------------------------


def test_the_group_is_joined_on_every_ipv4_address() -> None:
    fake = FakeSocket()
    join(fake, ["192.168.0.9", "fd00::9", "10.0.0.9"])
    assert fake.joined == [b"\xe0\x00\x01\x4b\xc0\xa8\x00\x09", b"\xe0\x00\x01\x4b\x0a\x00\x00\x09"]


def test_one_network_that_refuses_does_not_matter() -> None:
    fake = FakeSocket({1: errno.ENODEV})
    join(fake, ["10.0.0.1", "10.0.0.2"])
    assert len(fake.joined) == 1
    join(FakeSocket({2: errno.ENODEV}), ["10.0.0.1", "10.0.0.2"])


def test_two_addresses_on_one_network_are_one_membership() -> None:
    join(FakeSocket({1: errno.EADDRINUSE}), ["10.0.0.1"])


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [(["10.0.0.1", "10.0.0.2"], "no such device"), ([], "has no IPv4 network"), (["fd00::1"], "has no IPv4 network")],
)
def test_where_no_network_lets_us_it_is_told(addresses: list[str], reason: str) -> None:
    with pytest.raises(DialerError, match=reason) as raised:
        join(FakeSocket({1: errno.ENODEV, 2: errno.ENODEV}), addresses)
    assert raised.value.code is Code.FIND_PORT
    assert "UDP port 5060" in raised.value.message


def test_a_refusal_leaves_no_socket_open() -> None:
    with pytest.raises(DialerError) as raised:  # a socket left open would be a warning, and so a failure
        open_group([])
    assert raised.value.code is Code.FIND_PORT


def test_the_group_is_opened_and_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(multicast, "PORT", 0)
    monkeypatch.setattr(multicast, "join", lambda line, addresses: asked.append((line.getsockname()[0], addresses)))
    with open_group(["10.0.0.1"]) as line:
        assert line.getsockname()[0] == GROUP
    assert asked == [(GROUP, ["10.0.0.1"])]
