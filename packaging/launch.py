"""Where the executable begins: PyInstaller packs this file, as snom-dialer.spec says.

Not for: starting the program from its source, which is `python -m snom_dialer`.
"""

import os
import sys

from snom_dialer.__main__ import main


def forget_bundle() -> None:
    """Let what is started from here begin as if we were no bundle: a browser, or this program once more."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)  # where PyInstaller keeps what it puts its own in place of
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


if __name__ == "__main__":
    if sys.platform == "linux":
        forget_bundle()
    sys.exit(main())
