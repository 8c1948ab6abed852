"""Calls that were, and the numbers dialled last, in one SQLite file.

store is what the running program writes with, reader what everybody looks with; schema is what the file looks like.
"""
