"""From the phone's events to calls, and to the user's actions: on every kind of phone, once and in order."""

import asyncio
import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from snom_dialer.calls.call import Call, CallState, Direction, Moment
from snom_dialer.calls.transition import SECOND_END
from snom_dialer.config.model import Config, Phone, SetUp
from snom_dialer.engine.follower import WAITING
from snom_dialer.engine.program import STEADY, Program
from snom_dialer.journal.store import Journal
from snom_dialer.phone.listener import Arrival
from snom_dialer.protocol.action_url import Callback
from snom_dialer.protocol.event import EventKind, Party
from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.setup import Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.engine.running import Running, fetching, phone_of, places_in, running
from tests.engine.site import Site, site


@pytest.fixture
def crm() -> Iterator[Site]:
    with site() as result:
        yield result


def ask(program: Running, target: str) -> int:
    """Ask the callback listener for something, as whoever found its port can."""
    connection = http.client.HTTPConnection("127.0.0.1", program.program.listener.port, timeout=5)
    try:
        connection.request("GET", target)
        return connection.getresponse().status
    finally:
        connection.close()


def fire(program: Running, event: str, **values: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in values.items())
    assert ask(program, f"/snom/{program.line().home.secret}/{event}?{query}") == 200


# ---- calls -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["320", "370", "720", "D345", "D385", "D765", "PA1"])
def test_calls_in_and_out(tmp_path: Path, model: str) -> None:
    with SimulatorThread(Setup(model=model)) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123", "Anna Müller & Co #1")
        ringing = program.call(state="ringing")
        assert ringing["direction"] == "incoming"
        assert ringing["remote"] == {"uri": "030123@pbx.example", "number": "030123", "name": "Anna Müller & Co #1"}
        assert ringing["local"]["number"] == "101"
        assert ringing["phone"] == "desk"
        sim.answer()
        assert program.call(state="connected")["id"] == ringing["id"]
        sim.hang_up()
        assert program.call(state="ended", id=ringing["id"])["outcome"] == "answered"
        program.hand_over("dial", "040 5")
        dialing = program.call(state="dialing")
        assert (dialing["direction"], dialing["remote"]["number"]) == ("outgoing", "0405")
        sim.remote_answer()
        sim.do("hold")
        program.call(state="held", id=dialing["id"])
        sim.do("hold")
        program.wait_for(lambda: "resumed" in program.changes)
        sim.remote_hang_up()
        assert program.call(state="ended", id=dialing["id"])["outcome"] == "answered"
        numbers = [record["seq"] for record in program.records if record["type"] == "call"]
        assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("end", "outcome"),
    [("reject", "rejected"), ("remote_hang_up", "missed")],
)
def test_calls_that_nobody_answers(tmp_path: Path, end: str, outcome: str) -> None:
    quirks: dict[str, Value] = {"disconnected_twice": "rejected", "disconnected_gap": SECOND_END + 0.05}
    with SimulatorThread(Setup(quirks=quirks)) as sim, running(tmp_path, phone_of(sim)) as program:
        sim.set("disconnected_url_on_reject", "on")
        program.armed()
        sim.ring("030123")
        program.call(state="ringing")
        getattr(sim, end)()
        assert program.call(state="ended", outcome=outcome)


def test_two_calls_at_once_are_two_calls(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("1")
        sim.answer()
        program.call(state="connected")
        sim.ring("2")
        program.wait_for(lambda: program.changes == ["started", "connected", "started"])
        status = program.status()
        shown = [(call["state"], call["remote"]["number"]) for call in status["calls"]]
        assert shown == [("connected", "1"), ("ringing", "2")]
        assert status["phones"][0]["calls"] == 2
        sim.do("hangup_remote", call_id=sim.phone.line.calls[0].call_id)
        assert program.call(state="ended")["remote"]["number"] == "1"
        assert [call["remote"]["number"] for call in program.status()["calls"]] == ["2"]


@pytest.mark.parametrize("set_up", list(SetUp))
def test_a_phone_of_the_190_class_has_calls(tmp_path: Path, set_up: SetUp) -> None:
    with SimulatorThread(Setup(model="190")) as sim, running(tmp_path, phone_of(sim, set_up=set_up)) as program:
        if set_up is SetUp.AUTOMATIC:
            program.armed()
        else:
            for kind in ("incoming", "outgoing", "offhook", "onhook"):
                sim.set(f"action_{kind}_url", f"{program.line().home.base}/{kind}")
        sim.ring("030123")
        ringing = program.call(state="ringing")
        assert ringing["remote"]["number"] == "030123"  # which its log tells
        sim.do("handset", up=True)
        program.call(state="connected", id=ringing["id"])
        sim.do("handset", up=False)
        assert program.call(state="ended", id=ringing["id"])["outcome"] == "answered"


def test_a_reboot_in_mid_call_ends_its_calls_as_unknown(tmp_path: Path) -> None:
    with SimulatorThread(Setup(quirks={"reboot_seconds": 0.01})) as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030123")
        sim.answer()
        program.call(state="connected")
        sim.reboot()
        assert program.call(state="ended")["outcome"] == "unknown"
        sim.ring("040")
        assert program.call(state="ringing", call_id=sim.phone.line.calls[0].call_id)


def test_a_call_that_has_been_silent_for_too_long_ends_as_unknown(tmp_path: Path) -> None:
    places = places_in(tmp_path)
    journal = Journal(places.state_dir / "journal.sqlite", print)
    begun = time.time() - 179.8
    journal.put(Call(id="old", phone="desk", call_id="x", direction=Direction.INCOMING, started_at=begun))
    assert journal.close()
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim, set_up=SetUp.MANUAL)) as program:
        assert program.call(id="old", state="ringing")
        assert program.call(id="old", state="ended")["outcome"] == "unknown"


