"""Our Action URLs in a phone: put there, read back, taken away, and nothing of anybody else's lost."""

from collections.abc import Mapping

import pytest

from snom_dialer.errors import Code, DialerError
from snom_dialer.phone import setup
from snom_dialer.phone.setup import Armed, Plan
from snom_dialer.simulator.setup import Auth
from snom_dialer.simulator.thread import SimulatorThread
from tests.phone.loopback import Stage, answer, asked, client_of, phone, web

NOW = "s" * 22
BEFORE = "b" * 22
SECRETS = (NOW, BEFORE)
IN, OUT, HOLD = "action_incoming_url", "action_outgoing_url", "action_hold"


def ours(event: str, secret: str = NOW) -> str:
    return f"http://192.168.0.2:58231/snom/{secret}/{event}?call_id=$call-id&v=1&remote=$remote"


WANTED = {IN: ours("incoming"), OUT: ours("outgoing"), HOLD: ours("hold")}
FOREIGN = "http://pbx.example/in?a=$remote&b=<x>"


class Shelf:
    """Where former values are kept, and how often the phone had been written to by then."""

    def __init__(self, sim: SimulatorThread | None = None) -> None:
        self._sim = sim
        self.kept: dict[str, str] | None = None
        self.writes_before = 0

    def keep(self, values: Mapping[str, str]) -> None:
        assert self.kept is None, "kept twice"
        self.kept = dict(values)
        self.writes_before = len(writes(self._sim)) if self._sim else 0


def writes(sim: SimulatorThread) -> list[str]:
    return [target for target, _ in asked(sim) if "settings=save" in target]


def settings_of(sim: SimulatorThread) -> dict[str, str]:
    return sim.phone.settings.shown()


def arm(sim: SimulatorThread, former: Mapping[str, str] | None = None) -> tuple[Armed, dict[str, str]]:
    shelf = Shelf(sim)
    armed = setup.arm(client_of(sim), WANTED, former or {}, SECRETS, shelf.keep)
    assert shelf.kept is not None
    return armed, shelf.kept


# ---- the table, as a plan --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "former", "expected"),
    [
        pytest.param("", {}, Plan({IN: WANTED[IN]}, {IN: ""}, ()), id="empty"),
        pytest.param(FOREIGN, {}, Plan({IN: WANTED[IN]}, {IN: FOREIGN}, (IN,)), id="foreign"),
        pytest.param(FOREIGN, {IN: "old"}, Plan({IN: WANTED[IN]}, {IN: FOREIGN}, (IN,)), id="foreign, changed since"),
        pytest.param("", {IN: "old"}, Plan({IN: WANTED[IN]}, {IN: ""}, ()), id="emptied since"),
        pytest.param(WANTED[IN], {}, Plan({}, {IN: ""}, ()), id="ours, former lost"),
        pytest.param(WANTED[IN], {IN: FOREIGN}, Plan({}, {IN: FOREIGN}, (IN,)), id="ours"),
        pytest.param(
            ours("incoming", BEFORE), {IN: FOREIGN}, Plan({IN: WANTED[IN]}, {IN: FOREIGN}, (IN,)), id="ours of before"
        ),
        pytest.param(ours("incoming", BEFORE), {}, Plan({IN: WANTED[IN]}, {IN: ""}, ()), id="ours of before, lost"),
        pytest.param(
            ours("incoming", "x" * 22),
            {},
            Plan({IN: WANTED[IN]}, {IN: ours("incoming", "x" * 22)}, (IN,)),
            id="another's of our form",
        ),
    ],
)
def test_the_plan_for_one_setting(present: str, former: dict[str, str], expected: Plan) -> None:
    assert setup.plan({IN: WANTED[IN]}, {IN: present}, former, SECRETS) == expected


def test_a_setting_that_is_not_shown_is_written_and_was_empty() -> None:
    assert setup.plan({IN: WANTED[IN]}, {}, {}, SECRETS) == Plan({IN: WANTED[IN]}, {IN: ""}, ())


def test_former_values_of_settings_no_longer_wanted_stay() -> None:
    found = setup.plan({IN: WANTED[IN]}, {IN: ""}, {HOLD: FOREIGN}, SECRETS)
    assert found.former == {IN: "", HOLD: FOREIGN}
    assert found.foreign == ()


# ---- arming a phone --------------------------------------------------------------------------------------------------


def test_a_phone_gets_our_urls_for_good() -> None:
    with phone(auth=Auth.DIGEST) as sim:
        armed, kept = arm(sim)
        assert {name: sim.phone.settings.stored(name) for name in WANTED} == WANTED
        assert writes(sim)[-1].endswith("&store_settings=save")
    assert armed == Armed(tuple(WANTED), (), (), readable=True)
    assert kept == dict.fromkeys(WANTED, "")


def test_what_stands_there_already_is_not_written() -> None:
    with phone(settings=WANTED) as sim:
        armed, _ = arm(sim)
        assert writes(sim) == []
    assert armed == Armed((), (), (), readable=True)


def test_former_values_are_kept_before_the_first_write() -> None:
    with phone(settings={IN: FOREIGN}) as sim:
        shelf = Shelf(sim)
        setup.arm(client_of(sim), WANTED, {}, SECRETS, shelf.keep)
        assert shelf.kept == {IN: FOREIGN, OUT: "", HOLD: ""}
        assert shelf.writes_before == 0
        assert writes(sim)


def test_nothing_is_written_where_former_values_cannot_be_kept() -> None:
    def full(_: Mapping[str, str]) -> None:
        raise OSError("No space left on device")

    with phone(settings={IN: FOREIGN}) as sim:
        before = settings_of(sim)
        with pytest.raises(OSError, match="No space"):
            setup.arm(client_of(sim), WANTED, {}, SECRETS, full)
        assert settings_of(sim) == before
        assert writes(sim) == []


