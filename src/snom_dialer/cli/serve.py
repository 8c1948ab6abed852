"""`serve`: the program without a window, telling what happens until it is ended.

Not for: what it does (engine).
"""

import asyncio
import signal

from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import narrated
from snom_dialer.cli.output import json_line
from snom_dialer.cli.printer import Printer
from snom_dialer.config.load import Loaded
from snom_dialer.engine.configuration import load_checked, settle
from snom_dialer.engine.logbook import close_log, open_log
from snom_dialer.engine.program import Program
from snom_dialer.errors import DialerError, Exit
from snom_dialer.state.places import Places

_LAST_WORDS = 0.4  # seconds for what is still to be printed at the end; the whole end takes under two


def run_serve(call: Call) -> int:
    """Run until Ctrl-C, SIGTERM or `snom-dialer quit`."""
    places = call.places()
    loaded = load_checked(places)
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
    program = Program(
        loaded.config,
        places,
        recent=recent,
        settle=lambda: settle(places, loaded, lambda error: call.output.warn(str(error))),
    )
    _end_on_signals(program)
    telling = asyncio.create_task(_tell(call, program))
    try:
        await program.run()
    finally:
        if not program.ready.is_set():
            telling.cancel()
        told, _ = await asyncio.wait({telling}, timeout=_LAST_WORDS)
    for task in told:
        task.result()


async def _tell(call: Call, program: Program) -> None:
    """Print how things stand, and then everything that happens, to the end of the program.

    Raises BrokenPipeError, after asking the program to end, where whoever read has gone.
    """
    await program.ready.wait()
    printer = Printer(call.output)
    try:
        while await _told(call, program, printer) == "dropped":
            pass  # whoever reads was too slow, and begins anew with how things stand
        if call.output.as_json:
            await printer.line(json_line({"type": "done", "command": "serve"}))
    except BrokenPipeError:
        program.stop()
        raise
    except (OSError, DialerError) as error:
        call.output.warn(f"nothing more is printed ({error}); the program goes on")
    finally:
        printer.close()


async def _told(call: Call, program: Program, printer: Printer) -> object:
    """Print what one subscription gives, and return the type of its last record."""
    last: object = None
    async for record in program.stream.subscribe():
        last = record["type"]
        if line := json_line(record) if call.output.as_json else narrated(record):
            await printer.line(line)
    return last


def _signals() -> list[signal.Signals]:
    """Return what ends the program. A closed terminal does too, unless `nohup` asked to bear that."""
    found = [signal.SIGINT, signal.SIGTERM]
    hang_up = getattr(signal, "SIGHUP", None)
    return found if hang_up is None or signal.getsignal(hang_up) is signal.SIG_IGN else [*found, hang_up]


def _end_on_signals(program: Program) -> None:
    loop = asyncio.get_running_loop()
    for number in _signals():
        try:
            loop.add_signal_handler(number, program.stop)
        except NotImplementedError:  # Windows: the handler runs between two steps of the loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(program.stop))
