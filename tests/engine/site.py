"""A web server of the user's on loopback that answers as it is told, for the user's actions.

with site() as crm:
    crm.answers["/slow"] = [Answer(503), Answer(204)]
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer. `raw` is sent instead of HTTP, `silent` until the end of the test, `drop` closes without a word."""

    status: int = 204
    location: str = ""
    body: bytes = b""
    length: int | None = None
    raw: bytes = b""
    silent: bool = False
    drop: bool = False


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request that came, before it was answered."""

    target: str
    headers: dict[str, str]


@dataclass
class Site:
    """`answers` are given one after another for each path, the last one for ever; any other path gets 204."""

    port: int = 0
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [visit.target for visit in list(self.visits)]

    def came(self, visit: Visit) -> Answer:
        with self._news:
            self.visits.append(visit)
            self._news.notify_all()
            prepared = self.answers.get(visit.target.partition("?")[0], [Answer()])
            return prepared.pop(0) if len(prepared) > 1 else prepared[0]

    def wait_for(self, count: int, timeout: float = 5.0) -> list[str]:
        """Wait until so many requests have come, and return their targets."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.visits) >= count, timeout), self.targets
        return self.targets


@contextmanager
def site(port: int = 0) -> Iterator[Site]:
    result = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = result.came(Visit(target=self.path, headers=headers))
            self.close_connection = True
            if answer.silent:
                result.over.wait(10)
            elif answer.raw:
                self.wfile.write(answer.raw)
            elif not answer.drop:
                self._say(answer)

        def _say(self, answer: Answer) -> None:
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(answer.body) if answer.length is None else answer.length))
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.length is not None:
                result.over.wait(10)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            """Clients that go away are part of the tests."""

    with Server(("127.0.0.1", port), Handler) as server:
        result.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield result
        finally:
            result.over.set()
            server.shutdown()
            thread.join()
