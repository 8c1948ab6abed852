"""The settings dialog: one page for each part of the configuration. Nothing is saved by a page."""
