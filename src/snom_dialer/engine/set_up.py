"""What the running program does with the set-up of its phones on request: one table of commands.

Not for: how it is done (keeper, phone.setup), or how the requests come (control.server, handler).
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from snom_dialer.engine.line import Line
from snom_dialer.engine.record import Record
from snom_dialer.errors import Code, fault
from snom_dialer.phone.setup import Choice, Plan, is_url
from snom_dialer.protocol.action_url import mask

if TYPE_CHECKING:
    from snom_dialer.engine.program import Program

Arguments = Mapping[str, object]
SetUp = Callable[["Program", Sequence[Line], Arguments], Awaitable[Record]]


async def _preview(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    _refuse_manual(lines)
    return {"phones": [{"name": line.phone.name, **_planned(await line.keeper.preview())} for line in lines]}


async def _transfer(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    _refuse_manual(lines)
    choices = _choices(arguments.get("choices"))
    phones = []
    for line in lines:
        store = arguments.get("store", line.phone.store) is True
        done = await line.keeper.transfer(choices, store=store)
        told = _planned(done.plan) if done is not None else {"written": [], "foreign": {}, "left": []}
        verified = None if done is not None and done.refused is None else True
        phones.append({"name": line.phone.name, **told, "verified": verified})
    return {"phones": phones}


async def _undo(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    phones = []
    ours = [line for line in lines if not line.manual]
    if not ours:
        _refuse_manual(lines)
    for line in ours:
        given = await line.keeper.take_back(for_good=True)
        written = None if given is None else list(given.written)
        phones.append({"name": line.phone.name, "written": written})
    return {"phones": phones}


async def _urls(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    return {"phones": [{"name": line.phone.name, "settings": line.settings_wanted()} for line in lines]}


async def _start(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    await program.start_callbacks()
    return {"callback": program.status()["callback"]}


async def _stop(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    await program.stop_callbacks()
    return {"callback": program.status()["callback"]}


async def _reload(program: "Program", lines: Sequence[Line], arguments: Arguments) -> Record:
    news = await program.reload()
    return {"taken_up": list(news.taken_up), "waiting": list(news.waiting)}


SET_UP: Mapping[str, SetUp] = {
    "preview": _preview,
    "transfer": _transfer,
    "undo": _undo,
    "urls": _urls,
    "start": _start,
    "stop": _stop,
    "reload": _reload,
}


def _refuse_manual(lines: Sequence[Line]) -> None:
    """Keep our hands off phones that an administrator sets up. Raises USAGE."""
    for line in lines:
        if line.manual:
            what = f"the Action URLs of {line.phone.name} are kept by hand (`set_up` is `manual`); nothing was written"
            raise fault(Code.USAGE, what=what, command="phone urls")


def _choices(chosen: object) -> dict[str, Choice]:
    """Read what was chosen for single URLs. Raises USAGE."""
    given = chosen if isinstance(chosen, dict) else {}
    if strange := [str(choice) for choice in given.values() if choice not in list(Choice)]:
        raise fault(Code.USAGE, what=f"a URL of others is not `{strange[0]}`", command="phone transfer")
    return {str(name): Choice(choice) for name, choice in given.items()}


def _shown(url: str) -> str:
    """Return an address of somebody else without its user name and password, and without a secret of our form."""
    return mask(re.sub(r"^(https?://)[^/?#]*@", r"\1", url))


def _planned(plan: Plan) -> Record:
    return {
        "written": list(plan.changes),
        "foreign": {setting: _shown(url) for setting, url in plan.record.former.items() if is_url(url)},
        "left": list(plan.left),
    }
