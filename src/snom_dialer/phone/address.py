"""Which address of this computer a phone can reach.

Not for: listening on it (listener).
"""

import socket
from ipaddress import ip_address


def local_address_for(host: str, port: int = 80) -> str:
    """Return the address from which this computer reaches `host`, "" where there is no way there at all.

    Nothing is sent: connecting a UDP socket only asks the routing table. A name is looked up and may take the
    resolver's time.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return ""
    for family, kind, number, _, address in found:
        try:
            with socket.socket(family, kind, number) as probe:
                probe.connect(address)
                return str(probe.getsockname()[0])
        except OSError:  # no way there, or a family of addresses that this computer does not have at all
            continue
    return ""


def is_ours(address: str) -> bool:
    """Whether this computer has an address, of those that others can reach it at."""
    ip = ip_address(address)
    if ip.is_loopback or ip.is_unspecified:
        return False
    try:
        with socket.socket(socket.AF_INET6 if ip.version == 6 else socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def in_url(address: str) -> str:
    """Return an address as it stands in a URL: brackets around IPv6."""
    return f"[{address.partition('%')[0]}]" if ":" in address else address
