"""Another program of this user and configuration, as the source of everything: commands go over its control socket.

Every command is a conversation of its own, in a thread of its own; the thread of one that was left ends with the
process, or with the program it talks to.

Not for: what is said (control.message), or a program in this process (engine.handler).
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Iterator, Mapping
from pathlib import Path

from snom_dialer.control.client import hand_over
from snom_dialer.errors import Code, DialerError, fault

PATIENCE = 3.0  # seconds for the program to accept a command
_Said = dict[str, object] | DialerError | None


class Joined:
    """The program at that socket, with the face of `engine.handler.Commands`."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    def check(self, command: str, arguments: Mapping[str, object]) -> None:
        """Leave it to the other program, which checks every command before it accepts it."""

    async def run(self, command: str, arguments: Mapping[str, object]) -> AsyncGenerator[dict[str, object], None]:
        """Yield what the program says. Raises its errors, PROGRAM_NOT_RUNNING, and PROGRAM_UNSURE if it goes away."""
        loop = asyncio.get_running_loop()
        said: asyncio.Queue[_Said] = asyncio.Queue()

        def say(what: _Said) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(said.put_nowait, what)

        def converse() -> None:
            try:
                for message in _messages(self._socket, command, arguments):
                    say(message)
                say(None)
            except DialerError as error:
                say(error)
            except RuntimeError:
                pass  # the loop has ended between question and answer, and nobody is there to be told

        threading.Thread(target=converse, name=f"joined {command}", daemon=True).start()
        while (what := await said.get()) is not None:
            if isinstance(what, DialerError):
                raise what
            yield what


def _messages(socket: Path, command: str, arguments: Mapping[str, object]) -> Iterator[dict[str, object]]:
    conversation = hand_over(socket, command, arguments, patience=PATIENCE)
    if conversation is None:
        raise fault(Code.PROGRAM_NOT_RUNNING)
    with conversation:
        for message in conversation.go(None):
            yield dict(message)
