"""`simulate`: a virtual Snom phone on this machine.

Not for: what it does (simulator).
"""

from snom_dialer.cli.main import Call
from snom_dialer.simulator.command_line import run


def run_simulate(call: Call) -> int:
    """Run until it is ended."""
    return run(call.args)
