"""The addresses at which phones were told to deliver their log, so that an old one of ours is never taken for foreign.

Not for: the port that receives it (phone.syslog).
"""

from snom_dialer.state.store import Store

_FILE = "log-servers"
_KEPT = 50


def log_servers(store: Store) -> tuple[str, ...]:
    """Return every `IP:PORT` that is or was ours, oldest first. Raises FILE_FAILED."""
    kept = store.read(_FILE).get("servers")
    return tuple(text for text in kept if isinstance(text, str)) if isinstance(kept, list) else ()


def keep_log_server(store: Store, server: str) -> None:
    """Have it on disk before a phone holds it. Raises FILE_FAILED."""
    known = log_servers(store)
    if server not in known:
        store.write(_FILE, {"servers": [*known, server][-_KEPT:]}, durable=True)
