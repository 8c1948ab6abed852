"""`phone find`: the phones that announce themselves, or that answer at the addresses that are named.

Not for: configuring what was found (phone).
"""

import sys
from collections.abc import Callable
from socket import socket

from snom_dialer.cli.main import Call
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.phone.address_range import addresses
from snom_dialer.phone.find import DOORS, Found, Source, listen, probe
from snom_dialer.phone.multicast import open_group
from snom_dialer.phone.transport import Endpoint
from snom_dialer.system.network import local_addresses

_LONGEST = 3600.0

_SIGNS = {
    Source.PNP: "announced itself",
    Source.WEB: "its web page answers",
    Source.ARP: "known by its MAC address alone",
}


def heard_here() -> socket:
    """Open what hears the phones on every network of this computer. Raises FIND_PORT."""
    return open_group(local_addresses())


def run_find(call: Call, ear: Callable[[], socket] = heard_here, doors: tuple[tuple[str, int], ...] = DOORS) -> int:
    """Listen, or look at the addresses that were given; never both, and never at an address that nobody named.

    `ear` opens what is listened on, `doors` are where a web server is looked for.
    """
    seconds = call.args.seconds
    if not 0 < seconds <= _LONGEST:  # which is not true of a NaN either
        raise fault(Code.USAGE, what=f"--seconds is more than 0 and at most {_LONGEST:g}", command="phone find")
    count = _look(call, doors) if call.args.addresses else _listen(call, ear, seconds)
    call.output.done("phone find", count=count)
    return int(Exit.DONE)


def proposed(call: Call, ear: Callable[[], socket] = heard_here, seconds: float = 10.0) -> str:
    """Listen, and return the address of the phone that the user chooses among those that announced themselves.

    Raises USAGE where there is none, or nobody to choose, and FIND_PORT.
    """
    with ear() as line:
        call.output.say(f"no HOST was given: listening for {seconds:g} s for phones that are rebooted or plugged in")
        heard = [found for found in listen(seconds, line) if _show(call, found)]
    if not heard:
        raise fault(
            Code.USAGE,
            what=f"no HOST was given, and no phone announced itself within {seconds:g} s",
            command="phone add",
        )
    return _chosen(call, [found.address for found in heard])


def _chosen(call: Call, heard: list[str]) -> str:
    if not call.output.as_json and sys.stdin is not None and sys.stdin.isatty():
        which = f"Which one, 1 to {len(heard)}? [1] " if len(heard) > 1 else "Add this one? [Y/n] "
        print(which, end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline().strip().lower()
        picked = {"": 0, "y": 0, "yes": 0}.get(answer, int(answer) - 1 if answer.isdecimal() else -1)
        if 0 <= picked < len(heard):
            return heard[picked]
    commands = " or ".join(f"`snom-dialer phone add {address}`" for address in heard)
    raise fault(Code.USAGE, what=f"no phone was chosen; add one with {commands}", command="phone add")


def _listen(call: Call, ear: Callable[[], socket], seconds: float) -> int:
    with ear() as line:
        call.output.say(f"listening for {seconds:g} s: reboot the phone, or plug it in, and it announces itself")
        count = sum(_show(call, found) for found in listen(seconds, line))
    if not count:
        call.output.say(
            "no phone announced itself; try a longer --seconds, "
            "or name the addresses to look at: snom-dialer phone find 192.168.0.0/24"
        )
    return count


def _look(call: Call, doors: tuple[tuple[str, int], ...]) -> int:
    named = addresses(call.args.addresses)
    call.output.say(f"looking at {_addresses(len(named))}, with one request without a log-in to each that answers")
    late: list[str] = []
    count = sum(_show(call, found) for found in probe(named, doors=doors, late=late.append))
    if late:
        call.output.warn(f"there was no time for {_addresses(len(late))}, {late[0]} among them; name fewer at once")
    elif not count:
        call.output.say("no phone there; reboot it and listen: snom-dialer phone find --seconds 120")
    return count


def _show(call: Call, found: Found) -> int:
    """Tell of a phone; 1, to be counted."""
    call.output.record(
        {
            "type": "found",
            "address": found.address or None,
            "scheme": found.scheme or None,
            "port": found.port or None,
            "model": found.model or None,
            "firmware": found.firmware or None,
            "mac": found.mac or None,
            "source": found.source.value,
        }
    )
    facts = [f"snom {found.model or '(model not told)'}"]
    facts += [f"firmware {found.firmware}"] if found.firmware else []
    facts += [f"MAC {_spaced(found.mac)}"] if found.mac else []
    where = Endpoint(found.scheme, found.address, found.port).url if found.scheme else found.address
    call.output.say(f"  {where:<28}{', '.join(facts)} ({_SIGNS[found.source]})")
    return 1


def _addresses(number: int) -> str:
    return f"{number} {'address' if number == 1 else 'addresses'}"


def _spaced(mac: str) -> str:
    return ":".join(mac[index : index + 2] for index in range(0, len(mac), 2))
