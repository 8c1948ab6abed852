"""An errand under way, and until when one may begin."""

import time

import pytest

from snom_dialer.engine.visit import Deadline, Visit
from snom_dialer.errors import Code, DialerError
from snom_dialer.phone.client import Client
from snom_dialer.phone.way import Where
from snom_dialer.simulator.thread import SimulatorThread


def test_what_need_not_give_way_does_not() -> None:
    visit = Visit("phone")
    visit.make_way()
    visit.go_on()
    assert not visit.gave_way
    assert not visit.cut


def test_what_has_to_give_way_can_no_longer_stay() -> None:
    visit = Visit("phone", gives_way=True)
    visit.make_way()
    assert not visit.cut  # nothing was under way
    for attempt in (visit.stay, visit.go_on):
        with pytest.raises(DialerError) as error:
            attempt()
        assert error.value.code is Code.CONNECTION_LOST
    assert visit.gave_way
    assert visit.given_up.done()


def test_what_stays_does_not_give_way_any_more_but_ends_with_the_program() -> None:
    visit = Visit("phone", gives_way=True)
    visit.stay()
    visit.make_way()
    visit.go_on()
    assert not visit.gave_way
    visit.break_off()
    with pytest.raises(DialerError):
        visit.go_on()


def test_a_client_that_comes_too_late_is_not_used() -> None:
    with SimulatorThread() as sim:
        client = Client(Where("127.0.0.1", sim.phone.port, "http"))
        visit = Visit("phone", gives_way=True)
        visit.make_way()
        with pytest.raises(DialerError):
            visit.begin(client)
        visit.break_off()
        with pytest.raises(DialerError):
            client.identify()
        assert sim.phone.log == []


@pytest.mark.parametrize("clock", ["time", "monotonic"])
def test_it_is_over_by_whichever_clock_goes_on(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    deadline = Deadline(10)
    deadline.check("phone")
    assert 9 < deadline.left() <= 10
    now = getattr(time, clock)()
    monkeypatch.setattr(time, clock, lambda: now + 11)
    assert deadline.left() == 0
    with pytest.raises(DialerError, match="phone at phone was busy or silent for 10 s") as error:
        deadline.check("phone")
    assert error.value.code is Code.COMMAND_TOO_LATE
