"""Which address of this computer a phone can reach.

Not for: listening on it (listener).
"""

import socket


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
        with socket.socket(family, kind, number) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return str(probe.getsockname()[0])
    return ""


def in_url(address: str) -> str:
    """Return an address as it stands in a URL: brackets around IPv6."""
    return f"[{address.partition('%')[0]}]" if ":" in address else address
