"""The tracker against the sequences that real phones send, and against those that nobody should send."""

import itertools

import pytest

from snom_dialer.calls.call import Call, CallChange, CallState, Change, Direction, Moment, Outcome
from snom_dialer.calls.tracker import REMEMBERED, Tracker
from snom_dialer.calls.transition import SILENT, Phase
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent

ANNA = Party(uri="030123@pbx", number="030123", name="Anna")
BERT = Party(uri="040456@pbx", number="040456", name="Bert")
ME = Party(uri="11@pbx", number="11")


class Desk:
    """A tracker with a clock of its own; every call of `hear` is one event, one second after the one before."""

    def __init__(self, *, ends_by_hook: bool = False) -> None:
        ids = itertools.count(1)
        self.tracker = Tracker("desk", lambda: f"c{next(ids)}", ends_by_hook=ends_by_hook)
        self.wall, self.mono = 1_000_000.0, 50.0
        self.changes: list[CallChange] = []
        self.fired: list[str] = []

    @property
    def now(self) -> Moment:
        return Moment(self.wall, self.mono)

    def wait(self, seconds: float) -> None:
        self.wall += seconds
        self.mono += seconds

    def hear(
        self,
        kind: str,
        call_id: str = "a@pbx",
        *,
        remote: Party = ANNA,
        local: Party = ME,
        left: int | None = None,
        reason: str = "",
        after: float = 1.0,
    ) -> list[CallChange]:
        self.wait(after)
        event = PhoneEvent(
            kind=EventKind(kind),
            call_id=call_id,
            remote=remote,
            local=local,
            nr_ongoing_calls=left,
            cancel_reason=reason,
        )
        report = self.tracker.feed(event, self.now)
        if report.first:
            self.fired.append(kind)
        self.changes += report.changes
        return list(report.changes)

    def play(self, text: str, call_id: str = "a@pbx") -> None:
        for kind in text.split():
            self.hear(kind, call_id)

    def told(self) -> list[str]:
        return [str(change.change) for change in self.changes]

    def last(self, call_id: str = "") -> Call:
        return [change.call for change in self.changes if change.call.call_id.startswith(call_id)][-1]


@pytest.fixture
def desk() -> Desk:
    return Desk()


# ---- the sequences seen on a D765 and elsewhere (docs/snom-protocol.md §11) ---------------------------------------

IN, OUT = Direction.INCOMING, Direction.OUTGOING

SEQUENCES = [
    # what, events, changes, outcome, direction
    ("in, missed", "incoming disconnected missed", "started ended", Outcome.MISSED, IN),
    ("in, answered", "incoming connected disconnected", "started connected ended", Outcome.ANSWERED, IN),
    ("in, speaker then handset", "incoming connected offhook onhook disconnected",
     "started connected ended", Outcome.ANSWERED, IN),
    ("in, handset", "incoming offhook connected onhook disconnected", "started connected ended", Outcome.ANSWERED, IN),
    ("in, declined", "incoming disconnected", "started ended", Outcome.MISSED, IN),
    ("out, not answered", "outgoing disconnected", "started ended", Outcome.NO_ANSWER, OUT),
    ("out, speaker", "outgoing connected disconnected", "started connected ended", Outcome.ANSWERED, OUT),
    ("out, handset", "offhook outgoing connected onhook disconnected",
     "started connected ended", Outcome.ANSWERED, OUT),
    ("held and resumed", "incoming connected hold unhold disconnected",
     "started connected held resumed ended", Outcome.ANSWERED, IN),
    ("ended while held", "outgoing connected hold disconnected", "started connected held ended", Outcome.ANSWERED, OUT),
    ("everything twice",
     "incoming incoming connected connected hold hold unhold unhold disconnected disconnected missed",
     "started connected held resumed ended", Outcome.ANSWERED, IN),
    ("connected overtakes incoming", "connected incoming disconnected", "started updated ended", Outcome.ANSWERED, IN),
    ("hold overtakes outgoing", "hold outgoing unhold disconnected",
     "started updated resumed ended", Outcome.ANSWERED, OUT),
    ("missed overtakes disconnected", "incoming missed disconnected", "started ended", Outcome.MISSED, IN),
    ("connected lost, hold proves it", "incoming hold disconnected", "started held ended", Outcome.ANSWERED, IN),
    ("connected lost, unhold proves it", "outgoing unhold disconnected",
     "started connected ended", Outcome.ANSWERED, OUT),
    ("taken up in the middle", "unhold disconnected", "started ended", Outcome.ANSWERED, Direction.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "told", "outcome", "direction"), [row[1:] for row in SEQUENCES], ids=[row[0] for row in SEQUENCES]
)
def test_sequences(desk: Desk, events: str, told: str, outcome: Outcome, direction: Direction) -> None:
    desk.play(events)
    assert desk.told() == told.split()
    call = desk.last()
    assert (call.outcome, call.direction, call.state) == (outcome, direction, CallState.ENDED)
    assert desk.tracker.live() == []
    assert sorted(desk.fired) == sorted(set(events.split())), "each event sets something off once"


