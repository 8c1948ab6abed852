"""The last hop of `phone test`: whether the phone reaches this computer.

It is tried with what costs the least:

    an event since the last change of the set-up     is proof enough
    an empty page of ours, shown on an idle phone    with the user's consent, where the phone has a minibrowser
    any call                                         that somebody makes while we listen

Never with a key, forwarding, a registration or a restart.

Not for: the way there (phone.self_test), or what listens meanwhile (listening).
"""

import socket
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from snom_dialer.cli.listening import Ear
from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import lasting
from snom_dialer.engine.program import system_clock
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.client import Client
from snom_dialer.phone.finding import Finding, Hop, Result, failed, untried, well
from snom_dialer.protocol.capability import capabilities
from snom_dialer.protocol.http import Request, quote_value
from snom_dialer.protocol.identity import Identity, version_of
from snom_dialer.system import firewall

PAGE = 5.0  # seconds that the phone gets to fetch a page
PATIENCE = 60.0  # seconds that a person gets to make a call
_WITH_SCHEME = (8, 4, 32)  # firmware from which on the address of a page has a scheme (docs/snom-protocol.md §9)
_CONSENT = "Show an empty page of ours on the phone for a moment? Only while no call is on [y/N] "


class WayBack:
    """Tries the way back. `phone` is what the running program says of this phone, None where none runs."""

    def __init__(self, call: Call, ear: Ear, phone: Mapping[str, Any] | None) -> None:
        self._call = call
        self._ear = ear
        self._phone = phone

    def __call__(self, client: Client, identity: Identity, in_place: Finding) -> Finding:
        """Return what is found. Nothing that the phone or the network says against it is raised."""
        if (proof := self._proof()) is not None:
            return proof
        if not self._ear.address:
            return untried(Hop.CALLBACK, "nobody listens here; `snom-dialer phone start` begins again")
        shown = self._may_show(identity)
        seconds = self._within(PATIENCE if _on_terminal() else 0.0, at_most=False)
        called = in_place.result is Result.OK or self._ear.manual
        if not shown and not called:
            return untried(Hop.CALLBACK, "without our Action URLs in it the phone calls nobody; start `serve` first")
        if not shown and not seconds:
            return untried(Hop.CALLBACK, "nothing has called here yet; make a call within `--wait 60` to try it")
        try:
            with self._ear as ear:
                return self._listen(ear, client, identity, shown=shown, seconds=seconds if called else 0.0)
        except DialerError as error:  # nobody can listen here
            return Finding(Hop.CALLBACK, Result.FAILED, error.message, error.next, error)

    def _proof(self) -> Finding | None:
        """Return the proof that any event is which came since the set-up last changed."""
        last = self._phone["last_event"] if self._phone is not None else None
        if self._phone is None or not last or last <= self._phone["since"]:
            return None
        ago = lasting(system_clock().wall - last)
        return well(Hop.CALLBACK, f"the phone told of something {ago} ago")

    def _listen(self, ear: Ear, client: Client, identity: Identity, *, shown: bool, seconds: float) -> Finding:
        if shown and self._shows(client, ear.page, identity):
            return self._judged(client, ear.hears(self._within(PAGE)), "fetched our page")
        if not seconds:
            return untried(Hop.CALLBACK, "the phone did not show our page; make a call within `--wait 60` instead")
        self._call.output.detail(0, f"make any call now, I am listening ({seconds:g} s)")
        return self._judged(client, ear.hears(seconds), "told of a call")

    def _judged(self, client: Client, heard: bool, what: str) -> Finding:
        if heard:
            return well(Hop.CALLBACK, f"the phone {what} at {self._ear.address}, port {self._ear.port}")
        detail = f"nothing arrived at {self._ear.address}, port {self._ear.port}"
        if self._ear.knocks():
            detail += "; something came with another secret, as Action URLs do that are not ours of today"
        return failed(
            Hop.CALLBACK,
            detail,
            Code.CALLBACK_UNSEEN,
            host=client.host,
            address=self._ear.address,
            port=self._ear.port,
            advice=firewall.advice(self._ear.port, _address_of(client, self._ear.address), firewall.find()),
        )

    def _within(self, seconds: float, *, at_most: bool = True) -> float:
        """Return the seconds to wait: as the user wants, in the first place."""
        wanted: float | None = self._call.args.wait
        if wanted is None:
            return seconds
        return max(0.0, min(seconds, wanted) if at_most else wanted)

    # ---- a page on the phone -----------------------------------------------------------------------------------------

    def _may_show(self, identity: Identity) -> bool:
        """Whether the phone can show a page, is idle as far as anybody knows, and the user wants it."""
        if not capabilities(identity).minibrowser or (self._phone is not None and self._phone["calls"]):
            return False
        if self._call.args.minibrowser:
            return True
        if not _on_terminal():
            return False
        print(_CONSENT, end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _shows(self, client: Client, page: str, identity: Identity) -> bool:
        """Let the phone fetch a page of ours, and say whether it agreed."""
        firmware = version_of(identity.firmware)
        url = page.removeprefix("http://") if firmware and firmware < _WITH_SCHEME else page
        try:
            response = client.fetch(Request(target=f"/minibrowser.htm?url={quote_value(url)}")).response
        except DialerError as error:
            self._call.output.detail(1, f"the phone did not show our page: {error.message}")
            return False
        return response is not None and response.status == 200


def _address_of(client: Client, ours: str) -> str | None:
    """Return the phone's address of the family that `ours` is of, as firewalls want it; None where there is none."""
    host = client.endpoint.host if client.endpoint is not None else client.host
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    family = socket.AF_INET6 if ":" in ours else socket.AF_INET
    try:
        return str(socket.getaddrinfo(host, None, family, socket.SOCK_STREAM)[0][4][0])
    except (OSError, UnicodeError):
        return None


def _on_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
