"""`config check` and `config paths`.

Not for: changing the configuration (phone).
"""

from snom_dialer.cli.column import aligned, counted
from snom_dialer.cli.main import Call
from snom_dialer.engine.configuration import load_checked
from snom_dialer.errors import Exit


def run_check(call: Call) -> int:
    """Name every fault of the configuration, or say that there is none."""
    places = call.places()
    loaded = load_checked(places)
    for warning in loaded.warnings:
        call.output.warn(f"{places.config_file}: {warning}")
    if loaded.flat:
        call.output.say("this is the file of the original program; `serve` and `phone …` bring it up to date")
    phones, actions = len(loaded.config.phones), len(loaded.config.actions)
    call.output.say(f"{places.config_file} has no faults: {counted(phones, 'phone')}, {counted(actions, 'action')}")
    call.output.done("config check", phones=phones, actions=actions, warnings=list(loaded.warnings))
    return int(Exit.DONE)


def run_paths(call: Call) -> int:
    """Say where everything lies, whether it exists or not."""
    places = call.places()
    paths = {
        "config": places.config_file,
        "state": places.state_dir,
        "journal": places.state_dir / "journal.sqlite",
        "log": places.log_dir,
        "socket": places.socket,
    }
    for line in aligned(
        (name, f"{path}{'' if path.exists() else '  (not there yet)'}") for name, path in paths.items()
    ):
        call.output.say(line)
    call.output.record({"type": "paths", **{name: str(path) for name, path in paths.items()}})
    call.output.done("config paths")
    return int(Exit.DONE)
