"""What must not stand in a log, as one table: patterns and what takes their place.

Not for: deciding what is logged; where something need not be said, it is not said in the first place.
"""

import re

_SLASH = "(?:/|%(?:25)*2F)"  # escaped where a URL stands inside another

_TABLE: tuple[tuple[str, str], ...] = (
    # The secret in an Action URL of ours, also percent-encoded as in a request that writes a setting.
    (rf"(?i)({_SLASH}snom{_SLASH})[A-Za-z0-9_-]{{16,64}}(?![A-Za-z0-9_-])", r"\1…"),
    (r"(?i)\b(authorization:\s*\w+)\s+.*", r"\1 …"),
    # `password=…`, `"password": "…"` as in JSON, and settings of a phone, also as it shows them: `http_pass!: …`.
    (
        r"""(?i)\b(\w*(?:pass|passw(?:or)?d|pwd)\d*["'!&]?\s*[=:]\s*)("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s&;,}]+)""",
        r"\1…",
    ),
    (r"(?i)(https?://[^/\s:@]*:)[^/\s@]*@", r"\1…@"),
    (r"(?i)([?&](?:key|key_dtmf)=)[^\s&]+", r"\1…"),
)


def redacted(text: str) -> str:
    """Return a line without passwords, secrets and key sequences."""
    for pattern, instead in _TABLE:  # compiled at the first need: a batch command has none
        text = re.sub(pattern, instead, text)
    return text
