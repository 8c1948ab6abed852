"""One look at a phone's settings: read, compare, write what is missing. All of it in the errands' thread.

It remembers what the next look needs to know: what the phone did not take, what was written without seeing it, and how
often something had to be repaired.

A look gives way to a person's command only until it begins to write. Given up later it would do no harm, as what stood
in the phone is on disk before; but what it wrote and what the phone refused would not be told, nor counted as a repair.

Not for: when to look and what to tell of it (keeper), or deciding on single settings (phone.setup).
"""

import logging
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from snom_dialer.calls.call import Moment
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.engine.peer import Siblings
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone import setup
from snom_dialer.phone.client import Client, Reading
from snom_dialer.protocol.capability import Capabilities, capabilities
from snom_dialer.protocol.identity import Identity

log = logging.getLogger(__name__)

REPAIRS = 3  # within HOUR; more would be a fight with whoever puts other values back
HOUR = 3600.0


class Look(NamedTuple):
    """What one look found: the phone, what was done, and what has to be told."""

    identity: Identity
    done: setup.Transferred | None
    trouble: DialerError | None = None
    repair: bool = False  # what was written had been there before

    @property
    def written(self) -> tuple[str, ...]:
        """The settings that were written and taken."""
        if self.done is None:
            return ()
        refused = self.done.refused or ()
        return tuple(name for name in self.done.plan.changes if name not in refused)


