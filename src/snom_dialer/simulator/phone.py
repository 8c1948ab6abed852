"""A virtual Snom phone: the wiring of its parts, its start, its reboot and its end.

Not for: what the parts do. Calls are in `line`, keys in `keypad`, pages in `page`, Action URLs in `variable` and
`notifier`.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator import factory, pnp, variable
from snom_dialer.simulator.call import Call, Remote
from snom_dialer.simulator.fetch import Reply, fetch
from snom_dialer.simulator.happening import Happening, Observer, happening
from snom_dialer.simulator.identity import identities, identity
from snom_dialer.simulator.keypad import Keypad
from snom_dialer.simulator.line import Line
from snom_dialer.simulator.log_book import LogBook
from snom_dialer.simulator.minibrowser import Minibrowser
from snom_dialer.simulator.notifier import SLOW, Delivery, Notifier
from snom_dialer.simulator.page import Insides, Pages
from snom_dialer.simulator.profile import SETTING_OF, model
from snom_dialer.simulator.quirk import Quirks
from snom_dialer.simulator.settings_store import SettingsStore
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.switchboard import Switchboard
from snom_dialer.simulator.web_front import Seen, WebFront
from snom_dialer.simulator.web_login import WebLogin

_GRACE: Final = 0.05  # seconds for the answer to a reboot command to leave
_BLACKLIST_PATIENCE: Final = 3.0  # seconds, where the setting for it holds no number
_REMEMBERED: Final = 5000


class VirtualPhone:
    """One virtual phone. Everything is called from the loop that it runs in (see thread.SimulatorThread for others).

    `clock` gives seconds for the lock of the web page and the age of nonces. `line`, `keypad`, `settings`, `quirks`,
    `book` (the phone's log) and `web` are its parts, to be looked at and worked by hand.
    """

    def __init__(
        self,
        setup: Setup | None = None,
        *,
        switchboard: Switchboard | None = None,
        observe: Observer | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.setup = setup or Setup()
        self.model = model(self.setup.model)
        self.name = self.setup.name or self.setup.number
        self.host = self.setup.host
        self.quirks = Quirks(self.setup.quirks)
        self.settings = self._provisioned()
        self._deliveries: deque[Delivery] = deque(maxlen=_REMEMBERED)
        self._happenings: deque[Happening] = deque(maxlen=_REMEMBERED)
        self._observe = observe
        self._switchboard = switchboard or Switchboard()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._rebooting = False
        self._build(clock)

    def _provisioned(self) -> SettingsStore:
        setup = self.setup
        rows = factory.settings(
            self.model, mac=setup.mac, number=setup.number, registrar=setup.registrar, realname=setup.name
        )
        store = SettingsStore(rows)
        store.provision(setup.provisioned())
        store.provision(setup.read_only, read_only=True)
        return store

    def _build(self, clock: Callable[[], float]) -> None:
        generation = self.model.generation
        names = {"type": self.model.type, "firmware": self.model.firmware, "mac": self.setup.mac}
        self.user_agent = generation.user_agent.format_map(names)
        self.book = LogBook(generation.log, lambda: self.settings.get("syslog_server"), self._signature)
        self.login = WebLogin(self.settings, self.quirks, clock)
        self.notifier = Notifier(self.user_agent, self.quirks, self._delivered)
        self.line = Line(self.settings, self.quirks, self.fire, self._connect, self._trace, self.tell)
        self.keypad = Keypad(self.line, self.settings, self.fire, self.tell, generation.key_alias)
        self.minibrowser = Minibrowser(self.settings, self.line, self.keypad, self._fetch, self.tell)
        self._expansion = variable.Expansion(generation.variables, self._setting_value, self.quirks)
        pages = Pages(self._insides())
        self.web = WebFront(self.setup, self.quirks, self.login, pages, self.tell, manager=generation.manager)

    def _insides(self) -> Insides:
        return Insides(
            model=self.model,
            mac=self.setup.mac,
            settings=self.settings,
            quirks=self.quirks,
            line=self.line,
            keypad=self.keypad,
            minibrowser=self.minibrowser,
            log=self.book,
            reboot=self.reboot,
            tell=self.tell,
        )

    # ---- what is to be seen -----------------------------------------------------------------------------------------

    @property
    def port(self) -> int:
        """The port of its web page; 0 before the start."""
        return self.web.port

    @property
    def url(self) -> str:
        """The address of its web page."""
        return self.web.url

    @property
    def log(self) -> list[Seen]:
        """The requests that it was sent, oldest first."""
        return self.web.seen

    @property
    def deliveries(self) -> list[Delivery]:
        """The Action URLs that it sent, oldest first, with what came back."""
        return list(self._deliveries)

    @property
    def happenings(self) -> list[Happening]:
        """Everything that happened, oldest first."""
        return list(self._happenings)

    def tell(self, what: str, /, **details: object) -> None:
        """Let onlookers know."""
        news = happening(what, self.name, details)
        self._happenings.append(news)
        if self._observe is not None:
            self._observe(news)

    # ---- start, reboot, end -----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen, and become reachable for the other phones; raises OSError where a port is taken."""
        await self.web.open()
        self._switchboard.join(self.setup.number, self.line)
        self.beside(self.notifier.run())
        ports = {"port": self.port, "plain_port": self.web.plain_port, "classic_port": self.web.classic_port}
        old = f", the old interface on port {self.web.classic_port}" if self.web.classic_port else ""
        self.tell("listening", url=self.url, model=self.model.type, note=old, **ports)
        self._announce()

    async def stop(self) -> None:
        """Drop everything and give all ports back."""
        self._switchboard.leave(self.setup.number)
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.web.close()
        self.book.close()
        self.tell("stopped")

    def beside(self, work: Coroutine[Any, Any, object]) -> None:
        """Run a coroutine beside everything; it ends with the phone at the latest."""
        self._own(asyncio.get_running_loop().create_task(work))

    def _own(self, task: "asyncio.Task[Any]") -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def reboot(self) -> None:
        """Go down, lose what was not stored, come back, and tell so (setup, log on)."""
        if not self._rebooting:
            self._rebooting = True
            self.beside(self._reboot())

    async def _reboot(self) -> None:
        self.tell("reboot")
        await asyncio.sleep(_GRACE)
        await self.web.close()
        self._forget()
        await asyncio.sleep(self.quirks.number("reboot_seconds"))
        await self.web.open()
        self._rebooting = False
        self.tell("ready", url=self.url)
        self._announce()
        self.fire(EventKind.SETUP)
        for own in identities(self.settings):
            self.fire(EventKind.LOG_ON, context_url=own.address)

    def _forget(self) -> None:
        self.line.drop()
        self.keypad.clear()
        self.settings.reboot()
        self.login.forget()
        self.book.clear()

    def _announce(self) -> None:
        if self.setup.pnp and self.settings.on("pnp_config"):
            pnp.announce(self.model, self.setup.mac, self.host, self.setup.pnp)

    def lose_network(self, lost: bool = True) -> None:
        """Go silent in both directions, or come back; requests that came meanwhile are never answered."""
        self.notifier.lost = lost
        self.web.lose(lost)
        self.tell("network", lost=lost)

    # ---- calls ------------------------------------------------------------------------------------------------------

    def ring(self, number: str, name: str = "", *, host: str = "", call_id: str = "") -> Call | None:
        """Let a call from the network come in.

        With action_blacklist_url set the receiver is asked first, and the call rings later; None is returned then, and
        where the phone turns the call away.
        """
        remote = Remote(number=number, host=host or self.setup.registrar, name=name)
        url = self.settings.get(SETTING_OF[EventKind.BLACKLIST])
        if not url:
            return self._switchboard.ring(self.line, remote, call_id)
        self.beside(self._ring_unless_blacklisted(url, remote, call_id))
        return None

    async def _ring_unless_blacklisted(self, url: str, remote: Remote, call_id: str) -> None:
        values = {"remote": remote.address, "display_remote": remote.name}
        timer = self.settings.get("remote_blacklist_action_timer")
        patience = float(timer) if timer.isdecimal() else _BLACKLIST_PATIENCE
        reply = await self.notifier.send(EventKind.BLACKLIST, self._expansion.expand(url, values), patience)
        if reply.status != 200:
            self._switchboard.ring(self.line, remote, call_id)

    def _connect(self, call: Call) -> None:
        self._switchboard.connect(self.line, call, self.quirks)

    def _trace(self, message: str, call: Call, *, sent: bool) -> None:
        if self.settings.on("sip_tracing"):
            self.book.trace(message, call, sent=sent)

    def _signature(self) -> str:
        return self.settings.get("phone_name") or self.setup.mac

    # ---- Action URLs ------------------------------------------------------------------------------------------------

    def fire(self, kind: EventKind, call: Call | None = None, **more: str) -> None:
        """Send the Action URL of an event, if this phone has the event and a URL is set for it."""
        values = variable.of_phone(identity(self.settings), self.host, len(self.line.calls)) | more
        if call is None:
            self.tell("event", event=kind.value)
        else:
            values |= variable.of_call(call, kind, self.quirks)
            self.tell("call", event=kind.value, **call.as_dict())
        self.play(kind, values)

    def play(self, kind: EventKind, values: Mapping[str, str]) -> None:
        """Send the Action URL of an event with values given by hand, whatever the phone's calls are."""
        url = self.settings.get(SETTING_OF.get(kind, ""))
        if not url or kind in self.quirks.words("dropped_events"):
            return
        expanded = self._expansion.expand(url, values)
        self.book.write(f"ReplaceQueryVariables replaced: >{expanded}<", level=7)
        for _ in range(2 if kind in self.quirks.words("doubled_events") else 1):
            self.notifier.put(kind, expanded)

    def play_all(self, rows: Sequence[tuple[float, EventKind, Mapping[str, str]]]) -> None:
        """Play events, each some seconds after the one before it."""
        self.beside(self._play_all(rows))

    async def _play_all(self, rows: Sequence[tuple[float, EventKind, Mapping[str, str]]]) -> None:
        for after, kind, values in rows:
            await asyncio.sleep(after)
            self.tell("event", event=kind.value)
            self.play(kind, values)

    def _setting_value(self, name: str) -> str | None:
        if not self.settings.has(name):
            return None
        return "" if factory.PRIVATE.fullmatch(name) else self.settings.get(name)

    def _delivered(self, delivery: Delivery) -> None:
        self._deliveries.append(delivery)
        event, reply = delivery.kind.value, delivery.reply
        milliseconds = round(reply.seconds * 1000, 1)
        self.tell("action", event=event, url=delivery.url, status=reply.status, error=reply.error, ms=milliseconds)
        if reply.seconds > SLOW:
            self.tell("slow", event=event, ms=milliseconds)
        self.minibrowser.show(reply.body)

    def _fetch(self, url: str) -> "asyncio.Task[Reply]":
        work = fetch(url, self.user_agent, self.quirks.number("event_timeout"))
        task = asyncio.get_running_loop().create_task(work)
        self._own(task)
        return task
