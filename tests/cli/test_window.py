"""`snom-dialer` with a number or nothing: who opens a window, and who hands over to the one that is open."""

from pathlib import Path

import pytest

from snom_dialer.cli.main import run
from snom_dialer.cli.window import Opening
from snom_dialer.simulator.thread import SimulatorThread
from snom_dialer.state.places import Places
from tests.cli.running import Cli
from tests.engine.running import phone_of, running
from tests.engine.test_face import face


class Windows:
    """What would have been opened."""

    def __init__(self) -> None:
        self.opened: list[tuple[Places, Opening]] = []

    def open(self, places: Places, opening: Opening) -> int:
        self.opened.append((places, opening))
        return 0


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    monkeypatch.setenv("DISPLAY", ":0")
    return Windows()


def opened(windows: Windows, tmp_path: Path, *argv: str) -> list[Opening]:
    status = run([*argv, f"--config={tmp_path / 'c.json'}"], windows.open)
    assert status == 0
    return [opening for _, opening in windows.opened]


@pytest.mark.parametrize(
    ("argv", "number"),
    [
        ([], ""),
        (["030", "398330"], "030398330"),
        (["tel:+49-30-1"], "+49301"),
        (["+49 (0)30 1"], "+49301"),
        (["*21#"], "*21#"),
        (["ann@pbx.example"], "ann@pbx.example"),
        (["(030) 12"], "03012"),
    ],
)
def test_a_window_is_opened_with_the_number_filled_in(
    windows: Windows, tmp_path: Path, argv: list[str], number: str
) -> None:
    assert opened(windows, tmp_path, *argv) == [Opening(number, hidden=False, verbose=0)]


def test_at_the_log_in_it_is_opened_in_the_tray(windows: Windows, tmp_path: Path) -> None:
    assert opened(windows, tmp_path, "--tray", "-v") == [Opening("", hidden=True, verbose=1)]


@pytest.mark.parametrize(
    ("argv", "status", "says"),
    [
        (["dail"], 2, "there is no command `dail`"),
        (["030x#"], 7, "is not something a phone can dial"),
        (["--frob"], 2, "unrecognized arguments: --frob; see `snom-dialer --help`"),
    ],
)
def test_what_is_no_number_opens_nothing(
    windows: Windows, capsys: pytest.CaptureFixture[str], argv: list[str], status: int, says: str
) -> None:
    assert run(argv, windows.open) == status
    assert says in capsys.readouterr().err
    assert windows.opened == []


def test_without_a_screen_nothing_is_opened(windows: Windows, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    ran = cli("030")
    assert ran.status == 8
    assert "snom-dialer serve" in ran.err


def test_an_installation_without_windows_says_so(windows: Windows, cli: Cli) -> None:
    ran = cli()
    assert ran.status == 8
    assert "snom-dialer[desktop]" in ran.err


def test_a_window_that_is_open_is_shown_instead(windows: Windows, tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program, face(program) as told:
        argument = f"--config={program.places.config_file}"
        assert run(["tel:+49301", argument], windows.open) == 0
        assert run(["--tray", argument], windows.open) == 0  # it is there already, and stays as it is
        for wish in ("show", "dial-selection", "dial-clipboard"):
            assert run([wish, argument], windows.open) == 0
        program.wait_for(lambda: len(told) == 5)
        assert [(record["wish"], record["text"]) for record in told[1:]] == [
            ("show", "+49301"),
            ("show", ""),
            ("dial-selection", ""),
            ("dial-clipboard", ""),
        ]
        assert windows.opened == []


def test_a_program_without_a_window_gets_one(windows: Windows, tmp_path: Path) -> None:
    with SimulatorThread() as sim, running(tmp_path, phone_of(sim)) as program:
        assert run(["030", f"--config={program.places.config_file}"], windows.open) == 0
        assert [opening.number for _, opening in windows.opened] == ["030"]


@pytest.mark.parametrize("wish", ["show", "dial-selection", "dial-clipboard"])
def test_a_wish_needs_a_program_that_runs(cli: Cli, wish: str) -> None:
    ran = cli(wish)
    assert ran.status == 8
    assert "no Snom dialer is running" in ran.err
