"""From an event that a phone sends to the user's own web server being asked: through the whole running program.

Not for: how long that server takes.
"""

import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import ask
from benchmarks.program import Serving, serving
from benchmarks.row import Row, percentile, quietest

_TARGET = 5.0  # milliseconds, half of all
_PAUSE = 0.02  # seconds between two events; phones do not ring faster
_PATIENCE = 10.0
_ANSWER = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"

Seen = queue.SimpleQueue[float]


def rows(folder: Path, host: str, *, events: int, series: int) -> list[Row]:
    """Measure it with so many events, `series` times."""
    with _web_server() as (port, seen):
        action = {"event": "incoming", "url": f"http://127.0.0.1:{port}/crm?caller={{number}}&name={{name}}"}
        with serving(folder, host, [action]) as (program, _):
            took = quietest(series, lambda: _fired(program, seen, events), lambda took: percentile(took, 50))
    half, nearly_all = percentile(took, 50), percentile(took, 99)
    return [
        Row("event to user action sent, p50", f"{half:.2f} ms", target=f"≤ {_TARGET:g} ms", ok=half <= _TARGET),
        Row("event to user action sent, p99", f"{nearly_all:.2f} ms"),
    ]


def _fired(program: Serving, seen: Seen, events: int) -> list[float]:
    """Return the milliseconds from the moment in which a phone begins to connect to that of the user's request."""
    took = []
    for _ in range(events):
        query = f"call_id={time.monotonic_ns():x}@pbx.example&remote=+4930398330@pbx.example"
        began = time.perf_counter()
        ask(program.port, program.callback("incoming", query))
        took.append((seen.get(timeout=_PATIENCE) - began) * 1000)
        ask(program.port, program.callback("disconnected", query))
        time.sleep(_PAUSE)
    return took


@contextmanager
def _web_server() -> Iterator[tuple[int, Seen]]:
    """Be the user's web server; give its port, and the moment of each request as it comes."""
    seen: Seen = queue.SimpleQueue()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_serve, args=(listening, seen), daemon=True).start()
        yield listening.getsockname()[1], seen


def _serve(listening: socket.socket, seen: Seen) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:  # closed: it is over
            return
        with connection:
            if connection.recv(4096):
                seen.put(time.perf_counter())
                connection.sendall(_ANSWER)
