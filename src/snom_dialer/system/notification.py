"""Notifications of the desktop, for calls: org.freedesktop.Notifications on the bus of the session.

What is shown was chosen by whoever calls: it goes out as one plain line each, bounded, and with nothing in it that a
desktop could read as markup. A press of a button counts once for each `show`, as nobody answers a call twice, and only
from the program that shows notifications. What that one does not show soon counts as not shown, and is closed again
should it turn up after all. Windows and macOS have no such bus; there the caller shows a card of its own.

A real dunst was tried. The desktops of GNOME and KDE: not tried on the real thing.

Not for: what is said in a notification and what a button does (gui), or when one is due.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from snom_dialer.protocol.text import plain

if TYPE_CHECKING:
    from snom_dialer.system.bus import Bus, Place, Signal

log = logging.getLogger(__name__)

TITLE_LIMIT = 100  # characters
BODY_LIMIT = 500
LABEL_LIMIT = 60
CLICKED = "default"  # the key of the notification itself, as the specification has it
_SOON = 0.7  # seconds that the desktop gets to show one: whoever calls hangs up after twenty
_LATE = 600.0  # seconds after which one that was not shown is not waited for any more, to close it
_FAREWELL = 1.0  # seconds that the end of the program waits for what is shown to be closed
_PROGRAM = "Snom dialer"
_DESKTOP_FILE = "snom-dialer"
_ICON = "call-start"  # of the icon naming specification, so every theme has it
_NEVER, _USUAL = 0, -1  # when it expires
_NORMAL, _CRITICAL = 1, 2  # urgency
_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_HARMLESS = str.maketrans({"<": "‹", ">": "›"})  # dunst 1.9 may read markup that it does not own up to


class Button(NamedTuple):
    """A button: what it is called in the program, and for people."""

    key: str
    label: str


class _Shown(NamedTuple):
    """A notification that is shown: the desktop's number for it, and the buttons that may still be pressed."""

    number: int
    keys: frozenset[str]


