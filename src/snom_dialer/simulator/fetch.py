"""The HTTP client inside a virtual phone, which fetches Action URLs and minibrowser pages.

It sends what it is given: raw UTF-8 and raw blanks in an address go onto the wire as they are
(docs/snom-protocol.md §6).

Not for: talking to phones; that is what the other rooms of this project do.
"""

import asyncio
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from snom_dialer.simulator.tls import client_context
from snom_dialer.simulator.wire import read_headers

_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?:(?P<user>[^/?@]*)@)?(?:\[(?P<v6>[^\]]*)\]|(?P<host>[^/?:#]+))(?::(?P<port>\d+))?(?P<target>.*)",
    re.DOTALL,
)
_BODY_LIMIT: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. `status` is 0 where nothing did, and then `error` says why; `seconds` is how long it took."""

    status: int = 0
    body: str = ""
    error: str = ""
    seconds: float = 0.0


async def fetch(url: str, user_agent: str, patience: float) -> Reply:
    """GET `url`; every failure is told in the reply."""
    begun = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(patience):
            status, body = await _get(url, user_agent)
        reply = Reply(status=status, body=body)
    except TimeoutError:
        reply = Reply(error="no answer in time")
    except (OSError, ValueError, EOFError) as error:
        reply = Reply(error=str(error) or type(error).__name__)
    seconds = asyncio.get_running_loop().time() - begun
    return Reply(status=reply.status, body=reply.body, error=reply.error, seconds=seconds)


async def _get(url: str, user_agent: str) -> tuple[int, str]:
    found = _URL.fullmatch(url)
    if found is None:
        raise ValueError("not an http address")
    secure = found["scheme"] == "https"
    host, port = found["v6"] or found["host"], int(found["port"] or (443 if secure else 80))
    reader, writer = await asyncio.open_connection(host, port, ssl=client_context() if secure else None)
    try:
        writer.write(_request(found, user_agent))
        await writer.drain()
        return await _answer(reader)
    finally:
        writer.close()


def _request(found: re.Match[str], user_agent: str) -> bytes:
    target = found["target"].partition("#")[0] if found["target"].startswith("#") else found["target"]
    host = (f"[{found['v6']}]" if found["v6"] else found["host"]) + (f":{found['port']}" if found["port"] else "")
    lines = [
        f"GET {target if target.startswith('/') else '/' + target} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {user_agent}",
        "Accept: */*",
        "Connection: close",
    ]
    if found["user"]:
        lines.append(f"Authorization: Basic {b64encode(found['user'].encode()).decode()}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    version, _, rest = (await reader.readline()).decode("latin-1").partition(" ")
    if not version.startswith("HTTP/") or not rest[:3].isdecimal():
        raise ValueError("the answer is not HTTP")
    headers = await read_headers(reader)
    length = headers.get("content-length", "")
    wanted = min(int(length), _BODY_LIMIT) if length.isdecimal() else _BODY_LIMIT
    body = b""
    while len(body) < wanted and (piece := await reader.read(wanted - len(body))):
        body += piece
    return int(rest[:3]), body.decode("utf-8", "replace")
