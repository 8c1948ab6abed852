"""The way from every former shape of the configuration to the present one, as named steps. The list only grows.

Not for: files (migrate). Only imported where a file is not of the present version.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from snom_dialer.config import flat
from snom_dialer.config.flat import Upgraded


class Step(NamedTuple):
    """One step: whether a document is of the shape that it starts from, and the document of the next one."""

    name: str
    applies: Callable[[dict[str, Any]], bool]
    upgraded: Callable[[dict[str, Any]], Upgraded]


STEPS = (Step("1 to 2: the original's flat file", flat.is_flat, flat.upgraded),)


def upgrade(document: dict[str, Any], steps: Sequence[Step] = STEPS) -> Upgraded | None:
    """Apply every step that a document needs; None where it needs none."""
    result: Upgraded | None = None
    for step in steps:
        if step.applies(document):
            result = _joined(result, step.upgraded(document))
            document = result.document
    return result


def _joined(before: Upgraded | None, after: Upgraded) -> Upgraded:
    """Origins lead back to the file as it stands, over all steps."""
    if before is None:
        return after
    origins = {new: before.origins.get(old, old) for new, old in after.origins.items()}
    return Upgraded(after.document, after.carried or before.carried, before.origins | origins)