def test_a_second_end_two_seconds_later_means_rejected(desk: Desk) -> None:
    desk.play("incoming disconnected")
    (change,) = desk.hear("disconnected", after=2.0)
    assert change.change is Change.UPDATED
    assert change.call.outcome is Outcome.REJECTED
    assert desk.hear("missed") == [], "refined once, and never again"


def test_an_end_doubled_on_the_way_means_nothing(desk: Desk) -> None:
    desk.play("incoming disconnected")
    assert desk.hear("disconnected", after=0.05) == []
    assert desk.tracker.counts["late"] == 1
    assert desk.last().outcome is Outcome.MISSED


def test_a_second_end_of_an_outgoing_call_changes_nothing(desk: Desk) -> None:
    desk.play("outgoing disconnected")
    assert desk.hear("disconnected", after=2.0) == []


def test_the_outcome_is_final_after_five_seconds(desk: Desk) -> None:
    desk.play("incoming disconnected")
    assert desk.hear("disconnected", after=5.1) == []
    assert desk.last().outcome is Outcome.MISSED


REASONS = [
    ('SIP;cause=200;text="Call completed elsewhere"', Outcome.ANSWERED_ELSEWHERE, Outcome.ANSWERED_ELSEWHERE),
    ("Call Completed Elsewhere", Outcome.ANSWERED_ELSEWHERE, Outcome.ANSWERED_ELSEWHERE),
    ("SIP;cause=486", Outcome.REJECTED, Outcome.BUSY),
    ("SIP;cause=600", Outcome.REJECTED, Outcome.BUSY),
    ("Q.850;cause=17", Outcome.REJECTED, Outcome.BUSY),
    ("SIP;cause=603", Outcome.REJECTED, Outcome.REJECTED),
    ("something else", Outcome.MISSED, Outcome.NO_ANSWER),
]


@pytest.mark.parametrize(("reason", "incoming", "outgoing"), REASONS)
def test_the_phone_says_why(reason: str, incoming: Outcome, outgoing: Outcome) -> None:
    for start, outcome in (("incoming", incoming), ("outgoing", outgoing)):
        desk = Desk()
        desk.hear(start)
        desk.hear("disconnected", reason=reason)
        assert desk.last().outcome is outcome


def test_missed_does_not_overrule_what_the_phone_said(desk: Desk) -> None:
    desk.hear("incoming")
    desk.hear("disconnected", reason="SIP;cause=200")
    assert desk.hear("missed") == []
    assert desk.last().outcome is Outcome.ANSWERED_ELSEWHERE


# ---- several calls ------------------------------------------------------------------------------------------------


def test_two_calls_at_once_are_kept_apart(desk: Desk) -> None:
    desk.play("incoming connected", "a@pbx")
    desk.hear("incoming", "b@pbx", remote=BERT)
    assert [(call.remote.name, call.state) for call in desk.tracker.live()] == [
        ("Anna", CallState.CONNECTED),
        ("Bert", CallState.RINGING),
    ]
    desk.hear("disconnected", "b@pbx", remote=BERT)
    assert [call.remote.name for call in desk.tracker.live()] == ["Anna"]
    assert desk.last("b").outcome is Outcome.MISSED
    desk.hear("disconnected", "a@pbx")
    assert desk.last("a").outcome is Outcome.ANSWERED


def test_three_calls_at_once(desk: Desk) -> None:
    for name in "abc":
        desk.play("incoming connected hold", name)
    assert len(desk.tracker.live()) == 3
    desk.play("unhold disconnected", "b")
    assert [call.call_id for call in desk.tracker.live()] == ["a", "c"]
    desk.play("disconnected", "a")
    desk.play("disconnected", "c")
    assert desk.tracker.live() == []
    assert len({change.call.id for change in desk.changes}) == 3


