from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.phone.log_poll import LOG_PROFILES, PERIOD, POSSIBLE, SLOWEST, Due, Errand, LogPoll, log_profile
from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.identity import Family

OLD = LOG_PROFILES[Family.SNOM_1XX]


def errand(poll: LogPoll, now: float, *, ok: bool = True, live: int | None = None) -> Errand | None:
    """Do at once what is due; `live` are the calls that the answer shows."""
    due = poll.due(now)
    if due is None:
        return None
    if live is not None:
        poll.calls(live, now)
    poll.done(due, now, ok=ok)
    return due.errand


def run(poll: LogPoll, start: float, end: float) -> list[tuple[float, Errand]]:
    """Let the poll do whatever it wants between two times, asking only when it says so."""
    done = []
    now = start
    while (deadline := poll.deadline()) is not None and max(now, deadline) < end:
        now = max(now, deadline)
        what = errand(poll, now)
        if what is not None:
            done.append((now, what))
    return done


def test_a_phone_at_rest_is_left_alone() -> None:
    poll = LogPoll(OLD)
    assert poll.deadline() is None
    assert poll.due(0) is None
    assert poll.due(1e6) is None


def test_a_call_from_its_beginning_to_its_end() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 100)
    assert poll.deadline() == 0  # at once
    assert errand(poll, 100, live=1) is Errand.CATCH_UP
    assert poll.due(100) is None
    assert run(poll, 100, 106) == [(101.5, Errand.READ), (103, Errand.READ), (104.5, Errand.READ)]
    assert errand(poll, 106, live=0) is Errand.READ
    assert run(poll, 106.1, 1000) == [(106.1, Errand.CLEAR)]
    assert poll.due(1000) is None


@pytest.mark.parametrize(
    ("begin", "newest"),
    [
        (lambda poll: poll.heard(EventKind.INCOMING, 0), True),
        (lambda poll: poll.heard(EventKind.OUTGOING, 0), True),
        (lambda poll: poll.heard(EventKind.OFFHOOK, 0), False),
        (lambda poll: poll.heard(EventKind.CONNECTED, 0), False),
        (lambda poll: poll.dialed(0), False),
        (lambda poll: poll.calls(1, 0), False),
    ],
)
def test_what_makes_a_call_possible(begin: Callable[[LogPoll], None], newest: bool) -> None:
    poll = LogPoll(OLD)
    begin(poll)
    assert poll.due(0) == Due(Errand.CATCH_UP, poll._page, newest)


@pytest.mark.parametrize("kind", [EventKind.SETUP, EventKind.ONHOOK, EventKind.DND_ON, EventKind.UNKNOWN])
def test_what_makes_none_possible(kind: EventKind) -> None:
    poll = LogPoll(OLD)
    poll.heard(kind, 0)
    assert poll.due(0) is None


def test_a_sign_without_a_call_is_believed_for_a_while() -> None:
    poll = LogPoll(OLD)
    poll.dialed(0)
    done = run(poll, 0, 1000)
    assert [what for _, what in done] == [Errand.CATCH_UP] + [Errand.READ] * 19 + [Errand.CLEAR]
    assert done[-2:] == [(28.5, Errand.READ), (POSSIBLE, Errand.CLEAR)]


def test_a_further_sign_is_believed_anew() -> None:
    poll = LogPoll(OLD)
    poll.dialed(0)
    assert errand(poll, 0) is Errand.CATCH_UP
    poll.heard(EventKind.OFFHOOK, 20)
    assert run(poll, 20, 1000)[-1] == (20 + POSSIBLE, Errand.CLEAR)


def test_an_end_spares_all_but_the_one_reading() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    poll.heard(EventKind.ONHOOK, 0.1)
    assert run(poll, 0.1, 100) == [(0.1, Errand.CATCH_UP), (0.1, Errand.CLEAR)]


def test_a_call_that_shows_uses_its_sign_up() -> None:
    """Else the phone would be read on for a while after a short call."""
    poll = LogPoll(OLD)
    poll.heard(EventKind.OUTGOING, 0)
    assert errand(poll, 0, live=1) is Errand.CATCH_UP
    assert errand(poll, 1.5, live=0) is Errand.READ
    assert run(poll, 1.5, 100) == [(1.5, Errand.CLEAR)]


def test_the_handset_during_a_call_is_no_sign_of_another() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    errand(poll, 0, live=1)
    poll.heard(EventKind.OFFHOOK, 1)
    assert errand(poll, 1.5, live=0) is Errand.READ
    assert run(poll, 1.5, 100) == [(1.5, Errand.CLEAR)]


def test_a_second_call_during_the_first_keeps_it_going() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    errand(poll, 0, live=1)
    poll.heard(EventKind.INCOMING, 10)
    assert errand(poll, 10, live=0) is Errand.READ  # the first is over, the second does not show yet
    assert errand(poll, 11.5, live=1) is Errand.READ
    assert errand(poll, 13, live=2) is Errand.READ
    assert errand(poll, 14.5, live=1) is Errand.READ
    assert run(poll, 14.5, 17) == [(16, Errand.READ)]


