"""The keys of a Snom phone and the sequence `Key[,Time[,Pause]][;…]` that presses them (docs/snom-protocol.md §4).

Not for: sending them (command), or knowing which phone has which key (capability): a phone ignores a key that it lacks.
No error text repeats what was typed, as a sequence may hold a PIN.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from snom_dialer.errors import Code, DialerError, fault

LONGEST_MS = 60_000

_EVERY = "every phone"
_NOT_1XX = "every phone but 1xx and 2xx"
_ONLY_1XX = "1xx and 2xx"
_X_KEY_MS = 1_000  # with `long_cancel_is_blocking_caller` a longer press blocks the caller (docs/snom-protocol.md §4)


class Key(NamedTuple):
    """A row of the table of keys. `name` ends in `n` or `…` where `pattern` stands for several names.

    `longest_ms` is the longest time in milliseconds that we hold the key down.
    """

    name: str
    meaning: str
    phones: str = _EVERY
    longest_ms: int = LONGEST_MS
    pattern: str = ""


# docs/snom-protocol.md §4
KEYS: tuple[Key, ...] = (
    *(Key(digit, f"the key {digit}") for digit in "0123456789*#"),
    Key("CANCEL", "the X key: ends the selected call, rejects a ringing one, leaves a menu", _NOT_1XX, _X_KEY_MS),
    Key("ENTER", "the tick or OK key: answers a ringing call, confirms"),
    Key("OFFHOOK", "lifts the handset"),
    Key("ONHOOK", "puts the handset down"),
    Key("LEFT", "navigation"),
    Key("RIGHT", "navigation"),
    Key("UP", "navigation"),
    Key("DOWN", "navigation"),
    Key("VOLUME_UP", "louder", _NOT_1XX),
    Key("VOLUME_DOWN", "softer", _NOT_1XX),
    Key("MENU", "the menu key", "3xx up to firmware 6"),
    Key("MUTE", "switches the microphone off and on", "D3xx and D7xx"),
    Key("REDIAL", "redial"),
    Key("DND", "switches do-not-disturb on and off"),
    Key("REC", "the record key", _NOT_1XX),
    Key("F1", "soft key under the display"),
    Key("F2", "soft key under the display"),
    Key("F3", "soft key under the display"),
    Key("F4", "soft key under the display", "every phone but 190, 200 and 870"),
    Key("SPEAKER", "loudspeaker"),
    Key("HEADSET", "headset", _NOT_1XX),
    Key("TRANSFER", "transfer", _NOT_1XX),
    Key("F_HOLD", "holds and takes back the selected call", "firmware 8.7.3.7 and later"),
    Key("F_R", "holds and takes back the selected call", "3xx before firmware 8.7.3.7"),
    Key("F_CANCEL", "the X key by its inner name", _NOT_1XX, _X_KEY_MS),
    Key("DISCONNECT", "ends a call", _ONLY_1XX),
    Key("CLEAR", "the clear key", _ONLY_1XX),
    Key("FUNCTION", "the F key: menu", "190 and 200"),
    Key("RECALL", "the hold key", _ONLY_1XX),
    Key("Pn", "programmable key: up to 5 (1xx, 2xx), 4 (300), 12 (3xx, 820), 15 (870)", pattern="P[0-9]+"),
    Key("EKn", "key of an expansion module", "220 and 3xx", pattern="EK[0-9]+"),
    # Only F_HOLD and F_R are known to work as a key press; the other inner names are let through for trying out.
    Key("F_…", "a key by its inner name, such as F_TRANSFER", _NOT_1XX, pattern="F_[A-Z_]+"),
)

_BY_NAME = {key.name: key for key in KEYS if not key.pattern}
_BY_PATTERN = tuple(key for key in KEYS if key.pattern)
_TIME = re.compile("[0-9]{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPress:
    """One key press: the key's canonical name, how long to hold it, how long to wait after it (ms; None: not told)."""

    key: str
    hold_ms: int | None = None
    pause_ms: int | None = None


class _Token(NamedTuple):
    """A word of a sequence without the blanks around it, and where it begins, counted from 1."""

    text: str
    position: int


def parse(text: str) -> tuple[KeyPress, ...]:
    """Read a key sequence; lower case and blanks around words are fine, an empty time is "not told".

    Raises KEYS_INVALID with the position, counted from 1, of the character where the fault is.
    """
    return tuple(_press(_split(part.text, ",", part.position)) for part in _split(text, ";", 1))


def write(presses: Sequence[KeyPress]) -> str:
    """Write key presses in canonical form, not percent-encoded; `parse` reads them back."""
    return ";".join(_write_one(press) for press in presses)


def split_characters(text: str) -> str:
    """Make a key sequence of what was typed in one go: `;` between the characters, unless the text has one already."""
    return text if ";" in text else ";".join("".join(text.split()))


def _split(text: str, separator: str, position: int) -> list[_Token]:
    tokens = []
    for part in text.split(separator):
        word = part.lstrip()
        blanks = len(part) - len(word) if word else 0
        tokens.append(_Token(word.rstrip(), position + blanks))
        position += len(part) + 1
    return tokens


def _press(tokens: list[_Token]) -> KeyPress:
    if len(tokens) > 3:
        raise _invalid(tokens[3], "a key takes no more than a time and a pause")
    key = _key(tokens[0])
    name = tokens[0].text.upper()
    times = [_time(token) for token in tokens[1:]] + [None, None]
    hold_ms, pause_ms = times[:2]
    if hold_ms is not None and hold_ms > key.longest_ms:
        raise _invalid(tokens[1], f"{name} held for more than {key.longest_ms} ms makes some phones block the caller")
    return KeyPress(key=name, hold_ms=hold_ms, pause_ms=pause_ms)


def _key(token: _Token) -> Key:
    name = token.text.upper()
    if key := _BY_NAME.get(name):
        return key
    for family in _BY_PATTERN:
        if re.fullmatch(family.pattern, name):
            return family
    raise _invalid(token, "there is no key of that name" if name else "a key is missing")


def _time(token: _Token) -> int | None:
    if not token.text:
        return None
    if not _TIME.fullmatch(token.text) or int(token.text) > LONGEST_MS:
        raise _invalid(token, f"a time is a whole number of milliseconds from 0 to {LONGEST_MS}")
    return int(token.text)


def _invalid(token: _Token, what: str) -> DialerError:
    return fault(Code.KEYS_INVALID, position=token.position, what=what)


def _write_one(press: KeyPress) -> str:
    times = ["" if time is None else str(time) for time in (press.hold_ms, press.pause_ms)]
    return ",".join([press.key, *times]).rstrip(",")
