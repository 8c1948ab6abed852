"""The settings that a phone has when it leaves the factory.

Not for: keeping them (settings_store), or showing them (settings_page).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from snom_dialer.simulator.profile import SETTING_OF, Model

# Names without brackets: `user_name1`, `fkey0` (docs/snom-protocol.md §7). These exist beyond the ones listed below.
INDEXED: Final = re.compile(r"(?:user_[a-z_]+|fkey(?:_[a-z_]+)?|dnd_mode|fwd_[a-z_]+)\d+")
# Left out of every export, and empty where a URL names them (docs/snom-protocol.md §6, §7).
PRIVATE: Final = re.compile(
    r"http_pass|user_pass\d+|admin_mode_password|service_mode_password|webserver_[a-z]+_password"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factory:
    """A setting as it comes: its value, and whether it may be written."""

    name: str
    value: str
    read_only: bool = False


_COMMON: Final = {
    "http_user": "", "http_pass": "", "http_scheme": "off", "webserver_type": "http_https",
    "admin_mode": "on", "admin_mode_password": "", "service_mode_login": "", "service_mode_password": "",
    "webserver_admin_name": "", "webserver_admin_password": "",
    # docs/snom-protocol.md §10: `on` in every dump seen, and yet commands work.
    "use_hidden_tags": "off", "restrict_uri_queries": "on", "disable_storing_changes": "off",
    "disconnected_url_on_reject": "off", "offhook_accept_calls": "on", "disconnect_on_onhook": "on",
    "long_cancel_is_blocking_caller": "off", "call_join_xfer": "off", "csta_control": "on", "dial_from_wui": "on",
    "block_url_dialing": "off", "syslog_server": "", "log_level": "5", "sip_tracing": "on",
    "update_policy": "never_update",
    "remote_blacklist_action_timer": "3", "language": "English", "active_line": "1", "mb_trusted_hosts": "",
    "pnp_config": "on", "redirect_number": "", "phone_name": "", "web_logout_timer": "10", "user_idle_text1": "",
    "user_active1": "on", "user_pass1": "secret", "dnd_mode1": "off", "fwd_all_enabled1": "off", "fwd_all_target1": "",
}  # fmt: skip


def settings(model: Model, *, mac: str, number: str, registrar: str, realname: str) -> Iterator[Factory]:
    """Yield what a phone of this model starts with, one identity configured."""
    yield Factory(name="phone_type", value=model.type, read_only=True)
    yield Factory(name="mac", value=mac, read_only=True)
    yield Factory(name="firmware_version", value=f"{model.type}-SIP {model.firmware}", read_only=True)
    yield Factory(name="user_name1", value=number)
    yield Factory(name="user_host1", value=registrar)
    yield Factory(name="user_realname1", value=realname)
    for name, value in _COMMON.items():
        yield Factory(name=name, value=value)
    for kind in sorted(model.generation.events):
        yield Factory(name=SETTING_OF[kind], value="")
