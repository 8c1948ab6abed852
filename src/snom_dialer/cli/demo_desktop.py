"""`demo --desktop`: the desktop program with a virtual phone behind it, on which calls come in until it is ended.

Nothing of the user's is read or written. Whoever is called answers, whoever calls gives up after a while.

Not for: the demo in a terminal (demo), or the window itself (gui).
"""

import threading
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from snom_dialer.cli.main import Call
from snom_dialer.cli.window import Opening, opened
from snom_dialer.config.document import text_of
from snom_dialer.config.model import Callback, Config, Phone
from snom_dialer.simulator.call import Call as SimulatedCall
from snom_dialer.simulator.call import CallState
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import places

_PASSWORD = "demo"  # noqa: S105  # of the virtual phone
_CALLERS = (("+441632960961", "Ada Lovelace"), ("+493023125012", "Konrad Zuse"), ("+12025550123", ""))
_LOOK = 0.2  # seconds
_FIRST, _NEXT = 2.0, 25.0  # seconds of peace before a call comes in
_PATIENCE = {CallState.CALLING: 2.0, CallState.RINGING: 15.0, CallState.CONNECTED: 30.0}  # of the other side
_WORDS = """A virtual phone is on {url}, and Snom dialer shows itself.

  Somebody calls in two seconds: a card comes up in the corner and takes no key that is meant for another window.
  Answer there, in the tray menu, or on the "phone": let it ring, and the caller gives up.
  Ctrl+Alt+S brings the dial window, Ctrl+Alt+X hangs up; whoever you call answers after two seconds.

Ctrl-C here, or Quit in the tray menu, ends it.
"""


def run(call: Call, directory: Path) -> int:
    """Show it until it is ended, and return its exit status."""
    setup = Setup(model=call.args.model, auth=Auth.DIGEST, password=_PASSWORD, name="Desk")
    over = threading.Event()
    with SimulatorThread(setup) as sim:
        config = directory / "demo.json"
        config.touch(mode=0o600)
        config.write_text(_configuration(sim), encoding="utf-8")
        call.output.say(_WORDS.format(url=sim.phone.url))
        world = threading.Thread(target=_play, args=(sim, over), name="world", daemon=True)
        world.start()
        try:
            return opened(call, places(config), Opening(verbose=call.output.verbose))
        finally:
            over.set()
            world.join()


def _configuration(sim: SimulatorThread) -> str:
    host = f"127.0.0.1:{sim.phone.port}"
    phone = Phone(name="desk", host=host, username="admin", password=_PASSWORD)
    return text_of(Config(phones=(phone,), callback=Callback(port=0)))


def _play(sim: SimulatorThread, over: threading.Event) -> None:
    """Be everybody at the other end, until it is over."""
    callers = cycle(_CALLERS)
    since: dict[str, float] = {}
    peace = time.monotonic() + _FIRST
    while not over.wait(_LOOK):
        now = time.monotonic()
        calls = list(sim.call(lambda: list(_live(sim))))
        if calls:
            peace = now + _NEXT
        elif not sim.phone.settings.get("action_incoming_url"):
            peace = now + _FIRST  # nobody would hear it yet
        elif now > peace:
            number, name = next(callers)
            sim.ring(number, name)
        for each in calls:
            began = since.setdefault(f"{each.call_id} {each.state}", now)
            if now - began > _PATIENCE.get(each.state, _NEXT):
                _end_of_patience(sim, each)


def _live(sim: SimulatorThread) -> Iterator[SimulatedCall]:
    return (call for call in sim.phone.line.calls if call.live)


def _end_of_patience(sim: SimulatorThread, call: SimulatedCall) -> None:
    operation = "remote_answer" if call.state is CallState.CALLING else "hangup_remote"
    sim.do(operation, call_id=call.call_id)
