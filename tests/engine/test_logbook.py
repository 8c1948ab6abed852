"""The log of a long run: it rotates, holds no secret, and a full disk stops nobody."""

import logging
import os
import stat
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from snom_dialer.engine import logbook
from snom_dialer.engine.logbook import close_log, open_log
from snom_dialer.errors import Code, DialerError

log = logging.getLogger("snom_dialer.engine.test")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    root = logging.getLogger("snom_dialer")
    before = root.level, root.propagate
    yield
    close_log()
    root.setLevel(before[0])
    root.propagate = before[1]


def text(tmp_path: Path) -> str:
    return (tmp_path / "state" / "log" / "snom-dialer.log").read_text(encoding="utf-8")


def test_what_is_logged_stands_in_a_file_that_only_we_can_read(tmp_path: Path) -> None:
    open_log(tmp_path / "state" / "log")
    log.info("the desk of %s rings", "Ännchen")
    log.debug("not that")
    assert text(tmp_path).endswith(" INFO snom_dialer.engine.test: the desk of Ännchen rings\n")
    for path, mode in (("state", 0o700), ("state/log", 0o700), ("state/log/snom-dialer.log", 0o600)):
        assert stat.S_IMODE((tmp_path / path).stat().st_mode) == mode


def test_nothing_secret_stands_in_it_not_even_in_a_trace(tmp_path: Path) -> None:
    open_log(tmp_path / "state" / "log")
    secret = "abcDEF0123456789_-xyzW"
    log.info("http://h/snom/%s/incoming", secret)
    try:
        raise ValueError(f"http://h/snom/{secret}/incoming and password=geheim")
    except ValueError:
        log.exception("it failed")
    found = text(tmp_path)
    assert "ValueError: http://h/snom/…/incoming and password=…" in found
    assert secret not in found
    assert "geheim" not in found


@pytest.mark.parametrize(("verbose", "told"), [(0, []), (1, ["INFO"]), (2, ["INFO", "DEBUG"])])
def test_who_asks_is_told_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verbose: int, told: list[str]
) -> None:
    open_log(tmp_path / "state" / "log", verbose=verbose)
    log.info("password=geheim")
    log.debug("GET /command.htm?key=1;2;3 -> 200")
    err = capsys.readouterr().err
    assert [line.split()[2] for line in err.splitlines()] == told
    assert "geheim" not in err
    assert "1;2;3" not in err
    assert ("DEBUG" in text(tmp_path)) is (verbose == 2)


def test_it_rotates_and_keeps_a_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "_SIZE", 2000)
    open_log(tmp_path / "state" / "log")
    for number in range(400):
        log.info("line %d %s", number, "x" * 60)
    files = sorted(path.name for path in (tmp_path / "state" / "log").iterdir())
    assert files == ["snom-dialer.log", *(f"snom-dialer.log.{number}" for number in range(1, 6))]
    assert all(path.stat().st_size <= 2000 for path in (tmp_path / "state" / "log").iterdir())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "state" / "log").iterdir())
    assert "line 399 " in text(tmp_path)


def test_what_was_there_is_added_to(tmp_path: Path) -> None:
    for word in ("first", "second"):
        open_log(tmp_path / "state" / "log")
        log.info(word)
        close_log()
    assert [line.split()[-1] for line in text(tmp_path).splitlines()] == ["first", "second"]


def test_after_the_end_nothing_is_written(tmp_path: Path) -> None:
    open_log(tmp_path / "state" / "log")
    close_log()
    log.warning("nobody hears it")
    assert text(tmp_path) == ""
    assert logging.getLogger("snom_dialer").handlers == []


def test_a_full_disk_stops_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "snom-dialer.log").symlink_to("/dev/full")
    open_log(tmp_path / "log")
    for number in range(300):
        log.info("line %d %s", number, "x" * 100)
    close_log()
    assert capsys.readouterr().err == ""


def test_when_the_disk_has_room_again_it_goes_on(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    file = tmp_path / "log" / "snom-dialer.log"
    file.symlink_to("/dev/full")
    open_log(tmp_path / "log")
    log.info("lost")
    handlers = logging.getLogger("snom_dialer").handlers
    (handler,) = (each for each in handlers if isinstance(each, RotatingFileHandler))
    assert handler.stream is not None
    os.dup2(os.open(tmp_path / "roomy", os.O_WRONLY | os.O_CREAT), handler.stream.fileno())
    log.info("kept")
    close_log()
    assert "kept" in (tmp_path / "roomy").read_text()


@pytest.mark.parametrize("what", ["a file in its place", "a directory in the file's place"])
def test_where_no_log_can_be_it_is_said(tmp_path: Path, what: str) -> None:
    where = tmp_path / "log"
    if what == "a file in its place":
        where.write_text("")
    else:
        (where / "snom-dialer.log").mkdir(parents=True)
    with pytest.raises(DialerError) as error:
        open_log(where)
    assert error.value.code is Code.FILE_FAILED
    assert error.value.values["path"] == where
