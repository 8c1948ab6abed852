"""The documentation and the table of options are one."""

import json
from pathlib import Path

import pytest

from snom_dialer.config.document import document_of
from snom_dialer.config.model import Action, Config, Phone
from snom_dialer.config.option import OPTIONS, REQUIRED
from snom_dialer.config.reference import BEGIN, END, documented
from snom_dialer.protocol.event import EventKind

DOCS = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_documentation_has_the_table_as_it_is() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert documented(text) == text, "renew it with scripts/make-configuration-doc"


def test_every_option_is_in_the_documentation() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [option.key for option in OPTIONS if f"| `{option.key}` |" not in text] == []


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}{BEGIN}"], ids=["none", "begin", "end", "turned"])
def test_a_document_without_a_place_for_the_table_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="marks"):
        documented(text)


def test_what_stands_around_the_table_stays() -> None:
    text = documented(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    assert text.startswith(f"before\n{BEGIN}\n\n| key |")
    assert text.endswith(f"|\n\n{END}\nafter\n")
    assert "old\n" not in text


def test_every_option_is_written_and_nothing_else() -> None:
    config = Config(phones=(Phone(host="a", password="p"),), actions=(Action(event=EventKind.MISSED, url="http://a"),))
    assert _keys(document_of(config), "") == {option.key for option in OPTIONS}


def _keys(value: object, prefix: str) -> set[str]:
    if isinstance(value, list) and value:
        return _keys(value[0], f"{prefix}[]")
    if isinstance(value, dict) and value:
        return {key for name, inner in value.items() for key in _keys(inner, f"{prefix}.{name}" if prefix else name)}
    return {prefix}


def test_every_default_is_right_by_its_own_rule() -> None:
    for option in OPTIONS:
        if option.default is not REQUIRED:
            assert option.kind.accepts(json.loads(json.dumps(option.default)))
            assert option.default is None or option.check(option.default) == ""


def test_what_has_no_default_says_so() -> None:
    assert repr(REQUIRED) == "required"