def test_the_part_behind_the_at_sign_does_not_count(desk: Desk) -> None:
    desk.hear("incoming", "aaa@10.0.0.1")
    desk.hear("connected", "aaa")
    desk.hear("disconnected", "aaa@pbx")
    assert desk.told() == ["started", "connected", "ended"]


def test_a_new_outgoing_call_ends_one_that_is_still_dialing(desk: Desk) -> None:
    desk.hear("outgoing", "a")
    changes = desk.hear("outgoing", "b", remote=BERT)
    assert [(str(change.change), change.call.call_id) for change in changes] == [("ended", "a"), ("started", "b")]
    assert changes[0].call.outcome is Outcome.UNKNOWN


# ---- events that are missing, late or without a call --------------------------------------------------------------


def test_an_end_for_an_unknown_call_is_counted_and_makes_no_call(desk: Desk) -> None:
    assert desk.hear("disconnected", "never") == []
    assert desk.hear("missed", "") == []
    assert desk.tracker.counts["end_without_call"] == 2
    assert desk.tracker.live() == []


def test_a_doubled_end_for_an_unknown_call_sets_something_off_once(desk: Desk) -> None:
    desk.play("disconnected disconnected", "never")
    assert desk.fired == ["disconnected"]


def test_an_end_that_overtook_its_beginning_ends_the_call_at_once(desk: Desk) -> None:
    desk.hear("disconnected")
    changes = desk.hear("incoming")
    assert [str(change.change) for change in changes] == ["started", "ended"]
    assert desk.last().outcome is Outcome.MISSED
    assert desk.fired == ["disconnected", "incoming"]


def test_an_end_long_before_a_call_of_the_same_id_is_forgotten(desk: Desk) -> None:
    desk.hear("disconnected")
    changes = desk.hear("incoming", after=6.0)
    assert [str(change.change) for change in changes] == ["started"]


def test_on_hook_without_call_data_changes_nothing(desk: Desk) -> None:
    desk.play("incoming connected disconnected")
    assert desk.hear("onhook", "", remote=Party(), local=Party()) == []
    assert desk.fired[-1] == "onhook"


def test_a_late_event_never_revives_an_ended_call(desk: Desk) -> None:
    desk.play("incoming connected disconnected incoming connected hold")
    assert desk.told() == ["started", "connected", "ended"]
    assert desk.tracker.live() == []


def test_ended_calls_are_forgotten_in_the_end(desk: Desk) -> None:
    desk.play("incoming disconnected")
    desk.hear("incoming", after=REMEMBERED + 1)
    assert desk.told() == ["started", "ended", "started"]


def test_a_phone_that_restarts_has_no_calls(desk: Desk) -> None:
    desk.play("incoming connected", "a")
    desk.hear("incoming", "b", remote=BERT)
    changes = desk.hear("setup", "")
    assert [(change.change, change.call.outcome) for change in changes] == [(Change.ENDED, Outcome.UNKNOWN)] * 2
    assert desk.fired[-1] == "setup"


@pytest.mark.parametrize("kind", ["disconnected", "onhook", "missed"])
def test_no_ongoing_calls_ends_the_rest(desk: Desk, kind: str) -> None:
    desk.play("incoming connected", "a")
    desk.hear("incoming", "b", remote=BERT)
    desk.hear("connected", "b", remote=BERT)
    desk.hear(kind, "b", remote=BERT, left=0)
    assert desk.tracker.live() == []
    assert desk.last("a").outcome is Outcome.UNKNOWN


def test_no_ongoing_calls_without_any_call_data(desk: Desk) -> None:
    desk.play("incoming", "a")
    desk.hear("onhook", "", remote=Party(), left=0)
    assert desk.last("a").state is CallState.ENDED


def test_no_ongoing_calls_does_not_end_a_call_that_rings_meanwhile(desk: Desk) -> None:
    desk.play("incoming connected", "a")
    desk.hear("incoming", "b", remote=BERT)
    desk.hear("disconnected", "a", left=0)
    assert [call.call_id for call in desk.tracker.live()] == ["b"]


@pytest.mark.parametrize("kind", ["incoming", "connected", "hold"])
def test_a_beginning_says_nothing_about_the_others(desk: Desk, kind: str) -> None:
    desk.play("incoming connected", "a")
    desk.hear(kind, "b", remote=BERT, left=0)
    desk.hear("connected", "b", remote=BERT, left=0)
    assert len(desk.tracker.live()) == 2


