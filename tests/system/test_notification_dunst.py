"""Notifications on a real desktop: dunst shows what it was given, and tells what was done to it.

Debian package, beside those of tests.desktop: dunst.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("there is no D-Bus on this system", allow_module_level=True)

from snom_dialer.system.notification import Button, Notifications, open_notifications
from tests.desktop import PATIENCE, Screen, screen
from tests.system.test_notification import Person

pytestmark = pytest.mark.slow

NAME = '<b>Ann</b> & \u202e<a href="x">Bob</a>'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path, bus=True) as started:
        yield started


async def opened(desk: Screen, person: Person) -> Notifications:
    """Wait until dunst is on the bus, and open."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await open_notifications(person.acted, person.gone, environ=desk.environ)
            if found is not None:
                return found


async def dunst(desk: Screen, *order: str) -> str:
    """Do what a person would do with the mouse, while the event loop goes on."""
    return await asyncio.to_thread(desk.run, "dunstctl", *order)


def last_closed(history: str) -> tuple[str, str]:
    """Return what was read on the last notification that was closed: title, and text as Pango markup."""
    notice = json.loads(history)["data"][0][0]
    return notice["summary"]["data"], notice["message"]["data"].partition("\n")[2]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param("markup = full", '&lt;b&gt;Ann&lt;/b&gt; &amp; &lt;a href="x"&gt;Bob&lt;/a&gt;', id="markup"),
        pytest.param("markup = no", "‹b›Ann‹/b› &amp; ‹a href=&quot;x&quot;›Bob‹/a›", id="no-markup"),
        pytest.param("", '‹b›Ann‹/b› &amp; ‹a href="x"›Bob‹/a›', id="markup-that-is-not-owned-up-to"),
    ],
)
def test_a_call_is_shown_as_plain_text_and_what_is_done_to_it_comes_back(
    desk: Screen, tmp_path: Path, rules: str, expected: str
) -> None:
    chosen = tmp_path / "dunstrc"
    chosen.write_text(f"[global]\n{rules}\n", encoding="utf-8")
    desk.start("dunst", "-conf", chosen)

    async def scene() -> None:
        person = Person()
        notifications = await opened(desk, person)
        assert notifications.can_act
        assert not await notifications.inhibited()
        for title in ("Cid", NAME):  # the second one in the place of the first
            assert await notifications.show("call-1", title, NAME, [Button("answer", "Answer")])
        assert (await dunst(desk, "count", "displayed")).strip() == "1"
        await dunst(desk, "action")
        assert await person.until_told() == [("acted", "call-1", "default")]
        await dunst(desk, "close-all")
        assert await person.until_told(2) == [("acted", "call-1", "default"), ("gone", "call-1")]
        assert last_closed(await dunst(desk, "history")) == (NAME.replace("\u202e", ""), expected)
        assert await notifications.show("call-2", "Dan", "1", [])
        await notifications.stop()
        assert (await dunst(desk, "count", "displayed")).strip() == "0"
        assert len(person.told) == 2

    asyncio.run(scene())