def test_a_setting_that_the_phone_does_not_take_is_told() -> None:
    with phone(read_only={HOLD: FOREIGN}) as sim:
        armed, kept = arm(sim)
    assert armed.refused == (HOLD,)
    assert armed.foreign == (HOLD,)
    assert kept[HOLD] == FOREIGN


def test_a_phone_that_shows_no_settings_is_armed_and_its_former_values_stay() -> None:
    with Stage(web(lambda target, _: answer(200 if "save" in target else 404))) as stage:
        shelf = Shelf()
        armed = setup.arm(client_of(stage, scheme="http"), WANTED, {HOLD: FOREIGN}, SECRETS, shelf.keep)
        assert sum("save" in target for target in stage.targets) == 1
    assert armed == Armed(tuple(WANTED), (), None, readable=False)
    assert shelf.kept == {HOLD: FOREIGN}


def test_settings_that_came_cut_off_lose_nobodys_url() -> None:
    """The export breaks off before a foreign URL: it must not be taken for an empty setting."""
    export = b"<phone-settings><action_incoming_url>x</action_incoming_url><action_hold>" + FOREIGN.encode()

    def page(target: str, _: bytes) -> bytes:
        return answer(200) if "save" in target else answer(200, export + b"</action_hold></phone-settings>")[:-60]

    with Stage(web(page)) as stage:
        shelf = Shelf()
        armed = setup.arm(client_of(stage, scheme="http"), WANTED, {}, SECRETS, shelf.keep)
    assert not armed.readable
    assert shelf.kept == {}


def test_what_is_no_phone_is_not_armed() -> None:
    with Stage(web(lambda *_: answer(200, b"", server="nginx"))) as stage:
        shelf = Shelf()
        with pytest.raises(DialerError) as caught:
            setup.arm(client_of(stage, scheme="http"), WANTED, {}, SECRETS, shelf.keep)
        assert not any("save" in target for target in stage.targets)
    assert caught.value.code is Code.NOT_A_SNOM


# ---- giving back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [{}, {IN: FOREIGN}, {IN: FOREIGN, HOLD: "http://other/"}], ids=len)
def test_a_phone_is_after_us_as_it_was_before(before: dict[str, str]) -> None:
    with phone(auth=Auth.DIGEST, settings=before) as sim:
        wanted = settings_of(sim)
        _, kept = arm(sim)
        assert settings_of(sim) != wanted
        assert setup.give_back(client_of(sim), kept, SECRETS) == tuple(WANTED)
        assert settings_of(sim) == wanted
        assert {name: sim.phone.settings.stored(name) for name in WANTED} == {
            name: before.get(name, "") for name in WANTED
        }


@pytest.mark.parametrize(
    ("present", "written"),
    [
        pytest.param(WANTED[IN], True, id="ours"),
        pytest.param(ours("incoming", BEFORE), True, id="ours of before"),
        pytest.param("http://new.example/", False, id="somebody's since"),
        pytest.param("", False, id="emptied since"),
    ],
)
def test_the_table_of_giving_back(present: str, written: bool) -> None:
    with phone(settings={IN: present}) as sim:
        assert setup.give_back(client_of(sim), {IN: FOREIGN}, SECRETS) == ((IN,) if written else ())
        assert sim.phone.settings.get(IN) == (FOREIGN if written else present)
        assert bool(writes(sim)) is written


def test_a_phone_that_shows_no_settings_is_given_nothing_back_and_says_so() -> None:
    with Stage(web(lambda target, _: answer(404))) as stage:
        assert setup.give_back(client_of(stage, scheme="http"), {IN: FOREIGN}, SECRETS) is None
        assert not any("save" in target for target in stage.targets)


# ---- over a crash ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [(), (IN,), (IN, OUT, HOLD)], ids=["none", "one", "all"])
def test_a_crash_between_loses_nothing(written: tuple[str, ...]) -> None:
    """The former values are on disk; the program dies with some, none or all of ours written, and begins again."""
    with phone(settings={IN: FOREIGN, HOLD: "http://other/"}) as sim:
        before = settings_of(sim)
        shelf = Shelf()

        class DiedError(Exception):
            pass

        client = client_of(sim)
        send = client.write

        def die(changes: Mapping[str, str], *, store: bool) -> None:
            if part := {name: changes[name] for name in written}:
                send(part, store=store)
            raise DiedError

        client.write = die  # type: ignore[method-assign]
        with pytest.raises(DiedError):
            setup.arm(client, WANTED, {}, SECRETS, shelf.keep)
        assert shelf.kept is not None

        armed, kept = arm(sim, shelf.kept)
        assert kept == shelf.kept
        assert armed.foreign == (IN, HOLD)
        setup.give_back(client_of(sim), kept, SECRETS)
        assert settings_of(sim) == before


def test_a_new_secret_takes_the_place_of_an_old_one_and_former_values_stay() -> None:
    with phone(settings={IN: ours("incoming", BEFORE)}) as sim:
        armed, kept = arm(sim, {IN: FOREIGN})
        assert sim.phone.settings.get(IN) == WANTED[IN]
    assert kept[IN] == FOREIGN
    assert armed.foreign == (IN,)


def test_the_phone_manager_is_not_armed() -> None:
    with phone(model="D865") as sim:
        with pytest.raises(DialerError) as caught:
            arm(sim)
        assert settings_of(sim)[IN] == ""
    assert caught.value.code is Code.PHONE_MANAGER