def test_the_own_end_still_says_how_a_call_ended_that_was_given_up(desk: Desk) -> None:
    desk.play("incoming connected", "a")
    desk.hear("incoming", "b", remote=BERT)
    desk.hear("connected", "b", remote=BERT)
    desk.hear("disconnected", "b", left=0)
    (change,) = desk.hear("disconnected", "a", after=0.1)
    assert (change.change, change.call.outcome) == (Change.UPDATED, Outcome.ANSWERED)
    assert desk.hear("disconnected", "a") == []


@pytest.mark.parametrize(("end", "outcome"), [("missed", Outcome.MISSED), ("disconnected", Outcome.MISSED)])
def test_the_own_end_of_a_ringing_call_that_was_given_up(desk: Desk, end: str, outcome: Outcome) -> None:
    desk.hear("incoming", "a")
    desk.hear("onhook", "", remote=Party(), left=0)
    (change,) = desk.hear(end, "a", after=0.1)
    assert (change.change, change.call.outcome) == (Change.UPDATED, outcome)


def test_silence_ends_a_call(desk: Desk) -> None:
    assert desk.tracker.deadline() is None
    desk.hear("incoming")
    assert desk.tracker.deadline() == desk.mono + SILENT[Phase.RINGING]
    desk.wait(SILENT[Phase.RINGING] - 0.1)
    assert desk.tracker.expire(desk.now) == ()
    desk.wait(0.2)
    (change,) = desk.tracker.expire(desk.now)
    assert (change.change, change.call.outcome) == (Change.ENDED, Outcome.UNKNOWN)
    assert desk.tracker.deadline() is None


@pytest.mark.parametrize(
    ("event", "state", "direction"),
    [
        ("connected", CallState.CONNECTED, Direction.INCOMING),
        ("unhold", CallState.CONNECTED, Direction.INCOMING),
        ("hold", CallState.HELD, Direction.INCOMING),
    ],
)
def test_a_call_given_up_too_early_goes_on_as_a_new_one(
    desk: Desk, event: str, state: CallState, direction: Direction
) -> None:
    desk.hear("incoming")
    desk.wait(200)
    (ended,) = desk.tracker.expire(desk.now)
    (started,) = desk.hear(event)
    assert started.change is Change.STARTED
    assert (started.call.state, started.call.direction) == (state, direction)
    assert started.call.id != ended.call.id
    assert started.call.connected_at == desk.wall
    desk.hear("disconnected")
    assert desk.last().outcome is Outcome.ANSWERED


# ---- what is known of the two sides -------------------------------------------------------------------------------


def test_an_empty_value_takes_nothing_away(desk: Desk) -> None:
    desk.hear("incoming", remote=ANNA, local=Party())
    desk.hear("connected", remote=Party(), local=ME)
    assert desk.last().remote == ANNA
    assert desk.last().local == ME


def test_a_name_that_comes_later_is_told(desk: Desk) -> None:
    desk.hear("incoming", remote=Party(uri="030123@pbx", number="030123"))
    (change,) = desk.hear("incoming", remote=ANNA)
    assert (change.change, change.call.remote.name) == (Change.UPDATED, "Anna")


def test_a_transfer_changes_the_other_side_with_its_name(desk: Desk) -> None:
    desk.play("incoming connected")
    (change,) = desk.hear("connected", remote=Party(uri="040456@pbx", number="040456"))
    assert (change.change, change.call.remote) == (Change.UPDATED, Party(uri="040456@pbx", number="040456"))


# ---- time ---------------------------------------------------------------------------------------------------------


def test_times_and_duration(desk: Desk) -> None:
    desk.play("incoming connected")
    began = desk.wall - 1
    desk.hear("disconnected", after=61.5)
    call = desk.last()
    assert (call.started_at, call.connected_at, call.ended_at) == (began, began + 1, began + 62.5)
    assert call.duration == 61.5


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_a_clock_that_jumps_does_not_change_the_duration(desk: Desk, jump: float) -> None:
    desk.play("incoming connected")
    desk.wall += jump
    desk.hear("disconnected", after=10)
    call = desk.last()
    assert call.duration == 10
    assert call.ended_at is not None
    assert call.connected_at is not None
    assert call.ended_at >= call.connected_at >= call.started_at


