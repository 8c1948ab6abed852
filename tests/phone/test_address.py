"""Which address of this computer a phone can reach."""

import socket

import pytest

from snom_dialer.phone.address import in_url, is_ours, local_address_for


@pytest.mark.parametrize(("host", "expected"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("127.0.0.2", "127.0.0.1")])
def test_the_address_that_leads_there(host: str, expected: str) -> None:
    found = local_address_for(host)
    # What this computer calls itself when it speaks to another of its own addresses is up to its routing table.
    assert found in (expected, host)


def test_nothing_is_sent() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.bind(("127.0.0.1", 0))
        there.setblocking(False)
        assert local_address_for("127.0.0.1", there.getsockname()[1]) == "127.0.0.1"
        with pytest.raises(BlockingIOError):
            there.recv(1)


@pytest.mark.parametrize("host", ["desk..example", "x" * 64, "a\x00b"])
def test_what_cannot_be_a_name_leads_nowhere(host: str) -> None:
    assert local_address_for(host) == ""


def test_a_way_that_is_shut_leaves_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_ipv4(self: socket.socket, address: tuple[str, int]) -> None:
        if self.family is socket.AF_INET6:
            raise OSError("Network is unreachable")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_ipv4)
    assert local_address_for("::1") == ""
    found = [
        (socket.AF_INET6, socket.SOCK_DGRAM, 17, "", ("::1", 80, 0, 0)),
        (socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.0.1", 80)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    assert local_address_for("desk.example") == "127.0.0.1"


def test_a_family_of_addresses_that_the_computer_does_not_have_leaves_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class OnlyIPv4(socket.socket):
        def __init__(self, family: int = socket.AF_INET, *more: int) -> None:
            if family == socket.AF_INET6:
                raise OSError("Address family not supported by protocol")
            super().__init__(family, *more)

    found = [
        (socket.AF_INET6, socket.SOCK_DGRAM, 17, "", ("::1", 80, 0, 0)),
        (socket.AF_INET, socket.SOCK_DGRAM, 17, "", ("127.0.0.1", 80)),
    ]
    monkeypatch.setattr(socket, "socket", OnlyIPv4)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    assert local_address_for("desk.example") == "127.0.0.1"
    assert not is_ours("fd00::1")


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.0.0.5", "10.0.0.5"), ("fd00::5", "[fd00::5]"), ("fe80::5%eth0", "[fe80::5]"), ("desk", "desk")],
)
def test_an_address_in_a_url(address: str, expected: str) -> None:
    assert in_url(address) == expected


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "0.0.0.0", "::", "192.0.2.77", "fd00::77"])
def test_what_nobody_else_can_call(address: str) -> None:
    assert not is_ours(address)
