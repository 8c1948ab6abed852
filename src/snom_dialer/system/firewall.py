"""The command that lets a phone through this computer's firewall; a person gives it, this program never does.

`advice` makes the sentence and `command` the command in it, both of values alone. `find` looks which firewall is at
work, only at files that everybody may read: it starts nothing, changes nothing and needs no rights, and so may be wrong
where an administrator has gone ways of their own. Windows and macOS: not tried on the real thing.

Not for: finding out whether the phone gets through (self-test).
"""

import re
import shlex
import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import NamedTuple

_USUAL_CHAIN = "inet filter input"
_SOCKET_FILTER = "/usr/libexec/ApplicationFirewall/socketfilterfw"
# Where Debian, Fedora, Arch and SUSE switch the service on that loads the rules of nftables.
_WANTS = ("sysinit.target.wants", "multi-user.target.wants", "basic.target.wants")


class Tool(StrEnum):
    """What guards this computer."""

    UFW = "ufw"
    FIREWALLD = "firewalld"
    NFTABLES = "nftables"
    DEFENDER = "Windows Defender"
    MACOS = "macOS"
    NONE = "none"


class Firewall(NamedTuple):
    """A firewall; `chain` (family, table, chain) counts for nftables, `program` (a path) for macOS."""

    tool: Tool
    chain: str = _USUAL_CHAIN
    program: str = sys.executable


def advice(port: int, source: str | None, firewall: Firewall) -> str:
    """Return what to do so that `source` reaches this TCP port: a sentence without a full stop, with the command in it.

    `source` is the phone's address, None for everybody. Raises ValueError where it is no address.
    """
    who = "the phone" if source is None else f"the phone at {_address(source)}"
    given = command(port, source, firewall)
    return _SENTENCE[firewall.tool].format(who=who, port=port, command=given)


def command(port: int, source: str | None, firewall: Firewall) -> str:
    """Return the command that opens this TCP port for `source` (None: for everybody), "" where no firewall was found.

    For macOS it lets the program itself in, whatever the port. Raises ValueError where `source` is no address: what is
    to be given with an administrator's rights holds nothing that was not understood.
    """
    return _COMMAND[firewall.tool](port, None if source is None else _address(source), firewall)


def find(
    platform: str = sys.platform, root: Path = Path("/"), which: Callable[[str], str | None] = shutil.which
) -> Firewall:
    """Find the firewall that is most likely at work on this computer."""
    if platform == "win32":
        return Firewall(Tool.DEFENDER)
    if platform == "darwin":
        return Firewall(Tool.MACOS, program=str(Path(sys.executable).resolve()))
    if _ufw_is_on(root):
        return Firewall(Tool.UFW)
    if _firewalld_is_on(root):
        return Firewall(Tool.FIREWALLD)
    if _nftables_is_on(root, which):
        return Firewall(Tool.NFTABLES, chain=input_chain(_text(root / "etc/nftables.conf")))
    return Firewall(Tool.NONE)


def input_chain(text: str) -> str:
    """Return family, table and chain that incoming packets pass first according to an nftables.conf, else the usual."""
    table = chain = ""
    for line in text.splitlines():
        code = line.partition("#")[0]
        if found := re.match(r"\s*table\s+(?:(\w+)\s+)?([\w./-]+)\s*\{", code):
            family = found[1] or "ip"
            table = f"{family} {found[2]}" if family in ("inet", "ip", "ip6") else ""
        if found := re.search(r"\bchain\s+([\w./-]+)\s*\{", code):
            chain = found[1]
        if table and chain and re.search(r"\bhook\s+input\b", code):
            return f"{table} {chain}"
    return _USUAL_CHAIN


# ---- the commands ----------------------------------------------------------------------------------------------------

_Address = IPv4Address | IPv6Address


def _ufw(port: int, source: _Address | None, _: Firewall) -> str:
    return f"sudo ufw allow proto tcp from {source or 'any'} to any port {port} comment 'Snom dialer'"


def _firewalld(port: int, source: _Address | None, _: Firewall) -> str:
    rule = f"--add-port={port}/tcp"
    if source is not None:
        rich = f'rule family="ipv{source.version}" source address="{source}" port port="{port}" protocol="tcp" accept'
        rule = f"--add-rich-rule='{rich}'"
    # Twice, for now and for later: --reload would drop what else was only for now.
    return f"sudo firewall-cmd {rule} && sudo firewall-cmd --permanent {rule}"


def _nftables(port: int, source: _Address | None, firewall: Firewall) -> str:
    matched = ""
    if source is not None:
        matched = f"{'ip' if source.version == 4 else 'ip6'} saddr {source} "
    return f"sudo nft insert rule {firewall.chain} {matched}tcp dport {port} accept"


def _defender(port: int, source: _Address | None, _: Firewall) -> str:
    return (
        'netsh advfirewall firewall add rule name="Snom dialer" dir=in action=allow protocol=TCP '
        f"localport={port} remoteip={source or 'any'}"
    )


def _macos(_: int, __: _Address | None, firewall: Firewall) -> str:
    program = shlex.quote(firewall.program)
    return f"sudo {_SOCKET_FILTER} --add {program} && sudo {_SOCKET_FILTER} --unblockapp {program}"


def _nothing(_: int, __: _Address | None, ___: Firewall) -> str:
    return ""


_COMMAND: dict[Tool, Callable[[int, _Address | None, Firewall], str]] = {
    Tool.UFW: _ufw,
    Tool.FIREWALLD: _firewalld,
    Tool.NFTABLES: _nftables,
    Tool.DEFENDER: _defender,
    Tool.MACOS: _macos,
    Tool.NONE: _nothing,
}

_SENTENCE: dict[Tool, str] = {
    Tool.UFW: "let {who} through the firewall with `{command}`",
    Tool.FIREWALLD: "let {who} through the firewall with `{command}`",
    Tool.NFTABLES: "let {who} through the firewall with `{command}`, and put that rule into /etc/nftables.conf, as it "
    "is gone after the next start of this computer",
    Tool.DEFENDER: "let {who} through the firewall with `{command}` in a command prompt opened as administrator, and "
    "remove a rule that blocks this program, if there is one, as blocking wins",
    Tool.MACOS: "let this program through the firewall, if it is on, with `{command}`",
    Tool.NONE: "no firewall that we know is at work on this computer; if another one is, or one stands in the network "
    "between, TCP port {port} of this computer has to be open for {who}",
}


def _address(source: str) -> _Address:
    found = ip_address(source.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found


# ---- which one is at work --------------------------------------------------------------------------------------------


def _ufw_is_on(root: Path) -> bool:
    return re.search(r"(?mi)^\s*ENABLED\s*=\s*[\"']?yes\b", _text(root / "etc/ufw/ufw.conf")) is not None


def _firewalld_is_on(root: Path) -> bool:
    if (root / "run/systemd/system").exists():
        # A service that runs has a group of processes; /run/firewalld is there from the start on, running or not.
        groups = ("sys/fs/cgroup", "sys/fs/cgroup/systemd")
        return any((root / group / "system.slice/firewalld.service").exists() for group in groups)
    return (root / "run/firewalld.pid").exists() or (root / "run/firewalld").exists()


def _nftables_is_on(root: Path, which: Callable[[str], str | None]) -> bool:
    installed = which("nft") or (root / "usr/sbin/nft").exists()  # a user's PATH may lack sbin
    wants = (root / "etc/systemd/system" / target / "nftables.service" for target in _WANTS)
    return bool(installed) and any(want.is_symlink() for want in wants)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
