"""The calls of which there are cards, as values: which are foremost, which are only counted, and which have gone.

Not for: widgets, and whether there is room for them (card_window).
"""

from collections.abc import Iterator
from itertools import chain, islice

from snom_dialer.gui.showing import Showing

MOST = 5  # cards that are shown
KEPT = 50  # calls that have ended and are shown or counted; missed ones would pile up while nobody is there
_REMEMBERED = 200  # calls whose cards have gone


class Deck:
    """The oldest first, as they came."""

    def __init__(self) -> None:
        self._showings: dict[str, Showing] = {}
        self._gone: dict[str, bool] = {}  # whose cards have gone, and whether a person has closed them

    def __len__(self) -> int:
        return len(self._showings)

    def __iter__(self) -> Iterator[str]:
        return iter(self._showings)

    def get(self, id_: str) -> Showing | None:
        """Return what the card of a call shows, or would show."""
        return self._showings.get(id_)

    def put(self, showing: Showing) -> bool:
        """Take note of a call, and say whether that is news.

        One whose card a person has closed stays away; one whose card has gone by itself comes back only if it turns
        out to be a missed one that is kept.
        """
        id_ = showing.call.id
        before = self._showings.get(id_)
        if showing == before or (before is None and self._is_gone(showing)):
            return False
        self._showings[id_] = showing
        return True

    def take(self, id_: str, *, closed: bool = False) -> None:
        """Let a call go; `closed`: a person wants it."""
        self._showings.pop(id_, None)
        self._gone[id_] = closed or self._gone.pop(id_, False)
        for forgotten in list(islice(self._gone, max(0, len(self._gone) - _REMEMBERED))):
            del self._gone[forgotten]

    def change(self, *, several_phones: bool, keep_missed: bool) -> None:
        """Show all of them as the settings want it now."""
        for id_, showing in tuple(self._showings.items()):
            self._showings[id_] = showing._replace(several_phones=several_phones, keep_missed=keep_missed)

    def foremost(self) -> list[Showing]:
        """Return those to show, the most important one first: live calls before others, newer ones before older."""
        return list(islice(chain(reversed(self._those(live=True)), reversed(self._those(live=False))), MOST))

    def tidy(self) -> None:
        """Let those go that have ended and would have gone before anybody sees them, and the oldest of far too many."""
        foremost = [showing.call.id for showing in self.foremost()]
        ended = self._those(live=False)
        unseen = [each.call.id for each in ended if not each.stays and each.call.id not in foremost]
        too_old = [each.call.id for each in ended[: max(0, len(ended) - KEPT)]]
        for id_ in (*unseen, *too_old):
            self.take(id_)

    def _those(self, *, live: bool) -> list[Showing]:
        return [showing for showing in self._showings.values() if showing.call.live is live]

    def _is_gone(self, showing: Showing) -> bool:
        closed = self._gone.get(showing.call.id)
        return closed is True or (closed is False and not showing.stays)
