from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.http import Request, encode
from snom_dialer.protocol.setting import (
    READ_REQUESTS,
    Page,
    Setting,
    difference,
    provisioning_xml,
    read,
    write_requests,
)

URL = "http://10.0.0.5:58231/snom/s3cret/incoming?call_id=$call-id&local=$local&v=1&remote=$remote"

names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True).filter(
    lambda name: name not in ("settings", "store_settings")
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
xml_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r&<>\"'"))


def query(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(request.target).query, keep_blank_values=True, strict_parsing=True)


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_one_setting_is_one_request() -> None:
    (request,) = write_requests({"action_incoming_url": "http://h/?a=$b&c=d?"}, store=False)
    target = "/dummy.htm?settings=save&action_incoming_url=http%3A%2F%2Fh%2F%3Fa%3D$b%26c%3Dd%3F"
    assert request == Request(target=target)


def test_the_settings_page_takes_the_same_query() -> None:
    (request,) = write_requests({"a_b": "c"}, store=True, page=Page.SETTINGS)
    assert request.target == "/settings.htm?settings=save&a_b=c&store_settings=save"


def test_an_empty_value_is_written_as_one() -> None:
    (request,) = write_requests({"action_hold": ""}, store=False)
    assert query(request) == [("settings", "save"), ("action_hold", "")]


def test_no_changes_are_no_request() -> None:
    assert write_requests({}, store=True) == ()


def test_many_settings_are_split_and_only_the_last_request_stores() -> None:
    changes = {f"action_{n}_url": URL for n in range(12)}
    requests = write_requests(changes, store=True, longest=600)
    assert len(requests) > 1
    assert max(len(request.target) for request in requests) <= 600
    assert [("store_settings", "save") in query(request) for request in requests] == [False] * (len(requests) - 1) + [
        True
    ]


def test_a_setting_that_is_too_long_alone_is_sent_alone() -> None:
    requests = write_requests({"a_1": "x" * 50, "a_2": "y" * 5, "a_3": "z" * 50}, store=False, longest=60)
    assert [len(query(request)) for request in requests] == [2, 2, 2]


@pytest.mark.parametrize(
    "name", ["", "A", "1a", "a&b", "a=b", "a b", "a[1]", "ä", "a\n", "settings", "store_settings", "a-b"]
)
def test_what_is_no_name_of_a_setting_is_never_sent(name: str) -> None:
    with pytest.raises(ValueError, match="name of a setting"):
        write_requests({name: "x"}, store=False)
    with pytest.raises(ValueError, match="name of a setting"):
        provisioning_xml({name: "x"})


@given(changes=st.dictionaries(names, texts), store=st.booleans(), longest=st.integers(0, 400))
def test_what_is_written_is_what_arrives(changes: dict[str, str], store: bool, longest: int) -> None:
    requests = write_requests(changes, store=store, longest=longest)
    arrived = []
    for request in requests:
        encode(request, "phone")  # fit to be sent
        first, *rest = query(request)
        assert first == ("settings", "save")
        arrived += rest
    wanted = list(changes.items())
    assert arrived == ([*wanted, ("store_settings", "save")] if store and wanted else wanted)


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_the_pages_to_read_begin_with_the_full_export() -> None:
    targets = [request.target for request in READ_REQUESTS]
    assert targets == ["/settings.xml", "/settings_wo_default.xml", "/action.htm", "/settings.htm"]


EXPORT = """<?xml version="1.0" encoding="utf-8" ?>
<!DOCTYPE settings [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<settings>
 <phone-settings e="2">
  <use_hidden_tags perm="">off</use_hidden_tags>
  <action_incoming_url perm="R">http://h/?a=$call-id&amp;b=$remote</action_incoming_url>
  <user_name idx="1" perm="RW">62&lt;1</user_name>
  <language/>
  <phone_type perm="R"></phone_type>
  <evil>&x;</evil>
  <Not-A-Setting>1</Not-A-Setting>
 </phone-settings>
 <tbook><item><number>123</number></item></tbook>
</settings>"""


def test_the_export() -> None:
    assert read(EXPORT) == {
        "use_hidden_tags": Setting(value="off"),
        "action_incoming_url": Setting(value="http://h/?a=$call-id&b=$remote", writable=False),
        "user_name1": Setting(value="62<1", writable=True),
        "language": Setting(value=""),
        "phone_type": Setting(value="", writable=False),
        "evil": Setting(value="&x;"),
    }


@pytest.mark.parametrize(
    "length", [len(EXPORT[: EXPORT.index(mark)]) for mark in ("</user_name", "2&lt;1", "ser_name")]
)
def test_an_export_that_is_cut_off_gives_the_whole_settings_in_it(length: int) -> None:
    found = read(EXPORT[:length])
    assert found is not None
    assert list(found) == ["use_hidden_tags", "action_incoming_url"]


@pytest.mark.parametrize("index", ["x", "²", ""])
def test_an_index_that_is_none_is_left_out(index: str) -> None:
    assert read(f'<phone-settings><user_name idx="{index}">a</user_name>') == {"user_name": Setting(value="a")}


