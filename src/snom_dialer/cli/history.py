"""`calls`: the last calls, from the journal.

Not for: search, names and export, which come later.
"""

from datetime import datetime

from snom_dialer.calls.call import Call as PhoneCall
from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import call_line, who
from snom_dialer.engine.record import call_record
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.journal.reader import open_for_reading

_ARROWS = {"incoming": "←", "outgoing": "→", "unknown": "·"}


def run_calls(call: Call) -> int:
    """List the last calls, newest first."""
    if call.args.limit < 1:
        raise fault(Code.USAGE, what="--limit has to be 1 or more", command="calls")
    with open_for_reading(call.places().state_dir / "journal.sqlite") as journal:
        found = journal.calls(call.args.limit)
    for each in found:
        call.output.record({"type": "call", "call": call_record(each)})
        call.output.say(_line(each))
    if not found:
        call.output.say("no calls yet; they are kept while `snom-dialer serve` runs")
    call.output.done("calls", count=len(found))
    return int(Exit.DONE)


def _line(call: PhoneCall) -> str:
    record = call_record(call)
    when = datetime.fromtimestamp(call.started_at).astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{when}  {_ARROWS[call.direction]} {who(record):<36} {call_line(record):<24} {call.phone}"
