"""What is selected on a real X server: whoever has it, and however it gives it, or does not."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there is no X server on this system", allow_module_level=True)

from snom_dialer.system.x11_selection import CLIPBOARD, PRIMARY, X11Selection, open_selection
from tests.desktop import Screen, screen
from tests.system.presses import until

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as started:
        yield started


def owner(desk: Screen, text: bytes, selection: str = PRIMARY, target: str = "UTF8_STRING") -> subprocess.Popen[bytes]:
    """Start a program that has this text selected, in this form only, and wait until it has."""
    path = desk.folder / "selected"
    path.write_bytes(text)
    how = ("-selection", selection.lower(), "-target", target)
    started = desk.start("xclip", *how, "-quiet", "-i", path)
    asked = ("xclip", "-selection", selection.lower(), "-target", target, "-o")

    def has() -> bool:
        return subprocess.run(asked, env=desk.environ, capture_output=True, timeout=20).stdout == text

    asyncio.run(until(has))
    return started


async def opened(desk: Screen) -> X11Selection:
    made = open_selection(desk.environ)
    assert made is not None
    return made


def read(desk: Screen, selection: str = PRIMARY) -> str:
    async def once() -> str:
        made = await opened(desk)
        try:
            return await made.read(selection)
        finally:
            made.close()

    return asyncio.run(once())


def test_the_selection_and_the_clipboard_are_two_things(desk: Screen) -> None:
    assert (read(desk, PRIMARY), read(desk, CLIPBOARD)) == ("", "")
    owner(desk, "030 – 1 ☎ 😀".encode(), PRIMARY)
    owner(desk, b"030 2", CLIPBOARD)
    assert (read(desk, PRIMARY), read(desk, CLIPBOARD)) == ("030 – 1 ☎ 😀", "030 2")


def test_an_old_program_gives_latin_1(desk: Screen) -> None:
    owner(desk, "Büro 030".encode("latin-1"), target="STRING")
    assert read(desk) == "Büro 030"


def test_what_is_no_text_is_none(desk: Screen) -> None:
    owner(desk, b"\x89PNG", target="image/png")
    assert read(desk) == ""


@pytest.mark.parametrize("size", [60_000, 200_000, 3_000_000])
def test_of_a_book_the_beginning_is_read_and_its_owner_is_none_the_worse(desk: Screen, size: int) -> None:
    xclip = owner(desk, "é".encode() * (size // 2))
    text = read(desk)
    assert set(text) == {"é"}
    assert len(text.encode()) == min(size, 65536)
    assert read(desk) == text
    assert xclip.poll() is None


def test_who_hangs_is_not_waited_for_and_may_answer_late(desk: Screen) -> None:
    xclip = owner(desk, b"030 1")

    async def ask() -> None:
        made = await opened(desk)
        xclip.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        assert await made.read(PRIMARY) == ""
        assert await made.read(PRIMARY) == ""
        assert time.monotonic() - began < 2
        xclip.send_signal(signal.SIGCONT)
        assert await made.read(PRIMARY) == "030 1"  # not one of the answers before
        owner_of_another = await asyncio.to_thread(owner, desk, b"030 2")
        assert await made.read(PRIMARY) == "030 2"
        assert owner_of_another.poll() is None
        made.close()

    asyncio.run(ask())


def test_who_hangs_often_does_not_fill_the_server_with_windows(desk: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snom_dialer.system.x11_selection._PATIENCE", 0.01)
    xclip = owner(desk, b"030 1")
    xclip.send_signal(signal.SIGSTOP)

    async def ask() -> None:
        made = await opened(desk)
        before = windows(desk)
        for _ in range(40):
            assert await made.read(PRIMARY) == ""
        assert windows(desk) - before == 16
        made.close()

    asyncio.run(ask())
    os.kill(xclip.pid, signal.SIGCONT)


def windows(desk: Screen) -> int:
    return len(desk.run("xwininfo", "-root", "-children").splitlines())


def test_the_loop_goes_on_while_it_is_waited_for(desk: Screen) -> None:
    owner(desk, b"030 1").send_signal(signal.SIGSTOP)

    async def ask() -> None:
        made = await opened(desk)
        reading = asyncio.ensure_future(made.read(PRIMARY))
        ticks = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            ticks += 1
        assert ticks > 20
        made.close()

    asyncio.run(ask())


def test_without_a_server_nothing_is_selected(desk: Screen) -> None:
    assert open_selection({}) is None

    async def ask() -> None:
        made = await opened(desk)
        assert desk.server is not None
        desk.server.kill()
        desk.server.wait()
        assert await made.read(PRIMARY) == ""
        assert await made.read(PRIMARY) == ""
        assert not made.alive
        made.close()

    asyncio.run(ask())
