"""Messages of the kernel are read as linux/netlink.h and linux/if_addr.h write them, and nothing cut off does harm."""

import errno
import socket
import struct
import sys
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

if sys.platform != "linux":
    pytest.skip("there is no netlink on this system", allow_module_level=True)

from snom_dialer.system import netlink
from snom_dialer.system.netlink import Message, addresses, drain, messages

TENTATIVE, DEPRECATED, DAD_FAILED, OPTIMISTIC, TEMPORARY, PERMANENT = 0x40, 0x20, 0x08, 0x04, 0x01, 0x80


def told(kind: int, body: bytes, flags: int = 0) -> bytes:
    length = 16 + len(body)
    return struct.pack("=IHHII", length, kind, flags, 1, 0) + body + bytes(-length % 4)


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def address(text: str, flags: int = PERMANENT, wide: int | None = None, local: str = "") -> bytes:
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    body = struct.pack("=BBBBI", family, 24, flags, 0, 2) + attribute(1, socket.inet_pton(family, text))
    if local:
        body += attribute(2, socket.inet_pton(family, local))
    body += attribute(3, b"eth0\0")
    if wide is not None:
        body += attribute(8, struct.pack("=I", wide))
    return told(20, body)


DONE = told(3, bytes(4))


@pytest.mark.parametrize(
    ("datagram", "expected"),
    [
        pytest.param(address("10.0.0.1"), ["10.0.0.1"], id="ipv4"),
        pytest.param(address("fd00::1"), ["fd00::1"], id="ipv6"),
        pytest.param(address("10.0.0.1") + address("fd00::1") + DONE, ["10.0.0.1", "fd00::1"], id="several"),
        pytest.param(address("10.0.0.9", local="10.0.0.1"), ["10.0.0.1"], id="point-to-point"),
        pytest.param(address("fd00::9", local="fd00::1"), ["fd00::1"], id="point-to-point-6"),
        pytest.param(address("fd00::1", TENTATIVE), [], id="tentative"),
        pytest.param(address("fd00::1", PERMANENT, TENTATIVE), [], id="tentative-wide"),
        pytest.param(address("fd00::1", TENTATIVE, PERMANENT), ["fd00::1"], id="wide-flags-count"),
        pytest.param(address("fd00::1", DEPRECATED), [], id="deprecated"),
        pytest.param(address("fd00::1", DAD_FAILED), [], id="taken-by-another"),
        pytest.param(address("fd00::1", TEMPORARY), ["fd00::1"], id="temporary"),
        pytest.param(address("fd00::1", OPTIMISTIC), ["fd00::1"], id="optimistic"),
        pytest.param(address("10.0.0.1", DEPRECATED), ["10.0.0.1"], id="ipv4-flags-do-not-count"),
        pytest.param(told(16, address("10.0.0.1")[16:]), [], id="a-link-is-no-address"),
        pytest.param(told(20, b"\x02\x18\x80"), [], id="short"),
        pytest.param(told(20, struct.pack("=BBBBI", 2, 24, 0, 0, 2)), [], id="without-an-address"),
        pytest.param(
            told(20, struct.pack("=BBBBI", 2, 24, 0, 0, 2) + attribute(1, bytes(16))), [], id="of-wrong-length"
        ),
        pytest.param(told(20, struct.pack("=BBBBI", 17, 24, 0, 0, 2) + attribute(1, bytes(4))), [], id="other-family"),
        pytest.param(
            told(20, struct.pack("=BBBBI", 2, 24, 0, 0, 2) + struct.pack("=HH", 3, 1)), [], id="attribute-too-short"
        ),
        pytest.param(
            told(20, struct.pack("=BBBBI", 2, 24, 0, 0, 2) + struct.pack("=HH", 9, 1)), [], id="attribute-cut-off"
        ),
        pytest.param(address("10.0.0.1")[:-1], [], id="message-cut-off"),
        pytest.param(struct.pack("=IHHII", 15, 20, 0, 1, 0), [], id="length-too-short"),
    ],
)
def test_the_addresses_in_a_datagram(datagram: bytes, expected: list[str]) -> None:
    assert list(addresses(messages(datagram))) == expected


