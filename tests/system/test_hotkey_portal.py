"""Hotkeys by a portal on a real bus: what is asked for, what the user makes of it, and whom a press is believed."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("there is no D-Bus on this system", allow_module_level=True)

from snom_dialer.system import hotkey_portal
from snom_dialer.system.hotkey import Bound, Hotkeys, NoHotkeys, Trouble, hotkeys_for, parse_chord
from snom_dialer.system.hotkey_portal import PortalHotkeys, trigger
from tests.desktop import Screen, session_bus
from tests.system.mock_portal import MockPortal, forge
from tests.system.presses import Presses, until

WANTED = {"show_window": parse_chord("<ctrl>+<alt>+s"), "hangup": parse_chord("<shift>+<cmd>+<f9>")}

Scene = Callable[[MockPortal, Presses, Hotkeys, Screen], Coroutine[None, None, None]]


def play(folder: Path, scene: Scene, *faults: str) -> None:
    async def on_stage(desk: Screen) -> None:
        async with MockPortal(address_of(desk), *faults) as portal:
            hotkeys = await find(desk, presses := Presses())
            assert isinstance(hotkeys, PortalHotkeys)
            try:
                await scene(portal, presses, hotkeys, desk)
            finally:
                await hotkeys.close()
                await hotkeys.close()  # twice is no error

    with session_bus(folder) as desk:
        asyncio.run(on_stage(desk))


async def find(desk: Screen, presses: Presses) -> Hotkeys:
    return await hotkeys_for(presses, environ=desk.environ | {"XDG_SESSION_TYPE": "wayland"}, platform="linux")


def address_of(desk: Screen) -> str:
    return desk.environ["DBUS_SESSION_BUS_ADDRESS"]


def test_hotkeys_are_asked_for_and_every_press_counts(tmp_path: Path) -> None:
    async def scene(portal: MockPortal, presses: Presses, hotkeys: Hotkeys, desk: Screen) -> None:
        assert await hotkeys.bind(WANTED) == {
            "show_window": Bound(None, "Press <CTRL+ALT+s>"),
            "hangup": Bound(None, "Press <SHIFT+LOGO+F9>"),
        }
        assert [member for member, _ in portal.called] == ["Register", "Get", "CreateSession", "BindShortcuts"]
        assert portal.bodies("Register") == [("snom-dialer", {})]
        ((session, asked, window, _),) = portal.bodies("BindShortcuts")
        assert (session, window) == (portal.sessions[0], "")
        assert asked == [
            ("show_window", {"description": ("s", "Show window"), "preferred_trigger": ("s", "CTRL+ALT+s")}),
            ("hangup", {"description": ("s", "Hangup"), "preferred_trigger": ("s", "SHIFT+LOGO+F9")}),
        ]
        for _ in range(20):
            await portal.press("show_window")
        await portal.press("hangup")
        times = presses.times
        await presses.until(*["show_window"] * 20, "hangup")
        assert set(times) == {0}

    play(tmp_path, scene)


def test_other_hotkeys_are_a_new_session(tmp_path: Path) -> None:
    async def scene(portal: MockPortal, presses: Presses, hotkeys: Hotkeys, desk: Screen) -> None:
        await hotkeys.bind(WANTED)
        (former,) = portal.sessions
        await hotkeys.bind({"hangup": parse_chord("<pause>")})
        (session,) = portal.sessions
        assert session != former
        await portal.press("show_window", former)
        await portal.press("hangup", former)
        await portal.press("hangup")
        await presses.until("hangup")
        assert await hotkeys.bind({}) == {}
        assert portal.sessions == []
        await hotkeys.bind(WANTED)
        await hotkeys.close()
        assert portal.sessions == []

    play(tmp_path, scene)


def test_only_the_portal_is_believed(tmp_path: Path) -> None:
    async def scene(portal: MockPortal, presses: Presses, hotkeys: Hotkeys, desk: Screen) -> None:
        await hotkeys.bind(WANTED)
        await forge(address_of(desk), portal.program, portal.sessions[0], "show_window")
        await portal.press("show_window", "/org/freedesktop/portal/desktop/session/1_99/other")
        await portal.press("hangup")
        await presses.until("hangup")

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("fault", "bound", "sessions"),
    [
        pytest.param("refuses", Bound(Trouble.REFUSED, "Ctrl+Alt+S"), 0, id="the-user-says-no"),
        pytest.param("keyless", Bound(Trouble.REFUSED, "Ctrl+Alt+S"), 1, id="the-desktop-gives-no-key"),
        pytest.param("one_less", Bound(Trouble.REFUSED, "Ctrl+Alt+S"), 1, id="the-user-takes-one-out"),
        pytest.param("wordless", Bound(None, "Ctrl+Alt+S"), 1, id="the-desktop-says-nothing-of-it"),
        pytest.param("no_session", Bound(Trouble.REFUSED, "Ctrl+Alt+S"), 0, id="no-session"),
        pytest.param("undecided", Bound(Trouble.UNAVAILABLE, "Ctrl+Alt+S"), 0, id="the-user-does-not-answer"),
        pytest.param("no_registry", Bound(None, "Press <CTRL+ALT+s>"), 1, id="an-older-portal"),
    ],
)
def test_what_the_desktop_makes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str, bound: Bound, sessions: int
) -> None:
    if fault == "undecided":
        monkeypatch.setattr(hotkey_portal, "DECISION", 0.05)

    async def scene(portal: MockPortal, presses: Presses, hotkeys: Hotkeys, desk: Screen) -> None:
        assert (await hotkeys.bind(WANTED))["show_window"] == bound
        assert len(portal.sessions) == sessions
        portal.faults.clear()
        assert (await hotkeys.bind(WANTED))["show_window"] == Bound(None, "Press <CTRL+ALT+s>")

    play(tmp_path, scene, fault)


@pytest.mark.parametrize("faults", [None, ("no_shortcuts",)], ids=["no-portal", "a-portal-without-hotkeys"])
def test_without_such_a_portal_there_are_no_hotkeys(tmp_path: Path, faults: tuple[str, ...] | None) -> None:
    async def scene(desk: Screen) -> None:
        if faults is None:
            assert isinstance(await find(desk, Presses()), NoHotkeys)
            return
        async with MockPortal(address_of(desk), *faults):
            assert isinstance(await find(desk, Presses()), NoHotkeys)

    with session_bus(tmp_path) as desk:
        asyncio.run(scene(desk))


def test_a_portal_that_ends_is_told_of_and_the_next_one_is_found(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(desk: Screen) -> None:
        async with MockPortal(address_of(desk)):
            hotkeys = await find(desk, presses := Presses())
            await hotkeys.bind(WANTED)
            assert caplog.messages == []
        await until(lambda: caplog.messages)
        assert caplog.messages == ["the desktop portal has ended, and the hotkeys with it"]
        assert [trouble for trouble, _ in (await hotkeys.bind(WANTED)).values()] == [Trouble.UNAVAILABLE] * 2
        async with MockPortal(address_of(desk)) as portal:
            assert [trouble for trouble, _ in (await hotkeys.bind(WANTED)).values()] == [None] * 2
            await portal.press("hangup")
            await presses.until("hangup")
            await hotkeys.close()

    with session_bus(tmp_path) as desk:
        asyncio.run(scene(desk))


def test_a_session_that_the_desktop_ends_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(portal: MockPortal, presses: Presses, hotkeys: Hotkeys, desk: Screen) -> None:
        await hotkeys.bind(WANTED)
        await portal.end_session()
        await until(lambda: caplog.messages)
        assert caplog.messages == ["the desktop has ended our hotkeys"]

    play(tmp_path, scene)


@pytest.mark.parametrize("when", ["bound", "asked"])
def test_a_bus_that_goes_away_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture, when: str) -> None:
    async def scene(desk: Screen) -> None:
        assert desk.bus is not None
        async with MockPortal(address_of(desk), *(("undecided",) if when == "asked" else ())) as portal:
            hotkeys = await find(desk, Presses())
            asked = asyncio.create_task(hotkeys.bind(WANTED))
            await until(lambda: portal.bodies("BindShortcuts"))
            if when == "bound":
                await asked
            portal._task.cancel()
            desk.bus.kill()
            await until(lambda: caplog.messages)
            assert caplog.messages[0] == "the session bus has gone away, and the hotkeys with it"
            bound: Mapping[str, Bound] = await (asked if when == "asked" else hotkeys.bind(WANTED))
            assert [trouble for trouble, _ in bound.values()] == [Trouble.UNAVAILABLE] * 2
            await hotkeys.close()

    with session_bus(tmp_path) as desk:
        asyncio.run(scene(desk))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<ctrl>+<alt>+s", "CTRL+ALT+s"),
        ("<ctrl>+<alt>+<shift>+<cmd>+5", "CTRL+ALT+SHIFT+LOGO+5"),
        ("<pause>", "Pause"),
        ("<ctrl>+<page_up>", "CTRL+Prior"),
        ("<ctrl>++", "CTRL+plus"),
        ("<cmd>+ö", "LOGO+U00F6"),
        ("<media_play_pause>", "XF86AudioPlay"),
    ],
)
def test_how_a_key_is_proposed(text: str, written: str) -> None:
    assert trigger(parse_chord(text)) == written
