"""`phone urls`, `open` and `provisioning`: the addresses that stand in a phone, and that of its own web page.

Not for: putting them there (set_up), or the user's own action URLs (action).
"""

from collections.abc import Mapping
from typing import Any

from snom_dialer.cli.column import aligned
from snom_dialer.cli.main import Call
from snom_dialer.cli.running import asked_or_none
from snom_dialer.cli.target import Target, configured, target
from snom_dialer.engine.wish import CallHome, foreign_urls, settings_wanted
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.phone.address import local_address_for
from snom_dialer.phone.transport import PORTS, Endpoint
from snom_dialer.protocol.action_url import mask
from snom_dialer.protocol.capability import capabilities
from snom_dialer.protocol.identity import Identity, family_of
from snom_dialer.protocol.setting import provisioning_xml
from snom_dialer.protocol.vocabulary import ACTION_URLS
from snom_dialer.state.secret import callback_secret
from snom_dialer.state.store import Store
from snom_dialer.system.browser import open_url

CAPTIONS = {row.setting: row.caption for row in ACTION_URLS}


def run_urls(call: Call) -> int:
    """Show the settings as they stand or will stand in the phone."""
    configured(call)
    phones = _settings(call)
    count = 0
    for phone in phones:
        rows = []
        for setting, value in phone["settings"].items():
            shown = value if call.args.show_secret else mask(value)
            call.output.record({"type": "setting", "phone": phone["name"], "setting": setting, "value": shown})
            rows.append((setting, CAPTIONS.get(setting, "tell of rejected calls"), shown))
        if len(phones) > 1:
            call.output.say(f"{phone['name']}:")
        for line in aligned(rows, indent="  " if len(phones) > 1 else ""):
            call.output.say(line)
        count += len(rows)
    if call.args.show_secret:
        call.output.warn("whoever reads these addresses can make up calls")
    call.output.done("phone urls", count=count)
    return int(Exit.DONE)


def run_open(call: Call) -> int:
    """Open the phone's web page in the browser, or only print its address."""
    found = target(call, call.args.name)
    facts = found.memory.facts()
    scheme = facts.scheme or (found.where.scheme if found.where.scheme != "auto" else "http")
    host = facts.address or found.where.host
    url = Endpoint(scheme, host, found.where.port or facts.port or PORTS[scheme]).url
    if not call.args.print and not open_url(url):
        raise fault(Code.NO_BROWSER, url=url)
    call.output.say(url)
    call.output.record({"type": "page", "phone": found.phone.name, "url": url})
    call.output.done("phone open")
    return int(Exit.DONE)


def run_provisioning(call: Call) -> int:
    """Print the settings for those who provision their phones centrally."""
    configured(call)
    found = target(call, call.args.name)
    name, settings = found.phone.name, wanted_alone(call, found)
    if any(":0/" in value for value in settings.values()):
        raise fault(
            Code.USAGE,
            what='"port" under "callback" is 0, any free one, so nobody can know these addresses; configure one',
            command="phone provisioning",
        )
    xml = provisioning_xml(settings, perm="RW")
    call.output.record({"type": "provisioning", "phone": name, "xml": xml})
    call.output.say(xml.rstrip("\n"))
    call.output.warn("these addresses hold the secret of this phone; whoever reads them can make up calls")
    call.output.done("phone provisioning")
    return int(Exit.DONE)


def wanted_alone(call: Call, found: Target) -> dict[str, str]:
    """Work out what would stand in the phone if the program ran. Raises NO_ROUTE and FILE_FAILED."""
    callback, facts = found.config.callback, found.memory.facts()
    address = callback.external_address or callback.address or local_address_for(found.where.host)
    if not address:
        raise fault(Code.NO_ROUTE, host=found.where.host, reason="this computer has no address towards it")
    store = Store(call.places().state_dir, call.output.warn)
    home = CallHome(address, callback.port, callback_secret(store, found.phone.name))
    identity = Identity(model=facts.model, firmware=facts.firmware, mac=facts.mac, family=family_of(facts.model))
    foreign = foreign_urls({}, found.memory.record())
    return settings_wanted(home, capabilities(identity), found.config.actions, found.phone.name, foreign)


def _settings(call: Call) -> list[Mapping[str, Any]]:
    """Return what stands or will stand in the phones that are meant: name and settings of each."""
    wanted = call.args.name or call.args.phone or ""
    done = asked_or_none(call, "urls", {"phone": wanted, "all": call.args.all})
    if done is not None:
        phones: list[Mapping[str, Any]] = done["phones"]
        return phones
    config = configured(call)
    if config.callback.port == 0:
        call.output.warn("the port shows as 0: any free one is taken when the program starts")
    names = [phone.name for phone in config.phones] if call.args.all else [wanted or None]
    found = [target(call, name) for name in names]
    return [{"name": one.phone.name, "settings": wanted_alone(call, one)} for one in found]
