"""A virtual Snom phone: HTTP control, Action URLs, calls and the oddities of the real ones, each oddity with a switch.

Product code, used by people (`snom-dialer simulate`), by the demo, by tests and by benchmarks. It shares nothing with
the room `protocol` but names of events: it parses, expands and checks digests with code of its own, so that one
misunderstanding cannot pass on both sides.

Not for: SIP and sound. Nothing here speaks to a telephone network; the switchboard joins virtual phones only.
"""
