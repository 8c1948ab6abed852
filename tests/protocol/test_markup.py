from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.markup import Tag, tags, text_of, title, unescape


def test_tags_come_in_order_with_their_attributes_and_the_text_behind_them() -> None:
    assert list(tags("""<P><INPUT Name=a value="x > y" Checked>one<br/>two</P>""")) == [
        Tag("p", {}, ""),
        Tag("input", {"name": "a", "value": "x > y", "checked": ""}, "one"),
        Tag("br", {}, "two", empty=True),
        Tag("/p", {}, ""),
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param('a="x"', "x", id="double"),
        pytest.param("a='x \"y\"'", 'x "y"', id="single"),
        pytest.param("a=http://h/p?q", "http://h/p?q", id="unquoted"),
        pytest.param("a = 'x'", "x", id="blanks"),
        pytest.param('a="1 &amp; 2"', "1 & 2", id="entity"),
        pytest.param("a=it's", "it's", id="quote-inside"),
        pytest.param("a", "", id="no-value"),
    ],
)
def test_an_attribute_in_every_spelling(written: str, value: str) -> None:
    (tag,) = tags(f"<i {written}>")
    assert tag.attributes == {"a": value}


@pytest.mark.parametrize(
    "hidden",
    ["<!-- <b> -->", "<script>if (a<b) x='<b>';</script>", "<STYLE>b{}</style >", "<!-- open <b>", "<script> open <b>"],
)
def test_comments_scripts_and_styles_hold_no_tags(hidden: str) -> None:
    assert [tag.name for tag in tags(f"<p>{hidden}")] == ["p"]


def test_a_tag_that_is_cut_off_gives_what_is_there() -> None:
    assert list(tags('<input name="a" value="b')) == [Tag("input", {"name": "a", "value": "b"}, "")]


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html><TITLE>snom  320\n</TITLE>", "snom 320"),
        ("<title lang=en>a &amp; b</title>", "a & b"),
        ("<title>cut o", "cut o"),
        ("<p>title</p>", ""),
        ("", ""),
    ],
)
def test_the_title(page: str, expected: str) -> None:
    assert title(page) == expected


def test_the_text_has_a_line_for_every_tag() -> None:
    assert text_of("<td>Mac:</td><!-- x --><td>00&lt;</td>").split("\n") == ["", "Mac:", "", "", "00<", ""]


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("&amp;&lt;&gt;&quot;&apos;", "&<>\"'"),
        ("&auml;&euro;", "ä€"),
        ("&#228;&#xE4;&#XE4;", "äää"),
        ("?a=1&copy=2&lt=3", "?a=1&copy=2&lt=3"),
        ("&nonsense;", "&nonsense;"),
        ("&#0;&#xD800;&#xFFFFFF;", "\ufffd\ufffd\ufffd"),
        ("&amp;lt;", "&lt;"),
        ("&", "&"),
    ],
)
def test_entities_need_their_semicolon(escaped: str, plain: str) -> None:
    assert unescape(escaped) == plain


@given(st.text() | st.text(alphabet="<>/=\"'&;!-ap#1 "))
def test_no_text_raises(page: str) -> None:
    for tag in tags(page):
        assert tag.name.strip("/")
    assert "<p>" not in text_of(page)
    assert "\n" not in title(page)


@pytest.mark.parametrize(
    "piece", ["<a ", "<a '", '<a ="', "<!--", "<script ", "<title ", "<a b=", "&#1", "<a" + " " * 50]
)
def test_a_hostile_page_takes_no_more_than_linear_time(piece: str) -> None:
    page = piece * (1_000_000 // len(piece))
    began = perf_counter()
    list(tags(page))
    text_of(page)
    title(page)
    assert perf_counter() - began < 5, "a quadratic reader takes minutes for a megabyte"
