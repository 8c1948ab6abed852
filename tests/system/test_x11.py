"""The connection to the X server, over a real one: what is in use, giving the focus, and living through its end."""

import asyncio
import ctypes
import logging
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("there is no X server on this system", allow_module_level=True)

from snom_dialer.system import keyboard, x11_connection, xlib
from snom_dialer.system.hotkey_x11 import keysyms
from snom_dialer.system.x11 import X11Display, open_display
from tests.desktop import Screen, screen
from tests.system.presses import until

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as started:
        yield started


@pytest.fixture
def display(desk: Screen) -> Iterator[X11Display]:
    opened = open_display(desk.environ)
    assert opened is not None
    yield opened
    opened.close()
    opened.close()  # twice is no error


def has_focus(desk: Screen, window: int) -> bool:
    return int(desk.run("xdotool", "getwindowfocus")) == window


def test_whether_the_window_in_use_fills_the_screen(desk: Screen, display: X11Display) -> None:
    assert not display.active_window_is_full_screen()
    desk.start("xterm", "-T", "usual")
    desk.focused("usual")
    assert not display.active_window_is_full_screen()
    film = desk.start("xterm", "-T", "film", "-fullscreen")
    desk.focused("film")
    assert display.active_window_is_full_screen()
    desk.focused("usual")
    assert not display.active_window_is_full_screen()
    desk.focused("film")
    film.terminate()
    film.wait()
    asyncio.run(until(lambda: not display.active_window_is_full_screen()))


def test_a_window_is_given_the_focus(desk: Screen, display: X11Display) -> None:
    for name in ("first", "second"):
        desk.start("xterm", "-T", name)
    first, second = desk.focused("first"), desk.focused("second")
    for window in (first, second, first):
        display.activate(window, 0)
        asyncio.run(until(partial(has_focus, desk, window)))


def test_the_focus_is_asked_for_in_the_name_of_the_user(desk: Screen, display: X11Display) -> None:
    """A window manager may refuse it to a program that asks of its own accord, or that does not know the time."""
    library = x11_connection.library()
    heard = library.call.XOpenDisplay(desk.display.encode())
    root = library.call.XDefaultRootWindow(heard)
    library.call.XSelectInput.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.c_long)
    library.call.XSelectInput(heard, root, 0x80000)  # SubstructureNotify
    library.call.XSync(heard, 0)
    display.activate(0x1234567, 4000000000)
    event = xlib.Event()
    asyncio.run(until(lambda: library.call.XPending(heard)))
    library.call.XNextEvent(heard, event)
    assert event.type == xlib.CLIENT_MESSAGE
    assert event.message.message_type == display._atom("_NET_ACTIVE_WINDOW")
    data = [value & 0xFFFFFFFF for value in event.message.data]
    assert (event.message.window, data) == (0x1234567, [2, 4000000000, 0, 0, 0])
    library.call.XCloseDisplay(heard)


def test_a_window_that_has_gone_is_no_error(desk: Screen, display: X11Display) -> None:
    display.activate(0x1234567, 0)
    assert display._values(0x1234567, "_NET_WM_STATE") == []
    assert not display.active_window_is_full_screen()


def test_an_error_of_somebody_else_goes_where_it_went_before(desk: Screen, display: X11Display) -> None:
    """Our handler is there only while we ask, and hands on what is not about us."""
    library = x11_connection.library()
    told: list[int] = []

    def on_error(_: int, error: Any) -> int:
        told.append(error.contents.error_code)
        return 0

    handler = xlib._OnError(on_error)
    theirs = ctypes.cast(handler, ctypes.c_void_p).value
    found = library.call.XSetErrorHandler(theirs)
    other = library.call.XOpenDisplay(desk.display.encode())
    try:
        with library.errors(display._display) as ours:
            library.call.XGrabKey(other, 9, 0, 0x1234567, 0, 1, 1)
            library.call.XSync(other, 0)
            library.call.XGrabKey(display._display, 9, 0, 0x1234567, 0, 1, 1)
        assert (told, ours) == ([3], [3])  # BadWindow
        display.activate(0x1234567, 0)
        library.call.XCloseDisplay(other)
    finally:
        assert library.call.XSetErrorHandler(found) == theirs


def test_keys_lie_where_the_table_says(display: X11Display) -> None:
    """On a US keyboard, whose place a key has where no key bears it."""
    layout = display.layout()
    missing = {f"f{number}" for number in range(13, 21)}  # they bear something else there
    characters = [character for character in map(chr, range(0x21, 0x7F)) if keyboard.is_character(character)]
    for name in {*keyboard.NAMED, *characters} - missing:
        found = keyboard.key(name)
        assert found is not None
        places = [place for symbol in keysyms(name, display) for place in layout.places.get(symbol, ())]
        assert places, name
        if found.position >= 0:
            assert (0, found.position + 8) in places, name
        assert display.keysym(found.keysym) == keysyms(name, display)[0], name
    assert (layout.alt, layout.super, layout.num_lock) == (0x08, 0x40, 0x10)


def test_without_a_server_there_is_no_connection() -> None:
    assert open_display({}) is None
    assert open_display({"DISPLAY": ":65000"}) is None


def test_without_libx11_there_is_no_connection(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def absent(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(ctypes, "CDLL", absent)
    x11_connection.library.cache_clear()
    try:
        assert open_display({"DISPLAY": ":0"}) is None
    finally:
        x11_connection.library.cache_clear()
    assert "libX11" in caplog.text


def test_a_libx11_that_lacks_something_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(xlib._FUNCTIONS, "XNothing", (None, ()))
    with pytest.raises(OSError, match="XNothing"):
        xlib.Library()


_SURVIVOR = """
import asyncio, logging, os
from snom_dialer.system.hotkey import hotkeys_for, parse_chord
from snom_dialer.system.x11 import open_display

async def main():
    lost = asyncio.Event()
    logging.basicConfig(format="%(levelname)s %(message)s")
    wanted = {"show_window": parse_chord("<ctrl>+<alt>+s")}
    hotkeys = await hotkeys_for(print)
    print(*(await hotkeys.bind(wanted)).values())
    other = open_display(os.environ)
    print("ready", flush=True)
    await asyncio.to_thread(input)
    print(*(await hotkeys.bind(wanted)).values())
    print(other.active_window_is_full_screen(), other.layout().keycodes, other.grab([(39, 0)]))
    other.activate(1, 1)
    other.close()
    await hotkeys.close()
    print("alive")

asyncio.run(main())
"""


def test_the_end_of_the_server_is_not_ours(desk: Screen) -> None:
    """A process of its own, as libX11 would end it."""
    with subprocess.Popen(
        [sys.executable, "-c", _SURVIVOR],
        env=desk.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as survivor:
        assert survivor.stdout is not None
        assert survivor.stdout.readline() == "Bound(trouble=None, shown='Ctrl+Alt+S')\n"
        assert survivor.stdout.readline() == "ready\n"
        assert desk.server is not None
        desk.server.kill()
        desk.server.wait()
        said, errors = survivor.communicate("go on\n", timeout=20)
    assert survivor.returncode == 0, errors
    assert said.splitlines() == [
        "Bound(trouble=<Trouble.UNAVAILABLE: 'unavailable'>, shown='Ctrl+Alt+S')",
        "False range(0, 0) False",
        "alive",
    ]
    assert errors.strip() == "WARNING the X server has gone away, and the hotkeys with it"
