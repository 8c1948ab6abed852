"""Hotkeys under Windows, against a fake of its interface with a queue of messages as a thread there has one."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Coroutine

import pytest

from snom_dialer.system.hotkey import Bound, Trouble, parse_chord
from snom_dialer.system.hotkey_windows import ALREADY_REGISTERED, WM_APP, WM_HOTKEY, WM_QUIT, Message, WindowsHotkeys
from tests.system.presses import Presses

ALT, CONTROL, SHIFT, WIN, NO_REPEAT = 0x1, 0x2, 0x4, 0x8, 0x4000
WANTED = {"show_window": parse_chord("<ctrl>+<alt>+s"), "hangup": parse_chord("<f9>")}


class FakeUser32:
    """Holds to what Windows documents: everything is the business of the thread that has registered it."""

    def __init__(self, taken: tuple[int, ...] = ()) -> None:
        self.registered: dict[int, tuple[int, int]] = {}  # modifiers and key by number
        self.errors = dict.fromkeys(taken, ALREADY_REGISTERED)  # by key
        self.owner = 0
        self.broken = False
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()

    def thread(self) -> int:
        if self.broken:
            raise OSError("no queue")
        self.owner = threading.get_ident()
        return self.owner

    def register(self, number: int, modifiers: int, key: int) -> int:
        assert threading.get_ident() == self.owner
        assert number not in self.registered
        if (modifiers, key) in self.registered.values():
            return ALREADY_REGISTERED
        if key not in self.errors:
            self.registered[number] = modifiers, key
        return self.errors.get(key, 0)

    def unregister(self, number: int) -> None:
        assert threading.get_ident() == self.owner
        del self.registered[number]

    def key_of(self, character: str) -> int:
        return {"!": 0x131, "@": 0x651, "ö": 0xC0}.get(character, -1)  # as with a German keyboard

    def next(self) -> Message:
        assert threading.get_ident() == self.owner
        return self._messages.get()

    def post(self, thread: int, kind: int) -> None:
        if thread:
            assert thread == self.owner
            self._messages.put(Message(kind, 0))

    def press(self, modifiers: int, key: int) -> None:
        for number, held in self.registered.items():
            if held == (modifiers | NO_REPEAT, key):
                self._messages.put(Message(WM_HOTKEY, number))


def play(api: FakeUser32, scene: Callable[[WindowsHotkeys, Presses], Coroutine[None, None, None]]) -> None:
    async def on_stage() -> None:
        hotkeys = WindowsHotkeys(api, presses := Presses())
        async with asyncio.timeout(10):
            await scene(hotkeys, presses)
            await hotkeys.close()
            await hotkeys.close()  # twice is no error
        assert not [thread for thread in threading.enumerate() if thread.name == "hotkeys"]

    asyncio.run(on_stage())
    assert api.registered == {}


def test_hotkeys_are_registered_and_every_press_counts() -> None:
    api = FakeUser32()

    async def scene(hotkeys: WindowsHotkeys, presses: Presses) -> None:
        assert await hotkeys.bind(WANTED) == {"show_window": Bound(None, "Ctrl+Alt+S"), "hangup": Bound(None, "F9")}
        assert list(api.registered.values()) == [(CONTROL | ALT | NO_REPEAT, 0x53), (NO_REPEAT, 0x78)]
        assert api.owner != threading.get_ident()
        for _ in range(20):
            api.press(CONTROL | ALT, 0x53)
        api.press(0, 0x78)
        await presses.until(*["show_window"] * 20, "hangup")

    play(api, scene)


def test_other_hotkeys_take_the_place_of_the_former_ones() -> None:
    api = FakeUser32()

    async def scene(hotkeys: WindowsHotkeys, presses: Presses) -> None:
        await hotkeys.bind(WANTED)
        former = Message(WM_HOTKEY, min(api.registered))
        await hotkeys.bind({"hangup": parse_chord("<ctrl>+<alt>+s"), "answer": parse_chord("<shift>+<cmd>+<pause>")})
        assert list(api.registered.values()) == [(CONTROL | ALT | NO_REPEAT, 0x53), (SHIFT | WIN | NO_REPEAT, 0x13)]
        api._messages.put(former)  # one that was on its way
        api._messages.put(Message(0x000F, 1))  # WM_PAINT, which is none of ours
        api.press(SHIFT | WIN, 0x13)
        api.press(CONTROL | ALT, 0x53)
        await presses.until("answer", "hangup")
        assert await hotkeys.bind({}) == {}
        assert api.registered == {}

    play(api, scene)


def test_a_key_that_is_taken_or_not_there_is_said_to_be() -> None:
    api = FakeUser32(taken=(0x78,))
    api.errors[0x79] = 5

    async def scene(hotkeys: WindowsHotkeys, presses: Presses) -> None:
        wanted = WANTED | {
            "again": WANTED["show_window"],
            "answer": parse_chord("<f10>"),
            "dial_selection": parse_chord("<ctrl>+я"),
        }
        assert await hotkeys.bind(wanted) == {
            "show_window": Bound(None, "Ctrl+Alt+S"),
            "hangup": Bound(Trouble.TAKEN, "F9"),
            "again": Bound(Trouble.TAKEN, "Ctrl+Alt+S"),
            "answer": Bound(Trouble.UNAVAILABLE, "F10"),
            "dial_selection": Bound(Trouble.UNKNOWN_KEY, "Ctrl+Я"),
        }
        api.errors.clear()
        assert (await hotkeys.bind(WANTED))["hangup"] == Bound(None, "F9")

    play(api, scene)


def test_what_is_held_for_a_character_is_part_of_it() -> None:
    api = FakeUser32()

    async def scene(hotkeys: WindowsHotkeys, presses: Presses) -> None:
        bound = await hotkeys.bind({name: parse_chord(f"<cmd>+{name}") for name in "!@ö"})
        assert [shown for _, shown in bound.values()] == ["Shift+Win+!", "Ctrl+Alt+Win+@", "Win+Ö"]
        assert [(modifiers & ~NO_REPEAT, key) for modifiers, key in api.registered.values()] == [
            (SHIFT | WIN, 0x31),
            (CONTROL | ALT | WIN, 0x51),
            (WIN, 0xC0),
        ]

    play(api, scene)


def test_a_thread_that_fails_is_told_of(caplog: pytest.LogCaptureFixture) -> None:
    api = FakeUser32()
    api.broken = True

    async def scene(hotkeys: WindowsHotkeys, presses: Presses) -> None:
        for _ in range(2):
            assert await hotkeys.bind(WANTED) == {
                "show_window": Bound(Trouble.UNAVAILABLE, "Ctrl+Alt+S"),
                "hangup": Bound(Trouble.UNAVAILABLE, "F9"),
            }

    play(api, scene)
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "the hotkeys have ended")
    ]


def test_once_closed_there_are_none() -> None:
    api = FakeUser32()

    async def scene(hotkeys: WindowsHotkeys, presses: Presses) -> None:
        await hotkeys.close()  # before anything
        await hotkeys.bind(WANTED)
        await hotkeys.close()
        assert [trouble for trouble, _ in (await hotkeys.bind(WANTED)).values()] == [Trouble.UNAVAILABLE] * 2

    play(api, scene)


def test_a_press_after_the_end_of_the_loop_harms_nobody() -> None:
    api = FakeUser32()

    async def bind() -> WindowsHotkeys:
        hotkeys = WindowsHotkeys(api, Presses())
        await hotkeys.bind(WANTED)
        return hotkeys

    hotkeys = asyncio.run(bind())
    api.press(0, 0x78)
    api.post(api.owner, WM_QUIT)
    assert hotkeys._thread is not None
    hotkeys._thread.join(10)
    assert not hotkeys._thread.is_alive()
    assert api.registered == {}


def test_the_numbers_of_the_messages_are_those_of_windows() -> None:
    assert (WM_QUIT, WM_HOTKEY, WM_APP, ALREADY_REGISTERED) == (18, 786, 32768, 1409)