NASTY = "<b>A</b>\u202e\u200b\x07 " + "x" * 10_000


def test_what_a_caller_chooses_is_plain_text_and_cut(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030", NASTY[:3000])
        name = program.call(state="ringing")["remote"]["name"]
        assert name.startswith("<b>A</b> x")
        assert len(name) <= 200


def test_a_caller_cannot_write_what_is_not_theirs(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        program.armed()
        sim.ring("030", "Eve&call_id=stolen&local=9&nr_ongoing_calls=0", call_id="mine")
        call = program.call(state="ringing")
        assert call["call_id"].partition("@")[0] == "mine"
        assert call["local"]["number"] == "101"
        assert call["remote"]["name"] == "Eve&call_id=stolen&local=9&nr_ongoing_calls=0"


# ---- who may tell of calls -------------------------------------------------------------------------------------------


def elsewhere(sim: SimulatorThread) -> Phone:
    """Return a phone by hand whose address is not that of its events, so that only the secret counts."""
    return phone_of(sim, set_up=SetUp.MANUAL, host=f"127.0.0.2:{sim.phone.port}")


def test_a_wrong_secret_is_counted_and_has_no_effect(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, elsewhere(sim)) as program:
        secret = program.line().home.secret
        for target in (
            "/snom/incoming?call_id=1",
            f"/snom/{secret[:-1]}/incoming?call_id=1",
            f"/snom/{secret}x/incoming?call_id=1",
            f"/snom/{secret.swapcase()}/incoming?call_id=1",
            f"/snom/{secret}/",
            f"/snom/{secret}",
            f"/snom/{secret}/blacklist?call_id=1",
            f"/{secret}/incoming?call_id=1",
            "/",
        ):
            assert ask(program, target) == 404
        status = program.status()
        assert status["callback"]["refused"] == 9
        assert (status["calls"], status["phones"][0]["events"], status["phones"][0]["last_event"]) == ([], 0, None)
        fire(program, "incoming", call_id="1")
        program.call(state="ringing")
        status = program.status()
        assert status["phones"][0]["events"] == 1
        assert abs(status["phones"][0]["last_event"] - time.time()) < 60


def test_each_phone_has_a_secret_of_its_own(tmp_path: Path) -> None:
    with SimulatorThread(Setup(), Setup(number="102")) as sim:
        phones = [phone_of(each, name=name, set_up=SetUp.MANUAL) for each, name in zip(sim.phones, "ab", strict=True)]
        with running(tmp_path, *phones) as program:
            assert program.line("a").home.secret != program.line("b").home.secret
            ask(program, f"/snom/{program.line('b').home.secret}/incoming?call_id=1")
            assert program.call(state="ringing")["phone"] == "b"


def test_an_unknown_event_is_counted_and_nothing_more(tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim, set_up=SetUp.MANUAL)) as program:
        fire(program, "of_tomorrow", call_id="1")
        program.wait_for(lambda: program.status()["phones"][0]["events"] == 1)
        assert program.changes == []


def test_events_that_nobody_can_look_at_in_time_are_lost_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    callback = Callback(secret="", event="incoming", kind=EventKind.INCOMING, values={})
    arrival = Arrival(b"", "127.0.0.1", "")
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim, set_up=SetUp.MANUAL)) as program:
        line = program.line()

        def flood() -> None:
            for _ in range(WAITING + 7):
                line.take(callback, arrival)

        program.do(flood)
        assert line._follower.counts["lost"] == 7
        program.wait_for(lambda: line._follower.counts["events"] == WAITING)
        assert "events of desk are lost" in caplog.text


