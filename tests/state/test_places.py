"""Where things lie: the original's file stays where it was, another file keeps everything beside itself."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs
import pytest

from snom_dialer.errors import Code, ComputerError
from snom_dialer.state.places import SOCKET_LIMIT, Places, places

LONG = "/srv/" + "x" * 120


def test_the_users_own_configuration_is_the_originals_and_the_rest_follows_xdg() -> None:
    home = Path("/home/ann")  # not tmp_path: its length would decide where the socket lies
    state = home / ".local/state/snom-dialer"
    assert places(environ={"HOME": str(home)}) == Places(
        config_file=home / ".snom-dialer.config.json",
        state_dir=state,
        log_dir=state / "log",
        socket=state / "control.sock",
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs itself is asked")
@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"HOME": "/home/ann"}, id="home"),
        pytest.param({"HOME": "/home/ann", "XDG_STATE_HOME": "/var/ann"}, id="state-home"),
        pytest.param({"HOME": "/home/ann", "XDG_STATE_HOME": "ann/state"}, id="relative-state-home"),
        pytest.param({"HOME": "/home/ann", "XDG_STATE_HOME": ""}, id="empty-state-home"),
        pytest.param({"HOME": "ann"}, id="relative-home"),
        pytest.param({}, id="nothing-set"),
    ],
)
def test_the_rule_written_out_is_that_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]
) -> None:
    for name in ("HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = places(environ=variables)
    assert found.state_dir == Path(platformdirs.user_state_dir("snom-dialer", appauthor=False))
    assert found.log_dir == Path(platformdirs.user_log_dir("snom-dialer", appauthor=False))


def test_elsewhere_platformdirs_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "darwin")
    assert places(environ={"HOME": "/home/ann"}).state_dir == tmp_path / "snom-dialer"


@pytest.mark.parametrize("by", ["option", "variable"])
def test_another_file_keeps_everything_beside_itself(tmp_path: Path, by: str) -> None:
    file = tmp_path / "office.json"
    environ = {"HOME": "/home/ann"}
    found = places(file, environ) if by == "option" else places(None, {**environ, "SNOM_DIALER_CONFIG": str(file)})
    state = tmp_path / "office.json.state"
    assert (found.config_file, found.state_dir, found.log_dir) == (file, state, state / "log")


def test_the_option_wins_over_the_variable() -> None:
    assert places(Path("/a.json"), {"HOME": "/h", "SNOM_DIALER_CONFIG": "/b.json"}).config_file == Path("/a.json")


def test_naming_the_users_own_file_changes_nothing() -> None:
    environ = {"HOME": "/home/ann"}
    assert places(Path("/home/bob/../ann/.snom-dialer.config.json"), environ) == places(None, environ)


def test_a_relative_file_is_taken_from_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert places(Path("a.json"), {"HOME": "/h"}).state_dir == tmp_path / "a.json.state"


def test_a_short_socket_path_lies_with_the_state() -> None:
    environ = {"HOME": "/h"}
    just_fits = Path("/" + "x" * (SOCKET_LIMIT - len("/.state/control.sock")))
    assert places(just_fits, environ).socket == Path(f"{just_fits}.state/control.sock")
    too_long = Path(f"{just_fits}x")
    assert places(too_long, environ).socket.parent != Path(f"{too_long}.state")


def test_a_long_one_lies_in_the_runtime_directory() -> None:
    with TemporaryDirectory(prefix="run-") as runtime:  # not tmp_path, which may be too long itself
        environ = {"HOME": "/h", "XDG_RUNTIME_DIR": runtime}
        first, again, other = (places(Path(name), environ).socket for name in (LONG, LONG, LONG + "y"))
        assert first.parent == Path(runtime)
        assert first == again != other


@pytest.mark.parametrize("kind", ["open", "link", "missing", "relative", "file"])
def test_a_runtime_directory_that_is_not_ours_alone_is_not_used(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    (tmp_path / "target").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "relative").mkdir(mode=0o700)
    (tmp_path / "file").touch(mode=0o600)
    runtime = kind if kind == "relative" else str(tmp_path / kind)
    socket = places(Path(LONG), {"HOME": "/h", "XDG_RUNTIME_DIR": runtime}).socket
    assert tmp_path not in socket.parents
    assert len(os.fsencode(socket)) <= SOCKET_LIMIT
    assert socket.parent.stat().st_mode & 0o077 == 0


@pytest.fixture
def uid(monkeypatch: pytest.MonkeyPatch) -> int:
    """Another user's number, whose directory in /tmp a test can bend. Whoever made it, it is not this user's."""
    number = 4_000_000_000 - os.getpid()
    monkeypatch.setattr(os, "getuid", lambda: number)
    return number


def test_a_directory_in_tmp_that_belongs_to_somebody_else_is_refused(uid: int) -> None:
    directory = Path(f"/tmp/snom-dialer-{uid}")
    directory.mkdir(mode=0o700)
    try:
        with pytest.raises(ComputerError, match="somebody else") as caught:
            places(Path(LONG), {"HOME": "/h"})
    finally:
        directory.rmdir()
    assert caught.value.code is Code.FILE_FAILED


def test_a_file_where_the_directory_should_be_is_told(uid: int) -> None:
    file = Path(f"/tmp/snom-dialer-{uid}")
    file.touch()
    try:
        with pytest.raises(ComputerError, match="cannot be made"):
            places(Path(LONG), {"HOME": "/h"})
    finally:
        file.unlink()


def test_no_home_at_all_is_told(uid: int) -> None:
    with pytest.raises(ComputerError, match="HOME is not set"):
        places(environ={})
