"""What `phone test` expects of a phone's set-up, and who hears it: asked of the running program, else worked out here.

Not for: comparing it with the phone (phone.in_place), or trying the way back (way_back).
"""

from collections.abc import Mapping
from typing import Any

from snom_dialer.actions.plan import Result
from snom_dialer.cli.listening import Ear, OwnEar, ProgramEar
from snom_dialer.cli.main import Call
from snom_dialer.cli.running import asked, asked_or_none
from snom_dialer.cli.target import Target
from snom_dialer.cli.way_back import WayBack
from snom_dialer.config.model import SetUp
from snom_dialer.engine import peer
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.wish import CallHome, settings_wanted
from snom_dialer.errors import DialerError
from snom_dialer.phone import setup
from snom_dialer.phone.address import local_address_for
from snom_dialer.phone.in_place import Expected, Kept, Sibling
from snom_dialer.protocol.capability import capabilities
from snom_dialer.protocol.identity import Identity
from snom_dialer.state.secret import all_secrets, callback_secret
from snom_dialer.state.store import Store

Standing = Mapping[str, Any]

_ANYWHERE = "0.0.0.0"  # noqa: S104  # with NAT between, any address may be the inner one


def standing(call: Call, found: Target) -> Standing | None:
    """Return what the running program says of itself; None where none runs, or none that has this phone.

    One that does not answer, or in another version's words, is told of and counts as none: the phone is tested anyway.
    """
    if call.args.host:
        return None
    try:
        status = asked_or_none(call, "status")
    except DialerError as error:
        call.output.warn(f"{error}; the phone is tested without it")
        return None
    return status if status is not None and _mine(status, found) is not None else None


def expectation(call: Call, found: Target, status: Standing | None) -> Expected | None:
    """Return what is to stand in the phone; None for one that is not configured."""
    if call.args.host:
        return None
    phone = _mine(status, found)
    record = found.memory.record()
    secrets = all_secrets(_store(call))
    usual = setup.Choice(found.phone.foreign.value)
    told = _told(call, found) if phone is not None else None

    def wanted(identity: Identity) -> setup.Wanted:
        values = told if told is not None else _worked_out(call, found, identity, record)
        return setup.Wanted(values, secrets, lambda setting: record.choices.get(setting, usual))

    return Expected(_kept(found, phone), wanted, record, _ask, phone["reason"] or "" if phone is not None else "")


def callback_of(call: Call, found: Target, status: Standing | None) -> WayBack | None:
    """Return what tries the way back; None for a phone that is not configured."""
    if call.args.host:
        return None
    secret = callback_secret(_store(call), found.phone.name)
    manual = found.phone.set_up is SetUp.MANUAL
    if status is None:
        home = _home(found, secret)
        callback = found.config.callback
        bound = callback.address or (_ANYWHERE if callback.external_address else home.address)
        ear: Ear = OwnEar(home.address, bound, home.port, secret, manual=manual)
    else:
        ear = ProgramEar(lambda: asked(call, "status"), found.phone.name, secret, manual=manual)
    return WayBack(call, ear, _mine(status, found))


def _kept(found: Target, phone: Standing | None) -> Kept:
    if found.phone.set_up is SetUp.MANUAL:
        return Kept.BY_HAND
    if phone is None:
        return Kept.BY_NOBODY
    return Kept.NOT_NOW if phone["state"] == "inactive" else Kept.BY_PROGRAM


def _mine(status: Standing | None, found: Target) -> Standing | None:
    phones = status["phones"] if status is not None else ()
    return next((phone for phone in phones if phone["name"] == found.phone.name), None)


def _told(call: Call, found: Target) -> dict[str, str]:
    """Ask the running program what it wants to stand in the phone."""
    (phone,) = asked(call, "urls", {"phone": found.phone.name})["phones"]
    return dict(phone["settings"])


def _worked_out(call: Call, found: Target, identity: Identity, record: setup.Record) -> dict[str, str]:
    """Work out what a program would want, if one ran."""
    home = _home(found, callback_secret(_store(call), found.phone.name))
    chained = {setting: record.former.get(setting, "") for setting in record.chained}
    return settings_wanted(home, capabilities(identity), found.config.actions, found.phone.name, chained)


def _home(found: Target, secret: str) -> CallHome:
    callback = found.config.callback
    address = callback.external_address or callback.address or local_address_for(found.where.host)
    return CallHome(address, callback.port, secret)


def _ask(sibling: str, ours: str) -> Sibling:
    """Ask another Snom dialer once whether it is there and calls us on."""
    answers: list[Result] = []

    def fetch(url: str) -> Result:
        answers.append(fetch_url(url))
        return answers[-1]

    if peer.Siblings({}, fetch).calls_us(sibling, ours):
        return Sibling.CALLS_US
    return Sibling.THERE if any(answer.status is not None for answer in answers) else Sibling.GONE


def _store(call: Call) -> Store:
    return Store(call.places().state_dir, call.output.warn)
