"""What two Snom dialers on one phone say to each other, and that they both hear every event and never fight."""

import asyncio
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from snom_dialer.actions.plan import Result
from snom_dialer.engine import peer
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.peer import Question, Siblings, question, same_place
from snom_dialer.phone.client import Client
from snom_dialer.protocol.action_url import secret_of
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.cli.running import Serving
from tests.engine.looking import DEFAULT, SWITCH, WATCHING, asked, beside, more_looks, order, standing, urls, writes
from tests.engine.running import QUICK, Running, phone_of

IN, HOLD = "action_incoming_url", "action_hold"
A, B = "a" * 22, "b" * 22
FIRST = {IN: "http://pbx.example/in?a=$remote&b=<x>", HOLD: "http://pbx.example/h"}


def url(secret: str, event: str = "incoming", base: str = "http://10.0.0.1:58231", query: str = "?v=1") -> str:
    return f"{base}/snom/{secret}/{event}{query}"


# ---- the words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"/snom/x/peer_calls?url=http%3A%2F%2Fa%2F%3Fb%3D%26", Question("peer_calls", "http://a/?b=&")),
        (b"/snom/x/peer_bye?setting=s&url=u&former=", Question("peer_bye", "u", "s", "")),
        (b"/snom/x/peer_bye?former=%C3%A9%ff", Question("peer_bye", "", "", "é\ufffd")),
        (b"/snom/x/peer_calls", Question("peer_calls", "")),
        (b"/snom/x/incoming?url=u", None),
        (b"/snom/x/peer_calls/", None),
        (b"", None),
    ],
)
def test_a_question_is_read(target: bytes, expected: Question | None) -> None:
    assert question(target) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (url(A), url(A), True),
        (url(A), url(A, base="https://10.9.9.9:1", query="?call_id=$call-id&v=1"), True),
        (url(A), url(A, event="outgoing"), False),
        (url(A), url(B), False),
        ("http://a/incoming", "http://a/incoming", False),
        ("", "", False),
    ],
)
def test_what_leads_to_the_same_place(one: str, other: str, same: bool) -> None:
    assert same_place(one, other) is same


