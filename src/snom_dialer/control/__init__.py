"""What a running program does for other programs of the same user, over a local socket that only this user can open."""
