"""The query of a request from a phone: read in every form, and never written by a caller's name or number."""

import re
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from snom_dialer.protocol.action_url import (
    ENGINE_NEEDS,
    VARIABLES,
    Callback,
    event,
    mask,
    parse_target,
    secret_of,
    template,
)
from snom_dialer.protocol.event import EventKind
from snom_dialer.protocol.text import TEXT_LIMIT, plain

SECRET = "Zm9vYmFyYmF6cXV4cXV1eA"
BASE = f"http://10.0.0.5:58231/snom/{SECRET}"
EVERY = frozenset(variable.name for variable in VARIABLES)
STRANGERS = ("remote", "cancel_reason", "display_local", "display_remote")


def _come_back(target: bytes) -> Callback:
    callback = parse_target(target)
    assert callback is not None
    return callback


def _values(query: str | bytes) -> Mapping[str, str]:
    return _come_back(b"/snom/incoming?" + (query if isinstance(query, bytes) else query.encode())).values


def _expand(url: str, values: Mapping[str, str]) -> bytes:
    """What a phone makes of a URL: variables that it knows become their values, the others stay (§6)."""
    names = {variable.phone: variable.name for variable in VARIABLES}
    path = url.removeprefix("http://10.0.0.5:58231")
    return re.sub(r"\$[a-z_-]+", lambda match: values.get(names[match[0]], match[0]), path).encode()


# ---- queries ---------------------------------------------------------------------------------------------------------


# docs/snom-protocol.md §6: values come raw or escaped, in UTF-8 or Latin-1; what a phone does not know stays literal
@pytest.mark.parametrize(
    ("query", "values"),
    [
        pytest.param("local=cug_snom@10.10.10.1", {"local": "cug_snom@10.10.10.1"}, id="no-scheme"),
        pytest.param("remote=sip:1@x;user=phone", {"remote": "sip:1@x;user=phone"}, id="equals-in-a-value"),
        pytest.param("display_remote=iPhone **621", {"display_remote": "iPhone **621"}, id="raw-blank"),
        pytest.param("display_remote=iPhone%20%2A%2A621", {"display_remote": "iPhone **621"}, id="escaped"),
        pytest.param("display_remote=Zimmer #3?", {"display_remote": "Zimmer #3?"}, id="raw-hash-and-question-mark"),
        pytest.param("remote=+4930&display_remote=A+B", {"remote": "+4930", "display_remote": "A+B"}, id="plus-stays"),
        pytest.param("remote=%2B4930", {"remote": "+4930"}, id="escaped-plus"),
        pytest.param("display_remote=Jörg", {"display_remote": "Jörg"}, id="raw-utf-8"),
        pytest.param(b"display_remote=J\xf6rg", {"display_remote": "Jörg"}, id="raw-latin-1"),
        pytest.param("display_remote=J%F6rg", {"display_remote": "Jörg"}, id="escaped-latin-1"),
        pytest.param("display_remote=100%&remote=1", {"display_remote": "100%", "remote": "1"}, id="bad-escape"),
        pytest.param("display_remote=%3Cb%3E%0D%0AX", {"display_remote": "<b> X"}, id="plain-text"),
        pytest.param("nr_ongoing_calls=$nr_ongoing_calls&remote=1", {"remote": "1"}, id="unexpanded"),
        pytest.param("call_id=$call-id&remote=%24remote", {}, id="unexpanded-hyphen-and-escaped"),
        pytest.param("display_remote=$100 Bill", {"display_remote": "$100 Bill"}, id="only-looks-unexpanded"),
        pytest.param("local=&remote=1", {"remote": "1"}, id="empty-local"),
        pytest.param("local=%00&remote=1", {"remote": "1"}, id="nothing-to-see"),
        pytest.param("remote=1&call_id=2&local=3", {"remote": "1", "call_id": "2", "local": "3"}, id="any-order"),
        pytest.param("csta_id=-18", {"csta_id": "-18"}, id="csta-id"),
        pytest.param("call_id=3c3b966053be-phxdiv27t9gm", {"call_id": "3c3b966053be-phxdiv27t9gm"}, id="own-call-id"),
        pytest.param(
            "cancel_reason=SIP;cause=200;text=%22Call completed elsewhere%22",
            {"cancel_reason": 'SIP;cause=200;text="Call completed elsewhere"'}, id="cancel-reason",
        ),
        pytest.param("remote&local=1", {"local": "1"}, id="no-equals-sign"),
        pytest.param("display_remote=A&remote&remote=1", {"display_remote": "A&remote", "remote": "1"},
                     id="a-key-without-equals-belongs-to-the-name"),
        pytest.param("x=1&remote=2", {"remote": "2"}, id="foreign-first"),
        pytest.param("mac=0004&call_id=a&ext=7&remote=1", {"call_id": "a", "remote": "1"}, id="foreign-between"),
        pytest.param("", {}, id="empty"),
        pytest.param("&&=&", {}, id="nothing-but-separators"),
        # the first wins, and what a name holds belongs to it
        pytest.param("remote=1&local=2&remote=3", {"remote": "1", "local": "2"}, id="double"),
        pytest.param("display_remote=A & B&local=1", {"display_remote": "A & B", "local": "1"}, id="and-in-a-name"),
        pytest.param("display_remote=A&B=C", {"display_remote": "A&B=C"}, id="and-with-equals-in-a-name"),
        pytest.param("remote=1&display_remote=A&remote=2", {"remote": "1", "display_remote": "A&remote=2"},
                     id="a-second-one-belongs-to-the-name"),
        # after the marker only strangers' values begin
        pytest.param("local=a&b@x&v=1&remote=1", {"local": "a&b@x", "remote": "1"}, id="and-in-a-value-of-our-url"),
        pytest.param("local=1&v=1&x&remote=2", {"local": "1", "remote": "2"}, id="nothing-begun-after-the-marker"),
        pytest.param("call_id=1&v=1&remote=2&local=3", {"call_id": "1", "remote": "2&local=3"}, id="own-line-forged"),
        pytest.param("call_id=1&v=1&display_remote=A&v=1", {"call_id": "1", "display_remote": "A&v=1"},
                     id="second-marker"),
        pytest.param("v=2&remote=1", {"remote": "1"}, id="another-marker"),
    ],
)  # fmt: skip
def test_a_query_is_read(query: str | bytes, values: dict[str, str]) -> None:
    assert _values(query) == values


