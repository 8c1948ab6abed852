"""The set-up of phones: `phone status`, `transfer`, `undo`, `start`, `stop` and `watch`.

What changes the running program's own state is asked of it; giving back can be done without one.

Not for: how a set-up is kept (engine.keeper), the addresses themselves (url), or testing the way to a phone (probe).
"""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from snom_dialer.cli.main import Call
from snom_dialer.cli.narrate import lasting, narrated
from snom_dialer.cli.running import asked, asked_or_none
from snom_dialer.cli.target import configured, target
from snom_dialer.cli.url import CAPTIONS, wanted_alone
from snom_dialer.config.host import parse_host, without_user
from snom_dialer.config.load import load
from snom_dialer.config.model import SetUp, chosen_phone
from snom_dialer.control.client import Conversation, hand_over
from snom_dialer.engine import peer
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.program import system_clock
from snom_dialer.engine.record import rfc3339
from snom_dialer.engine.wish import switches
from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.phone import setup
from snom_dialer.phone.way import Where
from snom_dialer.state.secret import all_secrets
from snom_dialer.state.store import Store
from snom_dialer.system.network import local_addresses

Told = Mapping[str, Any]

_PATIENCE = 120.0  # seconds that the phone and its queue may take
_COST = (
    "where ours stands instead and calls it on, it is called only while this computer is on and the program runs, "
    "and what its server answers (XML for the display) no longer reaches the phone"
)


# ---- status ----------------------------------------------------------------------------------------------------------


def run_status(call: Call) -> int:
    """Say how the set-up of every phone stands, or of the one that is named."""
    config = load(call.places().config_file).config
    wanted = call.args.name or call.args.phone
    named = [chosen_phone(config, wanted, call.places().config_file)] if wanted else list(config.phones)
    status = asked_or_none(call, "status")
    known = {phone["name"]: phone for phone in status["phones"]} if status is not None else {}
    phones = [known.get(phone.name) or _alone(call, phone.name, phone.host, phone.web()) for phone in named]
    if status is None:
        call.output.say("no Snom dialer is running, so nobody hears of calls; `snom-dialer serve` starts one")
    for phone in phones:
        _show_status(call, phone)
    if status is not None:
        call.output.say(f"refused callbacks: {status['callback']['refused']}")
    call.output.say(f"addresses of this computer: {', '.join(local_addresses())}")
    refused = {"refused": status["callback"]["refused"]} if status is not None else {}
    call.output.done(
        "phone status", running=status is not None, count=len(phones), addresses=local_addresses(), **refused
    )
    return int(Exit.DONE)


def _alone(call: Call, name: str, host: str, web: Any) -> Told:
    """Say of a phone that no program looks after what is kept of it."""
    record = PhoneMemory(Store(call.places().state_dir, call.output.warn), name, Where(web.host, web.port)).record()
    reason = "no program looks after it"
    if record.inactive:
        reason = "its former settings were given back; `snom-dialer phone start` or `transfer` begins again"
    elif record.former:
        reason = "no program looks after it, and our settings stand in it still; `snom-dialer phone undo` removes them"
    return {
        "name": name,
        "host": host,
        "reachable": None,
        "state": "inactive",
        "reason": reason,
        "since": None,
        "call_home": "",
        "port": None,
        "last_event": None,
        "events": 0,
        "calls": 0,
    }


def _show_status(call: Call, phone: Told) -> None:
    now, since, heard = system_clock().wall, phone["since"], phone["last_event"]
    dated = {"host": without_user(phone["host"]), "since": rfc3339(since), "last_event": rfc3339(heard)}
    empty = {"reason": phone["reason"] or None, "call_home": phone["call_home"] or None}
    tested = _last_test(call, phone)
    call.output.record({"type": "phone_status", **phone, **dated, **empty, "last_test": tested})
    lasts = f" for {lasting(max(0.0, now - since))}" if since is not None else ""
    reason = f": {phone['reason']}" if phone["reason"] else ""
    call.output.say(f"{phone['name']} ({dated['host']}): {phone['state']}{lasts}{reason}")
    if since is not None:
        last = f"last event {lasting(max(0.0, now - heard))} ago, {phone['events']} in all" if heard else "no event yet"
        home = f"calls back at {phone['call_home']}, port {phone['port']}" if phone["call_home"] else "cannot call back"
        call.output.say(f"  {last}" if phone["state"] == "inactive" else f"  {home}; {last}")
    if tested is not None:
        tested_at = datetime.fromisoformat(tested["at"]).timestamp()
        outcome = f"{tested['culprit']} failed" if tested["culprit"] else "all was well"
        call.output.say(f"  last self-test {lasting(max(0.0, now - tested_at))} ago: {outcome}")


