"""What we want to stand in a phone: our Action URLs, the switch that makes it tell of rejected calls, its log server.

Not for: comparing it with what stands there (phone.setup).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from snom_dialer.actions.plan import Action
from snom_dialer.config.model import Action as Configured
from snom_dialer.phone.address import in_url
from snom_dialer.phone.setup import Record
from snom_dialer.protocol.action_url import ACTION_URLS, ENGINE_NEEDS, VARIABLES, template
from snom_dialer.protocol.capability import Capabilities
from snom_dialer.protocol.foreign_url import asked

# Without it a phone says nothing when its user turns a call away (docs/snom-protocol.md §11).
_ON_REJECT = "disconnected_url_on_reject"
LOG_SERVER = "syslog_server"  # docs/snom-protocol.md §12


class CallHome(NamedTuple):
    """Where the phone is to call: what stands in front of `/snom/` in its Action URLs, and the secret behind it."""

    address: str
    port: int
    secret: str

    @property
    def base(self) -> str:
        """The beginning of every Action URL of ours in this phone."""
        return f"http://{in_url(self.address)}:{self.port}/snom/{self.secret}"


def settings_wanted(
    home: CallHome, can: Capabilities, actions: Iterable[Action | Configured], phone: str, foreign: Mapping[str, str]
) -> dict[str, str]:
    """Return value by setting: the Action URLs of the default set, those that actions of this phone need, the switch.

    `foreign` are URLs of others, by setting, that have to be called on: ours then asks for what they ask for as well.
    """
    mine = [action for action in actions if action.phone in (None, phone)]
    used = {action.event for action in mine}
    names = ENGINE_NEEDS | placeholders(mine)
    wanted = {}
    for row in ACTION_URLS:
        if row.writable and row.kind in can.events and (row.armed or row.kind in used):
            others = asked(foreign.get(row.setting, ""))
            wanted[row.setting] = template(home.base, row.kind, names | others.names, can.variables, others.extras)
    return wanted | (switches() if can.disconnected_on_reject else {})


def switches() -> dict[str, str]:
    """Return the settings that hold no address, and the value that we want."""
    return {_ON_REJECT: "on"}


def log_server_wanted(
    can: Capabilities, present: Mapping[str, str], ours: str, earlier: Collection[str]
) -> dict[str, str]:
    """Return the setting that makes a phone deliver its log to us: of those whose events tell too little.

    `ours` is where, "" for nowhere. It is wanted only where the phone shows the setting and nobody else stands there:
    whoever collects logs would miss this one.
    """
    there = present.get(LOG_SERVER)
    if not can.ends_by_hook or not ours or there is None:
        return {}
    return {LOG_SERVER: ours} if there in ("", ours, *earlier) else {}


def foreign_urls(present: Mapping[str, str], record: Record) -> dict[str, str]:
    """Return the URLs that may have to be called on: those that are, and whatever stands in the phone now."""
    return {**present, **{setting: record.former.get(setting, "") for setting in record.chained}}


def placeholders(actions: Iterable[Action | Configured]) -> frozenset[str]:
    """Return the phone's variables that the templates name."""
    templates = [action.url for action in actions]
    names = (variable.name for variable in VARIABLES)
    return frozenset(name for name in names if any("{" + name + "}" in each for each in templates))
