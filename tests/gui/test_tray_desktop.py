"""The tray icon on a desktop with StatusNotifierItem, where nothing can be clicked with a mouse of ours."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.fake_watcher import Entry, FakeWatcher, Item
from tests.gui.test_desktop import Desktop, desktop, until

pytestmark = pytest.mark.slow


def labels(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.label for entry in entries]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path, tray=False, bus=True) as made:
        yield made


@pytest.fixture
def item(made: Desktop) -> Iterator[Item]:
    """The icon of the program, which has been started."""
    with FakeWatcher(made.desk.environ["DBUS_SESSION_BUS_ADDRESS"]) as panel:
        made.start("--tray")
        made.armed()
        yield panel.item()


def test_the_icon_and_its_menu_lead_everywhere(made: Desktop, item: Item) -> None:
    assert labels(item.menu()) == ["Dial", "Calls", "Do not disturb", "Settings", "Quit"]
    item.click()
    until(lambda: made.windows("^Snom dialer$"))
    item.choose("Calls")
    until(lambda: made.windows("^Calls"))
    item.choose("Settings")
    until(lambda: made.windows("^Settings"))
    item.choose("Quit")
    assert made.ended() == 0


def test_a_call_is_in_the_menu_and_can_be_answered_there(made: Desktop, item: Item) -> None:
    assert "Snom dialer" in item.get("ToolTip")[2]
    made.sim.ring("030123", "Anna <b>& Söhne</b>")
    until(lambda: len(item.menu()) == 6)
    call = item.menu()[0]
    assert call.label == "Anna <b>& Söhne</b> – Rings"
    assert labels(call.below) == ["Answer", "Reject", "Copy number"]
    item.choose(call.label, "Answer")
    until(lambda: made.sent() == ["key=ENTER"])
    until(lambda: item.menu()[0].label.endswith("Connected"))
    item.choose(item.menu()[0].label, "Hang up")
    until(lambda: made.sent() == ["key=ENTER", "key=CANCEL"])
    until(lambda: len(item.menu()) == 5)
    made.tell("quit")
    assert made.ended() == 0
