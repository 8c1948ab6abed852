"""The control port of a simulation: JSON over HTTP on this machine, one path for each operation (docs/simulator.md).

`GET /state` and `POST /ring {"number": "030123", "phone": "102"}`. Every answer is `{"ok": true, "result": …}` or
`{"ok": false, "error": "…"}`.

Not for: the phone's own web server (web_front), and no part of a real phone.
"""

import json
from collections.abc import Callable
from typing import Final

from snom_dialer.errors import DialerError
from snom_dialer.simulator.operation import perform, usage
from snom_dialer.simulator.phone import VirtualPhone
from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.web import WebPort
from snom_dialer.simulator.wire import WebAnswer, WebRequest

_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


class ControlPort:
    """The port. It listens on this machine only, and refuses what a web page in a browser could send."""

    def __init__(self, find: Callable[[str], VirtualPhone]) -> None:
        self._find = find
        self._web = WebPort(self._answer, Quirks())

    @property
    def port(self) -> int:
        """The port in use; 0 before the start."""
        return self._web.port

    async def open(self, port: int) -> None:
        """Listen; raises OSError."""
        await self._web.open("127.0.0.1", port)

    async def close(self) -> None:
        """Stop listening."""
        await self._web.close()

    def _answer(self, request: WebRequest) -> WebAnswer:
        if "origin" in request.headers or _host(request) not in _LOCAL:
            return _json(403, {"ok": False, "error": "requests of web pages are not taken"})
        try:
            return _json(200, {"ok": True, "result": self._perform(request)})
        except DialerError as error:
            return _json(400, {"ok": False, "error": error.message})

    def _perform(self, request: WebRequest) -> object:
        given = _given(request)
        name = request.path.strip("/") or "state"
        return perform(name, self._find(str(given.pop("phone", ""))), given)


def _host(request: WebRequest) -> str:
    host = request.headers.get("host", "localhost")
    return host.rpartition(":")[0] or host if not host.endswith("]") else host


def _given(request: WebRequest) -> dict[str, object]:
    given: dict[str, object] = dict(WebRequest(method="GET", target=request.target, headers={}).parameters())
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise usage("the body is not JSON") from None
    if not isinstance(body, dict):
        raise usage("the body is not a JSON object")
    return given | body


def _json(status: int, body: object) -> WebAnswer:
    return WebAnswer(status=status, body=json.dumps(body) + "\n", type="application/json")
