"""How fast the program is, measured on this machine beside something well known. Never a part of the tests.

One row of the table per promise; docs/benchmarks.md says how to read it.
"""