def _last_test(call: Call, phone: Told) -> dict[str, Any] | None:
    web = parse_host(phone["host"])
    memory = PhoneMemory(Store(call.places().state_dir, call.output.warn), phone["name"], Where(web.host, web.port))
    found = memory.tested()
    return None if found is None else {"at": rfc3339(found[0]), "culprit": found[1] or None}


# ---- transfer --------------------------------------------------------------------------------------------------------


def run_transfer(call: Call) -> int:
    """Put our settings into the phone now, after saying what becomes of those of others."""
    configured(call)
    names = _names(call, asked(call, "status"))
    if call.args.all:  # those that are set up by hand are not ours to write to
        by_hand = {phone.name for phone in configured(call).phones if phone.set_up is SetUp.MANUAL}
        names = [name for name in names if name not in by_hand]
    count = _each(call, names, lambda name: _transfer(call, name))
    call.output.done("phone transfer", count=count)
    return int(Exit.DONE)


def _transfer(call: Call, name: str) -> None:
    (plan,) = asked(call, "preview", {"phone": name}, patience=_PATIENCE)["phones"]
    arguments: dict[str, object] = {"phone": name, "choices": _choices(call, plan)}
    if call.args.no_store:
        arguments["store"] = False
    (done,) = asked(call, "transfer", arguments, patience=_PATIENCE)["phones"]
    call.output.record({"type": "transferred", **done})
    written = ", ".join(name for name in done["written"] if name not in done["left"])
    call.output.say(f"{done['name']}: written: {written or 'nothing, as all of it stood there already'}")
    if done["left"]:
        call.output.say(f"{done['name']}: left to others: {', '.join(done['left'])}; these events are not heard of")
    if done["verified"] is None:
        call.output.warn(f"{done['name']} does not show its settings, so nobody knows whether it took them")


def _choices(call: Call, plan: Told) -> dict[str, str]:
    """Tell of the URLs of others in a phone and return what is to become of them, where that was said or is asked."""
    urls: dict[str, str] = {**plan["foreign"], **{name: "" for name in plan["left"] if name not in plan["foreign"]}}
    if urls:
        call.output.say(f"{plan['name']}: Action URLs of others are met; {_COST}")
    chosen = {}
    for setting, url in urls.items():
        call.output.say(f"  {CAPTIONS.get(setting, setting)}: {url or 'left as it is'}")
        chosen[setting] = _choice(call)
    return {setting: choice for setting, choice in chosen.items() if choice}


