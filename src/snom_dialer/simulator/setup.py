"""What a virtual phone is to be, before it is started.

Not for: the settings and quirks as they stand while it runs (settings_store, quirk).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from snom_dialer.simulator.quirk import Value
from snom_dialer.simulator.tls import Certificate


class Auth(StrEnum):
    """Which log-in the phone asks for; NONE is a phone as it comes from the factory."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """One virtual phone. `port` 0 is any free one; with `tls` it speaks HTTPS and a further port answers 307.

    `settings` and `read_only` are provisioned: in RAM and flash, the latter with perm=R. `pnp` is `IP:PORT` of whom the
    phone announces itself to at start.
    """

    model: str = "D385"
    number: str = "101"
    name: str = ""
    registrar: str = "pbx.example"
    mac: str = "000413A00001"
    host: str = "127.0.0.1"
    port: int = 0
    tls: Certificate | None = None
    auth: Auth = Auth.NONE
    user: str = "admin"
    password: str = field(default="0000", repr=False)
    hidden_tags: bool = False
    classic_port: bool = True
    pnp: str = ""
    quirks: Mapping[str, Value] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    read_only: Mapping[str, str] = field(default_factory=dict)

    def provisioned(self) -> dict[str, str]:
        """Return the settings that follow from this set-up."""
        values = {"use_hidden_tags": "on"} if self.hidden_tags else {}
        if self.auth is not Auth.NONE:
            scheme = "on" if self.auth is Auth.DIGEST else "off"
            values |= {"http_user": self.user, "http_pass": self.password, "http_scheme": scheme}
        return values | dict(self.settings)
