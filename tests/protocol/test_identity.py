from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.http import Response
from snom_dialer.protocol.identity import (
    Family,
    Identity,
    family_of,
    from_front_page,
    from_info_page,
    from_server,
    from_settings_xml,
    from_user_agent,
    is_snom,
    is_snom_mac,
    merge,
    version_of,
)

MAC = "0004132E08B4"


@pytest.mark.parametrize(
    ("model", "family"),
    [
        ("190", Family.SNOM_1XX),
        ("220", Family.SNOM_1XX),
        ("320", Family.SNOM_3XX),
        ("snom370", Family.SNOM_3XX),
        ("snom 760", Family.SNOM_7XX),
        ("870", Family.SNOM_8XX),
        ("D120", Family.D1XX),
        ("d385", Family.D3XX),
        ("snomD735", Family.D7XX),
        ("D862", Family.D8XX),
        ("SP800", Family.D8XX),
        ("PA1", Family.PA1),
        ("PA1+", Family.PA1),
        ("M9", Family.OTHER),
        ("M700", Family.OTHER),
        ("C520", Family.OTHER),
        ("snom-MP", Family.OTHER),
        ("", Family.UNKNOWN),
        ("999", Family.UNKNOWN),
        ("3", Family.UNKNOWN),
        ("D999", Family.UNKNOWN),
        ("T46S", Family.UNKNOWN),
        ("my 320 phone", Family.UNKNOWN),
    ],
)
def test_the_family_of_a_model(model: str, family: Family) -> None:
    assert family_of(model) is family


def test_a_family_that_nobody_has_heard_of_is_unknown() -> None:
    assert Family("D9xx") is Family.UNKNOWN
    assert Family("D7xx") is Family.D7XX


@pytest.mark.parametrize(
    ("firmware", "version"),
    [
        ("8.7.3.7", (8, 7, 3, 7)),
        ("10.1.169.16", (10, 1, 169, 16)),
        ("3.60x", (3, 60)),
        ("snom320-SIP 8.4.35", (8, 4, 35)),
        ("snomD345/10.1.159.12", (10, 1, 159, 12)),
        ("8", (8,)),
        ("", ()),
        ("ramdisk", ()),
    ],
)
def test_versions_compare(firmware: str, version: tuple[int, ...]) -> None:
    assert version_of(firmware) == version


def test_ten_is_later_than_eight() -> None:
    assert version_of("8.9.3") < version_of("8.10") < version_of("10.1")


@pytest.mark.parametrize(
    ("mac", "snoms"),
    [
        (MAC, True),
        ("00:04:13:2e:08:b4", True),
        ("1c-71-26-00-00-01", True),
        ("0004.132e.08b4", True),
        ("00:04:14:2e:08:b4", False),
        ("0004132E08B", False),
        ("0004132E08BG", False),
        ("", False),
    ],
)
def test_addresses_of_snom(mac: str, snoms: bool) -> None:
    assert is_snom_mac(mac) is snoms