def test_the_url_of_the_original_is_read() -> None:
    names = ["remote", "display_remote", "local", "call_id", *sorted(EVERY - {*ENGINE_NEEDS} | {"display_local"})]
    query = "&".join(f"{name}=of-{name}" for name in names)
    assert _values(query) == {name: f"of-{name}" for name in names}


def test_values_are_cut_and_a_call_id_is_longer_than_text() -> None:
    values = _values(f"call_id={'c' * 300}&remote={'r' * 300}")
    assert values == {"call_id": "c" * 254 + "…", "remote": "r" * (TEXT_LIMIT - 1) + "…"}


def test_a_query_of_eight_kilobytes_of_separators_is_one_name() -> None:
    assert _values("v=1&display_remote=" + "&" * 8000) == {"display_remote": "&" * (TEXT_LIMIT - 1) + "…"}


# ---- any input -------------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
# made of what could be mistaken for the grammar
HOSTILE = st.lists(
    st.sampled_from(
        ["&", "=", "v=1", "#", "%", "%26", "$remote", "?", " ", "é", "x", *(f"&{name}=9" for name in sorted(EVERY))]
    )
).map("".join)
STRANGE = st.dictionaries(st.sampled_from(STRANGERS), TEXTS | HOSTILE)
CALM = {"nr_ongoing_calls": "2", "call_id": "3c3b-x@10.0.0.1", "local": "sip:me@pbx"}


@given(st.binary() | TEXTS.map(str.encode))
def test_no_target_raises(rubbish: bytes) -> None:
    parse_target(rubbish)
    event(_come_back(b"/snom/incoming?" + rubbish))
    event(_come_back(f"/snom/{SECRET}/incoming?v=1&remote=".encode() + rubbish))


@given(TEXTS)
def test_no_text_makes_the_mask_or_the_search_for_secrets_fail(text: str) -> None:
    assert secret_of(mask(f"{BASE}/incoming?{text}")) == ""
    assert SECRET not in mask(f"{text} {BASE}/incoming {text}")
    assert secret_of(f"{BASE}/incoming?{text}") == SECRET


@given(st.dictionaries(st.sampled_from(sorted(EVERY)), TEXTS | HOSTILE), st.sampled_from(EventKind))
def test_escaped_values_come_back_as_they_are(values: dict[str, str], kind: EventKind) -> None:
    escaped = {name: quote(value, safe="") for name, value in values.items()}
    callback = parse_target(_expand(template(BASE, kind, EVERY, EVERY), escaped))
    if kind is EventKind.BLACKLIST:
        assert callback is None
        return
    longest = {variable.name: variable.longest for variable in VARIABLES}
    texts = {name: plain(value, longest[name]) for name, value in values.items()}
    told = {name: text for name, text in texts.items() if text and not re.fullmatch(r"\$[A-Za-z_-]+", text)}
    assert callback == Callback(secret=SECRET, event=kind, kind=kind, values=told)


@given(STRANGE)
@example({"remote": "1&call_id=forged&nr_ongoing_calls=0", "display_remote": "A&local=forged&v=1&call_id=2"})
def test_no_raw_value_of_a_stranger_changes_what_the_phone_says_of_itself(strange: dict[str, str]) -> None:
    values = _come_back(_expand(template(BASE, EventKind.INCOMING, EVERY, EVERY), {**strange, **CALM})).values
    assert {name: values.get(name) for name in EVERY - {*STRANGERS}} == {
        name: CALM.get(name) for name in EVERY - {*STRANGERS}
    }


@given(STRANGE, HOSTILE, HOSTILE)
@example({}, "x&nr_ongoing_calls=0&v=1", "y&call_id=forged&nr_ongoing_calls=0")
def test_even_a_hostile_call_id_or_own_line_leaves_what_stands_before_it(
    strange: dict[str, str], call_id: str, local: str
) -> None:
    url = template(BASE, EventKind.INCOMING, EVERY, EVERY)
    by_local = _come_back(_expand(url, {**strange, **CALM, "local": local})).values
    by_call_id = _come_back(_expand(url, {**strange, **CALM, "call_id": call_id, "local": local})).values
    assert (by_local["call_id"], by_local["nr_ongoing_calls"]) == (CALM["call_id"], CALM["nr_ongoing_calls"])
    assert by_call_id["nr_ongoing_calls"] == CALM["nr_ongoing_calls"]


@given(TEXTS.map(lambda text: text.replace("%", "")) | HOSTILE.map(lambda text: text.replace("%", "")))
def test_a_raw_name_comes_back_whole_as_it_stands_last(name: str) -> None:
    url = template(BASE, EventKind.INCOMING, EVERY, EVERY)
    values = _come_back(_expand(url, {**CALM, "remote": "1", "display_remote": name})).values
    text = plain(name)
    assert values.get("display_remote", "") == ("" if re.fullmatch(r"\$[A-Za-z_-]+", text) else text)
    assert values["remote"] == "1"