# ---- the user's actions ----------------------------------------------------------------------------------------------


def test_each_action_is_fired_once_per_call_and_event_however_often_the_phone_tells(tmp_path: Path, crm: Site) -> None:
    kinds = [EventKind.INCOMING, EventKind.CONNECTED, EventKind.DISCONNECTED]
    actions = [fetching(kind, f"{crm.url}/{kind}?n={{number}}&d={{direction}}&e={{event}}") for kind in kinds]
    quirks: dict[str, Value] = {
        "doubled_events": "incoming,connected,disconnected",
        "disconnected_twice": "always",
        "disconnected_gap": 0.01,
    }
    with (
        SimulatorThread(Setup(quirks=quirks)) as sim,
        running(tmp_path, phone_of(sim), actions=actions) as program,
    ):
        program.armed()
        for number in ("030", "040"):
            sim.ring(number)
            sim.answer()
            sim.hang_up()
            sim.wait_for(lambda: not sim.phone.line.calls)
            sim.settle()
        program.wait_for(lambda: len(program.of_type("action")) >= 6)
        program.wait_for(lambda: program.status()["phones"][0]["events"] >= 14)
    for number in ("030", "040"):  # the order of one call's is certain, that of two calls is not
        fired = [target for target in crm.targets if f"n={number}&" in target]
        assert fired == [f"/{kind}?n={number}&d=incoming&e={kind}" for kind in map(str, kinds)]
    assert len(crm.targets) == 6


def test_actions_get_what_is_known_of_the_call(tmp_path: Path, crm: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    template = "/x?r={remote}&n={number}&e={number.e164}&w={name}&d={duration}&p={phone}&t={timestamp}&i={call_id}"
    actions = [fetching(EventKind.DISCONNECTED, crm.url + template)]
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), actions=actions) as program:
        program.armed()
        sim.ring("030398330", "Jörg")
        sim.answer()
        program.call(state="connected")
        sim.hang_up()
        (target,) = crm.wait_for(1)
        record = program.record("action")
    values = dict(pair.split("=", 1) for pair in target.partition("?")[2].split("&"))
    assert values["r"] == "030398330%40pbx.example"
    assert (values["n"], values["e"], values["w"], values["p"]) == ("030398330", "%2B4930398330", "J%C3%B6rg", "desk")
    assert float(values["d"]) >= 0
    assert values["t"].startswith("20")
    assert values["i"]
    assert record["url_shown"] == f"{crm.url}/x"
    assert (record["event"], record["result"], record["status"]) == ("disconnected", "ok", 204)
    assert record["call_id"] == program.call(state="ended")["call_id"]


def test_actions_of_another_phone_and_of_other_events_stay_quiet(tmp_path: Path, crm: Site) -> None:
    actions = [
        fetching(EventKind.INCOMING, f"{crm.url}/hall", phone="hall"),
        fetching(EventKind.OUTGOING, f"{crm.url}/outgoing"),
        fetching(EventKind.INCOMING, ""),
        fetching(EventKind.INCOMING, f"{crm.url}/desk", phone="desk"),
        fetching(EventKind.INCOMING, f"{crm.url}/all"),
    ]
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), actions=actions) as program:
        program.armed()
        sim.ring("030")
        program.wait_for(lambda: len(program.of_type("action")) >= 2)
    assert crm.targets == ["/desk", "/all"]


def test_an_event_without_a_call_fires_too(tmp_path: Path, crm: Site) -> None:
    actions = [fetching(EventKind.LOG_ON, f"{crm.url}/on?n={{number}}&e={{number.e164}}")]
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim), actions=actions) as program:
        program.armed()
        fire(program, "log_on")
        crm.wait_for(1)
        assert program.record("action")["call_id"] == ""
    assert crm.targets == ["/on?n=&e="]


_LOADED = """
import asyncio, sys
from pathlib import Path
from snom_dialer.config.model import Action, Callback, Config
from snom_dialer.engine.program import Program
from snom_dialer.protocol.event import EventKind
from tests.engine.running import places_in

async def main():
    action = Action(event=EventKind.INCOMING, url="http://127.0.0.1/?n=" + sys.argv[2])
    program = Program(Config(actions=(action,), callback=Callback(port=0)), places_in(Path(sys.argv[1])))
    run = asyncio.create_task(program.run())
    await program.ready.wait()
    print("phonenumbers.phonenumberutil" in sys.modules)
    program.stop()
    await run

asyncio.run(main())
"""


