"""The page that `snom-dialer --help` shows, made from the table of commands.

Not for: the help of one command (argparse makes it).
"""

from snom_dialer.cli.command import COMMANDS, Entry

EXITS = (
    (0, "done"),
    (1, "our own fault: a bug"),
    (2, "wrong usage"),
    (3, "configuration missing or not valid"),
    (4, "phone not reachable"),
    (5, "phone refused the credentials"),
    (6, "phone refused or cannot do the command"),
    (7, "refused by us, to keep you safe"),
    (8, "this computer or another program said no"),
    (130, "interrupted"),
)


def general_help() -> str:
    """Return the whole page."""
    lines = ["usage: snom-dialer [options] COMMAND [arguments] [options]"]
    lines += ["       snom-dialer [NUMBER]   open the window, with the number filled in", ""]
    lines += ["Dial with the Snom desk phone beside you, and hear back from it."]
    group = ""
    for entry in COMMANDS:
        if entry.group != group:
            group = entry.group
            lines += ["", f"{group}:"]
        lines.append(_line(entry))
    lines += [
        "",
        "Options, before or after the command:",
        "  --config FILE       another configuration file (or SNOM_DIALER_CONFIG)",
        "  --phone NAME        the phone, where several are configured",
        "  --host HOST         a phone that is not configured: HOST[:PORT] or a URL, with --user NAME;",
        "                      its password: SNOM_DIALER_PASSWORD, else asked for",
        "  --json              print one JSON object a line",
        "  -v, -vv             say more; -vv: requests and answers",
        "  --version           print the version and do nothing else",
        "  -h, --help          this page, or the help of a command",
        "",
        "Exit status:",
        *(f"  {number:<20}{text}" for number, text in EXITS),
        "",
        "Begin with: snom-dialer phone add HOST --user NAME     or, with a window: snom-dialer",
        "Without a phone: snom-dialer demo",
    ]
    return "\n".join(lines)


def group_help(group: str) -> str:
    """Return what `snom-dialer GROUP --help` shows: the commands whose first word it is."""
    lines = [f"usage: snom-dialer {group} COMMAND [arguments] [options]", ""]
    lines += [_line(entry) for entry in COMMANDS if entry.words.split()[0] == group]
    return "\n".join([*lines, "", f"`snom-dialer {group} COMMAND --help` tells what each of them takes."])


def _line(entry: Entry) -> str:
    return f"  {entry.words:<20}{entry.help}"
