"""What the Linux kernel says of this computer's addresses, links and routes: rtnetlink(7), as far as it is needed.

    dump        one question, one answer: every address this computer has
    subscribe   a socket that becomes readable whenever an address, a link or a route changes

No right is needed for either. A sandbox may refuse the socket, which is an OSError like every failure here.

Not for: other systems (network), or which of the addresses are of use (network.usable).
"""

import errno
import os
import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

assert sys.platform == "linux"  # imported nowhere else; the type checker has to know

# linux/netlink.h
_REQUEST, _DUMP, _DUMP_INTERRUPTED = 0x1, 0x300, 0x10  # flags of a message
_ERROR, _DONE = 2, 3  # kinds of a message
_NEW_ADDRESS, _GET_ADDRESS = 20, 22
_HEADER = struct.Struct("=IHHII")  # length with header, kind, flags, sequence, port
# linux/rtnetlink.h: RTMGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR, _IPV6_ROUTE
_GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
# linux/if_addr.h
_ADDRESS = struct.Struct("=BBBBI")  # family, prefix length, flags, scope, interface
_ATTRIBUTE = struct.Struct("=HH")  # length with header, kind
_IFA_ADDRESS, _IFA_LOCAL, _IFA_FLAGS = 1, 2, 8
_UNUSABLE = 0x08 | 0x20 | 0x40  # IFA_F_DADFAILED, _DEPRECATED, _TENTATIVE: not to be given to anybody

_LARGEST = 64 * 1024  # bytes; the kernel's own parts of a dump are at most half as long
_PATIENCE = 1.0  # seconds for an answer that the kernel gives in microseconds
_REPEATS = 2
_AT_ONCE = 100  # messages read in one go, so that a flood of them does not hold up the loop


class Message(NamedTuple):
    """One message of a datagram: its kind (`_NEW_ADDRESS` …), its flags and what follows the header."""

    kind: int
    flags: int
    body: bytes


def dump() -> list[str]:
    """Return every address of this computer in text form, IPv6 ones only where they may be used.

    Raises OSError where the kernel or a sandbox refuses.
    """
    answer = list(_ask())
    for _ in range(_REPEATS):
        if not any(message.flags & _DUMP_INTERRUPTED for message in answer):
            break
        answer = list(_ask())  # something changed in the middle of it, and an address may be missing
    return list(addresses(answer))


def subscribe() -> socket.socket:
    """Return a socket that becomes readable with every change. Raises OSError."""
    heard = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    try:
        heard.setblocking(False)
        heard.bind((0, _GROUPS))
    except BaseException:
        heard.close()
        raise
    return heard


def drain(heard: socket.socket) -> None:
    """Read away what waits; what it says in detail does not matter. Raises OSError where the socket is of no more use.

    Messages lost because too many came at once (ENOBUFS) are a change like any other.
    """
    for _ in range(_AT_ONCE):
        try:
            heard.recv(1)  # the rest of the datagram is discarded
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise


def messages(datagram: bytes) -> Iterator[Message]:
    """Take a datagram apart; what is cut off is left out."""
    while len(datagram) >= _HEADER.size:
        length, kind, flags, _, _ = _HEADER.unpack_from(datagram)
        if not _HEADER.size <= length <= len(datagram):
            return
        yield Message(kind, flags, datagram[_HEADER.size : length])
        datagram = datagram[_aligned(length) :]


def addresses(answer: Iterable[Message]) -> Iterator[str]:
    """Return the addresses that the messages of a dump tell of, without IPv6 ones that are tentative or deprecated."""
    for message in answer:
        if message.kind != _NEW_ADDRESS or len(message.body) < _ADDRESS.size:
            continue
        family, _, flags, _, _ = _ADDRESS.unpack_from(message.body)
        found = dict(_attributes(message.body[_ADDRESS.size :]))
        if len(found.get(_IFA_FLAGS, b"")) == 4:
            flags = int.from_bytes(found[_IFA_FLAGS], sys.byteorder)  # the old field has only eight bits
        # On a point-to-point link ADDRESS is the other side.
        packed = found.get(_IFA_LOCAL) or found.get(_IFA_ADDRESS, b"")
        if family == socket.AF_INET and len(packed) == 4:
            yield socket.inet_ntop(socket.AF_INET, packed)
        elif family == socket.AF_INET6 and len(packed) == 16 and not flags & _UNUSABLE:
            yield socket.inet_ntop(socket.AF_INET6, packed)


# ---- how -------------------------------------------------------------------------------------------------------------


def _ask() -> Iterator[Message]:
    body = _ADDRESS.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
    request = _HEADER.pack(_HEADER.size + len(body), _GET_ADDRESS, _REQUEST | _DUMP, 1, 0) + body
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as asked:
        asked.settimeout(_PATIENCE)
        asked.sendto(request, (0, 0))
        while True:
            for message in messages(asked.recv(_LARGEST)):
                if message.kind == _DONE:
                    return
                if message.kind == _ERROR:
                    code = -int.from_bytes(message.body[:4], sys.byteorder, signed=True)
                    raise OSError(code, os.strerror(code))
                yield message


def _attributes(body: bytes) -> Iterator[tuple[int, bytes]]:
    while len(body) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(body)
        if not _ATTRIBUTE.size <= length <= len(body):
            return
        yield kind, body[_ATTRIBUTE.size : length]
        body = body[_aligned(length) :]


def _aligned(length: int) -> int:
    return (length + 3) & ~3
