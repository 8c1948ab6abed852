"""The Phone Manager: the web interface of D8xx phones, which answers 200 to everything and obeys nothing.

It has a module of its own because a command has to know it without loading what reads pages.

Not for: what else is known of a phone (identity).
"""


def is_phone_manager(page: str) -> bool:
    """Whether a page is one of the Phone Manager: they all have this title (docs/snom-protocol.md §8)."""
    return "<title>phone manager</title>" in page.lower()
