"""What must not stand in a log does not, however it got there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.engine.redaction import redacted
from snom_dialer.state.secret import renew_secret
from snom_dialer.state.store import Store

SECRET = "abcDEF0123456789_-xyzW"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"http://10.0.0.5:58231/snom/{SECRET}/incoming?x=1", "http://10.0.0.5:58231/snom/…/incoming?x=1"),
        (f"http://10.0.0.5:58231/snom/{SECRET}", "http://10.0.0.5:58231/snom/…"),
        (f"dummy.htm?a=http%3A%2F%2Fh%2Fsnom%2F{SECRET}%2Fonhook", "dummy.htm?a=http%3A%2F%2Fh%2Fsnom%2F…%2Fonhook"),
        (
            f"a=http%253a%252f%252fh%252fsnom%252f{SECRET}%252fonhook",
            "a=http%253a%252f%252fh%252fsnom%252f…%252fonhook",
        ),
        ("Authorization: Basic YWRtaW46MDAwMA==", "Authorization: Basic …"),
        ('authorization: Digest username="a", response="b"', "authorization: Digest …"),
        ("password=geheim&x=1", "password=…&x=1"),
        ("Password: geheim", "Password: …"),
        ('{"user": "a", "password": "two words", "x": 1}', '{"user": "a", "password": …, "x": 1}'),
        ('{"password": "quo\\"ted", "x": 1}', '{"password": …, "x": 1}'),
        ("{'password': 'two words', 'x': 1}", "{'password': …, 'x': 1}"),
        ("http_pass=0000&admin_mode_password=1234", "http_pass=…&admin_mode_password=…"),
        ("user_pass1!: geheim", "user_pass1!: …"),
        ("http_pass&: geheim", "http_pass&: …"),
        ("user_pass1: geheim", "user_pass1: …"),
        ("http://ann:s3cret@crm.example/x", "http://ann:…@crm.example/x"),
        ("https://:s3cret@crm.example/x", "https://:…@crm.example/x"),
        ("/command.htm?key=1;2;3;4 -> 200", "/command.htm?key=… -> 200"),
        ("/command.htm?x=1&key_dtmf=1234#", "/command.htm?x=1&key_dtmf=…"),
        ("desk: incoming", "desk: incoming"),
        ("GET /command.htm?number=1 -> 302", "GET /command.htm?number=1 -> 302"),
        ("http://crm.example:8080/a@b", "http://crm.example:8080/a@b"),
    ],
)
def test_what_is_shown(line: str, shown: str) -> None:
    assert redacted(line) == shown


def test_every_secret_that_we_make_is_recognised(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for _ in range(50):
        secret = renew_secret(store, "desk")
        assert secret not in redacted(f"GET /snom/{secret}/incoming from 10.0.0.9")


@given(st.text(max_size=300))
def test_no_line_raises_and_twice_is_once(line: str) -> None:
    once = redacted(line)
    assert redacted(once) == once


def test_a_long_line_takes_no_time() -> None:
    redacted("x" * 200_000)
    redacted("pass" * 50_000)
    redacted("http://" + "a" * 100_000 + ":" + "b" * 100_000)
