"""`phone info`, `phone test` and `phone trust`: looking at a phone without touching anything.

Not for: changing the configuration (phone).
"""

import sys
from dataclasses import replace

from snom_dialer.cli.main import Call
from snom_dialer.cli.target import Target, target
from snom_dialer.errors import Code, Exit, fault
from snom_dialer.phone.client import Client
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.self_test import Finding, Hop, Result, try_way
from snom_dialer.protocol.capability import capabilities, explain
from snom_dialer.protocol.http import Request

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
    for feature in features:
        mark = {True: "works", False: "does not work", None: "not known"}[feature.works]
        call.output.say(f"  {feature.name:<22}{mark:<15}{feature.why}")
    call.output.done("phone info")
    return int(Exit.DONE)


def run_test(call: Call) -> int:
    """Try the way to the phone hop by hop; the exit status is that of the hop that fails."""
    found = target(call, call.args.name)
    client = found.client(call, guarded=False)
    culprit: Finding | None = None
    try:
        for finding in try_way(client):
            _show(call, finding)
            if finding.result is Result.FAILED and culprit is None:
                culprit = finding
            if finding.hop is Hop.LOGIN:
                _remember(found, finding)
    finally:
        found.keep(call, client)
    call.output.record({"type": "verdict", "ok": culprit is None, "culprit": culprit.hop.value if culprit else None})
    if culprit is None or culprit.error is None:
        call.output.say("all is well on the way to the phone")
        return int(Exit.DONE)
    call.output.warn(f"{culprit.error.message}; {culprit.error.next}.")
    return int(culprit.error.exit)


def run_trust(call: Call) -> int:
    """Show the certificate that is remembered and the one that is there now, and accept the new one."""
    found = target(call, call.args.name)
    before = found.memory.facts()
    client = Client(found.where, None, Facts(host=before.host))
    client.fetch_openly(Request(target="/"))
    now = client.facts
    call.output.say(f"remembered  {_described(before)}")
    call.output.say(f"there now   {_described(now)}")
    if not _accepted(call):
        raise fault(Code.CERTIFICATE_CHANGED, host=client.host)
    found.memory.keep_facts(replace(now, model=before.model, firmware=before.firmware, mac=before.mac))
    found.memory.forget_refusals()
    call.output.say("accepted; the phone is met anew from now on")
    call.output.done("phone trust", remembered=before.pin or None, accepted=now.pin or None)
    return int(Exit.DONE)


def _remember(found: Target, finding: Finding) -> None:
    """Let a log-in that worked be used again, and one that did not never again."""
    from snom_dialer.phone.client import Realm

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
    call.output.say(f"  {finding.hop.value:<14}{_MARKS[finding.result]:<8}{finding.detail}")


def _accepted(call: Call) -> bool:
    if call.args.yes:
        return True
    if not sys.stdin.isatty():
        return False
    return input("Accept what is there now? [y/N] ").strip().lower() in ("y", "yes")


def _described(facts: Facts) -> str:
    if not facts.scheme:
        return "nothing"
    return f"{facts.scheme}{_certificate(facts)}" if facts.pin else f"{facts.scheme}, no certificate"


def _certificate(facts: Facts) -> str:
    return f" ({facts.tls}, certificate SHA-256 {_spaced(facts.pin.upper())})" if facts.pin else ""


def _spaced(digits: str) -> str:
    return ":".join(digits[index : index + 2] for index in range(0, len(digits), 2))
