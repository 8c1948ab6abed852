"""`phone add`, `list`, `remove`, `default` and `password`: the phones of the configuration.

Not for: looking at a phone (probe), or what is dialled (batch).
"""

import os
from collections.abc import Mapping
from shlex import quote

from snom_dialer.cli.column import aligned
from snom_dialer.cli.find import proposed
from snom_dialer.cli.main import Call
from snom_dialer.cli.running import asked_or_none
from snom_dialer.cli.target import PASSWORD_VARIABLE, asked_password, host_phone, warn_of_password
from snom_dialer.config import check
from snom_dialer.config.host import without_user
from snom_dialer.config.load import load
from snom_dialer.config.migrate import migrate
from snom_dialer.config.model import Config, Phone, SetUp, chosen_phone
from snom_dialer.config.save import save
from snom_dialer.config.secret import forget_password, store_password
from snom_dialer.engine.configuration import good_copy
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.errors import Code, DialerError, Exit, fault
from snom_dialer.phone.client import Client
from snom_dialer.phone.facts import Facts
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.protocol.command import CAUSE_REQUEST
from snom_dialer.state.store import Store


def run_add(call: Call) -> int:
    """Try a phone, and keep it in the configuration."""
    config, text = _configuration(call)
    host = call.args.new_host or proposed(call)
    warn_of_password(call, host)
    phone = host_phone(host, call.args.user)
    password = _new_password(phone, phone.web().password) if phone.username else ""
    phone = phone._replace(
        name=call.args.name or phone.name,
        host=without_user(phone.host),
        identity=call.args.identity,
        set_up=SetUp.MANUAL if call.args.manual else SetUp.AUTOMATIC,
    )
    _check(call, phone, config)
    phone, facts = _tried(call, phone, password, config)
    config = config._replace(phones=(*config.phones, phone))
    text = save(call.places().config_file, config, text)
    _memory(call, phone).keep_facts(facts)
    if password:
        _keep_password(call, config, text, phone, password)
    call.output.say(f"added {phone.name} ({phone.host}) to {call.places().config_file}")
    if len(config.phones) > 1 and config.default_phone is None:
        call.output.say("there are several phones now; choose one with `snom-dialer phone default NAME`")
    _tell_running(call)
    call.output.done("phone add", name=phone.name, host=phone.host)
    return int(Exit.DONE)


def run_list(call: Call) -> int:
    """List the configured phones."""
    config = load(call.places().config_file).config
    phones = [_record(phone, default=_is_default(phone, config)) for phone in config.phones]
    for record in phones:
        call.output.record(record)
    for line in aligned(_cells(record) for record in phones):
        call.output.say(line)
    if not phones:
        call.output.say("no phones yet; add one with `snom-dialer phone add HOST`")
    call.output.done("phone list", count=len(config.phones))
    return int(Exit.DONE)


def _record(phone: Phone, *, default: bool) -> dict[str, object]:
    return {
        "type": "phone",
        "name": phone.name,
        "host": without_user(phone.host),
        "username": phone.web().username or "",
        "identity": phone.identity,
        "set_up": phone.set_up.value,
        "default": default,
    }


def _cells(phone: Mapping[str, object]) -> tuple[str, ...]:
    name, host, user, set_up = (str(phone[key]) for key in ("name", "host", "username", "set_up"))
    return "*" if phone["default"] else " ", name, host, user and f"user {user}", f"{set_up} set-up"


def _is_default(phone: Phone, config: Config) -> bool:
    return phone.name == config.default_phone or len(config.phones) == 1


def run_remove(call: Call) -> int:
    """Forget a phone, its password, and what is remembered of it."""
    config, text = _configuration(call)
    phone = chosen_phone(config, call.args.name, call.places().config_file)
    if bound := sum(action.phone == phone.name for action in config.actions):
        raise fault(Code.PHONE_IN_USE, name=phone.name, count=bound, path=call.places().config_file)
    phones = tuple(other for other in config.phones if other.name != phone.name)
    default = None if config.default_phone == phone.name else config.default_phone
    save(call.places().config_file, config._replace(phones=phones, default_phone=default), text)
    try:
        forget_password(phone)
    except DialerError as error:
        call.output.warn(f"its password may still be in the keyring: {error.message}")
    memory = _memory(call, phone)
    memory.forget_facts()
    memory.forget_refusals()
    call.output.say(f"removed {phone.name}")
    _tell_running(call)
    call.output.done("phone remove", name=phone.name)
    return int(Exit.DONE)


def run_default(call: Call) -> int:
    """Choose the phone that is meant where none is named."""
    config, text = _configuration(call)
    phone = chosen_phone(config, call.args.name, call.places().config_file)
    save(call.places().config_file, config._replace(default_phone=phone.name), text)
    call.output.say(f"{phone.name} is the default phone now")
    _tell_running(call)
    call.output.done("phone default", name=phone.name)
    return int(Exit.DONE)


