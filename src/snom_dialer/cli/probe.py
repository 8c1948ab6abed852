"""`phone info`, `phone test` and `phone trust`: looking at a phone without touching anything.

Not for: changing the configuration (phone), or what a test needs beside the phone (expectation, way_back).
"""

import sys
import time

from snom_dialer.cli.column import aligned
from snom_dialer.cli.expectation import callback_of, expectation, standing
from snom_dialer.cli.main import Call
from snom_dialer.cli.target import Target, target
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.phone.client import Client, Realm
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.self_test import Finding, Hop, Result, try_way
from snom_dialer.protocol.capability import capabilities, explain
from snom_dialer.protocol.http import Request

_WORKS = {True: "works", False: "does not work", None: "not known"}
_MARKS = {Result.OK: "ok", Result.FAILED: "FAILED", Result.UNTRIED: "–"}


def run_info(call: Call) -> int:
    """Say which phone it is, and what works with it and why not."""
    found = target(call, call.args.name)
    client = found.client(call)
    try:
        identity = client.identify()
    finally:
        found.keep(call, client)
    facts = client.facts
    features = explain(capabilities(identity), identity)
    call.output.record(
        {
            "type": "info",
            "phone": found.phone.name,
            "model": identity.model,
            "firmware": identity.firmware,
            "mac": identity.mac,
            "family": identity.family.value,
            "scheme": facts.scheme,
            "certificate": facts.pin or None,
            "features": [{"name": f.name, "works": f.works, "why": f.why} for f in features],
        }
    )
    call.output.say(f"snom {identity.model or '(model not told)'}, firmware {identity.firmware or 'not told'}")
    call.output.say(f"MAC {_spaced(identity.mac) or 'not told'}, reached by {facts.scheme}{_certificate(facts)}")
    for line in aligned(((f.name, _WORKS[f.works], f.why) for f in features), indent="  "):
        call.output.say(line)
    call.output.done("phone info")
    return int(Exit.DONE)


def run_test(call: Call) -> int:
    """Try the way to the phone and back hop by hop; the exit status is that of the hop that fails."""
    found = target(call, call.args.name)
    client = found.client(call, guarded=False)
    status = standing(call, found)
    culprit: Finding | None = None
    try:
        for finding in try_way(client, expectation(call, found, status), callback_of(call, found, status)):
            _show(call, finding)
            if finding.result is Result.FAILED and culprit is None:
                culprit = finding
            if finding.hop is Hop.LOGIN:
                _remember(found, finding)
    finally:
        found.keep(call, client)
    found.memory.keep_tested(time.time(), culprit.hop.value if culprit else "")
    call.output.record({"type": "verdict", "ok": culprit is None, "culprit": culprit.hop.value if culprit else None})
    if culprit is not None and culprit.error is not None:
        raise culprit.error
    call.output.say("all is well on the way to the phone and back, as far as it was tried")
    call.output.done("phone test")
    return int(Exit.DONE)


def run_trust(call: Call) -> int:
    """Show the certificate that is remembered and the one that is there now, and accept the new one."""
    found = target(call, call.args.name)
    before = found.memory.facts()
    client = Client(found.where, None, Facts(host=before.host))
    answer = client.fetch_openly(Request(target="/"))
    asks = answer.header("www-authenticate").lower() if answer is not None else ""
    now = client.facts._replace(digest="digest" in asks)
    call.output.say(f"remembered  {_described(before)}")
    call.output.say(f"there now   {_described(now)}")
    call.output.record({"type": "trust", "remembered": _shown(before), "now": _shown(now)})
    changed = _protection(before) != _protection(now)
    if changed:
        if not _accepted(call):
            raise fault(Code.NOT_ACCEPTED, host=client.host)
        found.memory.keep_facts(now._replace(model=before.model, firmware=before.firmware, mac=before.mac))
        found.memory.forget_refusals()
    call.output.say("accepted; the phone is met anew from now on" if changed else "nothing has changed")
    call.output.done("phone trust", changed=changed)
    return int(Exit.DONE)


def _remember(found: Target, finding: Finding) -> None:
    """Let a log-in that worked be used again, and one that did not never again."""
    if finding.result is Result.OK:
        found.memory.forget_refusals()
    elif finding.error is not None and finding.error.code is Code.LOGIN_REFUSED and found.credentials is not None:
        found.memory.remember(found.credentials, Realm.COMMANDS)


def _show(call: Call, finding: Finding) -> None:
    call.output.record(
        {
            "type": "hop",
            "hop": finding.hop.value,
            "result": finding.result.value,
            "detail": finding.detail,
            "cure": finding.cure or None,
        }
    )
    call.output.say(f"  {finding.hop.value:<13}{_MARKS[finding.result]:<8}{finding.detail}")


def _accepted(call: Call) -> bool:
    if call.args.yes:
        return True
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    print("Accept what is there now? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _shown(facts: Facts) -> dict[str, str | bool | None]:
    return {
        "scheme": facts.scheme or None,
        "tls": facts.tls or None,
        "certificate": facts.pin or None,
        "digest": facts.digest,
    }


def _protection(facts: Facts) -> tuple[str | bool, ...]:
    return facts.scheme, facts.tls, facts.pin, facts.digest


def _described(facts: Facts) -> str:
    if not facts.scheme:
        return "nothing"
    login = ", log-in by Digest" if facts.digest else ""
    return f"{facts.scheme}{_certificate(facts) if facts.pin else ', no certificate'}{login}"


def _certificate(facts: Facts) -> str:
    return f" ({facts.tls}, certificate SHA-256 {_spaced(facts.pin.upper())})" if facts.pin else ""


def _spaced(digits: str) -> str:
    return ":".join(digits[index : index + 2] for index in range(0, len(digits), 2))
