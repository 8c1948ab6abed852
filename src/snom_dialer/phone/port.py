"""Sockets on the first free port, the same one on all addresses.

Not for: what is received there (phone.listener, phone.syslog), or which addresses these are (whoever asks).
"""

import contextlib
import errno
import socket
from typing import Final

from snom_dialer.errors import Code, fault

PORTS_TRIED: Final = 20

# Windows says "no access" for a port that another program holds exclusively.
_TAKEN: Final = frozenset({errno.EADDRINUSE, errno.EACCES})


def first_free(addresses: tuple[str, ...], port: int, kind: socket.SocketKind) -> list[socket.socket]:
    """Bind one socket per address, all to the first port from `port` on that is free on all of them; 0 takes any.

    Raises PORT_TAKEN where none of twenty is free, ADDRESS_GONE where an address is not ours.
    """
    candidates = range(port, min(port + PORTS_TRIED, 65536)) if port else (0,) * PORTS_TRIED
    for candidate in candidates:
        try:
            return bind_all(addresses, candidate, kind)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise fault(Code.ADDRESS_GONE, address=", ".join(addresses), reason=error.strerror) from error
    raise fault(Code.PORT_TAKEN, first=candidates[0], last=candidates[-1])


def bind_all(addresses: tuple[str, ...], port: int, kind: socket.SocketKind) -> list[socket.socket]:
    """Bind one socket per address, all to one port. Raises OSError, and then none is left open."""
    with contextlib.ExitStack() as bound:
        sockets: list[socket.socket] = []
        for address in addresses:
            wanted = port or (sockets[0].getsockname()[1] if sockets else 0)
            sockets.append(bound.enter_context(_bind(address, wanted, kind)))
        bound.pop_all()
        return sockets


def _bind(address: str, port: int, kind: socket.SocketKind) -> socket.socket:
    flags = socket.AI_PASSIVE | socket.AI_NUMERICHOST
    family, kind, number, _, name = socket.getaddrinfo(address, port, type=kind, flags=flags)[0]
    bound = socket.socket(family, kind, number)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would let two programs share the port silently
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif kind == socket.SOCK_STREAM:  # with UDP two programs would share the port, and each get half of the log
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        bound.bind(name)
        if kind == socket.SOCK_STREAM:
            bound.listen()  # listening now shows a port that is taken; asyncio would find out later
        bound.setblocking(False)
    except BaseException:
        bound.close()
        raise
    return bound