# docs/snom-protocol.md §8
@pytest.mark.parametrize(
    ("text", "identity"),
    [
        pytest.param(
            "Mozilla/4.0 (compatible; snom360-SIP 6.5.2; snom360 ramdisk v3.31; snom360 linux 3.25)",
            Identity(model="360", firmware="6.5.2", family=Family.SNOM_3XX),
            id="6.5",
        ),
        pytest.param("Mozilla/4.0 (compatible; snom lid 3605)", Identity(), id="very-old"),
        pytest.param(
            "Mozilla/4.0 (compatible; snom190-SIP 3.60x)",
            Identity(model="190", firmware="3.60x", family=Family.SNOM_1XX),
            id="190",
        ),
        pytest.param(
            "Mozilla/4.0 (compatible; snom320-SIP 7.3.30 1.1.3-u)",
            Identity(model="320", firmware="7.3.30", family=Family.SNOM_3XX),
            id="7",
        ),
        pytest.param(
            "Mozilla/4.0 (compatible; snom370-SIP 8.7.5.48 1.1.3-u 0004132E08B4)",
            Identity(model="370", firmware="8.7.5.48", mac=MAC, family=Family.SNOM_3XX),
            id="8.7-with-MAC",
        ),
        pytest.param(
            "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) "
            "00041396D9B4 SXM:0 UXM:0 UXMC:0)",
            Identity(model="D785", firmware="10.1.169.16", mac="00041396D9B4", family=Family.D7XX),
            id="10",
        ),
        pytest.param(
            "snomD717-SIP 10.1.198.19 1c7126aabbcc",
            Identity(model="D717", firmware="10.1.198.19", mac="1C7126AABBCC", family=Family.D7XX),
            id="new-OUI",
        ),
        pytest.param("snom370/8.7.5.48", Identity(model="370", firmware="8.7.5.48", family=Family.SNOM_3XX), id="SIP"),
        pytest.param(
            "snomD862/10.1.226.13", Identity(model="D862", firmware="10.1.226.13", family=Family.D8XX), id="SIP-D8xx"
        ),
        pytest.param("curl/8.5.0 aabbccddeeff", Identity(), id="foreign"),
    ],
)
def test_the_user_agent(text: str, identity: Identity) -> None:
    assert from_user_agent(text) == identity


@pytest.mark.parametrize(
    ("page", "identity"),
    [
        pytest.param(
            "<html><title>snom D735</title><tr><td>Mac:</td>\n   <td>000413A34795</td></tr><tr><td>Hardware: D735</td>",
            Identity(model="D735", mac="000413A34795", family=Family.D7XX),
            id="D-series",
        ),
        pytest.param(
            "<TR><TD>Firmware-Version:</TD><TD>snom320-SIP 8.4.35</TD></TR><TR><TD>MAC-Address:</TD>"
            "<TD>00:04:13:2e:08:b4</TD></TR>",
            Identity(model="320", firmware="8.4.35", mac=MAC, family=Family.SNOM_3XX),
            id="older",
        ),
        pytest.param("<html><title>Phone Manager</title>", Identity(family=Family.D8XX), id="D8xx"),
        pytest.param("Login failed!", Identity(), id="locked"),
        pytest.param("", Identity(), id="empty"),
    ],
)
def test_the_info_page(page: str, identity: Identity) -> None:
    assert from_info_page(page) == identity


@pytest.mark.parametrize(
    ("page", "identity"),
    [
        ("<TITLE>snom 320</TITLE>", Identity(model="320", family=Family.SNOM_3XX)),
        ("<TITLE>snom D715</TITLE>", Identity(model="D715", family=Family.D7XX)),
        ("<title>snomD305-8325FE</title>", Identity(model="D305", family=Family.D3XX)),
        ("<title>Phone Manager</title>", Identity(family=Family.D8XX)),
        ("<title>reception</title>", Identity()),
        ("<title>snom VoIP phone: Error</title>", Identity()),
        ("<title>snom 3200</title>", Identity()),
        ("", Identity()),
    ],
)
def test_the_front_page(page: str, identity: Identity) -> None:
    assert from_front_page(page) == identity


@pytest.mark.parametrize(
    ("settings", "identity"),
    [
        pytest.param(
            "<phone_type>snomD735</phone_type><mac>000413a34795</mac>"
            "<firmware_version>snomD735-SIP 10.1.57.0</firmware_version>",
            Identity(model="D735", firmware="10.1.57.0", mac="000413A34795", family=Family.D7XX),
            id="all",
        ),
        pytest.param(
            '<firmware_version perm="R">snom720-SIP 8.7.3.17</firmware_version>',
            Identity(model="720", firmware="8.7.3.17", family=Family.SNOM_7XX),
            id="firmware",
        ),
        pytest.param("<phone_type>snom370</phone_type>", Identity(model="370", family=Family.SNOM_3XX), id="type"),
        pytest.param("<mac>none</mac><phone_type>x</phone_type>", Identity(), id="senseless"),
        pytest.param("<language>English</language>", Identity(), id="others"),
    ],
)
def test_the_settings(settings: str, identity: Identity) -> None:
    assert from_settings_xml(f"<settings><phone-settings>{settings}</phone-settings></settings>") == identity


