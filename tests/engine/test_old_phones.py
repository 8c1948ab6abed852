"""Phones of the 190 class: what their events do not tell is read in their log, and one call is told once."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.calls.call import Moment
from snom_dialer.config.model import Action, Config, SetUp
from snom_dialer.config.model import Callback as CallbackConfig
from snom_dialer.engine.keeper import Timing
from snom_dialer.protocol.event import EventKind
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running, fetching, phone_of, running
from tests.engine.site import Site, site

QUICK = Timing(watch=60.0, retry=(0.02,), log=0.03)
PAGE, CLEAR = "/log.htm", "/log.htm?clear=Clear"
FOREIGN = "192.0.2.9:514"  # somebody else collects this phone's log, so that it cannot be delivered here
KINDS = (
    EventKind.INCOMING, EventKind.OUTGOING, EventKind.CONNECTED, EventKind.DISCONNECTED,
    EventKind.OFFHOOK, EventKind.ONHOOK,
)  # fmt: skip
Act = Callable[[SimulatorThread], object]


@pytest.fixture
def crm() -> Iterator[Site]:
    with site() as result:
        yield result


def old_phone(server: str = FOREIGN, **quirks: Any) -> SimulatorThread:
    return SimulatorThread(Setup(model="190", settings={"syslog_server": server}, quirks=quirks))


def followed(tmp_path: Path, sim: SimulatorThread, *, timing: Timing = QUICK, **more: Any) -> Any:
    actions = more.pop("actions", ())
    return running(tmp_path, phone_of(sim, **more), actions=actions, timing=timing)


def told_by(crm: Site) -> list[Action]:
    return [fetching(kind, f"{crm.url}/{kind}?n={{number}}") for kind in KINDS]


def asked(sim: SimulatorThread, target: str = PAGE) -> int:
    return [seen.request.target for seen in sim.phone.log].count(target)


def ended(program: Running, count: int = 1) -> list[dict[str, Any]]:
    """Wait until so many calls have ended, and return all that ever were, as they stand now."""
    program.wait_for(lambda: program.changes.count("ended") >= count)
    last = {record["call"]["id"]: record["call"] for record in program.of_type("call")}
    return list(last.values())


def dial(sim: SimulatorThread) -> None:
    sim.do("dial", number="030123")


CALLS: list[tuple[list[tuple[Act, str]], str, str]] = [
    ([(lambda sim: sim.ring("030123", "Anna"), "ringing"), (lambda sim: sim.answer(), "connected"),
      (lambda sim: sim.remote_hang_up(), "ended")], "incoming", "answered"),
    ([(lambda sim: sim.ring("030123", "Anna"), "ringing"), (lambda sim: sim.do("handset", up=True), "connected"),
      (lambda sim: sim.do("handset", up=False), "ended")], "incoming", "answered"),
    ([(lambda sim: sim.ring("030123", "Anna"), "ringing"), (lambda sim: sim.remote_hang_up(), "ended")],
     "incoming", "missed"),
    ([(lambda sim: sim.ring("030123", "Anna"), "ringing"), (lambda sim: sim.reject(), "ended")],
     "incoming", "rejected"),
    ([(dial, "dialing"), (lambda sim: sim.remote_answer(), "connected"), (lambda sim: sim.hang_up(), "ended")],
     "outgoing", "answered"),
    ([(dial, "dialing"), (lambda sim: sim.do("busy"), "ended")], "outgoing", "busy"),
]  # fmt: skip
IDS = ["answered by key", "answered by handset", "missed", "rejected", "out", "out, busy"]


@pytest.mark.parametrize("doubled", ["", "incoming,outgoing,offhook,onhook"], ids=["once", "doubled"])
@pytest.mark.parametrize(("acts", "direction", "outcome"), CALLS, ids=IDS)
def test_a_call_by_the_log_page(
    tmp_path: Path, crm: Site, acts: list[tuple[Act, str]], direction: str, outcome: str, doubled: str
) -> None:
    with old_phone(doubled_events=doubled) as sim, followed(tmp_path, sim, actions=told_by(crm)) as program:
        program.armed()
        for act, state in acts:
            act(sim)
            program.call(state=state)
        sim.settle()
        program.wait_for(lambda: asked(sim, CLEAR) == 1)
        (call,) = ended(program)
        program.wait_for(lambda: len(program.of_type("action")) >= len(acts))
    assert (call["direction"], call["outcome"]) == (direction, outcome)
    assert (call["remote"]["number"], call["local"]["number"]) == ("030123", "101")
    assert call["remote"]["name"] == ("Anna" if direction == "incoming" else "")
    assert (call["connected_at"] is not None) == (outcome == "answered")
    of_calls = [target for target in crm.targets if "hook" not in target]
    middle = ["/connected?n=030123"] if outcome == "answered" else []
    assert of_calls == [f"/{direction}?n=030123", *middle, "/disconnected?n=030123"]


def test_two_calls_in_a_row_are_two_calls(tmp_path: Path, crm: Site) -> None:
    with old_phone() as sim, followed(tmp_path, sim, actions=told_by(crm)) as program:
        program.armed()
        for count, number in enumerate(("1", "2", "3"), 1):
            sim.ring(number)
            program.wait_for(lambda count=count: program.changes.count("started") == count)
            sim.answer()
            sim.hang_up()
            ended(program, count)
            program.wait_for(lambda count=count: asked(sim, CLEAR) == count)
        calls = ended(program, 3)
        crm.wait_for(9)
    assert [(call["remote"]["number"], call["outcome"]) for call in calls] == [(n, "answered") for n in "123"]
    assert crm.targets == [f"/{kind}?n={n}" for n in "123" for kind in ("incoming", "connected", "disconnected")]


def test_a_call_that_is_over_before_anybody_looks_is_told_whole(tmp_path: Path) -> None:
    with old_phone(slow=0.1) as sim, followed(tmp_path, sim) as program:
        program.armed()
        sim.ring("030123")
        sim.remote_hang_up()
        (call,) = ended(program)
        assert (call["remote"]["number"], call["outcome"]) == ("030123", "missed")


# ---- when the page is read and cleared -------------------------------------------------------------------------------


def test_the_page_is_read_while_a_call_is_possible_and_not_at_all_otherwise(tmp_path: Path) -> None:
    with old_phone() as sim, followed(tmp_path, sim, timing=QUICK._replace(watch=0.05)) as program:
        program.armed()

        def looks() -> int:
            return len([seen for seen in sim.phone.log if seen.request.path == "/settings.htm"])

        def look_again() -> None:
            before = looks()
            program.wait_for(lambda: looks() >= before + 3)

        look_again()
        assert asked(sim) == 0
        sim.ring("030123")
        program.call(state="ringing")
        program.wait_for(lambda: asked(sim) >= 3)
        sim.answer()
        program.call(state="connected")
        before = asked(sim)
        program.wait_for(lambda: asked(sim) >= before + 3)
        assert asked(sim, CLEAR) == 0
        sim.remote_hang_up()
        program.call(state="ended")
        program.wait_for(lambda: asked(sim, CLEAR) == 1)
        before = asked(sim)
        look_again()
        assert (asked(sim), asked(sim, CLEAR)) == (before, 1)


def test_the_time_between_two_readings_is_kept(tmp_path: Path) -> None:
    """With an hour between them a call is read once, whatever else happens."""
    with old_phone() as sim, followed(tmp_path, sim, timing=QUICK._replace(log=3600.0)) as program:
        program.armed()
        sim.ring("030123")
        program.call(state="ringing")
        sim.do("handset", up=True)
        sim.do("handset", up=False)
        sim.settle()
        program.wait_for(lambda: program.status()["phones"][0]["events"] == 3)
        assert asked(sim) == 1


def test_a_dial_from_the_program_starts_the_reading(tmp_path: Path) -> None:
    with old_phone(dropped_events="incoming,outgoing,offhook,onhook") as sim, followed(tmp_path, sim) as program:
        program.armed()
        program.hand_over("dial", "030123")
        assert program.call(state="dialing")["remote"]["number"] == "030123"
        sim.remote_answer()
        program.call(state="connected")
        sim.remote_hang_up()
        (call,) = ended(program)
        assert (call["direction"], call["outcome"]) == ("outgoing", "answered")


@pytest.mark.parametrize("more", [{"clear_log": False}, {"set_up": SetUp.MANUAL}], ids=["clear_log", "manual"])
def test_a_log_that_is_not_ours_to_clear_is_left_alone(tmp_path: Path, more: dict[str, Any]) -> None:
    with old_phone() as sim, followed(tmp_path, sim, **more) as program:
        if "set_up" in more:
            for kind in ("incoming", "outgoing", "offhook", "onhook"):
                sim.set(f"action_{kind}_url", f"{program.line().home.base}/{kind}")
        else:
            program.armed()
        for count in (1, 2):
            sim.ring("030123")
            program.wait_for(lambda count=count: program.changes.count("started") == count)
            sim.remote_hang_up()
            assert [call["outcome"] for call in ended(program, count)] == ["missed"] * count
        assert asked(sim, CLEAR) == 0
        writes = [seen for seen in sim.phone.log if seen.request.path == "/dummy.htm"]
        assert bool(writes) is ("set_up" not in more)


# ---- phones whose log tells nothing ----------------------------------------------------------------------------------


def refuse(sim: SimulatorThread) -> None:
    sim.set("admin_mode", "off")


def say_nothing(sim: SimulatorThread) -> None:
    sim.set("sip_tracing", "off")


@pytest.mark.parametrize("spoil", [refuse, say_nothing])
def test_a_phone_whose_log_does_not_tell_is_followed_by_its_events(
    tmp_path: Path, crm: Site, spoil: Callable[[SimulatorThread], None]
) -> None:
    with old_phone() as sim, followed(tmp_path, sim, actions=told_by(crm)) as program:
        program.armed()
        spoil(sim)
        for count in (1, 2):
            sim.ring("030123")
            program.wait_for(lambda count=count: program.changes.count("started") == count)
            sim.do("handset", up=True)
            program.wait_for(lambda count=count: program.changes.count("connected") == count)
            sim.do("handset", up=False)
            ended(program, count)
            crm.wait_for(3 * count)
        calls = ended(program, 2)
        assert [(call["direction"], call["remote"]["number"], call["outcome"]) for call in calls] == [
            ("incoming", "", "answered")
        ] * 2
    assert crm.targets == ["/incoming?n=", "/offhook?n=", "/onhook?n="] * 2


def test_a_log_that_begins_to_tell_in_mid_call_makes_no_second_call(tmp_path: Path) -> None:
    with old_phone() as sim, followed(tmp_path, sim) as program:
        program.armed()
        refuse(sim)
        sim.ring("030123")
        program.wait_for(lambda: program.changes == ["started"])
        sim.set("admin_mode", "on")
        program.wait_for(lambda: [s.status for s in sim.phone.log if s.request.target == PAGE].count(200) >= 2)
        sim.do("handset", up=True)
        sim.do("handset", up=False)
        (call,) = ended(program)
        assert (call["remote"]["number"], call["outcome"]) == ("", "answered")
        program.wait_for(lambda: asked(sim, CLEAR) == 1)
        sim.ring("040")  # the next one is the log's again
        program.wait_for(lambda: program.changes.count("started") == 2)
        (live,) = program.status()["calls"]
        assert live["remote"]["number"] == "040"


def test_a_call_whose_beginning_was_cleared_away_is_followed_by_its_events(tmp_path: Path) -> None:
    """A log can only be cleared between two calls as far as we know; the next one may have begun by then."""
    with old_phone() as sim, followed(tmp_path, sim) as program:
        program.armed()
        sim.ring("030123")
        program.call(state="ringing")
        sim.remote_hang_up()
        ended(program)
        program.wait_for(lambda: asked(sim, CLEAR) == 1)

        def ring_and_clear() -> None:
            sim.phone.ring("040")
            sim.phone.book.clear()

        sim.call(ring_and_clear)
        program.wait_for(lambda: program.changes.count("started") == 2)
        sim.do("handset", up=True)
        sim.do("handset", up=False)
        assert [call["outcome"] for call in ended(program, 2)] == ["missed", "answered"]


def test_while_a_log_cannot_be_read_events_are_followed_at_once(tmp_path: Path) -> None:
    with old_phone() as sim, followed(tmp_path, sim, timing=QUICK._replace(log=3600.0)) as program:
        program.armed()
        refuse(sim)
        for count in (1, 2):
            sim.ring("030123")
            program.wait_for(lambda count=count: program.changes.count("started") == count)
            sim.do("handset", up=True)
            sim.do("handset", up=False)
            ended(program, count)
        assert asked(sim) == 1


def test_a_beginning_told_again_long_after_the_log_told_it_is_no_call(tmp_path: Path) -> None:
    later = [0.0]

    def clock() -> Moment:
        return Moment(time.time() + later[0], time.monotonic() + later[0])

    with old_phone() as sim, running(tmp_path, phone_of(sim), timing=QUICK, clock=clock) as program:
        program.armed()
        sim.ring("030123")
        sim.answer()
        program.call(state="connected")
        later[0] = 60.0
        sim.do("events", events=[{"event": "incoming"}])
        program.wait_for(lambda: program.status()["phones"][0]["events"] == 2)
        before = asked(sim)
        program.wait_for(lambda: asked(sim) >= before + 4)
        assert program.changes == ["started", "connected"]
        sim.hang_up()
        ended(program)


def test_a_log_that_is_refused_in_mid_call_leaves_the_end_to_the_handset(tmp_path: Path) -> None:
    with old_phone() as sim, followed(tmp_path, sim) as program:
        program.armed()
        sim.ring("030123")
        sim.do("handset", up=True)
        program.call(state="connected")
        refuse(sim)
        before = asked(sim)
        program.wait_for(lambda: asked(sim) > before)
        program.do(lambda: None)
        program.wait_for(lambda: program.line()._follower.tracker.ends_by_hook)
        sim.do("handset", up=False)
        (call,) = ended(program)
        assert (call["remote"]["number"], call["outcome"]) == ("030123", "answered")


def test_a_call_that_ended_while_we_were_away_is_ended_by_the_log(tmp_path: Path) -> None:
    with old_phone() as sim:
        with followed(tmp_path, sim) as program:
            program.armed()
            sim.ring("030123")
            sim.answer()
            talking = program.call(state="connected")
        sim.remote_hang_up()
        with followed(tmp_path, sim) as program:
            assert program.call(id=talking["id"], state="ended")["outcome"] == "answered"
            assert "started" not in program.changes


def test_a_reboot_in_mid_call_ends_the_reading(tmp_path: Path) -> None:
    with old_phone() as sim, followed(tmp_path, sim) as program:
        program.armed()
        sim.ring("030123")
        program.call(state="ringing")
        base = program.line().home.base  # no 190 tells of its start; one that did would send what follows
        sim.call(lambda: sim.phone.settings.provision({"action_offhook_url": f"{base}/setup"}))
        sim.call(sim.phone.line.drop)
        sim.do("events", events=[{"event": "offhook"}])
        assert program.call(state="ended")["outcome"] == "unknown"
        program.wait_for(lambda: asked(sim, CLEAR) == 1)


# ---- syslog ----------------------------------------------------------------------------------------------------------


def delivering(sim: SimulatorThread, program: Running) -> str:
    """Wait until the phone delivers its log, and return where."""
    program.armed()
    program.wait_for(lambda: sim.phone.settings.get("syslog_server"))
    return sim.phone.settings.get("syslog_server")


@pytest.mark.parametrize(("acts", "direction", "outcome"), CALLS, ids=IDS)
def test_a_call_by_syslog_without_a_look_at_the_page(
    tmp_path: Path, crm: Site, acts: list[tuple[Act, str]], direction: str, outcome: str
) -> None:
    with old_phone("") as sim, followed(tmp_path, sim, actions=told_by(crm)) as program:
        host, _, port = delivering(sim, program).partition(":")
        assert host == "127.0.0.1"
        assert int(port) == program.program._inbox.port
        for act, state in acts:
            act(sim)
            program.call(state=state)
        sim.settle()
        (call,) = ended(program)
        program.wait_for(lambda: len(program.of_type("action")) >= len(acts))
        program.wait_for(lambda: program.status()["phones"][0]["events"] >= 1)
        assert asked(sim) == asked(sim, CLEAR) == 0
    assert (call["direction"], call["outcome"]) == (direction, outcome)
    assert (call["remote"]["number"], call["local"]["number"]) == ("030123", "101")
    of_calls = [target for target in crm.targets if "hook" not in target]
    assert of_calls == [
        f"/{direction}?n=030123", *(["/connected?n=030123"] if outcome == "answered" else []), "/disconnected?n=030123",
    ]  # fmt: skip
    assert sim.phone.settings.get("syslog_server") == ""  # given back at the end


def test_where_syslog_falls_silent_the_page_is_read_again(tmp_path: Path) -> None:
    with old_phone("") as sim, followed(tmp_path, sim) as program:
        delivering(sim, program)
        sim.ring("1")
        sim.remote_hang_up()
        ended(program)
        assert asked(sim) == 0
        sim.set("syslog_server", "")
        sim.ring("2")
        assert program.call(state="ringing", remote={"uri": "2@pbx.example", "number": "2", "name": ""})
        sim.remote_hang_up()
        assert [call["remote"]["number"] for call in ended(program, 2)] == ["1", "2"]
        assert asked(sim) > 0


def test_somebody_elses_syslog_server_is_left_alone(tmp_path: Path) -> None:
    with old_phone() as sim, followed(tmp_path, sim) as program:
        program.armed()
        program.wait_for(lambda: program.program._inbox.port)
        program.wait_for(lambda: asked(sim, "/settings.htm") >= 2)
        assert sim.phone.settings.get("syslog_server") == FOREIGN
    assert sim.phone.settings.get("syslog_server") == FOREIGN


def test_an_address_of_ours_of_another_time_is_no_foreign_one(tmp_path: Path) -> None:
    with old_phone("") as sim:
        with followed(tmp_path, sim) as program:
            ours = delivering(sim, program)
            sim.do("network", lost=True)  # so that nothing can be given back
        sim.do("network", lost=False)
        assert sim.phone.settings.get("syslog_server") == ours
        with followed(tmp_path, sim) as program:
            program.armed()
            now = f"127.0.0.1:{program.wait_for(lambda: program.program._inbox.port)}"
            program.wait_for(lambda: sim.phone.settings.get("syslog_server") == now)
        assert sim.phone.settings.get("syslog_server") == ""


def test_other_phones_have_no_syslog(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("1")
        program.call(state="ringing")
        assert program.program._inbox.port == 0
        assert sim.phone.settings.get("syslog_server") == ""


def test_the_port_is_opened_only_beside_an_open_callback_port(tmp_path: Path) -> None:
    config = CallbackConfig(port=0, address="127.0.0.1")
    with old_phone("") as sim, running(tmp_path, config=Config(phones=(phone_of(sim),), callback=config)) as program:
        first = delivering(sim, program)
        program.hand_over("stop")
        assert program.program._inbox.port == 0
        assert sim.phone.settings.get("syslog_server") == ""
        program.hand_over("start")
        program.wait_for(lambda: sim.phone.settings.get("syslog_server") == first)
