"""Which call a key of the phone will act on, where that is certain: what may be answered, and what be hung up.

A phone acts on the call that is selected on its screen, and tells nobody which one that is.

Not for: pressing anything (engine), or buttons (gui).
"""

from collections.abc import Iterable

from snom_dialer.calls.call import Call, CallState


def to_answer(calls: Iterable[Call]) -> Call | None:
    """Return the call that ENTER will answer: the one that rings, while exactly one does. `calls`: of all phones."""
    ringing = [call for call in calls if call.state is CallState.RINGING]
    return ringing[0] if len(ringing) == 1 else None


def alone(call: Call, calls: Iterable[Call]) -> bool:
    """Whether CANCEL will end this very call: it is live, and its phone has no other one."""
    return [other.id for other in calls if other.live and other.phone == call.phone] == [call.id]
