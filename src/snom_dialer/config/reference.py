"""The table of options as the documentation shows it, so that the two never differ.

Not for: explaining how options work together; that is written by hand around the table.
"""

import json

from snom_dialer.config.option import OPTIONS, REQUIRED, Option

BEGIN = "<!-- options: begin (made from the option table by scripts/make-configuration-doc) -->"
END = "<!-- options: end -->"


def documented(text: str) -> str:
    """Return a Markdown text with the table of options between its two marks renewed. ValueError without marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the marks of the option table are missing")
    return f"{before}{BEGIN}\n\n{option_table()}\n{END}{after}"


def option_table() -> str:
    """Return every option as a row of a Markdown table."""
    head = "| key | value | default | meaning |\n|---|---|---|---|\n"
    return head + "".join(_row(option) for option in OPTIONS)


def _row(option: Option) -> str:
    default = "required" if option.default is REQUIRED else f"`{json.dumps(option.default)}`"
    meaning = option.help + (f" (environment: `{option.env}` wins)" if option.env else "")
    return f"| `{option.key}` | {option.kind.caption} | {default} | {meaning} |\n"
