"""Reading the file: a configuration, or every fault at once with its line; never anything else."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snom_dialer.config.load import load, parse
from snom_dialer.config.model import (
    Action,
    Appearance,
    Callback,
    CallDisplay,
    Colors,
    Config,
    Numbers,
    Phone,
    Scheme,
    SetUp,
)
from snom_dialer.config.option import OPTIONS
from snom_dialer.errors import CallerError, Code, ComputerError
from snom_dialer.protocol.event import EventKind

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"
FILE = Path("c.json")


def test_the_full_shape_is_read() -> None:
    loaded = load(FIXTURES / "version-2.json")
    assert loaded.config == Config(
        phones=(
            Phone(
                name="desk",
                host="https://192.168.0.20:8443/",
                username="admin",
                identity="101@pbx.example",
                extra={"colour": {"handset": "black"}},
            ),
            Phone(name="hall", host="fd00::20", scheme=Scheme.HTTP, port=8080, set_up=SetUp.MANUAL),
        ),
        default_phone="desk",
        callback=Callback(address="192.168.0.2", port=0, external_address="nat.example"),
        actions=(
            Action(
                event=EventKind.INCOMING,
                url="https://crm.example/{number}",
                browser=True,
                phone="desk",
                extra={"colour": [2.5]},
            ),
            Action(event=EventKind.MISSED, url=""),
        ),
        hotkeys={"show_window": "", "hangup": "<f9>", "answer": "", "dial_selection": "", "dial_clipboard": ""},
        numbers=Numbers(
            region="DE", plus_as="00", outside_prefix="0", emergency_add=("19222",), emergency_remove=("110",)
        ),
        appearance=Appearance(),
        extra={
            "appearance": {"theme": "dark", "card": {"place": [1, 2]}},
            "callback": {"colour": 1},
            "hotkeys": {"colour": None},
            "numbers": {"colour": "grün", "emergency": {"colour": False}},
            "colour": "red",
        },
    )
    assert not loaded.flat
    assert loaded.carried is None


def test_unknown_keys_are_warned_of_with_their_line() -> None:
    assert load(FIXTURES / "version-2.json").warnings == tuple(
        f"line {line}, {place}: is not known here; it is kept as it is"
        for line, place in [
            (12, "phones[0].colour"),
            (17, "callback.colour"),
            (19, "actions[0].colour"),
            (22, "hotkeys.colour"),
            (27, "numbers.emergency.colour"),
            (28, "numbers.colour"),
            (30, "appearance.theme"),
            (30, "appearance.card"),
            (31, "colour"),
        ]
    )


def test_what_is_not_written_has_its_default() -> None:
    """The defaults stand in the table for the file and in the model for the program: they are the same."""
    assert parse('{"version": 2}', FILE).config == Config()
    assert parse('{"version": 2, "phones": [{"host": "a"}]}', FILE).config.phones == (Phone(host="a"),)
    action = Action(event=EventKind.MISSED, url="")
    assert parse('{"version": 2, "actions": [{"event": "missed", "url": ""}]}', FILE).config.actions == (action,)


def test_the_appearance_is_read() -> None:
    text = '{"version": 2, "appearance": {"colors": "dark", "calls": "off", "keep_missed": false}}'
    found = parse(text, FILE).config.appearance
    assert found == Appearance(colors=Colors.DARK, calls=CallDisplay.OFF, keep_missed=False)


def test_a_missing_file_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(CallerError, match="phone add") as caught:
        load(tmp_path / "none.json")
    assert caught.value.code is Code.CONFIG_MISSING


def test_a_file_that_cannot_be_read_is_this_computers_fault(tmp_path: Path) -> None:
    with pytest.raises(ComputerError, match="cannot be read"):
        load(tmp_path)


# ---- no JSON --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "column", "what"),
    [
        pytest.param(b"", 1, 1, "the file is empty", id="empty"),
        pytest.param(b" \n", 2, 1, "the file is empty", id="blank"),
        pytest.param(b'{"version": 2,\n "phones": [}\n', 2, 13, "Expecting value", id="syntax"),
        pytest.param(b'{\n"a": "\xff"}', 2, 7, "this is not UTF-8", id="latin-1"),
        pytest.param(b"\xff\xfe{\x00}\x00", 1, 1, "this is not UTF-8", id="utf-16"),
        pytest.param(b'{"a": "NaN",\n "b": NaN}', 2, 7, "NaN is no JSON", id="nan"),
        pytest.param(b'{"a": [1, -Infinity]}', 1, 11, "-Infinity is no JSON", id="infinity"),
        pytest.param(b'{"a": 1e999}', 1, 7, "this number is too large", id="large-fraction"),
        pytest.param(b'{"a":\n' + b"9" * 5000 + b"}", 2, 1, "this number is too large", id="large-number"),
        pytest.param(b"[" * 100_000, 1, 1, "this is nested too deep", id="deep"),
    ],
)
def test_what_is_no_json_is_told_with_line_and_column(
    tmp_path: Path, data: bytes, line: int, column: int, what: str
) -> None:
    file = tmp_path / "c.json"
    file.write_bytes(data)
    with pytest.raises(CallerError) as caught:
        load(file)
    assert caught.value.code is Code.CONFIG_BROKEN
    assert caught.value.values == {"path": file, "line": line, "column": column, "what": what, "backup": "none"}
    assert file.read_bytes() == data


def test_a_broken_file_names_the_last_good_copy_if_there_is_one(tmp_path: Path) -> None:
    file, good = tmp_path / "c.json", tmp_path / "good.json"
    file.write_text("{")
    with pytest.raises(CallerError, match="copy: none"):
        load(file, good)
    good.write_text("{}")
    with pytest.raises(CallerError, match=r"copy: .*/good.json"):
        load(file, good)


def test_the_mark_that_windows_puts_in_front_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_bytes(b'\xef\xbb\xbf{"version": 2}')
    assert load(tmp_path / "c.json").config == Config()


# ---- faults ---------------------------------------------------------------------------------------------------------


def _faults(text: str) -> list[str]:
    with pytest.raises(CallerError) as caught:
        parse(text, FILE)
    assert caught.value.code is Code.CONFIG_INVALID
    faults = str(caught.value.values["faults"]).split("; ")
    assert caught.value.values["count"] == len(faults)
    return faults


def test_every_fault_is_told_at_once_with_line_and_key() -> None:
    text = """{
  "version": 2,
  "phones": [
    {"name": "a", "host": "10.0.0.1",
     "port": 99999},
    {"name": "a", "host": "10.0.0.999", "host": "10.0.0.999", "scheme": "gopher"},
    7,
    {"name": ""}
  ],
  "default_phone": "b",
  "callback": {"port": true},
  "actions": [{"event": "ringing", "url": "javascript:alert(1)", "phone": "b"}],
  "numbers": {"emergency": [], "region": "Germany"},
  "hotkeys": null
}"""
    name = "has to be a name of 1 to 64 characters that begins with none of blank and dash"
    events = ", ".join(kind.value for kind in EventKind if kind is not EventKind.UNKNOWN)
    assert _faults(text) == [
        "line 5, phones[0].port: has to be from 1 to 65535",
        "line 6, phones[1].host: stands here for the second time",
        "line 6, phones[1].host: is no host name, address or URL: an IPv4 address is four numbers from 0 to 255",
        "line 6, phones[1].scheme: has to be one of auto, http, https",
        "line 6, phones[1].name: is the name of another phone too",
        "line 7, phones[2]: has to be an object: {…}",
        f"line 8, phones[3].name: {name}",
        "line 8, phones[3].host: is missing",
        "line 10, default_phone: is not the name of a phone",
        "line 11, callback.port: has to be a whole number",
        f"line 12, actions[0].event: has to be one of {events}",
        "line 12, actions[0].url: has to begin with http:// or https://, or be empty",
        "line 12, actions[0].phone: is not the name of a phone",
        "line 13, numbers.region: has to be a country in two capital letters, or null",
        "line 13, numbers.emergency: has to be an object: {…}",
        "line 14, hotkeys: has to be an object: {…}",
    ]


PHONE = '{"version": 2, "phones": [{"host": "10.0.0.1", %s}]}'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[]", "line 1, the file: has to be an object: {…}"),
        ("{}", "line 1, version: is missing"),
        ('{"phones": [], "ip": ""}', "line 1, version: is missing"),
        ('{"version": 1}', "line 1, version: has to be 2"),
        ('{"version": true}', "line 1, version: has to be a whole number"),
        ('{"version": 2.0}', "line 1, version: has to be a whole number"),
        ('{"version": 2, "phones": {}}', "line 1, phones: has to be a list: […]"),
        ('{"version": 2, "x": 1, "x": 1}', "line 1, x: stands here for the second time"),
        (PHONE % '"name": " a"', "phones[0].name: has to be a name"),
        (PHONE % '"name": "-a"', "phones[0].name: has to be a name"),
        (PHONE % '"name": "a\\nb"', "phones[0].name: has to be one line"),
        (PHONE % '"name": "\\ud800"', "phones[0].name: has to be one line"),
        (PHONE % '"username": "a:b"', "phones[0].username: cannot hold a colon"),
        (PHONE % '"username": null', "phones[0].username: has to be text"),
        (PHONE % '"password": "a\\r\\n"', "phones[0].password: has to be one line"),
        (PHONE % '"identity": "101"', "phones[0].identity: has to look like user@registrar"),
        (PHONE % '"identity": "1@b&number=112"', "phones[0].identity: has to look like user@registrar"),
        (PHONE % '"port": 0', "phones[0].port: has to be from 1 to 65535"),
        (PHONE % '"port": "80"', "phones[0].port: has to be a whole number or null"),
        (PHONE % '"set_up": ""', "phones[0].set_up: has to be one of automatic, manual"),
        ('{"version": 2, "phones": [{"host": "a:80", "port": 81}]}', "port: is another one than that in the host"),
        (
            '{"version": 2, "phones": [{"host": "https://a", "scheme": "http"}]}',
            "scheme: is another one than that in the host",
        ),
        (
            '{"version": 2, "phones": [{"host": "http://u@a", "username": "v"}]}',
            "username: is another one than that in the host",
        ),
        ('{"version": 2, "callback": {"port": 65536}}', "callback.port: has to be from 1 to 65535, or 0"),
        ('{"version": 2, "callback": {"address": "a"}}', "callback.address: has to be an IPv4 or IPv6 address"),
        ('{"version": 2, "callback": {"external_address": "a:80"}}', "has to be a name or an address alone"),
        ('{"version": 2, "callback": {"external_address": "http://a"}}', "has to be a name or an address alone"),
        ('{"version": 2, "callback": {"external_address": "a b"}}', "is no host name"),
        ('{"version": 2, "actions": [{"event": "unknown", "url": ""}]}', "event: has to be one of incoming"),
        ('{"version": 2, "actions": [{"event": "missed"}]}', "actions[0].url: is missing"),
        ('{"version": 2, "actions": [{"event": "missed", "url": "http://a\\n"}]}', "url: has to be one line"),
        ('{"version": 2, "actions": [{"event": "missed", "url": "", "browser": 1}]}', "browser: has to be true or"),
        ('{"version": 2, "numbers": {"plus_as": "&"}}', "plus_as: has to be at most 16 of"),
        ('{"version": 2, "numbers": {"outside_prefix": "%s"}}' % ("0" * 17), "prefix: has to be at most 16 of"),
        ('{"version": 2, "numbers": {"emergency": {"add": [112]}}}', "emergency.add: has to be a list of texts"),
        ('{"version": 2, "numbers": {"emergency": {"add": [""]}}}', "emergency.add: has to hold numbers"),
        ('{"version": 2, "appearance": ' + '{"a":' * 40 + "1" + "}" * 41, "appearance.a: is nested deeper than 32"),
        ('{"version": 2, "x": ' + "[" * 600 + "]" * 600 + "}", "x: is nested deeper than 32 levels"),
    ],
)  # fmt: skip
def test_a_single_fault(text: str, fault: str) -> None:
    (found,) = _faults(text)
    assert fault in found


@pytest.mark.parametrize("secret", ["ge\\nheim", "ge\\u0000heim"])
def test_no_fault_shows_a_value(secret: str) -> None:
    text = (
        f'{{"version": 2, "phones": [{{"host": "http://u:{secret}@a", "password": "{secret}", "port": "{secret}"}}]}}'
    )
    assert "heim" not in " ".join(_faults(text))


def test_a_key_that_is_no_word_is_told_in_a_fit_way() -> None:
    (warning,) = parse(json.dumps({"version": 2, "a\x1b[31m" + "b" * 100: 1}), FILE).warnings
    assert warning.startswith('line 1, "a\\u001b[31mbbb')
    assert len(warning) < 120


def test_a_password_in_a_url_works_and_is_warned_of() -> None:
    loaded = parse('{"version": 2, "phones": [{"host": "http://admin:geheim@10.0.0.1"}]}', FILE)
    assert loaded.config.phones[0].web().password == "geheim"
    (warning,) = loaded.warnings
    assert "phones[0].host: holds a password" in warning
    assert "geheim" not in warning


def test_nothing_loaded_shows_a_password() -> None:
    loaded = parse('{"version": 2, "phones": [{"host": "10.0.0.1", "password": "geheim"}]}', FILE)
    assert loaded.config.phones[0].password == "geheim"
    assert "geheim" not in repr(loaded)


@pytest.mark.parametrize("version", [3, 10**30])
def test_a_newer_file_is_refused_whatever_else_is_in_it(version: int) -> None:
    with pytest.raises(CallerError) as caught:
        parse(f'{{"version": {version}, "phones": 7, "phones": 8}}', FILE)
    assert caught.value.code is Code.CONFIG_NEWER
    assert caught.value.values["found"] == version


# ---- anything -------------------------------------------------------------------------------------------------------

KEYS = sorted({part.removesuffix("[]") for option in OPTIONS for part in option.key.split(".")})
VALUES = st.sampled_from([None, True, 0, 2, 58231, -1, 1.5, "", "a", "auto", "incoming", "http://a", "10.0.0.1", "1@a"])
DOCUMENTS: st.SearchStrategy[object] = st.recursive(
    VALUES | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=8),
    max_leaves=30,
)


@given(DOCUMENTS | st.dictionaries(st.sampled_from(KEYS), DOCUMENTS).map(lambda found: {**found, "version": 2}))
@example({"version": 2, "phones": [{"host": "a"}], "actions": [{"event": "missed", "url": "http://a"}]})
def test_any_document_is_a_configuration_or_the_callers_fault(document: object) -> None:
    _read_or_refused(json.dumps(document))


@given(st.text())
def test_any_text_is_a_configuration_or_the_callers_fault(text: str) -> None:
    _read_or_refused(text)


@given(data=st.binary())
def test_any_bytes_are_a_configuration_or_the_callers_fault(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "c.json"
    file.write_bytes(data)
    with pytest.raises(CallerError):
        load(file)


def _read_or_refused(text: str) -> None:
    try:
        loaded = parse(text, FILE)
    except CallerError as refused:
        error = refused
    else:
        for phone in loaded.config.phones:
            phone.web()
        return
    assert error.code in {Code.CONFIG_BROKEN, Code.CONFIG_INVALID, Code.CONFIG_NEWER}
    assert "\n" not in str(error)


# ---- weight ---------------------------------------------------------------------------------------------------------

_HEAVY: Mapping[str, str] = {
    "keyring": "only where a password is",
    "platformdirs": "30 ms",
    "socket": "only for IPv6",
    "logging": "never here",
    "tempfile": "never here",
    "snom_dialer.config.locate": "only to explain a fault",
    "snom_dialer.config.step": "only for a former version",
    "snom_dialer.config.save": "only to write",
}


def test_a_batch_command_pays_for_nothing_that_it_does_not_need() -> None:
    code = "import sys; from pathlib import Path; from snom_dialer.config.load import load; load(Path(sys.argv[1]))"
    program = f"{code}; print(*sys.modules)"
    file = FIXTURES / "version-2-plain.json"
    run = subprocess.run([sys.executable, "-S", "-c", program, file], capture_output=True, text=True, env=_src())
    assert run.returncode == 0, run.stderr
    loaded = set(run.stdout.split())
    assert "snom_dialer.config.load" in loaded
    assert not loaded & set(_HEAVY)


def _src() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
