"""A virtual phone followed by its log page: what is rendered, fetched over HTTP and told, from end to end."""

from collections.abc import Callable

import pytest

from snom_dialer.calls.call import Moment, Outcome
from snom_dialer.calls.tracker import Tracker
from snom_dialer.phone.client import Client
from snom_dialer.phone.log_poll import PERIOD, Errand, LogPoll, log_profile
from snom_dialer.phone.way import Where
from snom_dialer.protocol.event import EventKind, PhoneEvent
from snom_dialer.protocol.http import Request
from snom_dialer.protocol.identity import Family
from snom_dialer.protocol.log import LogReader
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread

INCOMING, OUTGOING, CONNECTED, DISCONNECTED = (
    EventKind.INCOMING, EventKind.OUTGOING, EventKind.CONNECTED, EventKind.DISCONNECTED,
)  # fmt: skip
ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"'
Act = Callable[[SimulatorThread], object]


def client_of(sim: SimulatorThread) -> Client:
    return Client(Where("127.0.0.1", sim.phone.port, "http"))


def log_of(client: Client) -> str:
    response = client.fetch(Request(target="/log.htm")).response
    assert response is not None
    assert response.status == 200
    return response.text


# What is done to the phone, what its log then tells, and what has become of the call by then.
CALLS: list[tuple[list[Act], list[list[EventKind]], Outcome, str]] = [
    ([lambda sim: sim.ring("030123", "Anna"), lambda sim: sim.answer(), lambda sim: sim.remote_hang_up()],
     [[INCOMING], [CONNECTED], [DISCONNECTED]], Outcome.ANSWERED, ""),
    ([lambda sim: sim.ring("030123", "Anna"), lambda sim: sim.answer(), lambda sim: sim.hang_up()],
     [[INCOMING], [CONNECTED], [DISCONNECTED]], Outcome.ANSWERED, ""),
    ([lambda sim: sim.ring("030123", "Anna"), lambda sim: sim.remote_hang_up()],
     [[INCOMING], [DISCONNECTED]], Outcome.MISSED, ""),
    ([lambda sim: sim.ring("030123", "Anna"), lambda sim: sim.remote_hang_up(reason=ELSEWHERE)],
     [[INCOMING], [DISCONNECTED]], Outcome.ANSWERED_ELSEWHERE, ELSEWHERE),
    ([lambda sim: sim.ring("030123", "Anna"), lambda sim: sim.reject()],
     [[INCOMING], [DISCONNECTED]], Outcome.REJECTED, "SIP;cause=486"),
    ([lambda sim: sim.do("dial", number="030123"), lambda sim: sim.do("remote_answer"), lambda sim: sim.hang_up()],
     [[OUTGOING], [CONNECTED], [DISCONNECTED]], Outcome.ANSWERED, ""),
    ([lambda sim: sim.do("dial", number="030123"), lambda sim: sim.hang_up()],
     [[OUTGOING], [DISCONNECTED]], Outcome.NO_ANSWER, ""),
    ([lambda sim: sim.do("dial", number="030123"), lambda sim: sim.do("busy")],
     [[OUTGOING], [DISCONNECTED]], Outcome.BUSY, "SIP;cause=486"),
]  # fmt: skip
IDS = ["they end it", "we end it", "missed", "elsewhere", "rejected", "out", "out, no answer", "out, busy"]


@pytest.mark.parametrize("model", ["190", "320", "D785"])  # one of each form of a log
@pytest.mark.parametrize(("acts", "told", "outcome", "reason"), CALLS, ids=IDS)
def test_a_call_by_its_log(
    model: str, acts: list[Act], told: list[list[EventKind]], outcome: Outcome, reason: str
) -> None:
    reader = LogReader()
    tracker = Tracker("desk", new_id=lambda: "1")
    events: list[PhoneEvent] = []
    calls = []
    with SimulatorThread(Setup(model=model)) as sim:
        client = client_of(sim)
        for act, kinds in zip(acts, told, strict=True):
            act(sim)
            new = reader.feed(log_of(client))
            assert [event.kind for event in new] == kinds
            assert reader.feed(log_of(client)) == []
            for event in new:
                calls += [change.call for change in tracker.feed(event, Moment(len(events), len(events))).changes]
            events += new
    assert len({event.call_id for event in events}) == 1
    assert {(event.remote.number, event.local.number) for event in events} == {("030123", "101")}
    assert events[0].remote.name == ("Anna" if events[0].kind is INCOMING else "")
    assert events[-1].cancel_reason == reason
    assert calls[-1].outcome is outcome


@pytest.mark.parametrize(("acts", "told", "outcome", "reason"), CALLS, ids=IDS)
def test_a_call_that_is_read_only_when_it_is_over(
    acts: list[Act], told: list[list[EventKind]], outcome: Outcome, reason: str
) -> None:
    with SimulatorThread(Setup(model="190")) as sim:
        for act in acts:
            act(sim)
        text = log_of(client_of(sim))
    assert [event.kind for event in LogReader().feed(text)] == [kind for kinds in told for kind in kinds]
    assert LogReader().catch_up(text) == []
    assert LogReader().catch_up(text, newest=True) == LogReader().feed(text)


def test_a_log_that_loses_its_beginning() -> None:
    """The virtual phone keeps 500 lines; a call leaves about 25."""
    reader = LogReader()
    begun = ended = 0
    with SimulatorThread(Setup(model="190")) as sim:
        client = client_of(sim)
        for number in range(60):
            sim.ring(f"030{number}")
            sim.answer()
            sim.remote_hang_up()
            if number % 5 == 4:
                kinds = [event.kind for event in reader.feed(log_of(client))]
                begun += kinds.count(INCOMING)
                ended += kinds.count(DISCONNECTED)
    assert (begun, ended) == (60, 60)


def test_a_phone_of_the_190_class_from_sign_to_clearing() -> None:
    profile = log_profile(Family.SNOM_1XX)
    assert profile is not None
    poll, reader = LogPoll(profile), LogReader()
    tracker = Tracker("desk", new_id=lambda: "1")
    done: list[tuple[Errand, list[EventKind]]] = []

    def look(client: Client, now: float) -> None:
        while (due := poll.due(now)) is not None:
            response = client.fetch(due.request).response
            assert response is not None
            events = []
            if due.errand is Errand.CATCH_UP:
                events = reader.catch_up(response.text, newest=due.newest)
            elif due.errand is Errand.READ:
                events = reader.feed(response.text)
            poll.done(due, now, ok=True)
            for event in events:
                tracker.feed(event, Moment(now, now))
                poll.calls(len(tracker.live()), now)
            done.append((due.errand, [event.kind for event in events]))

    with SimulatorThread(Setup(model="190")) as sim:
        client = client_of(sim)
        sim.ring("1")
        sim.reject()  # before anybody looked
        look(client, 0)
        sim.ring("2")
        poll.heard(INCOMING, 10)
        look(client, 10)
        sim.answer()
        look(client, 10 + PERIOD)
        sim.remote_hang_up()
        look(client, 10 + 2 * PERIOD)
        sim.ring("3")
        sim.remote_hang_up()
        poll.heard(INCOMING, 100)
        look(client, 100)
        text = log_of(client)
    assert done == [
        (Errand.CATCH_UP, [INCOMING]), (Errand.READ, [CONNECTED]), (Errand.READ, [DISCONNECTED]), (Errand.CLEAR, []),
        (Errand.CATCH_UP, [INCOMING, DISCONNECTED]), (Errand.CLEAR, []),
    ]  # fmt: skip
    assert "INVITE" not in text