FORM = """<HTML><HEAD><TITLE>snom 320</TITLE><SCRIPT>x = "<input name=a_b value=1>"</SCRIPT></HEAD><BODY>
<FORM METHOD=POST><INPUT TYPE=text NAME=action_incoming_url VALUE="http://h/?a=$call-id&amp;b=1" SIZE=64>
<INPUT NAME=action_hold VALUE=http://h/?x>
<input name='action_unhold'>
<input name="phone_name" value="desk" readonly>
<input type=checkbox name=dial_from_wui checked>
<input type="CheckBox" name=csta_control value="on">
<input type=radio name=http_scheme value=off><input type=radio name=http_scheme value=on checked>
<select name=use_hidden_tags disabled><option value=on>Yes<option value="off" SELECTED>No</select>
<select name="language"><option> English <option>Deutsch</select>
<option>stray
<textarea name=user_dp_str1>|x&lt;|</textarea><textarea name=fkey[7]></textarea>
<input type=password name=admin_mode_password value="****"><INPUT TYPE=SUBMIT NAME=settings VALUE=Save>
<input name=ctl00$x value=1><input value=nameless></FORM>"""


def test_a_form() -> None:
    assert read(FORM) == {
        "action_incoming_url": Setting(value="http://h/?a=$call-id&b=1"),
        "action_hold": Setting(value="http://h/?x"),
        "action_unhold": Setting(value=""),
        "phone_name": Setting(value="desk", writable=False),
        "dial_from_wui": Setting(value="on"),
        "csta_control": Setting(value="off"),
        "http_scheme": Setting(value="on"),
        "use_hidden_tags": Setting(value="off", writable=False),
        "language": Setting(value="English"),
        "user_dp_str1": Setting(value="|x<|"),
        "fkey7": Setting(value=""),
    }


LINES = {
    "language": Setting(value="English", writable=True),
    "user_name1": Setting(value="<sip:62>", writable=False),
    "action_hold": Setting(value=""),
}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# comment\nlanguage!: English\r\nuser_name[1]&: <sip:62>\r\naction_hold:\r\n", id="plain"),
        pytest.param("language!: English\nuser_name1&:<sip:62>\n\naction_hold: \n", id="compact"),
        pytest.param(
            "<html><pre>\nlanguage!: English\nuser_name1&amp;: &lt;sip:62&gt;\naction_hold: \n</pre></html>", id="pre"
        ),
        pytest.param("<p>language!: English<br>user_name1&amp;: &lt;sip:62&gt;<br>action_hold: <br>", id="breaks"),
    ],
)
def test_the_lines_of_old_firmware(text: str) -> None:
    assert read(text) == LINES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "404 Not Found",
        "Login failed!",
        "<html><title>Phone Manager</title><body>",
        "<form><input name=username><input type=password name=password></form>",
        "error: not found\nreason: none",
        "<settings></settings>",
        "<phone-settings></phone-settings>",
    ],
)
def test_where_nothing_is_recognised_nothing_is_told(text: str) -> None:
    assert read(text) is None


@given(st.text() | st.text(alphabet="<>/=\"' a_[]1:!&\n").map(lambda text: f"<phone-settings>{text}<input name=a_b>"))
def test_no_text_raises(text: str) -> None:
    found = read(text)
    assert found is None or found


# ---- comparing and provisioning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "present", "left"),
    [
        pytest.param({"a": "1"}, {"a": Setting(value="1")}, {}, id="same"),
        pytest.param({"a": "1"}, {"a": Setting(value="2", writable=False)}, {"a": "1"}, id="other"),
        pytest.param({"a": "1"}, {}, {"a": "1"}, id="absent"),
        pytest.param({"a": ""}, {}, {}, id="absent-counts-as-empty"),
        pytest.param({"a": ""}, {"a": Setting(value="x")}, {"a": ""}, id="to-be-emptied"),
        pytest.param({}, {"a": Setting(value="x")}, {}, id="foreign"),
    ],
)
def test_the_difference(wanted: Mapping[str, str], present: Mapping[str, Setting], left: Mapping[str, str]) -> None:
    assert difference(wanted, present) == left


def test_the_provisioning_file() -> None:
    assert provisioning_xml({"action_hold": "http://h/?a&b"}, perm="") == (
        '<?xml version="1.0" encoding="utf-8"?>\n<settings>\n  <phone-settings e="2">\n'
        '    <action_hold perm="">http://h/?a&amp;b</action_hold>\n'
        "  </phone-settings>\n</settings>\n"
    )


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\uffff"])
def test_what_xml_cannot_hold_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match="XML"):
        provisioning_xml({"a_b": character})


@given(st.dictionaries(names, xml_texts, min_size=1))
def test_the_provisioning_file_is_read_back(values: dict[str, str]) -> None:
    assert read(provisioning_xml(values)) == {name: Setting(value=value) for name, value in values.items()}


@given(st.dictionaries(names, xml_texts, min_size=1))
def test_the_provisioning_file_is_xml(values: dict[str, str]) -> None:
    root = ElementTree.fromstring(provisioning_xml(values, perm="R").encode())
    assert {element.tag: element.text or "" for element in root[0]} == values
    assert {element.get("perm") for element in root[0]} == {"R"}


@pytest.mark.parametrize(
    ("perm", "writable"),
    [("RW", True), ("$", True), ("!", True), ("R", False), ("&amp;", False), (" ", False), ("", None), ("?", None)],
)
def test_the_marks_of_an_export(perm: str, writable: bool | None) -> None:
    found = read(f'<settings><phone-settings><language perm="{perm}">English</language></phone-settings></settings>')
    assert found == {"language": Setting(value="English", writable=writable)}


@pytest.mark.parametrize(("mark", "writable"), [("!", True), ("$", True), ("&", False), ("", None)])
def test_the_marks_of_a_text(mark: str, writable: bool | None) -> None:
    assert read(f"phone_type{mark}: snom190\n") == {"phone_type": Setting(value="snom190", writable=writable)}
