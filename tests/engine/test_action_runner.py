"""The user's actions, fetched from a real web server: in order, in time, and never once too often."""

import asyncio
import base64
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from snom_dialer.actions.plan import BACK_OFF, Planned, Result
from snom_dialer.calls.call import Call
from snom_dialer.engine import action_runner, fetch
from snom_dialer.engine.action_runner import TIMEOUT, ActionRunner, Fired, fetch_url
from snom_dialer.engine.record import Record
from snom_dialer.protocol.event import EventKind
from tests.engine.site import Answer, Site, site

SILENT = Answer(silent=True)
CALL = Call(id="1", phone="desk", call_id="a@pbx")
OTHER = Call(id="2", phone="desk", call_id="b@pbx")


@pytest.fixture
def crm() -> Iterator[Site]:
    with site() as result:
        yield result


class Stage:
    """A runner in a loop, what it told, and the pauses that it made."""

    def __init__(self, **options: Any) -> None:
        self.told: list[Record] = []
        self.pauses: list[float] = []
        self.news = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.runner = ActionRunner(self._tell, **{"timeout": 0.3, "pause": self._pause, **options})

    def _tell(self, record: Record) -> None:
        self.told.append(record)
        self.news.set()

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.news.set()
        await self.go_on.wait()

    def fire(self, *urls: str, call: Call | None = CALL, kind: EventKind = EventKind.INCOMING, **more: Any) -> None:
        planned = [Planned(url=url, shown=f"shown {url}", browser=False, index=at) for at, url in enumerate(urls)]
        self.runner.fire(Fired(kind, call, [*planned, *more.get("also", ())]))

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                self.news.clear()
                await self.news.wait()

    async def told_of(self, count: int) -> list[Record]:
        await self.until(lambda: len(self.told) >= count)
        return self.told


def play(act: Callable[[Stage], Awaitable[None]], **options: Any) -> None:
    async def main() -> None:
        stage = Stage(**options)
        try:
            await act(stage)
        finally:
            await stage.runner.close()

    asyncio.run(main())


def browser(url: str = "http://crm.example/") -> Planned:
    return Planned(url=url, shown="shown", browser=True, index=0)


# ---- one action ------------------------------------------------------------------------------------------------------


