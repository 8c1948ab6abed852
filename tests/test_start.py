"""A batch command loads nothing that it has no use for: every module is waited for by somebody who wants to telephone.

How long it takes is measured in benchmarks/, where it is not a matter of luck; this is why it takes no longer.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from snom_dialer.simulator.setup import Auth, Setup
from snom_dialer.simulator.thread import SimulatorThread

# What was found to cost a batch command a millisecond or more, and is not needed by it.
HEAVY = {
    "asyncio", "dataclasses", "email", "http.client", "inspect", "keyring", "logging", "phonenumbers", "platformdirs",
    "shutil", "sqlite3", "ssl", "stringprep", "subprocess", "tempfile", "threading", "urllib.request", "uuid",
}  # fmt: skip
_REPORT = """
import sys
from snom_dialer.__main__ import main
status = main()
print(*sys.modules)
sys.exit(status)
"""


def loaded_by(config: Path, *arguments: str) -> set[str]:
    environ = {"PATH": os.environ["PATH"], "HOME": str(config.parent), "SNOM_DIALER_CONFIG": str(config)}
    command = [sys.executable, "-c", _REPORT, *arguments]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "command", [("dial", "+49 30 123456"), ("keyevent", "9;ENTER"), ("hangup",)], ids=["dial", "keyevent", "hangup"]
)
def test_a_batch_command_loads_nothing_heavy(tmp_path: Path, command: tuple[str, ...]) -> None:
    with SimulatorThread(Setup(auth=Auth.DIGEST, password="secret")) as sim:
        host = f"http://127.0.0.1:{sim.phone.port}"  # TLS has its price, which is not looked at here
        phone = {"name": "desk", "host": host, "username": "admin", "password": "secret"}
        config = tmp_path / "config.json"
        config.write_text(json.dumps({"version": 2, "phones": [phone]}))
        config.chmod(0o600)
        loaded = loaded_by(config, *command)
    assert "snom_dialer.phone.client" in loaded
    # The keys of a phone are a table of frozen facts, and only who presses some pays for it.
    allowed = {"dataclasses", "inspect"} if command[0] == "keyevent" else set()
    assert loaded & HEAVY == allowed
