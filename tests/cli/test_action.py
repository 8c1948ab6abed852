"""`actions list` and `actions test`."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.cli.running import Cli, closed_port, write_config


class Server(NamedTuple):
    """A user's web server: its URL, and the targets it was asked for."""

    url: str
    asked: list[str]


@pytest.fixture
def server() -> Iterator[Server]:
    targets: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            targets.append(self.path)
            self.send_response(500 if "broken" in self.path else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield Server(f"http://127.0.0.1:{httpd.server_address[1]}", targets)
        httpd.shutdown()
        thread.join()


def actions(config: Path, *urls: str, **more: object) -> None:
    phones = [{"name": "desk", "host": "192.0.2.1"}]
    write_config(config, phones=phones, actions=[{"event": "incoming", "url": url, **more} for url in urls])


def test_a_list(cli: Cli, config: Path) -> None:
    long = {"event": "received_attended_transfer", "url": "https://b.example", "browser": True}
    write_config(
        config,
        phones=[{"name": "desk", "host": "192.0.2.1"}],
        actions=[{"event": "incoming", "url": "http://u:pw@a.example/{number}", "phone": "desk"}, long],
    )
    assert cli("actions", "list").out.splitlines() == [
        "incoming                    fetched  desk         http://u:…@a.example/{number}",
        "received_attended_transfer  browser  every phone  https://b.example",
    ]
    first, _, done = cli("actions", "list", "--json").records
    assert first == {
        "type": "action", "event": "incoming", "url": "http://u:…@a.example/{number}", "browser": False,
        "phone": "desk",
    }  # fmt: skip
    assert done == {"type": "done", "command": "actions list", "count": 2}


def test_an_empty_list(cli: Cli, config: Path) -> None:
    write_config(config)
    assert cli("actions", "list").out == 'no actions yet; put them into the configuration under "actions"\n'
    assert cli("actions", "test", "incoming").out == "no action is configured for incoming\n"
    assert cli("actions", "test", "incoming", "--json").records == [
        {"type": "done", "command": "actions test", "event": "incoming", "count": 0}
    ]


def test_a_dry_run_shows_the_final_url_and_calls_nobody(cli: Cli, config: Path, server: Server) -> None:
    actions(config, f"{server.url}/a?n={{number}}&e={{number.e164}}&who={{name}}&d={{direction}}&p={{phone}}")
    ran = cli("actions", "test", "incoming", "--dry-run", "--number", "030 123", "--name", "Ünal & Co")
    assert ran.status == 0
    query = parse_qs(urlsplit(ran.out.strip()).query, keep_blank_values=True)
    assert {name: values[0] for name, values in query.items()} == {
        "n": "030123", "e": "", "who": "Ünal & Co", "d": "incoming", "p": "desk",
    }  # fmt: skip
    assert server.asked == []
    record, done = cli("actions", "test", "incoming", "--dry-run", "--json").records
    assert (record["result"], record["status"], done["count"]) == ("dry_run", None, 1)
    assert "e=%2B4930398330" in record["url"]


def test_a_password_in_a_url_is_used_and_not_shown(cli: Cli, config: Path, server: Server) -> None:
    actions(config, server.url.replace("://", "://ada:geheim@") + "/a")
    for more in (["--dry-run"], ["--dry-run", "--json"], [], ["--json"]):
        ran = cli("actions", "test", "incoming", *more)
        assert (ran.status, "geheim" in ran.out + ran.err) == (0, False)
        assert json.loads(ran.out.splitlines()[0])["url"] if "--json" in more else "://ada:…@" in ran.out
    assert server.asked == ["/a", "/a"]


def test_an_action_is_called(cli: Cli, config: Path, server: Server) -> None:
    actions(config, f"{server.url}/a?n={{remote}}", "")
    assert cli("actions", "test", "incoming").out == f"{server.url}/a?n=%2B4930398330%40pbx.example\n  → 204\n"
    assert server.asked == ["/a?n=%2B4930398330%40pbx.example"]
    record, done = cli("actions", "test", "incoming", "--json").records
    assert (record["result"], record["status"], done["count"]) == ("ok", 204, 1)


def test_what_does_not_work_is_a_failure(cli: Cli, config: Path, server: Server) -> None:
    actions(config, f"{server.url}/broken", f"http://127.0.0.1:{closed_port()}/", f"{server.url}/fine")
    ran = cli("actions", "test", "incoming", "--json")
    assert (ran.status, ran.last["code"]) == (8, "action_failed")
    assert [(record["result"], record["status"]) for record in ran.records[:-1]] == [
        ("failed", 500), ("failed", None), ("ok", 204),
    ]  # fmt: skip
    assert "2 of 3 action(s) for incoming did not work" in ran.err
    out = cli("actions", "test", "incoming").out
    assert out.splitlines()[1::2] == ["  → 500", "  → no answer", "  → 204"]


def test_a_browser_that_is_not_there(cli: Cli, config: Path) -> None:
    actions(config, "http://crm.example/", browser=True)
    ran = cli("actions", "test", "incoming")
    assert (ran.status, ran.out.splitlines()[1]) == (8, "  → there is no browser here, or no screen")


def test_a_browser(cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("snom_dialer.cli.action.open_url", open_url)
    actions(config, "http://crm.example/{event}", browser=True)
    assert cli("actions", "test", "incoming").out.splitlines()[1] == "  → opened in the browser"
    assert opened == ["http://crm.example/incoming"]


def test_actions_of_other_phones_and_events_are_left_out(cli: Cli, config: Path) -> None:
    actions(config, "http://crm.example/", phone="desk")
    assert "crm" in cli("actions", "test", "incoming", "--dry-run").out
    assert "crm" not in cli("actions", "test", "outgoing", "--dry-run").out
    ran = cli("actions", "test", "incoming", "--dry-run", "--phone", "frob", "--json")
    assert (ran.status, ran.last["code"]) == (3, "phone_unknown")


def test_a_wrong_template_is_told(cli: Cli, config: Path) -> None:
    actions(config, "http://{number}.example/")
    ran = cli("actions", "test", "incoming", "--json")
    assert (ran.status, ran.last["code"]) == (3, "template_invalid")
