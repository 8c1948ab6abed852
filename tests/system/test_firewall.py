"""The command for each firewall, and which firewall it is; no command holds what was not understood as an address."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.system.firewall import Firewall, Tool, advice, command, find, input_chain

PHONE, PHONE_6 = "192.168.0.20", "fd00::20"
NETSH = 'netsh advfirewall firewall add rule name="Snom dialer" dir=in action=allow protocol=TCP'


@pytest.mark.parametrize(
    ("tool", "source", "expected"),
    [
        (Tool.UFW, PHONE, f"sudo ufw allow proto tcp from {PHONE} to any port 58231 comment 'Snom dialer'"),
        (Tool.UFW, None, "sudo ufw allow proto tcp from any to any port 58231 comment 'Snom dialer'"),
        (Tool.UFW, PHONE_6, f"sudo ufw allow proto tcp from {PHONE_6} to any port 58231 comment 'Snom dialer'"),
        (
            Tool.FIREWALLD,
            None,
            "sudo firewall-cmd --add-port=58231/tcp && sudo firewall-cmd --permanent --add-port=58231/tcp",
        ),
        (Tool.NFTABLES, PHONE, f"sudo nft insert rule inet filter input ip saddr {PHONE} tcp dport 58231 accept"),
        (Tool.NFTABLES, PHONE_6, f"sudo nft insert rule inet filter input ip6 saddr {PHONE_6} tcp dport 58231 accept"),
        (Tool.NFTABLES, None, "sudo nft insert rule inet filter input tcp dport 58231 accept"),
        (
            Tool.DEFENDER,
            PHONE,
            f"{NETSH} localport=58231 remoteip={PHONE}",
        ),
        (
            Tool.DEFENDER,
            None,
            f"{NETSH} localport=58231 remoteip=any",
        ),
        (Tool.NONE, PHONE, ""),
    ],
    ids=str,
)
def test_the_command(tool: Tool, source: str | None, expected: str) -> None:
    assert command(58231, source, Firewall(tool)) == expected


@pytest.mark.parametrize(("source", "family"), [(PHONE, "ipv4"), (PHONE_6, "ipv6")])
def test_firewalld_is_told_for_now_and_for_later(source: str, family: str) -> None:
    words = shlex.split(command(58231, source, Firewall(Tool.FIREWALLD)))
    rule = f'--add-rich-rule=rule family="{family}" source address="{source}" port port="58231" protocol="tcp" accept'
    assert words == ["sudo", "firewall-cmd", rule, "&&", "sudo", "firewall-cmd", "--permanent", rule]


def test_macos_lets_the_program_in_wherever_it_lies() -> None:
    words = shlex.split(command(58231, PHONE, Firewall(Tool.MACOS, program="/Applications/Snom dialer's/python")))
    tool = "/usr/libexec/ApplicationFirewall/socketfilterfw"
    program = "/Applications/Snom dialer's/python"
    assert words == ["sudo", tool, "--add", program, "&&", "sudo", tool, "--unblockapp", program]


@pytest.mark.parametrize("tool", Tool)
@pytest.mark.parametrize("source", [PHONE, None], ids=["phone", "everybody"])
def test_the_advice_is_one_sentence_with_the_command_in_it(tool: Tool, source: str | None) -> None:
    said = advice(58231, source, Firewall(tool))
    assert command(58231, source, Firewall(tool)) in said
    assert not said.endswith(".")
    if tool is not Tool.MACOS:
        assert "58231" in said
        assert ("at 192.168.0.20" in said) == (source is not None)


@pytest.mark.parametrize(
    ("source", "understood"),
    [
        pytest.param("::ffff:192.168.0.20", PHONE, id="mapped"),
        pytest.param("fe80::1%eth0", "fe80::1", id="with-interface"),
        pytest.param("fe80::1%$(reboot)", "fe80::1", id="with-mischief"),
        pytest.param("FD00:0:0::20", PHONE_6, id="spelled-otherwise"),
    ],
)
def test_an_address_is_written_as_it_was_understood(source: str, understood: str) -> None:
    for tool in Tool:
        assert command(1, source, Firewall(tool)) == command(1, understood, Firewall(tool))
        assert advice(1, source, Firewall(tool)) == advice(1, understood, Firewall(tool))


@given(
    st.text() | st.sampled_from(["phone.example", "; reboot", "$(reboot)", "192.168.0.20 ; reboot", "192.168.0.0/24"])
)
def test_nothing_but_an_address_gets_into_a_command(source: str) -> None:
    for tool in Tool:
        try:
            made = advice(1, source, Firewall(tool))
        except ValueError:
            continue
        assert source.partition("%")[0].lower() not in ("", "; reboot")
        assert "reboot" not in made


# ---- which one is at work --------------------------------------------------------------------------------------------


def put(root: Path, path: str, text: str = "") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def nothing(_: str) -> None:
    return None


UFW_ON = "# comment\nENABLED=yes\nLOGLEVEL=low\n"
NFTABLES_CONF = """#!/usr/sbin/nft -f
flush ruleset
table bridge odd {
    chain first { type filter hook input priority 0; }
}
# table inet former { chain input { type filter hook input priority 0; } }
table inet guard {
    # chain former { type filter hook input priority 0; }
    chain out { type filter hook output priority 0; }
    chain incoming {
        type filter hook input priority filter; policy drop;
    }
}
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, Tool.NONE, id="nothing"),
        pytest.param({"etc/ufw/ufw.conf": UFW_ON}, Tool.UFW, id="ufw"),
        pytest.param({"etc/ufw/ufw.conf": 'enabled = "Yes"\n'}, Tool.UFW, id="ufw-written-otherwise"),
        pytest.param({"etc/ufw/ufw.conf": "ENABLED=no\n#ENABLED=yes\n"}, Tool.NONE, id="ufw-off"),
        pytest.param({"run/systemd/system/x": "", "run/firewalld/x": ""}, Tool.NONE, id="firewalld-not-running"),
        pytest.param(
            {"run/systemd/system/x": "", "sys/fs/cgroup/system.slice/firewalld.service/cgroup.procs": ""},
            Tool.FIREWALLD,
            id="firewalld",
        ),
        pytest.param(
            {"run/systemd/system/x": "", "sys/fs/cgroup/systemd/system.slice/firewalld.service/cgroup.procs": ""},
            Tool.FIREWALLD,
            id="firewalld-cgroup-1",
        ),
        pytest.param({"run/firewalld.pid": "1"}, Tool.FIREWALLD, id="firewalld-without-systemd"),
        pytest.param({"run/firewalld/x": "1"}, Tool.FIREWALLD, id="firewalld-folder-without-systemd"),
        pytest.param({"usr/sbin/nft": "", "etc/nftables.conf": NFTABLES_CONF}, Tool.NONE, id="nft-installed-only"),
        pytest.param({"etc/ufw/ufw.conf": UFW_ON, "run/firewalld.pid": "1"}, Tool.UFW, id="ufw-before-firewalld"),
    ],
)
def test_the_firewall_at_work_is_found_by_files_that_everybody_may_read(
    tmp_path: Path, files: dict[str, str], expected: Tool
) -> None:
    for path, text in files.items():
        put(tmp_path, path, text)
    assert find("linux", tmp_path, nothing).tool is expected


