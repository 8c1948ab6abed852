"""The Qt face: tray, dial window, call cards, calls, settings. Widgets announce, `desk` decides."""
