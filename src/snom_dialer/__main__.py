"""Where `snom-dialer` begins: the text face, or the window where one is to be opened."""

import gc
import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snom_dialer.cli.window import Opening
    from snom_dialer.state.places import Places


def main() -> int:
    """Run the command line and return its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a letter of a name shows `?` in its place
    gc.set_threshold(50_000)  # a command makes next to no garbage, and looking for it all the time takes 4 ms
    try:
        from snom_dialer.cli.main import run

        return run(sys.argv[1:], open_window)
    except KeyboardInterrupt:  # before there was anything to interrupt
        return 130
    finally:
        gc.freeze()  # the interpreter looks through all memory before it gives all of it back: 5 ms for nothing


def open_window(places: "Places", opening: "Opening") -> int:
    """Open the window and return at its end. Raises NO_DESKTOP where Qt, or a library that it needs, is missing."""
    from snom_dialer.errors import Code, fault

    try:
        from snom_dialer.gui.start import run
    except ImportError as error:
        raise fault(Code.NO_DESKTOP, reason=error) from error
    return run(places, number=opening.number, hidden=opening.hidden, verbose=opening.verbose)


if __name__ == "__main__":
    sys.exit(main())