def test_an_action_is_fetched_and_told(crm: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/in?caller=030&name=J%C3%B6rg")
        (record,) = await stage.told_of(1)
        ms = record.pop("ms")
        assert isinstance(ms, float)
        assert 0 < ms < 5000
        assert record == {
            "type": "action",
            "event": "incoming",
            "url_shown": f"shown {crm.url}/in?caller=030&name=J%C3%B6rg",
            "result": "ok",
            "status": 204,
            "call_id": "a@pbx",
        }

    play(act)
    assert crm.targets == ["/in?caller=030&name=J%C3%B6rg"]
    assert crm.visits[0].headers["user-agent"] == "snom-dialer"
    assert "authorization" not in crm.visits[0].headers
    assert "action on incoming: shown" in caplog.text


def test_an_action_of_no_call_is_told_without_one(crm: Site) -> None:
    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/", call=None, kind=EventKind.LOG_ON)
        (record,) = await stage.told_of(1)
        assert (record["event"], record["call_id"]) == ("log_on", "")

    play(act)


@pytest.mark.parametrize(
    ("answer", "result", "status"),
    [
        (Answer(status=200, body=b"fine"), "ok", 200),
        (Answer(status=202), "ok", 202),
        (Answer(status=200, body=b"x" * 300_000), "ok", 200),
        (Answer(status=200, body=b"begun", length=1000), "ok", 200),
        (Answer(status=400), "failed", 400),
        (Answer(status=404, body=b"no"), "failed", 404),
        (Answer(status=500), "failed", 500),
        (Answer(status=304), "failed", 304),
        (Answer(drop=True), "failed", None),
        (Answer(raw=b"220 mail.example ESMTP\r\n"), "failed", None),
        (Answer(raw=b"HTTP/1.1 200"), "ok", 200),
        (Answer(raw=b"HTTP/1.1 banana\r\n\r\n"), "failed", None),
        (SILENT, "failed", None),
    ],
)
def test_what_the_server_says_is_told_and_nothing_is_sent_twice(
    crm: Site, answer: Answer, result: str, status: int | None
) -> None:
    crm.answers["/x"] = [answer]

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/x")
        (record,) = await stage.told_of(1)
        assert (record["result"], record["status"]) == (result, status)
        assert stage.pauses == []

    play(act)
    assert crm.targets == ["/x"]


# ---- repeating -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [502, 503, 504])
@pytest.mark.parametrize("refusals", [1, 2, 3])
def test_what_a_gateway_refuses_is_repeated_twice_and_no_more(crm: Site, status: int, refusals: int) -> None:
    crm.answers["/x"] = [Answer(status=status)] * refusals + [Answer()]

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/x")
        (record,) = await stage.told_of(1)
        assert stage.pauses == list(BACK_OFF)[:refusals]
        assert record["result"] == ("ok" if refusals < 3 else "failed")
        assert record["status"] == (204 if refusals < 3 else status)

    play(act)
    assert len(crm.visits) == min(refusals + 1, 3)


def test_where_nobody_listens_it_is_tried_three_times(crm: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    async def act(stage: Stage) -> None:
        stage.fire(f"http://127.0.0.1:{port}/x")
        (record,) = await stage.told_of(1)
        assert (record["result"], record["status"]) == ("unreachable", None)
        assert stage.pauses == [1.0, 3.0]

    play(act)


def test_a_name_that_nobody_knows_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    async def act(stage: Stage) -> None:
        stage.fire("http://nobody.invalid/x")
        (record,) = await stage.told_of(1)
        assert record["result"] == "unreachable"
        assert stage.pauses == [1.0, 3.0]

    play(act)


def test_a_server_that_comes_back_is_reached() -> None:
    async def act(stage: Stage) -> None:
        stage.go_on.clear()
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        stage.fire(f"http://127.0.0.1:{port}/x")
        await stage.until(lambda: stage.pauses)
        heard: list[bytes] = []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heard.append(await reader.readuntil(b"\r\n"))
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", port):
            stage.go_on.set()
            (record,) = await stage.told_of(1)
        assert record["result"] == "ok"
        assert heard == [b"GET /x HTTP/1.1\r\n"]

    play(act)


def test_a_handshake_that_fails_has_sent_nothing(crm: Site) -> None:
    assert fetch_url(crm.url.replace("http", "https") + "/x", 1) == Result(sent=False)


# ---- order and independence ------------------------------------------------------------------------------------------


def test_the_actions_of_one_call_begin_in_the_order_of_its_events(crm: Site) -> None:
    async def act(stage: Stage) -> None:
        for kind in (EventKind.INCOMING, EventKind.CONNECTED, EventKind.DISCONNECTED):
            stage.fire(*(f"{crm.url}/{kind}/{number}" for number in range(8)), kind=kind)
        await stage.told_of(24)

    play(act)
    expected = [f"/{kind}/{number}" for kind in ("incoming", "connected", "disconnected") for number in range(8)]
    assert crm.targets == expected


def test_the_next_action_of_a_call_waits_for_the_first_answer(crm: Site) -> None:
    crm.answers["/first"] = [SILENT]

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/first", f"{crm.url}/second")
        await asyncio.to_thread(crm.wait_for, 1)
        await asyncio.sleep(0)
        assert crm.targets == ["/first"]
        crm.over.set()
        await stage.told_of(2)
        assert crm.targets == ["/first", "/second"]

    play(act, timeout=5)


def test_the_next_action_waits_for_a_silent_server_so_long_and_no_longer(crm: Site) -> None:
    crm.answers["/first"] = [SILENT]

    async def act(stage: Stage) -> None:
        began = time.monotonic()
        stage.fire(f"{crm.url}/first", f"{crm.url}/second")
        await stage.told_of(2)
        assert 0.25 < time.monotonic() - began < 4
        assert [record["result"] for record in stage.told] == ["failed", "ok"]

    play(act, timeout=0.3)


def test_a_call_without_call_id_has_an_order_too(crm: Site) -> None:
    crm.answers["/1"] = [SILENT]
    call = Call(id="7", phone="old")

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/1", f"{crm.url}/2", call=call)
        await asyncio.to_thread(crm.wait_for, 1)
        assert crm.targets == ["/1"]
        crm.over.set()
        await stage.told_of(2)

    play(act, timeout=5)


@pytest.mark.parametrize("other", [OTHER, Call(id="3", phone="hall", call_id=CALL.call_id), None])
def test_calls_do_not_wait_for_each_other(crm: Site, other: Call | None) -> None:
    crm.answers["/stuck"] = [SILENT]

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/stuck", f"{crm.url}/behind")
        stage.fire(f"{crm.url}/free", call=other)
        (record,) = await stage.told_of(1)
        assert record["url_shown"] == f"shown {crm.url}/free"
        assert "/behind" not in crm.targets

    play(act, timeout=30)


def test_an_action_that_is_repeated_does_not_hold_up_the_next_event(crm: Site) -> None:
    crm.answers["/down"] = [Answer(status=503), Answer()]

    async def act(stage: Stage) -> None:
        stage.go_on.clear()
        stage.fire(f"{crm.url}/down")
        stage.fire(f"{crm.url}/next", kind=EventKind.CONNECTED)
        (record,) = await stage.told_of(1)
        assert (record["event"], record["result"]) == ("connected", "ok")
        assert stage.pauses == [1.0]
        stage.go_on.set()
        await stage.told_of(2)
        assert (stage.told[1]["event"], stage.told[1]["result"]) == ("incoming", "ok")

    play(act, timeout=30)
    assert crm.targets == ["/down", "/next", "/down"]


# ---- redirections and passwords --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_followed(crm: Site, status: int) -> None:
    crm.answers["/old"] = [Answer(status=status, location="/new?x=1")]
    assert fetch_url(f"{crm.url}/old", 2) == Result(sent=True, status=204)
    assert crm.targets == ["/old", "/new?x=1"]


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "file:///etc/passwd", "gopher://h/", "data:,x", "http://[/"])
def test_redirections_lead_to_the_web_only(crm: Site, location: str) -> None:
    crm.answers["/old"] = [Answer(status=302, location=location)]

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/old")
        (record,) = await stage.told_of(1)
        assert record["result"] == "failed"
        assert stage.pauses == []

    play(act)
    assert crm.targets == ["/old"]


