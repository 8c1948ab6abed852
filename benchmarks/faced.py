"""The desktop program as a process on a screen of its own, as users have it, and the phones that it may meet.

Not for: measuring, or the screen (tests.desktop).
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.desktop import Screen

from benchmarks.load import ask
from benchmarks.program import NAME, SCRIPT, Serving, configuration, cpu_seconds, free_port
from benchmarks.watch import Watch
from snom_dialer.state.places import places
from snom_dialer.state.secret import callback_secret
from snom_dialer.state.store import Store

DIALLING, CARDS = "Snom dialer", "Calls now"  # how the titles of the windows begin
_CALM = 0.6  # seconds without any processor time after which a start is over
_PATIENCE = 20.0  # seconds for anything
_PRESSES = 5


class Faced:
    """The desktop program with one configuration, started and ended as often as wanted.

    `told`: the address at which the phone is told to call back; the program listens at 127.0.0.1 alone.
    """

    def __init__(self, screen: Screen, watch: Watch, name: str, host: str, *, told: str = "127.0.0.1") -> None:
        self.screen = screen
        self.watch = watch
        self.port = free_port()
        callback = {"port": self.port, "address": "127.0.0.1", "external_address": told}
        self.config = configuration(screen.folder, name, host, set_up="automatic", callback=callback)
        self._secret = callback_secret(Store(places(self.config, screen.environ).state_dir), NAME)
        self._process: subprocess.Popen[bytes] | None = None
        self._calls = 0

    @contextmanager
    def running(self, *, module: str = "", output: Path | None = None) -> Iterator[float]:
        """Run it in the tray; give the moment before its start. `module`: another program in its place."""
        command = [sys.executable, "-m", module] if module else [SCRIPT, "--tray"]
        with ExitStack() as stack:
            said = stack.enter_context(output.open("wb")) if output is not None else None
            began = time.perf_counter()
            self._process = self.screen.start(*command, f"--config={self.config}", stdout=said)
            try:
                yield began
            finally:
                self._process.terminate()
                self._process.wait(_PATIENCE)

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def calm_down(self) -> None:
        """Wait until it does nothing any more, so that a start is not measured with what follows."""
        before, since = -1.0, 0.0
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            now = cpu_seconds(self.pid)
            if now != before:
                before, since = now, time.monotonic()
            elif time.monotonic() - since > _CALM:
                return
            time.sleep(0.05)

    # ---- what people and phones do -----------------------------------------------------------------------------------

    def show(self) -> float:
        """Press the hotkey; return the seconds until the dial window has the focus."""
        began = self.watch.press("Control_L", "Alt_L", "s")
        return self.watch.until(lambda: self.watch.focused(DIALLING)) - began

    def hide(self) -> None:
        """Press Escape until the dial window has gone; the first one may only close the list of numbers."""
        for _ in range(_PRESSES):
            self.watch.press("Escape")
            with suppress(TimeoutError):
                self.watch.until(lambda: not self.watch.shown(DIALLING), 1.0)
                return
        raise TimeoutError("Escape does not hide the dial window")

    def ring(self) -> str:
        """Let a call come in, as the phone tells of it; return the call's id."""
        self._calls += 1
        call = f"{time.monotonic_ns():x}-{self._calls}@pbx.example"
        self._tell("incoming", call)
        return call

    def end(self, call: str) -> None:
        """Let a call be answered and ended."""
        self._tell("connected", call)
        self._tell("disconnected", call)

    def _tell(self, event: str, call: str) -> None:
        query = f"call_id={call}&local=101@pbx.example&remote=+4930398330@pbx.example&display_remote=Ada%20Lovelace"
        answer = ask(self.port, Serving(0, self.port, self._secret).callback(event, query))
        if not answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")):
            raise ValueError(f"the program answered {answer[:40]!r}")


@contextmanager
def unwell() -> Iterator[Mapping[str, str]]:
    """Give the addresses of phones with which something is wrong, by what it is."""
    with ExitStack() as held:
        silent = held.enter_context(socket.create_server(("127.0.0.1", 0)))
        lost = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(3):  # a full queue: Linux drops every further attempt, as a network does without the phone
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(lost.getsockname())
        ports = {"silent": silent.getsockname()[1], "refusing": free_port(), "unreachable": lost.getsockname()[1]}
        yield {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
