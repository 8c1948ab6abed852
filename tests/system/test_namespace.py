"""Addresses, links and routes that really change, in a network namespace that leaves the computer's own alone."""

import subprocess
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("there are no network namespaces on this system", allow_module_level=True)

from tests.system.namespace import SCENES

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("scene", SCENES)
def test_in_a_network_of_its_own(scene: str) -> None:
    command = [sys.executable, "-m", "tests.system.namespace", scene]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=50)
    assert (run.stdout, run.returncode) == (f"{scene} came to its end\n", 0), run.stderr
