"""Opening a URL for the user, and only where there is a user to see it."""

import pytest

from snom_dialer.system.browser import can_show, open_url


@pytest.mark.parametrize(
    ("environ", "platform", "shows"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
        ({}, "freebsd14", False),
    ],
)
def test_whether_there_is_a_screen(environ: dict[str, str], platform: str, shows: bool) -> None:
    assert can_show(environ, platform) is shows
    opened: list[str] = []

    def opener(url: str) -> bool:
        opened.append(url)
        return True

    assert open_url("https://crm.example/", opener, environ=environ, platform=platform) is shows
    assert opened == (["https://crm.example/"] if shows else [])


@pytest.mark.parametrize("works", [True, False])
def test_whether_there_is_a_browser(works: bool) -> None:
    assert open_url("http://crm.example/", lambda _: works, environ={"DISPLAY": ":0"}, platform="linux") is works


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "javascript:alert(1)", "ftp://h/", "mailto:a@b", "-v"])
def test_nothing_but_web_addresses_reaches_a_browser(url: str) -> None:
    def never(url: str) -> bool:
        raise AssertionError(url)

    assert not open_url(url, never, environ={"DISPLAY": ":0"}, platform="linux")