class Notifications:
    """What this program shows on the desktop; made by `open_notifications`, for one event loop.

    `acted` gets the id of a notification and the key of its button, "default" where it was clicked itself. Most
    desktops close it then, dunst may not. `gone` gets the id of one that the user closed or that expired; it may follow
    `acted`, and does not follow `close`. What the two raise is logged. Where the program that shows notifications ends,
    they vanish without a word, and the next `show` shows them anew.
    """

    def __init__(
        self, acted: Callable[[str, str], None], gone: Callable[[str], None], environ: Mapping[str, str] = os.environ
    ) -> None:
        self._acted = acted
        self._gone = gone
        self._environ = environ
        self._bus: Bus | None = None
        self._owner = ""  # the unique name of the program that shows notifications
        self._asked = False  # whether that one has said what it can
        self._capabilities: frozenset[str] = frozenset()
        self._shown: dict[str, _Shown] = {}
        self._late: set[asyncio.Task[bool]] = set()  # what is being shown and came too late
        self._turn = asyncio.Lock()
        self._stopped = False

    @property
    def can_act(self) -> bool:
        """Whether buttons are shown; it may change where another program begins to show notifications."""
        return "actions" in self._capabilities

    async def show(self, id_: str, title: str, text: str, buttons: Sequence[Button], *, urgent: bool = True) -> bool:
        """Show a notification, in the place of the one with that id, and say whether that worked.

        Of `title` 100 and of `text` 500 characters are shown, each as one line. A button with the key "default" names
        the click on the notification itself, which counts in any case. An urgent one stays until somebody closes it.
        Buttons are left out where `can_act` is false. It takes 0.7 seconds at most; while the desktop owes an answer
        from before, nothing is shown at all. Raises nothing.
        """
        if self._late:
            return False
        showing = asyncio.create_task(self._show(id_, title, text, buttons, urgent))
        await asyncio.wait({showing}, timeout=_SOON)
        if showing.done():
            return showing.result()
        log.warning("the desktop does not answer: nothing is shown there until it does")
        self._late.add(showing)
        showing.add_done_callback(self._late.discard)
        return False

    async def _show(self, id_: str, title: str, text: str, buttons: Sequence[Button], urgent: bool) -> bool:
        async with self._turn:
            try:
                bus = await self._ready()
                if not self._is_late():
                    before = self._shown.get(id_)
                    values = self._values(before.number if before else 0, title, text, buttons, urgent)
                    number = await bus.call(_place(_NAME), "Notify", "susssasa{sv}i", *values, patience=_LATE)
                    self._shown[id_] = _Shown(_number(number), frozenset(button.key for button in buttons))
            except OSError as error:
                log.warning("the desktop shows no notification (%s)", error)
                return False
        if self._is_late():
            await self.close(id_)
        return True

    def _is_late(self) -> bool:
        return asyncio.current_task() in self._late

    async def close(self, id_: str) -> None:
        """Close the notification with that id, if it is shown. Raises nothing."""
        async with self._turn:
            shown = self._shown.pop(id_, None)
            if shown is None or self._bus is None:
                return
            try:
                await self._bus.call(_place(_NAME), "CloseNotification", "u", shown.number)
            except OSError as error:
                log.info("a notification was not closed (%s)", error)

    async def inhibited(self) -> bool:
        """Whether the user does not want to be disturbed, as far as the desktop tells. Raises nothing."""
        if self._late:
            return False
        try:
            async with self._turn:
                bus = await self._ready()
            answer = await bus.call(_place("org.freedesktop.DBus.Properties"), "Get", "ss", _NAME, "Inhibited")
        except OSError:
            return False  # most desktops have no such property
        return answer == (("b", True),)

    async def stop(self) -> None:
        """Close what is shown, and let go of the bus for good. May be called twice."""
        self._stopped = True
        try:
            async with asyncio.timeout(_FAREWELL):
                for id_ in tuple(self._shown):
                    await self.close(id_)
        except TimeoutError:
            log.info("the desktop did not close all notifications in time")
        if self._bus is not None:
            self._bus.close()
        if self._late:
            await asyncio.wait(self._late)  # the bus has gone, so they are about to fail

    # ---- the bus -----------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Ask the desktop what it can. Raises OSError, and ImportError where jeepney is missing."""
        async with self._turn:
            await self._ready()

    async def _ready(self) -> "Bus":
        """Return the bus, with somebody on it who shows notifications. Raises OSError."""
        if self._stopped:
            raise OSError("the program ends")
        if self._bus is None:
            self._bus = await self._connect()
        if not self._asked:
            answer = await self._bus.call(_place(_NAME), "GetCapabilities", "")  # starts that program if need be
            self._owner = await self._bus.owner(_NAME)
            self._capabilities = _strings(answer)
            self._asked = True
        return self._bus

    async def _connect(self) -> "Bus":
        from snom_dialer.system.bus import open_bus, session_address

        bus = await open_bus(session_address(self._environ), self._hear, self._lose)
        try:
            await bus.follow(_NAME)
            for member in ("ActionInvoked", "NotificationClosed"):
                await bus.listen(_place(_NAME), member)
        except BaseException:
            bus.close()
            raise
        return bus

    def _hear(self, signal: "Signal") -> None:
        # One turn later: whoever waits for an answer that came just before has then taken it.
        asyncio.get_running_loop().call_soon(self._take, signal)

    def _take(self, signal: "Signal") -> None:
        from snom_dialer.system.bus import BUS_NAME

        match signal.sender, signal.member, signal.body:
            case (sender, "NameOwnerChanged", (name, _, _)) if sender == BUS_NAME and name == _NAME:
                self._forget()
            case (sender, "ActionInvoked", (number, key)) if sender == self._owner:
                self._press(self._id(number), key)
            case (sender, "NotificationClosed", (number, _)) if sender == self._owner:
                self._drop(self._id(number))

    def _press(self, id_: str | None, key: str) -> None:
        if id_ is not None and key in (CLICKED, *self._shown[id_].keys):
            self._shown[id_] = self._shown[id_]._replace(keys=self._shown[id_].keys - {key})
            _tell(self._acted, id_, key)

    def _drop(self, id_: str | None) -> None:
        if id_ is not None:
            del self._shown[id_]
            _tell(self._gone, id_)

    def _id(self, number: object) -> str | None:
        return next((id_ for id_, shown in self._shown.items() if shown.number == number), None)

    def _forget(self) -> None:
        """Another program shows notifications from now on, or none: the numbers of the former one mean nothing."""
        self._asked = False
        self._shown.clear()

    def _lose(self) -> None:
        self._bus = None
        self._forget()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def _values(
        self, before: int, title: str, text: str, buttons: Iterable[Button], urgent: bool
    ) -> tuple[object, ...]:
        body = plain(text, BODY_LIMIT).translate(_ESCAPED if "body-markup" in self._capabilities else _HARMLESS)
        head = plain(title, TITLE_LIMIT) or _PROGRAM
        actions = _actions(buttons) if self.can_act else []
        expires = _NEVER if urgent else _USUAL
        return _PROGRAM, before, _ICON, head, body, actions, _hints(urgent), expires


async def open_notifications(
    acted: Callable[[str, str], None],
    gone: Callable[[str], None],
    *,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> Notifications | None:
    """Find out what this desktop shows; None where it shows no notifications, or does not yet. Raises nothing."""
    if platform != "linux":
        return None
    notifications = Notifications(acted, gone, environ)
    try:
        await notifications.open()
    except ImportError as error:
        log.info("no notifications of the desktop (%s is not installed)", error.name)
    except OSError as error:
        log.info("no notifications of the desktop (%s)", error)
        await notifications.stop()
    else:
        return notifications
    return None


def _place(interface: str) -> "Place":
    from snom_dialer.system.bus import Place

    return Place(_NAME, _PATH, interface)


def _actions(buttons: Iterable[Button]) -> list[str]:
    """Return keys and labels in turn. Desktops that show the click itself as a button show its label, too."""
    offered = {CLICKED: _PROGRAM} | {button.key: plain(button.label, LABEL_LIMIT) for button in buttons}
    return [part for pair in offered.items() for part in pair]


def _hints(urgent: bool) -> dict[str, tuple[str, object]]:
    return {
        "urgency": ("y", _CRITICAL if urgent else _NORMAL),
        "category": ("s", "call.incoming"),
        "desktop-entry": ("s", _DESKTOP_FILE),
        "transient": ("b", True),
        "resident": ("b", False),
    }


def _number(answer: tuple[Any, ...]) -> int:
    match answer:
        case (int(number),):
            return number
    raise OSError("the desktop answered with something else than a number")


def _strings(answer: tuple[Any, ...]) -> frozenset[str]:
    match answer:
        case ([*strings],):
            return frozenset(filter(lambda found: isinstance(found, str), strings))
    return frozenset()


def _tell(told: Callable[..., None], *values: str) -> None:
    try:
        told(*values)
    except Exception:  # the next call has to be told of all the same
        log.exception("what had to be done after a notification failed")
