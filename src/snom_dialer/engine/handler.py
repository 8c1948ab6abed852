"""What the running program does for commands that are handed to it: one table of commands.

Not for: the conversation (control.server), or what a command means to a phone (order, line).
"""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

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
            line, order, call = self._order(command, arguments)
            judge = partial(self._order, command, {**arguments, "call": call}) if call else None
            await line.command(order.command, brief=order.brief, judge=judge)
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

    def _order(self, command: str, arguments: Arguments) -> "_Task":
        return _ORDERS[command](self._program, arguments)


# ---- orders: which phone gets which command -------------------------------------------------------------------------


class _Task(NamedTuple):
    """What which phone is to do. `call` is the one call it is for, "" for none: judged anew before a request leaves."""

    line: Line
    order: Order
    call: str = ""


def _line(program: "Program", arguments: Arguments) -> Line:
    return program.line(_text(arguments, "phone") or None)


def _dial(program: "Program", arguments: Arguments) -> _Task:
    """Dial `text`; `by_hand` where a person typed it into the window."""
    line, by_hand = _line(program, arguments), arguments.get("by_hand") is True
    return _Task(line, dial(_text(arguments, "text"), program.config.numbers, line.phone.identity, by_hand=by_hand))


def _answer(program: "Program", arguments: Arguments) -> _Task:
    """Answer the one call that rings; where `call` says which, that one alone. Raises CALL_UNSURE."""
    call = to_answer(call for line in program.lines for call in line.live())
    if call is None or _text(arguments, "call") not in ("", call.id):
        raise fault(Code.CALL_UNSURE, what="not exactly one call rings")
    return _Task(program.line(call.phone), answer(), call.id)


def _hang_up(program: "Program", arguments: Arguments) -> _Task:
    """Press CANCEL; where `call` says which call is to end, only if it can be no other. Raises CALL_UNSURE."""
    if not (wanted := _text(arguments, "call")):
        return _Task(_line(program, arguments), hang_up())
    calls = [call for line in program.lines for call in line.live()]
    call = next((call for call in calls if call.id == wanted), None)
    if call is None:
        raise fault(Code.CALL_UNSURE, what="the call is over")
    if not alone(call, calls):
        raise fault(Code.CALL_UNSURE, what="there are several calls on this phone")
    return _Task(program.line(call.phone), hang_up(), call.id)


_ORDERS: Mapping[str, Callable[["Program", Arguments], _Task]] = {
    "dial": _dial,
    "keyevent": lambda program, arguments: _Task(_line(program, arguments), press_keys(_text(arguments, "text"))),
    "hangup": _hang_up,
    "hangup_all": lambda program, arguments: _Task(_line(program, arguments), hang_up_all()),
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
