"""The window of the call cards on a desktop of a test's own, as a process: prints what it announces, line by line.

    python -m tests.gui.card_child        one card of a call that rings

First comes "ready" with the middle of its buttons on the screen: {"answer": [x, y], "reject": [x, y], "copy": [x, y]}.
Every place that the window moves to is told, too.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication

from snom_dialer.calls.call import Call, Direction
from snom_dialer.gui.card_window import CardWindow
from snom_dialer.gui.guarded import CALM
from snom_dialer.protocol.event import Party


def say(what: str, value: object) -> None:
    print(json.dumps([what, value]), flush=True)


def middle(button: QAbstractButton) -> list[int]:
    place = button.mapToGlobal(button.rect().center())
    return [place.x(), place.y()]


class Moves(QObject):
    """Tells where the window is whenever it has moved."""

    def __init__(self, window: CardWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Move:
            say("place", list(self._window.geometry().getCoords()))  # type: ignore[call-overload]
        return False


def ready(window: CardWindow) -> Callable[[], None]:
    card = window.card("a")
    buttons = {"answer": card.answer_button, "reject": card.hang_up_button, "copy": card.copy_button}
    return lambda: say("ready", {name: middle(button) for name, button in buttons.items()})


def main() -> int:
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    window = CardWindow()
    window.answer.connect(lambda id_: say("answer", id_))
    window.hang_up.connect(lambda id_: say("hang_up", id_))
    window.closed.connect(lambda id_: say("closed", id_))
    window.copied.connect(lambda number: say("copied", number))
    Moves(window)
    call = Call(
        id="a",
        phone="phone",
        direction=Direction.INCOMING,
        remote=Party(number="+49301234567", name="Anna Schmidt"),
        local=Party(number="12"),
        started_at=time.time(),
    )
    window.show_call(call, may_answer=True, may_hang_up=True)
    QTimer.singleShot(round(CALM * 1000) + 100, ready(window))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
