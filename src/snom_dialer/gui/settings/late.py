"""Answers that come late: nobody is told who has gone in the meantime.

Not for: asking (bridge).
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


def while_there(asker: QObject, answer: Callable[[T], object]) -> Callable[[T], None]:
    """Return `answer` for as long as Qt's side of `asker` exists; a dialog may be closed before the phone answers."""

    def told(what: T) -> None:
        if isValid(asker):
            answer(what)

    return told
