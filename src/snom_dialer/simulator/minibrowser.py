"""The minibrowser of a virtual phone, as far as it matters here: callbacks, `<fetch>`, and the fragments for calls.

What it is shown: the reply to an Action URL where that is Snom XML, and the page that minibrowser.htm?url= names
(docs/snom-protocol.md §6, §13).

Not for: showing anything, menus, inputs, or the commands that only trusted hosts may give.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote
from xml.etree import ElementTree

from snom_dialer.simulator.call import CallState
from snom_dialer.simulator.fetch import Reply
from snom_dialer.simulator.keypad import Keypad, read_presses
from snom_dialer.simulator.line import Line
from snom_dialer.simulator.settings_store import SettingsStore

_DOCUMENT: Final = re.compile(r"\s*(?:<\?xml[^>]*\?>)?\s*<(?:Snom)?IPPhone\w+")
_CALLBACK: Final = re.compile(r"\$\((\w+)(?::([^)\[]*)(?:\[(\d+)\])?)?\)")
_FRAGMENT: Final = re.compile(r"(?:snom|phone)://\w+#(?P<verb>\w+)=(?P<value>.*)")
_FETCHES: Final = 20  # a document that fetches itself comes to an end


class Minibrowser:
    """Runs the documents that one phone is given. `fetch` gets a page, `later` runs a coroutine beside everything."""

    def __init__(
        self,
        settings: SettingsStore,
        line: Line,
        keypad: Keypad,
        fetch: Callable[[str], "asyncio.Future[Reply] | asyncio.Task[Reply]"],
        tell: Callable[..., None],
    ) -> None:
        self._settings = settings
        self._line = line
        self._keypad = keypad
        self._fetch = fetch
        self._tell = tell
        self._left = _FETCHES
        self.rendered = ""

    def takes(self, text: str) -> bool:
        """Whether a reply is a document for it."""
        return _DOCUMENT.match(text) is not None and "<!DOCTYPE" not in text

    def show(self, text: str, *, fresh: bool = True) -> bool:
        """Run a document; False where it is none. `fresh` is one that no other document asked for."""
        if not self.takes(text):
            return False
        try:
            root = ElementTree.fromstring(text.strip())  # noqa: S314 - no DTD gets here, see takes()
        except ElementTree.ParseError:
            self._tell("minibrowser", what="XML that cannot be read")
            return False
        self._left = _FETCHES if fresh else self._left
        self.rendered = text
        self._tell("minibrowser", what=root.tag)
        for element in root.iter("fetch"):
            self._schedule(element.get("mil", "0"), self.replaced((element.text or "").strip()))
        return True

    def open(self, url: str) -> None:
        """Fetch a page and show it."""
        self._left = _FETCHES
        self._go(url if "://" in url else f"http://{url}")

    def replaced(self, text: str) -> str:
        """Replace the callbacks `$(set:NAME[index])` and `$(lines:STATE)`; others stay."""
        return _CALLBACK.sub(self._callback, text)

    def _callback(self, found: re.Match[str]) -> str:
        name, argument, index = found[1], found[2] or "", found[3] or ""
        if name == "set":
            return self._settings.shown().get(argument + index, "")
        if name == "lines":
            wanted = frozenset({argument}) if argument else frozenset(CallState)
            return str(sum(call.state in wanted for call in self._line.calls))
        return found[0]

    def _schedule(self, milliseconds: str, url: str) -> None:
        seconds = int(milliseconds) / 1000 if milliseconds.isdecimal() else 0.0
        asyncio.get_running_loop().call_later(seconds, self._go, url)

    def _go(self, url: str) -> None:
        fragment = _FRAGMENT.fullmatch(url)
        if fragment is not None:
            self._act(fragment["verb"], unquote(fragment["value"]))
        elif self._left > 0:
            self._left -= 1
            self._fetch(url).add_done_callback(self._fetched)

    def _act(self, verb: str, value: str) -> None:
        self._tell("minibrowser", what=f"{verb}={value}")
        if verb == "numberdial":
            self._keypad.dial(value)
        elif verb == "key":
            self._keypad.press_all(
                read_presses(value.removeprefix("F_") if value in {"F_CANCEL", "F_TRANSFER"} else value)
            )

    def _fetched(self, done: "asyncio.Future[Reply]") -> None:
        if not done.cancelled():
            self.show(done.result().body, fresh=False)
