"""Starts commands in turn and tells how long each took and how much memory it had at its peak.

    python -I benchmarks/stopwatch.py '{"rounds": 30, "commands": {"name": ["/path", "argument"]}}'

A program of its own that imports next to nothing: Linux counts the memory of whoever starts a process as the first
memory of that process.

Not for: what is started (batch).
"""

import json
import os
import sys
import time

# What `ru_maxrss` counts in: bytes on macOS, kilobytes everywhere else.
_UNIT = 1 if sys.platform == "darwin" else 1024


def timed(command: list[str]) -> tuple[float, int]:
    """Run a command to its end; return milliseconds and bytes."""
    began = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(process, 0)
    took = (time.perf_counter() - began) * 1000
    if status != 0:
        sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return took, usage.ru_maxrss * _UNIT


def main() -> None:
    """Do what the argument says."""
    order = json.loads(sys.argv[1])
    commands: dict[str, list[str]] = order["commands"]
    results: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
    for command in commands.values():
        timed(command)  # once unwatched: what lies on the disk is in memory from then on
    for _ in range(order["rounds"]):
        for name, command in commands.items():
            results[name].append(timed(command))
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
