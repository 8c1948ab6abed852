"""The password of one phone, asked for in a thread of its own and remembered while the program runs.

A keyring may take for ever: mostly it waits for its own password, in a window that nobody has seen. Whoever wants the
password is told so, once the question has been open for a while; whoever comes after the answer has it at once.

Not for: where a password is looked for (config.secret), or logging in (phone.client).
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any

from snom_dialer.config.model import Phone
from snom_dialer.errors import Code, fault

PATIENCE = 5.0  # seconds until a keyring counts as silent
_SILENT = "it does not answer; perhaps it waits for your password in another window"


class Password:
    """Nowhere but in memory. `get` is for one thread, everything else for any."""

    def __init__(self, ask: Callable[[Phone], str], patience: float = PATIENCE) -> None:
        self._ask = ask
        self._patience = patience
        self._question: _Question | None = None

    @property
    def pending(self) -> bool:
        """Whether a question is still open."""
        question = self._question
        return question is not None and not question.answer.done()

    def forget(self) -> None:
        """Ask again from now on, also where an older question is still open."""
        self._question = None

    def get(self, phone: Phone, given_up: "Future[None]") -> str | None:
        """Return the phone's password, "" where there is none; None where it was given up before the answer came.

        Raises KEYRING_FAILED, and what asking raises.
        """
        question = self._question
        if question is None or not question.serves(phone):
            question = self._question = _Question(phone, self._ask)
        either: tuple[Future[Any], ...] = (question.answer, given_up)
        wait(either, max(0.0, question.since + self._patience - time.monotonic()), FIRST_COMPLETED)
        if question.answer.done():
            return question.answer.result()
        if given_up.done():
            return None
        raise fault(Code.KEYRING_FAILED, reason=_SILENT)


class _Question:
    def __init__(self, phone: Phone, ask: Callable[[Phone], str]) -> None:
        self.answer: Future[str] = Future()
        self.since = time.monotonic()
        self._phone = phone
        # Nobody waits for its end: what is asked may never answer.
        threading.Thread(target=self._put, args=(ask,), name=f"password of {phone.name}", daemon=True).start()

    def _put(self, ask: Callable[[Phone], str]) -> None:
        try:
            answer = ask(self._phone)
        except BaseException as error:  # noqa: BLE001  # it is for whoever waits for the answer
            self.answer.set_exception(error)
        else:
            self.answer.set_result(answer)

    def serves(self, phone: Phone) -> bool:
        """Whether it is about this phone as it is now, and still open or answered with a password."""
        if phone != self._phone:
            return False
        return not self.answer.done() or (self.answer.exception() is None and bool(self.answer.result()))
