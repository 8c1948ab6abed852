"""`actions list` and `actions test`: the user's own Action URLs, looked at and tried.

Not for: carrying them out on a call (engine.action_runner).
"""

import time
from collections.abc import Mapping
from datetime import datetime

from snom_dialer.actions.plan import Action, Planned, plan, values_of
from snom_dialer.calls.call import Call as PhoneCall
from snom_dialer.calls.call import CallState, Direction
from snom_dialer.cli.column import aligned
from snom_dialer.cli.main import Call
from snom_dialer.config import model as configured
from snom_dialer.config.load import load
from snom_dialer.config.model import Config, chosen_phone
from snom_dialer.engine.action_runner import fetch_url
from snom_dialer.engine.order import system_region
from snom_dialer.engine.redaction import redacted
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.numbers.canonical import e164
from snom_dialer.numbers.clean import clean
from snom_dialer.protocol.event import EventKind, Party, PhoneEvent
from snom_dialer.protocol.text import plain
from snom_dialer.system.browser import open_url


def run_list(call: Call) -> int:
    """List the actions in their order."""
    actions = load(call.places().config_file).config.actions
    for line in aligned(_cells(action) for action in actions):
        call.output.say(line)
    for action in actions:
        call.output.record(
            {
                "type": "action",
                "event": action.event.value,
                "url": redacted(action.url),
                "browser": action.browser,
                "phone": action.phone,
            }
        )
    if not actions:
        call.output.say('no actions yet; put them into the configuration under "actions"')
    call.output.done("actions list", count=len(actions))
    return int(Exit.DONE)


def run_test(call: Call) -> int:
    """Show the final URLs for an event as of a call, and call them unless it is a dry run."""
    kind = EventKind(call.args.event)
    if kind is EventKind.UNKNOWN:
        known = ", ".join(each.value for each in EventKind if each is not EventKind.UNKNOWN)
        raise fault(Code.EVENT_UNKNOWN, event=plain(call.args.event), known=known)
    config = load(call.places().config_file).config
    if call.args.phone:
        chosen_phone(config, call.args.phone, call.places().config_file)
    planned = _planned(config, kind, call.args.number, call.args.name, call.args.phone)
    if not planned:
        call.output.say(f"no action is configured for {kind.value}")
    failed = sum(not _try(call, kind, each) for each in planned)
    if failed:
        raise fault(Code.ACTION_FAILED, failed=failed, count=len(planned), event=kind.value)
    call.output.done("actions test", event=kind.value, count=len(planned))
    return int(Exit.DONE)


def _cells(action: configured.Action) -> tuple[str, ...]:
    where = "browser" if action.browser else "fetched"
    return action.event.value, where, action.phone or "every phone", redacted(action.url)


def _planned(config: Config, kind: EventKind, number: str, name: str, phone: str | None) -> tuple[Planned, ...]:
    remote = Party(uri=f"{clean(number)}@pbx.example", number=clean(number), name=plain(name))
    local = Party(uri="101@pbx.example", number="101")
    now = time.time()
    call = PhoneCall(
        id="test",
        phone=phone or (config.phones[0].name if config.phones else "phone"),
        call_id="test@pbx.example",
        direction=Direction.OUTGOING if kind is EventKind.OUTGOING else Direction.INCOMING,
        state=CallState.CONNECTED,
        remote=remote,
        local=local,
        started_at=now,
        connected_at=now,
    )
    values = values_of(
        PhoneEvent(kind=kind, call_id=call.call_id, remote=remote, local=local, values=_sent(call)),
        call,
        call.phone,
        e164(remote.number, config.numbers.region or system_region()),
        datetime.fromtimestamp(now).astimezone(),
    )
    actions = (Action(event=a.event, url=a.url, browser=a.browser, phone=a.phone) for a in config.actions)
    return plan(actions, kind, call.phone, values)


def _sent(call: PhoneCall) -> Mapping[str, str]:
    """Return what the phone would send with the event."""
    return {
        "remote": call.remote.uri,
        "display_remote": call.remote.name,
        "local": call.local.uri,
        "call_id": call.call_id,
        "nr_ongoing_calls": "1",
    }


def _try(call: Call, kind: EventKind, planned: Planned) -> bool:
    """Show one action, carry it out unless it is a dry run, and return whether that worked."""
    url = redacted(planned.url)
    record: dict[str, object] = {"type": "action", "event": kind.value, "url": url, "browser": planned.browser}
    if call.args.dry_run:
        call.output.record({**record, "result": "dry_run", "status": None})
        call.output.say(url)
        return True
    if planned.browser:
        worked, status = open_url(planned.url), None
    else:
        result = fetch_url(planned.url)
        status = result.status
        worked = status is not None and 200 <= status < 300
    call.output.record({**record, "result": "ok" if worked else "failed", "status": status})
    call.output.say(f"{url}\n  → {status or _outcome(planned, worked)}")
    return worked


def _outcome(planned: Planned, worked: bool) -> str:
    """Say what came of an action that has no status."""
    if planned.browser:
        return "opened in the browser" if worked else "there is no browser here, or no screen"
    return "no answer"
