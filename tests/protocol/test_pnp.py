"""The SUBSCRIBE of a booting phone: as captured, as it may be mangled, and what is none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snom_dialer.protocol.pnp import SIZE_LIMIT, Announcement, announcement
from snom_dialer.simulator.pnp import subscribe
from snom_dialer.simulator.profile import MODELS

MAC = "0004132E08B4"
EVENT = 'Event: ua-profile;profile-type="device";vendor="snom";model="snom370";version="8.7.5.48"'


def datagram(*lines: str, start: str = f"SUBSCRIBE sip:MAC%3a{MAC}@224.0.1.75 SIP/2.0", end: str = "\r\n") -> bytes:
    return end.join([start, *lines, "", ""]).encode()


def read(*lines: str, sender: str = "192.168.0.20", **more: str) -> Announcement | None:
    return announcement(datagram(*lines, **more), sender)


def event(vendor: str, model: str = "snom370", version: str = "8.7.5.48") -> str:
    return f'Event: ua-profile;profile-type="device";vendor="{vendor}";model="{model}";version="{version}"'


WHOLE = Announcement(mac=MAC, model="370", firmware="8.7.5.48", address="192.168.0.20")


# docs/snom-protocol.md §8
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(datagram(EVENT, "Expires: 0"), id="as captured"),
        pytest.param(datagram(EVENT, end="\n"), id="bare line feeds"),
        pytest.param(b"\r\n\r\n" + datagram(EVENT), id="empty lines first"),
        pytest.param(datagram(EVENT)[:-4], id="no end"),
        pytest.param(datagram(EVENT.upper().replace("SNOM370", "snom370")), id="in capitals"),
        pytest.param(datagram(f"o:{EVENT.partition(':')[2]}"), id="compact header"),
        pytest.param(datagram(EVENT.replace(";vendor", ";\r\n vendor")), id="folded header"),
        pytest.param(datagram(EVENT.replace('"', "")), id="without quotes"),
        pytest.param(datagram(EVENT.replace("=", " = ").replace(";", " ; ")), id="blanks"),
        pytest.param(datagram("garbage", ":", EVENT), id="lines that are no headers"),
        pytest.param(datagram(EVENT, event("other", "X1", "1")), id="the first of two headers"),
        pytest.param(
            datagram(EVENT, f"From: <sip:MAC%3a{MAC}@224.0.1.75>;tag=1", start="SUBSCRIBE sip:224.0.1.75 SIP/2.0"),
            id="MAC in From",
        ),
        pytest.param(
            datagram(EVENT, f"t: <sip:MAC%3A{MAC}@lan>", start="SUBSCRIBE sip:lan SIP/2.0"), id="MAC in compact To"
        ),
        pytest.param(datagram(EVENT, start=f"subscribe sip:mac:{MAC.lower()}@lan"), id="lower case, no version"),
        pytest.param(datagram(EVENT, start="SUBSCRIBE sip:MAC%3a00:04-13%3A2E08B4@lan SIP/2.0"), id="MAC in pieces"),
    ],
)
def test_a_snom370_is_read(data: bytes) -> None:
    assert announcement(data, "192.168.0.20") == WHOLE


@pytest.mark.parametrize("name", list(MODELS))
def test_every_virtual_phone_is_read(name: str) -> None:
    model = MODELS[name]
    data = subscribe(model, "1C7126A00001", "127.0.0.1", 1053)
    expected = Announcement(mac="1C7126A00001", model=name.upper(), firmware=model.firmware, address="127.0.0.1")
    assert announcement(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\r\n\r\n", id="keep-alive"),
        pytest.param(b"\x16\x03\x01\xff\x00", id="rubbish"),
        pytest.param(datagram(), id="no event"),
        pytest.param(datagram("Event: presence"), id="another event"),
        pytest.param(datagram("Event: ua-profile-x;vendor=snom"), id="an event with a longer name"),
        pytest.param(datagram(EVENT, start="NOTIFY sip:x SIP/2.0"), id="another method"),
        pytest.param(datagram(EVENT, start="SIP/2.0 200 OK"), id="an answer"),
        pytest.param(datagram(EVENT, start="SUBSCRIBE"), id="no address"),
        pytest.param(
            datagram(event("Yealink", "T46"), start="SUBSCRIBE sip:MAC%3a805EC0000001@lan SIP/2.0"), id="another maker"
        ),
        pytest.param(datagram("Event: ua-profile", start="SUBSCRIBE sip:x@lan SIP/2.0"), id="nobody"),
        pytest.param(datagram("X: " + "a" * SIZE_LIMIT, EVENT), id="beyond the limit"),
    ],
)
def test_what_is_no_announcement_of_a_snom_phone(data: bytes) -> None:
    assert announcement(data, "192.168.0.20") is None


def test_vendor_oem_counts_where_the_mac_address_is_snoms() -> None:
    assert read(event("OEM", "OEM")) == Announcement(mac=MAC, model="", firmware="8.7.5.48", address="192.168.0.20")
    assert read(event("OEM", "OEM"), start="SUBSCRIBE sip:MAC%3a805EC0000001@lan SIP/2.0") is None


def test_a_snom_without_its_mac_address_still_counts() -> None:
    assert read(EVENT, start="SUBSCRIBE sip:x@lan SIP/2.0") == Announcement(
        mac="", model="370", firmware="8.7.5.48", address="192.168.0.20"
    )


@pytest.mark.parametrize("mac", ["0004132E08B", "0004132E08B4A", "0004132E08BG", ""])
def test_half_a_mac_address_is_none(mac: str) -> None:
    read_back = read(EVENT, start=f"SUBSCRIBE sip:MAC%3a{mac}@lan SIP/2.0")
    assert read_back is not None
    assert read_back.mac == ""


@pytest.mark.parametrize(
    ("model", "read_as"),
    [
        pytest.param("snom370", "370", id="snom370"),
        pytest.param("snomD735", "D735", id="snomD735"),
        pytest.param("Snom d865", "D865", id="another spelling"),
        pytest.param("PA1+", "PA1+", id="no maker"),
        pytest.param("snomX9", "X9", id="a model of the future"),
        pytest.param("oem", "", id="OEM"),
        pytest.param("", "", id="empty"),
        pytest.param("<b>370</b>", "", id="markup"),
        pytest.param("370\x1b[2J", "", id="control characters"),
        pytest.param("3" * 33, "", id="too long"),
    ],
)
def test_models(model: str, read_as: str) -> None:
    found = read(event("snom", model))
    assert found is not None
    assert found.model == read_as


def test_a_senseless_firmware_is_not_told() -> None:
    found = read(event("snom", version="8.7\x07 <x>"))
    assert found is not None
    assert found.firmware == ""


@pytest.mark.parametrize(
    ("sender", "headers", "address"),
    [
        pytest.param(
            "192.168.0.20", ["Contact: <sip:10.0.0.9:5060>"], "192.168.0.20", id="the sender before what it says"
        ),
        pytest.param(
            "", ["Contact: <sip:10.0.0.9:5060>", "Via: SIP/2.0/UDP 10.0.0.8:5060"], "10.0.0.9", id="Contact before Via"
        ),
        pytest.param("", ["m: sip:x@10.0.0.9;line=1"], "10.0.0.9", id="compact Contact with a user"),
        pytest.param("", ["Contact: <sip:x@[fd00::9]:5060>"], "fd00::9", id="IPv6"),
        pytest.param("", ["Contact: *", "Via: SIP/2.0/UDP 10.0.0.8;rport"], "10.0.0.8", id="Via"),
        pytest.param("", ["v: SIP / 2.0 / UDP [fd00::8]:5060;rport"], "fd00::8", id="compact Via with blanks and IPv6"),
        pytest.param(
            "", ["Contact: <sip:phone.lan>", "Via: SIP/2.0/UDP 10.0.0.8"], "10.0.0.8", id="a name is no address"
        ),
        pytest.param("somebody", ["Contact: <sip:10.0.0.9>"], "10.0.0.9", id="a sender that is no address"),
        pytest.param("", ["Contact: <sip:300.0.0.1>", "Via: nonsense"], "", id="none"),
        pytest.param("fe80::1%eth0", [], "fe80::1%eth0", id="a zone"),
    ],
)
def test_addresses(sender: str, headers: list[str], address: str) -> None:
    found = read(EVENT, *headers, sender=sender)
    assert found is not None
    assert found.address == address


PIECES = st.sampled_from([
    "SUBSCRIBE ", "sip:MAC%3a", MAC, "@224.0.1.75", "\r\n", "\n ", "Event: ", "ua-profile", ";vendor=", '"', "snom",
    ";model=", "Contact: <sip:", "[", "]", "Via: SIP/2.0/UDP ", "10.0.0.9", ":", "=", ";", "\x00", "ü", "%3a",
])  # fmt: skip


@given(st.one_of(st.binary(max_size=600), st.lists(PIECES, max_size=60).map(lambda parts: "".join(parts).encode())))
@example(b"SUBSCRIBE x\r\nEvent: ua-profile;vendor=snom;model=\xff\xfe")
def test_nothing_raises_and_what_is_read_can_be_shown(data: bytes) -> None:
    for whole in (data, datagram(EVENT)[: len(data)] + data):
        found = announcement(whole, "")
        if found is not None:
            text = found.mac + found.model + found.firmware + found.address
            assert text.isascii()
            assert text.isprintable()


@given(st.integers(0, 2**48 - 1), st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,3}){1,3}", fullmatch=True), st.ip_addresses(v=4))
def test_what_a_virtual_phone_writes_is_read_back(mac: int, firmware: str, address: object) -> None:
    text = f"{mac:012X}"
    found = read(
        event("snom", "snomD385", firmware), sender=str(address), start=f"SUBSCRIBE sip:MAC%3a{text}@lan SIP/2.0"
    )
    assert found == Announcement(mac=text, model="D385", firmware=firmware, address=str(address))
