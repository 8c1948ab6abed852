"""A hotkey is read as the original program wrote it, and is none where it would be in the way of typing."""

import asyncio
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.errors import CallerError, Code, Exit
from snom_dialer.system import keyboard
from snom_dialer.system.hotkey import (
    Bound,
    Chord,
    Hotkeys,
    Modifier,
    NoHotkeys,
    Trouble,
    caption,
    hotkeys_for,
    parse_chord,
)
from tests.system.presses import Presses

CTRL, ALT, SHIFT, CMD = Modifier.CTRL, Modifier.ALT, Modifier.SHIFT, Modifier.CMD


@pytest.mark.parametrize(
    ("text", "modifiers", "key", "canonical", "shown"),
    [
        ("<ctrl>+<alt>+s", {CTRL, ALT}, "s", "<ctrl>+<alt>+s", "Ctrl+Alt+S"),
        ("S+<ALT>+<Ctrl>", {CTRL, ALT}, "s", "<ctrl>+<alt>+s", "Ctrl+Alt+S"),
        ("<ctrl_l>+<alt_r>+x", {CTRL, ALT}, "x", "<ctrl>+<alt>+x", "Ctrl+Alt+X"),
        (" <cmd>+<shift>+1 ", {CMD, SHIFT}, "1", "<shift>+<cmd>+1", "Shift+Super+1"),
        ("<f9>", set(), "f9", "<f9>", "F9"),
        ("<shift>+<F12>", {SHIFT}, "f12", "<shift>+<f12>", "Shift+F12"),
        ("<pause>", set(), "pause", "<pause>", "Pause"),
        ("<media_play_pause>", set(), "media_play_pause", "<media_play_pause>", "Play/Pause"),
        ("<ctrl>+<space>", {CTRL}, "space", "<ctrl>+<space>", "Ctrl+Space"),
        ("<alt>+<page_up>", {ALT}, "page_up", "<alt>+<page_up>", "Alt+Page up"),
        ("<ctrl>++", {CTRL}, "+", "<ctrl>++", "Ctrl++"),
        ("++<ctrl>", {CTRL}, "+", "<ctrl>++", "Ctrl++"),
        ("<ctrl>+<", {CTRL}, "<", "<ctrl>+<", "Ctrl+<"),
        ("<ctrl>+Ö", {CTRL}, "ö", "<ctrl>+ö", "Ctrl+Ö"),
        ("<ctrl>+ß", {CTRL}, "ß", "<ctrl>+ß", "Ctrl+ß"),
    ],
)
def test_a_hotkey_is_read_and_written(
    text: str, modifiers: set[Modifier], key: str, canonical: str, shown: str
) -> None:
    chord = parse_chord(text)
    assert chord == Chord(frozenset(modifiers), key)
    assert str(chord) == canonical
    assert caption(chord, "linux") == shown


def test_keys_are_called_as_the_system_calls_them() -> None:
    chord = parse_chord("<ctrl>+<alt>+<shift>+<cmd>+k")
    assert caption(chord, "linux") == "Ctrl+Alt+Shift+Super+K"
    assert caption(chord, "win32") == "Ctrl+Alt+Shift+Win+K"
    assert caption(chord, "darwin") == "Ctrl+Option+Shift+Cmd+K"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("<ctrl>+", "nothing before or after"),
        ("<ctrl>+<alt>", "a key is missing"),
        ("<shift>", "a key is missing"),
        ("<ctrl>+a+b", "two keys"),
        ("<f1>+<f2>", "two keys"),
        ("<ctrl>+<ctrl_r>+s", "<ctrl_r> is there twice"),
        ("<ctrl>+f9", "no key f9"),
        ("<ctrl>+<s>", "no key <s>"),
        ("<ctrl>+<hyper>", "no key <hyper>"),
        ("<ctrl>+<caps_lock>", "no key <caps_lock>"),
        ("<ctrl>+<>", "no key <>"),
        ("<ctrl>+<65056>", "no key <65056>"),
        ("ctrl+alt+s", "no key ctrl"),
        ("<ctrl>+ s", "no key  s"),
        ("<ctrl>+\t", "nothing before or after"),
        ("<ctrl>+\x1b", "no key"),
        ("s", "could not be typed"),
        ("<shift>+s", "could not be typed"),
        ("5", "could not be typed"),
        ("+", "could not be typed"),
        ("<space>", "could not be typed"),
        ("<enter>", "could not be typed"),
        ("<shift>+<left>", "could not be typed"),
    ],
)
def test_what_is_no_hotkey_is_said_in_words(text: str, what: str) -> None:
    with pytest.raises(CallerError) as caught:
        parse_chord(text)
    assert caught.value.code is Code.HOTKEY_SENSELESS
    assert caught.value.exit is Exit.CONFIGURATION
    assert what in caught.value.message
    assert text in caught.value.message


