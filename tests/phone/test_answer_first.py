"""A phone has its whole answer, the end of the connection with it, before anything is done with what it told."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from snom_dialer.phone.listener import Arrival, Listener


@contextmanager
def listening(listener: Listener) -> Iterator[int]:
    """Run a listener in a thread of its own; give its port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(listener.start(["127.0.0.1"], 0), loop).result(5)
        asyncio.run_coroutine_threadsafe(listener.stop(), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.mark.parametrize("accepted", [True, False], ids=["ours", "refused"])
def test_the_answer_does_not_wait_for_the_work(accepted: bool) -> None:
    answered = threading.Event()
    waited: list[bool] = []

    def accept(_: Arrival) -> bool:
        asyncio.get_running_loop().call_soon(lambda: waited.append(answered.wait(5)))  # long work, handed on
        return accepted

    with listening(Listener(accept)) as port, socket.create_connection(("127.0.0.1", port), 5) as phone:
        phone.settimeout(2)
        phone.sendall(b"GET /snom/secret/incoming HTTP/1.1\r\n\r\n")
        received = b""
        while part := phone.recv(4096):
            received += part
        answered.set()
    assert received.startswith(b"HTTP/1.1 200 OK\r\n" if accepted else b"HTTP/1.1 404 Not Found\r\n")
    assert waited == [True]
