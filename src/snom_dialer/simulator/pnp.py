"""The SUBSCRIBE by which a booting phone asks for its provisioning, and so shows who it is (docs/snom-protocol.md §8).

A real phone sends it to the multicast group 224.0.1.75:5060; this one only to an address it is given.

Not for: the answer; nothing here is provisioned that way.
"""

import contextlib
import secrets
import socket

from snom_dialer.simulator.profile import Model


def subscribe(model: Model, mac: str, host: str, port: int) -> bytes:
    """Write the datagram of a phone at `host:port`; there is no branch in the Via, as captured from a snom370."""
    event = f'ua-profile;profile-type="device";vendor="snom";model="{model.type}";version="{model.firmware}"'
    lines = [
        f"SUBSCRIBE sip:MAC%3a{mac}@224.0.1.75 SIP/2.0",
        f"Via: SIP/2.0/UDP {host}:{port};rport",
        f"From: <sip:MAC%3a{mac}@224.0.1.75>;tag={secrets.token_hex(4)}",
        f"To: <sip:MAC%3a{mac}@224.0.1.75>",
        f"Call-ID: {secrets.token_hex(8)}@{host}",
        "CSeq: 1 SUBSCRIBE",
        f"Event: {event}",
        "Accept: application/url",
        f"Contact: <sip:{host}:{port}>",
        "Expires: 0",
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def announce(model: Model, mac: str, host: str, to: str) -> None:
    """Send the datagram to `to`, an `IP:PORT`; a network that is not there is no fault of the phone."""
    address, _, port = to.rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line, contextlib.suppress(OSError, ValueError):
        line.bind((host, 0))
        line.sendto(subscribe(model, mac, host, line.getsockname()[1]), (address, int(port)))
