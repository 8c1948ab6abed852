"""What is remembered of one phone between two runs, as a frozen value.

It may be lost without harm: the phone is then met anew. What it protects against is a phone, or somebody in its place,
that asks for less protection than it had before.

Not for: keeping it (state), or what the user configured (config).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`host` is the configured one these facts belong to; facts of another host count for nothing.

    `scheme` "" | "http" | "https" and `port` are how it was reached, `pin` the SHA-256 of its certificate in hex,
    `tls` the version that was spoken ("TLSv1.2"), `digest` whether it ever asked for Digest, `plain_told` whether the
    user was told that passwords travel readable. `address` is where it moved to since ("" where it did not).
    """

    host: str = ""
    scheme: str = ""
    port: int = 0
    pin: str = ""
    tls: str = ""
    digest: bool = False
    plain_told: bool = False
    address: str = ""
    model: str = ""
    firmware: str = ""
    mac: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the facts as a JSON object, without those that are not known."""
        return {name: value for name, value in asdict(self).items() if value}


def facts_from_json(value: Mapping[str, object], host: str) -> Facts:
    """Read what `to_json` gave. What has a wrong type, or belongs to another host, is as if never remembered."""
    if value.get("host") != host:
        return Facts(host=host)
    known = Facts()
    right = {name: value[name] for name in Facts.__slots__ if type(value.get(name)) is type(getattr(known, name))}
    return Facts(**right)  # type: ignore[arg-type]  # each has the type of its default
