"""A batch dial from the start of the process to its end, beside curl doing the same and a bare interpreter.

Not for: how long the phone takes; it is on this computer and answers at once.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.phone import PASSWORD, USER, Phones
from benchmarks.program import configuration, dialling, serving
from benchmarks.row import Row, quietest
from snom_dialer.config.load import load
from snom_dialer.config.secret import forget_password, store_password
from snom_dialer.errors import ComputerError

_NUMBER = "+49 30 39833-0"
_TARGET = 2.5  # times curl and the interpreter together
_TARGET_MB = 30.0
_STOPWATCH = Path(__file__).with_name("stopwatch.py")

Results = dict[str, list[tuple[float, int]]]


class _Measured(NamedTuple):
    """Median of the milliseconds and most of the memory, by command."""

    ms: dict[str, float]
    mb: dict[str, float]

    @property
    def base(self) -> float:
        return self.ms["python"] + self.ms["curl"]


def rows(folder: Path, phones: Phones, *, rounds: int, series: int) -> list[Row]:
    """Measure it; `rounds` of each command in turn, `series` times."""
    curl = shutil.which("curl")
    if curl is None:
        return [Row("batch dial", "not measured: there is no curl")]
    plain = configuration(folder, "plain", phones.plain)
    encrypted = configuration(folder, "encrypted", phones.encrypted)
    with serving(folder, phones.running) as (_, running), _keyring(folder, phones) as more:
        commands = {
            "python": [sys.executable, "-c", "pass"],
            "curl": _curl(curl, phones.plain),
            "dial": dialling(plain, _NUMBER),
            "curl https": _curl(curl, phones.encrypted),
            "dial https": dialling(encrypted, _NUMBER),
            "handed over": dialling(running, _NUMBER),
            **more,
        }
        found = quietest(series, lambda: _measured(commands, rounds), lambda measured: measured.ms["python"])
    return _rows(found)


def _curl(curl: str, url: str) -> list[str]:
    """Ask for exactly what we ask for."""
    target = f"{url}/command.htm?number=%2B4930398330"
    return [curl, "--silent", "--insecure", "--output", os.devnull, "--digest", "--user", f"{USER}:{PASSWORD}", target]


def _measured(commands: dict[str, list[str]], rounds: int) -> _Measured:
    order = json.dumps({"rounds": rounds, "commands": commands})
    command = [sys.executable, "-I", str(_STOPWATCH), order]
    results: Results = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return _Measured(
        {name: median(ms for ms, _ in runs) for name, runs in results.items()},
        {name: max(size for _, size in runs) / 1e6 for name, runs in results.items()},
    )


def _rows(found: _Measured) -> list[Row]:
    ratio, memory = found.ms["dial"] / found.base, found.mb["dial"]
    bare = f"curl --digest {found.ms['curl']:.1f} + bare interpreter {found.ms['python']:.1f} ms"
    secure = found.ms["curl https"] + found.ms["python"]
    beside = f"plain dial {found.ms['dial']:.1f} ms"
    return [
        Row("batch dial, whole process", _ms(found.ms["dial"]), bare, f"{ratio:.2f}", "≤ 2.50", ratio <= _TARGET),
        Row(
            "batch dial, peak memory", f"{memory:.1f} MB", f"bare interpreter {found.mb['python']:.1f} MB",
            f"{memory / found.mb['python']:.2f}", "≤ 30 MB", memory <= _TARGET_MB,
        ),
        Row(
            "batch dial, HTTPS", _ms(found.ms["dial https"]),
            f"curl --digest {found.ms['curl https']:.1f} + bare interpreter {found.ms['python']:.1f} ms",
            f"{found.ms['dial https'] / secure:.2f}",
        ),
        Row(
            "batch dial, handed over to `serve`", _ms(found.ms["handed over"]), beside,
            f"{found.ms['handed over'] / found.ms['dial']:.2f}",
        ),
        _keyring_row(found, beside),
    ]  # fmt: skip


def _ms(value: float) -> str:
    return f"{value:.1f} ms"


# ---- with a keyring --------------------------------------------------------------------------------------------------


@contextmanager
def _keyring(folder: Path, phones: Phones) -> Iterator[dict[str, list[str]]]:
    """Give the command that takes its password out of the keyring, nothing where this computer has none."""
    path = configuration(folder, "keyring", phones.plain)
    loaded = load(path)
    phone = loaded.config.phones[0]
    try:
        in_keyring = store_password(path, loaded.config, loaded.text, phone, PASSWORD).in_keyring
    except ComputerError:  # there is one, and it is locked
        in_keyring = False
    try:
        yield {"keyring": dialling(path, _NUMBER)} if in_keyring else {}
    finally:
        if in_keyring:
            forget_password(phone)


def _keyring_row(found: _Measured, beside: str) -> Row:
    name = "batch dial, password in the keyring"
    if "keyring" not in found.ms:
        return Row(name, "not measured: no keyring here")
    return Row(name, _ms(found.ms["keyring"]), beside, f"{found.ms['keyring'] / found.ms['dial']:.2f}")
