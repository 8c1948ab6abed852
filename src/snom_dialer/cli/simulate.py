"""`simulate`: a virtual Snom phone on this machine.

Not for: what it does (simulator).
"""

from snom_dialer.cli.main import Call
from snom_dialer.simulator.command_line import run


def run_simulate(call: Call) -> int:
    """Run until it is ended."""
    status = run(call.args)
    call.output.done("simulate")
    return status
