"""The commands as the documentation shows them, made from the same table and parsers that carry them out.

Not for: `--help` (help, argparse), or explaining how commands work together; that is written by hand around it.
"""

import argparse
from collections.abc import Iterable

from snom_dialer.cli.command import ALIASES, COMMANDS, Entry
from snom_dialer.cli.help import EXITS
from snom_dialer.cli.main import parser_of

_MARKS = {
    name: (f"<!-- {name}: begin (made by scripts/make-command-line-doc) -->", f"<!-- {name}: end -->")
    for name in ("common options", "commands", "exit statuses")
}


def documented(text: str) -> str:
    """Return a Markdown text with what stands between its marks renewed. ValueError where marks are missing."""
    made = {"common options": common_options(), "commands": commands(), "exit statuses": exit_statuses()}
    for name, (begin, end) in _MARKS.items():
        before, found_begin, rest = text.partition(begin)
        _, found_end, after = rest.partition(end)
        if not found_begin or not found_end:
            raise ValueError(f"the marks of `{name}` are missing")
        text = f"{before}{begin}\n\n{made[name]}\n{end}{after}"
    return text


def common_options() -> str:
    """Return the options that every command has."""
    return _table("option", (_row(action) for action in _common().values()))


def commands() -> str:
    """Return every command with what it takes, in groups."""
    pieces, group = [], ""
    for entry in COMMANDS:
        if entry.group != group:
            group = entry.group
            pieces.append(f"### {group}\n")
        pieces.append(_section(entry))
    return "\n".join(pieces)


def exit_statuses() -> str:
    """Return what each exit status means."""
    return _table("status", ((str(number), text) for number, text in EXITS))


def _section(entry: Entry) -> str:
    own = [action for action in _actions(entry) if action.dest not in _common()]
    places = "".join(f" {_place(action)}" for action in own if not action.option_strings)
    aliases = "".join(f" Also written `{alias}`." for alias, words in ALIASES.items() if words == entry.words)
    text = f"#### `{entry.words}{places}`\n\n{entry.help[0].upper()}{entry.help[1:]}.{aliases}\n"
    return f"{text}\n{_table('argument', (_row(action) for action in own))}" if own else text


def _common() -> dict[str, argparse.Action]:
    """Return the options of a command that has none of its own, by their destination."""
    return {action.dest: action for action in _actions(next(entry for entry in COMMANDS if not entry.arguments))}


def _actions(entry: Entry) -> list[argparse.Action]:
    return parser_of(entry)._actions  # argparse has no other way to ask a parser what it takes


def _row(action: argparse.Action) -> tuple[str, str]:
    value = "" if action.nargs == 0 else f" {_value(action)}"
    names = ", ".join(f"`{name}{value}`" for name in action.option_strings) or f"`{_place(action)}`"
    return names, (action.help or "").replace("|", "\\|")


def _place(action: argparse.Action) -> str:
    """Return how an argument without a dash stands in the line."""
    name = _value(action)
    return {"+": f"{name} …", "?": f"[{name}]"}.get(str(action.nargs), name)


def _value(action: argparse.Action) -> str:
    if action.choices:
        return "\\|".join(str(choice) for choice in action.choices)
    return str(action.metavar or action.dest.upper())


def _table(head: str, rows: Iterable[tuple[str, str]]) -> str:
    return f"| {head} | meaning |\n|---|---|\n" + "".join(f"| {name} | {text} |\n" for name, text in rows)
