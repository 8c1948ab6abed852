"""Where old phones deliver their log: opened when it is wanted, beside the callback port, for the right phone."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from snom_dialer.engine.log_inbox import LogInbox
from snom_dialer.engine.wish import log_server_wanted
from snom_dialer.phone.syslog import Datagram, is_from
from snom_dialer.protocol.capability import capabilities
from snom_dialer.protocol.identity import Family, Identity
from snom_dialer.state.log_server import log_servers
from snom_dialer.state.store import Store

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"


class Phone:
    """A phone as the inbox sees it; `got` is what was delivered to it."""

    def __init__(self, address: str, mac: str = "", *, follows: bool = True) -> None:
        self.address, self.mac, self.follows = address, mac, follows
        self.got: list[bytes] = []
        self.news = asyncio.Event()

    @property
    def ear(self) -> "Phone":
        return self

    def is_at(self, peer: str) -> bool:
        return peer == self.address

    def signed(self, datagram: Datagram) -> bool:
        return is_from(datagram, "", self.mac)

    def push(self, datagram: Datagram) -> bool:
        if self.follows:
            self.got.append(datagram.data)
            self.news.set()
        return self.follows


def play(tmp_path: Path, phones: list[Phone], act: Callable[[LogInbox, list[bool]], Awaitable[None]]) -> None:
    async def main() -> None:
        wanted: list[bool] = []
        inbox = LogInbox(Store(tmp_path, print), lambda: phones, lambda: wanted.append(True))
        try:
            async with asyncio.timeout(5):
                await act(inbox, wanted)
        finally:
            inbox.stop()

    asyncio.run(main())


def send(inbox: LogInbox, data: bytes, source: str = HERE) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sender:
        sender.bind((source, 0))
        sender.sendto(data, (HERE, inbox.port))


def test_it_is_opened_only_when_it_is_wanted_and_stays_where_it_is(tmp_path: Path) -> None:
    async def act(inbox: LogInbox, wanted: list[bool]) -> None:
        assert not await inbox.follow((HERE,), 0)
        assert (inbox.port, inbox.server(HERE), inbox.earlier()) == (0, "", ())
        inbox.want()
        inbox.want()
        assert wanted == [True]
        assert await inbox.follow((HERE,), 0)
        port = inbox.port
        assert not await inbox.follow((HERE,), 0)
        assert inbox.server(HERE) == f"{HERE}:{port}"
        assert inbox.server("::1") == f"[::1]:{port}"
        assert inbox.server("") == ""
        assert not await inbox.follow((HERE, ELSEWHERE), 0)  # the port is the same, so that no phone has to know
        assert inbox.port == port
        inbox.stop()
        assert inbox.server(HERE) == ""
        await asyncio.sleep(0)
        assert await inbox.follow((HERE,), 0)
        assert inbox.port == port
        assert inbox.earlier() == (f"{HERE}:{port}", f"[::1]:{port}")

    play(tmp_path, [], act)


def test_a_port_that_is_taken_gives_way_and_an_address_that_is_gone_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(inbox: LogInbox, wanted: list[bool]) -> None:
        inbox.want()
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as holder:
            holder.bind((HERE, 0))
            taken = holder.getsockname()[1]
            assert await inbox.follow((HERE,), taken)
            assert taken < inbox.port <= taken + 20
        assert await inbox.follow(("192.0.2.1",), 0)
        assert inbox.port == 0
        assert "phones cannot deliver their log here" in caplog.text

    play(tmp_path, [], act)


SIGNED = b"<134>Nov 21 11:28:35 000413A34795 [INFO  ] PHN: text"


@pytest.mark.parametrize(
    ("phones", "data", "receiver"),
    [
        ([(ELSEWHERE, ""), (HERE, "")], b"text", 1),
        ([(HERE, "000413A00001"), (ELSEWHERE, "000413A34795")], SIGNED, 1),  # the signature says more than the address
        ([(HERE, "000413A00001"), (HERE, "000413A34795")], SIGNED, 1),
        ([(ELSEWHERE, "000413A00001")], b"text", None),
    ],
)
def test_each_datagram_goes_to_its_phone(
    tmp_path: Path, phones: list[tuple[str, str]], data: bytes, receiver: int | None
) -> None:
    present = [Phone(*phone) for phone in phones]
    last = Phone("", "000413FFFFFF")

    async def act(inbox: LogInbox, wanted: list[bool]) -> None:
        inbox.want()
        await inbox.follow((HERE,), 0)
        send(inbox, data)
        send(inbox, SIGNED.replace(b"000413A34795", b"000413FFFFFF"))
        await last.news.wait()

    play(tmp_path, [*present, last], act)
    assert [phone.got for phone in present] == [[data] if n == receiver else [] for n in range(len(present))]


# ---- what a phone is to be told --------------------------------------------------------------------------------------

OURS, BEFORE, THEIRS = "10.0.0.1:58231", "10.0.0.9:58231", "10.0.0.5:514"


@pytest.mark.parametrize(
    ("family", "present", "ours", "wanted"),
    [
        (Family.SNOM_1XX, {"syslog_server": ""}, OURS, True),
        (Family.SNOM_1XX, {"syslog_server": OURS}, OURS, True),
        (Family.SNOM_1XX, {"syslog_server": BEFORE}, OURS, True),
        (Family.SNOM_1XX, {"syslog_server": THEIRS}, OURS, False),
        (Family.SNOM_1XX, {}, OURS, False),  # it has no such setting, or does not show it
        (Family.SNOM_1XX, {"syslog_server": ""}, "", False),
        (Family.SNOM_3XX, {"syslog_server": ""}, OURS, False),
        (Family.UNKNOWN, {"syslog_server": ""}, OURS, False),
    ],
)
def test_which_phones_are_told(family: Family, present: dict[str, str], ours: str, wanted: bool) -> None:
    can = capabilities(Identity(model="", firmware="", mac="", family=family))
    assert log_server_wanted(can, present, ours, (BEFORE, OURS)) == ({"syslog_server": ours} if wanted else {})


def test_only_so_many_former_addresses_are_remembered(tmp_path: Path) -> None:
    from snom_dialer.state.log_server import keep_log_server

    store = Store(tmp_path, print)
    for number in range(60):
        keep_log_server(store, f"10.0.0.{number}:1")
        keep_log_server(store, f"10.0.0.{number}:1")
    assert log_servers(store) == tuple(f"10.0.0.{number}:1" for number in range(10, 60))
