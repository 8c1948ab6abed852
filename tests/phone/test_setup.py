"""Our settings in a phone: put there, read back, taken away, and nothing of anybody else's lost.

The table at the head of phone.setup, row by row, first as a plan, then in a phone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from snom_dialer.errors import Code, DialerError
from snom_dialer.phone import setup
from snom_dialer.phone.setup import Choice, Owner, Plan, Record, Transferred, Wanted
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.thread import SimulatorThread
from tests.phone.loopback import Stage, answer, asked, client_of, phone, web

NOW = "s" * 22
BEFORE = "b" * 22
OTHER = "x" * 22
SECRETS = (NOW, BEFORE)
IN, OUT, HOLD = "action_incoming_url", "action_outgoing_url", "action_hold"
SWITCH = "disconnected_url_on_reject"
ALL = frozenset({IN, OUT, HOLD, SWITCH})


def ours(event: str, secret: str = NOW) -> str:
    return f"http://192.168.0.2:58231/snom/{secret}/{event}?call_id=$call-id&v=1&remote=$remote"


URLS = {IN: ours("incoming"), OUT: ours("outgoing"), HOLD: ours("hold")}
VALUES = {**URLS, SWITCH: "on"}
FOREIGN = "http://pbx.example/in?a=$remote&b=<x>"
ELSE = "http://somebody.example/"
MACRO = "SIP:notify;x"  # what the phone does itself: nobody can call that on
SIBLING = ours("incoming", OTHER)


def wanting(usual: Choice = Choice.CHAIN, values: Mapping[str, str] = VALUES, **choices: Choice) -> Wanted:
    return Wanted(values, SECRETS, lambda setting: choices.get(setting, usual))


def never(sibling: str, own: str) -> bool:
    raise AssertionError(f"{sibling} was asked")


def no_bye(setting: str, sibling: str, former: str) -> bool | None:
    raise AssertionError(f"{sibling} was told good-bye")


class Shelf:
    """Where the record is kept, and how often the phone had been written to by the first time."""

    def __init__(self, sim: SimulatorThread | None = None) -> None:
        self._sim = sim
        self.kept: list[Record] = []
        self.writes_before = -1

    def keep(self, record: Record) -> None:
        if not self.kept:
            self.writes_before = len(writes(self._sim)) if self._sim else 0
        self.kept.append(record)

    @property
    def last(self) -> Record:
        return self.kept[-1]


def writes(sim: SimulatorThread) -> list[str]:
    return [target for target, _ in asked(sim) if "settings=save" in target]


def settings_of(sim: SimulatorThread) -> dict[str, str]:
    return sim.phone.settings.shown()


def transfer(
    sim: SimulatorThread, record: Record | None = None, wanted: Wanted | None = None
) -> tuple[Transferred, Record]:
    """Look at the phone as the keeper does, and return what was done and what is kept then."""
    shelf, wish, client = Shelf(sim), wanted or wanting(), client_of(sim)
    reading = client.settings()
    assert reading is not None
    what = setup.plan(wish, reading.values, record or Record(), never)
    done = setup.carry_out(client, what, wish, shelf.keep)
    return done, shelf.last


def blindly(stage: Stage, record: Record) -> tuple[Transferred, Record]:
    """Write to a phone that shows no settings."""
    shelf, client = Shelf(), client_of(stage, scheme="http")
    assert client.settings() is None
    done = setup.carry_out(client, setup.plan(wanting(), None, record, never), wanting(), shelf.keep)
    return done, shelf.last


# ---- the table, as a plan --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "present", "expected"),
    [
        (IN, URLS[IN], Owner.OURS),
        (IN, "", Owner.NOBODY),
        (IN, ours("incoming", BEFORE), Owner.OUTDATED),
        (IN, URLS[IN].replace("192.168.0.2", "10.0.0.7"), Owner.OUTDATED),
        (IN, SIBLING, Owner.SIBLING),
        (IN, FOREIGN, Owner.FOREIGN),
        (SWITCH, "on", Owner.OURS),
        (SWITCH, "off", Owner.FOREIGN),
        (SWITCH, "", Owner.NOBODY),
    ],
)
def test_whose_value_stands_in_a_setting(setting: str, present: str, expected: Owner) -> None:
    assert setup.owner(setting, present, wanting()) is expected


PUT = {IN: URLS[IN]}
KEPT = Record(former={IN: FOREIGN})
STOOD = frozenset({IN})


@pytest.mark.parametrize(
    ("present", "record", "changes", "after", "foreign"),
    [
        pytest.param("", Record(), PUT, Record(former={IN: ""}), (), id="empty"),
        pytest.param("", Record(former={IN: "http://old"}), PUT, Record(former={IN: ""}), (), id="emptied since"),
        pytest.param("", replace(KEPT, stood=STOOD), PUT, replace(KEPT, stood=STOOD), (IN,), id="lost by the phone"),
        pytest.param(FOREIGN, Record(), PUT, Record(former={IN: FOREIGN}, chained=STOOD), (IN,), id="foreign"),
        pytest.param(
            FOREIGN,
            Record(former={IN: "http://old"}),
            PUT,
            Record(former={IN: FOREIGN}, chained=STOOD),
            (IN,),
            id="foreign, changed since",
        ),
        pytest.param(
            ELSE,
            replace(KEPT, stood=STOOD),
            PUT,
            Record(former={IN: ELSE}, chained=STOOD, stood=STOOD),
            (IN,),
            id="foreign in our place",
        ),
        pytest.param(URLS[IN], Record(), {}, Record(former={IN: ""}), (), id="ours, former lost"),
        pytest.param(URLS[IN], KEPT, {}, KEPT, (IN,), id="ours"),
        pytest.param(ours("incoming", BEFORE), KEPT, PUT, KEPT, (IN,), id="ours of before"),
        pytest.param(ours("incoming", BEFORE), Record(), PUT, Record(former={IN: ""}), (), id="ours of before, lost"),
        pytest.param(SIBLING, Record(), PUT, Record(former={IN: SIBLING}, chained=STOOD), (IN,), id="a sibling's"),
    ],
)
def test_the_plan_for_one_url(
    present: str, record: Record, changes: dict[str, str], after: Record, foreign: tuple[str, ...]
) -> None:
    found = setup.plan(wanting(values=PUT), {IN: present}, record, never)
    assert found == Plan(changes, after, foreign)


@pytest.mark.parametrize(
    ("present", "record", "changes", "former"),
    [
        pytest.param("off", Record(), {SWITCH: "on"}, "off", id="off"),
        pytest.param("", Record(), {SWITCH: "on"}, "", id="not set"),
        pytest.param("on", Record(), {}, "on", id="on before us"),
        pytest.param("on", Record(former={SWITCH: "off"}), {}, "off", id="on by us"),
        pytest.param(
            "off", Record(former={SWITCH: ""}, stood=frozenset({SWITCH})), {SWITCH: "on"}, "off", id="off since"
        ),
    ],
)
@pytest.mark.parametrize("choice", list(Choice))
def test_a_switch_is_nobodys_property(
    present: str, record: Record, changes: dict[str, str], former: str, choice: Choice
) -> None:
    found = setup.plan(wanting(choice, {SWITCH: "on"}), {SWITCH: present}, record, never)
    assert found == Plan(changes, replace(record, former={SWITCH: former}))


@pytest.mark.parametrize(
    ("choice", "url", "changes", "former", "chained"),
    [
        (Choice.CHAIN, FOREIGN, PUT, {IN: FOREIGN}, STOOD),
        (Choice.CHAIN, MACRO, {}, {}, frozenset()),
        (Choice.LEAVE, FOREIGN, {}, {}, frozenset()),
        (Choice.LEAVE, MACRO, {}, {}, frozenset()),
        (Choice.REPLACE, FOREIGN, PUT, {IN: FOREIGN}, frozenset()),
        (Choice.REPLACE, MACRO, PUT, {IN: MACRO}, frozenset()),
    ],
)
def test_what_becomes_of_a_url_of_others_is_a_choice(
    choice: Choice, url: str, changes: dict[str, str], former: dict[str, str], chained: frozenset[str]
) -> None:
    found = setup.plan(wanting(choice, PUT), {IN: url}, Record(), never)
    left = () if changes else (IN,)
    assert found == Plan(changes, Record(former=former, chained=chained), (IN,), left)


@pytest.mark.parametrize(
    ("before", "choice", "former", "changes", "chained", "left"),
    [
        (Choice.CHAIN, Choice.CHAIN, FOREIGN, {}, STOOD, ()),
        (Choice.CHAIN, Choice.LEAVE, FOREIGN, {IN: FOREIGN}, frozenset(), (IN,)),
        (Choice.CHAIN, Choice.REPLACE, FOREIGN, {}, frozenset(), ()),
        (Choice.REPLACE, Choice.CHAIN, FOREIGN, {}, STOOD, ()),
        (Choice.REPLACE, Choice.CHAIN, MACRO, {}, frozenset(), ()),
        (Choice.REPLACE, Choice.LEAVE, MACRO, {IN: MACRO}, frozenset(), (IN,)),
        (Choice.CHAIN, Choice.REPLACE, SIBLING, {}, STOOD, ()),
        (Choice.CHAIN, Choice.LEAVE, SIBLING, {IN: SIBLING}, frozenset(), (IN,)),
    ],
)
@pytest.mark.parametrize("present", ["ours", "outdated", "lost"])
def test_users_may_change_their_mind(
    present: str,
    before: Choice,
    choice: Choice,
    former: str,
    changes: dict[str, str],
    chained: frozenset[str],
    left: tuple[str, ...],
) -> None:
    stands = {"ours": URLS[IN], "outdated": ours("incoming", BEFORE), "lost": ""}[present]
    record = Record(
        former={IN: former},
        chained=STOOD if before is Choice.CHAIN else frozenset(),
        stood=STOOD,
        choices={IN: choice},
    )
    found = setup.plan(wanting(values=PUT, **{IN: choice}), {IN: stands}, record, never)
    expected = changes or ({} if present == "ours" else PUT)
    assert found == Plan(expected, replace(record, chained=chained), (IN,), left)


def test_a_choice_never_undoes_what_somebody_wrote_since() -> None:
    record = replace(KEPT, stood=STOOD, choices={IN: Choice.LEAVE})
    found = setup.plan(wanting(values=PUT, **{IN: Choice.LEAVE}), {IN: ELSE}, record, never)
    assert (found.changes, found.foreign, found.left) == ({}, (IN,), (IN,))
    beside = setup.plan(wanting(values=PUT, **{IN: Choice.LEAVE}), {IN: SIBLING}, record, lambda *_: True)
    assert (beside.changes, beside.siblings) == ({}, (IN,))


@pytest.mark.parametrize("calls_us", [True, False])
def test_a_sibling_in_our_place_is_asked_whether_it_calls_us_on(calls_us: bool) -> None:
    record = Record(former={IN: FOREIGN}, stood=STOOD)
    questions: list[tuple[str, str]] = []

    def ask(sibling: str, own: str) -> bool:
        questions.append((sibling, own))
        return calls_us

    found = setup.plan(wanting(values=PUT), {IN: SIBLING}, record, ask)
    assert questions == [(SIBLING, URLS[IN])]
    assert found == Plan({} if calls_us else PUT, record, (), (), (IN,) if calls_us else ())


def test_a_setting_that_is_not_shown_is_written_and_was_empty() -> None:
    assert setup.plan(wanting(values=PUT), {}, Record(), never) == Plan(PUT, Record(former={IN: ""}))


def test_former_values_of_settings_no_longer_wanted_stay() -> None:
    found = setup.plan(wanting(values=PUT), {IN: ""}, Record(former={HOLD: FOREIGN}), never)
    assert found.record.former == {IN: "", HOLD: FOREIGN}
    assert found.foreign == ()


def test_of_a_phone_that_shows_nothing_nothing_is_believed() -> None:
    record = Record(former={HOLD: FOREIGN}, chained=frozenset({HOLD}))
    assert setup.plan(wanting(), None, record, never) == Plan(VALUES, record)


@pytest.mark.parametrize(
    ("former", "chained"), [("", frozenset({HOLD})), (MACRO, frozenset({HOLD})), (FOREIGN, frozenset({IN, HOLD}))]
)
def test_a_sibling_that_has_ended_leaves_what_stood_before_it(former: str, chained: frozenset[str]) -> None:
    record = Record(former={IN: SIBLING, HOLD: FOREIGN}, chained=frozenset({IN, HOLD}))
    after = setup.without_sibling(record, IN, former)
    assert after == Record(former={IN: former, HOLD: FOREIGN}, chained=chained)


# ---- what is kept ----------------------------------------------------------------------------------------------------

RECORDS = [
    Record(),
    Record(inactive=True),
    Record(former={IN: FOREIGN, HOLD: ""}, chained=STOOD, stood=ALL, choices={IN: Choice.LEAVE}, inactive=True),
]


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_survives_the_disk(record: Record) -> None:
    assert setup.record_from_json(record.to_json()) == record
    assert bool(record.to_json()) is (record != Record())


@pytest.mark.parametrize(
    "value",
    [
        {"settings": [], "chained": {}, "stood": "x", "choices": 1, "inactive": "yes"},
        {"settings": {"a": 1, "b": None}, "choices": {"a": "never heard", "b": 2}},
    ],
)
def test_what_is_bent_is_as_if_never_kept(value: dict[str, object]) -> None:
    assert setup.record_from_json(value) == Record()


# ---- a transfer ------------------------------------------------------------------------------------------------------


def test_a_phone_gets_our_settings_for_good() -> None:
    with phone(auth=Auth.DIGEST) as sim:
        done, kept = transfer(sim)
        assert {name: sim.phone.settings.stored(name) for name in VALUES} == VALUES
        assert writes(sim)[-1].endswith("&store_settings=save")
    assert (done.plan.changes, done.plan.foreign, done.refused) == (VALUES, (), ())
    assert kept == Record(former={**dict.fromkeys(URLS, ""), SWITCH: "off"}, stood=ALL)


def test_a_phone_that_is_not_to_store_does_not() -> None:
    with phone() as sim:
        client, shelf = client_of(sim), Shelf(sim)
        reading = client.settings()
        assert reading is not None
        what = setup.plan(wanting(), reading.values, Record(), never)
        setup.carry_out(client, what, wanting(), shelf.keep, store=False)
        assert sim.phone.settings.get(IN) == URLS[IN]
        assert sim.phone.settings.stored(IN) == ""


def test_what_stands_there_already_is_not_written() -> None:
    with phone(settings=VALUES) as sim:
        done, kept = transfer(sim)
        assert writes(sim) == []
    assert (done.plan.changes, done.refused) == ({}, ())
    assert kept == Record(former={**dict.fromkeys(URLS, ""), SWITCH: "on"}, stood=ALL)


def test_former_values_are_kept_before_the_first_write() -> None:
    with phone(settings={IN: FOREIGN}) as sim:
        shelf, client = Shelf(sim), client_of(sim)
        reading = client.settings()
        assert reading is not None
        setup.carry_out(client, setup.plan(wanting(), reading.values, Record(), never), wanting(), shelf.keep)
        assert shelf.kept[0] == Record(former={IN: FOREIGN, OUT: "", HOLD: "", SWITCH: "off"}, chained=STOOD)
        assert shelf.writes_before == 0
        assert writes(sim)


def test_nothing_is_written_where_former_values_cannot_be_kept() -> None:
    def full(_: Record) -> None:
        raise OSError("No space left on device")

    with phone(settings={IN: FOREIGN}) as sim:
        before, client = settings_of(sim), client_of(sim)
        with pytest.raises(OSError, match="No space"):
            setup.carry_out(client, setup.plan(wanting(), before, Record(), never), wanting(), full)
        assert settings_of(sim) == before
        assert writes(sim) == []


def test_a_setting_that_the_phone_does_not_take_is_told_and_counts_as_never_ours() -> None:
    with phone(read_only={HOLD: FOREIGN}) as sim:
        done, kept = transfer(sim)
    assert done.refused == (HOLD,)
    assert done.plan.foreign == (HOLD,)
    assert kept.former[HOLD] == FOREIGN
    assert kept.stood == ALL - {HOLD}


def test_what_is_known_to_be_in_vain_is_not_written_again() -> None:
    with phone(read_only={HOLD: FOREIGN}) as sim:
        _, kept = transfer(sim)
        shelf, client, before = Shelf(), client_of(sim), len(writes(sim))
        what = setup.plan(wanting(), settings_of(sim), kept, never)
        done = setup.carry_out(client, what, wanting(), shelf.keep, vain={HOLD})
        assert len(writes(sim)) == before
        assert (done.plan.changes, done.refused, HOLD in shelf.last.stood) == ({}, (HOLD,), False)
        sim.set(IN, "")
        what = setup.plan(wanting(), settings_of(sim), kept, never)
        done = setup.carry_out(client, what, wanting(), shelf.keep, vain={HOLD})
        assert (tuple(done.plan.changes), done.refused) == ((IN,), (HOLD,))
        assert "action_hold" not in writes(sim)[-1]


def test_a_url_that_is_left_stays_and_counts_as_never_ours() -> None:
    with phone(settings={IN: FOREIGN}) as sim:
        done, kept = transfer(sim, wanted=wanting(Choice.LEAVE))
        assert sim.phone.settings.get(IN) == FOREIGN
    assert done.plan.left == (IN,)
    assert kept.stood == ALL - {IN}
    assert IN not in kept.former


def test_a_phone_that_shows_no_settings_gets_ours_and_its_former_values_stay() -> None:
    with Stage(web(lambda target, _: answer(200 if "save" in target else 404))) as stage:
        done, kept = blindly(stage, Record(former={HOLD: FOREIGN}))
        assert sum("save" in target for target in stage.targets) == 1
    assert (done.plan.changes, done.plan.foreign, done.refused) == (VALUES, (), None)
    assert kept == Record(former={HOLD: FOREIGN}, stood=ALL)


def test_settings_that_came_cut_off_lose_nobodys_url() -> None:
    """The export breaks off before a foreign URL: it must not be taken for an empty setting."""
    export = b"<phone-settings><action_incoming_url>x</action_incoming_url><action_hold>" + FOREIGN.encode()

    def page(target: str, _: bytes) -> bytes:
        return answer(200) if "save" in target else answer(200, export + b"</action_hold></phone-settings>")[:-60]

    with Stage(web(page)) as stage:
        done, kept = blindly(stage, Record())
    assert done.refused is None
    assert kept.former == {}


def test_what_is_no_phone_is_never_written_to() -> None:
    with Stage(web(lambda *_: answer(200, b"", server="nginx"))) as stage:
        with pytest.raises(DialerError) as caught:
            blindly(stage, Record())
        assert not any("save" in target for target in stage.targets)
    assert caught.value.code is Code.NOT_A_SNOM


def test_the_phone_manager_is_not_written_to() -> None:
    with phone(model="D865") as sim:
        client = client_of(sim)
        client.identify()
        with pytest.raises(DialerError) as caught:
            setup.carry_out(client, setup.plan(wanting(), None, Record(), never), wanting(), Shelf().keep)
        assert settings_of(sim)[IN] == ""
    assert caught.value.code is Code.PHONE_MANAGER


# ---- giving back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before", [{}, {IN: FOREIGN}, {IN: FOREIGN, HOLD: "http://other/"}, {SWITCH: "on"}, {IN: MACRO}], ids=str
)
@pytest.mark.parametrize("choice", list(Choice))
def test_a_phone_is_after_us_as_it_was_before(before: dict[str, str], choice: Choice) -> None:
    with phone(auth=Auth.DIGEST, settings=before) as sim:
        in_force = settings_of(sim)
        stored = {name: sim.phone.settings.stored(name) for name in VALUES}
        done, kept = transfer(sim, wanted=wanting(choice))
        assert settings_of(sim) != in_force
        given = setup.give_back(client_of(sim), wanting(choice), kept, no_bye)
        assert given is not None
        assert sorted(given.written) == sorted(done.plan.changes)
        assert settings_of(sim) == in_force
        assert {name: sim.phone.settings.stored(name) for name in VALUES} == stored


@pytest.mark.parametrize(
    ("setting", "present", "former", "after"),
    [
        pytest.param(IN, URLS[IN], FOREIGN, FOREIGN, id="ours"),
        pytest.param(IN, ours("incoming", BEFORE), FOREIGN, FOREIGN, id="ours of before"),
        pytest.param(IN, ELSE, FOREIGN, ELSE, id="somebody's since"),
        pytest.param(IN, "", FOREIGN, "", id="emptied since"),
        pytest.param(SWITCH, "on", "off", "off", id="switch"),
        pytest.param(SWITCH, "on", "on", "on", id="switch that was on"),
        pytest.param(SWITCH, "off", "", "off", id="switched off since"),
    ],
)
def test_the_table_of_giving_back(setting: str, present: str, former: str, after: str) -> None:
    with phone(settings={setting: present}) as sim:
        record = Record(former={setting: former}, stood=frozenset({setting}))
        given = setup.give_back(client_of(sim), wanting(), record, no_bye)
        assert given is not None
        assert given.written == ((setting,) if after != present else ())
        assert sim.phone.settings.get(setting) == after
        assert bool(writes(sim)) is (after != present)


@pytest.mark.parametrize(
    ("heard", "stood", "after"),
    [(True, STOOD, SIBLING), (False, STOOD, SIBLING), (None, STOOD, FOREIGN), (None, frozenset(), SIBLING)],
    ids=["takes note", "knows nothing of us", "gone", "gone, but ours never stood"],
)
def test_a_sibling_in_our_place_is_told(heard: bool | None, stood: frozenset[str], after: str) -> None:
    told: list[tuple[str, str, str]] = []

    def bye(setting: str, sibling: str, former: str) -> bool | None:
        told.append((setting, sibling, former))
        return heard

    with phone(settings={IN: SIBLING}) as sim:
        given = setup.give_back(client_of(sim), wanting(), Record(former={IN: FOREIGN}, stood=stood), bye)
        assert sim.phone.settings.get(IN) == after
    assert told == [(IN, SIBLING, FOREIGN)]
    assert given is not None
    assert given.siblings == {IN: SIBLING}


def test_what_was_written_unseen_leaves_nothing_of_ours() -> None:
    with phone(settings={**VALUES, HOLD: ELSE}) as sim:
        given = setup.give_back(client_of(sim), wanting(), Record(former={OUT: FOREIGN}, stood=ALL), no_bye)
        assert given is not None
        assert sorted(given.written) == [IN, OUT]
        assert {name: sim.phone.settings.get(name) for name in VALUES} == {
            IN: "",
            OUT: FOREIGN,
            HOLD: ELSE,
            SWITCH: "on",  # nobody knows who switched it on
        }


def test_a_phone_that_shows_no_settings_is_given_nothing_back_and_says_so() -> None:
    with Stage(web(lambda target, _: answer(404))) as stage:
        client = client_of(stage, scheme="http")
        assert setup.give_back(client, wanting(), Record(former={IN: FOREIGN}), no_bye) is None
        assert not any("save" in target for target in stage.targets)


def test_only_what_the_user_chose_is_kept_after_the_end() -> None:
    record = Record(former={IN: FOREIGN}, chained=STOOD, stood=ALL, choices={IN: Choice.LEAVE})
    assert setup.ended(record, inactive=True) == Record(choices={IN: Choice.LEAVE}, inactive=True)


# ---- over a crash ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [(), (IN,), (IN, OUT, HOLD, SWITCH)], ids=["none", "one", "all"])
def test_a_crash_between_loses_nothing(written: tuple[str, ...]) -> None:
    """The former values are on disk; the program dies with some, none or all of ours written, and begins again."""
    with phone(settings={IN: FOREIGN, HOLD: "http://other/"}) as sim:
        before = settings_of(sim)
        shelf, client = Shelf(), client_of(sim)
        client.write = _dying(client.write, written)  # type: ignore[method-assign]
        with pytest.raises(DiedError):
            setup.carry_out(client, setup.plan(wanting(), before, Record(), never), wanting(), shelf.keep)
        (first,) = shelf.kept

        done, kept = transfer(sim, first)
        assert kept == replace(first, stood=ALL)
        assert done.plan.foreign == (IN, HOLD)
        setup.give_back(client_of(sim), wanting(), kept, no_bye)
        assert settings_of(sim) == before


class DiedError(Exception):
    pass


def _dying(send: Callable[..., None], written: tuple[str, ...]) -> Callable[..., None]:
    def die(changes: Mapping[str, str], *, store: bool) -> None:
        if part := {name: changes[name] for name in written}:
            send(part, store=store)
        raise DiedError

    return die


def test_a_new_secret_takes_the_place_of_an_old_one_and_former_values_stay() -> None:
    with phone(settings={IN: ours("incoming", BEFORE)}) as sim:
        done, kept = transfer(sim, Record(former={IN: FOREIGN}, stood=STOOD))
        assert sim.phone.settings.get(IN) == URLS[IN]
    assert kept.former[IN] == FOREIGN
    assert done.plan.foreign == (IN,)
