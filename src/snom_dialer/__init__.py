"""Snom dialer: dial with the Snom desk phone beside the computer, and hear back from it.

What the rooms of this package are for, and which may import which, stands in docs/architecture.md.
"""

__version__ = "0.1.0"
