"""Where `snom-dialer` begins."""

import gc
import io
import sys


def main() -> int:
    """Run the command line and return its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a letter of a name shows `?` in its place
    gc.set_threshold(50_000)  # a command makes next to no garbage, and looking for it all the time takes 4 ms
    try:
        from snom_dialer.cli.main import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before there was anything to interrupt
        return 130
    finally:
        gc.freeze()  # the interpreter looks through all memory before it gives all of it back: 5 ms for nothing


if __name__ == "__main__":
    sys.exit(main())
