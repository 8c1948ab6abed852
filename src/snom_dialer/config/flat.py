"""The original program's file, one flat object without a version, as a document of version 2.

Values are moved and not judged: the validator does that, and `origins` lets it name the key that the user wrote.
Not for: files (migrate), or later versions (step).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

Path = tuple[str | int, ...]

EVENTS = ("incoming", "outgoing", "connected", "disconnected", "onhook", "offhook")
RECENT_LIMIT = 100

_PHONE = (("ip", "host"), ("username", "username"), ("password", "password"))
_ELSEWHERE: tuple[tuple[str, tuple[str, str]], ...] = (
    ("web_port", ("callback", "port")),
    ("hotkey_show_window", ("hotkeys", "show_window")),
    ("hotkey_hangup", ("hotkeys", "hangup")),
)
_CARRIED = ("recent_numbers", "window_width", "windows_autostart")
_OLDEST_ACTION = "incoming_action_url"  # before there were six; read by the original as well
_KEYS = frozenset(
    (*(key for key, _ in (*_PHONE, *_ELSEWHERE)), *_CARRIED, _OLDEST_ACTION, *(f"action_url_{name}" for name in EVENTS))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What the original kept in its file and we keep elsewhere; None where it said nothing.

    `recent_numbers`: newest first, at most 100. `window_width`: in pixels.
    """

    recent_numbers: tuple[str, ...] = ()
    window_width: int | None = None
    windows_autostart: bool | None = None


class Upgraded(NamedTuple):
    """A document of a later version, what of the former one goes elsewhere, and which place each place came from."""

    document: dict[str, Any]
    carried: Carried | None
    origins: dict[Path, Path]


def is_flat(document: dict[str, Any]) -> bool:
    """Whether it is the original's: no version, and at least one of its keys."""
    return "version" not in document and "phones" not in document and not _KEYS.isdisjoint(document)


def upgraded(document: dict[str, Any]) -> Upgraded:
    """Return a flat document as version 2. Keys that the original does not know stay where they are."""
    rest = dict(document)
    new: dict[str, Any] = {"version": 2}
    origins: dict[Path, Path] = {}
    _take_phone(rest, new, origins)
    for key, (section, name) in _ELSEWHERE:
        if key in rest:
            new.setdefault(section, {})[name] = rest.pop(key)
            origins[section, name] = (key,)
    _take_actions(rest, new, origins)
    carried = _taken_elsewhere(rest)
    # Unknown keys stay; where one has a name of the new shape, what the original's keys say goes before it.
    return Upgraded(rest | new, carried, origins)


def _take_phone(rest: dict[str, Any], new: dict[str, Any], origins: dict[Path, Path]) -> None:
    """Without an address there is no phone, and user name and password stay as unknown keys."""
    if rest.get("ip", "") == "":
        rest.pop("ip", None)
        return
    new["phones"] = [{"name": "phone"}]
    for key, name in _PHONE:
        if key in rest:
            new["phones"][0][name] = rest.pop(key)
            origins["phones", 0, name] = (key,)


def _take_actions(rest: dict[str, Any], new: dict[str, Any], origins: dict[Path, Path]) -> None:
    actions: list[dict[str, Any]] = []
    oldest = rest.pop(_OLDEST_ACTION, "")
    for event in EVENTS:
        key = f"action_url_{event}"
        browser = rest.pop(f"{key}_open_browser", False)
        url = rest.pop(key, "")
        if event == "incoming" and url == "":
            key, url = (_OLDEST_ACTION, oldest) if oldest != "" else (key, url)
        if url == "":
            continue
        place: Path = ("actions", len(actions))
        origins |= {(*place, "url"): (key,), (*place, "browser"): (f"action_url_{event}_open_browser",)}
        actions.append({"event": event, "url": url, "browser": browser})
    if actions:
        new["actions"] = actions


def _taken_elsewhere(rest: dict[str, Any]) -> Carried:
    """Nothing in here is worth a refusal: what is of the wrong type is dropped, as the original does it."""
    recent = rest.pop("recent_numbers", None)
    numbers = [text for text in recent if isinstance(text, str)] if isinstance(recent, list) else []
    return Carried(
        recent_numbers=tuple(numbers[:RECENT_LIMIT]),
        window_width=_typed(rest.pop("window_width", None), lambda value: type(value) is int),
        windows_autostart=_typed(rest.pop("windows_autostart", None), lambda value: type(value) is bool),
    )


def _typed(value: Any, right: Callable[[Any], bool]) -> Any:
    return value if right(value) else None