def test_a_circle_comes_to_an_end(crm: Site) -> None:
    crm.answers["/round"] = [Answer(status=302, location="/round")]
    result = fetch_url(f"{crm.url}/round", 5)
    assert result.sent
    assert len(crm.visits) < 12


def test_what_was_redirected_into_the_void_was_sent_and_is_not_repeated(crm: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    crm.answers["/done"] = [Answer(status=302, location=f"http://127.0.0.1:{port}/thanks")]

    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/done")
        (record,) = await stage.told_of(1)
        assert record["result"] == "failed"
        assert stage.pauses == []

    play(act)
    assert crm.targets == ["/done"]


def basic(user: str) -> str:
    return "Basic " + base64.b64encode(user.encode()).decode()


@pytest.mark.parametrize(
    ("user", "sent"),
    [
        ("ann:pw", "ann:pw"),
        ("ann", "ann:"),
        ("ann:", "ann:"),
        (":pw", ":pw"),
        ("a%40b:p%3Aw%2F", "a@b:p:w/"),
        ("j%C3%B6rg:%C3%BC", "jörg:ü"),
    ],
)
def test_user_and_password_become_a_header(crm: Site, user: str, sent: str) -> None:
    assert fetch_url(f"http://{user}@127.0.0.1:{crm.port}/x#part", 2).status == 204
    assert crm.targets == ["/x"]
    assert crm.visits[0].headers["authorization"] == basic(sent)
    assert crm.visits[0].headers["host"] == f"127.0.0.1:{crm.port}"


def test_a_password_follows_on_the_same_server_and_nowhere_else(crm: Site) -> None:
    with site() as stranger:
        crm.answers["/a"] = [Answer(status=302, location="/b")]
        crm.answers["/b"] = [Answer(status=302, location=f"{stranger.url}/c")]
        stranger.answers["/c"] = [Answer(status=302, location=f"{crm.url}/d")]
        assert fetch_url(f"http://ann:pw@127.0.0.1:{crm.port}/a", 2).status == 204
        assert "authorization" not in stranger.visits[0].headers
    assert [visit.headers.get("authorization") for visit in crm.visits] == [basic("ann:pw"), basic("ann:pw"), None]


def test_proxies_of_the_environment_are_not_used(crm: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        fetch._opener.cache_clear()
        assert fetch_url(f"{crm.url}/x", 2).status == 204
        assert proxy.visits == []


@pytest.mark.parametrize(
    "url", ["http://[:::::]/x", "http://127.0.0.1:x/", "nonsense", "ftp://127.0.0.1/", "http://h\x00/"]
)
def test_what_is_no_web_address_raises_nothing(url: str) -> None:
    assert fetch_url(url, 0.5).status is None


# ---- time ------------------------------------------------------------------------------------------------------------


def test_a_try_takes_three_seconds_at_most() -> None:
    assert TIMEOUT == 3.0


def test_an_answer_that_drips_holds_nobody_up() -> None:
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not over.wait(0.02):
                try:
                    connection.sendall(b"X")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()

        async def act(stage: Stage) -> None:
            began = time.monotonic()
            stage.fire(f"http://127.0.0.1:{server.getsockname()[1]}/x")
            (record,) = await stage.told_of(1)
            assert record["result"] == "failed"
            assert time.monotonic() - began < 4
            assert stage.pauses == []

        try:
            play(act, timeout=0.1)
        finally:
            over.set()
            thread.join(5)


def test_a_body_that_drips_is_not_waited_for() -> None:
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n")
            while not over.wait(0.02):
                try:
                    connection.sendall(b"X")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,))
        thread.start()
        began = time.monotonic()
        try:
            assert fetch_url(f"http://127.0.0.1:{server.getsockname()[1]}/x", 0.2) == Result(sent=True, status=200)
        finally:
            over.set()
            thread.join(5)
        assert time.monotonic() - began < 3


