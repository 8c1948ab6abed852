"""What the running program does for commands that are handed to it: one table of commands.

Not for: the conversation (control.server), or what a command means to a phone (order, line).
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING

from snom_dialer.calls.reach import alone, to_answer
from snom_dialer.engine.line import Line
from snom_dialer.engine.order import Order, answer, dial, hang_up, hang_up_all, press_keys
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
        elif command in WISHES:
            self._program.faces.check_there()
        elif command == "face":
            self._program.faces.check_free()
        elif command not in _OTHERS:
            raise fault(Code.USAGE, what=f"the running program knows no command `{command}`", command="serve")

    async def run(self, command: str, arguments: Arguments) -> AsyncGenerator[Record, None]:
        """Carry out a command that was checked; the last record says that it is done."""
        if command in _ORDERS:
            line, order = self._order(command, arguments)
            await line.command(order.command)
            if order.number:
                self._program.journal.add_recent(order.number)
            yield {"done": {"number": order.number, "phone": line.phone.name}}
        elif command in SET_UP:
            yield {"done": await SET_UP[command](self._program, self._lines(arguments), arguments)}
        elif command in WISHES:
            self._program.faces.tell(command, _text(arguments, "text"))
            yield {"done": {}}
        else:
            async with aclosing(_OTHERS[command](self._program)) as records:
                async for record in records:
                    yield record

    def _lines(self, arguments: Arguments) -> list[Line]:
        """Return the lines that are meant: the one that is named, all of them, or the default one."""
        if arguments.get("all") is True:
            return list(self._program.lines)
        return [self._program.line(_text(arguments, "phone") or None)]

    def _order(self, command: str, arguments: Arguments) -> tuple[Line, Order]:
        return _ORDERS[command](self._program, arguments)


# ---- orders: which phone gets which command -------------------------------------------------------------------------

_Order = Callable[["Program", Arguments], tuple[Line, Order]]


def _line(program: "Program", arguments: Arguments) -> Line:
    return program.line(_text(arguments, "phone") or None)


def _dial(program: "Program", arguments: Arguments) -> tuple[Line, Order]:
    """Dial `text`; `by_hand` where a person typed it into the window."""
    line, by_hand = _line(program, arguments), arguments.get("by_hand") is True
    return line, dial(_text(arguments, "text"), program.config.numbers, line.phone.identity, by_hand=by_hand)


def _answer(program: "Program", arguments: Arguments) -> tuple[Line, Order]:
    """Answer the one call that rings; where `call` says which, that one alone. Raises CALL_UNSURE."""
    call = to_answer(call for line in program.lines for call in line.live())
    if call is None or _text(arguments, "call") not in ("", call.id):
        raise fault(Code.CALL_UNSURE, what="not exactly one call rings")
    return program.line(call.phone), answer()


def _hang_up(program: "Program", arguments: Arguments) -> tuple[Line, Order]:
    """Press CANCEL; where `call` says which call is to end, only if it can be no other. Raises CALL_UNSURE."""
    if not (wanted := _text(arguments, "call")):
        return _line(program, arguments), hang_up()
    calls = [call for line in program.lines for call in line.live()]
    call = next((call for call in calls if call.id == wanted), None)
    if call is None:
        raise fault(Code.CALL_UNSURE, what="the call is over")
    if not alone(call, calls):
        raise fault(Code.CALL_UNSURE, what="there are several calls on this phone")
    return program.line(call.phone), hang_up()


_ORDERS: Mapping[str, _Order] = {
    "dial": _dial,
    "keyevent": lambda program, arguments: (_line(program, arguments), press_keys(_text(arguments, "text"))),
    "hangup": _hang_up,
    "hangup_all": lambda program, arguments: (_line(program, arguments), hang_up_all()),
    "answer": _answer,
}

WISHES = frozenset({"show", "dial-selection", "dial-clipboard"})  # what is for the window in front of the program


# ---- everything else ------------------------------------------------------------------------------------------------


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
    "face": lambda program: program.faces.join(),
}


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name, "")
    return value if isinstance(value, str) else ""
