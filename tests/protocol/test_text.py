"""Foreign text: nothing invisible comes through, nothing too long, and what was harmless is unchanged."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snom_dialer.protocol.text import TEXT_LIMIT, one_line, plain, unescape


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param("Anna Müller", "Anna Müller", id="as-it-is"),
        pytest.param("李小龍 👍", "李小龍 👍", id="any-script"),
        pytest.param("<b>Anna</b> & Söhne", "<b>Anna</b> & Söhne", id="markup-is-only-text"),
        pytest.param("An\x00na\x1b[31m\x7f\x9b", "Anna[31m", id="control-characters"),
        pytest.param("Anna\u202egnp.exe\u2066x\u2069", "Annagnp.exex", id="bidi-overrides-and-isolates"),
        pytest.param("An\u200b\u200d\ufeff\u00adna", "Anna", id="no-width"),
        pytest.param("A\U000e0041nna", "Anna", id="tag-characters"),
        pytest.param("An\ud800na", "Anna", id="surrogate"),
        pytest.param("A\ufdd0n\uffffn\U0001fffea", "Anna", id="noncharacters"),
        pytest.param("\ue000", "\ue000", id="private-use-is-seen"),
        pytest.param(" \t Anna\r\n  Müller\u00a0", "Anna Müller", id="runs-of-blanks"),
        pytest.param("Anna\u2028Müller\u2029", "Anna Müller", id="line-and-paragraph-separators-are-blanks"),
        pytest.param("Anna \u200b Müller", "Anna Müller", id="blanks-around-something-unseen"),
        pytest.param("\u200b\x00", "", id="nothing-to-see"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_can_be_seen_stays(sent: str, shown: str) -> None:
    assert plain(sent) == shown


@pytest.mark.parametrize(
    ("sent", "limit", "shown"),
    [
        pytest.param("12345", 5, "12345", id="fits"),
        pytest.param("123456", 5, "1234…", id="cut"),
        pytest.param("123 56", 5, "123…", id="no-blank-before-the-mark"),
        pytest.param("1\u200b2345", 5, "12345", id="counted-after-cleaning"),
        pytest.param("12", 1, "…", id="no-room"),
    ],
)
def test_too_long_a_text_is_cut(sent: str, limit: int, shown: str) -> None:
    assert plain(sent, limit) == shown


def test_ten_kilobytes_come_out_as_two_hundred_characters() -> None:
    assert plain("x" * 10_000) == "x" * (TEXT_LIMIT - 1) + "…"


def test_one_line_cuts_nothing() -> None:
    assert one_line(" x\n" * 1000) == "x " * 999 + "x"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b"M%C3%BCller", "Müller", id="escaped-utf-8"),
        pytest.param("Müller".encode(), "Müller", id="raw-utf-8"),
        pytest.param(b"M%FCller", "Müller", id="escaped-latin-1"),
        pytest.param(b"M\xfcller", "Müller", id="raw-latin-1"),
        pytest.param(b"%2b49%2B", "+49+", id="either-case"),
        pytest.param(b"+49+30", "+49+30", id="plus-stays"),
        pytest.param(b"100%", "100%", id="broken-at-the-end"),
        pytest.param(b"100%zz%4", "100%zz%4", id="broken"),
        pytest.param(b"%2541", "%41", id="once-only"),
    ],
)
def test_escapes_are_resolved(raw: bytes, text: str) -> None:
    assert unescape(raw) == text


@given(st.text(), st.integers(1, 300))
def test_nothing_invisible_and_nothing_too_long(text: str, limit: int) -> None:
    shown = plain(text, limit)
    assert len(shown) <= limit
    assert shown == shown.strip()
    assert "  " not in shown
    assert not {unicodedata.category(char) for char in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert plain(shown, limit) == shown


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=TEXT_LIMIT))
def test_a_harmless_text_is_unchanged(text: str) -> None:
    assert plain(text) == text


@given(st.binary())
def test_unescape_takes_any_bytes(raw: bytes) -> None:
    escaped = "".join(f"%{byte:02X}" for byte in raw).encode()
    text = unescape(escaped)
    assert raw in {text.encode(), text.encode("latin-1", "replace")}
    unescape(raw)