# ---- the browser -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("opens", "result"), [(True, "ok"), (False, "failed")])
def test_a_browser_action_opens_the_browser_once(opens: bool, result: str) -> None:
    opened: list[str] = []

    def browse(url: str) -> bool:
        opened.append(url)
        return opens

    async def act(stage: Stage) -> None:
        stage.fire(also=[browser("http://crm.example/?n=1")])
        (record,) = await stage.told_of(1)
        assert (record["result"], record["status"]) == (result, None)
        assert opened == ["http://crm.example/?n=1"]
        assert stage.pauses == []

    play(act, browse=browse)


def test_a_browser_that_breaks_is_a_failed_action(caplog: pytest.LogCaptureFixture) -> None:
    def browse(url: str) -> bool:
        raise OSError("no such program")

    async def act(stage: Stage) -> None:
        stage.fire(also=[browser()])
        (record,) = await stage.told_of(1)
        assert record["result"] == "failed"

    play(act, browse=browse)
    assert "no such program" in caplog.text


def test_a_browser_that_takes_its_time_holds_up_the_next_action_for_a_while_only(crm: Site) -> None:
    go = threading.Event()

    async def act(stage: Stage) -> None:
        stage.fire(also=[browser()])
        stage.fire(f"{crm.url}/next", kind=EventKind.CONNECTED)
        (record,) = await stage.told_of(1)
        assert record["event"] == "connected"
        go.set()
        await stage.told_of(2)
        assert stage.told[1]["result"] == "ok"

    play(act, browse=lambda url: go.wait(5), timeout=0.05)


# ---- bounds and the end ----------------------------------------------------------------------------------------------


def test_a_phone_gone_mad_does_not_fill_the_memory(crm: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_runner, "WAITING", 5)
    crm.answers["/stuck"] = [SILENT]

    async def act(stage: Stage) -> None:
        stage.fire(*[f"{crm.url}/stuck"] * 8)
        assert [record["result"] for record in stage.told] == ["refused"] * 3
        crm.over.set()
        await stage.told_of(8)
        stage.fire(f"{crm.url}/free")
        await stage.told_of(9)
        assert stage.told[-1]["result"] == "ok"

    play(act, timeout=30)


def test_many_silent_servers_hold_up_no_more_than_their_threads(crm: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_runner, "AT_ONCE", 2)
    monkeypatch.setattr(action_runner, "_SLACK", 0.0)
    crm.answers["/stuck"] = [SILENT]
    calls = [Call(id=str(number), phone="desk") for number in range(6)]

    async def act(stage: Stage) -> None:
        for call in calls:
            stage.fire(f"{crm.url}/stuck", call=call)
        await stage.told_of(6)
        assert {record["result"] for record in stage.told} <= {"failed", "unreachable"}

    play(act, timeout=0.1)
    assert len(crm.visits) <= 12


def test_the_end_gives_up_what_waits_and_what_repeats(crm: Site) -> None:
    crm.answers["/stuck"] = [SILENT]
    crm.answers["/down"] = [Answer(status=503)]

    async def act(stage: Stage) -> None:
        stage.go_on.clear()
        stage.fire(f"{crm.url}/stuck", f"{crm.url}/behind")
        stage.fire(f"{crm.url}/down", call=OTHER)
        await stage.until(lambda: stage.pauses)
        await asyncio.to_thread(crm.wait_for, 2)
        began = time.monotonic()
        await stage.runner.close()
        assert time.monotonic() - began < 5
        stage.go_on.set()
        crm.over.set()
        await asyncio.sleep(0)
        assert stage.told == []

    play(act, timeout=30)
    assert sorted(crm.targets) == ["/down", "/stuck"]


def test_nothing_is_left_of_a_call_that_is_done(crm: Site) -> None:
    async def act(stage: Stage) -> None:
        stage.fire(f"{crm.url}/1", f"{crm.url}/2")
        await stage.told_of(2)
        await asyncio.sleep(0)
        assert stage.runner._first_tries == {}
        assert stage.runner._tasks == set()

    play(act)