def test_a_sign_during_a_reading_asks_for_another() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    due = poll.due(0)
    assert due is not None
    poll.heard(EventKind.INCOMING, 0.1)
    poll.heard(EventKind.ONHOOK, 0.2)
    poll.done(due, 0.3, ok=True)
    assert run(poll, 0.3, 100) == [(1.5, Errand.READ), (1.5, Errand.CLEAR)]


def test_one_request_at_a_time() -> None:
    poll = LogPoll(OLD)
    poll.dialed(0)
    due = poll.due(0)
    assert due is not None
    assert poll.due(10) is None
    assert poll.deadline() is None
    poll.done(due, 12, ok=True)
    assert errand(poll, 12) is Errand.READ


def test_catching_up_comes_after_every_rest() -> None:
    poll = LogPoll(OLD)
    for start in (0, 100, 200):
        poll.heard(EventKind.INCOMING, start)
        assert errand(poll, start, live=1) is Errand.CATCH_UP
        assert errand(poll, start + 1.5, live=0) is Errand.READ
    poll.calls(1, 300)
    assert poll.due(300) == Due(Errand.CATCH_UP, poll._page, False)


def test_a_phone_that_does_not_answer_is_asked_ever_more_seldom() -> None:
    poll = LogPoll(OLD)
    poll.calls(1, 0)
    times = []
    for _ in range(20):
        deadline = poll.deadline()
        assert deadline is not None
        times.append(deadline)
        assert errand(poll, deadline, ok=False) is Errand.CATCH_UP
    gaps = [after - before for before, after in pairwise(times)]
    assert gaps[:5] == [3, 6, 12, 24, 48]
    assert set(gaps[5:]) == {SLOWEST}
    assert errand(poll, 10_000) is Errand.CATCH_UP
    assert run(poll, 10_000, 10_002) == [(10_000 + PERIOD, Errand.READ)]


def test_a_reading_that_failed_is_tried_again_but_not_for_ever() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    poll.heard(EventKind.ONHOOK, 0)
    assert errand(poll, 0, ok=False) is Errand.CATCH_UP
    assert poll.deadline() == 3
    assert poll.due(3) == Due(Errand.CATCH_UP, poll._page, True)
    lost = LogPoll(OLD)
    lost.heard(EventKind.INCOMING, 0)
    for now in (0, 3, 9, 21):
        assert errand(lost, now, ok=False) is Errand.CATCH_UP
    assert run(lost, 21, 1e6) == []


# ---- clearing --------------------------------------------------------------------------------------------------------


def test_clearing_needs_permission_and_a_way() -> None:
    for poll in (LogPoll(OLD, clear_log=False), LogPoll(LOG_PROFILES[Family.SNOM_3XX])):
        poll.heard(EventKind.INCOMING, 0)
        errand(poll, 0, live=1)
        errand(poll, 1.5, live=0)
        assert run(poll, 1.5, 1e6) == []


def test_a_log_that_was_not_read_is_not_cleared() -> None:
    poll = LogPoll(OLD)
    poll.calls(1, 0)
    errand(poll, 0, ok=False)
    poll.calls(0, 1)
    assert poll.due(2) is None
    assert poll.deadline() is None


def test_a_call_that_begins_before_the_log_is_cleared_prevents_it() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    errand(poll, 0, live=1)
    errand(poll, 1.5, live=0)
    poll.heard(EventKind.INCOMING, 1.6)
    assert run(poll, 1.6, 5)[0] == (3, Errand.CATCH_UP)


def test_clearing_is_tried_once() -> None:
    poll = LogPoll(OLD)
    poll.heard(EventKind.INCOMING, 0)
    errand(poll, 0, live=1)
    errand(poll, 1.5, live=0)
    assert errand(poll, 1.5, ok=False) is Errand.CLEAR
    assert poll.due(3) is None


SIGNS = st.sampled_from([*EventKind, "dial", "more", "less", "look", "answer", "fail"])


@given(st.lists(st.tuples(st.floats(0, 20), SIGNS), max_size=60))
def test_never_cleared_in_a_call_and_never_read_too_often(steps: list[tuple[float, str]]) -> None:
    poll = LogPoll(OLD)
    now, live, last, sign, under_way = 0.0, 0, -PERIOD, -1e9, None
    for wait, step in steps:
        now += wait
        if isinstance(step, EventKind):
            sign = now
            poll.heard(step, now)
        elif step == "dial":
            sign = now
            poll.dialed(now)
        elif step in ("more", "less"):
            live = max(0, live + (1 if step == "more" else -1))
            poll.calls(live, now)
        elif step == "look":
            due = poll.due(now)
            assert due is None or under_way is None
            under_way = due or under_way
            if due and due.errand is Errand.CLEAR:
                assert live == 0
            elif due:
                assert live or now - sign < POSSIBLE
                assert now - last >= PERIOD
                last = now
        elif under_way is not None:
            poll.done(under_way, now, ok=step == "answer")
            under_way = None


# ---- the table -------------------------------------------------------------------------------------------------------


def test_where_the_log_is() -> None:
    assert {family for family in Family if log_profile(family) is None} == {Family.D8XX, Family.OTHER}
    assert {profile.page for profile in LOG_PROFILES.values()} == {"/log.htm"}


def test_only_phones_of_the_190_class_are_ever_cleared() -> None:
    assert [family for family, profile in LOG_PROFILES.items() if profile.clear] == [Family.SNOM_1XX]
