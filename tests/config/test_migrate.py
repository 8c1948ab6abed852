"""The original's file: read as it stands, and carried over without losing anything."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from snom_dialer.config.flat import Carried, Upgraded
from snom_dialer.config.load import load, parse
from snom_dialer.config.migrate import copies, migrate
from snom_dialer.config.model import DEFAULT_HOTKEYS, Action, Callback, Config, Phone
from snom_dialer.config.step import STEPS, Step, upgrade
from snom_dialer.errors import CallerError, Code, ComputerError
from snom_dialer.protocol.event import EventKind

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"
FLAT = FIXTURES / "version-1-flat.json"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    copy = tmp_path / "c.json"
    copy.write_bytes(FLAT.read_bytes())
    return copy


def test_the_originals_file_is_read_as_it_stands() -> None:
    loaded = load(FLAT)
    assert loaded.config == Config(
        phones=(Phone(name="phone", host="192.168.0.20", username="admin", password="geheim"),),
        callback=Callback(port=58232),
        hotkeys={**DEFAULT_HOTKEYS, "show_window": "<ctrl>+<alt>+d", "hangup": "<ctrl>+<alt>+h"},
        actions=(
            Action(
                event=EventKind.INCOMING,
                url="https://crm.example/find?number={remote}&name={display_remote}",
                browser=True,
            ),
            Action(event=EventKind.DISCONNECTED, url="http://hook.example/ended?id={call_id}"),
        ),
        extra={"Büro": "Zürich"},
    )
    assert loaded.flat
    assert loaded.carried == Carried(
        recent_numbers=("+49 30 398330", "101", "**61*"), window_width=640, windows_autostart=True
    )
    assert loaded.warnings == ("line 27, Büro: is not known here; it is kept as it is",)


def test_the_oldest_name_of_an_action_is_read() -> None:
    loaded = load(FIXTURES / "version-1-oldest.json")
    assert loaded.config.actions == (Action(event=EventKind.INCOMING, url="http://hook.example/{remote}"),)
    assert loaded.config.phones == (Phone(host="snom320.example"),)
    assert loaded.carried == Carried()


def test_the_newer_name_of_an_action_wins() -> None:
    text = '{"action_url_incoming": "http://new", "incoming_action_url": "http://old"}'
    assert [action.url for action in parse(text, FLAT).config.actions] == ["http://new"]


def test_without_an_address_there_is_no_phone() -> None:
    loaded = load(FIXTURES / "version-1-empty.json")
    assert loaded.config.phones == ()
    assert loaded.flat


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ('{"ip": 7}', "line 1, ip: has to be text"),
        ('{"ip": "10.0.0.300"}', "line 1, ip: is no host name, address or URL: an IPv4 address is four numbers"),
        ('{"ip": "a",\n"password": null}', "line 2, password: has to be text"),
        ('{"web_port": "58231"}', "line 1, web_port: has to be a whole number"),
        ('{"hotkey_hangup": []}', "line 1, hotkey_hangup: has to be text"),
        ('{"action_url_onhook": "crm"}', "line 1, action_url_onhook: has to begin with http"),
        ('{"incoming_action_url": 7}', "line 1, incoming_action_url: has to be text"),
        (
            '{"action_url_onhook": "http://a",\n"action_url_onhook_open_browser": 1}',
            "line 2, action_url_onhook_open_browser: has to be true or false",
        ),
        ('{"ip": "a", "ip": "b"}', "line 1, ip: stands here for the second time"),
    ],
)
def test_faults_are_told_with_the_keys_of_the_original(text: str, faults: str) -> None:
    with pytest.raises(CallerError) as caught:
        parse(text, FLAT)
    assert caught.value.code is Code.CONFIG_INVALID
    assert faults in str(caught.value.values["faults"])
    assert caught.value.values["count"] == 1


@pytest.mark.parametrize(
    ("key", "value", "carried"),
    [
        ("recent_numbers", ["1", 2, None, "3"], Carried(recent_numbers=("1", "3"))),
        ("recent_numbers", [str(number) for number in range(101)], Carried(recent_numbers=tuple(map(str, range(100))))),
        ("recent_numbers", "1", Carried()),
        ("window_width", True, Carried()),
        ("windows_autostart", 1, Carried()),
        ("windows_autostart", False, Carried(windows_autostart=False)),
    ],
)
def test_what_belongs_elsewhere_is_handed_on_as_far_as_it_makes_sense(
    key: str, value: object, carried: Carried
) -> None:
    loaded = parse(json.dumps({key: value}), FLAT)
    assert loaded.carried == carried
    assert loaded.config == Config()


# ---- in the file ----------------------------------------------------------------------------------------------------


def test_migrating_writes_the_new_shape_and_keeps_the_old_file(file: Path) -> None:
    loaded = load(file)
    text = migrate(file, loaded)
    again = load(file)
    assert again.text == text
    assert again.config == loaded.config
    assert not again.flat
    (copy,) = copies(file)
    assert copy.name == "c.json.bak"
    assert copy.read_bytes() == FLAT.read_bytes()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file, copy)] == [0o600, 0o600]


def test_nothing_of_the_original_is_lost(file: Path) -> None:
    loaded = load(file)
    text = migrate(file, loaded)
    assert loaded.carried is not None
    values: list[object] = [*loaded.carried.recent_numbers, loaded.carried.window_width, json.loads(text)]
    everything = json.dumps(values, ensure_ascii=False)
    for value in json.loads(FLAT.read_text(encoding="utf-8")).values():
        for part in value if isinstance(value, list) else [value]:
            if part not in ("", False, True):
                assert json.dumps(part, ensure_ascii=False).strip('"') in everything


def test_a_present_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_bytes((FIXTURES / "version-2.json").read_bytes())
    loaded = load(file)
    assert migrate(file, loaded) == loaded.text
    assert [path.name for path in tmp_path.iterdir()] == ["c.json"]


def test_a_copy_is_there_once_and_never_overwritten(file: Path) -> None:
    bak = file.with_name("c.json.bak")
    bak.write_bytes(b"\xff mine")
    migrate(file, load(file))
    file.write_bytes(FLAT.read_bytes())
    migrate(file, load(file))
    assert bak.read_bytes() == b"\xff mine"
    assert [copy.name for copy in copies(file)] == ["c.json.bak", "c.json.bak2"]


def test_a_second_attempt_uses_the_copy_of_the_first(file: Path) -> None:
    loaded = load(file)
    migrate(file, loaded)
    file.write_bytes(FLAT.read_bytes())
    migrate(file, load(file))
    assert [copy.name for copy in copies(file)] == ["c.json.bak"]


def test_a_file_that_changed_meanwhile_is_left_alone(file: Path) -> None:
    loaded = load(file)
    file.write_text('{"ip": "other"}')
    with pytest.raises(ComputerError) as caught:
        migrate(file, loaded)
    assert caught.value.code is Code.CONFIG_CHANGED
    assert file.read_text() == '{"ip": "other"}'


def test_where_the_copy_fails_nothing_is_migrated(file: Path) -> None:
    loaded = load(file)
    file.with_name("c.json.bak").symlink_to(file.parent / "none" / "x")
    with pytest.raises(ComputerError) as caught:
        migrate(file, loaded)
    assert caught.value.code is Code.FILE_FAILED
    assert file.read_bytes() == FLAT.read_bytes()


# ---- steps ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.name)
def test_every_file_that_there_ever_was_can_be_read(fixture: Path) -> None:
    assert load(fixture).config.version == 2


def test_steps_follow_one_another_and_places_lead_back_to_the_file() -> None:
    def next_one(document: dict[str, Any]) -> Upgraded:
        port = document.pop("callback").pop("port")
        return Upgraded({**document, "version": 3, "listen": port}, None, {("listen",): ("callback", "port")})

    steps = (*STEPS, Step("2 to 3", lambda document: document.get("version") == 2, next_one))
    result = upgrade({"web_port": 1, "window_width": 2}, steps)
    assert result is not None
    assert result.document == {"version": 3, "listen": 1}
    assert result.carried == Carried(window_width=2)
    assert result.origins["listen",] == ("web_port",)


def test_a_document_that_needs_no_step_is_left_alone() -> None:
    assert upgrade({"colour": "red"}) is None
