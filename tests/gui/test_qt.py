"""What we rely on in Qt's Python side, and what one release of it got wrong."""

import subprocess
import sys


def test_signals_with_truth_values_do_not_eat_them() -> None:
    """PySide6 6.12.0 loses a reference to True or False with each one, which ends a long-running Python 3.11."""
    program = """
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    told = Signal(bool)
source = Source()
source.told.connect(lambda yes: None)
for number in range(5000):
    source.told.emit(number % 2 == 0)
print("well")
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "well"), ended.stderr
