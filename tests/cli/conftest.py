"""Fixtures: a user of their own for each test, the command line in this process, and virtual phones."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.null
import pytest

from snom_dialer.cli.main import run
from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread
from tests.cli.running import Cli, Ran


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration file of a user who has no keyring, no terminal and no file yet; also for child processes."""
    path = tmp_path / "dialer.json"
    monkeypatch.setenv("SNOM_DIALER_CONFIG", str(path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in ("SNOM_DIALER_PASSWORD", "DISPLAY", "WAYLAND_DISPLAY", "LC_ALL", "LC_TELEPHONE", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # what is left in a buffer is part of what is tested
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    keyring.set_keyring(keyring.backends.null.Keyring())  # type: ignore[no-untyped-call]
    return path


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command line in this process; `password` is what SNOM_DIALER_PASSWORD says."""

    def ran(*argv: str, password: str = "") -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setenv("SNOM_DIALER_PASSWORD", password)
            status = run(list(argv))
        return Ran(status, *capsys.readouterr())

    return ran


@pytest.fixture
def sim() -> Iterator[SimulatorThread]:
    """A phone with a password (`0000`) and Digest, as it should be."""
    with SimulatorThread(Setup(auth=Auth.DIGEST)) as result:
        yield result
