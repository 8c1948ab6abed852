"""Changes addresses, links and routes of this computer by netlink messages of its own making (no `ip` is needed).

Only for processes in a network namespace of their own.
"""

import ctypes
import errno
import os
import socket
import struct
import sys
from ipaddress import ip_address, ip_network

assert sys.platform == "linux"

LOOPBACK = 1  # the number of the interface `lo` in every new namespace
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NO_NAMESPACE = (
    "these tests change addresses, for which they need a network namespace: run them as root, or allow user namespaces "
    "(sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0)"
)


def leave_the_network() -> None:
    """Move this process into a new, empty network; ends it with a sentence where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) and libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET):
        raise SystemExit(f"{_NO_NAMESPACE}: {os.strerror(ctypes.get_errno())}")
    try:
        set_up(False)  # as it is already
    except PermissionError as error:  # AppArmor allows the namespace and then refuses everything in it
        raise SystemExit(f"{_NO_NAMESPACE}: {error}") from error


def set_up(up: bool) -> None:
    """Switch `lo` on or off."""
    _ask(16, 0, struct.pack("=BxHiII", 0, 0, LOOPBACK, 1 if up else 0, 1))  # RTM_NEWLINK, IFF_UP


def set_largest_packet(size: int) -> None:
    """Change the MTU of `lo`, in bytes, which changes nothing but the link."""
    _ask(16, 0, struct.pack("=BxHiII", 0, 0, LOOPBACK, 0, 0) + _attribute(4, struct.pack("=I", size)))  # IFLA_MTU


def add_address(text: str, *, deprecated: bool = False) -> None:
    """Give `lo` an address."""
    more = _attribute(6, struct.pack("=IIII", 0, 3600, 0, 0)) if deprecated else b""  # IFA_CACHEINFO: preferred, valid
    _ask(20, 0x600, _address(text) + more)  # RTM_NEWADDR; NLM_F_CREATE | NLM_F_EXCL


def remove_address(text: str) -> None:
    """Take it away again."""
    _ask(21, 0, _address(text))


def add_route(text: str) -> None:
    """Lead a network to `lo`."""
    _ask(24, 0x600, _route(text))


def remove_route(text: str) -> None:
    """Lead it there no longer."""
    _ask(25, 0, _route(text))


def lead(text: str, source: str) -> None:
    """Let one IPv4 address of `lo` be reached from another one; what is reached from nowhere else is lost with it."""
    head = struct.pack("=BBBBBBBBI", socket.AF_INET, 32, 0, 0, 255, 4, 254, 2, 0)  # table local, scope host, local
    way = _attribute(1, ip_address(text).packed) + _attribute(4, struct.pack("=I", LOOPBACK))
    _ask(24, 0x500, head + way + _attribute(7, ip_address(source).packed))  # NLM_F_CREATE | NLM_F_REPLACE; RTA_PREFSRC


def _address(text: str) -> bytes:
    ip = ip_address(text)
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    # IFA_F_NODAD: else an IPv6 address is tentative for a moment, also on this interface.
    head = struct.pack("=BBBBI", family, ip.max_prefixlen, 0x02 if ip.version == 6 else 0, 0, LOOPBACK)
    return head + _attribute(2, ip.packed) + _attribute(1, ip.packed)  # IFA_LOCAL, IFA_ADDRESS


def _route(text: str) -> bytes:
    net = ip_network(text)
    family, scope = (socket.AF_INET, 253) if net.version == 4 else (socket.AF_INET6, 0)
    # Table main, made by an administrator, unicast.
    head = struct.pack("=BBBBBBBBI", family, net.prefixlen, 0, 0, 254, 4, scope, 1, 0)
    return head + _attribute(1, net.network_address.packed) + _attribute(4, struct.pack("=I", LOOPBACK))


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value


def _ask(kind: int, flags: int, body: bytes) -> None:
    """Have the kernel do something, and wait until it has. Raises OSError."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as asked:
        asked.sendto(struct.pack("=IHHII", 16 + len(body), kind, 0x5 | flags, 1, 0) + body, (0, 0))
        answer = asked.recv(65536)
    assert struct.unpack_from("=H", answer, 4)[0] == 2  # NLMSG_ERROR, which also says that all is well
    code = -struct.unpack_from("=i", answer, 16)[0]
    if code:
        raise OSError(code, f"{errno.errorcode[code]}: {os.strerror(code)}")
