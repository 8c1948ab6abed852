"""One real phone over the network: requests out, callbacks in, its settings written and given back.

What is remembered of a phone comes in and goes out as values; where they are kept is somebody else's business.
"""
