"""Commands for the running program: what it says of itself, and its end.

Not for: batch commands, which it carries out too (batch).
"""

import time
from collections.abc import Mapping
from typing import Any

from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import call_line, lasting, who
from snom_dialer.config.host import without_user
from snom_dialer.control.client import hand_over
from snom_dialer.control.lock import Lock
from snom_dialer.engine.program import system_clock
from snom_dialer.engine.record import rfc3339
from snom_dialer.errors import Code, DialerError, Exit, fault

_PATIENCE = 3.0  # seconds; a program that is busy is still asked to the end
_END = 5.0


def run_status(call: Call) -> int:
    """Say how the running program stands."""
    status = asked(call, "status")
    phones = [
        {**phone, "host": without_user(phone["host"]), "reason": phone["reason"] or None} for phone in status["phones"]
    ]
    dated = [
        {
            **phone,
            "since": rfc3339(phone["since"]),
            "call_home": phone["call_home"] or None,
            "last_event": rfc3339(phone["last_event"]),
        }
        for phone in phones
    ]
    call.output.record({"type": "status", **status, "started_at": rfc3339(status["started_at"]), "phones": dated})
    for line in _lines({**status, "phones": phones}):
        call.output.say(line)
    call.output.done("status")
    return int(Exit.DONE)


def run_quit(call: Call) -> int:
    """End the running program, and wait for its end."""
    try:
        asked(call, "quit")
    except DialerError as error:
        going = error.code is Code.PROGRAM_UNSURE or (error.code is Code.PROGRAM_NOT_RUNNING and _runs(call))
        if not going:
            raise
    until = time.monotonic() + _END
    while _runs(call):
        if time.monotonic() > until:
            raise fault(Code.PROGRAM_UNSURE)
        time.sleep(0.02)  # the other process has no way to tell that it is gone
    call.output.say("Snom dialer has ended")
    call.output.done("quit")
    return int(Exit.DONE)


def _runs(call: Call) -> bool:
    """Whether a program still holds the lock, which it lets go of at its very end."""
    lock = Lock(call.places().state_dir / "lock")
    try:
        lock.take()
    except DialerError as error:
        if error.code is Code.PROGRAM_RUNNING:
            return True
        raise
    lock.release()
    return False


def asked(
    call: Call, command: str, arguments: Mapping[str, object] | None = None, *, patience: float = _END
) -> Mapping[str, Any]:
    """Let the running program do something, and return what it says last; `patience`: seconds of silence.

    Raises PROGRAM_NOT_RUNNING and what the program answers.
    """
    answer = asked_or_none(call, command, arguments, patience=patience)
    if answer is None:
        raise fault(Code.PROGRAM_NOT_RUNNING)
    return answer


def asked_or_none(
    call: Call, command: str, arguments: Mapping[str, object] | None = None, *, patience: float = _END
) -> Mapping[str, Any] | None:
    """Do the same; None where no program runs."""
    conversation = hand_over(call.places().socket, command, arguments or {}, patience=_PATIENCE)
    if conversation is None:
        return None
    with conversation:
        for message in conversation.go(patience):
            done = message.get("done")
            if isinstance(done, dict):
                return done
    raise fault(Code.PROGRAM_UNSURE)


def _lines(status: Mapping[str, Any]) -> list[str]:
    callback = status["callback"]
    where = f"{', '.join(callback['addresses'])}, port {callback['port']}"
    now = system_clock().wall
    lines = [
        f"Snom dialer {status['version']} runs as process {status['pid']} for {lasting(now - status['started_at'])}",
        f"configuration: {status['config']}",
        f"callbacks: {where if callback['open'] else 'stopped'}; {callback['refused']} refused",
    ]
    for phone in status["phones"]:
        state = phone["state"]
        reason = f" – {phone['reason']}" if phone["reason"] else ""
        heard = f"last event {lasting(now - phone['last_event'])} ago" if phone["last_event"] else "no event yet"
        lines.append(f"phone {phone['name']} ({phone['host']}): {state}{reason}; {heard}, {phone['events']} in all")
    lines += [f"  call: {who(each)} – {call_line(each)}" for each in status["calls"]]
    return lines
