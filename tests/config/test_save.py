"""Writing the file: nothing is lost, nothing of others is overwritten, never half a file."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.config.document import document_of, text_of
from snom_dialer.config.load import load, parse
from snom_dialer.config.model import (
    Action,
    Appearance,
    Callback,
    CallDisplay,
    Colors,
    Config,
    Corner,
    Language,
    Numbers,
    Phone,
    Scheme,
    SetUp,
)
from snom_dialer.config.save import keep_good_copy, save
from snom_dialer.errors import Code, ComputerError
from snom_dialer.protocol.event import EventKind

FIXTURES = Path(__file__).parent.parent / "fixtures" / "config"
DESK = Config(phones=(Phone(host="10.0.0.1"),))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "c.json"


def _contains(larger: object, smaller: object) -> bool:
    """Whether everything that stands in one document stands in the other one too."""
    if isinstance(smaller, dict) and isinstance(larger, dict):
        return all(key in larger and _contains(larger[key], value) for key, value in smaller.items())
    if isinstance(smaller, list) and isinstance(larger, list):
        return len(smaller) == len(larger) and all(map(_contains, larger, smaller))
    return larger == smaller


def test_a_saved_file_keeps_everything_that_was_in_it(file: Path) -> None:
    before = (FIXTURES / "version-2.json").read_text(encoding="utf-8")
    file.write_text(before, encoding="utf-8")
    loaded = load(file)
    text = save(file, loaded.config._replace(default_phone="hall"), loaded.text)
    assert file.read_text(encoding="utf-8") == text
    assert _contains(json.loads(text), json.loads(before) | {"default_phone": "hall"})
    assert load(file).config == loaded.config._replace(default_phone="hall")


def test_the_text_is_readable(file: Path) -> None:
    text = save(file, DESK._replace(extra={"gruß": "schön"}), None)
    assert text.startswith('{\n  "version": 2,\n  "phones": [\n    {\n      "name": "phone",\n')
    assert text.endswith('  "gruß": "schön"\n}\n')
    assert '"password"' not in text


def test_half_a_character_in_what_we_do_not_know_is_written_all_the_same(file: Path) -> None:
    config = parse('{"version": 2, "x": "ü\\ud800"}', file).config
    save(file, config, None)
    assert load(file).config == config


TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=8)
NAMES = TEXTS.filter(lambda text: text and not text.startswith("-"))
APPEARANCES = st.builds(
    Appearance,
    colors=st.sampled_from(Colors),
    language=st.sampled_from(Language),
    calls=st.sampled_from(CallDisplay),
    corner=st.sampled_from(Corner),
    keep_missed=st.booleans(),
    do_not_disturb=st.booleans(),
)
EXTRA = st.dictionaries(
    st.text(max_size=5).map(lambda key: f"x{key}"),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)
HOSTS = st.sampled_from(["10.0.0.1", "fd00::1", "snom.example", "büro.example"])
DIALLED = st.text("0123456789+*#", max_size=16)


@st.composite
def configs(draw: st.DrawFn) -> Config:
    names = draw(st.lists(NAMES, unique=True, max_size=3))
    phones = tuple(
        Phone(
            name=name,
            host=draw(HOSTS),
            scheme=draw(st.sampled_from(Scheme)),
            port=draw(st.none() | st.integers(1, 65535)),
            username=draw(TEXTS.filter(lambda text: ":" not in text)),
            password=draw(TEXTS),
            set_up=draw(st.sampled_from(SetUp)),
            extra=draw(EXTRA),
        )
        for name in names
    )
    some_phone = st.sampled_from([None, *names])
    kinds = st.sampled_from([kind for kind in EventKind if kind is not EventKind.UNKNOWN])
    actions = st.builds(
        Action, event=kinds, url=TEXTS.map("http://{}".format), browser=st.booleans(), phone=some_phone, extra=EXTRA
    )
    extra = draw(EXTRA)
    for section in ("callback", "hotkeys", "numbers", "appearance"):
        inner = draw(EXTRA)
        if inner:
            extra[section] = inner
    return Config(
        phones=phones,
        default_phone=draw(some_phone),
        callback=Callback(port=draw(st.integers(0, 65535))),
        actions=tuple(draw(st.lists(actions, max_size=3))),
        numbers=Numbers(plus_as=draw(DIALLED), emergency_add=tuple(draw(st.lists(DIALLED.filter(bool), max_size=2)))),
        appearance=draw(APPEARANCES),
        extra=extra,
    )


@given(config=configs())
def test_what_is_written_is_read(config: Config) -> None:
    loaded = parse(text_of(config), Path("c.json"))
    assert loaded.config == config
    assert document_of(loaded.config) == document_of(config)


@given(extra=EXTRA)
def test_what_we_do_not_know_survives_wherever_it_stands(extra: dict[str, object]) -> None:
    document = {
        **extra,
        "version": 2,
        "phones": [{**extra, "host": "10.0.0.1"}],
        "actions": [{**extra, "event": "missed", "url": ""}],
        "callback": extra,
        "hotkeys": extra,
        "numbers": {**extra, "emergency": extra},
        "appearance": extra,
    }
    assert _contains(document_of(parse(json.dumps(document), Path("c.json")).config), document)


# ---- only when, and only where --------------------------------------------------------------------------------------


def test_nothing_is_written_where_nothing_changed(file: Path) -> None:
    before = '{"version":2,"phones":[{"host":"10.0.0.1"}]}'
    file.write_text(before)
    loaded = load(file)
    assert save(file, loaded.config, loaded.text) == before
    assert file.read_text() == before


def test_the_answer_of_one_save_is_the_base_of_the_next(file: Path) -> None:
    text = save(file, DESK, None)
    text = save(file, DESK._replace(default_phone="phone"), text)
    assert load(file).config.default_phone == "phone"
    assert load(file).text == text


@pytest.mark.parametrize("now", [b'{"version": 2}', b'{"version": 2', b"", b"\xff", None], ids=repr)
def test_what_somebody_else_has_written_is_not_overwritten(file: Path, now: bytes | None) -> None:
    before = save(file, DESK, None)
    file.unlink()
    if now is not None:
        file.write_bytes(now)
    with pytest.raises(ComputerError) as caught:
        save(file, DESK._replace(default_phone="phone"), before)
    assert caught.value.code is Code.CONFIG_CHANGED
    assert (file.read_bytes() if file.exists() else None) == now


def test_a_file_that_appeared_meanwhile_is_not_overwritten(file: Path) -> None:
    file.write_text("{")
    with pytest.raises(ComputerError) as caught:
        save(file, DESK, None)
    assert caught.value.code is Code.CONFIG_CHANGED
    assert file.read_text() == "{"


# ---- how ------------------------------------------------------------------------------------------------------------


def test_the_file_is_closed_to_others_even_if_it_was_open(file: Path) -> None:
    file.write_text('{"version": 2}')
    file.chmod(0o644)
    loaded = load(file)
    save(file, DESK, loaded.text)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path, file: Path) -> None:
    target = tmp_path / "dotfiles" / "snom.json"
    target.parent.mkdir()
    target.write_text('{"version": 2}')
    file.symlink_to(target)
    save(file, DESK, load(file).text)
    assert file.is_symlink()
    assert load(target).config == DESK
    assert [path.name for path in target.parent.iterdir()] == ["snom.json"]


def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ComputerError, match="cannot be written") as caught:
        save(tmp_path / "none" / "c.json", DESK, None)
    assert caught.value.code is Code.FILE_FAILED


def test_the_file_is_synced_before_it_is_seen_and_its_name_after(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, move = os.fsync, Path.replace

    def watched_sync(handle: int) -> None:
        steps.append("directory" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def watched_move(path: Path, target: Path) -> Path:
        steps.append("replace")
        return move(path, target)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(Path, "replace", watched_move)
    save(file, DESK, None)
    assert steps == ["file", "replace", "directory"]


_WRITER = """
import sys
from pathlib import Path
from snom_dialer.config.load import load
from snom_dialer.config.save import save
from snom_dialer.errors import ComputerError
path, name = Path(sys.argv[1]), sys.argv[2]
for number in range(60):
    loaded = load(path)
    extra = {"by": name, "number": number, "fill": name * 20000}
    try:
        save(path, loaded.config._replace(extra=extra), loaded.text)
    except ComputerError as error:
        assert error.code == "config_changed", error
