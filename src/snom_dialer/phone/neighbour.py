"""The MAC address of a device on the same network, as this computer's own table of neighbours has it (Linux, IPv4).

The table is only read; nothing is sent to fill it.

Not for: devices behind a router, which have no MAC address here.
"""

from pathlib import Path

from snom_dialer.protocol.identity import is_snom_mac

TABLE = Path("/proc/net/arp")
_COMPLETE = 0x2  # ATF_COM in linux/if_arp.h: an entry that was answered


def snom_mac_of(address: str, table: Path = TABLE) -> str:
    """Return the MAC address of a neighbour as 12 upper-case hex digits, "" where it is none of Snom's or not known."""
    try:
        lines = table.read_text(encoding="ascii", errors="replace").splitlines()[1:]
    except OSError:
        return ""
    for line in lines:
        fields = line.split()  # address, hardware type, flags, hardware address, mask, device
        if len(fields) > 3 and fields[0] == address and _is_complete(fields[2]) and is_snom_mac(fields[3]):
            return fields[3].replace(":", "").upper()
    return ""


def _is_complete(flags: str) -> bool:
    try:
        return bool(int(flags, 16) & _COMPLETE)
    except ValueError:
        return False