def run_password(call: Call) -> int:
    """Set the password of a phone; it is tried at the next command."""
    config, text = _configuration(call)
    phone = chosen_phone(config, call.args.name or call.args.phone, call.places().config_file)
    if call.args.user:
        phone = phone._replace(username=call.args.user, host=without_user(phone.host))
        _check(call, phone, config._replace(phones=()))
        phones = tuple(phone if other.name == phone.name else other for other in config.phones)
        config = config._replace(phones=phones)
        text = save(call.places().config_file, config, text)
    if not phone.web().username:
        raise fault(Code.USAGE, what="this phone has no user name; give one with --user", command="phone password")
    password = _new_password(phone)
    if not password:
        raise fault(Code.USAGE, what=f"give the password in {PASSWORD_VARIABLE}", command="phone password")
    _keep_password(call, config, text, phone, password)
    _memory(call, phone).forget_refusals()
    call.output.say(f"the password of {phone.name} is set; try it with `snom-dialer phone test {quote(phone.name)}`")
    _tell_running(call)
    call.output.done("phone password", name=phone.name)
    return int(Exit.DONE)


def _configuration(call: Call) -> tuple[Config, str | None]:
    """Return the configuration in its present form and the text of its file; an empty one where there is none."""
    places = call.places()
    try:
        loaded = load(places.config_file, good_copy(places))
    except DialerError as error:
        if error.code is Code.CONFIG_MISSING and call.entry.words == "phone add":
            return Config(), None
        raise
    if loaded.carried is not None and loaded.carried.recent_numbers:
        _carry_recent(call, loaded.carried.recent_numbers)
    return loaded.config, migrate(places.config_file, loaded)


def _carry_recent(call: Call, numbers: tuple[str, ...]) -> None:
    """Hand the recent numbers of the original's file to the journal, before they leave the file."""
    from snom_dialer.journal.store import Journal

    journal = Journal(call.places().state_dir / "journal.sqlite", lambda error: call.output.warn(str(error)))
    journal.import_recent(numbers)
    journal.close()


def _check(call: Call, phone: Phone, config: Config) -> None:
    """Refuse, before anything is asked of the phone, what the configuration would refuse to be read with."""
    if any(other.name == phone.name for other in config.phones):
        raise fault(Code.PHONE_EXISTS, name=phone.name)
    for option, wrong in (
        ("--name", check.name(phone.name)),
        ("--user", check.user(phone.username)),
        ("--identity", check.identity(phone.identity)),
    ):
        if wrong:
            raise fault(Code.USAGE, what=f"{option} {wrong}", command=call.entry.words)


def _tried(call: Call, phone: Phone, password: str, config: Config) -> tuple[Phone, Facts]:
    """Speak to the phone once; return it with its model for a name where none was given, and what was seen of it."""
    memory = _memory(call, phone)
    web = phone.web()
    credentials = Credentials(username=web.username, password=password) if web.username else None
    client = Client(Where(web.host, web.port, web.scheme or "auto"), credentials, memory.facts(), memory)
    try:
        identity = client.identify()
        client.fetch(CAUSE_REQUEST)  # a page that no phone with a password shows without it
    except DialerError as error:
        if not call.args.save_anyway:
            raise
        call.output.warn(f"{error.message}; saved all the same")
        return phone, client.facts
    named = phone if call.args.name or not identity.model else phone._replace(name=_free(identity.model, config))
    call.output.say(f"found a snom {identity.model or 'phone'}, {identity.firmware or 'firmware not told'}")
    return named, client.facts


def _free(name: str, config: Config) -> str:
    taken = {phone.name for phone in config.phones}
    return next(each for each in (name, *(f"{name} {n}" for n in range(2, 1000))) if each not in taken)


def _memory(call: Call, phone: Phone) -> PhoneMemory:
    web = phone.web()
    return PhoneMemory(Store(call.places().state_dir, call.output.warn), phone.name, Where(web.host, web.port))


def _new_password(phone: Phone, from_url: str | None = None) -> str:
    return os.environ.get(PASSWORD_VARIABLE) or from_url or asked_password(f"Password of {phone.web().username}: ")


def _keep_password(call: Call, config: Config, text: str | None, phone: Phone, password: str) -> None:
    places = call.places()
    kept = store_password(places.config_file, config, text, phone, password, good_copy(places))
    if kept.warning:
        call.output.warn(kept.warning)


def _tell_running(call: Call) -> None:
    """Let the running program read the configuration again, and say what has to wait for its next start."""
    try:
        told = asked_or_none(call, "reload", {"all": True})
    except DialerError as error:
        call.output.warn(f"the running program did not take it up ({error.message}); start it again")
        return
    if told is None:
        return
    if told["waiting"]:
        waiting = ", ".join(told["waiting"])
        call.output.say(f"the running program takes this up when it is started again: {waiting}")
    else:
        call.output.say("the running program has taken it up")
