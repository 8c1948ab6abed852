"""Opens a URL in the user's web browser.

Not for: fetching anything (engine.action_runner).
"""

import os
import sys
from collections.abc import Callable, Mapping


def can_show(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether there is a graphical session to show a browser in."""
    return platform in ("win32", "darwin") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _new_tab(url: str) -> bool:
    import webbrowser  # most programs never open one

    return webbrowser.open_new_tab(url)


def open_url(
    url: str,
    opener: Callable[[str], bool] = _new_tab,
    *,
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> bool:
    """Open an http or https URL in a new tab; False where there is no browser or no screen.

    Without a screen `webbrowser` would start a text browser in the terminal of a server, so that is asked first.
    """
    if not url.startswith(("http://", "https://")) or not can_show(environ, platform):
        return False
    return opener(url)