def _choice(call: Call) -> str:
    """Return what is to become of a foreign URL: as said on the command line, else as asked, "" for the configured."""
    if call.args.foreign or call.output.as_json or sys.stdin is None or not sys.stdin.isatty():
        return call.args.foreign or ""
    print("    [c]hain, [l]eave or [r]eplace? [as configured] ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().lower()
    return {"c": "chain", "l": "leave", "r": "replace"}.get(answer[:1], "")


# ---- undo ------------------------------------------------------------------------------------------------------------


def run_undo(call: Call) -> int:
    """Give the phone its former settings back; it stays inactive until `start` or `transfer`."""
    configured(call)
    status = asked_or_none(call, "status")
    count = _each(call, _names(call, status), lambda name: _undo(call, name, alone=status is None))
    call.output.done("phone undo", count=count)
    return int(Exit.DONE)


def _undo(call: Call, name: str, *, alone: bool) -> None:
    if alone:
        done = _undone_alone(call, name)
    else:
        (done,) = asked(call, "undo", {"phone": name}, patience=_PATIENCE)["phones"]
    call.output.record({"type": "undone", **done})
    if done["written"] is None:
        call.output.warn(f"{done['name']} does not show its settings; nothing was given back, all stays remembered")
    else:
        given = ", ".join(sorted(done["written"])) or "nothing, as nothing of ours stood there"
        call.output.say(f"{done['name']}: given back: {given}")
        call.output.say("  it is left alone until `snom-dialer phone start` or `transfer`")


def _undone_alone(call: Call, name: str) -> Told:
    """Give back without a running program: after one that was killed, or whose phone was off when it ended."""
    found = target(call, name)
    record = found.memory.record()
    written: tuple[str, ...] | None = ()
    if record.former:
        values = {**wanted_alone(call, found), **switches()}
        secrets = all_secrets(Store(call.places().state_dir, call.output.warn))
        wanted = setup.Wanted(values, secrets, lambda _: setup.Choice.CHAIN)
        client = found.client(call)
        try:
            bye = peer.Siblings(values, fetch_url).bye
            given = setup.give_back(client, wanted, record, bye, store=found.phone.store)
        finally:
            found.keep(call, client)
        written = None if given is None else given.written
    if written is not None:
        found.memory.keep_record(setup.ended(record, inactive=found.phone.set_up is SetUp.AUTOMATIC))
    return {"name": found.phone.name, "written": None if written is None else list(written)}


# ---- start, stop, watch ----------------------------------------------------------------------------------------------


def run_start(call: Call) -> int:
    """Start the callback server of the running program, and set the phones up."""
    return _switch(call, "start")


def run_stop(call: Call) -> int:
    """Give the phones their settings back, and stop the callback server of the running program."""
    return _switch(call, "stop")


def _switch(call: Call, command: str) -> int:
    callback = asked(call, command, {"all": True}, patience=_PATIENCE)["callback"]
    call.output.record({"type": "callback", **callback})
    if callback["open"]:
        call.output.say(f"phones call back at {', '.join(callback['addresses'])}, port {callback['port']}")
    else:
        call.output.say("the callback server is stopped; `snom-dialer phone start` begins again")
    call.output.done(f"phone {command}")
    return int(Exit.DONE)


def run_watch(call: Call) -> int:
    """Tell live what happens, until Ctrl-C or the end of the program."""
    try:
        while _watched(call) == "dropped":
            pass  # whoever reads was too slow, and begins anew with how things stand
        call.output.say("the program has ended")
    except KeyboardInterrupt:
        pass  # the way in which it ends
    call.output.done("phone watch")
    return int(Exit.DONE)


def _watched(call: Call) -> object:
    """Show one subscription to its end, and return the type of its last record. Raises PROGRAM_NOT_RUNNING."""
    conversation = hand_over(call.places().socket, "subscribe", {}, patience=3.0)
    if conversation is None:
        raise fault(Code.PROGRAM_NOT_RUNNING)
    with conversation:
        try:
            return _shown(call, conversation)
        except DialerError as error:
            if error.code is not Code.PROGRAM_UNSURE:
                raise
            raise fault(Code.PROGRAM_NOT_RUNNING) from error  # it was killed; nobody had asked it for anything


def _shown(call: Call, conversation: Conversation) -> object:
    last: object = None
    for record in conversation.go(None):
        if "done" not in record:
            last = record["type"]
            call.output.record(dict(record))
            if line := narrated(record):
                call.output.say(line)
    return last


# ---- for one phone, or for all ---------------------------------------------------------------------------------------


def _names(call: Call, status: Told | None) -> list[str]:
    """Return the phones that are meant, by name. Raises PHONE_UNKNOWN and the like."""
    config = load(call.places().config_file).config
    if not call.args.all:
        wanted = call.args.name or call.args.phone
        return [wanted or chosen_phone(config, None, call.places().config_file).name]
    return [phone["name"] for phone in status["phones"]] if status is not None else [p.name for p in config.phones]


def _each(call: Call, names: list[str], work: Callable[[str], None]) -> int:
    """Do it for every phone, whatever becomes of the others; raise the first failure at the end."""
    failures = []
    for name in names:
        try:
            work(name)
        except DialerError as error:
            failures.append(error)
            if len(names) > 1:
                call.output.warn(f"{name}: {error}")
    if failures:
        raise failures[0]
    return len(names)
