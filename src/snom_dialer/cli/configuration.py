"""`config check` and `config paths`.

Not for: changing the configuration (phone).
"""

from snom_dialer.actions.placeholder import check
from snom_dialer.cli.main import Call
from snom_dialer.cli.serve import good_copy
from snom_dialer.config.load import load
from snom_dialer.errors import Exit


def run_check(call: Call) -> int:
    """Name every fault of the configuration, or say that there is none."""
    places = call.places()
    loaded = load(places.config_file, good_copy(places))
    for action in loaded.config.actions:
        check(action.url)
    for warning in loaded.warnings:
        call.output.warn(f"{places.config_file}: {warning}")
    if loaded.flat:
        call.output.say("this is the file of the original program; `serve` and `phone …` bring it up to date")
    phones, actions = len(loaded.config.phones), len(loaded.config.actions)
    call.output.say(f"{places.config_file}: no faults; {phones} phone(s), {actions} action(s)")
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
    for name, path in paths.items():
        call.output.say(f"{name:<9}{path}{'' if path.exists() else '   (not there yet)'}")
    call.output.record({"type": "paths", **{name: str(path) for name, path in paths.items()}})
    call.output.done("config paths")
    return int(Exit.DONE)
