"""From a hotkey to the window that takes keys, and from a phone's event to the card: the first time and later.

The first time, the window is made. Not for: how long Qt's loop stands still meanwhile (stall).
"""

import time
from statistics import median

from tests.desktop import Screen

from benchmarks.faced import CARDS, Faced
from benchmarks.row import Row, percentile
from benchmarks.watch import Watch

_TARGET = 50.0  # milliseconds, nearly all
_ORIGINAL = 63.0  # milliseconds from the hotkey to the window
_PAUSE = 0.5  # seconds between two; nobody is faster
_FAREWELL = 15.0  # seconds in which a card goes by itself


def rows(screen: Screen, watch: Watch, host: str, *, rounds: int) -> list[Row]:
    """Measure each so often; for the first times the program is started as often."""
    faced = Faced(screen, watch, "showing", host)
    first_windows, first_cards, windows, cards = [], [], [], []
    for number in range(rounds):
        with faced.running():
            _wait(faced)
            first_windows.append(_window(faced))
            if number == 0:
                windows = [_window(faced) for _ in range(rounds)]
        with faced.running():
            _wait(faced)
            first_cards.append(_card(faced))
            if number == 0:
                cards = [_card(faced) for _ in range(rounds)]
    return [
        _row("hotkey to window, first press", first_windows, _ORIGINAL),
        _row("hotkey to window, later", windows, _ORIGINAL),
        _row("phone's event to card, first call", first_cards),
        _row("phone's event to card, later", cards),
    ]


def _wait(faced: Faced) -> None:
    faced.watch.until(faced.watch.icon_shown)
    faced.calm_down()


def _window(faced: Faced) -> float:
    took = faced.show()
    time.sleep(_PAUSE)
    faced.hide()
    time.sleep(_PAUSE)
    return took * 1000


def _card(faced: Faced) -> float:
    """Return the milliseconds from the moment in which the phone begins to connect until the card is to be seen."""
    watch = faced.watch
    began = time.perf_counter()
    call = faced.ring()
    took = watch.until(lambda: watch.shown(CARDS)) - began
    time.sleep(_PAUSE)
    faced.end(call)
    watch.until(lambda: not watch.shown(CARDS), _FAREWELL)
    time.sleep(_PAUSE)
    return took * 1000


def _row(what: str, took: list[float], original: float | None = None) -> Row:
    half, nearly_all = median(took), percentile(took, 95)
    measured = f"{half:.0f} ms, p95 {nearly_all:.0f}, most {max(took):.0f}"
    ok = nearly_all <= _TARGET
    if original is None:
        return Row(what, measured, target="≤ 50 ms", ok=ok)
    return Row(what, measured, f"original {original:g} ms", f"{half / original:.2f}", "≤ 50 ms", ok)
