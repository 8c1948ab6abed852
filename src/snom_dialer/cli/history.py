"""`calls`: the last calls, from the journal.

Not for: search, names and export, which come later.
"""

from datetime import datetime

from snom_dialer.calls.call import Call as PhoneCall
from snom_dialer.cli.column import aligned
from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import call_line, who
from snom_dialer.engine.record import call_record
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.journal.reader import open_for_reading

_MOST = 1_000_000  # more than a journal ever holds
_ARROWS = {"incoming": "←", "outgoing": "→", "unknown": "·"}


def run_calls(call: Call) -> int:
    """List the last calls, newest first."""
    if not 1 <= call.args.limit <= _MOST:
        raise fault(Code.USAGE, what=f"--limit has to be from 1 to {_MOST}", command="calls")
    with open_for_reading(call.places().state_dir / "journal.sqlite") as journal:
        found = journal.calls(call.args.limit)
    for each in found:
        call.output.record({"type": "call", "call": call_record(each)})
    for line in aligned(_cells(each) for each in found):
        call.output.say(line)
    if not found:
        call.output.say("no calls yet; they are kept while `snom-dialer serve` runs")
    call.output.done("calls", count=len(found))
    return int(Exit.DONE)


def _cells(call: PhoneCall) -> tuple[str, ...]:
    record = call_record(call)
    when = datetime.fromtimestamp(call.started_at).astimezone().strftime("%Y-%m-%d %H:%M")
    return when, f"{_ARROWS[call.direction]} {who(record)}", call_line(record), call.phone