@pytest.mark.parametrize(("placeholder", "loaded"), [("{number.e164}", "True"), ("{number}", "False")])
def test_the_numbering_plans_are_there_before_the_first_call_that_needs_them(
    tmp_path: Path, placeholder: str, loaded: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _LOADED, str(tmp_path), placeholder], capture_output=True, text=True, timeout=20
    )
    assert (ran.stdout, ran.stderr) == (f"{loaded}\n", "")


# ---- trouble in a line -----------------------------------------------------------------------------------------------


def test_a_line_that_fails_is_started_again_and_reported_and_the_others_do_not_notice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = fetching(EventKind.HOLD, "no template at all", phone="a")
    with SimulatorThread(Setup(), Setup(number="102")) as sim:
        phones = [phone_of(each, name=name, set_up=SetUp.MANUAL) for each, name in zip(sim.phones, "ab", strict=True)]
        with running(tmp_path, *phones, actions=[broken]) as program:
            secret = program.line("a").home.secret
            for number in range(3):
                ask(program, f"/snom/{secret}/hold?call_id={number}")
                ask(program, f"/snom/{secret}/disconnected?call_id={number}")
            program.wait_for(lambda: caplog.text.count("the line of a failed and is started again") == 3)
            ask(program, f"/snom/{secret}/incoming?call_id=9")
            program.call(phone="a", state="ringing")
            ask(program, f"/snom/{program.line('b').home.secret}/incoming?call_id=1")
            program.call(phone="b", state="ringing")
            assert "the line of b failed" not in caplog.text


def test_a_line_that_fails_again_and_again_waits_longer_and_is_forgiven(tmp_path: Path) -> None:
    pauses: list[float] = []
    now = [0.0]
    lasts = iter([1.0, 1.0, 1.0, STEADY + 1, 1.0])

    class Failing:
        phone = Phone(name="desk", host="127.0.0.1")

        async def run(self) -> None:
            now[0] += next(lasts)
            raise RuntimeError("again")

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise asyncio.CancelledError

    async def main() -> None:
        program = Program(Config(), places_in(tmp_path), clock=lambda: Moment(0.0, now[0]), restart=(1, 5, 30))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("snom_dialer.engine.program.asyncio.sleep", sleep)
            with pytest.raises(asyncio.CancelledError):
                await program._supervise(Failing())  # type: ignore[arg-type]

    asyncio.run(main())
    assert pauses == [1, 5, 30, 1, 5]


# ---- calls of an earlier run -----------------------------------------------------------------------------------------


def live(id: str, phone: str, age: float, state: CallState) -> Call:
    begun = time.time() - age
    connected = None if state is CallState.RINGING else begun
    return Call(
        id=id, phone=phone, call_id=f"{id}@pbx", direction=Direction.INCOMING, state=state, started_at=begun,
        connected_at=connected, remote=Party(uri="1@p", number="1", name="Ann"),
    )  # fmt: skip


def test_calls_of_an_earlier_run_are_taken_up_or_closed(tmp_path: Path, crm: Site) -> None:
    places = places_in(tmp_path)
    journal = Journal(places.state_dir / "journal.sqlite", print)
    for call in (
        live("talking", "desk", 3600, CallState.CONNECTED),
        live("ringing", "desk", 10, CallState.RINGING),
        live("rang", "desk", 400, CallState.RINGING),
        live("gone", "removed", 10, CallState.CONNECTED),
    ):
        journal.put(call)
    assert journal.close()
    actions = [fetching(kind, f"{crm.url}/{kind}") for kind in (EventKind.INCOMING, EventKind.DISCONNECTED)]
    with SimulatorThread() as sim:
        phone = phone_of(sim, set_up=SetUp.MANUAL)
        with running(tmp_path, phone, actions=actions) as program:
            snapshot = program.record("snapshot")
            assert {call["id"] for call in snapshot["calls"]} == {"talking", "ringing"}
            fire(program, "incoming", call_id="ringing@pbx")
            fire(program, "disconnected", call_id="talking@pbx")
            ended = program.call(id="talking", state="ended")
            assert ended["outcome"] == "answered"
            assert ended["duration"] > 3500
            crm.wait_for(1)
            kept = {call.id: call for call in program.do(lambda: program.program.journal.calls(10))}
    assert crm.targets == ["/disconnected"]  # of the call that rang before, `incoming` was fired by the run before
    assert kept["rang"].outcome is not None
    assert kept["rang"].outcome.value == "unknown"
    assert kept["gone"].state is CallState.ENDED
    assert kept["gone"].ended_at is not None
    assert kept["ringing"].live
