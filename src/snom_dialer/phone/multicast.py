"""The socket on which phones are heard that announce themselves: UDP, in the group to which they send.

It is bound to the group's own address: what is sent to this computer alone never comes here, so a SIP program on the
same port loses nothing. Windows cannot bind to a group, and would hand such a program's datagrams over to us, so the
port is not shared there: where one runs, we are refused.

Not tried on the real thing: joining the group (a fake of the socket stands for it), Windows, macOS.

Not for: reading what is heard (protocol.pnp), or sending anything.
"""

import errno
import socket
import struct
import sys
from collections.abc import Iterable
from typing import Protocol

from snom_dialer.errors import Code, fault

GROUP = "224.0.1.75"  # docs/snom-protocol.md §8
PORT = 5060


class Joinable(Protocol):
    """What joining needs of a socket."""

    def setsockopt(self, level: int, option: int, value: bytes, /) -> None:
        """Set an option of the socket. Raises OSError."""
        ...


def open_group(addresses: Iterable[str]) -> socket.socket:
    """Hear the group on the networks of these addresses of this computer. Raises FIND_PORT where none lets us."""
    line = open_line(GROUP, PORT)
    try:
        join(line, addresses)
    except BaseException:
        line.close()
        raise
    return line


def open_line(address: str, port: int, platform: str = sys.platform) -> socket.socket:
    """Bind to an IPv4 address and a port that others may have too; nothing is joined. Raises FIND_PORT."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if platform != "win32":
            for option in ("SO_REUSEADDR", "SO_REUSEPORT"):
                if hasattr(socket, option):
                    line.setsockopt(socket.SOL_SOCKET, getattr(socket, option), 1)
        elif address == GROUP:
            address = ""
        line.bind((address, port))
    except OSError as error:
        line.close()
        raise fault(Code.FIND_PORT, port=port, reason=_reason(error)) from error
    return line


def join(line: Joinable, addresses: Iterable[str]) -> None:
    """Join the group on the network of each IPv4 address. Raises FIND_PORT where none lets us."""
    reason = "this computer has no IPv4 network"
    joined = False
    for address in addresses:
        if ":" in address:
            continue
        try:
            line.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, _membership(address))
            joined = True
        except OSError as error:
            joined = joined or error.errno == errno.EADDRINUSE  # two addresses on one network
            reason = _reason(error)
    if not joined:
        raise fault(Code.FIND_PORT, port=PORT, reason=reason)


def _membership(address: str) -> bytes:
    return struct.pack("=4s4s", socket.inet_aton(GROUP), socket.inet_aton(address))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
