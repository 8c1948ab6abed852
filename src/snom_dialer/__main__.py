"""Where `snom-dialer` begins."""

import sys


def main() -> int:
    """Run the command line and return its exit status."""
    from snom_dialer.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
