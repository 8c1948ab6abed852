"""Telephone numbers as text: what a person typed (clean), what the phone gets (dial), what must not wait (emergency).

Pure: no file, no clock, no locale. All but canonical are light, as the batch command `dial` imports them.
"""
