"""Calls as they are: what one call is (call) and how events change it (tracker). Pure: time comes in as an argument."""
