"""Which phone a command is for, and everything needed to speak to it: shared by all commands that do so alone.

On the path of every batch command.
Not for: what is said to the phone.
"""

import os
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from snom_dialer.cli.main import Call
from snom_dialer.config.host import parse_host, without_user
from snom_dialer.config.load import Loaded, load
from snom_dialer.config.model import Config, Phone, chosen_phone
from snom_dialer.engine.memory import PhoneMemory
from snom_dialer.errors import Code, DialerError, fault
from snom_dialer.phone.client import Client
from snom_dialer.phone.way import Where
from snom_dialer.protocol.auth import Credentials
from snom_dialer.state.places import Places
from snom_dialer.state.store import Store

PASSWORD_VARIABLE = "SNOM_DIALER_PASSWORD"  # noqa: S105  # the name of a variable


class Target(NamedTuple):
    """A phone, the configuration it belongs to, and what is remembered of it."""

    phone: Phone
    config: Config
    memory: PhoneMemory
    where: Where
    credentials: Credentials | None

    def client(self, call: Call, *, guarded: bool = True) -> Client:
        """Return a client; unguarded it tries even credentials that are known to be wrong."""
        traffic = _told(call) if call.output.verbose > 1 else None
        guard = self.memory if guarded else None
        return Client(self.where, self.credentials, self.memory.facts(), guard, traffic=traffic)

    def keep(self, call: Call, client: Client) -> None:
        """Keep what the client learnt of the phone, and say once that a password travels readable."""
        facts = client.facts
        if client.told_openly:
            call.output.warn(
                "the password of this phone travels readable, as it speaks plain HTTP; this is said once "
                "(switch its web server to HTTPS, or to Digest, to change that)"
            )
            facts = client.facts_told()
        self.memory.keep_facts(facts)


def _told(call: Call) -> Callable[[str], None]:
    from snom_dialer.engine.redaction import redacted

    return lambda line: call.output.detail(2, redacted(line))


def target(call: Call, name: str | None = None) -> Target:
    """Find the phone: `--host`, else the one named, else the default one. Raises all that configuration can be."""
    places = call.places()
    loaded = _loaded(call, places)
    config = loaded.config if loaded is not None else Config()
    if call.args.host:
        phone = host_phone(call.args.host, call.args.user)
        warn_of_password(call, call.args.host)
        remembered = f"--host {without_user(phone.host)}"  # a name of a file, in which no password stands
    else:
        phone = chosen_phone(config, name or call.args.phone, places.config_file)
        remembered = phone.name
    web = phone.web()
    where = Where(web.host, web.port, web.scheme or "auto")
    memory = PhoneMemory(Store(places.state_dir, call.output.warn), remembered, where)
    return Target(phone, config, memory, where, _credentials(call, phone))


def configured(call: Call) -> Config:
    """Return the configuration, for commands that are for configured phones alone. Raises USAGE for `--host`."""
    if call.args.host:
        raise fault(Code.USAGE, what="this is for configured phones alone, not for --host", command=call.entry.words)
    return load(call.places().config_file).config


def host_phone(text: str, user: str | None) -> Phone:
    """Return the phone that `--host` and `--user` name. Raises HOST_INVALID."""
    host = parse_host(text)
    return Phone(name=str(host), host=text.strip(), username=user or host.username or "")


def warn_of_password(call: Call, host: str) -> None:
    """Say what is wrong with a password inside a URL on the command line."""
    if parse_host(host).password:
        call.output.warn(f"a password inside a URL is seen by everybody on this computer; use {PASSWORD_VARIABLE}")


def _loaded(call: Call, places: Places) -> Loaded | None:
    """Read the configuration; a phone named by --host does without."""
    try:
        loaded = load(places.config_file)
    except DialerError as error:
        if error.code is Code.CONFIG_MISSING and call.args.host:
            return None
        raise
    for warning in loaded.warnings:
        call.output.warn(f"{places.config_file}: {warning}")
    return loaded


def _credentials(call: Call, phone: Phone, environ: Mapping[str, str] = os.environ) -> Credentials | None:
    web = phone.web()
    if not web.username:
        return None
    password = environ.get(PASSWORD_VARIABLE) or web.password
    if not password and call.args.host:
        password = asked_password(f"Password of {web.username} at {web.host}: ")
    elif not password:
        from snom_dialer.config.secret import password_for  # the keyring: rarely, and slowly

        password = password_for(phone)
    return Credentials(username=web.username, password=password or "")


def asked_password(prompt: str) -> str:
    """Ask for a password where somebody is there to be asked, else return ""."""
    if sys.stdin is None or not sys.stdin.isatty():
        return ""
    from getpass import getpass

    try:
        return getpass(prompt, stream=sys.stderr)
    except EOFError:  # Ctrl-D
        return ""
