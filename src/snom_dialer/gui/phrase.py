"""What the core says as finished English, found again among its phrases and said in the language of the windows.

Why a phone stands as it does, what a self-test found, what is wrong with a value: all of that comes as text, as the
log and scripts want it. Phrases without values are looked up as they are; the others, and the sentences of errors, are
known again by the words around their values. What is not found stays as it is.

Not for: errors that are at hand by their code (text), or which phrases there are (phrases).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from snom_dialer.errors import CATALOGUE
from snom_dialer.gui.phrases import PHRASES

translate = QCoreApplication.translate

JOINED = "; "  # between phrases that are said together
_WHOLE = frozenset({"what", "reason", "faults", "advice", "risk"})  # values that may be several phrases
_SAID = _WHOLE | {"action", "backup", "caption", "firmware", "missing", "model", "settings", "where", "who"}


def in_words(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a sentence, those that are phrases themselves in the language of the windows."""
    return {name: _in_words(name, value) for name, value in values.items()}


def _in_words(name: str, value: object) -> object:
    return phrase(value) if name in _SAID and isinstance(value, str) else value


def phrase(said: str) -> str:
    """Return what the core said in the language of the windows."""
    found = translate("Phrase", said) if said else said
    if found != said:
        return found
    for template in _templates():
        if (values := template.values(said)) is not None:
            return template.fill(values)
    first, *more = said.split(JOINED)
    return JOINED.join(map(phrase, (first, *more))) if more else said


class _Template(NamedTuple):
    """One or two sources for a translator, said together; `words` stand around the values, in the order of `names`."""

    context: str
    sources: tuple[str, ...]
    words: tuple[str, ...]
    names: tuple[str, ...]

    def values(self, said: str) -> dict[str, str] | None:
        """Return the values with which this was said, None where it was not."""
        first, *others = self.words
        if not others:
            return {} if said == first else None
        *inner, last = others
        if not said.startswith(first) or not said.endswith(last):
            return None
        rest, found = said.removeprefix(first).removesuffix(last), []
        for word in inner:
            value, _, rest = rest.partition(word)
            found.append(value)
        values = dict(zip(self.names, [*found, rest], strict=True))
        return values if all(_is_value(name, value) for name, value in values.items()) else None

    def fill(self, values: Mapping[str, object]) -> str:
        """Say it with these values."""
        given = in_words(values)
        return JOINED.join(translate(self.context, source).format(**given) for source in self.sources)


def _is_value(name: str, value: str) -> bool:
    return bool(value) and (name in _WHOLE or JOINED not in value)


@cache
def _templates() -> tuple[_Template, ...]:
    """Return all of them, the most telling ones first: what they say is not a value of those with fewer words."""
    return tuple(sorted(_made(), key=lambda template: -sum(map(len, template.words))))


def _made() -> Iterator[_Template]:
    for source in PHRASES:
        yield _template("Phrase", source)
    for entry in CATALOGUE.values():
        for sources in ((entry.message, entry.next), (entry.message,), (entry.next,)):
            template = _template("Error", *sources)
            if any(map(str.strip, template.words)):
                yield template


def _template(context: str, *sources: str) -> _Template:
    words, names = [""], []
    for word, name, _, _ in Formatter().parse(JOINED.join(sources)):
        words[-1] += word
        if name is not None:
            names.append(name)
            words.append("")
    return _Template(context, sources, tuple(words), tuple(names))
