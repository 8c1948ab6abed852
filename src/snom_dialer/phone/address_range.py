"""The addresses that a user names for a search: single ones, ranges and networks, never more than a bounded number.

Not for: names, ports and URLs of one phone (config.host).
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from snom_dialer.errors import Code, DialerError, fault

LIMIT = 1024  # addresses in one search: an IPv4 network of /22

_Address = IPv4Address | IPv6Address
_FORMS = "write 192.168.0.20, 192.168.0.20-40, 192.168.0.20-192.168.0.40 or 192.168.0.0/24"


def addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Return every address that the texts name, each once, in their order.

    A network stands for its hosts, without its own and the broadcast address. Raises USAGE for what is no address,
    cannot be the address of one device, or is more than LIMIT altogether.
    """
    found: dict[str, None] = {}
    for text in texts:
        for address in _named(text.strip()):
            found[str(address)] = None
            if len(found) > LIMIT:
                raise _too_many()
    return tuple(found)


def _named(text: str) -> Iterator[_Address]:
    try:
        if "/" in text:
            return _network(text)
        if "-" in text and "%" not in text:  # the zone of an IPv6 address may hold a dash, and ranges have no zone
            return _range(text)
        return iter([_single(text)])
    except ValueError:
        shown = text if text.isprintable() and len(text) <= 60 else "that"
        raise _usage(f"`{shown}` names no addresses; {_FORMS}") from None


def _single(text: str) -> _Address:
    address = ip_address(text)
    if address.is_multicast or address.is_unspecified or str(address) == "255.255.255.255":
        raise ValueError
    return address


def _network(text: str) -> Iterator[_Address]:
    network = ip_network(text, strict=False)
    _single(str(network.broadcast_address))  # the last one: multicast networks and 0.0.0.0/0 end in no device's address
    if network.num_addresses > LIMIT:
        raise _too_many()
    return iter(network.hosts())


def _range(text: str) -> Iterator[_Address]:
    start, _, end = (part.strip() for part in text.partition("-"))
    first = _single(start)
    if end.isdecimal() and first.version == 4:
        end = f"{start.rpartition('.')[0]}.{end}"
    last = _single(end)
    if type(first) is not type(last) or int(last) < int(first):
        raise ValueError
    if int(last) - int(first) >= LIMIT:
        raise _too_many()
    return (type(first)(number) for number in range(int(first), int(last) + 1))


def _too_many() -> DialerError:
    return _usage(f"a search covers at most {LIMIT} addresses, such as one network of /22; name fewer")


def _usage(what: str) -> DialerError:
    return fault(Code.USAGE, what=what, command="phone find")
