"""What is remembered of one phone between two runs, as a frozen value.

It may be lost without harm: the phone is then met anew. What it protects against is a phone, or somebody in its place,
that asks for less protection than it had before.

Not for: keeping it (state), or what the user configured (config).
"""

from collections.abc import Mapping
from typing import NamedTuple


# No dataclass: those would cost a batch command 15 ms at its start (docs/benchmarks.md).
class Facts(NamedTuple):
    """`host` is the configured one these facts belong to; facts of another host count for nothing.

    `scheme` "" | "http" | "https" and `port` are how it was reached, `pin` the SHA-256 of its certificate in hex,
    `tls` the version that was spoken ("TLSv1.2"), `weak` whether that took the ciphers of old phones, `digest` whether
    it ever asked for Digest, `plain_told` whether the user was told that passwords travel readable. `address` is where
    it moved to since ("" where it did not), `settings_page` the page that showed its settings.
    """

    host: str = ""
    scheme: str = ""
    port: int = 0
    pin: str = ""
    tls: str = ""
    weak: bool = False
    digest: bool = False
    plain_told: bool = False
    address: str = ""
    settings_page: str = ""
    model: str = ""
    firmware: str = ""
    mac: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the facts as a JSON object, without those that are not known."""
        return {name: value for name, value in self._asdict().items() if value}


def facts_from_json(value: Mapping[str, object], host: str) -> Facts:
    """Read what `to_json` gave. What has a wrong type, or belongs to another host, is as if never remembered."""
    if value.get("host") != host:
        return Facts(host=host)
    known = Facts()
    right = {name: value[name] for name in Facts._fields if type(value.get(name)) is type(getattr(known, name))}
    facts = Facts(**right)  # type: ignore[arg-type]  # each has the type of its default
    sensible = facts.scheme in ("", "http", "https") and 0 <= facts.port < 65536
    return facts if sensible else Facts(host=host)
