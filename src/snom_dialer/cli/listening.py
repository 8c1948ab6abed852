"""What hears the phone while a test lasts: the running program, or, where none runs, a callback server of our own.

Not for: judging what was heard (way_back).
"""

import asyncio
import hmac
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Protocol

from snom_dialer.phone.address import in_url
from snom_dialer.phone.listener import Arrival, Listener
from snom_dialer.protocol.action_url import parse_target

_LOOK = 0.1  # seconds between two questions to the running program

Status = Callable[[], Mapping[str, Any]]


class Ear(Protocol):
    """Something that hears. Enter it before anything is made to be heard.

    `address` ("" where nobody can hear) and `port` are where the phone is to call, `page` is an address of ours that
    does nothing but being heard, `manual` says that somebody else keeps the Action URLs.
    """

    address: str
    port: int
    page: str
    manual: bool

    def __enter__(self) -> "Ear":
        """Begin to listen. Raises PORT_TAKEN and ADDRESS_GONE."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Listen no more."""
        ...

    def hears(self, seconds: float) -> bool:
        """Wait for the phone, and say whether it was heard."""
        ...

    def knocks(self) -> bool:
        """Whether something came meanwhile that was turned away."""
        ...


def _page(address: str, port: int, secret: str) -> str:
    return f"http://{in_url(address)}:{port}/snom/{secret}/test"


class ProgramEar:
    """The running program's callback server; `status` asks it how the phone of that name stands."""

    def __init__(self, status: Status, phone: str, secret: str, *, manual: bool) -> None:
        self._status = status
        self._name = phone
        self._before = status()
        mine = self._mine(self._before)
        open_ = self._before["callback"]["open"]
        self.address: str = mine["call_home"] if open_ else ""
        self.port: int = mine["port"]
        self.page = _page(self.address, self.port, secret)
        self.manual = manual

    def __enter__(self) -> "ProgramEar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def hears(self, seconds: float) -> bool:
        """Ask until it has heard something new."""
        until = time.monotonic() + seconds
        before = self._mine(self._before)["events"]
        while self._mine(self._status())["events"] == before:
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK)  # a person is to make a call meanwhile
        return True

    def knocks(self) -> bool:
        """Whether its count of refused requests has grown."""
        refused: int = self._status()["callback"]["refused"]
        return bool(refused > self._before["callback"]["refused"])

    def _mine(self, status: Mapping[str, Any]) -> Mapping[str, Any]:
        phone: Mapping[str, Any] = next(phone for phone in status["phones"] if phone["name"] == self._name)
        return phone


class OwnEar:
    """A callback server of our own, in a thread, while it lasts."""

    def __init__(self, address: str, bound: str, port: int, secret: str, *, manual: bool) -> None:
        """`address` is what the phone calls, `bound` where we listen for it."""
        self.address = address
        self.port = port
        self.page = ""
        self.manual = manual
        self._bound = bound
        self._secret = secret
        self._heard = threading.Event()
        self._listener = Listener(self._accept)

    def __enter__(self) -> "OwnEar":
        self._started: Future[int] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), name="ear", daemon=True)
        self._thread.start()
        try:
            self.port = self._started.result()
        except BaseException:
            self._thread.join()
            raise
        self.page = _page(self.address, self.port, self._secret)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    def hears(self, seconds: float) -> bool:
        """Wait for a request with our secret."""
        return self._heard.wait(seconds)

    def knocks(self) -> bool:
        """Whether a request was refused."""
        return self._listener.counts["refused"] > 0

    def _accept(self, arrival: Arrival) -> bool:
        callback = parse_target(arrival.target)
        if callback is None:
            return False
        ours = self.manual if not callback.secret else hmac.compare_digest(callback.secret, self._secret)
        if ours:
            self._heard.set()
        return ours

    async def _listen(self) -> None:
        """Listen until it is over, and let what is under way come to its end."""
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        try:
            port = await self._listener.start((self._bound,), self.port)
        except Exception as error:  # noqa: BLE001  # it is for whoever waits for the start
            self._started.set_exception(error)
            return
        self._started.set_result(port)
        await self._over.wait()
        await self._listener.stop()
        await asyncio.sleep(0)  # connections are closed at the loop's next turn