"""


def test_two_writers_never_leave_half_a_file(file: Path) -> None:
    save(file, DESK, None)
    command = [sys.executable, "-c", _WRITER, str(file)]
    writers = [subprocess.Popen([*command, name]) for name in "ab"]
    while any(writer.poll() is None for writer in writers):
        extra = load(file).config.extra
        assert set(str(extra.get("fill", "a"))) == {extra.get("by", "a")}
    assert [writer.returncode for writer in writers] == [0, 0]
    assert [path.name for path in file.parent.iterdir()] == ["c.json"]


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from snom_dialer.config.load import load
from snom_dialer.config.model import Config
from snom_dialer.config.save import save
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
path = Path(sys.argv[1])
save(path, Config(extra={"x": "y" * 5000}), load(path).text)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")
def test_a_full_disk_leaves_the_old_file_and_no_litter(file: Path) -> None:
    text = save(file, DESK, None)
    run = subprocess.run([sys.executable, "-c", _FULL_DISK, file], capture_output=True, text=True)
    assert "cannot be written" in run.stderr
    assert file.read_text() == text
    assert [path.name for path in file.parent.iterdir()] == ["c.json"]


# ---- the last good copy ---------------------------------------------------------------------------------------------


def test_the_last_good_copy_is_kept_as_it_was_written(tmp_path: Path, file: Path) -> None:
    good = tmp_path / "state" / "good.json"
    file.write_text('{"version":2}')
    keep_good_copy(good, load(file))
    assert good.read_text() == '{"version":2}'
    assert stat.S_IMODE(good.stat().st_mode) == 0o600
    assert stat.S_IMODE(good.parent.stat().st_mode) == 0o700
    node = good.stat().st_ino
    keep_good_copy(good, load(file))
    assert good.stat().st_ino == node


def test_a_good_copy_that_cannot_be_kept_is_told(tmp_path: Path, file: Path) -> None:
    file.write_text('{"version": 2}')
    (tmp_path / "link").symlink_to(tmp_path / "none" / "none")
    for place in (tmp_path / "c.json" / "good.json", tmp_path / "link" / "good.json"):
        with pytest.raises(ComputerError) as caught:
            keep_good_copy(place, load(file))
        assert caught.value.code is Code.FILE_FAILED
