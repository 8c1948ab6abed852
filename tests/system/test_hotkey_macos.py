"""Hotkeys under macOS, against a fake of its interface with a main thread of its own."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from snom_dialer.system import hotkey_macos
from snom_dialer.system.hotkey import Bound, Trouble, parse_chord
from snom_dialer.system.hotkey_macos import EXISTS, MacHotkeys
from tests.system.presses import Presses

COMMAND, SHIFT, OPTION, CONTROL = 0x100, 0x200, 0x800, 0x1000
WANTED = {"show_window": parse_chord("<ctrl>+<alt>+s"), "hangup": parse_chord("<f9>")}


class FakeCarbon:
    """Everything is the business of the main thread."""

    def __init__(self) -> None:
        self.registered: dict[int, tuple[int, int]] = {}  # modifiers and key by number
        self.errors: dict[int, int] = {}  # by key
        self.stuck = False
        self._pressed: Callable[[int], None] | None = None
        self._main = ThreadPoolExecutor(1)
        self._owner = self._main.submit(threading.get_ident).result()

    def on_main(self, work: Callable[[], None]) -> None:
        if not self.stuck:
            self._main.submit(work)

    def listen(self, pressed: Callable[[int], None]) -> None:
        assert threading.get_ident() == self._owner
        assert self._pressed is None
        self._pressed = pressed

    def register(self, number: int, modifiers: int, key: int) -> int:
        assert threading.get_ident() == self._owner
        assert number not in self.registered
        if (modifiers, key) in self.registered.values():
            return EXISTS
        if key not in self.errors:
            self.registered[number] = modifiers, key
        return self.errors.get(key, 0)

    def unregister(self, number: int) -> None:
        assert threading.get_ident() == self._owner
        del self.registered[number]

    def press(self, modifiers: int, key: int) -> None:
        for number, held in self.registered.items():
            if held == (modifiers, key):
                self.press_number(number)

    def press_number(self, number: int) -> None:
        assert self._pressed is not None
        self._main.submit(self._pressed, number).result()

    def end(self) -> None:
        self._main.shutdown()


@pytest.fixture
def api() -> Iterator[FakeCarbon]:
    fake = FakeCarbon()
    yield fake
    fake.end()
    assert fake.registered == {}


def play(api: FakeCarbon, scene: Callable[[MacHotkeys, Presses], Coroutine[None, None, None]]) -> None:
    async def on_stage() -> None:
        hotkeys = MacHotkeys(api, presses := Presses())
        async with asyncio.timeout(10):
            await scene(hotkeys, presses)
            await hotkeys.close()
            await hotkeys.close()  # twice is no error

    asyncio.run(on_stage())


def test_hotkeys_are_registered_and_every_press_counts(api: FakeCarbon) -> None:
    async def scene(hotkeys: MacHotkeys, presses: Presses) -> None:
        assert await hotkeys.bind(WANTED) == {
            "show_window": Bound(None, "Ctrl+Option+S"),
            "hangup": Bound(None, "F9"),
        }
        assert list(api.registered.values()) == [(CONTROL | OPTION, 1), (0, 101)]
        for _ in range(20):
            api.press(CONTROL | OPTION, 1)
        api.press(0, 101)
        await presses.until(*["show_window"] * 20, "hangup")

    play(api, scene)


def test_other_hotkeys_take_the_place_of_the_former_ones(api: FakeCarbon) -> None:
    async def scene(hotkeys: MacHotkeys, presses: Presses) -> None:
        await hotkeys.bind(WANTED)
        former = min(api.registered)
        await hotkeys.bind({"hangup": WANTED["show_window"], "answer": parse_chord("<shift>+<cmd>+5")})
        assert list(api.registered.values()) == [(CONTROL | OPTION, 1), (SHIFT | COMMAND, 23)]
        api.press_number(former)
        api.press(SHIFT | COMMAND, 23)
        api.press(CONTROL | OPTION, 1)
        await presses.until("answer", "hangup")
        assert await hotkeys.bind({}) == {}

    play(api, scene)


def test_a_key_that_is_taken_or_not_there_is_said_to_be(api: FakeCarbon) -> None:
    api.errors = {101: EXISTS, 109: -50}

    async def scene(hotkeys: MacHotkeys, presses: Presses) -> None:
        wanted = WANTED | {
            "again": WANTED["show_window"],
            "answer": parse_chord("<f10>"),
            "dial_selection": parse_chord("<pause>"),
        }
        assert await hotkeys.bind(wanted) == {
            "show_window": Bound(None, "Ctrl+Option+S"),
            "hangup": Bound(Trouble.TAKEN, "F9"),
            "again": Bound(Trouble.TAKEN, "Ctrl+Option+S"),
            "answer": Bound(Trouble.UNAVAILABLE, "F10"),
            "dial_selection": Bound(Trouble.UNKNOWN_KEY, "Pause"),
        }

    play(api, scene)


def test_a_main_thread_without_an_event_loop_is_told_of(
    api: FakeCarbon, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(hotkey_macos, "PATIENCE", 0.02)
    api.stuck = True

    async def scene(hotkeys: MacHotkeys, presses: Presses) -> None:
        assert [trouble for trouble, _ in (await hotkeys.bind(WANTED)).values()] == [Trouble.UNAVAILABLE] * 2

    play(api, scene)
    assert (logging.WARNING, "the main thread registers no hotkeys") in {
        (record.levelno, record.getMessage()) for record in caplog.records
    }


def test_a_press_after_the_end_of_the_loop_harms_nobody(api: FakeCarbon) -> None:
    async def bind() -> MacHotkeys:
        hotkeys = MacHotkeys(api, Presses())
        await hotkeys.bind(WANTED)
        return hotkeys

    asyncio.run(bind())
    api.press(0, 101)
    api.registered.clear()
