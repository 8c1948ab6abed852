"""`serve`: the program without a window, telling what happens until it is ended.

Not for: what it does (engine).
"""

import asyncio
import signal
from pathlib import Path

from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import narrated
from snom_dialer.config.load import Loaded, load
from snom_dialer.config.migrate import migrate
from snom_dialer.config.save import keep_good_copy
from snom_dialer.engine.logbook import close_log, open_log
from snom_dialer.engine.program import Program
from snom_dialer.errors import DialerError, Exit
from snom_dialer.state.places import Places


def good_copy(places: Places) -> Path:
    """Return where the last good copy of the configuration lies."""
    return places.state_dir / "config.good.json"


def run_serve(call: Call) -> int:
    """Run until Ctrl-C, SIGTERM or `snom-dialer quit`."""
    places = call.places()
    loaded = load(places.config_file, good_copy(places))
    for warning in loaded.warnings:
        call.output.warn(f"{places.config_file}: {warning}")
    open_log(places.log_dir, verbose=call.output.verbose)
    try:
        asyncio.run(_serve(call, places, loaded))
    finally:
        close_log()
    return int(Exit.DONE)


async def _serve(call: Call, places: Places, loaded: Loaded) -> None:
    recent = loaded.carried.recent_numbers if loaded.carried is not None else ()
    program = Program(loaded.config, places, recent=recent, settle=lambda: _settle(call, places, loaded))
    _end_on_signals(program)
    telling = asyncio.create_task(_tell(call, program))
    try:
        await program.run()
    finally:
        if not program.ready.is_set():
            telling.cancel()
        await asyncio.wait({telling}, timeout=1)


async def _tell(call: Call, program: Program) -> None:
    """Print how things stand, and then everything that happens."""
    await program.ready.wait()
    async for record in program.stream.subscribe():
        call.output.record(record)
        if line := narrated(record):
            call.output.say(line)


def _settle(call: Call, places: Places, loaded: Loaded) -> None:
    """Bring a file of a former version up to date and keep a good copy; the program works without either."""
    try:
        text = migrate(places.config_file, loaded)
        keep_good_copy(good_copy(places), loaded._replace(text=text))
    except DialerError as error:
        call.output.warn(str(error))


def _end_on_signals(program: Program) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        number = getattr(signal, name)
        try:
            loop.add_signal_handler(number, program.stop)
        except NotImplementedError:  # Windows: the handler runs between two steps of the loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(program.stop))
