"""URL templates: what they become, what they refuse, and that no value leaves its place."""

from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.actions.placeholder import (
    OUR_PLACEHOLDERS,
    PHONE_PLACEHOLDERS,
    PLACEHOLDERS,
    check,
    render,
    shown,
    timestamp,
)
from snom_dialer.errors import CallerError, Code
from snom_dialer.protocol.vocabulary import VARIABLES

VALUES = {
    "number": "+4930123",
    "name": "Ä & B=1/2 #x",
    "remote": "sip:a@b;x=y?z",
    "number.e164": "+4930123",
    "event": "..",
    "phone": ".",
}

RENDERED = {
    "nothing to fill": ("http://h/p?q=1#f", "http://h/p?q=1#f"),
    "query": ("https://crm.example/?n={number}", "https://crm.example/?n=%2B4930123"),
    "query, name with a dot": ("http://h/?n={number.e164}", "http://h/?n=%2B4930123"),
    "query, hostile": ("http://h/?n={name}&x=1", "http://h/?n=%C3%84%20%26%20B%3D1%2F2%20%23x&x=1"),
    "query key": ("http://h/?{number}=1", "http://h/?%2B4930123=1"),
    "path": ("http://h/{remote}/x", "http://h/sip%3Aa%40b%3Bx%3Dy%3Fz/x"),
    "path, hostile": ("http://h/{name}", "http://h/%C3%84%20%26%20B%3D1%2F2%20%23x"),
    "fragment": ("http://h/#/call/{name}", "http://h/#/call/%C3%84%20%26%20B%3D1%2F2%20%23x"),
    "two in one segment": ("http://h/{number}-{number}", "http://h/%2B4930123-%2B4930123"),
    "dots alone": ("http://h/a/{event}/b", "http://h/a//b"),
    "one dot alone": ("http://h/a/{phone}/b", "http://h/a//b"),
    "dots of two values": ("http://h/a/{phone}{phone}/b", "http://h/a//b"),
    "dot beside an escaped dot": ("http://h/a/%2E{phone}/b", "http://h/a/%2E/b"),
    "dots with company": ("http://h/a/x{event}/b", "http://h/a/x../b"),
    "dots in the query": ("http://h/?a={event}", "http://h/?a=.."),
    "the template's own dots": ("http://h/a/../b", "http://h/a/../b"),
    "unknown name": ("http://h/?a={nobody}&b=1", "http://h/?a=&b=1"),
    "nothing sent": ("http://h/?a={csta_id}", "http://h/?a="),
    "literal braces": ("http://h/?a={{number}}", "http://h/?a=%7Bnumber%7D"),
    "braces around": ("http://h/?a={{{number}}}", "http://h/?a=%7B%2B4930123%7D"),
    "lone braces": ("http://h/?a={&b=}&c={}&d={ number}&e={1}", "http://h/?a=%7B&b=%7D&c=%7B%7D&d=%7B%20number%7D&e=%7B1%7D"),
    "text beyond ASCII": ("http://h/straße?q=ü", "http://h/stra%C3%9Fe?q=%C3%BC"),
    "blanks": (" http://h/a b?c d ", "http://h/a%20b?c%20d"),
    "escapes stay": ("http://h/%2F%zz?a=100%", "http://h/%2F%25zz?a=100%25"),
    "an escape is not finished by a value": ("http://h/%4{number}", "http://h/%254%2B4930123"),
    "quotes and backslash": ("http://h/\\\"<>|^`", "http://h/%5C%22%3C%3E%7C%5E%60"),
    "signs that may stand": ("http://h/a;b=c,d@e:f!$'()*+~?a=/?:@", "http://h/a;b=c,d@e:f!$'()*+~?a=/?:@"),
    "no path": ("http://h?n={number}", "http://h/?n=%2B4930123"),
    "host alone": ("HTTP://Host.Example", "http://Host.Example/"),
    "empty query and fragment": ("http://h/?#", "http://h/?#"),
    "port": ("http://h:8123/api/webhook/x", "http://h:8123/api/webhook/x"),
    "IPv6": ("http://[fd00::20]:80/", "http://[fd00::20]:80/"),
    "name with underscore": ("http://my_nas/", "http://my_nas/"),
    "name with a dot at the end": ("http://h.example./", "http://h.example./"),
    "IDN": ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    "user and password": ("http://u%40x:p@h/", "http://u%40x:p@h/"),
    "slashes in the query": ("http://h/?u=http://x/", "http://h/?u=http://x/"),
    "empty": ("", ""),
    "blank": ("  ", ""),
}  # fmt: skip

