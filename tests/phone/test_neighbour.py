"""The table of neighbours, as Linux shows it."""

from pathlib import Path

import pytest

from snom_dialer.phone.neighbour import snom_mac_of

HEAD = "IP address       HW type     Flags       HW address            Mask     Device\n"


@pytest.mark.parametrize(
    ("address", "mac"),
    [
        pytest.param("192.168.0.20", "0004132E08B4", id="a Snom"),
        pytest.param("192.168.0.21", "1C7126A00001", id="the other number of the maker"),
        pytest.param("192.168.0.22", "", id="somebody else"),
        pytest.param("192.168.0.23", "", id="never answered"),
        pytest.param("192.168.0.2", "", id="the beginning of another address"),
        pytest.param("192.168.0.24", "", id="a line cut off"),
        pytest.param("192.168.0.25", "", id="senseless flags"),
    ],
)
def test_the_table_is_read(tmp_path: Path, address: str, mac: str) -> None:
    table = tmp_path / "arp"
    table.write_text(
        HEAD
        + "192.168.0.20     0x1         0x2         00:04:13:2e:08:b4     *        eth0\n"
        + "192.168.0.21     0x1         0x6         1c:71:26:a0:00:01     *        eth0\n"
        + "192.168.0.22     0x1         0x2         02:fc:00:00:00:05     *        eth0\n"
        + "192.168.0.23     0x1         0x0         00:04:13:00:00:00     *        eth0\n"
        + "192.168.0.24     0x1\n\n"
        + "192.168.0.25     0x1         what        00:04:13:2e:08:b4     *        eth0\n"
    )
    assert snom_mac_of(address, table) == mac


def test_where_there_is_no_table_nothing_is_known(tmp_path: Path) -> None:
    assert snom_mac_of("192.168.0.20", tmp_path / "missing") == ""


def test_this_computers_own_table_can_be_read() -> None:
    assert snom_mac_of("127.0.0.1") == ""
