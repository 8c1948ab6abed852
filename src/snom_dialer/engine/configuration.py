"""The configuration, looked at closely and brought up to date, for whoever has time for it: every fault, the good copy.

Not for: batch commands, which take it as config.load gives it (cli.target).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from snom_dialer.actions.placeholder import check
from snom_dialer.config.load import Loaded, load
from snom_dialer.config.locate import lines
from snom_dialer.config.migrate import migrate
from snom_dialer.config.save import keep_good_copy
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.state.places import Places


def good_copy(places: Places) -> Path:
    """Return where the last good copy of the configuration lies."""
    return places.state_dir / "config.good.json"


def load_checked(places: Places) -> Loaded:
    """Read the configuration. Raises what `load` raises, and CONFIG_INVALID for URLs of actions that make no URL."""
    loaded = load(places.config_file, good_copy(places))
    if wrong := list(_wrong_urls(loaded)):
        raise fault(Code.CONFIG_INVALID, path=places.config_file, count=len(wrong), faults="; ".join(wrong))
    return loaded


def _wrong_urls(loaded: Loaded) -> Iterator[str]:
    for index, action in enumerate(loaded.config.actions):
        try:
            check(action.url)
        except DialerError as error:
            place = "" if loaded.flat else f"line {lines(loaded.text).of(('actions', index, 'url'))}, "
            yield f"{place}actions[{index}].url: {error.values['what']}"


def settle(places: Places, loaded: Loaded, warn: Callable[[DialerError], None]) -> None:
    """Bring a file of a former version up to date and keep a good copy; the program works without either."""
    try:
        text = migrate(places.config_file, loaded)
        keep_good_copy(good_copy(places), loaded._replace(text=text))
    except DialerError as error:
        warn(error)