INVALID = {
    "no scheme": ("crm.example/?n=1", "begin"),
    "other scheme": ("javascript:alert(1)//{number}", "begin"),
    "file": ("file:///etc/passwd", "begin"),
    "scheme to fill": ("{event}://h/", "begin"),
    "no host": ("http:///x", "no host with"),
    "host to fill": ("http://{number}/", "placeholder"),
    "part of host to fill": ("http://{phone}.example/", "placeholder"),
    "port to fill": ("http://h:{number}/", "placeholder"),
    "user to fill": ("http://{name}@h/", "placeholder"),
    "literal brace in the host": ("http://a}b/", "placeholder"),
    "port zero": ("http://h:0/", "no host with"),
    "port too high": ("http://h:65536/", "no host with"),
    "port without number": ("http://h:/", "no host with"),
    "two users": ("http://a@b@h/", "no host with"),
    "backslash": ("http://h\\@evil/", "no host with"),
    "blank in host": ("http://a b/", "no host with"),
    "dash in front": ("http://-h/", "no host with"),
    "IDN with an empty label": ("http://ü..example/", "no host name"),
    "line break": ("http://h/\r\nX: y", "control"),
    "zero byte": ("http://h/\x00", "control"),
    "surrogate": ("http://h/\ud800", "control"),
}


@pytest.mark.parametrize(("template", "url"), RENDERED.values(), ids=RENDERED)
def test_render(template: str, url: str) -> None:
    check(template)
    assert render(template, VALUES) == url


@pytest.mark.parametrize(("template", "what"), INVALID.values(), ids=INVALID)
def test_a_wrong_template_is_refused_by_both(template: str, what: str) -> None:
    with pytest.raises(CallerError) as checked:
        check(template)
    with pytest.raises(CallerError) as rendered:
        render(template, VALUES)
    assert checked.value.code is rendered.value.code is Code.TEMPLATE_INVALID
    assert what in str(checked.value.values["what"])


def test_a_refusal_shows_no_password_and_no_control_character() -> None:
    with pytest.raises(CallerError) as caught:
        check("http://user:secret@h:0/\x1b[0m")
    assert caught.value.values["template"] == "http://…@h:0/?[0m"


PLACES = {
    "path": "http://u:p@h.example:81/a/{x}/b?c=d#e",
    "start of the path": "http://u:p@h.example:81/{x}",
    "query": "http://u:p@h.example:81/a/b?c=d&x={x}&y=z#e",
    "query key": "http://u:p@h.example:81/a?{x}=1",
    "fragment": "http://u:p@h.example:81/a/b?c=d#e{x}",
    "end of an escape": "http://u:p@h.example:81/a%{x}/b?c=%4{x}#e",
}


@pytest.mark.parametrize("template", PLACES.values(), ids=PLACES)
@given(value=st.text() | st.text(alphabet="./\\%2eE&=+#?;:@{}\r\n \u2025", max_size=8))
def test_no_value_leaves_its_place(template: str, value: str) -> None:
    plain, filled = urlsplit(render(template, {})), urlsplit(render(template, {"x": value}))
    assert filled.geturl().isascii()
    assert not any(char.isspace() or char in "\\{}" for char in filled.geturl())
    assert filled[:2] == plain[:2]
    assert filled.path.count("/") == plain.path.count("/")
    assert not {unquote(part) for part in filled.path.split("/")} & {".", ".."}
    assert len(parse_qsl(filled.query, keep_blank_values=True)) == len(parse_qsl(plain.query, keep_blank_values=True))
    assert bool(filled.fragment) >= bool(plain.fragment)
    assert render(template, {"x": value}).count("#") == template.count("#")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_value_arrives_as_it_was(value: str) -> None:
    url = urlsplit(render("http://h/?a={number}#{number}", {"number": value}))
    assert parse_qsl(url.query, keep_blank_values=True) == [("a", value)]
    assert unquote(url.fragment) == value


@given(st.text() | st.text(alphabet="htps:/{}@[].%?#12ab\u00fc", max_size=30).map("http://".__add__))
def test_check_and_render_agree_on_every_text(template: str) -> None:
    try:
        check(template)
    except CallerError:
        with pytest.raises(CallerError):
            render(template, VALUES)
    else:
        assert render(template, VALUES).startswith(("http://", "https://")) or not template.strip()


SHOWN = {
    "all": ("http://u:p@h:81/a/b?c=d#e", "http://h:81/a/b"),
    "host alone": ("https://h/", "https://h/"),
    "no path": ("https://h", "https://h"),
    "IPv6": ("http://[fd00::20]/x", "http://[fd00::20]/x"),
    "at in the path": ("http://h/a@b", "http://h/a@b"),
    "nothing": ("", ""),
    "no URL": ("mailto:x@y", ""),
}


@pytest.mark.parametrize(("url", "text"), SHOWN.values(), ids=SHOWN)
def test_shown(url: str, text: str) -> None:
    assert shown(url) == text


def test_every_variable_of_the_phone_is_a_placeholder() -> None:
    assert {variable.name for variable in VARIABLES} == set(PHONE_PLACEHOLDERS)
    assert len(PLACEHOLDERS) == len(PHONE_PLACEHOLDERS) + len(OUR_PLACEHOLDERS)


def test_every_placeholder_can_be_filled_and_is_explained() -> None:
    for name, text in PLACEHOLDERS.items():
        assert render(f"http://h/?a={{{name}}}", {name: "1"}) == "http://h/?a=1"
        assert text


def test_timestamp_is_iso_with_offset() -> None:
    moment = datetime(2026, 3, 29, 14, 5, 9, 123987, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(moment) == "2026-03-29T14:05:09.123+02:00"
