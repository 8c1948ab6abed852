"""What must not stand in a log, as one table: patterns and what takes their place.

Not for: deciding what is logged; where something need not be said, it is not said in the first place.
"""

import re

_TABLE: tuple[tuple[str, str], ...] = (
    # The secret in an Action URL of ours, also percent-encoded as in a request that writes a setting.
    (r"(?i)(/snom/|%2Fsnom%2F)[A-Za-z0-9_-]{16,64}(?=/|%2F)", r"\1…"),
    (r"(?i)\b(authorization:\s*\w+)\s+.*", r"\1 …"),
    (r"(?i)\b((?:http_pass|password|passwd|pwd|admin_mode_password)\w*\s*[=:]\s*)[^\s&;,}]+", r"\1…"),
    (r"(?i)(https?://[^/\s:@]*:)[^/\s@]*@", r"\1…@"),
    (r"(?i)([?&](?:key|key_dtmf)=)[^\s&]+", r"\1…"),
)
_PATTERNS = tuple((re.compile(pattern), instead) for pattern, instead in _TABLE)


def redacted(text: str) -> str:
    """Return a line without passwords, secrets and key sequences."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text
