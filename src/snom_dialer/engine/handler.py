"""What the running program does for commands that are handed to it: one table of commands.

Not for: the conversation (control.server), or what a command means to a phone (order, line).
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING

from snom_dialer.config.model import Phone
from snom_dialer.engine.line import Line
from snom_dialer.engine.order import Order, dial, hang_up, hang_up_all, press_keys
from snom_dialer.engine.set_up import SET_UP
from snom_dialer.errors import Code, fault

if TYPE_CHECKING:
    from snom_dialer.engine.program import Program

Arguments = Mapping[str, object]
Record = dict[str, object]


class Commands:
    """Answers for a program. `check` refuses what cannot be done, `run` does it."""

    def __init__(self, program: "Program") -> None:
        self._program = program

    def check(self, command: str, arguments: Arguments) -> None:
        """Raise what speaks against a command; nothing is done yet."""
        if command in _ORDERS:
            self._order(command, arguments)
        elif command in SET_UP:
            self._lines(arguments)
        elif command not in _OTHERS:
            raise fault(Code.USAGE, what=f"the running program knows no command `{command}`", command="serve")

    async def run(self, command: str, arguments: Arguments) -> AsyncGenerator[Record, None]:
        """Carry out a command that was checked; the last record says that it is done."""
        if command in _ORDERS:
            line = self._program.line(_text(arguments, "phone") or None)
            order = self._order(command, arguments)
            await line.command(order.command)
            if order.number:
                self._program.journal.add_recent(order.number)
            yield {"done": {"number": order.number, "phone": line.phone.name}}
        elif command in SET_UP:
            yield {"done": await SET_UP[command](self._program, self._lines(arguments), arguments)}
        else:
            async with aclosing(_OTHERS[command](self._program)) as records:
                async for record in records:
                    yield record

    def _lines(self, arguments: Arguments) -> list[Line]:
        """Return the lines that are meant: the one that is named, all of them, or the default one."""
        if arguments.get("all") is True:
            return list(self._program.lines)
        return [self._program.line(_text(arguments, "phone") or None)]

    def _order(self, command: str, arguments: Arguments) -> Order:
        phone = self._program.line(_text(arguments, "phone") or None).phone
        return _ORDERS[command](self._program, phone, _text(arguments, "text"))


_ORDERS: Mapping[str, Callable[["Program", Phone, str], Order]] = {
    "dial": lambda program, phone, text: dial(text, program.config.numbers, phone.identity),
    "keyevent": lambda program, phone, text: press_keys(text),
    "hangup": lambda program, phone, text: hang_up(),
    "hangup_all": lambda program, phone, text: hang_up_all(),
}


async def _status(program: "Program") -> AsyncGenerator[Record, None]:
    yield {"done": program.status()}


async def _quit(program: "Program") -> AsyncGenerator[Record, None]:
    program.stop()
    yield {"done": {}}


async def _subscribe(program: "Program") -> AsyncGenerator[Record, None]:
    subscription = program.stream.subscribe()
    try:
        async for record in subscription:
            yield record
    finally:
        subscription.close()
    yield {"done": {}}


_OTHERS: Mapping[str, Callable[["Program"], AsyncGenerator[Record, None]]] = {
    "status": _status,
    "quit": _quit,
    "subscribe": _subscribe,
}


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name, "")
    return value if isinstance(value, str) else ""