class Mender:
    """Looks at one phone. `can` is what the phone can do, None before it was met."""

    def __init__(
        self,
        name: str,
        memory: PhoneMemory,
        wanted: Callable[[Capabilities, setup.Values, setup.Record], setup.Wanted],
        siblings: Callable[[setup.Values], Siblings],
        clock: Callable[[], Moment],
        stay: Callable[[], None],
    ) -> None:
        """`stay` is called when a look has read all it needs; what it raises ends the look."""
        self.can: Capabilities | None = None
        self._name = name
        self._memory = memory
        self._wanted = wanted
        self._siblings = siblings
        self._clock = clock
        self._stay = stay
        self._met: Identity | None = None  # who it was when it was asked last
        self._blind: setup.Transferred | None = None  # what was written to a phone that does not show its settings
        self._written: setup.Values | None = None  # and which values that were
        self._restarts = 0
        self._vain: dict[str, tuple[str, str | None]] = {}  # what the phone did not take, and what stood there
        self._repairs: deque[float] = deque(maxlen=REPAIRS)

    def doubt(self) -> None:
        """Ask the phone who it is at the next look: it was away."""
        self._met = None

    def restarted(self) -> None:
        """Take note that the phone may have lost what cannot be seen."""
        self._restarts += 1
        self._blind, self._written, self._met = None, None, None

    def rewrite(self) -> None:
        """Write anew at the next look what cannot be seen, and what was refused."""
        self._blind, self._written, self._vain = None, None, {}

    def look(self, client: Client, *, expected: bool, store: bool) -> Look:
        """Read, compare, and write what is missing; `expected`: as our own new wish, and no loss to be counted.

        Raises what the phone, the network and the store say, CONNECTION_LOST for settings that came cut off.
        """
        known = self._memory.facts()
        reading = client.settings()
        if reading is None and known.settings_page:
            raise fault(Code.CONNECTION_LOST, host=client.host, reason="its settings did not arrive whole")
        identity = self._identify(client, reading, known.mac)
        if known.mac and identity.mac and identity.mac != known.mac:
            self._begin_anew(identity)
            expected = True
        if self.can is None:
            self.can = capabilities(identity)
        return self._mend(client, Look(identity, None), reading, expected=expected, store=store)

    def preview(self, client: Client) -> setup.Plan:
        """Return what a look would do now; nothing is written."""
        can = self.can or capabilities(client.identify())
        reading = client.settings()
        record, present = self._memory.record(), reading.values if reading else None
        wanted = self._wanted(can, present or {}, record)
        return setup.plan(wanted, present, record, self._siblings(wanted.values).calls_us)

    def give_back(self, client: Client, *, store: bool) -> setup.GivenBack | None:
        """Write the former values where ours stand; what is kept stays as it is."""
        record = self._memory.record()
        if not (record.former or record.stood):
            return setup.GivenBack((), {})
        wanted = self._wanted(self.can or capabilities(client.identify()), {}, record)
        return setup.give_back(client, wanted, record, self._siblings(wanted.values).bye, store=store)

    # ---- which phone it is -------------------------------------------------------------------------------------------

    def _identify(self, client: Client, reading: Reading | None, known: str) -> Identity:
        """Say which phone it is, without a request of its own where its settings name the one that is known."""
        told = reading.identity if reading is not None else Identity()
        if told.model and told.mac and told.mac == known:
            return told
        if told.mac or self._met is None:
            self._met = client.identify()
        return self._met

    def _begin_anew(self, identity: Identity) -> None:
        """Forget what stood in another phone: none of that belongs into this one."""
        log.warning("another phone (MAC %s) answers where %s was", identity.mac, self._name)
        self._memory.keep_record(setup.ended(self._memory.record(), inactive=False))
        self.can = None
        self.rewrite()

    # ---- what is missing ---------------------------------------------------------------------------------------------

    def _mend(self, client: Client, found: Look, reading: Reading | None, *, expected: bool, store: bool) -> Look:
        restarts = self._restarts
        record, present = self._memory.record(), reading.values if reading else None
        wanted = self._wanted(self.can or capabilities(found.identity), present or {}, record)
        if reading is None and self._written == wanted.values and not expected:
            return found._replace(done=self._blind)
        what = setup.plan(wanted, present, record, self._siblings(wanted.values).calls_us)
        standing = {name: (value, (present or {}).get(name)) for name, value in what.changes.items()}
        vain = set() if expected else {name for name, seen in standing.items() if self._vain.get(name) == seen}
        repair = reading is not None and not expected and not what.changes.keys() <= vain
        if repair and not self._may_repair():
            return found._replace(trouble=fault(Code.SETTINGS_OVERWRITTEN, host=client.host))
        self._stay()
        done = setup.carry_out(client, what, wanted, self._memory.keep_record, store=store, vain=vain)
        self._vain = {name: standing[name] for name in done.refused or ()}
        if reading is None and restarts == self._restarts:  # else it may have lost it again while we wrote
            self._written, self._blind = wanted.values, done._replace(plan=done.plan._replace(changes={}))
        if repair:
            self._repairs.append(self._clock().mono)
            log.info("%s had lost %s; written again", self._name, ", ".join(done.plan.changes))
        return found._replace(done=done, trouble=_read_only(client, done), repair=repair)

    def _may_repair(self) -> bool:
        """Whether fewer than three repairs were needed within the last hour."""
        return len(self._repairs) < REPAIRS or self._clock().mono - self._repairs[0] > HOUR


def _read_only(client: Client, done: setup.Transferred) -> DialerError | None:
    return fault(Code.SETTING_READ_ONLY, host=client.host, settings=", ".join(done.refused)) if done.refused else None


_NAMED = 3  # settings that a sentence may list


def remark(done: setup.Transferred | None) -> str:
    """Say in words what of a set-up that works is worth knowing; "" where nothing is."""
    if done is None:
        return ""
    remarks = []
    if foreign := done.plan.foreign:
        where = ", ".join(foreign) if len(foreign) <= _NAMED else f"{len(foreign)} settings"
        remarks.append(f"Action URLs of others stood in {where}")
    if done.plan.siblings:
        remarks.append("another Snom dialer stands in the phone and calls this one on")
    if done.refused is None:
        remarks.append("the phone does not show its settings, so nothing could be verified")
    return "; ".join(remarks)