@pytest.mark.parametrize("text", ["", "<html>404 Not Found</html>"])
def test_settings_that_are_none(text: str) -> None:
    assert from_settings_xml(text) == Identity()


@pytest.mark.parametrize(
    ("header", "identity"),
    [
        ("snom embedded", Identity()),
        ("snomD735/10.1.57.0", Identity(model="D735", firmware="10.1.57.0", family=Family.D7XX)),
    ],
)
def test_the_server_header(header: str, identity: Identity) -> None:
    assert from_server(header) == identity


def test_of_several_the_first_that_is_told_counts() -> None:
    told = merge(
        Identity(mac=MAC),
        Identity(model="D735", family=Family.D7XX),
        Identity(model="320", firmware="8.4.35", mac="000413000000", family=Family.SNOM_3XX),
    )
    assert told == Identity(model="D735", firmware="8.4.35", mac=MAC, family=Family.D7XX)
    assert merge() == Identity()


# docs/snom-protocol.md §2 and §8
@pytest.mark.parametrize(
    ("response", "snom"),
    [
        pytest.param(Response(status=404, headers=(("server", "snom embedded"),)), True, id="server"),
        pytest.param(Response(status=200, body=b"<TITLE>snom 320</TITLE>"), True, id="title"),
        pytest.param(Response(status=200, body=b"<title>snomD305-8325FE</title>"), True, id="title-with-MAC"),
        pytest.param(Response(status=403, body=b"<TITLE>snom VoIP phone: Error</TITLE>"), True, id="locked"),
        pytest.param(Response(status=200, body=b"<title>Phone Manager</title>"), True, id="D8xx"),
        pytest.param(
            Response(status=401, headers=(("www-authenticate", 'Digest realm="SNOM", nonce="x"'),)), True, id="realm"
        ),
        pytest.param(
            Response(status=401, headers=(("www-authenticate", 'Basic realm="snom embedded"'),)), True, id="basic"
        ),
        pytest.param(
            Response(status=200, headers=(("www-authenticate", 'Basic realm="snom"'),)), False, id="realm-without-401"
        ),
        pytest.param(
            Response(status=401, headers=(("www-authenticate", 'Basic realm="router"'),)), False, id="foreign-realm"
        ),
        pytest.param(
            Response(status=401, headers=(("www-authenticate", 'Digest realm="a", opaque="realm=snom", nonce="x"'),)),
            False,
            id="realm-in-a-string",
        ),
        pytest.param(
            Response(status=200, headers=(("server", "nginx"),), body=b"<title>x snom</title>"), False, id="no"
        ),
        pytest.param(Response(status=0), False, id="no-HTTP"),
    ],
)
def test_the_signs_of_a_snom_phone(response: Response, snom: bool) -> None:
    assert is_snom(response) is snom


@pytest.mark.parametrize("reader", [from_info_page, from_front_page, from_settings_xml, from_user_agent, from_server])
@given(text=st.text() | st.from_regex(r"(<title>|Mac: |Hardware: )?snom ?D?[0-9]{0,4}-SIP [0-9.]{0,9}.{0,9}"))
def test_no_text_raises_and_what_is_found_is_well_formed(reader: Callable[[str], Identity], text: str) -> None:
    found = reader(text)
    assert found.mac == "" or len(found.mac) == 12
    assert family_of(found.model) in (found.family, Family.UNKNOWN)
    assert bool(found.firmware) == bool(version_of(found.firmware))