@pytest.mark.parametrize("target", ["sysinit", "multi-user", "basic"])
@pytest.mark.parametrize("in_path", [True, False])
def test_nftables_counts_where_its_service_is_switched_on(tmp_path: Path, target: str, in_path: bool) -> None:
    put(tmp_path, "etc/nftables.conf", NFTABLES_CONF)
    wants = tmp_path / f"etc/systemd/system/{target}.target.wants"
    wants.mkdir(parents=True)
    (wants / "nftables.service").symlink_to("/lib/systemd/system/nftables.service")
    assert find("linux", tmp_path, nothing).tool is Tool.NONE  # switched on, but not installed any more
    if not in_path:
        put(tmp_path, "usr/sbin/nft")
    found = find("linux", tmp_path, (lambda name: "/sbin/" + name) if in_path else nothing)
    assert found == Firewall(Tool.NFTABLES, chain="inet guard incoming")
    assert "insert rule inet guard incoming tcp" in command(1, None, found)


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        pytest.param(NFTABLES_CONF, "inet guard incoming", id="among-others"),
        pytest.param(
            "table filter {\n chain INPUT {\n type filter hook input priority 0;\n}}", "ip filter INPUT", id="ip"
        ),
        pytest.param("table ip6 f { chain a { type filter hook input priority 0; } }", "ip6 f a", id="one-line"),
        pytest.param("", "inet filter input", id="empty"),
        pytest.param(
            "table inet f {\n chain a {\n type filter hook forward priority 0;\n}}", "inet filter input", id="no-input"
        ),
    ],
)
def test_the_chain_is_read_from_the_rules_of_the_system(text: str, chain: str) -> None:
    assert input_chain(text) == chain


@given(st.text())
def test_any_rules_can_be_read(text: str) -> None:
    assert len(input_chain(text).split()) == 3


@pytest.mark.parametrize(("platform", "tool"), [("win32", Tool.DEFENDER), ("darwin", Tool.MACOS)])
def test_other_systems_have_one_firewall(tmp_path: Path, platform: str, tool: Tool) -> None:
    found = find(platform, tmp_path, nothing)
    assert found.tool is tool
    assert Path(found.program).exists()


def test_this_computer_can_be_asked() -> None:
    assert find().tool in Tool