_CHARACTERS = st.characters().filter(keyboard.is_character)
_CHORDS = st.builds(
    Chord,
    st.frozensets(st.sampled_from(Modifier)),
    st.one_of(st.sampled_from(sorted(keyboard.NAMED)), _CHARACTERS, st.sampled_from("abc019+-<>")),
).filter(lambda chord: chord.key in keyboard.ALONE or chord.modifiers - {SHIFT})


@given(_CHORDS)
def test_what_is_written_is_read_as_the_same(chord: Chord) -> None:
    assert parse_chord(str(chord)) == chord
    assert caption(chord)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>+csf19")), max_size=20))
def test_any_text_is_a_hotkey_or_a_fault(text: str) -> None:
    try:
        chord = parse_chord(text)
    except CallerError:
        return
    assert parse_chord(str(chord)) == chord


def test_no_two_keys_are_one() -> None:
    characters = [chr(code) for code in range(0x21, 0x100) if keyboard.is_character(chr(code))]
    keys = [found for name in (*keyboard.NAMED, *characters) if (found := keyboard.key(name)) is not None]
    assert len(keys) == len(keyboard.NAMED) + len(characters)
    for column in ("caption", "keysym", "position", "windows", "macos"):
        values = [value for found in keys if (value := getattr(found, column)) != -1]
        assert len(values) == len(set(values)), column


def found_for(environ: Mapping[str, str], platform: str) -> Hotkeys:
    async def find() -> Hotkeys:
        return await hotkeys_for(Presses(), environ=environ, platform=platform)

    return asyncio.run(find())


@pytest.mark.parametrize(
    ("environ", "platform"),
    [
        pytest.param({}, "linux", id="no-display"),
        pytest.param({"DISPLAY": ":65000"}, "linux", id="dead-display"),
        pytest.param({"DISPLAY": "nonsense"}, "linux", id="senseless-display"),
        pytest.param({"XDG_SESSION_TYPE": "wayland"}, "linux", id="wayland-without-a-bus"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "linux", id="wayland-with-x11"),
        pytest.param(
            {"WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"},
            "linux",
            id="wayland-with-a-dead-bus",
        ),
        pytest.param({"DISPLAY": ":0"}, "win32" if sys.platform != "win32" else "darwin", id="windows"),
        pytest.param({"DISPLAY": ":0"}, "darwin" if sys.platform != "darwin" else "win32", id="macos"),
    ],
)
def test_where_there_is_no_way_to_hotkeys_they_are_unavailable(environ: Mapping[str, str], platform: str) -> None:
    found = found_for(environ, platform)
    assert isinstance(found, NoHotkeys)
    bound = asyncio.run(found.bind({"hangup": parse_chord("<ctrl>+<alt>+x")}))
    assert bound == {"hangup": Bound(Trouble.UNAVAILABLE, "Ctrl+Alt+X")}
    asyncio.run(found.close())


@pytest.mark.parametrize("environ", [{"WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}])
def test_without_jeepney_there_are_none_under_wayland(
    environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "snom_dialer.system.bus", raising=False)
    monkeypatch.setitem(sys.modules, "jeepney", None)
    assert isinstance(found_for(environ, "linux"), NoHotkeys)