# ---- phones of the 190 class: no Call-ID, no connected, no disconnected (§9) --------------------------------------


def test_hook_only_incoming() -> None:
    desk = Desk(ends_by_hook=True)
    for kind in ("incoming", "offhook", "onhook"):
        desk.hear(kind, "", remote=Party(), local=Party())
    assert desk.told() == ["started", "connected", "ended"]
    assert desk.last().outcome is Outcome.ANSWERED


def test_hook_only_outgoing_has_an_unknown_outcome() -> None:
    desk = Desk(ends_by_hook=True)
    for kind in ("offhook", "outgoing", "onhook"):
        desk.hear(kind, "", remote=Party())
    assert desk.told() == ["started", "ended"]
    assert desk.last().outcome is Outcome.UNKNOWN


def test_hook_only_call_waiting() -> None:
    desk = Desk(ends_by_hook=True)
    for kind in ("incoming", "offhook", "incoming", "onhook"):
        desk.hear(kind, "", remote=Party())
    assert [(call.id, call.state) for call in desk.tracker.live()] == [("c2", CallState.RINGING)]


def test_a_repeated_beginning_without_call_id_is_one_call(desk: Desk) -> None:
    desk.hear("incoming", "")
    assert desk.hear("incoming", "") == []
    assert len(desk.tracker.live()) == 1


def test_another_beginning_without_call_id_takes_the_place_of_the_first(desk: Desk) -> None:
    desk.hear("incoming", "")
    changes = desk.hear("incoming", "", remote=BERT)
    assert [(str(change.change), change.call.remote.name) for change in changes] == [
        ("ended", "Anna"),
        ("started", "Bert"),
    ]


def test_events_without_call_id_belong_to_the_only_call_that_fits(desk: Desk) -> None:
    desk.hear("incoming", "a")
    for kind in ("connected", "hold", "unhold", "disconnected"):
        desk.hear(kind, "", remote=Party())
    assert desk.told() == ["started", "connected", "held", "resumed", "ended"]


def test_an_event_without_call_id_that_fits_two_calls_fits_none(desk: Desk) -> None:
    desk.play("incoming connected", "a")
    desk.hear("incoming", "b", remote=BERT)
    assert desk.hear("disconnected", "", remote=Party()) == []
    (change,) = desk.hear("disconnected", "", remote=BERT)
    assert change.call.call_id == "b"


def test_missed_without_call_id_refines_the_call_that_just_ended(desk: Desk) -> None:
    desk.play("outgoing connected", "a")
    desk.hear("incoming", "b", remote=BERT)
    desk.hear("disconnected", "b", remote=BERT, after=0.5)
    desk.hear("missed", "", remote=Party())
    assert desk.hear("disconnected", "b", after=2.0) == [], "closed by the missed"
    assert desk.last("b").outcome is Outcome.MISSED


# ---- the program ended in the middle of a call --------------------------------------------------------------------


def test_live_calls_are_taken_up_again() -> None:
    before = Desk()
    before.play("incoming connected")
    after = Desk()
    after.wall = before.wall + 30
    assert after.tracker.restore(before.tracker.live(), after.now) == ()
    (change,) = after.hear("disconnected")
    assert change.call.outcome is Outcome.ANSWERED
    assert change.call.duration == 31


def test_a_ringing_call_is_taken_up_and_answered() -> None:
    before = Desk()
    before.hear("incoming")
    after = Desk()
    after.wall = before.wall + 5
    after.tracker.restore(before.tracker.live(), after.now)
    (change,) = after.hear("connected")
    assert (change.change, change.call.id) == (Change.CONNECTED, "c1")


def test_calls_that_cannot_be_true_any_more_are_closed_at_the_start() -> None:
    before = Desk()
    before.hear("incoming")
    after = Desk()
    after.wall = before.wall + 600
    (change,) = after.tracker.restore(before.tracker.live(), after.now)
    assert (change.change, change.call.outcome) == (Change.ENDED, Outcome.UNKNOWN)


def test_a_start_told_before_and_after_sets_nothing_off_twice() -> None:
    before = Desk()
    before.play("outgoing incoming")  # a phone that calls itself, under one Call-ID
    after = Desk()
    after.tracker.restore(before.tracker.live(), after.now)
    after.play("incoming outgoing connected")
    assert after.fired == ["connected"]
