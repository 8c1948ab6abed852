"""Hotkeys on a real X server: each press counts once, and the window that has the focus does not get the key."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("there is no X server on this system", allow_module_level=True)

from snom_dialer.system.hotkey import Bound, Chord, Hotkeys, Modifier, Trouble, hotkeys_for, parse_chord
from snom_dialer.system.hotkey_x11 import X11Hotkeys, keysyms, places_of
from snom_dialer.system.x11 import LOCK, SHIFT, KeyNews, Layout, open_display
from tests.desktop import Screen, screen
from tests.system.presses import Presses, until

WANTED = {"show_window": parse_chord("<ctrl>+<alt>+s")}
CTRL, CTRL_ALT = 0x4, 0x4 | 0x8
S = "39"  # the keycode of the key that bears an s on a US keyboard

Scene = Callable[[Screen, Presses, Hotkeys], Coroutine[None, None, None]]


def play(folder: Path, scene: Scene, *, layout: str = "us") -> None:
    async def on_stage(desk: Screen) -> None:
        presses = Presses()
        async with hotkeys_on(desk, presses) as hotkeys:
            await scene(desk, presses, hotkeys)

    with screen(folder) as desk:
        desk.run("setxkbmap", layout)
        asyncio.run(on_stage(desk))


@asynccontextmanager
async def hotkeys_on(desk: Screen, presses: Presses) -> AsyncIterator[Hotkeys]:
    hotkeys = await hotkeys_for(presses, environ=desk.environ, platform="linux")
    try:
        yield hotkeys
    finally:
        await hotkeys.close()
        await hotkeys.close()  # twice is no error


class Terminal:
    """A window that has the focus, and keeps what it gets."""

    def __init__(self, desk: Screen) -> None:
        self._desk = desk
        self._got = desk.folder / "got"
        desk.start("xterm", "-T", "terminal", "-e", "sh", "-c", 'stty raw -echo; exec cat >"$0"', self._got)
        desk.focused("terminal")

    async def got(self) -> bytes:
        """Return what it got until now. Another key tells when that is all."""
        await until(self._got.exists)
        before = self._got.read_bytes()
        self._desk.key("z")
        await until(lambda: self._got.read_bytes().endswith(b"z") and self._got.read_bytes() != before)
        return self._got.read_bytes().replace(b"z", b"")


@pytest.mark.slow
def test_every_press_counts_and_the_window_in_use_gets_none(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        terminal = Terminal(desk)
        assert await hotkeys.bind(WANTED) == {"show_window": Bound(None, "Ctrl+Alt+S")}
        desk.key(*["ctrl+alt+s"] * 20)
        times = presses.times
        await presses.until(*["show_window"] * 20)
        assert times == sorted(times)
        assert times[0] > 0
        desk.key("ctrl+s", "alt+s", "ctrl+alt+shift+s", "s")
        assert (await terminal.got()).endswith(b"s")
        assert presses.names == []

    play(tmp_path, scene)


@pytest.mark.slow
def test_what_fails_at_one_press_does_not_cost_the_next(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Failing(Presses):
        def __call__(self, name: str, time: int) -> None:
            super().__call__(name, time)
            raise ZeroDivisionError(name)

    async def scene(desk: Screen) -> None:
        async with hotkeys_on(desk, presses := Failing()) as hotkeys:
            await hotkeys.bind(WANTED)
            desk.key("ctrl+alt+s", "ctrl+alt+s")
            await presses.until("show_window", "show_window")
        assert caplog.messages == ["what the hotkey show_window is for failed"] * 2

    with screen(tmp_path) as desk:
        asyncio.run(scene(desk))


@pytest.mark.slow
def test_without_hotkeys_the_window_in_use_gets_the_key(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        terminal = Terminal(desk)
        await hotkeys.bind(WANTED)
        desk.key("ctrl+alt+s")
        await presses.until("show_window")
        assert await terminal.got() == b""
        await hotkeys.close()
        desk.key("ctrl+alt+s")
        assert await terminal.got() != b""
        assert presses.names == []

    play(tmp_path, scene)


@pytest.mark.slow
def test_other_hotkeys_take_the_place_of_the_former_ones(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        terminal = Terminal(desk)
        await hotkeys.bind({"show_window": parse_chord("<ctrl>+<alt>+s"), "hangup": parse_chord("<f9>")})
        desk.key("F9", "ctrl+alt+s")
        await presses.until("hangup", "show_window")
        await hotkeys.bind({"hangup": parse_chord("<ctrl>+<alt>+s"), "answer": parse_chord("<cmd>+<pause>")})
        desk.key("super+Pause", "ctrl+alt+s", "F9")
        await presses.until("answer", "hangup")
        assert await terminal.got() != b""
        assert await hotkeys.bind({}) == {}
        desk.key("ctrl+alt+s", "super+Pause", "F9")
        await terminal.got()
        assert presses.names == []

    play(tmp_path, scene)


@pytest.mark.slow
@pytest.mark.parametrize("locks", [("Caps_Lock",), ("Num_Lock",), ("Caps_Lock", "Num_Lock")])
def test_caps_lock_and_num_lock_are_in_nobodys_way(tmp_path: Path, locks: tuple[str, ...]) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        await hotkeys.bind(WANTED)
        desk.key(*locks)
        desk.key(*["ctrl+alt+s"] * 3)
        await presses.until(*["show_window"] * 3)

    play(tmp_path, scene)


@pytest.mark.slow
def test_a_key_that_is_held_counts_once(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, _: Hotkeys) -> None:
        display = open_display(desk.environ)
        assert display is not None
        hotkeys = X11Hotkeys(display, presses)
        downs: list[int] = []

        def count(news: KeyNews) -> None:
            downs.append(news.time)
            hotkeys._hear(news)

        display._heard = count
        await hotkeys.bind(WANTED)
        desk.run("xdotool", "keydown", "ctrl", "keydown", "alt", "keydown", "s")
        await until(lambda: len(downs) >= 6)
        desk.run("xdotool", "keyup", "s", "keydown", "s", "keyup", "s", "keyup", "alt", "keyup", "ctrl")
        await presses.until("show_window", "show_window")
        await hotkeys.close()

    play(tmp_path, scene)


@pytest.mark.slow
def test_a_key_that_is_taken_is_said_to_be_and_none_of_it_is_kept(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        other = open_display(desk.environ)
        assert other is not None
        assert other.grab([(int(S), CTRL_ALT | LOCK)])  # only one of the four
        wanted = WANTED | {"hangup": parse_chord("<ctrl>+<alt>+x")}
        assert await hotkeys.bind(wanted) == {
            "show_window": Bound(Trouble.TAKEN, "Ctrl+Alt+S"),
            "hangup": Bound(None, "Ctrl+Alt+X"),
        }
        assert other.grab([(int(S), CTRL_ALT)])
        other.close()
        assert (await hotkeys.bind(wanted))["show_window"] == Bound(None, "Ctrl+Alt+S")
        desk.key("ctrl+alt+s", "ctrl+alt+x")
        await presses.until("show_window", "hangup")

    play(tmp_path, scene)


@pytest.mark.slow
def test_a_program_of_its_own_gets_told_that_it_is_too_late(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        await hotkeys.bind(WANTED)
        async with hotkeys_on(desk, late := Presses()) as second:
            assert await second.bind(WANTED) == {"show_window": Bound(Trouble.TAKEN, "Ctrl+Alt+S")}
            desk.key("ctrl+alt+s")
            await presses.until("show_window")
            await hotkeys.close()
            assert await second.bind(WANTED) == {"show_window": Bound(None, "Ctrl+Alt+S")}
            desk.key("ctrl+alt+s")
            await late.until("show_window")
        assert presses.names == []

    play(tmp_path, scene)


@pytest.mark.slow
def test_the_same_key_twice_is_taken_the_second_time(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        bound = await hotkeys.bind(WANTED | {"hangup": WANTED["show_window"]})
        assert [trouble for trouble, _ in bound.values()] == [None, Trouble.TAKEN]
        desk.key("ctrl+alt+s")
        await presses.until("show_window")

    play(tmp_path, scene)


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["ru", "us,ru", "ru,us", "de", "fr"])
def test_the_layout_at_the_start_does_not_matter(tmp_path: Path, layout: str) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        assert await hotkeys.bind(WANTED) == {"show_window": Bound(None, "Ctrl+Alt+S")}
        desk.key(*[f"ctrl+alt+{S}"] * 5)
        await presses.until(*["show_window"] * 5)

    play(tmp_path, scene, layout=layout)


@pytest.mark.slow
def test_a_hotkey_moves_with_the_layout(tmp_path: Path) -> None:
    """With dvorak an s is elsewhere; a Russian keyboard has none, so it is where it would be on a US one."""

    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        terminal = Terminal(desk)
        await hotkeys.bind(WANTED)
        for layout, key in (("ru", S), ("us", S), ("dvorak", "47"), ("ru", S)):
            await switch(desk, hotkeys, layout, (int(key), CTRL_ALT))
            desk.key(*[f"ctrl+alt+{key}"] * 3)
            await presses.until(*["show_window"] * 3)
        assert await terminal.got() == b""

    play(tmp_path, scene)


@pytest.mark.slow
def test_a_hotkey_that_a_new_layout_has_no_key_for_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        wanted = {"answer": parse_chord("<ctrl>+я")}
        assert await hotkeys.bind(wanted) == {"answer": Bound(Trouble.UNKNOWN_KEY, "Ctrl+Я")}
        await switch(desk, hotkeys, "ru", (52, CTRL))
        desk.key("ctrl+52")  # where a z is
        await presses.until("answer")
        assert caplog.text == ""
        desk.run("setxkbmap", "us")
        await until(lambda: caplog.records)
        await switch(desk, hotkeys, "ru", (52, CTRL))
        assert [record.getMessage() for record in caplog.records] == [
            "with the new keyboard layout the hotkey Ctrl+Я (answer) is unknown_key"
        ]

    play(tmp_path, scene)


async def switch(desk: Screen, hotkeys: Hotkeys, layout: str, place: tuple[int, int]) -> None:
    """Switch to a layout, and wait until that key is a hotkey."""
    assert isinstance(hotkeys, X11Hotkeys)
    desk.run("setxkbmap", *(("us", "-variant", "dvorak") if layout == "dvorak" else (layout, "-variant", "")))
    await until(lambda: place in hotkeys._names)


@pytest.mark.slow
def test_a_press_that_comes_while_the_server_is_asked_is_not_left_lying(tmp_path: Path) -> None:
    """The answer brings it along, and the descriptor does not tell of it any more."""

    async def scene(desk: Screen) -> None:
        display = open_display(desk.environ)
        assert display is not None
        hotkeys = X11Hotkeys(display, presses := Presses())
        await hotkeys.bind(WANTED)
        await asyncio.sleep(0)  # what the grab has brought along is seen to
        desk.key("ctrl+alt+s")
        assert not display.active_window_is_full_screen()
        await presses.until("show_window")
        await hotkeys.close()

    with screen(tmp_path) as desk:
        asyncio.run(scene(desk))


@pytest.mark.slow
def test_a_character_with_shift_needs_it(tmp_path: Path) -> None:
    async def scene(desk: Screen, presses: Presses, hotkeys: Hotkeys) -> None:
        assert await hotkeys.bind({"hangup": parse_chord("<ctrl>+!")}) == {"hangup": Bound(None, "Ctrl+Shift+!")}
        desk.key("ctrl+1", "ctrl+shift+1")
        await presses.until("hangup")

    play(tmp_path, scene)


# ---- which keys those are --------------------------------------------------------------------------------------------


def layout_of(**values: Any) -> Layout:
    usual = Layout({}, range(8, 256), alt=0x08, super=0x40, num_lock=0x10, third_level=0x80)
    return usual._replace(**values)


@pytest.mark.parametrize(
    ("places", "places_found"),
    [
        pytest.param({0x73: ((0, 39),)}, [39], id="usual"),
        pytest.param({0x73: ((0, 47), (1, 39))}, [47], id="lowest-level"),
        pytest.param({0x73: ((0, 47), (0, 39))}, [39, 47], id="two-keys"),
        pytest.param({}, [39], id="by-position"),
    ],
)
def test_which_keys_bear_it(places: Mapping[int, tuple[tuple[int, int], ...]], places_found: list[int]) -> None:
    chord, found = places_of(WANTED["show_window"], [0x73], layout_of(places=places))
    assert chord == WANTED["show_window"]
    variants = (0x0C, 0x0E, 0x1C, 0x1E)
    assert found == [(keycode, variant) for keycode in places_found for variant in variants]


@pytest.mark.parametrize(
    ("level", "held", "with_shift"), [(0, 0, False), (1, SHIFT, True), (2, 0x80, False), (3, SHIFT | 0x80, True)]
)
def test_what_is_held_for_a_character_is_part_of_it(level: int, held: int, with_shift: bool) -> None:
    chord, found = places_of(parse_chord("<ctrl>+@"), [0x40], layout_of(places={0x40: ((level, 24),)}, num_lock=0))
    assert found == [(24, 0x4 | held), (24, 0x4 | held | LOCK)]
    assert (Modifier.SHIFT in chord.modifiers) is with_shift


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("<ctrl>+ö", {}, id="no-key"),
        pytest.param("<cmd>+s", {"super": 0}, id="no-modifier"),
        pytest.param("<ctrl>+@", {"places": {0x40: ((2, 24),)}, "third_level": 0}, id="no-third-level"),
        pytest.param("<f20>", {"keycodes": range(8, 100)}, id="no-position"),
    ],
)
def test_a_key_that_is_not_there(text: str, values: Mapping[str, Any]) -> None:
    chord = parse_chord(text)
    assert places_of(chord, [ord(chord.key)] if len(chord.key) == 1 else [], layout_of(**values)) == (chord, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("character", "layout", "keycode"),
    [("ö", "de", 47), ("я", "ru", 52), ("ω", "gr", 55), ("ş", "tr", 47), ("ש", "il", 38)],
)
def test_characters_of_other_scripts_are_found(tmp_path: Path, character: str, layout: str, keycode: int) -> None:
    with screen(tmp_path) as desk:
        desk.run("setxkbmap", layout)
        display = open_display(desk.environ)
        assert display is not None
        chord = Chord(frozenset({Modifier.CTRL}), character)
        _, places = places_of(chord, keysyms(character, display), display.layout())
        assert {code for code, _ in places} == {keycode}
        display.close()


class Recording:
    """In place of a connection: takes note of what is asked for."""

    alive = True

    def __init__(self, layout: Layout) -> None:
        self.current = layout
        self.grabbed: list[set[tuple[int, int]]] = []
        self.released: list[set[tuple[int, int]]] = []

    def listen(self, *_: object) -> None:
        pass

    def layout(self) -> Layout:
        return self.current

    def grab(self, keys: set[tuple[int, int]]) -> bool:
        self.grabbed.append(set(keys))
        return True

    def release(self, keys: set[tuple[int, int]]) -> None:
        self.released.append(set(keys))


def test_no_key_is_free_for_a_moment_that_was_one_and_stays_one() -> None:
    """A press would get lost: a change of keyboards is announced as a new layout right before its first key."""
    display = Recording(layout_of())
    hotkeys = X11Hotkeys(display, Presses())  # type: ignore[arg-type]
    asyncio.run(hotkeys.bind(WANTED))
    former = display.grabbed[-1]
    hotkeys._grab_anew()
    assert (display.released[-1], display.grabbed[-1]) == (set(), set())
    display.current = layout_of(places={0x73: ((0, 47),)})
    hotkeys._grab_anew()
    assert display.released[-1] == former
    assert {keycode for keycode, _ in display.grabbed[-1]} == {47}


def test_a_release_that_is_never_heard_of_blocks_nothing() -> None:
    """Such a key counts as held only while it repeats itself, also where the server's clock of 32 bits turns over."""

    presses = Presses()
    hotkeys = X11Hotkeys(Recording(layout_of()), presses)  # type: ignore[arg-type]
    hotkeys._names = {(39, 0xC): "show_window"}
    for time in (0xFFFFFF00, 0xFFFFFFF0, 500, 1000, 5000):
        hotkeys._hear(KeyNews(True, 39, 0xC, time))
    assert presses.times == [0xFFFFFF00, 5000]
