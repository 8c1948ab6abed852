"""Requests as phones send them, each over a connection of its own: as many as possible, or at a steady pace.

Not for: what is done with the figures (callback).
"""

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice

AT_ONCE = 32  # connections that are open while as many requests as possible are sent


def flood(port: int, requests: list[bytes]) -> float:
    """Send every request as fast as the server takes them; return the seconds. Raises ValueError for a refusal."""
    began = time.perf_counter()
    waiting = iter(requests)
    with selectors.DefaultSelector() as selector:
        open_now = sum(_send(selector, port, request) for request in islice(waiting, AT_ONCE))
        while open_now:
            for key, _ in selector.select():
                if _read(selector, key):
                    following = next(waiting, None)
                    open_now += -1 if following is None else _send(selector, port, following) - 1
    return time.perf_counter() - began


def _send(selector: selectors.BaseSelector, port: int, request: bytes) -> int:
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(request)
    selector.register(connection, selectors.EVENT_READ, bytearray())
    return 1


def _read(selector: selectors.BaseSelector, key: selectors.SelectorKey) -> bool:
    """Read what has come; whether the answer is whole."""
    connection = key.fileobj
    assert isinstance(connection, socket.socket)
    if received := connection.recv(4096):
        key.data.extend(received)
        return False
    _check(bytes(key.data))
    selector.unregister(connection)
    connection.close()
    return True


def paced(port: int, requests: list[bytes], per_second: float) -> list[float]:
    """Send the requests at a steady pace; return the milliseconds from connecting to the end of each answer."""
    began = time.perf_counter()
    took = []
    for number, request in enumerate(requests):
        time.sleep(max(0.0, began + number / per_second - time.perf_counter()))
        start = time.perf_counter()
        answer = ask(port, request)
        took.append((time.perf_counter() - start) * 1000)
        _check(answer)
    return took


def ask(port: int, request: bytes) -> bytes:
    """Send one request over one connection and return the whole answer."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(4096):
            parts.append(part)
    return b"".join(parts)


def _check(answer: bytes) -> None:
    if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")):
        raise ValueError(f"the server answered {answer[:40]!r}")


@contextmanager
def stalled(port: int, count: int) -> Iterator[None]:
    """Hold so many connections open, on which half a request was sent and nothing follows.

    They have to live as long as this: a server that ends them after five seconds gets fewer from then on.
    """
    with ExitStack() as connections:
        for _ in range(count):
            connection = connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(b"GET /snom/")
        yield
