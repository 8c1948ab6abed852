"""The Qt face: tray, dial window, call cards, calls, settings. Widgets announce, `desk` decides."""

import builtins

import PySide6  # noqa: F401

# From its import on, PySide6 reads the source of every module that anybody imports, in search of a feature
# that nobody here switches on, and keeps all of it: 4.5 MB. The import that it put aside does the same without.
if (_without_features := getattr(builtins, "__orig_import__", None)) is not None:
    builtins.__import__ = _without_features