class Answering:
    """Answers questions with a status, and keeps them."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        self.asked: list[str] = []

    def __call__(self, url: str) -> Result:
        self.asked.append(url)
        return Result(sent=True, status=self.status)

    def questions(self) -> list[Question | None]:
        return [question(each.encode()) for each in self.asked]


@pytest.mark.parametrize(("status", "calls", "bye"), [(200, True, True), (404, False, False), (None, False, None)])
def test_the_answers(status: int | None, calls: bool, bye: bool | None) -> None:
    fetch = Answering(status)
    assert Siblings({IN: url(A)}, fetch).calls_us(url(B), url(A)) is calls
    assert Siblings({IN: url(A)}, fetch).bye(IN, url(B), "http://x/?a=b&c") is bye
    assert fetch.asked[0].startswith(f"http://10.0.0.1:58231/snom/{B}/peer_calls?")
    assert fetch.questions() == [
        Question(peer.CALLS, url(A)),
        Question(peer.BYE, url(A), IN, "http://x/?a=b&c"),
    ]


def test_who_is_silent_is_asked_once_in_a_look() -> None:
    fetch = Answering(None)
    siblings = Siblings({IN: url(A)}, fetch)
    for event in ("incoming", "outgoing", "hold"):
        assert not siblings.calls_us(url(B, event), url(A, event))
        assert siblings.bye(IN, url(B, event), "") is None
    assert len(fetch.asked) == 1
    siblings.calls_us(url(B, base="http://10.0.0.2:58231"), url(A))
    assert len(fetch.asked) == 2


def test_what_is_no_url_of_a_snom_dialer_is_not_asked() -> None:
    fetch = Answering(200)
    assert not Siblings({}, fetch).calls_us("http://pbx.example/in", url(A))
    assert fetch.asked == []


# ---- two programs on one phone ---------------------------------------------------------------------------------------


@contextmanager
def two(tmp_path: Path, sim: SimulatorThread, timing: object = QUICK) -> Iterator[tuple[Running, Running]]:
    """Run an earlier and a later program on the phone."""
    with beside(tmp_path, "a", phone_of(sim), timing=timing) as first:
        first.armed()
        with beside(tmp_path, "b", phone_of(sim), timing=timing) as second:
            second.armed()
            assert whose(sim) == {second.line().home.secret}
            yield first, second


def whose(sim: SimulatorThread) -> set[str]:
    """The secrets in the Action URLs of the phone."""
    return {secret_of(value) for value in urls(sim).values()}


def one_call(sim: SimulatorThread, *programs: Running) -> None:
    """Let a call come and go; each of the programs hears each event of it once."""
    before = [program.line()._follower.counts["events"] for program in programs]
    ended = [len(program.of_type("call", change="ended")) for program in programs]
    sent = len(sim.phone.deliveries)
    sim.ring("030123", "Anna & Co")
    sim.settle()
    sim.answer()
    sim.settle()
    sim.hang_up()
    sim.settle()
    events = len(sim.phone.deliveries) - sent
    for program, had, known in zip(programs, before, ended, strict=True):
        _heard(program, had + events, known)


def _heard(program: Running, events: int, ended: int) -> None:
    counts = program.line()._follower.counts
    program.wait_for(lambda: counts["events"] >= events)
    assert counts["events"] == events
    (told,) = program.wait_for(lambda: program.of_type("call", change="ended")[ended:])
    remote = told["call"]["remote"]
    assert (remote["number"], remote["name"]) == ("030123", "Anna & Co")


@pytest.mark.parametrize("earlier_ends_first", [True, False])
@pytest.mark.parametrize("before", [{}, FIRST, {SWITCH: "on"}], ids=["nothing", "foreign", "switched on"])
@pytest.mark.parametrize("auth", [Auth.NONE, Auth.DIGEST])
def test_both_hear_all_and_in_either_order_the_phone_is_as_it_was(
    tmp_path: Path, auth: Auth, before: dict[str, str], earlier_ends_first: bool
) -> None:
    with SimulatorThread(Setup(settings=before, auth=auth)) as sim:
        in_force = sim.phone.settings.shown()
        kept = {name: sim.phone.settings.stored(name) for name in in_force}
        with two(tmp_path, sim) as (first, second):
            one_call(sim, first, second)
            one, other = (first, second) if earlier_ends_first else (second, first)
            one.stop()
            assert whose(sim) == {other.line().home.secret}
            one_call(sim, other)
            other.stop()
        assert sim.phone.settings.shown() == in_force
        assert {name: sim.phone.settings.stored(name) for name in in_force} == kept


@pytest.mark.parametrize("who", ["earlier", "later"])
def test_one_is_taken_out_with_undo_while_both_run(tmp_path: Path, who: str) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim:
        before = sim.phone.settings.shown()
        with two(tmp_path, sim) as (first, second):
            one, other = (first, second) if who == "earlier" else (second, first)
            order(one, "undo", phone="desk")
            had = one.line()._follower.counts["events"]
            one_call(sim, other)
            assert one.line()._follower.counts["events"] == had
            other.stop()
            assert sim.phone.settings.shown() == before


def test_they_never_fight(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim, two(tmp_path, sim, WATCHING) as (first, second):
        more_looks(first, sim, 4)
        count = len(writes(sim))
        more_looks(first, sim, 20)
        assert len(writes(sim)) == count
        assert [standing(program)[0] for program in (first, second)] == ["active", "active"]
        assert first.wait_for(lambda: "another Snom dialer" in standing(first)[1])
        one_call(sim, first, second)
        assert first.of_type("set_up", change="repaired") == second.of_type("set_up", change="repaired") == []


def test_the_earlier_one_restarted_becomes_the_later_one(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim:
        before = sim.phone.settings.shown()
        with beside(tmp_path, "a", phone_of(sim)) as first:
            first.armed()
            with beside(tmp_path, "b", phone_of(sim), timing=WATCHING) as second:
                second.armed()
                first.stop()
                with beside(tmp_path, "a", phone_of(sim), timing=WATCHING) as again:
                    again.armed()
                    assert whose(sim) == {again.line().home.secret}
                    one_call(sim, again, second)
                    more_looks(again, sim, 4)
                    count = len(writes(sim))
                    more_looks(again, sim, 10)
                    assert len(writes(sim)) == count
        assert sim.phone.settings.shown() == before


@pytest.mark.slow
def test_one_that_was_killed_and_comes_back_at_another_port_is_called_there(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim:
        before = sim.phone.settings.shown()
        first = serving_beside(tmp_path, sim)
        with beside(tmp_path, "b", phone_of(sim), timing=WATCHING) as second:
            second.armed()
            kill(first)
            again = serving_beside(tmp_path, sim)
            assert again.ready["port"] != first.ready["port"]
            assert whose(sim) == {second.line().home.secret}
            one_call(sim, second)
            assert again.record("call", change="ended")["call"]["remote"]["number"] == "030123"
            second.stop()
            assert f":{again.ready['port']}/" in sim.phone.settings.get(IN)
            sim.ring("040")
            sim.remote_hang_up()
            assert again.record("call", change="ended")["call"]["remote"]["number"] == "040"
            end(again)
        assert sim.phone.settings.shown() == before


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["earlier", "later"])
def test_one_that_is_killed_is_replaced_at_the_next_look(tmp_path: Path, killed: str) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim:
        before = sim.phone.settings.shown()
        if killed == "later":
            with beside(tmp_path, "b", phone_of(sim), timing=WATCHING) as left:
                left.armed()
                child = serving_beside(tmp_path, sim)
                assert left.line().home.secret not in whose(sim)
                kill(child)
                left.wait_for(lambda: whose(sim) == {left.line().home.secret})
                left.wait_for(lambda: standing(left)[0] == "active")
                one_call(sim, left)
            assert sim.phone.settings.shown() == before
        else:
            child = serving_beside(tmp_path, sim)
            with beside(tmp_path, "b", phone_of(sim), timing=WATCHING) as left:
                left.armed()
                kill(child)
                one_call(sim, left)
            again = serving_beside(tmp_path, sim)  # what stood before it is on its disk
            end(again)
            assert sim.phone.settings.shown() == before


class Beside(Serving):
    """A whole process on the phone; `ready` is where it is called back."""

    ready: dict[str, object]


def serving_beside(tmp_path: Path, sim: SimulatorThread) -> Beside:
    """Start it with files of its own."""
    home = tmp_path / "process"
    home.mkdir(exist_ok=True)
    phones = [{"name": "desk", "host": phone_of(sim).host}]
    (home / "c.json").write_text(json.dumps({"version": 2, "phones": phones, "callback": {"port": 0}}))
    child = Beside("serve", "--json", "--config", str(home / "c.json"), environ={"HOME": str(home)})
    child.ready = child.record("ready")["callback"]
    child.record("phone", state="active")
    return child


def end(child: Serving, number: int = signal.SIGTERM) -> None:
    child.end(number)
    child.rest()
    child.close()


def kill(child: Serving) -> None:
    end(child, signal.SIGKILL)


def test_whoever_ends_beside_a_dead_one_leaves_nothing_of_either(tmp_path: Path) -> None:
    dead = f"http://127.0.0.1:9/snom/{B}/"
    with SimulatorThread(Setup(settings=FIRST)) as sim:
        before = sim.phone.settings.shown()
        with beside(tmp_path, "a", phone_of(sim)) as first:
            first.armed()
            sim.set(IN, f"{dead}incoming?v=1")  # another one took our place, and was killed before we looked
        assert sim.phone.settings.shown() == before


def test_a_good_bye_during_a_look_is_not_lost(tmp_path: Path) -> None:
    busy, go = threading.Event(), threading.Event()
    with SimulatorThread(Setup(settings=FIRST)) as sim, two(tmp_path, sim) as (_, second):
        memory, keeper = second.memory(), second.line().keeper

        def look(client: Client) -> None:
            record = memory.record()
            busy.set()
            go.wait(5)
            memory.keep_record(record)

        looking = asyncio.run_coroutine_threadsafe(keeper._errand(look), second.loop)
        assert busy.wait(5)
        second.do(lambda: keeper.part(IN, FIRST[IN]))
        assert memory.record().former[IN] != FIRST[IN]
        go.set()
        looking.result(5)
        assert memory.record().former[IN] == FIRST[IN]


def test_questions_of_strangers_are_not_answered(tmp_path: Path) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim, two(tmp_path, sim) as (first, second):
        theirs = second.memory().record()
        mine = url(first.line().home.secret, base=f"http://127.0.0.1:{first.program.listener.port}")
        at = second.line().home.base
        assert Siblings({}, fetch).calls_us(f"{at}/incoming", mine)
        assert not Siblings({}, fetch).calls_us(f"{at}/incoming", url(A))
        assert not Siblings({}, fetch).calls_us(f"{at}/incoming", FIRST[IN])
        assert not Siblings({}, fetch).calls_us(at.rpartition("/")[0] + f"/{A}/incoming", mine)
        assert Siblings({IN: url(A)}, fetch).bye(IN, f"{at}/incoming", "http://evil/") is False
        assert Siblings({HOLD: mine}, fetch).bye(HOLD, f"{at}/incoming", "http://evil/") is False
        assert second.memory().record().former.keys() == theirs.former.keys()
        assert "evil" not in str(second.memory().record())
        assert second.line()._follower.counts["events"] == 0
        assert asked(sim)
        assert urls(sim).keys() == DEFAULT


def test_what_is_kept_cannot_be_read_for_an_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with SimulatorThread(Setup(settings=FIRST)) as sim, two(tmp_path, sim) as (first, second):
        mine = url(first.line().home.secret, base=f"http://127.0.0.1:{first.program.listener.port}")
        at = second.line().home.base
        kept = second.program._store._path(second.memory()._record_file)
        aside = kept.rename(kept.with_suffix(".aside"))
        kept.mkdir()
        assert not Siblings({}, fetch).calls_us(f"{at}/incoming", mine)
        assert "another Snom dialer on" in caplog.text
        assert str(kept) in caplog.text
        kept.rmdir()
        aside.rename(kept)
        assert Siblings({}, fetch).calls_us(f"{at}/incoming", mine)


def fetch(url: str) -> Result:
    return fetch_url(url)