@given(st.binary(max_size=200))
@example(bytes(16))
def test_no_datagram_does_harm(datagram: bytes) -> None:
    for text in addresses(messages(datagram)):
        assert text


@given(st.binary(max_size=80), st.sampled_from([socket.AF_INET, socket.AF_INET6]))
def test_no_attributes_do_harm(body: bytes, family: int) -> None:
    for text in addresses([Message(20, 0, struct.pack("=BBBBI", family, 24, 0, 0, 2) + body)]):
        socket.inet_pton(family, text)


class Kernel:
    """A socket whose other side answers what a test wants."""

    def __init__(self, *answers: bytes | OSError) -> None:
        self.answers = list(answers)
        self.asked: list[bytes] = []

    def __enter__(self) -> "Kernel":
        return self

    def __exit__(self, *_: object) -> None:
        self.asked.append(b"closed")

    def settimeout(self, seconds: float) -> None:
        assert seconds <= 1

    def sendto(self, request: bytes, where: tuple[int, int]) -> None:
        assert where == (0, 0)
        self.asked.append(request)

    def recv(self, size: int) -> bytes:
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer[:size]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> "type[Kernel]":
    class Answering(Kernel):
        def __init__(self, *answers: bytes | OSError) -> None:
            super().__init__(*answers)
            monkeypatch.setattr(socket, "socket", lambda *_: self)

    return Answering


def test_one_question_is_asked_and_every_datagram_of_the_answer_read(answering: type[Kernel]) -> None:
    kernel = answering(address("10.0.0.1") + address("10.0.0.2"), address("fd00::1"), DONE)
    assert netlink.dump() == ["10.0.0.1", "10.0.0.2", "fd00::1"]
    assert kernel.asked == [struct.pack("=IHHII", 24, 22, 0x301, 1, 0) + bytes(8), b"closed"]


def test_an_answer_during_which_something_changed_is_asked_for_again_but_not_for_ever(answering: type[Kernel]) -> None:
    interrupted = told(20, address("10.0.0.1")[16:], flags=0x12) + DONE
    answering(interrupted, address("10.0.0.2") + DONE)
    assert netlink.dump() == ["10.0.0.2"]
    kernel = answering(*[interrupted] * 9)
    assert netlink.dump() == ["10.0.0.1"]
    assert len(kernel.answers) == 6


def test_a_refusal_is_an_error_of_the_system(answering: type[Kernel]) -> None:
    answering(told(2, struct.pack("=i", -errno.EOPNOTSUPP) + bytes(16)))
    with pytest.raises(OSError, match="not supported") as raised:
        netlink.dump()
    assert raised.value.errno == errno.EOPNOTSUPP


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        pytest.param([b"x", b"x", BlockingIOError(), b"x"], 1, id="until-nothing-waits"),
        pytest.param([OSError(errno.ENOBUFS, "lost"), b"x", BlockingIOError()], 0, id="some-were-lost"),
        pytest.param([b"x"] * 150, 50, id="not-more-than-a-hundred"),
    ],
)
def test_what_waits_is_read_away(answers: list[bytes | OSError], left: int) -> None:
    kernel = Kernel(*answers)
    drain(cast("socket.socket", kernel))
    assert len(kernel.answers) == left


def test_a_broken_socket_is_told_of() -> None:
    with pytest.raises(OSError, match="gone"):
        drain(cast("socket.socket", Kernel(OSError(errno.EBADF, "gone"))))


def test_a_socket_that_hears_nothing_is_not_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netlink, "_GROUPS", "no number")
    with pytest.raises(TypeError):
        netlink.subscribe()


def test_the_real_kernel_answers() -> None:
    assert "127.0.0.1" in netlink.dump()
