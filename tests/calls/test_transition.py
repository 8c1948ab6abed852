"""The table itself: complete where it must be, closed where it must be."""

import pytest

from snom_dialer.calls.call import Change, Direction, Outcome
from snom_dialer.calls.transition import (
    HOOK_TRANSITIONS,
    LIVE,
    SILENT,
    TRANSITIONS,
    Conclusion,
    Phase,
    Table,
    Verdict,
    outcome,
)
from snom_dialer.protocol.event import EventKind


@pytest.mark.parametrize("table", [TRANSITIONS, HOOK_TRANSITIONS], ids=["all", "hook"])
def test_what_is_closed_stays_closed(table: Table) -> None:
    assert not [key for key in table if key[0] is Phase.CLOSED]


@pytest.mark.parametrize("phase", LIVE)
@pytest.mark.parametrize("conclusion", list(Conclusion))
def test_every_live_call_can_be_given_up(phase: Phase, conclusion: Conclusion) -> None:
    assert TRANSITIONS[phase, conclusion].to is Phase.LOST


@pytest.mark.parametrize("phase", LIVE)
def test_every_live_call_can_end_by_an_event_and_by_silence(phase: Phase) -> None:
    assert TRANSITIONS[phase, EventKind.DISCONNECTED].to not in LIVE
    assert SILENT[phase] > 0


def test_a_call_that_ends_has_an_outcome_and_one_that_lives_has_none() -> None:
    for (before, _), step in HOOK_TRANSITIONS.items():
        assert (step.verdict is not None) == (step.to not in LIVE), before


def test_only_beginnings_start_a_call() -> None:
    for (before, _), step in HOOK_TRANSITIONS.items():
        assert (step.change is Change.STARTED) == (before in (Phase.NONE, Phase.LOST) and step.to in LIVE)


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("direction", list(Direction))
def test_every_verdict_gives_an_outcome(verdict: Verdict, direction: Direction) -> None:
    for connected in (True, False):
        found = outcome(verdict, direction=direction, was_connected=connected, before=None, by_reason=None)
        assert isinstance(found, Outcome)
